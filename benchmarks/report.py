"""The figures of one run: each beside its baseline, with its spread and what it should be."""

import json
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import Enum
from os import cpu_count, getloadavg
from typing import Any, TypeVar

ENGINES = ("sqlite", "postgres")
T = TypeVar("T")


KEYS = (
    "capture.ratio_to_default_bolt",
    "capture.statements",
    "drain.ratio_to_bare_loop",
    "drain.ratio_to_apscheduler",
    "drain.statements_per_message",
    "reply.p99_ms",
    "scan.ratio_1m_to_10k",
    "memory.growth_mb_1m",
)
"""What every report of all parts holds at the whole size, as its name in the JSON."""


class Size(Enum):
    """How much is measured."""

    SMALLEST = 0
    """So little that the figures say nothing: only whether every part still runs."""
    QUICK = 1
    WHOLE = 2


@dataclass(frozen=True)
class Figure:
    """One measured figure."""

    key: str
    """Such as ``capture.ratio_to_default_bolt``."""
    value: float
    unit: str = ""
    spread: tuple[float, float] | None = None
    """The lowest and the highest of the repeated measurements."""
    least: float | None = None
    """What it should be at least."""
    most: float | None = None
    """What it should be at most."""

    @property
    def holds(self) -> bool | None:
        """Whether it is as it should be; ``None`` where nothing is asked of it."""
        if self.least is None and self.most is None:
            return None
        return (self.least is None or self.value >= self.least) and (
            self.most is None or self.value <= self.most
        )


@dataclass
class Report:
    """Gathers figures, prints each as it comes, and writes them down."""

    size: Size
    before: Mapping[str, Any] = field(default_factory=dict)
    """What was written down before, of the parts that are not measured now."""
    postgres: bool = False
    """Whether Postgres is measured too, where the size does not say so."""
    figures: list[Figure] = field(default_factory=list)
    parts: dict[str, Mapping[str, object]] = field(default_factory=dict)
    """How each part was measured."""

    @property
    def engines(self) -> Sequence[str]:
        """The databases it is measured on."""
        return ENGINES if self.postgres or self.size is Size.WHOLE else ENGINES[:1]

    def choose(self, smallest: T, quick: T, whole: T) -> T:
        """Give what belongs to the size."""
        return (smallest, quick, whole)[self.size.value]

    def measure(self, part: str, run: "Callable[[Report], None]") -> None:
        """Measure a part, and note when, for how long, and on how busy a machine."""
        began, load = time.perf_counter(), getloadavg()[0]
        run(self)
        self.parts[part] = {
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "size": self.size.name.lower(),
            "seconds": round(time.perf_counter() - began),
            "load_before": round(load, 1),
        }

    def known(self) -> dict[str, float]:
        """Give every figure by its key: measured now, else before."""
        now = {figure.key: figure.value for figure in self.figures}
        return {key: row["value"] for key, row in self.before.get("details", {}).items()} | now

    def section(self, title: str) -> None:
        """Say what is measured next: some parts take minutes."""
        print(f"\n{title}", flush=True)

    def say(self, line: str) -> None:
        """Say something that is no figure."""
        print(f"  {line}", flush=True)

    def add(
        self,
        key: str,
        values: float | Sequence[float],
        unit: str = "",
        *,
        least: float | None = None,
        most: float | None = None,
    ) -> float:
        """Keep the median of what was measured once or several times; gives it."""
        measured = [values] if isinstance(values, int | float) else list(values)
        value = statistics.median(measured)
        spread = (min(measured), max(measured)) if len(measured) > 1 else None
        figure = Figure(key, value, unit, spread, least, most)
        self.figures.append(figure)
        print(f"  {_line(figure)}", flush=True)
        return value

    def missed(self) -> list[Figure]:
        """Give what is not as it should be."""
        return [figure for figure in self.figures if figure.holds is False]

    def as_json(self) -> str:
        """Each figure by its key; on what they were measured; ``details`` with their spread."""
        details = {figure.key: asdict(figure) for figure in self.figures}
        return json.dumps(
            {
                **self.known(),
                "machine": machine(),
                "parts": {**self.before.get("parts", {}), **self.parts},
                "details": {**self.before.get("details", {}), **details},
            },
            indent=2,
        )


def machine() -> dict[str, object]:
    """What this was measured on, without a name or an address."""
    return {
        "cores": cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "sqlite": sqlite3.sqlite_version,
    }


def percentile(values: Sequence[float], percent: int) -> float:
    """Give a percentile of some values."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _line(figure: Figure) -> str:
    unit = f" {figure.unit}" if figure.unit else ""
    line = f"{figure.key:46} {figure.value:12,.2f}{unit}"
    if figure.spread is not None:
        line += f"  ({figure.spread[0]:,.2f} to {figure.spread[1]:,.2f})"
    if figure.least is not None:
        line += f"  at least {figure.least:g}"
    if figure.most is not None:
        line += f"  at most {figure.most:g}"
    return line if figure.holds is not False else f"{line}  MISSED"
