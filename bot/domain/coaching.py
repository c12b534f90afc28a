"""Which of the six behaviours of an empathetic leader speaks next.

One short line now and then, chosen by what is going on: at most one new one a week where a leader
opens words, and none twice within 30 days, wherever it was read. What they say is in the locales.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.domain.calendar import Calendar
from bot.domain.concern import Concern
from bot.domain.concern.states import Kind, NudgeReason, State
from bot.domain.taxonomy import Signal

WEEK = 7
"""Days before the next line for a talk."""
NOT_AGAIN = 30
"""Days before the same line may be read again."""


class Behaviour(StrEnum):
    """What an empathetic leader does."""

    LISTENING = "listening"
    VALIDATION = "validation"
    REFLECTING = "reflecting"
    PERSPECTIVE = "perspective"
    SUPPORT = "support"
    FOLLOW_UP = "follow_up"


class CoachingLine(StrEnum):
    """One coaching line; its value is the end of its key in the locales."""

    LISTENING_1 = "listening_1"
    LISTENING_2 = "listening_2"
    LISTENING_3 = "listening_3"
    LISTENING_4 = "listening_4"
    VALIDATION_1 = "validation_1"
    VALIDATION_2 = "validation_2"
    VALIDATION_3 = "validation_3"
    VALIDATION_4 = "validation_4"
    REFLECTING_1 = "reflecting_1"
    REFLECTING_2 = "reflecting_2"
    REFLECTING_3 = "reflecting_3"
    REFLECTING_4 = "reflecting_4"
    PERSPECTIVE_1 = "perspective_1"
    PERSPECTIVE_2 = "perspective_2"
    PERSPECTIVE_3 = "perspective_3"
    PERSPECTIVE_4 = "perspective_4"
    SUPPORT_1 = "support_1"
    SUPPORT_2 = "support_2"
    SUPPORT_3 = "support_3"
    SUPPORT_4 = "support_4"
    FOLLOW_UP_1 = "follow_up_1"
    FOLLOW_UP_2 = "follow_up_2"
    FOLLOW_UP_3 = "follow_up_3"
    FOLLOW_UP_4 = "follow_up_4"

    @property
    def behaviour(self) -> Behaviour:
        """What it is a line about."""
        return Behaviour(self.value.rpartition("_")[0])

    @property
    def number(self) -> int:
        """Its place among the lines about the same."""
        return int(self.value.rpartition("_")[2])


@dataclass(frozen=True)
class Coached:
    """A line a leader has read."""

    line: CoachingLine
    at: datetime
    """When it was last read."""
    for_talk: bool
    """Whether it was given for a talk, where words are open; else Home showed it."""


@dataclass(frozen=True)
class HomeLine:
    """The line in a leader's Home."""

    line: CoachingLine
    more: bool
    """Whether there is another one to ask for."""


def situation(concern: Concern, *, said_back: bool) -> tuple[Behaviour, ...]:
    """What would help with ``concern`` as it stands.

    Two who see it differently come first, then what is new, what was begun, and what was said
    back; everything else is about coming back to it.
    """
    two_views = concern.replies.two_views or concern.signal is Signal.DISAGREE
    if two_views or concern.state is State.WORSE:
        return (Behaviour.PERSPECTIVE,)
    if concern.state is State.RAISED:
        return (Behaviour.LISTENING, Behaviour.VALIDATION)
    if concern.state is State.IN_PROGRESS:
        return (Behaviour.SUPPORT,)
    return (Behaviour.REFLECTING,) if said_back else (Behaviour.FOLLOW_UP,)


def has_room(concern: Concern) -> bool:
    """Whether the card about ``concern`` has a small line for an opener.

    It is a first question's. A note that was asked about before suggests to share it there.
    """
    nudge = concern.clocks.nudge
    if nudge is None or nudge.reason is not NudgeReason.FIRST:
        return False
    return concern.kind is not Kind.NOTE or concern.promise.follow_up == 0


def week_is_free(read: Iterable[Coached], now: datetime, days: Calendar) -> bool:
    """Whether the leader was given no line for a talk in the last seven days."""
    return all(_age(reading, now, days) >= WEEK for reading in read if reading.for_talk)


def next_line(
    behaviours: Sequence[Behaviour], read: Iterable[Coached], now: datetime, days: Calendar
) -> CoachingLine | None:
    """The line of ``behaviours`` that was read longest ago, or never; ``None`` if none is left."""
    readings = {reading.line: reading for reading in read}
    free = [
        line
        for line in CoachingLine
        if line.behaviour in behaviours
        and (line not in readings or _age(readings[line], now, days) >= NOT_AGAIN)
    ]
    return min(free, key=lambda line: _turn(line, behaviours, readings), default=None)


def home_line(read: Sequence[Coached], now: datetime, days: Calendar) -> HomeLine | None:
    """What Home shows at ``now``."""
    line = current(read, now, days)
    if line is None:
        return None
    return HomeLine(line, next_line(tuple(Behaviour), read, now, days) is not None)


def current(read: Iterable[Coached], now: datetime, days: Calendar) -> CoachingLine | None:
    """The line Home shows: the last one read, for a week."""
    latest = max(read, key=lambda reading: reading.at, default=None)
    return latest.line if latest is not None and _age(latest, now, days) < WEEK else None


def _age(reading: Coached, now: datetime, days: Calendar) -> int:
    """How many of the leader's days ago a line was read."""
    return (days.today(now) - days.today(reading.at)).days


def _turn(
    line: CoachingLine, behaviours: Sequence[Behaviour], readings: Mapping[CoachingLine, Coached]
) -> tuple[datetime, int, int]:
    read = readings[line].at if line in readings else datetime.min.replace(tzinfo=UTC)
    return read, line.number, behaviours.index(line.behaviour)
