"""What nobody means to send: forged, broken, repeated, too much; and a database that is away."""

import io
import json
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlencode

import aiohttp
import psycopg
import pytest

from bot.casework import home, preferences
from bot.demo.simulation import SECRET, TOKEN, Simulation
from bot.domain.ids import PersonId
from bot.listeners import commands
from bot.listeners.request import Request
from bot.listeners.web import MAX_BODY
from slack_sandbox.deliver import Delivery, sign
from tests.conftest import MONDAY, Cast

from .lives import asked, heard
from .rows import concerns, counts, nothing_stored, the_concern, words_of

CANARY = "canary-in-the-mine"
COMMAND = urlencode(
    {"command": "/concern", "text": CANARY, "team_id": "T1", "user_id": "U1", "channel_id": "C1"}
).encode()
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


async def post(
    simulation: Simulation,
    body: bytes,
    *,
    kind: str = FORM,
    stamp: str | None = "now",
    signature: str | None = "right",
    secret: str = SECRET,
) -> tuple[int, str]:
    """Send bytes to the bot's own server, as anybody on the network can."""
    stamp = str(int(time.time())) if stamp == "now" else stamp
    signature = sign(secret, stamp or "", body) if signature == "right" else signature
    headers = {"Content-Type": kind}
    if stamp is not None:
        headers["X-Slack-Request-Timestamp"] = stamp
    if signature is not None:
        headers["X-Slack-Signature"] = signature
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            simulation.app.request_url or "", data=io.BytesIO(body), headers=headers
        ) as answer,
    ):
        return answer.status, await answer.text()


class Logs:
    """Everything any logger or print said."""

    def __init__(
        self, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        self.capsys = capsys
        self.caplog = caplog

    def text(self) -> str:
        out, err = self.capsys.readouterr()
        return out + err + self.caplog.text


@pytest.fixture
def logs(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Logs:
    caplog.set_level(logging.DEBUG)
    return Logs(capsys, caplog)


# Who it is from


def hours_ago(hours: float) -> str:
    return str(int(time.time() - hours * 3600))


@pytest.mark.parametrize(
    ("stamp", "signature"),
    [
        ("now", "v0=" + "0" * 64),
        ("now", ""),
        ("now", None),
        ("now", "v1=☃"),
        (None, "right"),
        ("", "right"),
        ("yesterday", "right"),
        ("1e9", "right"),
        ("-5", "right"),
        ("١٢٣", "right"),
        ("stale", "right"),
        ("ahead", "right"),
    ],
)
async def test_what_slack_did_not_sign_just_now_is_refused(
    simulation: Simulation, logs: Logs, stamp: str | None, signature: str | None
) -> None:
    stamp = {"stale": hours_ago(0.1), "ahead": hours_ago(-0.1)}.get(stamp or "", stamp)
    if any(not (one or "").isascii() for one in (stamp, signature)):
        stamp, signature = (one and one.encode().decode("latin-1") for one in (stamp, signature))
    status, answer = await post(simulation, COMMAND, stamp=stamp, signature=signature)
    assert status == 401
    assert answer == ""
    assert CANARY not in logs.text()
    assert await nothing_stored(simulation)


async def test_another_secret_or_another_body_does_not_fit(
    simulation: Simulation, logs: Logs
) -> None:
    assert (await post(simulation, COMMAND, secret="another"))[0] == 401
    other = sign(SECRET, str(int(time.time())), b"another body")
    assert (await post(simulation, COMMAND, signature=other))[0] == 401
    assert CANARY not in logs.text()


# What shape it has


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (JSON, b"{"),
        (JSON, b""),
        (JSON, b"[]"),
        (JSON, b'"canary-in-the-mine"'),
        (JSON, b"\xff\xfe"),
        (FORM, b""),
        (FORM, b"canary-in-the-mine"),
        (FORM, b"text=canary-in-the-mine"),
        (FORM, b"payload=canary-in-the-mine"),
        (FORM, b"payload=[]"),
        (FORM, b"\xff=\xfe"),
        ("text/plain", b"canary-in-the-mine"),
    ],
)
async def test_a_body_of_no_shape_that_slack_sends_is_refused(
    simulation: Simulation, logs: Logs, kind: str, body: bytes
) -> None:
    assert (await post(simulation, body, kind=kind))[0] == 400
    assert CANARY not in logs.text()


