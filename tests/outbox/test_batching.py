"""Intents and settlements that come together share a transaction; a failure stays with its own."""

import asyncio
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import func, select

from bot.domain.ids import WorkspaceId
from bot.outbox.batching import Batch
from bot.store import Store, Transaction
from bot.store.sealing import KeyRing, fresh_key
from bot.store.tables import inbox
from tests.store.filling import FIRST, add_workspaces
from tests.store.test_refresh import NOW

MOST = 16


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A database with one workspace."""
    made = Store(database_url, KeyRing([fresh_key()]))
    with made.begin() as tx:
        add_workspaces(tx, 1, NOW)
    yield made
    made.close()


def kept(store: Store) -> int:
    with store.begin() as tx:
        return tx.connection.scalar(select(func.count()).select_from(inbox)) or 0


async def test_what_comes_together_is_kept_together(store: Store) -> None:
    sizes = []

    def keep(tx: Transaction, keys: Sequence[str]) -> list[bool]:
        sizes.append(len(keys))
        return [tx.workspaces.first_time(WorkspaceId(FIRST), key, NOW) for key in keys]

    batch = Batch(store, keep, MOST)
    keys = [f"key{number}" for number in range(40)]
    assert await asyncio.gather(*(batch.run(key) for key in keys)) == [True] * 40
    assert kept(store) == 40
    assert max(sizes) == MOST
    assert len(sizes) <= 5
    assert await batch.run("key0") is False


async def test_who_is_about_to_come_is_waited_for_and_who_never_comes_holds_nobody_up(
    store: Store,
) -> None:
    sizes = []
    under_way = 3

    def keep(tx: Transaction, keys: Sequence[str]) -> list[bool]:
        sizes.append(len(keys))
        return [tx.workspaces.first_time(WorkspaceId(FIRST), key, NOW) for key in keys]

    batch = Batch(store, keep, MOST, coming=lambda: under_way)
    first = asyncio.create_task(batch.run("a"))
    for key in ("b", "c"):
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        under_way -= 1
        waiting = asyncio.create_task(batch.run(key))
        if key == "b":
            second = waiting
    # The third is still expected, and does not come.
    assert await asyncio.gather(first, second, waiting) == [True] * 3
    assert sizes == [3]
    assert under_way == 1


async def test_only_the_one_at_fault_fails(store: Store) -> None:
    def keep(tx: Transaction, keys: Sequence[str]) -> list[str]:
        for key in keys:
            tx.workspaces.first_time(WorkspaceId(FIRST), key, NOW)
            if key == "bad":
                raise ValueError(key)
        return list(keys)

    batch = Batch(store, keep, MOST)
    results = await asyncio.gather(
        *(batch.run(key) for key in ("a", "bad", "b")), return_exceptions=True
    )
    assert [str(each) for each in results] == ["a", "bad", "b"]
    assert isinstance(results[1], ValueError)
    assert kept(store) == 2


async def test_what_waits_when_the_process_ends_is_not_begun(store: Store) -> None:
    def keep(tx: Transaction, keys: Sequence[str]) -> list[bool]:
        return [tx.workspaces.first_time(WorkspaceId(FIRST), key, NOW) for key in keys]

    batch = Batch(store, keep, most=1)
    waiting = [asyncio.create_task(batch.run(key)) for key in ("a", "b")]
    await asyncio.sleep(0)
    batch.drop_waiting()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(each, asyncio.CancelledError) for each in results)
    assert kept(store) == 0
