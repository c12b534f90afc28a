"""What was sent, to whom, and what could not be."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, false, func, or_, select, true

from bot.domain.concern import Concern
from bot.domain.concern.states import CheckIn
from bot.domain.delivery import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Item,
)
from bot.domain.ids import PersonId, WorkspaceId
from bot.store.deliveries.rows import Queries, read_item
from bot.store.tables import delivery as table
from bot.store.tables import item

_OF_KIND = (
    table.c.workspace == bindparam("of"),
    table.c.kind == bindparam("which"),
    table.c.subject == bindparam("about"),
)
_NOT_GONE = table.c.state.not_in((DeliveryState.DEAD, DeliveryState.CANCELLED))
_EXISTS = select(table.c.id).where(*_OF_KIND, table.c.occurrence == bindparam("at"))
_BY_MESSAGE = select(table).where(
    table.c.workspace == bindparam("of"),
    table.c.channel == bindparam("place"),
    table.c.ts == bindparam("stands_at"),
)
_HOLD_BY_MESSAGE = _BY_MESSAGE.with_for_update(key_share=True)
_OF_SUBJECT = (
    select(table)
    .where(*_OF_KIND, table.c.created_at >= bindparam("since"), _NOT_GONE)
    .order_by(table.c.created_at)
)
_DIGESTS = (
    select(table)
    .where(
        table.c.workspace == bindparam("of"),
        table.c.kind == DeliveryKind.DIGEST,
        table.c.subject.in_(bindparam("teams", expanding=True)),
        table.c.payload.is_not(None),
        table.c.created_at >= bindparam("since"),
    )
    .order_by(table.c.created_at)
)
_PENDING = table.c.state == DeliveryState.PENDING
_WAITING_OR_RECENT = (
    select(table)
    .where(*_OF_KIND, or_(_PENDING, table.c.created_at >= bindparam("since")), _NOT_GONE)
    .order_by(_PENDING.desc(), table.c.created_at.desc())
    .limit(1)
)
_ITEMS = (
    select(item)
    .where(item.c.workspace == bindparam("of"), item.c.delivery == bindparam("inside"))
    .order_by(item.c.place, item.c.created_at)
)
_MESSAGE_DAYS = select(func.count()).where(
    *_OF_KIND,
    table.c.occurrence.between(bindparam("first"), bindparam("last")),
    table.c.spends,
    _NOT_GONE,
)


class Lookups(Queries):
    """What deliveries say."""

    def exists(
        self, workspace: WorkspaceId, kind: DeliveryKind, subject: str, occurrence: str
    ) -> bool:
        """Whether this occurrence has its message already; read until it has."""
        key = (workspace, kind, subject, occurrence)
        if key not in self._occurred:
            parameters = {"of": workspace, "which": kind, "about": subject, "at": occurrence}
            if self._connection.execute(_EXISTS, parameters).first() is None:
                return False
            self._occurred.add(key)
        return True

    def get(self, workspace: WorkspaceId, delivery: str) -> Delivery | None:
        """Give one delivery."""
        return self._first(table.c.workspace == workspace, table.c.id == delivery)

    def latest_digests(
        self, workspace: WorkspaceId, teams: Collection[str], since: datetime
    ) -> list[Delivery]:
        """Give the latest digest of each team that was not left out."""
        parameters = {"of": workspace, "teams": sorted(teams), "since": since}
        digests = map(self._read, self._connection.execute(_DIGESTS, parameters).all())
        return list({delivery.subject: delivery for delivery in digests}.values())

    def by_message(
        self, workspace: WorkspaceId, channel: str, ts: str, *, for_update: bool = False
    ) -> Delivery | None:
        """Give the delivery that became this message; ``for_update`` holds it."""
        parameters = {"of": workspace, "place": channel, "stands_at": ts}
        query = _HOLD_BY_MESSAGE if for_update else _BY_MESSAGE
        row = self._connection.execute(query, parameters).first()
        return None if row is None else self._read(row)

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
        return None if row is None else self._read(row)

    def of_subject(
        self, workspace: WorkspaceId, kind: DeliveryKind, subject: str, since: datetime
    ) -> list[Delivery]:
        """Give the messages of a kind and subject made from ``since`` on, oldest first."""
        parameters = {"of": workspace, "which": kind, "about": subject, "since": since}
        return [self._read(row) for row in self._connection.execute(_OF_SUBJECT, parameters).all()]

    def waiting_or_recent(
        self, workspace: WorkspaceId, kind: DeliveryKind, subject: str, since: datetime
    ) -> Delivery | None:
        """Give a subject's message that nobody has begun to send, else the latest since then."""
        parameters = {"of": workspace, "which": kind, "about": subject, "since": since}
        row = self._connection.execute(_WAITING_OR_RECENT, parameters).one_or_none()
        return None if row is None else self._read(row)

    def asked_since(
        self, workspace: WorkspaceId, raiser: PersonId, since: datetime, *, but: CheckIn
    ) -> bool:
        """Whether a raiser was asked about anything; ``but`` is no question."""
        query = select(table.c.id).where(
            table.c.workspace == workspace,
            table.c.recipient == raiser,
            table.c.kind == DeliveryKind.CHECK_IN,
            table.c.created_at >= since,
            ~table.c.occurrence.startswith(f"{but.value}:", autoescape=True),
            table.c.state.not_in((DeliveryState.DEAD, DeliveryState.CANCELLED)),
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def waits(self, workspace: WorkspaceId, kind: DeliveryKind, subject: str) -> bool:
        """Whether a subject's message has not begun to leave."""
        query = select(table.c.id).where(
            table.c.workspace == workspace,
            table.c.kind == kind,
            table.c.subject == subject,
            table.c.state.in_((DeliveryState.PENDING, DeliveryState.CLAIMED)),
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def states(
        self, workspace: WorkspaceId, kind: DeliveryKind, subject: str
    ) -> list[DeliveryState]:
        """Give where all messages of a kind and subject stand."""
        query = select(table.c.state).where(
            table.c.workspace == workspace, table.c.kind == kind, table.c.subject == subject
        )
        return list(self._connection.scalars(query))

    def pending(self, workspace: WorkspaceId, kind: DeliveryKind, subject: str) -> Delivery | None:
        """Give a subject's message that has not begun to leave."""
        return self._first(
            table.c.workspace == workspace,
            table.c.kind == kind,
            table.c.subject == subject,
            table.c.state.in_((DeliveryState.PENDING, DeliveryState.CLAIMED)),
        )

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
        parameters = {"of": delivery.workspace, "inside": delivery.id}
        return [read_item(row) for row in self._connection.execute(_ITEMS, parameters)]

    def untold(
        self, workspace: WorkspaceId, leader: PersonId, since: datetime, before: datetime
    ) -> list[Item]:
        """Give a leader's news from a time that no message has taken along, oldest first."""
        query = (
            select(item)
            .where(
                item.c.workspace == workspace,
                item.c.recipient == leader,
                item.c.delivery.is_(None),
                item.c.created_at >= since,
                item.c.created_at < before,
            )
            .order_by(item.c.created_at, item.c.id)
        )
        return [read_item(row) for row in self._connection.execute(query)]

    def message_days(self, workspace: WorkspaceId, leader: PersonId, first: str, last: str) -> int:
        """Count a leader's days for reminders used between two local dates (ISO 8601) inclusive.

        What somebody has just said, a day the leader named and the private part use none.
        """
        parameters = {"of": workspace, "which": DeliveryKind.DAY, "about": leader}
        days = {"first": first, "last": last}
        return self._connection.scalar(_MESSAGE_DAYS, parameters | days) or 0

    def undelivered(
        self, workspace: WorkspaceId, since: datetime, places: Collection[str] | None = None
    ) -> list[Delivery]:
        """Give messages made after ``since`` that could not be delivered, or not yet.

        ``places``: only those to some recipients, or about some concerns.
        """
        some = (
            () if places is None else (table.c.recipient.in_(places), table.c.subject.in_(places))
        )
        return self._where(
            table.c.workspace == workspace,
            table.c.error.is_not(None),
            table.c.state.in_((DeliveryState.DEAD, DeliveryState.PENDING)),
            table.c.created_at >= since,
            or_(true() if places is None else false(), *some),
        )

    def refused_for(self, concern: Concern) -> bool:
        """Whether Slack refused the message in which its leader is to read of a concern."""
        query = (
            select(table.c.id)
            .join(item, (item.c.workspace == table.c.workspace) & (item.c.delivery == table.c.id))
            .where(
                table.c.workspace == concern.workspace,
                table.c.error.is_not(None),
                table.c.state.in_((DeliveryState.PENDING, DeliveryState.CLAIMED)),
                table.c.recipient == concern.owner,
                item.c.concern == concern.id,
            )
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def next_moment(self, after: datetime) -> datetime | None:
        """Give the earliest moment after ``after`` at which a message is due."""
        return self._connection.scalar(
            select(table.c.due_at)
            .where(table.c.state == DeliveryState.PENDING, table.c.due_at > after)
            .order_by(table.c.due_at)
            .limit(1)
        )
