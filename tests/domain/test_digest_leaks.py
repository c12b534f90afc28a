"""Who was sent elsewhere, answered privately or leads leaves no trace (R8, R23, R48)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.digest import (
    Age,
    Bands,
    CheckInAnswer,
    CoarseState,
    Decision,
    Digest,
    Fact,
    Figures,
    LastDigest,
    Published,
    count,
    figures,
    publish,
    weekly,
)
from bot.domain.digest.disclosure import REST, behind, coarser, parts
from bot.domain.digest.figures import bands
from bot.domain.digest.leaders import without_subtraction
from tests.domain.digest_histories import (
    FOUR_WEEKS,
    MONDAY,
    USUAL,
    Week,
    facts,
    histories,
    keyed_hash,
    play,
)


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
        private = CheckInAnswer.PRIVATE
        return [replace(f, answer=CheckInAnswer.NONE) if f.answer is private else f for f in some]

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
    better = [fact for fact in now.raised if fact.state is CoarseState.CONFIRMED]
    closed = [fact for fact in now.raised if fact.state is CoarseState.NO_CHANGE]
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
            assert LastDigest.from_json(friday.note.posted.to_json()) == friday.note.posted


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


@settings(max_examples=150)
@given(told)
def test_R48_nothing_is_hidden_that_no_leader_could_subtract_from(some: list[Fact]) -> None:
    counted = count(some, frozenset("abcdefghij"), FOUR_WEEKS)
    made = parts(counted, keyed_hash)

    def safe(*groups: Iterable[Fact]) -> bool:
        each = [list(group) for group in groups]
        return all(not_theirs(group, leader) >= 3 for group in each for leader in LEADERS)

    wanted = figures(counted, USUAL)
    shown = without_subtraction(wanted, counted, LEADERS, 3, keyed_hash)
    assert isinstance(shown, Figures)
    assert shown.raised == wanted.raised
    for name in ("heard", "come_back", "confirmed"):
        stands = safe(made[name]["yes"], made[name]["no"])
        assert getattr(shown, name) == (getattr(wanted, name) if stands else None)
    closed = wanted.closed_without_change if safe(made["closed"]["closed"]) else None
    assert shown.closed_without_change == closed
    due = [*made["come_back"]["yes"], *made["come_back"]["no"]]
    assert shown.come_back_band == (wanted.come_back_band if safe(due) else None)
    waited = [fact for label, each in made["median"].items() if label != REST for fact in each]
    assert shown.first_follow_up == (wanted.first_follow_up if safe(waited) else None)
    named = [key for key in wanted.behind if safe(made[behind(key, keyed_hash)]["named"])]
    assert list(shown.behind) == named
    ages = list(Age)
    finest = next(
        (
            cells
            for cells in coarser(wanted.still_open)
            if all(
                safe(
                    fact
                    for each in ages[ages.index(cell.youngest) : ages.index(cell.oldest) + 1]
                    for fact in made["open"][each.value]
                )
                for cell in cells
            )
        ),
        (),
    )
    assert shown.still_open == finest

    words = bands(counted, USUAL)
    told_in_words = without_subtraction(words, counted, LEADERS, 3, keyed_hash)
    assert told_in_words == replace(
        words,
        come_back=words.come_back if safe(due) else None,
        waited=words.waited if safe(made["waited"]["older"]) else None,
    )
    for alone in ((), ("priya",)):
        assert without_subtraction(wanted, counted, alone, 3, keyed_hash) == wanted


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
