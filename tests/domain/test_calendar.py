"""Working days and hours, talk hours, absences, and the clock in every zone."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from bot.domain.calendar import (
    LOOK_AHEAD_DAYS,
    Absence,
    Calendar,
    IsoWeek,
    NoWorkingTimeError,
    TalkHour,
    iso_week,
    shifted_hour,
    year_after,
)
from tests.domain.calendar_cases import BERLIN, EVERY_DAY

THURSDAY = date(2026, 3, 12)
FRIDAY = date(2026, 3, 13)
SATURDAY = date(2026, 3, 14)
MONDAY = date(2026, 3, 16)
TUESDAY = date(2026, 3, 17)


def at(day: date, hour: int, minute: int = 0, calendar: Calendar = BERLIN) -> datetime:
    """That wall clock time in the calendar's zone, as an instant."""
    return calendar.instant(day, time(hour, minute))


# Days


@pytest.mark.parametrize(
    ("day", "expected"),
    [(FRIDAY, True), (SATURDAY, False), (SATURDAY + timedelta(1), False), (MONDAY, True)],
)
def test_a_week_has_five_working_days(day, expected):
    assert BERLIN.is_workday(day) is expected


def test_days_are_chosen_by_the_person():
    calendar = Calendar("Asia/Dubai", days=frozenset({7, 1, 2, 3, 4}))
    assert calendar.is_workday(SATURDAY + timedelta(1))
    assert not calendar.is_workday(FRIDAY)


def test_holidays_and_absences_are_no_working_days():
    calendar = Calendar(
        "Europe/Berlin",
        holidays=lambda day: day == MONDAY,
        away=(Absence(THURSDAY, FRIDAY),),
    )
    assert [calendar.is_workday(THURSDAY + timedelta(n)) for n in range(6)] == [
        *(False, False, False, False),  # away, away, weekend
        *(False, True),  # a holiday, Tuesday
    ]
    assert calendar.on_or_after(THURSDAY) == TUESDAY


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (THURSDAY, 0, THURSDAY),
        (SATURDAY, 0, MONDAY),
        (THURSDAY, 1, FRIDAY),
        (THURSDAY, 2, MONDAY),
        (THURSDAY, 3, TUESDAY),
        (FRIDAY, 1, MONDAY),
        (SATURDAY, 1, MONDAY),
        (SATURDAY, 2, TUESDAY),
    ],
)
def test_working_days_are_counted_forward(day, n, expected):
    assert BERLIN.add_workdays(day, n) == expected
    if n:
        assert BERLIN.next_workday(day, n) == expected


@pytest.mark.parametrize("n", [-1, -30])
def test_working_days_are_not_counted_back(n):
    with pytest.raises(ValueError, match="counted forward"):
        BERLIN.add_workdays(THURSDAY, n)
    with pytest.raises(ValueError, match="first or a later one"):
        BERLIN.next_workday(THURSDAY, n + 1)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (THURSDAY, THURSDAY, 0),
        (THURSDAY, FRIDAY, 1),
        (FRIDAY, MONDAY, 1),
        (FRIDAY, SATURDAY, 0),
        (THURSDAY, TUESDAY, 3),
        (TUESDAY, THURSDAY, 0),
    ],
)
def test_working_days_between_leave_the_first_out_and_take_the_last_in(first, last, expected):
    assert BERLIN.workdays_between(first, last) == expected


def test_an_absence_longer_than_the_look_ahead_is_stepped_over():
    back = THURSDAY + timedelta(days=3 * LOOK_AHEAD_DAYS)
    calendar = Calendar(
        "Europe/Berlin", days=EVERY_DAY, away=(Absence(date.min, back - timedelta(1)),)
    )
    assert calendar.on_or_after(THURSDAY) == back


@pytest.mark.parametrize(
    "calendar",
    [
        Calendar("Europe/Berlin", holidays=lambda day: True),
        Calendar("Europe/Berlin", away=(Absence(THURSDAY, date.max),)),
    ],
    ids=["every day a holiday", "away for good"],
)
def test_a_search_without_end_is_given_up(calendar):
    now = datetime(2026, 3, 12, 10, tzinfo=UTC)
    for search in (
        lambda: calendar.on_or_after(THURSDAY),
        lambda: calendar.add_workdays(THURSDAY, 3),
        lambda: calendar.hour_on(THURSDAY),
        lambda: calendar.next_hour(now),
        lambda: calendar.next_open(now),
    ):
        with pytest.raises(NoWorkingTimeError, match=r"No working day in 400|where dates end"):
            search()


