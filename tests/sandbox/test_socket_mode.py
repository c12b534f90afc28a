"""Socket Mode: a real client over a real WebSocket, and raw ones where it goes wrong."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import App, Channel, Person, Sandbox, Workspace

from .conftest import ALL_SCOPES, SECRET, bolt_app, modal, section

APP_TOKEN = "xapp-1"


@pytest.fixture
def app(ws: Workspace) -> App:
    return ws.install(signing_secret=SECRET, app_token=APP_TOKEN, scopes=ALL_SCOPES)


class Wire:
    """A bare WebSocket of the app."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def next(self) -> Any:
        return await self.socket.receive_json(timeout=5)

    async def acknowledge(self, envelope: Any, **payload: Any) -> None:
        answer = {"envelope_id": envelope["envelope_id"]}
        if payload:
            answer["payload"] = payload
        await self.socket.send_str(json.dumps(answer))


@asynccontextmanager
async def wire(client: AsyncWebClient, session: aiohttp.ClientSession) -> AsyncIterator[Wire]:
    opened = await client.apps_connections_open(app_token=APP_TOKEN)
    async with session.ws_connect(opened["url"]) as socket:
        one = Wire(socket)
        hello = await one.next()
        assert hello["type"] == "hello"
        yield one


async def test_bolt_over_socket_mode(
    slack: Sandbox, client: AsyncWebClient, app: App, priya: Person, tom: Person, pay: Channel
) -> None:
    bolt = bolt_app(client, app)
    heard: list[Any] = []

    @bolt.command("/concern")
    async def concern(ack: Any, body: Any, client: AsyncWebClient) -> None:
        heard.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=modal(section("x")))
        await ack("Thank you.")

    @bolt.event("reaction_added")
    async def reaction(event: Any) -> None:
        heard.append(event)

    @bolt.view("raise")
    async def sent(ack: Any) -> None:
        await ack(response_action="update", view=modal(section("Done.")))

    app.request_url = "http://127.0.0.1:9/"  # ignored while a socket is open
    handler = AsyncSocketModeHandler(bolt, APP_TOKEN, web_client=client, ping_interval=1)
    handler.client.web_client.base_url = slack.api_url
    await handler.connect_async()
    try:
        answer = await priya.command("/concern", "hello")
        assert answer.text == "Thank you."
        assert heard[0]["text"] == "hello"
        result = await priya.submit()
        assert result.action == "update"
        assert priya.modal is not None
        assert priya.modal.texts() == ["Done."]
        await priya.react("ear", await tom.say("x", channel=pay))
        assert heard[1]["reaction"] == "ear"
        await slack.quiet()
        assert all(one.accepted for one in slack.deliveries)
    finally:
        await handler.close_async()


async def test_the_form_of_envelopes(
    slack: Sandbox,
    client: AsyncWebClient,
    session: aiohttp.ClientSession,
    app: App,
    priya: Person,
    tom: Person,
    pay: Channel,
) -> None:
    message = await tom.say("x", channel=pay)
    async with wire(client, session) as one:
        acting = asyncio.ensure_future(priya.command("/concern", "hello"))
        envelope = await one.next()
        assert envelope["type"] == "slash_commands"
        assert envelope["accepts_response_payload"] is True
        assert envelope["payload"]["text"] == "hello"
        await one.acknowledge(envelope, text="Thank you.")
        assert (await acting).text == "Thank you."

        acting2 = asyncio.ensure_future(priya.shortcut("concern_new"))
        envelope = await one.next()
        assert envelope["type"] == "interactive"
        assert envelope["payload"]["callback_id"] == "concern_new"
        await one.acknowledge(envelope)
        assert (await acting2).ok

        acting3 = asyncio.ensure_future(priya.react("ear", message))
        envelope = await one.next()
        assert envelope["type"] == "events_api"
        assert envelope["accepts_response_payload"] is False
        assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
        assert envelope["payload"]["event"]["reaction"] == "ear"
        await one.acknowledge(envelope)
        await acting3


