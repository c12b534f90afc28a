"""Messages that are to be sent, and what is inside them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Integer,
    String,
    bindparam,
    case,
    delete,
    exists,
    insert,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningInsert

from bot.domain.concern import Concern
from bot.domain.concern.states import LeaderNews
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState, Item, to_a_person
from bot.domain.ids import WorkspaceId, new_id
from bot.store.deliveries.rows import COPIES_SINCE, FIELDS, RESTORED, Queries
from bot.store.tables import delivery as table
from bot.store.tables import item, workspace
from bot.store.workspaces import upsert_in

UNCERTAIN_FOR = timedelta(days=3)
"""So long after a restore a message may be one that was sent before it: a note is three days late
at the most."""


_DOUBTED = exists().where(
    workspace.c.id == bindparam("of"), workspace.c.restored_at > bindparam("doubted_since")
)
_RESTORED_AT = select(workspace.c.restored_at).where(workspace.c.id == bindparam("of"))
_DECIDED = ("state", "attempts", "error")
"""What a restore decides."""


@cache
def _start(dialect: str, *, person: bool) -> ReturningInsert[Any]:
    """Keep a message, or make it uncertain; to a ``person`` it is looked for from then on."""
    doubted_at = case((_DOUBTED, _RESTORED_AT.scalar_subquery()), else_=null())
    return (
        upsert_in(dialect, table)
        .values(
            stale=False,
            state=case(
                (_DOUBTED, literal(DeliveryState.UNCERTAIN.value)),
                else_=bindparam("starts", type_=String()),
            ),
            attempts=case((_DOUBTED, 1), else_=bindparam("tried", type_=Integer())),
            error=case((_DOUBTED, RESTORED), else_=null()),
            reconcile_at=doubted_at if person else null(),
        )
        .on_conflict_do_nothing()
        .returning(table.c.id)
    )


_TAKE_TAILS = (
    update(item)
    .where(
        item.c.workspace == bindparam("of"),
        item.c.recipient == bindparam("to"),
        item.c.delivery.is_(None),
        item.c.created_at >= bindparam("since"),
    )
    .values(delivery=bindparam("along"))
)
_ADD_ITEM = insert(item)


class Creation(Queries):
    """What is to be sent."""

    def start(self, delivery: Delivery, items: Iterable[Item] = ()) -> bool:
        """Keep a message to be sent; false when this occurrence has its message already.

        After a restore it may have been sent by what was lost: then it is looked for first.
        """
        start = _start(self._connection.dialect.name, person=to_a_person(delivery.recipient))
        values = {name: getattr(delivery, name) for name in FIELDS if name not in _DECIDED}
        parameters = {
            "of": delivery.workspace,
            "doubted_since": delivery.created_at - UNCERTAIN_FOR,
            "starts": delivery.state.value,
            "tried": delivery.attempts,
            "payload": self._sealed(delivery, delivery.payload),
        }
        started = self._connection.scalar(start, values | parameters) is not None
        self._occurred.add(
            (delivery.workspace, delivery.kind, delivery.subject, delivery.occurrence)
        )
        if not started:
            return False
        rows = [
            {
                "workspace": delivery.workspace,
                "id": one.id,
                "delivery": delivery.id,
                "place": place,
                "concern": one.concern,
                "recipient": delivery.recipient,
                "reason": one.reason,
                "tail": one.tail,
                "reminder": one.reminder,
                "step_no": one.step_no,
                "day": one.day,
                "created_at": delivery.created_at,
            }
            for place, one in enumerate(items)
        ]
        if rows:
            self._connection.execute(_ADD_ITEM, rows)
        return True

    def cancel(self, workspace: WorkspaceId, kinds: Sequence[DeliveryKind], subject: str) -> None:
        """Call back messages of a subject that nobody has begun to send."""
        self._connection.execute(
            update(table)
            .where(
                table.c.workspace == workspace,
                table.c.kind.in_(kinds),
                table.c.subject == subject,
                table.c.state == DeliveryState.PENDING,
            )
            .values(state=DeliveryState.CANCELLED, error=None, reconcile_at=COPIES_SINCE, sweeps=0)
        )

    def forget(self, workspace: WorkspaceId, kind: DeliveryKind, subject: str) -> None:
        """Erase a subject's message that nobody has begun to send, as if never meant."""
        self._occurred.clear()
        self._connection.execute(
            delete(table).where(
                table.c.workspace == workspace,
                table.c.kind == kind,
                table.c.subject == subject,
                table.c.state == DeliveryState.PENDING,
            )
        )

    # Tails wait without a delivery until a message takes them along.

    def add_tail(self, concern: Concern, tail: LeaderNews, now: datetime) -> None:
        """Keep news for the concern's leader."""
        if concern.owner is None:
            return
        self._connection.execute(
            insert(item).values(
                workspace=concern.workspace,
                id=new_id(),
                delivery=None,
                place=100,
                concern=concern.id,
                recipient=concern.owner,
                reason=None,
                tail=tail,
                reminder=0,
                step_no=concern.step_no,
                created_at=now,
            )
        )

    def take_tails(self, delivery: Delivery, since: datetime) -> None:
        """Let the recipient's waiting news ride along; older news stays in Home only."""
        parameters = {"of": delivery.workspace, "to": delivery.recipient, "since": since}
        self._connection.execute(_TAKE_TAILS, parameters | {"along": delivery.id})

    def release_tails(self, delivery: Delivery) -> None:
        """Let news wait again: the message it rode along in does not leave."""
        self._connection.execute(
            update(item)
            .where(
                item.c.workspace == delivery.workspace,
                item.c.delivery == delivery.id,
                item.c.tail.is_not(None),
            )
            .values(delivery=None)
        )