def test_days_that_are_all_talk_are_given_up():
    talks = tuple(TalkHour(weekday, time(8), time(18)) for weekday in EVERY_DAY)
    calendar = Calendar("Europe/Berlin", talk_hours=talks)
    now = datetime(2026, 3, 12, 10, tzinfo=UTC)
    for search in (
        lambda: calendar.hour_on(THURSDAY),
        lambda: calendar.next_hour(now),
        lambda: calendar.next_open(now),
    ):
        with pytest.raises(NoWorkingTimeError, match="No open moment"):
            search()


# Hours


@pytest.mark.parametrize(
    ("day", "hour", "minute", "expected"),
    [
        (THURSDAY, 8, 59, False),
        (THURSDAY, 9, 0, True),
        (THURSDAY, 17, 29, True),
        (THURSDAY, 17, 30, False),
        (SATURDAY, 12, 0, False),
    ],
)
def test_open_is_from_start_on_and_before_end(day, hour, minute, expected):
    assert BERLIN.is_open(at(day, hour, minute)) is expected


TALKS = Calendar(
    "Europe/Berlin",
    talk_hours=(
        TalkHour(4, time(9), time(10)),
        TalkHour(4, time(10), time(10, 30)),
        TalkHour(5, time(9, 15), time(17, 30)),
        TalkHour(1, time(8), time(19)),
    ),
)
"""Thursday two talks in a row, Friday talks from 9:15 to the end, Monday nothing but talks."""


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(THURSDAY, 7), at(THURSDAY, 10, 30)),
        (at(THURSDAY, 9, 30), at(THURSDAY, 10, 30)),
        (at(THURSDAY, 10, 30), at(THURSDAY, 10, 30)),
        (at(THURSDAY, 11), at(THURSDAY, 11)),
        (at(THURSDAY, 17, 30), at(FRIDAY, 9)),
        (at(FRIDAY, 9, 15), at(TUESDAY, 9)),
        (at(MONDAY, 12), at(TUESDAY, 9)),
    ],
)
def test_next_open_is_now_or_the_next_opening(now, expected):
    assert TALKS.next_open(now) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (THURSDAY, at(THURSDAY, 10, 30)),  # at the end of the talks
        (FRIDAY, at(FRIDAY, 9)),  # the talks end with the day: its first open moment
        (SATURDAY, at(TUESDAY, 9, 30)),
        (MONDAY, at(TUESDAY, 9, 30)),  # never open
        (TUESDAY, at(TUESDAY, 9, 30)),
    ],
)
def test_the_chosen_hour_keeps_out_of_talk_hours(day, expected):
    assert TALKS.hour_on(day) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(THURSDAY, 9), at(THURSDAY, 9, 30)),
        (at(THURSDAY, 9, 30), at(FRIDAY, 9, 30)),  # strictly after
        (at(FRIDAY, 12), at(MONDAY, 9, 30)),
        (at(SATURDAY, 1), at(MONDAY, 9, 30)),
    ],
)
def test_next_hour_is_the_next_chosen_hour_of_a_working_day(now, expected):
    assert BERLIN.next_hour(now) == expected


@pytest.mark.parametrize(
    ("hour", "expected"),
    [(time(8), time(9)), (time(17, 30), time(9)), (time(17, 29), time(17, 29))],
)
def test_a_chosen_hour_outside_working_hours_moves_inside(hour, expected):
    calendar = Calendar("Europe/Berlin", hour=hour)
    assert calendar.local(calendar.hour_on(THURSDAY)).time() == expected


def test_the_same_moment_is_another_day_elsewhere():
    now = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)
    assert Calendar("America/Los_Angeles").today(now) == THURSDAY
    assert Calendar("Pacific/Auckland").today(now) == FRIDAY


def test_moments_come_back_in_utc_whatever_zone_they_came_in():
    now = datetime(2026, 3, 12, 11, tzinfo=timezone(timedelta(hours=1)))
    for moment in (BERLIN.next_open(now), BERLIN.next_hour(now), BERLIN.hour_on(THURSDAY)):
        assert moment.tzinfo is UTC


