"""The last figures as they stand in docs/performance.md, each beside its baseline.

``docs/figures.json`` keeps what was measured; ``python -m benchmarks --write`` measures some parts
anew and makes the tables between the two marks of the page from all of it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.report import ENGINES

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE, FIGURES = DOCS / "performance.md", DOCS / "figures.json"
BEGIN, END = "<!-- figures: python -m benchmarks --write -->\n", "<!-- end of figures -->\n"
NAMES = {"sqlite": "SQLite", "postgres": "Postgres"}
HEAD = """| | measured | beside | ratio | wanted |
| --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Row:
    """One line of a table: the keys of its figures, without the engine."""

    what: str
    measured: str
    beside: str = ""
    """The key of the baseline's figure."""
    name: str = ""
    """What the baseline is."""
    ratio: str = ""
    """The key of the ratio that was measured side by side; without one it is worked out."""
    wanted: str = ""
    """The key of the figure of which something is asked; its bound stands in the table."""


BOLT, NO_WAIT = "an empty Bolt app in its default mode", "the same, answering directly"
COMMIT = "one durable commit of one row"
STORES, LIMIT = "the same with one durable row", "signature and one durable row, no framework"


def _capture(door: str, says: str, at_once: int) -> Iterator[Row]:
    key = f"capture.ENGINE.{door}.{at_once}"
    times = "one at a time" if at_once == 1 else f"{at_once} at a time"
    for name, baseline in (
        (BOLT, "default"),
        (NO_WAIT, "direct"),
        (STORES, "stores"),
        (LIMIT, "limit"),
    ):
        ratio = f"{key}.ratio_to_{baseline}"
        first = baseline == "default" and door == "concern" and at_once == 1
        yield Row(
            f"{says}, {times}, p50" if baseline == "default" else "",
            f"{key}.heard_p50" if baseline == "default" else "",
            f"{key}.{baseline}_p50",
            name,
            ratio,
            "capture.ratio_to_default_bolt" if first else "",
        )


