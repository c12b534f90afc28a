"""How fast the bot may go: gates that Slack shut, and turns it takes by itself.

Both rest in the database, so that every replica waits for the same moment.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.domain.delivery import Delivery
from bot.domain.ids import WorkspaceId
from bot.store.deliveries.rows import Queries
from bot.store.tables import attempt, gate, pace
from bot.store.workspaces import upsert

WHOLE_WORKSPACE = ""
MINUTE = timedelta(seconds=61)
"""A second more: Slack counts when a message arrives, we count when it leaves."""


class Pace(Queries):
    """Gates and turns."""

    def shut(self, workspace: WorkspaceId, method: str, until: datetime) -> None:
        """Shut a workspace's gate for one method until ``until``; a later moment stands."""
        query = upsert(self._connection, gate).values(
            workspace=workspace, method=method, not_before=until
        )
        self._connection.execute(
            query.on_conflict_do_update(
                index_elements=["workspace", "method"],
                set_={"not_before": until},
                where=gate.c.not_before < until,
            )
        )

    def shut_until(
        self, workspace: WorkspaceId, method: str, lease_now: datetime
    ) -> datetime | None:
        """Give the moment until which a gate is shut; ``None``: it is open."""
        moment: datetime | None = self._connection.scalar(
            select(gate.c.not_before).where(
                gate.c.workspace == workspace,
                gate.c.method == method,
                gate.c.not_before > lease_now,
            )
        )
        return moment

    def full_until(
        self, workspace: WorkspaceId, lease_now: datetime, per_minute: int
    ) -> datetime | None:
        """Give the moment until which a workspace's minute is full; ``None``: there is room.

        Others who ask at the same time wait until this transaction ends, and then count it.
        """
        self._take(workspace, WHOLE_WORKSPACE, lease_now)
        oldest: datetime | None = self._connection.scalar(
            select(attempt.c.started_at)
            .where(attempt.c.workspace == workspace, attempt.c.started_at > lease_now - MINUTE)
            .order_by(attempt.c.started_at.desc())
            .offset(per_minute - 1)
            .limit(1)
        )
        return None if oldest is None else oldest + MINUTE

    def turn(self, delivery: Delivery, lease_now: datetime, until: datetime) -> datetime | None:
        """Take the turn of a message's channel until ``until``; else say when to ask again."""
        query = (
            upsert(self._connection, pace)
            .values(workspace=delivery.workspace, place=delivery.recipient, next_at=until)
            .on_conflict_do_update(
                index_elements=["workspace", "place"],
                set_={"next_at": until},
                where=pace.c.next_at <= lease_now,
            )
            .returning(pace.c.next_at)
        )
        if self._connection.scalar(query) is not None:
            return None
        moment: datetime | None = self._connection.scalar(
            select(pace.c.next_at).where(
                pace.c.workspace == delivery.workspace, pace.c.place == delivery.recipient
            )
        )
        return moment

    def next_turn(self, delivery: Delivery, at: datetime) -> None:
        """Give the turn of a message's channel on, from ``at``."""
        self._take(delivery.workspace, delivery.recipient, at)

    def _take(self, workspace: WorkspaceId, place: str, at: datetime) -> None:
        query = upsert(self._connection, pace).values(workspace=workspace, place=place, next_at=at)
        self._connection.execute(
            query.on_conflict_do_update(index_elements=["workspace", "place"], set_={"next_at": at})
        )
