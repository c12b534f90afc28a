"""What reaches the app over HTTP: the exact forms, signed, once or again."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import App, Channel, NotPossible, Person, Sandbox, Workspace
from slack_sandbox.payloads import PARTNER

from .conftest import SECRET, actions, button, section, serving


class Listener:
    """A bare receiver: keeps what came and answers as told."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], str]] = []
        self.answers: list[web.Response] = []

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((dict(request.headers), await request.text()))
        return self.answers.pop(0) if self.answers else web.Response()

    def event(self, index: int = -1) -> Any:
        return json.loads(self.requests[index][1])

    def payload(self, index: int = -1) -> Any:
        return json.loads(parse_qs(self.requests[index][1])["payload"][0])


@pytest.fixture
async def listener(app: App) -> AsyncIterator[Listener]:
    one = Listener()
    async with serving(one) as url:
        app.request_url = url
        yield one


async def test_every_delivery_is_signed(listener: Listener, priya: Person) -> None:
    await priya.command("/concern", "hällo")

    headers, body = listener.requests[0]
    verifier = SignatureVerifier(SECRET)
    assert verifier.is_valid_request(body, headers)
    assert not verifier.is_valid_request(body + "x", headers)
    assert not SignatureVerifier("other").is_valid_request(body, headers)


async def test_the_form_of_a_command(
    listener: Listener, priya: Person, app: App, ws: Workspace
) -> None:
    await priya.command("/concern")

    fields = {
        name: value[0]
        for name, value in parse_qs(listener.requests[0][1], keep_blank_values=True).items()
    }
    assert listener.requests[0][0]["Content-Type"] == "application/x-www-form-urlencoded"
    assert fields["text"] == ""
    assert fields["command"] == "/concern"
    assert fields["team_id"] == ws.id
    assert fields["team_domain"] == "acme"
    assert fields["user_name"] == "priya"
    assert fields["channel_id"].startswith("D")
    assert fields["channel_name"] == "directmessage"
    assert fields["is_enterprise_install"] == "false"
    assert fields["api_app_id"] == app.app_id
    assert fields["response_url"].startswith("http")
    assert fields["trigger_id"]
    assert "enterprise_id" not in fields


async def test_the_form_of_an_event(
    listener: Listener, priya: Person, tom: Person, pay: Channel, app: App, ws: Workspace
) -> None:
    await priya.react("ear", await tom.say("x", channel=pay))

    body = listener.event()
    assert listener.requests[0][0]["Content-Type"] == "application/json"
    assert body["type"] == "event_callback"
    assert body["team_id"] == body["context_team_id"] == ws.id
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"] == [
        {
            "enterprise_id": None,
            "team_id": ws.id,
            "user_id": app.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
    ]
    assert body["event_context"] == f"1-reaction_added-{ws.id}-{pay.id}"
    assert body["is_ext_shared_channel"] is False


