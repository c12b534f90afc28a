"""Messages and views as Markdown that a person can read from top to bottom."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.messages.cards import Message

Block = dict[str, Any]
CALLED: Mapping[str, str] = {"U0TOM": "Tom", "U0MARIA": "Maria", "U0PRIYA": "Priya", "U0SAM": "Sam"}
PLACES: Mapping[str, str] = {"C0PAY": "payments"}


def prose(text: str) -> str:
    """Slack's markup as Markdown; mentions, channels and moments as people see them."""
    text = re.sub(r"<!date\^\d+\^[^|]*\|([^>]*)>", r"\1", text)
    text = re.sub(r"<@(\w+)>", lambda found: f"@{CALLED.get(found[1], found[1])}", text)
    text = re.sub(r"<#(\w+)>", lambda found: f"#{PLACES.get(found[1], found[1])}", text)
    text = re.sub(r"<[^|>]*\|([^>]*)>", r"\1", text)
    text = re.sub(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])", r"**\1**", text)
    return text.replace("\n", "  \n")


def letter(shown: Message) -> Iterator[str]:
    """A message, or a private answer: its notification first."""
    yield f"*Notification:* {prose(shown.text.partition(chr(10))[0])}"
    yield from _blocks(shown.blocks)


def view(shown: Block) -> Iterator[str]:
    """A modal or Home."""
    if shown["type"] == "modal":
        yield f"*Title:* {shown['title']['text']}"
    yield from _blocks(shown["blocks"])
    if shown["type"] == "modal":
        submit = f"`{shown['submit']['text']}` " if "submit" in shown else ""
        yield f"{submit}`{shown['close']['text']}`"


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block["type"]:
            case "header":
                yield f"**{block['text']['text']}**"
            case "section":
                yield prose(block["text"]["text"])
                if "accessory" in block:
                    yield _control(block["accessory"])
            case "context":
                yield from (f"<sub>{prose(one['text'])}</sub>" for one in block["elements"])
            case "actions":
                yield " ".join(_control(one) for one in block["elements"])
            case "rich_text":
                yield "> " + "".join(_quoted(block))
            case "input":
                yield from _input(block)
            case "data_visualization":
                bars = block["chart"]["series"][0]["data"]
                drawn = ", ".join(f"{one['label']}: {one['value']}" for one in bars)
                yield f"*(a bar chart)* {block['title']}: {drawn}"
            case "divider":
                yield "---"
            case other:
                raise ValueError(f"no way to write {other}")


def _quoted(block: Block) -> Iterator[str]:
    for quote in block["elements"]:
        for part in quote["elements"]:
            yield part["text"] if part["type"] == "text" else f"@{CALLED[part['user_id']]}"


def _input(block: Block) -> Iterator[str]:
    needed = "" if block["optional"] else " \\*"
    element = block["element"]
    yield f"- **{block['label']['text']}**{needed} {_choices(element)}".rstrip()
    if "hint" in block:
        yield f"  <sub>{block['hint']['text']}</sub>"


def _choices(element: Block) -> str:
    groups = element.get("option_groups", [])
    options = [*element.get("options", []), *(one for each in groups for one in each["options"])]
    chosen = {
        one["value"]
        for one in (element.get("initial_option"), *element.get("initial_options", []))
        if one
    }
    labels = [(f"**{_entry(one)}**" if one["value"] in chosen else _entry(one)) for one in options]
    named = [f"{one['label']['text']}:" for one in groups]
    placeholder = element.get("placeholder", {}).get("text", "")
    if not options and placeholder:
        return f"*{placeholder}*"
    return " ".join(named) + (" " if named else "") + " · ".join(labels)


def _entry(option: Block) -> str:
    more = option.get("description")
    return str(option["text"]["text"]) + (f" ({more['text']})" if more else "")


def _control(element: Block) -> str:
    match element["type"]:
        case "button":
            asked = element.get("confirm")
            question = f" *({asked['text']['text']})*" if asked else ""
            return f"`{element['text']['text']}`{question}"
        case "overflow":
            inside = " · ".join(one["text"]["text"] for one in element["options"])
            return f"`⋯ {inside}`"
        case "static_select":
            shown = element.get("initial_option", element["options"][0])["text"]["text"]
            return f"`{shown} ▾`"
        case other:
            raise ValueError(f"no way to write {other}")
