"""The database goes away in the middle: no POST without a committed intent, nothing lost."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url

from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryState
from bot.domain.refusals import NotSaved
from bot.outbox import Point
from bot.slack.client import POST
from tests.conftest import Cast
from tests.faults.world import Process, World
from tests.scenarios.moments import concerns

LETTERS = 6
MOMENTS = (
    Point.BEFORE_CLAIM,
    Point.CLAIMED,
    Point.BEFORE_INTENT,
    Point.BEFORE_POST,
    Point.POSTED,
    Point.SETTLED,
)


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("moment", MOMENTS, ids=str)
async def test_thrown_out_by_postgres_it_goes_on_and_nothing_is_doubled(
    database_url: str, moment: Point
) -> None:
    thrown_out = 0

    async def throw_out(point: Point) -> None:
        """Once for each of the first letters, end every connection."""
        nonlocal thrown_out
        if point is moment and thrown_out < 3:
            thrown_out += 1
            address = database_url.replace("+psycopg", "")
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    async with World(database_url) as world:
        letters = [world.letter() for _ in range(LETTERS)]
        async with world.process(throw_out) as made:
            await _whatever_happens(made)
        assert thrown_out
        await world.taken_over()
        for one in letters:
            assert world.row(one).state is DeliveryState.SENT
            assert world.copies(one) == [world.row(one).ts]
            assert world.posted(one) == 1


@pytest.fixture
def file_url(migrated_file: Path, tmp_path: Path) -> str:
    shutil.copy(migrated_file, tmp_path / "heard.db")
    return f"sqlite:///{tmp_path / 'heard.db'}"


def fill_the_disk(world: World, process: Process, state: DeliveryState) -> None:
    """From here on, a message that comes to ``state`` needs a page that is not there."""
    heavy = f"""CREATE TRIGGER heavy AFTER UPDATE OF state ON delivery WHEN new.state = '{state}'
        BEGIN INSERT INTO ballast VALUES (zeroblob(100000)); END"""
    with world.store.begin() as tx:
        tx.connection.execute(text("CREATE TABLE ballast (weight BLOB)"))
        tx.connection.execute(text(heavy))

    def no_more(connection: Any, record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # as many as there are

    event.listen(process.store.engine, "connect", no_more)


def make_room(world: World) -> None:
    with world.store.begin() as tx:
        tx.connection.execute(text("DROP TRIGGER heavy"))


@pytest.mark.parametrize("state", [DeliveryState.CLAIMED, DeliveryState.SENDING], ids=str)
async def test_with_a_full_disk_nothing_is_posted_and_nothing_is_lost(
    file_url: str, state: DeliveryState
) -> None:
    async with World(file_url) as world:
        letters = [world.letter() for _ in range(LETTERS)]
        async with world.process() as made:
            fill_the_disk(world, made, state)
            await _whatever_happens(made)
            assert world.slack.calls_of(POST) == []
            states = {world.row(one).state for one in letters}
            assert states <= {DeliveryState.PENDING, DeliveryState.CLAIMED}
        make_room(world)
        await world.taken_over()
        assert [world.posted(one) for one in letters] == [1] * LETTERS


async def test_a_disk_that_is_full_when_slack_answers_is_asked_again(file_url: str) -> None:
    async with World(file_url) as world:
        letters = [world.letter() for _ in range(LETTERS)]
        async with world.process() as made:
            fill_the_disk(world, made, DeliveryState.SENT)
            asyncio.get_running_loop().call_later(0.5, make_room, world)
            await _whatever_happens(made)
        await world.taken_over()
        assert [world.posted(one) for one in letters] == [1] * LETTERS


async def _whatever_happens(process: Process) -> None:
    """As the clock makes a round: what cannot be kept now is kept later."""
    for _ in range(3):
        try:
            await process.round()
        except NotSaved:
            continue


@contextmanager
def away(database_url: str) -> Iterator[None]:
    """The database lets nobody in."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(url.database or "", isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield
            connection.execute("ROLLBACK")
        return
    address = url.set(drivername="postgresql", database="postgres")
    with psycopg.connect(
        address.render_as_string(hide_password=False), autocommit=True
    ) as connection:
        connection.execute(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS false')
        try:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [url.database],
            )
            yield
        finally:
            connection.execute(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS true')


async def test_what_happens_while_the_database_is_away_is_kept_once_when_slack_says_it_again(
    simulation: Simulation, cast: Cast, database_url: str
) -> None:
    message = await cast.maria.say("This never ends.", cast.payments)
    await simulation.slack.quiet()
    with away(database_url):
        await cast.maria.react("ear", message)
        await simulation.slack.quiet()
        said = simulation.slack.deliveries[-1]
        assert said.event_type == "reaction_added"
        await simulation.slack.redeliver(said)
        assert [reply.ok for reply in said.replies] == [False, False]
    assert concerns(simulation) == []
    await simulation.slack.redeliver(said)
    assert said.accepted
    await simulation.slack.redeliver(said)
    assert len(concerns(simulation)) == 1
