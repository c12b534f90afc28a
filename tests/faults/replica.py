"""Bots on one Postgres, as ``heard worker`` builds them, with shorter times.

``python -m tests.faults.replica`` carries what is due, says so, and forks one bot for each line it
reads, and says its number: with its mother's imports and compiled statements each is at work a
moment after it was born, so that a death every 200 ms leaves it time to do some.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy import Engine

from bot.app import build, key_ring
from bot.outbox import Timing
from bot.settings import Settings, read_settings
from bot.store import Store

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
    settings = read_settings(dict(os.environ))
    engine = asyncio.run(_warm(settings))
    print("ready", flush=True)  # noqa: T201
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            asyncio.run(_work(settings, engine))
        print(child, flush=True)  # noqa: T201


async def _warm(settings: Settings) -> Engine:
    """Do once what is done once in a process, before it forks; gives an engine that has it all."""
    store = Store(settings.database_url, key_ring(settings))
    bot = await build(settings, store=store, timing=TIMING)
    await bot.rounds.send_due()
    await bot.rounds.reconcile()
    await bot.close()
    return store.engine


async def _work(settings: Settings, engine: Engine) -> None:
    """Carry and look until killed."""
    store = Store(settings.database_url, key_ring(settings))
    store.engine.dispose()
    store.engine = engine
    bot = await build(settings, store=store, timing=TIMING)

    async def again(round_: Callable[[], Awaitable[None]]) -> None:
        while True:
            await round_()
            await asyncio.sleep(PAUSE_SECONDS)

    await asyncio.gather(again(bot.rounds.send_due), again(bot.rounds.reconcile))


if __name__ == "__main__":
    main()
