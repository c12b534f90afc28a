"""Every control drawn is heard, and every control heard is drawn; the same for events."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from bot.domain.settings import SETTINGS
from bot.domain.taxonomy import Signal
from bot.listeners import COMMAND, EVENT_LISTENERS, SHORTCUTS
from bot.listeners.buttons import BUTTONS
from bot.listeners.forms import FORMS
from bot.manifest import EVENTS as TOLD
from bot.manifest import build
from bot.messages.controls import (
    AdditionValue,
    ApprovalValue,
    Button,
    ButtonValue,
    CommandValue,
    ConcernValue,
    DeliveryValue,
    DigestValue,
    Field,
    Form,
    MalformedError,
    MessageValue,
    NewcomerValue,
    OptionValue,
    PageValue,
    PersonValue,
    Shortcut,
    TeamValue,
    TopicValue,
)
from docs.scenes.scene import Scene
from tests.gallery import LONGEST
from tests.gallery import messages as messages_of
from tests.gallery import scenes as gallery_of
from tests.gallery import views as views_of


def elements(node: Any, inside: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every element that has an ``action_id``, with the type of its block."""
    if isinstance(node, dict):
        if "action_id" in node:
            yield inside, node
        # A view and its blocks have a type too; the nearest block is the one that counts.
        kind = str(node.get("type", inside)) if "action_id" not in node else inside
        for value in node.values():
            yield from elements(value, kind)
    elif isinstance(node, list):
        for value in node:
            yield from elements(value, inside)


@cache
def gallery() -> list[Scene]:
    """Everything that is drawn, with the longest values."""
    return gallery_of(LONGEST)


def views() -> list[dict[str, Any]]:
    """Every form, answer and Home."""
    return [view for _, view in views_of(gallery())]


def messages() -> list[tuple[str, Any]]:
    """Every message's blocks, with what it is."""
    return [(name, message.blocks) for name, message in messages_of(gallery())]


def drawn() -> list[Any]:
    """Every message and view."""
    return [*(blocks for _, blocks in messages()), *views()]


@cache
def pressed() -> dict[str, str]:
    """Each control that sends a press, with where it was drawn."""
    found: dict[str, str] = {}
    named: list[tuple[str, Any]] = [
        *messages(),
        *((str(one.get("callback_id")), one) for one in views()),
    ]
    for where, node in named:
        for block, element in elements(node):
            if block != "input":
                found[element["action_id"]] = where
            if element["type"] == "overflow":
                for option in element["options"]:
                    found[OptionValue.decode(option["value"]).button.value] = where
    return found


def test_every_button_has_a_listener() -> None:
    assert set(BUTTONS) == set(Button)


def test_every_form_has_a_listener() -> None:
    assert set(FORMS) == set(Form)


def test_every_shortcut_has_a_listener() -> None:
    assert set(SHORTCUTS) == set(Shortcut)


def test_every_control_that_is_drawn_is_heard() -> None:
    unheard = {one: where for one, where in pressed().items() if one not in set(Button)}
    assert unheard == {}


def test_every_button_that_is_heard_is_drawn() -> None:
    assert {button.value for button in Button} - set(pressed()) == set()


def test_every_form_that_is_drawn_is_heard() -> None:
    sent = {str(view["callback_id"]) for view in views() if view.get("submit")}
    assert sent == {form.value for form in Form}


def test_every_field_of_a_form_is_one_that_is_read() -> None:
    fields = {
        element["action_id"]
        for view in views()
        for block, element in elements(view)
        if block == "input"
    }
    settings = {row.name for kind in SETTINGS for row in kind.rows()}
    ticked = {
        "digest_every",
        *(row.name for kind in SETTINGS for row in kind.rows() if row.kind is bool),
    }
    assert fields == {field.value for field in Field} | (settings - ticked)


VALUES: dict[str, tuple[ButtonValue, str]] = {
    "concern": (ConcernValue(concern="c1", step=3), "c1:3"),
    "option": (OptionValue(concern="c1", step=3, button=Button.TALKED), "talked|c1:3"),
    "topic": (TopicValue(concern="c1", step=3, signal=Signal.STUCK), "stuck|c1:3"),
    "addition": (AdditionValue(concern="c1", step=3, earlier="c0"), "c0|c1:3"),
    "newcomer": (NewcomerValue(team="t1", person="U1"), "t1:U1"),
    "digest": (DigestValue(team="t1", week="2026-W11"), "t1:2026-W11"),
    "team": (TeamValue(team="t1"), "t1"),
    "approval": (ApprovalValue(team="t1", number=2), '{"team":"t1","number":2}'),
    "person": (PersonValue(person="U1"), "U1"),
    "delivery": (DeliveryValue(delivery="d1"), "d1"),
    "page": (PageValue(number=2), "2"),
    "command": (
        CommandValue(text="pause until monday", key="1.2"),
        '{"text":"pause until monday","key":"1.2"}',
    ),
    "message": (
        MessageValue(channel="C1", ts="1.2"),
        '{"channel":"C1","ts":"1.2","author":"U1"}',
    ),
}
"""A value of each kind, and how the first version wrote it in messages that still stand."""


