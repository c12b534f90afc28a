"""The clock's jumps in every zone, the fixed shift, and where dates end (R32)."""

import contextlib
import zoneinfo
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import (
    Absence,
    Calendar,
    NoWorkingTimeError,
    TalkHour,
    never,
    shifted_hour,
    year_after,
)
from tests.domain.calendar_cases import BERLIN, EVERY_DAY

ALMOST_MIDNIGHT = time(23, 59, 59)


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
