"""A bot in a process of its own whose clock stands still: to be killed at the worst moment.

``python -m tests.process 2026-03-09T07:00:00+00:00 [rounds]`` reads its settings from the
environment, prints the port it listens on, makes every round once if asked to, and stays.
"""

import asyncio
import os
import sys
from datetime import datetime, timedelta

from bot.app import build
from bot.clock import MovedClock
from bot.outbox import Timing
from bot.settings import read_settings
from bot.store.migrate import is_current


async def main(now: str, *what: str) -> None:
    settings = read_settings(dict(os.environ))
    assert is_current(settings.database_url), "as heard web and heard worker look first"
    bot = await build(
        settings,
        MovedClock(datetime.fromisoformat(now)),
        timing=Timing(grace=timedelta()),
    )
    bot.store.lock()
    runner = await bot.serve("127.0.0.1", 0)
    print("port", runner.addresses[0][1], flush=True)  # noqa: T201
    if "rounds" in what:
        await bot.rounds.all()
        print("rounds made", flush=True)  # noqa: T201
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
