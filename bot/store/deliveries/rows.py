"""What every query about deliveries shares: the connection, and rows read as what they are."""

from collections.abc import Callable, Collection
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    null,
    or_,
    select,
)

from bot.domain.delivery import Delivery, DeliveryState, Item
from bot.domain.ids import ConcernId, WorkspaceId
from bot.store.sealing import Label, Sealer, SealingError
from bot.store.tables import delivery as table
from bot.store.tables import rate_limit, workspace

FIELDS = tuple(field.name for field in fields(Delivery))
TO_A_PERSON = or_(table.c.recipient.like("U%"), table.c.recipient.like("W%"))
"""Only there the bot may read its own history, so only there it finds out by itself."""
COPIES_SINCE = case((and_(table.c.attempts > 0, TO_A_PERSON), table.c.sending_at), else_=null())
"""When to look for copies of what is called back: at once, if it was ever begun to be sent."""
UNREADABLE = "unreadable"
"""A payload that does not open is no payload of any kind: that message alone cannot be drawn."""
FURTHEST_LIMIT = timedelta(hours=1)
"""Slack limits by the minute and the hour: a limit further ahead was kept by a clock that was.

No lease, and no pause before a look, lasts longer.
"""
RESTORED = "restored"
"""The error of a message that a backup knows as unsent."""


_WILLING = select(workspace.c.id).where(
    workspace.c.id.in_(bindparam("some", expanding=True)),
    workspace.c.suspended.is_(None),
    ~exists().where(
        rate_limit.c.workspace == workspace.c.id,
        rate_limit.c.method == bindparam("method"),
        rate_limit.c.blocked_until > bindparam("since"),
        rate_limit.c.blocked_until <= bindparam("furthest"),
    ),
)


def having_rows(order: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Select[Any]:
    """Ask which of ``some`` workspaces have such rows, by the first in ``order``.

    One step into an index for each. What is to be done is then asked of each workspace alone,
    so that a database that is spread by workspaces answers in one place.
    """
    first = (
        select(order)
        .where(table.c.workspace == workspace.c.id, *conditions)
        .order_by(order)
        .limit(1)
        .correlate(workspace)
        .scalar_subquery()
    )
    exists = (
        select(workspace.c.id, first.label("first"))
        .where(workspace.c.id.in_(bindparam("some", expanding=True)))
        .subquery()
    )
    return select(exists.c.id).where(exists.c.first.is_not(None)).order_by(exists.c.first)


class Queries:
    """The connection they ask through, and reading a row."""

    def __init__(self, connection: Connection, sealer: Callable[[WorkspaceId], Sealer]) -> None:
        """Ask through ``connection``; payloads are sealed with the workspace's ``sealer``."""
        self._connection = connection
        self._sealer = sealer
        self._occurred: set[tuple[str, str, str, str]] = set()

    def forget_read(self) -> None:
        """Read anew what is asked next."""
        self._occurred.clear()

    def _read(self, row: Row[Any]) -> Delivery:
        values = {name: getattr(row, name) for name in FIELDS}
        return Delivery(**values | {"payload": self._payload(row)})

    def _payload(self, row: Row[Any]) -> str | None:
        if row.payload is None:
            return None
        sealer = self._sealer(WorkspaceId(row.workspace))
        try:
            return sealer.open(Label.PAYLOAD, row.id, row.payload, row.kind, row.recipient)
        except SealingError:
            return UNREADABLE

    def _sealed(self, delivery: Delivery, payload: str | None) -> bytes | None:
        """A payload as the row keeps it; bound to who gets the message, and of what kind."""
        if payload is None:
            return None
        sealer, bound = self._sealer(delivery.workspace), (delivery.kind, delivery.recipient)
        return sealer.seal(Label.PAYLOAD, delivery.id, payload, *bound)

    def _changed(self, query: Any) -> bool:
        return self._connection.execute(query).rowcount == 1

    def _first(self, *conditions: ColumnElement[bool], held: bool = False) -> Delivery | None:
        return next(iter(self._where(*conditions, held=held)), None)

    def _with_rows(
        self, workspaces: Collection[WorkspaceId], having: Select[Any], **moments: datetime
    ) -> list[WorkspaceId]:
        """Give those of ``workspaces`` that :func:`having_rows` finds."""
        parameters = {"some": sorted(workspaces), **moments}
        return [WorkspaceId(key) for key in self._connection.scalars(having, parameters)]

    def open_to(
        self, workspaces: Collection[WorkspaceId], method: str, lease_now: datetime
    ) -> list[WorkspaceId]:
        """Give those of ``workspaces`` that are not suspended, and not limited now, in order."""
        if not workspaces:
            return []
        parameters = {"some": list(workspaces), "method": method}
        limits = {"since": lease_now, "furthest": lease_now + FURTHEST_LIMIT}
        willing = set(self._connection.scalars(_WILLING, parameters | limits))
        return [workspace for workspace in workspaces if workspace in willing]

    def _where(self, *conditions: ColumnElement[bool], held: bool = False) -> list[Delivery]:
        query = select(table).where(*conditions).order_by(table.c.created_at)
        if held:
            query = query.with_for_update(key_share=True)
        return [self._read(row) for row in self._connection.execute(query).all()]


def is_over(moment: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a lease has ended, or a look is due, by the clock of leases: :func:`clock_of`.

    What is further ahead than it can be was kept by a clock that was ahead, and is over.
    """
    over = or_(moment <= bindparam("now"), moment > bindparam("far"))
    return and_(moment.is_not(None), over)


def clock_of(lease_now: datetime) -> dict[str, datetime]:
    """What :func:`is_over` asks: now, and how far ahead a moment can be at the most."""
    return {"now": lease_now, "far": lease_now + FURTHEST_LIMIT}


def one(delivery: Delivery) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions that name one delivery."""
    return table.c.workspace == delivery.workspace, table.c.id == delivery.id


def ours(delivery: Delivery, state: DeliveryState) -> tuple[ColumnElement[bool], ...]:
    """The fence: one delivery, as long as nobody else has taken it over."""
    return *one(delivery), table.c.lease_token == delivery.lease_token, table.c.state == state


def read_item(row: Row[Any]) -> Item:
    """Read what is inside a message."""
    return Item(
        id=row.id,
        concern=ConcernId(row.concern),
        reason=row.reason,
        tail=row.tail,
        reminder=row.reminder,
        step_no=row.step_no,
        day=row.day,
        made_at=row.created_at,
    )
