"""``heard run``: everything in one process."""

import asyncio

import typer

from bot.cli.command_context import load_settings
from bot.settings import Settings

CONNECTED = "Connected to {team}. Type /concern in Slack to try it; Ctrl-C stops it here."


def run(context: typer.Context) -> None:
    """Run everything in one process, with SQLite or Postgres."""
    settings = load_settings(context, Settings.for_run)
    from bot.app import run as start

    asyncio.run(start(settings, lambda team: typer.echo(CONNECTED.format(team=team))))
