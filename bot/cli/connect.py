"""``heard connect``: the link, the two tokens, ``.env``, the next step."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import typer
from rich.console import Console

from bot.cli.surroundings import load_settings, say, stderr, surroundings
from bot.settings import Settings


def connect(context: typer.Context) -> None:
    """Connect a Slack workspace: make the app, check its tokens, write `.env`."""
    from bot.cli.tokens import TokenError

    env_file = surroundings(context).env_file
    try:
        walk_through(load_settings(context), env_file, Console(), stderr())
    except TokenError as error:
        say(f"{error} Nothing was written.")
        raise typer.Exit(1) from None


def create_link(manifest: Mapping[str, Any]) -> str:
    """Slack's page for a new app, with the manifest filled in."""
    filled_in = json.dumps(manifest, separators=(",", ":"), ensure_ascii=False)
    return "https://api.slack.com/apps?" + urlencode({"new_app": "1", "manifest_json": filled_in})


def write_env(path: Path, values: Mapping[str, str]) -> None:
    """Set ``values`` in an environment file that only its owner may read; keep other lines."""
    kept = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    lines = [line for line in kept if _name(line) not in values]
    lines += [f"{name}={value}" for name, value in values.items()]
    # Through a second file (made with 0600), so that a full disk leaves the old one whole.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".env-")
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def walk_through(settings: Settings, path: Path, out: Console, wait: Console) -> None:
    """Lead someone through it. Raises ``TokenError``; then nothing was written."""
    from bot.cli.tokens import APP_PLACE, BOT_PLACE, check_app_token, check_bot_token
    from bot.manifest import build

    out.print("[bold]1.[/] Make the app. This link has everything filled in:\n")
    out.print(create_link(build()), style="cyan", soft_wrap=True, markup=False, highlight=False)
    out.print(
        "\n   Choose your workspace, then [bold]Create[/] and [bold]Install to workspace[/].\n"
    )

    out.print(f"[bold]2.[/] Copy the bot token: {BOT_PLACE}.")
    bot = _ask("   Bot token (xoxb-…)")
    with wait.status("Asking Slack…"):
        facts = check_bot_token(bot, settings.api_url)
    out.print(f"   [green]✓[/] {facts.user} in {facts.team}\n", highlight=False)

    out.print(f"[bold]3.[/] Make an app-level token with connections:write: {APP_PLACE}.")
    app = _ask("   App-level token (xapp-…)")
    with wait.status("Asking Slack…"):
        check_app_token(app, settings.api_url)
    out.print("   [green]✓[/] Slack opens a socket for it\n")

    if facts.missing_scopes:
        out.print(
            f"   [yellow]![/] The app was not granted: {', '.join(facts.missing_scopes)}. Take "
            "over the manifest (`heard manifest`) under App Manifest, and install the app again.\n",
            highlight=False,
            soft_wrap=True,
        )
    write_env(path, {"SLACK_BOT_TOKEN": bot, "SLACK_APP_TOKEN": app})
    out.print(
        f"Both are in {path}, which only you can read. Now start it: [bold]heard run[/]",
        soft_wrap=True,
    )


def _ask(question: str) -> str:
    # Not echoed: terminals are shared, recorded and scrolled back.
    return str(typer.prompt(question, hide_input=True)).strip()


def _name(line: str) -> str:
    return line.removeprefix("export ").partition("=")[0].strip()
