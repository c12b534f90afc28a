"""Whether this week's figures may be shown, or last time's stand (D4, R14, R15)."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from bot.domain.digest.disclosure import (
    IN_WORDS,
    RUN,
    KeyedHash,
    Sources,
    Trace,
    changed_by,
    opened_by,
    parts,
    restricted,
    traced,
    values,
)
from bot.domain.digest.facts import Age, Counted, Window
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
from bot.domain.digest.leaders import rests_on_enough, without_subtraction


@dataclass(frozen=True, slots=True)
class Published:
    """What stands in the channel: figures and hashes, no name, no topic of a single concern."""

    since: date
    """The day these figures were first published."""
    tier: Tier
    figures: Figures | Bands | None
    """Figures at tier 2, Bands at tier 1, None at tier 0."""
    window: Window | None = None
    """The days that were counted; ``None``: not known any more."""
    traces: Mapping[str, Trace] = field(default_factory=dict)
    """What readers last saw of each figure, now or earlier, and what it was made of."""

    def to_json(self) -> str:
        """As text, the same for equal values."""
        return json.dumps(
            {
                "since": self.since.isoformat(),
                "tier": self.tier,
                "figures": None if self.figures is None else asdict(self.figures),
                "window": _days(self.window),
                "traces": {name: trace.to_row() for name, trace in self.traces.items()},
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
            window=_window_from(row.get("window")),
            traces={name: Trace.from_row(trace) for name, trace in row["traces"].items()},
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
    window: Window | None = None
    """The days that the figures count, also where they are those from before (D15)."""

    def to_json(self) -> str:
        """As text."""
        since = self.unchanged_since
        shown = Published(since or date.min, self.tier, self.figures, self.window)
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
            shown.window,
        )


def publish(
    now: Counted,
    previous: Published | None,
    *,
    thresholds: Thresholds,
    keyed_hash: KeyedHash,
    today: date,
    leaders: Collection[str] = (),
) -> Decision:
    """The figures of ``now``, or those of ``previous`` while too few people differ.

    R15 first: with too few eligible people nothing is shown, old figures neither; ``previous``
    is kept for the day there are enough again. Then D4: unless what readers see is made of
    concerns that differ in those of at least ``thresholds.delta`` different raisers, ``previous``
    stands, with its tier. What is merged or hidden helps nobody over the threshold. Otherwise the
    figures move, each of them only with so many people behind its own change; one with fewer is
    left out. How much was raised is what all others are parts of: while it may not move, none
    does. Falling to tier 0 is a publication, of nothing. Where a team has several ``leaders``,
    nothing moves while one of them could subtract their own and be left with too few people (D13).

    What stands cannot outstay its window: four weeks later all that was raised in it has left,
    and it had at least three raisers.
    """
    if now.eligible < thresholds.eligible:
        return Decision(0, None, None, too_small=True, published=None)
    standing = previous or Published(today, 0, None)
    fresh_tier = tier(now.raised, now.eligible, thresholds)
    wanted = _wanted(now, fresh_tier, thresholds)
    if wanted is not None and not rests_on_enough(now.raised, leaders, thresholds.delta):
        return _stands(standing)
    if wanted is not None:
        wanted = without_subtraction(wanted, now, leaders, thresholds.delta, keyed_hash)
    if previous is None and wanted is None:
        return Decision(0, None, None, too_small=False, published=None)
    made = _hashed(now, keyed_hash)
    shown = wanted
    if previous is not None:
        stays = _people_behind(standing, made, wanted, fresh_tier, keyed_hash) < thresholds.delta
        if wanted is not None and not stays:
            shown = restricted(wanted, made, standing.traces, thresholds.delta, keyed_hash)
            stays = shown is None
        if stays:
            return _stands(standing)

    same = shown is not None and shown == standing.figures
    # Figures that are no others keep their day, and the weeks above them.
    counted = standing.window if same else now.window
    fresh = Published(
        since=standing.since if same else today,
        tier=fresh_tier,
        figures=shown,
        window=counted,
        traces=traced(wanted, shown, made, standing.traces, keyed_hash),
    )
    since = standing.since if same else None
    return Decision(fresh_tier, shown, since, too_small=False, published=fresh, window=counted)


def _stands(standing: Published) -> Decision:
    """What was shown before is shown once more."""
    since = None if standing.figures is None else standing.since
    return Decision(
        standing.tier,
        standing.figures,
        since,
        too_small=False,
        published=None,
        window=standing.window,
    )


def _wanted(now: Counted, at: Tier, thresholds: Thresholds) -> Figures | Bands | None:
    if at == 0:
        return None
    return figures(now, thresholds) if at == 2 else bands(now, thresholds)


def _hashed(now: Counted, keyed_hash: KeyedHash) -> dict[str, Sources]:
    behind = {
        fact.concern: (
            keyed_hash(json.dumps(["raiser", fact.raiser])),
            keyed_hash(json.dumps(["concern", fact.concern])),
        )
        for fact in now.facts
    }
    return {
        name: {
            label: frozenset(behind[fact.concern] for fact in facts)
            for label, facts in made.items()
        }
        for name, made in parts(now, keyed_hash).items()
    }


def _people_behind(
    standing: Published,
    made: Mapping[str, Sources],
    wanted: Figures | Bands | None,
    fresh_tier: Tier,
    keyed_hash: KeyedHash,
) -> int:
    """How many different raisers' concerns make the difference a reader could see."""
    before, after = values(standing.figures, keyed_hash), values(wanted, keyed_hash)
    names = {name for name in (*before, *after) if not name.startswith(RUN)}
    if standing.tier and fresh_tier and standing.tier != fresh_tier:
        names = {"raised", "come_back"}
    elif not standing.tier:
        names = set(IN_WORDS)
    people: set[str] = set()
    for name in names:
        trace = standing.traces.get(name, Trace())
        old = trace.last or {}
        if name == "open":
            people |= opened_by(old, made[name], before.get(name), after.get(name))
        else:
            people |= changed_by(old, made.get(name, {}))
    return len(people)


def _days(window: Window | None) -> list[str | int] | None:
    if window is None:
        return None
    return [window.first.isoformat(), window.last.isoformat(), window.weeks]


def _window_from(row: Sequence[Any] | None) -> Window | None:
    if row is None:
        return None
    first, last, weeks = row
    return Window(date.fromisoformat(first), date.fromisoformat(last), weeks)


def _figures_from(at: Tier, row: dict[str, Any] | None) -> Figures | Bands | None:
    if row is None:
        return None
    if at == 1:
        waited = row["waited"]
        return Bands(
            Amount(row["raised"]),
            _portion_from(row["come_back"]),
            None if waited is None else Waited(waited),
        )
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
