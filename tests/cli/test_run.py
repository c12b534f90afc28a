"""The processes as an operator starts them: real ones, against the sandbox, stopped by SIGTERM."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import aiohttp
import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from bot.cli import CommandContext, app
from bot.demo.simulation import set_up_team
from bot.manifest import EVENTS, SCOPES
from bot.store.engine import engine_for
from slack_sandbox import App, Channel, Person, Sandbox

ROOT = Path(__file__).parent.parent.parent
SECRET = "a-signing-secret"
KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
WORDS = "I am overloaded by on-call"
SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """One `heard …`, with everything it said."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said: list[str] = []

    async def hear(self, part: str) -> None:
        """Wait until it says ``part`` on standard error."""
        assert self.process.stderr is not None
        async with asyncio.timeout(SECONDS):
            while line := (await self.process.stderr.readline()).decode():
                self.said.append(line)
                if part in line:
                    return
        pytest.fail(f"it never said {part!r}: {''.join(self.said)}")

    async def end(self) -> int:
        """Wait for its end; what it said is whole then."""
        async with asyncio.timeout(SECONDS):
            out, err = await self.process.communicate()
        self.said += err.decode().splitlines(keepends=True)
        self.out = out.decode()
        return int(self.process.returncode or 0)

    async def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return await self.end()

    @property
    def log(self) -> str:
        return "".join(self.said)


Start = Callable[..., Awaitable[Process]]


class World(NamedTuple):
    slack: Sandbox
    app: App
    priya: Person
    maria: Person
    payments: Channel


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with Sandbox() as sandbox:
        acme = sandbox.add_workspace("acme", name="Acme")
        app = acme.install(
            signing_secret=SECRET,
            bot_token="xoxb-right",
            app_token="xapp-right",
            scopes=list(SCOPES),
            events=list(EVENTS),
        )
        priya = acme.add_person("priya", name="Priya Natarajan", display_name="Priya", admin=True)
        maria = acme.add_person("maria", name="Maria Silva", display_name="Maria")
        payments = acme.add_channel("payments", members=[priya, maria])
        yield World(sandbox, app, priya, maria, payments)


@pytest.fixture
async def start(world: World, tmp_path: Path, migrated_file: Path) -> AsyncIterator[Start]:
    """Start a command in a folder of its own, with nothing in its environment but these.

    A database with every table lies there: to make them takes longer than all the rest of a start.
    """
    begun: list[Process] = []
    shutil.copy(migrated_file, tmp_path / "heard.db")

    async def begin(command: str, **env: str) -> Process:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            command,
            cwd=tmp_path,
            env=inherited
            | {
                "PYTHONPATH": str(ROOT),
                "SLACK_API_URL": world.slack.api_url,
                "SLACK_BOT_TOKEN": "xoxb-right",
                "HOST": "127.0.0.1",
            }
            | env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        begun.append(Process(process))
        return begun[-1]

    yield begin
    for one in begun:
        if one.process.returncode is None:
            one.process.kill()
            await one.process.communicate()


async def capture(world: World) -> None:
    """A team is set up and something is raised, as people do it."""
    await set_up_team(world.priya, world.payments, [world.maria], contact="People team")
    answer = await world.maria.command("/concern", WORDS, channel=world.payments)
    assert answer.message is not None
    assert f"You wrote: {WORDS}" in answer.message.plain()


async def posted_in(world: World) -> None:
    """Wait for the message to the channel that is due whatever the hour."""
    await world.slack.until(
        lambda: [
            call
            for call in world.slack.calls_of("chat.postMessage")
            if call.args.get("channel") == world.payments.id
        ],
        seconds=SECONDS,
    )


def rows(url: str) -> tuple[int, list[str]]:
    """How many concerns there are, and the states of all messages."""
    engine = engine_for(url)
    try:
        with engine.begin() as connection:
            concerns = connection.scalar(text("SELECT count(*) FROM concern"))
            states = connection.scalars(text("SELECT state FROM delivery")).all()
    finally:
        engine.dispose()
    return int(concerns or 0), [str(one) for one in states]


def nothing_is_left_in_hand(url: str) -> bool:
    concerns, states = rows(url)
    return concerns == 1 and "sent" in states and not {"claimed", "sending"} & set(states)


async def ask(port: int, path: str, token: str | None = None) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status, await answer.text()


async def test_run_over_a_socket_keeps_what_it_hears_and_stops_in_order(
    world: World, start: Start, tmp_path: Path
) -> None:
    port = free_port()
    # As on the first day: it makes its database and its key.
    (tmp_path / "heard.db").unlink()
    run = await start("run", SLACK_APP_TOKEN="xapp-right", PORT=str(port))
    await run.hear("event=started")
    await capture(world)
    await posted_in(world)
    assert await ask(port, "/healthz") == (200, "ok\n")
    assert await ask(port, "/readyz") == (200, "ready\n")
    status, metrics = await ask(port, "/metrics")
    assert (status, "process_cpu_seconds_total" in metrics) == (200, True)
    assert (await ask(port, "/slack/events"))[0] == 404
    kept = {file.name: file.stat().st_mode & 0o077 for file in tmp_path.glob("heard.*")}  # noqa: ASYNC240 (a small folder)
    beside = {f"heard.{end}" for end in ("db", "db-wal", "db-shm", "db.lock", "key")}
    assert beside <= kept.keys()
    assert not any(kept.values()), "nobody else on the machine reads or holds any of it"
    assert await run.stop() == 0
    assert run.log.index("event=stopping") < run.log.index("event=stopped")
    assert nothing_is_left_in_hand(f"sqlite:///{tmp_path}/heard.db")
    assert (tmp_path / "heard.key").stat().st_mode & 0o777 == 0o600


