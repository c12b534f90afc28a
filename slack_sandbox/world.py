"""The truth: workspaces, people, apps, channels, messages, and everything anybody came to see.

Nothing here knows of HTTP. The Web API, the people and the page in the browser are all clients
of this one world; what a person would see on the screen is decided here.
"""

import copy
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from slack_sandbox import controls, reading
from slack_sandbox.schema import Json

if TYPE_CHECKING:
    from slack_sandbox.modals import View

Kind = Literal["public", "private", "im", "mpim"]
Sight = Literal["message", "ephemeral", "modal", "home", "update", "gone"]

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(eq=False)
class User:
    """A person or a bot of one workspace, as Slack keeps them."""

    id: str
    team: "Team"
    handle: str
    name: str
    display_name: str
    tz: str = "Europe/Berlin"
    tz_name: str | None = ""  # what Slack calls their zone, if not ``tz``; None: it names none
    locale: str = "en-US"
    admin: bool = False
    owner: bool = False
    guest: Literal[False, "multi", "single"] = False
    bot: bool = False
    deleted: bool = False
    stranger: bool = False
    home_team: str = ""  # where they belong, if elsewhere: a workspace or an organisation
    grid_teams: list[str] = field(default_factory=list)  # those of their organisation they are in
    title: str = ""  # what they do, as their profile says it
    status_emoji: str = ""
    status_text: str = ""
    status_expiration: int = 0  # Unix seconds; 0 = none
    email: str = ""
    dnd: tuple[datetime, datetime] | None = None  # the next scheduled quiet time
    app: "App | None" = None
    updated: int = 0

    @property
    def team_id(self) -> str:
        """The workspace, or organisation, the person belongs to: not always where they are met."""
        return self.home_team or self.team.id

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone."""
        return ZoneInfo(self.tz)

    @property
    def shown(self) -> str:
        """The name others see."""
        return self.display_name or self.name

    def __repr__(self) -> str:
        return f"<{self.handle} {self.id}>"


@dataclass(eq=False)
class App:
    """The app as installed in one workspace."""

    team: "Team"
    name: str
    app_id: str
    bot_id: str
    user: User
    bot_token: str
    app_token: str | None
    signing_secret: str
    scopes: list[str]
    events: set[str]
    request_url: str | None = None
    messages_tab: bool = True
    home_tab: bool = True
    read_only: bool = False  # whether people cannot write in the Messages tab
    state: Literal["installed", "uninstalled", "revoked"] = "installed"
    commands: list[Json] = field(default_factory=list)  # as the manifest lists them
    shortcuts: list[Json] = field(default_factory=list)  # as the manifest lists them

    @property
    def bot_user_id(self) -> str:
        """The id of the app's bot user, ``U…``."""
        return self.user.id


@dataclass(eq=False)
class Channel:
    """A channel, a direct message (``im``) or a group message (``mpim``)."""

    id: str
    team: "Team"
    name: str
    kind: Kind
    members: list[User]
    shared: bool = False
    archived: bool = False
    deleted: bool = False
    created: int = 0
    creator: str = ""
    history: dict[str, "Message"] = field(default_factory=dict)

    @property
    def messages(self) -> list["Message"]:
        """What stands in the channel now, oldest first."""
        return list(self.history.values())

    def has(self, user: User) -> bool:
        """Whether the person (or bot) is a member."""
        return user in self.members

    def other(self, user: User) -> User:
        """The other side of a direct message."""
        return next(member for member in self.members if member is not user)

    def __repr__(self) -> str:
        return f"<#{self.name} {self.id}>"


@dataclass(eq=False)
class Message:
    """One message. Its blocks are replaced, never changed in place."""

    channel: Channel
    ts: str
    text: str
    author: User
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    edited: str | None = None  # the ts of the last edit
    viewer: User | None = None  # who alone sees it: the message is ephemeral
    reactions: dict[str, list[User]] = field(default_factory=dict)
    client_msg_id: str | None = None
    files: list[Json] = field(default_factory=list)
    values: dict[str, Json] = field(default_factory=dict)  # what was chosen in its menus
    deleted: bool = False
    posted: float = 0.0  # machine time, for lagging history
    parent: "Message | None" = field(default=None, repr=False)
    pictured: datetime | None = None  # when a picture was taken

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone sees it, and nothing keeps it."""
        return self.viewer is not None

    @property
    def live(self) -> "Message":
        """The message itself, when this is the picture of it kept in ``seen``."""
        return self.parent or self

    def picture(self) -> "Message":
        """The message as it looks at this moment."""
        kept = copy.copy(self)
        kept.parent = self.live
        kept.pictured = self.channel.team.world.now()
        kept.values = dict(self.values)
        return kept

    def labels(self) -> list[str]:
        """The visible names of its controls, in order."""
        return controls.labels(self.blocks)

    def plain(self, viewer: Any = None) -> str:
        """What a person reads: names for mentions, times in the ``viewer``'s zone, no marks.

        The viewer is by default whom the message is for: its only reader, or the person in the
        direct message. Anything with a ``.tz`` will do.
        """
        reader = viewer or self.viewer
        if reader is None and self.channel.kind == "im":
            reader = next((member for member in self.channel.members if not member.bot), None)
        eyes = self.channel.team.reader(reader, self.pictured)
        return reading.plain(self.blocks, eyes) or reading.mrkdwn(self.text, eyes)


@dataclass(frozen=True)
class Seen:
    """Something came before somebody's eyes."""

    who: User
    where: str  # a channel id, or the id of the view
    kind: Sight
    when: datetime
    object: "Message | View"


