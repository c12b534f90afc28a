"""A database that hangs, refuses or makes others go first: what is said of it is true."""

import asyncio
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.domain.ids import WorkspaceId
from bot.domain.refusals import MaybeSaved, NotSaved
from bot.store import Store, Transaction
from bot.store.deadline import is_unusable
from bot.store.engine import engine_for
from bot.store.sealing import KeyRing, fresh_key
from tests.store.filling import add_workspaces

NOW = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
ONE = WorkspaceId("T0")
AS_PEOPLE = 9.0
"""Seconds: whoever waits longer is a round, and the rounds have half of the threads."""
SECONDS = 1.0
"""What somebody waits here."""

UNKNOWN_AT_THE_END = """
    CREATE FUNCTION unknown_at_the_end() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'nobody knows' USING ERRCODE = '40003'; END $$
"""
ASKED_AT_THE_END = """
    CREATE CONSTRAINT TRIGGER unknown AFTER UPDATE ON workspace
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION unknown_at_the_end()
"""

on_postgres = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    made = Store(database_url, KeyRing([fresh_key()]), threads=2)
    with made.begin() as tx:
        add_workspaces(tx, 1, NOW)
    yield made
    made.close()


def rename(tx: Transaction) -> None:
    tx.connection.execute(text("UPDATE workspace SET name = 'renamed' WHERE id = 'T0'"))


def name_in(database_url: str) -> str:
    engine = engine_for(database_url)
    with engine.begin() as connection:
        name = connection.scalar(text("SELECT name FROM workspace WHERE id = 'T0'"))
    engine.dispose()
    return str(name)


@contextmanager
def stopped_servers(store: Store) -> Iterator[Callable[[], None]]:
    """Give what freezes the server processes that serve ``store``; they thaw at the end."""
    frozen: list[int] = []

    def freeze() -> None:
        query = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        address = store.url.render_as_string(hide_password=False).replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            frozen.extend(int(row[0]) for row in connection.execute(query))
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)

    try:
        yield freeze
    finally:
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)


@on_postgres
async def test_R31_a_server_that_hangs_before_the_commit_has_surely_kept_nothing(
    store: Store, database_url: str
) -> None:
    with stopped_servers(store) as freeze:

        def hang(tx: Transaction) -> None:
            rename(tx)
            freeze()
            tx.connection.execute(text("SELECT 1"))

        began = time.monotonic()
        with pytest.raises(NotSaved) as said:
            await store.run(hang, seconds=SECONDS)
        assert type(said.value) is NotSaved
        assert time.monotonic() - began < SECONDS + 1
    store.close()  # its thread is free again, although the server never answered
    assert name_in(database_url) == "Acme"


