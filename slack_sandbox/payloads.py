"""What Slack sends to an app, in exactly its forms: commands, presses, forms, events."""

import copy

from slack_sandbox.controls import Control
from slack_sandbox.modals import View
from slack_sandbox.schema import Json
from slack_sandbox.world import App, Channel, Message, User

ORGANISATION = "E0ORGANISE"
"""The one organisation (Enterprise Grid) that workspaces of the sandbox may be of."""
VERIFICATION_TOKEN = "sandbox-verification-token"  # noqa: S105  # deprecated by Slack, no secret


def user_object(user: User, *, locale: bool = False) -> Json:
    """The full user, as ``users.info`` and ``user_change`` show it."""
    offset = user.team.world.now().astimezone(user.zone).utcoffset()
    zone = user.tz if user.tz_name == "" else user.tz_name
    body: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.handle,
        "deleted": user.deleted,
        "real_name": user.name,
        "tz": zone,
        "tz_label": zone and zone.rsplit("/", 1)[-1].replace("_", " "),
        "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
        "is_admin": user.admin or user.owner,
        "is_owner": user.owner,
        "is_primary_owner": False,
        "is_restricted": bool(user.guest),
        "is_ultra_restricted": user.guest == "single",
        "is_bot": user.bot and user.id != "USLACKBOT",
        "is_app_user": False,
        "is_stranger": user.stranger,
        "updated": user.updated,
        "profile": {
            "real_name": user.name,
            "real_name_normalized": user.name,
            "display_name": user.display_name,
            "display_name_normalized": user.display_name,
            "title": user.title,
            "status_text": user.status_text,
            "status_emoji": user.status_emoji,
            "status_expiration": user.status_expiration,
            "team": user.team_id,
        },
    }
    if locale and not user.stranger:
        body["locale"] = user.locale
    if user.deleted:
        for name in ("is_admin", "is_owner", "is_primary_owner", "tz", "tz_label", "tz_offset",
                     "is_restricted", "is_ultra_restricted"):  # fmt: skip
            body.pop(name)
    if user.grid_teams:
        body["enterprise_user"] = {
            "id": user.id,
            "enterprise_id": ORGANISATION,
            "enterprise_name": "The organisation",
            "is_admin": False,
            "is_owner": False,
            "teams": list(user.grid_teams),
        }
    if user.app is not None:
        body["profile"] |= {"api_app_id": user.app.app_id, "bot_id": user.app.bot_id}
    return body


def message_object(message: Message, *, metadata: bool = False) -> Json:
    """A message as history, answers and payloads show it."""
    author = message.author
    body: Json = {
        "type": "message",
        "user": author.id,
        "text": message.text,
        "ts": message.ts,
        "team": author.team_id,
    }
    if author.app is not None:
        body |= {"bot_id": author.app.bot_id, "app_id": author.app.app_id}
    if message.blocks:
        body["blocks"] = copy.deepcopy(message.blocks)
    if message.client_msg_id:
        body["client_msg_id"] = message.client_msg_id
    if message.thread_ts:
        body["thread_ts"] = message.thread_ts
    if message.edited:
        body["edited"] = {"user": author.id, "ts": message.edited}
    if message.files:
        body["files"] = message.files
    if message.reactions:
        body["reactions"] = reactions_of(message)
    if metadata and message.metadata:
        body["metadata"] = message.metadata
    return body


def reactions_of(message: Message) -> list[Json]:
    """The emoji on a message and who set them."""
    return [
        {"name": name, "users": [user.id for user in users], "count": len(users)}
        for name, users in message.reactions.items()
    ]


def channel_name(channel: Channel) -> str:
    """What payloads call a conversation."""
    return {"im": "directmessage", "private": "privategroup"}.get(channel.kind, channel.name)


