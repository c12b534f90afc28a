"""The database threads, and the transaction with everything it can be asked."""

import asyncio
import contextlib
import fcntl
import sqlite3
import time
from collections.abc import Awaitable, Callable, Collection, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TextIO, TypeVar

import structlog
from sqlalchemy import URL, Connection, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock, system_clock
from bot.domain.ids import WorkspaceId
from bot.domain.refusals import NotSaved
from bot.store.concerns import Concerns
from bot.store.deadline import Deadline
from bot.store.deliveries import Deliveries
from bot.store.departures import Departures
from bot.store.digests import Digests
from bot.store.due import Due
from bot.store.engine import BUSY_TIMEOUT_MS, CHANGED, MARKED_STALE, engine_for
from bot.store.erasures import (
    DatabaseJournal,
    Erased,
    Erasures,
    FileJournal,
    Journal,
)
from bot.store.keys import first_keys, problem_with, sealer_of
from bot.store.leadership import Leadership
from bot.store.newcomers import Newcomers
from bot.store.people import People
from bot.store.personal_data import PersonalRows
from bot.store.removing import erase_some
from bot.store.rhythm import Rhythms
from bot.store.sealing import KeyRing, Sealer
from bot.store.teams import Teams
from bot.store.threads import Threads
from bot.store.workspaces import Workspaces

T = TypeVar("T")
log = structlog.get_logger("heard.store")
ANALYZED_ROWS = 400
"""Of each index; so many are enough, says sqlite.org/pragma.html#pragma_analysis_limit."""
WORK_SECONDS = 10.0
"""So long the rounds wait for a transaction; whoever answers people waits less."""


ANSWER_SECONDS = 3.0
"""So long a round waits to learn whether the database answers anybody."""


class UnusableError(Exception):
    """The database cannot be used now; the text is a sentence that says how to fix it."""


class AwayError(UnusableError):
    """The database does not answer."""


class WrongKeyError(UnusableError):
    """What rests in the database does not open with the master keys at hand."""


class AlreadyRunningError(UnusableError):
    """Another process of the bot has this SQLite file."""


