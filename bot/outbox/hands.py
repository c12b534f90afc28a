"""What every part of the carrier works with."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.casework import Runner, Unit
from bot.clock import Clock
from bot.domain.delivery import Delivery
from bot.domain.ids import PersonId, WorkspaceId
from bot.outbox.crash_points import Hook, Point, passing
from bot.outbox.metrics import TAKEN_BACK
from bot.outbox.timing import Timing
from bot.slack.answers import Answer, Outcome
from bot.slack.client import DELETE, Sender
from bot.slack.directory import Directory
from bot.store import Store, Transaction

Senders = Mapping[WorkspaceId, Sender]
"""Who may send where: one for each workspace there is a token for."""

log = structlog.get_logger("heard.delivery")


@dataclass(frozen=True)
class Tools:
    """What the carrier is given."""

    store: Store
    runner: Runner
    senders: Senders
    clock: Clock
    timing: Timing
    at: Hook = passing


class Hands:
    """The base of all parts."""

    def __init__(self, tools: Tools) -> None:
        """Carry what is due at the time the clock says; leases use the machine's own."""
        self._store = tools.store
        self._runner = tools.runner
        self._senders = tools.senders
        self._directories = {
            workspace: Directory(tools.runner, sender, tools.clock)
            for workspace, sender in tools.senders.items()
        }
        self._clock = tools.clock
        self._timing = tools.timing
        self._at = tools.at
        self._stop = asyncio.Event()
        self._drawing = asyncio.Lock()
        self._wanted = False

    def _unit(self, tx: Transaction, workspace: WorkspaceId) -> Unit:
        return Unit(tx, self._clock(), workspace)

    @property
    def _stopping(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Begin no more calls; what is claimed is given back."""
        self._stop.set()

    async def _rest(self, seconds: float) -> None:
        """Wait, or be told to stop."""
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return

    @property
    def _workspaces(self) -> Collection[WorkspaceId]:
        return list(self._senders)

    def _note(
        self, tx: Transaction, workspace: WorkspaceId, method: str, answer: Answer
    ) -> datetime | None:
        """Keep what an answer says of later calls: a shut gate, or a dead token.

        Gives the moment, by the clock of leases, until which the gate is shut.
        """
        if answer.outcome is Outcome.LIMITED:
            until = tx.lease_now() + timedelta(seconds=answer.retry_after)
            tx.deliveries.shut(workspace, method, until)
            return until
        if answer.outcome is Outcome.TOKEN_DEAD:
            tx.workspaces.park(workspace, answer.error, self._clock())
        return None

    @staticmethod
    def _seen_by_people(tx: Transaction, delivery: Delivery) -> None:
        """Let those who should know see in Home that something did not arrive."""
        tx.people.admins_behind(delivery.workspace)
        tx.people.leaders_behind(delivery.workspace, delivery.recipient, delivery.subject)

    @staticmethod
    def _keep_channel(tx: Transaction, delivery: Delivery, channel: str) -> None:
        """Keep the channel of a direct message, in which its history is."""
        tx.people.set_channel(delivery.workspace, PersonId(delivery.recipient), channel)

    async def _take_back(self, delivery: Delivery, channel: str, ts: str) -> bool:
        """Delete a second copy; false where that is to be tried again later."""
        workspace = delivery.workspace
        shut = await self._store.run(
            lambda tx: tx.deliveries.shut_until(workspace, DELETE, tx.lease_now())
        )
        if shut is not None:
            await self._store.run(lambda tx: tx.deliveries.look_later([delivery], shut))
            return False
        await self._at(Point.BEFORE_DELETE)
        answer = await self._senders[workspace].delete(channel, ts)
        await self._at(Point.DELETED)
        log.info("copy taken back", delivery=delivery.id, error=answer.error)
        if answer.error is None:
            TAKEN_BACK.inc()
        elif answer.passing:
            await self._store.run(lambda tx: self._not_taken_back(tx, delivery, answer))
            return False
        return True

    def _not_taken_back(self, tx: Transaction, delivery: Delivery, answer: Answer) -> None:
        until = self._note(tx, delivery.workspace, DELETE, answer)
        later = tx.lease_now() + self._timing.grace
        tx.deliveries.look_later([delivery], max(later, until or later))
