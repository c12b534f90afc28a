"""What somebody who watches a running bot reads of its deliveries; never a word of anybody's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, exists, or_, select

from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.store.tables import delivery as table
from bot.store.tables import workspace

_UNDER_WAY = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENDING)


@dataclass(frozen=True, kw_only=True)
class Sight:
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
    look_at: datetime | None
    """When it is looked for in Slack's history, to learn whether it arrived."""


def newest(connection: Connection, limit: int) -> list[Sight]:
    """Give the messages meant last, in every workspace, the newest first."""
    query = select(table).order_by(table.c.created_at.desc(), table.c.id).limit(limit)
    names = Sight.__dataclass_fields__
    return [
        Sight(**{name: getattr(row, name) for name in names}) for row in connection.execute(query)
    ]


def owing(connection: Connection, now: datetime) -> bool:
    """Whether something that is due by ``now`` will still be sent, or looked for, by itself."""
    looked_for = and_(table.c.state == DeliveryState.UNCERTAIN, table.c.look_at.is_not(None))
    parked = exists().where(workspace.c.id == table.c.workspace, workspace.c.parked.is_not(None))
    query = select(table.c.id).where(
        or_(table.c.state.in_(_UNDER_WAY), looked_for), table.c.due_at <= now, ~parked
    )
    return connection.execute(query.limit(1)).first() is not None