@pytest.mark.parametrize(("value", "before"), VALUES.values(), ids=VALUES)
def test_a_value_comes_back_as_it_was_written_now_and_before(
    value: ButtonValue, before: str
) -> None:
    assert type(value).decode(value.encode()) == value
    assert type(value).decode(before) == value


def test_every_kind_of_value_is_tried() -> None:
    kinds = [ButtonValue]
    for kind in kinds:
        kinds += kind.__subclasses__()
    assert {type(value) for value, _ in VALUES.values()} == set(kinds) - {ButtonValue}


@pytest.mark.parametrize("name", ["concern", "option", "topic", "addition"])
def test_which_concern_is_read_from_every_value_about_one(name: str) -> None:
    value, before = VALUES[name]
    for text in (value.encode(), before):
        about = ConcernValue.decode(text)
        assert (about.concern, about.step) == ("c1", 3)


FOREIGN = ["", "{}", "{", "[]", "x y", "c1", "c1:x", "c1:-1", "a|b|c1:3", "c\u0000:1", "c1:3\n"]


@pytest.mark.parametrize("text", [*FOREIGN, '{"concern":"c1","step":"3"}'])
def test_a_foreign_value_about_a_concern_is_refused(text: str) -> None:
    for kind in (ConcernValue, OptionValue, TopicValue, AdditionValue):
        with pytest.raises(MalformedError):
            kind.decode(text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (OptionValue, "no_button|c1:3"),
        (TopicValue, "no_signal|c1:3"),
        (NewcomerValue, "t1"),
        (DigestValue, "t1:week"),
        (PageValue, "-1"),
        (PageValue, "1e3"),
        (TeamValue, ""),
        (PersonValue, "U 1"),
        (MessageValue, "C1:1.2"),
    ],
)
def test_a_foreign_value_is_refused(kind: type[ButtonValue], text: str) -> None:
    with pytest.raises(MalformedError):
        kind.decode(text)


KIND_OF: dict[Button, type[ButtonValue]] = {
    Button.MORE: OptionValue,
    Button.TOPIC: TopicValue,
    Button.ADD_TO: AdditionValue,
    **dict.fromkeys((Button.ADD, Button.NOT_ON_TEAM), NewcomerValue),
    **dict.fromkeys((Button.CHOOSE_DIGEST, Button.POST_DIGEST, Button.SKIP_DIGEST), DigestValue),
    **dict.fromkeys((Button.HOW, Button.NOT_NOW, Button.EXAMPLE, Button.LEAVE_TEAM), TeamValue),
    **dict.fromkeys(
        (Button.NOTE, Button.SUGGEST, Button.NOT_LED, Button.REMOVE_NOTES), PersonValue
    ),
    **dict.fromkeys((Button.ARRIVED, Button.SEND_AGAIN), DeliveryValue),
    **dict.fromkeys((Button.APPROVE, Button.NOT_APPROVED), ApprovalValue),
    Button.PAGE: PageValue,
    Button.CHOOSE_WHO: MessageValue,
    Button.RUN: CommandValue,
    Button.AS_WRITTEN: CommandValue,
}
"""What the listeners read; whatever is not named here is about a concern."""


def test_every_value_that_is_drawn_is_one_that_its_listener_reads() -> None:
    read = set()
    for node in drawn():
        for block, element in elements(node):
            texts = [one["value"] for one in element.get("options", ())]
            if block == "input":
                continue
            for text in [*texts, *([element["value"]] if element.get("value") else [])]:
                kind = KIND_OF.get(Button(element["action_id"]), ConcernValue)
                kind.decode(text)
                read.add(kind)
                assert len(text) <= (150 if texts else 2000)
    assert read == {ConcernValue, *KIND_OF.values()}


def test_every_event_slack_is_asked_for_has_a_listener_and_no_other() -> None:
    assert set(EVENT_LISTENERS) == set(TOLD)


def test_the_command_and_the_shortcuts_are_those_of_the_manifest() -> None:
    features = build()["features"]
    assert [one["command"] for one in features["slash_commands"]] == [COMMAND]
    assert {one["callback_id"] for one in features["shortcuts"]} == {one.value for one in SHORTCUTS}