async def test_the_form_of_a_press(
    listener: Listener, client: AsyncWebClient, priya: Person, app: App
) -> None:
    confirm = {
        "title": {"type": "plain_text", "text": "Sure?"},
        "text": {"type": "plain_text", "text": "It is gone then."},
        "confirm": {"type": "plain_text", "text": "Yes"},
        "deny": {"type": "plain_text", "text": "No"},
    }
    options = [
        {"text": {"type": "plain_text", "text": name}, "value": name} for name in ("Less", "More")
    ]
    await client.chat_postMessage(
        channel=priya.id,
        text="x",
        blocks=[
            section("One", block_id="one"),
            actions(button("Read it", "read", value="1"), block_id="a1"),
            section("Two", block_id="two"),
            actions(
                button("Read it", "read", value="2", style="primary"),
                button("Withdraw", "withdraw", confirm=confirm),
                button("Ask", "ask", url="https://slack.com/app_redirect?team=T1"),
                {"type": "overflow", "action_id": "more", "options": options},
                {"type": "datepicker", "action_id": "day"},
                block_id="a2",
            ),
        ],
    )
    [message] = priya.direct_messages()

    with pytest.raises(NotPossible, match="2 times"):
        await priya.press(message, "Read it")
    await priya.press(message, "Read it", near="Two")
    body = listener.payload()
    assert body["type"] == "block_actions"
    assert body["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel.id,
        "is_ephemeral": False,
    }
    assert body["channel"] == {"id": message.channel.id, "name": "directmessage"}
    assert body["message"]["bot_id"] == app.bot_id
    assert body["user"]["id"] == priya.id
    [action] = body["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("read", "a2", "2")
    assert action["style"] == "primary"
    assert body["state"]["values"]["a2"]["day"]["selected_date"] is None

    await priya.press(message, "Withdraw", confirm=False)
    assert len(listener.requests) == 1
    await priya.press(message, "Withdraw")
    assert listener.payload()["actions"][0]["confirm"]["deny"]["text"] == "No"
    await priya.press(message, "Ask")
    assert priya.opened_urls == ["https://slack.com/app_redirect?team=T1"]
    assert listener.payload()["actions"][0]["action_id"] == "ask"
    await priya.press(message, "Less")
    assert listener.payload()["actions"][0]["selected_option"]["value"] == "Less"
    await priya.choose(message, "more", "More")
    assert listener.payload()["actions"][0]["selected_option"]["value"] == "More"
    await priya.choose(message, "day", "2026-03-12")
    body = listener.payload()
    assert body["actions"][0]["selected_date"] == "2026-03-12"
    assert body["state"]["values"]["a2"]["day"]["selected_date"] == "2026-03-12"


async def test_the_form_of_a_press_on_an_ephemeral(
    listener: Listener, client: AsyncWebClient, priya: Person, pay: Channel
) -> None:
    await client.chat_postEphemeral(
        channel=pay.id, user=priya.id, text="x", blocks=[actions(button("Fine", "fine"))]
    )

    await priya.press(priya.ephemerals()[0], "Fine")

    body = listener.payload()
    assert body["container"]["is_ephemeral"] is True
    assert "message" not in body
    assert body["response_url"]


async def test_an_old_picture_still_has_its_old_buttons(
    listener: Listener, client: AsyncWebClient, priya: Person, slack: Sandbox
) -> None:
    posted = await client.chat_postMessage(
        channel=priya.id, text="x", blocks=[actions(button("Yes", "yes"))]
    )
    before: Any = slack.seen[-1].object
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="moved on")

    await priya.press(before, "Yes")

    assert listener.payload()["actions"][0]["action_id"] == "yes"
    assert listener.payload()["message"]["text"] == "moved on"
    with pytest.raises(NotPossible):
        await priya.press(priya.direct_messages()[0], "Yes")


@pytest.mark.parametrize(
    ("body", "kind", "text", "error"),
    [
        ("", "text/plain", "", None),
        ("Thanks.", "text/plain", "Thanks.", None),
        ('{"text": "Thanks."}', "application/json", "Thanks.", None),
        ('{"blocks": [{"type": "divider"}]}', "application/json", "", None),
        ('{"blocks": [{"type": "card"}]}', "application/json", "", "invalid_command_response"),
        ('{"response_type": "ephemeral"}', "application/json", "", "invalid_command_response"),
        ("{", "application/json", "", "invalid_json"),
    ],
)
async def test_what_a_command_may_answer(
    body: str, kind: str, text: str, error: str | None, listener: Listener, priya: Person
) -> None:
    listener.answers.append(web.Response(text=body, content_type=kind))

    answer = await priya.command("/concern")

    assert (answer.text, answer.error) == (text, error)
    assert (answer.message is not None) == (error is None and body != "")


async def test_in_channel_is_for_everybody(listener: Listener, priya: Person, pay: Channel) -> None:
    listener.answers.append(web.json_response({"text": "Hi all", "response_type": "in_channel"}))

    await priya.command("/concern", channel=pay)

    assert [one.text for one in pay.messages] == ["Hi all"]
    assert priya.ephemerals() == []


@pytest.mark.parametrize("status", [404, 500])
async def test_a_failed_command_is_shown_and_not_repeated(
    status: int, listener: Listener, slack: Sandbox, priya: Person
) -> None:
    listener.answers.append(web.Response(status=status))

    answer = await priya.command("/concern")

    assert answer.error == f"http {status}"
    assert await slack.redeliver() == []


async def test_a_late_command_times_out(app: App, slack: Sandbox, priya: Person) -> None:
    slack.courier.ack_seconds = 0.05
    release = asyncio.Event()

    async def late(request: web.Request) -> web.StreamResponse:
        await release.wait()
        return web.Response(text="too late")

    async with serving(late) as url:
        app.request_url = url
        answer = await priya.command("/concern")
        release.set()

    assert answer.error == "operation_timeout"
    assert answer.message is None


async def test_nobody_listening_is_told(app: App, priya: Person) -> None:
    assert (await priya.command("/concern")).error == "dispatch_failed"
    app.request_url = "http://127.0.0.1:9/"
    assert (await priya.command("/concern")).error == "dispatch_failed"