# What is refused


@pytest.mark.parametrize("ask", ["local", "today", "is_open", "next_open", "next_hour"])
def test_a_moment_without_a_zone_is_refused(ask):
    with pytest.raises(ValueError, match="A moment needs a zone"):
        getattr(BERLIN, ask)(datetime(2026, 3, 12, 12))  # noqa: DTZ001


@pytest.mark.parametrize("zone", ["", "Nowhere", "Europe/Nowhere", "Europe", "../etc/passwd"])
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(ValueError, match="No time zone is called"):
        Calendar(zone)


@pytest.mark.parametrize("days", [frozenset(), frozenset({0, 1}), frozenset({8})])
def test_impossible_days_are_refused(days):
    with pytest.raises(ValueError, match="Working days are some of"):
        Calendar("UTC", days=days)


def test_hours_that_end_before_they_start_are_refused():
    with pytest.raises(ValueError, match="Working hours end after they start"):
        Calendar("UTC", start=time(22), end=time(6))
    with pytest.raises(ValueError, match="Talk hours end after they start"):
        TalkHour(1, time(10), time(10))
    with pytest.raises(ValueError, match="A weekday is 1"):
        TalkHour(0, time(9), time(10))


@pytest.mark.parametrize(
    ("days", "begins"),
    [
        ("12345", 1),
        ("71234", 7),
        ("67123", 6),
        ("1234567", 1),
        ("6", 6),
        ("7", 7),
        ("67", 6),
        ("16", 6),
        ("37", 7),
        ("34", 1),  # midweek: the week is everybody's, and begins on Monday
        ("47", 1),
        ("147", 1),  # of two rests of one length the first
    ],
)
def test_a_week_begins_after_its_longest_rest_on_a_monday_or_at_the_weekend(days, begins):
    assert Calendar("UTC", days=frozenset(map(int, days))).week_begins == begins


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 3, 12), date(2027, 3, 12)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(9998, 12, 31), date.max),
        (date(9999, 1, 1), date.max),
    ],
)
def test_a_year_later_is_the_same_date_or_the_last_there_is(day, later):
    assert year_after(day) == later


def test_an_hour_is_shifted_by_up_to_ten_minutes_and_always_by_as_many():
    half_past_nine = time(9, 30)
    shifts = {(shifted_hour(f"U{number}", half_past_nine).minute - 30) for number in range(200)}
    assert shifts == set(range(11))
    known = [shifted_hour(f"U{number}", half_past_nine).minute for number in range(1, 6)]
    assert known == [30, 38, 40, 33, 30]
    last = {shifted_hour(f"U{number}", time(23, 55)) for number in range(200)}
    assert max(last) == time(23, 59)
    assert min(last) == time(23, 55)
    assert shifted_hour("U1", time(9, 59)).hour in (9, 10)
    hours = {shifted_hour(f"U{number}", time(9, 55)) for number in range(200)}
    assert max(hours) == time(10, 5)


def test_a_week_is_written_as_iso_writes_it_and_read_back():
    assert str(iso_week(date(2026, 2, 9))) == "2026-W07"
    assert IsoWeek.of("2026-W07") == iso_week(date(2026, 2, 15)) == (2026, 7)
    with pytest.raises(ValueError, match="2026-07"):
        IsoWeek.of("2026-07")


@pytest.mark.parametrize("weekday", [0, 8])
def test_a_talk_is_on_a_day_of_the_week_and_takes_its_start_and_not_its_end(weekday):
    with pytest.raises(ValueError, match="A weekday is 1"):
        TalkHour(weekday, time(9), time(10))
    talk = TalkHour(7, time(9), time(10))
    assert talk.covers(7, time(9))
    assert not talk.covers(7, time(10))
    assert not talk.covers(6, time(9))
    assert TalkHour(1, time(9), time(9, 1)).covers(1, time(9))


def test_an_absence_takes_its_first_and_its_last_day():
    absence = Absence(FRIDAY, MONDAY)
    days = (THURSDAY, FRIDAY, SATURDAY, MONDAY, TUESDAY)
    assert [absence.covers(day) for day in days] == [False, True, True, True, False]
