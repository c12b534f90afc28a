"""The names of things: Slack's own ids as they come, our own as opaque random ones."""

import secrets
from typing import NewType

WorkspaceId = NewType("WorkspaceId", str)
"""Slack's ``T…`` (team) id."""
PersonId = NewType("PersonId", str)
"""Slack's ``U…`` or ``W…`` id; unique within a workspace only."""
ChannelId = NewType("ChannelId", str)
"""Slack's ``C…``, ``G…`` or ``D…`` id."""
ConcernId = NewType("ConcernId", str)
TeamId = NewType("TeamId", str)
DeliveryId = NewType("DeliveryId", str)


def permalink(domain: str, channel: str, ts: str) -> str:
    """The address of a message, as ``chat.getPermalink`` gives it, without asking Slack."""
    return f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"


def mark_origin(channel: str, ts: str, person: str) -> str:
    """The idempotency key of what ``person`` makes of a marked message: once for each of them."""
    return f"mark:{channel}:{ts}:{person}"


def new_id() -> str:
    """A fresh id that says nothing about when, by whom or how many: 26 letters and digits."""
    return secrets.token_hex(13)
