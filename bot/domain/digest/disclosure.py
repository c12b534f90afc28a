"""Whether a single figure may move: only with enough different people behind its own change.

Each number that a reader sees, or gets by adding and subtracting the parts of one figure, is
compared with what was last shown of it. Where it would move because of too few people it is left
out; shown as it was it would be untrue, and shown as it is it would point at somebody.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Any

from bot.domain.digest.facts import Age, CoarseState, Counted, Fact, age
from bot.domain.digest.figures import Bands, Cell, Figures, Share

KeyedHash = Callable[[str], str]
"""A keyed hash. It has to stay the same from week to week: under another key every concern looks
changed, and the delta rule is blind for one note."""
Source = tuple[str, str]
"""Whose concern, and which; sealed."""
Sources = Mapping[str, frozenset[Source]]
"""What a figure is made of: the parts it has, and the concerns in each."""

REST = "rest"
"""Raised in the window and in no other part of a figure: a reader can subtract."""
BEHIND = "behind:"
RUN = "ages:"
"""Neighbouring ages of what is open: a reader adds them up, and remembers them from before."""
IN_WORDS = ("raised", "come_back", "waited")
"""What tier 1 shows."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What readers last saw of one figure."""

    value: str | None = None
    shown: Sources | None = None
    """What it was made of when it was last shown."""
    absent: Sources | None = None
    """What it would have been made of when it was last missing for being too small."""
    last: Sources | None = None
    """What it was made of when figures were last posted, whether it was among them or not."""

    def to_row(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "value": self.value,
            "shown": _row(self.shown),
            "absent": _row(self.absent),
            "last": _row(self.last),
        }

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Trace":
        """Back from :meth:`to_row`."""
        return cls(
            row["value"], _sources(row["shown"]), _sources(row["absent"]), _sources(row["last"])
        )


def parts(now: Counted, keyed_hash: KeyedHash) -> dict[str, dict[str, list[Fact]]]:
    """What each figure is made of now, shown or not."""
    raised = now.raised
    due = [fact for fact in raised if fact.follow_up_due]
    answered = [fact for fact in raised if fact.answered_openly]
    closed = [fact for fact in raised if fact.state is CoarseState.NO_CHANGE]
    at_stake = [fact for fact in raised if fact.came_back or fact.state is CoarseState.OPEN]
    parts = {
        "raised": {"raised": list(raised)},
        "heard": {
            "yes": [fact for fact in raised if fact.heard],
            "no": [fact for fact in raised if fact.heard is False],
        },
        "come_back": {
            "yes": [fact for fact in due if fact.came_back],
            "no": [fact for fact in due if not fact.came_back],
        },
        "confirmed": {
            "yes": [fact for fact in answered if fact.state is CoarseState.CONFIRMED],
            "no": [fact for fact in answered if fact.state is not CoarseState.CONFIRMED],
        },
        "closed": {"closed": closed},
    }
    for name in ("heard", "come_back", "confirmed", "closed"):
        concerns = {fact.concern for part in parts[name].values() for fact in part}
        parts[name][REST] = [fact for fact in raised if fact.concern not in concerns]
    parts["median"] = _grouped((str(fact.first_follow_up), fact) for fact in at_stake)
    parts["open"] = {
        each.value: [fact for fact in now.still_open if age(fact, now.window) is each]
        for each in Age
    }
    for start, end in combinations(range(len(Age) + 1), 2):
        run = list(Age)[start:end]
        some = [fact for each in run for fact in parts["open"][each.value]]
        parts[_run(run[0], run[-1])] = {"sum": some}
    parts["waited"] = {Age.OLDER.value: parts["open"][Age.OLDER.value]}
    for fact in raised:
        for key in (*fact.pressures, fact.topic):
            parts.setdefault(behind(key, keyed_hash), {"named": []})["named"].append(fact)
    return parts


def people(one: Sources, other: Sources, labels: Iterable[str]) -> set[str]:
    """Whose concerns make the difference between two sets of parts, taken together."""
    wanted = tuple(labels)
    sides = [
        frozenset(source for label in wanted for source in sources.get(label, ()))
        for sources in (one, other)
    ]
    return {raiser for raiser, _ in sides[0] ^ sides[1]}


def changed_by(one: Sources, other: Sources) -> set[str]:
    """Whose concerns make the difference between two figures, part by part."""
    labels = {*one, *other}
    return {raiser for label in labels for raiser in people(one, other, [label])}


