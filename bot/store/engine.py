"""The engine: how a line to the database behaves, and how a transaction on it begins."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url

from bot.store.deadline import READ_ONLY, sqlstate

CHANGED = "changed"
"""Of a connection: whether its transaction has changed a row."""
MARKED_STALE = "marked stale"
"""Of a connection: whether its transaction has marked something that Slack shows as older."""
_MARKS = "stale="
"""Stands in each statement that does so, of a message or a Home, and in few others."""
_DRAWN = ("stale=(delivery.changes", "stale=(person.home_changes")
"""Stand in those that keep what was drawn. Whatever changed meanwhile was marked by its own."""
BUSY_TIMEOUT_MS = 1_000
"""Slack waits three seconds for an answer: whoever waits longer cannot say that it failed."""
CONNECT_SECONDS = 2
"""The least that libpq takes: a server that is not there is found out in time."""
_LINE: Mapping[str, object] = {
    "connect_timeout": CONNECT_SECONDS,
    "application_name": "heard",
    # What was sent and is not acknowledged: the other machine is gone.
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
"""How a line to Postgres behaves, unless the address says otherwise."""

_BOUNDS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
"""What the server itself ends in time; the last, so that a process that is frozen holds no rows."""


def engine_for(url: str, *, threads: int = 4) -> Engine:
    """Make an engine whose transactions are what the store promises.

    SQLite: WAL, full synchronisation, foreign keys, and ``BEGIN IMMEDIATE``, without which
    concurrent read-modify-writes lose updates without an error. Postgres: nothing that outlives a
    transaction, so that a pooler may hand the next one to another server connection. Parameters
    never reach a log.
    """
    address = make_url(url)
    sqlite = address.get_backend_name() == "sqlite"
    options: dict[str, Any] = {"hide_parameters": True}
    if sqlite:
        options["connect_args"] = {"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000}
    else:
        line = {name: value for name, value in _LINE.items() if name not in address.query}
        options |= {"pool_size": threads, "max_overflow": 0, "pool_pre_ping": True}
        options["connect_args"] = line | {"prepare_threshold": None}
    engine = create_engine(address, **options)
    event.listen(engine, "after_cursor_execute", _note_change)
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    else:
        event.listen(engine, "connect", _prepare_postgres)
        event.listen(engine, "begin", _begin_bounded)
        event.listen(engine, "handle_error", _leave_read_only)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _note_change(
    connection: Connection,
    cursor: Any,
    statement: str,
    parameters: Any,
    context: Any,
    executemany: bool,
) -> None:
    if (context.isinsert or context.isupdate or context.isdelete) and cursor.rowcount:
        connection.info[CHANGED] = True
        marks = _MARKS in statement and not any(drawn in statement for drawn in _DRAWN)
        if context.isupdate and marks:
            connection.info[MARKED_STALE] = True


def _forget_changes(connection: Connection) -> None:
    connection.info.pop(CHANGED, None)
    connection.info.pop(MARKED_STALE, None)


def _begin_immediate(connection: Connection) -> None:
    _forget_changes(connection)
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare_postgres(connection: Any, record: object) -> None:
    # BEGIN is ours: it goes out together with the bounds of the transaction.
    connection.autocommit = True


def _begin_bounded(connection: Connection) -> None:
    """Begin; what takes longer than somebody waits is ended by the server itself."""
    _forget_changes(connection)
    seconds = connection.get_execution_options().get("seconds")
    bounds = ""
    if seconds is not None:
        limit = max(1, int(seconds * 1000))
        bounds = "".join(f"; SET LOCAL {bound} = {limit}" for bound in _BOUNDS)
    connection.exec_driver_sql(f"BEGIN{bounds}")


def _leave_read_only(context: ExceptionContext) -> None:
    """Let go of a server that has become a replica; the next connection finds the primary."""
    if sqlstate(context.original_exception) == READ_ONLY:
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = True
