"""Which events an app hears of: those it subscribed to, has the scope for, and is present at."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from slack_sandbox import payloads
from slack_sandbox.schema import Json
from slack_sandbox.world import App, Channel, Message, Team, User, World

if TYPE_CHECKING:
    from slack_sandbox.deliver import Delivery

MANIFEST_EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "tokens_revoked",
    "reaction_added",
    "reaction_removed",
    "user_change",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "group_archive",
    "group_deleted",
    "member_left_channel",
)

EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "app_mention": ("app_mentions:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "user_change": ("users:read",),
    "team_join": ("users:read",),
    "channel_archive": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_id_changed": ("channels:read", "groups:read"),
    "group_archive": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_rename": ("groups:read",),
    "message.im": ("im:history",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.mpim": ("mpim:history",),
}
"""Each event, and the scopes of which one is needed to hear it."""
_MESSAGES = {"im": "im", "public": "channels", "private": "groups", "mpim": "mpim"}


class Events:
    """Tells the apps of a workspace what happened there."""

    def __init__(self, world: World, tell: Callable[[App, Json, bool], "Delivery"]) -> None:
        self.world = world
        self.tell = tell

    def _send(
        self, app: App, event: Json, name: str = "", channel: Channel | None = None
    ) -> list["Delivery"]:
        name = name or event["type"]
        needed = EVENT_SCOPES.get(name, ())
        if name.startswith("member_") and channel is not None:
            needed = ("groups:read",) if channel.kind == "private" else ("channels:read",)
        if name not in app.events or not (not needed or set(needed) & set(app.scopes)):
            return []
        return [self.tell(app, event, channel is not None and channel.shared)]

    def _apps(self, team: Team, channel: Channel | None = None) -> list[App]:
        return [
            app
            for app in team.apps
            if app.state == "installed" and (channel is None or channel.has(app.user))
        ]

    def reaction(self, user: User, message: Message, name: str, *, added: bool) -> list["Delivery"]:
        """Somebody set or took back an emoji: only where the app is a member."""
        channel = message.channel
        event: Json = {
            "type": "reaction_added" if added else "reaction_removed",
            "user": user.id,
            "reaction": name,
            "item": {"type": "message", "channel": channel.id, "ts": message.ts},
            "item_user": message.author.id,
            "event_ts": self.world.new_ts(),
        }
        return [
            sent
            for app in self._apps(channel.team, channel)
            for sent in self._send(app, event, channel=channel)
        ]

    def message(self, message: Message) -> list["Delivery"]:
        """Somebody wrote: to apps that may read there, and to those mentioned."""
        channel = message.channel
        body: Json = {
            **payloads.message_object(message),
            "channel": channel.id,
            "event_ts": message.ts,
        }
        sent: list[Delivery] = []
        for app in self._apps(channel.team, channel):
            kind = {"public": "channel", "private": "group"}.get(channel.kind, channel.kind)
            name = f"message.{_MESSAGES[channel.kind]}"
            sent += self._send(app, {**body, "channel_type": kind}, name, channel)
            if f"<@{app.bot_user_id}" in message.text and channel.kind != "im":
                sent += self._send(app, {**body, "type": "app_mention"}, channel=channel)
        return sent

    def home_opened(self, app: App, user: User, tab: str, view: Json | None) -> list["Delivery"]:
        """A person opened the app's Home or its Messages tab."""
        if app.state == "uninstalled":
            return []
        event: Json = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": app.team.im(app.user, user).id,
            "tab": tab,
            "event_ts": self.world.new_ts(),
        }
        if view is not None and tab == "home":
            event["view"] = view
        return self._send(app, event)

    def user_changed(self, user: User) -> list["Delivery"]:
        """Somebody's profile, zone or standing changed."""
        event: Json = {
            "type": "user_change",
            "user": payloads.user_object(user, locale=True),
            "cache_ts": user.updated,
            "event_ts": self.world.new_ts(),
        }
        return [sent for app in self._apps(user.team) for sent in self._send(app, event)]

    def joined_team(self, user: User) -> list["Delivery"]:
        """A new person came."""
        event: Json = {
            "type": "team_join",
            "user": payloads.user_object(user, locale=True),
            "event_ts": self.world.new_ts(),
        }
        return [sent for app in self._apps(user.team) for sent in self._send(app, event)]

    def membership(
        self, channel: Channel, user: User, *, joined: bool, inviter: User | None = None
    ) -> list["Delivery"]:
        """Somebody joined or left a channel; an app hears of its own going, too."""
        event: Json = {
            "type": "member_joined_channel" if joined else "member_left_channel",
            "user": user.id,
            "channel": channel.id,
            "channel_type": "G" if channel.kind == "private" else "C",
            "team": channel.team.id,
            "event_ts": self.world.new_ts(),
        }
        if inviter is not None:
            event["inviter"] = inviter.id
        return [
            sent
            for app in self._apps(channel.team)
            if channel.has(app.user) or app.user is user
            for sent in self._send(app, event, channel=channel)
        ]

    def channel(self, channel: Channel, what: str, user: User | None = None) -> list["Delivery"]:
        """A channel was archived, unarchived, renamed or deleted (``what``)."""
        stem = "group" if channel.kind == "private" else "channel"
        event: Json = {"type": f"{stem}_{what}", "event_ts": self.world.new_ts()}
        if what == "rename":
            event["channel"] = {
                "id": channel.id,
                "name": channel.name,
                "created": channel.created,
            }
        else:
            event["channel"] = channel.id
        if user is not None:
            event["user"] = user.id
        here = channel if channel.kind == "private" else None
        return [
            sent
            for app in self._apps(channel.team, here)
            for sent in self._send(app, event, channel=channel)
        ]

    def channel_id(self, channel: Channel, old: str) -> list["Delivery"]:
        """A channel got a new id."""
        event: Json = {
            "type": "channel_id_changed",
            "old_channel_id": old,
            "new_channel_id": channel.id,
            "event_ts": self.world.new_ts(),
        }
        return [
            sent
            for app in self._apps(channel.team, channel)
            for sent in self._send(app, event, channel=channel)
        ]

    def tokens_revoked(self, app: App) -> list["Delivery"]:
        """The app's bot token died."""
        event: Json = {
            "type": "tokens_revoked",
            "tokens": {"oauth": [], "bot": [app.bot_user_id]},
            "event_ts": self.world.new_ts(),
        }
        return self._send(app, event)

    def uninstalled(self, app: App) -> list["Delivery"]:
        """The app was removed from the workspace."""
        return self._send(app, {"type": "app_uninstalled", "event_ts": self.world.new_ts()})

    def remove(self, app: App) -> None:
        """Remove the app from its workspace: its token dies, then both events come."""
        app.state = "uninstalled"
        self.uninstalled(app)
        self.tokens_revoked(app)

    def revoke(self, app: App) -> None:
        """Let the app's bot token die without removing the app."""
        app.state = "revoked"
        self.tokens_revoked(app)
