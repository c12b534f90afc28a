"""Block Kit as Slack accepts it: blocks, surfaces, views, and what is wrong with the rest.

``check_message`` and ``check_view`` return the problems in Slack's words, each with its JSON
pointer; an empty list means Slack would draw it. ``settle`` gives blocks and elements the ids
Slack makes up where the app named none.
"""

import json
import secrets
from collections.abc import Mapping
from typing import Any, Literal

from slack_sandbox.elements import (
    ACCESSORY,
    IMAGE,
    IN_ACTIONS,
    IN_INPUT,
    elements_in,
)
from slack_sandbox.richtext import RICH_TEXT
from slack_sandbox.schema import (
    Check,
    Json,
    Problems,
    above_zero,
    all_of,
    anything,
    boolean,
    fields,
    items,
    number,
    one_of,
    plain_text,
    say,
    string,
    text,
    typed,
    url,
)

Surface = Literal["message", "modal", "home"]
MOST_BLOCKS: Mapping[Surface, int] = {"message": 50, "modal": 100, "home": 100}
MOST_CHARTS = 2
VIEW_BYTES = 250 * 1024

_EVERYWHERE = {"block_id": string(255, 1)}


def _block(required: Mapping[str, Check], optional: Mapping[str, Check], *more: Check) -> Check:
    return all_of(fields({"type": anything, **required}, {**_EVERYWHERE, **optional}), *more)


def _words(block: Any, at: str, problems: Problems) -> None:
    if "text" not in block and "fields" not in block:
        say(problems, "missing required field: text", at)


def _picture(block: Any, at: str, problems: Problems) -> None:
    if ("image_url" in block) == ("slack_file" in block):
        say(problems, "must provide exactly one of: image_url, slack_file", at)


_IN_CONTEXT = typed({"plain_text": text(), "mrkdwn": text(), "image": IMAGE})
_POINT = fields({"label": string(20, 1), "value": number})
_SERIES = fields({"name": string(20, 1), "data": items(_POINT, most=20)})
_AXIS = fields(
    {"categories": items(string(20, 1), most=20)},
    {"x_label": string(50, 1), "y_label": string(50, 1)},
)
_SEGMENT = fields({"label": string(20, 1), "value": above_zero})


def _labels(chart: Any, at: str, problems: Problems) -> None:
    """Names differ, and every series has exactly the labels of the axis, in its order."""
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) != len(names):
        say(problems, "series names must be unique", f"{at}/series")
    categories = chart["axis_config"]["categories"]
    for index, series in enumerate(chart["series"]):
        if [point["label"] for point in series["data"]] != categories:
            say(problems, "labels must match axis_config.categories", f"{at}/series/{index}/data")


_AXES = all_of(
    fields({"type": anything, "series": items(_SERIES, most=6), "axis_config": _AXIS}), _labels
)
_CHART = typed(
    {
        "pie": fields({"type": anything, "segments": items(_SEGMENT, most=6)}),
        "bar": _AXES,
        "line": _AXES,
        "area": _AXES,
    }
)

