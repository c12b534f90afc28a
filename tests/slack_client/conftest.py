"""The bot's client against the sandbox, over real HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.slack.answers import open_session
from bot.slack.client import Sender, web_client
from slack_sandbox import Sandbox, Workspace

TOKEN = "xoxb-sandbox"
APP_TOKEN = "xapp-sandbox"


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def acme(slack: Sandbox) -> Workspace:
    workspace = slack.add_workspace("acme", name="Acme")
    workspace.install(bot_token=TOKEN, app_token=APP_TOKEN)
    return workspace


@pytest.fixture
async def sender(slack: Sandbox, acme: Workspace) -> AsyncIterator[Sender]:
    async with open_session(timedelta(seconds=10)) as session:
        yield Sender(web_client(slack.api_url, session, TOKEN))
