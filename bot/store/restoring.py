"""After a restore: the rows are older than what people have seen."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from bot.domain.ids import WorkspaceId
from bot.store.database import engine_for, take
from bot.store.deliveries import Deliveries
from bot.store.sealing import Sealer, SealingError
from bot.store.tables import concern, delivery
from bot.store.workspaces import Workspaces


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a database from a backup knows, and what of it is in doubt."""

    newest: datetime | None
    """The newest moment the database knows; ``None``: it knows nothing."""
    looked_for: int
    """Messages that the bot looks for before it sends anything."""
    left_to_people: int
    """Messages in channels, where the bot may not look."""


def mark_uncertain(url: str, now: datetime, since: datetime | None = None) -> Restored:
    """Take everything due and unsettled as perhaps sent, and all that is made anew for a while.

    ``since`` leaves alone what was due before. Raises ``AlreadyRunningError`` beside a running bot.
    """
    held = take(make_url(url))
    engine = engine_for(url)
    try:
        with engine.begin() as connection:
            newest = (
                connection.scalar(select(func.max(delivery.c.created_at))),
                connection.scalar(select(func.max(concern.c.created_at))),
            )
            looked_for, left = Deliveries(connection, _unopened).mark_uncertain(now, now, since)
            Workspaces(connection).restored(now)
    finally:
        engine.dispose()
        if held is not None:
            held.close()
    return Restored(
        newest=max((one for one in newest if one is not None), default=None),
        looked_for=looked_for,
        left_to_people=left,
    )


def _unopened(workspace: WorkspaceId) -> Sealer:
    """Nothing is opened here: no key is at hand."""
    raise SealingError("a restore opens nothing")
