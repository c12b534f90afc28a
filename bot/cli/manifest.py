"""``heard manifest``: what Slack should know of the app."""

from typing import Annotated

import typer


def manifest(
    context: typer.Context,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="Public https address, for Slack over HTTP.")
    ] = None,
    socket: Annotated[
        bool, typer.Option("--socket", metavar="", help="Slack over Socket Mode (the default).")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", metavar="", help="JSON instead of YAML.")
    ] = False,
) -> None:
    """Print the app's manifest for Slack."""
    from bot.manifest import build, to_json, to_yaml

    if url is not None and socket:
        raise typer.BadParameter("choose one of --url and --socket")
    if url is not None and not url.startswith("https://"):
        raise typer.BadParameter("Slack delivers to https:// addresses only", param_hint="--url")
    built = build(url)
    typer.echo(to_json(built) if as_json else to_yaml(built), nl=False)
