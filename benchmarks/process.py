"""A bot in a process of its own whose clock runs, shifted: to be killed, stopped and doubled.

``python -m benchmarks.process FILE`` reads its settings from the environment and the shift of its
clock, in seconds, from ``FILE`` whenever it asks for the time; it says ``port N`` and makes its
rounds without a pause until it is told to stop.
"""

import asyncio
import contextlib
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import build
from bot.outbox import Timing
from bot.settings import read_settings

PAUSE_SECONDS = 0.1
TIMING = Timing(
    call=timedelta(seconds=2),
    margin=timedelta(seconds=0.5),
    lease=timedelta(seconds=5),
    grace=timedelta(seconds=2),
    gap=timedelta(),
    per_minute=None,
)
"""An operator's times, a twelfth to a fifth as long: nobody wants to wait for a minute here."""


class ShiftedClock:
    """The machine's clock, put forward or back for everybody who reads the same file."""

    def __init__(self, file: Path) -> None:
        """Run as far away from the machine's clock as ``file`` says."""
        self.file = file

    def __call__(self) -> datetime:
        """Give the time it is here."""
        return datetime.now(UTC) + timedelta(seconds=float(self.file.read_text()))

    def put_to(self, moment: datetime) -> None:
        """Let it be ``moment`` now, and run on."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(str((moment - datetime.now(UTC)).total_seconds()))
        fresh.replace(self.file)


async def main(file: str) -> None:
    """Listen and make rounds until SIGTERM."""
    bot = await build(read_settings(dict(os.environ)), ShiftedClock(Path(file)), timing=TIMING)
    bot.store.lock()
    runner = await bot.serve("127.0.0.1", 0)
    print("port", runner.addresses[0][1], flush=True)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    while not stop.is_set():
        await bot.rounds.all()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)
    await runner.cleanup()
    await bot.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
