"""The sums of a team's weeks: bands in words (tier 1), numbers (tier 2).

A figure that is suppressed is None. Keys only: what they are called in a message is not known
here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.domain.digest.facts import Age, CoarseState, Counted, Fact, age

Tier = Literal[0, 1, 2]
"""0: nothing; 1: bands in words; 2: numbers (D3)."""

UNSAID_TOPICS = frozenset({"other", "led"})
""""Something else" says nothing; "how I am led" belongs to nobody's note."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How many different people stand behind a figure. A workspace may raise them only.

    Raises ValueError where one is below its default.
    """

    eligible: int = 5
    """Eligible people below which nothing is shown (R15)."""
    raisers: int = 3
    """Different raisers for bands (D3)."""
    numbers_eligible: int = 8
    numbers_raisers: int = 5
    delta: int = 3
    """Different raisers behind a change of what is shown (D4)."""
    cell: int = 3
    """Different raisers behind one number (D5)."""

    def __post_init__(self) -> None:
        """Refuse what would protect less than the defaults."""
        least = (5, 3, 8, 5, 3, 3)
        here = (
            self.eligible,
            self.raisers,
            self.numbers_eligible,
            self.numbers_raisers,
            self.delta,
            self.cell,
        )
        if any(value < floor for value, floor in zip(here, least, strict=True)):
            msg = f"thresholds may be raised only, not below {least}: {here}"
            raise ValueError(msg)


class Amount(StrEnum):
    """How many things were raised, in words."""

    FEW = "few"
    """Up to 4."""
    SEVERAL = "several"
    """Up to 9."""
    MANY = "many"


class Portion(StrEnum):
    """How large a part, in words."""

    MOST = "most"
    """From 70 %."""
    HALF = "half"
    """About half: from 40 %."""
    FEW = "few"


class Waited(StrEnum):
    """Whether anything still open is four weeks old or more."""

    NOTHING = "nothing"
    SOMETHING = "something"


@dataclass(frozen=True, slots=True)
class Bands:
    """What tier 1 shows."""

    raised: Amount
    come_back: Portion | None
    """Of what was due; None when it comes from too few people (D5)."""
    waited: Waited | None
    """None when that would move because of too few people."""


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole`` concerns."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Median:
    """Within how many working days at least half had a first follow-up (R29)."""

    workdays: int | None
    """None = more than half are still waiting."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Still open, of an age from ``youngest`` to ``oldest``, both included."""

    youngest: Age
    oldest: Age
    concerns: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What tier 2 shows. Every number has enough different people behind it (D2, D5)."""

    raised: int
    heard: Share | None
    """Answered in time, of those answered or due for an answer."""
    come_back: Share | None
    """With a talk, of those whose follow-up fell due."""
    come_back_band: Portion | None
    """The same in words; stands in where the numbers are suppressed."""
    first_follow_up: Median | None
    still_open: tuple[Cell, ...]
    """By age, youngest first, small cells merged; together they cover every age. Empty =
    suppressed."""
    confirmed: Share | None
    """Confirmed better, of those whose raiser answered openly."""
    closed_without_change: int | None
    behind: tuple[str, ...]
    """Pressures, or else topics, of enough different people each; by name, because an order by
    number would move with a single person."""


def tier(facts: Iterable[Fact], eligible: int, thresholds: Thresholds) -> Tier:
    """What may be shown at all (D3), counting different raisers, not concerns (D2).

    ``facts`` are those raised in the window that count, ``eligible`` the number of people.
    """
    raisers = _raisers(facts)
    if eligible < thresholds.eligible or raisers < thresholds.raisers:
        return 0
    numbers = eligible >= thresholds.numbers_eligible and raisers >= thresholds.numbers_raisers
    return 2 if numbers else 1


def bands(now: Counted, thresholds: Thresholds) -> Bands:
    """The words of tier 1. The caller has made sure of the tier."""
    older = any(age(fact, now.window) is Age.OLDER for fact in now.still_open)
    return Bands(
        raised=_amount(len(now.raised)),
        come_back=_come_back_band(now, thresholds),
        waited=Waited.SOMETHING if older else Waited.NOTHING,
    )


def figures(now: Counted, thresholds: Thresholds) -> Figures:
    """The numbers of tier 2. The caller has made sure of the tier.

    D5 and D6: a number stands for a cell, and so does what it leaves over: of "9 of 11" the
    missing 2 are a cell too. A cell of fewer than ``thresholds.cell`` raisers is never shown,
    and none of zero: if only 1 and 2 were hidden, a gap would read "one or two". Ages merge with
    a neighbour; the two parts of a share have no other neighbour, so that the share is hidden.
    """
    raised, cell = now.raised, thresholds.cell
    due = [fact for fact in raised if fact.follow_up_due]
    answered = [fact for fact in raised if fact.answered_openly]
    closed = [fact for fact in raised if fact.state is CoarseState.NO_CHANGE]
    groups = _merged(now, cell)
    confirmed = _share(answered, [fact.state is CoarseState.CONFIRMED for fact in answered], cell)
    closed_shown = _raisers(closed) >= cell

    states = {CoarseState.CONFIRMED} if confirmed else set()
    states |= {CoarseState.NO_CHANGE} if closed_shown else set()
    states |= {CoarseState.OPEN} if groups else set()
    left_over = [fact for fact in raised if fact.state not in states]
    # What is raised, less all that is named, is one cell more, which anybody can subtract. Ages
    # merged with OLDER hold an unknown number from before the window, which spoils the sum.
    can_subtract = not groups or now.window.weeks < 4 or groups[-1].ages == (Age.OLDER,)
    if can_subtract and _raisers(left_over) < cell:
        if groups and now.window.weeks == 4:
            groups = [*groups[:-2], groups[-2] + groups[-1]]
        elif groups:
            groups = []
        elif closed_shown:
            closed_shown = False
        else:
            confirmed = None

    return Figures(
        raised=len(raised),
        heard=_heard(raised, cell),
        come_back=_share(due, [fact.came_back for fact in due], cell),
        come_back_band=_come_back_band(now, thresholds),
        first_follow_up=_first_follow_up(raised, cell),
        still_open=tuple(Cell(group.ages[0], group.ages[-1], len(group.facts)) for group in groups),
        confirmed=confirmed,
        closed_without_change=len(closed) if closed_shown else None,
        behind=_behind(raised, cell),
    )


def median(workdays: Sequence[int | None]) -> Median:
    """The fewest working days within which at least half had theirs (R29).

    None counts as "not yet", later than every number.
    """
    done = sorted(days for days in workdays if days is not None)
    half = -(-len(workdays) // 2)
    return Median(done[half - 1] if 0 < half <= len(done) else None)


@dataclass(frozen=True, slots=True)
class _Group:
    """Neighbouring ages and the open concerns of those ages."""

    ages: tuple[Age, ...]
    facts: tuple[Fact, ...]

    def __add__(self, older: "_Group") -> "_Group":
        return _Group(self.ages + older.ages, self.facts + older.facts)


def _merged(now: Counted, cell: int) -> list[_Group]:
    """Ages merged with a neighbour until each has enough raisers; none if all have not (D5)."""
    groups = [
        _Group((each,), tuple(f for f in now.still_open if age(f, now.window) is each))
        for each in Age
    ]
    while len(groups) > 1:
        sizes = [_raisers(group.facts) for group in groups]
        small = sizes.index(min(sizes))
        if sizes[small] >= cell:
            break
        neighbours = [at for at in (small - 1, small + 1) if 0 <= at < len(groups)]
        left = min(small, min(neighbours, key=lambda at: sizes[at]))
        groups[left : left + 2] = [groups[left] + groups[left + 1]]
    return groups if _raisers(groups[0].facts) >= cell else []


def _raisers(facts: Iterable[Fact]) -> int:
    return len({fact.raiser for fact in facts})


def _share(facts: Sequence[Fact], yes: Sequence[bool], cell: int) -> Share | None:
    part = [fact for fact, is_part in zip(facts, yes, strict=True) if is_part]
    rest = [fact for fact, is_part in zip(facts, yes, strict=True) if not is_part]
    if min(_raisers(part), _raisers(rest)) < cell:
        return None
    return Share(len(part), len(facts))


def _heard(raised: Sequence[Fact], cell: int) -> Share | None:
    decided = [fact for fact in raised if fact.heard is not None]
    return _share(decided, [bool(fact.heard) for fact in decided], cell)


def _come_back_band(now: Counted, thresholds: Thresholds) -> Portion | None:
    due = [fact for fact in now.raised if fact.follow_up_due]
    if _raisers(due) < thresholds.cell:
        return None
    return _portion(sum(fact.came_back for fact in due), len(due))


def _first_follow_up(raised: Sequence[Fact], cell: int) -> Median | None:
    """Closed without any talk is neither a follow-up nor waiting for one, and stays out."""
    at_stake = [fact for fact in raised if fact.came_back or fact.state is CoarseState.OPEN]
    if _raisers(at_stake) < cell:
        return None
    return median([fact.first_follow_up for fact in at_stake])


def _behind(raised: Sequence[Fact], cell: int) -> tuple[str, ...]:
    pressures = _shared([(key, fact.raiser) for fact in raised for key in fact.pressures], cell)
    topics = [(f.topic, f.raiser) for f in raised if f.topic not in UNSAID_TOPICS]
    return pressures or _shared(topics, cell)


def _shared(keys: Iterable[tuple[str, str]], cell: int) -> tuple[str, ...]:
    people: dict[str, set[str]] = {}
    for key, raiser in keys:
        people.setdefault(key, set()).add(raiser)
    enough = [key for key, raisers in people.items() if len(raisers) >= cell]
    return tuple(sorted(enough))


def _amount(concerns: int) -> Amount:
    if concerns <= 4:
        return Amount.FEW
    return Amount.SEVERAL if concerns <= 9 else Amount.MANY


def _portion(part: int, whole: int) -> Portion:
    if part * 10 >= whole * 7:
        return Portion.MOST
    return Portion.HALF if part * 10 >= whole * 4 else Portion.FEW
