"""Messages that show something older than the record."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Select, Update, bindparam, select, union_all, update

from bot.domain.concern import Concern
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.ids import PersonId, WorkspaceId
from bot.store.columns import UtcDateTime
from bot.store.deliveries.rows import Queries, having_rows, one
from bot.store.tables import delivery as table
from bot.store.tables import item

_ON_ITS_WAY = (DeliveryState.SENDING, DeliveryState.UNCERTAIN, DeliveryState.SENT)
"""What was drawn already, whether or not it is known to have arrived."""
_MARK_STALE: dict[str, Any] = {
    "stale": table.c.state.in_(_ON_ITS_WAY),
    "changes": table.c.changes + 1,
}


_STALE = (table.c.stale, table.c.state == DeliveryState.SENT)
_HAVING_STALE = having_rows(table.c.id, *_STALE)
_STALE_IN = (
    select(table)
    .where(table.c.workspace == bindparam("of"), *_STALE)
    .order_by(table.c.id)
    .limit(bindparam("most"))
)
_IS_STALE = select(table.c.stale).where(
    table.c.workspace == bindparam("of"), table.c.id == bindparam("named")
)
_SHOWING = select(item.c.delivery).where(
    item.c.workspace == bindparam("of"), item.c.concern == bindparam("concern")
)
_sent = table.alias("sent")
_LISTS = select(_sent.c.id).where(
    _sent.c.workspace == bindparam("of"),
    _sent.c.recipient == bindparam("leader"),
    _sent.c.kind == DeliveryKind.WEEKLY_LIST,
    _sent.c.sent_at > bindparam("since", type_=UtcDateTime()),
    _sent.c.state == DeliveryState.SENT,
)


def _mark(showing: Select[Any] | CompoundSelect[Any]) -> Update:
    return (
        update(table)
        .where(
            table.c.workspace == bindparam("of"),
            table.c.id.in_(showing),
            table.c.state.in_(_ON_ITS_WAY),
        )
        .values(stale=True, changes=table.c.changes + 1)
    )


_SHOWS = _mark(_SHOWING)
_SHOWS_TO = _SHOWS.where(table.c.recipient == bindparam("to"))
_SHOWS_OR_LISTS = _mark(union_all(_SHOWING, _LISTS))


class Refresh(Queries):
    """What is to be drawn anew."""

    def mark_concern_stale(self, concern: Concern, recipient: PersonId | None = None) -> None:
        """Mark messages that show this concern, or those to one person, as older than it."""
        parameters = {"of": concern.workspace, "concern": concern.id}
        if recipient is None:
            self._connection.execute(_SHOWS, parameters)
        else:
            self._connection.execute(_SHOWS_TO, parameters | {"to": recipient})

    def mark_concern_and_lists_stale(
        self, concern: Concern, leader: PersonId, since: datetime
    ) -> None:
        """Mark messages that show this concern, and the weekly lists its leader was sent ``since``.

        Such a list is what is open with them.
        """
        parameters = {
            "of": concern.workspace,
            "concern": concern.id,
            "leader": leader,
            "since": since,
        }
        self._connection.execute(_SHOWS_OR_LISTS, parameters)

    def stale(
        self, workspaces: Collection[WorkspaceId], lease_now: datetime, method: str, limit: int
    ) -> list[Delivery]:
        """Give messages that are to be drawn anew, and may be: Slack takes calls."""
        deliveries: list[Delivery] = []
        candidates = self._with_rows(workspaces, _HAVING_STALE)
        for workspace in self.open_to(candidates, method, lease_now):
            parameters = {"of": workspace, "most": limit - len(deliveries)}
            deliveries += [
                self._read(row) for row in self._connection.execute(_STALE_IN, parameters).all()
            ]
        return deliveries

    def is_stale(self, delivery: Delivery) -> bool:
        """Whether a message shows something older than the record."""
        parameters = {"of": delivery.workspace, "named": delivery.id}
        return bool(self._connection.scalar(_IS_STALE, parameters))

    def following(self, delivery: Delivery) -> Delivery | None:
        """Give the message of the same kind and subject that came after this one."""
        later = self._where(
            table.c.workspace == delivery.workspace,
            table.c.kind == delivery.kind,
            table.c.subject == delivery.subject,
            table.c.created_at > delivery.created_at,
        )
        return min(later, key=lambda later_one: later_one.created_at, default=None)

    def mark_stale(self, delivery: Delivery) -> None:
        """Mark one message as older than the record."""
        self._connection.execute(update(table).where(*one(delivery)).values(_MARK_STALE))

    def mark_subject_stale(self, workspace: WorkspaceId, kind: DeliveryKind, subject: str) -> None:
        """Mark all messages of a kind and subject as older than the record."""
        self._connection.execute(
            update(table)
            .where(table.c.workspace == workspace, table.c.kind == kind, table.c.subject == subject)
            .values(_MARK_STALE)
        )

    def replace_payload(self, delivery: Delivery, payload: str | None) -> None:
        """Let a message say something else, in place."""
        sealed = self._sealed(delivery, payload)
        self._connection.execute(
            update(table).where(*one(delivery)).values(payload=sealed, **_MARK_STALE)
        )

    def take_in(self, delivery: Delivery, payload: str | None, due_at: datetime, wall: str) -> bool:
        """Let a message that nobody has begun to send say more, and leave by ``due_at``.

        False where it has been begun meanwhile: what it says then is said.
        """
        sooner = due_at < delivery.due_at
        query = (
            update(table)
            .where(*one(delivery), table.c.state == DeliveryState.PENDING)
            .values(
                payload=self._sealed(delivery, payload),
                changes=table.c.changes + 1,
                due_at=due_at if sooner else delivery.due_at,
                wall=wall if sooner else delivery.wall,
            )
        )
        return self._changed(query)

    def mark_drawn(self, delivery: Delivery, fingerprint: str | None = None) -> None:
        """Mark a message as true again, unless the record changed after ``delivery`` was read.

        Then it is drawn once more: whichever of two drawings reached Slack last, the next is newer.
        ``fingerprint`` is that of what Slack shows now, where that is known.
        """
        self._connection.execute(
            update(table)
            .where(*one(delivery))
            .values(stale=table.c.changes != delivery.changes, fingerprint=fingerprint)
        )

    def set_fingerprint(self, delivery: Delivery, fingerprint: str | None) -> None:
        """Keep what Slack shows of a message by now."""
        self._connection.execute(
            update(table).where(*one(delivery)).values(fingerprint=fingerprint)
        )
