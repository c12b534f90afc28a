"""The happy paths: what a person does reaches a real Bolt app, and what it answers is seen."""

from datetime import date, timedelta
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import Channel, Person, Sandbox

from .conftest import Clock, actions, button, field, modal, section


async def test_a_command_is_answered_in_private(
    bolt: AsyncApp, priya: Person, tom: Person, pay: Channel
) -> None:
    heard: list[Any] = []

    @bolt.command("/concern")
    async def concern(ack: Any, command: Any) -> None:
        heard.append(command)
        await ack(f"Thank you: {command['text']}")

    answer = await priya.command("/concern", "@tom is <stuck> & tired, see #payments", channel=pay)

    assert answer.status == 200
    assert heard[0]["text"] == (
        f"<@{tom.id}|tom> is &lt;stuck> &amp; tired, see <#{pay.id}|payments>"
    )
    assert heard[0]["channel_name"] == "payments"
    assert answer.message is not None
    assert answer.message.plain() == "Thank you: @Tom Berg is <stuck> & tired, see #payments"
    assert priya.ephemerals(pay) == [answer.message]
    assert tom.ephemerals(pay) == []
    assert pay.messages == []


async def test_a_message_is_posted_pressed_and_redrawn(
    bolt: AsyncApp, client: AsyncWebClient, priya: Person
) -> None:
    @bolt.action("better")
    async def better(ack: Any, body: Any, client: AsyncWebClient) -> None:
        await client.chat_update(
            channel=body["channel"]["id"],
            ts=body["container"]["message_ts"],
            text="Noted",
            blocks=[section("Noted.")],
        )
        await ack()

    await client.chat_postMessage(
        channel=priya.id,
        text="One question",
        blocks=[
            section("Did *this* change anything, _Priya_?", block_id="q"),
            actions(button("Better", "better", value="1"), button("No", "no"), block_id="a"),
        ],
    )
    [message] = priya.direct_messages()
    assert message.plain() == "Did this change anything, Priya?"
    assert message.labels() == ["Better", "No"]

    answer = await priya.press(message, "Better")

    assert answer.ok
    assert message.plain() == "Noted."
    assert message.edited
    assert message.labels() == []


async def test_a_form_is_opened_filled_and_sent(
    bolt: AsyncApp, client: AsyncWebClient, priya: Person, tom: Person, slack: Sandbox
) -> None:
    states: list[Any] = []

    @bolt.command("/concern")
    async def concern(ack: Any, body: Any, client: AsyncWebClient) -> None:
        await client.views_open(
            trigger_id=body["trigger_id"],
            view=modal(
                field(
                    "Your words*",
                    {"type": "plain_text_input", "action_id": "words", "max_length": 20},
                    block_id="words",
                ),
                field(
                    "Who should come back to it?",
                    {"type": "users_select", "action_id": "who"},
                    block_id="who",
                ),
                field("When", {"type": "datepicker", "action_id": "when"}, block_id="when"),
                field(
                    "More",
                    {
                        "type": "checkboxes",
                        "action_id": "more",
                        "options": [
                            {"text": {"type": "plain_text", "text": "Share it"}, "value": "share"}
                        ],
                    },
                    block_id="more",
                    optional=True,
                ),
            ),
        )
        await ack()

    @bolt.view("raise")
    async def sent(ack: Any, view: Any) -> None:
        states.append(view["state"]["values"])
        if len(states) == 1:
            await ack(response_action="errors", errors={"words": "One sentence, please."})
        else:
            await ack(response_action="update", view=modal(section("Thank you."), submit=None))

    await priya.command("/concern")
    assert priya.modal is not None
    assert priya.modal.title == "Tell your leader"
    assert priya.modal.submit_label == "Send it"

    refused = await priya.submit()
    assert not refused.sent
    assert set(refused.errors) == {"Your words*", "Who should come back to it?", "When"}

    await priya.fill(
        {"Your words": "too much", "Who should": tom, "When": date(2026, 3, 12), "Share it": True}
    )
    first = await priya.submit()
    assert first.errors == {"Your words*": "One sentence, please."}
    assert priya.modal.errors == first.errors

    await priya.fill({"words": "too much on call"})
    second = await priya.submit()
    assert second.error == "invalid_response"  # a null submit is not a text object
    assert states[1]["words"]["words"]["value"] == "too much on call"
    assert states[1]["who"]["who"]["selected_user"] == tom.id
    assert states[1]["when"]["when"]["selected_date"] == "2026-03-12"
    assert states[1]["more"]["more"]["selected_options"][0]["value"] == "share"
    await priya.close_modal()
    assert priya.modal is None


