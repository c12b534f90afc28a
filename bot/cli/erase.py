"""``heard erase``: what is one person's own is erased, for whoever asks the operator for it."""

import time
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.command_context import load_settings
from bot.cli.people import Member, Workspace, do, empty_log, opened
from bot.settings import Settings

BETWEEN_SECONDS = 0.05
"""A SQLite file is for whoever asks first: without a pause the running bot would ask in vain."""
SAID = {
    "raised": "raised by them, or marked of theirs",
    "about": "notes about them",
    "notes": "notes of theirs about others",
    "digests": "digests with lines of theirs",
}


def erase(
    context: typer.Context,
    person: Member,
    workspace: Workspace,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask whether it is meant.")] = False,
) -> None:
    """Erase what is one person's own, as they could themselves; it can't be undone."""
    settings = load_settings(context, Settings.for_migrate)
    from bot.casework.erasing import erase_mine, go_on_erasing, would_erase
    from bot.logs import set_up

    set_up(settings.log_level, settings.log_format)
    out = Console(soft_wrap=True, highlight=False)
    with opened(settings) as store:
        goes = do(store, workspace, person, would_erase, "erasure counted by command")
        if not yes:
            for name, number in asdict(goes).items():
                out.print(f"{number:>6} {SAID[name]}")
            typer.confirm(f"Erase this of {person}?", abort=True)
        more = do(store, workspace, person, erase_mine, "erased by command")
        while more:
            # The bot has its turns meanwhile, and goes on with it if this is interrupted.
            time.sleep(BETWEEN_SECONDS)
            more = do(store, workspace, person, go_on_erasing, "more erased by command")
        emptied = empty_log(store)
    out.print("Erased: " + ", ".join(f"{n} {SAID[name]}" for name, n in asdict(goes).items()) + ".")
    if not emptied:
        out.print("Somebody reads the database now; its log is emptied when the bot next starts.")
    out.print("What they replied to others as a lead stays: it is theirs. Leads are told as usual.")
    out.print("Backups made before hold it still: delete them after 30 days.")