@on_postgres
async def test_R31_a_server_that_hangs_while_it_commits_may_have_kept_it_and_nobody_says_otherwise(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stopped_servers(store) as freeze:

        def hang(tx: Transaction) -> None:
            rename(tx)
            # Deferred to the commit: the server is frozen when COMMIT comes.
            freeze()

        with pytest.raises(MaybeSaved):
            await store.run(hang, seconds=SECONDS)


@on_postgres
async def test_R31_a_server_that_does_not_know_whether_it_kept_it_is_not_taken_for_a_no(
    store: Store,
) -> None:
    """40003, "statement completion unknown", is of the class of answers that otherwise are one."""
    with store.begin() as tx:
        tx.connection.execute(text(UNKNOWN_AT_THE_END))
        tx.connection.execute(text(ASKED_AT_THE_END))
    with pytest.raises(MaybeSaved):
        await store.run(rename)
    with store.begin() as tx:
        tx.connection.execute(text("DROP FUNCTION unknown_at_the_end CASCADE"))


@on_postgres
def test_R51_a_process_that_is_frozen_in_a_transaction_holds_its_rows_no_longer_than_it_may(
    store: Store,
) -> None:
    with store.engine.connect() as plain:
        frozen = plain.execution_options(seconds=0.3)
        frozen.begin()
        frozen.execute(text("UPDATE workspace SET name = 'frozen' WHERE id = 'T0'"))
        with store.begin() as tx:
            rename(tx)
        with pytest.raises(DBAPIError) as thawed:
            frozen.execute(text("SELECT 1"))
    assert is_unusable(thawed.value)


async def test_R31_what_never_began_is_surely_not_kept(store: Store, database_url: str) -> None:
    """Every thread is held; the next in the queue waits no longer than it has to."""
    free, begun = threading.Event(), threading.Semaphore(0)

    def hold(tx: Transaction) -> None:
        begun.release()
        free.wait(10)

    held = [asyncio.ensure_future(store.run(hold, seconds=AS_PEOPLE)) for _ in range(2)]
    for _ in range(1 if store.sqlite else 2):
        assert await asyncio.to_thread(begun.acquire, timeout=10)
    with pytest.raises(NotSaved) as said:
        await store.run(rename, seconds=0.3)
    assert type(said.value) is NotSaved
    free.set()
    await asyncio.gather(*held)
    assert name_in(database_url) == "Acme"


async def test_R31_what_comes_after_somebody_gave_up_is_rolled_back(
    store: Store, database_url: str
) -> None:
    """The act itself was slow, and would have been kept after "I couldn't save that"."""
    free, ended = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        rename(tx)
        free.wait(10)
        ended.set()

    with pytest.raises(NotSaved):
        await store.run(slow, seconds=0.3)
    free.set()
    assert await asyncio.to_thread(ended.wait, 10)
    await store.run(lambda tx: None)
    assert name_in(database_url) == "Acme"


@on_postgres
async def test_what_lost_against_another_is_done_again_and_kept_once(store: Store) -> None:
    """Serializable, as some engines are by themselves: 40001 is no answer for people."""
    tries = 0

    def count_up(tx: Transaction) -> None:
        nonlocal tries
        tries += 1
        tx.connection.execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"))
        opened = tx.connection.scalar(text("SELECT eligible FROM workspace WHERE id = 'T0'"))
        time.sleep(0.05)
        tx.connection.execute(
            text("UPDATE workspace SET eligible = :n WHERE id = 'T0'"), {"n": (opened or 0) + 1}
        )

    before = await store.run(lambda tx: tx.workspaces.get(ONE).eligible)
    await asyncio.gather(*(store.run(count_up, seconds=AS_PEOPLE) for _ in range(4)))
    after = await store.run(lambda tx: tx.workspaces.get(ONE).eligible)
    assert after == before + 4
    assert tries > 4


@on_postgres
async def test_a_lock_that_somebody_holds_is_waited_for_as_long_as_somebody_waits(
    store: Store,
) -> None:
    with store.engine.connect() as other, other.begin():
        other.execute(text("SELECT 1 FROM workspace WHERE id = 'T0' FOR UPDATE"))
        began = time.monotonic()
        with pytest.raises(NotSaved):
            await store.run(rename, seconds=SECONDS)
        assert time.monotonic() - began < SECONDS + 1


@on_postgres
def test_each_line_says_whose_it_is_and_is_given_up_when_nobody_is_there(store: Store) -> None:
    with store.engine.begin() as connection:
        driver: Any = connection.connection.driver_connection
        told = driver.info.get_parameters()
        assert told["application_name"] == "heard"
        assert told["connect_timeout"] == "2"
        assert told["tcp_user_timeout"] == "10000"
        assert driver.prepare_threshold is None
    address = store.url.update_query_dict({"application_name": "mine"})
    engine = engine_for(address.render_as_string(hide_password=False))
    with engine.begin() as connection:
        assert connection.scalar(text("SHOW application_name")) == "mine"
    engine.dispose()


@on_postgres
async def test_behind_a_pooler_that_hands_each_transaction_to_another_connection_all_is_kept(
    store: Store, database_url: str, tmp_path: Path, pooler: Callable[[str, Path], str]
) -> None:
    """Pgbouncer in transaction mode, with two server connections for eight clients."""
    address = pooler(database_url, tmp_path)
    pooled = [Store(address, KeyRing([fresh_key()]), threads=4) for _ in range(2)]

    def keep(number: int) -> Callable[[Transaction], bool]:
        return lambda tx: tx.workspaces.first_time(ONE, f"key {number}", NOW)

    kept = await asyncio.gather(
        *(pooled[number % 2].run(keep(number)) for number in range(200)), return_exceptions=True
    )
    for each in pooled:
        each.close()
    assert kept == [True] * 200
    with store.begin() as tx:
        assert tx.connection.scalar(text("SELECT count(*) FROM inbox")) == 200


@pytest.fixture
def pooler() -> Iterator[Callable[[str, Path], str]]:
    started: list[subprocess.Popen[bytes]] = []

    def start(url: str, folder: Path) -> str:
        from tests.poolers import start_pgbouncer

        process, address = start_pgbouncer(make_url(url), folder)
        started.append(process)
        return address

    yield start
    for process in started:
        process.terminate()
        process.wait(10)