async def test_home_is_published_when_it_is_opened(
    bolt: AsyncApp, client: AsyncWebClient, priya: Person, slack: Sandbox
) -> None:
    events: list[Any] = []

    @bolt.event("app_home_opened")
    async def opened(event: Any, client: AsyncWebClient) -> None:
        events.append(event)
        await client.views_publish(
            user_id=event["user"],
            view={
                "type": "home",
                "blocks": [section("What you said"), actions(button("Say something", "say"))],
            },
        )

    pressed: list[Any] = []

    @bolt.action("say")
    async def say(ack: Any, body: Any) -> None:
        pressed.append(body)
        await ack()

    home = await priya.open_home()
    assert home is not None
    assert home.plain() == "What you said"
    assert "view" not in events[0]
    await priya.press("home", "Say something")
    assert pressed[0]["container"]["view_id"] == home.id
    assert "response_url" not in pressed[0]
    assert "channel" not in pressed[0]
    await priya.open_home()
    assert events[1]["view"]["id"] == home.id
    assert [sight.kind for sight in slack.seen] == ["home", "update"]


async def test_reactions_reach_the_app_where_it_is_a_member(
    bolt: AsyncApp, priya: Person, tom: Person, pay: Channel, slack: Sandbox
) -> None:
    heard: list[Any] = []

    @bolt.event("reaction_added")
    @bolt.event("reaction_removed")
    async def reaction(event: Any) -> None:
        heard.append(event)

    message = await tom.say("drowning", channel=pay)
    await priya.react(":ear:", message)
    await priya.unreact("ear", message)

    assert [one["type"] for one in heard] == ["reaction_added", "reaction_removed"]
    assert heard[0]["item"] == {"type": "message", "channel": pay.id, "ts": message.ts}
    assert heard[0]["item_user"] == tom.id
    await slack.quiet()


async def test_shortcuts_open_forms(
    bolt: AsyncApp, client: AsyncWebClient, priya: Person, tom: Person, pay: Channel
) -> None:
    bodies: list[Any] = []

    @bolt.shortcut("concern_new")
    @bolt.shortcut("concern_from_message")
    async def shortcut(ack: Any, body: Any, client: AsyncWebClient) -> None:
        bodies.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=modal(section("Words")))
        await ack()

    message = await tom.say("help", channel=pay)
    assert (await priya.shortcut("concern_new")).ok
    assert (await priya.message_shortcut("concern_from_message", message)).ok

    assert "response_url" not in bodies[0]
    assert bodies[1]["message"]["text"] == "help"
    assert bodies[1]["message_ts"] == message.ts
    assert priya.modal is not None


async def test_a_picture_is_read_as_it_was_when_it_was_seen(
    client: AsyncWebClient, priya: Person, slack: Sandbox, clock: Clock
) -> None:
    tomorrow = int((clock.now + timedelta(days=1)).timestamp())
    await client.chat_postMessage(
        channel=priya.id, text=f"Due <!date^{tomorrow}^{{date_short_pretty}}|soon>"
    )
    clock.now += timedelta(days=1)

    assert slack.seen[0].object.plain() == "Due tomorrow"
    assert priya.direct_messages()[0].plain() == "Due today"
