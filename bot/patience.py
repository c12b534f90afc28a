"""How a start waits for a Slack that is limited or away, and is told to stop meanwhile."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field

from bot.slack.answers import T


class Stopped(Exception):  # noqa: N818 (it is no error)
    """The process was told to stop before it had begun."""


@dataclass(frozen=True)
class Patience:
    """How a start waits for a Slack that is limited or away."""

    pauses: Sequence[float] = (1, 2, 5, 10, 30, 60)
    """Seconds between tries; the last one is repeated."""
    line_every: float = 60
    """Seconds between two lines that say so."""
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def unless_stopped(self, work: Awaitable[T]) -> T:
        """Give what ``work`` gives. Raises :class:`Stopped` at once when told to stop."""
        task, stop = asyncio.ensure_future(work), asyncio.create_task(self.stop.wait())
        try:
            await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise Stopped
            return task.result()
        finally:
            for each in (task, stop):
                each.cancel()
            await asyncio.gather(task, stop, return_exceptions=True)
