"""What somebody who watches a running bot reads of its deliveries; never a word of anybody's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.store.tables import delivery as table

_UNSETTLED = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENDING)


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


def newest(connection: Connection, limit: int) -> list[Sight]:
    """Give the messages meant last, in every workspace, the newest first."""
    query = select(table).order_by(table.c.created_at.desc(), table.c.id).limit(limit)
    names = Sight.__dataclass_fields__
    return [
        Sight(**{name: getattr(row, name) for name in names}) for row in connection.execute(query)
    ]


def owing(connection: Connection, now: datetime) -> bool:
    """Whether something that is due by ``now`` is not settled yet."""
    query = select(table.c.id).where(table.c.state.in_(_UNSETTLED), table.c.due_at <= now)
    return connection.execute(query.limit(1)).first() is not None
