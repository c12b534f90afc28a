from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest

from bot.domain.digest import (
    Absence,
    Age,
    Amount,
    Answer,
    Bands,
    Cell,
    Decision,
    Digest,
    Fact,
    Figures,
    IsoWeek,
    LeaderWeekly,
    Median,
    Portion,
    Posted,
    Published,
    Share,
    State,
    Thresholds,
    Waited,
    Window,
    age,
    bands,
    compose,
    count,
    eligible_now,
    figures,
    iso_week,
    median,
    posting_day,
    publish,
    tier,
    weekly,
    window,
)
from bot.domain.settings import ChannelFigures

FRIDAY = date(2026, 3, 6)
OVER = Window(date(2026, 2, 2), date(2026, 3, 1), 4)
PEOPLE = frozenset("abcdefghij")
USUAL = Thresholds()


def fact(concern: str, *, days: int = 3, **more: Any) -> Fact:
    """A concern raised by the person of its first letter, ``days`` before the window's end."""
    given: dict[str, Any] = {
        "concern": concern,
        "raiser": concern[0],
        "owner": "priya",
        "topic": "stuck",
        "created": OVER.last - timedelta(days=days),
    }
    return Fact(**{**given, **more})


def many(people: str, **more: Any) -> list[Fact]:
    return [fact(f"{person}{more.get('days', '')}", **more) for person in people]


def keyed_hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def numbers(facts: list[Fact], thresholds: Thresholds = USUAL) -> Figures:
    return figures(count(facts, PEOPLE, OVER), thresholds)


def decide(
    facts: list[Fact],
    previous: Published | None = None,
    *,
    eligible: frozenset[str] = PEOPLE,
    today: date = FRIDAY,
) -> Decision:
    return publish(
        count(facts, eligible, OVER), previous, thresholds=USUAL, keyed_hash=keyed_hash, today=today
    )


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
        {"days": 28, "state": State.CONFIRMED},
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
        ([fact("d", days=28, state=State.ENDED)], Waited.NOTHING),
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
    closed = [fact(person, state=State.ENDED) for person in "cde"]
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
    better = [fact(each, state=State.CONFIRMED) for each in "abcd"]
    other = [fact(each, answer=Answer.OPEN) for each in "efg"]
    silent = [fact("h"), fact("i", answer=Answer.PRIVATE), fact("j", state=State.UNCONFIRMED)]
    assert numbers(better + other + silent).confirmed == Share(4, 7)


def test_D10_a_private_answer_counts_like_none() -> None:
    without = [*many("abcdefgh"), fact("i", state=State.CONFIRMED)]
    private = [replace(each, answer=Answer.PRIVATE) for each in without]
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
    closed = [fact(f"{each}x", state=State.ENDED) for each in "abcde"]
    names = {Age.UNDER1: "u1", Age.W1_2: "w1", Age.W2_4: "w2", Age.OLDER: "ol"}
    assert [
        f"{'-'.join(dict.fromkeys((names[c.youngest], names[c.oldest])))} {c.concerns}"
        for c in numbers(facts + closed).still_open
    ] == expected


def test_D5_what_is_left_over_of_the_raised_is_a_cell_too() -> None:
    by_age = [fact(f"{each}{days}", days=days) for days in (1, 8, 15, 29) for each in "abc"]
    ended = [fact("d", state=State.ENDED), fact("e", state=State.ENDED)]
    merged = numbers(by_age + ended).still_open
    assert merged[-1] == Cell(Age.W2_4, Age.OLDER, 6)
    enough = numbers([*by_age, *ended, fact("f", state=State.UNCONFIRMED)]).still_open
    assert enough[-1] == Cell(Age.OLDER, Age.OLDER, 3)


def test_D5_in_the_first_weeks_everything_open_was_raised_in_them() -> None:
    short = Window(date(2026, 2, 16), OVER.last, 2)
    opened = many("abcdef")
    for ended, expected in [("", ()), ("gh", ()), ("ghi", (Cell(Age.UNDER1, Age.OLDER, 6),))]:
        facts = opened + [fact(each, state=State.ENDED) for each in ended]
        assert figures(count(facts, PEOPLE, short), USUAL).still_open == expected


def test_D5_a_second_cell_is_hidden_when_one_alone_would_be() -> None:
    better = [fact(each, state=State.CONFIRMED) for each in "abcd"]
    closed = [fact(f"{each}n", state=State.NO_CHANGE, answer=Answer.OPEN) for each in "efg"]
    alone = numbers(better + closed + [fact("h"), fact("i")])
    assert (alone.still_open, alone.closed_without_change) == ((), None)
    assert alone.confirmed == Share(4, 7)
    enough = numbers(better + closed + many("hij"))
    assert (len(enough.still_open), enough.closed_without_change) == (1, 3)


