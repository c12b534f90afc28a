"""The shapes in which Slack delivers, as far as listeners read them: nothing else comes in.

What is signed and has another shape is refused at the door, so that no listener breaks over it and
nothing that is no id is ever logged as one. Fields that nobody reads are not looked at. What a form
or a button holds is checked where it is read, since a person may be told of it there.

Slack's reference: https://docs.slack.dev/reference/interaction-payloads and
https://docs.slack.dev/reference/events.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

SlackId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,30}\z")]
Key = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,120}\z")]
"""A name that Slack or we gave: of a press, an event, a control."""
Ts = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}\.[0-9]{1,9}\z")]
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]*\z", max_length=4000)]
Text = Annotated[str, StringConstraints(max_length=100_000)]
"""What a person wrote; a lone surrogate is no text."""
Flag = bool | None
Number = Annotated[int, Field(ge=-(10**6), le=10**9)]


class Shape(BaseModel):
    """Part of a payload."""

    model_config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)


class Named(Shape):
    """Something with an id."""

    id: SlackId


class PayloadTeam(Named):
    """The workspace something happened in."""

    domain: Line | None = None


class Pressing(Named):
    """Whoever pressed something, and of which workspace they are."""

    team_id: SlackId | None = None


class PayloadChannel(Named):
    """The channel something happened in."""

    name: Line | None = None


class Container(Shape):
    """What was pressed stands in it."""

    type: Line | None = None
    channel_id: SlackId | None = None
    message_ts: Ts | None = None
    is_ephemeral: Flag = None

    @model_validator(mode="after")
    def _names_its_message(self) -> "Container":
        named = self.channel_id is not None and self.message_ts is not None
        if self.type == "message" and not self.is_ephemeral and not named:
            raise ValueError("a message without its place")
        return self


class Option(Shape):
    """One of what a menu offers."""

    value: Line | None = None


class Action(Shape):
    """A press."""

    action_id: Key
    block_id: Line | None = None
    type: Key | None = None
    value: Text | None = None
    selected_option: Option | None = None


class View(Shape):
    """A modal or a Home; its values are read by the form they belong to."""

    id: Key
    type: Literal["modal", "home"]
    callback_id: Annotated[str, StringConstraints(max_length=255)] | None = None
    app_installed_team_id: SlackId | None = None
    hash: Key | None = None
    private_metadata: Text | None = None
    blocks: list[Any] | None = None
    state: Any = None


class Metadata(Shape):
    """What a message of the bot's own carries."""

    event_type: Line | None = None
    event_payload: dict[str, Any] | None = None


class PayloadMessage(Shape):
    """A message that was pressed, or in whose menu something was chosen."""

    ts: Ts | None = None
    user: SlackId | None = None
    bot_id: SlackId | None = None
    metadata: Metadata | None = None


class Interaction(Shape):
    """A press, a submission, a shortcut."""

    type: Key
    user: Pressing
    team: PayloadTeam | None = None
    team_id: SlackId | None = None
    enterprise: Named | None = None
    """The organisation, in place of a workspace, where the app is installed for all of it."""
    channel: PayloadChannel | None = None
    container: Container | None = None
    actions: Annotated[list[Action], Field(min_length=1)] | None = None
    view: View | None = None
    message: PayloadMessage | None = None
    message_ts: Ts | None = None
    callback_id: Annotated[str, StringConstraints(max_length=255)] | None = None
    trigger_id: Key | None = None
    response_url: Line | None = None

    @model_validator(mode="after")
    def _has_what_its_type_says(self) -> "Interaction":
        needed = {
            "block_actions": (self.actions,),
            "view_submission": (self.view,),
            "view_closed": (self.view,),
            "message_action": (self.message, self.channel, self.callback_id),
            "shortcut": (self.callback_id,),
        }
        if any(part is None for part in needed.get(self.type, ())):
            raise ValueError("a part is missing")
        if self.team is None and self.team_id is None and self.enterprise is None:
            raise ValueError("no workspace")
        return self


class Command(Shape):
    """A slash command."""

    command: Key
    team_id: SlackId
    enterprise_id: SlackId | None = None
    user_id: SlackId
    channel_id: SlackId
    channel_name: Line | None = None
    text: Text = ""
    trigger_id: Key | None = None
    response_url: Line | None = None


class Profile(Shape):
    """What somebody says of themselves."""

    display_name: Text | None = None
    real_name: Text | None = None
    status_emoji: Line | None = None


class EnterpriseUser(Shape):
    """Whose member somebody is in an organisation."""

    teams: list[SlackId] | None = None


class User(Named):
    """A user object."""

    team_id: SlackId | None = None
    name: Text | None = None
    real_name: Text | None = None
    locale: Line | None = None
    tz: Line | None = None
    tz_offset: Number | None = None
    profile: Profile | None = None
    enterprise_user: EnterpriseUser | None = None

    @model_validator(mode="after")
    def _is_of_somebody(self) -> "User":
        teams = self.enterprise_user.teams if self.enterprise_user is not None else None
        if self.team_id is None and not teams:
            raise ValueError("nothing says whose member this is")
        return self


