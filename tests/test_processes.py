"""Real processes, really killed: what was caught is asked about once, and never twice."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.app import build
from bot.clock import MovedClock
from bot.demo.simulation import SECRET, TOKEN, set_up_team
from bot.domain.delivery import DeliveryState
from bot.manifest import EVENTS, EVENTS_PATH, SCOPES
from bot.settings import read_settings
from bot.store import Store
from bot.store.report import report
from bot.store.sealing import KeyRing, make_key_file
from bot.store.tables import concern, delivery
from slack_sandbox import App, Channel, Person, Sandbox
from tests.conftest import MONDAY
from tests.scenarios.moments import asked, hear, local, tell

ROOT = Path(__file__).resolve().parent.parent
APP_TOKEN = "xapp-sandbox"
WAIT = 60


class World(NamedTuple):
    """Slack in this process, and the environment of a bot in another."""

    slack: Sandbox
    clock: MovedClock
    app: App
    env: dict[str, str]
    database_url: str
    priya: Person
    maria: Person
    payments: Channel


@pytest.fixture
async def world(tmp_path: Path, migrated_file: Path) -> AsyncIterator[World]:
    """A workspace with nobody listening yet, and a migrated SQLite file."""
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
    url = f"sqlite:///{tmp_path / 'heard.db'}"
    shutil.copy(migrated_file, tmp_path / "heard.db")
    make_key_file(tmp_path / "heard.key")
    async with slack:
        yield World(
            slack=slack,
            clock=clock,
            app=app,
            env={
                "SLACK_BOT_TOKEN": TOKEN,
                "SLACK_SIGNING_SECRET": SECRET,
                "SLACK_API_URL": slack.api_url,
                "DATABASE_URL": url,
                "HEARD_KEY_FILE": str(tmp_path / "heard.key"),
                "HEARD_LOG_LEVEL": "error",
            },
            database_url=url,
            priya=priya,
            maria=maria,
            payments=payments,
        )


@asynccontextmanager
async def process(
    world: World, *what: str, sources: Path = ROOT
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A bot of its own at the world's time; killed at the end of the block, without a word."""
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.process",
        world.clock().isoformat(),
        *what,
        cwd=sources,
        env={**os.environ, "PYTHONPATH": str(sources), **world.env},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        port = (await line(started)).split()[1]
        world.app.request_url = f"http://127.0.0.1:{port}{EVENTS_PATH}"
        yield started
    finally:
        started.send_signal(signal.SIGKILL)
        await started.wait()
        world.app.request_url = None


async def line(started: asyncio.subprocess.Process) -> str:
    assert started.stdout is not None
    return (await asyncio.wait_for(started.stdout.readline(), WAIT)).decode()


async def heard(world: World, *arguments: str, sources: Path = ROOT) -> tuple[int, str]:
    """Run a command as an operator does, to its end."""
    run = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=sources,
        env={**os.environ, "PYTHONPATH": str(sources), "COLUMNS": "200", **world.env},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(run.communicate(), WAIT)
    return run.returncode or 0, said.decode()


def rows(world: World, table: object) -> list[object]:
    store = Store(world.database_url, KeyRing(make_key_file(Path(world.env["HEARD_KEY_FILE"]))))
    with store.begin() as tx:
        found = list(tx.connection.execute(table.select()))  # type: ignore[attr-defined]
    store.close()
    return found


async def catch(world: World) -> None:
    """Set up a team and raise something, with whatever bot is listening."""
    await set_up_team(world.priya, world.payments, [world.maria], contact="ext. 112")
    await tell(world.maria, "I am stuck", world.payments)


async def test_killed_between_capture_and_due_time_it_is_sent_once_after_the_restart(
    world: World,
) -> None:
    async with process(world):
        await catch(world)
    world.clock.move_to(local("2026-03-10 11:00"))
    for _ in range(2):
        async with process(world, "rounds") as again:
            assert await line(again) == "rounds made\n"
    ((when, message),) = asked(world.priya)
    assert when == "Tue 10 Mar 11:00"
    assert "Maria" in message.plain()


