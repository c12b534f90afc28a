"""``heard web``: one of many processes that hear Slack."""

import asyncio

import typer

from bot.cli.command_context import load_settings
from bot.settings import Settings


def web(context: typer.Context) -> None:
    """Listen to Slack over HTTP; one of several processes, needs Postgres."""
    settings = load_settings(context, Settings.for_web)
    from bot.app import web as start

    asyncio.run(start(settings))
