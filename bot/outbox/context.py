"""What each part of the outbox works with, and what an answer of Slack says of later calls."""

import asyncio
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.casework import Runner, Unit
from bot.casework.installation import suspend
from bot.clock import Clock
from bot.domain.delivery import Delivery
from bot.domain.ids import WorkspaceId
from bot.domain.refusals import NotSaved
from bot.messages.cards import Message
from bot.outbox.crash_points import Hook, passing
from bot.outbox.timing import Timing
from bot.slack.answers import Answer, Outcome
from bot.slack.client import Sender
from bot.slack.directory import Directory
from bot.store import Store, Transaction

log = structlog.get_logger("heard.delivery")

Senders = Mapping[WorkspaceId, Sender]
"""Who may send where: one for each workspace there is a token for."""

View = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class OutboxContext:
    """What the parts share. Leases go by the machine's own clock, all else by the runner's."""

    runner: Runner
    senders: Senders
    directories: Mapping[WorkspaceId, Directory]
    """Who reads a channel, as Slack says now; one for each workspace there is a token for."""
    timing: Timing
    at: Hook = passing
    """Awaited at each named point of the protocol."""
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when no more calls are to begin."""

    @property
    def store(self) -> Store:
        """Where the rows are."""
        return self.runner.store

    @property
    def clock(self) -> Clock:
        """The time people live by."""
        return self.runner.clock

    @property
    def workspaces(self) -> Collection[WorkspaceId]:
        """The workspaces this process has a token for."""
        return list(self.senders)

    @property
    def stopping(self) -> bool:
        """Whether no more calls are to begin."""
        return self.stopped.is_set()

    async def rest(self, seconds: float) -> None:
        """Wait, or be told to stop."""
        try:
            await asyncio.wait_for(self.stopped.wait(), seconds)
        except TimeoutError:
            return

    def unit(self, tx: Transaction, workspace: WorkspaceId) -> Unit:
        """Give the unit of work of a transaction the outbox has opened."""
        return Unit(tx, self.clock(), workspace)

    def keep_limit(
        self, tx: Transaction, workspace: WorkspaceId, method: str, answer: Answer
    ) -> datetime | None:
        """Keep what an answer says of later calls: a limit of Slack, or a dead token.

        Gives the moment, by the clock of leases, until which Slack wants no call.
        """
        if answer.outcome is Outcome.LIMITED:
            until = tx.lease_now() + timedelta(seconds=answer.retry_after)
            tx.deliveries.block_until(workspace, method, until)
            return until
        if answer.outcome is Outcome.TOKEN_DEAD:
            suspend(self.unit(tx, workspace), answer.error or "")
            log.warning("suspended", workspace=workspace, error=answer.error)
        return None

    async def is_limited(self, workspace: WorkspaceId, method: str) -> bool:
        """Whether Slack wants no call of a method now."""
        until = await self.store.run(
            lambda tx: tx.deliveries.blocked_until(workspace, method, tx.lease_now())
        )
        return until is not None

    async def pass_over(self, error: NotSaved, **ids: str) -> None:
        """Go on without something that was not done in time, while the database answers others.

        Raises ``error`` where it answers nobody: then nothing else is tried either.
        """
        if not await self.store.answers():
            raise error
        log.error("not done in time", **ids)

    def show_failure(self, tx: Transaction, delivery: Delivery) -> None:
        """Let those who should know see in Home that something did not arrive."""
        tx.people.mark_admin_homes_stale(delivery.workspace)
        tx.people.mark_leader_homes_stale(
            delivery.workspace, delivery.recipient, delivery.subject, self.clock()
        )


def fingerprint(tx: Transaction, workspace: WorkspaceId, drawing: Message | View) -> str:
    """A keyed hash of what is drawn: two drawings that look the same have the same."""
    drawn = [drawing.text, drawing.blocks] if isinstance(drawing, Message) else drawing
    return tx.sealer(workspace).hash(json.dumps(drawn, sort_keys=True))