def may_show(value: str, now: Sources, trace: Trace | None, delta: int, *, counts: bool) -> bool:
    """Whether a figure may be shown with ``value``.

    ``counts``: its parts can be read off it, so that each sum of parts is a figure of its own.
    """
    if trace is None:
        return True
    if trace.absent is not None and len(changed_by(trace.absent, now)) < delta:
        return False
    if trace.shown is None or value == trace.value:
        return True
    if not counts:
        return len(changed_by(trace.shown, now)) >= delta
    return not _moved_by_few(trace.shown, now, sorted({*now, *trace.shown}), delta)


def may_stay_open(
    cells: tuple[Cell, ...], made: Mapping[str, Sources], traces: Mapping[str, Trace], delta: int
) -> tuple[Cell, ...]:
    """The finest ages of what is open that may be shown; empty where none may.

    Neighbouring ages are put together until no sum of them moves because of too few people.
    """
    trace, now = traces.get("open"), made["open"]
    if not cells or trace is None:
        return cells
    if trace.absent is not None and len(people(trace.absent, now, Age)) < delta:
        return ()
    if trace.shown is None:
        return cells
    before = cells_from(trace.value)
    for merged in coarser(cells):
        runs = _runs(merged)
        known = all(
            may_show(number, made[name], traces.get(name), delta, counts=True)
            for name, number in runs.items()
        )
        if known and _cells_stand(merged, before, now, trace.shown, delta):
            return merged
    return ()


def behind(key: str, keyed_hash: KeyedHash) -> str:
    """The name of the figure that one pressure or topic is; one that is hidden names nothing."""
    return f"{BEHIND}{keyed_hash(key)}"


def values(shown: Figures | Bands | None, keyed_hash: KeyedHash) -> dict[str, str]:
    """What a reader sees, figure by figure."""
    if isinstance(shown, Bands):
        values: dict[str, str | None] = {
            "raised": shown.raised.value,
            "come_back": shown.come_back,
            "waited": shown.waited,
        }
    elif isinstance(shown, Figures):
        values = {
            "raised": str(shown.raised),
            "heard": _share(shown.heard),
            "come_back": _share(shown.come_back) or shown.come_back_band,
            "confirmed": _share(shown.confirmed),
            "closed": _number(shown.closed_without_change),
            "median": f"within {shown.first_follow_up.workdays}" if shown.first_follow_up else None,
            "open": cells_text(shown.still_open) or None,
            **_runs(shown.still_open),
            **{behind(key, keyed_hash): "named" for key in shown.behind},
        }
    else:
        return {}
    return {name: str(value) for name, value in values.items() if value is not None}


def restricted(
    shown: Figures | Bands,
    made: Mapping[str, Sources],
    traces: Mapping[str, Trace],
    delta: int,
    keyed_hash: KeyedHash,
) -> Figures | Bands | None:
    """``shown`` without what would move because of too few people; ``None``: all must stay."""

    def fits(name: str, *, counts: bool = False) -> bool:
        value = seen.get(name)
        trace = traces.get(name)
        if trace is None and name.startswith(BEHIND):
            trace = Trace(absent={})
        return value is None or may_show(value, made.get(name, {}), trace, delta, counts=counts)

    seen = values(shown, keyed_hash)
    if not fits("raised", counts=isinstance(shown, Figures)):
        return None
    if isinstance(shown, Bands):
        return replace(
            shown,
            come_back=shown.come_back if fits("come_back") else None,
            waited=shown.waited if fits("waited") else None,
        )
    numbers = shown.come_back is not None
    if not fits("come_back", counts=numbers):
        shown = replace(shown, come_back=None, come_back_band=None)
    return replace(
        shown,
        heard=shown.heard if fits("heard", counts=True) else None,
        first_follow_up=shown.first_follow_up if fits("median") else None,
        still_open=may_stay_open(shown.still_open, made, traces, delta),
        confirmed=shown.confirmed if fits("confirmed", counts=True) else None,
        closed_without_change=(
            shown.closed_without_change if fits("closed", counts=True) else None
        ),
        behind=tuple(key for key in shown.behind if fits(behind(key, keyed_hash))),
    )


def traced(
    wanted: Figures | Bands | None,
    shown: Figures | Bands | None,
    made: Mapping[str, Sources],
    traces: Mapping[str, Trace],
    keyed_hash: KeyedHash,
) -> dict[str, Trace]:
    """What readers have seen once ``shown`` is posted in the place of ``wanted``."""
    seen, meant = values(shown, keyed_hash), values(wanted, keyed_hash)
    all_traces = dict(traces)
    names = set(made) if isinstance(shown, Figures) else set(IN_WORDS)
    for name in names - ({"waited"} if isinstance(shown, Figures) else set()):
        now = made.get(name, {})
        if name in seen:
            all_traces[name] = Trace(seen[name], now, None, now)
        elif name.startswith(RUN):
            continue
        elif name not in meant:
            # Too small to be shown at all; left out for its movement, it stays what it was.
            all_traces[name] = replace(all_traces.get(name, Trace()), absent=now, last=now)
        else:
            all_traces[name] = replace(all_traces.get(name, Trace()), last=now)
    return all_traces


