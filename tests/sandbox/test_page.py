"""The control API: what the page, and any test of an app, does and reads over HTTP."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import App, Channel, Person, Sandbox, Workspace
from slack_sandbox.page import Page, Table

from .conftest import Clock, Machine, actions, button, field, modal, section


class Letters:
    title = "Letters"

    async def table(self) -> Table:
        return Table(["to", "state"], [["Priya", "sent"]], note="One row each.")


@pytest.fixture
def page(clock: Clock, machine: Machine) -> Page:
    return Page(Sandbox(now=clock, machine=machine, ack_seconds=2.0), panels=[Letters()])


@pytest.fixture
async def slack(page: Page) -> AsyncIterator[Sandbox]:
    async with page.slack as sandbox:
        yield sandbox


class Api:
    """The control API as a test of some app would use it."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self.session = session
        self.base = f"{base}api/"

    async def get(self, path: str, **query: str) -> Any:
        async with self.session.get(self.base + path, params=query) as answer:
            return await answer.json()

    async def post(self, path: str, **body: Any) -> Any:
        async with self.session.post(self.base + path, json=body) as answer:
            return await answer.json() | {"status": answer.status}

    async def act(self, who: Person, act: str, **body: Any) -> Any:
        return await self.post(f"people/{who.id}/acts/{act}", **body)

    async def place(self, who: Person, channel: Channel) -> Any:
        seen = await self.get(f"people/{who.id}")
        return next(one for one in seen["places"] if one["id"] == channel.id)


@pytest.fixture
def api(slack: Sandbox, page: Page, session: aiohttp.ClientSession) -> Api:
    return Api(session, page.url)


async def test_it_says_what_is_there(api: Api, app: App, priya: Person, tom: Person) -> None:
    app.commands = [{"command": "/concern", "description": "Say it", "usage_hint": "[what]"}]

    state = await api.get("state")

    assert state["now"] == "2026-03-09T09:30:00+00:00"
    assert state["panels"] == ["Letters"]
    (here,) = state["workspaces"]
    assert here["people"] == [priya.id, tom.id]
    assert here["apps"][0]["commands"] == [
        {"command": "/concern", "description": "Say it", "hint": "[what]"}
    ]
    table = await api.get("panels/0")
    assert table["rows"] == [["Priya", "sent"]] and table["note"] == "One row each."


async def test_what_others_write_is_unread_until_it_is_read(
    api: Api, page: Page, pay: Channel, priya: Person, tom: Person
) -> None:
    await api.act(tom, "say", text="old", channel=pay.id)
    page.all_read()
    assert (await api.place(priya, pay))["unread"] == 0

    said = await api.act(tom, "say", text="look, @priya <b>", channel="#payments")

    assert said["message"]["text"] == f"look, <@{priya.id}> &lt;b>"
    place = await api.place(priya, pay)
    assert (place["unread"], place["mentions"]) == (1, 1)
    assert (await api.place(tom, pay))["unread"] == 0
    await api.post(f"people/{priya.id}/read", channel=pay.id, ts=said["message"]["ts"])
    assert (await api.place(priya, pay))["unread"] == 0


async def test_messages_come_in_pages(api: Api, pay: Channel, tom: Person) -> None:
    for number in range(5):
        await tom.say(f"{number}", pay)

    last = await api.get(f"people/{tom.id}/messages", channel=pay.id, most="2")
    before = await api.get(
        f"people/{tom.id}/messages", channel=pay.id, most="3", before=last["messages"][0]["ts"]
    )

    assert [one["text"] for one in last["messages"]] == ["3", "4"] and last["more"]
    assert [one["text"] for one in before["messages"]] == ["0", "1", "2"] and not before["more"]


async def test_nobody_sees_what_is_not_for_them(
    api: Api, ws: Workspace, client: AsyncWebClient, pay: Channel, priya: Person, tom: Person
) -> None:
    secret = ws.add_channel("secret", members=[priya], private=True)
    await client.chat_postEphemeral(channel=pay.id, user=priya.id, text="for you")

    assert secret.id not in [one["id"] for one in (await api.get(f"people/{tom.id}"))["places"]]
    refused = await api.get(f"people/{tom.id}/messages", channel=secret.id)
    assert refused == {"ok": False, "error": f"there is no {secret.id} here"}
    assert (await api.get(f"people/{tom.id}/messages", channel=pay.id))["messages"] == []
    (only,) = (await api.get(f"people/{priya.id}/messages", channel=pay.id))["messages"]
    assert only["private"] and only["text"] == "for you"


