"""What happened in a team's weeks, and which of it counts."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.calendar import IsoWeek, iso_week

WINDOW_WEEKS = 4
CHANGED_BY = 3
"""People who joined or left before a list is counted anew (D9)."""
FEWEST_ELIGIBLE = 5
"""A shorter list is always taken as it is (R15)."""


class CoarseState(StrEnum):
    """Where a concern stands, as coarsely as a note may tell."""

    OPEN = "open"
    """``raised``, ``heard``, ``in_progress``, ``better`` or ``worse``."""
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    NO_CHANGE = "no_change"
    ENDED = "ended"
    """``ended_by_raiser``."""


class CheckInAnswer(StrEnum):
    """Whether the raiser answered "has it got better?"."""

    NONE = "none"
    OPEN = "open"
    """Answered where the leader may see it, whatever the answer was."""
    PRIVATE = "private"
    """Kept to themselves: read by no rule here, so that it counts exactly like NONE (D10, R23)."""


class Age(StrEnum):
    """How old a concern was on the window's last day."""

    UNDER1 = "under1"
    """Under one week."""
    W1_2 = "w1_2"
    """One week to under two."""
    W2_4 = "w2_4"
    """Two weeks to under four."""
    OLDER = "older"
    """Four weeks and more: raised before a full window began."""


class Window(NamedTuple):
    """The days a note is about (D1), in the team's zone.

    With ``weeks == 0`` it is empty: ``last`` is the day before ``first``.
    """

    first: date
    last: date
    weeks: int
    """Full ISO weeks in it, 0 to 4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One concern, as far as a note is concerned: no words, no names.

    ``count`` needs those created in the window *and* those created before it that are still
    open; without the latter "nothing has waited longer than a month" would be untrue.
    """

    concern: str
    """Opaque id of the concern, the same every week."""
    raiser: str
    """Opaque key of the person who raised it (their id or a keyed hash), the same every week and
    the same as in the set of eligible people."""
    owner: str | None
    """Opaque key of the leader who has it now; None when that leader is gone."""
    topic: str
    """Key of the signal, such as ``stuck``."""
    created: date
    """The day it was raised, in the team's zone."""
    pressures: frozenset[str] = frozenset()
    """Keys of what is behind it, none to three."""
    answered_after: int | None = None
    """Working days from raising to the leader's first answer; None = not answered yet."""
    answer_limit: int = 2
    """Working days within which an answer counts as heard: 2, for "next time we talk" 4."""
    answer_due: bool = True
    """The limit has passed. An unanswered concern that still has time is in no share."""
    follow_up_due: bool = False
    """Its first follow-up has fallen due, whether or not it took place."""
    first_follow_up: int | None = None
    """Working days from raising to the first talk the leader reported and the raiser did not
    deny; None = not yet."""
    came_back_unasked: bool = False
    """That talk was before the bot first asked. Shown to the owner only."""
    state: CoarseState = CoarseState.OPEN
    answer: CheckInAnswer = CheckInAnswer.NONE
    """The last answer; one given openly stays when a later one is private."""
    withdrawn: bool = False
    """Taken back: enters nothing."""
    sent_elsewhere: bool = False
    """Sent to someone who does not lead this team: enters nothing (D8, R8)."""
    is_note: bool = False
    """A leader's own note, shared or private: enters nothing."""

    @property
    def came_back(self) -> bool:
        """A talk was reported and the raiser did not deny it."""
        return self.first_follow_up is not None

    @property
    def heard(self) -> bool | None:
        """Answered in time; None while there is still time and no answer."""
        if self.answered_after is not None:
            return self.answered_after <= self.answer_limit
        return False if self.answer_due else None

    @property
    def answered_openly(self) -> bool:
        """The raiser said whether it got better, and not privately (D10)."""
        return self.state is CoarseState.CONFIRMED or self.answer is CheckInAnswer.OPEN

    @property
    def leaves_no_trace(self) -> bool:
        """It enters no figure of anyone, the owner's own included."""
        return self.withdrawn or self.sent_elsewhere or self.is_note


