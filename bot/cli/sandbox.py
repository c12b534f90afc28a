"""``heard sandbox``: its options."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.demo import PORT


def sandbox(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where it listens; 0: any free port.")
    ] = PORT,
    app_url: Annotated[
        str | None,
        typer.Option(help="Where your app hears Slack over HTTP; without it: Socket Mode."),
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(
            help="Your app's manifest, YAML or JSON; without it the app may do everything.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    wait: Annotated[
        float,
        typer.Option(
            min=0.1, help="Seconds your app has to answer, and to open a form; Slack waits 3."
        ),
    ] = 3.0,
) -> None:
    """Run the small Slack alone, for any app and its tests.

    It prints what to put into the app's environment; Ctrl-C stops it.

    People act on its page, or over its control API: slack_sandbox/README.md.
    """
    from bot.demo.standalone import StandaloneOptions, run_standalone

    run_standalone(StandaloneOptions(port, app_url, manifest, wait), Console())
