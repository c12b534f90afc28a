"""``heard worker``: one of many processes that send what is due."""

import asyncio

import typer

from bot.cli.command_context import load_settings
from bot.settings import Settings


def worker(context: typer.Context) -> None:
    """Send messages at their time; one of several processes, needs Postgres."""
    settings = load_settings(context, Settings.for_worker)
    from bot.app import worker as start

    asyncio.run(start(settings))
