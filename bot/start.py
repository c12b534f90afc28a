"""How a process starts: why it cannot, and how it waits for a Slack that is limited or away."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import structlog

from bot.slack.answers import Outcome, Read, T

log = structlog.get_logger("heard")


class StartError(Exception):
    """The process cannot start; the text is one sentence that says how to fix it."""


class TokenRefusedError(StartError):
    """Slack does not take a token."""

    def __init__(self, token: str, error: str) -> None:
        """Say which token, and Slack's ``error``."""
        super().__init__(
            f"Slack does not take {token} ({error}). Run heard connect to set it anew, "
            "or heard doctor to see what else is wrong."
        )
        self.error = error


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


async def answered(
    ask: Callable[[], Awaitable[Read[T]]], token: str, address: str, patience: Patience
) -> T:
    """Ask Slack at ``address`` until it answers, and give what it says.

    A Slack that is limited or away is waited for, with a line a minute; no limit is broken. Raises
    :class:`StartError` where it refuses ``token``, and :class:`Stopped`.
    """
    loop = asyncio.get_running_loop()
    began = next_line = loop.time()
    tries = 0
    while True:
        answer = await patience.unless_stopped(ask())
        if answer.value is not None:
            return answer.value
        if answer.outcome not in (Outcome.LIMITED, Outcome.UNCERTAIN):
            raise TokenRefusedError(token, answer.error or "no reason")
        pause = patience.pauses[min(tries, len(patience.pauses) - 1)]
        until = loop.time() + max(pause, answer.retry_after)
        tries += 1
        while True:
            now = loop.time()
            if now >= next_line:
                log.warning(
                    "waiting for slack",
                    address=address,
                    error=answer.error,
                    seconds=round(now - began),
                )
                next_line = now + patience.line_every
            if now >= until:
                break
            await patience.unless_stopped(asyncio.sleep(min(until, next_line) - now))
