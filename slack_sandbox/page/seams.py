"""What is handed to the page from outside: how time moves, and tables to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from slack_sandbox.world import World


class Time(Protocol):
    """How time goes on. Where an app lives on the same clock, it does here what fell due."""

    async def move(self, to: datetime) -> None:
        """Let time pass until ``to``, which is never before now; everything due happens."""

    async def settle(self) -> None:
        """Let happen what is due at this moment; called after whatever a person did."""


class Ahead:
    """The sandbox's own clock, set forward by hand: nobody is told, time is just later."""

    def __init__(self, world: World) -> None:
        """Take the place of the clock that ``world`` had."""
        self._now = world.now
        self._ahead = timedelta(0)
        world.now = self

    def __call__(self) -> datetime:
        """What time it is now."""
        return self._now() + self._ahead

    async def move(self, to: datetime) -> None:
        """Set it forward."""
        self._ahead += max(to - self(), timedelta(0))

    async def settle(self) -> None:
        """Nothing falls due here."""


@dataclass(frozen=True)
class Table:
    """What a panel shows: plain words, row by row."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    """A sentence above it."""


class Hints(Protocol):
    """A line on the page that says what to try next."""

    def hint(self) -> str | None:
        """What to try now, or nothing; asked for whenever something changed."""


class Panel(Protocol):
    """A further table for whoever looks inside."""

    @property
    def title(self) -> str:
        """What the panel is called, in a word or two."""

    async def table(self) -> Table:
        """Give what there is to see now; asked for whenever something changed."""
