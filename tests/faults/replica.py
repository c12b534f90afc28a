"""Bots on one Postgres, as ``heard worker`` builds them, with shorter times.

``python -m tests.faults.replica`` has imported everything and forks one for each line it reads,
and says its number: each is at work a moment after it was born, so that a death every 200 ms
leaves it time to do some.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.app import build
from bot.delivery import Timing
from bot.settings import read_settings

TIMING = Timing(
    call=timedelta(seconds=0.5),
    margin=timedelta(seconds=0.2),
    lease=timedelta(seconds=1.5),
    grace=timedelta(seconds=1.0),
    gap=timedelta(seconds=0.05),
    sweeps=3,
    pauses=(timedelta(seconds=1),) * 50,
    per_minute=None,
)
PAUSE_SECONDS = 0.02


def main() -> None:
    """Fork for each line until there is no more."""
    asyncio.run(_warm())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            asyncio.run(_work())
        print(child, flush=True)  # noqa: T201


async def _warm() -> None:
    """Do once what is done once in a process, before it forks."""
    bot = await build(read_settings(dict(os.environ)), timing=TIMING)
    await bot.rounds.look()
    await bot.close()


async def _work() -> None:
    """Carry and look until killed."""
    bot = await build(read_settings(dict(os.environ)), timing=TIMING)

    async def again(round_: Callable[[], Awaitable[None]]) -> None:
        while True:
            await round_()
            await asyncio.sleep(PAUSE_SECONDS)

    await asyncio.gather(again(bot.rounds.carry), again(bot.rounds.look))


if __name__ == "__main__":
    main()
