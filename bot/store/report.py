"""What ``heard doctor`` reads, without disturbing a running bot."""

import fcntl
import os
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import (
    URL,
    ColumnClause,
    Connection,
    Engine,
    column,
    create_engine,
    func,
    inspect,
    literal,
    select,
    text,
    union,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.domain.delivery import DeliveryState
from bot.domain.due import DueFailure
from bot.domain.workspace import ERASING
from bot.store.backup import damage_of
from bot.store.database import Transaction, lock_path
from bot.store.engine import engine_for
from bot.store.faults import sentence
from bot.store.keys import WorkspaceKey
from bot.store.migrate import check_tables, current, fits, head
from bot.store.tables import (
    delivery,
    due_failure,
    metadata,
    person,
    removal,
    team,
    workspace,
)
from bot.store.workspaces import Workspaces

STUCK_FOR = timedelta(days=30)
LEAST_ROOM = 50 * 1024 * 1024
"""Bytes; with less a disk is as good as full."""


class Stuck(NamedTuple):
    """Messages with one fate."""

    kind: str
    state: str
    error: str | None
    looked_for: bool
    """Whether the bot finds out by itself; else an uncertain one waits for a human."""
    number: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """The state of a database, as read beside a running bot."""

    reachable: bool
    error: str | None = None
    """What is wrong, without an address or a password in it."""
    mend: str | None = None
    """The same as a sentence, with the way to mend it, where more is known."""
    missing: tuple[str, ...] = ()
    """What may not be done in it, such as ``INSERT``, or all changes where it is read only."""
    revision: str | None = None
    head: str = ""
    stuck: tuple[Stuck, ...] = ()
    """Messages of the last thirty days that a human should know of."""
    suspended: tuple[tuple[str, int], ...] = ()
    """Why nothing is sent to some workspaces, Slack's error, and how many they are."""
    removed: tuple[tuple[str, datetime | None], ...] = ()
    """Workspaces that removed the app, and when each is erased (UTC); ``None``: just now."""
    failures: tuple[DueFailure, ...] = ()
    """Due rows that raised when they were last handled, in all workspaces."""
    regions: tuple[str, ...] = ()
    """Regions of public holidays that people and teams name, each once."""
    zoneless: tuple[str, ...] = ()
    """Ids of people whose time zone is one that this machine does not know: the offset serves."""
    sqlite_version: str | None = None
    sealed: bool = False
    """Words are in it, or were: a master key has been used."""
    keys: tuple[tuple[str, tuple[WorkspaceKey, ...]], ...] = ()
    """The wrapped keys of each workspace."""
    damage: str | None = None
    """What is wrong with a SQLite file, in SQLite's words; ``None`` for a whole one."""
    locked: bool = False
    """Another process has the SQLite file: ``heard run`` is running."""


def report(url: str) -> Report:
    """Read a database; SQLite through a read-only connection."""
    address = make_url(url)
    sqlite = address.get_backend_name() == "sqlite"
    if sqlite and not Path(address.database or "").exists():
        return Report(
            reachable=False,
            error="there is no such file yet; heard run makes it",
            head=head(),
            sqlite_version=sqlite3.sqlite_version,
        )
    engine = _read_only(address.database or "") if sqlite else engine_for(url, threads=1)
    try:
        return Report(
            reachable=True,
            revision=(revision := current(engine)),
            head=head(),
            stuck=_stuck(engine) if revision else (),
            suspended=_suspended(engine) if revision else (),
            # An older database has no such tables.
            removed=_removed(engine) if fits(revision) else (),
            failures=_failures(engine) if fits(revision) else (),
            regions=_regions(engine) if revision else (),
            zoneless=_zoneless(engine) if revision else (),
            sealed=_sealed(engine),
            keys=_keys(engine) if fits(revision) else (),
            missing=_missing(engine, address) if fits(revision) else (),
            sqlite_version=sqlite3.sqlite_version if sqlite else None,
            damage=damage_of(Path(address.database or "")) if sqlite else None,
            locked=sqlite and _is_locked(address.database or ""),
        )
    except SQLAlchemyError as error:
        return Report(
            reachable=False, error=type(error).__name__, mend=sentence(error), head=head()
        )
    finally:
        engine.dispose()


def obstacles(tx: Transaction) -> tuple[str, ...]:
    """Give what keeps a running process from writing; raises where keys or tables do not fit."""
    tx.check_keys()
    check_tables(tx.connection)
    return unwritable(tx.connection, tx.connection.engine.url)


def unwritable(connection: Connection, address: URL) -> tuple[str, ...]:
    """What keeps everybody from writing here, tried without changing anything."""
    if address.get_backend_name() == "sqlite":
        file = Path(address.database or "").resolve()
        writable = os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)
        room = shutil.disk_usage(file.parent).free >= LEAST_ROOM
        return tuple(
            what for what, there in (("writing", writable), ("room on the disk", room)) if not there
        )
    if connection.scalar(text("SHOW transaction_read_only")) == "on":
        return ("all changes: it is read only, or a replica",)
    return ()


