"""``heard admin``: what whoever runs the bot may look at and mend; ids and states, no words."""

import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from typing import Annotated, Any

import typer

from bot.cli.command_context import load_settings, say

SHOWN = 100
"""Messages that are listed."""

Message = Annotated[str, typer.Argument(help="Its id, as `heard admin messages` shows it.")]


def workspaces(context: typer.Context) -> None:
    """List workspaces: since when, who answers for the app, whether they are sent to or erased."""
    from bot.store.operating import operating

    with operating(load_settings(context).database_url) as rows:
        for line in rows.workspaces():
            _show(asdict(line))


def teams(context: typer.Context) -> None:
    """List teams, their channels and leaders, by id."""
    from bot.store.operating import operating

    with operating(load_settings(context).database_url) as rows:
        for line in rows.teams():
            _show(asdict(line))


def messages(context: typer.Context) -> None:
    """List messages that are overdue, refused, given up or uncertain."""
    from bot.clock import system_clock
    from bot.store.operating import operating

    with operating(load_settings(context).database_url) as rows:
        for line in rows.messages(system_clock(), SHOWN):
            _show(asdict(line))


def retry(context: typer.Context, message: Message) -> None:
    """Send a message again that Slack refused, now."""
    from bot.clock import system_clock
    from bot.store.operating import operating

    with operating(load_settings(context).database_url) as rows:
        done = rows.retry(message, system_clock())
    _say_done(done, "It is sent within seconds, where a worker runs.")


def drop(context: typer.Context, message: Message) -> None:
    """Give a message up that has not arrived. What it was about stays as it is."""
    from bot.store.operating import operating

    with operating(load_settings(context).database_url) as rows:
        done = rows.drop(message)
    _say_done(done, "It is given up.")


def installer(
    context: typer.Context,
    workspace: Annotated[str, typer.Argument(help="The workspace's id, such as T012AB3CD.")],
    person: Annotated[
        str | None,
        typer.Argument(help="The member's id. Without: the first who opens Home or types."),
    ] = None,
) -> None:
    """Say who answers for the app, where that person has left."""
    from bot.store.operating import operating

    with operating(load_settings(context).database_url) as rows:
        done = rows.set_installer(workspace, person)
    if not done and person is not None:
        say(
            f"Nobody called {person} is known in {workspace}, so nothing was changed. Let them "
            "open Home once; `heard admin workspaces` lists the workspaces."
        )
        raise typer.Exit(1)
    _say_done(done, "It is so from now on.")


def bundle(context: typer.Context) -> None:
    """Print what somebody who helps needs to know: versions, settings' names, states; no words."""
    from bot.cli.checks import checks
    from bot.clock import system_clock
    from bot.store.operating import operating

    settings = load_settings(context)
    facts: dict[str, Any] = {
        "heard": version("heard"),
        "python": platform.python_version(),
        "system": platform.system(),
        "settings": sorted(settings.model_fields_set),
        "database": "sqlite" if settings.sqlite_file else "postgres",
        "doctor": [{"grade": each.grade.value, "what": each.what} for each in checks(settings)],
    }
    with operating(settings.database_url) as rows:
        facts["workspaces"] = [asdict(each) for each in rows.workspaces()]
        facts["messages"] = [
            {name: value for name, value in asdict(each).items() if name != "recipient"}
            for each in rows.messages(system_clock(), SHOWN)
        ]
    typer.echo(json.dumps(facts, indent=2, default=str))


def _show(line: dict[str, Any]) -> None:
    typer.echo(json.dumps(line, default=str))


def _say_done(done: bool, sentence: str) -> None:
    if not done:
        say("There is none of that id that this could be done to.")
        raise typer.Exit(1)
    typer.echo(sentence)


COMMANDS = (workspaces, teams, messages, retry, drop, installer, bundle)
