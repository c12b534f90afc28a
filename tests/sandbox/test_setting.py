"""A test of some app brings its own people and channels, over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from slack_sandbox import Sandbox, Workspace
from slack_sandbox.page import Page


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox()
    Page(sandbox)
    async with sandbox:
        yield sandbox


async def sent(slack: Sandbox, session: aiohttp.ClientSession, path: str, **body: Any) -> Any:
    url = f"{slack.hooks.base}/_sandbox/api/{path}"
    async with session.post(url, json=body) as answer:
        return answer.status, await answer.json()


async def test_people_and_channels_come_over_http(
    slack: Sandbox, ws: Workspace, session: aiohttp.ClientSession
) -> None:
    other = slack.add_workspace("globex")
    status, dan = await sent(slack, session, "people", handle="dan", tz="Asia/Tokyo", admin=True)
    assert status == 200
    assert dan["person"]["tz"] == "Asia/Tokyo"
    assert ws["dan"].user.admin
    await sent(slack, session, "people", handle="eve", workspace="globex", guest="single")
    assert other["eve"].user.guest == "single"
    status, made = await sent(slack, session, "channels", name="ops", members=["dan"], private=True)
    assert status == 200
    channel = ws.team.channels[made["channel"]]
    assert channel.kind == "private"
    assert channel.has(ws["dan"].user)


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("people", {}, "handle must be given"),
        ("people", {"handle": "ann"}, "exists already"),
        ("people", {"handle": "x", "tz": "Mars/Base"}, "cannot be"),
        ("people", {"handle": "x", "admin": "yes"}, "of the wrong kind"),
        ("people", {"handle": "x", "shoe_size": 42}, "shoe_size is none of"),
        ("people", {"handle": "x", "guest": "a few"}, "multi or single"),
        ("people", {"handle": "x", "workspace": "none"}, "must be one of acme"),
        ("channels", {"name": "ops"}, "exists already"),
        ("channels", {"name": "new", "members": ["nobody"]}, "there is no 'nobody'"),
    ],
)
async def test_what_cannot_be_is_a_sentence_and_changes_nothing(
    slack: Sandbox,
    ws: Workspace,
    session: aiohttp.ClientSession,
    path: str,
    body: dict[str, Any],
    said: str,
) -> None:
    ws.add_person("ann")
    ws.add_channel("ops")
    before = (set(ws.team.users), set(ws.team.channels))
    status, answer = await sent(slack, session, path, **body)
    assert status in (400, 409)
    assert said in answer["error"]
    assert (set(ws.team.users), set(ws.team.channels)) == before
