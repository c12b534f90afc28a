"""An app's manifest, as its developer gives it to Slack: what an install takes from it."""

from collections.abc import Mapping
from typing import Any

from slack_sandbox.events import EVENT_SCOPES, MANIFEST_EVENTS
from slack_sandbox.schema import Json
from slack_sandbox.webapi import METHODS

EVERY_SCOPE = sorted(
    {"commands", "chat:write.public", "chat:write.customize"}
    | {scope for method in METHODS.values() for scope in method.scopes}
    | {scope for scopes in EVENT_SCOPES.values() for scope in scopes}
)
EVERY_EVENT = sorted({*EVENT_SCOPES, *MANIFEST_EVENTS, "member_joined_channel"})


def from_manifest(manifest: Mapping[str, Any]) -> Json:
    """What ``Workspace.install`` takes. Raises ``ValueError`` where something is of no use."""
    try:
        features = manifest.get("features") or {}
        home = features.get("app_home") or {}
        bot = features.get("bot_user") or {}
        scopes = (manifest.get("oauth_config") or {}).get("scopes") or {}
        heard = (manifest.get("settings") or {}).get("event_subscriptions") or {}
        return {
            "name": str(bot.get("display_name") or manifest["display_information"]["name"]),
            "scopes": [str(scope) for scope in scopes.get("bot") or ()],
            "events": [str(event) for event in heard.get("bot_events") or ()],
            "home_tab": bool(home.get("home_tab_enabled", False)),
            "messages_tab": bool(home.get("messages_tab_enabled", True)),
            "read_only": bool(home.get("messages_tab_read_only_enabled", False)),
            "commands": _listed(features, "slash_commands", "command"),
            "shortcuts": _listed(features, "shortcuts", "name", "type", "callback_id"),
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"this is no manifest of an app: {error!r}") from None


def everything(name: str) -> Json:
    """What an app without a manifest may do: all that the sandbox knows."""
    return {"name": name, "scopes": EVERY_SCOPE, "events": EVERY_EVENT}


def _listed(features: Mapping[str, Any], name: str, *needed: str) -> list[Json]:
    entries = [dict(feature) for feature in features.get(name) or ()]
    for scope in entries:
        for each in needed:
            str(scope[each])
    return entries
