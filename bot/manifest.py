"""The app as Slack should know it: every scope and event, each with its reason."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import yaml

from bot.messages.controls import Shortcut

EVENTS_PATH = "/slack/events"
"""Where Slack delivers everything over HTTP."""

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "app_mentions:read": "answer with help when somebody mentions the bot",
        "channels:read": "know who is in a team's public channel, and whether it is shared",
        "chat:write": "ask, acknowledge and post the weekly note",
        "commands": "the command /concern and the shortcuts",
        "dnd:read": "stay silent in scheduled quiet hours",
        "files:write": "send somebody a file with everything by or about them, at their wish",
        "groups:read": "the same as channels:read for a team's private channel",
        "im:history": (
            "look whether a message of the bot's own arrived after a lost answer; people cannot "
            "write there, and no channel's history is read"
        ),
        "im:write": "find the direct message to look in, where none has arrived before",
        "reactions:read": "notice the emoji that marks a message to come back to",
        "users:read": "names, time zones, closed accounts and guests",
    }
)
"""What the bot may do in a workspace, and why. Nothing is asked for that is for later."""

SENDS_FILES = "files:write"
"""An installation of before may lack it; everything else works without."""

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "app_home_opened": "draw Home",
        "app_mention": "answer with help",
        "app_uninstalled": "stop at once, and erase the workspace when its days are over",
        "channel_archive": "pause the team's note",
        "channel_deleted": "pause the team's note",
        "channel_id_changed": "keep the team with its channel",
        "channel_unarchive": "go on with the team's note",
        "channel_rename": "keep the team's name right",
        "group_archive": "pause the team's note, in a private channel",
        "group_deleted": "pause the team's note, in a private channel",
        "group_rename": "keep the team's name right, in a private channel",
        "group_unarchive": "go on with the team's note, in a private channel",
        "member_joined_channel": "tell leaders of a newcomer; say hello once when invited",
        "member_left_channel": "notice that the bot was taken out of a team's channel",
        "reaction_added": "a message was marked",
        "reaction_removed": "the mark was taken back",
        "tokens_revoked": "stop writing to a workspace that said no",
        "user_change": "time zone, name, closed account",
    }
)
"""What Slack tells the bot without being asked, and what for."""

_DESCRIPTION = "Brings what people raise to their lead, and asks later: how is that situation now?"

_LONG_DESCRIPTION = (
    "Someone says “I am overloaded”, “this deadline is unrealistic”, “I need help”. With /concern, "
    "an emoji or the message menu, Heard brings it to the one lead whom that person chose, and on "
    "the day that lead named it asks in a direct message: how is that situation now? It reminds up "
    "to three times for each step. If the lead stays silent, it tells whoever raised it, and that "
    "person decides what to do next. It ends when that person says it is better or ends it, or "
    "when the lead says no, with the reason. Once a week the team reads how much was followed up, "
    "with nobody singled out."
)


def build(url: str | None = None) -> dict[str, Any]:
    """The manifest: over HTTP at ``url`` (https), or over Socket Mode without one."""
    request_url = {} if url is None else {"url": url.rstrip("/") + EVENTS_PATH}
    events: dict[str, Any] = {"bot_events": list(EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if url is not None:
        events["request_url"] = interactivity["request_url"] = request_url["url"]
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Heard",
            "description": _DESCRIPTION,
            "long_description": _LONG_DESCRIPTION,
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                # Without the Messages tab Slack refuses every direct message.
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Heard", "always_online": True},
            "shortcuts": [
                {
                    "name": "Raise something",
                    "type": "global",
                    "callback_id": Shortcut.SAY.value,
                    "description": "Raise something with your lead",
                },
                {
                    "name": "Note after a talk",
                    "type": "global",
                    "callback_id": Shortcut.NOTE.value,
                    "description": "Write down what came up in a talk",
                },
                {
                    "name": "Follow up on this",
                    "type": "message",
                    "callback_id": Shortcut.MESSAGE.value,
                    "description": "Let this message be followed up",
                },
            ],
            "slash_commands": [
                {
                    "command": "/concern",
                    "description": "Say what needs to be heard, or note it to come back to it",
                    "usage_hint": "[what it is | @person what it is, thursday | help]",
                    # People and channels then arrive as ids, which cannot be mistaken.
                    "should_escape": True,
                    **request_url,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }


def to_yaml(manifest: Mapping[str, Any]) -> str:
    """The manifest as Slack's form for new apps shows it."""
    text: str = yaml.safe_dump(
        dict(manifest), sort_keys=False, allow_unicode=True, width=100, default_flow_style=False
    )
    return text


def to_json(manifest: Mapping[str, Any]) -> str:
    """The manifest as Slack's tools take it."""
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
