"""``heard connect``: the link, the token and the secret or second token, ``.env``, what is next."""

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

import typer
from rich.console import Console

from bot.cli.command_context import command_context, load_settings, say, stderr

TRIES = 3
"""So often a token is asked for before connecting is given up."""
T = TypeVar("T")


def connect(
    context: typer.Context,
    url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Your bot's public https address: Slack then speaks HTTP instead of a socket.",
        ),
    ] = None,
) -> None:
    """Connect a Slack workspace: create the app, check its tokens, write `.env`."""
    from bot.cli.tokens import TokenError

    if url is not None and not url.startswith("https://"):
        raise typer.BadParameter("Slack delivers to https:// addresses only", param_hint="--url")
    settings, path = load_settings(context), command_context(context).env_file
    walk = Walk(settings.api_url, Console(), stderr())
    try:
        values = walk.over_http(url) if url else walk.over_a_socket()
    except TokenError as error:
        say(f"{error} Nothing was written.")
        raise typer.Exit(1) from None
    except typer.Abort:
        say("Stopped. Nothing was written.")
        raise typer.Exit(1) from None
    write_env(path, values)
    start = "heard web" if url else "heard run"
    walk.out.print(
        f"Both are in {path}, which only you can read. Now start it: [bold]{start}[/]",
        soft_wrap=True,
    )


def create_link(manifest: Mapping[str, Any]) -> str:
    """Slack's page for a new app, with the manifest filled in."""
    filled_in = json.dumps(manifest, separators=(",", ":"), ensure_ascii=False)
    return "https://api.slack.com/apps?" + urlencode({"new_app": "1", "manifest_json": filled_in})


def write_env(path: Path, values: Mapping[str, str | None]) -> None:
    """Set ``values`` in an environment file that only its owner may read; ``None`` takes one out.

    Other lines stay as they are.
    """
    kept = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    lines = [line for line in kept if _name(line) not in values]
    lines += [f"{name}={value}" for name, value in values.items() if value is not None]
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


class Walk:
    """Lead someone through it, step by step. Nothing is written here."""

    def __init__(self, api_url: str, out: Console, wait: Console) -> None:
        """Ask Slack at ``api_url``; show the way on ``out``, and waiting on ``wait``."""
        self.api_url, self.out, self.wait = api_url, out, wait

    def over_a_socket(self) -> dict[str, str | None]:
        """Give the settings for Socket Mode. Raises ``TokenError``."""
        from bot.cli.tokens import APP_PLACE, check_app_token

        bot = self._made_app(None)
        self.out.print(f"[bold]3.[/] Make an app-level token with connections:write: {APP_PLACE}.")
        app, _ = self._asked("   App-level token (xapp-…)", check_app_token)
        self.out.print("   [green]✓[/] Slack opens a socket for it\n")
        return {"SLACK_BOT_TOKEN": bot, "SLACK_APP_TOKEN": app}

    def over_http(self, url: str) -> dict[str, str | None]:
        """Give the settings for HTTP at ``url``. Raises ``TokenError``."""
        from bot.cli.tokens import SECRET_PLACE, check_signing_secret

        bot = self._made_app(url)
        self.out.print(f"[bold]3.[/] Copy the signing secret: {SECRET_PLACE}.")
        secret, _ = self._asked(
            "   Signing secret", lambda secret, api_url: check_signing_secret(secret)
        )
        self.out.print(
            "   [green]✓[/] It looks like one; Slack tells only by what it sends later\n"
        )
        # With an app token the bot would listen on a socket instead.
        return {"SLACK_BOT_TOKEN": bot, "SLACK_SIGNING_SECRET": secret, "SLACK_APP_TOKEN": None}

    def _made_app(self, url: str | None) -> str:
        """Let the app be made and installed, and give its bot token."""
        from bot.cli.tokens import BOT_PLACE, check_bot_token
        from bot.manifest import build

        out = self.out
        out.print("[bold]1.[/] Make the app. This link has everything filled in:\n")
        link = create_link(build(url))
        out.print(link, style="cyan", soft_wrap=True, markup=False, highlight=False)
        out.print(
            "\n   Choose your workspace, then [bold]Create[/] and [bold]Install to workspace[/].\n"
        )
        out.print(f"[bold]2.[/] Copy the bot token: {BOT_PLACE}.")
        bot, facts = self._asked("   Bot token (xoxb-…)", check_bot_token)
        out.print(f"   [green]✓[/] {facts.user} in {facts.team}\n", highlight=False)
        if facts.missing_scopes:
            out.print(
                f"   [yellow]![/] The app was not granted: {', '.join(facts.missing_scopes)}. Put "
                "what `heard manifest` prints under App Manifest, and install the app again.\n",
                highlight=False,
                soft_wrap=True,
            )
        return bot

    def _asked(self, question: str, check: Callable[[str, str], T]) -> tuple[str, T]:
        """Ask for one token until Slack takes it: only the one that was wrong is asked again.

        Raises ``TokenError`` after :data:`TRIES`, or where Slack could not be asked at all.
        """
        from bot.cli.tokens import TokenError

        for left in reversed(range(TRIES)):
            # Not echoed: terminals are shared, recorded and scrolled back.
            token = str(typer.prompt(question, hide_input=True)).strip()
            try:
                with self.wait.status("Asking Slack…"):
                    return token, check(token, self.api_url)
            except TokenError as error:
                if error.away or not left:
                    raise
                say(f"   {error} Paste it once more.")
        raise AssertionError("the last try returns or raises")


def _name(line: str) -> str:
    return line.removeprefix("export ").partition("=")[0].strip()
