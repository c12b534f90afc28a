"""Intents: what is claimed is drawn and committed to, as the last act before its POST."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.delivery import Delivery, DeliveryKey
from bot.domain.ids import WorkspaceId
from bot.messages.cards import Message
from bot.outbox.context import OutboxContext
from bot.outbox.kinds import Drop, InHomes, Wait, prepare
from bot.slack.client import POST
from bot.store import Transaction
from bot.store.deliveries.claims import Intent
from bot.store.deliveries.rate_limits import MINUTE


@dataclass(frozen=True)
class Ready:
    """A message that is committed to."""

    message: Message
    attempts: int
    """Which attempt that counts it is."""


@dataclass(frozen=True)
class TooSoon:
    """Something else is under way in the channel of a message."""

    seconds: float


@dataclass(frozen=True)
class _Drawn:
    """A message that holds, may leave now, and has been drawn."""

    delivery: Delivery
    message: Message
    payload: str | None


def commit_to(
    context: OutboxContext, tx: Transaction, deliveries: Sequence[Delivery]
) -> list[Ready | TooSoon | None]:
    """Draw claimed messages and commit to sending them; ``None`` for what does not leave now."""
    _read_ahead(tx, deliveries)
    lease_now = tx.lease_now()
    drawn = [message for each in deliveries if (message := _draw(context, tx, each)) is not None]
    drawn = _within_limits(context, tx, drawn, lease_now)
    results: dict[DeliveryKey, Ready | TooSoon] = {}
    if context.timing.gap:
        # The slot is taken until the POST is over; settling it lets the next one go.
        until = lease_now + context.timing.call + context.timing.gap
        taken = tx.deliveries.take_channel_slots(
            [each.delivery for each in drawn], lease_now, until
        )
        for each in drawn:
            free_at = taken[each.delivery.key]
            if free_at is not None:
                wait = min(free_at - lease_now, context.timing.gap)
                results[each.delivery.key] = TooSoon(wait.total_seconds())
        drawn = [each for each in drawn if each.delivery.key not in results]
    intents = [Intent(each.delivery, each.payload) for each in drawn]
    attempts = tx.deliveries.intend(intents, lease_now, context.timing.spare)
    for each in drawn:
        number = attempts.get(each.delivery.key)
        if number is not None:
            results[each.delivery.key] = Ready(each.message, number)
    return [results.get(each.key) for each in deliveries]


def _read_ahead(tx: Transaction, deliveries: Sequence[Delivery]) -> None:
    """Read the workspaces and the readers of all of them at once."""
    readers: dict[WorkspaceId, set[str]] = defaultdict(set)
    for each in deliveries:
        readers[each.workspace].add(each.recipient)
    tx.workspaces.read(readers)
    for workspace, people in readers.items():
        tx.people.some(workspace, people)


def _draw(context: OutboxContext, tx: Transaction, delivery: Delivery) -> _Drawn | None:
    draft = prepare(context.unit(tx, delivery.workspace), delivery)
    if isinstance(draft, Drop):
        tx.deliveries.cancel_claimed(delivery)
        return None
    if isinstance(draft, Wait):
        tx.deliveries.give_back(delivery, draft.until)
        return None
    if isinstance(draft, InHomes):
        tx.deliveries.show_in_homes(delivery, draft.payload.to_json())
        tx.people.mark_homes_stale(delivery.workspace, draft.people)
        return None
    payload = delivery.payload if draft.payload is None else draft.payload.to_json()
    return _Drawn(delivery, draft.draw(context.clock()), payload)


def _within_limits(
    context: OutboxContext, tx: Transaction, drawn: list[_Drawn], lease_now: datetime
) -> list[_Drawn]:
    """Give back what its workspace does not take now: limited, suspended, or its minute full."""
    most = context.timing.per_minute
    workspaces = sorted({each.delivery.workspace for each in drawn})
    started: dict[WorkspaceId, list[datetime]] = {
        workspace: tx.deliveries.started_this_minute(workspace, lease_now, most) if most else []
        for workspace in tx.deliveries.open_to(workspaces, POST, lease_now)
    }
    leaving = []
    for each in drawn:
        workspace = each.delivery.workspace
        if workspace in started and most is not None and len(started[workspace]) >= most:
            full = started.pop(workspace)
            tx.deliveries.block_until(workspace, POST, full[most - 1] + MINUTE)
        if workspace in started:
            started[workspace].insert(0, lease_now)
            leaving.append(each)
        else:
            tx.deliveries.give_back(each.delivery)
    return leaving