def test_D5_confirmed_better_is_the_second_cell_when_nothing_else_is_shown() -> None:
    better = [fact(each, state=State.CONFIRMED) for each in "abcd"]
    other = [fact(each, state=State.UNCONFIRMED, answer=Answer.OPEN) for each in "efg"]
    assert numbers(better + other).confirmed == Share(4, 7)
    same_people = [fact(f"{each}2", state=State.NO_CHANGE, answer=Answer.OPEN) for each in "abc"]
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


# Publishing


def test_first_figures_are_published_with_their_day() -> None:
    decision = decide(many("abcde"))
    assert decision.tier == 2
    assert isinstance(decision.figures, Figures)
    assert decision.unchanged_since is None
    assert decision.published is not None
    assert decision.published.since == FRIDAY


def test_D4_two_people_change_nothing_and_three_change_everything() -> None:
    before = many("abcde")
    first = decide(before).published
    assert first is not None
    next_friday = FRIDAY + timedelta(weeks=1)
    for more, moves in [("", False), ("f", False), ("fg", False), ("ffff", False), ("fgh", True)]:
        now = before + [fact(f"{each}{at}new") for at, each in enumerate(more)]
        decision = decide(now, first, today=next_friday)
        assert isinstance(decision.figures, Figures)
        assert decision.figures.raised == (8 if moves else 5)
        assert decision.unchanged_since == (None if moves else FRIDAY)
        assert (decision.published is not None) is moves


def test_D4_a_tier_changed_by_fewer_than_three_people_stays() -> None:
    four = decide(many("abcd")).published
    assert four is not None
    assert four.tier == 1
    assert decide(many("abcdef"), four).tier == 1
    assert decide(many("abcdefg"), four).tier == 2


def test_D4_what_nobody_could_see_helps_no_change_over_the_threshold() -> None:
    four = many("abcd")
    standing = decide(four).published
    unseen = [replace(each, topic="worried", answered_after=1) for each in four]
    decision = decide([*unseen, fact("a9")], standing)
    assert decision.published is None
    assert isinstance(decision.figures, Bands)
    assert decision.figures.raised is Amount.FEW


def test_D4_falling_to_tier_0_is_a_publication_and_the_old_figures_are_remembered() -> None:
    people = many("abcde")
    shown = decide(people).published
    assert shown is not None
    assert decide(many("abcd"), shown).tier == 2, "one person less"
    fallen = decide(many("ab"), shown)
    assert (fallen.tier, fallen.figures) == (0, None)
    assert fallen.published is not None
    back = decide([*people, fact("f")], fallen.published)
    assert back.figures is None, "the last figures differ from these because of one person"
    assert back.published is None
    others = decide([*many("ab"), *many("cdefgh", topic="worried", days=2)], fallen.published)
    assert others.tier == 2


def test_R15_nothing_old_is_shown_below_five_and_it_is_kept_for_later() -> None:
    people = many("abcde")
    standing = decide(people).published
    small = decide(people, standing, eligible=frozenset("abcd"))
    assert small == Decision(0, None, None, too_small=True, published=None)
    again = decide([*people, fact("f")], standing)
    assert again.unchanged_since == FRIDAY


def test_figures_that_come_out_the_same_keep_their_day() -> None:
    first = decide(many("abcde")).published
    others = decide(many("defgh"), first, today=FRIDAY + timedelta(weeks=1))
    assert others.published is not None
    assert others.published.since == others.unchanged_since == FRIDAY


def test_what_stands_leaves_with_its_window() -> None:
    first = decide(many("abcde", days=0)).published
    later = Window(OVER.first + timedelta(weeks=4), OVER.last + timedelta(weeks=4), 4)
    for now in ([], many("abcde", days=0)):
        counted = count(now, PEOPLE, later)
        decision = publish(counted, first, thresholds=USUAL, keyed_hash=keyed_hash, today=FRIDAY)
        assert decision.published is not None
        assert decision.tier == 0


@pytest.mark.parametrize("people", ["ab", "abc", "abcdefgh"])
def test_what_is_published_survives_json(people: str) -> None:
    facts = many(people, follow_up_due=True) + many(people, days=9, first_follow_up=2)
    facts += [fact(f"{each}x", state=State.CONFIRMED) for each in people]
    facts += [fact(f"{each}y", answer=Answer.OPEN, follow_up_due=True) for each in people]
    published = decide(facts, decide(many("abcd", days=20)).published).published
    if published is not None:
        assert Published.from_json(published.to_json()) == published
        assert Published.from_json(published.to_json()).to_json() == published.to_json()
    remembered = Posted("#1", frozenset({"#2", "#3"}))
    assert Posted.from_json(remembered.to_json()) == remembered


def test_what_is_stored_names_nobody_and_nothing() -> None:
    facts = [fact(f"concern-{each}", raiser=f"U{each}SECRET", topic="worried") for each in "abcde"]
    eligible = frozenset(each.raiser for each in facts) | PEOPLE
    published = publish(
        count(facts, eligible, OVER),
        None,
        thresholds=Thresholds(cell=6),
        keyed_hash=keyed_hash,
        today=FRIDAY,
    ).published
    assert published is not None
    text = published.to_json()
    for word in ("SECRET", "concern-", "worried", "priya"):
        assert word not in text


