"""Sealing rows anew: what a version before left unsealed, and what an older data key sealed.

A few rows at a time, each in its place, while the bot goes on; broken off at any moment it begins
again and passes over what is done. The old data key goes only when nothing needs it any more.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Table,
    func,
    select,
    text,
    update,
)

from bot.domain.delivery import DeliveryKind
from bot.domain.ids import WorkspaceId
from bot.store.database import Store, Transaction, UnusableError
from bot.store.keys import HASH_KEY, WorkspaceKey, first_keys, next_key, renewing, rewrapped
from bot.store.sealing import (
    NUMBER_BYTES,
    UNSEALED,
    Label,
    SealingError,
    number_of,
    open_first_version,
)
from bot.store.tables import concern, delivery, history, spoken, words

BATCH = 200
PATIENCE_TRIES = 600
"""Tenths of a second that older transactions may take to end."""

Progress = Callable[[int, int], None]
"""Told how many rows were looked at, and how many there are."""


class _Sealed(NamedTuple):
    """A column of sealed values, and what each is bound to beside its row."""

    table: Table
    column: Column[Any]
    label: Label
    bound: tuple[Column[Any], ...]
    source: FromClause


_SEALED = (
    _Sealed(
        words,
        words.c.sealed,
        Label.WORDS,
        (words.c.concern, concern.c.raiser, concern.c.owner),
        words.join(
            concern,
            (concern.c.workspace == words.c.workspace) & (concern.c.id == words.c.concern),
        ),
    ),
    _Sealed(concern, concern.c.sealed, Label.TOPIC, (concern.c.raiser, concern.c.owner), concern),
    _Sealed(history, history.c.sealed, Label.ACT, (history.c.concern,), history),
    _Sealed(spoken, spoken.c.sealed, Label.LINES, (spoken.c.team, spoken.c.leader), spoken),
    _Sealed(
        delivery,
        delivery.c.payload,
        Label.PAYLOAD,
        (delivery.c.kind, delivery.c.recipient),
        delivery,
    ),
)


def rewrap(store: Store) -> int:
    """Wrap every workspace's keys by the newest master key; gives how many were not.

    Raises :class:`UnusableError` where one does not open.
    """
    changed = 0
    for workspace in _workspaces(store):
        with store.begin() as tx:
            keys = tx.workspaces.keys(workspace, for_update=True)
            old = [key for key in keys if key.sealed and key.master != store.keys.newest]
            if old:
                rest = [key for key in keys if key not in old]
                fresh = [_rewrapped(workspace, store, key) for key in old]
                tx.workspaces.keep_keys(workspace, [*rest, *fresh])
                changed += len(old)
    return changed


def renew_data_keys(store: Store, progress: Progress) -> int:
    """Give each workspace a new data key and seal everything anew; gives how many rows there are.

    One that was broken off is gone on with, and no further key is made.
    """
    rows = 0
    for workspace in _workspaces(store):
        with store.begin() as tx:
            keys = tx.workspaces.keys(workspace, for_update=True)
            if keys and not renewing(keys):
                fresh = next_key(workspace, store.keys, keys)
                tx.workspaces.keep_keys(workspace, [*keys, fresh])
        rows += finish_sealing(store, workspace, progress)
    return rows


def finish_sealing(
    store: Store, workspace: WorkspaceId, progress: Progress = lambda done, total: None
) -> int:
    """Seal what waits for it in one workspace; gives how many rows were looked at."""
    with store.begin() as tx:
        keys = tx.workspaces.keys(workspace, for_update=True)
        if not renewing(keys):
            return 0
        if all(key.canary is None for key in keys):
            # The first version's key: from now on it makes hashes and opens what it sealed.
            fresh = _after_first_version(workspace, store, keys)
            tx.workspaces.keep_keys(workspace, fresh)
    _wait_for_older(store)
    with store.begin() as tx:
        total = sum(_count(tx.connection, workspace, place) for place in _SEALED)
    done = 0
    for place in _SEALED:
        after: str | None = ""
        while after is not None:
            with store.begin() as tx:
                after, number = _seal_some(tx, workspace, place, after)
            done += number
            progress(min(done, total), total)
    with store.begin() as tx:
        keys = tx.workspaces.keys(workspace, for_update=True)
        newest = max(key.number for key in keys)
        rest = [key for key in keys if key.number in (HASH_KEY, newest)]
        tx.workspaces.keep_keys(workspace, rest)
    return done


def _after_first_version(
    workspace: WorkspaceId, store: Store, keys: tuple[WorkspaceKey, ...]
) -> list[WorkspaceKey]:
    hashing = [key for key in first_keys(workspace, store.keys) if key.number == HASH_KEY]
    has_hash_key = any(key.number == HASH_KEY for key in keys)
    return [*keys, *([] if has_hash_key else hashing), next_key(workspace, store.keys, keys)]


def _seal_some(
    tx: Transaction, workspace: WorkspaceId, place: _Sealed, after: str
) -> tuple[str | None, int]:
    """Seal some rows anew; gives the last one's id (``None``: it was the last) and their number."""
    table, column = place.table, place.column
    if place.label is Label.PAYLOAD and not after:
        _hide_who_asked(tx, workspace)
    bound = [each.label(f"bound_{number}") for number, each in enumerate(place.bound)]
    query = (
        select(table.c.id, column.label("value"), *bound)
        .select_from(place.source)
        .where(table.c.workspace == workspace, column.is_not(None), table.c.id > after)
        .order_by(table.c.id)
        .limit(BATCH)
    )
    # Held: whoever else seals here does not take a key away that these rows need.
    tx.workspaces.keys(workspace, for_update=True)
    rows, sealer = tx.connection.execute(query).all(), tx.sealer(workspace)
    for row in rows:
        if number_of(row.value) == sealer.number:
            continue
        sides = tuple(row[2:])
        sealed = sealer.seal(place.label, row.id, _opened(tx, workspace, place, row), *sides)
        # Whoever changed the row meanwhile has sealed it with the newest key.
        tx.connection.execute(
            update(table)
            .where(table.c.workspace == workspace, table.c.id == row.id, column == row.value)
            .values({column: sealed})
        )
    return (rows[-1].id if len(rows) == BATCH else None), len(rows)


