"""What a leader could read off a team's figures by subtracting their own (D13).

A leader knows their own concerns exactly. So in a team with several leaders what is not theirs has
to rest on enough people, and "nobody went to the other one" is as much as "one did".
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from bot.domain.digest.disclosure import REST, KeyedHash, behind, coarser, parts
from bot.domain.digest.facts import Age, Counted, Fact
from bot.domain.digest.figures import Bands, Cell, Figures


def rests_on_enough(facts: Iterable[Fact], leaders: Collection[str], delta: int) -> bool:
    """Whether, for each of several leaders, what is not theirs comes from ``delta`` people."""
    all_facts = tuple(facts)
    if len(leaders) < 2:
        return True
    return all(
        len({fact.raiser for fact in all_facts if fact.owner != leader}) >= delta
        for leader in leaders
    )


def without_subtraction(
    wanted: Figures | Bands,
    now: Counted,
    leaders: Collection[str],
    delta: int,
    keyed_hash: KeyedHash,
) -> Figures | Bands:
    """``wanted`` without each figure of which a leader could subtract their own part."""
    if len(leaders) < 2:
        return wanted
    made = parts(now, keyed_hash)

    def stands(name: str, *, apart: bool = True) -> bool:
        labels = {label: some for label, some in made.get(name, {}).items() if label != REST}
        groups: Iterable[Sequence[Fact]] = labels.values()
        if not apart:
            groups = [[fact for some in labels.values() for fact in some]]
        return all(rests_on_enough(some, leaders, delta) for some in groups)

    if isinstance(wanted, Bands):
        return replace(
            wanted,
            come_back=wanted.come_back if stands("come_back", apart=False) else None,
            waited=wanted.waited if stands("waited") else None,
        )
    banded = stands("come_back", apart=False)
    return replace(
        wanted,
        heard=wanted.heard if stands("heard") else None,
        come_back=wanted.come_back if stands("come_back") else None,
        come_back_band=wanted.come_back_band if banded else None,
        first_follow_up=wanted.first_follow_up if stands("median", apart=False) else None,
        still_open=_ages(wanted.still_open, made["open"], leaders, delta),
        confirmed=wanted.confirmed if stands("confirmed") else None,
        closed_without_change=wanted.closed_without_change if stands("closed") else None,
        behind=tuple(key for key in wanted.behind if stands(behind(key, keyed_hash))),
    )


def _ages(
    cells: tuple[Cell, ...],
    by_age: Mapping[str, Sequence[Fact]],
    leaders: Collection[str],
    delta: int,
) -> tuple[Cell, ...]:
    """The finest way to put neighbouring ages together in which each rests on enough people."""
    ages = list(Age)
    for merged in coarser(cells):
        spans = (ages[ages.index(cell.youngest) : ages.index(cell.oldest) + 1] for cell in merged)
        groups = ([fact for age in span for fact in by_age[age.value]] for span in spans)
        if all(rests_on_enough(group, leaders, delta) for group in groups):
            return merged
    return ()
