"""Every control drawn is heard, and every control heard is drawn; the same for events."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from bot.domain.concern import CheckIn, State
from bot.listeners import COMMAND, EVENTS, SHORTCUTS
from bot.listeners.buttons import BUTTONS
from bot.listeners.forms import FORMS
from bot.manifest import EVENTS as TOLD
from bot.manifest import build
from bot.messages import cards
from bot.messages.controls import Button, Field, Form, Shortcut, read_option
from tests.messages import test_cards, test_digest_cards
from tests.messages_forms import test_views


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
def views() -> list[dict[str, Any]]:
    """Every form, answer and Home, with and without a safety contact."""
    drawn = (test_views.forms, test_views.answers, test_views.homes)
    return [view for contact in test_views.CONTACTS for draw in drawn for view in draw(contact)]


@cache
def pressed() -> dict[str, str]:
    """Each control that sends a press, with where it was drawn."""
    found: dict[str, str] = {}
    talked = test_cards.awkward(state=State.BETTER)
    talked = replace(talked, concern=replace(talked.concern, talked_at=test_cards.NOW))
    letters = {
        **dict(test_cards.everything()),
        "after a talk": cards.check(
            talked, CheckIn.FIRST, reader=test_cards.LONG_RAISER, now=test_cards.NOW
        ),
        "Friday's note": cards.note(
            test_digest_cards.NOTE, test_digest_cards.SMALL, locale="en-US"
        ),
    }
    messages = [(name, letter.blocks) for name, letter in letters.items()]
    drawn: list[tuple[str, Any]] = [
        *messages,
        *((str(one.get("callback_id")), one) for one in views()),
    ]
    for where, node in drawn:
        for block, element in elements(node):
            if block != "input":
                found[element["action_id"]] = where
            if element["type"] == "overflow":
                for option in element["options"]:
                    found[read_option(option["value"])[0].value] = where
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


@pytest.mark.parametrize("button", list(Button), ids=lambda button: button.value)
def test_every_button_that_is_heard_is_drawn(button: Button) -> None:
    assert button.value in pressed()


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
    assert fields == {field.value for field in Field}


def test_every_event_slack_is_asked_for_has_a_listener_and_no_other() -> None:
    assert set(EVENTS) == set(TOLD)


def test_the_command_and_the_shortcuts_are_those_of_the_manifest() -> None:
    features = build()["features"]
    assert [one["command"] for one in features["slash_commands"]] == [COMMAND]
    assert {one["callback_id"] for one in features["shortcuts"]} == {one.value for one in SHORTCUTS}
