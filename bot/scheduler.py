"""WAKES: APScheduler rings, rows say what is due. Never one job per concern."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from prometheus_client import Counter

from bot.casework import Runner
from bot.casework.days import make_day_message
from bot.casework.digest import make_digest, teams_with_digests, weekly_due
from bot.casework.due import clean_up, due_rows, wake
from bot.casework.installation import resume, suspended
from bot.domain.due import DueKind, DueRow
from bot.domain.ids import PersonId, WorkspaceId
from bot.outbox import OutboxWorker, Senders
from bot.slack.directory import Directory

RING_SECONDS = 5
SEND_SECONDS = 1
RECONCILE_SECONDS = 2
PROBE_SECONDS = 60
DIGEST_SECONDS = 60
CLEAN_UP_SECONDS = 3600

FAILED = Counter("heard_rounds_failed", "Rounds, or parts of one, that broke off.")

log = structlog.get_logger("heard.scheduler")


class Rounds:
    """The rounds that the clock makes; each finds its work in the rows."""

    def __init__(
        self, runner: Runner, people: Directory, outbox: OutboxWorker, senders: Senders
    ) -> None:
        """Make rounds with the rooms handed in."""
        self._runner = runner
        self._people = people
        self._outbox = outbox
        self._senders = senders
        # Apart, so that a slow answer of Slack holds up nothing but its own kind.
        self._making = asyncio.Lock()
        self._sending = asyncio.Lock()
        self._reconciling = asyncio.Lock()

    async def idle(self) -> None:
        """Wait for the rounds under way."""
        async with self._making, self._sending, self._reconciling:
            return

    async def make_messages(self) -> None:
        """Make what is due to leaders and raisers, one row at a time."""
        async with self._making:
            for kind in DueKind:
                await self._guarded(self._wake_due(kind))

    async def notes(self) -> None:
        """Make weekly notes and the leaders' private part."""
        async with self._making:
            await self._each(self._notes)

    async def send_due(self) -> None:
        """Send what is made, and refresh what is stale."""
        async with self._sending:
            await self._each(self._outbox.send_due, self._outbox.refresh)

    async def reconcile(self) -> None:
        """Find out what arrived; what did not is sent again at once."""
        async with self._reconciling:
            await self._each(self._reconcile)

    async def probe_tokens(self) -> None:
        """Ask Slack whether it takes the tokens of workspaces that nothing is sent to."""
        async with self._reconciling:
            await self._each(self._probe_tokens)

    async def clean_up(self) -> None:
        """Forget what is over."""
        async with self._making:
            for workspace in self._senders:
                await self._guarded(self._runner.run(workspace, clean_up))

    async def all(self) -> None:
        """Make every round once: for time that is moved, and for tests."""
        for one in (self.notes, self.make_messages, self.send_due, self.reconcile, self.clean_up):
            await one()

    async def _wake_due(self, kind: DueKind) -> None:
        """Handle what is due of one kind, each row in a transaction of its own."""
        now, workspaces = self._runner.clock(), list(self._senders)
        rows = await self._runner.store.run(lambda tx: due_rows(tx, kind, now, workspaces))
        for row in rows:
            await self._guarded(self._wake(row), kind=row.kind.value, row=row.id)

    async def _wake(self, row: DueRow) -> None:
        if row.kind is DueKind.LEADER:
            await self._day_for(row.workspace, PersonId(row.id))
        else:
            await self._runner.run(row.workspace, wake, row)

    async def _notes(self) -> int:
        teams = await self._runner.store.run(
            lambda tx: teams_with_digests(tx, self._runner.clock())
        )
        for team in teams:
            if team.workspace not in self._senders:
                continue
            await self._guarded(self._people.refresh_old_readers(team), team=team.id)
            await self._guarded(self._runner.run(team.workspace, make_digest, team), team=team.id)
            for leader in await self._runner.run(team.workspace, weekly_due, team):
                await self._guarded(self._day_for(team.workspace, leader), leader=leader)
        return len(teams)

    async def _reconcile(self) -> int:
        again = await self._outbox.reconcile()
        return await self._outbox.send_due() if again else 0

    async def _probe_tokens(self) -> int:
        suspended_here = [
            one for one in await self._runner.store.run(suspended) if one in self._senders
        ]
        for workspace in suspended_here:
            if await self._senders[workspace].is_welcome():
                await self._runner.run(workspace, resume)
                log.info("resumed", workspace=workspace)
        return len(suspended_here)

    async def _day_for(self, workspace: WorkspaceId, leader: PersonId) -> None:
        """Read the leader's zone and quiet hours anew, then let the day's message be made."""
        await self._people.get_people(workspace, [leader])
        until = await self._people.undisturbed_until(leader)
        await self._runner.run(workspace, make_day_message, leader, undisturbed_until=until)

    async def _each(self, *rounds: Callable[[], Awaitable[int]]) -> None:
        for one in rounds:
            await self._guarded(one())

    async def _guarded(self, work: Awaitable[object], **ids: str) -> None:
        """Let one failure be logged by ids, and the round go on."""
        try:
            await work
        except Exception as error:
            # One bad row must not stop the others, nor a database that is away the next round.
            FAILED.inc()
            log.error("round", kind=type(error).__name__, exc_info=error, **ids)


def timetable(rounds: Rounds, start: datetime) -> AsyncIOScheduler:
    """Make the scheduler, not yet started: a handful of interval jobs from ``start`` on."""
    made = AsyncIOScheduler(timezone=UTC)
    for job, seconds in (
        (rounds.make_messages, RING_SECONDS),
        (rounds.send_due, SEND_SECONDS),
        (rounds.reconcile, RECONCILE_SECONDS),
        (rounds.probe_tokens, PROBE_SECONDS),
        (rounds.notes, DIGEST_SECONDS),
        (rounds.clean_up, CLEAN_UP_SECONDS),
    ):
        made.add_job(
            job,
            "interval",
            seconds=seconds,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=start,
        )
    return made
