"""Posting what is due: each message is committed to before its POST and settled after it."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from bot.casework.letters import Drop, InHomes, Wait, prepare
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState, to_a_person
from bot.domain.refusals import NotSaved
from bot.messages.cards import Message
from bot.outbox.crash_points import Point
from bot.outbox.drawing import draw
from bot.outbox.hands import Hands
from bot.outbox.metrics import LATENESS, MESSAGES
from bot.slack.answers import Outcome
from bot.slack.client import POST, Posted
from bot.store import Transaction

T = TypeVar("T")
AT_ONCE = 16
"""Messages under way in one process; a kill makes no more than these uncertain."""
ENOUGH_ROOM = AT_ONCE // 2
"""Room worth a claim: fewer and larger ones."""
POLL_SECONDS = 1.0
"""While something slow is under way, what falls due meanwhile waits no longer than this."""
LOOK_AGAIN = timedelta(minutes=1)
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


@dataclass(frozen=True)
class _Ready:
    letter: Message
    attempts: int


@dataclass(frozen=True)
class _TooSoon:
    seconds: float


class Posting(Hands):
    """Claim, intent, POST, settle."""

    async def carry(self) -> int:
        """Send everything that is due now; gives how many messages were posted."""
        await self._at(Point.BEFORE_TAKE_OVER)
        await self._store.run(self._take_over)
        await self._at(Point.TAKEN_OVER)
        posted = 0
        under_way: set[asyncio.Task[bool]] = set()
        try:
            while not self._stopping:
                claimed = await self._claim(AT_ONCE - len(under_way))
                under_way |= {asyncio.create_task(self._guarded(each)) for each in claimed}
                if not under_way:
                    break
                if not claimed:
                    await _one_of(under_way, POLL_SECONDS)
                while len(under_way) > AT_ONCE - ENOUGH_ROOM and not any(
                    each.done() for each in under_way
                ):
                    await _one_of(under_way)
                done = {each for each in under_way if each.done()}
                posted += sum(each.result() for each in done)
                under_way -= done
            posted += sum([await each for each in under_way])
        except BaseException:
            # The process ends, or a test ends it: what was begun is left as a kill leaves it.
            for each in under_way:
                each.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
            raise
        return posted

    def _take_over(self, tx: Transaction) -> None:
        """Take over what processes that died had begun; admins see what a human must settle."""
        for workspace in tx.deliveries.expire_leases(tx.lease_now(), self._timing.grace):
            tx.people.admins_behind(workspace)

    async def _claim(self, room: int) -> list[_Claimed]:
        await self._at(Point.BEFORE_CLAIM)
        # Read before the lease begins: it can only end too early.
        begin_before = uptime() + (self._timing.lease - self._timing.spare).total_seconds()
        claimed = await self._store.run(
            lambda tx: tx.deliveries.claim(
                self._clock(),
                tx.lease_now(),
                workspaces=self._workspaces,
                limit=room,
                lease=self._timing.lease,
                method=POST,
            )
        )
        if claimed:
            await self._at(Point.CLAIMED)
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
        if not await self._readers_known(delivery):
            await self._give_back(delivery, self._clock() + LOOK_AGAIN)
            return False
        while True:
            if self._stopping or uptime() > claimed.begin_before:
                await self._give_back(delivery)
                return False
            await self._at(Point.BEFORE_INTENT)
            try:
                ready = await self._store.run(lambda tx: self._commit_to(tx, delivery))
            except NotSaved:
                raise
            except Exception as error:
                kind = type(error).__name__
                log.error("not drawn", delivery=delivery.id, kind=kind, exc_info=error)
                await self._store.run(lambda tx: self._not_drawn(tx, delivery))
                return False
            if ready is None:
                return False
            if isinstance(ready, _Ready):
                break
            await self._rest(ready.seconds)
        await self._at(Point.BEFORE_POST)
        if uptime() > claimed.begin_before:
            await self._kept(lambda tx: self._not_begun(tx, delivery))
            return False
        posted = await self._senders[delivery.workspace].post(
            delivery.recipient,
            ready.letter.text,
            ready.letter.blocks,
            delivery=delivery.id,
        )
        await self._at(Point.POSTED)
        second = await self._kept(lambda tx: self._settle(tx, delivery, posted, ready.attempts))
        await self._at(Point.SETTLED)
        MESSAGES.labels(delivery.kind.value, posted.outcome.value).inc()
        log.info(
            "delivery",
            delivery=delivery.id,
            kind=delivery.kind.value,
            outcome=posted.outcome.value,
            error=posted.error,
            attempt=ready.attempts,
        )
        if second and posted.channel and posted.ts:
            await self._take_back(delivery, posted.channel, posted.ts)
        return posted.outcome is Outcome.SENT

    async def _readers_known(self, delivery: Delivery) -> bool:
        """Look who reads the channel, just before a note would be posted there (D11)."""
        if delivery.kind is not DeliveryKind.DIGEST:
            return True
        team = await self._store.run(lambda tx: tx.teams.get(delivery.workspace, delivery.subject))
        return team is None or await self._directories[delivery.workspace].refresh_readers(team)

    async def _give_back(self, delivery: Delivery, due_at: datetime | None = None) -> None:
        await self._at(Point.BEFORE_GIVE_BACK)
        await self._store.run(lambda tx: tx.deliveries.give_back(delivery, due_at))
        await self._at(Point.GIVEN_BACK)

    async def _kept(self, settle: Callable[[Transaction], T]) -> T:
        """Keep an outcome, also when the database is away for a moment."""
        for pause in TRIES:
            try:
                return await self._store.run(settle)
            except NotSaved:
                await asyncio.sleep(pause)
        return await self._store.run(settle)

    def _commit_to(self, tx: Transaction, delivery: Delivery) -> _Ready | _TooSoon | None:
        """Draw the letter and commit to sending it: the last act before the POST."""
        workspace, timing = delivery.workspace, self._timing
        draft = prepare(self._unit(tx, workspace), delivery)
        if isinstance(draft, Drop):
            tx.deliveries.drop(delivery)
            return None
        if isinstance(draft, Wait):
            tx.deliveries.give_back(delivery, draft.until)
            return None
        if isinstance(draft, InHomes):
            tx.deliveries.to_homes(delivery)
            tx.people.home_behind(workspace, draft.people)
            return None
        letter = draw(draft, self._clock())
        lease_now = tx.lease_now()
        if (
            tx.deliveries.shut_until(workspace, POST, lease_now) is not None
            or tx.workspaces.get(workspace).parked is not None
        ):
            tx.deliveries.give_back(delivery)
            return None
        if timing.per_minute is not None:
            full = tx.deliveries.full_until(workspace, lease_now, timing.per_minute)
            if full is not None:
                tx.deliveries.shut(workspace, POST, full)
                tx.deliveries.give_back(delivery)
                return None
        if timing.gap:
            # The turn lasts until the POST is over; settling it hands it on.
            until = lease_now + timing.call + timing.gap
            free_at = tx.deliveries.turn(delivery, lease_now, until)
            if free_at is not None:
                wait = min(free_at - lease_now, timing.gap)
                return _TooSoon(wait.total_seconds())
        attempts = tx.deliveries.intend(delivery, lease_now, timing.spare)
        return None if attempts is None else _Ready(letter, attempts)

    def _not_drawn(self, tx: Transaction, delivery: Delivery) -> None:
        """Take what cannot be drawn like what is refused: tried again, and given up in the end."""
        pause = self._timing.pause(delivery.attempts + 1)
        due_at = None if pause is None else self._clock() + pause
        if tx.deliveries.not_drawn(delivery, due_at):
            self._seen_by_people(tx, delivery)

    @staticmethod
    def _not_begun(tx: Transaction, delivery: Delivery) -> None:
        tx.deliveries.tried(delivery, tx.lease_now(), "too_late")
        tx.deliveries.settle(delivery, DeliveryState.PENDING, counts=False)

    def _settle(self, tx: Transaction, delivery: Delivery, posted: Posted, attempts: int) -> bool:
        """Write down what came of a POST; says whether ours is a second copy."""
        rows, timing, now = tx.deliveries, self._timing, self._clock()
        lease_now = tx.lease_now()
        person = to_a_person(delivery.recipient)
        rows.tried(delivery, lease_now, posted.outcome.value, posted.error, posted.ts)
        if timing.gap:
            rows.next_turn(delivery, lease_now + timing.gap)
        self._note(tx, delivery.workspace, POST, posted)
        match posted.outcome:
            case Outcome.SENT:
                return self._arrived(tx, delivery, posted, attempts, lease_now)
            case Outcome.LIMITED | Outcome.TOKEN_DEAD:
                rows.settle(delivery, DeliveryState.PENDING, counts=False)
            case Outcome.UNCERTAIN:
                look_at = lease_now + timing.grace if person else None
                rows.settle(delivery, DeliveryState.UNCERTAIN, error=posted.error, look_at=look_at)
                if look_at is None:
                    self._seen_by_people(tx, delivery)
            case Outcome.GONE | Outcome.REFUSED:
                gone = posted.outcome is Outcome.GONE
                pause = None if gone else timing.pause(attempts)
                if pause is None:
                    rows.settle(delivery, DeliveryState.DEAD, error=posted.error)
                else:
                    rows.settle(
                        delivery, DeliveryState.PENDING, error=posted.error, due_at=now + pause
                    )
                self._seen_by_people(tx, delivery)
        return False

    def _arrived(
        self,
        tx: Transaction,
        delivery: Delivery,
        posted: Posted,
        attempts: int,
        lease_now: datetime,
    ) -> bool:
        rows, now = tx.deliveries, self._clock()
        channel, ts = posted.channel or "", posted.ts or ""
        person = to_a_person(delivery.recipient)
        sweep_at = lease_now + self._timing.grace
        held = rows.settle(
            delivery,
            DeliveryState.SENT,
            channel=channel,
            ts=ts,
            sent_at=now,
            look_at=sweep_at if person and attempts > 1 else None,
        )
        # Fenced: somebody else took it for lost. Ours counts, unless another copy does.
        counts = held or rows.arrived(delivery, channel, ts, now, sweep_at=sweep_at)
        second = not counts and rows.message_of(delivery) != (channel, ts)
        if person:
            # The person's row after the delivery's, as everywhere: nobody waits in a circle.
            self._keep_channel(tx, delivery, channel)
        if delivery.error is not None:
            # It was listed as refused; it is not any more.
            self._seen_by_people(tx, delivery)
        if held and attempts == 1:
            LATENESS.observe(max(0.0, (now - delivery.due_at).total_seconds()))
        return second


async def _one_of(tasks: set[asyncio.Task[bool]], seconds: float | None = None) -> None:
    await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