def _missing(engine: Engine, address: URL) -> tuple[str, ...]:
    """What the bot could not do here, tried without changing anything."""
    with engine.connect() as connection:
        lacking = unwritable(connection, address)
        if lacking or address.get_backend_name() == "sqlite":
            return lacking
        query = text("SELECT has_table_privilege(current_user, CAST(:named AS regclass), :what)")
        return tuple(
            f"{what} on {table.name}"
            for table in metadata.sorted_tables
            for what in ("SELECT", "INSERT", "UPDATE", "DELETE")
            if not connection.scalar(query, {"named": f'"{table.name}"', "what": what})
        )


def _read_only(database: str) -> Engine:
    path = Path(database).resolve()
    return create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False),
        hide_parameters=True,
    )


def _stuck(engine: Engine) -> tuple[Stuck, ...]:
    looked_for = delivery.c.reconcile_at.is_not(None)
    parts = (delivery.c.kind, delivery.c.state, delivery.c.error, looked_for)
    states = (DeliveryState.UNCERTAIN, DeliveryState.DEAD, DeliveryState.PENDING)
    with engine.connect() as connection:
        newest = connection.scalar(select(func.max(delivery.c.created_at)))
        if newest is None:
            return ()
        query = (
            select(*parts, func.count())
            .where(
                delivery.c.error.is_not(None),
                delivery.c.state.in_(states),
                delivery.c.created_at >= newest - STUCK_FOR,
            )
            .group_by(*parts)
        )
        return tuple(
            Stuck(kind.value, state.value, error, bool(looked), count)
            for kind, state, error, looked, count in connection.execute(query)
        )


def is_sealed(url: str) -> bool:
    """Whether a database holds anything that a master key has sealed, of whatever version."""
    address = make_url(url)
    sqlite = address.get_backend_name() == "sqlite"
    if sqlite and not Path(address.database or "").exists():
        return False
    engine = _read_only(address.database or "") if sqlite else create_engine(address)
    try:
        return _sealed(engine)
    finally:
        engine.dispose()


def _sealed(engine: Engine) -> bool:
    inspector = inspect(engine)
    if not inspector.has_table(workspace.name):
        return False
    columns = {each["name"] for each in inspector.get_columns(workspace.name)}
    # The first version called its one key so.
    key: ColumnClause[Any] = column("sealing_keys" if "sealing_keys" in columns else "sealed_key")
    with engine.connect() as connection:
        query = select(literal(1)).select_from(workspace).where(key.is_not(None)).limit(1)
        return connection.scalar(query) is not None


def _keys(engine: Engine) -> tuple[tuple[str, tuple[WorkspaceKey, ...]], ...]:
    with engine.connect() as connection:
        return tuple(Workspaces(connection).all_keys().items())


def _suspended(engine: Engine) -> tuple[tuple[str, int], ...]:
    query = (
        select(workspace.c.suspended, func.count())
        .where(workspace.c.suspended.is_not(None), workspace.c.suspended != ERASING)
        .group_by(workspace.c.suspended)
    )
    with engine.connect() as connection:
        return tuple((error, count) for error, count in connection.execute(query))


def _removed(engine: Engine) -> tuple[tuple[str, datetime | None], ...]:
    query = (
        select(removal.c.workspace, removal.c.erase_at, workspace.c.suspended)
        .join(workspace, workspace.c.id == removal.c.workspace)
        .order_by(removal.c.workspace)
    )
    with engine.connect() as connection:
        return tuple(
            (row.workspace, None if row.suspended == ERASING else row.erase_at)
            for row in connection.execute(query)
        )


def _failures(engine: Engine) -> tuple[DueFailure, ...]:
    query = select(due_failure).order_by(due_failure.c.kind, due_failure.c.id)
    with engine.connect() as connection:
        return tuple(
            DueFailure(row.kind, row.id, row.error, row.failed_at, row.times)
            for row in connection.execute(query)
        )


def _regions(engine: Engine) -> tuple[str, ...]:
    regions = union(select(person.c.region), select(team.c.region))
    with engine.connect() as connection:
        return tuple(sorted(name for name in connection.scalars(regions) if name))


def _zoneless(engine: Engine) -> tuple[str, ...]:
    query = select(person.c.id).where(person.c.zone.startswith("Etc/GMT"), ~person.c.deleted)
    with engine.connect() as connection:
        return tuple(connection.scalars(query.order_by(person.c.id)))


def _is_locked(database: str) -> bool:
    path = lock_path(database)
    if not path.exists():
        return False
    with path.open("r") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        fcntl.flock(held, fcntl.LOCK_UN)
        return False
