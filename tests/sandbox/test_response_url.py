"""Addresses to answer to: five times, for thirty minutes, seen by the right people."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import Channel, Person, Sandbox

from .conftest import Clock, actions, button, section


@pytest.fixture
def urls(bolt: AsyncApp) -> list[str]:
    """The response_urls the app was given."""
    given: list[str] = []

    @bolt.command("/concern")
    async def concern(ack: Any, body: Any) -> None:
        given.append(body["response_url"])
        await ack(text="x", blocks=[actions(button("Fine", "fine"))])

    @bolt.action("fine")
    async def fine(ack: Any, body: Any) -> None:
        given.append(body["response_url"])
        await ack()

    return given


async def post(session: aiohttp.ClientSession, url: str, **body: Any) -> tuple[int, Any]:
    async with session.post(url, json=body) as answer:
        return answer.status, await answer.json()


async def test_it_answers_in_private_unless_asked(
    session: aiohttp.ClientSession, urls: list[str], priya: Person, tom: Person, pay: Channel
) -> None:
    await priya.command("/concern", channel=pay)

    assert await post(session, urls[0], text="psst") == (200, {"ok": True})
    assert await post(session, urls[0], text="all", response_type="in_channel") == (
        200,
        {"ok": True},
    )

    assert [one.text for one in priya.ephemerals()] == ["x", "psst"]
    assert tom.ephemerals() == []
    assert [one.text for one in pay.messages] == ["all"]


async def test_a_pressed_ephemeral_is_replaced_and_taken_away(
    session: aiohttp.ClientSession, urls: list[str], priya: Person, slack: Sandbox
) -> None:
    await priya.command("/concern")
    [message] = priya.ephemerals()
    await priya.press(message, "Fine")

    await post(session, urls[1], text="y", blocks=[section("Done.")], replace_original=True)
    assert [one.plain() for one in priya.ephemerals()] == ["Done."]
    assert slack.seen[-1].kind == "update"
    await post(session, urls[1], delete_original=True)
    assert priya.ephemerals() == []
    status, body = await post(session, urls[1], text="z", replace_original=True)
    assert (status, body["error"]) == (404, "message_not_found")


async def test_a_pressed_message_is_replaced_too(
    session: aiohttp.ClientSession, urls: list[str], client: AsyncWebClient, priya: Person
) -> None:
    await client.chat_postMessage(
        channel=priya.id, text="x", blocks=[actions(button("Fine", "fine"))]
    )
    await priya.press(priya.direct_messages()[0], "Fine")

    await post(session, urls[0], text="psst")
    await post(session, urls[0], text="y", replace_original=True)

    assert [one.text for one in priya.direct_messages()] == ["y"]
    assert [one.text for one in priya.ephemerals()] == ["psst"]


async def test_five_uses_and_thirty_minutes(
    session: aiohttp.ClientSession, urls: list[str], priya: Person, clock: Clock
) -> None:
    await priya.command("/concern")
    await priya.command("/concern")
    for _ in range(5):
        assert (await post(session, urls[0], text="x"))[0] == 200

    assert await post(session, urls[0], text="x") == (404, {"ok": False, "error": "used_url"})
    clock.now += timedelta(minutes=30)
    assert (await post(session, urls[1], text="x"))[0] == 200
    clock.now += timedelta(seconds=1)
    status, body = await post(session, urls[1], text="x")
    assert (status, body["error"]) == (404, "expired_url")


async def test_wrong_answers_are_refused_and_cost_nothing(
    session: aiohttp.ClientSession, urls: list[str], priya: Person, slack: Sandbox
) -> None:
    await priya.command("/concern")
    for body, says in (({}, "no_text"), ({"blocks": [{"type": "card"}]}, "invalid_blocks")):
        status, answer = await post(session, urls[0], **body)
        assert (status, answer["error"]) == (400, says)
    status, answer = await post(session, urls[0][:-1], text="x")
    assert (status, answer["error"]) == (404, "invalid_url")

    for _ in range(5):
        assert (await post(session, urls[0], text="x"))[0] == 200
    assert len(slack.calls_of("response_url")) == 8
