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


def new_id() -> str:
    """A fresh id that says nothing about when, by whom or how many: 26 letters and digits."""
    return secrets.token_hex(13)
