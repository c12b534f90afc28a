"""What somebody may try with requests that Slack signed, or with the secret by which it signs."""

import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import urlencode

import pytest
from aiohttp import web
from sqlalchemy import event

from bot.demo.simulation import SECRET, Simulation
from bot.listeners.web import WINDOW_SECONDS
from bot.messages.controls import Button
from bot.slack.client import Sender, answers_at, web_client
from slack_sandbox import Person
from slack_sandbox.deliver import sign
from tests.conftest import Cast
from tests.scenarios.lives import close_all, hear, heard, last, talked
from tests.scenarios.moments import local, tell
from tests.scenarios.rows import concerns, the_concern, words_of
from tests.scenarios.test_bad_input import post
from tests.scenarios.test_forged import everything, forged_press


async def play_again(simulation: Simulation, cast: Cast, since: int) -> int:
    """Send once more what came since; nothing of it may have an effect. Gives how many came.

    That somebody asked for the words is noted each time they ask.
    """
    await simulation.rounds()
    for one in cast:
        if isinstance(one, Person):
            await close_all(one)
    people = [one for one in cast if isinstance(one, Person)]
    before, sent = everything(simulation), simulation.slack.deliveries[since:]
    told = [[message.plain() for message in one.direct_messages()] for one in people]
    for delivery in list(sent):
        await simulation.slack.redeliver(delivery)
    await simulation.rounds()
    after = everything(simulation)
    changed = {name: set(after[name]) ^ set(before[name]) for name in before if name != "opening"}
    assert not any(changed.values()), {name: rows for name, rows in changed.items() if rows}
    assert [[message.plain() for message in one.direct_messages()] for one in people] == told
    return len(simulation.slack.deliveries)


async def test_requests_that_are_played_again_while_their_signature_holds_have_no_effect(
    simulation: Simulation, cast: Cast
) -> None:
    """Whoever can record what reaches the port has five minutes."""
    maria, priya, sam, payments = cast.maria, cast.priya, cast.sam, cast.payments
    await tell(maria, "I am overloaded by on-call", payments)
    answer = await sam.command("/concern", "nobody answers", channel=payments)
    assert answer.message is not None
    await sam.press(answer.message, "Take it back")
    marked = await maria.say("it goes on", channel=payments)
    await sam.react("ear", marked)
    await sam.unreact("ear", marked)
    since = await play_again(simulation, cast, 0)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(simulation, cast)
    await priya.command("/concern", "@sam looks tired, friday", channel=payments)
    await maria.command("/concern", "settings", channel=payments)
    await maria.submit()
    await maria.command("/concern", "pause", channel=payments)
    await maria.submit()
    since = await play_again(simulation, cast, since)
    await simulation.move(local("2026-03-12 12:00"))
    await talked(simulation, cast, "Better", last(priya))
    since = await play_again(simulation, cast, since)
    await simulation.move(local("2026-03-16 12:00"))
    await maria.press(last(maria), "I'd rather not say")
    await sam.command("/concern", "data", channel=payments)
    await sam.press("modal", "Send me a file")
    since = await play_again(simulation, cast, since)
    assert since > 14


async def test_a_request_that_is_played_again_after_five_minutes_is_refused(
    simulation: Simulation, cast: Cast
) -> None:
    body = urlencode(
        {
            "command": "/concern",
            "text": "I am stuck",
            "team_id": simulation.workspace.id,
            "user_id": cast.maria.id,
            "channel_id": cast.payments.id,
            "trigger_id": "1.2.once",
        }
    ).encode()
    statuses = []
    for ago in (0, 0, WINDOW_SECONDS - 5, WINDOW_SECONDS + 5, -WINDOW_SECONDS - 5):
        stamp = str(int(time.time()) - ago)
        status, _ = await post(simulation, body, stamp=stamp, signature=sign(SECRET, stamp, body))
        statuses.append(status)
    assert statuses == [200, 200, 200, 401, 401]
    await the_concern(simulation)


async def test_one_trigger_with_other_words_raises_nothing_more(
    simulation: Simulation, cast: Cast
) -> None:
    """Slack makes a trigger for one request; another one that bears it is none of Slack's."""
    for words in ("I am stuck", "something else, and to nobody's knowledge"):
        typed = {
            "command": "/concern",
            "text": words,
            "team_id": simulation.workspace.id,
            "user_id": cast.maria.id,
            "channel_id": cast.payments.id,
            "trigger_id": "1.2.once",
        }
        status, _ = await post(simulation, urlencode(typed).encode())
        assert status == 200
    assert await words_of(simulation, await the_concern(simulation)) == ["I am stuck"]


