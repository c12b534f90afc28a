"""The privacy rules over teams nobody thought of: weeks of raising, talking, joining, leaving."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.digest import (
    Absence,
    Age,
    Answer,
    Bands,
    Counted,
    Decision,
    Digest,
    Fact,
    Figures,
    LeaderWeekly,
    Posted,
    Published,
    Share,
    State,
    Thresholds,
    Window,
    age,
    compose,
    count,
    eligible_now,
    figures,
    median,
    publish,
    weekly,
    window,
)
from bot.domain.digest.disclosure import parts
from bot.domain.settings import ChannelFigures

MONDAY = date(2026, 1, 5)
USUAL = Thresholds()
CHANGES: tuple[dict[str, Any], ...] = (
    {"answered_after": 1},
    {"answered_after": 3},
    {"follow_up_due": True},
    {"follow_up_due": True, "first_follow_up": 2},
    {"first_follow_up": 6},
    {"answer": Answer.OPEN},
    {"answer": Answer.PRIVATE},
    {"state": State.CONFIRMED},
    {"state": State.UNCONFIRMED},
    {"state": State.NO_CHANGE},
    {"state": State.ENDED},
    {"pressures": frozenset({"incident"})},
    {"withdrawn": True},
)


@dataclass(frozen=True)
class Week:
    raised: list[tuple[int, int, bool]]
    """Person, weekday, sent elsewhere."""
    changed: list[tuple[int, int]]
    """Which concern, which of CHANGES."""
    members: int
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Friday:
    counted: Counted
    decision: Decision
    note: Digest | None
    leader: LeaderWeekly


weeks = st.builds(
    Week,
    raised=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 6), st.booleans()), max_size=6),
    changed=st.lists(st.tuples(st.integers(0, 99), st.integers(0, len(CHANGES) - 1)), max_size=4),
    members=st.sampled_from([4, 5, 6, 8, 9, 10, 10, 10]),
    steps=st.sampled_from([(), (), ("s1",), ("s2",), ("s1", "s2")]),
)
histories = st.lists(weeks, min_size=2, max_size=12)
people = st.sampled_from("abcdefghij")
facts = st.builds(
    Fact,
    concern=st.uuids().map(str),
    raiser=people,
    owner=st.sampled_from(["priya", "tom", None]),
    topic=st.sampled_from(["stuck", "worried", "other"]),
    created=st.integers(-10, 40).map(lambda days: MONDAY + timedelta(days=days)),
    pressures=st.frozensets(st.sampled_from(["date", "debt"])),
    answered_after=st.none() | st.integers(0, 5),
    answer_due=st.booleans(),
    follow_up_due=st.booleans(),
    first_follow_up=st.none() | st.integers(0, 9),
    state=st.sampled_from(State),
    answer=st.sampled_from(Answer),
)
FOUR_WEEKS = Window(MONDAY, MONDAY + timedelta(days=27), 4)


def keyed_hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def play(history: list[Week], *, elsewhere: bool = True) -> Iterator[Friday]:
    """The Fridays of a team whose figures may be in the channel from the start."""
    concerns: list[Fact] = []
    members: frozenset[str] | None = None
    published: Published | None = None
    posted: Posted | None = None
    for at, week in enumerate(history):
        monday = MONDAY + timedelta(weeks=at)
        for number, (person, weekday, away) in enumerate(week.raised):
            concern = Fact(
                concern=f"{at}.{number}",
                raiser="abcdefghij"[person],
                owner="tom" if away else "priya",
                topic="stuck",
                created=monday + timedelta(days=weekday),
                sent_elsewhere=away,
            )
            concerns.append(concern)
        for which, change in week.changed:
            if concerns:
                here = which % len(concerns)
                concerns[here] = replace(concerns[here], **CHANGES[change])
        seen = [each for each in concerns if elsewhere or not each.sent_elsewhere]
        friday = monday + timedelta(days=11)
        over = window(friday, MONDAY)
        members = eligible_now(members, frozenset("abcdefghij"[: week.members]))
        counted = count(seen, members, over)
        decision = publish(
            counted, published, thresholds=USUAL, keyed_hash=keyed_hash, today=friday
        )
        said = compose(
            decision,
            setting=ChannelFigures.FROM_START,
            weeks=over.weeks,
            steps=week.steps,
            lines=(),
            last=posted,
            keyed_hash=keyed_hash,
        )
        yield Friday(counted, decision, said, weekly(seen, "priya", over))
        if said is not None:
            posted = said.posted
            published = said.published or published


def visible(fact: Fact, over: Window, *, numbers: bool) -> tuple[object, ...]:
    """What a reader may see of one concern, said here once more and differently."""
    weeks_old = (over.last - fact.created).days // 7 if fact.state is State.OPEN else -1
    if fact.created < over.first:
        return ("before", weeks_old >= 4)
    if not numbers:
        return ("within", fact.follow_up_due and (fact.came_back or "missing"))
    in_time = None
    if fact.answered_after is not None or fact.answer_due:
        in_time = (fact.answered_after or 99) <= 2 if fact.answered_after != 0 else True
    by_age = weeks_old if weeks_old < 2 else 2
    openly = fact.state is State.CONFIRMED or fact.answer is Answer.OPEN
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
        better = [fact for fact in answered if fact.state is State.CONFIRMED]
        share("better", shown.confirmed, answered, better)
        decided = [fact for fact in raised if fact.heard is not None]
        share("heard", shown.heard, decided, [fact for fact in decided if fact.heard])
        if shown.closed_without_change is not None:
            closed = [fact for fact in raised if fact.state is State.NO_CHANGE]
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
            assert friday.note is None or friday.note.absence is Absence.TOO_FEW
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


@settings(deadline=None)
@given(st.lists(facts, min_size=3, max_size=20), st.integers(1, 5))
def test_R29_one_more_that_waits_never_makes_the_median_faster(
    some: list[Fact], waiting: int
) -> None:
    more = [
        Fact(concern=f"w{at}", raiser="a", owner=None, topic="stuck", created=MONDAY)
        for at in range(waiting)
    ]
    everybody = frozenset("abcdefghij")
    before = figures(count(some, everybody, FOUR_WEEKS), USUAL).first_follow_up
    after = figures(count(some + more, everybody, FOUR_WEEKS), USUAL).first_follow_up
    if before is not None:
        assert after is not None
        if before.workdays is None:
            assert after.workdays is None
        assert after.workdays is None or after.workdays >= (before.workdays or 0)


@settings(deadline=None, max_examples=200)
@given(histories)
def test_R35_a_note_equal_to_the_last_without_a_new_step_or_line_is_not_posted(
    history: list[Week],
) -> None:
    last: Digest | None = None
    for friday, week in zip(play(history), history, strict=True):
        said = friday.note
        shown_before = last.figures if last else None
        new_steps = set(week.steps) - set(last.steps if last else ())
        new_figures = friday.decision.figures not in (None, shown_before)
        assert (said is not None) is bool(new_steps or new_figures)
        if said is not None:
            assert said.first is (last is None)
            assert said.figures is not None or said.steps
            last = said


@settings(deadline=None, max_examples=200)
@given(histories)
def test_R08_sent_elsewhere_leaves_no_trace(history: list[Week]) -> None:
    assert list(play(history)) == list(play(history, elsewhere=False))


@settings(deadline=None)
@given(
    st.lists(facts, max_size=20),
    st.lists(facts.map(lambda each: replace(each, sent_elsewhere=True)), max_size=20),
)
def test_R08_sent_elsewhere_leaves_no_trace_whoever_owns_it(
    here: list[Fact], elsewhere: list[Fact]
) -> None:
    everybody = frozenset("abcdefghij")
    both = [*elsewhere, *here]
    assert count(both, everybody, FOUR_WEEKS) == count(here, everybody, FOUR_WEEKS)
    assert weekly(both, "priya", FOUR_WEEKS) == weekly(here, "priya", FOUR_WEEKS)


@settings(deadline=None, max_examples=200)
@given(st.lists(facts, max_size=40), st.lists(facts, max_size=40))
def test_R23_a_private_answer_moves_nothing(one: list[Fact], other: list[Fact]) -> None:
    everybody = frozenset("abcdefghij")
    today = FOUR_WEEKS.last + timedelta(days=5)

    def silenced(some: list[Fact]) -> list[Fact]:
        private = Answer.PRIVATE
        return [replace(f, answer=Answer.NONE) if f.answer is private else f for f in some]

    standing = publish(
        count(one, everybody, FOUR_WEEKS),
        None,
        thresholds=USUAL,
        keyed_hash=keyed_hash,
        today=today,
    )
    decisions = [
        publish(
            count(some, everybody, FOUR_WEEKS),
            standing.published,
            thresholds=USUAL,
            keyed_hash=keyed_hash,
            today=today,
        )
        for some in (one, silenced(one), other, silenced(other))
    ]
    assert decisions[0] == decisions[1]
    assert decisions[2] == decisions[3]


@settings(deadline=None, max_examples=300)
@given(st.lists(facts, max_size=40))
def test_D5_no_number_stands_for_fewer_than_three_people(some: list[Fact]) -> None:
    now = count(some, frozenset("abcdefghij"), FOUR_WEEKS)
    shown = figures(now, USUAL)

    def enough(those: list[Fact]) -> bool:
        return len({fact.raiser for fact in those}) >= 3

    answered = [fact for fact in now.raised if fact.answered_openly]
    due = [fact for fact in now.raised if fact.follow_up_due]
    better = [fact for fact in now.raised if fact.state is State.CONFIRMED]
    closed = [fact for fact in now.raised if fact.state is State.NO_CHANGE]
    if shown.confirmed:
        assert enough(better)
        assert enough([fact for fact in answered if fact not in better])
    if shown.come_back:
        assert enough([fact for fact in due if fact.came_back])
        assert enough([fact for fact in due if not fact.came_back])
    if shown.closed_without_change is not None:
        assert enough(closed)
    for key in shown.behind:
        assert enough([f for f in now.raised if key in f.pressures or key == f.topic])
    assert sum(cell.concerns for cell in shown.still_open) in (0, len(now.still_open))
    assert all(cell.concerns >= 3 for cell in shown.still_open)


@settings(deadline=None)
@given(histories)
def test_what_is_stored_comes_back_as_it_was(history: list[Week]) -> None:
    for friday in play(history):
        published = friday.decision.published
        if published is not None:
            assert Published.from_json(published.to_json()) == published
        if friday.note is not None:
            assert Posted.from_json(friday.note.posted.to_json()) == friday.note.posted


LEADERS = ("priya", "tom")
told = st.lists(facts, max_size=28).map(
    lambda some: [
        replace(fact, created=MONDAY + timedelta(days=day)) for day, fact in enumerate(some)
    ]
)


def not_theirs(some: Iterable[Fact], leader: str) -> int:
    """How many people are behind what is not one leader's own."""
    return len({fact.raiser for fact in some if fact.owner != leader})


