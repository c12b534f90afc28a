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


def permalink(domain: str, channel: str, ts: str, thread: str | None = None) -> str:
    """The address of a message, as ``chat.getPermalink`` gives it, without asking Slack.

    ``thread`` is the ``ts`` of the message that it replies to: without it the address leads to the
    channel.
    """
    address = f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    return f"{address}?thread_ts={thread}&cid={channel}" if thread and thread != ts else address


def mark_key(channel: str, ts: str, person: str) -> str:
    """The key of what ``person`` makes of a message: one thing while it is open.

    The press that makes it has a key of its own: Slack may deliver that twice.
    """
    return f"mark:{channel}:{ts}:{person}"


def offer_key(channel: str, ts: str) -> str:
    """The key of what colleagues make of a message: one question to its author."""
    return f"offer:{channel}:{ts}"


def message_of(key: str | None) -> tuple[ChannelId, str] | None:
    """Channel and ``ts`` of the message that such a key is about."""
    kind, *rest = (key or "").split(":")
    if kind not in ("mark", "offer") or len(rest) < 2:
        return None
    return ChannelId(rest[0]), rest[1]


def new_id() -> str:
    """A fresh id that says nothing about when, by whom or how many: 26 letters and digits."""
    return secrets.token_hex(13)