async def test_a_command_a_form_and_a_button_go_to_the_app(
    api: Api, bolt: AsyncApp, client: AsyncWebClient, pay: Channel, priya: Person
) -> None:
    heard: list[Any] = []

    @bolt.command("/concern")
    async def command(ack: Any, body: Any) -> None:
        words = {"type": "plain_text_input", "action_id": "words", "min_length": 3}
        view = modal(field("Your words", words, block_id="words"))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack("Thank you.")

    @bolt.view("raise")
    async def send(ack: Any, view: Any) -> None:
        heard.append(view["state"]["values"]["words"]["words"]["value"])
        await ack()

    @bolt.action("go")
    async def press(ack: Any, action: Any) -> None:
        heard.append(action["value"])
        await ack()

    typed = await api.act(priya, "command", command="/concern", text="x", channel=pay.id)
    assert typed["text"] == "Thank you." and typed["message"]["private"]
    (form,) = (await api.get(f"people/{priya.id}/views"))["modals"]
    assert form["title"] == "Tell your leader" and form["submit"] == "Send it"
    entry = {"block_id": "words", "action_id": "words", "value": "no"}
    short = await api.act(priya, "submit", entries=[entry])
    assert not short["sent"]
    assert short["errors"] == {"Your words": "Must be at least 3 characters."}
    sent = await api.act(priya, "submit", fields={"Your words": "too much"})
    assert sent["sent"] and sent["action"] == "close"

    two = [button("Go", "go", value="1"), button("Go", "go", value="2")]
    rows = [actions(one, block_id=f"row{number}") for number, one in enumerate(two)]
    posted = await client.chat_postMessage(channel=pay.id, text="t", blocks=rows)
    where = {"channel": pay.id, "ts": posted["ts"]}
    unclear = await api.act(priya, "press", where=where, action_id="go")
    assert unclear["status"] == 409 and "is there 2 times" in unclear["error"]
    await api.act(priya, "press", where=where, action_id="go", block_id="row1")
    assert heard == ["too much", "2"]


async def test_what_makes_no_sense_is_refused_with_a_sentence(
    api: Api, app: App, priya: Person
) -> None:
    app.commands = [{"command": "/concern"}]
    nobody = await api.post("people/UNOBODY/acts/say", text="x")
    assert nobody["status"] == 409 and nobody["error"] == "there is no 'UNOBODY' here"
    other = await api.act(priya, "command", command="/other")
    assert other["error"] == "/other is not a valid command here"
    assert (await api.act(priya, "say", text=1))["error"] == "text must be a string"
    assert (await api.act(priya, "dance"))["status"] == 400


async def test_time_goes_forward_only(api: Api, page: Page, clock: Clock, priya: Person) -> None:
    hour = await api.post("time", step="hour")
    assert hour["now"] == "2026-03-09T10:30:00+00:00"
    morning = await api.post("time", step="morning", **{"as": priya.id})
    assert morning["now"] == "2026-03-10T09:00:00+00:00"  # ten in Berlin
    day = await api.post("time", date="2026-03-13", **{"as": priya.id})
    assert day["now"] == "2026-03-13T09:00:00+00:00"
    over = await api.post("time", step="morning", **{"as": priya.id})
    assert over["now"] == "2026-03-16T09:00:00+00:00"
    back = await api.post("time", to="2026-03-12T00:00:00+00:00")
    assert back["status"] == 409 and back["error"] == "time goes forward only"
    assert page.slack.world.now() == datetime(2026, 3, 16, 9, tzinfo=UTC)


async def test_what_comes_while_time_moves_is_listed(
    page: Page, api: Api, client: AsyncWebClient, priya: Person, pay: Channel
) -> None:
    class Rounds:
        async def move(self, to: datetime) -> None:
            await client.chat_postMessage(channel=priya.id, text="How is that situation now?")
            await client.chat_postMessage(channel=pay.id, text="One note, read by two.")

        async def settle(self) -> None: ...

    page.time = Rounds()

    seen, note = (await api.post("time", step="hour"))["seen"]

    assert seen["who"] == priya.id and seen["text"] == "How is that situation now?"
    assert note["channel"] == pay.id


