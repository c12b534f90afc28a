"""What an element of a block may look like, with Slack's limits: buttons, menus, inputs."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from slack_sandbox.richtext import RICH_TEXT_BLOCK
from slack_sandbox.schema import (
    Check,
    Problems,
    all_of,
    anything,
    boolean,
    fields,
    integer,
    items,
    one_of,
    plain_text,
    say,
    string,
    text,
    typed,
    url,
)

_ID = string(255, 1)
_CONFIRM = fields(
    {
        "title": plain_text(100),
        "text": text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
    },
    {"style": one_of("primary", "danger")},
)
_STYLE = one_of("primary", "danger")
_DISPATCH = fields(
    {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), most=2)}
)
_FILTER = fields(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), most=4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)


def _option(*, mrkdwn: bool = False, link: bool = False) -> Check:
    optional: dict[str, Check] = {"description": text(75, mrkdwn=mrkdwn)}
    if link:
        optional["url"] = url()
    return fields({"text": text(75, mrkdwn=mrkdwn), "value": string(150, 1)}, optional)


_OPTION = _option()
_RICH_OPTION = _option(mrkdwn=True)
_GROUP = fields({"label": plain_text(75), "options": items(_OPTION, most=100)})


def _matches(pattern: str, meaning: str) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            say(problems, f"must be {meaning}", at)

    return check


def _day(value: Any, at: str, problems: Problems) -> None:
    try:
        if not isinstance(value, str) or len(value) != 10:
            raise ValueError
        date.fromisoformat(value)
    except ValueError:
        say(problems, "must be a valid date in the format YYYY-MM-DD", at)


_HOUR = _matches(r"([01]\d|2[0-3]):[0-5]\d", "a valid time in the format HH:mm")


def _choices(element: Any, at: str, problems: Problems) -> None:
    """Exactly one of ``options`` and ``option_groups``, and what is chosen must be among them."""
    if ("options" in element) == ("option_groups" in element):
        say(problems, "must provide exactly one of: options, option_groups", at)
        return
    offered = options_of(element)
    chosen = element.get("initial_options") or []
    if "initial_option" in element:
        chosen = [element["initial_option"]]
    for choice in chosen:
        if not any(_same_option(choice, option) for option in offered):
            name = "initial_option" if "initial_option" in element else "initial_options"
            say(problems, f"{name} must match one of the options", f"{at}/{name}")
            return


def _same_option(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(one["value"] == other["value"] and one["text"]["text"] == other["text"]["text"])


def options_of(element: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The options a menu offers, its groups opened."""
    groups = element.get("option_groups") or []
    grouped = [option for group in groups for option in group["options"]]
    return list(element.get("options") or []) + grouped


def _lengths(element: Any, at: str, problems: Problems) -> None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if least > most:
        say(problems, "min_length must not be greater than max_length", at)
    if len(element.get("initial_value", "")) > most:
        say(problems, "initial_value must not be longer than max_length", f"{at}/initial_value")


def _numbers(element: Any, at: str, problems: Problems) -> None:
    for name in ("initial_value", "min_value", "max_value"):
        if name in element:
            try:
                whole = float(element[name]).is_integer()
            except ValueError:
                say(problems, "must be a valid number", f"{at}/{name}")
                continue
            if not whole and not element["is_decimal_allowed"]:
                say(problems, "must be an integer", f"{at}/{name}")


def _button(element: Any, at: str, problems: Problems) -> None:
    if element.get("value") == "":
        say(problems, "must be more than 0 characters", f"{at}/value")


def _one(required: Mapping[str, Check], optional: Mapping[str, Check], *more: Check) -> Check:
    base: dict[str, Check] = {"action_id": _ID}
    return all_of(fields({"type": anything, **required}, {**base, **optional}), *more)


_INPUT: dict[str, Check] = {"focus_on_load": boolean, "placeholder": plain_text(150)}
_MENU: dict[str, Check] = {**_INPUT, "confirm": _CONFIRM}
_TICKS: dict[str, Check] = {"focus_on_load": boolean, "confirm": _CONFIRM}
_MANY: dict[str, Check] = {**_MENU, "max_selected_items": integer(1)}
_LISTS: dict[str, Check] = {
    "options": items(_OPTION, most=100),
    "option_groups": items(_GROUP, most=100),
}

IMAGE: Check = all_of(
    fields(
        {"type": anything, "alt_text": string(2000, 1)},
        {
            "image_url": url(),
            "slack_file": fields({}, {"id": string(255, 1), "url": url()}),
        },
    ),
    lambda element, at, problems: (
        say(problems, "must provide exactly one of: image_url, slack_file", at)
        if ("image_url" in element) == ("slack_file" in element)
        else None
    ),
)