async def test_run_over_http_keeps_what_it_hears_and_stops_in_order(
    world: World, start: Start, tmp_path: Path
) -> None:
    port = free_port()
    world.app.request_url = f"http://127.0.0.1:{port}/slack/events"
    run = await start("run", SLACK_SIGNING_SECRET=SECRET, PORT=str(port))
    await run.hear("event=started")
    await capture(world)
    await posted_in(world)
    assert await run.stop() == 0
    assert nothing_is_left_in_hand(f"sqlite:///{tmp_path}/heard.db")


async def test_logs_go_to_standard_error_and_hold_neither_words_nor_tokens(
    world: World, start: Start
) -> None:
    run = await start(
        "run", SLACK_APP_TOKEN="xapp-right", PORT=str(free_port()), HEARD_LOG_LEVEL="debug"
    )
    await run.hear("event=started")
    await capture(world)
    await posted_in(world)
    assert await run.stop() == 0
    assert run.out == (
        "Connected to Acme. Type /concern in Slack to try it; Ctrl-C stops it here.\n"
    )
    assert "event=delivery" in run.log
    for secret in ("overloaded", "on-call", "xoxb", "xapp", "Maria", "Traceback"):
        assert secret not in run.log


async def test_a_second_run_on_one_file_is_refused_before_it_changes_anything(
    world: World, start: Start, tmp_path: Path
) -> None:
    first = await start("run", SLACK_APP_TOKEN="xapp-right", PORT=str(free_port()))
    await first.hear("event=started")
    asked = len(world.slack.calls)
    for command in ("run", "migrate"):
        second = await start(command, SLACK_APP_TOKEN="xapp-right", PORT=str(free_port()))
        assert await second.end() == 1
        assert second.log == (
            "heard.db is in use by another heard process. Stop that one first, or use "
            "Postgres for more than one.\n"
        )
    assert len(world.slack.calls) == asked
    doctor = await start("doctor", SLACK_APP_TOKEN="xapp-right")
    assert await doctor.end() == 0, doctor.out
    assert "`heard run` has the database" in doctor.out
    assert await first.stop() == 0


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-dead"}, "Slack does not take the bot token (invalid_auth)."),
        ({"SLACK_APP_TOKEN": "xapp-dead"}, "Slack does not take the app token (invalid_auth)."),
    ],
    ids=["bot token", "app token"],
)
async def test_what_slack_refuses_at_the_start_is_one_sentence(
    start: Start, env: dict[str, str], sentence: str
) -> None:
    run = await start("run", **({"SLACK_APP_TOKEN": "xapp-right", "PORT": str(free_port())} | env))
    assert await run.end() == 1
    assert run.log.startswith(sentence)
    assert run.log.count("\n") == 1


@pytest.mark.parametrize(
    ("what", "how"),
    [
        ("away", signal.SIGTERM),
        ("limited", signal.SIGINT),
        ("hanging", signal.SIGTERM),
        ("no socket", signal.SIGINT),
    ],
)
async def test_a_slack_that_is_away_is_waited_for_until_told_to_stop(
    world: World, start: Start, what: str, how: signal.Signals
) -> None:
    env = {"SLACK_APP_TOKEN": "xapp-right", "PORT": str(free_port())}
    text = {"content_type": "text/plain", "body": "upstream connect error"}
    if what == "away":
        env["SLACK_API_URL"] = "http://127.0.0.1:9/api/"
    elif what == "limited":
        world.slack.faults.add(
            "auth.test", "answer_before", status=429, retry_after=600, times=9, **text
        )
    elif what == "hanging":
        world.slack.faults.add("auth.test", "answer_before", status=503, **text)
        world.slack.faults.add("auth.test", "hang_before", times=9)
    else:
        world.slack.faults.add(
            "apps.connections.open", "answer_before", status=503, times=99, **text
        )
    run = await start("run", **env)
    await run.hear('event="waiting for slack"')
    if what == "hanging":
        await world.slack.until(
            lambda: len(world.slack.calls_of("auth.test")) == 2, seconds=SECONDS
        )
    began = monotonic()
    run.process.send_signal(how)
    assert await run.end() == 0
    assert monotonic() - began < 5
    assert "event=stopped" in run.log
    assert "event=started" not in run.log
    for secret in ("xoxb", "xapp", "Traceback", "upstream"):
        assert secret not in run.log
    if what == "limited":
        assert len(world.slack.calls_of("auth.test")) == 1


