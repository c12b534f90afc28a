"""Conversations, files, limits and lists say no where Slack says no."""

import json
from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import App, Channel, Person, Sandbox, Workspace
from tests.sandbox.api_answers import code, refused

from .conftest import Clock, Machine, client_for


async def test_lists_come_by_pages(
    client: AsyncWebClient, ws: Workspace, pay: Channel, priya: Person, app: App
) -> None:
    ids: list[str] = []
    cursor = None
    while cursor != "":
        page = await client.users_list(limit=2, cursor=cursor)
        ids += [one["id"] for one in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]

    assert sorted(ids) == sorted(ws.team.users)
    first = await client.conversations_members(channel=pay.id, limit=2)
    rest = await client.conversations_members(
        channel=pay.id, cursor=first["response_metadata"]["next_cursor"]
    )
    assert {*first["members"], *rest["members"]} == {one.id for one in pay.members}
    assert await code(client.users_list(cursor="nonsense")) == "invalid_cursor"
    assert await code(client.users_list(limit=5000)) == "invalid_limit"


async def test_scopes_are_per_kind_of_conversation(
    client: AsyncWebClient, ws: Workspace, app: App, priya: Person, pay: Channel
) -> None:
    private = ws.add_channel("private", members=[priya], private=True)
    app.scopes.remove("groups:read")

    assert (await client.conversations_info(channel=pay.id))["channel"]["name"] == "payments"
    answer = await refused(client.conversations_info(channel=private.id))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:read")
    answer = await refused(client.conversations_history(channel=pay.id))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")


async def test_opening_a_direct_message(
    client: AsyncWebClient, ws: Workspace, priya: Person, tom: Person
) -> None:
    gone = ws.add_person("gone", deleted=True)

    first = await client.conversations_open(users=priya.id, return_im=True)
    again = await client.conversations_open(users=[priya.id])

    assert first["channel"]["user"] == priya.id
    assert again["channel"]["id"] == first["channel"]["id"]
    assert again["already_open"] is True
    assert await code(client.conversations_open(users=gone.id)) == "user_disabled"
    assert await code(client.conversations_open(users="U0NOBODY")) == "user_not_found"
    assert await code(client.conversations_open(users=[priya.id, tom.id])) == "missing_scope"
    assert await code(client.conversations_open(users=tom.id, prevent_creation=True)) == (
        "channel_not_found"
    )


async def test_quiet_hours(
    client: AsyncWebClient, ws: Workspace, priya: Person, clock: Clock
) -> None:
    assert (await client.dnd_info(user=priya.id))["dnd_enabled"] is False
    start = clock.now + timedelta(hours=9)
    ws.change(priya, dnd=(start, start + timedelta(hours=10)))

    answer = await client.dnd_info(user=priya.id)

    assert answer["next_dnd_start_ts"] == int(start.timestamp())
    assert answer["next_dnd_end_ts"] - answer["next_dnd_start_ts"] == 36_000


async def test_reactions_can_be_read(
    client: AsyncWebClient, priya: Person, tom: Person, pay: Channel, ws: Workspace
) -> None:
    message = await tom.say("drowning", channel=pay)
    await priya.react("ear", message)

    answer = await client.reactions_get(channel=pay.id, timestamp=message.ts)

    assert answer["message"]["reactions"] == [{"name": "ear", "users": [priya.id], "count": 1}]
    assert await code(client.reactions_get(channel=pay.id, timestamp="1.1")) == (
        "message_not_found"
    )
    assert (await client.team_info())["team"]["domain"] == "acme"


async def test_a_file_is_asked_for_sent_and_completed(
    client: AsyncWebClient, slack: Sandbox, priya: Person
) -> None:
    dm = (await client.conversations_open(users=priya.id))["channel"]["id"]

    answer = await client.files_upload_v2(
        content=b"everything about you", filename="data.txt", channel=dm, initial_comment="Here."
    )

    [message] = priya.direct_messages()
    assert message.text == "Here."
    assert slack.files[message.files[0]["id"]] == b"everything about you"
    assert answer["files"][0]["id"] == message.files[0]["id"]
    again = client.files_completeUploadExternal(files=[{"id": answer["files"][0]["id"]}])
    assert await code(again) == "file_not_found"


