"""Whether this week's figures may be shown, or last time's stand (D4, R14, R15)."""

import json
from collections.abc import Callable, Set
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

from bot.domain.digest.facts import Age, Counted, Fact, State, age
from bot.domain.digest.figures import (
    Amount,
    Bands,
    Cell,
    Figures,
    Median,
    Portion,
    Share,
    Thresholds,
    Tier,
    Waited,
    bands,
    figures,
    tier,
)

Seal = Callable[[str], str]
"""A keyed hash. It has to stay the same from week to week: under another key every concern looks
changed, and the delta rule is blind for one note."""


class Pair(NamedTuple):
    """One concern and the bucket it was counted in, sealed; with whose concern it is, sealed.

    The bucket is what the figures are made of and no more: a change nobody can see must not help
    another over the threshold. Tier 1 shows less than tier 2, hence two of them.
    """

    raiser: str
    banded: str
    """Concern and what tier 1 is made of."""
    numbered: str
    """Concern and what tier 2 is made of."""


@dataclass(frozen=True, slots=True)
class Published:
    """What stands in the channel: figures and hashes, no name, no topic of a single concern."""

    since: date
    """The day these figures were first published."""
    tier: Tier
    figures: Figures | Bands | None
    """Figures at tier 2, Bands at tier 1, None at tier 0."""
    pairs: frozenset[Pair]
    """What they are made of."""
    before: frozenset[Pair] = frozenset()
    """At tier 0: what the last figures were made of. They were read, too, so that the next ones
    may not differ from them by one or two people either."""

    def to_json(self) -> str:
        """As text, the same for equal values."""
        return json.dumps(
            {
                "since": self.since.isoformat(),
                "tier": self.tier,
                "figures": None if self.figures is None else asdict(self.figures),
                "pairs": sorted(self.pairs),
                "before": sorted(self.before),
            },
            sort_keys=True,
        )

    @classmethod
    def from_json(cls, text: str) -> "Published":
        """Back from :meth:`to_json`; KeyError, TypeError or ValueError on anything else."""
        row = json.loads(text)
        return cls(
            since=date.fromisoformat(row["since"]),
            tier=row["tier"],
            figures=_figures_from(row["tier"], row["figures"]),
            pairs=frozenset(Pair(*pair) for pair in row["pairs"]),
            before=frozenset(Pair(*pair) for pair in row["before"]),
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What may be shown this week."""

    tier: Tier
    figures: Figures | Bands | None
    unchanged_since: date | None
    """Set when these are the figures that were already there."""
    too_small: bool
    """Fewer eligible people than figures need (R15)."""
    published: Published | None
    """To be stored with the post as the new ``previous``; None = what is stored stays."""

    def to_json(self) -> str:
        """As text."""
        since = self.unchanged_since
        shown = Published(since or date.min, self.tier, self.figures, frozenset())
        return json.dumps(
            {
                "shown": shown.to_json(),
                "unchanged": since is not None,
                "too_small": self.too_small,
                "published": self.published.to_json() if self.published else None,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> "Decision":
        """Back from :meth:`to_json`."""
        row = json.loads(text)
        shown = Published.from_json(row["shown"])
        return cls(
            shown.tier,
            shown.figures,
            shown.since if row["unchanged"] else None,
            row["too_small"],
            Published.from_json(row["published"]) if row["published"] else None,
        )


def publish(
    now: Counted,
    previous: Published | None,
    *,
    thresholds: Thresholds,
    seal: Seal,
    today: date,
) -> Decision:
    """The figures of ``now``, or those of ``previous`` while too few people differ (12.3).

    R15 first: with too few eligible people nothing is shown, old figures neither; ``previous``
    is kept for the day there are enough again. Then D4: unless what figures are made of differs
    in concerns of at least ``thresholds.delta`` different raisers, ``previous`` stands, with its
    tier. Otherwise all figures move together; falling to tier 0 is a publication, of nothing.

    What stands cannot outstay its window: four weeks later all of it has left, and it had at
    least three raisers.
    """
    if now.eligible < thresholds.eligible:
        return Decision(0, None, None, too_small=True, published=None)
    standing = previous or Published(today, 0, None, frozenset())
    fresh_tier = tier(now.raised, now.eligible, thresholds)
    pairs = frozenset(_pair(fact, now, seal) for fact in now.facts)
    if _people_behind(standing, pairs, fresh_tier) < thresholds.delta:
        since = None if standing.figures is None else standing.since
        return Decision(standing.tier, standing.figures, since, too_small=False, published=None)

    shown = _shown(now, fresh_tier, thresholds)
    same = shown is not None and shown == standing.figures
    last_figures = standing.before if standing.figures is None else standing.pairs
    fresh = Published(
        since=standing.since if same else today,
        tier=fresh_tier,
        figures=shown,
        pairs=pairs,
        before=last_figures if fresh_tier == 0 else frozenset(),
    )
    since = standing.since if same else None
    return Decision(fresh_tier, shown, since, too_small=False, published=fresh)


def _shown(now: Counted, at: Tier, thresholds: Thresholds) -> Figures | Bands | None:
    if at == 0:
        return None
    return figures(now, thresholds) if at == 2 else bands(now, thresholds)


def _people_behind(standing: Published, pairs: Set[Pair], fresh_tier: Tier) -> int:
    """How many different raisers' concerns make the difference a reader could see."""
    numbered = standing.tier == fresh_tier == 2
    people = _differing(standing.pairs, pairs, numbered=numbered)
    if fresh_tier and standing.before:
        people = min(people, _differing(standing.before, pairs, numbered=False))
    return people


def _differing(one: Set[Pair], other: Set[Pair], *, numbered: bool) -> int:
    def kept(pairs: Set[Pair]) -> set[tuple[str, str]]:
        return {(pair.raiser, pair.numbered if numbered else pair.banded) for pair in pairs}

    return len({raiser for raiser, _ in kept(one) ^ kept(other)})


def _pair(fact: Fact, now: Counted, seal: Seal) -> Pair:
    in_window = fact.created >= now.window.first
    open_age = age(fact, now.window) if fact.state is State.OPEN else None
    came_back_to = (fact.follow_up_due, fact.follow_up_due and fact.came_back)
    banded = [in_window, open_age is Age.OLDER, *(came_back_to if in_window else ())]
    numbered: list[object] = [in_window, open_age]
    if in_window:
        numbered += [
            fact.state,
            fact.heard,
            fact.follow_up_due,
            fact.first_follow_up,
            fact.answered_openly,
            fact.topic,
            sorted(fact.pressures),
        ]
    return Pair(
        seal(json.dumps(["raiser", fact.raiser])),
        seal(json.dumps(["banded", fact.concern, *banded])),
        seal(json.dumps(["numbered", fact.concern, *numbered])),
    )


def _figures_from(at: Tier, row: dict[str, Any] | None) -> Figures | Bands | None:
    if row is None:
        return None
    if at == 1:
        return Bands(Amount(row["raised"]), _portion_from(row["come_back"]), Waited(row["waited"]))
    slowest = row["first_follow_up"]
    return Figures(
        raised=row["raised"],
        heard=_share_from(row["heard"]),
        come_back=_share_from(row["come_back"]),
        come_back_band=_portion_from(row["come_back_band"]),
        first_follow_up=None if slowest is None else Median(**slowest),
        still_open=tuple(
            Cell(Age(cell["youngest"]), Age(cell["oldest"]), cell["concerns"])
            for cell in row["still_open"]
        ),
        confirmed=_share_from(row["confirmed"]),
        closed_without_change=row["closed_without_change"],
        behind=tuple(row["behind"]),
    )


def _share_from(row: dict[str, int] | None) -> Share | None:
    return None if row is None else Share(**row)


def _portion_from(value: str | None) -> Portion | None:
    return None if value is None else Portion(value)