# Notes


def write(
    decision: Decision,
    *,
    setting: ChannelFigures = ChannelFigures.AFTER_FOUR_WEEKS,
    weeks: int = 4,
    steps: tuple[str, ...] = (),
    lines: tuple[str, ...] = (),
    last: Posted | None = None,
) -> Digest | None:
    return compose(
        decision,
        setting=setting,
        weeks=weeks,
        steps=steps,
        lines=lines,
        last=last,
        keyed_hash=keyed_hash,
    )


NOTHING = decide([])
SHOWN = decide(many("abcde"))
SMALL = decide(many("abcd"), eligible=frozenset("abcd"))


@pytest.mark.parametrize(
    ("decision", "setting", "weeks", "absence"),
    [
        (SHOWN, ChannelFigures.AFTER_FOUR_WEEKS, 4, None),
        (SHOWN, ChannelFigures.AFTER_FOUR_WEEKS, 3, Absence.FIRST_WEEKS),
        (SHOWN, ChannelFigures.FROM_START, 1, None),
        (SHOWN, ChannelFigures.NEVER, 4, Absence.NEVER),
        (NOTHING, ChannelFigures.AFTER_FOUR_WEEKS, 2, Absence.FIRST_WEEKS),
        (NOTHING, ChannelFigures.AFTER_FOUR_WEEKS, 4, Absence.TOO_FEW),
        (NOTHING, ChannelFigures.FROM_START, 1, Absence.TOO_FEW),
        (SMALL, ChannelFigures.AFTER_FOUR_WEEKS, 1, Absence.TOO_FEW),
        (SMALL, ChannelFigures.NEVER, 4, Absence.TOO_FEW),
    ],
)
def test_when_figures_are_in_the_channel(
    decision: Decision, setting: ChannelFigures, weeks: int, absence: Absence | None
) -> None:
    silent = write(decision, setting=setting, weeks=weeks)
    assert (silent is None) is (absence is not None)
    said = write(decision, setting=setting, weeks=weeks, steps=("s1",), lines=("A quiet day.",))
    assert said is not None
    assert said.first
    assert said.absence is absence
    assert (said.figures is None) is (absence is not None)
    assert (said.steps, said.lines) == (("s1",), ("A quiet day.",))
    if absence is None:
        assert (said.tier, said.figures) == (decision.tier, decision.figures)
        assert said.published == decision.published
    else:
        assert (said.tier, said.figures, said.published) == (0, None, None)


def test_figures_held_back_by_the_setting_are_not_remembered_as_published() -> None:
    held = write(SHOWN, weeks=3, steps=("s1",))
    assert held is not None
    assert held.published is None


def test_falling_to_tier_0_is_remembered_when_it_is_posted() -> None:
    fallen = decide(many("ab"), SHOWN.published)
    said = write(fallen, steps=("s1",))
    assert said is not None
    assert said.published == fallen.published is not None


def test_R35_old_figures_need_a_new_step_or_line() -> None:
    first = write(SHOWN, steps=("s1", "s2"), lines=("One.",))
    assert first is not None
    same = decide(many("abcdef"), SHOWN.published)
    assert same.unchanged_since is not None
    for steps, lines in [(("s1", "s2"), ("One.",)), (("s1",), ()), ((), ())]:
        assert write(same, steps=steps, lines=lines, last=first.posted) is None
    for steps, lines in [(("s3",), ()), ((), ("Two.",)), (("One.",), ())]:
        again = write(same, steps=steps, lines=lines, last=first.posted)
        assert again is not None
        assert again.unchanged_since == FRIDAY
        assert not again.first


def test_R35_figures_going_away_are_no_news() -> None:
    first = write(SHOWN, steps=("s1",))
    assert first is not None
    assert write(SMALL, steps=("s1",), last=first.posted) is None


# The leader's own


def test_D12_the_leaders_four_weeks_hold_only_what_they_own() -> None:
    facts = [
        fact("a"),
        fact("b", answered_after=1, first_follow_up=3, came_back_unasked=True),
        fact("c", answered_after=1, first_follow_up=5, state=State.CONFIRMED),
        fact("d", answered_after=1, came_back_unasked=True),
        fact("e", days=40),
        fact("f", days=40, state=State.CONFIRMED, first_follow_up=2),
        fact("g", state=State.ENDED),
        fact("h", days=-1),
        fact("x", raiser="joined yesterday"),
        fact("a1", owner="tom"),
        fact("a2", owner=None),
        fact("a3", withdrawn=True),
        fact("a4", is_note=True),
        fact("a5", sent_elsewhere=True),
    ]
    assert weekly(facts, "priya", OVER) == LeaderWeekly(
        raised=6, waiting=4, come_back=2, before_asked=1, confirmed=1
    )
