"""Further processes of the bot on the simulation's database, with time and points of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app import Bot, build
from bot.demo.simulation import TIMING, Simulation
from bot.outbox import Hook, Timing, passing
from bot.settings import read_settings


@asynccontextmanager
async def replica(
    simulation: Simulation, timing: Timing = TIMING, at: Hook = passing
) -> AsyncIterator[Bot]:
    """One more process of the bot, as another replica would be."""
    settings = read_settings(simulation._settings | {"SLACK_API_URL": simulation.slack.api_url})
    bot = await build(settings, simulation.clock, timing=timing, at=at)
    try:
        yield bot
    finally:
        await bot.close()