async def test_files_are_introduced_by_blocks_or_a_comment_and_go_to_no_persons_id(
    client: AsyncWebClient, slack: Sandbox, priya: Person
) -> None:
    dm = (await client.conversations_open(users=priya.id))["channel"]["id"]
    named = []
    async with aiohttp.ClientSession() as session:
        for name in ("a.html", "b.json"):
            place = await client.files_getUploadURLExternal(filename=name, length=4)
            unsent = client.files_completeUploadExternal(files=[{"id": place["file_id"]}])
            assert await code(unsent) == "file_not_found", "no bytes have come"
            async with session.post(place["upload_url"], data=b"12345") as answer:
                assert answer.status == 400, "it was to be four"
            async with session.post(place["upload_url"], data=b"1234") as answer:
                assert answer.status == 200
            named.append({"id": place["file_id"], "title": f"The {name}"})
    to_a_person = client.files_completeUploadExternal(files=named, channel_id=priya.id)
    assert await code(to_a_person) == "invalid_arguments"
    blocks = [{"type": "section", "block_id": "mine", "text": {"type": "mrkdwn", "text": "Here."}}]

    answer = await client.files_completeUploadExternal(
        files=named, channel_id=dm, blocks=json.dumps(blocks)
    )

    [message] = priya.direct_messages()
    assert [file["title"] for file in message.files] == ["The a.html", "The b.json"]
    assert message.blocks[0]["block_id"] == "mine"
    assert "ts" not in answer.data, "Slack does not say where it stands"
    priya.user.deleted = True
    gone = client.files_completeUploadExternal(files=named, channel_id=dm)
    assert await code(gone) == "user_disabled"


async def test_one_message_a_second_is_counted_or_enforced(
    slack: Sandbox, client: AsyncWebClient, priya: Person, tom: Person, machine: Machine
) -> None:
    slack.limits.messages = "count"
    await client.chat_postMessage(channel=priya.id, text="1")
    await client.chat_postMessage(channel=priya.id, text="2")
    await client.chat_postMessage(channel=tom.id, text="1")
    assert len(slack.limits.violations) == 1

    slack.limits.messages = "enforce"
    machine.seconds += 1
    await client.chat_postMessage(channel=priya.id, text="3")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=priya.id, text="4")

    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    assert len(priya.direct_messages()) == 3


async def test_a_workspace_takes_so_many_messages_a_minute(
    slack: Sandbox, client: AsyncWebClient, priya: Person, machine: Machine
) -> None:
    slack.limits.per_workspace = 2
    await client.chat_postMessage(channel=priya.id, text="1")
    machine.seconds += 10
    await client.chat_postMessage(channel=priya.id, text="2")
    answer = await refused(client.chat_postMessage(channel=priya.id, text="3"))
    assert answer["error"] == "ratelimited"
    machine.seconds += 50
    await client.chat_postMessage(channel=priya.id, text="3")


async def test_history_may_be_rationed(
    slack: Sandbox, client: AsyncWebClient, priya: Person, machine: Machine
) -> None:
    for number in range(20):
        posted = await client.chat_postMessage(channel=priya.id, text=str(number))
    slack.limits.history = "enforce"

    page = await client.conversations_history(channel=posted["channel"], limit=100)

    assert len(page["messages"]) == 15
    assert page["messages"][0]["text"] == "19"
    assert page["has_more"] is True
    answer = await refused(client.conversations_history(channel=posted["channel"]))
    assert answer["error"] == "ratelimited"


async def test_two_workspaces_know_nothing_of_each_other(
    slack: Sandbox, client: AsyncWebClient, priya: Person, session: aiohttp.ClientSession
) -> None:
    other = slack.add_workspace("other")
    theirs = other.install()
    maria = other.add_person("maria")
    second = client_for(slack, theirs, session)

    await second.chat_postMessage(channel=maria.id, text="hello")

    assert await code(second.chat_postMessage(channel=priya.id, text="x")) == "channel_not_found"
    assert await code(client.users_info(user=maria.id)) == "user_not_found"
    assert [call.workspace for call in slack.calls_of("chat.postMessage")] == [
        other.id,
        other.id,
    ]


async def test_every_call_is_logged(
    slack: Sandbox, client: AsyncWebClient, priya: Person, clock: Clock
) -> None:
    await client.chat_postMessage(channel=priya.id, text="hello")
    await code(client.users_info(user="U0NOBODY"))

    first, second = slack.calls
    assert (first.method, first.outcome, first.done) == ("chat.postMessage", "ok", True)
    assert first.args["text"] == "hello"
    assert first.at == clock.now
    assert (second.outcome, second.done) == ("user_not_found", False)
    assert "token" not in first.args


async def test_a_named_message_goes_to_slackbots_conversation(
    client: AsyncWebClient, app: App, priya: Person, slack: Sandbox
) -> None:
    assert await code(client.chat_postMessage(channel=priya.id, text="x", username="Boss")) == (
        "missing_scope"
    )
    app.scopes.append("chat:write.customize")

    await client.chat_postMessage(channel=priya.id, text="x", username="Boss")

    assert priya.direct_messages() == []
    assert slack.seen[-1].where != ""


async def test_message_times_differ_and_follow_the_clock(
    client: AsyncWebClient, priya: Person, clock: Clock
) -> None:
    stamps = [(await client.chat_postMessage(channel=priya.id, text="x"))["ts"] for _ in range(3)]
    assert stamps == sorted(set(stamps))
    assert stamps[0].startswith(f"{int(clock.now.timestamp())}.")
    clock.now += timedelta(days=1)
    later = (await client.chat_postMessage(channel=priya.id, text="x"))["ts"]
    assert later == f"{int(clock.now.timestamp())}.000000"
