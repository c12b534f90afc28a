"""A sentence that nobody may find again, through every handler: in no log, figure, page or WAL."""

import asyncio
import copy
import io
import json
import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from sqlalchemy import URL, create_engine, event, select
from typer.testing import CliRunner

from bot.cli import CommandContext, app
from bot.demo.simulation import METRICS_TOKEN, SECRET, TOKEN, Simulation
from bot.domain.delivery import DeliveryKind
from bot.logs import OTHERS, hold_libraries, set_up
from bot.messages.controls import Field
from bot.store import tables
from tests.attacks.payloads import Body, everything, request_of
from tests.conftest import Cast
from tests.scenarios.moments import keep, local, rows, tell

CANARY = "canary in the coal mine"
SIGNAL = {"type": "static_select", "selected_option": {"value": "stuck"}}
METHODS = ("chat.postMessage", "chat.update", "views.open", "views.publish", "users.info")


class Everything(logging.Handler):
    """An operator's own tool at the root: it is handed whatever propagates."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.name} {record.getMessage()} {record.exc_info}")


@pytest.fixture
def listening() -> Iterator[Everything]:
    """Turn the root to DEBUG, as an operator's tool may, and hear what reaches it."""
    root, handler = logging.getLogger(), Everything()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


@contextmanager
def failing(simulation: Simulation) -> Iterator[None]:
    """Let every statement fail with an error that repeats what somebody wrote."""

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError(f"near {CANARY!r}: syntax error")

    engine = simulation.bot.store.engine
    event.listen(engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", fail)


def with_canary(body: Body) -> Body:
    """The payload with the sentence wherever somebody may write."""
    body = copy.deepcopy(body)
    if "command" in body:
        body["text"] = f"I am stuck {CANARY}"
    if body.get("type") == "view_submission":
        text = {"type": "plain_text_input", "value": CANARY}
        written = {field.value: {field.value: text} for field in Field}
        body["view"]["state"]["values"] = written | {"signal": {"signal": SIGNAL}}
        body["view"]["private_metadata"] = json.dumps({"words": CANARY})
    for action in body.get("actions", ()):
        action["value"] = CANARY
    if "message" in body:
        body["message"]["text"] = CANARY
    happened = body.get("event", {})
    happened["text"] = CANARY
    if happened.get("type") == "user_change":
        happened["user"] |= {"tz": CANARY, "tz_offset": 3600}
    return body


def odd_ones() -> Iterator[tuple[str, Body]]:
    """What no listener hears: for nobody here, of an unknown kind, or no event at all."""
    unheard = CANARY.replace(" ", "-")
    for kind in (unheard, "app_mention"):
        happened = {"type": kind, "user": "U1", "channel": "C1", "text": CANARY}
        event: Body = {"type": "event_callback", "team_id": "T0ELSE", "event_id": "Ev1"}
        yield "event", {**event, "event": happened}
    yield "event", {"type": "app_rate_limited", "minute_rate_limited": CANARY}
    yield "event", {"type": "app_rate_limited", "minute_rate_limited": 1_773_047_400}


async def send_all(simulation: Simulation, cast: Cast) -> set[int]:
    """Send one payload of each kind; gives the statuses."""
    address = simulation.app.request_url or ""
    workspace = simulation.bot.installation.workspace
    statuses = set()
    async with aiohttp.ClientSession() as session:

        async def send(kind: str, body: Body) -> None:
            sent, headers = request_of(kind, with_canary(body), SECRET)
            async with session.post(address, data=io.BytesIO(sent), headers=headers) as answer:
                statuses.add(answer.status)

        payloads = [
            (kind, body)
            for kind, body in everything(cast, workspace)
            if body.get("event", {}).get("type") != "app_uninstalled"
        ]
        for start in range(0, len(payloads), 20):
            await asyncio.gather(*(send(*one) for one in payloads[start : start + 20]))
        assert statuses
        kept, statuses = statuses, set()
        for one in odd_ones():
            await send(*one)
        assert statuses <= {200, 400}
    await simulation.bot.tasks.idle()
    return kept


@pytest.mark.parametrize("broken", ["nothing", "the database", "Slack"])
async def test_a_sentence_sent_to_every_handler_is_found_nowhere(
    simulation: Simulation,
    cast: Cast,
    listening: Everything,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    broken: str,
) -> None:
    set_up("debug")
    await tell(cast.maria, f"I am stuck {CANARY}", cast.payments)
    if broken == "Slack":
        for method in METHODS:
            simulation.slack.faults.add(method, "500_before", times=999)
    with failing(simulation) if broken == "the database" else nullcontext():
        statuses = await send_all(simulation, cast)
    # Events alone are answered with an error where they cannot be kept: Slack sends them again.
    assert statuses <= ({200, 500} if broken == "the database" else {200})
    await simulation.rounds()
    address = (simulation.app.request_url or "").replace("/slack/events", "/metrics")
    headers = {"Authorization": f"Bearer {METRICS_TOKEN}"}
    async with aiohttp.ClientSession() as session, session.get(address, headers=headers) as page:
        figures = await page.text()
    out, err = capfd.readouterr()
    for where, text in {
        "standard error": out + err,
        "the root logger": "\n".join(listening.said),
        "figures": figures,
    }.items():
        for secret in (CANARY, "coal mine", "coal-mine", TOKEN, SECRET, "Traceback"):
            assert secret not in text, f"{secret} in {where}"
    said = set(re.findall(r'event=("[^"]+"|\w+)', err))
    assert {"answered", "transaction"} <= said, "debug adds what took how long"
    assert ("called" in said) is (broken != "the database")
    for file in tmp_path.glob("heard.db*"):  # noqa: ASYNC240 (a small file)
        assert CANARY.encode() not in file.read_bytes(), f"in {file.name}"


COMMANDS = (
    ("export", "{maria}", "--workspace", "{workspace}", "--to", "{folder}/maria.html"),
    ("backup", "{folder}/copy.db"),
    ("rotate-keys", "--new-key", "--data-keys"),
    ("admin", "workspaces"),
    ("admin", "teams"),
    ("admin", "messages"),
    ("admin", "retry", "{message}"),
    ("admin", "drop", "{message}"),
    ("admin", "installer", "{workspace}", "{maria}"),
    ("admin", "bundle"),
    ("doctor",),
    ("restore", "{folder}/copy.db"),
    ("restore-check",),
    ("erase", "{maria}", "--workspace", "{workspace}", "--yes"),
    ("migrate",),
)


RENAMED = ("workspace", "person", "concern", "delivery")


@contextmanager
def renamed(url: URL) -> Iterator[None]:
    """Let whatever the database says repeat what somebody wrote; the server is every test's."""
    names = {table: f"{table} {CANARY}" for table in RENAMED}
    rename(url, names)
    try:
        yield
    finally:
        rename(url, {new: old for old, new in names.items()})


def rename(url: URL, names: dict[str, str]) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for old, new in names.items():
            connection.exec_driver_sql(f'ALTER TABLE "{old}" RENAME TO "{new}"')
    engine.dispose()


@pytest.mark.parametrize("broken", [False, True], ids=["well", "the database"])
async def test_no_command_says_a_word_of_anybody_nor_a_name_or_a_token(
    simulation: Simulation, cast: Cast, listening: Everything, tmp_path: Path, broken: bool
) -> None:
    await tell(cast.maria, f"I am stuck {CANARY}", cast.payments)
    await keep(cast.priya, cast.sam, f"looks tired {CANARY}", cast.payments)
    simulation.slack.faults.add("chat.postMessage", "restricted_action", times=99)
    await simulation.move(local("2026-03-10 12:00"))
    workspace, url = simulation.workspace.id, simulation.bot.store.url
    sqlite = simulation.bot.store.sqlite
    [refused] = [one for one in rows(simulation, DeliveryKind.DAY) if one.error]
    env = simulation._settings | {
        "SLACK_API_URL": simulation.slack.api_url,
        "SLACK_APP_TOKEN": "xapp-of-nobody",
        "HEARD_LOG_LEVEL": "debug",
    }
    await simulation._stop_bot()
    set_up("debug")
    named = {"maria": cast.maria.id, "workspace": workspace, "message": refused.id}
    refused_commands = set()
    with renamed(url) if broken else nullcontext():
        for command in COMMANDS:
            arguments = [part.format(**named, folder=tmp_path) for part in command]
            done = await asyncio.to_thread(
                CliRunner().invoke, app, arguments, obj=CommandContext(env=env)
            )
            if done.exit_code:
                name = command[:2] if command[0] == "admin" else command[:1]
                refused_commands.add(" ".join(name))
            said = done.output + "\n".join(listening.said)
            for secret in (CANARY, "coal mine", "Maria", "Silva", TOKEN, SECRET, "xapp-"):
                assert secret not in said, (command, secret)
            assert "Traceback" not in said, command
    if not broken:
        # doctor finds the token of nobody; Postgres may be kept by its own tools alone.
        may_refuse = set() if sqlite else {"backup", "restore"}
        assert "doctor" in refused_commands
        assert refused_commands - {"doctor"} <= may_refuse
    for file in tmp_path.glob("*"):  # noqa: ASYNC240 (a small folder)
        holds = CANARY.encode() in file.read_bytes()
        assert not holds or file.name == "maria.html" or (broken and ".db" in file.name), file.name


def test_libraries_keep_their_level_and_do_not_propagate_whatever_the_root_is_set_to(
    listening: Everything,
) -> None:
    set_up("debug")
    bolt = AsyncApp(token="xoxb-x", signing_secret="x", request_verification_enabled=False)
    hold_libraries()
    for name in (*OTHERS, bolt.logger.name, "slack_sdk.web.async_client", "aiohttp.client"):
        logger = logging.getLogger(name)
        logger.debug("whole request: %s", CANARY)
        logger.info("whole request: %s", CANARY)
        assert not logger.isEnabledFor(logging.INFO), name
    assert CANARY not in "\n".join(listening.said)


async def test_the_logger_that_bolt_makes_is_held_in_a_running_bot(
    listening: Everything, simulation: Simulation, cast: Cast
) -> None:
    listening.said.clear()
    await tell(cast.maria, f"I am stuck {CANARY}", cast.payments)
    assert not simulation.bot.bolt.logger.isEnabledFor(logging.INFO)
    assert not [line for line in listening.said if line.startswith(OTHERS)]


async def test_nothing_of_a_profile_is_kept_but_names_and_status(
    simulation: Simulation, cast: Cast
) -> None:
    """Slack tells the bot much more of a person than it asked for."""
    profile = {
        "display_name": "Maria",
        "real_name": "Maria Silva",
        "status_emoji": ":palm_tree:",
        "status_text": CANARY,
        "email": f"{CANARY}@acme.test",
        "phone": CANARY,
        "title": CANARY,
        "image_512": f"https://acme.test/{CANARY}",
        "fields": {"Xf1": {"value": CANARY}},
    }
    user = {"id": cast.maria.id, "team_id": simulation.workspace.id, "profile": profile}
    user |= {"tz": "Asia/Tokyo", "locale": "de-DE", "has_2fa": True, "color": CANARY}
    happened = {"type": "user_change", "user": user, "event_ts": "1773050400.000100"}
    body = {
        "type": "event_callback",
        "team_id": simulation.workspace.id,
        "event_id": "EvProfile",
        "event": happened,
        "authorizations": [{"team_id": simulation.workspace.id}],
    }
    sent, headers = request_of("event", body, SECRET)
    async with aiohttp.ClientSession() as session:
        address = simulation.app.request_url or ""
        async with session.post(address, data=io.BytesIO(sent), headers=headers) as answer:
            assert answer.status == 200
    await simulation.bot.tasks.idle()
    with simulation.bot.store.begin() as tx:
        kept = [
            repr(tuple(row))
            for table in tables.metadata.sorted_tables
            for row in tx.connection.execute(select(table))
        ]
    assert any("Asia/Tokyo" in row and ":palm_tree:" in row for row in kept)
    assert not [row for row in kept if CANARY in row]
