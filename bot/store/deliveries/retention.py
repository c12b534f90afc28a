"""Messages that are kept no longer: their rows go, what stands in Slack stays there."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, delete, exists, or_, select, tuple_

from bot.domain.concern.states import State
from bot.domain.delivery import (
    ABOUT_A_CONCERN,
    LEADER_MESSAGES,
    DeliveryKind,
    DeliveryState,
)
from bot.domain.ids import WorkspaceId
from bot.store.deliveries.rows import Queries
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

_OF: BindParameter[Any] = bindparam("of")
_SETTLED_HERE = (
    # It is known whether it stands in Slack, and it stands there as it should.
    table.c.workspace == _OF,
    table.c.state.in_(_SETTLED),
    ~table.c.stale,
    table.c.reconcile_at.is_(None),
)
_ABOUT = exists().where(concern.c.workspace == _OF, concern.c.id == table.c.subject)
_INSIDE = exists().where(item.c.workspace == _OF, item.c.delivery == table.c.id)
_TIME_IS_OVER = or_(
    and_(table.c.kind.in_(ABOUT_A_CONCERN), ~_ABOUT),
    and_(
        table.c.kind.in_(LEADER_MESSAGES),
        table.c.created_at < bindparam("leader_messages_since"),
        ~_INSIDE,
    ),
    and_(table.c.kind == DeliveryKind.SAFE_ASK, table.c.created_at < bindparam("safe_asks_since")),
    and_(table.c.kind.in_(_KEPT_FOR_A_WHILE), table.c.created_at < bindparam("others_since")),
)
_FORGET_SETTLED = delete(table).where(
    table.c.workspace == _OF,
    table.c.id.in_(
        select(table.c.id).where(*_SETTLED_HERE, _TIME_IS_OVER).limit(bindparam("most"))
    ),
)
_FORGET_ATTEMPTS = delete(attempt).where(
    attempt.c.workspace == _OF,
    tuple_(attempt.c.delivery, attempt.c.number).in_(
        select(attempt.c.delivery, attempt.c.number)
        .where(
            attempt.c.workspace == _OF,
            attempt.c.started_at < bindparam("since"),
            attempt.c.delivery.in_(select(table.c.id).where(*_SETTLED_HERE)),
        )
        .limit(bindparam("most"))
    ),
)
_LIVES = (concern.c.workspace == _OF, concern.c.state != State.WITHDRAWN)
_OFFERS_OVER = (
    select(table.c.id, table.c.subject)
    .where(
        *_SETTLED_HERE,
        table.c.kind == DeliveryKind.OFFER,
        ~exists().where(
            item.c.workspace == _OF,
            item.c.delivery == table.c.id,
            *_LIVES,
            concern.c.id == item.c.concern,
        ),
        # Nor is there what its author raised about the message by another door.
        ~exists().where(
            *_LIVES,
            concern.c.raiser == table.c.recipient,
            concern.c.mark_key == "mark:" + table.c.subject + ":" + table.c.recipient,
        ),
        table.c.due_at < bindparam("since"),
    )
    .limit(bindparam("most"))
)


class Cleanup(Queries):
    """What is kept no longer."""

    def forget_settled(self, workspace: WorkspaceId, now: datetime, limit: int) -> int:
        """Erase messages whose time is over, ``limit`` at the most; gives how many."""
        since = {
            "leader_messages_since": now - LEADER_MESSAGES_KEPT,
            "safe_asks_since": now - SAFE_ASKS_KEPT,
            "others_since": now - OTHERS_KEPT,
        }
        parameters = {"of": workspace, "most": limit} | since
        return self._connection.execute(_FORGET_SETTLED, parameters).rowcount

    def forget_attempts(self, workspace: WorkspaceId, lease_now: datetime, limit: int) -> int:
        """Erase old attempts of messages that are settled, ``limit`` at the most."""
        parameters = {"of": workspace, "since": lease_now - ATTEMPTS_KEPT, "most": limit}
        return self._connection.execute(_FORGET_ATTEMPTS, parameters).rowcount

    def forget_offers(self, workspace: WorkspaceId, now: datetime, limit: int) -> list[str]:
        """Erase questions about marked messages that are over; gives what they were about.

        Not before the day is over: an author is asked one such question a day.
        """
        parameters = {"of": workspace, "since": now - OFFERS_KEPT, "most": limit}
        over = self._connection.execute(_OFFERS_OVER, parameters).all()
        if over:
            ids = [row.id for row in over]
            query = delete(table).where(table.c.workspace == workspace, table.c.id.in_(ids))
            self._connection.execute(query)
        return [row.subject for row in over]