# Where answers go


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("https://hooks.slack.com/actions/T1/2/abc", True),
        ("https://hooks.slack.com/commands/T1/2/abc", True),
        ("http://hooks.slack.com/actions/T1/2/abc", False),
        ("https://hooks.slack.com:8443/actions", False),
        ("https://hooks.slack.com@evil.test/actions", False),
        ("https://hooks.slack.com.evil.test/actions", False),
        ("https://evil.test/hooks.slack.com", False),
        ("https://evil.test#hooks.slack.com", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("http://127.0.0.1:5432/", False),
        ("http://[::1", False),
        ("file:///etc/passwd", False),
        ("//hooks.slack.com/actions", False),
        ("", False),
    ],
)
def test_an_answer_goes_to_slack_and_to_no_other_address(address: str, taken: bool) -> None:
    assert answers_at(address, "https://slack.com/api/") is taken
    assert answers_at(address, "https://www.slack.com/api/") is taken
    assert not answers_at(address, "https://slack-gov.com/api/")


@asynccontextmanager
async def elsewhere(location: str = "") -> AsyncIterator[tuple[str, list[str]]]:
    """A server inside the bot's network, and what it is asked; it may send on to ``location``."""
    asked: list[str] = []

    async def hear_all(request: web.Request) -> web.Response:
        asked.append(request.path)
        if location:
            raise web.HTTPTemporaryRedirect(location)
        return web.Response(text="ok")

    served = web.Application()
    served.router.add_route("*", "/{path:.*}", hear_all)
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", asked
    finally:
        await runner.cleanup()


async def test_a_signed_answer_address_inside_our_network_is_asked_nothing(
    simulation: Simulation, cast: Cast
) -> None:
    answer = await cast.maria.command("/concern", "I am stuck", channel=cast.payments)
    assert answer.message is not None
    await cast.maria.press(answer.message, "Take it back")
    [pressed] = [one for one in simulation.slack.deliveries if one.form == "interactive"]
    async with elsewhere() as (address, asked):
        forged = {**pressed.payload, "response_url": f"{address}/latest/meta-data"}
        status, _ = await post(simulation, urlencode({"payload": json.dumps(forged)}).encode())
        await simulation.bot.tasks.idle()
        assert (status, asked) == (200, [])
        # Slack's own answer sends nobody on, either.
        async with elsewhere(f"{address}/inside") as (slacks, passed):
            sender = Sender(web_client(f"{slacks}/api/", simulation.bot.session, "xoxb-x"))
            told = await sender.respond(f"{slacks}/actions/1", {"text": "x"})
        assert (told.error, passed, asked) == ("http_307", ["/actions/1"], [])


# What an answer, or its time, gives away


@contextmanager
def counting(simulation: Simulation) -> Iterator[list[str]]:
    """The statements that the database is asked, in order, without what stands in them."""
    asked: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    engine = simulation.bot.store.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("who", ["tom", "sam", "dora"])
async def test_what_is_somebody_elses_costs_what_is_not_there_costs(
    simulation: Simulation, cast: Cast, who: str
) -> None:
    """Neither the answer nor its time tells that an id exists: the database does the same."""
    await heard(simulation, cast)
    person, hello = cast._asdict()[who], cast.payments.messages[0]
    [raised] = await concerns(simulation)
    await forged_press(simulation, person, hello, Button.WHO_SEES, "")
    for button in (Button.READ, Button.TALKED, Button.TAKE_BACK, Button.LATER, Button.BETTER):
        seen = []
        for id_ in (raised.id, "0" * len(raised.id)):
            said = len(simulation.slack.calls)
            with counting(simulation) as asked:
                answer = await forged_press(
                    simulation, person, hello, button, f"{id_}:{raised.step_no}"
                )
                await simulation.bot.tasks.idle()
            calls = [(one.method, one.args.get("text")) for one in simulation.slack.calls[said:]]
            seen.append((answer, calls, list(asked)))
        assert seen[0] == seen[1], button