class Transaction:
    """One transaction of one act; its parts are the queries, by name.

    A person, a team and a workspace are read once: the class that reads them remembers them, and
    forgets them when it writes. It lies there and not in casework, since every write of such a row
    goes through the same class, whichever act asks.
    """

    def __init__(self, connection: Connection, store: "Store") -> None:
        """Work on ``connection``; the store commits it."""
        self.connection = connection
        self._store = store
        self._sealers: dict[WorkspaceId, Sealer] = {}
        self.erases = False
        """Whether it deletes what must leave no byte, though no line of the journal says so."""

    @cached_property
    def workspaces(self) -> Workspaces:
        """Queries about workspaces and their inbox."""
        return Workspaces(self.connection)

    @cached_property
    def people(self) -> People:
        """Queries about people and their Homes."""
        return People(self.connection)

    @cached_property
    def teams(self) -> Teams:
        """Queries about teams, their leaders and lists."""
        return Teams(self.connection)

    @cached_property
    def leadership(self) -> Leadership:
        """Queries about whom somebody leads by their own word."""
        return Leadership(self.connection, self._erased)

    @cached_property
    def newcomers(self) -> Newcomers:
        """Queries about who joined a team's channel."""
        return Newcomers(self.connection)

    @cached_property
    def concerns(self) -> Concerns:
        """Queries about concerns and their words."""
        return Concerns(self.connection, self.sealer, self._erased)

    @cached_property
    def erasures(self) -> Erasures:
        """What this transaction erases."""
        return Erasures(self.connection, self._store.journal)

    def read_home(self, workspace: WorkspaceId, people: Collection[str]) -> None:
        """Read a workspace and some of its people in one question, for whoever asks for them next.

        Nothing is remembered of a workspace that is not there.
        """
        rows = self.workspaces.read_with(workspace, people)
        self.people.note(workspace, people, rows)

    def _erased(self, what: Erased, workspace: WorkspaceId, ids: Collection[str]) -> None:
        self.erasures.record(what, workspace, ids, self._store.machine_clock())

    @cached_property
    def deliveries(self) -> Deliveries:
        """Queries about messages to be sent."""
        return Deliveries(self.connection, self.sealer)

    @cached_property
    def due(self) -> Due:
        """Queries about what is due."""
        return Due(self.connection)

    @cached_property
    def rhythms(self) -> Rhythms:
        """Queries about how often a leader is written to."""
        return Rhythms(self.connection)

    @cached_property
    def departures(self) -> Departures:
        """Queries about people whose account was closed."""
        return Departures(self.connection)

    @cached_property
    def personal(self) -> PersonalRows:
        """Queries about what is kept by or about one person."""
        return PersonalRows(self.connection, self.sealer)

    @cached_property
    def digests(self) -> Digests:
        """Queries about the digests of teams."""
        return Digests(self.connection, self.sealer, self._erased)

    @property
    def changed(self) -> bool:
        """Whether it has changed a row so far."""
        return CHANGED in self.connection.info

    @property
    def marked_stale(self) -> bool:
        """Whether it has marked a message or a Home as older than the record."""
        return MARKED_STALE in self.connection.info

    @property
    def key_ring(self) -> KeyRing:
        """The master keys."""
        return self._store.keys

    def check_keys(self) -> None:
        """Try the keys of every workspace. Raises :class:`WrongKeyError`."""
        for workspace, keys in self.workspaces.all_keys().items():
            problem = problem_with(workspace, self.key_ring, keys)
            if problem is not None:
                raise WrongKeyError(problem)

    def erase_workspace(self, workspace: WorkspaceId, now: datetime, limit: int) -> bool:
        """Erase at most ``limit`` rows of a workspace; whether there may be more.

        The first time it is written into the journal and its keys go: from then on no word in it
        opens, nothing is sent or heard, and it is erased from whatever is restored later.
        """
        if self.workspaces.begin_erasing(workspace):
            self.erasures.record(Erased.WORKSPACE, workspace, [workspace], now)
        self.erases = True
        more = erase_some(self.connection, workspace, limit)
        self._forget_read()
        return more

    def _forget_read(self) -> None:
        """Read anew what is asked next."""
        parts = (self.workspaces, self.people, self.teams, self.concerns, self.deliveries)
        for remembering in parts:
            remembering.forget_read()

    def sealer(self, workspace: WorkspaceId) -> Sealer:
        """Give the sealer of a workspace, making its keys on first use."""
        if workspace not in self._sealers:
            self._sealers[workspace] = self._sealer(workspace)
        return self._sealers[workspace]

    def _sealer(self, workspace: WorkspaceId) -> Sealer:
        ring = self._store.keys
        keys = self.workspaces.keys(workspace)
        if not keys:
            # Two processes may both be the first: the second takes the keys of the first.
            keys = self.workspaces.keys(workspace, for_update=True)
        if not keys:
            keys = first_keys(workspace, ring)
            self.workspaces.keep_keys(workspace, keys)
        return sealer_of(workspace, ring, keys)

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Do something to find out whether it raises; whatever it wrote is rolled back."""
        savepoint, erased = self.connection.begin_nested(), len(self.erasures)
        try:
            yield
        finally:
            savepoint.rollback()
            self.erasures.forget_after(erased)
            self._forget_read()
            self._sealers.clear()

    def lease_now(self) -> datetime:
        """Now, for leases: the database's clock on Postgres, the machine's on SQLite."""
        if self.connection.dialect.name == "postgresql":
            moment: datetime = self.connection.scalar(select(func.clock_timestamp()))  # type: ignore[assignment]  # a clock has a time
            return moment
        return self._store.machine_clock()


class Store:
    """The database: a few threads that each run one transaction at a time.

    SQLite has exactly one thread, so there is one writer by construction.
    """

    def __init__(
        self,
        url: str,
        keys: KeyRing,
        *,
        journal: Journal | None = None,
        machine_clock: Clock = system_clock,
        threads: int = 4,
    ) -> None:
        """Open ``url`` (``sqlite:///file`` or ``postgresql+psycopg://…``); nothing is created.

        ``journal`` is where erasures are written down outside of it.
        """
        self.url = make_url(url)
        self.journal = journal
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.keys = keys
        self.machine_clock = machine_clock
        self.engine = engine_for(url, threads=threads)
        self._threads = Threads(1 if self.sqlite else threads)
        self._lock: TextIO | None = None
        self.marked_stale = True
        """Whether anything may be stale that this process marked; its drawer takes it back."""
        # What was erased before the process ended may still lie in the log of this file.
        self._log_holds_erased = self.sqlite

    def lock(self) -> None:
        """Take the SQLite file for this process. Raises :class:`AlreadyRunningError`."""
        if self._lock is None:
            self._lock = take(self.url)

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """Open a transaction in this thread: committed at the end, rolled back on an exception."""
        with self.engine.begin() as connection:
            transaction = Transaction(connection, self)
            yield transaction
            transaction.erasures.flush()
            marked_stale = transaction.marked_stale
        self._erased(transaction)
        if marked_stale:
            self.marked_stale = True

    def _erased(self, transaction: Transaction) -> None:
        """Remember that what a transaction erased is still in the log of a SQLite file."""
        if self.sqlite and (transaction.erases or len(transaction.erasures)):
            self._log_holds_erased = True

    def empty_log(self) -> Awaitable[bool]:
        """Take what was erased out of SQLite's write-ahead log; whether nothing of it is left.

        Somebody who reads the file, such as a back-up, keeps it from being emptied: then it is
        asked again.
        """
        until = time.monotonic() + WORK_SECONDS
        return asyncio.wrap_future(self._threads.submit(until, self.empty_log_here, patient=True))

    def analyze(self) -> Awaitable[None]:
        """Let SQLite see how many rows its indexes tell apart; Postgres looks by itself.

        Without that it takes an index that leads to everything due for one that leads to few.
        Of each index it looks at some, so nobody waits for it (sqlite.org/lang_analyze.html).
        """
        until = time.monotonic() + WORK_SECONDS
        return asyncio.wrap_future(self._threads.submit(until, self.analyze_here, patient=True))

    def analyze_here(self) -> None:
        """Do the same in this thread."""
        if not self.sqlite:
            return
        raw = self.engine.raw_connection()
        try:
            raw.cursor().execute(f"PRAGMA analysis_limit={ANALYZED_ROWS}")
            raw.cursor().execute("ANALYZE")
        except sqlite3.OperationalError:
            # A full disk, or a file that somebody holds: it goes by what it saw an hour ago.
            pass
        finally:
            raw.close()

    def empty_log_here(self) -> bool:
        """Do the same in this thread, for a command."""
        if not self._log_holds_erased:
            return True
        raw = self.engine.raw_connection()
        try:
            # Whoever waits for an answer does not wait for a reader as well.
            raw.cursor().execute("PRAGMA busy_timeout=0")
            busy = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            raw.cursor().execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        except sqlite3.OperationalError:
            busy = 1
        finally:
            raw.close()
        self._log_holds_erased = bool(busy)
        return not busy

    def run(
        self, act: Callable[[Transaction], T], *, seconds: float = WORK_SECONDS
    ) -> Awaitable[T]:
        """Run ``act`` in one transaction in the database thread.

        Whoever waits for the shortest time goes first: people before the rounds.
        Again where the database made another transaction go first (see ``Deadline.keep_trying``).
        Raises :class:`NotSaved` where the database cannot be reached or has not answered after
        ``seconds``: then nothing is kept. Raises :class:`MaybeSaved` where nobody can tell: its
        answer to COMMIT was lost, or the disk failed after all was written. When the awaiter is
        cancelled, the transaction still ends as it began.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        deadline = Deadline(seconds)
        work = self._threads.submit(
            deadline.until,
            lambda: deadline.keep_trying(lambda: self._once(act, deadline)),
            patient=seconds >= WORK_SECONDS,
        )

        def give_up() -> None:
            if not answer.done():
                error = NotSaved() if work.cancel() else deadline.give_up()
                answer.set_exception(error)

        waits = loop.call_later(seconds, give_up)

        def settle() -> None:
            waits.cancel()
            if answer.done():
                return
            error = work.exception()
            if error is None:
                answer.set_result(work.result())
            else:
                answer.set_exception(error)

        def ended(work: "Future[T]") -> None:
            # Nobody waits any more where the loop is closed.
            with contextlib.suppress(RuntimeError):
                if not work.cancelled():
                    loop.call_soon_threadsafe(settle)

        work.add_done_callback(ended)
        return answer

    async def answers(self) -> bool:
        """Whether it takes a transaction at all now: one that failed may have been at fault."""
        try:
            await self.run(lambda tx: None, seconds=ANSWER_SECONDS)
        except NotSaved:
            return False
        return True

    def _once(self, act: Callable[[Transaction], T], deadline: Deadline) -> T:
        """Do ``act`` in one transaction, which is committed unless its awaiter has given up."""
        began, kept = time.monotonic(), False
        with self.engine.connect() as plain:
            connection = plain.execution_options(seconds=deadline.seconds)
            deadline.works_on(connection.connection.driver_connection)
            try:
                transaction, work = connection.begin(), Transaction(connection, self)
                try:
                    result = act(work)
                    work.erasures.flush()
                    deadline.begin_commit()
                except BaseException:
                    transaction.rollback()
                    raise
                try:
                    transaction.commit()
                except DBAPIError as error:
                    deadline.commit_failed(error)
                    raise
                kept = True
                self._erased(work)
                if work.marked_stale:
                    self.marked_stale = True
                return result
            finally:
                deadline.works_on(None)
                # Where a command has not said how lines are written, none is.
                if structlog.is_configured():
                    log.debug("transaction", kept=kept, ms=round(1000 * (time.monotonic() - began)))

    def close(self) -> None:
        """Wait for what is under way, then let go of the database and its lock."""
        self._threads.shutdown()
        self.engine.dispose()
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def journal_at(place: str | None) -> Journal | None:
    """Give the journal of erasures at a path or a database's address."""
    if place is None:
        return None
    if "://" in place:
        return DatabaseJournal(engine_for(place, threads=1))
    return FileJournal(Path(place))


def take(url: URL) -> TextIO | None:
    """Take a SQLite file for this process until what is given is closed.

    Raises :class:`AlreadyRunningError`. Postgres needs no such thing.
    """
    if url.get_backend_name() != "sqlite":
        return None
    held = lock_path(url.database or "").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.close()
        raise AlreadyRunningError(
            f"{url.database} is in use by another heard process. Stop that one first, "
            "or use Postgres for more than one."
        ) from None
    # Names and topics rest here unsealed: nobody else on the machine reads them.
    Path(url.database or "").touch(mode=0o600)
    return held


def lock_path(database: str) -> Path:
    """Where the lock of a SQLite file lies: beside it."""
    return Path(f"{database}.lock")