async def test_a_slack_that_comes_back_is_all_a_start_waits_for(world: World, start: Start) -> None:
    for method in ("auth.test", "apps.connections.open"):
        world.slack.faults.add(
            method, "answer_before", status=429, content_type="text/plain", retry_after=1
        )
        world.slack.faults.add(
            method, "answer_before", status=503, content_type="text/html", body="<h1>away</h1>"
        )
    run = await start("run", SLACK_APP_TOKEN="xapp-right", PORT=str(free_port()))
    await run.hear("event=started")
    for method in ("auth.test", "apps.connections.open"):
        first, second, third = world.slack.calls_of(method)
        assert second.machine - first.machine >= 1
        assert third.outcome == "ok"
    assert await run.stop() == 0


async def test_a_port_that_is_taken_is_one_sentence(start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = await start("run", SLACK_APP_TOKEN="xapp-right", PORT=str(port))
        assert await run.end() == 1
    assert run.log.startswith(f"Nothing can listen on 127.0.0.1, port {port}")
    assert run.log.count("\n") == 1


async def test_over_a_socket_a_port_that_nobody_chose_may_be_taken(
    world: World, start: Start
) -> None:
    with socket.socket() as taken:
        with contextlib.suppress(OSError):
            # Where somebody else has it already, it is taken as well.
            taken.bind(("127.0.0.1", 3000))
            taken.listen()
        run = await start("run", SLACK_APP_TOKEN="xapp-right")
        await run.hear("event=started")
        assert await run.stop() == 0
    assert "no health pages: the port is taken" in run.log


@pytest.mark.parametrize("empty_database_url", ["postgres"], indirect=True)
async def test_web_hears_and_workers_carry_on_postgres(
    world: World, start: Start, empty_database_url: str
) -> None:
    port = free_port()
    world.app.request_url = f"http://127.0.0.1:{port}/slack/events"
    env = {"DATABASE_URL": empty_database_url, "HEARD_KEYS": KEY}
    migrate = await start("migrate", **env)
    assert await migrate.end() == 0
    assert migrate.out == "The tables are up to date.\n"
    web = await start("web", PORT=str(port), SLACK_SIGNING_SECRET=SECRET, **env)
    await web.hear("event=started")
    await capture(world)
    assert not world.slack.calls_of("chat.postMessage"), "web hears and carries nothing"
    assert (await ask(port, "/readyz"))[0] == 200
    workers = [await start("worker", **env) for _ in range(2)]
    for worker in workers:
        await worker.hear("event=started")
    await posted_in(world)
    for one in (*workers, web):
        assert await one.stop() == 0
    assert nothing_is_left_in_hand(empty_database_url)
    posted = [
        call.args["channel"]
        for call in world.slack.calls_of("chat.postMessage")
        if call.args["channel"] == world.payments.id
    ]
    assert len(posted) == 1


async def test_doctor_says_how_to_fix_each_thing_and_fails(start: Start, tmp_path: Path) -> None:
    (tmp_path / "heard.key").write_text(KEY)
    (tmp_path / "heard.key").chmod(0o644)
    doctor = await start("doctor", SLACK_BOT_TOKEN="xoxb-dead", SLACK_APP_TOKEN="xapp-dead")
    assert await doctor.end() == 1
    lines = doctor.out.splitlines()
    failed = [at for at, line in enumerate(lines) if line.startswith("✗")]
    assert len(failed) == 3
    assert all(lines[at + 1].startswith("  → ") for at in failed)


async def test_metrics_and_health_answer_before_anything_has_happened(start: Start) -> None:
    port = free_port()
    run = await start(
        "run", SLACK_SIGNING_SECRET=SECRET, PORT=str(port), HEARD_METRICS_TOKEN="for figures"
    )
    await run.hear("event=started")
    assert [(await ask(port, path))[0] for path in ("/healthz", "/readyz")] == [200] * 2
    # Slack speaks to this port: the figures are for whoever brings the token.
    assert (await ask(port, "/metrics"))[0] == 401
    assert (await ask(port, "/metrics", "for figures"))[0] == 200
    assert (await ask(port, "/slack/events"))[0] == 405
    assert await run.stop() == 0


async def test_connect_tries_both_tokens_against_slack_and_writes_them(
    world: World, tmp_path: Path
) -> None:
    def connect(tokens: str) -> Result:
        around = CommandContext({"SLACK_API_URL": world.slack.api_url}, tmp_path / ".env")
        return CliRunner().invoke(app, ["connect"], obj=around, input=tokens)

    dead = await asyncio.to_thread(connect, "xoxb-right\nxapp-dead\n")
    assert dead.exit_code == 1
    assert "Nothing was written." in dead.stderr
    assert not (tmp_path / ".env").exists()
    done = await asyncio.to_thread(connect, "xoxb-right\nxapp-right\n")
    assert done.exit_code == 0, done.output
    assert "not granted" not in done.stdout
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    written = (tmp_path / ".env").read_text()
    assert written == "SLACK_BOT_TOKEN=xoxb-right\nSLACK_APP_TOKEN=xapp-right\n"
    assert "xoxb-right" not in done.output
