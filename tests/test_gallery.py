"""All that is drawn fits Slack, hides what it must and keeps its form, however long names are."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.messages.controls import Button, Form
from bot.messages.translate import name, translator
from docs.samples import Samples
from docs.scenes import Scenes
from docs.scenes.scene import Scene
from slack_sandbox.blocks import check_message, check_view, too_large
from tests.gallery import SAMPLES, View, messages, scenes, views
from tests.test_words import BANNED

ANSWERS = "When it says no"
"""The part whose sentences only whoever asked sees, at once: no phone shows them to others."""

WITHOUT_A_CONTACT = {
    "First steps: This channel's team, for the first time",
    "First steps: Your promise, without a contact",
    "Who may: This channel's team, for somebody who is no admin",
    "Where it goes: Home of who set a team up",
    "Notes after a talk: The form",
    "Notes after a talk: The form, for anybody",
    "Home and lists: Home, never seen before, without a lead",
    "Home and lists: The first admin's Home, contact named: False",
    "Home and lists: An admin's Home, contact: None",
}
"""Scenes that show a workspace in which nobody has named a safety contact."""


@pytest.fixture(scope="module", params=SAMPLES.values(), ids=SAMPLES)
def samples(request: pytest.FixtureRequest) -> Samples:
    given: Samples = request.param
    return given


@pytest.fixture(scope="module")
def drawn(samples: Samples) -> list[Scene]:
    return scenes(samples)


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") in ("plain_text", "mrkdwn", "text") and isinstance(
            node.get("text"), str
        ):
            yield node["text"]
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)


def forms_and_homes(drawn: list[Scene]) -> list[tuple[str, View]]:
    return [
        (scene, view) for scene, view in views(drawn) if "submit" in view or view["type"] == "home"
    ]


POST = "First steps: In the channel"
"""A post is for everybody in the channel, so that its text is all of it."""


def test_R28_every_message_fits_slacks_limits(drawn: list[Scene]) -> None:
    assert len(messages(drawn)) > 600
    for scene, message in messages(drawn):
        assert check_message(message.blocks) == [], scene
        assert 0 < len(message.text) <= 4000, scene


def test_R28_every_view_fits_slacks_limits(drawn: list[Scene]) -> None:
    assert len(views(drawn)) > 1500
    for scene, view in views(drawn):
        assert check_view(view, view["type"]) == [], (scene, json.dumps(view)[:2000])
        assert not too_large(view), scene


def buttons(node: Any) -> Iterator[View]:
    if isinstance(node, dict):
        if node.get("type") == "button":
            yield node
        for value in node.values():
            yield from buttons(value)
    elif isinstance(node, list):
        for value in node:
            yield from buttons(value)


def test_no_two_buttons_of_a_message_or_view_are_read_aloud_alike() -> None:
    drawn = [*Scenes(Samples()).all()]
    shown = [(name, view["blocks"]) for name, view in views(drawn)]
    shown += [(name, message.blocks) for name, message in messages(drawn)]
    for scene, blocks in shown:
        read = [(one.get("accessibility_label"), one["text"]["text"]) for one in buttons(blocks)]
        said = [aloud or words for aloud, words in read]
        assert len(said) == len(set(said)), (scene, sorted(said))
        for aloud, words in read:
            assert aloud is None or aloud.startswith(words), (scene, aloud)


def test_R01_a_notification_holds_no_name_and_no_topic(
    samples: Samples, drawn: list[Scene]
) -> None:
    topic = translator("en").topic(samples.record().concern) or ""
    assert topic
    names = "|".join(re.escape(name(somebody)) for somebody in samples.people.values())
    hidden = re.compile(rf"(?<!\w)({names})(?!\w)|{re.escape(topic)}|<#")
    for scene, message in messages(drawn):
        if not scene.startswith((*ANSWERS, POST)):
            assert not hidden.search(message.text), (scene, message.text)


def test_a_message_says_nothing_twice(drawn: list[Scene]) -> None:
    begin = tuple(f"Messages at their limits: {one}" for one in ("raised: ", "first, ", "heard, "))
    found = [(scene, one) for scene, one in messages(drawn) if scene.startswith(begin)]
    assert len(found) > 80
    for scene, message in found:
        sections = [
            one["text"]["text"]
            for one in message.blocks
            if one["type"] == "section" and not one["text"]["text"].startswith("<@")
        ]
        assert len(sections) == len(set(sections)), scene


def test_R20_the_safety_line_is_last_in_every_form_and_both_homes(
    samples: Samples, drawn: list[Scene]
) -> None:
    contact = samples.contact
    for scene, view in forms_and_homes(drawn):
        last = view["blocks"][-1]
        assert last["block_id"] == "safety", scene
        assert last["accessory"]["action_id"] == Button.HELP_NOW
        if contact and contact.startswith("<@") and view.get("callback_id") != Form.CONTACT:
            named = contact in last["text"]["text"]
            assert named or scene in WITHOUT_A_CONTACT, scene


def test_only_what_can_be_sent_is_a_form(drawn: list[Scene]) -> None:
    for scene, view in views(drawn):
        if "submit" in view:
            assert view["callback_id"] in set(Form), scene
        else:
            assert "callback_id" not in view, scene


def test_heard_can_be_said_in_the_reading_view_of_something_new_only(
    samples: Samples, drawn: list[Scene]
) -> None:
    label = translator("en")("form-read-submit")
    for scene, view in views(drawn):
        heard = view.get("callback_id") == Form.HEARD
        assert heard == (view.get("submit", {}).get("text") == label), scene
        if heard:
            assert samples.words[:9] in json.dumps(view), scene


def test_nothing_drawn_uses_a_banned_word(drawn: list[Scene]) -> None:
    for scene in drawn:
        shown = scene.shown
        view = (
            shown
            if isinstance(shown, dict)
            else [{"text": shown.text, "type": "text"}, *shown.blocks]
        )
        for text in texts(view):
            assert not BANNED.search(text), (scene.name, text)


def test_no_label_and_no_button_shows_the_markup_of_a_link(drawn: list[Scene]) -> None:
    for scene, view in views(drawn):
        for block in view["blocks"]:
            found = [one.get("text") for one in (block, *block.get("elements", ()))]
            for one in (*found, block.get("label"), block.get("hint"), view.get("title")):
                if isinstance(one, dict) and one["type"] == "plain_text":
                    assert not re.search("<[@#!]", one["text"]), (scene, one)


def test_nothing_drawn_shows_markup_from_outside(drawn: list[Scene]) -> None:
    for scene, view in views(drawn):
        for block in view["blocks"]:
            for one in (block, *block.get("elements", ())):
                for found in (one, one.get("text")):
                    if isinstance(found, dict) and found.get("type") == "mrkdwn":
                        outside = ("<W", "<people>", "<x>", "<y>", "<you>")
                        assert not any(text in found["text"] for text in outside), scene
