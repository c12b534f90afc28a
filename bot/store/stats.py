"""What somebody who watches a running bot reads of its deliveries; never a word of anybody's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.due import WOKEN, DueKind
from bot.domain.ids import WorkspaceId
from bot.store.due import Due
from bot.store.tables import delivery as table
from bot.store.tables import due_failure, rate_limit, workspace

_UNDER_WAY = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENDING)


@dataclass(frozen=True, kw_only=True)
class DeliveryRow:
    """One message the bot starts, as it stands."""

    kind: DeliveryKind
    recipient: str
    """A person's or a channel's id."""
    wall: str
    """The due moment on the recipient's wall, ``YYYY-MM-DDTHH:MM``."""
    zone: str
    state: DeliveryState
    error: str | None
    attempts: int
    reconcile_at: datetime | None
    """When it is looked for in Slack's history, to learn whether it arrived."""


def newest(connection: Connection, limit: int) -> list[DeliveryRow]:
    """Give the messages meant last, in every workspace, the newest first."""
    query = select(table).order_by(table.c.created_at.desc(), table.c.id).limit(limit)
    names = DeliveryRow.__dataclass_fields__
    return [
        DeliveryRow(**{name: getattr(row, name) for name in names})
        for row in connection.execute(query)
    ]


def has_due(connection: Connection, now: datetime) -> bool:
    """Whether something that is due by ``now`` will still be sent, or looked for, by itself."""
    looked_for = and_(table.c.state == DeliveryState.UNCERTAIN, table.c.reconcile_at.is_not(None))
    suspended = exists().where(
        workspace.c.id == table.c.workspace, workspace.c.suspended.is_not(None)
    )
    query = select(table.c.id).where(
        or_(table.c.state.in_(_UNDER_WAY), looked_for), table.c.due_at <= now, ~suspended
    )
    return connection.execute(query.limit(1)).first() is not None


@dataclass(frozen=True, kw_only=True)
class OutboxStats:
    """How everything that is to be sent stands, in all workspaces."""

    due: int
    oldest_due: datetime | None
    under_way: int
    """Claimed, or being sent."""
    looked_for: int
    """Uncertain, and the bot finds out by itself."""
    left_to_people: int
    """Uncertain, and only a human can tell."""
    tried_again: int
    """Refused, and tried again later."""
    dead: int
    stale: int
    """Messages that show something older than the record."""
    rate_limits: Mapping[str, int]
    """In how many workspaces Slack wants no call of a method at this moment."""
    suspended: int
    waiting: Mapping[DueKind, datetime]
    """Since when the oldest thing of a kind is due and no message of it is made, where there is."""
    failing: int
    """Due rows that raised when they were last handled."""


def outbox_stats(
    connection: Connection, now: datetime, lease_now: datetime, served: Collection[WorkspaceId]
) -> OutboxStats:
    """Read how everything stands, from small indexes only."""
    due = Due(connection)
    oldest = {kind: due.oldest(kind, now, served) for kind in WOKEN}
    c = table.c

    def count(*conditions: ColumnElement[bool]) -> int:
        return connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0

    pending, uncertain = c.state == DeliveryState.PENDING, c.state == DeliveryState.UNCERTAIN
    failed = c.error.is_not(None)
    limited = (
        select(rate_limit.c.method, func.count().label("workspaces"))
        .where(rate_limit.c.blocked_until > lease_now)
        .group_by(rate_limit.c.method)
    )
    suspended = (
        select(func.count()).select_from(workspace).where(workspace.c.suspended.is_not(None))
    )
    return OutboxStats(
        due=count(pending, c.due_at <= now),
        oldest_due=connection.scalar(select(func.min(c.due_at)).where(pending, c.due_at <= now)),
        under_way=count(c.lease_until.is_not(None)),
        looked_for=count(uncertain, failed, c.reconcile_at.is_not(None)),
        left_to_people=count(uncertain, failed, c.reconcile_at.is_(None)),
        tried_again=count(pending, failed),
        dead=count(c.state == DeliveryState.DEAD, failed),
        stale=count(c.stale),
        rate_limits={row.method: row.workspaces for row in connection.execute(limited)},
        suspended=connection.scalar(suspended) or 0,
        waiting={kind: moment for kind, moment in oldest.items() if moment is not None},
        failing=connection.scalar(select(func.count()).select_from(due_failure)) or 0,
    )
