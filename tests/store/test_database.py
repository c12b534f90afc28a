"""What a transaction promises: nothing lost, nothing half-saved, one process for one file."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import StatementError

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.person import Person
from bot.domain.settings import Preferences
from bot.store import Store, Transaction
from bot.store.database import AlreadyRunningError
from bot.store.report import report
from bot.store.sealing import KeyRing, fresh_key
from bot.store.tables import rate_limit, workspace

NOW = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
ONE = WorkspaceId("T1")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    made = Store(database_url, KeyRing([fresh_key()]))
    with made.begin() as tx:
        settle_in(tx)
    yield made
    made.close()


def settle_in(tx: Transaction) -> None:
    tx.workspaces.save(ONE, name="Acme", domain="acme", bot_user="UBOT", installer=None, now=NOW)


async def test_an_exception_rolls_everything_back(store: Store) -> None:
    def half(tx: Transaction) -> None:
        tx.workspaces.set_contact(ONE, None, "ext. 112", None)
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        await store.run(half)
    found = await store.run(lambda tx: tx.workspaces.get(ONE))
    assert found.contact is None


async def test_a_cancelled_awaiter_leaves_a_whole_transaction(store: Store) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        begun.set()
        go_on.wait(5)
        tx.workspaces.set_contact(ONE, None, "ext. 112", None)

    waiting = asyncio.ensure_future(store.run(slow))
    await asyncio.to_thread(begun.wait, 5)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go_on.set()
    found = await store.run(lambda tx: tx.workspaces.get(ONE))
    if not store.sqlite:  # several threads: the other one may not have ended yet
        await asyncio.to_thread(store._threads.shutdown)
        with store.begin() as tx:
            found = tx.workspaces.get(ONE)
    assert found.contact == "ext. 112"


async def test_whoever_waits_for_the_shortest_time_goes_first(database_url: str) -> None:
    store = Store(database_url, KeyRing([fresh_key()]), threads=1)
    begun, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def hold(tx: Transaction) -> None:
        begun.set()
        go_on.wait(5)

    holding = asyncio.ensure_future(store.run(hold))
    await asyncio.to_thread(begun.wait, 5)
    waiting = [
        store.run(lambda tx: done.append("a round")),
        store.run(lambda tx: done.append("the next")),
        store.run(lambda tx: done.append("somebody"), seconds=2),
    ]
    go_on.set()
    await asyncio.gather(holding, *waiting)
    store.close()
    assert done == ["somebody", "a round", "the next"]


def test_read_modify_writes_of_several_threads_lose_nothing(store: Store) -> None:
    with store.begin() as tx:
        tx.connection.execute(
            insert(rate_limit).values(workspace=ONE, method="count", blocked_until=NOW)
        )

    def count() -> None:
        for _ in range(25):
            with store.begin() as tx:
                query = select(rate_limit.c.blocked_until).where(rate_limit.c.method == "count")
                before = tx.connection.scalar(query.with_for_update())
                tx.connection.execute(
                    update(rate_limit)
                    .where(rate_limit.c.method == "count")
                    .values(blocked_until=before + timedelta(seconds=1))
                )

    threads = [threading.Thread(target=count) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with store.begin() as tx:
        assert tx.connection.scalar(select(rate_limit.c.blocked_until)) == NOW + timedelta(
            seconds=75
        )


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="without a zone"), store.begin() as tx:
        tx.connection.execute(
            insert(rate_limit).values(workspace=ONE, method="m", blocked_until=datetime(2026, 3, 9))  # noqa: DTZ001
        )
    with store.begin() as tx:
        assert tx.connection.scalar(select(rate_limit.c.method)) is None


def test_a_moment_of_any_zone_comes_back_as_the_same_moment(store: Store) -> None:
    there = datetime(2026, 3, 9, 23, 30, tzinfo=timezone(timedelta(hours=-8)))
    with store.begin() as tx:
        tx.connection.execute(
            insert(rate_limit).values(workspace=ONE, method="m", blocked_until=there)
        )
        found = tx.connection.scalar(select(rate_limit.c.blocked_until))
    assert found == there
    assert found.tzinfo is UTC


def somebody(name: str) -> Person:
    return Person(
        workspace=ONE, id=PersonId(name), name=name, full_name=name, zone="UTC", read_at=NOW
    )


def test_deleting_a_workspace_deletes_its_people(store: Store) -> None:
    with store.begin() as tx:
        tx.people.save(somebody("U1"))
        tx.connection.execute(workspace.delete().where(workspace.c.id == ONE))
    with store.begin() as tx:
        assert tx.people.get(ONE, "U1") is None


def test_an_event_is_seen_for_the_first_time_once(store: Store) -> None:
    with store.begin() as tx:
        assert tx.workspaces.first_time(ONE, "Ev1", NOW)
        assert not tx.workspaces.first_time(ONE, "Ev1", NOW)
    with store.begin() as tx:
        assert not tx.workspaces.first_time(ONE, "Ev1", NOW)
        assert tx.workspaces.forget_inbox(ONE, NOW + timedelta(seconds=1), NOW, 10) == 1
        assert tx.workspaces.first_time(ONE, "Ev1", NOW)


def test_a_second_process_on_one_sqlite_file_is_refused_and_doctor_reads_beside_it(
    store: Store, database_url: str
) -> None:
    store.lock()
    store.lock()
    other = Store(database_url, store.keys)
    if store.sqlite:
        with pytest.raises(AlreadyRunningError, match="Stop that one first"):
            other.lock()
    else:
        other.lock()
    other.close()
    found = report(database_url)
    assert found.reachable
    assert found.locked is store.sqlite
    store.close()
    assert not report(database_url).locked


def test_what_doctor_reads_names_every_region_once(store: Store, database_url: str) -> None:
    with store.begin() as tx:
        for name, region in (("U1", "DE-BE"), ("U2", "DE-BE"), ("U3", "XX"), ("U4", None)):
            person = somebody(name)
            tx.people.save(person)
            tx.people.choose(person, replace(Preferences(), region=region))
    assert report(database_url).regions == ("DE-BE", "XX")


def test_a_database_that_is_away_is_said_so_without_its_address() -> None:
    found = report("postgresql+psycopg://somebody:secret@127.0.0.1:1/nowhere")
    assert not found.reachable
    assert "secret" not in str(found)
    gone = report("sqlite:////nowhere/at/all.db")
    assert not gone.reachable
    assert "heard run makes it" in (gone.error or "")


def test_a_new_sqlite_file_is_its_owners_alone(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'heard.db'}", KeyRing([fresh_key()]))
    store.lock()
    try:
        assert (tmp_path / "heard.db").stat().st_mode & 0o777 == 0o600
    finally:
        store.close()
