"""The tables. Every key begins with the workspace; words rest in one table, sealed."""

from bot.store.tables.base import metadata
from bot.store.tables.concerns import (
    changed,
    concern,
    history,
    opening,
    step,
    words,
)
from bot.store.tables.deliveries import (
    attempt,
    channel_slot,
    delivery,
    inbox,
    item,
    rate_limit,
)
from bot.store.tables.digests import published, spoken
from bot.store.tables.due import due_failure
from bot.store.tables.erasures import erasure_journal
from bot.store.tables.people import (
    coached,
    departure,
    newcomer,
    person,
    removal,
    says_leads,
    team,
    team_leader,
    team_member,
    workspace,
)

__all__ = [
    "attempt",
    "changed",
    "channel_slot",
    "coached",
    "concern",
    "delivery",
    "departure",
    "due_failure",
    "erasure_journal",
    "history",
    "inbox",
    "item",
    "metadata",
    "newcomer",
    "opening",
    "person",
    "published",
    "rate_limit",
    "removal",
    "says_leads",
    "spoken",
    "step",
    "team",
    "team_leader",
    "team_member",
    "words",
    "workspace",
]