TABLES: Mapping[str, tuple[Row, ...]] = {
    "Capture over HTTP": (
        *(row for n in (1, 10, 50) for row in _capture("concern", "`/concern`", n)),
        *(row for n in (1, 10, 50) for row in _capture("reaction", "a reaction", n)),
        Row("statements of a `/concern`", "capture.ENGINE.statements", wanted="capture.statements"),
    ),
    "Making day messages": (
        Row(
            "a leader's day message, p50",
            "making.ENGINE.p50",
            "making.ENGINE.commit",
            COMMIT,
            "making.ENGINE.ratio_to_commit",
            "making.ENGINE.p50",
        ),
        Row("of our processor", "making.ENGINE.processor", "making.ENGINE.commit", COMMIT),
        Row("statements", "making.ENGINE.statements", wanted="making.ENGINE.statements"),
    ),
    "Digests": (
        Row(
            "deciding a team's digest, p50",
            "digests.ENGINE.p50",
            "digests.ENGINE.commit",
            COMMIT,
            "digests.ENGINE.ratio_to_commit",
        ),
        Row("of our processor", "digests.ENGINE.processor", "digests.ENGINE.commit", COMMIT),
        Row("ten times as many teams", "digests.ENGINE.growth", wanted="digests.ENGINE.growth"),
        Row("statements", "digests.ENGINE.statements", wanted="digests.ENGINE.statements"),
    ),
    "Acknowledged while everything due leaves, 50 a second": (
        *(
            Row(
                f"`/concern`, p{percent}",
                f"under_load.ENGINE.p{percent}",
                f"under_load.ENGINE.p{percent}_limit",
                f"{LIMIT}, which sends nothing",
                f"under_load.ENGINE.p{percent}_ratio_to_limit",
                "under_load.ENGINE.p99" if percent == 99 else "",
            )
            for percent in (50, 95, 99)
        ),
    ),
    "Claim and scan in 200 workspaces, a hundred or more due in each": (
        Row("50 claimed, none shut, p50", "gated.ENGINE.free"),
        Row(
            "50 claimed, 199 shut",
            "gated.ENGINE.shut",
            "gated.ENGINE.free",
            "none shut",
            "gated.ENGINE.ratio",
            "gated.ENGINE.ratio",
        ),
        Row(
            "50 claimed, all due in one moment",
            "gated.ENGINE.one_moment",
            "gated.ENGINE.free",
            "a minute apart",
            "gated.ENGINE.one_moment_ratio",
        ),
        Row(
            "leaders looked for, all due in one moment",
            "gated.ENGINE.scan_one_moment",
            "gated.ENGINE.scan",
            "a minute apart",
            "gated.ENGINE.scan_one_moment_ratio",
        ),
    ),
    "A leader's Home, read and drawn": (
        Row(
            "100 items, p50",
            "home.ENGINE.100.p50",
            "home.ENGINE.20.p50",
            "20 items",
            "home.ENGINE.ratio",
        ),
        Row("statements, 100 items", "home.ENGINE.statements"),
        Row(
            "more than for 20",
            "home.ENGINE.more_statements",
            wanted="home.ENGINE.more_statements",
        ),
    ),
    "A round when nothing is due": (
        Row("10,000 open, p50", "scan.ENGINE.10000.p50"),
        Row("100,000 open", "scan.ENGINE.100000.p50", "scan.ENGINE.10000.p50", "10,000"),
        Row("1,000,000 open", "scan.ENGINE.1000000.p50", "scan.ENGINE.10000.p50", "10,000"),
        Row("1,000,000 beside 10,000", "scan.ENGINE.growth", wanted="scan.ENGINE.growth"),
        Row(
            "100,000 overdue, 100 claimed",
            "scan.ENGINE.100000_overdue.p50",
            "scan.ENGINE.10000.p50",
            "10,000 with nothing due",
        ),
        Row("memory more", "memory.ENGINE.growth_mb", wanted="memory.ENGINE.growth_mb"),
    ),
}
"""What is measured on each engine."""
ALONE: Mapping[str, tuple[Row, ...]] = {
    "Drain": (
        Row(
            "sent, SQLite",
            "drain.sqlite",
            "drain.bare_loop",
            "a bare loop with two commits",
            "drain.ratio_to_bare_loop",
            "drain.ratio_to_bare_loop",
        ),
        Row(
            "",
            "",
            "drain.apscheduler",
            "one APScheduler job a message",
            "drain.ratio_to_apscheduler",
            "drain.ratio_to_apscheduler",
        ),
        Row(
            "",
            "",
            "drain.batched_loop",
            "a loop that commits for sixteen at once",
            "drain.ratio_to_batched_loop",
        ),
        Row("sent, Postgres", "drain.postgres", "drain.bare_loop", "the bare loop, on SQLite"),
        Row(
            "statements a message",
            "drain.statements_per_message",
            wanted="drain.statements_per_message",
        ),
    ),
    "Replies": (
        Row("any, Slack at 0 ms, p99", "presses.0.p99"),
        Row(
            "any, Slack's calls at 150 ms, p99",
            "reply.p99_ms",
            "presses.0.p99",
            "at 0 ms",
            wanted="reply.p99_ms",
        ),
    ),
    "Start": (
        Row("until it hears", "start.until_it_hears", "start.python", "an empty Python"),
        Row("memory", "start.memory"),
    ),
    "`heard doctor`": (
        Row(
            "until it has looked",
            "doctor.seconds",
            "doctor.help",
            "printing the help",
            "doctor.ratio_to_help",
        ),
    ),
    "The tests": (Row("all of them", "suite.seconds", "suite.empty_pytest", "an empty pytest"),),
    "Monday, nine o'clock, computed": (
        Row("messages in the busiest zone", "monday.messages_in_the_busiest_zone"),
        Row("one process needs", "monday.seconds_of_one_process"),
        Row("processes for ten minutes", "monday.processes"),
        Row("the last one is late by", "monday.worst_lateness"),
    ),
}


