"""The day of a note: typed in many ways, read whole or refused with what was meant."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import Absence, Calendar
from bot.domain.capture import (
    NoteDay,
    day_for_note,
    split_day,
)
from bot.domain.refusals import (
    DateUnread,
    Empty,
    FarDate,
    PastDate,
    Refusal,
)
from bot.domain.typed_days import looks_like_a_day, read_day
from tests.domain.capture_cases import (
    CALENDAR,
    FRIDAY,
    LEADS,
    MONDAY,
    NEXT_THURSDAY,
    TODAY,
    note,
    reading,
)

# The day of a note


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("tomorrow", NoteDay(FRIDAY, None)),
        ("saturday", NoteDay(MONDAY, date(2026, 3, 14))),
        ("sunday.", NoteDay(MONDAY, date(2026, 3, 15))),
        ("2026-04-23", NoteDay(date(2026, 4, 23), None)),  # the thirtieth working day
    ],
)
def test_a_day_off_moves_to_the_next_working_day_and_says_so(part, expected):
    read_as = reading(f"@maria overloaded, {part}", LEADS)
    assert NoteDay(read_as.day, read_as.moved_from) == expected
    assert read_as.words == "overloaded"


@pytest.mark.parametrize("part", ["today", "2026-03-12", "2026-03-11", "in 0 days", "12 march"])
def test_the_earliest_day_is_tomorrow(part):
    with pytest.raises(PastDate):
        reading(f"@maria overloaded, {part}", LEADS)


@pytest.mark.parametrize("part", ["2026-04-24", "in 999 weeks", "11 march", "9999-12-31"])
def test_over_thirty_working_days_is_too_far(part):
    with pytest.raises(FarDate) as refusal:
        reading(f"@maria overloaded, {part}", LEADS)
    assert refusal.value.facts == {"date": "2026-04-23"}


def test_a_day_that_moves_behind_the_latest_is_too_far():
    calendar = Calendar("Europe/Berlin", days=frozenset({4}))
    assert day_for_note(date(2026, 10, 2), today=TODAY, calendar=calendar).day == date(2026, 10, 8)
    with pytest.raises(FarDate):
        day_for_note(date(2026, 10, 9), today=TODAY, calendar=calendar)


def test_the_days_of_an_absence_are_no_working_days():
    calendar = Calendar("Europe/Berlin", away=(Absence(TODAY, date(2026, 3, 20)),))
    assert day_for_note(None, today=TODAY, calendar=calendar) == NoteDay(date(2026, 3, 25), None)
    assert day_for_note(FRIDAY, today=TODAY, calendar=calendar) == NoteDay(
        date(2026, 3, 23), FRIDAY
    )


def test_a_refused_day_names_the_field_of_the_form():
    for day in (TODAY, date(2027, 1, 1)):
        with pytest.raises(Refusal) as refusal:
            day_for_note(day, today=TODAY, calendar=CALENDAR, field="day")
        assert refusal.value.field == "day"


@pytest.mark.parametrize("text", ["@maria tomorrow", "@maria, tomorrow", "@maria , on friday"])
def test_a_day_without_a_sentence_asks_for_one(text):
    with pytest.raises(Empty):
        reading(text, LEADS)


@pytest.mark.parametrize(
    ("part", "looks"),
    [
        ("thrusday", True),  # swapped
        ("thurday", True),  # missing
        ("thurssday", True),  # too many
        ("thursdaz", True),  # wrong
        ("mthursday", True),
        ("tomorraw", True),
        ("Fridya!", True),
        ("on firday", True),
        ("on smarch 3", True),
        ("30 february", True),
        ("by march", True),
        ("in two months", True),
        ("04/12", True),
        ("4.12.", True),
        ("2026-13-01", True),
        ("maybe on firday", False),  # words of a sentence
        ("by the end", False),
        ("next sprint", False),
        ("on call", False),
        ("this week", False),
        ("one day", False),
        ("match", False),
        ("stuck", False),
        ("thruday", False),  # two slips
        ("overloaded by on-call", False),
        ("sat", False),
        ("sundial", False),
        ("once", False),
        ("on one of the next days", False),  # too many words
        ("maybe on thrusday or friday", False),
        ("", False),
    ],
)
def test_what_looks_like_a_day(part, looks):
    assert looks_like_a_day(part) is looks


def test_a_comma_inside_the_sentence_separates_nothing():
    assert reading("@maria, overloaded, stuck, and tired", LEADS) == note(
        "overloaded, stuck, and tired"
    )


# Days


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", TODAY),
        ("tomorrow", FRIDAY),
        ("Tomorrow.", FRIDAY),
        ("by tomorrow", FRIDAY),
        ("friday", FRIDAY),
        ("on friday", FRIDAY),
        ("by  FRIDAY ", FRIDAY),
        ("fri", FRIDAY),
        ("monday", MONDAY),
        ("wed", date(2026, 3, 18)),
        ("thursday", NEXT_THURSDAY),  # never today
        ("next thursday", NEXT_THURSDAY),
        ("next friday", date(2026, 3, 20)),
        ("next monday", MONDAY),
        ("next sun", date(2026, 3, 22)),
        ("by next friday", date(2026, 3, 20)),
        ("next week", MONDAY),
        ("in 1 day", FRIDAY),
        ("in 3 days", date(2026, 3, 15)),
        ("in 1 week", NEXT_THURSDAY),
        ("in 2 weeks", date(2026, 3, 26)),
        ("13 march", FRIDAY),
        ("march 13", FRIDAY),
        ("on march 13", FRIDAY),
        ("mar 13th", FRIDAY),
        ("1st apr", date(2026, 4, 1)),
        ("12 march", TODAY),
        ("11 march", date(2027, 3, 11)),
        ("march 14 2026", date(2026, 3, 14)),
        ("may 31st 2026", date(2026, 5, 31)),
        ("march 14 at 2pm", date(2026, 3, 14)),
        ("thursday 14:00", NEXT_THURSDAY),
        ("tomorrow at 9", FRIDAY),
        ("friday morning", FRIDAY),
        ("this friday", FRIDAY),
        ("tommorow", FRIDAY),
        ("two weeks from now", date(2026, 3, 26)),
        ("in a week", NEXT_THURSDAY),
        ("end of week", FRIDAY),
        ("by the end of the month", date(2026, 3, 31)),
        ("4 dec", date(2026, 12, 4)),
        ("29 february", date(2028, 2, 29)),
        ("2026-12-04", date(2026, 12, 4)),
        ("on 2026-12-04", date(2026, 12, 4)),
        ("2020-01-01", date(2020, 1, 1)),
        ("04/12", None),
        ("4.12.", None),
        ("4-12", None),
        ("12", None),
        ("on the 12th", TODAY),
        ("30 february", None),
        ("0 march", None),
        ("12 smarch", None),
        ("2026-13-01", None),
        ("0000-01-01", None),
        ("2026-1-1", None),
        ("in days", None),
        ("in 1000 days", None),
        ("on in 3 days", None),
        ("next tomorrow", None),
        ("next", None),
        ("on", None),
        ("release on friday", None),
        ("", None),
        (".", None),
    ],
)
def test_a_day_is_read_when_all_of_it_is_one(text, expected):
    assert read_day(text, today=TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # both sides of a word that names the week
        *((f"{a}monday{b}", MONDAY) for a, b in (("", " next week"), ("next week ", ""))),
        *((said, FRIDAY) for said in ("this week friday", "friday of this week", "coming friday")),
        ("monday this week", date(2026, 3, 9)),
        ("monday week", date(2026, 3, 23)),
        ("a week on monday", date(2026, 3, 23)),
        ("a week from monday", date(2026, 3, 23)),
        ("the day after tomorrow", date(2026, 3, 14)),
        ("end of next week", date(2026, 3, 20)),
        ("by the end of next month", date(2026, 4, 30)),
        ("end of march", date(2026, 3, 31)),
        ("end of february", date(2027, 2, 26)),
        ("beginning of april", date(2026, 4, 1)),
        ("early next week", MONDAY),
        ("end of the year", date(2026, 12, 31)),
        ("eod", TODAY),
        # counts
        ("in a fortnight", date(2026, 3, 26)),
        ("in two weeks' time", date(2026, 3, 26)),
        ("in a week’s time", NEXT_THURSDAY),
        ("in a couple of days", date(2026, 3, 14)),
        ("in twelve days", date(2026, 3, 24)),
        ("in 2 wks", date(2026, 3, 26)),
        ("in 3 working days", date(2026, 3, 17)),
        ("3 business days from tomorrow", date(2026, 3, 18)),
        ("in a month", date(2026, 4, 12)),
        # a weekday and a date agree, or it is no day
        *((said, date(2026, 3, 14)) for said in ("sat 14 march", "Saturday, March 14th, 2026")),
        ("friday the 13th", FRIDAY),
        ("friday 14 march", None),
        ("friday the 14th", None),
        ("friday 2026-03-14", None),
        # days of any month, and figures beside their month
        ("the 31st", date(2026, 3, 31)),
        ("by the 11th", date(2026, 4, 11)),
        ("14th", None),
        *((said, date(2026, 3, 14)) for said in ("14. march", "mar14", "14mar", "march the 14th")),
        # times and courtesy
        ("tomorrow night", FRIDAY),
        ("friday eod", FRIDAY),
        ("first thing tomorrow", FRIDAY),
        ("9am tomorrow", FRIDAY),
        ("tomorrow morning at 9", FRIDAY),
        ("friday, please", FRIDAY),
        ("at 9", None),
        ("in the morning", None),
        # what stays unread: ranges, other orders, what is not said to the day
        *((said, None) for said in ("march 14-16", "monday to wednesday", "2026/03/14")),
        *((said, None) for said in ("14 mar '26", "14.03.2026", "next month", "week 12", "soon")),
        *((said, None) for said in ("31 feb", "29 feb 2027", "31 june", "february 30th")),
    ],
)
def test_a_day_is_read_however_its_parts_stand(text, expected):
    """Each part on either side of the other, spelt out or in short."""
    assert read_day(text, today=TODAY) == expected


@pytest.mark.parametrize(
    "part",
    [
        *("31 feb", "29 feb 2027", "friday 14 march", "friday the 14th", "march 14-16"),
        *("14 – 16 march", "2026/03/14", "2026-3-14", "14 mar '26", "next month", "week 12"),
    ],
)
def test_what_was_meant_as_a_day_and_is_none_is_refused_with_it(part):
    with pytest.raises(DateUnread) as refusal:
        reading(f"@maria overloaded, {part}", LEADS)
    assert refusal.value.facts == {"part": part}


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("overloaded, friday, 9am", "overloaded", FRIDAY),
        ("overloaded, on friday, please", "overloaded", FRIDAY),
        ("overloaded, fri, march 13", "overloaded", FRIDAY),
        ("overloaded, fri, march 13, 2026", "overloaded", FRIDAY),
        ("stuck, thursday, friday", "stuck, thursday", FRIDAY),
        ("at 9, please", "at 9, please", None),
        ("she came third, the race, 3rd", "she came third, the race, 3rd", None),
        ("it gets worse, by the day", "it gets worse, by the day", None),
        ("too much, in the morning", "too much, in the morning", None),
        ("overloaded, week after week", "overloaded, week after week", None),
    ],
)
def test_a_day_with_commas_of_its_own_is_one(text, words, day):
    assert split_day(text, today=TODAY) == (words, day)


@given(st.dates(date(2026, 1, 1), date(2035, 12, 31)))
def test_leap_days_and_ends_of_months_are_days_that_exist(today):
    leap, in_a_month = read_day("feb 29", today=today), read_day("in a month", today=today)
    assert (leap.month, leap.day) == (2, 29)
    assert leap >= today
    assert 28 <= (in_a_month - today).days <= 31
    assert in_a_month.month == today.month % 12 + 1
    last = read_day("end of month", today=today, calendar=CALENDAR)
    assert last > today
    assert read_day("next monday", today=today) > today


@given(st.dates(date(2026, 1, 1), date(2035, 12, 31)))
def test_weekdays_are_the_next_ones_from_any_day(today):
    names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    next_monday = read_day("next week", today=today)
    assert next_monday.isoweekday() == 1
    assert today < next_monday <= today + timedelta(days=7)
    for number, name in enumerate(names, start=1):
        day = read_day(name, today=today)
        assert day.isoweekday() == number
        assert today < day <= today + timedelta(days=7)
        assert read_day(f"on {name[:3]}", today=today) == day
        assert read_day(f"next {name}", today=today) == next_monday + timedelta(days=number - 1)


@given(st.dates(date(2026, 1, 1), date(2035, 12, 31)), st.integers(0, 3000))
def test_a_date_written_out_is_found_again(today, ahead):
    day = today + timedelta(days=ahead)
    assert read_day(day.isoformat(), today=today) == day
    month = day.strftime("%B")
    for text in (f"{day.day} {month}", f"{month[:3]} {day.day}"):
        found = read_day(text, today=today)
        assert (found.month, found.day) == (day.month, day.day)
        assert found >= today