@settings(max_examples=150)
@given(told)
def test_R48_what_is_left_when_a_leader_subtracts_their_own_rests_on_three_people(
    some: list[Fact],
) -> None:
    counted = count(some, frozenset("abcdefghij"), FOUR_WEEKS)
    decision = publish(
        counted,
        None,
        thresholds=USUAL,
        keyed_hash=keyed_hash,
        today=FOUR_WEEKS.last,
        leaders=LEADERS,
    )
    if decision.figures is None:
        assert decision.published is None
        return
    made, shown = parts(counted, keyed_hash), decision.figures
    groups = [made["raised"]["raised"]]
    if isinstance(shown, Bands):
        groups += [[*made["come_back"]["yes"], *made["come_back"]["no"]]] * bool(shown.come_back)
        groups += [made["waited"]["older"]] * bool(shown.waited)
    else:
        for name in ("heard", "come_back", "confirmed"):
            if getattr(shown, name) is not None:
                groups += [made[name]["yes"], made[name]["no"]]
        if shown.closed_without_change is not None:
            groups.append(made["closed"]["closed"])
        ages = list(Age)
        for cell in shown.still_open:
            span = ages[ages.index(cell.youngest) : ages.index(cell.oldest) + 1]
            groups.append([fact for each in span for fact in made["open"][each.value]])
    for group in groups:
        for leader in LEADERS:
            assert not_theirs(group, leader) >= 3, (leader, shown)


