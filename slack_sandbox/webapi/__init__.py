"""The Web API: every method, its scopes, and the order in which Slack says no.

An unknown method, then a bad token, then a missing scope, then the arguments.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from slack_sandbox.errors import SlackError
from slack_sandbox.schema import Json
from slack_sandbox.webapi import (
    chat,
    conversations,
    install,
    people,
    reactions,
    upload,
    validate,
    views,
)
from slack_sandbox.webapi.call import Args, Context, Services
from slack_sandbox.world import App

__all__ = ["METHODS", "Args", "Context", "Method", "Services", "perform"]


@dataclass(frozen=True)
class Method:
    """One method: what it does, the scopes (any one will do), who calls it, how often it may."""

    run: Callable[[Context], Json]
    tier: int | None = None
    """Slack's rate limit tier; ``None``: a limit of its own."""
    scopes: tuple[str, ...] = ()
    caller: Literal["bot", "app", "nobody"] = "bot"


_READ = ("channels:read", "groups:read", "mpim:read", "im:read")
_HISTORY = ("channels:history", "groups:history", "mpim:history", "im:history")

METHODS: Mapping[str, Method] = {
    "apps.connections.open": Method(people.connections_open, 1, caller="app"),
    "apps.event.authorizations.list": Method(install.authorizations, 4, caller="app"),
    "apps.uninstall": Method(install.uninstall, 1),
    "auth.revoke": Method(install.auth_revoke, 3),
    "auth.test": Method(people.auth_test),
    "blocks.validate": Method(validate.validate, caller="nobody"),
    "bots.info": Method(people.bots_info, 3, ("users:read",)),
    "chat.delete": Method(chat.delete, 3, ("chat:write",)),
    "chat.getPermalink": Method(chat.get_permalink),
    "chat.postEphemeral": Method(chat.post_ephemeral, 4, ("chat:write",)),
    "chat.postMessage": Method(chat.post_message, None, ("chat:write",)),
    "chat.update": Method(chat.update, 3, ("chat:write",)),
    "conversations.history": Method(conversations.history, 3, _HISTORY),
    "conversations.info": Method(conversations.info, 3, _READ),
    "conversations.join": Method(conversations.join, 3, ("channels:join",)),
    "conversations.leave": Method(conversations.leave, 3, ("channels:manage", "groups:write")),
    "conversations.list": Method(conversations.listed, 2, _READ),
    "conversations.members": Method(conversations.members, 4, _READ),
    "conversations.open": Method(conversations.open_, 3, ("im:write", "mpim:write")),
    "conversations.replies": Method(conversations.replies, 3, _HISTORY),
    "dnd.info": Method(people.dnd_info, 3, ("dnd:read",)),
    "dnd.teamInfo": Method(people.dnd_team, 2, ("dnd:read",)),
    "files.completeUploadExternal": Method(upload.complete, 4, ("files:write",)),
    "files.getUploadURLExternal": Method(upload.get_url, 4, ("files:write",)),
    "oauth.v2.access": Method(install.oauth_access, caller="nobody"),
    "reactions.add": Method(reactions.add, 3, ("reactions:write",)),
    "reactions.get": Method(reactions.get, 3, ("reactions:read",)),
    "reactions.remove": Method(reactions.remove, 2, ("reactions:write",)),
    "team.info": Method(people.team_info, 3, ("team:read",)),
    "usergroups.list": Method(people.usergroups_list, 2, ("usergroups:read",)),
    "usergroups.users.list": Method(people.usergroups_users, 2, ("usergroups:read",)),
    "users.conversations": Method(conversations.of_user, 3, _READ),
    "users.info": Method(people.users_info, 4, ("users:read",)),
    "users.list": Method(people.users_list, 2, ("users:read",)),
    "users.profile.get": Method(people.profile_get, 4, ("users.profile:read",)),
    "views.open": Method(views.open_, 4),
    "views.publish": Method(views.publish, 4),
    "views.push": Method(views.push, 4),
    "views.update": Method(views.update, 4),
}

NOT_HERE = (
    "bookmarks.",
    "canvases.",
    "chat.appendStream",
    "chat.deleteScheduledMessage",
    "chat.meMessage",
    "chat.scheduleMessage",
    "chat.scheduledMessages.",
    "chat.startStream",
    "chat.stopStream",
    "chat.unfurl",
    "conversations.",
    "dnd.",
    "files.",
    "functions.",
    "oauth.",
    "pins.",
    "reactions.list",
    "reminders.",
    "slackLists.",
    "stars.",
    "team.",
    "usergroups.",
    "users.",
)
"""What Slack has and the sandbox has not: it says so, rather than deny that it exists."""


def perform(services: Services, method: str, token: str | None, args: Mapping[str, Any]) -> Json:
    """Do one call. Gives the answer's body with ``ok``; raises ``SlackError``."""
    endpoint = METHODS.get(method)
    if endpoint is None:
        code = "not_in_the_sandbox" if method.startswith(NOT_HERE) else "unknown_method"
        raise SlackError(code, req_method=method)
    if endpoint.caller == "nobody":
        return {"ok": True, **endpoint.run(Context(services, None, Args(args)))}
    app = app_of(services, token)
    if (token in services.world.app_tokens) != (endpoint.caller == "app"):
        raise SlackError("not_allowed_token_type")
    if endpoint.scopes and not set(endpoint.scopes) & set(app.scopes):
        raise SlackError(
            "missing_scope", needed=",".join(endpoint.scopes), provided=",".join(app.scopes)
        )
    services.limits.call(method, endpoint.tier, (app.team.id, app.app_id), services.world.machine())
    return {"ok": True, **endpoint.run(Context(services, app, Args(args), token))}


def app_of(services: Services, token: str | None) -> App:
    """The app whose token this is."""
    if not token:
        raise SlackError("not_authed")
    world = services.world
    if token in world.dead_tokens:
        raise SlackError(world.dead_tokens[token])
    if token in world.app_tokens:
        return world.app_tokens[token][0]
    app = world.bot_tokens.get(token)
    if app is None:
        raise SlackError("invalid_auth")
    if app.state == "uninstalled":
        raise SlackError("account_inactive")
    if app.state == "revoked":
        raise SlackError("token_revoked")
    if world.now().timestamp() >= world.expiring.get(token, math.inf):
        raise SlackError("token_expired")
    return app
