"""Slack's blocks and elements as dictionaries, with texts cut to Slack's limits.

Every text given here is escaped already, as :mod:`bot.messages.translate` makes it.
"""

from collections.abc import Iterable, Sequence
from html import unescape
from typing import Any

from bot.messages.controls import Button, ButtonValue, ConcernValue, OptionValue
from bot.messages.translate import Translator, cut

Block = dict[str, Any]
Element = dict[str, Any]

SECTION_LIMIT = 3000
HEADER_LIMIT = 150
HINT_LIMIT = 2000
OPTION_LIMIT = 75
BUTTON_LIMIT = 75
VIEW_LABEL_LIMIT = 24
PLACEHOLDER_LIMIT = 150
ACCESSIBILITY_LIMIT = 75
MENU_LIMIT = 100
"""Options of one menu, and blocks of one view."""


def mrkdwn(text: str) -> Element:
    """A text with our own markup; Slack makes no links or mentions out of people's words."""
    return {"type": "mrkdwn", "text": cut(text, SECTION_LIMIT), "verbatim": True}


def plain(text: str, limit: int = SECTION_LIMIT) -> Element:
    """A text without markup."""
    return {"type": "plain_text", "text": cut(text, limit), "emoji": False}


def section(text: str, *, name: str | None = None, accessory: Element | None = None) -> Block:
    """A paragraph, with one control beside it if any; ``name`` is the block's id."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory is not None:
        block["accessory"] = accessory
    return named(block, name)


def paragraphs(text: str, *, name: str | None = None) -> list[Block]:
    """``text`` whole, in as many paragraphs as it needs; no escaped character is torn apart.

    ``name`` is the first one's id.
    """
    pieces = []
    while len(text) > SECTION_LIMIT:
        end = max(text.rfind(gap, SECTION_LIMIT // 2, SECTION_LIMIT) for gap in (" ", "\n"))
        if end < 0:
            end = SECTION_LIMIT
            entity = text.rfind("&", end - 4, end)
            end = entity if entity >= 0 and ";" not in text[entity:end] else end
        pieces.append(text[:end])
        text = text[end:]
    pieces.append(text)
    texts = [piece for piece in pieces if piece.strip()]
    return [section(piece, name=None if index else name) for index, piece in enumerate(texts)]


def context(*texts: str, name: str | None = None) -> Block:
    """A small line."""
    return named({"type": "context", "elements": [mrkdwn(text) for text in texts]}, name)


def header(text: str) -> Block:
    """A heading; it gives a screen reader structure."""
    return {"type": "header", "text": plain(text, HEADER_LIMIT)}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def actions(elements: Iterable[Element], *, name: str | None = None) -> Block:
    """A row of controls."""
    return named({"type": "actions", "elements": list(elements)}, name)


def named(block: Block, name: str | None) -> Block:
    """``block`` with ``name`` as its id; ids are unique inside a message or view."""
    if name is not None:
        block["block_id"] = name
    return block


def button(
    of: Button,
    label: str,
    value: ButtonValue | None = None,
    *,
    confirm: Element | None = None,
) -> Element:
    """A button that sends its ``value``."""
    element: Element = {
        "type": "button",
        "action_id": of.value,
        "text": plain(label, BUTTON_LIMIT),
    }
    if value is not None:
        element["value"] = value.encode()
    if confirm is not None:
        element["confirm"] = confirm
    return element


def read_aloud(translate: Translator, button: Element, what: str) -> Element:
    """``button`` with ``what`` it is about after its own words; ``what`` is without markup."""
    label = translate("button-read-aloud", label=button["text"]["text"], what=what)
    return {**button, "accessibility_label": cut(unescape(label), ACCESSIBILITY_LIMIT)}


def link_button(of: Button, label: str, url: str, value: ButtonValue | None = None) -> Element:
    """A button that opens ``url``; the app hears of the press, too."""
    return {**button(of, label, value), "url": url}


def confirm(title: str, text: str, yes: str, no: str) -> Element:
    """The question before a press counts."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def option(label: str, value: str, *, description: str | None = None) -> Element:
    """One entry of a menu or list."""
    entry: Element = {"text": plain(label, OPTION_LIMIT), "value": value}
    if description is not None:
        entry["description"] = plain(description, OPTION_LIMIT)
    return entry


def overflow(options: Sequence[tuple[Button, str, ConcernValue]]) -> Element:
    """The overflow menu of button, label and value; one to five of them."""
    return {
        "type": "overflow",
        "action_id": Button.MORE.value,
        "options": [
            option(label, OptionValue(button=of, concern=value.concern, step=value.step).encode())
            for of, label, value in options
        ],
    }


def menu(
    action: str, options: Sequence[Element], *, chosen: str | None = None, hint: str | None = None
) -> Element:
    """A menu of which one entry can be ``chosen``, by its value."""
    element: Element = {"type": "static_select", "action_id": action, "options": list(options)}
    first = next((option for option in options if option["value"] == chosen), None)
    if first is not None:
        element["initial_option"] = first
    if hint is not None:
        element["placeholder"] = plain(hint, PLACEHOLDER_LIMIT)
    return element


def texts_of(blocks: Iterable[Block]) -> list[str]:
    """What a message says, block by block, without its controls."""
    texts = []
    for block in blocks:
        if block["type"] in ("section", "header"):
            texts.append(str(block["text"]["text"]))
        elif block["type"] == "context":
            texts.extend(str(element["text"]) for element in block["elements"])
    return texts
