"""A deploy that stops nobody: the version that is there and the next one, side by side on Postgres.

The next version is this one with one more migration, which older sources work with, and with a
column in its tables that only it knows.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.clock import MovedClock
from bot.demo.simulation import SECRET, TOKEN
from bot.manifest import EVENTS, EVENTS_PATH, SCOPES
from bot.store.engine import engine_for
from bot.store.sealing import fresh_key
from slack_sandbox import Sandbox
from tests.conftest import MONDAY
from tests.faults.next_version import NEXT, make_next_version
from tests.scenarios.moments import asked, local, tell
from tests.test_processes import APP_TOKEN, ROOT, WAIT, World, catch, heard, line, process


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The sources of the next version."""
    return make_next_version(tmp_path / "newer")


@pytest.fixture
async def world(empty_database_url: str) -> AsyncIterator[World]:
    """A workspace, and an empty Postgres database."""
    clock = MovedClock(MONDAY)
    slack = Sandbox(now=clock, ack_seconds=WAIT)
    ws = slack.add_workspace("acme", name="Acme")
    app = ws.install(
        signing_secret=SECRET,
        bot_token=TOKEN,
        app_token=APP_TOKEN,
        scopes=list(SCOPES),
        events=list(EVENTS),
    )
    priya = ws.add_person("priya", name="Priya Natarajan", admin=True)
    maria = ws.add_person("maria", name="Maria Silva")
    payments = ws.add_channel("payments", members=[priya, maria])
    async with slack:
        env = {
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": empty_database_url,
            "HEARD_KEYS": fresh_key(),
            "HEARD_LOG_LEVEL": "error",
        }
        yield World(slack, clock, app, env, empty_database_url, priya, maria, payments)


@pytest.mark.parametrize("empty_database_url", ["postgres"], indirect=True)
async def test_old_and_new_processes_serve_people_side_by_side_and_nothing_is_lost_or_doubled(
    world: World, newer: Path
) -> None:
    assert (await heard(world, "migrate"))[0] == 0
    async with AsyncExitStack() as processes:
        await processes.enter_async_context(process(world))
        old = world.app.request_url
        await catch(world)
        code, said = await heard(world, "migrate", sources=newer)
        assert code == 0, said
        assert ask(world, "SELECT version_num FROM alembic_version") == NEXT
        # What runs is not disturbed by what it does not know.
        await tell(world.maria, "I need help with on-call", world.payments)
        assert await ready(old) == 200
        await processes.enter_async_context(process(world, sources=newer))
        await tell(world.maria, "This deadline is unrealistic", world.payments)
        world.app.request_url = old
        await tell(world.maria, "Too many meetings", world.payments)
        assert ask(world, "SELECT count(*) FROM concern WHERE mood = 'calm'") == 4
    world.clock.move_to(local("2026-03-10 11:00"))
    # The old one is started again beside the new one: both look for what is due.
    async with AsyncExitStack() as processes:
        for sources in (ROOT, newer):
            one = await processes.enter_async_context(process(world, "rounds", sources=sources))
            assert await line(one) == "rounds made\n"
        ((_, message),) = asked(world.priya)
        assert message.plain().count("Maria") >= 4
        await world.priya.press(message, "Read it", nth=0)
        assert not (await world.priya.submit()).errors
    # Going back needs no backup within the range: the old version takes it all over again.
    code, said = await heard(world, "migrate")
    assert code == 0, said
    async with process(world, "rounds") as back:
        assert await line(back) == "rounds made\n"
    assert len(asked(world.priya)) == 1
    assert ask(world, "SELECT count(*) FROM concern WHERE state = 'heard'") == 1
    assert "has read what you raised" in world.maria.direct_messages()[-1].plain()


@pytest.mark.parametrize("empty_database_url", ["postgres"], indirect=True)
async def test_tables_that_these_sources_do_not_work_with_are_refused_and_no_light_is_green(
    world: World,
) -> None:
    assert (await heard(world, "migrate"))[0] == 0
    async with process(world):
        url = world.app.request_url
        assert await ready(url) == 200
        engine = engine_for(world.database_url)
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_from_9999'")
        engine.dispose()
        async with asyncio.timeout(20):
            while await ready(url) != 503:  # noqa: ASYNC110 (what it says stands for five seconds)
                await asyncio.sleep(0.2)
    for command in ("migrate", "web", "worker", "doctor"):
        code, said = await heard(world, command)
        assert code == 1, said
        assert "newer than this version" in said.replace("\n", " ")
        assert "Traceback" not in said


async def ready(events: str | None) -> int:
    """What ``/readyz`` of the process says whose address for events this is."""
    assert events is not None
    address = events.replace(EVENTS_PATH, "/readyz")
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status


def ask(world: World, query: str) -> Any:
    engine = engine_for(world.database_url)
    with engine.connect() as connection:
        found = connection.exec_driver_sql(query).scalar()
    engine.dispose()
    return found
