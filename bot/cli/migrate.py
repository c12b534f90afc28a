"""``heard migrate``: the database's tables, brought up to date."""

import typer
from rich.console import Console

from bot.cli.command_context import load_settings, stderr
from bot.settings import Settings


def migrate(context: typer.Context) -> None:
    """Bring the database's tables up to date."""
    settings = load_settings(context, Settings.for_migrate)
    from bot.store.migrate import upgrade_alone

    with stderr().status("Bringing the tables up to date…"):
        upgrade_alone(settings.database_url)
    Console().print("The tables are up to date.")
