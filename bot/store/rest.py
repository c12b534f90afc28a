"""What rests in a SQLite file, as somebody would read it who has the file and not the key."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.delivery import DeliveryState


def called_back(file: Path) -> frozenset[str]:
    """Give the messages that must not be anywhere: they were called back before they left."""
    with _reading(file) as database:
        rows = database.execute("SELECT id, state FROM delivery").fetchall()
    return frozenset(str(row) for row, state in rows if state == DeliveryState.CANCELLED)


def due_deliveries(file: Path, now: datetime) -> frozenset[str]:
    """Give the messages that had to leave by ``now``; what was called back need not."""
    with _reading(file) as database:
        rows = database.execute("SELECT id, state, due_at FROM delivery").fetchall()
    return frozenset(
        str(row)
        for row, state, due_at in rows
        if state == DeliveryState.SENT
        or (state != DeliveryState.CANCELLED and _moment(due_at) <= now)
    )


def first_words(file: Path) -> tuple[str, bytes] | None:
    """Give the kind of the first words kept, and what is stored of them."""
    with _reading(file) as database:
        query = "SELECT kind, sealed FROM words ORDER BY said_at LIMIT 1"
        row = database.execute(query).fetchone()
    return None if row is None else (str(row[0]), bytes(row[1]))


@contextmanager
def _reading(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
        yield database


def _moment(stored: str) -> datetime:
    moment = datetime.fromisoformat(stored)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
