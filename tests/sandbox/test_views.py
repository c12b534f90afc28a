"""Modals: triggers, the stack of three, hashes, what an app may answer to a form."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import App, NotPossible, Person, Sandbox

from .conftest import Machine, actions, button, field, modal, section

WORDS = {"type": "plain_text_input", "action_id": "words"}


async def code(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


def trigger(slack: Sandbox, app: App, person: Person) -> str:
    return slack.hooks.trigger(app, person.user)


async def test_a_trigger_opens_one_form_within_three_seconds(
    slack: Sandbox, app: App, client: AsyncWebClient, priya: Person, machine: Machine
) -> None:
    once = trigger(slack, app, priya)
    late = trigger(slack, app, priya)

    await client.views_open(trigger_id=once, view=modal(section("x")))

    assert await code(client.views_open(trigger_id=once, view=modal(section("x")))) == (
        "exchanged_trigger_id"
    )
    assert await code(client.views_open(trigger_id="1.2.x", view=modal(section("x")))) == (
        "invalid_trigger_id"
    )
    machine.seconds += 3.01
    assert await code(client.views_open(trigger_id=late, view=modal(section("x")))) == (
        "expired_trigger_id"
    )


async def test_a_refused_form_leaves_the_trigger_and_names_the_place(
    slack: Sandbox, app: App, client: AsyncWebClient, priya: Person
) -> None:
    once = trigger(slack, app, priya)

    with pytest.raises(SlackApiError) as caught:
        await client.views_open(trigger_id=once, view=modal(section("")))

    answer: Any = caught.value.response.data
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be more than 0 characters [json-pointer:/view/blocks/0/text/text]"
    ]
    assert priya.modal is None
    assert (await client.views_open(trigger_id=once, view=modal(section("x"))))["ok"]


async def test_three_forms_may_be_stacked(
    slack: Sandbox, app: App, client: AsyncWebClient, priya: Person
) -> None:
    async def push(name: str) -> Any:
        view = modal(section(name), callback_id=name)
        return await client.views_push(trigger_id=trigger(slack, app, priya), view=view)

    assert await code(push("too early")) == "not_found"
    first = await client.views_open(trigger_id=trigger(slack, app, priya), view=modal(section("1")))
    second = await push("2")
    await push("3")

    assert await code(push("4")) == "push_limit_reached"
    assert second["view"]["previous_view_id"] == first["view"]["id"]
    assert second["view"]["root_view_id"] == first["view"]["id"]
    assert priya.modal is not None
    assert priya.modal.callback_id == "3"
    await priya.close_modal()
    assert priya.modal.callback_id == "2"
    await priya.close_modal(all=True)
    assert priya.modal is None


async def test_updates_are_guarded_by_the_hash(
    slack: Sandbox, app: App, client: AsyncWebClient, priya: Person
) -> None:
    opened = await client.views_open(
        trigger_id=trigger(slack, app, priya),
        view=modal(section("loading"), external_id="mine"),
    )
    view = opened["view"]

    updated = await client.views_update(
        view_id=view["id"], hash=view["hash"], view=modal(section("ready"), external_id="mine")
    )

    assert updated["view"]["hash"] != view["hash"]
    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("x")))
    assert await code(stale) == "hash_conflict"
    assert priya.modal is not None
    assert priya.modal.texts() == ["ready"]
    await client.views_update(external_id="mine", view=modal(section("again")))
    assert priya.modal.texts() == ["again"]
    both = client.api_call(
        "views.update",
        json={"external_id": "mine", "view_id": view["id"], "view": modal(section("x"))},
    )
    assert await code(both) == "invalid_arguments"
    home = {"type": "home", "blocks": []}
    assert await code(client.views_update(view_id=view["id"], view=home)) == "invalid_arguments"
    await priya.close_modal()
    gone = client.views_update(view_id=view["id"], view=modal(section("x")))
    assert await code(gone) == "not_found"


async def test_an_external_id_is_unique(
    slack: Sandbox, app: App, client: AsyncWebClient, priya: Person, tom: Person
) -> None:
    view = modal(section("x"), external_id="mine")
    await client.views_open(trigger_id=trigger(slack, app, priya), view=view)

    again = client.views_open(trigger_id=trigger(slack, app, tom), view=view)

    assert await code(again) == "duplicate_external_id"


async def test_what_was_entered_stays_where_the_ids_stay(
    slack: Sandbox, app: App, client: AsyncWebClient, priya: Person
) -> None:
    def form(block_id: str) -> dict[str, Any]:
        words = {**WORDS, "initial_value": "from the app"}
        return modal(field("Your words", words, block_id=block_id))

    opened = await client.views_open(trigger_id=trigger(slack, app, priya), view=form("a"))
    assert priya.modal is not None
    assert priya.modal.fields["Your words"].value == "from the app"
    await priya.fill({"Your words": "from me"})

    await client.views_update(view_id=opened["view"]["id"], view=form("a"))
    assert priya.modal.fields["Your words"].value == "from me"
    await client.views_update(view_id=opened["view"]["id"], view=form("b"))
    assert priya.modal.fields["Your words"].value == "from the app"


async def test_home_is_guarded_too_and_must_be_on(
    app: App, client: AsyncWebClient, priya: Person, slack: Sandbox
) -> None:
    home = {"type": "home", "blocks": [section("x")]}
    first = await client.views_publish(user_id=priya.id, view=home)
    await client.views_publish(user_id=priya.id, view=home, hash=first["view"]["hash"])

    stale = client.views_publish(user_id=priya.id, view=home, hash=first["view"]["hash"])

    assert await code(stale) == "hash_conflict"
    assert await code(client.views_publish(user_id="U0NOBODY", view=home)) == "invalid_arguments"
    assert await code(client.views_publish(user_id=priya.id, view=modal())) == ("invalid_arguments")
    app.home_tab = False
    assert await code(client.views_publish(user_id=priya.id, view=home)) == "not_enabled"


async def opened(slack: Sandbox, app: App, client: AsyncWebClient, priya: Person) -> None:
    view = modal(
        field("Your words", WORDS, block_id="words"),
        section("Only text", block_id="text"),
        notify_on_close=True,
    )
    await client.views_open(trigger_id=trigger(slack, app, priya), view=view)
    await priya.fill({"Your words": "x"})


NEXT = modal(section("Thank you."), callback_id="next")


@pytest.mark.parametrize(
    ("answer", "action", "then"),
    [
        ({}, "close", None),
        ({"response_action": "clear"}, "clear", None),
        ({"response_action": "update", "view": NEXT}, "update", "next"),
        ({"response_action": "push", "view": NEXT}, "push", "next"),
        ({"response_action": "errors", "errors": {"words": "More."}}, "errors", "raise"),
    ],
)
async def test_answers_to_a_form(
    answer: dict[str, Any],
    action: str,
    then: str | None,
    bolt: AsyncApp,
    slack: Sandbox,
    app: App,
    client: AsyncWebClient,
    priya: Person,
) -> None:
    @bolt.view("raise")
    async def sent(ack: Any) -> None:
        await ack(**answer)

    await opened(slack, app, client, priya)

    result = await priya.submit()

    assert result.action == action
    assert result.error is None
    assert (priya.modal.callback_id if priya.modal else None) == then
    assert result.errors == ({"Your words": "More."} if action == "errors" else {})


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "More."}},
        {"response_action": "errors", "errors": {"text": "Not an input."}},
        {"response_action": "update", "view": modal(section(""))},
        {"response_action": "push", "view": {"type": "home", "blocks": []}},
        {"response_action": "sing"},
    ],
)
async def test_a_wrong_answer_leaves_the_form_open_and_is_told(
    answer: dict[str, Any],
    bolt: AsyncApp,
    slack: Sandbox,
    app: App,
    client: AsyncWebClient,
    priya: Person,
) -> None:
    @bolt.view("raise")
    async def sent(ack: Any) -> None:
        await ack(**answer)

    await opened(slack, app, client, priya)

    result = await priya.submit()

    assert result.error == "invalid_response"
    assert result.problems
    assert priya.modal is not None
    assert priya.modal.fields["Your words"].value == "x"


async def test_a_failing_app_leaves_the_form_open(
    bolt: AsyncApp, slack: Sandbox, app: App, client: AsyncWebClient, priya: Person
) -> None:
    await opened(slack, app, client, priya)  # no listener: Bolt answers 404

    result = await priya.submit()

    assert result.error == "http 404"
    assert priya.modal is not None
    assert priya.modal.error == "http 404"


async def test_closing_is_told_where_the_app_asked(
    bolt: AsyncApp, slack: Sandbox, app: App, client: AsyncWebClient, priya: Person
) -> None:
    closed: list[Any] = []

    @bolt.view_closed("raise")
    async def on_close(ack: Any, body: Any) -> None:
        closed.append(body)
        await ack()

    await opened(slack, app, client, priya)
    await client.views_push(trigger_id=trigger(slack, app, priya), view=modal(section("quiet")))
    await priya.close_modal()
    assert closed == []
    await priya.close_modal()
    assert closed[0]["is_cleared"] is False
    await opened(slack, app, client, priya)
    await client.views_push(trigger_id=trigger(slack, app, priya), view=modal(section("quiet")))
    await priya.close_modal(all=True)
    assert closed[1]["is_cleared"] is True
    assert closed[1]["view"]["root_view_id"] == closed[1]["view"]["id"]


async def test_inside_a_form_only_some_changes_reach_the_app(
    bolt: AsyncApp, slack: Sandbox, app: App, client: AsyncWebClient, priya: Person
) -> None:
    heard: list[Any] = []

    @bolt.action({"action_id": "kind"})
    @bolt.action({"action_id": "who"})
    @bolt.action({"action_id": "more"})
    async def changed(ack: Any, body: Any) -> None:
        heard.append(body)
        await ack()

    options = [
        {"text": {"type": "plain_text", "text": name}, "value": name} for name in ("Load", "Scope")
    ]
    kind = {"type": "static_select", "action_id": "kind", "options": options}
    who = {"type": "users_select", "action_id": "who"}
    view = modal(
        field("Kind", kind, block_id="kind", dispatch_action=True),
        field("Who", who, block_id="who"),
        actions(button("More", "more", value="7"), block_id="more"),
    )
    await client.views_open(trigger_id=trigger(slack, app, priya), view=view)
    assert priya.modal is not None

    await priya.fill({"Who": priya})
    assert heard == []
    await priya.choose(priya.modal, "Kind", "Scope")
    assert heard[0]["actions"][0]["selected_option"]["value"] == "Scope"
    assert heard[0]["container"]["type"] == "view"
    assert heard[0]["view"]["state"]["values"]["who"]["who"]["selected_user"] == priya.id
    await priya.press("modal", "More")
    assert heard[1]["actions"][0]["value"] == "7"
    assert "response_url" not in heard[1]


@pytest.mark.parametrize(
    ("element", "wanted", "value"),
    [
        ({"type": "plain_text_input"}, "words", "words"),
        ({"type": "number_input", "is_decimal_allowed": False}, 7, "7"),
        ({"type": "timepicker"}, "09:30", "09:30"),
        ({"type": "multi_users_select"}, ["U1", "U2"], ["U1", "U2"]),
        ({"type": "conversations_select"}, "C1", "C1"),
        ({"type": "plain_text_input", "initial_value": "old"}, None, None),
    ],
)
async def test_every_kind_of_field_is_filled(
    element: dict[str, Any],
    wanted: Any,
    value: Any,
    slack: Sandbox,
    app: App,
    client: AsyncWebClient,
    priya: Person,
) -> None:
    view = modal(field("It", {**element, "action_id": "it"}, optional=True))
    await client.views_open(trigger_id=trigger(slack, app, priya), view=view)

    form = await priya.fill({"It": wanted})

    assert form.fields["It"].value == value


REFUSED = [
    ({"type": "plain_text_input", "min_length": 20}, "too short", "at least 20"),
    ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "whole number"),
    ({"type": "number_input", "is_decimal_allowed": True, "max_value": "3"}, "4", "at most 3"),
    ({"type": "email_text_input"}, "priya", "email"),
    ({"type": "url_text_input"}, "a.example", "URL"),
]


@pytest.mark.parametrize(("element", "wanted", "says"), REFUSED)
async def test_slacks_own_client_refuses_first(
    element: dict[str, Any],
    wanted: str,
    says: str,
    slack: Sandbox,
    app: App,
    client: AsyncWebClient,
    priya: Person,
) -> None:
    view = modal(field("It", {**element, "action_id": "it"}))
    await client.views_open(trigger_id=trigger(slack, app, priya), view=view)
    await priya.fill({"It": wanted})

    result = await priya.submit()

    assert not result.sent
    assert says in result.errors["It"]
    assert slack.deliveries == []


async def test_what_cannot_be_entered_is_not_possible(
    slack: Sandbox, app: App, client: AsyncWebClient, priya: Person
) -> None:
    options = [{"text": {"type": "plain_text", "text": "Load"}, "value": "load"}]
    kinds = {"type": "multi_static_select", "options": options * 1, "max_selected_items": 1}
    view = modal(
        field("Words", {**WORDS, "max_length": 3}),
        field("Kinds", {**kinds, "action_id": "kinds"}),
    )
    await client.views_open(trigger_id=trigger(slack, app, priya), view=view)

    for entries in ({"Words": "long"}, {"Kinds": "Mood"}, {"Nothing": 1}, {"Kinds": ["Load"] * 2}):
        with pytest.raises(NotPossible):
            await priya.fill(entries)
    await priya.close_modal()
    with pytest.raises(NotPossible):
        await priya.submit()


async def test_a_view_too_large_has_its_own_code(
    slack: Sandbox, app: App, client: AsyncWebClient, priya: Person
) -> None:
    view = modal(*[section("x" * 2900)] * 90)

    call = client.views_open(trigger_id=trigger(slack, app, priya), view=view)

    assert await code(call) == "view_too_large"
