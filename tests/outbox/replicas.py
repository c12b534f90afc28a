"""Further processes of the bot on the stage's database, with time and points of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app import Bot, build
from bot.demo.simulation import TIMING, Stage
from bot.outbox import Hook, Timing, passing
from bot.settings import read_settings


@asynccontextmanager
async def replica(stage: Stage, timing: Timing = TIMING, at: Hook = passing) -> AsyncIterator[Bot]:
    """One more process of the bot, as another replica would be."""
    settings = read_settings(stage._settings | {"SLACK_API_URL": stage.slack.api_url})
    bot = await build(settings, stage.clock, timing=timing, at=at)
    try:
        yield bot
    finally:
        await bot.close()