async def test_a_refused_event_comes_again_three_times(
    listener: Listener, slack: Sandbox, priya: Person, tom: Person, pay: Channel
) -> None:
    listener.answers = [web.Response(status=500) for _ in range(9)]
    await priya.react("ear", await tom.say("x", channel=pay))
    for _ in range(3):
        assert len(await slack.redeliver()) == 1
    assert await slack.redeliver() == []

    numbers = [headers.get("X-Slack-Retry-Num") for headers, _ in listener.requests]
    assert numbers == [None, "1", "2", "3"]
    assert listener.requests[1][0]["X-Slack-Retry-Reason"] == "http_error"
    assert len({listener.event(index)["event_id"] for index in range(4)}) == 1


async def test_no_retry_is_obeyed(
    listener: Listener, slack: Sandbox, priya: Person, tom: Person, pay: Channel
) -> None:
    listener.answers = [web.Response(status=500, headers={"X-Slack-No-Retry": "1"})]
    await priya.react("ear", await tom.say("x", channel=pay))

    assert await slack.redeliver() == []


async def test_events_may_repeat_by_themselves(
    listener: Listener, slack: Sandbox, priya: Person, tom: Person, pay: Channel
) -> None:
    slack.courier.retry_scale = 0.0
    listener.answers = [web.Response(status=500), web.Response(status=503)]

    await priya.react("ear", await tom.say("x", channel=pay))
    await slack.until(lambda: len(slack.deliveries[0].replies) == 3)

    assert [reply.status for reply in slack.deliveries[0].replies] == [500, 503, 200]


async def test_quiet_does_not_wait_for_what_is_repeated_in_a_minute(
    listener: Listener, slack: Sandbox, priya: Person, tom: Person, pay: Channel
) -> None:
    slack.courier.retry_scale = 1.0
    listener.answers = [web.Response(status=404), web.Response(status=404)]

    await priya.react("ear", await tom.say("x", channel=pay))
    await slack.until(lambda: len(slack.deliveries[0].replies) == 2)
    async with asyncio.timeout(10):
        await slack.quiet()


async def test_an_accepted_event_can_be_doubled(
    listener: Listener, slack: Sandbox, priya: Person, tom: Person, pay: Channel
) -> None:
    await priya.react("ear", await tom.say("x", channel=pay))
    await slack.redeliver(slack.deliveries[0], reason="http_timeout")

    assert listener.event(0) == listener.event(1)
    assert listener.requests[1][0]["X-Slack-Retry-Reason"] == "http_timeout"


async def test_events_can_be_held_doubled_and_shuffled(
    listener: Listener, slack: Sandbox, priya: Person, tom: Person, pay: Channel
) -> None:
    message = await tom.say("x", channel=pay)
    names = ["ear", "eyes", "wave"]
    async with slack.hold(repeat=2, shuffle=4) as held:
        for name in names:
            await priya.react(name, message)
        assert listener.requests == []

    assert len(held) == 3
    came = [json.loads(body)["event"]["reaction"] for _, body in listener.requests]
    assert sorted(came) == sorted(names * 2)
    assert came != names * 2


async def test_an_app_hears_only_what_it_subscribed_to_may_and_can(
    listener: Listener, ws: Workspace, slack: Sandbox, app: App, priya: Person, tom: Person
) -> None:
    strange = ws.add_channel("strange", members=[priya, tom], bot_is_member=False)
    here = ws.add_channel("here", members=[priya, tom])
    await priya.react("ear", await tom.say("x", channel=strange))
    await priya.say("<@someone> hello", channel=here)
    await priya.say("hello")
    assert listener.requests == []

    app.events |= {"message.im"}
    await priya.say("hello")
    assert listener.event()["event"]["channel_type"] == "im"
    await priya.say(f"<@{app.bot_user_id}> hello", channel=here)
    assert listener.event()["event"]["type"] == "app_mention"
    app.scopes.remove("reactions:read")
    count = len(listener.requests)
    await priya.react("ear", await tom.say("x", channel=here))
    assert len(listener.requests) == count


