"""Working days and hours, talk hours, absences, and the clock in every zone."""

import contextlib
import zoneinfo
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import (
    LOOK_AHEAD_DAYS,
    Absence,
    Calendar,
    NoWorkingTimeError,
    TalkHour,
    never,
    shifted_hour,
    year_after,
)

BERLIN = Calendar("Europe/Berlin")
EVERY_DAY = frozenset(range(1, 8))
ALMOST_MIDNIGHT = time(23, 59, 59)
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


# The clock's jumps


@pytest.mark.parametrize(
    ("zone", "day", "wall_time", "expected"),
    [
        ("Europe/Berlin", date(2026, 3, 29), time(1, 59), "2026-03-29T00:59"),
        ("Europe/Berlin", date(2026, 3, 29), time(2, 0), "2026-03-29T01:00"),
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), "2026-03-29T01:00"),
        ("Europe/Berlin", date(2026, 3, 29), time(3, 0), "2026-03-29T01:00"),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),
        ("Europe/Berlin", date(2026, 10, 25), time(3, 0), "2026-10-25T02:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:30"),
        ("America/Havana", date(2026, 3, 8), time(0, 30), "2026-03-08T05:00"),
        ("Pacific/Apia", date(2011, 12, 30), time(9, 30), "2011-12-30T10:00"),
    ],
)
def test_a_skipped_time_moves_behind_the_gap_and_a_doubled_one_is_its_first(
    zone, day, wall_time, expected
):
    moment = Calendar(zone).instant(day, wall_time)
    assert moment == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "now", "expected"),
    [
        (time(0), time(2, 50), "00:55", "01:00"),  # 3:00 turns into 2:00, back in working hours
        (time(2, 15), time(2, 30), "00:40", "01:15"),  # 2:15 comes a second time
        (time(2, 15), time(2, 30), "00:10", "00:15"),
    ],
)
def test_a_clock_put_back_opens_working_hours_again(start, end, now, expected):
    calendar = Calendar("Europe/Berlin", EVERY_DAY, start, end)
    found = calendar.next_open(datetime.fromisoformat(f"2026-10-25T{now}+00:00"))
    assert found == datetime.fromisoformat(f"2026-10-25T{expected}+00:00")


def test_a_day_that_a_zone_leaves_out_has_no_hour():
    apia = Calendar("Pacific/Apia")
    assert apia.hour_on(date(2011, 12, 30)) == apia.hour_on(date(2012, 1, 2))


def test_the_chosen_hour_stays_the_same_on_the_wall_through_a_year():
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(260):
        moment = BERLIN.next_hour(moment)
        assert BERLIN.local(moment).time() == time(9, 30)


def zones_by_jumps(
    first: int, last: int
) -> dict[tuple[object, tuple[tuple[datetime, bool], ...]], str]:
    """Every way in which clocks jump in those years, each with one zone that does.

    A jump is its first instant (UTC) and whether it goes forward. A week is a short enough step:
    the closest jumps in these years are five weeks apart.
    """
    start = datetime(first, 1, 1, tzinfo=UTC)
    weeks = [start + timedelta(weeks=n) for n in range((last + 1 - first) * 53)]
    groups = {}
    for name in sorted(zoneinfo.available_timezones()):
        zone = zoneinfo.ZoneInfo(name)
        offsets = [week.astimezone(zone).utcoffset() for week in weeks]
        jumps = tuple(
            (jump_after(zone, week), after > before)
            for week, (before, after) in zip(weeks, pairwise(offsets), strict=False)
            if before != after
        )
        groups[offsets[0], jumps] = name
    return {(offset, jumps): name for (offset, jumps), name in groups.items() if jumps}


def jump_after(zone: zoneinfo.ZoneInfo, week: datetime) -> datetime:
    """The first second with another offset, in the week that begins then."""
    old, low, high = week.astimezone(zone).utcoffset(), 0, 7 * 24 * 3600
    while high - low > 1:
        middle = (low + high) // 2
        same = (week + timedelta(seconds=middle)).astimezone(zone).utcoffset() == old
        low, high = (middle, high) if same else (low, middle)
    return week + timedelta(seconds=high)


