"""What a method is given: the app that calls, its arguments, the world."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from slack_sandbox.errors import SlackError, invalid_arguments
from slack_sandbox.events import Events
from slack_sandbox.faults import Faults
from slack_sandbox.hooks import Hooks
from slack_sandbox.limits import Limits
from slack_sandbox.modals import Views
from slack_sandbox.oauth import OAuth
from slack_sandbox.schema import Json
from slack_sandbox.sockets import Sockets
from slack_sandbox.world import App, Channel, User, World

Thing = TypeVar("Thing")


@dataclass
class Upload:
    """A file on its way: address given out, bytes received, then completed once."""

    file_id: str
    name: str
    length: int
    alt_txt: str
    content: bytes | None = None
    title: str = ""


@dataclass
class Services:
    """Everything the methods act on."""

    world: World
    views: Views
    hooks: Hooks
    sockets: Sockets
    faults: Faults
    limits: Limits
    events: Events
    oauth: OAuth
    uploads: dict[str, Upload] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)  # completed ones, by file id


class Args:
    """A call's arguments, whether they came as JSON, as a form or in the query."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given

    def __contains__(self, name: str) -> bool:
        return self.given.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """A string, ``default`` where it is absent."""
        value = self.given.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise invalid_arguments([f"must provide a string [json-pointer:/{name}]"])
        return str(value)

    def need(self, name: str) -> str:
        """A string that must be there."""
        value = self.text(name)
        if not value:
            raise invalid_arguments([f"missing required field: {name} [json-pointer:/{name}]"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A yes or no, in any of the forms clients send."""
        value = self.given.get(name)
        if value is None:
            return default
        return value in (True, 1) or str(value).lower() in ("1", "true", "t", "yes")

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        try:
            return int(self.text(name, str(default)))
        except ValueError:
            raise invalid_arguments([f"must provide an integer [json-pointer:/{name}]"]) from None

    def parsed(self, name: str, wrong: str) -> Any:
        """A structure, which forms carry as a JSON string; ``wrong`` is the code if it is none."""
        value = self.given.get(name)
        if isinstance(value, str):
            try:
                return json.loads(value)
            except ValueError:
                raise SlackError(wrong) from None
        return value


@dataclass
class Context:
    """One call."""

    services: Services
    caller: App | None  # None where a method needs no token
    args: Args
    token: str | None = None

    @property
    def app(self) -> App:
        """The app whose token was sent."""
        if self.caller is None:
            raise SlackError("not_authed")
        return self.caller

    @property
    def world(self) -> World:
        """The truth."""
        return self.services.world

    def user(self, user_id: str, wrong: str = "user_not_found") -> User:
        """A person the app's workspace knows."""
        user = self.app.team.users.get(user_id)
        if user is None:
            raise SlackError(wrong)
        return user

    def visible(self, channel_id: str) -> Channel:
        """A conversation the app can see: public, or one it is a member of."""
        channel = self.app.team.channels.get(channel_id)
        if channel is None or channel.deleted:
            raise SlackError("channel_not_found")
        if channel.kind != "public" and not channel.has(self.app.user):
            raise SlackError("channel_not_found")
        return channel

    def require(self, stem: Mapping[str, str], channel: Channel) -> None:
        """The scope for this kind of conversation, or ``missing_scope``."""
        needed = stem[channel.kind]
        if needed not in self.app.scopes:
            raise SlackError("missing_scope", needed=needed, provided=",".join(self.app.scopes))

    def page(
        self, things: Sequence[Thing], default: int, most: int = 1000
    ) -> tuple[list[Thing], Json]:
        """One page of a list and its ``response_metadata``, by ``limit`` and ``cursor``."""
        limit = self.args.number("limit", default) or default
        if not 1 <= limit <= most:
            raise SlackError("invalid_limit")
        start = 0
        cursor = self.args.text("cursor")
        if cursor:
            try:
                start = int(base64.b64decode(cursor, validate=True).decode().removeprefix("at:"))
            except ValueError:
                raise SlackError("invalid_cursor") from None
        end = start + limit
        following = base64.b64encode(f"at:{end}".encode()).decode() if end < len(things) else ""
        return list(things[start:end]), {"response_metadata": {"next_cursor": following}}
