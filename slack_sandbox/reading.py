"""What a person reads and can touch: Block Kit and mrkdwn turned into plain words."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from slack_sandbox.schema import Json

_TOKEN = re.compile(r"<([^<>]+)>")
_DATE = re.compile(r"\{(\w+)\}")
_CODE = re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)
_HALF_A_YEAR = 182
_UNITS = (
    ("year", 365 * 86_400),
    ("month", 30 * 86_400),
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
)
_NEAR = ("today", "tomorrow", "yesterday")
_MARK = re.compile(r"(?<![\w*_~])([*_~])(?=\S)(.+?)(?<=\S)\1(?![\w*_~])")


@dataclass(frozen=True)
class Reader:
    """Whose eyes: how ids are named, in which zone moments are shown, and what day it is."""

    name_of: Callable[[str], str]
    zone: tzinfo
    now: datetime


LAST_MOMENT = 253_370_764_800
"""The first of January 9999."""
_SECONDS = re.compile(r"[0-9]{1,18}")


def _ordinal(day: int) -> str:
    ending = "th" if 11 <= day % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def moment(seconds: int, pattern: str, reader: Reader) -> str:
    """A ``<!date^…>`` as the reader sees it, e.g. ``{date_short_pretty} {time}``.

    Empty for one that no calendar knows: whoever writes such a number must break nothing.
    """
    if seconds > LAST_MOMENT:
        return ""
    when = datetime.fromtimestamp(seconds, UTC).astimezone(reader.zone)
    now = reader.now.astimezone(reader.zone)
    days = (when.date() - now.date()) // timedelta(days=1)
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    clock = f"{when.hour % 12 or 12}:{when:%M} {'AM' if when.hour < 12 else 'PM'}"
    # Slack leaves the year out where nobody could take it for another one.
    year = "" if abs(days) < _HALF_A_YEAR else f", {when.year}"
    divider = "" if when.year == now.year else f", {when.year}"
    forms = {
        "date_num": f"{when:%Y-%m-%d}",
        "date_slash": f"{when:%m/%d/%Y}",
        "date": f"{when:%B} {_ordinal(when.day)}{year}",
        "date_short": f"{when:%b} {when.day}{year}",
        "date_long": f"{when:%A}, {when:%B} {_ordinal(when.day)}{year}",
        "date_long_full": f"{when:%B} {when.day}, {when.year}",
        "day_divider": f"{when:%A}, {when:%B} {_ordinal(when.day)}{divider}",
        "time": clock,
        "time_secs": f"{when.hour % 12 or 12}:{when:%M:%S} {clock[-2:]}",
        "ago": _ago(when - now),
    }

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name.endswith("_pretty"):
            return near or forms.get(name.removesuffix("_pretty"), match[0])
        return match[0] if name == "day_divider" else forms.get(name, match[0])

    return _DATE.sub(fill, pattern)


def _ago(distance: timedelta) -> str:
    """How far away a moment is, in its largest unit."""
    seconds = abs(int(distance.total_seconds()))
    for unit, length in _UNITS:
        if seconds >= length:
            count = seconds // length
            words = f"{count} {unit}{'s' * (count != 1)}"
            return f"in {words}" if distance > timedelta(0) else f"{words} ago"
    return "just now"


def _token(inner: str, reader: Reader) -> str:
    head, _, label = inner.partition("|")
    if head.startswith("!date^"):
        parts = head.split("^")
        if len(parts) >= 3 and _SECONDS.fullmatch(parts[1]):
            return moment(int(parts[1]), parts[2], reader) or label
        return label
    if head.startswith(("@", "#")):
        return reader.name_of(head[1:])
    if head.startswith("!subteam^"):
        return label or "@group"
    if head.startswith("!"):
        return f"@{head[1:]}"
    return label or head.removeprefix("mailto:")


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mrkdwn(text: str, reader: Reader) -> str:
    """A mrkdwn string as it is read: names, moments, links by their label, no marks."""
    kept: list[str] = []
    text = text.replace("\0", "")  # which stands for what is kept

    def keep(words: str) -> str:
        kept.append(words)
        return f"\0{len(kept) - 1}\0"

    text = _CODE.sub(lambda match: keep(_unescape(match[1] or match[2])), text)

    def token(match: re.Match[str]) -> str:
        shown = _unescape(_token(match[1], reader))
        first = not match.start() and shown.startswith(_NEAR)
        return keep(shown[:1].upper() + shown[1:] if first else shown)

    text = _TOKEN.sub(token, text)
    for _ in range(3):
        text = _MARK.sub(r"\2", text)
    text = _unescape(re.sub(r"^&gt; ?", "", text, flags=re.MULTILINE))
    while "\0" in text:
        text = re.sub(r"\0(\d+)\0", lambda match: kept[int(match[1])], text)
    return text


def words(text: Mapping[str, Any], reader: Reader) -> str:
    """A text object as it is read."""
    return mrkdwn(text["text"], reader) if text["type"] == "mrkdwn" else str(text["text"])


def _inline(piece: Json, reader: Reader) -> str:
    kind = piece["type"]
    if kind == "text":
        return str(piece["text"])
    if kind == "link":
        return str(piece.get("text") or piece["url"])
    if kind in ("user", "channel"):
        return reader.name_of(piece[f"{kind}_id"])
    if kind == "broadcast":
        return f"@{piece['range']}"
    if kind == "date":
        fallback = str(piece.get("fallback", ""))
        return moment(piece["timestamp"], piece["format"], reader) or fallback
    return f":{piece['name']}:" if kind == "emoji" else str(piece.get("value", ""))


def _rich(element: Json, reader: Reader) -> str:
    if element["type"] == "rich_text_list":
        lines = [_rich(line, reader) for line in element["elements"]]
        ordered = element["style"] == "ordered"
        return "\n".join(
            f"{number}. {line}" if ordered else f"• {line}"
            for number, line in enumerate(lines, 1 + element.get("offset", 0))
        )
    return "".join(_inline(piece, reader) for piece in element["elements"])


def _chart(block: Json) -> list[str]:
    chart = block["chart"]
    lines = [str(block["title"])]
    if chart["type"] == "pie":
        return lines + [
            f"{segment['label']}: {segment['value']:g}" for segment in chart["segments"]
        ]
    for series in chart["series"]:
        points = ", ".join(f"{point['label']}: {point['value']:g}" for point in series["data"])
        lines.append(f"{series['name']}: {points}")
    return lines


def block_lines(block: Json, reader: Reader) -> list[str]:
    """The words of one block, without its buttons and menus."""
    kind = block["type"]
    if kind == "section":
        parts = [block["text"]] if "text" in block else []
        return [words(part, reader) for part in parts + block.get("fields", [])]
    if kind in ("header", "alert"):
        return [words(block["text"], reader)]
    if kind == "context":
        parts = [element for element in block["elements"] if element["type"] != "image"]
        return [" ".join(words(part, reader) for part in parts)] if parts else []
    if kind == "rich_text":
        return [_rich(element, reader) for element in block["elements"]]
    if kind == "image":
        return [words(block["title"], reader)] if "title" in block else [str(block["alt_text"])]
    if kind == "data_visualization":
        return _chart(block)
    if kind == "input":
        lines = [str(block["label"]["text"])]
        return lines + ([str(block["hint"]["text"])] if "hint" in block else [])
    return []


def plain(blocks: Iterable[Json], reader: Reader) -> str:
    """All the words of the blocks, one paragraph a line; empty when there are none."""
    return "\n".join(line for block in blocks for line in block_lines(block, reader))
