"""``heard backup``: a whole copy of the database, while the bot runs."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from bot.cli.command_context import load_settings, stderr
from bot.settings import Settings


def backup(
    context: typer.Context,
    to: Annotated[Path, typer.Argument(help="A new file, or a folder to make one in.")],
) -> None:
    """Make a consistent copy of the database while the bot runs; the key is not in it."""
    settings = load_settings(context, Settings.for_migrate)
    from bot.clock import system_clock
    from bot.store.backup import back_up

    with Progress(console=stderr(), transient=True) as bar:
        copying = bar.add_task("Copying the database…", total=None)

        def progress(done: int, of: int) -> None:
            bar.update(copying, completed=done, total=of)

        made = back_up(settings.database_url, to, system_clock(), progress)
    out = Console(soft_wrap=True, highlight=False)
    out.print(f"The database is in {made}, whole, for its owner only.", markup=False)
    out.print("Keep it for 30 days at most: what was erased is still in older back-ups.")