async def test_more_than_a_mebibyte_is_refused(simulation: Simulation, logs: Logs) -> None:
    body = COMMAND + b"x" * MAX_BODY
    assert (await post(simulation, body))[0] == 413

    async def in_pieces() -> AsyncIterator[bytes]:
        yield COMMAND
        for _ in range(17):
            yield b"x" * 65536

    headers = {"Content-Type": FORM, "X-Slack-Request-Timestamp": str(int(time.time()))}
    async with (
        aiohttp.ClientSession() as session,
        session.post(simulation.app.request_url or "", data=in_pieces(), headers=headers) as answer,
    ):
        assert answer.status == 413
    assert CANARY not in logs.text()


async def test_a_body_of_exactly_the_limit_is_read(simulation: Simulation) -> None:
    body = b"x" * MAX_BODY
    assert (await post(simulation, body))[0] == 400


async def test_slacks_own_question_at_set_up_is_answered(simulation: Simulation) -> None:
    asked = json.dumps({"type": "url_verification", "challenge": "c4"}).encode()
    status, answer = await post(simulation, asked, kind=JSON)
    assert status == 200
    assert "c4" in answer


# Repeated


def last(simulation: Simulation, form: str) -> Delivery:
    return [one for one in simulation.slack.deliveries if one.form == form][-1]


def texts(body: object) -> list[str]:
    """What an answer says and what its buttons carry, without how Slack keeps it."""
    if isinstance(body, dict):
        found = [str(body[key]) for key in ("text", "value") if isinstance(body.get(key), str)]
        return found + [line for one in body.values() for line in texts(one)]
    return [line for one in body for line in texts(one)] if isinstance(body, list) else []


def refused(body: object) -> object:
    """Why a form stays open."""
    return body.get("errors") if isinstance(body, dict) else None


async def again(simulation: Simulation, delivery: Delivery) -> None:
    """Slack's network doubles it: the same bytes once more, with the same answer."""
    await simulation.slack.redeliver(delivery)
    first, second = delivery.replies[0], delivery.replies[-1]
    assert second.ok
    assert texts(second.body) == texts(first.body)
    assert refused(second.body) == refused(first.body)


