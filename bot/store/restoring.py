"""After a restore: the rows are older than what people have seen, and than what they erased."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select, update
from sqlalchemy.engine import make_url

from bot.domain.concern.states import CLOSED, OPEN
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.due import AT_ONCE
from bot.domain.ids import WorkspaceId
from bot.store.database import UnusableError, journal_at, take
from bot.store.deliveries import Deliveries
from bot.store.engine import engine_for
from bot.store.erasures import apply, covers
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
    erased: int
    """Rows that had been erased since the back-up, and are erased again."""
    held: int | None
    """Concerns that no leader has before their raisers say yes once more; ``None``: none has to
    be held, because the journal says everything that was erased."""


class StaleLogError(UnusableError):
    """A log lies beside the database that may be another's."""


def mark_uncertain(
    url: str, now: datetime, since: datetime | None = None, journal: str | None = None
) -> Restored:
    """Doubt a restored database; refuses beside a running bot.

    ``since`` leaves alone what was due before. Raises ``AlreadyRunningError``, and
    :class:`StaleLogError` where a back-up was copied onto the log of another database.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        _refuse_stale_log(Path(address.database or ""))
    held = take(address)
    try:
        return doubt(url, now, since, journal)
    finally:
        if held is not None:
            held.close()


def doubt(url: str, now: datetime, since: datetime | None, journal: str | None) -> Restored:
    """Take everything due and unsettled as perhaps sent, and erase again what was erased since.

    Where the ``journal`` does not reach back to the back-up, no leader has anything that somebody
    else raised, until its raiser has said yes once more.
    """
    engine, written = engine_for(url), journal_at(journal)
    try:
        with engine.begin() as connection:
            newest = (
                connection.scalar(select(func.max(delivery.c.created_at))),
                connection.scalar(select(func.max(concern.c.created_at))),
            )
            erased = apply(connection, written.read()) if written is not None else 0
            held = None if covers(connection, written) else _hold(connection, now)
            looked_for, left = Deliveries(connection, _unopened).mark_uncertain(now, now, since)
            Workspaces(connection).restored(now)
    finally:
        engine.dispose()
    return Restored(
        newest=max((moment for moment in newest if moment is not None), default=None),
        looked_for=looked_for,
        left_to_people=left,
        erased=erased,
        held=held,
    )


def _unopened(workspace: WorkspaceId) -> Sealer:
    """Nothing is opened here: no key is at hand."""
    raise SealingError("a restore opens nothing")


def _hold(connection: Connection, now: datetime) -> int:
    """Keep from its leader what its raiser may have taken back or had removed; they are asked.

    Whoever said since that somebody does not lead them is told of that one's next note once more.
    """
    conditions = (delivery.c.kind == DeliveryKind.NOTE_KEPT, delivery.c.state == DeliveryState.SENT)
    connection.execute(update(delivery).where(*conditions).values(state=DeliveryState.CANCELLED))
    query = (
        update(concern)
        .where(concern.c.state.in_(OPEN | CLOSED), concern.c.owner.is_not(None))
        .values(held_at=now, erase_at=AT_ONCE)
    )
    return connection.execute(query).rowcount


def _refuse_stale_log(database: Path) -> None:
    log = database.with_name(f"{database.name}-wal")
    if not (database.exists() and log.exists() and log.stat().st_size):
        return
    if log.stat().st_mtime < database.stat().st_mtime:
        raise StaleLogError(
            f"{log} is older than {database}: it is the log of another database, and SQLite would "
            "play it into this one. Put the back-up in place with heard restore FROM, which moves "
            "the log away."
        )
