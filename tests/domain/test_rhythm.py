"""How often a leader is written to."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.calendar import Absence, Calendar
from bot.domain.refusals import SuggestionsUsed, TooFast
from bot.domain.rhythm import (
    Detail,
    Rhythm,
    check_pace,
    check_suggestions,
    first_workday,
    news_since,
    weekly_moment,
)

BERLIN = Calendar("Europe/Berlin")
MONDAY = date(2026, 3, 9)
NOON = datetime(2026, 3, 9, 11, 0, tzinfo=UTC)


def test_the_weekly_moment_is_the_chosen_hour_of_a_weeks_first_working_day() -> None:
    early = BERLIN.instant(MONDAY, time(8, 0))
    assert weekly_moment(early, BERLIN) == BERLIN.hour_on(MONDAY)
    assert weekly_moment(NOON, BERLIN) == BERLIN.hour_on(MONDAY + timedelta(weeks=1))
    part_time = replace(BERLIN, days=frozenset({3, 4}))
    assert weekly_moment(NOON, part_time) == part_time.hour_on(date(2026, 3, 11))


def test_a_week_without_a_working_day_has_no_weekly_moment() -> None:
    away = replace(BERLIN, away=(Absence(date.min, date(2026, 3, 22)),))
    assert first_workday(MONDAY, away) is None
    assert weekly_moment(NOON, away) == away.hour_on(date(2026, 3, 23))
    for_years = replace(BERLIN, away=(Absence(date.min, date(2036, 3, 22)),))
    assert for_years.today(weekly_moment(NOON, for_years)) == date(2036, 3, 24)


@pytest.mark.parametrize(
    ("unasked", "offered", "fades"),
    [
        (4, None, False),
        (5, None, True),
        (9, date(2026, 1, 1), False),
        (5, date(2025, 12, 8), True),
    ],
)
def test_fading_out_is_offered_after_five_and_once_a_quarter(
    unasked: int, offered: date | None, fades: bool
) -> None:
    assert Rhythm(unasked=unasked, fade_offered_on=offered).fades(MONDAY) is fades


def test_the_stricter_of_two_details_wins() -> None:
    assert Detail.TOPIC.stricter(Detail.NOTHING) is Detail.NOTHING
    assert Detail.TOPIC.stricter(Detail.NAME_AND_TOPIC) is Detail.TOPIC


def test_more_than_anybody_types_or_suggests_is_held_back() -> None:
    check_pace(19)
    with pytest.raises(TooFast):
        check_pace(20)
    check_suggestions(4)
    with pytest.raises(SuggestionsUsed) as used:
        check_suggestions(5)
    assert used.value.field == "person"


def test_nobody_is_held_off_before_they_did_anything() -> None:
    assert Rhythm() == Rhythm(
        touched_at=None, backing_off=False, weekly_at=None, unasked=0, fade_offered_on=None
    )
    assert not Rhythm().fades(MONDAY)


def test_where_no_week_has_a_working_day_there_is_no_weekly_moment() -> None:
    with pytest.raises(ValueError, match=r"working"):
        weekly_moment(NOON, replace(BERLIN, holidays=lambda day: True))


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2026, 3, 13), date(2026, 3, 6)),
        (date(2026, 3, 9), date(2026, 3, 2)),
        (date(2026, 3, 15), date(2026, 3, 6)),  # a weekend counts for nothing
    ],
)
def test_news_rides_along_for_five_working_days_whoever_is_away(today: date, since: date) -> None:
    """Days away do not make it older: what waits for their end is told when they are over."""
    away = replace(BERLIN, away=(Absence(date.min, date(2026, 3, 12)),))
    for days in (BERLIN, away):
        begins = news_since(days, days.instant(today, time(16, 0)))
        assert begins == BERLIN.instant(since, time(0, 0))


def test_news_is_looked_for_no_longer_than_any_holidays_last() -> None:
    closed = replace(BERLIN, holidays=lambda day: True)
    begins = BERLIN.instant(MONDAY - timedelta(days=60), time(0, 0))
    assert news_since(closed, NOON) == begins