HOURS = [time(0), time(0, 30), time(2, 30), time(9, 30), time(23, 30)]
SPANS = [(time(0), ALMOST_MIDNIGHT), (time(9), time(17, 30)), (time(2, 15), time(2, 45))]


def test_R32_in_every_zone_the_chosen_hour_comes_once_a_day_inside_hours_through_every_jump():
    jumps_seen = 0
    for (_, jumps), name in zones_by_jumps(2026, 2035).items():
        for jump, skips in jumps:
            jumps_seen += 1
            day = (jump - timedelta(seconds=1)).astimezone(zoneinfo.ZoneInfo(name)).date()
            for start, end in SPANS:
                for hour in HOURS if end == ALMOST_MIDNIGHT else HOURS[2:4]:
                    calendar = Calendar(name, EVERY_DAY, start, end, hour)
                    assert_one_a_day(calendar, day, skips=skips)
    assert jumps_seen > 500


def assert_one_a_day(calendar: Calendar, day: date, *, skips: bool) -> None:
    """From the day before ``day`` to two after it each day has its hour, once, while open."""
    days = [day + timedelta(n) for n in range(-1, 3)]
    moment = calendar.instant(days[0], time.min) - timedelta(microseconds=1)
    fired = []
    while calendar.today(moment := calendar.next_hour(moment)) <= days[-1]:
        fired.append(moment)
    assert fired == sorted(set(fired))
    assert all(calendar.is_open(moment) for moment in fired)
    hours_missing = skips and calendar.end < time(3)  # a short working day may lie in the gap
    local_days = [calendar.today(moment) for moment in fired]
    assert len(local_days) == len(set(local_days))
    assert hours_missing or local_days == days


