"""What the leaders of a team say about a note before it goes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.calendar import Calendar, IsoWeek, iso_week
from bot.domain.digest.facts import WINDOW_WEEKS, monday, posting_day
from bot.domain.taxonomy import StepKind
from bot.domain.team import Team

MOST_LINES = 3
LINE_LIMIT = 150
STEPS_LAST = timedelta(weeks=4)
"""Steps older than that are in no note and in no form."""
LOOK_BACK_DAYS = 5
"""A leader who has no working day so shortly before the note is away, and is not asked."""


class Word(StrEnum):
    """What a leader answered to "Which of your steps may they read?"."""

    POST = "post"
    """Post as it is."""
    CHOSEN = "chosen"
    """Chose steps and wrote lines."""
    SKIP = "skip"
    """Skip this week."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One leader's word about one week's note."""

    leader: str
    word: Word
    at: datetime
    lines: tuple[str, ...] = ()
    """What changed, in their own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamStep:
    """A step a leader of the team chose lately."""

    id: str
    leader: str
    kind: StepKind
    ticked: bool
    """The leader lets the team read it."""
    text: str = ""
    """What exactly; empty where nothing was written."""


class Silence(StrEnum):
    """Why nothing can be put into a note yet, or at all."""

    WAITS = "waits"
    """Without figures it needs a leader's word, and nobody has spoken."""
    SKIPPED = "skipped"
    """A leader dropped this week's post."""


@dataclass(frozen=True, slots=True)
class Material:
    """What the leaders let the team read this week."""

    steps: tuple[TeamStep, ...]
    lines: tuple[str, ...]


def material(
    steps: Sequence[TeamStep], spoken: Sequence[Spoken], *, counted: bool
) -> Material | Silence:
    """What may stand in the note beside the figures, if there are any (``counted``).

    Figures go out without an answer, with the steps already ticked. Without figures each leader
    speaks for their own steps: in so small a group a step may point at somebody, and only the
    one who chose it can tell. One leader who skips drops the note of all: it is one note.
    """
    if any(decision.word is Word.SKIP for decision in spoken):
        return Silence.SKIPPED
    if not counted and not spoken:
        return Silence.WAITS
    leaders = {decision.leader for decision in spoken}
    return Material(
        tuple(step for step in steps if step.ticked and (counted or step.leader in leaders)),
        tuple(line for decision in spoken for line in decision.lines),
    )


def posting(team: Team, week: IsoWeek, days: Calendar) -> datetime | None:
    """The moment of a team's note in an ISO week; ``None`` where that week has none.

    ``days`` is the team's calendar. Every four weeks means: each time four full weeks are over.
    """
    if not team.has_digest or team.accepted_on is None:
        return None
    since = (monday(week) - monday(iso_week(team.accepted_on))).days // 7
    if team.digest_every > 1 and (since < WINDOW_WEEKS or since % team.digest_every):
        return None
    day = posting_day(week, team.digest_day - 1, days.is_workday)
    return None if day is None else days.instant(day, team.digest_at)


def day_before(day: date, days: Calendar) -> date | None:
    """The last working day before ``day``, for whoever ``days`` belong to."""
    earlier = (day - timedelta(days=n) for n in range(1, LOOK_BACK_DAYS + 1))
    return next((day for day in earlier if days.is_workday(day)), None)
