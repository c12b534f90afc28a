"""What was erased, kept outside the database, so that a restored back-up does not bring it back.

The journal holds ids and moments, never a word. It is written and flushed before the transaction
that erases commits: what was erased stands in it, whatever happens to the process.

It is a row of parts, and the database repeats the id of the one it writes into. A part that goes
on with the one before names it; one that does not follows a gap: no back-up of before relies on it.
"""

import json
import os
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from bot.domain.ids import new_id
from bot.domain.refusals import NotSaved
from bot.store import tables
from bot.store.removing import erase_some

APPLIED_AT_ONCE = 500
PART_LASTS = timedelta(days=35)
"""Back-ups are kept for 30 days at the most: what was erased before a part of the journal began
that is older than this is in none of them any more."""


class Erased(StrEnum):
    """What was erased."""

    CONCERN = "concern"
    """A concern: taken back, removed, or at the end of its time."""
    TEXT = "text"
    """One text of a concern that stays, or the lines for a digest."""
    WORKSPACE = "workspace"
    """Everything of a workspace that removed the app."""
    LEADING = "leading"
    """A leader's word that they lead somebody, who says otherwise: no more notes are kept."""


@dataclass(frozen=True)
class Erasure:
    """One erasure."""

    what: Erased
    workspace: str
    id: str
    at: datetime
    """UTC."""


@dataclass(frozen=True)
class JournalPart:
    """A part of the journal."""

    id: str
    after: str | None
    """The part it goes on with; ``None``: what was erased before may be missing."""
    at: datetime
    """When it began; UTC."""


class JournalError(Exception):
    """The journal cannot be read or written; the text is a sentence that says how to mend it."""


class Journal(Protocol):
    """Where erasures are written down outside the database."""

    def latest(self) -> str | None:
        """Give the id under which it is written now; ``None`` for an empty one."""

    def parts(self) -> list[JournalPart]:
        """Give its parts, oldest first. Raises :class:`JournalError`."""

    def begin(self, journal: str, now: datetime, after: str | None = None) -> None:
        """Begin a part under a new id; without ``after`` what was erased before may be missing."""

    def forget_before(self, journal: str) -> None:
        """Drop everything written before a part began."""

    def write(self, erasures: Sequence[Erasure]) -> None:
        """Keep some erasures for good before this returns. Raises :class:`JournalError`."""

    def read(self) -> list[Erasure]:
        """Give everything in it, oldest first. Raises :class:`JournalError`."""


class FileJournal:
    """A file of JSON lines beside the key: one process writes it."""

    def __init__(self, path: Path) -> None:
        """Write to ``path``, which is made (0600) when something is written."""
        self._path = path

    def latest(self) -> str | None:
        """Give the id of the last line that begins a part."""
        parts = self.parts()
        return parts[-1].id if parts else None

    def parts(self) -> list[JournalPart]:
        """Read the lines that begin one."""
        return [
            JournalPart(
                str(line["journal"]), line.get("after"), datetime.fromisoformat(line["from"])
            )
            for line in self._lines()
            if "journal" in line
        ]

    def begin(self, journal: str, now: datetime, after: str | None = None) -> None:
        """Write a line that begins it."""
        follows = {} if after is None else {"after": after}
        self._append([{"journal": journal, "from": now.isoformat(), **follows}])

    def forget_before(self, journal: str) -> None:
        """Put a shorter file in the place of this one, whole or not at all."""
        lines = self._lines()
        numbers = [number for number, line in enumerate(lines) if line.get("journal") == journal]
        if not numbers:
            return
        shorter = self._path.with_name(f"{self._path.name}.shorter")
        try:
            shorter.unlink(missing_ok=True)
            FileJournal(shorter)._append(lines[numbers[-1] :])
            shorter.replace(self._path)
            _flush_folder(self._path.parent)
        except OSError as error:
            raise JournalError(
                f"The journal of erasures {self._path} cannot be shortened "
                f"({type(error).__name__}). HEARD_ERASURES says where it lies."
            ) from None

    def write(self, erasures: Sequence[Erasure]) -> None:
        """Append and flush to the disk."""
        self._append(
            {
                "erased": erasure.what.value,
                "in": erasure.workspace,
                "id": erasure.id,
                "at": erasure.at.isoformat(),
            }
            for erasure in erasures
        )

    def read(self) -> list[Erasure]:
        """Read every line that is whole: the last one may have been cut off by a power cut."""
        return [
            Erasure(
                Erased(line["erased"]),
                str(line["in"]),
                str(line["id"]),
                datetime.fromisoformat(line["at"]),
            )
            for line in self._lines()
            if "erased" in line
        ]

    def _append(self, lines: Iterable[dict[str, str]]) -> None:
        text = "".join(json.dumps(line) + "\n" for line in lines)
        try:
            new = not self._path.exists()
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                size = os.fstat(file).st_size
                if size and os.pread(file, 1, size - 1) != b"\n":
                    # A line that was cut off ends here, and stays unread.
                    text = "\n" + text
                os.write(file, text.encode())
                os.fsync(file)
            finally:
                os.close(file)
            if new:
                _flush_folder(self._path.parent)
        except OSError as error:
            raise JournalError(
                f"The journal of erasures {self._path} cannot be written "
                f"({type(error).__name__}). HEARD_ERASURES says where it lies."
            ) from None

    def _lines(self) -> list[dict[str, str]]:
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise JournalError(
                f"The journal of erasures {self._path} cannot be read ({type(error).__name__})."
            ) from None
        lines = []
        for line in text.splitlines():
            try:
                read = json.loads(line)
            except ValueError:
                continue
            if isinstance(read, dict):
                lines.append(read)
        return lines


