"""Elements the bot does not use: drawn, entered and refused as Slack does it all the same."""

from datetime import UTC, datetime
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import App, Channel, NotPossible, Person, Sandbox
from slack_sandbox.blocks import check_blocks

from .conftest import actions, field, modal, section

SOON = int(datetime(2026, 3, 12, 9, 0, tzinfo=UTC).timestamp())


def element(kind: str, **more: object) -> dict[str, object]:
    return {"type": kind, "action_id": "a", **more}


@pytest.mark.parametrize(
    ("block", "surface", "wrong"),
    [
        (actions(element("datetimepicker", initial_date_time=SOON)), "message", None),
        (field("When?", element("datetimepicker")), "modal", None),
        (section("x", accessory=element("datetimepicker")), "message", "unsupported type"),
        (
            actions(element("datetimepicker", placeholder={"type": "plain_text", "text": "x"})),
            "message",
            "invalid additional property: placeholder",
        ),
        (actions(element("datetimepicker", initial_date_time=12)), "message", "greater than or"),
        (section("x", accessory=element("external_select", min_query_length=0)), "home", None),
        (actions(element("multi_external_select", max_selected_items=2)), "message", None),
        (actions(element("external_select", options=[])), "message", "invalid additional property"),
        (actions(element("rich_text_input")), "message", None),
        (
            field("Say", element("rich_text_input", initial_value={"type": "rich_text"})),
            "modal",
            "missing required field: elements",
        ),
        (section("x", accessory=element("rich_text_input")), "modal", "unsupported type"),
        (field("File", element("file_input", max_files=10)), "modal", None),
        (field("File", element("file_input", max_files=11)), "modal", "less than or equal to 10"),
        (field("File", element("file_input")), "message", "file_input is only for modals"),
        (actions(element("file_input")), "modal", "unsupported type"),
    ],
)
def test_each_stands_where_slack_lets_it_stand(
    block: dict[str, object], surface: Any, wrong: str | None
) -> None:
    problems = check_blocks([block], surface)
    assert (problems == []) if wrong is None else any(wrong in one for one in problems), problems


async def test_what_is_entered_in_them_reaches_the_app(
    bolt: AsyncApp, slack: Sandbox, app: App, client: AsyncWebClient, priya: Person, pay: Channel
) -> None:
    sent: list[Any] = []

    @bolt.view("raise")
    async def submitted(ack: Any, body: Any) -> None:
        sent.append(body)
        await ack()

    @bolt.options("service")
    async def offer(ack: Any, payload: Any) -> None:
        names = [name for name in ("payments", "payroll", "search") if payload["value"] in name]
        await ack(
            options=[{"text": {"type": "plain_text", "text": one}, "value": one} for one in names]
        )

    await client.views_open(
        trigger_id=slack.hooks.trigger(app, priya.user),
        view=modal(
            field("When?", element("datetimepicker"), block_id="when"),
            field("Words", element("rich_text_input"), block_id="words"),
            field("Which?", {"type": "external_select", "action_id": "service"}, block_id="which"),
            field("Proof", element("file_input", filetypes=["png"]), block_id="proof"),
            field(
                "Where?",
                element("conversations_select", response_url_enabled=True),
                block_id="where",
            ),
        ),
    )
    assert await priya.look_up("modal", "service", "pa") == []  # fewer than three characters
    offered = await priya.look_up("modal", "service", "pay")
    assert [one["value"] for one in offered] == ["payments", "payroll"]
    with pytest.raises(NotPossible, match="look its options up"):
        await priya.fill({"Which?": "payments"})
    with pytest.raises(NotPossible, match="png only"):
        await priya.fill({"Proof": "notes.txt"})
    with pytest.raises(NotPossible, match="10 MB"):
        await priya.fill({"Proof": {"name": "a.png", "size": 11 * 1024 * 1024}})
    await priya.fill(
        {
            "When?": datetime(2026, 3, 12, 9, 0, tzinfo=UTC),
            "Words": "on call",
            "Which?": offered[1],
            "Proof": ["pager.png"],
            "Where?": pay,
        }
    )
    assert (await priya.submit()).ok

    values = sent[0]["view"]["state"]["values"]
    assert values["when"]["a"]["selected_date_time"] == SOON
    assert values["words"]["a"]["rich_text_value"]["type"] == "rich_text"
    assert values["which"]["service"]["selected_option"]["value"] == "payroll"
    assert values["proof"]["a"]["files"][0]["name"] == "pager.png"
    assert [one["channel_id"] for one in sent[0]["response_urls"]] == [pay.id]


async def test_options_that_are_none_are_not_shown(
    bolt: AsyncApp, app: App, client: AsyncWebClient, priya: Person
) -> None:
    @bolt.options("service")
    async def offer(ack: Any) -> None:
        await ack(options=[{"text": {"type": "plain_text", "text": "x" * 76}, "value": "x"}])

    menu = {"type": "external_select", "action_id": "service", "min_query_length": 0}
    await client.chat_postMessage(channel=priya.id, text="Which?", blocks=[actions(menu)])
    with pytest.raises(NotPossible, match="could not be loaded"):
        await priya.look_up(priya.direct_messages()[-1], "service")
