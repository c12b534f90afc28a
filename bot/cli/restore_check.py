"""``heard restore-check``: a restored database does not know what was sent since; so look first."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from bot.cli.command_context import load_settings
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.store.restoring import Restored


def restore_check(
    context: typer.Context,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
            metavar="DATE",
            help="Leave alone what was due before this moment (UTC), such as 2026-03-09T04:00.",
        ),
    ] = None,
) -> None:
    """After restoring a backup, have every message looked for before it is sent.

    Run it on the restored database before you start any process of the bot.
    """
    settings = load_settings(context, Settings.for_migrate)
    from bot.clock import system_clock
    from bot.store.backup import damage_of
    from bot.store.restoring import StaleLogError, mark_uncertain

    moment = None if since is None else since.replace(tzinfo=UTC)
    file = settings.sqlite_file
    damage = damage_of(file) if file is not None and file.exists() else None
    if damage is not None:
        raise StaleLogError(
            f"{file} is damaged ({damage}). Put another back-up in place with heard restore FROM."
        )
    restored = mark_uncertain(settings.database_url, system_clock(), moment, settings.journal)
    say_restored(restored, Console(soft_wrap=True, highlight=False))
    check_keys(settings)


def check_keys(settings: Settings) -> None:
    """Raise ``WrongKeyError`` where the keys at hand do not open what was restored."""
    from bot.cli.checks import Grade, keys
    from bot.store.database import WrongKeyError
    from bot.store.report import report

    for finding in keys(settings, report(settings.database_url)):
        if finding.grade is Grade.FAILED:
            raise WrongKeyError(f"{finding.what}. {finding.fix}")


def say_restored(restored: "Restored", out: Console) -> None:
    """Say what a restored database knows, and what of it is in doubt."""
    known = "nothing" if restored.newest is None else f"{restored.newest:%Y-%m-%d %H:%M} UTC"
    out.print(f"The newest thing this database knows: {known}.")
    out.print(f"Looked for before anything is sent: {restored.looked_for} direct message(s).")
    out.print(f"Left to people, in Home: {restored.left_to_people} message(s) in channels.")
    out.print(f"Erased since the back-up, and erased again: {restored.erased} row(s).")
    if restored.held is not None:
        out.print(
            f"No journal of erasures reaches back to this back-up: {restored.held} concern(s) are "
            "kept from their leaders until the people who raised them say yes once more. They are "
            "asked."
        )
    out.print("For three days, new messages are looked for before they are sent as well.")
