"""The Web API: every method, its scopes, and the order in which Slack says no.

An unknown method, then a bad token, then a missing scope, then the arguments.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.sandbox.errors import SlackError
from bot.sandbox.schema import Json
from bot.sandbox.webapi import chat, conversations, people, upload, views
from bot.sandbox.webapi.call import Args, Context, Services
from bot.sandbox.world import App

__all__ = ["METHODS", "Args", "Context", "Method", "Services", "perform"]


@dataclass(frozen=True)
class Method:
    """One method: what it does, the scopes (any one will do), what kind of token calls it."""

    run: Callable[[Context], Json]
    scopes: tuple[str, ...] = ()
    caller: Literal["bot", "app"] = "bot"


_READ = ("channels:read", "groups:read", "mpim:read", "im:read")
_HISTORY = ("channels:history", "groups:history", "mpim:history", "im:history")

METHODS: Mapping[str, Method] = {
    "apps.connections.open": Method(people.connections_open, caller="app"),
    "auth.revoke": Method(people.auth_revoke),
    "auth.test": Method(people.auth_test),
    "chat.delete": Method(chat.delete, ("chat:write",)),
    "chat.getPermalink": Method(chat.get_permalink),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",)),
    "chat.postMessage": Method(chat.post_message, ("chat:write",)),
    "chat.update": Method(chat.update, ("chat:write",)),
    "conversations.history": Method(conversations.history, _HISTORY),
    "conversations.info": Method(conversations.info, _READ),
    "conversations.members": Method(conversations.members, _READ),
    "conversations.open": Method(conversations.open_, ("im:write", "mpim:write")),
    "dnd.info": Method(people.dnd_info, ("dnd:read",)),
    "files.completeUploadExternal": Method(upload.complete, ("files:write",)),
    "files.getUploadURLExternal": Method(upload.get_url, ("files:write",)),
    "reactions.get": Method(conversations.reactions, ("reactions:read",)),
    "team.info": Method(people.team_info, ("team:read",)),
    "users.info": Method(people.users_info, ("users:read",)),
    "users.list": Method(people.users_list, ("users:read",)),
    "views.open": Method(views.open_),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}


def perform(services: Services, method: str, token: str | None, args: Mapping[str, Any]) -> Json:
    """Do one call. Gives the answer's body with ``ok``; raises ``SlackError``."""
    found = METHODS.get(method)
    if found is None:
        raise SlackError("unknown_method", req_method=method)
    app = app_of(services, token)
    if (token in services.world.app_tokens) != (found.caller == "app"):
        raise SlackError("not_allowed_token_type")
    if found.scopes and not set(found.scopes) & set(app.scopes):
        raise SlackError(
            "missing_scope", needed=",".join(found.scopes), provided=",".join(app.scopes)
        )
    return {"ok": True, **found.run(Context(services, app, Args(args)))}


def app_of(services: Services, token: str | None) -> App:
    """The app whose token this is."""
    if not token:
        raise SlackError("not_authed")
    world = services.world
    if token in world.app_tokens:
        return world.app_tokens[token][0]
    app = world.bot_tokens.get(token)
    if app is None:
        raise SlackError("invalid_auth")
    if app.state == "uninstalled":
        raise SlackError("account_inactive")
    if app.state == "revoked":
        raise SlackError("token_revoked")
    return app
