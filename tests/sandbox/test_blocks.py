"""Slack's limits as tables: the last allowed value passes, the next one is pointed at."""

import json
from typing import Any

import pytest

from slack_sandbox import blocks as kit

from .conftest import actions, button, field, modal, section

Json = dict[str, Any]


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def option(text: int = 1, value: int = 1, **more: Any) -> Json:
    return {"text": plain(text), "value": "v" * value, **more}


def options(count: int) -> list[Json]:
    return [{"text": plain(1), "value": f"v{number}"} for number in range(count)]


def select(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "a", **more}


def chart(**more: Any) -> Json:
    return {"type": "data_visualization", "title": "Open", "chart": bar(), **more}


def bar(**more: Any) -> Json:
    return {
        "type": "bar",
        "series": [{"name": "Closed", "data": [{"label": "W1", "value": 4}]}],
        "axis_config": {"categories": ["W1"]},
        **more,
    }


def pie(count: int, label: int = 1, value: float = 1) -> Json:
    segments = [{"label": "x" * label, "value": value} for _ in range(count)]
    return chart(chart={"type": "pie", "segments": segments})


def series(count: int, points: int = 1, name: int = 1) -> Json:
    labels = [f"W{number}" for number in range(points)]
    return chart(
        chart={
            "type": "line",
            "series": [
                {
                    "name": f"{number:0{name}d}",
                    "data": [{"label": label, "value": 1} for label in labels],
                }
                for number in range(count)
            ],
            "axis_config": {"categories": labels},
        }
    )


def ask(element: Json, **more: Any) -> Json:
    return {**field("Why?", element), **more}


def confirm(title: int = 1, text: int = 1, yes: int = 1, no: int = 1) -> Json:
    said = {
        "title": plain(title),
        "text": plain(text),
        "confirm": plain(yes),
        "deny": plain(no),
    }
    return actions(button("x", "a", confirm=said))


def grouped(label: int) -> Json:
    groups = [{"label": plain(label), "options": options(1)}]
    return actions(select("static_select", option_groups=groups))


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def line(*pieces: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(pieces)}


