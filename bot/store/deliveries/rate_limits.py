"""How fast the bot may go: the rate limits Slack answers with, and one message a channel at a time.

Both rest in the database, so that every replica waits for the same moment.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.domain.delivery import Delivery
from bot.domain.ids import WorkspaceId
from bot.store.deliveries.rows import Queries
from bot.store.tables import attempt, channel_slot, rate_limit
from bot.store.workspaces import upsert

WHOLE_WORKSPACE = ""
MINUTE = timedelta(seconds=61)
"""A second more: Slack counts when a message arrives, we count when it leaves."""


class RateLimits(Queries):
    """Rate limits, and the slots of channels."""

    def block_until(self, workspace: WorkspaceId, method: str, until: datetime) -> None:
        """Call a method in a workspace no more before ``until``; a later moment stands."""
        query = upsert(self._connection, rate_limit).values(
            workspace=workspace, method=method, blocked_until=until
        )
        self._connection.execute(
            query.on_conflict_do_update(
                index_elements=["workspace", "method"],
                set_={"blocked_until": until},
                where=rate_limit.c.blocked_until < until,
            )
        )

    def blocked_until(
        self, workspace: WorkspaceId, method: str, lease_now: datetime
    ) -> datetime | None:
        """Give the moment until which a method is not called; ``None``: it may be."""
        moment: datetime | None = self._connection.scalar(
            select(rate_limit.c.blocked_until).where(
                rate_limit.c.workspace == workspace,
                rate_limit.c.method == method,
                rate_limit.c.blocked_until > lease_now,
            )
        )
        return moment

    def minute_full_until(
        self, workspace: WorkspaceId, lease_now: datetime, per_minute: int
    ) -> datetime | None:
        """Give the moment until which a workspace's minute is full; ``None``: there is room.

        Others who ask at the same time wait until this transaction ends, and then count it.
        """
        self._free_from(workspace, WHOLE_WORKSPACE, lease_now)
        oldest: datetime | None = self._connection.scalar(
            select(attempt.c.started_at)
            .where(attempt.c.workspace == workspace, attempt.c.started_at > lease_now - MINUTE)
            .order_by(attempt.c.started_at.desc())
            .offset(per_minute - 1)
            .limit(1)
        )
        return None if oldest is None else oldest + MINUTE

    def take_channel_slot(
        self, delivery: Delivery, lease_now: datetime, until: datetime
    ) -> datetime | None:
        """Take the slot of a message's channel until ``until``; else say when to ask again."""
        query = (
            upsert(self._connection, channel_slot)
            .values(workspace=delivery.workspace, place=delivery.recipient, free_at=until)
            .on_conflict_do_update(
                index_elements=["workspace", "place"],
                set_={"free_at": until},
                where=channel_slot.c.free_at <= lease_now,
            )
            .returning(channel_slot.c.free_at)
        )
        if self._connection.scalar(query) is not None:
            return None
        moment: datetime | None = self._connection.scalar(
            select(channel_slot.c.free_at).where(
                channel_slot.c.workspace == delivery.workspace,
                channel_slot.c.place == delivery.recipient,
            )
        )
        return moment

    def release_channel_slot(self, delivery: Delivery, at: datetime) -> None:
        """Let the next message to this channel leave from ``at``."""
        self._free_from(delivery.workspace, delivery.recipient, at)

    def _free_from(self, workspace: WorkspaceId, place: str, at: datetime) -> None:
        query = upsert(self._connection, channel_slot).values(
            workspace=workspace, place=place, free_at=at
        )
        self._connection.execute(
            query.on_conflict_do_update(index_elements=["workspace", "place"], set_={"free_at": at})
        )
