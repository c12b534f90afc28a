"""Posting what is due: each message is committed to before its POST and settled after it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot.casework.freshness import linked_to_be_offered
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.refusals import NotSaved
from bot.messages.cards import Message, sentence
from bot.outbox.batching import Batch
from bot.outbox.context import OutboxContext
from bot.outbox.crash_points import Point
from bot.outbox.intents import Ready, commit_to
from bot.outbox.looking_up import look_up
from bot.outbox.metrics import MESSAGES, shown_kind
from bot.outbox.reconciling import take_back
from bot.outbox.settlements import Settlement, settle
from bot.slack.answers import Outcome
from bot.slack.client import NO_SCOPE, POST, Posted, Upload
from bot.store import Transaction
from bot.store.deliveries.claims import AttemptEnd

T = TypeVar("T")
AT_ONCE = 16
"""Messages under way in one process; a kill makes no more than these uncertain."""
GATHER_SECONDS = 0.02
"""So long the next claim waits for those under way: what comes together is kept together."""
POLL_SECONDS = 1.0
"""While something slow is under way, what falls due meanwhile waits no longer than this."""
READ_AGAIN = timedelta(minutes=1)
"""A note waits so long where Slack does not say who would read it."""
TRIES = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Pauses, in seconds, before an outcome that could not be kept is kept after all."""

log = structlog.get_logger("heard.delivery")


def uptime() -> float:
    """Seconds on a clock that nobody sets, and that goes on while the process is stopped.

    Where there is one, a clock that goes on while the machine sleeps.
    """
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True)
class _Claimed:
    delivery: Delivery
    begin_before: float
    """By :func:`uptime`: no POST begins later, whatever the process was doing meanwhile."""


