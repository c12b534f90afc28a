"""Queries about what the bot sends: claimed with a lease, intended, settled by its own token.

The states and the reasons for each step are those of ``delivery/carrier.py``. Every change after
a claim is fenced: it names the lease token, and zero changed rows mean that somebody else has it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    exists,
    func,
    insert,
    select,
    true,
    update,
)

from bot.domain.concern import Concern, Tail
from bot.domain.delivery import WEEKLY_LETTER, Delivery, DeliveryKind, DeliveryState, Item
from bot.domain.ids import ConcernId, PersonId, WorkspaceId, new_id
from bot.store.tables import attempt, gate, item, workspace
from bot.store.tables import delivery as table
from bot.store.workspaces import upsert

_FIELDS = (
    "workspace",
    "id",
    "kind",
    "subject",
    "occurrence",
    "recipient",
    "letter",
    "body",
    "due_at",
    "wall",
    "zone",
    "state",
    "attempts",
    "lease_token",
    "channel",
    "ts",
    "error",
    "sent_at",
    "created_at",
)


class Deliveries:
    """Queries about deliveries."""

    def __init__(self, connection: Connection) -> None:
        """Ask through ``connection``."""
        self._connection = connection

    def start(self, delivery: Delivery, items: Iterable[Item] = ()) -> bool:
        """Keep a message to be sent; false when this occurrence has its message already."""
        values = {name: getattr(delivery, name) for name in _FIELDS} | {"behind": False}
        query = upsert(self._connection, table).values(**values)
        started = query.on_conflict_do_nothing().returning(table.c.id)
        if self._connection.scalar(started) is None:
            return False
        for place, one in enumerate(items):
            self._connection.execute(
                insert(item).values(
                    workspace=delivery.workspace,
                    id=one.id,
                    delivery=delivery.id,
                    place=place,
                    concern=one.concern,
                    recipient=delivery.recipient,
                    cause=one.cause,
                    tail=one.tail,
                    reminder=one.reminder,
                    step_no=one.step_no,
                    created_at=delivery.created_at,
                )
            )
        return True

    def exists(
        self, workspace: WorkspaceId, kind: DeliveryKind, subject: str, occurrence: str
    ) -> bool:
        """Whether this occurrence has its message already."""
        query = select(table.c.id).where(
            table.c.workspace == workspace,
            table.c.kind == kind,
            table.c.subject == subject,
            table.c.occurrence == occurrence,
        )
        return self._connection.execute(query).first() is not None

    def get(self, workspace: WorkspaceId, delivery: str) -> Delivery | None:
        """Give one delivery."""
        return self._first(table.c.workspace == workspace, table.c.id == delivery)

    def by_message(self, workspace: WorkspaceId, channel: str, ts: str) -> Delivery | None:
        """Give the delivery that became this message."""
        return self._first(
            table.c.workspace == workspace, table.c.channel == channel, table.c.ts == ts
        )

    def recent(
        self, workspace: WorkspaceId, kind: DeliveryKind, subject: str, since: datetime
    ) -> Delivery | None:
        """Give the latest message of a kind and subject that is not older than ``since``."""
        query = (
            select(table)
            .where(
                table.c.workspace == workspace,
                table.c.kind == kind,
                table.c.subject == subject,
                table.c.created_at >= since,
                table.c.state.not_in((DeliveryState.DEAD, DeliveryState.CANCELLED)),
            )
            .order_by(table.c.created_at.desc())
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _delivery(row)

    def last_due(
        self, workspace: WorkspaceId, kind: DeliveryKind, recipient: str
    ) -> datetime | None:
        """Give the latest moment for which a person has a message of a kind, not called back."""
        latest: datetime | None = self._connection.scalar(
            select(func.max(table.c.due_at)).where(
                table.c.workspace == workspace,
                table.c.kind == kind,
                table.c.recipient == recipient,
                table.c.state != DeliveryState.CANCELLED,
            )
        )
        return latest

    def items(self, delivery: Delivery) -> list[Item]:
        """Give what is inside a message, in its order."""
        query = (
            select(item)
            .where(item.c.workspace == delivery.workspace, item.c.delivery == delivery.id)
            .order_by(item.c.place, item.c.created_at)
        )
        return [_item(row) for row in self._connection.execute(query)]

    def message_days(self, workspace: WorkspaceId, leader: PersonId, first: str, last: str) -> int:
        """Count a leader's day messages between two local dates (ISO 8601), both included.

        The private part of the weekly note that stood alone uses none (7.2).
        """
        query = select(func.count()).where(
            table.c.workspace == workspace,
            table.c.kind == DeliveryKind.DAY,
            table.c.subject == leader,
            table.c.occurrence.between(first, last),
            table.c.letter != WEEKLY_LETTER,
            table.c.state.not_in((DeliveryState.DEAD, DeliveryState.CANCELLED)),
        )
        return self._connection.scalar(query) or 0

    # Tails wait without a delivery until a message takes them along.

    def add_tail(self, concern: Concern, tail: Tail, now: datetime) -> None:
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
                cause=None,
                tail=tail,
                reminder=0,
                step_no=concern.step_no,
                created_at=now,
            )
        )

    def take_tails(self, delivery: Delivery, since: datetime) -> None:
        """Let the recipient's waiting news ride along; older news stays in Home only."""
        self._connection.execute(
            update(item)
            .where(
                item.c.workspace == delivery.workspace,
                item.c.recipient == delivery.recipient,
                item.c.delivery.is_(None),
                item.c.created_at >= since,
            )
            .values(delivery=delivery.id)
        )

    def let_tails_go(self, delivery: Delivery) -> None:
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

    # The protocol

    def claim(
        self, now: datetime, lease_now: datetime, *, limit: int, lease: timedelta, method: str
    ) -> list[Delivery]:
        """Take due messages for ``lease``; gated and parked workspaces are passed over."""
        shut = exists().where(
            gate.c.workspace == table.c.workspace,
            gate.c.method == method,
            gate.c.not_before > lease_now,
        )
        parked = exists().where(
            workspace.c.id == table.c.workspace, workspace.c.parked.is_not(None)
        )
        chosen = (
            select(table.c.workspace, table.c.id)
            .where(table.c.state == DeliveryState.PENDING, table.c.due_at <= now, ~shut, ~parked)
            .order_by(table.c.due_at, table.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=table)
            .cte("chosen")
            .prefix_with("MATERIALIZED", dialect="postgresql")
        )
        query = (
            update(table)
            .where(
                table.c.state == DeliveryState.PENDING,
                exists().where(
                    and_(chosen.c.workspace == table.c.workspace, chosen.c.id == table.c.id)
                ),
            )
            .values(
                state=DeliveryState.CLAIMED, lease_token=new_id(), lease_until=lease_now + lease
            )
            .returning(table)
        )
        found = [_delivery(row) for row in self._connection.execute(query)]
        return sorted(found, key=lambda one: (one.due_at, one.id))

    def intend(self, delivery: Delivery, lease_now: datetime, spare: timedelta) -> bool:
        """Commit to sending, just before the POST; false with less than ``spare`` of the lease."""
        query = (
            update(table)
            .where(
                *self._ours(delivery, DeliveryState.CLAIMED),
                table.c.lease_until > lease_now + spare,
            )
            .values(
                state=DeliveryState.SENDING,
                sending_at=lease_now,
                attempts=table.c.attempts + 1,
            )
            .returning(table.c.attempts)
        )
        number = self._connection.scalar(query)
        if number is None:
            return False
        self._connection.execute(
            insert(attempt).values(
                workspace=delivery.workspace,
                delivery=delivery.id,
                number=number,
                lease_token=delivery.lease_token,
                started_at=lease_now,
            )
        )
        return True

    def settle(
        self,
        delivery: Delivery,
        state: DeliveryState,
        lease_now: datetime,
        *,
        outcome: str,
        now: datetime | None = None,
        error: str | None = None,
        channel: str | None = None,
        ts: str | None = None,
    ) -> bool:
        """Write down what came of a POST; false when the lease is not ours any more."""
        values: dict[str, Any] = {"state": state, "error": error, "lease_until": None}
        if state is DeliveryState.SENT:
            values |= {"channel": channel, "ts": ts, "sent_at": now}
        query = update(table).where(*self._ours(delivery, DeliveryState.SENDING)).values(**values)
        if self._connection.execute(query).rowcount != 1:
            return False
        self._connection.execute(
            update(attempt)
            .where(
                attempt.c.workspace == delivery.workspace,
                attempt.c.delivery == delivery.id,
                attempt.c.lease_token == delivery.lease_token,
                attempt.c.ended_at.is_(None),
            )
            .values(ended_at=lease_now, outcome=outcome, error=error, ts=ts)
        )
        return True

    def drop(self, delivery: Delivery) -> bool:
        """Cancel a claimed message that is not true any more."""
        query = (
            update(table)
            .where(*self._ours(delivery, DeliveryState.CLAIMED))
            .values(state=DeliveryState.CANCELLED, lease_until=None)
        )
        return self._connection.execute(query).rowcount == 1

    def give_back(self, delivery: Delivery, due_at: datetime | None = None) -> bool:
        """Give a claimed message back unsent, for now or for later."""
        values: dict[str, Any] = {"state": DeliveryState.PENDING, "lease_until": None}
        if due_at is not None:
            values["due_at"] = due_at
        query = update(table).where(*self._ours(delivery, DeliveryState.CLAIMED)).values(**values)
        return self._connection.execute(query).rowcount == 1

    def expire_leases(self, lease_now: datetime) -> set[WorkspaceId]:
        """Take over from processes that died: unsent is pending again, half-sent is uncertain.

        Gives the workspaces in which something became uncertain.
        """
        over = table.c.lease_until <= lease_now
        self._connection.execute(
            update(table)
            .where(table.c.state == DeliveryState.CLAIMED, over)
            .values(state=DeliveryState.PENDING, lease_until=None)
        )
        uncertain = (
            update(table)
            .where(table.c.state == DeliveryState.SENDING, over)
            .values(state=DeliveryState.UNCERTAIN, lease_until=None)
            .returning(table.c.workspace)
        )
        return {WorkspaceId(one) for one in self._connection.scalars(uncertain)}

    def proved(self, delivery: Delivery, channel: str, ts: str, now: datetime) -> bool:
        """A press on the message proves that it arrived, whatever we knew of it."""
        query = (
            update(table)
            .where(
                table.c.workspace == delivery.workspace,
                table.c.id == delivery.id,
                table.c.state.in_((DeliveryState.SENDING, DeliveryState.UNCERTAIN)),
            )
            .values(state=DeliveryState.SENT, channel=channel, ts=ts, sent_at=now, lease_until=None)
        )
        return self._connection.execute(query).rowcount == 1

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
            .values(state=DeliveryState.CANCELLED)
        )

    def forget(self, workspace: WorkspaceId, kind: DeliveryKind, subject: str) -> None:
        """Erase a subject's message that nobody has begun to send, as if never meant."""
        self._connection.execute(
            delete(table).where(
                table.c.workspace == workspace,
                table.c.kind == kind,
                table.c.subject == subject,
                table.c.state == DeliveryState.PENDING,
            )
        )

    def shut(self, workspace: WorkspaceId, method: str, until: datetime) -> None:
        """Shut a workspace's gate for one method until Slack's ``Retry-After`` is over."""
        query = upsert(self._connection, gate).values(
            workspace=workspace, method=method, not_before=until
        )
        self._connection.execute(
            query.on_conflict_do_update(
                index_elements=["workspace", "method"], set_={"not_before": until}
            )
        )

    # Redrawing

    def fall_behind(self, concern: Concern, recipient: PersonId | None = None) -> None:
        """Mark messages that show this concern, or those to one person, as older than it."""
        shows = select(item.c.delivery).where(
            item.c.workspace == concern.workspace, item.c.concern == concern.id
        )
        self._connection.execute(
            update(table)
            .where(
                table.c.workspace == concern.workspace,
                table.c.id.in_(shows),
                table.c.state == DeliveryState.SENT,
                true() if recipient is None else table.c.recipient == recipient,
            )
            .values(behind=True)
        )

    def behind(self, limit: int) -> list[Delivery]:
        """Give messages that are to be drawn anew."""
        query = select(table).where(table.c.behind).limit(limit)
        return [_delivery(row) for row in self._connection.execute(query)]

    def next_of(self, delivery: Delivery) -> Delivery | None:
        """Give the message of the same kind and subject that came after this one."""
        later = self._where(
            table.c.workspace == delivery.workspace,
            table.c.kind == delivery.kind,
            table.c.subject == delivery.subject,
            table.c.created_at > delivery.created_at,
        )
        return min(later, key=lambda one: one.created_at, default=None)

    def mark_behind(self, delivery: Delivery, letter: str) -> None:
        """Let a message say something newer, in place."""
        self._connection.execute(
            update(table)
            .where(table.c.workspace == delivery.workspace, table.c.id == delivery.id)
            .values(letter=letter, behind=table.c.state == DeliveryState.SENT)
        )

    def drawn(self, delivery: Delivery) -> None:
        """Mark a message as true again."""
        self._connection.execute(
            update(table)
            .where(table.c.workspace == delivery.workspace, table.c.id == delivery.id)
            .values(behind=False)
        )

    # What a human must see

    def undelivered(self, workspace: WorkspaceId, recipients: Sequence[str]) -> list[Delivery]:
        """Give messages to some recipients that could not be delivered, or perhaps were."""
        return self._where(
            table.c.workspace == workspace,
            table.c.recipient.in_(recipients),
            table.c.state.in_((DeliveryState.DEAD, DeliveryState.UNCERTAIN)),
        )

    def stuck(self, workspace: WorkspaceId) -> list[Delivery]:
        """Give all messages of a workspace that could not be delivered, or perhaps were."""
        return self._where(
            table.c.workspace == workspace,
            table.c.state.in_((DeliveryState.DEAD, DeliveryState.UNCERTAIN)),
        )

    def next_moment(self, after: datetime) -> datetime | None:
        """Give the earliest moment after ``after`` at which a message is due."""
        return self._connection.scalar(
            select(table.c.due_at)
            .where(table.c.state == DeliveryState.PENDING, table.c.due_at > after)
            .order_by(table.c.due_at)
            .limit(1)
        )

    def _ours(self, delivery: Delivery, state: DeliveryState) -> tuple[ColumnElement[bool], ...]:
        return (
            table.c.workspace == delivery.workspace,
            table.c.id == delivery.id,
            table.c.lease_token == delivery.lease_token,
            table.c.state == state,
        )

    def _first(self, *conditions: ColumnElement[bool]) -> Delivery | None:
        return next(iter(self._where(*conditions)), None)

    def _where(self, *conditions: ColumnElement[bool]) -> list[Delivery]:
        query = select(table).where(*conditions).order_by(table.c.created_at)
        return [_delivery(row) for row in self._connection.execute(query)]


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(**{name: getattr(row, name) for name in _FIELDS})


def _item(row: Row[Any]) -> Item:
    return Item(
        id=row.id,
        concern=ConcernId(row.concern),
        cause=row.cause,
        tail=row.tail,
        reminder=row.reminder,
        step_no=row.step_no,
    )
