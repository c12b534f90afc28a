"""What a person sees, as JSON: the only truth the page has."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from slack_sandbox.modals import View
from slack_sandbox.schema import Json
from slack_sandbox.world import App, Channel, Message, Team, User

if TYPE_CHECKING:
    from slack_sandbox.person import Person
    from slack_sandbox.sandbox import Sandbox

MOST_MESSAGES = 200
"""So many messages come at once; earlier ones when they are asked for."""


def moment(when: datetime) -> str:
    """A moment as JSON carries it."""
    return when.astimezone(UTC).isoformat(timespec="seconds")


def person(user: User) -> Json:
    """Somebody, as everybody sees them."""
    return {
        "id": user.id,
        "handle": user.handle,
        "name": user.name,
        "shown": user.shown,
        "title": user.title,
        "tz": user.tz,
        "bot": user.bot,
        "guest": bool(user.guest),
        "deleted": user.deleted,
        "stranger": user.stranger,
        "status": {"emoji": user.status_emoji, "text": user.status_text},
    }


def app(app: App) -> Json:
    """An app, and what it offers to type and to choose."""
    return {
        "user": app.user.id,
        "bot_id": app.bot_id,
        "name": app.name,
        "home": app.home_tab,
        "messages": app.messages_tab,
        "read_only": app.read_only,
        "state": app.state,
        "commands": [
            {
                "command": str(each["command"]),
                "description": str(each.get("description", "")),
                "hint": str(each.get("usage_hint", "")),
            }
            for each in app.commands
        ],
        "shortcuts": [
            {
                "name": str(each["name"]),
                "type": str(each["type"]),
                "callback_id": str(each["callback_id"]),
                "description": str(each.get("description", "")),
            }
            for each in app.shortcuts
        ],
    }


def state(slack: "Sandbox", panels: Iterable[str]) -> Json:
    """What is the same for everybody: now, the workspaces, who is there, what is installed."""
    return {
        "now": moment(slack.world.now()),
        "workspaces": [
            {
                "id": workspace.id,
                "domain": workspace.domain,
                "name": workspace.team.name,
                "apps": [app(each) for each in workspace.team.apps if each.state == "installed"],
                "users": [person(user) for user in workspace.team.users.values()],
                "people": [
                    each.id
                    for each in workspace.people.values()
                    if not (each.user.bot or each.user.deleted)
                ],
            }
            for workspace in slack.workspaces.values()
        ],
        "panels": list(panels),
    }


def sees(channel: Channel, user: User) -> bool:
    """Whether somebody can look into a conversation."""
    if channel.deleted:
        return False
    open_to_all = channel.kind == "public" and not user.guest and not user.stranger
    return open_to_all or channel.has(user)


class Marks:
    """Up to where everybody has read."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], str] = {}
        self._floor = ""

    def all_read(self, ts: str) -> None:
        """Everybody has read everything up to ``ts``."""
        self._floor = ts

    def read(self, user: User, channel: Channel, ts: str) -> None:
        """Somebody has read a conversation up to ``ts``."""
        self._read[user.id, channel.id] = max(ts, self.until(user, channel))

    def until(self, user: User, channel: Channel) -> str:
        """The last message somebody has read."""
        return max(self._read.get((user.id, channel.id), ""), self._floor)


def all_in(channel: Channel, user: User) -> list[Message]:
    """The messages somebody sees in a conversation, oldest first, private ones among them."""
    private = [
        ephemeral
        for ephemeral in channel.team.ephemerals
        if ephemeral.viewer is user and ephemeral.channel is channel
    ]
    return sorted([*channel.messages, *private], key=lambda message: message.ts)


def place(channel: Channel, user: User, marks: Marks) -> Json:
    """A conversation as it stands in the side bar."""
    read = marks.until(user, channel)
    new = [
        message
        for message in all_in(channel, user)
        if message.ts > read and message.author is not user
    ]
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "members": [member.id for member in channel.members],
        "member": channel.has(user),
        "archived": channel.archived,
        "shared": channel.shared,
        "unread": len(new),
        "mentions": sum(_calls(message, user) for message in new),
        "read": read,
        "latest": channel.messages[-1].ts if channel.history else "",
    }


def _calls(message: Message, user: User) -> bool:
    return message.channel.kind in ("im", "mpim") or f"<@{user.id}" in message.text


def message(message: Message) -> Json:
    """A message with everything that is drawn of it."""
    live = message.live
    return {
        "channel": live.channel.id,
        "ts": live.ts,
        "user": live.author.id,
        "text": live.text,
        "blocks": live.blocks,
        "values": live.values,
        "private": live.ephemeral,
        "edited": live.edited is not None,
        "thread": live.thread_ts is not None,
        "reactions": [
            {"name": name, "users": [each.id for each in users]}
            for name, users in live.reactions.items()
        ],
        "files": [
            {"id": str(each.get("id", "")), "name": str(each.get("title") or each.get("name", ""))}
            for each in live.files
        ],
    }


def messages(channel: Channel, user: User, *, before: str | None, most: int) -> Json:
    """The last ``most`` messages, or the last of those before a moment."""
    messages = [
        message for message in all_in(channel, user) if before is None or message.ts < before
    ]
    return {
        "messages": [message(shown) for shown in messages[-most:]],
        "more": len(messages) > most,
    }


def view(view: View) -> Json:
    """A form or a Home."""
    return {
        "id": view.id,
        "app": view.app.user.id,
        "title": view.title,
        "submit": view.submit_label,
        "close": view.close_label,
        "blocks": view.blocks,
        "values": view.values,
        "problems": view.problems,
        "error": view.error,
    }


def views(slack: "Sandbox", who: "Person") -> Json:
    """What somebody has open: the stack of forms, the top one last, and each app's Home."""
    homes: Mapping[str, Any] = {
        each.user.id: view(home)
        for each in who.user.team.apps
        if (home := slack.views.homes.get((each.bot_id, who.id))) is not None
    }
    return {"modals": [view(modal) for modal in slack.views.stack(who.user)], "homes": homes}


def places(team: Team, user: User, marks: Marks) -> list[Json]:
    """Every conversation somebody can look into."""
    return [
        place(channel, user, marks) for channel in team.channels.values() if sees(channel, user)
    ]
