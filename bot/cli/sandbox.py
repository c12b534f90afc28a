"""``heard sandbox``: its options."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.demo import PORT


def sandbox(
    context: typer.Context,
    port: Annotated[
        int,
        typer.Option(min=0, max=65535, metavar="PORT", help="Port to listen on; 0: any free one."),
    ] = PORT,
    app_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Where your app listens to Slack over HTTP; without it: Socket Mode.",
        ),
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Your app's manifest, YAML or JSON; without one the app may do everything.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    wait: Annotated[
        float,
        typer.Option(
            min=0.1,
            metavar="SECONDS",
            help="Seconds your app has to answer or to open a form; Slack gives it 3.",
        ),
    ] = 3.0,
) -> None:
    """Run the small Slack alone, to try or test any Slack app.

    It prints what to put into the app's environment; Ctrl-C stops it.

    People act on its page, or over its control API: slack_sandbox/README.md.
    """
    from bot.demo.standalone import StandaloneOptions, run_standalone

    run_standalone(StandaloneOptions(port, app_url, manifest, wait), Console())
