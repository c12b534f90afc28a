"""None"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.domain.calendar import IsoWeek, iso_week
from bot.domain.digest import (
    Age,
    Amount,
    Cell,
    CheckInAnswer,
    CoarseState,
    Fact,
    Figures,
    Median,
    Portion,
    Share,
    Thresholds,
    Waited,
    Window,
    age,
    bands,
    count,
    eligible_now,
    figures,
    median,
    posting_day,
    tier,
    weekly,
    window,
)
from tests.domain.digest_cases import FRIDAY, OVER, PEOPLE, USUAL, decide, fact, many


def numbers(facts: list[Fact], thresholds: Thresholds = USUAL) -> Figures:
    return figures(count(facts, PEOPLE, OVER), thresholds)


# Days


@pytest.mark.parametrize(
    ("today", "accepted", "expected"),
    [
        (FRIDAY, date(2025, 1, 1), OVER),
        (date(2026, 3, 2), date(2025, 1, 1), OVER),
        (date(2026, 3, 8), date(2025, 1, 1), OVER),
        (FRIDAY, date(2026, 2, 6), OVER),
        (FRIDAY, date(2026, 2, 9), Window(date(2026, 2, 9), date(2026, 3, 1), 3)),
        (FRIDAY, date(2026, 3, 1), Window(date(2026, 2, 23), date(2026, 3, 1), 1)),
        (FRIDAY, date(2026, 3, 2), Window(date(2026, 3, 2), date(2026, 3, 1), 0)),
        (FRIDAY, date(2026, 3, 6), Window(date(2026, 3, 2), date(2026, 3, 1), 0)),
        (FRIDAY, date(2026, 3, 9), Window(date(2026, 3, 2), date(2026, 3, 1), 0)),
        (date(2027, 1, 8), date(2026, 1, 1), Window(date(2026, 12, 7), date(2027, 1, 3), 4)),
    ],
)
def test_D1_the_window_is_the_last_four_full_iso_weeks_or_those_there_are(
    today: date, accepted: date, expected: Window
) -> None:
    assert window(today, accepted) == expected


@pytest.mark.parametrize(
    ("day", "week", "text"),
    [
        (date(2026, 3, 6), (2026, 10), "2026-W10"),
        (date(2027, 1, 1), (2026, 53), "2026-W53"),
        (date(2024, 12, 30), (2025, 1), "2025-W01"),
    ],
)
def test_an_iso_week_has_a_year_of_its_own(day: date, week: tuple[int, int], text: str) -> None:
    assert iso_week(day) == week
    assert str(iso_week(day)) == text


@pytest.mark.parametrize(
    ("weekday", "off", "expected"),
    [
        (4, "", date(2026, 3, 6)),
        (4, "4", date(2026, 3, 5)),
        (4, "34", date(2026, 3, 4)),
        (0, "0", date(2026, 3, 3)),
        (0, "0123", date(2026, 3, 6)),
        (2, "2", date(2026, 3, 5)),
        (6, "", date(2026, 3, 6)),
        (4, "01234", None),
    ],
)
def test_a_note_moves_to_the_nearest_working_day_of_its_own_week(
    weekday: int, off: str, expected: date | None
) -> None:
    def is_workday(day: date) -> bool:
        return day.weekday() < 5 and str(day.weekday()) not in off

    assert posting_day(IsoWeek(2026, 10), weekday, is_workday) == expected


# Who and what counts


def test_D9_a_list_changed_by_fewer_than_three_people_leaves_the_old_set() -> None:
    old = frozenset("abcdefg")
    assert eligible_now(None, old) == old
    assert eligible_now(old, old | {"h", "i"}) == old
    assert eligible_now(old, (old - {"a"}) | {"h"}) == old
    assert eligible_now(old, (old - {"a"}) | {"h", "i"}) == (old - {"a"}) | {"h", "i"}


def test_R15_goes_before_D9_when_the_list_falls_below_five() -> None:
    assert eligible_now(frozenset("abcde"), frozenset("abcd")) == frozenset("abcd")


@pytest.mark.parametrize(
    "left_out",
    [
        {"withdrawn": True},
        {"sent_elsewhere": True},
        {"is_note": True},
        {"raiser": "stranger"},
        {"days": -1},
        {"days": 28, "state": CoarseState.CONFIRMED},
    ],
)
def test_what_does_not_count_is_not_there(left_out: dict[str, Any]) -> None:
    assert count([fact("a", **left_out)], PEOPLE, OVER).facts == ()


def test_what_is_still_open_from_before_the_window_counts_as_open_and_not_as_raised() -> None:
    counted = count([fact("a", days=28), fact("b", days=27)], PEOPLE, OVER)
    assert [each.concern for each in counted.still_open] == ["a", "b"]
    assert [each.concern for each in counted.raised] == ["b"]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, Age.UNDER1),
        (6, Age.UNDER1),
        (7, Age.W1_2),
        (13, Age.W1_2),
        (14, Age.W2_4),
        (27, Age.W2_4),
        (28, Age.OLDER),
    ],
)
def test_age_is_counted_to_the_last_day_of_the_window(days: int, expected: Age) -> None:
    assert age(fact("a", days=days), OVER) is expected


# Tiers and bands


@pytest.mark.parametrize(
    ("eligible", "people", "expected"),
    [
        (4, "abcd", 0),
        (5, "ab", 0),
        (5, "aaaaaa", 0),
        (5, "abc", 1),
        (5, "abcde", 1),
        (7, "abcdefg", 1),
        (8, "abcd", 1),
        (8, "aabbccdd", 1),
        (8, "abcde", 2),
        (80, "ab", 0),
    ],
)
def test_D2_D3_tiers_count_people_not_concerns(eligible: int, people: str, expected: int) -> None:
    facts = [fact(f"{person}{at}") for at, person in enumerate(people)]
    assert tier(facts, eligible, USUAL) == expected


@pytest.mark.parametrize(
    "below",
    [{"eligible": 4}, {"raisers": 2}, {"numbers_eligible": 7}, {"delta": 2}, {"cell": 1}],
)
def test_thresholds_may_be_raised_only(below: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="raised only"):
        Thresholds(**below)


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (3, Amount.FEW),
        (4, Amount.FEW),
        (5, Amount.SEVERAL),
        (9, Amount.SEVERAL),
        (10, Amount.MANY),
    ],
)
def test_how_much_was_raised_in_words(raised: int, expected: Amount) -> None:
    facts = [fact(f"{'abc'[at % 3]}{at}") for at in range(raised)]
    assert bands(count(facts, PEOPLE, OVER), USUAL).raised is expected


@pytest.mark.parametrize(
    ("came_back", "due", "expected"),
    [
        (10, 10, Portion.MOST),
        (7, 10, Portion.MOST),
        (69, 100, Portion.HALF),
        (4, 10, Portion.HALF),
        (39, 100, Portion.FEW),
        (0, 10, Portion.FEW),
        (2, 2, None),
        (0, 0, None),
    ],
)
def test_how_much_was_come_back_to_in_words(
    came_back: int, due: int, expected: Portion | None
) -> None:
    facts = [
        fact(
            f"{'abc'[at % 3]}{at}",
            follow_up_due=True,
            first_follow_up=1 if at < came_back else None,
        )
        for at in range(due)
    ]
    waiting = [fact(f"c{at}", first_follow_up=2) for at in range(due, due + 20)]
    assert bands(count(facts + waiting, PEOPLE, OVER), USUAL).come_back is expected


def test_whether_something_waited_longer_than_a_month() -> None:
    recent = many("abc", days=27)
    for more, expected in [
        ([], Waited.NOTHING),
        ([fact("d", days=28)], Waited.SOMETHING),
        ([fact("d", days=28, state=CoarseState.ENDED)], Waited.NOTHING),
    ]:
        assert bands(count(recent + more, PEOPLE, OVER), USUAL).waited is expected


# Numbers


@pytest.mark.parametrize(
    ("workdays", "expected"),
    [
        ([], None),
        ([None], None),
        ([3], 3),
        ([0, 0, 0], 0),
        ([1, 9], 1),
        ([5, 1, 3], 3),
        ([4, 1, None, None], 4),
        ([4, 1, None, None, None], None),
        ([7, 2, 4, None, None], 7),
    ],
)
def test_R29_the_median_counts_open_items_as_not_yet(
    workdays: list[int | None], expected: int | None
) -> None:
    assert median(workdays) == Median(expected)


def test_the_median_is_over_what_was_followed_up_or_waits() -> None:
    talked = [fact(person, first_follow_up=4) for person in "ab"]
    closed = [fact(person, state=CoarseState.ENDED) for person in "cde"]
    assert numbers([*talked, *closed]).first_follow_up is None
    assert numbers([*talked, fact("f"), *closed]).first_follow_up == Median(4)
    assert numbers([*talked, *many("fgh"), *closed]).first_follow_up == Median(None)


def test_heard_is_answered_in_time_of_what_had_its_time() -> None:
    in_time = [fact("a", answered_after=2), fact("b", answered_after=0)]
    in_time += [fact("c", answered_after=4, answer_limit=4)]
    late = [fact("d", answered_after=3), fact("e"), fact("f", answered_after=5, answer_limit=4)]
    undecided = [fact("g", answer_due=False)]
    assert numbers(in_time + late + undecided).heard == Share(3, 6)


def test_come_back_to_is_counted_of_what_fell_due() -> None:
    done = [fact(each, follow_up_due=True, first_follow_up=3) for each in ("a", "b", "c", "a2")]
    missing = [fact(each, follow_up_due=True) for each in "cde"]
    early = [fact("f", first_follow_up=1)]
    shown = numbers(done + missing + early)
    assert shown.come_back == Share(4, 7)
    assert shown.come_back_band is Portion.HALF


@pytest.mark.parametrize(("done", "missing"), [("abcdefg", ""), ("abcde", "fg"), ("ab", "cdefg")])
def test_D5_D6_a_share_is_hidden_when_either_part_is_small_or_none(done: str, missing: str) -> None:
    facts = [fact(each, follow_up_due=True, first_follow_up=3) for each in done]
    facts += [fact(each, follow_up_due=True) for each in missing]
    shown = numbers(facts)
    assert shown.come_back is None
    assert shown.come_back_band is (Portion.FEW if done == "ab" else Portion.MOST)


def test_confirmed_better_is_counted_of_those_who_answered_openly() -> None:
    better = [fact(each, state=CoarseState.CONFIRMED) for each in "abcd"]
    other = [fact(each, answer=CheckInAnswer.OPEN) for each in "efg"]
    silent = [
        fact("h"),
        fact("i", answer=CheckInAnswer.PRIVATE),
        fact("j", state=CoarseState.UNCONFIRMED),
    ]
    assert numbers(better + other + silent).confirmed == Share(4, 7)


def test_D10_a_private_answer_counts_like_none() -> None:
    without = [*many("abcdefgh"), fact("i", state=CoarseState.CONFIRMED)]
    private = [replace(each, answer=CheckInAnswer.PRIVATE) for each in without]
    assert numbers(private) == numbers(without)
    assert weekly(private, "priya", OVER) == weekly(without, "priya", OVER)
    assert decide(private, decide(without).published).published is None


@pytest.mark.parametrize(
    ("people_by_age", "expected"),
    [
        (("abc", "abc", "abc", "abc"), ["u1 3", "w1 3", "w2 3", "ol 3"]),
        (("abc", "defg", "ab", "h"), ["u1 3", "w1 4", "w2-ol 3"]),
        (("ab", "cde", "fgh", "abc"), ["u1-w1 5", "w2 3", "ol 3"]),
        (("abc", "", "", ""), ["u1-ol 3"]),
        (("", "", "", "abc"), ["u1-ol 3"]),
        (("a", "b", "cdef", ""), ["u1-ol 6"]),
        (("a", "a", "b", "b"), []),
        (("", "", "", ""), []),
    ],
)
def test_D5_D6_ages_of_few_people_or_none_merge_with_a_neighbour(
    people_by_age: tuple[str, ...], expected: list[str]
) -> None:
    facts = [
        fact(f"{person}{days}", days=days)
        for days, people in zip((1, 8, 15, 29), people_by_age, strict=True)
        for person in people
    ]
    closed = [fact(f"{each}x", state=CoarseState.ENDED) for each in "abcde"]
    names = {Age.UNDER1: "u1", Age.W1_2: "w1", Age.W2_4: "w2", Age.OLDER: "ol"}
    assert [
        f"{'-'.join(dict.fromkeys((names[c.youngest], names[c.oldest])))} {c.concerns}"
        for c in numbers(facts + closed).still_open
    ] == expected


def test_D5_what_is_left_over_of_the_raised_is_a_cell_too() -> None:
    by_age = [fact(f"{each}{days}", days=days) for days in (1, 8, 15, 29) for each in "abc"]
    ended = [fact("d", state=CoarseState.ENDED), fact("e", state=CoarseState.ENDED)]
    merged = numbers(by_age + ended).still_open
    assert merged[-1] == Cell(Age.W2_4, Age.OLDER, 6)
    enough = numbers([*by_age, *ended, fact("f", state=CoarseState.UNCONFIRMED)]).still_open
    assert enough[-1] == Cell(Age.OLDER, Age.OLDER, 3)


def test_D5_in_the_first_weeks_everything_open_was_raised_in_them() -> None:
    short = Window(date(2026, 2, 16), OVER.last, 2)
    opened = many("abcdef")
    for ended, expected in [("", ()), ("gh", ()), ("ghi", (Cell(Age.UNDER1, Age.OLDER, 6),))]:
        facts = opened + [fact(each, state=CoarseState.ENDED) for each in ended]
        assert figures(count(facts, PEOPLE, short), USUAL).still_open == expected


def test_D5_a_second_cell_is_hidden_when_one_alone_would_be() -> None:
    better = [fact(each, state=CoarseState.CONFIRMED) for each in "abcd"]
    closed = [
        fact(f"{each}n", state=CoarseState.NO_CHANGE, answer=CheckInAnswer.OPEN) for each in "efg"
    ]
    alone = numbers(better + closed + [fact("h"), fact("i")])
    assert (alone.still_open, alone.closed_without_change) == ((), None)
    assert alone.confirmed == Share(4, 7)
    enough = numbers(better + closed + many("hij"))
    assert (len(enough.still_open), enough.closed_without_change) == (1, 3)


def test_D5_confirmed_better_is_the_second_cell_when_nothing_else_is_shown() -> None:
    better = [fact(each, state=CoarseState.CONFIRMED) for each in "abcd"]
    other = [fact(each, state=CoarseState.UNCONFIRMED, answer=CheckInAnswer.OPEN) for each in "efg"]
    assert numbers(better + other).confirmed == Share(4, 7)
    same_people = [
        fact(f"{each}2", state=CoarseState.NO_CHANGE, answer=CheckInAnswer.OPEN) for each in "abc"
    ]
    shown = numbers(better + same_people)
    assert (shown.confirmed, shown.closed_without_change) == (Share(4, 7), None)


def test_D5_what_is_behind_needs_three_people_each() -> None:
    busy = [fact(each, pressures=frozenset({"incident", "debt"})) for each in "abc"]
    busy += [fact("d", pressures=frozenset({"incident", "date"}))]
    busy += [fact("d2", pressures=frozenset({"date"})), fact("d3", pressures=frozenset({"date"}))]
    assert numbers(busy).behind == ("debt", "incident")


def test_topics_stand_in_where_no_pressure_is_shared() -> None:
    facts = [fact(each, topic="worried") for each in "abc"]
    facts += [fact(each, topic="other", pressures=frozenset({"date"})) for each in "de"]
    facts += [fact(f"{each}9", topic="led") for each in "abcd"]
    facts += [fact("f", topic="other"), fact("g", topic="stuck")]
    assert numbers(facts).behind == ("worried",)


def test_a_raised_threshold_hides_more() -> None:
    facts = many("abcde", first_follow_up=2, pressures=frozenset({"date"}))
    assert numbers(facts).behind == ("date",)
    strict = numbers(facts, Thresholds(cell=6))
    assert (strict.behind, strict.first_follow_up, strict.still_open) == ((), None, ())