ELEMENTS: Mapping[str, Check] = {
    "button": _one(
        {"text": plain_text(75)},
        {
            "value": string(2000),
            "url": url(),
            "style": _STYLE,
            "accessibility_label": string(75, 1),
            "confirm": _CONFIRM,
        },
        _button,
    ),
    "overflow": _one({"options": items(_option(link=True), most=5)}, {"confirm": _CONFIRM}),
    "static_select": _one({}, {**_MENU, **_LISTS, "initial_option": _OPTION}, _choices),
    "multi_static_select": _one(
        {}, {**_MANY, **_LISTS, "initial_options": items(_OPTION, most=100)}, _choices
    ),
    "users_select": _one({}, {**_MENU, "initial_user": _ID}),
    "multi_users_select": _one({}, {**_MANY, "initial_users": items(_ID, most=100)}),
    "conversations_select": _one(
        {},
        {
            **_MENU,
            "initial_conversation": _ID,
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": _FILTER,
        },
    ),
    "multi_conversations_select": _one(
        {},
        {
            **_MANY,
            "initial_conversations": items(_ID, most=100),
            "default_to_current_conversation": boolean,
            "filter": _FILTER,
        },
    ),
    "channels_select": _one({}, {**_MENU, "initial_channel": _ID, "response_url_enabled": boolean}),
    "multi_channels_select": _one({}, {**_MANY, "initial_channels": items(_ID, most=100)}),
    "checkboxes": _one(
        {"options": items(_RICH_OPTION, most=10)},
        {**_TICKS, "initial_options": items(_RICH_OPTION, most=10)},
        _choices,
    ),
    "radio_buttons": _one(
        {"options": items(_RICH_OPTION, most=10)},
        {**_TICKS, "initial_option": _RICH_OPTION},
        _choices,
    ),
    "datepicker": _one({}, {**_MENU, "initial_date": _day}),
    "timepicker": _one({}, {**_MENU, "initial_time": _HOUR, "timezone": string(64, 1)}),
    "datetimepicker": _one({}, {**_TICKS, "initial_date_time": integer(10**9, 10**10 - 1)}),
    "external_select": _one(
        {}, {**_MENU, "initial_option": _OPTION, "min_query_length": integer(0)}
    ),
    "multi_external_select": _one(
        {},
        {
            **_MANY,
            "initial_options": items(_OPTION, most=100),
            "min_query_length": integer(0),
        },
    ),
    "rich_text_input": _one(
        {}, {**_INPUT, "initial_value": RICH_TEXT_BLOCK, "dispatch_action_config": _DISPATCH}
    ),
    "file_input": _one(
        {}, {"filetypes": items(string(20, 1), most=100), "max_files": integer(1, 10)}
    ),
    "plain_text_input": _one(
        {},
        {
            **_INPUT,
            "initial_value": string(3000),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
            "dispatch_action_config": _DISPATCH,
        },
        _lengths,
    ),
    "number_input": _one(
        {"is_decimal_allowed": boolean},
        {
            **_INPUT,
            "initial_value": string(100, 1),
            "min_value": string(100, 1),
            "max_value": string(100, 1),
            "dispatch_action_config": _DISPATCH,
        },
        _numbers,
    ),
    "email_text_input": _one(
        {}, {**_INPUT, "initial_value": string(3000), "dispatch_action_config": _DISPATCH}
    ),
    "url_text_input": _one(
        {}, {**_INPUT, "initial_value": string(3000), "dispatch_action_config": _DISPATCH}
    ),
}
"""Every element the sandbox draws; any other is refused, as Slack refuses what it does not know."""

_MENUS = {
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
}
_ANYWHERE = _MENUS | {"checkboxes", "radio_buttons", "datepicker", "timepicker"}
PRESSED = {"button", "overflow"}
TYPED = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}

ACCESSORY = typed({**ELEMENTS, "image": IMAGE}, _ANYWHERE | PRESSED | {"image"})
IN_ACTIONS = typed(ELEMENTS, _ANYWHERE | PRESSED | {"datetimepicker", "rich_text_input"})
IN_INPUT = typed(ELEMENTS, _ANYWHERE | TYPED | {"datetimepicker", "rich_text_input", "file_input"})

OPTIONS = all_of(
    fields(
        {}, {"options": items(_OPTION, most=100, least=0), "option_groups": items(_GROUP, most=100)}
    ),
    lambda answer, at, problems: (
        say(problems, "must provide exactly one of: options, option_groups", at)
        if ("options" in answer) == ("option_groups" in answer)
        else None
    ),
)
"""What an app answers when a menu of its own asks what to offer."""


def elements_in(block: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The interactive elements of a block, in the order they are drawn."""
    kind = block["type"]
    if kind == "section":
        accessory = block.get("accessory")
        return [accessory] if accessory and accessory["type"] != "image" else []
    if kind == "actions":
        return list(block["elements"])
    return [block["element"]] if kind == "input" else []