async def test_a_page_is_told_what_to_draw_again(
    api: Api, client: AsyncWebClient, pay: Channel, priya: Person, tom: Person
) -> None:
    async with api.session.get(f"{api.base}events", params={"as": priya.id}) as feed:
        assert feed.content_type == "text/event-stream"

        async def told(kind: str) -> Any:
            while True:
                line = (await feed.content.readline()).decode()
                if line.startswith("data: ") and json.loads(line[6:])["kind"] == kind:
                    return json.loads(line[6:])

        message = await tom.say("hello", pay)
        assert (await told("message"))["message"]["text"] == "hello"
        await priya.react("ear", message)
        assert (await told("message"))["message"]["reactions"] == [
            {"name": "ear", "users": [priya.id]}
        ]
        await client.chat_postEphemeral(channel=pay.id, user=tom.id, text="for Tom alone")
        await tom.delete(message)
        assert (await told("gone"))["ts"] == message.ts
        await client.views_publish(
            user_id=priya.id, view={"type": "home", "blocks": [section("Home")]}
        )
        await told("views")
        await api.post("time", step="hour")
        assert (await told("now"))["now"] == "2026-03-09T10:30:00+00:00"


async def test_what_went_over_the_wire_is_said_in_plain_words(
    api: Api, client: AsyncWebClient, priya: Person
) -> None:
    assert (await api.post("faults", kind="500_after", method="chat.postMessage"))["ok"]
    assert (await api.post("faults", kind="dance"))["status"] == 400
    async with api.session.post(
        f"{client.base_url}chat.postMessage",
        data={"token": client.token, "channel": priya.id, "text": "x"},
    ) as broken:
        assert broken.status == 500

    seen = await api.get("inside")

    assert seen["rows"][0]["what"] == "writes to Priya"
    assert seen["rows"][0]["outcome"] == "done, and yet answered with error 500"
    assert seen["faults"][0]["struck"] == 1
    async with api.session.delete(f"{api.base}faults") as cleared:
        assert cleared.status == 200
    assert (await api.get("inside"))["faults"] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1:1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
async def test_other_pages_are_refused_everywhere(
    api: Api, slack: Sandbox, app: App, pay: Channel, headers: dict[str, str]
) -> None:
    """Its tokens are known to everybody: a page of elsewhere could write with them."""
    async with api.session.post(f"{api.base}time", json={"step": "hour"}, headers=headers) as no:
        assert no.status == 403
        assert "default-src 'none'" in no.headers["Content-Security-Policy"]
    said = {"token": app.bot_token, "channel": pay.id, "text": "from elsewhere"}
    for place in ("api/chat.postMessage", "oauth/v2/authorize"):
        async with api.session.post(
            f"{slack.hooks.base}/{place}", data=said, headers=headers
        ) as no:
            assert no.status == 403
    assert pay.messages == []


async def test_a_link_of_elsewhere_leads_to_the_page_and_to_nothing_behind_it(
    api: Api, page: Page, priya: Person
) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    window, frame = {**link, "Sec-Fetch-Dest": "document"}, {**link, "Sec-Fetch-Dest": "iframe"}
    for address, headers, status in (
        (page.url, window, 200),
        (page.url, frame, 403),
        (f"{api.base}events?as={priya.id}", window, 403),
        (f"{api.base}people/{priya.id}", window, 403),
    ):
        async with api.session.get(address, headers=headers) as answer:
            assert answer.status == status, address


async def test_a_form_of_another_page_is_no_act(api: Api) -> None:
    async with api.session.post(f"{api.base}time", data={"step": "hour"}) as no:
        assert no.status == 415


async def test_the_page_comes_with_a_strict_policy_and_nothing_else_is_served(
    api: Api, page: Page
) -> None:
    async with api.session.get(page.url) as index:
        policy = index.headers["Content-Security-Policy"]
        assert index.status == 200 and index.content_type == "text/html"
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy
    assert "require-trusted-types-for 'script'" in policy
    for name in ("..%2Fweb.py", "web.py", ".", "nothing.js"):
        async with api.session.get(f"{page.url}static/{name}") as no:
            assert no.status == 404