def test_R48_one_who_went_to_the_other_leader_moves_no_figure() -> None:
    def of(leader: str, *raisers: str, since: int = 0) -> list[Fact]:
        day = MONDAY + timedelta(days=since)
        return [
            Fact(concern=f"{leader}{one}{since}", raiser=one, owner=leader, topic="x", created=day)
            for one in raisers
        ]

    def friday(some: list[Fact], before: Published | None = None) -> Decision:
        counted = count(some, frozenset("abcdefghi"), FOUR_WEEKS)
        return publish(
            counted,
            before,
            thresholds=USUAL,
            keyed_hash=keyed_hash,
            today=FOUR_WEEKS.last,
            leaders=LEADERS,
        )

    six = of("priya", *"abcdef")
    for elsewhere in ([], of("tom", "g"), of("tom", "g", "h")):
        decision = friday([*six, *elsewhere])
        assert (decision.tier, decision.figures, decision.published) == (0, None, None)
    both = friday([*six, *of("tom", *"ghi")])
    assert both.tier == 2
    assert isinstance(both.figures, Figures)
    assert both.figures.raised == 9
    # Once something stands, it stands until each of them could be left with three people.
    later = friday([*six, *of("tom", "g"), *of("priya", *"ghi", since=8)], both.published)
    assert (later.figures, later.unchanged_since) == (both.figures, FOUR_WEEKS.last)
    # One leader alone has nobody to subtract from.
    alone = publish(
        count(six, frozenset("abcdefghi"), FOUR_WEEKS),
        None,
        thresholds=USUAL,
        keyed_hash=keyed_hash,
        today=FOUR_WEEKS.last,
        leaders=("priya",),
    )
    assert alone.tier == 2
