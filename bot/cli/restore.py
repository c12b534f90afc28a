"""``heard restore``: a back-up put in the place of the database."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.command_context import load_settings, stderr
from bot.cli.restore_check import check_keys, say_restored
from bot.settings import Settings


def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="FROM", help="A file that backup made.")],
) -> None:
    """Put a backup in place of the database; stop the bot first."""
    settings = load_settings(context, Settings.for_migrate)
    from bot.clock import system_clock
    from bot.store.backup import put_back

    with stderr().status("Putting the back-up in place…"):
        restored = put_back(settings.database_url, source, system_clock(), settings.journal)
    out = Console(soft_wrap=True, highlight=False)
    out.print("The back-up is in place, and whole.")
    if settings.sqlite_file is not None:
        out.print(
            "The database of before lies beside it (.before-…). Delete it when all is well.",
            markup=False,
        )
    say_restored(restored, out)
    check_keys(settings)