def _opened(tx: Transaction, workspace: WorkspaceId, place: _Sealed, row: Row[Any]) -> str:
    number = number_of(row.value)
    before = {
        key.number: key
        for key in tx.workspaces.keys(workspace)
        if key.canary is None and key.number != HASH_KEY
    }
    if number == UNSEALED and before:
        return bytes(row.value[NUMBER_BYTES:]).decode()
    if number in before:
        key = before[number]
        opened = tx.key_ring.unwrap(workspace, key.master, key.sealed)
        value = row.value[NUMBER_BYTES:]
        return open_first_version(opened, workspace, place.table.name, row.id, value)
    return tx.sealer(workspace).open(place.label, row.id, row.value, *tuple(row[2:]))


def _hide_who_asked(tx: Transaction, workspace: WorkspaceId) -> None:
    """Put a keyed hash where the first version wrote who asked for help."""
    sealer = tx.sealer(workspace)
    condition = (
        delivery.c.workspace == workspace,
        delivery.c.kind == DeliveryKind.SAFE_ASK,
        delivery.c.subject.regexp_match("^[UW]"),
    )
    for row in tx.connection.execute(
        select(delivery.c.id, delivery.c.subject).where(*condition)
    ).all():
        hidden = update(delivery).where(delivery.c.workspace == workspace, delivery.c.id == row.id)
        tx.connection.execute(hidden.values(subject=sealer.hash(row.subject)))


def _count(connection: Connection, workspace: WorkspaceId, place: _Sealed) -> int:
    held: tuple[ColumnElement[bool], ...] = (
        place.table.c.workspace == workspace,
        place.column.is_not(None),
    )
    return connection.scalar(select(func.count()).select_from(place.table).where(*held)) or 0


def _wait_for_older(store: Store) -> None:
    """Wait until nothing under way can still seal with an older key; SQLite has one writer."""
    if store.sqlite:
        return
    with store.engine.begin() as connection:
        ours = connection.scalar(text("SELECT pg_current_xact_id()::text::bigint"))
    for _ in range(PATIENCE_TRIES):
        with store.engine.begin() as connection:
            oldest = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if (connection.scalar(oldest) or 0) > (ours or 0):
                return
            connection.execute(text("SELECT pg_sleep(0.1)"))
    raise UnusableError(
        "A transaction has been open for a minute, and may still seal with the old key. End it, "
        "then run this again: it goes on where it stopped."
    )


def _workspaces(store: Store) -> Iterable[WorkspaceId]:
    with store.begin() as tx:
        return tx.workspaces.installed()


def _rewrapped(workspace: WorkspaceId, store: Store, key: WorkspaceKey) -> WorkspaceKey:
    try:
        return rewrapped(workspace, store.keys, key)
    except SealingError:
        raise UnusableError(
            f"The master key {key.master} is needed, and is not there. Put it behind the new one, "
            "then run this again: it goes on where it stopped."
        ) from None
