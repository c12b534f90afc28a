"""The command line: one file for each command, put together here.

Each command reads the settings, does one thing, and says a calm sentence if it cannot. Heavy
modules (Slack, the database) are imported inside the commands: ``heard --help`` is instant.
"""

import gc
import os
import resource
from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import Annotated

import typer

from bot.cli import (
    admin,
    backup,
    connect,
    demo,
    doctor,
    erase,
    export,
    manifest,
    migrate,
    restore,
    restore_check,
    rotate_keys,
    run,
    sandbox,
    web,
    worker,
)
from bot.cli.command_context import CommandContext, load_settings, say
from bot.cli.people import UnknownError
from bot.settings import SettingsError

__all__ = ["CommandContext", "app", "main"]

NEW_OBJECTS = 50_000
"""After so many it is looked for garbage; Python's own 700 cost a tenth of what a process does."""

app = typer.Typer(
    name="heard",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def calm(command: Callable[..., None]) -> Callable[..., None]:
    """Turn what goes wrong into one sentence; ``HEARD_LOG_LEVEL=debug`` shows where."""

    @wraps(command)
    def calmed(context: typer.Context, **options: object) -> None:
        _keep_to_its_owner()
        try:
            command(context, **options)
        except SettingsError as error:
            for problem in error.problems:
                say(problem)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except Exception as error:  # noqa: BLE001 (the last handler of a command)
            # A sentence for people, the place only on request. No traceback: whatever an error
            # repeats may be what somebody wrote.
            say(_sentence(error))
            if _is_debug(context):
                from bot.logs import places

                say(f"{type(error).__name__} at {places(error.__traceback__)}")
            raise typer.Exit(1) from None

    return calmed


def _keep_to_its_owner() -> None:
    """Let nobody else read what is made from here on, and no image be written of a dead process."""
    os.umask(0o077)
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"heard {version('heard')}")
        raise typer.Exit


@app.callback()
def heard(
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            metavar="",
            help="Print the version.",
            is_eager=True,
            callback=_print_version,
        ),
    ] = False,
) -> None:
    """A Slack bot that reminds team leads to follow up on what people raise."""


app.command("demo")(calm(demo.demo))
app.command("sandbox")(calm(sandbox.sandbox))
app.command("connect")(calm(connect.connect))
app.command("run")(calm(run.run))
app.command("web")(calm(web.web))
app.command("worker")(calm(worker.worker))
app.command("migrate")(calm(migrate.migrate))
app.command("backup")(calm(backup.backup))
app.command("restore")(calm(restore.restore))
app.command("restore-check")(calm(restore_check.restore_check))
app.command("export")(calm(export.export))
app.command("erase")(calm(erase.erase))
app.command("rotate-keys")(calm(rotate_keys.rotate_keys))
app.command("manifest")(calm(manifest.manifest))
app.command("doctor")(calm(doctor.doctor))


_admin = typer.Typer(
    help="Look at workspaces, teams and stuck messages, and act on them; nobody's words are shown.",
    no_args_is_help=True,
)
for _command in admin.COMMANDS:
    _admin.command(_command.__name__)(calm(_command))
app.add_typer(_admin, name="admin")


def main() -> None:
    """Run the command line."""
    gc.set_threshold(NEW_OBJECTS)
    app(prog_name="heard")


def _sentence(error: Exception) -> str:
    """The text of an error that was written for whoever starts the bot, else its kind alone.

    What a library says may repeat what somebody wrote.
    """
    from bot.start import StartError
    from bot.store.database import UnusableError
    from bot.store.faults import sentence

    if isinstance(error, StartError | UnusableError | UnknownError):
        return str(error)
    words = sentence(error) or (sentence(error.__cause__) if error.__cause__ else None)
    if words is not None:
        return words
    ours = isinstance(error, OSError) or type(error).__module__.partition(".")[0] == "bot"
    first = (str(error).strip() if ours else "").splitlines()[:1] or ["no more may be said"]
    return f"{type(error).__name__}: {first[0]} (HEARD_LOG_LEVEL=debug shows where.)"


def _is_debug(context: typer.Context) -> bool:
    try:
        return load_settings(context).log_level == "debug"
    except SettingsError:
        return False
