"""``heard sandbox``: the small Slack by itself, for any app built with Slack's libraries."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from rich.console import Console

from bot.demo.demo import NOTICE, started, until_stopped
from bot.demo.simulation import SECRET, TOKEN
from bot.start import StartError
from slack_sandbox import Sandbox
from slack_sandbox.manifest import everything, from_manifest
from slack_sandbox.page import Page
from slack_sandbox.sandbox import ACK_SECONDS
from slack_sandbox.schema import Json

APP_TOKEN = "xapp-sandbox"  # noqa: S105 (the sandbox is no real Slack)
PEOPLE = {
    "ann": ("Ann Berger", "Europe/Berlin"),
    "ben": ("Ben Costa", "Europe/Lisbon"),
    "cleo": ("Cleo Park", "America/New_York"),
}
"""Who is there from the start; Ann is an admin. Tests bring more over the control API."""


@dataclass(frozen=True)
class StandaloneOptions:
    """What was asked for on the command line."""

    port: int
    app_url: str | None = None
    """Where the app hears Slack over HTTP; ``None``: it opens a socket itself."""
    manifest: Path | None = None
    wait: float = ACK_SECONDS
    """How long an answer may take, and how long a trigger lives."""


def run_standalone(options: StandaloneOptions, console: Console) -> None:
    """Run until Ctrl-C. Raises ``StartError`` with the way out."""
    if options.app_url is not None and urlsplit(options.app_url).scheme not in ("http", "https"):
        raise StartError(
            "--app-url is the whole address at which your app hears Slack, like"
            " http://127.0.0.1:3000/slack/events."
        )
    facts = everything("App") if options.manifest is None else _read(options.manifest)
    asyncio.run(until_stopped(_run(options, facts, console)))


async def _run(options: StandaloneOptions, facts: Json, console: Console) -> None:
    slack = Sandbox(
        port=options.port, retry_scale=1.0, ack_seconds=options.wait, trigger_seconds=options.wait
    )
    Page(slack)
    workspace = slack.add_workspace("acme", name="Acme")
    everybody = [
        workspace.add_person(handle, name=name, tz=zone, admin=handle == "ann")
        for handle, (name, zone) in PEOPLE.items()
    ]
    workspace.add_channel("general", members=everybody)
    workspace.install(
        signing_secret=SECRET,
        bot_token=TOKEN,
        app_token=None if options.app_url else APP_TOKEN,
        request_url=options.app_url,
        **facts,
    )
    async with started(slack, options.port):
        for line in environment_lines(options, slack):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        await asyncio.Event().wait()


def environment_lines(options: StandaloneOptions, slack: Sandbox) -> list[str]:
    """What somebody needs to know: where it is, and what to put into the app's environment."""
    how = (
        f"Commands, presses and events go to {options.app_url}, signed."
        if options.app_url
        else "Commands, presses and events go over Socket Mode, to whoever connects."
    )
    secret = f"SLACK_SIGNING_SECRET={SECRET}" if options.app_url else f"SLACK_APP_TOKEN={APP_TOKEN}"
    return [
        f"The sandbox is at {slack.hooks.base}/",
        f"{NOTICE} Ctrl-C stops it.",
        how,
        "For your app's environment:",
        "",
        f"SLACK_API_URL={slack.api_url}",
        f"SLACK_BOT_TOKEN={TOKEN}",
        secret,
    ]


def _read(file: Path) -> Json:
    try:
        manifest = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise StartError(f"{file} cannot be read ({type(error).__name__}).") from None
    try:
        return from_manifest(manifest)
    except ValueError as error:
        raise StartError(f"{file}: {error}.") from None
