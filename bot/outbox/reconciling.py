"""Finding out what arrived: by its marks, in the history of the bot's own direct messages.

An uncertain message is found, or sent again; one that was begun more than once is looked for again
and again for a while, and a second copy is taken back. Nothing is deduced from what could not be
read: where Slack does not let the bot look, the row waits for a human.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

import structlog

from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import WorkspaceId
from bot.domain.refusals import NotSaved
from bot.outbox.context import OutboxContext
from bot.outbox.crash_points import Point
from bot.outbox.metrics import RECONCILED, TAKEN_BACK
from bot.slack.answers import Answer, Outcome
from bot.slack.client import DELETE, HISTORY, OPEN
from bot.store import Transaction

LIMIT = 100
LOOK_BACK = timedelta(days=2)
"""History is read from this long before a row was made: clocks may differ by a day."""

Copies = Mapping[str, Sequence[str]]
"""The ts of each message that bears a delivery's mark, earliest first."""

log = structlog.get_logger("heard.delivery")


class Reconciling:
    """Looks for what may have arrived, and settles it."""

    def __init__(self, context: OutboxContext) -> None:
        """Work with what the parts share."""
        self._context = context

    async def reconcile(self) -> int:
        """Look for everything that is to be looked for now; gives how much is sent again."""
        taken = await self._context.store.run(self._take)
        places: dict[WorkspaceId, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for each in taken:
            places[each.workspace][each.recipient].add(each.id)
        if not taken:
            return 0
        await self._context.at(Point.BEFORE_LOOK)
        # One workspace's slow answers are not the others'.
        return sum(await asyncio.gather(*(self._reconcile(*each) for each in places.items())))

    def _take(self, tx: Transaction) -> list[Delivery]:
        lease_now = tx.lease_now()
        return tx.deliveries.claim_reconciliations(
            lease_now,
            workspaces=self._context.workspaces,
            until=lease_now + self._hold,
            method=HISTORY,
            limit=LIMIT,
        )

    @property
    def _hold(self) -> timedelta:
        """For how long what is being looked for is left alone by other replicas."""
        return self._context.timing.spare

    async def _reconcile(self, workspace: WorkspaceId, recipients: Mapping[str, set[str]]) -> int:
        again = 0
        for recipient, due in recipients.items():
            if self._context.stopping:
                break
            try:
                again += await self._reconcile_in(workspace, recipient, due)
            except NotSaved as error:
                await self._context.pass_over(error, workspace=workspace, person=recipient)
            except Exception as error:
                # The others go on; this one is looked for again when it is not held any more.
                log.error("look failed", kind=type(error).__name__, exc_info=error)
        return again

    async def _reconcile_in(self, workspace: WorkspaceId, recipient: str, due: set[str]) -> int:
        """Read one direct message once, and settle all that is to be looked for in it."""
        rows = await self._context.store.run(
            lambda tx: tx.deliveries.awaiting_reconciliation(workspace, recipient)
        )
        if not rows:
            return 0
        channel = await self._channel_of(rows)
        copies = None if channel is None else await self._copies(rows, channel)
        if channel is None or copies is None:
            return 0
        await self._context.at(Point.LOOKED)
        again = await self._context.store.run(
            lambda tx: self._judge(tx, rows, due, channel, copies)
        )
        await self._context.at(Point.RECONCILED)
        settled = (DeliveryState.SENT, DeliveryState.CANCELLED)
        for row in rows:
            if row.id in due and row.state in settled:
                await self._sweep(row, channel, copies.get(row.id, ()))
        return again

    async def _channel_of(self, rows: Sequence[Delivery]) -> str | None:
        """Give the channel of the direct message; it is known once anything arrived in it."""
        workspace, recipient = rows[0].workspace, rows[0].recipient
        person = await self._context.store.run(lambda tx: tx.people.get(workspace, recipient))
        known = next((each.channel for each in rows if each.channel), None)
        if known or (person is not None and person.channel):
            return known or (person.channel if person else None)
        answer = await self._context.senders[workspace].direct_message(recipient)
        if answer.value is None:
            await self._context.store.run(lambda tx: self._unread(tx, rows, OPEN, answer))
        return answer.value

    async def _copies(self, rows: Sequence[Delivery], channel: str) -> Copies | None:
        """Read all marks since the oldest row was made; ``None`` where that did not go well."""
        workspace, person = rows[0].workspace, rows[0].recipient
        oldest = min(each.created_at for each in rows) - LOOK_BACK
        copies: dict[str, list[str]] = defaultdict(list)
        cursor = ""
        while True:
            page = await self._context.senders[workspace].history(channel, person, oldest, cursor)
            if page.outcome is Outcome.LIMITED and cursor:
                # What was read would be lost, and with one call a minute never be complete.
                await self._context.store.run(lambda tx: self._hold_on(tx, rows, page))  # noqa: B023
                await self._context.rest(page.retry_after)
                if self._context.stopping:
                    return None
                continue
            if page.outcome is not Outcome.SENT:
                await self._context.store.run(lambda tx: self._unread(tx, rows, HISTORY, page))  # noqa: B023
                return None
            for mark, ts in page.copies:
                copies[mark].insert(0, ts)
            if not page.cursor:
                return copies
            cursor = page.cursor

    def _hold_on(self, tx: Transaction, rows: Sequence[Delivery], answer: Answer) -> None:
        until = self._context.keep_limit(tx, rows[0].workspace, HISTORY, answer) or tx.lease_now()
        tx.deliveries.postpone_reconciliation(rows, until + self._hold)

    def _unread(
        self, tx: Transaction, rows: Sequence[Delivery], method: str, answer: Answer
    ) -> None:
        """Leave for later, or to a human, what could not be looked for."""
        workspace = rows[0].workspace
        until = self._context.keep_limit(tx, workspace, method, answer)
        log.warning("unread", workspace=workspace, method=method, error=answer.error)
        error = answer.error or answer.outcome.value
        match answer.outcome:
            case Outcome.GONE if method == OPEN:
                tx.deliveries.give_up(rows, error)
            case Outcome.GONE | Outcome.REFUSED:
                tx.deliveries.leave_to_human(rows, error)
            case _:
                later = tx.lease_now() + self._context.timing.grace
                tx.deliveries.postpone_reconciliation(rows, max(later, until or later))
                return
        for each in rows:
            self._context.show_failure(tx, each)

    def _judge(
        self,
        tx: Transaction,
        rows: Sequence[Delivery],
        due: set[str],
        channel: str,
        copies: Copies,
    ) -> int:
        """Settle what is uncertain: found, or sent again."""
        again, timing, now, lease_now = (
            0,
            self._context.timing,
            self._context.clock(),
            tx.lease_now(),
        )
        for row in rows:
            seen = copies.get(row.id)
            if row.state is DeliveryState.SENT and row.ts is None and seen:
                # Slack did not say where it stands; from now on that is known.
                tx.deliveries.mark_arrived(row, channel, seen[0], now, sweep_at=lease_now)
            if row.state is not DeliveryState.UNCERTAIN:
                continue
            if seen:
                sweep_at = lease_now if len(seen) > 1 else lease_now + timing.grace
                tx.deliveries.mark_arrived(row, channel, seen[0], now, sweep_at=sweep_at)
                RECONCILED.labels("yes").inc()
            elif row.id in due:
                pause = timing.pause(row.attempts - timing.once_more)
                due_at = None if pause is None else max(row.due_at, now + pause)
                missing = tx.deliveries.mark_missing(
                    row, row.due_at if not pause and due_at else due_at
                )
                again += missing and not pause and due_at is not None
                RECONCILED.labels("no").inc()
                if due_at is None:
                    self._context.show_failure(tx, row)
            log.info("looked", delivery=row.id, found=len(seen or ()), attempt=row.attempts)
        if any(copies.get(row.id) for row in rows):
            tx.people.set_channels({(rows[0].workspace, rows[0].recipient): channel})
        return again

    async def _sweep(self, row: Delivery, channel: str, seen: Sequence[str]) -> None:
        """Take back every copy but the one that counts, and look again later.

        Where nobody knows which that is, the earliest does.
        """
        earliest = seen[0] if seen else None
        counts = (row.ts or earliest) if row.state is DeliveryState.SENT else None
        for ts in seen:
            if ts != counts and not await take_back(self._context, row, channel, ts):
                return
        await self._context.store.run(lambda tx: self._swept(tx, row))
        await self._context.at(Point.SWEPT)

    def _swept(self, tx: Transaction, row: Delivery) -> None:
        after = self._context.timing.sweep_after(row.sweeps + 1)
        tx.deliveries.record_sweep(row, None if after is None else tx.lease_now() + after)

    async def proved(self, workspace: WorkspaceId, delivery_id: str, channel: str, ts: str) -> None:
        """A press on a message proves that it arrived."""

        def body(tx: Transaction) -> None:
            delivery = tx.deliveries.get(workspace, delivery_id)
            if delivery is not None:
                sweep_at = tx.lease_now() + self._context.timing.grace
                tx.deliveries.mark_arrived(
                    delivery, channel, ts, self._context.clock(), sweep_at=sweep_at
                )

        await self._context.store.run(body)


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
