"""WAKES: APScheduler rings each round after its interval; a watchdog knows who hangs."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from prometheus_client import Counter, Gauge

from bot.clock import system_clock

STALLED_SECONDS = 300
"""A round that has done nothing for so long, and is not over, hangs: no call lasts so long."""
CLOCK_SECONDS = 2.0
"""By so much the wall clock may differ from the other one between two rings; more is a jump."""
WATCH_SECONDS = 1.0
"""How often the two clocks are compared."""

LAST_SUCCESS = Gauge(
    "heard_round_last_success_timestamp_seconds",
    "When each round last came through without a failure, by the wall clock.",
    ("round",),
)
CLOCK_JUMPS = Counter(
    "heard_clock_jumps", "Times that the machine's clock was set, forward or back."
)

log = structlog.get_logger("heard.timetable")


@dataclass(frozen=True)
class Job:
    """One round: its name, what it does, and how often; it says whether all of it went well."""

    name: str
    round: Callable[[], Awaitable[bool]]
    seconds: float


@dataclass
class Timetable:
    """Rings each round when its interval is over, and never twice at once.

    APScheduler rings by the machine's date: set back by a minute, it would ring nothing for a
    minute. So a watchdog that only counts seconds sets the next rings anew when the date jumps.
    """

    jobs: tuple[Job, ...]
    progress: Mapping[str, Callable[[], float]] = field(default_factory=dict)
    """For some rounds, when they last got on with something, by the monotonic clock."""
    _scheduler: AsyncIOScheduler = field(default_factory=lambda: AsyncIOScheduler(timezone=UTC))
    _turned_at: dict[str, float] = field(default_factory=dict)
    _tasks: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)
    _watchdog: "asyncio.Task[None] | None" = None
    _stopping: bool = False

    def start(self) -> None:
        """Run every job now, and then after its interval."""
        now = time.monotonic()
        self._turned_at = {job.name: now for job in self.jobs}
        self._scheduler.start()
        for job in self.jobs:
            self._ring_after(0, job)
        self._watchdog = asyncio.create_task(self._watch_the_clock())

    async def stop(self, seconds: float) -> None:
        """Ring no more; wait for what was rung, for so long at the most."""
        self._stopping = True
        self._scheduler.remove_all_jobs()
        tasks = list(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        if self._watchdog is not None:
            tasks.append(self._watchdog)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def stalled(self) -> list[str]:
        """Name the rounds that hang; a round that breaks off, however often, does not."""
        now = time.monotonic()
        return [
            job.name
            for job in self.jobs
            if now - self._last_moved(job) > job.seconds + STALLED_SECONDS
        ]

    def _last_moved(self, job: Job) -> float:
        turned = self._turned_at.get(job.name, time.monotonic())
        moved = self.progress.get(job.name)
        return turned if moved is None else max(turned, moved())

    def _ring_after(self, seconds: float, job: Job) -> None:
        # A date each time, not an interval: of an interval APScheduler goes through every ring that
        # was left out, and that is a year of seconds where the machine woke up in 1970.
        date = system_clock() + timedelta(seconds=seconds)
        self._scheduler.add_job(
            self._ring, "date", run_date=date, args=(job,), id=job.name, misfire_grace_time=None
        )

    async def _ring(self, job: Job) -> None:
        """Begin a round and return: APScheduler cancels what it runs when it is shut down."""
        self._tasks[job.name] = asyncio.create_task(self._run(job))

    async def _run(self, job: Job) -> None:
        began, well = time.monotonic(), False
        try:
            well = await job.round()
            if well:
                LAST_SUCCESS.labels(job.name).set(time.time())
        except Exception as error:
            log.error("round", round=job.name, kind=type(error).__name__, exc_info=error)
        ended = self._turned_at[job.name] = time.monotonic()
        log.debug("rung", round=job.name, well=well, ms=round(1000 * (ended - began)))
        if not self._stopping:
            self._ring_after(max(0.0, began + job.seconds - ended), job)

    async def _watch_the_clock(self) -> None:
        """Where somebody sets the machine's clock, say so, and ring what waited for its date."""
        difference = time.time() - time.monotonic()
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            jump = time.time() - time.monotonic() - difference
            if abs(jump) > CLOCK_SECONDS:
                difference += jump
                CLOCK_JUMPS.inc()
                log.warning("clock set", seconds=round(jump))
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=system_clock())