@dataclass(frozen=True, slots=True)
class Counted:
    """What may enter a team's figures; made by :func:`count` only."""

    facts: tuple[Fact, ...]
    """Raised in the window, or before it and still open."""
    window: Window
    eligible: int
    """How many people are eligible, whether or not they raised anything."""

    @property
    def raised(self) -> tuple[Fact, ...]:
        """Those raised in the window itself."""
        return tuple(fact for fact in self.facts if fact.created >= self.window.first)

    @property
    def still_open(self) -> tuple[Fact, ...]:
        """Those still open, however old."""
        return tuple(fact for fact in self.facts if fact.state is CoarseState.OPEN)


def monday(week: IsoWeek) -> date:
    """The week's first day."""
    return date.fromisocalendar(week.year, week.week, 1)


def week_after(week: IsoWeek, weeks: int = 1) -> IsoWeek:
    """The ISO week so many weeks later, or earlier."""
    return iso_week(monday(week) + timedelta(weeks=weeks))


def week_ends(week: IsoWeek, zone: str) -> datetime:
    """The moment at which the week is over in ``zone``."""
    return datetime.combine(monday(week_after(week)), time.min, ZoneInfo(zone))


def window(today_in_zone: date, accepted_on: date) -> Window:
    """The last four full ISO weeks before today; fewer until there are four (D1).

    The week in which the leader accepted counts as a full one. Both days are in the team's zone.
    """
    this_monday = _monday(today_in_zone)
    oldest = this_monday - timedelta(weeks=WINDOW_WEEKS)
    first = min(this_monday, max(oldest, _monday(accepted_on)))
    return Window(first, this_monday - timedelta(days=1), (this_monday - first).days // 7)


def posting_day(week: IsoWeek, weekday: int, is_workday: Callable[[date], bool]) -> date | None:
    """The day of that ISO week on which the note goes out.

    ``weekday`` is the chosen one, Monday = 0. If it is no working day, the nearest one of the
    same ISO week, of two equally near ones the later; None when the whole week is off.
    """
    first = monday(week)
    nearest = sorted(range(7), key=lambda number: (abs(number - weekday), weekday - number))
    days = (first + timedelta(days=number) for number in nearest)
    return next((day for day in days if is_workday(day)), None)


def eligible_now(previous: frozenset[str] | None, current: frozenset[str]) -> frozenset[str]:
    """The people who may be counted (D9).

    If fewer than three joined or left, the ``previous`` set stays. R15 goes before: a list that
    has fallen below five people is taken as it is.
    """
    small = len(current) < FEWEST_ELIGIBLE
    if previous is None or small or len(previous ^ current) >= CHANGED_BY:
        return current
    return previous


def eligible_from(
    previous: frozenset[str] | None,
    since: date | None,
    current: frozenset[str],
    today: date,
) -> tuple[frozenset[str], date]:
    """The people who may be counted, and since when it is these (D9).

    An old set stays until the next window: four weeks later nothing of the old one is left in it,
    and whoever joined or left since is counted, or not, like everybody else.
    """
    over = since is None or today - since >= timedelta(weeks=WINDOW_WEEKS)
    chosen = eligible_now(None if over else previous, current)
    if since is None or over or chosen != previous:
        return chosen, today
    return chosen, since


def count(facts: Iterable[Fact], eligible: Collection[str], over: Window) -> Counted:
    """Those of the facts that may enter a figure (D1, D8).

    Left out: withdrawn, sent elsewhere, notes, raisers who are not ``eligible``, and whatever
    was raised after the window. ``eligible`` holds raiser keys.
    """
    return Counted(
        tuple(
            fact
            for fact in facts
            if not fact.leaves_no_trace and fact.raiser in eligible and _belongs(fact, over)
        ),
        over,
        len(frozenset(eligible)),
    )


def age(fact: Fact, over: Window) -> Age:
    """How old it was on the window's last day.

    Counted to that day and not to today, so that a preview and the note agree.
    """
    days = (over.last - fact.created).days
    if days < 7:
        return Age.UNDER1
    if days < 14:
        return Age.W1_2
    return Age.W2_4 if days < 7 * WINDOW_WEEKS else Age.OLDER


def _belongs(fact: Fact, over: Window) -> bool:
    in_time = fact.created >= over.first or fact.state is CoarseState.OPEN
    return in_time and fact.created <= over.last


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