class Event(Shape):
    """An event whose kind nobody reads further."""

    type: Key
    user: SlackId | Named | None = None


class HomeOpened(Event):
    """App Home was opened."""

    user: SlackId | None = None  # a webhook has none
    tab: Line | None = None


class Mentioned(Event):
    """The bot was addressed in a channel."""

    user: SlackId | None = None  # a webhook has none
    channel: SlackId


class InChannel(Event):
    """Something happened to a channel."""

    channel: SlackId


class ChannelMoved(Event):
    """A channel has another id."""

    old_channel_id: SlackId
    new_channel_id: SlackId


class Renamed(Shape):
    """A channel as it is called now."""

    id: SlackId
    name: Line


class ChannelRenamed(Event):
    """A channel has another name."""

    channel: Renamed


class Membership(Event):
    """Somebody joined or left a channel."""

    user: SlackId
    channel: SlackId


class UserChanged(Event):
    """A profile was edited."""

    user: User  # here Slack sends the whole object


class ReactionItem(Shape):
    """What an emoji was set on."""

    type: Key
    channel: SlackId | None = None
    ts: Ts | None = None

    @model_validator(mode="after")
    def _names_its_message(self) -> "ReactionItem":
        if self.type == "message" and (self.channel is None or self.ts is None):
            raise ValueError("a message without its place")
        return self


class Reaction(Event):
    """An emoji was set or taken away."""

    user: SlackId | None = None  # a webhook has none
    reaction: Line
    item: ReactionItem
    item_user: SlackId | None = None
    event_ts: Ts


class Tokens(Shape):
    """Whose tokens were revoked."""

    bot: list[Line] | None = None


class Revoked(Event):
    """Tokens were revoked."""

    tokens: Tokens | None = None


EVENT_SHAPES: Mapping[str, type[Event]] = {
    "app_home_opened": HomeOpened,
    "app_mention": Mentioned,
    "tokens_revoked": Revoked,
    "reaction_added": Reaction,
    "reaction_removed": Reaction,
    "user_change": UserChanged,
    "channel_archive": InChannel,
    "channel_unarchive": InChannel,
    "channel_deleted": InChannel,
    "group_archive": InChannel,
    "group_unarchive": InChannel,
    "group_deleted": InChannel,
    "channel_rename": ChannelRenamed,
    "group_rename": ChannelRenamed,
    "channel_id_changed": ChannelMoved,
    "member_joined_channel": Membership,
    "member_left_channel": Membership,
}


class Authorization(Shape):
    """For whom an event is."""

    team_id: SlackId | None = None
    enterprise_id: SlackId | None = None
    user_id: SlackId | None = None
    is_bot: Flag = None
    is_enterprise_install: Flag = None


class Callback(Shape):
    """An event as it is delivered."""

    type: Literal["event_callback"]
    team_id: SlackId
    event_id: Key
    event: dict[str, Any]
    authorizations: list[Authorization] | None = None
    enterprise_id: SlackId | None = None
    context_team_id: SlackId | None = None
    context_enterprise_id: SlackId | None = None


class UrlVerification(Shape):
    """Slack's own question when the address is set."""

    type: Literal["url_verification"]
    challenge: Line


class SslCheck(Shape):
    """Slack asks whether the address answers."""

    ssl_check: Line


class AppRateLimited(Shape):
    """Slack says that it holds events back."""

    type: Literal["app_rate_limited"]
    minute_rate_limited: Annotated[int, Field(ge=0, le=10**11)] | None = None
    """The minute, in seconds since 1970."""


_DELIVERED: TypeAdapter[Any] = TypeAdapter(Callback | UrlVerification | AppRateLimited)


def is_event(payload: object) -> bool:
    """Whether what came as JSON is an event as Slack sends it."""
    try:
        delivery = _DELIVERED.validate_python(payload)
        if isinstance(delivery, Callback):
            event = Event.model_validate(delivery.event)
            EVENT_SHAPES.get(event.type, Event).model_validate(delivery.event)
    except (ValidationError, RecursionError):
        return False
    return True


def is_interaction(payload: object) -> bool:
    """Whether a form's payload is a press, a submission or a shortcut as Slack sends it."""
    return _fits(Interaction, payload)


def is_command(fields: Mapping[str, str]) -> bool:
    """Whether a form without a payload is a command, or Slack's question whether we answer."""
    return _fits(SslCheck if "ssl_check" in fields else Command, fields)


def is_delivered(payload: object) -> bool:
    """Whether what came by a socket, where nothing outside says its kind, is one of these."""
    if not isinstance(payload, Mapping):
        return False
    if "command" in payload:
        return is_command(payload)
    return is_event(payload) or is_interaction(payload)


def _fits(shape: type[Shape], payload: object) -> bool:
    try:
        shape.model_validate(payload)
    except (ValidationError, RecursionError):
        return False
    return True
