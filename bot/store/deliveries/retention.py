"""Messages that are kept no longer: their rows go, what stands in Slack stays there."""

import json
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select, tuple_

from bot.domain.concern.states import State
from bot.domain.delivery import (
    ABOUT_A_CONCERN,
    LEADER_MESSAGES,
    DeliveryKind,
    DeliveryState,
)
from bot.domain.ids import WorkspaceId
from bot.store.deliveries.rows import UNREADABLE, Queries
from bot.store.tables import attempt, concern, item
from bot.store.tables import delivery as table

LEADER_MESSAGES_KEPT = timedelta(days=35)
"""Of days in which nothing is left: how often a leader is written to counts at most so far back."""
SAFE_ASKS_KEPT = timedelta(days=7)
OFFERS_KEPT = timedelta(days=1)
OTHERS_KEPT = timedelta(days=60)
"""Digests, suggestions and the like: past the month or the weeks in which each happens once."""
ATTEMPTS_KEPT = timedelta(days=30)
_KEPT_FOR_A_WHILE = (
    DeliveryKind.DIGEST,
    DeliveryKind.SUGGEST,
    DeliveryKind.BACK,
    DeliveryKind.DATA_FILE,
)
_SETTLED = (DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.CANCELLED)


class Cleanup(Queries):
    """What is kept no longer."""

    def forget_settled(self, workspace: WorkspaceId, now: datetime, limit: int) -> int:
        """Erase messages whose time is over, ``limit`` at the most; gives how many."""
        about = exists().where(concern.c.workspace == workspace, concern.c.id == table.c.subject)
        inside = exists().where(item.c.workspace == workspace, item.c.delivery == table.c.id)

        def older(than: timedelta) -> ColumnElement[bool]:
            return table.c.created_at < now - than

        over = or_(
            and_(table.c.kind.in_(ABOUT_A_CONCERN), ~about),
            and_(table.c.kind.in_(LEADER_MESSAGES), older(LEADER_MESSAGES_KEPT), ~inside),
            and_(table.c.kind == DeliveryKind.SAFE_ASK, older(SAFE_ASKS_KEPT)),
            and_(table.c.kind.in_(_KEPT_FOR_A_WHILE), older(OTHERS_KEPT)),
        )
        return self._delete(workspace, _settled(workspace).where(over).limit(limit))

    def forget_attempts(self, workspace: WorkspaceId, lease_now: datetime, limit: int) -> int:
        """Erase old attempts of messages that are settled, ``limit`` at the most."""
        old = (
            select(attempt.c.delivery, attempt.c.number)
            .where(
                attempt.c.workspace == workspace,
                attempt.c.started_at < lease_now - ATTEMPTS_KEPT,
                attempt.c.delivery.in_(_settled(workspace)),
            )
            .limit(limit)
        )
        query = delete(attempt).where(
            attempt.c.workspace == workspace,
            tuple_(attempt.c.delivery, attempt.c.number).in_(old),
        )
        return self._connection.execute(query).rowcount

    def forget_offers(self, workspace: WorkspaceId, now: datetime, limit: int) -> list[str]:
        """Erase questions about marked messages that are over; gives what they were about.

        Not before the day is over: an author is asked one such question a day.
        """
        living = exists().where(
            item.c.workspace == workspace,
            item.c.delivery == table.c.id,
            concern.c.workspace == workspace,
            concern.c.id == item.c.concern,
            concern.c.state != State.WITHDRAWN,
        )
        query = (
            select(table)
            .where(*_conditions(workspace), table.c.kind == DeliveryKind.OFFER, ~living)
            .where(table.c.due_at < now - OFFERS_KEPT)
            .limit(limit)
        )
        rows = self._connection.execute(query).all()
        raised = {row.id: _raised(self._payload(row)) for row in rows}
        kept = select(concern.c.id).where(
            concern.c.workspace == workspace,
            concern.c.id.in_([concern_id for concern_id in raised.values() if concern_id]),
            concern.c.state != State.WITHDRAWN,
        )
        living_ids = set(self._connection.scalars(kept)) if any(raised.values()) else set()
        over = [row for row in rows if raised[row.id] not in living_ids]
        self._delete(workspace, [row.id for row in over])
        return [row.subject for row in over]

    def _delete(self, workspace: WorkspaceId, ids: "Select[tuple[str]] | list[str]") -> int:
        query = delete(table).where(table.c.workspace == workspace, table.c.id.in_(ids))
        return self._connection.execute(query).rowcount


def _raised(payload: str | None) -> str | None:
    """The concern that its author made of what they were asked about, if they did."""
    if payload is None or payload == UNREADABLE:
        return None
    raised: str | None = json.loads(payload).get("raised")
    return raised


def _conditions(workspace: WorkspaceId) -> tuple[ColumnElement[bool], ...]:
    """Settled: it is known whether it stands in Slack, and it stands there as it should."""
    return (
        table.c.workspace == workspace,
        table.c.state.in_(_SETTLED),
        ~table.c.stale,
        table.c.reconcile_at.is_(None),
    )


def _settled(workspace: WorkspaceId) -> "Select[tuple[str]]":
    return select(table.c.id).where(*_conditions(workspace))