class Team:
    """A workspace."""

    def __init__(self, world: "World", domain: str, name: str) -> None:
        self.world = world
        self.id = world.new_id("T")
        self.domain = domain
        self.name = name
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.apps: list[App] = []
        self.ephemerals: list[Message] = []
        self._ims: dict[frozenset[str], Channel] = {}

    def reader(self, viewer: Any = None, at: datetime | None = None) -> reading.Reader:
        """How text is read here: names of this workspace, the viewer's zone, the day it is."""
        return reading.Reader(
            name_of=self.name_of,
            zone=ZoneInfo(viewer.tz) if viewer is not None else ZoneInfo("UTC"),
            now=at or self.world.now(),
        )

    def name_of(self, thing: str) -> str:
        """The visible name of a user or channel id; an unknown id is shown as it is."""
        if thing in self.users:
            return f"@{self.users[thing].shown}"
        if thing in self.channels:
            return f"#{self.channels[thing].name}"
        return thing

    def user_by_handle(self, handle: str) -> User | None:
        """The person whose ``@handle`` this is."""
        return next((user for user in self.users.values() if user.handle == handle), None)

    def channel_by_name(self, name: str) -> Channel | None:
        """The channel called ``#name``."""
        return next(
            (
                channel
                for channel in self.channels.values()
                if channel.name == name and channel.kind in ("public", "private")
            ),
            None,
        )

    def im(self, one: User, other: User) -> Channel:
        """The direct message of two; it exists from the first time it is asked for."""
        key = frozenset((one.id, other.id))
        if key not in self._ims:
            self._ims[key] = self.add_channel("directmessage", "im", [one, other])
        return self._ims[key]

    def has_im(self, one: User, other: User) -> bool:
        """Whether the two have a direct message already."""
        return frozenset((one.id, other.id)) in self._ims

    def group(self, members: list[User]) -> Channel:
        """The group message of exactly these people."""
        key = frozenset(member.id for member in members)
        if key not in self._ims:
            name = "mpdm-" + "--".join(sorted(member.handle for member in members)) + "-1"
            self._ims[key] = self.add_channel(name, "mpim", members)
        return self._ims[key]

    def add_channel(self, name: str, kind: Kind, members: list[User]) -> Channel:
        """A new conversation."""
        letter = {"public": "C", "private": "C", "im": "D", "mpim": "G"}[kind]
        channel = Channel(
            id=self.world.new_id(letter),
            team=self,
            name=name,
            kind=kind,
            members=list(members),
            created=int(self.world.now().timestamp()),
            creator=members[0].id if members else "",
        )
        self.channels[channel.id] = channel
        return channel

    def take(self, channel: Channel) -> None:
        """Take in a conversation that existed before."""
        self.channels[channel.id] = channel
        if channel.kind in ("im", "mpim"):
            self._ims[frozenset(member.id for member in channel.members)] = channel

    def add_user(self, handle: str, name: str, **facts: Any) -> User:
        """A new person or bot. A stranger gets a home workspace of their own."""
        user = User(
            id=self.world.new_id("U"), team=self, handle=handle, name=name,
            **{"display_name": "", **facts},
        )  # fmt: skip
        if user.stranger and not user.home_team:
            user.home_team = self.world.new_id("T")
        self.users[user.id] = user
        return user

    def slackbot(self) -> User:
        """Slack's own voice."""
        if "USLACKBOT" not in self.users:
            self.users["USLACKBOT"] = User("USLACKBOT", self, "slackbot", "Slackbot", "", bot=True)
        return self.users["USLACKBOT"]


