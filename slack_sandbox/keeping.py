"""The world as JSON, and back: what a demo keeps beside its database between two starts.

Kept is what Slack itself would still show tomorrow: workspaces, people, apps, channels, messages
with their emoji and files, Homes, and the ids and times already given out. Not kept is what a
client or a moment holds: open forms, triggers, response addresses, installs under way, planned
faults, the log of calls.
"""

import base64
import dataclasses
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from slack_sandbox.modals import View
from slack_sandbox.person import Person
from slack_sandbox.schema import Json
from slack_sandbox.workspace import Workspace
from slack_sandbox.world import App, Channel, Message, Team, User

if TYPE_CHECKING:
    from slack_sandbox.sandbox import Sandbox

VERSION = 1


class NotKept(Exception):  # noqa: N818  # a fact about the file, not a fault of the code
    """What is to be restored was not written by this version of the sandbox."""


def keep(sandbox: "Sandbox") -> Json:
    """Give the world as JSON can hold it."""
    world = sandbox.world
    return {
        "version": VERSION,
        "now": world.now().isoformat(),
        "count": world.count,
        "last_ts": world.last_ts,
        "dead_tokens": world.dead_tokens,
        "expiring": world.expiring,
        "teams": [_team(workspace) for workspace in sandbox.workspaces.values()],
        "homes": [_home(home) for home in sandbox.views.homes.values()],
        "files": {
            name: base64.b64encode(content).decode() for name, content in sandbox.files.items()
        },
    }


def restore(sandbox: "Sandbox", kept: Json) -> datetime:
    """Let the world of a sandbox that is still empty be the kept one; gives the time it was there.

    Raises ``NotKept``.
    """
    if kept.get("version") != VERSION:
        raise NotKept(f"this is version {kept.get('version')!r} of the world, not {VERSION}")
    try:
        for team in kept["teams"]:
            _restore_team(sandbox, team)
        for home in kept["homes"]:
            _restore_home(sandbox, home)
        for name, content in kept.get("files", {}).items():
            sandbox.files[name] = base64.b64decode(content)
        sandbox.world.dead_tokens, sandbox.world.expiring = kept["dead_tokens"], kept["expiring"]
        sandbox.world.count, sandbox.world.last_ts = int(kept["count"]), int(kept["last_ts"])
        return datetime.fromisoformat(kept["now"])
    except (LookupError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise NotKept("the world was not written whole") from error


def _plain(thing: Any, but: Collection[str]) -> Json:
    return {
        field.name: getattr(thing, field.name)
        for field in dataclasses.fields(thing)
        if field.name not in but
    }


_USER = ("team", "app", "dnd")
_APP = ("team", "user", "events")
_CHANNEL = ("team", "members", "history")
_MESSAGE = ("channel", "author", "viewer", "reactions", "parent", "pictured", "posted")
_HOME = ("app", "user", "parent", "pictured", "kind", "open")


def _team(workspace: Workspace) -> Json:
    team = workspace.team
    return {
        "id": team.id,
        "domain": team.domain,
        "name": team.name,
        "users": [
            {**_plain(user, _USER), "dnd": [when.isoformat() for when in user.dnd or ()]}
            for user in team.users.values()
        ],
        "apps": [
            {
                **_plain(installed, _APP),
                "user": installed.user.id,
                "events": sorted(installed.events),
            }
            for installed in team.apps
        ],
        "channels": [
            {
                **_plain(channel, _CHANNEL),
                "members": [member.id for member in channel.members],
                "messages": [_message(message) for message in channel.messages],
            }
            for channel in team.channels.values()
        ],
        "ephemerals": [
            {**_message(ephemeral), "channel": ephemeral.channel.id, "viewer": ephemeral.viewer.id}
            for ephemeral in team.ephemerals
            if ephemeral.viewer is not None
        ],
        "wants_bot": [channel.id for channel in workspace.wants_bot],
    }


def _message(message: Message) -> Json:
    return {
        **_plain(message, _MESSAGE),
        "author": message.author.id,
        "reactions": {name: [user.id for user in who] for name, who in message.reactions.items()},
    }


def _home(view: View) -> Json:
    return {
        **_plain(view, _HOME),
        "team": view.app.team.id,
        "app": view.app.bot_id,
        "user": view.user.id,
    }


def _restore_team(sandbox: "Sandbox", kept: Json) -> None:
    world = sandbox.world
    team = Team(world, kept["domain"], kept["name"])
    team.id = kept["id"]
    world.teams[team.id] = team
    workspace = sandbox.workspaces[team.domain] = Workspace(sandbox, team)
    for entry in kept["users"]:
        quiet = [datetime.fromisoformat(when) for when in entry.pop("dnd")]
        user = User(team=team, **entry, dnd=(quiet[0], quiet[1]) if quiet else None)
        team.users[user.id] = user
    for app in kept["apps"]:
        bot = team.users[app.pop("user")]
        world.add_app(App(team=team, user=bot, **{**app, "events": set(app["events"])}))
    for entry in kept["channels"]:
        messages = entry.pop("messages")
        members = [team.users[name] for name in entry.pop("members")]
        channel = Channel(team=team, members=members, **entry)
        team.take(channel)
        for message in messages:
            channel.history[message["ts"]] = _restore_message(team, channel, message)
    for ephemeral in kept["ephemerals"]:
        viewer, channel = (
            team.users[ephemeral.pop("viewer")],
            team.channels[ephemeral.pop("channel")],
        )
        message = _restore_message(team, channel, ephemeral)
        message.viewer = viewer
        team.ephemerals.append(message)
    workspace.wants_bot = [team.channels[channel] for channel in kept["wants_bot"]]
    workspace.people = {
        user.handle: Person(sandbox, workspace, user)
        for user in team.users.values()
        if user.app is None and user.id != "USLACKBOT"
    }


def _restore_message(team: Team, channel: Channel, kept: Json) -> Message:
    author = team.users[kept.pop("author")]
    reactions = {
        name: [team.users[user] for user in who] for name, who in kept.pop("reactions").items()
    }
    return Message(channel=channel, author=author, reactions=reactions, **kept)


def _restore_home(sandbox: "Sandbox", kept: Json) -> None:
    team = sandbox.world.teams[kept.pop("team")]
    bot, user = kept.pop("app"), team.users[kept.pop("user")]
    app = next(installed for installed in team.apps if installed.bot_id == bot)
    sandbox.views.homes[app.bot_id, user.id] = View(app=app, user=user, kind="home", **kept)
