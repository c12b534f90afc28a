"""Taking back second copies of a message: one counts, the others are deleted."""

import structlog

from bot.domain.delivery import Delivery
from bot.outbox.context import OutboxContext
from bot.outbox.crash_points import Point
from bot.outbox.metrics import TAKEN_BACK
from bot.slack.answers import Answer
from bot.slack.client import DELETE
from bot.store import Transaction

log = structlog.get_logger("heard.delivery")


async def take_back(context: OutboxContext, delivery: Delivery, channel: str, ts: str) -> bool:
    """Delete a second copy; false where that is to be tried again later."""
    workspace = delivery.workspace
    blocked = await context.store.run(
        lambda tx: tx.deliveries.blocked_until(workspace, DELETE, tx.lease_now())
    )
    if blocked is not None:
        await context.store.run(
            lambda tx: tx.deliveries.postpone_reconciliation([delivery], blocked)
        )
        return False
    await context.at(Point.BEFORE_DELETE)
    answer = await context.senders[workspace].delete(channel, ts)
    await context.at(Point.DELETED)
    log.info("copy taken back", delivery=delivery.id, error=answer.error)
    if answer.error is None:
        TAKEN_BACK.inc()
    elif answer.passing:
        await context.store.run(lambda tx: _not_taken_back(context, tx, delivery, answer))
        return False
    return True


def _not_taken_back(
    context: OutboxContext, tx: Transaction, delivery: Delivery, answer: Answer
) -> None:
    until = context.keep_limit(tx, delivery.workspace, DELETE, answer)
    later = tx.lease_now() + context.timing.grace
    tx.deliveries.postpone_reconciliation([delivery], max(later, until or later))