_BLOCKS: Mapping[str, Check] = {
    "section": _block(
        {},
        {
            "text": text(),
            "fields": items(text(2000), most=10),
            "accessory": ACCESSORY,
            "expand": boolean,
        },
        _words,
    ),
    "header": _block({"text": plain_text(150)}, {}),
    "divider": _block({}, {}),
    "context": _block({"elements": items(_IN_CONTEXT, most=10)}, {}),
    "actions": _block({"elements": items(IN_ACTIONS, most=25)}, {}),
    "input": _block(
        {"label": plain_text(2000), "element": IN_INPUT},
        {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "image": _block(
        {"alt_text": string(2000, 1)},
        {
            "image_url": url(),
            "slack_file": fields({}, {"id": string(255, 1), "url": url()}),
            "title": plain_text(2000),
        },
        _picture,
    ),
    "rich_text": _block({"elements": items(RICH_TEXT, most=1000, least=0)}, {}),
    "data_visualization": _block({"title": string(50, 1), "chart": _CHART}, {}),
    "alert": _block(
        {"text": text()}, {"level": one_of("default", "info", "warning", "error", "success")}
    ),
}

_SURFACES: Mapping[Surface, Check] = {
    "message": typed(_BLOCKS, set(_BLOCKS) - {"alert"}),
    "modal": typed(_BLOCKS, set(_BLOCKS) - {"data_visualization"}),
    "home": typed(_BLOCKS, set(_BLOCKS) - {"data_visualization", "alert"}),
}


def _ids(blocks: list[Json], surface: Surface, at: str, problems: Problems) -> None:
    seen: set[str] = set()
    focused = 0
    for index, block in enumerate(blocks):
        name = block.get("block_id")
        if name is not None and name in seen:
            say(problems, f"block_id must be unique: {name}", f"{at}/{index}/block_id")
        if name is not None:
            seen.add(name)
        actions: set[str] = set()
        for element in elements_in(block):
            action = element.get("action_id")
            if action is not None and action in actions:
                say(problems, f"action_id must be unique in its block: {action}", f"{at}/{index}")
            if action is not None:
                actions.add(action)
            focused += element.get("focus_on_load") is True
            if element["type"] == "file_input" and surface != "modal":
                say(problems, "file_input is only for modals", f"{at}/{index}")
            if element.get("response_url_enabled") and block["type"] != "input":
                say(problems, "response_url_enabled is only for input blocks", f"{at}/{index}")
    if focused > 1:
        say(problems, "only one element may have focus_on_load", at)


def check_blocks(blocks: Any, surface: Surface, at: str = "/blocks") -> Problems:
    """What is wrong with these blocks on this surface."""
    problems: Problems = []
    items(_SURFACES[surface], most=MOST_BLOCKS[surface], least=0)(blocks, at, problems)
    if problems:
        return problems
    _ids(blocks, surface, at, problems)
    charts = sum(block["type"] == "data_visualization" for block in blocks)
    if charts > MOST_CHARTS:
        say(problems, f"no more than {MOST_CHARTS} data_visualization blocks allowed", at)
    for index, block in enumerate(blocks):
        if surface != "modal" and any(
            element.get("response_url_enabled") for element in elements_in(block)
        ):
            say(problems, "response_url_enabled is only for modals", f"{at}/{index}")
    return problems


def check_message(blocks: Any) -> Problems:
    """What is wrong with the blocks of a message."""
    return check_blocks(blocks, "message")


_VIEW: dict[str, Check] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
_MODAL = fields(
    {"type": anything, "title": plain_text(24), "blocks": anything},
    {
        **_VIEW,
        "submit": plain_text(24),
        "close": plain_text(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
_HOME = fields({"type": anything, "blocks": anything}, _VIEW)


def check_view(view: Any, kind: Literal["modal", "home"]) -> Problems:
    """What is wrong with a view of this kind."""
    problems: Problems = []
    typed({"modal": _MODAL, "home": _HOME}, {kind})(view, "/view", problems)
    if not isinstance(view, dict) or "blocks" not in view:
        return problems
    problems += check_blocks(view["blocks"], kind, "/view/blocks")
    if problems:
        return problems
    asks = any(block["type"] == "input" for block in view["blocks"])
    if kind == "modal" and asks and "submit" not in view:
        say(problems, "missing required field: submit", "/view")
    return problems


def too_large(view: Json) -> bool:
    """Whether the view's JSON is over Slack's 250 KB."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES


def settle(blocks: list[Json]) -> list[Json]:
    """Name the unnamed blocks and elements, in place, as Slack does."""
    for block in blocks:
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
        for element in elements_in(block):
            element.setdefault("action_id", secrets.token_urlsafe(4)[:5])
    return blocks
