"""Where a command runs: its environment, its ``.env``, and the console for what went wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import typer
from rich.console import Console

from bot.settings import Settings, read_settings, unknown_settings


@dataclass(frozen=True)
class CommandContext:
    """Where a command runs; tests hand in their own instead of changing the process."""

    env: Mapping[str, str] | None = None
    """``None``: the process's environment and ``.env``."""
    env_file: Path = field(default_factory=lambda: Path(".env"))


def command_context(context: typer.Context) -> CommandContext:
    """Give where a command runs: what a test handed in, else this process."""
    return context.obj if isinstance(context.obj, CommandContext) else CommandContext()


def load_settings(
    context: typer.Context, enough: Callable[[Settings], Settings] = lambda settings: settings
) -> Settings:
    """Read the settings. Raises ``SettingsError`` where ``enough`` misses one of them.

    What looks like a setting and is none is warned of: it was meant to change something.
    """
    for sentence in unknown_settings(command_context(context).env):
        say(sentence)
    return enough(read_settings(command_context(context).env))


def stderr() -> Console:
    """Give the console for progress and for what went wrong."""
    return Console(stderr=True)


def say(sentence: str) -> None:
    """Say on standard error what went wrong."""
    stderr().print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)
