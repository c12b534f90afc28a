"""Everything the bot can say is in the voice page, fits Slack, and keeps to the voice."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.messages import translate as translations
from bot.messages.cards import Message
from bot.messages.forms import oneself
from docs.samples import PRIYA, Samples
from docs.scenes import Scenes
from docs.scenes.scene import Scene
from slack_sandbox.blocks import check_message, check_view, too_large
from tests.test_words import BANNED

ENGLISH = translations.LOCALES / "en"
SAID_ELSEWHERE = {
    "err-mention": "listeners.lifecycle whispers it in the channel",
    "err-stale-form": "listeners.errors says it at a field of a form",
    "paused": "listeners answers /concern pause with it",
    "state-leader-offered": "the page about the life of a concern: no leader sees an offer",
    "state-leader-handed_over": "the page about the life of a concern: no list shows it",
    "button-read-aloud": "a screen reader says it of a button",
    "home-raiser-aloud": "a screen reader says it of a row (tests/messages_forms/test_rows.py)",
    "label-step-pass_on": "its form",
    "coming": "listeners answers a subcommand that is not there yet",
    "data-file-page": "the title of a file (tests/scenarios/test_files.py)",
    "data-file-json": "the title of a file",
    "data-page-title": "the page in a file",
    "data-page-made": "the page in a file",
    "data-page-contents": "the page in a file",
    "data-page-link": "the page in a file",
}
"""Sentences that no scene shows, each with where it is said."""


def drawn(locale: str = "en-US") -> Iterator[Scene]:
    return Scenes(Samples(locale)).all()


def texts(scene: Scene) -> Iterator[str]:
    """Everything a person reads."""
    if isinstance(scene.shown, Message):
        yield scene.shown.text
    yield from _texts(scene.shown.blocks if isinstance(scene.shown, Message) else scene.shown)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") in ("plain_text", "mrkdwn", "text") and isinstance(
            node.get("text"), str
        ):
            yield node["text"]
        if node.get("type") == "data_visualization":
            yield node["title"]
            yield from node["chart"]["axis_config"]["categories"]
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for one in node:
            yield from _texts(one)


def problems(scene: Scene) -> list[str]:
    if isinstance(scene.shown, Message):
        return [str(one) for one in check_message(scene.shown.blocks)]
    surface = scene.shown["type"]
    found = [str(one) for one in check_view(scene.shown, surface)]
    return [*found, *(["too large"] if too_large(scene.shown) else [])]


@pytest.fixture
def languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder of languages: English, and whatever a test writes into it."""
    (tmp_path / "en").symlink_to(ENGLISH)
    monkeypatch.setattr(translations, "LOCALES", tmp_path)
    for cache in (translations.translator, translations._bundle):
        cache.cache_clear()
    yield tmp_path
    for cache in (translations.translator, translations._bundle):
        cache.cache_clear()


def translate(folder: Path, change: Any) -> None:
    """Write a language in which ``change`` was done to the plain parts of every text."""
    folder.mkdir()
    for path in ENGLISH.glob("*.ftl"):
        lines = []
        for text in path.read_text(encoding="utf-8").splitlines():
            key, equals, value = text.partition(" = ")
            plural = value.endswith("->")
            if equals and not plural and not key.startswith(("#", "pattern-", "moment")):
                text = f"{key} = {change(key, value)}"
            lines.append(text)
        (folder / path.name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_every_text_is_in_the_voice_page(languages: Path) -> None:
    # Each text is marked with a number short enough to survive a title of 24 characters.
    numbers: dict[str, str] = {}

    def marked(key: str, value: str) -> str:
        return f"\N{SECTION SIGN}{numbers.setdefault(key, f'{len(numbers):x}')};{value}"

    translate(languages / "xx", marked)
    said = " ".join(json.dumps([*texts(one)], ensure_ascii=False) for one in drawn("xx"))
    heard = set(re.findall("\N{SECTION SIGN}([0-9a-f]+);", said))
    assert len(heard) > 400
    unheard = {key for key, number in numbers.items() if number not in heard}
    small = {key for key in unheard if key.startswith(("list-", "kind-"))}
    missing = unheard - small - set(SAID_ELSEWHERE)
    assert not missing, f"{sorted(missing)}: draw them in docs/scenes, then run `python -m docs`"


def longer(_key: str, value: str) -> str:
    """A text a third longer than English, with letters that English does not have."""
    parts = re.split(r"(\{[^{}]*\}|<[^<>]*>|/concern[^`.,;:]*|/invite @)", value)
    changed = "".join(
        one if n % 2 else re.sub("[aeou]", _accented, one) for n, one in enumerate(parts)
    )
    plain = sum(len(one) for one in parts[::2])
    return f"{changed}{PADDING * (plain // (3 * len(PADDING)) + 1)}"


PADDING = "\N{SECTION SIGN}"


def _accented(found: re.Match[str]) -> str:
    return {"a": "á", "e": "é", "o": "ó", "u": "ú"}[found[0]]


def test_R28_a_language_a_third_longer_than_english_fits_too(languages: Path) -> None:
    translate(languages / "xx", longer)
    assert "§" in translations.translator("xx-XX")("view-close")
    scenes = [*drawn("xx-XX"), *Scenes(Samples("xx-XX")).limits()]
    assert len(scenes) > 200
    assert {f"{one.part}: {one.name}": problems(one) for one in scenes if problems(one)} == {}


def test_what_a_language_lacks_is_said_in_english(languages: Path) -> None:
    (languages / "xx").mkdir()
    (languages / "xx" / "all.ftl").write_text("button-read = Lies es\n", encoding="utf-8")
    say = translations.translator("xx-XX")
    assert say("button-read") == "Lies es"
    assert say("button-talked") == "We've talked"


def test_somebodys_own_choice_of_a_language_wins_over_slacks(languages: Path) -> None:
    translate(languages / "xx", longer)
    chosen = replace(PRIYA, preferences=replace(PRIYA.preferences, language="xx"))
    assert chosen.slack_locale == "en-US"
    assert "§" in " ".join(texts(Scene("", "", oneself.guide_view(chosen))))
    assert "§" not in " ".join(texts(Scene("", "", oneself.guide_view(PRIYA))))
    back = replace(
        PRIYA, slack_locale="xx-XX", preferences=replace(PRIYA.preferences, language="en")
    )
    assert "§" not in " ".join(texts(Scene("", "", oneself.guide_view(back))))


def test_R28_nothing_that_is_shown_uses_a_word_the_product_never_says() -> None:
    for scene in drawn():
        for text in texts(scene):
            assert not BANNED.search(text), (scene.name, text)
            assert "!" not in re.sub(r"<![^>]*>", "", text), (scene.name, text)


def test_R20_the_safety_line_is_last_in_every_form_and_both_homes() -> None:
    forms = [
        one
        for one in drawn()
        if not isinstance(one.shown, Message)
        and ("submit" in one.shown or one.shown["type"] == "home")
    ]
    assert len(forms) > 30
    for scene in forms:
        assert not isinstance(scene.shown, Message)
        last = scene.shown["blocks"][-1]
        assert last["block_id"] == "safety", scene.name
        assert last["accessory"]["text"]["text"] == "Get help now"
        said = last["text"]["text"]
        assert said.startswith("In danger? Call your local emergency number."), scene.name


def test_nothing_is_said_twice_in_one_view() -> None:
    for scene in drawn():
        if isinstance(scene.shown, Message):
            continue
        title = scene.shown.get("title", {}).get("text", "")
        said = [one.rstrip(".") for one in texts(scene)]
        assert not title or said.count(title.rstrip(".")) == 1, scene.name
