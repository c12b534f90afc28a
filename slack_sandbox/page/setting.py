"""Who is there, over the control API: a test of an app brings its own people and channels."""

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from slack_sandbox.page import drawn
from slack_sandbox.page.acts import BadRequest
from slack_sandbox.schema import Json

if TYPE_CHECKING:
    from slack_sandbox.page.page import Page
    from slack_sandbox.workspace import Workspace

_PERSON = {
    "handle": str,
    "name": str,
    "display_name": str,
    "tz": str,
    "locale": str,
    "admin": bool,
    "owner": bool,
    "bot": bool,
    "deleted": bool,
    "stranger": bool,
}
_CHANNEL = {
    "name": str,
    "members": list,
    "private": bool,
    "shared": bool,
    "archived": bool,
    "bot_is_member": bool,
}


def add_person(page: "Page", body: Json) -> Json:
    """Somebody new: ``handle``, and whatever ``Workspace.add_person`` takes."""
    workspace, facts = _taken(page, body, _PERSON, ("handle",))
    guest = body.get("guest", False)
    if guest not in (False, "multi", "single"):
        raise BadRequest("guest must be false, multi or single")
    try:
        ZoneInfo(facts.get("tz", "UTC"))
        made = workspace.add_person(facts.pop("handle"), guest=guest, **facts)
    except (ValueError, KeyError, OSError) as error:
        raise BadRequest(f"this person cannot be: {error}") from None
    return {"person": drawn.person(made.user)}


def add_channel(page: "Page", body: Json) -> Json:
    """A new channel: ``name``, ``members`` by handle or id, ``private`` and so on."""
    workspace, facts = _taken(page, body, _CHANNEL, ("name",))
    members = [page.person(str(member)) for member in facts.pop("members", [])]
    if workspace.team.channel_by_name(facts["name"]) is not None:
        raise BadRequest(f"#{facts['name']} exists already")
    channel = workspace.add_channel(facts.pop("name"), members=members, **facts)
    page.slack.world.paint(channel)
    return {"channel": channel.id}


def _taken(
    page: "Page", body: Json, known: dict[str, type], needed: tuple[str, ...]
) -> tuple["Workspace", dict[str, Any]]:
    every = page.slack.workspaces
    domain = body.get("workspace", next(iter(every), None))
    if domain not in every:
        raise BadRequest(f"workspace must be one of {', '.join(every)}")
    for name in needed:
        if not body.get(name):
            raise BadRequest(f"{name} must be given")
    facts = {name: value for name, value in body.items() if name not in ("workspace", "guest")}
    for name, value in facts.items():
        if name not in known or not isinstance(value, known[name]):
            raise BadRequest(f"{name} is none of {', '.join(known)}, or of the wrong kind")
    return every[domain], facts