def cells_text(cells: Iterable[Cell]) -> str:
    """Ages and counts as one text."""
    return " ".join(f"{cell.youngest.value}-{cell.oldest.value}:{cell.concerns}" for cell in cells)


def cells_from(text: str | None) -> tuple[Cell, ...]:
    """Back from :func:`cells_text`."""
    cells = []
    for part in (text or "").split():
        ages, _, concerns = part.partition(":")
        youngest, _, oldest = ages.partition("-")
        cells.append(Cell(Age(youngest), Age(oldest), int(concerns)))
    return tuple(cells)


def _run(youngest: Age, oldest: Age) -> str:
    return f"{RUN}{youngest.value}-{oldest.value}"


def _runs(cells: Sequence[Cell]) -> dict[str, str]:
    """Each sum of neighbouring cells that a reader can make."""
    return {
        _run(cells[start].youngest, cells[end - 1].oldest): str(
            sum(cell.concerns for cell in cells[start:end])
        )
        for start, end in combinations(range(len(cells) + 1), 2)
    }


def _moved_by_few(one: Sources, other: Sources, labels: Sequence[str], delta: int) -> bool:
    """Whether any sum of parts changes because of fewer than ``delta`` people."""
    for size in range(1, len(labels) + 1):
        for some in combinations(labels, size):
            counts = [sum(len(side.get(label, ())) for label in some) for side in (one, other)]
            if counts[0] != counts[1] and len(people(one, other, some)) < delta:
                return True
    return False


def coarser(cells: tuple[Cell, ...]) -> Iterable[tuple[Cell, ...]]:
    """Every way to put neighbouring cells together, the finest first."""
    borders = range(1, len(cells))
    for count in range(len(cells) - 1, -1, -1):
        for some in combinations(borders, count):
            cuts = [0, *some, len(cells)]
            yield tuple(
                Cell(
                    cells[start].youngest,
                    cells[end - 1].oldest,
                    sum(cell.concerns for cell in cells[start:end]),
                )
                for start, end in pairwise(cuts)
            )


def opened_by(one: Sources, other: Sources, before: str | None, after: str | None) -> set[str]:
    """Whose concerns make the difference between the ages of what is open, as they are shown."""
    blocks = _blocks(cells_from(before), cells_from(after))
    return {raiser for block in blocks for raiser in people(one, other, block)}


def _blocks(cells: tuple[Cell, ...], others: tuple[Cell, ...]) -> list[list[Age]]:
    """The ages between the borders that both have; where one shows nothing, those of the other."""
    ends = [{cell.oldest for cell in some} for some in (cells, others) if some]
    borders = set.intersection(*ends) if ends else set()
    blocks: list[list[Age]] = [[]]
    for each in Age:
        blocks[-1].append(each)
        if each in borders and each is not Age.OLDER:
            blocks.append([])
    return blocks


def _cells_stand(
    cells: tuple[Cell, ...], before: tuple[Cell, ...], now: Sources, shown: Sources, delta: int
) -> bool:
    """Whether cells can be read beside those from before without pointing at too few people."""
    blocks = _blocks(cells, before)
    for block in blocks:
        inside = [cell for cell in cells if cell.youngest in block]
        if len(inside) > 1 and len(people(shown, now, block)) < delta:
            return False
    names = ["+".join(block) for block in blocks]
    one, other = (
        {
            name: frozenset(source for each in block for source in side.get(each, ()))
            for name, block in zip(names, blocks, strict=True)
        }
        for side in (shown, now)
    )
    return not _moved_by_few(one, other, names, delta)


def _grouped(pairs: Iterable[tuple[str, Fact]]) -> dict[str, list[Fact]]:
    groups: dict[str, list[Fact]] = {}
    for label, fact in pairs:
        groups.setdefault(label, []).append(fact)
    return groups


def _share(share: Share | None) -> str | None:
    return None if share is None else f"{share.part} of {share.whole}"


def _number(count: int | None) -> str | None:
    return None if count is None else str(count)


def _row(sources: Sources | None) -> dict[str, list[Source]] | None:
    if sources is None:
        return None
    return {label: sorted(found) for label, found in sorted(sources.items())}


def _sources(row: Mapping[str, list[list[str]]] | None) -> Sources | None:
    if row is None:
        return None
    return {label: frozenset((a, b) for a, b in found) for label, found in row.items()}