# A message's block just inside the limit, just outside, and what Slack says of the second.
MESSAGE = {
    "section text": (section("x" * 3000), section("x" * 3001), "must be less than 3001"),
    "section text, empty": (section("x"), section(""), "must be more than 0 characters"),
    "section fields": (
        {"type": "section", "fields": [plain(2000)] * 10},
        {"type": "section", "fields": [plain(1)] * 11},
        "no more than 10 items",
    ),
    "section field": (
        {"type": "section", "fields": [plain(2000)]},
        {"type": "section", "fields": [plain(2001)]},
        "must be less than 2001",
    ),
    "section without text": (
        {"type": "section", "fields": [plain(1)]},
        {"type": "section"},
        "missing required field: text",
    ),
    "header": (
        {"type": "header", "text": plain(150)},
        {"type": "header", "text": plain(151)},
        "must be less than 151",
    ),
    "header in mrkdwn": (
        {"type": "header", "text": plain(1)},
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        "unsupported type: mrkdwn",
    ),
    "context": (
        {"type": "context", "elements": [plain(1)] * 10},
        {"type": "context", "elements": [plain(1)] * 11},
        "no more than 10 items",
    ),
    "context, empty": (
        {"type": "context", "elements": [plain(1)]},
        {"type": "context", "elements": []},
        "no less than 1 items",
    ),
    "actions": (
        actions(*(button("x", f"a{number}") for number in range(25))),
        actions(*(button("x", f"a{number}") for number in range(26))),
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "block_id": (
        section("x", block_id="b" * 255),
        section("x", block_id="b" * 256),
        "must be less than 256",
    ),
    "action_id": (
        actions(button("x", "a" * 255)),
        actions(button("x", "a" * 256)),
        "must be less than 256",
    ),
    "action_id twice in a block": (
        actions(button("x", "a"), button("y", "b")),
        actions(button("x", "a"), button("y", "a")),
        "action_id must be unique",
    ),
    "button text": (
        actions(button("x" * 75, "a")),
        actions(button("x" * 76, "a")),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    "button value": (
        actions(button("x", "a", value="v" * 2000)),
        actions(button("x", "a", value="v" * 2001)),
        "must be less than 2001",
    ),
    "button url": (
        actions(button("x", "a", url="https://a.example/" + "x" * 2982)),
        actions(button("x", "a", url="https://a.example/" + "x" * 2983)),
        "must be less than 3001",
    ),
    "button style": (
        actions(button("x", "a", style="danger")),
        actions(button("x", "a", style="default")),
        "must be one of: primary, danger",
    ),
    "accessibility_label": (
        actions(button("x", "a", accessibility_label="x" * 75)),
        actions(button("x", "a", accessibility_label="x" * 76)),
        "must be less than 76",
    ),
    "an unknown key": (
        actions(button("x", "a")),
        actions(button("x", "a", colour="red")),
        "invalid additional property: colour",
    ),
    "overflow": (
        actions(select("overflow", options=options(5))),
        actions(select("overflow", options=options(6))),
        "no more than 5 items",
    ),
    "overflow option url": (
        actions(select("overflow", options=[option(url="https://a.example")])),
        actions(select("overflow", options=[option(url="nowhere")])),
        "must be a valid url",
    ),
    "option text": (
        actions(select("static_select", options=[option(75)])),
        actions(select("static_select", options=[option(76)])),
        "must be less than 76",
    ),
    "option value": (
        actions(select("static_select", options=[option(1, 150)])),
        actions(select("static_select", options=[option(1, 151)])),
        "must be less than 151",
    ),
    "option description": (
        actions(select("static_select", options=[option(description=plain(75))])),
        actions(select("static_select", options=[option(description=plain(76))])),
        "must be less than 76",
    ),
    "static_select": (
        actions(select("static_select", options=options(100))),
        actions(select("static_select", options=options(101))),
        "no more than 100 items",
    ),
    "option groups": (grouped(75), grouped(76), "must be less than 76"),
    "options and groups": (
        actions(select("static_select", options=options(1))),
        actions(
            select(
                "static_select",
                options=options(1),
                option_groups=[{"label": plain(1), "options": options(1)}],
            )
        ),
        "exactly one of",
    ),
    "initial_option": (
        actions(select("static_select", options=options(2), initial_option=options(2)[1])),
        actions(select("static_select", options=options(2), initial_option=option(1, 9))),
        "must match one of the options",
    ),
    "multi max_selected_items": (
        actions(select("multi_users_select", max_selected_items=1)),
        actions(select("multi_users_select", max_selected_items=0)),
        "must be greater than or equal to 1",
    ),
    "placeholder": (
        actions(select("users_select", placeholder=plain(150))),
        actions(select("users_select", placeholder=plain(151))),
        "must be less than 151",
    ),
    "checkboxes": (
        actions(select("checkboxes", options=options(10))),
        actions(select("checkboxes", options=options(11))),
        "no more than 10 items",
    ),
    "radio_buttons": (
        actions(select("radio_buttons", options=options(10))),
        actions(select("radio_buttons", options=options(11))),
        "no more than 10 items",
    ),
    "datepicker": (
        actions(select("datepicker", initial_date="2026-03-12")),
        actions(select("datepicker", initial_date="12.3.2026")),
        "YYYY-MM-DD",
    ),
    "timepicker": (
        actions(select("timepicker", initial_time="09:30", timezone="Europe/Berlin")),
        actions(select("timepicker", initial_time="9:30")),
        "HH:mm",
    ),
    "confirm title": (confirm(title=100), confirm(title=101), "must be less than 101"),
    "confirm text": (confirm(text=300), confirm(text=301), "must be less than 301"),
    "confirm yes": (confirm(yes=30), confirm(yes=31), "must be less than 31"),
    "confirm no": (confirm(no=30), confirm(no=31), "must be less than 31"),
    "input label": (
        ask(select("plain_text_input"), label=plain(2000)),
        ask(select("plain_text_input"), label=plain(2001)),
        "must be less than 2001",
    ),
    "input hint": (
        ask(select("plain_text_input"), hint=plain(2000)),
        ask(select("plain_text_input"), hint=plain(2001)),
        "must be less than 2001",
    ),
    "plain_text_input max_length": (
        ask(select("plain_text_input", max_length=3000)),
        ask(select("plain_text_input", max_length=3001)),
        "must be less than or equal to 3000",
    ),
    "plain_text_input min_length": (
        ask(select("plain_text_input", min_length=0)),
        ask(select("plain_text_input", min_length=-1)),
        "must be greater than or equal to 0",
    ),
    "min over max": (
        ask(select("plain_text_input", min_length=5, max_length=5)),
        ask(select("plain_text_input", min_length=6, max_length=5)),
        "min_length must not be greater",
    ),
    "initial_value over max": (
        ask(select("plain_text_input", initial_value="xx", max_length=2)),
        ask(select("plain_text_input", initial_value="xxx", max_length=2)),
        "initial_value must not be longer",
    ),
    "number_input": (
        ask(select("number_input", is_decimal_allowed=False)),
        ask(select("number_input")),
        "missing required field: is_decimal_allowed",
    ),
    "a text input outside an input block": (
        actions(button("x", "a")),
        actions(select("plain_text_input")),
        "unsupported type: plain_text_input",
    ),
    "a button in an input block": (
        ask(select("users_select")),
        ask(button("x", "a")),
        "unsupported type: button",
    ),
    "image alt_text": (
        {"type": "image", "image_url": "https://a.example/i.png", "alt_text": "x" * 2000},
        {"type": "image", "image_url": "https://a.example/i.png", "alt_text": "x" * 2001},
        "must be less than 2001",
    ),
    "image without alt_text": (
        {"type": "image", "image_url": "https://a.example/i.png", "alt_text": "x"},
        {"type": "image", "image_url": "https://a.example/i.png"},
        "missing required field: alt_text",
    ),
    "image without an image": (
        {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "x"},
        {"type": "image", "alt_text": "x"},
        "exactly one of: image_url, slack_file",
    ),
    "image title": (
        {"type": "image", "image_url": "https://a.example", "alt_text": "x", "title": plain(2000)},
        {"type": "image", "image_url": "https://a.example", "alt_text": "x", "title": plain(2001)},
        "must be less than 2001",
    ),
    "rich text": (
        rich(line({"type": "text", "text": "x"}, {"type": "user", "user_id": "U1"})),
        rich(line({"type": "text", "text": ""})),
        "must be more than 0 characters",
    ),
    "rich text list": (
        rich({"type": "rich_text_list", "style": "bullet", "elements": [line()]}),
        rich({"type": "rich_text_list", "style": "dash", "elements": [line()]}),
        "must be one of: bullet, ordered",
    ),
    "rich text quote": (
        rich({"type": "rich_text_quote", "elements": [{"type": "text", "text": "x"}]}),
        rich({"type": "rich_text_poem", "elements": []}),
        "unsupported type: rich_text_poem",
    ),
    "chart title": (chart(title="x" * 50), chart(title="x" * 51), "must be less than 51"),
    "pie segments": (pie(6), pie(7), "no more than 6 items"),
    "pie label": (pie(1, 20), pie(1, 21), "must be less than 21"),
    "pie value": (pie(1, 1, 0.5), pie(1, 1, 0), "must be greater than 0"),
    "chart series": (series(6), series(7), "no more than 6 items"),
    "chart points": (series(1, 20), series(1, 21), "no more than 20 items"),
    "chart series name": (series(1, 1, 20), series(1, 1, 21), "must be less than 21"),
    "chart labels": (
        chart(chart=bar()),
        chart(chart=bar(axis_config={"categories": ["W2"]})),
        "labels must match",
    ),
    "chart axis": (
        chart(chart=bar(axis_config={"categories": ["W1"], "x_label": "x" * 50})),
        chart(chart=bar(axis_config={"categories": ["W1"], "x_label": "x" * 51})),
        "must be less than 51",
    ),
    "chart series names": (
        chart(chart=bar()),
        chart(chart=bar(series=bar()["series"] * 2)),
        "series names must be unique",
    ),
}


@pytest.mark.parametrize("name", MESSAGE)
def test_limits_of_a_message(name: str) -> None:
    allowed, refused, says = MESSAGE[name]

    assert kit.check_message([allowed]) == []
    problems = kit.check_message([refused])
    assert any(says in problem for problem in problems), problems


@pytest.mark.parametrize("name", MESSAGE)
def test_limits_hold_inside_a_form_too(name: str) -> None:
    allowed, refused, _ = MESSAGE[name]
    if allowed["type"] == "data_visualization":
        assert kit.check_view(modal(allowed), "modal")
        return

    assert kit.check_view(modal(allowed), "modal") == []
    problems = kit.check_view(modal(refused), "modal")
    assert all("json-pointer:/view" in problem for problem in problems)


MANY = [
    (kit.check_message, [{"type": "divider"}] * 50, [{"type": "divider"}] * 51),
    (kit.check_message, [chart()] * 2, [chart()] * 3),
    (
        kit.check_message,
        [section("x", block_id="a"), section("x", block_id="b")],
        [section("x", block_id="a"), section("x", block_id="a")],
    ),
    (
        kit.check_message,
        [ask(select("users_select", focus_on_load=True))],
        [ask(select("users_select", focus_on_load=True))] * 2,
    ),
]


@pytest.mark.parametrize(("check", "allowed", "refused"), MANY)
def test_limits_over_all_blocks(check: Any, allowed: Any, refused: Any) -> None:
    assert check(allowed) == []
    assert check(refused)


VIEWS = {
    "100 blocks": (modal(*[section("x")] * 100), modal(*[section("x")] * 101)),
    "title": (modal(title=plain(24)), modal(title=plain(25))),
    "submit": (modal(submit=plain(24)), modal(submit=plain(25))),
    "close": (modal(close=plain(24)), modal(close=plain(25))),
    "callback_id": (modal(callback_id="x" * 255), modal(callback_id="x" * 256)),
    "external_id": (modal(external_id="x" * 255), modal(external_id="x" * 256)),
    "private_metadata": (modal(private_metadata="x" * 3000), modal(private_metadata="x" * 3001)),
    "submit with inputs": (
        modal(ask(select("users_select"))),
        {k: v for k, v in modal(ask(select("users_select"))).items() if k != "submit"},
    ),
    "a title is required": (modal(), {k: v for k, v in modal().items() if k != "title"}),
    "response_url_enabled": (
        modal(ask(select("conversations_select", response_url_enabled=True))),
        modal(actions(select("conversations_select", response_url_enabled=True))),
    ),
    "an unknown key": (modal(), modal(colour="red")),
}


@pytest.mark.parametrize("name", VIEWS)
def test_limits_of_a_form(name: str) -> None:
    allowed, refused = VIEWS[name]

    assert kit.check_view(allowed, "modal") == []
    assert kit.check_view(refused, "modal")


def test_a_home_has_no_title_and_may_ask_without_a_button() -> None:
    home = {"type": "home", "blocks": [ask(select("users_select"))]}

    assert kit.check_view(home, "home") == []
    assert kit.check_view({**home, "title": plain(1)}, "home")
    assert kit.check_view(home, "modal")


ALERT = {"type": "alert", "text": plain(1), "level": "warning"}
SURFACES = [
    ("section", section("x"), {"message", "modal", "home"}),
    ("alert", ALERT, {"modal"}),
    ("data_visualization", chart(), {"message"}),
    ("rich_text", rich(line()), {"message", "modal", "home"}),
    ("input", ask(select("users_select")), {"message", "modal", "home"}),
    ("markdown", {"type": "markdown", "text": "x"}, set()),
    ("table", {"type": "table", "rows": []}, set()),
    ("card", {"type": "card", "title": plain(1)}, set()),
]


@pytest.mark.parametrize(("name", "block", "allowed"), SURFACES)
def test_each_block_has_its_surfaces(name: str, block: Json, allowed: set[str]) -> None:
    for surface in ("message", "modal", "home"):
        problems = kit.check_blocks([block], surface)

        assert (problems == []) == (surface in allowed)


def test_a_view_of_250_kilobytes_is_too_large() -> None:
    view = modal(*[section("x" * 2900)] * 90)
    assert len(json.dumps(view)) > 250 * 1024

    assert kit.check_view(view, "modal") == []
    assert kit.too_large(view)
    assert not kit.too_large(modal(section("x")))


def test_ids_are_made_up_where_the_app_named_none() -> None:
    blocks = kit.settle([{"type": "section", "text": plain(1)}, actions(select("users_select"))])

    assert len({block["block_id"] for block in blocks}) == 2
    assert blocks[1]["elements"][0]["action_id"] == "a"


@pytest.mark.parametrize("nonsense", [{}, "text", None, [3], [{"type": None}], [{"text": "x"}]])
def test_nonsense_is_refused_without_falling_over(nonsense: Any) -> None:
    assert kit.check_message(nonsense)
