"""``heard export``: everything by or about one person, for whoever asks the operator for it."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.command_context import load_settings
from bot.cli.people import Member, Workspace, do, opened
from bot.settings import Settings


class ExportFormat(StrEnum):
    """How it is written."""

    HTML = "html"
    JSON = "json"


def export(
    context: typer.Context,
    person: Member,
    workspace: Workspace,
    to: Annotated[Path, typer.Option("--to", help="A new file, for its owner only.")],
    form: Annotated[
        ExportFormat, typer.Option("--format", help="A page to read, or data.")
    ] = ExportFormat.HTML,
) -> None:
    """Write everything by or about one person to a file; they see that it was opened."""
    settings = load_settings(context, Settings.for_migrate)
    from bot.casework.personal_data import open_by_command
    from bot.logs import set_up
    from bot.messages.personal_data.as_html import as_html
    from bot.messages.personal_data.as_json import as_json

    set_up(settings.log_level, settings.log_format)
    # Made first: what cannot be written opens nothing.
    file = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with opened(settings) as store:
            data = do(store, workspace, person, open_by_command, "words opened by command")
        with os.fdopen(file, "wb", closefd=False) as written:
            written.write(as_json(data) if form is ExportFormat.JSON else as_html(data))
    except BaseException:
        to.unlink()
        raise
    finally:
        os.close(file)
    typer.echo(f"Everything by or about {person} is in {to}, for its owner only.")
    typer.echo("It holds what they wrote. They see in /concern data that it was opened.")