def minutes(first: int = 0, last: int = 24 * 60 - 1) -> st.SearchStrategy[time]:
    return st.integers(first, last).map(lambda minute: time(minute // 60, minute % 60))


spans = st.tuples(minutes(), minutes()).filter(lambda span: span[0] < span[1])


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any working time in a zone whose clock jumps (or not), talks included."""
    start, end = draw(spans)
    talks = [
        TalkHour(draw(st.integers(1, 7)), *draw(spans)) for _ in range(draw(st.integers(0, 4)))
    ]
    return Calendar(
        zone=draw(
            st.sampled_from(
                [
                    *("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"),
                    *("Antarctica/Troll", "America/Havana", "America/Santiago", "Africa/Cairo"),
                    *("Africa/Casablanca", "Asia/Kathmandu", "America/Nuuk", "Pacific/Chatham"),
                ]
            )
        ),
        days=draw(st.frozensets(st.integers(1, 7), min_size=1)),
        start=start,
        end=end,
        hour=draw(minutes()),
        holidays=draw(st.sampled_from([never, lambda day: day.day % 5 == 0])),
        away=tuple(
            Absence(first, first + timedelta(length))
            for first, length in draw(st.lists(st.tuples(dates, st.integers(0, 40)), max_size=3))
        ),
        talk_hours=tuple(talks),
    )


dates = st.dates(date(2026, 1, 1), date(2027, 12, 31))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def around_a_jump(zone: str, moment: datetime) -> datetime:
    """The first change of the clock after ``moment``, a few hours early; else ``moment``."""
    there = zoneinfo.ZoneInfo(zone)
    for hour in range(24 * 400):
        later = moment + timedelta(hours=hour)
        if later.astimezone(there).utcoffset() != moment.astimezone(there).utcoffset():
            return later - timedelta(hours=5)
    return moment


@settings(max_examples=60, deadline=None)
@given(calendars(), moments, st.booleans())
def test_next_open_is_the_first_open_minute_there_is(calendar, moment, at_a_jump):
    now = around_a_jump(calendar.zone, moment) if at_a_jump else moment
    now = now.replace(second=0, microsecond=0)
    walk = (now + timedelta(minutes=n) for n in range(2 * 24 * 60))
    first = next((minute for minute in walk if calendar.is_open(minute)), None)
    try:
        found = calendar.next_open(now)
    except NoWorkingTimeError:
        assert first is None
    else:
        if first is None:
            assert found >= now + timedelta(days=2)
        else:
            assert found == first
        assert calendar.is_open(found)


@settings(deadline=None)
@given(calendars(), moments)
def test_hours_are_open_later_each_time_and_one_a_day(calendar, moment):
    try:
        fired = [moment]
        for _ in range(5):
            fired.append(calendar.next_hour(fired[-1]))
    except NoWorkingTimeError:
        return
    assert all(before < after for before, after in pairwise(fired))
    assert all(calendar.is_open(moment) for moment in fired[1:])
    days = [calendar.today(moment) for moment in fired[1:]]
    assert len(set(days)) == len(days)
    assert all(calendar.hour_on(day) == moment for day, moment in zip(days, fired[1:], strict=True))


@settings(deadline=None)
@given(calendars(), moments, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_a_later_now_never_comes_earlier(calendar, moment, wait):
    try:
        assert calendar.next_hour(moment) <= calendar.next_hour(moment + wait)
        assert calendar.next_open(moment) <= calendar.next_open(moment + wait)
    except NoWorkingTimeError:
        return


@settings(deadline=None)
@given(calendars(), dates, st.integers(0, 40))
def test_counting_forward_and_counting_between_agree(calendar, day, n):
    reached = calendar.add_workdays(day, n)
    assert calendar.is_workday(reached)
    if n:
        assert calendar.workdays_between(day, reached) == n
    else:
        assert reached >= day
        assert calendar.workdays_between(day - timedelta(1), reached) == 1


# The shift


@given(st.text(min_size=1), minutes())
def test_the_shift_is_fixed_and_ten_minutes_at_most(person, hour):
    shifted = shifted_hour(person, hour)
    assert shifted == shifted_hour(person, hour)
    day = date(2026, 3, 12)
    moved = datetime.combine(day, shifted) - datetime.combine(day, hour)
    assert timedelta(0) <= moved <= timedelta(minutes=10)


def test_the_shift_spreads_people_over_all_eleven_minutes():
    minutes_of = [shifted_hour(f"U{n:06}", time(9, 30)).minute - 30 for n in range(1100)]
    counts = [minutes_of.count(minute) for minute in range(11)]
    assert sum(counts) == 1100
    assert min(counts) > 60


# Where dates end

LAST = date.max
ENDS = [date.max, date(9999, 12, 24), date(9999, 12, 30)]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/Berlin", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("day", ENDS)
def test_where_dates_end_no_working_time_is_left_and_nothing_overflows(
    zone: str, day: date
) -> None:
    calendar = Calendar(zone)
    moment = datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)
    searches: list[Callable[[], object]] = [
        lambda: calendar.add_workdays(day, 10),
        lambda: calendar.next_workday(day, 10),
        lambda: calendar.on_or_after(day),
        lambda: calendar.hour_on(day),
        lambda: calendar.instant(day, time(23, 59)),
        lambda: calendar.next_open(moment),
        lambda: calendar.next_hour(moment),
        lambda: calendar.local(moment),
        lambda: calendar.today(moment),
        lambda: calendar.is_open(moment),
    ]
    for search in searches:
        with contextlib.suppress(NoWorkingTimeError):
            search()
    with pytest.raises(NoWorkingTimeError):
        calendar.add_workdays(day, 10)


def test_a_pause_to_the_end_of_all_dates_leaves_no_working_day() -> None:
    away = replace(BERLIN, away=(Absence(date.min, date(9999, 12, 30)),))
    assert away.on_or_after(date(2026, 3, 9)) == LAST
    with pytest.raises(NoWorkingTimeError):
        away.add_workdays(date(2026, 3, 9), 2)
    with pytest.raises(NoWorkingTimeError):
        replace(BERLIN, away=(Absence(date.min, LAST),)).on_or_after(date(2026, 3, 9))


@pytest.mark.parametrize(
    ("day", "latest"),
    [
        (date(2026, 3, 9), date(2027, 3, 9)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(9999, 3, 9), date.max),
    ],
)
def test_a_year_ahead_is_the_same_date_of_the_next_year(day: date, latest: date) -> None:
    assert year_after(day) == latest
