"""WAKES: rings each round after its interval, by a clock that nobody sets, and knows who hangs."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import structlog
from prometheus_client import Counter, Gauge

STALLED_SECONDS = 300
"""A round that has done nothing for so long, and is not over, hangs: no call lasts so long."""
CLOCK_SECONDS = 2.0
"""By so much the wall clock may differ from the other one between two rings; more is a jump."""

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
class Bell:
    """One round: its name, what it does, and how often; it says whether all of it went well."""

    name: str
    round: Callable[[], Awaitable[bool]]
    seconds: float


@dataclass
class Timetable:
    """Rings each round when its interval is over, and never twice at once.

    The event loop's clock counts seconds and has no date: a wall clock that is set forward or back
    rings nothing twice, and keeps nothing from ringing.
    """

    bells: tuple[Bell, ...]
    progress: Mapping[str, Callable[[], float]] = field(default_factory=dict)
    """For some rounds, when they last got on with something, by the monotonic clock."""
    _turned_at: dict[str, float] = field(default_factory=dict)
    _tasks: list["asyncio.Task[None]"] = field(default_factory=list)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def start(self) -> None:
        """Ring every bell now, and then after its interval."""
        now = time.monotonic()
        self._turned_at = {bell.name: now for bell in self.bells}
        self._tasks = [asyncio.create_task(self._keep_ringing(bell)) for bell in self.bells]
        self._tasks.append(asyncio.create_task(self._watch_the_clock()))

    async def stop(self, seconds: float) -> None:
        """Ring no more; wait for what was rung, for so long at the most."""
        self._stopping.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def stalled(self) -> list[str]:
        """Name the rounds that hang; a round that breaks off, however often, does not."""
        now = time.monotonic()
        return [
            bell.name
            for bell in self.bells
            if now - self._last_moved(bell) > bell.seconds + STALLED_SECONDS
        ]

    def _last_moved(self, bell: Bell) -> float:
        turned = self._turned_at.get(bell.name, time.monotonic())
        moved = self.progress.get(bell.name)
        return turned if moved is None else max(turned, moved())

    async def _keep_ringing(self, bell: Bell) -> None:
        while not self._stopping.is_set():
            began, well = time.monotonic(), False
            try:
                well = await bell.round()
                if well:
                    LAST_SUCCESS.labels(bell.name).set(time.time())
            except Exception as error:
                log.error("round", round=bell.name, kind=type(error).__name__, exc_info=error)
            ended = self._turned_at[bell.name] = time.monotonic()
            log.debug("rung", round=bell.name, well=well, ms=round(1000 * (ended - began)))
            await self._rest(max(0.0, began + bell.seconds - ended))

    async def _watch_the_clock(self) -> None:
        """Say when somebody sets the machine's clock; nothing here goes by it."""
        difference = time.time() - time.monotonic()
        while not self._stopping.is_set():
            await self._rest(1)
            jump = time.time() - time.monotonic() - difference
            if abs(jump) > CLOCK_SECONDS:
                difference += jump
                CLOCK_JUMPS.inc()
                log.warning("clock set", seconds=round(jump))

    async def _rest(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return
