"""What was sent, to whom, and what could not be."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import false, func, or_, select, true

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


class Lookups(Queries):
    """What deliveries say."""

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

    def latest_digests(
        self, workspace: WorkspaceId, teams: Collection[str], since: datetime
    ) -> list[Delivery]:
        """Give the latest digest of each team that was not left out."""
        found = self._where(
            table.c.workspace == workspace,
            table.c.kind == DeliveryKind.DIGEST,
            table.c.subject.in_(teams),
            table.c.payload.is_not(None),
            table.c.created_at >= since,
        )
        return list({delivery.subject: delivery for delivery in found}.values())

    def by_message(
        self, workspace: WorkspaceId, channel: str, ts: str, *, for_update: bool = False
    ) -> Delivery | None:
        """Give the delivery that became this message; ``for_update`` holds it."""
        return self._first(
            table.c.workspace == workspace,
            table.c.channel == channel,
            table.c.ts == ts,
            held=for_update,
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
        return None if row is None else self._read(row)

    def of_subject(
        self, workspace: WorkspaceId, kind: DeliveryKind, subject: str, since: datetime
    ) -> list[Delivery]:
        """Give the messages of a kind and subject made from ``since`` on, oldest first."""
        return self._where(
            table.c.workspace == workspace,
            table.c.kind == kind,
            table.c.subject == subject,
            table.c.created_at >= since,
            table.c.state.not_in((DeliveryState.DEAD, DeliveryState.CANCELLED)),
        )

    def waiting_or_recent(
        self, workspace: WorkspaceId, kind: DeliveryKind, subject: str, since: datetime
    ) -> Delivery | None:
        """Give a subject's message that nobody has begun to send, else the latest since then."""
        waits = table.c.state == DeliveryState.PENDING
        query = (
            select(table)
            .where(
                table.c.workspace == workspace,
                table.c.kind == kind,
                table.c.subject == subject,
                or_(waits, table.c.created_at >= since),
                table.c.state.not_in((DeliveryState.DEAD, DeliveryState.CANCELLED)),
            )
            .order_by(waits.desc(), table.c.created_at.desc())
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
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
        query = (
            select(item)
            .where(item.c.workspace == delivery.workspace, item.c.delivery == delivery.id)
            .order_by(item.c.place, item.c.created_at)
        )
        return [read_item(row) for row in self._connection.execute(query)]

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
        query = select(func.count()).where(
            table.c.workspace == workspace,
            table.c.kind == DeliveryKind.DAY,
            table.c.subject == leader,
            table.c.occurrence.between(first, last),
            table.c.spends,
            table.c.state.not_in((DeliveryState.DEAD, DeliveryState.CANCELLED)),
        )
        return self._connection.scalar(query) or 0

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
