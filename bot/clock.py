"""What time it is. Nobody else asks; rules take ``now`` as an argument."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present moment, aware, in UTC."""


def system_clock() -> datetime:
    """The machine's own time."""
    return datetime.now(UTC)


class MovedClock:
    """A clock that stands still until it is moved, and never backwards: demo, tests, benchmarks."""

    def __init__(self, start: datetime) -> None:
        """Stand at ``start`` (aware)."""
        self._now = start.astimezone(UTC)

    def __call__(self) -> datetime:
        """Give the moment it stands at."""
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Go forward to ``moment``; a past one raises ``ValueError``."""
        if moment < self._now:
            raise ValueError(f"time only moves forward: it is {self._now}, asked for {moment}")
        self._now = moment.astimezone(UTC)
