"""Settlements: what came of POSTs is written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.delivery import Delivery, DeliveryKey, DeliveryState, to_a_person
from bot.outbox.context import OutboxContext, fingerprint
from bot.outbox.intents import Ready
from bot.outbox.metrics import LATENESS
from bot.slack.answers import Outcome
from bot.slack.client import POST, Posted
from bot.store import Transaction
from bot.store.deliveries.claims import AcceptedMessage, AttemptEnd


@dataclass(frozen=True)
class Settlement:
    """What came of a POST."""

    delivery: Delivery
    posted: Posted
    ready: Ready


def settle(
    context: OutboxContext, tx: Transaction, settlements: Sequence[Settlement]
) -> list[bool]:
    """Write down what came of POSTs; says of each whether ours is a second copy."""
    lease_now = tx.lease_now()
    tx.deliveries.record_attempts(
        [
            AttemptEnd(
                delivery=each.delivery,
                outcome=each.posted.outcome.value,
                error=each.posted.error,
                ts=each.posted.ts,
            )
            for each in settlements
        ],
        lease_now,
    )
    if context.timing.gap:
        tx.deliveries.release_channel_slots(
            [each.delivery for each in settlements], lease_now + context.timing.gap
        )
    for each in settlements:
        context.keep_limit(tx, each.delivery.workspace, POST, each.posted)
    arrived = [each for each in settlements if each.posted.outcome is Outcome.SENT]
    seconds = _settle_arrived(context, tx, arrived, lease_now)
    for each in settlements:
        if each.posted.outcome is not Outcome.SENT:
            _settle_failed(context, tx, each, lease_now)
    return [each.delivery.key in seconds for each in settlements]


def _settle_failed(
    context: OutboxContext, tx: Transaction, settlement: Settlement, lease_now: datetime
) -> None:
    delivery, posted, timing = settlement.delivery, settlement.posted, context.timing
    rows = tx.deliveries
    match posted.outcome:
        case Outcome.LIMITED | Outcome.TOKEN_DEAD:
            rows.settle(delivery, DeliveryState.PENDING, counts=False)
        case Outcome.UNCERTAIN:
            person = to_a_person(delivery.recipient)
            reconcile_at = lease_now + timing.grace if person else None
            rows.settle(
                delivery, DeliveryState.UNCERTAIN, error=posted.error, reconcile_at=reconcile_at
            )
            if reconcile_at is None:
                context.show_failure(tx, delivery)
        case Outcome.GONE | Outcome.REFUSED:
            gone = posted.outcome is Outcome.GONE
            pause = None if gone else timing.pause(settlement.ready.attempts)
            if pause is None:
                rows.settle(delivery, DeliveryState.DEAD, error=posted.error)
            else:
                rows.settle(
                    delivery,
                    DeliveryState.PENDING,
                    error=posted.error,
                    due_at=context.clock() + pause,
                )
            context.show_failure(tx, delivery)


def _settle_arrived(
    context: OutboxContext, tx: Transaction, arrived: Sequence[Settlement], lease_now: datetime
) -> set[DeliveryKey]:
    """Settle what Slack has taken; gives those of which ours is a second copy."""
    now = context.clock()
    sweep_at = lease_now + context.timing.grace
    tx.workspaces.read({each.delivery.workspace for each in arrived})
    held = tx.deliveries.settle_sent(
        [
            AcceptedMessage(
                delivery=each.delivery,
                channel=each.posted.channel or "",
                ts=each.posted.ts,
                reconcile_at=sweep_at
                if to_a_person(each.delivery.recipient) and each.ready.attempts > 1
                else None,
                fingerprint=fingerprint(tx, each.delivery.workspace, each.ready.message),
            )
            for each in arrived
        ],
        now,
    )
    seconds: set[DeliveryKey] = set()
    for each in arrived:
        delivery = each.delivery
        channel, ts = each.posted.channel or "", each.posted.ts
        if delivery.key in held:
            if each.ready.attempts == 1:
                LATENESS.observe(max(0.0, (now - delivery.due_at).total_seconds()))
        # Fenced: somebody else took it for lost. Ours counts, unless another copy does.
        elif not tx.deliveries.mark_arrived(
            delivery, channel, ts, now, sweep_at=sweep_at
        ) and tx.deliveries.message_at(delivery) != (channel, ts):
            seconds.add(delivery.key)
        if delivery.error is not None:
            # It was listed as refused; it is not any more.
            context.show_failure(tx, delivery)
    # The people's rows after the deliveries', as everywhere: nobody waits in a circle.
    tx.people.set_channels(
        {
            (each.delivery.workspace, each.delivery.recipient): each.posted.channel or ""
            for each in arrived
            if to_a_person(each.delivery.recipient)
        }
    )
    return seconds