def _flush_folder(folder: Path) -> None:
    """Let a new file's name survive a power cut."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


_JOURNAL = MetaData()
_ENTRIES = Table(
    "heard_erasure",
    _JOURNAL,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("what", String(16), nullable=False),
    Column("workspace", String(32), nullable=False),
    Column("id", String(32), nullable=False),
    Column("at", String(40), nullable=False),
)
_BEGINS = "journal"


class DatabaseJournal:
    """A table in a second database, for bots of many processes."""

    def __init__(self, engine: Engine) -> None:
        """Write through ``engine``; the table is made when it is first used."""
        self._engine = engine
        self._made = False

    def latest(self) -> str | None:
        """Give the id of the last row that begins a journal."""
        query = select(_ENTRIES.c.id).where(_ENTRIES.c.what == _BEGINS)
        try:
            with self._begin() as connection:
                moment = connection.scalar(query.order_by(_ENTRIES.c.number.desc()).limit(1))
        except SQLAlchemyError as error:
            raise _away(error) from None
        return None if moment is None else str(moment)

    def parts(self) -> list[JournalPart]:
        """Read the rows that begin one."""
        query = select(_ENTRIES).where(_ENTRIES.c.what == _BEGINS).order_by(_ENTRIES.c.number)
        try:
            with self._begin() as connection:
                return [
                    JournalPart(row.id, row.workspace or None, datetime.fromisoformat(row.at))
                    for row in connection.execute(query)
                ]
        except SQLAlchemyError as error:
            raise _away(error) from None

    def begin(self, journal: str, now: datetime, after: str | None = None) -> None:
        """Write a row that begins it; the part before stands in the place of a workspace."""
        begins = {"what": _BEGINS, "workspace": after or "", "id": journal}
        self._add([{**begins, "at": now.isoformat()}])

    def forget_before(self, journal: str) -> None:
        """Delete the rows before it."""
        first = select(_ENTRIES.c.number).where(
            _ENTRIES.c.what == _BEGINS, _ENTRIES.c.id == journal
        )
        try:
            with self._begin() as connection:
                number = connection.scalar(first)
                if number is not None:
                    connection.execute(delete(_ENTRIES).where(_ENTRIES.c.number < number))
        except SQLAlchemyError as error:
            raise _away(error) from None

    def write(self, erasures: Sequence[Erasure]) -> None:
        """Commit them there, before the database itself commits."""
        self._add(
            {
                "what": erasure.what,
                "workspace": erasure.workspace,
                "id": erasure.id,
                "at": erasure.at.isoformat(),
            }
            for erasure in erasures
        )

    def read(self) -> list[Erasure]:
        """Read everything."""
        query = select(_ENTRIES).where(_ENTRIES.c.what != _BEGINS).order_by(_ENTRIES.c.number)
        try:
            with self._begin() as connection:
                return [
                    Erasure(Erased(row.what), row.workspace, row.id, datetime.fromisoformat(row.at))
                    for row in connection.execute(query)
                ]
        except SQLAlchemyError as error:
            raise _away(error) from None

    def _add(self, rows: Iterable[dict[str, str]]) -> None:
        try:
            with self._begin() as connection:
                connection.execute(insert(_ENTRIES), list(rows))
        except SQLAlchemyError as error:
            raise _away(error) from None

    def _begin(self) -> AbstractContextManager[Connection]:
        if not self._made:
            _JOURNAL.create_all(self._engine)
            self._made = True
        return self._engine.begin()


def _away(error: SQLAlchemyError) -> JournalError:
    return JournalError(
        f"The journal of erasures does not answer ({type(error).__name__}). HEARD_ERASURES says "
        "where it lies."
    )


class Erasures:
    """What one transaction erases; written into the journal just before it commits."""

    def __init__(self, connection: Connection, journal: Journal | None) -> None:
        """Write into ``journal``, if there is one."""
        self._connection = connection
        self._journal = journal
        self._erased: list[Erasure] = []

    def __len__(self) -> int:
        """How many there are by now."""
        return len(self._erased)

    def record(self, what: Erased, workspace: str, ids: Iterable[str], at: datetime) -> None:
        """Remember that something is erased in this transaction."""
        self._erased += [Erasure(what, workspace, id_, at) for id_ in ids]

    def forget_after(self, length: int) -> None:
        """Forget what was rolled back."""
        del self._erased[length:]

    def flush(self) -> None:
        """Write them down for good. Raises :class:`NotSaved`: what is not written is not erased."""
        if self._journal is not None and self._erased:
            try:
                self._journal.write(self._erased)
            except JournalError as error:
                raise NotSaved from error

    def open_journal(self, now: datetime) -> None:
        """Go on with the journal that this database was written with, else begin a new one.

        A journal that was lost, or that others wrote into, does not say what was erased since a
        back-up: under its new id no back-up of before relies on it.
        """
        before = self._connection.scalar(_WRITTEN)
        if self._journal is None:
            self._write_into(None)
        elif before is not None and reaches(parts := self._journal.parts(), before):
            # The process may have ended when a part was begun, and the database not told.
            self._write_into(parts[-1].id)
        else:
            begun = new_id()
            self._journal.begin(begun, now)
            self._write_into(begun)

    def shorten_journal(self, now: datetime) -> None:
        """Begin a new part when this one is old, and drop what no back-up needs any more."""
        before = self._connection.scalar(_WRITTEN.with_for_update())
        if self._journal is None or before is None:
            return
        parts = self._journal.parts()
        if not reaches(parts, before) or parts[-1].at + PART_LASTS > now:
            return
        begun = new_id()
        self._journal.begin(begun, now, after=parts[-1].id)
        self._journal.forget_before(parts[-1].id)
        self._write_into(begun)

    def _write_into(self, part: str | None) -> None:
        self._connection.execute(delete(tables.erasure_journal))
        if part is not None:
            self._connection.execute(insert(tables.erasure_journal).values(id=part))


_WRITTEN = select(tables.erasure_journal.c.id)
"""The part of the journal that a database was written with."""


def reaches(parts: Sequence[JournalPart], back_to: str) -> bool:
    """Whether nothing is missing from the beginning of a part until now."""
    wanted: str | None = parts[-1].id if parts else None
    for part in reversed(parts):
        if part.id != wanted:
            return False
        if part.id == back_to:
            return True
        wanted = part.after
    return False


def covers(connection: Connection, journal: Journal | None) -> bool:
    """Whether a journal holds everything that was erased after this database was backed up."""
    known = connection.scalar(_WRITTEN)
    return journal is not None and known is not None and reaches(journal.parts(), known)


def apply(connection: Connection, erasures: Sequence[Erasure]) -> int:
    """Erase again what a back-up brought back; gives how many rows that were."""
    count = 0
    for start in range(0, len(erasures), APPLIED_AT_ONCE):
        some = erasures[start : start + APPLIED_AT_ONCE]
        concerns = [cell.id for cell in some if cell.what is Erased.CONCERN]
        texts = [cell.id for cell in some if cell.what is Erased.TEXT]
        for column, ids in (
            (tables.delivery.c.subject, concerns),
            (tables.concern.c.id, concerns),
            (tables.words.c.id, texts),
        ):
            count += connection.execute(delete(column.table).where(column.in_(ids))).rowcount
        lines = (tables.spoken.c.id.in_(texts), tables.spoken.c.sealed.is_not(None))
        count += connection.execute(
            update(tables.spoken).where(*lines).values(sealed=None)
        ).rowcount
        for cell in some:
            if cell.what is Erased.WORKSPACE:
                count += _delete_workspace(connection, cell)
            elif cell.what is Erased.LEADING:
                count += _deny(connection, cell)
    return count


def _deny(connection: Connection, erasure: Erasure) -> int:
    """Let somebody's word hold again that a leader does not lead them."""
    if not _was_there(connection, erasure):
        return 0
    leader, _, person = erasure.id.partition(":")
    table, (of, by) = tables.says_leads, (tables.says_leads.c.leader, tables.says_leads.c.person)
    pair = (table.c.workspace == erasure.workspace, of == leader, by == person)
    denied = connection.scalar(select(table.c.denied).where(*pair))
    if denied:
        return 0
    if denied is None:
        row = {"workspace": erasure.workspace, "leader": leader, "person": person}
        connection.execute(insert(table).values(**row, denied=True))
    else:
        connection.execute(update(table).where(*pair).values(denied=True))
    return 1


def _delete_workspace(connection: Connection, erasure: Erasure) -> int:
    """Erase a workspace, unless it installed the app anew after it had been erased."""
    if not _was_there(connection, erasure):
        return 0
    while erase_some(connection, erasure.workspace, APPLIED_AT_ONCE):
        pass
    return 1


def _was_there(connection: Connection, erasure: Erasure) -> bool:
    """Whether the workspace is there, and is not one that was installed anew since."""
    workspace = tables.workspace
    query = select(workspace.c.id).where(
        workspace.c.id == erasure.workspace, workspace.c.installed_at <= erasure.at
    )
    return connection.scalar(query) is not None
