"""The bot in a process of its own, on a clock that runs sixty times as fast.

``python -m benchmarks.fast_bot START [rounds]`` reads its settings from the environment. Nobody
types as fast as a benchmark asks, and what one person says in a minute is counted; here a second
is a minute. With ``rounds`` it also makes its rounds without a pause.
"""

import asyncio
import contextlib
import gc
import os
import signal
import sys
import time
from datetime import datetime, timedelta

from bot.app import build
from bot.outbox import Timing
from bot.settings import read_settings

TIMES = 60
PAUSE_SECONDS = 0.05
TIMING = Timing(gap=timedelta(), per_minute=None)


class FastClock:
    """A clock that runs ``TIMES`` times as fast as the machine's."""

    def __init__(self, start: datetime) -> None:
        """Stand at ``start`` now."""
        self._start = start
        self._began = time.monotonic()

    def __call__(self) -> datetime:
        """Give the time it is here."""
        return self._start + timedelta(seconds=(time.monotonic() - self._began) * TIMES)


async def main(start: str, *, rounds: bool) -> None:
    """Serve until SIGTERM."""
    clock = FastClock(datetime.fromisoformat(start))
    bot = await build(read_settings(dict(os.environ)), clock, timing=TIMING)
    bot.store.lock()
    gc.freeze()  # as a process does once it has started
    runner = await bot.serve("127.0.0.1", 0)
    print("port", runner.addresses[0][1], flush=True)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    while not stop.is_set():
        if rounds:
            await bot.rounds.all()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)
    await runner.cleanup()
    await bot.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], rounds="rounds" in sys.argv[2:]))
