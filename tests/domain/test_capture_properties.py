"""Whatever is typed, nothing is lost and nothing breaks (R39)."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.calendar import Calendar
from bot.domain.capture import (
    ChooseOne,
    DidYouMean,
    Meet,
    Note,
    OpenForm,
    Raise,
    Relation,
    Subcommand,
    Which,
    as_typed,
    day_for_note,
    mentions,
    read,
    split_day,
    until_day,
    words_of,
)
from bot.domain.refusals import (
    DateUnread,
    Empty,
    FarDate,
    LongPause,
    PastDate,
    Refusal,
)
from bot.domain.typed_days import looks_like_a_day, read_day
from tests.domain.capture_cases import CALENDAR, FRIDAY, LEADS, MONDAY, TODAY

# Nothing is lost, nothing breaks

PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(" ", ",", ", ", "<@U0MARIA|maria> ", "<@W0TOM>", "@maria", "@me", "<!here>"),
                *("help", "pause", "until ", "on ", "by ", "in ", "next ", "friday", "thrusday"),
                *("tomorrow", "today", "3 days", "march 12", "31", "2026-12-04", "9999-12-31"),
                *("week", "29 february", "0000-00-00", "\n", "…", "٣ days", "overloaded"),
            ]
        ),
        st.text(max_size=5),
    ),
    max_size=12,
).map("".join)


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(
    text=PIECES,
    relation=st.sampled_from([None, *Relation]),
    accepted=st.booleans(),
    leads=st.booleans(),
    notes=st.booleans(),
    limit=st.integers(1, 60),
    today=st.dates(date(2026, 1, 1), date(2035, 12, 31)),
)
@example("x, in ٣ days", LEADS, False, False, False, 60, TODAY)
def test_R39_reading_refuses_or_keeps_every_word(
    text, relation, accepted, leads, notes, limit, today
):
    try:
        found = read(
            text,
            relation=relation,
            accepted=accepted,
            leads_a_team=leads,
            keeps_notes=notes,
            subcommands={"help": None, "pause": lambda a: until_day(a, today=today) is not None},
            today=today,
            calendar=CALENDAR,
            limit=limit,
        )
    except Refusal:
        said = words_of(text)  # which the caller puts into the form
        assert squeezed(as_typed(text)).endswith(squeezed(said))
        assert said or mentions(text)
        return
    match found:
        case Subcommand(name, argument):
            assert squeezed(text).casefold() == squeezed(name + argument).casefold()
        case OpenForm() | Meet():
            assert words_of(text) == ""
        case Note(words=words, day=day, moved_from=moved_from):
            assert words
            assert day > today
            assert CALENDAR.is_workday(day)
            rest = words_of(text).removeprefix(words).strip()
            if rest:
                named = read_day(rest.removeprefix(","), today=today, calendar=CALENDAR)
                assert named == (moved_from or day)
            else:
                assert day == CALENDAR.add_workdays(today, 3)
        case (
            Raise(words=words)
            | Which(words=words)
            | ChooseOne(words=words)
            | DidYouMean(words=words)
        ):
            assert words == words_of(text)
            assert len(words) <= limit


DAYS = st.one_of(
    st.sampled_from(["today", "tomorrow", "next week", "on friday", "next mon", "29 february"]),
    st.dates(date(2025, 1, 1), date(2037, 12, 31)).map(date.isoformat),
    st.builds("in {} {}".format, st.integers(0, 60), st.sampled_from(["days", "weeks"])),
    st.dates().map(lambda day: f"{day.day} {day:%B}"),
)


@given(DAYS, st.dates(date(2026, 1, 1), date(2035, 12, 31)))
def test_any_day_that_is_read_is_after_today_or_refused(text, today):
    day = read_day(text, today=today)
    assert day is not None
    try:
        kept = day_for_note(day, today=today, calendar=CALENDAR)
    except PastDate:
        assert day <= today
    except FarDate as far:
        assert day.isoformat() > CALENDAR.add_workdays(today, 29).isoformat()
        assert date.fromisoformat(far.facts["date"]) > today
    else:
        assert kept.day >= day > today


@given(PIECES, st.dates(date(2026, 1, 1), date(2035, 12, 31)))
def test_a_sentence_and_its_day_are_together_what_was_said(words, today):
    words = words.strip()
    try:
        sentence, day = split_day(words, today=today)
    except (DateUnread, Empty):
        return
    assert words.startswith(sentence)
    assert (sentence == words) is (day is None)


@given(st.text(st.sampled_from("adefhimnorstuwy"), max_size=9))
@example("thrusday")
@example("tomorow")
def test_a_slip_is_what_one_edit_or_swap_makes(word):
    letters = "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    one_away = {
        word,
        *(a + b[1:] for a, b in cuts if b),
        *(a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1),
        *(a + letter + b[1:] for a, b in cuts if b for letter in letters),
        *(a + letter + b for a, b in cuts for letter in letters),
    }
    names = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
    names |= {"january", "february", "august", "september", "october", "november", "december"}
    expected = not one_away.isdisjoint({*names, "tomorrow"})
    if read_day(word, today=TODAY) is None and word not in names:
        assert looks_like_a_day(word) is expected
    assert looks_like_a_day(f"so {word}") is False


def test_a_pause_lasts_a_year_at_most():
    latest = date(TODAY.year + 1, TODAY.month, TODAY.day)
    assert until_day(f"until {latest}", today=TODAY) == latest
    with pytest.raises(LongPause) as refusal:
        until_day(f"until {latest + timedelta(days=1)}", today=TODAY)
    assert refusal.value.facts == {"date": latest.isoformat()}


def test_a_day_just_past_is_not_next_years():
    with pytest.raises(PastDate):
        until_day("until 8 march", today=date(2026, 3, 9))
    assert until_day("until 8 march 2027", today=date(2026, 3, 9)) == date(2027, 3, 8)
    assert until_day("until 8 june", today=date(2026, 3, 9)) == date(2026, 6, 8)


SUNDAYS = Calendar("Asia/Jerusalem", days=frozenset({7, 1, 2, 3, 4}))


@pytest.mark.parametrize(
    ("text", "calendar", "today", "expected"),
    [
        ("next week", CALENDAR, date(2026, 3, 8), date(2026, 3, 9)),
        ("next week", SUNDAYS, date(2026, 3, 8), date(2026, 3, 15)),
        ("next week", SUNDAYS, TODAY, date(2026, 3, 15)),
        ("next thursday", SUNDAYS, date(2026, 3, 8), date(2026, 3, 19)),
        ("end of week", SUNDAYS, date(2026, 3, 8), TODAY),
        ("end of week", CALENDAR, FRIDAY, date(2026, 3, 20)),
        ("next week", Calendar("UTC", days=frozenset({3, 5})), TODAY, date(2026, 3, 18)),
        ("next monday", Calendar("UTC", days=frozenset({3, 5})), TODAY, MONDAY),
    ],
)
def test_a_week_is_the_writers_own(text, calendar, today, expected):
    assert read_day(text, today=today, calendar=calendar) == expected


def test_a_pause_may_name_its_day_in_two_words():
    assert until_day("until 20 march", today=TODAY) == date(2026, 3, 20)
    assert until_day("until next friday", today=TODAY) == date(2026, 3, 20)
