"""How fast the bot may go: the rate limits Slack answers with, and one message a channel at a time.

Both rest in the database, so that every replica waits for the same moment.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from bot.domain.delivery import Delivery, DeliveryKey
from bot.domain.ids import WorkspaceId
from bot.store.deliveries.rows import FURTHEST_LIMIT, Queries
from bot.store.tables import attempt, channel_slot, rate_limit
from bot.store.workspaces import upsert

WHOLE_WORKSPACE = ""
MINUTE = timedelta(seconds=61)
"""A second more: Slack counts when a message arrives, we count when it leaves."""
FURTHEST_SLOT = timedelta(minutes=1)
"""No call and no gap lasts so long: a slot further ahead was taken by a clock that was wrong."""


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
                where=or_(
                    rate_limit.c.blocked_until < until,
                    rate_limit.c.blocked_until > until + FURTHEST_LIMIT,
                ),
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
                rate_limit.c.blocked_until <= lease_now + FURTHEST_LIMIT,
            )
        )
        return moment

    def started_this_minute(
        self, workspace: WorkspaceId, lease_now: datetime, most: int
    ) -> list[datetime]:
        """Give when the latest ``most`` messages of the last minute were started, newest first.

        Others who ask at the same time wait until this transaction ends, and then count its own.
        """
        self._free_from([(workspace, WHOLE_WORKSPACE)], lease_now)
        return list(
            self._connection.scalars(
                select(attempt.c.started_at)
                .where(
                    attempt.c.workspace == workspace,
                    attempt.c.started_at > lease_now - MINUTE,
                    # Not those of a clock that was ahead.
                    attempt.c.started_at <= lease_now + MINUTE,
                )
                .order_by(attempt.c.started_at.desc())
                .limit(most)
            )
        )

    def take_channel_slots(
        self, deliveries: Sequence[Delivery], lease_now: datetime, until: datetime
    ) -> dict[DeliveryKey, datetime | None]:
        """Take the slots of messages' channels until ``until``; else say when each is free."""
        first = {(each.workspace, each.recipient): each for each in reversed(deliveries)}
        slot = upsert(self._connection, channel_slot)
        taken: set[tuple[str, str]] = set()
        if first:
            query = slot.on_conflict_do_update(
                index_elements=["workspace", "place"],
                set_={"free_at": slot.excluded.free_at},
                where=or_(
                    channel_slot.c.free_at <= lease_now,
                    channel_slot.c.free_at > lease_now + FURTHEST_SLOT,
                ),
            ).returning(channel_slot.c.workspace, channel_slot.c.place)
            rows = [
                {"workspace": workspace, "place": place, "free_at": until}
                for workspace, place in sorted(first)
            ]
            taken = {(row.workspace, row.place) for row in self._connection.execute(query, rows)}
        late = [
            each
            for each in deliveries
            if (place := (each.workspace, each.recipient)) not in taken or first[place] is not each
        ]
        free_at: dict[DeliveryKey, datetime | None] = dict.fromkeys(each.key for each in deliveries)
        for each in late:
            free_at[each.key] = self._connection.scalar(
                select(channel_slot.c.free_at).where(
                    channel_slot.c.workspace == each.workspace,
                    channel_slot.c.place == each.recipient,
                )
            )
        return free_at

    def release_channel_slots(self, deliveries: Iterable[Delivery], at: datetime) -> None:
        """Let the next message to each of their channels leave from ``at``."""
        self._free_from(sorted({(each.workspace, each.recipient) for each in deliveries}), at)

    def _free_from(self, places: Sequence[tuple[WorkspaceId, str]], at: datetime) -> None:
        slot = upsert(self._connection, channel_slot)
        self._connection.execute(
            slot.on_conflict_do_update(
                index_elements=["workspace", "place"], set_={"free_at": slot.excluded.free_at}
            ),
            [
                {"workspace": workspace, "place": place, "free_at": at}
                for workspace, place in places
            ],
        )