async def test_killed_while_slack_answers_it_is_found_there_and_not_sent_again(
    world: World,
) -> None:
    async with process(world):
        await catch(world)
    world.clock.move_to(local("2026-03-10 11:00"))
    before = len(asked(world.priya))
    world.slack.faults.add(
        "chat.postMessage", "hang_after", where=lambda c: c.args["channel"] == world.priya.id
    )
    async with process(world, "rounds"):
        await world.slack.until(lambda: len(asked(world.priya)) > before, seconds=WAIT)
    (row,) = [one for one in rows(world, delivery) if one.kind == "day"]
    assert row.state is DeliveryState.SENDING
    store = Store(world.database_url, KeyRing(make_key_file(Path(world.env["HEARD_KEY_FILE"]))))
    with store.begin() as tx:
        past = datetime(2020, 1, 1, tzinfo=UTC)
        tx.connection.execute(
            delivery.update().where(delivery.c.id == row.id).values(lease_until=past)
        )
    store.close()
    async with process(world, "rounds") as again:
        assert await line(again) == "rounds made\n"
    assert len(asked(world.priya)) == before + 1
    (row,) = [one for one in rows(world, delivery) if one.kind == "day"]
    assert row.state is DeliveryState.SENT
    assert row.ts == asked(world.priya)[-1][1].ts
    assert report(world.database_url).stuck == ()


async def test_a_second_run_is_refused_and_doctor_reads_beside_the_first(world: World) -> None:
    async with process(world):
        code, said = await heard(world, "run")
        assert code != 0
        assert "in use by another heard process" in said.replace("\n", " ")
        assert "Traceback" not in said
        _, said = await heard(world, "doctor")
        assert "read beside it, read-only" in said
        assert "Every message arrived" in said


async def test_the_whole_loop_through_socket_mode(world: World) -> None:
    settings = read_settings({**world.env, "SLACK_APP_TOKEN": APP_TOKEN})
    bot = await build(settings, world.clock)
    socket = await bot.connect()
    try:
        await world.slack.until(lambda: world.slack.sockets.live(APP_TOKEN))
        await catch(world)
        world.clock.move_to(local("2026-03-09 10:00"))
        await bot.rounds.all()
        assert len(asked(world.priya)) == 1
        await hear(world.priya)
        await bot.rounds.all()
        assert "has read what you raised" in world.maria.direct_messages()[-1].plain()
        home = await world.maria.open_home()
        assert home is not None
        assert "Heard" in home.plain()
        assert all(one.accepted for one in world.slack.deliveries)
    finally:
        await socket.close_async()
        await bot.close()


async def test_what_was_not_acknowledged_over_a_socket_comes_again_and_counts_once(
    world: World,
) -> None:
    settings = read_settings({**world.env, "SLACK_APP_TOKEN": APP_TOKEN})
    bot = await build(settings, world.clock)
    socket = await bot.connect()
    try:
        await world.slack.until(lambda: world.slack.sockets.live(APP_TOKEN))
        await set_up_team(world.priya, world.payments, [world.maria], contact="ext. 112")
        message = await world.maria.say("This never ends.", world.payments)
        listeners = list(socket.client.socket_mode_request_listeners)
        # As an orderly stop does it: what comes now stays unacknowledged.
        socket.client.socket_mode_request_listeners.clear()
        world.slack.courier.ack_seconds = 0.2
        await world.maria.react("ear", message)
        await world.slack.quiet()
        assert rows(world, concern) == []
        world.slack.courier.ack_seconds = WAIT
        socket.client.socket_mode_request_listeners.extend(listeners)
        (again,) = await world.slack.redeliver()
        assert again.accepted
        await world.slack.redeliver(again)
        assert len(rows(world, concern)) == 1
    finally:
        await socket.close_async()
        await bot.close()