class World:
    """Every workspace of the sandbox, the clock, and the log of what was seen.

    ``now`` gives the time people live in (message times, what they read). ``machine`` gives
    seconds of the machine's own clock: the three seconds of a trigger, lags, rate limits.
    """

    def __init__(
        self, now: Callable[[], datetime], machine: Callable[[], float] = time.monotonic
    ) -> None:
        self.now = now
        self.machine = machine
        self.teams: dict[str, Team] = {}
        self.bot_tokens: dict[str, App] = {}
        self.app_tokens: dict[str, list[App]] = {}
        self.dead_tokens: dict[str, str] = {}  # and the error code each gets
        self.expiring: dict[str, int] = {}  # bot tokens that rotate, and until when they live
        self.seen: list[Seen] = []
        self.watchers: list[Callable[[Seen], None]] = []
        self.painters: list[Callable[[Message | View | Channel], None]] = []
        self.tell: Callable[[App, Json], None] = lambda app, event: None
        self.last_ts = 0  # microseconds of the latest message time
        self.count = 0  # ids given out

    def new_id(self, letter: str) -> str:
        """A fresh id in Slack's form: a letter and ten capitals or digits."""
        self.count += 1
        rest, left = "", self.count * 7_919
        while left:
            left, digit = divmod(left, 36)
            rest = _DIGITS[digit] + rest
        return f"{letter}0{rest:0>9}"

    def new_ts(self) -> str:
        """A message time that nobody else has, later than all before."""
        moment = self.now().astimezone(UTC)
        micros = int(moment.timestamp()) * 1_000_000 + moment.microsecond
        self.last_ts = max(self.last_ts + 1, micros)
        return f"{self.last_ts // 1_000_000}.{self.last_ts % 1_000_000:06d}"

    def add_team(self, domain: str, name: str) -> Team:
        """A new, empty workspace."""
        team = Team(self, domain, name)
        self.teams[team.id] = team
        return team

    def add_app(self, app: App) -> None:
        """Make the app's tokens valid."""
        app.team.apps.append(app)
        app.user.app = app
        self.bot_tokens[app.bot_token] = app
        if app.app_token:
            self.app_tokens.setdefault(app.app_token, []).append(app)

    def new_token(self, app: App, token: str) -> None:
        """Give the app a further bot token, which is its own from now on."""
        app.bot_token = token
        self.bot_tokens[token] = app

    def bury(self, app: App) -> None:
        """Let every bot token that the app had be dead for good, whatever the app does next."""
        code = "account_inactive" if app.state == "uninstalled" else "token_revoked"
        for token in [token for token, owner in self.bot_tokens.items() if owner is app]:
            del self.bot_tokens[token]
            self.dead_tokens[token] = code

    def see(self, who: User, where: str, kind: Sight, thing: "Message | View") -> None:
        """Record that ``who`` now sees ``thing``; pass the picture, not the living object."""
        if who.bot or who.deleted:
            return
        sight = Seen(who, where, kind, self.now(), thing)
        self.seen.append(sight)
        for watcher in self.watchers:
            watcher(sight)

    def paint(self, thing: "Message | View | Channel") -> None:
        """Say that ``thing`` looks different now, to whoever has it on a screen.

        This is no sight: a person sees their own words, too, and nobody was told of anything.
        """
        for painter in self.painters:
            painter(thing)

    def post(self, message: Message) -> Message:
        """Put a message where it belongs and before the eyes of those who are there."""
        message.posted = self.machine()
        self._place(message)
        self.paint(message)
        return message

    def _place(self, message: Message) -> None:
        picture = message.picture()
        if message.viewer is not None:
            message.channel.team.ephemerals.append(message)
            self.see(message.viewer, message.channel.id, "ephemeral", picture)
            return
        message.channel.history[message.ts] = message
        for member in message.channel.members:
            if member is not message.author:
                self.see(member, message.channel.id, "message", picture)

    def edit(self, message: Message, text: str, blocks: list[Json], **changes: Any) -> None:
        """Replace what a message says."""
        message.text, message.blocks = text, blocks
        for name, value in changes.items():
            setattr(message, name, value)
        kept = {block["block_id"] for block in blocks}
        message.values = {name: value for name, value in message.values.items() if name in kept}
        if not message.ephemeral:
            message.edited = self.new_ts()
        self._show_again(message, "update")

    def remove(self, message: Message) -> None:
        """Take a message away."""
        message.deleted = True
        if message.ephemeral:
            message.channel.team.ephemerals.remove(message)
        else:
            message.channel.history.pop(message.ts, None)
        self._show_again(message, "gone")

    def _show_again(self, message: Message, kind: Sight) -> None:
        picture = message.picture()
        for member in self.readers(message):
            self.see(member, message.channel.id, kind, picture)
        self.paint(message)

    def readers(self, message: Message) -> Iterator[User]:
        """The people who can see the message."""
        if message.viewer is not None:
            yield message.viewer
            return
        for member in message.channel.members:
            if member is not message.author:
                yield member


def new_secret(prefix: str = "") -> str:
    """An unguessable token for hooks, triggers and hashes."""
    return prefix + secrets.token_hex(12)
