"""``heard doctor``: what works and what does not."""

import typer
from rich.console import Console

from bot.cli.command_context import command_context, load_settings, stderr


def doctor(context: typer.Context) -> None:
    """Check tokens, scopes, database, keys, clock and messages; say how to fix each."""
    settings = load_settings(context)
    from bot.cli.checks import checks, show

    with stderr().status("Looking…"):
        findings = checks(settings, env_file=command_context(context).env_file)
    raise typer.Exit(show(findings, Console()))
