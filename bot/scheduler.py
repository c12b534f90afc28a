"""WAKES: APScheduler rings, rows say what is due. Never one job per concern."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.casework import Casework
from bot.delivery import Carrier
from bot.domain.ids import PersonId, WorkspaceId
from bot.messages.sender import Sender
from bot.people import People

RING_SECONDS = 5
NOTE_SECONDS = 60
TIDY_SECONDS = 3600

log = structlog.get_logger("heard.scheduler")


class Rounds:
    """The rounds that the clock makes; each finds its work in the rows."""

    def __init__(
        self, casework: Casework, people: People, carrier: Carrier, sender: Sender
    ) -> None:
        """Make rounds with the rooms handed in."""
        self._casework = casework
        self._people = people
        self._carrier = carrier
        self._sender = sender
        self._one_at_a_time = asyncio.Lock()

    async def idle(self) -> None:
        """Wait for the round under way."""
        async with self._one_at_a_time:
            return

    async def ring(self) -> None:
        """Bring what is due to leaders and raisers, and carry it."""
        async with self._one_at_a_time:
            await self._ring()

    async def notes(self) -> None:
        """Bring weekly notes and the leaders' private part."""
        async with self._one_at_a_time:
            await self._notes()

    async def tidy(self) -> None:
        """Erase what is over."""
        async with self._one_at_a_time:
            await self._each(self._casework.tidy)

    async def all(self) -> None:
        """Make every round once: for time that is moved, and for tests."""
        await self.notes()
        await self.ring()
        await self.tidy()

    async def _ring(self) -> None:
        await self._each(self._casework.turn, self._casework.ask_raisers)
        for workspace, leader in await self._casework.leaders_due():
            await self._guarded(self._day_for(workspace, leader), leader=leader)
        await self._carrier.carry()
        await self._carrier.redraw()

    async def _notes(self) -> None:
        for team in await self._casework.teams_with_notes():
            await self._guarded(self._casework.note_for(team), team=team.id)
            for leader in await self._casework.weekly_due(team):
                await self._guarded(self._day_for(team.workspace, leader), leader=leader)
        await self._carrier.carry()

    async def _day_for(self, workspace: WorkspaceId, leader: PersonId) -> None:
        """Read the leader's zone and quiet hours anew, then let the day's message be made."""
        await self._people.know(workspace, [leader])
        until = await self._sender.undisturbed_until(leader, self._casework.clock())
        await self._casework.day_for(workspace, leader, undisturbed_until=until)

    async def _each(self, *rounds: Callable[[], Awaitable[int]]) -> None:
        for one in rounds:
            await self._guarded(one())

    async def _guarded(self, work: Awaitable[object], **ids: str) -> None:
        """Let one failure be logged by ids, and the round go on."""
        try:
            await work
        except Exception as error:
            # One bad row must not stop the others.
            log.error("round", kind=type(error).__name__, exc_info=error, **ids)


def timetable(rounds: Rounds, start: datetime) -> AsyncIOScheduler:
    """Make the scheduler, not yet started: a handful of interval jobs from ``start`` on."""
    made = AsyncIOScheduler(timezone=UTC)
    for job, seconds in (
        (rounds.ring, RING_SECONDS),
        (rounds.notes, NOTE_SECONDS),
        (rounds.tidy, TIDY_SECONDS),
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
