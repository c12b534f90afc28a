"""The gallery as tests draw it, and what Slack sends back for a form that was filled in."""

from typing import Any

from bot.messages.cards import Message
from docs.samples import Samples
from docs.scenes import Scenes
from docs.scenes.scene import Scene

View = dict[str, Any]
LONG_NAMES = ("Maximiliane-Wilhelmine von Hohenstein-Oberau", "&<>" * 30, "<W&" * 40)
CONTACTS = (None, "<@U0HELP>", "The <people> & safety line, " * 7)
SAMPLES = {
    "as people are": Samples(),
    **{
        f"called {name[:3]}, {contact and contact[:3]}": Samples(longest_name=name, contact=contact)
        for name, contact in zip(LONG_NAMES, CONTACTS, strict=True)
    },
}
"""People as they are, and with names and texts as long as Slack lets them be."""
LONGEST = Samples(longest_name=LONG_NAMES[-1], contact=CONTACTS[-1])


def scenes(samples: Samples) -> list[Scene]:
    """Everything that is drawn of ``samples``."""
    gallery = Scenes(samples)
    return [*gallery.all(), *gallery.limits()]


def views(drawn: list[Scene]) -> list[tuple[str, View]]:
    """Forms, answers and Homes, each with its name."""
    return [
        (f"{scene.part}: {scene.name}", scene.shown)
        for scene in drawn
        if not isinstance(scene.shown, Message)
    ]


def messages(drawn: list[Scene]) -> list[tuple[str, Message]]:
    """Messages, each with its name."""
    return [
        (f"{scene.part}: {scene.name}", scene.shown)
        for scene in drawn
        if isinstance(scene.shown, Message)
    ]


def state_of(view: dict[str, Any], **typed: Any) -> dict[str, Any]:
    """``view["state"]["values"]`` as Slack sends it: what was filled in, else the initial."""
    values: dict[str, Any] = {}
    left = dict(typed)
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        kind, action = element["type"], element["action_id"]
        assert block["block_id"] == action
        given = left.pop(action, None)
        values[action] = {action: {"type": kind, **_filled(element, given)}}
    assert not left, f"no such fields: {left}"
    return values


def _filled(element: dict[str, Any], given: Any) -> dict[str, Any]:
    kind = element["type"]
    entries = [
        *element.get("options", ()),
        *(one for group in element.get("option_groups", ()) for one in group["options"]),
    ]
    by_value = {one["value"]: one for one in entries}
    if kind in ("plain_text_input", "number_input"):
        return {"value": given if given is not None else element.get("initial_value")}
    if kind in ("static_select", "radio_buttons"):
        initial = element.get("initial_option")
        return {"selected_option": by_value[given] if given is not None else initial}
    if kind == "external_select":
        initial = element["initial_option"]
        return {"selected_option": {"value": given} if given is not None else initial}
    if kind in ("multi_static_select", "checkboxes"):
        initial = element.get("initial_options", [])
        return {"selected_options": initial if given is None else [by_value[v] for v in given]}
    if kind == "datepicker":
        return {"selected_date": given or element.get("initial_date")}
    if kind == "timepicker":
        return {"selected_time": given or element.get("initial_time")}
    if kind == "users_select":
        return {"selected_user": given or element.get("initial_user")}
    assert kind == "multi_users_select", kind
    return {"selected_users": given if given is not None else element.get("initial_users", [])}