async def test_a_repeated_command_gets_its_answer_again_and_is_one_concern(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.command("/concern", "I am stuck", channel=cast.payments)
    before = await counts(simulation)
    await again(simulation, last(simulation, "command"))
    assert await counts(simulation) == before
    await the_concern(simulation)


async def test_a_repeated_note_gets_its_answer_again_and_is_one_note(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.priya.command("/concern", "@maria is stuck, friday", channel=cast.payments)
    await again(simulation, last(simulation, "command"))
    await the_concern(simulation)


async def test_a_repeated_form_gets_its_answer_again_and_is_one_concern(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.command("/concern", channel=cast.payments)
    await cast.maria.fill({"What is it?": "I am stuck", "Your words": "stuck"})
    await cast.maria.submit()
    before = await counts(simulation)
    await again(simulation, last(simulation, "interactive"))
    assert await counts(simulation) == before


async def test_a_repeated_form_of_a_leader_gets_its_answer_again(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await cast.priya.press(await asked(simulation, cast), "Give an honest no")
    words = "I asked for a hire; not before June."
    await cast.priya.fill(
        {"Why is it a no?": "Not possible now", "In your own words, to Maria": words}
    )
    assert (await cast.priya.submit()).ok
    before = await counts(simulation)
    await again(simulation, last(simulation, "interactive"))
    assert await counts(simulation) == before


async def test_a_repeated_click_has_one_effect(simulation: Simulation, cast: Cast) -> None:
    answer = await cast.maria.command("/concern", "I am stuck", channel=cast.payments)
    assert answer.message is not None
    await cast.maria.press(answer.message, "Take it back")
    before, shown = await counts(simulation), answer.message.plain()
    await again(simulation, last(simulation, "interactive"))
    assert await counts(simulation) == before
    assert answer.message.plain() == shown


async def test_the_same_event_four_times_is_one_concern(simulation: Simulation, cast: Cast) -> None:
    async with simulation.slack.hold(repeat=4):
        message = await cast.maria.say("I drown in alerts", channel=cast.payments)
        await cast.maria.react("ear", message)
    marks = [one for one in simulation.slack.deliveries if one.event_type == "reaction_added"]
    assert [len(one.replies) for one in marks] == [4]
    assert all(reply.ok for reply in marks[0].replies)
    await the_concern(simulation)
    assert len(simulation.slack.calls_of("chat.postEphemeral")) == 1


# Too much, or nothing


async def test_a_form_is_held_to_its_limits_whatever_slacks_client_lets_through(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.command("/concern", channel=cast.payments)
    await cast.maria.fill({"What is it?": "I am stuck", "Your words": "x"})
    view = cast.maria.modal
    assert view is not None
    for typed, sentence in (
        ("x" * 601, "Please keep it under 600 characters; a short version is enough."),
        ("   ", "One sentence is enough. Please write one."),
    ):
        view.values["words"]["words"]["value"] = typed
        sent = await cast.maria.submit()
        assert sent.errors == {"Your words": sentence}
        assert view.fields["Your words"].value == typed
    assert await nothing_stored(simulation)


# The logs


async def test_R01_no_word_and_no_token_is_in_any_log_line(
    simulation: Simulation, cast: Cast, logs: Logs
) -> None:
    await cast.maria.command("/concern", f"stuck, {CANARY}", channel=cast.payments)
    await cast.priya.command("/concern", f"@maria {CANARY}, thrusday", channel=cast.payments)
    await cast.stranger.command("/concern", CANARY, channel=cast.payments)
    await cast.sam.command("/concern", channel=cast.payments)
    await cast.sam.fill({"What is it?": "I am stuck", "Your words": CANARY})
    await cast.sam.submit()
    simulation.slack.faults.add("chat.postMessage", "fatal_error")
    simulation.slack.faults.add("views.publish", "fatal_error")
    await simulation.move(simulation.clock().replace(hour=10))
    text = logs.text()
    for secret in (CANARY, TOKEN, SECRET, "Traceback"):
        assert secret not in text
    assert len(await concerns(simulation)) == 2


# The database is away


@contextmanager
def away(database_url: str) -> Iterator[None]:
    """Nobody can write: SQLite's file is held by another, Postgres takes no connection."""
    if database_url.startswith("sqlite"):
        other = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
        return
    place, _, options = database_url.replace("+psycopg", "").partition("?")
    base, _, name = place.rpartition("/")
    with psycopg.connect(
        f"{base}/postgres" + (f"?{options}" if options else ""), autocommit=True
    ) as admin:
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        try:
            yield
        finally:
            admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


async def test_R31_a_command_says_that_nothing_was_saved_and_repeats_its_words(
    simulation: Simulation, cast: Cast, database_url: str, logs: Logs
) -> None:
    with away(database_url):
        for text in (f"I am stuck, {CANARY}", f"@sam {CANARY}, friday"):
            answer = await cast.priya.command("/concern", text, channel=cast.payments)
            assert answer.ok
            assert answer.message is not None
            assert answer.message.plain().startswith(
                "Nothing was saved: my database couldn't take it."
            )
            assert CANARY in answer.message.plain()
    assert await nothing_stored(simulation)
    text = logs.text()
    assert CANARY not in text
    assert "Traceback" not in text

    said = await cast.maria.command("/concern", "I am stuck", channel=cast.payments)
    assert said.message is not None
    assert "Thanks, " in said.message.plain()


async def test_R31_a_form_stays_open_with_its_words(
    simulation: Simulation, cast: Cast, database_url: str, logs: Logs
) -> None:
    await cast.maria.command("/concern", channel=cast.payments)
    await cast.maria.fill({"What is it?": "I am stuck", "Your words": CANARY})
    with away(database_url):
        sent = await cast.maria.submit()
    assert list(sent.errors.values()) == [
        "Nothing was saved: my database couldn't take it. Please try again in a minute."
    ]
    view = cast.maria.modal
    assert view is not None
    assert view.fields["Your words"].value == CANARY
    assert await nothing_stored(simulation)
    assert CANARY not in logs.text()

    assert (await cast.maria.submit()).ok
    assert await words_of(simulation, await the_concern(simulation)) == [CANARY]


async def test_an_event_is_not_accepted_so_that_slack_sends_it_again(
    simulation: Simulation, cast: Cast, database_url: str, logs: Logs
) -> None:
    message = await cast.maria.say(CANARY, channel=cast.payments)
    with away(database_url):
        await cast.maria.react("ear", message)
        assert last(simulation, "event").replies[-1].status == 500
    assert "Traceback" not in logs.text()
    assert await nothing_stored(simulation)
    await simulation.slack.redeliver()
    assert last(simulation, "event").accepted
    assert (await the_concern(simulation)).raiser == cast.maria.id


async def test_a_press_says_that_nothing_was_saved(
    simulation: Simulation, cast: Cast, database_url: str
) -> None:
    answer = await cast.maria.command("/concern", "I am stuck", channel=cast.payments)
    assert answer.message is not None
    kept = await the_concern(simulation)
    with away(database_url):
        await cast.maria.press(answer.message, "Take it back")
    assert (
        cast.maria.ephemerals()[-1].plain()
        == "Nothing was saved: my database couldn't take it. Please try again in a minute."
    )
    assert await the_concern(simulation) == kept


@pytest.mark.parametrize("breaks", ["database", "drawing"])
async def test_R31_what_is_saved_when_the_rest_breaks_is_said_to_be_saved(
    simulation: Simulation,
    cast: Cast,
    database_url: str,
    logs: Logs,
    monkeypatch: pytest.MonkeyPatch,
    breaks: str,
) -> None:
    """A listener whose act is committed, and which then fails in one of two ways."""

    next_week = MONDAY.date() + timedelta(days=7)

    async def pause_and_break(request: Request, argument: str) -> None:
        await request.do(preferences.pause, next_week)
        if breaks == "drawing":
            raise ZeroDivisionError
        with away(database_url):
            await request.do(home.home_data)

    subcommands = {**commands.SUBCOMMANDS, "guide": commands.Sub(pause_and_break)}
    monkeypatch.setattr(commands, "SUBCOMMANDS", subcommands)
    answer = await cast.maria.command("/concern", "guide", channel=cast.payments)
    assert answer.message is not None
    said = answer.message.plain()
    assert said.startswith("This was saved, but something broke")
    assert said.partition("operates Heard: ")[2][:6] in logs.text()
    with simulation.bot.store.begin() as tx:
        maria = tx.people.get(simulation.bot.installation.workspace, PersonId(cast.maria.id))
    assert maria is not None
    assert maria.preferences.paused_until == next_week


async def test_the_process_says_that_it_is_not_ready(
    simulation: Simulation, database_url: str
) -> None:
    address = (simulation.app.request_url or "").replace("/slack/events", "/readyz")
    async with aiohttp.ClientSession() as session:
        with away(database_url):
            async with session.get(address) as answer:
                assert answer.status == 503
        async with session.get(address) as answer:
            assert answer.status == 200
