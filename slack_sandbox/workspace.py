"""A workspace of the sandbox: who is there, what is installed, and what happens to it."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from slack_sandbox.errors import NotPossible
from slack_sandbox.events import MANIFEST_EVENTS
from slack_sandbox.person import Person
from slack_sandbox.schema import Json
from slack_sandbox.world import App, Channel, Team, User, new_secret

if TYPE_CHECKING:
    from slack_sandbox.sandbox import Sandbox

DEFAULT_SCOPES = (
    "commands",
    "chat:write",
    "reactions:read",
    "users:read",
    "channels:read",
    "groups:read",
    "app_mentions:read",
    "im:history",
    "dnd:read",
)


class Workspace:
    """One workspace. Changes send their events at once; ``slack.quiet()`` waits for them."""

    def __init__(self, sandbox: "Sandbox", team: Team) -> None:
        self.sandbox = sandbox
        self.team = team
        self.people: dict[str, Person] = {}
        self.wants_bot: list[Channel] = []

    @property
    def id(self) -> str:
        """The workspace's id, ``T…``."""
        return self.team.id

    @property
    def domain(self) -> str:
        """The part before ``.slack.com``."""
        return self.team.domain

    @property
    def app(self) -> App:
        """The app installed last."""
        if not self.team.apps:
            raise NotPossible("no app is installed here")
        return self.team.apps[-1]

    def install(
        self,
        *,
        request_url: str | None = None,
        signing_secret: str = "",
        bot_token: str = "",
        app_token: str | None = None,
        scopes: Iterable[str] = DEFAULT_SCOPES,
        events: Iterable[str] = MANIFEST_EVENTS,
        name: str = "Heard",
        app_id: str = "",
        messages_tab: bool = True,
        home_tab: bool = True,
        read_only: bool = False,
        commands: Iterable[Json] = (),
        shortcuts: Iterable[Json] = (),
    ) -> App:
        """Install an app. Several workspaces share an app by sharing its ``app_id``.

        Secrets that are not given are made up; without ``app_id`` the same signing secret (or
        app token) means the same app. ``request_url`` may be set later on the result.
        ``commands`` and ``shortcuts`` are the manifest's lists: what the page offers to people.
        """
        world = self.sandbox.world
        secret = signing_secret or new_secret()
        stem = hashlib.sha256((app_token or secret).encode()).hexdigest()[:8].upper()
        user = self.team.add_user(name.lower().replace(" ", "_"), name, bot=True)
        app = App(
            team=self.team,
            name=name,
            app_id=app_id or f"A0{stem}",
            bot_id=world.new_id("B"),
            user=user,
            bot_token=bot_token or new_secret("xoxb-"),
            app_token=app_token,
            signing_secret=secret,
            scopes=list(scopes),
            events=set(events),
            request_url=request_url,
            messages_tab=messages_tab,
            home_tab=home_tab,
            read_only=read_only,
            commands=list(commands),
            shortcuts=list(shortcuts),
        )
        if app.bot_token in world.bot_tokens:
            raise ValueError("this bot token is installed already")
        world.add_app(app)
        for channel in self.wants_bot:
            channel.members.append(user)
        return app

    def add_person(
        self,
        handle: str,
        *,
        name: str = "",
        display_name: str = "",
        tz: str = "Europe/Berlin",
        locale: str = "en-US",
        admin: bool = False,
        owner: bool = False,
        guest: Literal[False, "multi", "single"] = False,
        bot: bool = False,
        deleted: bool = False,
        stranger: bool = False,
        title: str = "",
        status_emoji: str = "",
        status_text: str = "",
        status_expiration: int = 0,
        dnd: tuple[datetime, datetime] | None = None,
        tz_name: str | None = "",
        home_team: str = "",
        grid_teams: Iterable[str] = (),
    ) -> Person:
        """Somebody new. A ``stranger`` belongs to another organisation (shared channels).

        In an organisation ``home_team`` may be another of its workspaces or its own id (``E…``),
        and ``grid_teams`` are the ids of those the person is in. A partner who shares a channel
        is of another ``home_team``, and Slack does not call them a stranger. ``tz_name`` is what
        Slack calls the zone, if not ``tz``: a name few machines know, or ``None`` for none.
        ``title`` is what they do, as their profile says it.
        """
        if self.team.user_by_handle(handle):
            raise ValueError(f"@{handle} exists already")
        user = self.team.add_user(
            handle,
            name or handle.capitalize(),
            display_name=display_name,
            tz=tz,
            locale=locale,
            admin=admin,
            owner=owner,
            guest=guest,
            bot=bot,
            deleted=deleted,
            stranger=stranger,
            title=title,
            status_emoji=status_emoji,
            status_text=status_text,
            status_expiration=status_expiration,
            dnd=dnd,
            tz_name=tz_name,
            home_team=home_team,
            grid_teams=list(grid_teams),
        )
        person = Person(self.sandbox, self, user)
        self.people[handle] = person
        self.sandbox.events.joined_team(user)
        return person

    def add_channel(
        self,
        name: str,
        *,
        members: Iterable[Person] = (),
        private: bool = False,
        shared: bool = False,
        archived: bool = False,
        bot_is_member: bool = True,
    ) -> Channel:
        """A new channel; with ``bot_is_member`` every app, also one installed later, is in it."""
        users = [member.user for member in members]
        channel = self.team.add_channel(name, "private" if private else "public", users)
        channel.shared, channel.archived = shared, archived
        if bot_is_member:
            channel.members += [app.user for app in self.team.apps]
            self.wants_bot.append(channel)
        return channel

    def group_message(self, *people: Person) -> Channel:
        """The group message of these people."""
        return self.team.group([person.user for person in people])

    def change(self, person: Person, **facts: Any) -> None:
        """Change somebody's profile or standing: any fact ``add_person`` takes."""
        for name, value in facts.items():
            if name not in User.__dataclass_fields__ or name in ("id", "team", "app"):
                raise ValueError(f"a person has no {name!r}")
            setattr(person.user, name, value)
        person.user.updated = int(self.sandbox.world.now().timestamp())
        if set(facts) - {"dnd"}:
            self.sandbox.events.user_changed(person.user)

    def deactivate(self, person: Person) -> None:
        """Close somebody's account."""
        self.sandbox.views.close(person.user, everything=True)
        self.change(person, deleted=True)

    def reactivate(self, person: Person) -> None:
        """Open it again."""
        self.change(person, deleted=False)

    def join(self, channel: Channel, person: Person, inviter: Person | None = None) -> None:
        """Somebody joins a channel."""
        if not channel.has(person.user):
            channel.members.append(person.user)
            self.sandbox.events.membership(
                channel, person.user, joined=True, inviter=inviter.user if inviter else None
            )

    def leave(self, channel: Channel, person: Person) -> None:
        """Somebody leaves a channel."""
        channel.members.remove(person.user)
        self.sandbox.events.membership(channel, person.user, joined=False)

    def invite_bot(self, channel: Channel, inviter: Person | None = None) -> None:
        """``/invite @Heard``."""
        if not channel.has(self.app.user):
            channel.members.append(self.app.user)
            self.sandbox.events.membership(
                channel,
                self.app.user,
                joined=True,
                inviter=inviter.user if inviter else None,
            )

    def remove_bot(self, channel: Channel) -> None:
        """Somebody removes the app from a channel."""
        channel.members.remove(self.app.user)
        self.sandbox.events.membership(channel, self.app.user, joined=False)

    def archive(self, channel: Channel, by: Person | None = None) -> None:
        """Archive a channel."""
        channel.archived = True
        self.sandbox.events.channel(channel, "archive", by.user if by else None)

    def unarchive(self, channel: Channel, by: Person | None = None) -> None:
        """Open an archived channel again."""
        channel.archived = False
        self.sandbox.events.channel(channel, "unarchive", by.user if by else None)

    def rename(self, channel: Channel, name: str) -> None:
        """Give a channel another name."""
        channel.name = name
        self.sandbox.events.channel(channel, "rename")

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel."""
        channel.deleted = True
        self.sandbox.events.channel(channel, "deleted")

    def share(self, channel: Channel) -> None:
        """Share a channel with another organisation: it gets a new id."""
        old = channel.id
        channel.shared = True
        channel.id = self.sandbox.world.new_id("C")
        self.team.channels[channel.id] = self.team.channels.pop(old)
        self.sandbox.events.channel_id(channel, old)

    def unshare(self, channel: Channel) -> None:
        """End it: those from outside go, the id stays."""
        channel.shared = False
        for stranger in [member for member in channel.members if member.stranger]:
            channel.members.remove(stranger)
            self.sandbox.events.membership(channel, stranger, joined=False)

    def uninstall(self, app: App | None = None) -> None:
        """Remove the app: its token dies, then both events come."""
        self.sandbox.events.remove(app or self.app)

    def revoke_tokens(self, app: App | None = None) -> None:
        """Let the bot token die without removing the app."""
        self.sandbox.events.revoke(app or self.app)

    def reissue_token(self, app: App | None = None) -> str:
        """Let the app have a bot token again, after its own died; gives the new one."""
        app = app or self.app
        self.sandbox.world.bury(app)
        app.state = "installed"
        token = new_secret("xoxb-")
        self.sandbox.world.new_token(app, token)
        return token

    def __getitem__(self, handle: str) -> Person:
        """The person with this handle."""
        return self.people[handle]

    def __repr__(self) -> str:
        return f"<workspace {self.domain} {self.id}>"