def read() -> dict[str, Any]:
    """What was measured last; nothing where nothing was kept."""
    kept: dict[str, Any] = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    return kept


def write(figures: str) -> None:
    """Keep the figures, and make the tables of the page anew."""
    FIGURES.write_text(figures + "\n")
    before, _, after = split(PAGE.read_text())
    PAGE.write_text(before + tables(json.loads(figures)) + after)


def split(page: str) -> tuple[str, str, str]:
    """Give what stands before the tables, the tables with their marks, and what comes after."""
    before, begin, rest = page.partition(BEGIN)
    table, end, after = rest.partition(END)
    return before, begin + table + end, after


def tables(kept: Mapping[str, Any]) -> str:
    """Make the tables from what was measured."""
    details = kept.get("details", {})
    parts = [BEGIN, *_machine(kept)]
    for title, rows in ALONE.items():
        parts += _table(title, rows, details)
    for title, rows in TABLES.items():
        for engine in ENGINES:
            named = [_on(row, engine) for row in rows]
            parts += _table(f"{title}, {NAMES[engine]}", named, details)
    return "".join([*parts, END])


def _machine(kept: Mapping[str, Any]) -> Iterator[str]:
    machine = kept.get("machine", {})
    if machine:
        yield (
            f"\nA virtual machine with {machine['cores']} cores, {machine['system']},"
            f" Python {machine['python']}, SQLite {machine['sqlite']}.\n"
        )
    parts = kept.get("parts", {})
    if parts:
        yield "\n| part | measured | size | seconds | load before |\n"
        yield "| --- | --- | --- | --- | --- |\n"
    for name, part in parts.items():
        cells = (part["measured_at"], part["size"], part["seconds"], part["load_before"])
        yield f"| `{name}` | {' | '.join(str(cell) for cell in cells)} |\n"


def _on(row: Row, engine: str) -> Row:
    named = {key: value.replace("ENGINE", engine) for key, value in vars(row).items()}
    return Row(**named)


def _table(title: str, rows: tuple[Row, ...] | list[Row], details: Mapping[str, Any]) -> list[str]:
    known = [row for row in rows if row.measured in details or row.beside in details]
    if not known:
        return []
    return [f"\n### {title}\n\n{HEAD}", *(_line(row, details) for row in known)]


def _line(row: Row, details: Mapping[str, Any]) -> str:
    beside = f"{row.name}: {_value(details.get(row.beside))}" if row.name else ""
    cells = (
        row.what,
        _value(details.get(row.measured)),
        beside,
        _value(details.get(row.ratio)) if row.ratio else _quotient(row, details),
        _wanted(details.get(row.wanted)),
    )
    return f"| {' | '.join(cells)} |\n"


def _quotient(row: Row, details: Mapping[str, Any]) -> str:
    if row.measured not in details or row.beside not in details:
        return ""
    return f"{_number(details[row.measured]['value'] / details[row.beside]['value'])} ×"


def _value(figure: Mapping[str, Any] | None) -> str:
    if figure is None:
        return ""
    unit = f" {figure['unit']}" if figure["unit"] else ""
    text = f"{_number(figure['value'])}{unit}"
    if figure["spread"] is not None:
        low, high = figure["spread"]
        text += f" ({_number(low)} to {_number(high)})"
    return text


def _wanted(figure: Mapping[str, Any] | None) -> str:
    if figure is None:
        return ""
    least, most, value = figure["least"], figure["most"], figure["value"]
    missed = (least is not None and value < least) or (most is not None and value > most)
    bound = f"at least {least:g}" if least is not None else f"at most {most:g}"
    return f"{bound}, **missed**" if missed else bound


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:,.2f}"
