"""When figures are published, and what stands beside them in the digest."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.digest import (
    AbsenceReason,
    Amount,
    Bands,
    CheckInAnswer,
    CoarseState,
    Decision,
    Digest,
    Fact,
    Figures,
    LastDigest,
    LeaderWeekly,
    Published,
    Thresholds,
    Window,
    compose,
    count,
    publish,
    weekly,
)
from bot.domain.settings import ChannelFigures
from tests.domain.digest_cases import FRIDAY, OVER, PEOPLE, USUAL, decide, fact, keyed_hash, many

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
    assert first is not None
    before = Window(OVER.first - timedelta(weeks=1), OVER.last - timedelta(weeks=1), OVER.weeks)
    first = replace(first, window=before)
    others = decide(many("defgh"), first, today=FRIDAY + timedelta(weeks=1))
    assert others.published is not None
    assert others.published.since == others.unchanged_since == FRIDAY
    assert others.published.window == others.window == before, "the weeks above them are theirs"


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
    facts += [fact(f"{each}x", state=CoarseState.CONFIRMED) for each in people]
    facts += [fact(f"{each}y", answer=CheckInAnswer.OPEN, follow_up_due=True) for each in people]
    published = decide(facts, decide(many("abcd", days=20)).published).published
    if published is not None:
        assert Published.from_json(published.to_json()) == published
        assert Published.from_json(published.to_json()).to_json() == published.to_json()
    remembered = LastDigest("#1", frozenset({"#2", "#3"}))
    assert LastDigest.from_json(remembered.to_json()) == remembered


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
    last: LastDigest | None = None,
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
        (SHOWN, ChannelFigures.AFTER_FOUR_WEEKS, 3, AbsenceReason.FIRST_WEEKS),
        (SHOWN, ChannelFigures.FROM_START, 1, None),
        (SHOWN, ChannelFigures.NEVER, 4, AbsenceReason.NEVER),
        (NOTHING, ChannelFigures.AFTER_FOUR_WEEKS, 2, AbsenceReason.FIRST_WEEKS),
        (NOTHING, ChannelFigures.AFTER_FOUR_WEEKS, 4, AbsenceReason.TOO_FEW),
        (NOTHING, ChannelFigures.FROM_START, 1, AbsenceReason.TOO_FEW),
        (SMALL, ChannelFigures.AFTER_FOUR_WEEKS, 1, AbsenceReason.TOO_FEW),
        (SMALL, ChannelFigures.NEVER, 4, AbsenceReason.TOO_FEW),
    ],
)
def test_when_figures_are_in_the_channel(
    decision: Decision, setting: ChannelFigures, weeks: int, absence: AbsenceReason | None
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
        fact("c", answered_after=1, first_follow_up=5, state=CoarseState.CONFIRMED),
        fact("d", answered_after=1, came_back_unasked=True),
        fact("e", days=40),
        fact("f", days=40, state=CoarseState.CONFIRMED, first_follow_up=2),
        fact("g", state=CoarseState.ENDED),
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


def test_D4_what_is_behind_it_is_named_only_once_three_more_people_say_so() -> None:
    """Two have said so, and one more would be pointed at by its name; three more are not."""
    debt = frozenset({"debt"})

    def week(so_say: str, *, new: str) -> list[Fact]:
        rest = [person for person in "abcdefgh" if person not in so_say]
        return [*many(so_say, pressures=debt), *many("".join(rest)), *many(new, days=5)]

    first = decide(week("ab", new=""))
    one_more = decide(week("abc", new="dij"), first.published)
    three_more = decide(week("abcde", new="dij"), first.published)
    at_once = decide(week("abc", new="dij"), decide(week("", new="")).published)
    shown = [each.figures for each in (first, one_more, three_more, at_once)]
    assert [(each.raised, each.behind) for each in shown if isinstance(each, Figures)] == [
        (8, ("stuck",)),
        (11, ()),
        (11, ("debt",)),
        (11, ("debt",)),
    ]