async def test_the_workspace_changes_and_the_app_hears(
    listener: Listener, ws: Workspace, slack: Sandbox, app: App, priya: Person, pay: Channel
) -> None:
    private = ws.add_channel("private", members=[priya], private=True)

    async def heard(*change: Any) -> list[Any]:
        listener.requests.clear()
        change[0](*change[1:])
        await slack.quiet()
        return [json.loads(body)["event"] for _, body in listener.requests]

    [event] = await heard(lambda: ws.change(priya, tz="Asia/Kolkata"))
    assert (event["type"], event["user"]["tz"]) == ("user_change", "Asia/Kolkata")
    [event] = await heard(ws.deactivate, priya)
    assert event["user"]["deleted"] is True
    await heard(ws.reactivate, priya)
    [event] = await heard(ws.archive, pay)
    assert (event["type"], event["channel"]) == ("channel_archive", pay.id)
    [event] = await heard(ws.archive, private)
    assert event["type"] == "group_archive"
    ws.unarchive(pay)
    [event] = await heard(ws.leave, pay, priya)
    assert (event["type"], event["user"]) == ("member_left_channel", priya.id)
    [event] = await heard(ws.remove_bot, pay)
    assert event["user"] == app.bot_user_id
    assert await heard(ws.join, pay, priya) == []
    ws.invite_bot(pay)
    old = pay.id
    [event] = await heard(ws.share, pay)
    assert (event["old_channel_id"], event["new_channel_id"]) == (old, pay.id)
    [event] = await heard(ws.delete_channel, pay)
    assert event["type"] == "channel_deleted"
    events = await heard(ws.uninstall)
    assert {event["type"] for event in events} == {"app_uninstalled", "tokens_revoked"}


async def test_strangers_press_and_react_and_do_nothing_else(
    listener: Listener, client: AsyncWebClient, ws: Workspace, priya: Person
) -> None:
    stranger = ws.add_person("stranger", stranger=True)
    shared = ws.add_channel("shared", members=[priya, stranger], shared=True)
    await client.chat_postMessage(
        channel=shared.id, text="x", blocks=[actions(button("Fine", "fine"))]
    )

    with pytest.raises(NotPossible):
        await stranger.command("/concern", channel=shared)
    with pytest.raises(NotPossible):
        await stranger.shortcut("concern_new")
    await stranger.press(shared.messages[0], "Fine")
    assert listener.payload()["user"]["team_id"] == stranger.user.home_team != ws.id
    await stranger.react("ear", shared.messages[0])
    assert listener.event()["is_ext_shared_channel"] is True


async def test_people_can_only_do_what_slack_lets_them(
    listener: Listener, client: AsyncWebClient, ws: Workspace, priya: Person, tom: Person
) -> None:
    room = ws.add_channel("room", members=[tom], private=True)
    message = await tom.say("x", channel=room)
    await client.chat_postMessage(
        channel=tom.id, text="x", blocks=[actions(button("Fine", "fine"))]
    )

    with pytest.raises(NotPossible):
        await priya.say("x", channel=room)
    with pytest.raises(NotPossible):
        await priya.react("ear", message)
    with pytest.raises(NotPossible):
        await priya.press(tom.direct_messages()[0], "Fine")
    public = ws.add_channel("public", members=[tom])
    with pytest.raises(NotPossible):
        await priya.react("ear", await tom.say("x", channel=public))
    await tom.react("ear", message)
    with pytest.raises(NotPossible):
        await tom.react("ear", message)
    with pytest.raises(NotPossible):
        await priya.unreact("ear", message)
    with pytest.raises(NotPossible):
        await priya.press("home", "Fine")
    ws.deactivate(priya)
    with pytest.raises(NotPossible):
        await priya.command("/concern")
    with pytest.raises(NotPossible):
        await priya.open_home()


async def test_an_app_that_was_removed_hears_nothing_more(
    listener: Listener, slack: Sandbox, ws: Workspace, priya: Person, pay: Channel
) -> None:
    ws.uninstall()
    await slack.quiet()
    before = len(slack.deliveries)

    with pytest.raises(NotPossible, match="not installed here any more"):
        await priya.command("/concern", "help", channel=pay)
    with pytest.raises(NotPossible, match="not installed here any more"):
        await priya.shortcut("tell_my_leader")
    await priya.open_home()
    await priya.say("<@U1> hello", pay)

    assert len(slack.deliveries) == before


async def test_an_event_of_a_shared_channel_bears_the_partner_outside_and_ours_within(
    listener: Listener, priya: Person, tom: Person, pay: Channel, ws: Workspace
) -> None:
    pay.shared = True
    await priya.react("ear", await tom.say("x", channel=pay))
    body = listener.event()
    assert body["team_id"] == body["context_team_id"] == PARTNER != ws.id
    assert body["authorizations"][0]["team_id"] == ws.id
    assert body["is_ext_shared_channel"] is True


async def test_a_lost_event_never_comes(
    slack: Sandbox, listener: Listener, priya: Person, tom: Person, pay: Channel
) -> None:
    async with slack.lose() as lost:
        await priya.react("ear", await tom.say("x", channel=pay))
    assert [one.event_type for one in lost] == ["reaction_added"]
    assert await slack.redeliver() == []
    assert listener.requests == []
