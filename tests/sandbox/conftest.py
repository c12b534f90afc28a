"""A tiny real Bolt app and a real client, against the sandbox."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import App, Channel, Person, Sandbox, Workspace

SECRET = "a signing secret"


class Clock:
    """The time people live in; it stands still until it is set."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Machine:
    """The machine's seconds, for triggers, lags and limits."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
async def slack(clock: Clock, machine: Machine) -> AsyncIterator[Sandbox]:
    async with Sandbox(now=clock, machine=machine, ack_seconds=2.0) as sandbox:
        yield sandbox


@pytest.fixture
def ws(slack: Sandbox) -> Workspace:
    return slack.add_workspace("acme", name="Acme")


@pytest.fixture
def app(ws: Workspace) -> App:
    return ws.install(signing_secret=SECRET, scopes=ALL_SCOPES)


ALL_SCOPES = [
    "commands",
    "chat:write",
    "reactions:read",
    "users:read",
    "channels:read",
    "groups:read",
    "im:read",
    "app_mentions:read",
    "im:history",
    "im:write",
    "dnd:read",
    "team:read",
    "files:write",
]


@pytest.fixture
def priya(ws: Workspace, app: App) -> Person:
    return ws.add_person("priya", name="Priya Natarajan", display_name="Priya")


@pytest.fixture
def tom(ws: Workspace, app: App) -> Person:
    return ws.add_person("tom", name="Tom Berg", tz="America/New_York")


@pytest.fixture
def pay(ws: Workspace, priya: Person, tom: Person) -> Channel:
    return ws.add_channel("payments", members=[priya, tom])


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as one:
        yield one


@pytest.fixture
def client(slack: Sandbox, app: App, session: aiohttp.ClientSession) -> AsyncWebClient:
    return client_for(slack, app, session)


def client_for(slack: Sandbox, app: App, session: aiohttp.ClientSession) -> AsyncWebClient:
    client = AsyncWebClient(token=app.bot_token, base_url=slack.api_url, session=session)
    client.retry_handlers = []
    return client


def bolt_app(client: AsyncWebClient, app: App) -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=app.team.id,
            bot_token=app.bot_token,
            bot_id=app.bot_id,
            bot_user_id=app.bot_user_id,
        )

    return AsyncApp(
        signing_secret=SECRET, client=client, authorize=authorize, process_before_response=True
    )


@pytest.fixture
async def bolt(client: AsyncWebClient, app: App) -> AsyncIterator[AsyncApp]:
    """A Bolt app the workspace delivers to over HTTP."""
    heard = bolt_app(client, app)

    async def handle(request: web.Request) -> web.StreamResponse:
        answer = await heard.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    async with serving(handle) as url:
        app.request_url = url
        yield heard


@dataclass
class serving:  # noqa: N801  # reads as a word at the call
    """A bare HTTP server on a free port; gives its URL."""

    handle: Callable[[web.Request], Awaitable[web.StreamResponse]]

    async def __aenter__(self) -> str:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self.handle(request)

        site_app = web.Application()
        site_app.router.add_route("*", "/slack/events", handle)
        self.runner = web.AppRunner(site_app, access_log=None, shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        host, port = self.runner.addresses[0][:2]
        return f"http://{host}:{port}/slack/events"

    async def __aexit__(self, *_: object) -> None:
        await self.runner.cleanup()


def section(text: str, **more: object) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str, action_id: str, **more: object) -> dict[str, object]:
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": label},
        "action_id": action_id,
        **more,
    }


def actions(*elements: object, **more: object) -> dict[str, object]:
    return {"type": "actions", "elements": list(elements), **more}


def field(label: str, element: dict[str, object], **more: object) -> dict[str, object]:
    return {
        "type": "input",
        "label": {"type": "plain_text", "text": label},
        "element": element,
        **more,
    }


def modal(*blocks: object, **more: object) -> dict[str, object]:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Tell your leader"},
        "submit": {"type": "plain_text", "text": "Send it"},
        "callback_id": "raise",
        "blocks": list(blocks),
        **more,
    }