def _common(app: App, user: User) -> Json:
    return {
        "token": VERIFICATION_TOKEN,
        "team": {"id": app.team.id, "domain": app.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {
            "id": user.id,
            "username": user.handle,
            "name": user.handle,
            "team_id": user.team_id,
        },
        "api_app_id": app.app_id,
    }


def command(
    app: App, user: User, channel: Channel, name: str, text: str, response_url: str, trigger: str
) -> dict[str, str]:
    """A slash command's flat fields."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": app.team.id,
        "team_domain": app.team.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.handle,
        "command": name,
        "text": text,
        "api_app_id": app.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }


def shortcut(app: App, user: User, callback_id: str, trigger: str, ts: str) -> Json:
    """A global shortcut: no channel, no response_url."""
    body = _common(app, user)
    body["user"].pop("name")
    body.pop("api_app_id")
    return body | {
        "type": "shortcut",
        "action_ts": ts,
        "callback_id": callback_id,
        "trigger_id": trigger,
    }


def message_action(
    app: App, user: User, message: Message, callback_id: str, trigger: str, url: str, ts: str
) -> Json:
    """A message shortcut, with the message's words."""
    channel = message.channel
    return _common(app, user) | {
        "type": "message_action",
        "action_ts": ts,
        "callback_id": callback_id,
        "trigger_id": trigger,
        "response_url": url,
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message": message_object(message),
    }


def block_actions(
    app: App,
    user: User,
    source: Message | View,
    action: Json,
    trigger: str,
    response_url: str | None,
) -> Json:
    """A press or a choice, in a message, a modal or Home."""
    body = _common(app, user) | {
        "type": "block_actions",
        "trigger_id": trigger,
        "actions": [action],
        "state": {"values": copy.deepcopy(source.values)},
    }
    if isinstance(source, View):
        return body | {
            "container": {"type": "view", "view_id": source.id},
            "view": source.json(),
        }
    channel = source.channel
    body |= {
        "container": {
            "type": "message",
            "message_ts": source.ts,
            "channel_id": channel.id,
            "is_ephemeral": source.ephemeral,
        },
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "response_url": response_url,
    }
    if not source.ephemeral:
        body["message"] = message_object(source)
    return body


def block_suggestion(
    app: App, user: User, source: Message | View, control: Control, query: str
) -> Json:
    """What a menu that the app fills asks for, while somebody types in it."""
    body = block_actions(app, user, source, {}, "", None)
    for name in ("actions", "state", "trigger_id", "response_url"):
        body.pop(name, None)
    body |= {
        "type": "block_suggestion",
        "action_id": control.action_id,
        "block_id": control.block["block_id"],
        "value": query,
    }
    return body


def view_submission(view: View, trigger: str, urls: list[Json]) -> Json:
    """A form that was sent; ``urls`` are for the conversations it asked them for."""
    return _common(view.app, view.user) | {
        "type": "view_submission",
        "trigger_id": trigger,
        "view": view.json(),
        "response_urls": urls,
    }


def view_closed(view: View, *, cleared: bool) -> Json:
    """A form that was closed without sending."""
    return _common(view.app, view.user) | {
        "type": "view_closed",
        "view": view.json(),
        "is_cleared": cleared,
    }


PARTNER = "T0PARTNER0"
"""The workspace of the other organisation in a channel that is shared."""


def envelope(app: App, event: Json, event_id: str, seconds: int, *, shared: bool) -> Json:
    """The Events API envelope around an inner event."""
    item = event.get("channel") or event.get("item", {}).get("channel")
    place = item if isinstance(item, str) else app.team.id
    return {
        "token": VERIFICATION_TOKEN,
        # Of a channel shared with another organisation: theirs; ours stands in authorizations.
        "team_id": PARTNER if shared else app.team.id,
        "enterprise_id": None,
        "context_team_id": PARTNER if shared else app.team.id,
        "context_enterprise_id": None,
        "api_app_id": app.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": seconds,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": app.team.id,
                "user_id": app.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": f"1-{event['type']}-{app.team.id}-{place}",
    }


def action_of(control: Control, state: Json | None, ts: str) -> Json:
    """``actions[0]``: the element as pressed, with what was chosen."""
    element = control.element
    body: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": control.block["block_id"],
        "action_ts": ts,
    }
    if element["type"] == "button":
        for name in ("text", "value", "style", "url", "confirm"):
            if name in element:
                body[name] = element[name]
    elif element["type"] == "overflow":
        body["selected_option"] = control.option
        if "confirm" in element:
            body["confirm"] = element["confirm"]
    else:
        body |= state or {}
        for name in ("placeholder", "initial_option", "initial_date", "confirm"):
            if name in element:
                body[name] = element[name]
    return body
