"""Working time of a person: days, hours, holidays, absences, zones and daylight saving.

A :class:`Calendar` answers two kinds of questions. About *days* (``date``, in the person's own
zone): is it a working day, which is the third one after this? About *instants* (aware
``datetime``, given back in UTC): may something be sent now, and if not, when?

Wall clock times are turned into instants by one rule, :meth:`Calendar.instant`: a time that the
clock skips moves to the first valid instant after the gap, a time that it shows twice means its
first occurrence. Naive datetimes are refused with ``ValueError``; nothing here asks the time.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, wraps
from typing import NamedTuple, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

P = ParamSpec("P")
R = TypeVar("R")

LOOK_AHEAD_DAYS = 400
"""How many days, known absences not counted, a search looks at before it gives up."""
MOST_SHIFT_MINUTES = 10
WORKWEEK = frozenset({1, 2, 3, 4, 5})
WEEKEND = frozenset({6, 7})
"""Saturday and Sunday, on which the week begins in some places."""
ONE_DAY = timedelta(days=1)


class NoWorkingTimeError(ValueError):
    """A calendar has no working day, or no open moment, for as far as a search looks.

    So it is too where dates end: at the last day of 9999, and at the first one of the year 1.
    """


def _where_dates_end(method: Callable[P, R]) -> Callable[P, R]:
    """Turn Python's ``OverflowError`` at the end of all dates into ``NoWorkingTimeError``."""

    @wraps(method)
    def bounded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except OverflowError as end:
            raise NoWorkingTimeError("No working time where dates end.") from end

    return bounded


def never(day: date) -> bool:
    """No day is a holiday: for a person whose region is unknown."""
    return False


def year_after(day: date) -> date:
    """The same date of the next year, 28 February for the 29th: as far ahead as days are taken."""
    if day.year == date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def shifted_hour(person_id: str, hour: time) -> time:
    """``hour``, 0 to 10 whole minutes later: fixed per person, so that not all are asked at once.

    Wall clock time, any zone. Never past midnight: the shift ends at 23:59.
    """
    digest = hashlib.sha256(person_id.encode()).digest()
    minutes = int.from_bytes(digest[:4], "big") % (MOST_SHIFT_MINUTES + 1)
    shifted = min(hour.hour * 60 + hour.minute + minutes, 24 * 60 - 1)
    return hour.replace(hour=shifted // 60, minute=shifted % 60)


class IsoWeek(NamedTuple):
    """A week by ISO 8601, Monday to Sunday; as text ``2026-W07``."""

    year: int
    week: int

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.week:02d}"

    @classmethod
    def of(cls, text: str) -> "IsoWeek":
        """Read it back. Raises ``ValueError`` for anything else."""
        return iso_week(date.fromisoformat(f"{text}-1"))


def iso_week(day: date) -> IsoWeek:
    """The ISO week a day lies in."""
    year, week, _ = day.isocalendar()
    return IsoWeek(year, week)


