"""What goes wrong on request: what the app is told, and what really happened."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import App, Person, Sandbox

from .conftest import Machine, client_for

# The fault, whether the message was posted all the same, and what the client sees.
FAULTS: list[tuple[str, bool, Any]] = [
    ("429", False, "ratelimited"),
    ("500_before", False, 500),
    ("500_after", True, 500),
    ("reset_before", False, aiohttp.ClientConnectionError),
    ("reset_after", True, aiohttp.ClientConnectionError),
    ("hang_before", False, asyncio.TimeoutError),
    ("hang_after", True, asyncio.TimeoutError),
    ("half_body", True, (aiohttp.ClientError, SlackApiError)),
    ("internal_error", True, "internal_error"),
    ("fatal_error", True, "fatal_error"),
    ("user_disabled", False, "user_disabled"),
]


@pytest.mark.parametrize(("kind", "posted", "seen"), FAULTS)
async def test_each_fault(
    kind: str,
    posted: bool,
    seen: Any,
    slack: Sandbox,
    app: App,
    priya: Person,
    session: aiohttp.ClientSession,
) -> None:
    client = client_for(slack, app, session)
    slack.faults.add("chat.postMessage", kind)

    async def post() -> Any:
        seconds = 0.1 if "hang" in kind else 5
        return await asyncio.wait_for(
            client.chat_postMessage(channel=priya.id, text="once"), seconds
        )

    expected = SlackApiError if isinstance(seen, str | int) else seen
    with pytest.raises(expected) as caught:
        await post()
    if isinstance(seen, str):
        assert isinstance(caught.value, SlackApiError)
        assert caught.value.response["error"] == seen
    elif isinstance(seen, int):
        assert isinstance(caught.value, SlackApiError)
        assert caught.value.response.status_code == seen
    await slack.quiet()
    assert [one.text for one in priya.direct_messages()] == ["once"] * posted
    [call] = slack.calls_of("chat.postMessage")
    assert (call.outcome, call.done) == (kind, posted)

    assert (await post())["ok"]  # it struck once


async def test_429_says_how_long_to_wait(
    slack: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    slack.faults.add("chat.postMessage", "429", retry_after=7)

    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=priya.id, text="x")

    assert caught.value.response.headers["Retry-After"] == "7"


async def test_slow_is_slow_and_then_done(
    slack: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    slack.faults.add("chat.postMessage", "slow", seconds=0.05)
    calling = asyncio.ensure_future(client.chat_postMessage(channel=priya.id, text="x"))

    await slack.until(lambda: slack.calls)
    assert priya.direct_messages() == []
    assert (await calling)["ok"]
    assert len(priya.direct_messages()) == 1


async def test_slow_is_done_even_for_an_app_that_has_gone(
    slack: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    slack.faults.add("chat.postMessage", "slow", seconds=0.1)
    calling = asyncio.ensure_future(client.chat_postMessage(channel=priya.id, text="x"))
    await slack.until(lambda: slack.calls)
    calling.cancel()
    await asyncio.gather(calling, return_exceptions=True)
    await slack.quiet()
    assert [one.text for one in priya.direct_messages()] == ["x"]


async def test_faults_strike_so_often_here_and_where_asked(
    slack: Sandbox, client: AsyncWebClient, priya: Person, tom: Person
) -> None:
    slack.faults.add("chat.postMessage", "internal_error", times=2, workspace="T0OTHER")
    fault = slack.faults.add(
        "*", "500_before", times=2, where=lambda call: call.args.get("channel") == tom.id
    )

    assert (await client.chat_postMessage(channel=priya.id, text="x"))["ok"]
    for _ in range(2):
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel=tom.id, text="x")
    assert (await client.chat_postMessage(channel=tom.id, text="x"))["ok"]
    assert fault.struck == 2


async def test_chance_is_repeatable(slack: Sandbox, client: AsyncWebClient, priya: Person) -> None:
    async def run() -> list[str]:
        slack.faults.clear()
        slack.faults.add("users.info", "internal_error", probability=0.5, seed=7)
        start = len(slack.calls)
        for _ in range(20):
            try:
                await client.users_info(user=priya.id)
            except SlackApiError:
                continue
        return [call.outcome for call in slack.calls[start:]]

    first = await run()

    assert first == await run()
    assert set(first) == {"ok", "internal_error"}


async def test_history_lags_behind(
    slack: Sandbox, client: AsyncWebClient, priya: Person, machine: Machine
) -> None:
    slack.faults.history_lag = 2.0
    posted = await client.chat_postMessage(channel=priya.id, text="x")

    async def found() -> int:
        history = await client.conversations_history(channel=posted["channel"])
        return len(history["messages"])

    assert await found() == 0
    machine.seconds += 2
    assert await found() == 1


async def test_response_addresses_fail_too(
    slack: Sandbox, session: aiohttp.ClientSession, app: App, priya: Person
) -> None:
    dm = priya.user.team.im(app.user, priya.user)
    url = slack.hooks.url("actions", app, priya.user, dm)
    slack.faults.add("response_url", "500_after")

    async with session.post(url, json={"text": "x"}) as answer:
        assert answer.status == 500
    assert len(priya.ephemerals()) == 1


async def test_quiet_waits_for_a_hanging_call_and_stopping_ends_it(
    app: App, priya: Person, slack: Sandbox, session: aiohttp.ClientSession
) -> None:
    client = client_for(slack, app, session)
    slack.faults.add("auth.test", "hang_before")
    calling = asyncio.ensure_future(client.auth_test())
    await slack.until(lambda: slack.calls)
    waiting = asyncio.ensure_future(slack.quiet())
    await asyncio.sleep(0)
    assert not waiting.done()

    await slack.stop()

    with pytest.raises(aiohttp.ClientError):
        await calling
    await waiting


@pytest.mark.parametrize(("kind", "posted"), [("answer_before", False), ("answer_after", True)])
@pytest.mark.parametrize("content_type", ["text/plain", "application/json; charset=klingon", None])
async def test_an_answer_may_be_anything_to_the_letter(
    kind: str,
    posted: bool,
    content_type: str | None,
    slack: Sandbox,
    app: App,
    priya: Person,
    session: aiohttp.ClientSession,
) -> None:
    slack.faults.add(
        "chat.postMessage",
        kind,
        status=503,
        content_type=content_type,
        body=b'{"ok": tr\xff',
        retry_after="soon",
    )
    headers = {"Authorization": f"Bearer {app.bot_token}"}
    body = {"channel": priya.id, "text": "once"}
    async with session.post(
        f"{slack.api_url}chat.postMessage", json=body, headers=headers
    ) as answer:
        assert answer.status == 503
        assert answer.headers.get("Content-Type") == content_type
        assert answer.headers["Retry-After"] == "soon"
        assert await answer.read() == b'{"ok": tr\xff'
    assert [one.text for one in priya.direct_messages()] == ["once"] * posted
    assert slack.calls[-1].status == 503
    assert slack.calls[-1].outcome == kind


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("answer_before", {}),
        ("answer_after", {"status": 99}),
        ("answer_after", {"status": 600}),
        ("500_before", {"status": 503}),
        ("429", {"body": "text"}),
        ("user_disabled", {"content_type": "text/plain"}),
    ],
)
def test_a_fault_takes_only_what_belongs_to_it(
    kind: str, more: dict[str, Any], slack: Sandbox
) -> None:
    with pytest.raises(ValueError, match=kind):
        slack.faults.add("chat.postMessage", kind, **more)
    assert slack.faults.planned == []
