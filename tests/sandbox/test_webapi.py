"""The Web API says no where Slack says no, and in its order."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import App, Channel, Person, Sandbox, Workspace
from tests.sandbox.api_answers import code, refused

from .conftest import Clock, section


async def test_the_token_is_checked_first(
    slack: Sandbox, client: AsyncWebClient, app: App, ws: Workspace, session: aiohttp.ClientSession
) -> None:
    assert await code(client.api_call("chat.shout")) == "unknown_method"
    async with session.post(slack.api_url + "auth.test") as answer:
        assert await answer.json() == {"ok": False, "error": "not_authed"}
    assert await code(client.auth_test(token="xoxb-other")) == "invalid_auth"
    assert await code(client.apps_connections_open(app_token=app.bot_token)) == (
        "not_allowed_token_type"
    )
    app.state = "revoked"
    assert await code(client.auth_test()) == "token_revoked"
    app.state = "uninstalled"
    assert await code(client.auth_test()) == "account_inactive"


async def test_auth_test_names_the_scopes(client: AsyncWebClient, app: App, ws: Workspace) -> None:
    answer = await client.auth_test()

    assert answer["team_id"] == ws.id
    assert answer["user_id"] == app.bot_user_id
    assert answer["bot_id"] == app.bot_id
    assert answer.headers["x-oauth-scopes"].split(",") == app.scopes


async def test_a_missing_scope_is_named(client: AsyncWebClient, app: App, priya: Person) -> None:
    app.scopes = ["commands"]

    answer = await refused(client.chat_postMessage(channel=priya.id, text="hello"))

    assert answer["error"] == "missing_scope"
    assert answer["needed"] == "chat:write"
    assert answer["provided"] == "commands"


@pytest.mark.parametrize("how", ["json", "form", "query"])
async def test_arguments_come_in_three_ways(
    how: str, slack: Sandbox, app: App, priya: Person, session: aiohttp.ClientSession
) -> None:
    given = {"channel": priya.id, "text": "hello", "blocks": '[{"type":"divider"}]'}
    way = {"json": "json", "form": "data", "query": "params"}[how]

    async with session.post(
        slack.api_url + "chat.postMessage",
        headers={"Authorization": f"Bearer {app.bot_token}"},
        **{way: given},
    ) as answer:
        body = await answer.json()

    assert body["ok"], body
    assert body["message"]["blocks"][0]["type"] == "divider"


@pytest.mark.parametrize(
    ("body", "says"), [("{", "invalid_json"), ("[1]", "json_not_object")], ids=["half", "list"]
)
async def test_a_body_must_be_an_object(
    body: str, says: str, slack: Sandbox, app: App, session: aiohttp.ClientSession
) -> None:
    async with session.post(
        slack.api_url + "auth.test", data=body, headers={"Content-Type": "application/json"}
    ) as answer:
        assert (await answer.json())["error"] == says


async def test_messages_go_only_where_the_app_may_write(
    client: AsyncWebClient, ws: Workspace, app: App, priya: Person, tom: Person
) -> None:
    strange = ws.add_channel("strange", members=[priya], bot_is_member=False)
    secret = ws.add_channel("secret", members=[priya], private=True, bot_is_member=False)
    closed = ws.add_channel("closed", members=[priya], archived=True)
    bot = ws.add_person("helper", bot=True)
    gone = ws.add_person("gone", deleted=True)
    other = ws.sandbox.add_workspace("other").add_person("elsewhere")
    ws.sandbox.workspaces["other"].install()

    async def post(channel: str, **more: Any) -> str:
        return await code(client.chat_postMessage(channel=channel, text="hello", **more))

    assert await post("C0NOWHERE") == "channel_not_found"
    assert await post(secret.id) == "channel_not_found"
    assert await post(strange.id) == "not_in_channel"
    assert await post(closed.id) == "is_archived"
    assert await post(bot.id) == "cannot_dm_bot"
    assert await post(gone.id) == "user_disabled"
    assert await post(other.id) == "channel_not_found"
    assert await post(priya.id, blocks=[{"type": "card"}]) == ("invalid_blocks")
    assert await post(priya.id, thread_ts="1.000001") == "thread_not_found"
    app.messages_tab = False
    assert await post(priya.id) == "messages_tab_disabled"
    app.scopes.append("chat:write.public")
    assert (await client.chat_postMessage(channel=strange.id, text="hello"))["ok"]


async def test_a_message_comes_back_as_it_was_kept(
    client: AsyncWebClient, app: App, priya: Person
) -> None:
    metadata = {"event_type": "heard_delivery", "event_payload": {"id": "7"}}

    answer = await client.chat_postMessage(
        channel=priya.id,
        text="hello",
        blocks=[section("hello")],
        metadata=metadata,
        unfurl_links=False,
        unfurl_media=False,
        client_msg_id="7f1e",
    )

    assert answer["channel"].startswith("D")
    assert answer["message"]["metadata"] == metadata
    assert answer["message"]["bot_id"] == app.bot_id
    assert answer["message"]["blocks"][0]["block_id"]
    found = await client.conversations_history(
        channel=answer["channel"], include_all_metadata=True, latest=answer["ts"], inclusive=True
    )
    assert found["messages"][0]["metadata"] == metadata
    bare = await client.conversations_history(channel=answer["channel"])
    assert "metadata" not in bare["messages"][0]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x", "blocks": "nonsense"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": '{"type":"divider"}'}, "invalid_blocks_format"),
        ({"text": "x", "blocks": '[{"type":"section"}]'}, "invalid_blocks"),
        ({"text": "x", "metadata": "nonsense"}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "e"}}, "invalid_metadata_schema"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"text": "x", "attachments": [{"text": "y"}]}, "invalid_attachments"),
        ({"text": ["x"]}, "invalid_arguments"),
    ],
)
async def test_what_a_message_may_not_be(
    given: dict[str, Any], says: str, client: AsyncWebClient, priya: Person
) -> None:
    call = client.api_call("chat.postMessage", json={"channel": priya.id, **given})

    assert await code(call) == says
    assert priya.direct_messages() == []


async def test_the_pointer_says_where_a_block_is_wrong(
    client: AsyncWebClient, priya: Person
) -> None:
    answer = await refused(
        client.chat_postMessage(channel=priya.id, text="x", blocks=[section("x"), section("")])
    )

    says = "must be more than 0 characters [json-pointer:/blocks/1/text/text]"
    assert answer["errors"] == [says]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {says}"]


async def test_long_text_is_cut_when_posted_and_refused_when_updated(
    client: AsyncWebClient, priya: Person
) -> None:
    posted = await client.chat_postMessage(channel=priya.id, text="x" * 40_001)

    assert len(priya.direct_messages()[0].text) == 40_000
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    assert await code(client.chat_update(**place, text="x" * 4_001)) == "msg_too_long"


async def test_updating_follows_slacks_rules(
    client: AsyncWebClient, priya: Person, pay: Channel, ws: Workspace
) -> None:
    posted = await client.chat_postMessage(
        channel=priya.id,
        text="x",
        blocks=[section("x")],
        metadata={"event_type": "e", "event_payload": {}},
    )
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    [message] = priya.direct_messages()

    assert await code(client.chat_update(**{**place, "channel": priya.id}, text="y")) == (
        "channel_not_found"
    )
    assert await code(client.chat_update(**{**place, "ts": "1.000001"}, text="y")) == (
        "message_not_found"
    )
    said = await priya.say("mine", channel=pay)
    assert await code(client.chat_update(channel=pay.id, ts=said.ts, text="y")) == (
        "cant_update_message"
    )
    assert await code(client.chat_delete(channel=pay.id, ts=said.ts)) == "cant_delete_message"
    await client.chat_update(**place, text="plain now")
    assert message.blocks == []
    assert message.metadata
    await client.chat_update(**place, text="plain now", metadata={})
    assert message.metadata is None
    rich = [
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
            ],
        }
    ]
    await client.chat_update(**place, text="rich", blocks=rich)
    assert await code(client.chat_update(**place, text="x", blocks=[section("x")])) == (
        "block_mismatch"
    )
    posted = await client.chat_postMessage(channel=pay.id, text="x")
    ws.archive(pay)
    assert await code(client.chat_update(channel=pay.id, ts=posted["ts"], text="y")) == (
        "is_inactive"
    )


async def test_deleting_takes_it_from_everybodys_eyes(
    client: AsyncWebClient, priya: Person, slack: Sandbox
) -> None:
    posted = await client.chat_postMessage(channel=priya.id, text="x")

    await client.chat_delete(channel=posted["channel"], ts=posted["ts"])

    assert priya.direct_messages() == []
    assert [sight.kind for sight in slack.seen] == ["message", "gone"]


async def test_an_ephemeral_is_for_one_member(
    client: AsyncWebClient, ws: Workspace, priya: Person, tom: Person, pay: Channel
) -> None:
    maria = ws.add_person("maria")
    strange = ws.add_channel("strange", members=[priya], bot_is_member=False)

    posted = await client.chat_postEphemeral(channel=pay.id, user=priya.id, text="psst")

    assert [one.text for one in priya.ephemerals(pay)] == ["psst"]
    assert tom.ephemerals(pay) == []
    assert pay.messages == []
    update = client.chat_update(channel=pay.id, ts=posted["message_ts"], text="y")
    assert await code(update) == "message_not_found"
    assert await code(client.chat_postEphemeral(channel=pay.id, user=maria.id, text="psst")) == (
        "user_not_in_channel"
    )
    assert await code(
        client.chat_postEphemeral(channel=strange.id, user=priya.id, text="psst")
    ) == ("not_in_channel")
    priya.reload()
    assert priya.ephemerals(pay) == []


async def test_permalinks_only_where_the_app_is(
    client: AsyncWebClient, ws: Workspace, priya: Person, pay: Channel
) -> None:
    strange = ws.add_channel("strange", members=[priya], bot_is_member=False)
    there = await priya.say("x", channel=pay)
    elsewhere = await priya.say("x", channel=strange)

    answer = await client.chat_getPermalink(channel=pay.id, message_ts=there.ts)

    digits = there.ts.replace(".", "")
    assert answer["permalink"] == f"https://acme.slack.com/archives/{pay.id}/p{digits}"
    call = client.chat_getPermalink(channel=strange.id, message_ts=elsewhere.ts)
    assert await code(call) == "channel_not_found"
    await priya.delete(there)
    call = client.chat_getPermalink(channel=pay.id, message_ts=there.ts)
    assert await code(call) == "message_not_found"


async def test_people_are_described_as_slack_does(
    client: AsyncWebClient, ws: Workspace, pay: Channel, clock: Clock
) -> None:
    guest = ws.add_person("guest", guest="single", tz="Asia/Kolkata", locale="de-DE")
    stranger = ws.add_person("stranger", stranger=True)

    user = (await client.users_info(user=guest.id, include_locale=True))["user"]

    assert user["is_restricted"] is user["is_ultra_restricted"] is True
    assert user["tz_offset"] == 19_800
    assert user["locale"] == "de-DE"
    assert "locale" not in (await client.users_info(user=guest.id))["user"]
    assert await code(client.users_info(user=stranger.id)) == "user_not_visible"
    shared = ws.add_channel("shared", members=[stranger], shared=True)
    user = (await client.users_info(user=stranger.id, include_locale=True))["user"]
    assert user["is_stranger"] is True
    assert user["team_id"] != ws.id
    assert "locale" not in user
    assert await code(client.users_info(user="U0NOBODY")) == "user_not_found"
    info = await client.conversations_info(channel=shared.id, include_num_members=True)
    assert info["channel"]["is_ext_shared"] is True
    assert info["channel"]["num_members"] == 2
    ws.deactivate(guest)
    user = (await client.users_info(user=guest.id))["user"]
    assert user["deleted"] is True
    assert "tz" not in user
