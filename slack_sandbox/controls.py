"""What a person can touch in blocks, under the names they see."""

from collections.abc import Iterable
from dataclasses import dataclass

from slack_sandbox.elements import elements_in
from slack_sandbox.errors import NotPossible
from slack_sandbox.schema import Json


@dataclass(frozen=True)
class Control:
    """Something a person can touch, under the name they see."""

    label: str
    block: Json
    element: Json
    option: Json | None = None  # which line of an overflow menu

    @property
    def kind(self) -> str:
        """The element's type."""
        return str(self.element["type"])

    @property
    def action_id(self) -> str:
        """The element's action_id."""
        return str(self.element["action_id"])


def controls(blocks: Iterable[Json]) -> list[Control]:
    """Every control as drawn: buttons, each line of an overflow menu, menus and inputs.

    A menu is called by its input's label, else by its placeholder, else by its action_id; an
    input asking for nothing else by its label.
    """
    controls: list[Control] = []
    for block in blocks:
        for element in elements_in(block):
            kind = element["type"]
            if kind == "button":
                controls.append(Control(element["text"]["text"], block, element))
            elif kind == "overflow":
                controls += [
                    Control(option["text"]["text"], block, element, option)
                    for option in element["options"]
                ]
            elif block["type"] == "input":
                controls.append(Control(block["label"]["text"], block, element))
            else:
                placeholder = element.get("placeholder", {}).get("text")
                controls.append(Control(placeholder or element["action_id"], block, element))
    return controls


def labels(blocks: Iterable[Json]) -> list[str]:
    """The visible names of the controls, in order."""
    return [control.label for control in controls(blocks)]


def pick(
    blocks: list[Json],
    label: str | None,
    action_id: str | None,
    value: str | None,
    near: str | None,
    nth: int | None,
    block_id: str | None = None,
) -> Control:
    """The one control a person means; ``NotPossible`` where there is none, or more than one."""
    matching: list[Control] = []
    above = ""
    every = controls(blocks)
    for block in blocks:
        words = str({key: block.get(key) for key in ("text", "fields")})
        for control in every:
            if control.block is not block or block_id not in (None, block.get("block_id")):
                continue
            if label is not None and control.label != label:
                continue
            if action_id is not None and control.action_id != action_id:
                continue
            if value is not None and (control.option or control.element).get("value") != value:
                continue
            if near is None or near in words or (block["type"] == "actions" and near in above):
                matching.append(control)
        if block["type"] in ("section", "header", "rich_text"):
            above = words if block["type"] != "rich_text" else str(block)
    if nth is not None:
        matching = matching[nth : nth + 1]
    named = label or action_id
    if not matching:
        raise NotPossible(f"there is no {named!r}; there are {labels(blocks)}")
    if len(matching) > 1:
        raise NotPossible(f"{named!r} is there {len(matching)} times: say value, near or nth")
    return matching[0]
