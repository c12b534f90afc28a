"""``reactions.*``: what an app sees of emoji, and sets itself."""

import re

from slack_sandbox import payloads
from slack_sandbox.errors import SlackError
from slack_sandbox.schema import Json
from slack_sandbox.webapi.call import Context
from slack_sandbox.world import Message

_NAME = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")
MOST_OF_ONE = 23
MOST_SHOWN = 50


def _message(call: Context) -> Message:
    channel = call.visible(call.args.need("channel"))
    message = channel.history.get(call.args.need("timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    return message


def _named(call: Context) -> str:
    name = call.args.text("name").strip(":")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    return name


def get(call: Context) -> Json:
    """``reactions.get`` of one message; without ``full`` at most fifty people for each."""
    message = _message(call)
    body = payloads.message_object(message)
    if not call.args.flag("full") and "reactions" in body:
        body["reactions"] = [
            {**reaction, "users": reaction["users"][:MOST_SHOWN]} for reaction in body["reactions"]
        ]
    return {"type": "message", "channel": message.channel.id, "message": body}


def add(call: Context) -> Json:
    """``reactions.add``: once each, and twenty-three at most on one message."""
    name, message, user = _named(call), _message(call), call.app.user
    if not message.channel.has(user):
        raise SlackError("not_in_channel")
    if message.channel.archived:
        raise SlackError("is_archived")
    if user in message.reactions.get(name, []):
        raise SlackError("already_reacted")
    if sum(user in who for who in message.reactions.values()) >= MOST_OF_ONE:
        raise SlackError("too_many_reactions")
    message.reactions.setdefault(name, []).append(user)
    _changed(call, message, name, added=True)
    return {}


def remove(call: Context) -> Json:
    """``reactions.remove`` of the app's own."""
    name, message, user = _named(call), _message(call), call.app.user
    if user not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    message.reactions[name].remove(user)
    if not message.reactions[name]:
        del message.reactions[name]
    _changed(call, message, name, added=False)
    return {}


def _changed(call: Context, message: Message, name: str, *, added: bool) -> None:
    call.world.paint(message)
    call.services.events.reaction(call.app.user, message, name, added=added)