async def test_an_envelope_lost_with_its_wire_comes_on_another(
    slack: Sandbox,
    client: AsyncWebClient,
    session: aiohttp.ClientSession,
    app: App,
    priya: Person,
    tom: Person,
    pay: Channel,
) -> None:
    message = await tom.say("x", channel=pay)
    async with wire(client, session) as first:
        acting = asyncio.ensure_future(priya.react("ear", message))
        lost = await first.next()
        async with wire(client, session) as second:
            await first.socket.close()
            again = await second.next()
            await second.acknowledge(again)
            await acting
            await slack.quiet()

    assert again["payload"] == lost["payload"]
    assert again["envelope_id"] != lost["envelope_id"]
    assert again["retry_attempt"] == 1
    assert slack.deliveries[-1].accepted


async def test_events_wait_for_the_next_connection(
    slack: Sandbox,
    client: AsyncWebClient,
    session: aiohttp.ClientSession,
    app: App,
    priya: Person,
    tom: Person,
    pay: Channel,
) -> None:
    await priya.react("ear", await tom.say("x", channel=pay))
    assert (await priya.command("/concern")).error == "dispatch_failed"

    async with wire(client, session) as one:
        envelope = await one.next()
        assert envelope["payload"]["event"]["reaction"] == "ear"
        await one.acknowledge(envelope)
        await slack.quiet()


async def test_silence_is_a_timeout_and_the_event_can_come_again(
    slack: Sandbox,
    client: AsyncWebClient,
    session: aiohttp.ClientSession,
    app: App,
    priya: Person,
    tom: Person,
    pay: Channel,
) -> None:
    slack.courier.ack_seconds = 0.05
    message = await tom.say("x", channel=pay)
    async with wire(client, session) as one:
        answer = await priya.command("/concern")
        assert answer.error == "operation_timeout"
        await one.next()
        await priya.react("ear", message)
        await one.next()
        slack.courier.ack_seconds = 2.0
        repeating = asyncio.ensure_future(slack.redeliver())
        envelope = await one.next()
        assert envelope["retry_attempt"] == 1
        await one.acknowledge(envelope)
        assert len(await repeating) == 1


async def test_slack_sends_a_connection_away(
    slack: Sandbox,
    client: AsyncWebClient,
    session: aiohttp.ClientSession,
    app: App,
    priya: Person,
) -> None:
    async with wire(client, session) as one:
        await slack.disconnect(app, "warning", close=False)
        assert (await one.next())["reason"] == "warning"
        await slack.disconnect(app, "refresh_requested")
        assert (await one.next())["reason"] == "refresh_requested"
        assert (await one.socket.receive(timeout=5)).type == aiohttp.WSMsgType.CLOSE
        assert (await priya.command("/concern")).error == "dispatch_failed"


async def test_an_address_works_once_and_for_ten_wires(
    slack: Sandbox, client: AsyncWebClient, session: aiohttp.ClientSession, app: App
) -> None:
    url = (await client.apps_connections_open(app_token=APP_TOKEN))["url"]
    sockets = [await session.ws_connect(url)]
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(url)
    for _ in range(9):
        url = (await client.apps_connections_open(app_token=APP_TOKEN))["url"]
        sockets.append(await session.ws_connect(url))
    assert (await sockets[-1].receive_json())["num_connections"] == 10
    url = (await client.apps_connections_open(app_token=APP_TOKEN))["url"]
    sockets.append(await session.ws_connect(url))
    assert (await sockets[-1].receive_json())["reason"] == "too_many_websockets"
    for socket in sockets:
        await socket.close()


async def test_a_revoked_app_token_opens_no_socket(
    slack: Sandbox, client: AsyncWebClient, app: App
) -> None:
    slack.refuse_socket(app)
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await client.apps_connections_open(app_token=APP_TOKEN)
