"""The privacy rules over teams nobody thought of: weeks of raising, talking, joining, leaving."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.digest import (
    AbsenceReason,
    Age,
    Bands,
    CheckInAnswer,
    CoarseState,
    Counted,
    Decision,
    Digest,
    Fact,
    Figures,
    Share,
    Window,
    age,
    count,
    median,
    publish,
)
from tests.domain.digest_histories import (
    CHANGES,
    FOUR_WEEKS,
    MONDAY,
    USUAL,
    Friday,
    Week,
    facts,
    histories,
    keyed_hash,
    people,
    play,
)


def visible(fact: Fact, over: Window, *, numbers: bool) -> tuple[object, ...]:
    """What a reader may see of one concern, said here once more and differently."""
    weeks_old = (over.last - fact.created).days // 7 if fact.state is CoarseState.OPEN else -1
    if fact.created < over.first:
        return ("before", weeks_old >= 4)
    if not numbers:
        return ("within", fact.follow_up_due and (fact.came_back or "missing"))
    in_time = None
    if fact.answered_after is not None or fact.answer_due:
        in_time = (fact.answered_after or 99) <= 2 if fact.answered_after != 0 else True
    by_age = weeks_old if weeks_old < 2 else 2
    openly = fact.state is CoarseState.CONFIRMED or fact.answer is CheckInAnswer.OPEN
    talk = (fact.follow_up_due, fact.first_follow_up)
    return ("within", fact.state, by_age, in_time, *talk, openly, fact.topic, fact.pressures)


def people_between(one: Counted, other: Counted, *, numbers: bool) -> set[str]:
    """Whose concerns make the difference."""
    sides = [
        {(f.raiser, f.concern, visible(f, side.window, numbers=numbers)) for f in side.facts}
        for side in (one, other)
    ]
    return {raiser for raiser, *_ in sides[0] ^ sides[1]}


@settings(deadline=None, max_examples=300)
@given(histories)
def test_R14_two_successive_published_digests_never_differ_because_of_fewer_than_three_raisers(
    history: list[Week],
) -> None:
    figures_before: tuple[Digest, Counted] | None = None
    fell_to_nothing: Counted | None = None
    for friday in play(history):
        said = friday.note
        if said is None:
            continue
        if said.figures is None:
            if said.published is not None:
                fell_to_nothing = friday.counted
            if fell_to_nothing is friday.counted and figures_before is not None:
                behind = people_between(figures_before[1], friday.counted, numbers=False)
                assert len(behind) >= 3
            continue
        if figures_before is not None and said.figures != figures_before[0].figures:
            numbers = said.tier == figures_before[0].tier == 2
            behind = people_between(figures_before[1], friday.counted, numbers=numbers)
            assert len(behind) >= 3
        if fell_to_nothing is not None:
            behind = people_between(fell_to_nothing, friday.counted, numbers=False)
            assert len(behind) >= 3
        if figures_before is None or said.published is not None:
            assert len({fact.raiser for fact in friday.counted.raised}) >= 3
            figures_before, fell_to_nothing = (said, friday.counted), None


Made = set[tuple[str, str]]


def printed(friday: Friday) -> dict[str, tuple[object, Made]]:
    """Each number and word a reader finds in a note or adds up from it, and what it is made of."""
    now, shown = friday.counted, friday.note.figures if friday.note else None
    raised = now.raised

    def made(those: Iterable[Fact]) -> Made:
        return {(fact.raiser, fact.concern) for fact in those}

    def share(name: str, found: Share | None, whole: list[Fact], part: list[Fact]) -> None:
        if found is not None:
            rest = [fact for fact in whole if fact not in part]
            read[f"{name}, part"] = found.part, made(part)
            read[f"{name}, rest"] = found.whole - found.part, made(rest)
            read[f"{name}, whole"] = found.whole, made(whole)
            others = [fact for fact in raised if fact not in whole]
            read[f"{name}, not"] = len(raised) - found.whole, made(others)

    read: dict[str, tuple[object, Made]] = {}
    due = [fact for fact in raised if fact.follow_up_due]
    if isinstance(shown, Bands):
        read["raised, in words"] = shown.raised, made(raised)
        if shown.come_back is not None:
            read["come back, in words"] = shown.come_back, made(due)
        if shown.waited is not None:
            older = [f for f in now.still_open if (now.window.last - f.created).days >= 28]
            read["waited"] = shown.waited, made(older)
    if isinstance(shown, Figures):
        read["raised"] = shown.raised, made(raised)
        share("back", shown.come_back, due, [fact for fact in due if fact.came_back])
        answered = [fact for fact in raised if fact.answered_openly]
        better = [fact for fact in answered if fact.state is CoarseState.CONFIRMED]
        share("better", shown.confirmed, answered, better)
        decided = [fact for fact in raised if fact.heard is not None]
        share("heard", shown.heard, decided, [fact for fact in decided if fact.heard])
        if shown.closed_without_change is not None:
            closed = [fact for fact in raised if fact.state is CoarseState.NO_CHANGE]
            read["closed"] = shown.closed_without_change, made(closed)
        cells = shown.still_open
        for start, end in combinations(range(len(cells) + 1), 2):
            ages = list(Age)[list(Age).index(cells[start].youngest) :]
            ages = ages[: ages.index(cells[end - 1].oldest) + 1]
            some = [fact for fact in now.still_open if age(fact, now.window) in ages]
            number = sum(cell.concerns for cell in cells[start:end])
            read[f"open, {ages[0]} to {ages[-1]}"] = number, made(some)
    return read


def three_people_are_behind_each_move(history: list[Week]) -> None:
    before: dict[str, tuple[object, Made]] = {}
    tier = None
    for friday in play(history):
        said = friday.note
        if said is None or said.unchanged_since is not None:
            continue
        if said.tier != tier:
            # Between words and numbers the whole is compared, by R14, and no figure alone.
            tier, before = said.tier, {}
        for name, (number, made) in printed(friday).items():
            if name in before and before[name][0] != number:
                assert len({raiser for raiser, _ in before[name][1] ^ made}) >= 3, name
            before[name] = number, made


@settings(deadline=None, max_examples=300)
@given(histories)
def test_no_single_figure_moves_because_of_one_or_two_people(history: list[Week]) -> None:
    three_people_are_behind_each_move(history)


@pytest.mark.parametrize("seed", range(8))
def test_no_single_figure_of_a_busy_team_moves_because_of_one_or_two_people(seed: int) -> None:
    # Drawn evenly, so that numbers stand beside numbers for weeks; hypothesis prefers quiet teams.
    draw = Random(seed)
    for _ in range(20):
        history = [
            Week(
                raised=[
                    (draw.randrange(10), draw.randrange(7), False) for _ in range(draw.randrange(8))
                ],
                changed=[
                    (draw.randrange(41), draw.randrange(len(CHANGES)))
                    for _ in range(draw.randrange(3, 12))
                ],
                members=draw.choice([8, 9, 10, 10]),
                steps=(),
            )
            for _ in range(10)
        ]
        three_people_are_behind_each_move(history)


@settings(deadline=None)
@given(st.sets(people, min_size=5), st.sets(people), st.sampled_from([5, 8, 9]))
def test_R14_figures_move_exactly_when_three_people_are_behind_it(
    raisers: set[str], movers: set[str], weekday: int
) -> None:
    before = [
        Fact(concern=who, raiser=who, owner=None, topic="stuck", created=MONDAY)
        for who in sorted(raisers)
    ]
    more = [
        Fact(concern=f"{who}2", raiser=who, owner=None, topic="stuck", created=MONDAY)
        for who in sorted(movers)
        for _ in range(weekday)
    ]
    everybody = frozenset("abcdefghij")
    today = FOUR_WEEKS.last + timedelta(days=5)
    standing = publish(
        count(before, everybody, FOUR_WEEKS),
        None,
        thresholds=USUAL,
        keyed_hash=keyed_hash,
        today=today,
    )
    later = publish(
        count(before + more, everybody, FOUR_WEEKS),
        standing.published,
        thresholds=USUAL,
        keyed_hash=keyed_hash,
        today=today + timedelta(weeks=1),
    )
    assert isinstance(later.figures, Figures)
    moved = len(more) if len(movers) >= 3 else 0
    assert later.figures.raised == len(before) + moved
    assert later.unchanged_since == (None if moved else today)


@settings(deadline=None, max_examples=200)
@given(histories)
def test_R15_no_figure_for_fewer_than_five_eligible_people(history: list[Week]) -> None:
    for friday in play(history):
        if friday.counted.eligible < 5:
            assert friday.decision.figures is None
            assert friday.decision.too_small
            assert friday.note is None or friday.note.figures is None
            assert friday.note is None or friday.note.absence is AbsenceReason.TOO_FEW
        elif friday.decision.figures is not None:
            assert friday.decision.tier > 0


@settings(deadline=None)
@given(st.lists(facts, max_size=30), st.lists(facts, max_size=30), st.integers(0, 4))
def test_R15_old_figures_are_not_shown_to_fewer_than_five_either(
    old: list[Fact], new: list[Fact], left: int
) -> None:
    today = FOUR_WEEKS.last + timedelta(days=5)
    everybody, few = frozenset("abcdefghij"), frozenset("abcdefghij"[:left])
    standing = publish(
        count(old, everybody, FOUR_WEEKS),
        None,
        thresholds=USUAL,
        keyed_hash=keyed_hash,
        today=today,
    )
    for facts_now in (old, new):
        decision = publish(
            count(facts_now, few, FOUR_WEEKS),
            standing.published,
            thresholds=USUAL,
            keyed_hash=keyed_hash,
            today=today,
        )
        assert decision == Decision(0, None, None, too_small=True, published=None)


@given(st.lists(st.none() | st.integers(0, 40), min_size=1))
def test_R29_the_median_counts_open_items_as_not_yet(workdays: list[int | None]) -> None:
    shown = median(workdays).workdays
    waiting = workdays.count(None)
    assert (shown is None) is (2 * waiting > len(workdays))
    if shown is not None:
        done = [days for days in workdays if days is not None]
        assert 2 * sum(days <= shown for days in done) >= len(workdays)
        assert 2 * sum(days < shown for days in done) < len(workdays)
