"""The engine, the database thread, and the transaction with everything it can be asked."""

import asyncio
import fcntl
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TextIO, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from bot.clock import Clock, system_clock
from bot.domain.ids import WorkspaceId
from bot.domain.refusals import NotSaved
from bot.store.concerns import Concerns
from bot.store.deliveries import Deliveries
from bot.store.digests import Digests
from bot.store.due import Due
from bot.store.people import People
from bot.store.rhythm import Rhythms
from bot.store.sealing import KeyRing, Sealer, fresh_data_key
from bot.store.teams import Teams
from bot.store.workspaces import Workspaces

T = TypeVar("T")
BUSY_TIMEOUT_MS = 1_000
"""Slack waits three seconds for an answer: whoever waits longer cannot say that it failed."""

DEADLOCK = "40P01"
"""Postgres: two transactions waited for each other, and ours was ended."""


class UnusableError(Exception):
    """The database cannot be used now; the text is a sentence that says how to fix it."""


class AwayError(UnusableError):
    """The database does not answer."""


class AlreadyRunningError(UnusableError):
    """Another process of the bot has this SQLite file."""


def engine_for(url: str, *, threads: int = 4) -> Engine:
    """Make an engine whose transactions are what the store promises.

    SQLite: WAL, full synchronisation, foreign keys, and ``BEGIN IMMEDIATE``, without which
    concurrent read-modify-writes lose updates without an error. Parameters never reach a log.
    """
    sqlite = make_url(url).get_backend_name() == "sqlite"
    options: dict[str, Any] = {"hide_parameters": True}
    if sqlite:
        options["connect_args"] = {"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000}
    else:
        options |= {"pool_size": threads, "max_overflow": 0, "pool_pre_ping": True}
    engine = create_engine(url, **options)
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


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
        """Queries about teams and who leads whom."""
        return Teams(self.connection)

    @cached_property
    def concerns(self) -> Concerns:
        """Queries about concerns and their words."""
        return Concerns(self.connection, self.sealer)

    @cached_property
    def deliveries(self) -> Deliveries:
        """Queries about messages to be sent."""
        return Deliveries(self.connection)

    @cached_property
    def due(self) -> Due:
        """Queries about what is due."""
        return Due(self.connection)

    @cached_property
    def rhythms(self) -> Rhythms:
        """Queries about how often a leader is written to."""
        return Rhythms(self.connection)

    @cached_property
    def digests(self) -> Digests:
        """Queries about the digests of teams."""
        return Digests(self.connection, self.sealer)

    def sealer(self, workspace: WorkspaceId) -> Sealer:
        """Give the sealer of a workspace, making its data key on first use."""
        if workspace not in self._sealers:
            self._sealers[workspace] = self._sealer(workspace)
        return self._sealers[workspace]

    def _sealer(self, workspace: WorkspaceId) -> Sealer:
        keys = self._store.keys
        found = self.workspaces.sealed_key(workspace)
        if found is None:
            # Two processes may both be the first: the second takes the key of the first.
            found = self.workspaces.sealed_key(workspace, for_update=True)
        if found is None:
            data_key = fresh_data_key()
            self.workspaces.set_key(workspace, *keys.wrap(workspace, data_key))
            return Sealer(workspace, data_key)
        return Sealer(workspace, keys.unwrap(workspace, *found))

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Do something to find out whether it raises; whatever it wrote is rolled back."""
        savepoint = self.connection.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()
            for remembering in (self.workspaces, self.people, self.teams):
                remembering.forget_read()
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
        self, url: str, keys: KeyRing, *, machine_clock: Clock = system_clock, threads: int = 4
    ) -> None:
        """Open ``url`` (``sqlite:///file`` or ``postgresql+psycopg://…``); nothing is created."""
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.keys = keys
        self.machine_clock = machine_clock
        self.engine = engine_for(url, threads=threads)
        self._threads = ThreadPoolExecutor(
            max_workers=1 if self.sqlite else threads, thread_name_prefix="heard-database"
        )
        self._lock: TextIO | None = None

    def lock(self) -> None:
        """Take the SQLite file for this process. Raises :class:`AlreadyRunningError`."""
        if self._lock is None:
            self._lock = take(self.url)

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """Open a transaction in this thread: committed at the end, rolled back on an exception."""
        with self.engine.begin() as connection:
            yield Transaction(connection, self)

    def run(self, act: Callable[[Transaction], T]) -> Awaitable[T]:
        """Run ``act`` in one transaction in the database thread.

        Once more where another replica had made the same row a moment before, or waited in a
        circle with us: the second time its row is found. Raises :class:`NotSaved` where the
        database cannot be reached or does not answer.
        Shielded: when the awaiter is cancelled, the transaction still ends as it began.
        """

        def once() -> T:
            with self.begin() as transaction:
                return act(transaction)

        def body() -> T:
            try:
                try:
                    return once()
                except IntegrityError:
                    return once()
                except OperationalError as error:
                    if getattr(error.orig, "sqlstate", None) != DEADLOCK:
                        raise
                    return once()
            except (OperationalError, InterfaceError, NoConnection) as error:
                raise NotSaved from error

        return asyncio.shield(asyncio.get_running_loop().run_in_executor(self._threads, body))

    def close(self) -> None:
        """Wait for what is under way, then let go of the database and its lock."""
        self._threads.shutdown(wait=True)
        self.engine.dispose()
        if self._lock is not None:
            self._lock.close()
            self._lock = None


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
