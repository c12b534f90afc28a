"""``heard demo``: its options."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.command_context import stderr

PORT = 7373
"""Where the demo and the sandbox listen unless told otherwise."""


def demo(
    context: typer.Context,
    port: Annotated[
        int,
        typer.Option(min=0, max=65535, metavar="PORT", help="Port of the page; 0: any free one."),
    ] = PORT,
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Keep everything in this folder, and go on with it next time.",
            file_okay=False,
        ),
    ] = None,
    empty: Annotated[
        bool,
        typer.Option("--empty", metavar="", help="The same people, and nothing has happened yet."),
    ] = False,
    no_open: Annotated[
        bool, typer.Option("--no-open", metavar="", help="Only print the address; open no browser.")
    ] = False,
    story: Annotated[
        bool,
        typer.Option(
            "--story", metavar="", help="Play eight weeks of two teams in the terminal instead."
        ),
    ] = False,
    full: Annotated[
        bool,
        typer.Option(
            "--full", metavar="", help="With --story: every card whole, with its buttons."
        ),
    ] = False,
) -> None:
    """Try everything on this machine, without a Slack workspace.

    A small Slack on a page in the browser, with the bot in it and a clock that is moved.

    A team of nine in three time zones has six weeks behind it.

    Nothing leaves this machine; Ctrl-C stops it.
    """
    if story:
        from bot.demo.story import run_story

        raise typer.Exit(run_story(full=full))
    from bot.demo.demo import PAST_WEEKS, DemoOptions, run_demo

    weeks = 0 if empty else PAST_WEEKS
    options = DemoOptions(port=port, data=data, weeks=weeks, browser=not no_open)
    run_demo(options, Console(), stderr())
