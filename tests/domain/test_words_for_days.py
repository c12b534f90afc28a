"""Every word that a day can be named by, and what a misspelt one is told apart by."""

from datetime import date, timedelta

import pytest

from bot.domain.calendar import Calendar
from bot.domain.typed_days import (
    at_most_one_slip,
    looks_like_a_day,
    names_a_time,
    next_week,
    read_day,
)
from tests.domain.capture_cases import FRIDAY, MONDAY, NEXT_THURSDAY, TODAY

TOMORROWS = "tomorrow tommorow tomorow tommorrow tomorrrow tomorro tmrw tmr tmw tmro 2morrow 2moro"
NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
WEEKDAYS = (
    *("mon monday", "tue tues tuesday", "wed weds wednesday", "thu thur thurs thursday"),
    *("fri friday", "sat saturday", "sun sunday"),
)
MONTHS = (
    *("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july"),
    *("aug august", "sep sept september", "oct october", "nov november", "dec december"),
)
LEADING = ("on", "by", "in", "next", "until")
OTHERS = "today day days week weeks month months eow eom"
NAMES = " ".join((TOMORROWS, *WEEKDAYS, *MONTHS, OTHERS)).split()
"""Of these one must be among the words of what was meant as a day."""
NO_NAMES = ("now", "end", "of", "year", "from", "an", "two")
BESIDE = ("this", "today", "now", "from", "end", "of", "eoy", "year", "a", "an")


def test_every_word_for_a_day_is_read_in_each_of_its_spellings():
    spellings = [
        *((word, 1) for word in TOMORROWS.split()),
        *((f"in {word} days", number) for number, word in enumerate(NUMBERS.split(), start=1)),
        *((f"in {word} day", 1) for word in ("a", "an", "one", "1")),
        *((f"in 2 {unit}", 14) for unit in ("week", "weeks", "wk", "wks")),
        *((f"in 2 {unit}", 28) for unit in ("fortnight", "fortnights")),
        *((f"in 2 {unit}", 4) for unit in ("working days", "business days", "workdays", "wd")),
        *(("eow", 1), ("eom", 19), ("eoy", 294), ("end of today", 0), ("end of the day", 0)),
        *(("end of day", 0), ("today", 0), ("eod", 0), ("early next week", 4)),
    ]
    for text, days in spellings:
        assert read_day(text, today=TODAY) == TODAY + timedelta(days=days), text
    for number, names in enumerate(WEEKDAYS, start=1):
        for name in names.split():
            day = read_day(name, today=TODAY)
            assert (day.isoweekday(), TODAY < day <= NEXT_THURSDAY) == (number, True), name
    for number, names in enumerate(MONTHS, start=1):
        for name in names.split():
            assert read_day(f"12 {name} 2027", today=TODAY) == date(2027, number, 12), name


@pytest.mark.parametrize(
    "words",
    [*NAMES, *NUMBERS.split(), *LEADING, *BESIDE],
)
def test_every_word_of_dates_is_one_beside_a_misspelt_day(words):
    assert looks_like_a_day(f"{words} thrusday")
    assert not looks_like_a_day(f"{words} thrusday perhaps")


def test_what_is_led_by_a_word_towards_a_day_needs_a_name_or_a_figure():
    for name in NAMES:
        for lead in LEADING:
            assert looks_like_a_day(f"{lead} {name}"), (lead, name)
            assert looks_like_a_day(f"{lead} 32nd"), lead
        assert looks_like_a_day(f"{name} 32"), name
        assert not looks_like_a_day(f"this {name}"), name
        assert not looks_like_a_day(name), name
    for word in NO_NAMES:
        assert not looks_like_a_day(f"by {word}"), word


@pytest.mark.parametrize(
    ("word", "near"),
    [
        *(("monday", True), ("mnday", True), ("mondday", True), ("momday", True), ("omnday", True)),
        *(("monda", True), ("mondayy", True), ("mondya", True), ("amonday", True)),
        *(("monde", False), ("mnoday", True), ("mdnoay", False), ("mnodya", False), ("", False)),
    ],
)
def test_one_letter_or_one_swap_is_a_slip_and_two_are_another_word(word, near):
    assert at_most_one_slip(word, "monday") is near


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("end of week", date(2026, 3, 13)),
        ("start of week", date(2026, 3, 13)),
        ("end of next week", date(2026, 3, 20)),
        ("start of next week", date(2026, 3, 17)),
        ("end of month", date(2026, 3, 30)),
        ("start of month", date(2026, 3, 13)),
        ("start of next month", date(2026, 4, 1)),
        ("end of april", date(2026, 4, 30)),
        ("end of next year", date(2027, 12, 31)),
        ("start of next year", date(2027, 1, 1)),
        ("start of year", date(2026, 3, 13)),
        ("next week", date(2026, 3, 17)),
        ("2 working days from monday", date(2026, 3, 18)),
    ],
)
def test_the_edge_of_a_week_or_month_is_a_working_day_still_to_come(text, expected):
    off = frozenset({date(2026, 3, 16), date(2026, 3, 31)})
    calendar = Calendar("Europe/Berlin", holidays=off.__contains__)
    assert read_day(text, today=TODAY, calendar=calendar) == expected


def test_on_the_last_working_day_its_edge_is_the_next_one():
    assert read_day("end of week", today=FRIDAY) == date(2026, 3, 20)
    assert read_day("end of month", today=date(2026, 3, 31)) == date(2026, 4, 30)
    assert read_day("end of year", today=date(2026, 12, 31)) == date(2027, 12, 31)
    never = Calendar("Europe/Berlin", holidays=lambda day: True)
    assert read_day("end of week", today=TODAY, calendar=never) == MONDAY
    assert read_day("next week", today=TODAY, calendar=never) == MONDAY


def test_a_week_is_the_working_week_of_whoever_writes():
    sunday = Calendar("Asia/Dubai", days=frozenset({7, 1, 2, 3, 4}))
    assert next_week(TODAY, sunday) == date(2026, 3, 15)
    assert next_week(date(2026, 3, 15), sunday) == date(2026, 3, 22)
    assert read_day("thursday next week", today=TODAY, calendar=sunday) == NEXT_THURSDAY
    assert read_day("end of next week", today=TODAY, calendar=sunday) == NEXT_THURSDAY
    assert next_week(TODAY) == MONDAY
    assert next_week(MONDAY) == date(2026, 3, 23)


@pytest.mark.parametrize(
    ("text", "timed"),
    [("friday", False), ("friday 9am", True), ("9am friday", True), ("9am", False), ("x", False)],
)
def test_a_time_is_noticed_only_beside_a_day(text, timed):
    assert names_a_time(text, today=TODAY) is timed
