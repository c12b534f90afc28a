"""What stands in the inputs and menus of a form, and what a person may put there."""

import copy
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from slack_sandbox import elements, richtext
from slack_sandbox.controls import controls
from slack_sandbox.errors import NotPossible
from slack_sandbox.schema import Json

_CHOSEN = {
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "external_select": ("selected_option", "initial_option"),
    "multi_external_select": ("selected_options", "initial_options"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
}
"""For each element: where its state keeps the choice, and how the app chooses beforehand."""

_MOST_BYTES = 10 * 1024 * 1024
Values = dict[str, dict[str, Json]]


@dataclass(frozen=True)
class Field:
    """One input or menu, as a person sees it."""

    label: str
    block: Json
    element: Json
    state: Json

    @property
    def block_id(self) -> str:
        """The block it stands in."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """Its action_id."""
        return str(self.element["action_id"])

    @property
    def kind(self) -> str:
        """Its element type."""
        return str(self.element["type"])

    @property
    def optional(self) -> bool:
        """Whether it may stay empty."""
        return self.block["type"] != "input" or bool(self.block.get("optional", False))

    @property
    def hint(self) -> str:
        """The small line below it."""
        return str(self.block.get("hint", {}).get("text", ""))

    @property
    def placeholder(self) -> str:
        """The grey words in it."""
        return str(self.element.get("placeholder", {}).get("text", ""))

    @property
    def options(self) -> list[str]:
        """The lines it offers."""
        return [option["text"]["text"] for option in elements.options_of(self.element)]

    @property
    def dispatches(self) -> bool:
        """Whether a change is sent to the app at once."""
        return self.block["type"] != "input" or bool(self.block.get("dispatch_action", False))

    @property
    def value(self) -> Any:
        """What stands in it: text, an id, a date, or the names of what is chosen."""
        chosen = self.state.get(_CHOSEN[self.kind][0])
        if self.kind == "rich_text_input":
            return richtext.plain(chosen) if chosen else None
        if self.kind == "file_input":
            return [option["name"] for option in chosen or []]
        if isinstance(chosen, dict):
            return chosen["text"]["text"]
        if isinstance(chosen, list):
            return [
                option["text"]["text"] if isinstance(option, dict) else option for option in chosen
            ]
        return chosen

    @property
    def empty(self) -> bool:
        """Whether nothing is entered."""
        return self.value in (None, "", [])


def initial_state(element: Json) -> Json:
    """An element's state before anybody touched it."""
    key, initial = _CHOSEN[element["type"]]
    many = key.endswith("s") and key != "value"
    return {
        "type": element["type"],
        key: copy.deepcopy(element.get(initial, [] if many else None)),
    }


def initial_values(blocks: Iterable[Json], kept: Values | None = None) -> Values:
    """The state of a view: what was entered where the ids are the same, else as drawn."""
    values: Values = {}
    for control in controls(blocks):
        if control.kind in elements.PRESSED:
            continue
        before = (kept or {}).get(control.block["block_id"], {}).get(control.action_id)
        if before is None or before["type"] != control.kind:
            before = initial_state(control.element)
        values.setdefault(control.block["block_id"], {})[control.action_id] = before
    return values


def fields_of(blocks: Iterable[Json], values: Mapping[str, Mapping[str, Json]]) -> list[Field]:
    """The inputs and menus in order."""
    return [
        Field(
            control.label,
            control.block,
            control.element,
            values.get(control.block["block_id"], {}).get(control.action_id)
            or initial_state(control.element),
        )
        for control in controls(blocks)
        if control.kind not in elements.PRESSED
    ]


def _name(text: str) -> str:
    return text.strip().rstrip("*").strip().casefold()


def find(fields: list[Field], name: str) -> Field:
    """The field a person means: by label (a trailing ``*`` does not count), or by its ids."""
    asked = _name(name)
    for matches in (
        [field for field in fields if _name(field.label) == asked],
        [field for field in fields if name in (field.action_id, field.block_id)],
        [field for field in fields if asked and _name(field.label).startswith(asked)],
    ):
        if len(matches) == 1:
            return matches[0]
        if len(matches) > 1:
            raise NotPossible(f"{name!r} could be any of {[match.label for match in matches]}")
    raise NotPossible(f"there is no field {name!r}; there are {[field.label for field in fields]}")


def find_tick(fields: list[Field], name: str) -> tuple[Field, Json] | None:
    """The tick box with this label, if there is one."""
    for field in fields:
        if field.kind == "checkboxes":
            for option in elements.options_of(field.element):
                if _name(option["text"]["text"]) == _name(name):
                    return field, option
    return None


def _option(field: Field, wanted: Any) -> Json:
    offered = elements.options_of(field.element)
    for option in offered:
        if wanted in (option["text"]["text"], option["value"]):
            return dict(option)
    raise NotPossible(f"{field.label!r} does not offer {wanted!r}; it offers {field.options}")


def entered(field: Field, wanted: Any) -> Json:
    """The field's state after a person put ``wanted`` there; None empties it.

    Raises ``NotPossible`` for what the client would not let them enter.
    """
    key = _CHOSEN[field.kind][0]
    many = isinstance(initial_state(field.element)[key], list)
    if wanted is None:
        return {"type": field.kind, key: [] if many else None}
    value: Any
    if many:
        single = isinstance(wanted, str | dict) or not isinstance(wanted, Iterable)
        listed = [wanted] if single else wanted
        value = [_single(field, each) for each in listed]
        most = field.element.get("max_selected_items")
        if field.kind == "file_input":
            most = field.element.get("max_files", 10)
        if most is not None and len(value) > most:
            raise NotPossible(f"{field.label!r} takes {most} at most")
    else:
        value = _single(field, wanted)
    return {"type": field.kind, key: value}


def _single(field: Field, wanted: Any) -> Any:
    kind = field.kind.removeprefix("multi_")
    if kind in ("static_select", "radio_buttons", "checkboxes"):
        return _option(field, wanted)
    if kind == "external_select":
        return _offered(field, wanted)
    if kind == "datetimepicker":
        return int(wanted.timestamp()) if isinstance(wanted, datetime) else int(wanted)
    if kind == "rich_text_input":
        return wanted if isinstance(wanted, dict) else richtext.typed_in(str(wanted))
    if kind == "file_input":
        return _file(field, wanted)
    if kind in ("users_select", "conversations_select", "channels_select"):
        return str(getattr(wanted, "id", wanted))
    if kind == "datepicker":
        return wanted.isoformat() if isinstance(wanted, date) else str(date.fromisoformat(wanted))
    if kind == "timepicker":
        return f"{wanted:%H:%M}" if isinstance(wanted, time) else str(wanted)
    text = str(wanted)
    most = field.element.get("max_length", 3000)
    if kind == "plain_text_input" and len(text) > most:
        raise NotPossible(f"{field.label!r} takes {most} characters at most, not {len(text)}")
    return text or None


def _offered(field: Field, wanted: Any) -> Json:
    """A line of a menu that the app fills: one that it offered when it was asked."""
    if not isinstance(wanted, dict) or not {"text", "value"} <= set(wanted):
        raise NotPossible(f"{field.label!r} is filled by the app: look its options up, choose one")
    return wanted


def _file(field: Field, wanted: Any) -> Json:
    """A file the person chose; Slack keeps it and names it to the app."""
    given = dict(wanted) if isinstance(wanted, dict) else {"name": str(wanted)}
    kind = given["name"].rpartition(".")[2].lower()
    allowed = field.element.get("filetypes")
    if allowed is not None and kind not in allowed:
        raise NotPossible(f"{field.label!r} takes {', '.join(allowed)} only")
    size = int(given.get("size", 0))
    if size > _MOST_BYTES:
        raise NotPossible(f"{field.label!r} takes files of 10 MB at most")
    return {"id": f"F0{secrets.token_hex(5)[:9].upper()}", "filetype": kind, "size": size, **given}


def missing(fields: Iterable[Field]) -> dict[str, str]:
    """What Slack's own client complains about before it sends a form, by block_id."""
    problems: dict[str, str] = {}
    for field in fields:
        if field.block["type"] != "input":
            continue
        if field.empty:
            if not field.optional:
                problems[field.block_id] = "Please complete this required field."
        elif field.kind == "plain_text_input" and len(field.value) < field.element.get(
            "min_length", 0
        ):
            least = field.element["min_length"]
            problems[field.block_id] = f"Must be at least {least} characters."
        elif field.kind == "number_input":
            problems.update(_number(field))
        elif field.kind == "email_text_input" and "@" not in field.value:
            problems[field.block_id] = "Please enter a valid email address."
        elif field.kind == "url_text_input" and "://" not in field.value:
            problems[field.block_id] = "Please enter a valid URL."
    return problems


def _number(field: Field) -> dict[str, str]:
    try:
        number = float(field.value)
    except ValueError:
        return {field.block_id: "Please enter a number."}
    if not field.element["is_decimal_allowed"] and not number.is_integer():
        return {field.block_id: "Please enter a whole number."}
    if number < float(field.element.get("min_value", number)):
        return {field.block_id: f"Must be at least {field.element['min_value']}."}
    if number > float(field.element.get("max_value", number)):
        return {field.block_id: f"Must be at most {field.element['max_value']}."}
    return {}
