"""Methods the bot does not call: answered as Slack answers them."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import App, Channel, Person, Sandbox, Workspace

from .conftest import Machine, modal, section
from .test_oauth import code_of

MORE = [
    "channels:history",
    "channels:join",
    "channels:manage",
    "reactions:write",
    "usergroups:read",
    "users.profile:read",
]


@pytest.fixture(autouse=True)
def scopes(app: App) -> None:
    app.scopes += MORE


async def test_a_thread_is_read_with_its_first_message_and_its_counts(
    client: AsyncWebClient, priya: Person, tom: Person, pay: Channel
) -> None:
    first = await priya.say("Who is on call?", pay)
    for who, words in ((tom, "I was"), (priya, "Again?"), (tom, "Again.")):
        await who.say(words, pay, thread=first)
    whole: Any = await client.conversations_replies(channel=pay.id, ts=first.ts)
    assert [one["text"] for one in whole["messages"]] == [
        "Who is on call?", "I was", "Again?", "Again.",
    ]  # fmt: skip
    assert whole["messages"][0]["reply_count"] == 3
    assert whole["messages"][0]["reply_users_count"] == 2
    page: Any = await client.conversations_replies(channel=pay.id, ts=first.ts, limit=1)
    assert page["has_more"]
    assert len(page["messages"]) == 2
    alone: Any = await client.conversations_history(channel=pay.id)
    assert len(alone["messages"]) == 1
    assert await code_of(client.conversations_replies(channel=pay.id, ts="1.1")) == (
        "thread_not_found"
    )


async def test_channels_are_listed_by_kind_and_by_who_may_see_them(
    client: AsyncWebClient, ws: Workspace, app: App, priya: Person, pay: Channel
) -> None:
    secret = ws.add_channel("secret", members=[priya], private=True, bot_is_member=False)
    known = ws.add_channel("known", members=[priya], private=True)
    open_ = ws.add_channel("open", members=[priya], bot_is_member=False)
    old = ws.add_channel("old", archived=True)

    async def names(**query: Any) -> set[str]:
        return {one["name"] for one in (await client.conversations_list(**query))["channels"]}

    assert await names() == {"payments", "open", "old"}
    assert await names(exclude_archived=True) == {"payments", "open"}
    assert await names(types="private_channel") == {known.name}
    mine: Any = await client.users_conversations(user=priya.id, types="public_channel")
    assert {one["name"] for one in mine["channels"]} == {pay.name, open_.name}
    assert await code_of(client.conversations_list(types="everything")) == "invalid_types"
    app.scopes.remove("groups:read")
    with pytest.raises(SlackApiError) as caught:
        await client.conversations_list(types="private_channel")
    assert caught.value.response["needed"] == "groups:read"
    assert secret.id not in {one.id for one in (old, known)}


async def test_an_app_joins_a_public_channel_and_no_other(
    client: AsyncWebClient, ws: Workspace, app: App, priya: Person
) -> None:
    public = ws.add_channel("open", members=[priya], bot_is_member=False)
    private = ws.add_channel("known", members=[priya], private=True)
    assert (await client.conversations_join(channel=public.id))["channel"]["is_member"]
    assert public.has(app.user)
    assert (await client.conversations_join(channel=public.id))["warning"] == "already_in_channel"
    assert await code_of(client.conversations_join(channel=private.id)) == (
        "method_not_supported_for_channel_type"
    )
    ws.archive(public)
    assert await code_of(client.conversations_join(channel=public.id)) == "is_archived"
    ws.unarchive(public)
    await client.conversations_leave(channel=public.id)
    assert not public.has(app.user)
    assert (await client.conversations_leave(channel=public.id))["not_in_channel"]


async def test_an_app_sets_an_emoji_once_and_takes_back_its_own(
    client: AsyncWebClient, priya: Person, pay: Channel
) -> None:
    said = await priya.say("Done.", pay)
    here = {"channel": pay.id, "timestamp": said.ts}
    await client.reactions_add(**here, name="eyes")
    assert [one.bot for one in said.reactions["eyes"]] == [True]
    assert await code_of(client.reactions_add(**here, name="eyes")) == "already_reacted"
    assert await code_of(client.reactions_add(**here, name="No Such")) == "invalid_name"
    gone = {**here, "timestamp": "1.1"}
    assert await code_of(client.reactions_add(**gone, name="eyes")) == "message_not_found"
    for number in range(22):
        await client.reactions_add(**here, name=f"e{number}")
    assert await code_of(client.reactions_add(**here, name="more")) == "too_many_reactions"
    await client.reactions_remove(**here, name="eyes")
    assert "eyes" not in said.reactions
    assert await code_of(client.reactions_remove(**here, name="eyes")) == "no_reaction"


async def test_who_is_who(
    client: AsyncWebClient, ws: Workspace, app: App, priya: Person, tom: Person
) -> None:
    ws.change(priya, status_text="on call")
    assert (await client.users_profile_get(user=priya.id))["profile"]["status_text"] == "on call"
    assert (await client.bots_info(bot=app.bot_id))["bot"]["app_id"] == app.app_id
    assert await code_of(client.bots_info(bot="B1")) == "bot_not_found"
    quiet: Any = await client.dnd_teamInfo(users=[priya.id, tom.id])
    assert set(quiet["users"]) == {priya.id, tom.id}
    many = ["U1"] * 51
    assert await code_of(client.dnd_teamInfo(users=many)) == "too_many_users"
    assert (await client.usergroups_list())["usergroups"] == []
    assert await code_of(client.usergroups_users_list(usergroup="S1")) == "no_such_subteam"


async def test_blocks_are_validated_without_a_token(slack: Sandbox, client: AsyncWebClient) -> None:
    client.token = None

    async def validated(**body: object) -> Any:
        return await client.api_call("blocks.validate", json=body)

    assert (await validated(blocks=[section("x")]))["ok"]
    assert (await validated(view=modal(section("x"))))["ok"]
    assert (await validated(message={"text": "x", "blocks": [section("x")]}))["ok"]
    with pytest.raises(SlackApiError) as caught:
        await validated(blocks=[section("x"), {"type": "header"}, section("")])
    answer: Any = caught.value.response.data
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [
        {
            "code": "missing_field",
            "message": "missing required field: text",
            "pointer": "/1",
            "field": "text",
        },
        {
            "code": "failed_constraint",
            "message": "must be more than 0 characters",
            "pointer": "/2/text/text",
        },
    ]
    assert await code_of(validated(blocks=[], view={})) == "invalid_arguments"


async def test_each_method_has_its_tier_where_limits_are_enforced(
    slack: Sandbox, client: AsyncWebClient, priya: Person, machine: Machine
) -> None:
    slack.limits.tiers = "enforce"
    for _ in range(20):
        await client.users_list()
    with pytest.raises(SlackApiError) as caught:
        await client.users_list()
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "60"
    assert (await client.users_info(user=priya.id))["ok"]  # another method is another count
    machine.seconds += 61
    assert (await client.users_list())["ok"]


async def test_what_slack_has_and_the_sandbox_has_not_is_said(client: AsyncWebClient) -> None:
    later = client.api_call("chat.scheduleMessage", json={"channel": "C1", "text": "x"})
    assert await code_of(later) == "not_in_the_sandbox"
    assert await code_of(client.api_call("chat.shout")) == "unknown_method"
