"""The commands. Each reads the settings, does one thing, and says a calm sentence if it cannot."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.settings import Settings, SettingsError, read_settings

# The functions are named apart from their modules, which would take their names in this package.
# Heavy modules (Slack, the database) are imported inside the commands: `heard --help` is instant.

PORT = 7373
"""Where the demo and the sandbox listen unless told otherwise."""

app = typer.Typer(
    name="heard",
    help="A Slack bot for leaders that catches a concern and comes back to it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@dataclass(frozen=True)
class Surroundings:
    """Where a command runs; tests hand in their own instead of changing the process."""

    env: Mapping[str, str] | None = None
    """``None``: the process's environment and ``.env``."""
    env_file: Path = field(default_factory=lambda: Path(".env"))


@app.command("demo")
def try_it(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where the page is; 0: any free port.")
    ] = PORT,
    data: Annotated[
        Path | None,
        typer.Option(
            help="Keep everything in this folder, and go on with it next time.", file_okay=False
        ),
    ] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="The same people, and nothing has happened yet.")
    ] = False,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Only print the address; open no browser.")
    ] = False,
    story: Annotated[
        bool, typer.Option("--story", help="Play eight weeks of two teams in the terminal instead.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="With --story: every card whole, with its buttons.")
    ] = False,
) -> None:
    """Try everything on this machine, without a Slack workspace.

    A small Slack on a page in the browser, with the bot in it and a clock that is moved.

    A team of nine in three time zones has six weeks behind it.

    Nothing leaves this machine; Ctrl-C stops it.
    """
    with _calm(context):
        if story:
            from bot.demo.story import tell

            raise typer.Exit(tell(full=full))
        from bot.demo.demo import PAST_WEEKS, DemoOptions, demo

        weeks = 0 if empty else PAST_WEEKS
        options = DemoOptions(port=port, data=data, weeks=weeks, browser=not no_open)
        demo(options, Console(), _err())


@app.command("sandbox")
def stand_in(
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

    People act on its page, or over its control API: docs/sandbox.md.
    """
    with _calm(context):
        from bot.demo.standalone import StandaloneOptions, sandbox

        sandbox(StandaloneOptions(port, app_url, manifest, wait), Console())


@app.command("connect")
def connect_workspace(context: typer.Context) -> None:
    """Connect a Slack workspace: make the app, check its tokens, write `.env`."""
    from bot.cli.connect import connect
    from bot.cli.tokens import TokenError

    with _calm(context):
        settings = _settings(context)
        try:
            connect(settings, _surroundings(context).env_file, Console(), _err())
        except TokenError as error:
            _say(f"{error} Nothing was written.")
            raise typer.Exit(1) from None


@app.command()
def run(context: typer.Context) -> None:
    """Run everything in one process, with SQLite or Postgres."""
    with _calm(context):
        settings = _settings(context, Settings.for_run)
        from bot.app import run as start

        asyncio.run(start(settings))


@app.command()
def web(context: typer.Context) -> None:
    """Hear Slack over HTTP, as one of many processes; needs Postgres."""
    with _calm(context):
        settings = _settings(context, Settings.for_web)
        from bot.app import web as start

        asyncio.run(start(settings))


@app.command()
def worker(context: typer.Context) -> None:
    """Wake and deliver, as one of many processes; needs Postgres."""
    with _calm(context):
        settings = _settings(context, Settings.for_worker)
        from bot.app import worker as start

        asyncio.run(start(settings))


@app.command()
def migrate(context: typer.Context) -> None:
    """Bring the database's tables up to date."""
    with _calm(context):
        settings = _settings(context, Settings.for_migrate)
        from bot.store.migrate import upgrade_alone

        with _err().status("Bringing the tables up to date…"):
            upgrade_alone(settings.database_url)
        Console().print("The tables are up to date.")


@app.command("restore-check")
def check_after_restore(
    context: typer.Context,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
            help="UTC; leave alone what was due before. Without it: nothing is left alone.",
        ),
    ] = None,
) -> None:
    """After a restore, look for every message before it is sent.

    Run it on the restored database before any process of the bot is started.
    """
    with _calm(context):
        settings = _settings(context, Settings.for_migrate)
        from bot.clock import system_clock
        from bot.store.restoring import doubt

        moment = None if since is None else since.replace(tzinfo=UTC)
        found = doubt(settings.database_url, system_clock(), moment)
        out = Console(soft_wrap=True, highlight=False)
        known = "nothing" if found.newest is None else f"{found.newest:%Y-%m-%d %H:%M} UTC"
        out.print(f"The newest thing this database knows: {known}.")
        out.print(f"Looked for before anything is sent: {found.looked_for} direct message(s).")
        out.print(f"Left to people, in Home: {found.left_to_people} message(s) in channels.")
        out.print("For three days, new messages are looked for before they are sent as well.")


@app.command("manifest")
def print_manifest(
    url: Annotated[
        str | None, typer.Option(help="Public https address, for Slack over HTTP.")
    ] = None,
    socket: Annotated[
        bool, typer.Option("--socket", help="Slack over Socket Mode (the default).")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of YAML.")] = False,
) -> None:
    """Print the app's manifest for Slack."""
    from bot.manifest import build, to_json, to_yaml

    if url is not None and socket:
        raise typer.BadParameter("choose one of --url and --socket")
    if url is not None and not url.startswith("https://"):
        raise typer.BadParameter("Slack delivers to https:// addresses only", param_hint="--url")
    built = build(url)
    typer.echo(to_json(built) if as_json else to_yaml(built), nl=False)


@app.command("doctor")
def look_around(context: typer.Context) -> None:
    """Check tokens, scopes, database, keys, clock and messages; say how to mend each."""
    with _calm(context):
        settings = _settings(context)
        from bot.cli.doctor import checks, show

        with _err().status("Looking…"):
            findings = checks(settings)
        raise typer.Exit(show(findings, Console()))


def main() -> None:
    """Run the command line."""
    app(prog_name="heard")


def _surroundings(context: typer.Context) -> Surroundings:
    return context.obj if isinstance(context.obj, Surroundings) else Surroundings()


def _settings(
    context: typer.Context, enough: Callable[[Settings], Settings] = lambda settings: settings
) -> Settings:
    return enough(read_settings(_surroundings(context).env))


@contextlib.contextmanager
def _calm(context: typer.Context) -> Iterator[None]:
    """Turn what goes wrong into one sentence; ``HEARD_LOG_LEVEL=debug`` shows where."""
    try:
        yield
    except SettingsError as error:
        for problem in error.problems:
            _say(problem)
        if error.wants_key:
            from bot.store.sealing import fresh_key

            _say(f"Here is a fresh one: HEARD_KEYS={fresh_key()}")
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        # The last handler of a command: a sentence for people, the place only on request.
        if _is_debug(context):
            raise
        if _is_sentence(error):
            _say(str(error))
            raise typer.Exit(1) from None
        first = (str(error).strip() or "no more is known").splitlines()[0]
        _say(f"{type(error).__name__}: {first} (HEARD_LOG_LEVEL=debug shows where.)")
        raise typer.Exit(1) from None


def _is_sentence(error: Exception) -> bool:
    """Whether the text of an error was written for whoever starts the bot."""
    from bot.app import StartError
    from bot.store.database import UnusableError

    return isinstance(error, StartError | UnusableError)


def _is_debug(context: typer.Context) -> bool:
    try:
        return _settings(context).log_level == "debug"
    except SettingsError:
        return False


def _err() -> Console:
    return Console(stderr=True)


def _say(sentence: str) -> None:
    _err().print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)
