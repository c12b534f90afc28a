"""``heard web``: one of many processes that hear Slack."""

import asyncio

import typer

from bot.cli.surroundings import load_settings
from bot.settings import Settings


def web(context: typer.Context) -> None:
    """Hear Slack over HTTP, as one of many processes; needs Postgres."""
    settings = load_settings(context, Settings.for_web)
    from bot.app import web as start

    asyncio.run(start(settings))