class Posting:
    """Claims what is due, commits to it, posts it, settles what came of it."""

    def __init__(self, context: OutboxContext) -> None:
        """Work with what the parts share."""
        self._context = context
        self.moved_at = time.monotonic()
        """When a message was last claimed or settled, by the monotonic clock."""
        self._being_posted = 0
        self._intents = Batch(context.store, partial(commit_to, context), AT_ONCE)
        self._settlements = Batch(
            context.store, partial(settle, context), AT_ONCE, lambda: self._being_posted
        )

    async def send_due(self) -> int:
        """Send everything that is due now; gives how many messages were posted."""
        await self._context.at(Point.BEFORE_TAKE_OVER)
        try:
            await self._context.store.run(self._take_over)
        except NotSaved as error:
            # What is due is sent all the same.
            await self._context.pass_over(error, part="take over")
        await self._context.at(Point.TAKEN_OVER)
        posted = 0
        under_way: set[asyncio.Task[bool]] = set()
        try:
            while not self._context.stopping:
                room = AT_ONCE - len(under_way)
                claimed = await self._claim(room) if room else []
                under_way |= {asyncio.create_task(self._guarded(each)) for each in claimed}
                if not under_way:
                    break
                if room and len(claimed) == room:
                    await asyncio.wait(under_way, timeout=GATHER_SECONDS)
                else:
                    # Nothing more is due now, or there is no room for it.
                    await asyncio.wait(
                        under_way, timeout=POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED
                    )
                done = {each for each in under_way if each.done()}
                if claimed or done:
                    self.moved_at = time.monotonic()
                posted += sum(each.result() for each in done)
                under_way -= done
            posted += sum([await each for each in under_way])
        except Exception:
            # Nothing more is claimed; what is under way comes to its end.
            await asyncio.gather(*under_way)
            raise
        except BaseException:
            # The process ends, or a test ends it: what was begun is left as a kill leaves it.
            for each in under_way:
                each.cancel()
            self._intents.drop_waiting()
            self._settlements.drop_waiting()
            await asyncio.gather(*under_way, return_exceptions=True)
            raise
        return posted

    def _take_over(self, tx: Transaction) -> None:
        """Take over what processes that died had begun; admins see what a human must settle."""
        over = tx.deliveries.expire_leases(
            tx.lease_now(), self._context.timing.grace, self._context.workspaces
        )
        for workspace in over:
            tx.people.mark_admin_homes_stale(workspace)

    async def _claim(self, room: int) -> list[_Claimed]:
        await self._context.at(Point.BEFORE_CLAIM)
        # Read before the lease begins: it can only end too early.
        begin_before = (
            uptime() + (self._context.timing.lease - self._context.timing.spare).total_seconds()
        )
        claimed = await self._context.store.run(
            lambda tx: tx.deliveries.claim(
                self._context.clock(),
                tx.lease_now(),
                workspaces=self._context.workspaces,
                limit=room,
                lease=self._context.timing.lease,
                method=POST,
            )
        )
        if claimed:
            await self._context.at(Point.CLAIMED)
        return [_Claimed(each, begin_before) for each in claimed]

    async def _guarded(self, claimed: _Claimed) -> bool:
        """Let one failure be logged, and the others go on; the lease brings it back."""
        try:
            return await self._send(claimed)
        except Exception as error:
            log.error(
                "delivery failed",
                delivery=claimed.delivery.id,
                kind=type(error).__name__,
                exc_info=error,
            )
            return False

    async def _send(self, claimed: _Claimed) -> bool:
        delivery = claimed.delivery
        try:
            ready = await self._make_ready(claimed)
        except NotSaved:
            raise
        except Exception as error:
            # Whatever broke, it would break again each minute: it is counted like a refusal.
            kind = type(error).__name__
            log.error("not drawn", delivery=delivery.id, kind=kind, exc_info=error)
            await self._context.store.run(lambda tx: self._not_drawn(tx, delivery))
            return False
        if ready is None:
            return False
        await self._context.at(Point.BEFORE_POST)
        if uptime() > claimed.begin_before:
            await self._kept(
                lambda: self._context.store.run(lambda tx: self._not_begun(tx, delivery))
            )
            return False
        self._being_posted += 1
        try:
            posted = await self._post(claimed, ready.message)
        finally:
            self._being_posted -= 1
        await self._context.at(Point.POSTED)
        second = await self._kept(
            lambda: self._settlements.run(Settlement(delivery, posted, ready))
        )
        await self._context.at(Point.SETTLED)
        MESSAGES.labels(shown_kind(delivery.kind), posted.outcome.value).inc()
        log.info(
            "delivery",
            delivery=delivery.id,
            kind=shown_kind(delivery.kind),
            outcome=posted.outcome.value,
            error=posted.error,
            attempt=ready.attempts,
        )
        if second and posted.channel and posted.ts:
            await take_back(self._context, delivery, posted.channel, posted.ts)
        return posted.outcome is Outcome.SENT

    async def _make_ready(self, claimed: _Claimed) -> Ready | None:
        """Draw it and commit to it once its pace allows; nothing where it is not to go now."""
        delivery = claimed.delivery
        if delivery.kind is DeliveryKind.OFFER:
            await self._look_up(delivery)
        if not await self._readers_known(delivery):
            await self._give_back(delivery, self._context.clock() + READ_AGAIN)
            return None
        while not self._context.stopping and uptime() <= claimed.begin_before:
            await self._context.at(Point.BEFORE_INTENT)
            ready = await self._intents.run(delivery)
            if ready is None or isinstance(ready, Ready):
                return ready
            await self._context.rest(ready.seconds)
        await self._give_back(delivery)
        return None

    async def _post(self, claimed: _Claimed, message: Message) -> Posted:
        """Post a message, with its files where it has some and the bot may send them."""
        delivery = claimed.delivery
        sender = self._context.senders[delivery.workspace]
        if message.files:
            posted = await sender.post_files(
                delivery.recipient,
                [Upload(file.title, file.ending, file.content) for file in message.files],
                message.blocks,
                delivery=delivery.id,
                in_time=lambda: uptime() <= claimed.begin_before,
            )
            if posted.error != NO_SCOPE:
                return posted
            message = sentence(message.without_files)
        return await sender.post(
            delivery.recipient, message.text, message.blocks, delivery=delivery.id
        )

    async def _look_up(self, delivery: Delivery) -> None:
        """Look whether the message stands that its author is about to be asked about."""
        workspace, runner = delivery.workspace, self._context.runner
        channel, _, ts = delivery.subject.partition(":")
        linked = await runner.run(workspace, linked_to_be_offered, channel, ts)
        await look_up(runner, self._context.senders[workspace], workspace, linked)

    async def _readers_known(self, delivery: Delivery) -> bool:
        """Look who reads the channel, just before a note would be posted there (D11)."""
        if delivery.kind is not DeliveryKind.DIGEST:
            return True
        team = await self._context.store.run(
            lambda tx: tx.teams.get(delivery.workspace, delivery.subject)
        )
        return team is None or await self._context.directories[delivery.workspace].refresh_readers(
            team
        )

    async def _give_back(self, delivery: Delivery, due_at: datetime | None = None) -> None:
        await self._context.at(Point.BEFORE_GIVE_BACK)
        await self._context.store.run(lambda tx: tx.deliveries.give_back(delivery, due_at))
        await self._context.at(Point.GIVEN_BACK)

    @staticmethod
    async def _kept(settled: Callable[[], Awaitable[T]]) -> T:
        """Keep an outcome, also when the database is away for a moment."""
        for pause in TRIES:
            try:
                return await settled()
            except NotSaved:
                await asyncio.sleep(pause)
        return await settled()

    def _not_drawn(self, tx: Transaction, delivery: Delivery) -> None:
        """Take what cannot be drawn like what is refused: tried again, and given up in the end."""
        pause = self._context.timing.pause(delivery.attempts + 1)
        due_at = None if pause is None else self._context.clock() + pause
        if tx.deliveries.mark_not_drawn(delivery, due_at):
            self._context.show_failure(tx, delivery)

    @staticmethod
    def _not_begun(tx: Transaction, delivery: Delivery) -> None:
        end = AttemptEnd(delivery=delivery, outcome="too_late")
        tx.deliveries.record_attempts([end], tx.lease_now())
        tx.deliveries.settle(delivery, DeliveryState.PENDING, counts=False)