@dataclass(frozen=True)
class Absence:
    """Days on which a person does not work, ``first`` and ``last`` included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Whether the person is away on ``day``."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class TalkHour:
    """Hours of a weekday (ISO, Monday is 1) kept free for talks: ``start`` in, ``end`` out.

    Wall clock times in the person's zone. ``ValueError`` when they do not follow each other.
    """

    weekday: int
    start: time
    end: time

    def __post_init__(self) -> None:
        if self.weekday not in range(1, 8):
            raise ValueError(f"A weekday is 1 (Monday) to 7 (Sunday), not {self.weekday}.")
        if self.start >= self.end:
            raise ValueError(f"Talk hours end after they start, not {self.start} to {self.end}.")

    def covers(self, weekday: int, wall_time: time) -> bool:
        """Whether ``wall_time`` on that ISO ``weekday`` belongs to a talk."""
        return weekday == self.weekday and self.start <= wall_time < self.end


@dataclass(frozen=True)
class Calendar:
    """When a person works and may be written to.

    ``zone`` is an IANA name, ``days`` are ISO weekdays, times are wall clock in ``zone``, ``hour``
    is the chosen hour of the day message. ``ValueError`` for an unknown zone, no or impossible
    days, or working hours that do not end after they start on the same day.
    """

    zone: str
    days: frozenset[int] = WORKWEEK
    start: time = time(9, 0)
    end: time = time(17, 30)
    hour: time = time(9, 30)
    holidays: Callable[[date], bool] = never
    away: tuple[Absence, ...] = ()
    talk_hours: tuple[TalkHour, ...] = ()
    grace: int = 0
    """Working days given to somebody who comes back unasked, before they are asked after all."""

    def __post_init__(self) -> None:
        _zone(self.zone)
        if not self.days or not self.days <= frozenset(range(1, 8)):
            raise ValueError(
                f"Working days are some of 1 (Monday) to 7 (Sunday), not {sorted(self.days)}."
            )
        if self.start >= self.end:
            raise ValueError(f"Working hours end after they start, not {self.start} to {self.end}.")

    @property
    def week_begins(self) -> int:
        """The ISO weekday on which the week begins: Monday, or the weekend day work begins on.

        That is the first working day after the longest rest, where it is a Saturday or a Sunday.
        """

        def rest(day: int) -> int:
            """The days off just before a working day."""
            before = ((day - number - 1) % 7 + 1 for number in range(1, 8))
            return next(count for count, off in enumerate(before) if off in self.days)

        first = max(sorted(self.days), key=lambda day: (rest(day), -day))
        return first if first in WEEKEND else 1

    # Days, in the person's zone. Every search raises ``NoWorkingTimeError`` where dates end.

    def today(self, now: datetime) -> date:
        """The person's local date at ``now``."""
        return self.local(now).date()

    def is_workday(self, day: date) -> bool:
        """Whether the person works on ``day``: a weekday of theirs, no holiday, not away."""
        return (
            day.isoweekday() in self.days
            and not (self.away and any(absence.covers(day) for absence in self.away))
            and not self.holidays(day)
        )

    @_where_dates_end
    def on_or_after(self, day: date) -> date:
        """``day`` itself when it is a working day, else the next one.

        Known absences of any length are stepped over; ``NoWorkingTimeError`` when 400 further days
        hold no working day.
        """
        for _ in range(LOOK_AHEAD_DAYS):
            day = self._after_absences(day)
            if self.is_workday(day):
                return day
            day += ONE_DAY
        raise NoWorkingTimeError(f"No working day in {LOOK_AHEAD_DAYS} days up to {day}.")

    @_where_dates_end
    def add_workdays(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day``; for ``n`` = 0 :meth:`on_or_after`.

        ``day`` itself need not be one. ``ValueError`` for a negative ``n``.
        """
        if n < 0:
            raise ValueError(f"Working days are counted forward, not {n}.")
        if n == 0:
            return self.on_or_after(day)
        for _ in range(n):
            day = self.on_or_after(day + ONE_DAY)
        return day

    def next_workday(self, day: date, n: int = 1) -> date:
        """The ``n``-th working day strictly after ``day``; ``ValueError`` for ``n`` under 1."""
        if n < 1:
            raise ValueError(f"The next working day is the first or a later one, not number {n}.")
        return self.add_workdays(day, n)

    def workdays_between(self, first: date, last: date) -> int:
        """How many working days come after ``first``, up to and including ``last``.

        So ``workdays_between(day, add_workdays(day, n)) == n``; 0 when ``last`` is not after
        ``first``.
        """
        span = max((last - first).days, 0)
        return sum(self.is_workday(first + timedelta(days=n)) for n in range(1, span + 1))

    # Instants, in UTC.

    @_where_dates_end
    def local(self, moment: datetime) -> datetime:
        """``moment`` on the person's own clock; ``ValueError`` when it has no zone."""
        return _aware(moment).astimezone(_zone(self.zone))

    @_where_dates_end
    def instant(self, day: date, wall_time: time) -> datetime:
        """When the person's clock shows ``wall_time`` on ``day``, in UTC.

        Skipped by the clock: the first valid instant after the gap. Shown twice: the first time.
        """
        return self._occurrence(day, wall_time, fold=0)

    def is_open(self, now: datetime) -> bool:
        """Whether something may be sent: a working day, working hours, no talk hours.

        Read off the person's clock: from ``start`` on, before ``end``.
        """
        here = self.local(now)
        wall_time = here.time()
        return (
            self.start <= wall_time < self.end
            and not any(talk.covers(here.isoweekday(), wall_time) for talk in self.talk_hours)
            and self.is_workday(here.date())
        )

    @_where_dates_end
    def next_open(self, now: datetime) -> datetime:
        """``now`` when open, else the instant at which working hours begin or talk hours end next.

        ``NoWorkingTimeError`` when 400 working days hold no open moment.
        """
        if self.is_open(now):
            return now.astimezone(UTC)
        day = self.today(now)
        for _ in range(LOOK_AHEAD_DAYS):
            day = self.on_or_after(day)
            for opening in self._openings(day):
                if opening > now:
                    return opening
            day += ONE_DAY
        raise NoWorkingTimeError(f"No open moment in {LOOK_AHEAD_DAYS} working days up to {day}.")

    @_where_dates_end
    def hour_on(self, day: date) -> datetime:
        """When the day message of ``day`` goes: at the chosen hour, always while open.

        An hour in talk hours moves to their end; when working hours are over by then (or the hour
        lies outside them), the day's first open moment is taken instead, so that each day keeps
        its own message. A day without an open moment passes it on to the next one.
        ``NoWorkingTimeError`` when 400 working days hold no open moment.
        """
        for _ in range(LOOK_AHEAD_DAYS):
            day = self.on_or_after(day)
            moment = self._hour_of(day)
            if moment is not None:
                return moment
            day += ONE_DAY
        raise NoWorkingTimeError(f"No open moment in {LOOK_AHEAD_DAYS} working days up to {day}.")

    @_where_dates_end
    def next_hour(self, now: datetime) -> datetime:
        """The first :meth:`hour_on` strictly after ``now``: once per working day, never closed."""
        day = self.today(now)
        moment = self.hour_on(day)
        while moment <= _aware(now):
            day += ONE_DAY
            moment = self.hour_on(day)
        return moment

    def _after_absences(self, day: date) -> date:
        """The first day from ``day`` on that no absence covers."""
        while covering := [absence for absence in self.away if absence.covers(day)]:
            day = max(absence.last for absence in covering) + ONE_DAY
        return day

    def _hour_of(self, day: date) -> datetime | None:
        """The chosen hour of this very working day, ``None`` when it is never open."""
        chosen = self.instant(day, self.hour)
        if self.is_open(chosen) and self.today(chosen) == day:
            return chosen
        openings = self._openings(day)
        return next((opening for opening in openings if opening > chosen), None) or next(
            iter(openings), None
        )

    def _openings(self, day: date) -> list[datetime]:
        """Every instant of ``day`` at which closed may turn into open, in order.

        Beside start of work and ends of talks this is the clock's own jump, which can go back from
        after work into working hours; each wall clock time counts as often as the clock shows it.
        """
        ends = [talk.end for talk in self.talk_hours if talk.weekday == day.isoweekday()]
        moments = {
            self._occurrence(day, wall_time, fold=fold)
            for wall_time in (self.start, *ends)
            for fold in (0, 1)
        }
        midnight, next_midnight = (
            self.instant(day, time.min),
            self.instant(day + ONE_DAY, time.min),
        )
        if self.local(midnight).utcoffset() != self.local(next_midnight).utcoffset():
            moments.add(_jump(_zone(self.zone), midnight, next_midnight))
        return sorted(
            moment for moment in moments if self.today(moment) == day and self.is_open(moment)
        )

    def _occurrence(self, day: date, wall_time: time, *, fold: int) -> datetime:
        """The first (``fold`` 0) or second time the clock shows ``wall_time``; after a gap."""
        zone = _zone(self.zone)
        wall = datetime.combine(day, wall_time.replace(tzinfo=None))
        moment = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == wall:
            return moment
        # In a gap the two readings take the offsets before and after it, and so enclose it.
        before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
        after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
        return _jump(zone, before, after)


@cache
def _zone(name: str) -> ZoneInfo:
    """The zone of that IANA name; ``ValueError`` for an unknown one."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError) as unknown:
        raise ValueError(f"No time zone is called {name!r}.") from unknown


def _aware(moment: datetime) -> datetime:
    """``moment``; ``ValueError`` when it has no zone."""
    if moment.utcoffset() is None:
        raise ValueError(f"A moment needs a zone, {moment.isoformat()} has none.")
    return moment


def _jump(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first instant after ``before`` with another offset; there is one up to ``after``."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta.resolution:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
