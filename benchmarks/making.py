"""How long making a leader's message of the day takes, when ten thousand have something due.

Made as a round makes them, a few in one transaction; each figure is one message's share of that.
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from benchmarks.filling import add_concerns, add_teams, raised_with
from benchmarks.report import Report, percentile
from benchmarks.stores import Statements, analyse, commit_seconds, empty_store
from bot.casework import Runner
from bot.casework.due import due_rows, wake_leaders
from bot.domain.concern import Concern
from bot.domain.due import DueKind, DueRow
from bot.scheduler import MADE_AT_ONCE
from bot.store import Store
from bot.store.tables import delivery
from tests.store.filling import FIRST, add_workspaces

WOKEN = 2_000
"""So many are made at the most: the others wait, and cost what they cost by waiting."""
MOST_MS = 3
MOST_STATEMENTS = 14
MEMBERS = 6
NOW = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)


def run(report: Report) -> None:
    """Make some, and compare with the commit that each of them could not do without alone."""
    leaders = report.choose(20, 500, 10_000)
    for engine in report.engines:
        report.section(f"Making day messages, {engine}, {leaders:,} leaders")
        with empty_store(engine) as store:
            times, processor, statements = asyncio.run(_make(store, leaders))
            commit = commit_seconds(store, FIRST)
        made = report.add(f"making.{engine}.p50", percentile(times, 50) * 1000, "ms", most=MOST_MS)
        report.add(f"making.{engine}.commit", commit * 1000, "ms")
        report.add(f"making.{engine}.ratio_to_commit", made / (commit * 1000), "×")
        report.add(f"making.{engine}.p99", percentile(times, 99) * 1000, "ms")
        report.add(f"making.{engine}.processor", processor * 1000, "ms")
        report.add(f"making.{engine}.statements", statements, most=MOST_STATEMENTS)


async def _make(store: Store, leaders: int) -> tuple[Sequence[float], float, float]:
    """Give the seconds of each, those of our processor, and the statements."""
    with store.begin() as tx:
        add_workspaces(tx, 1, NOW)
        add_teams(tx, FIRST, leaders, MEMBERS, NOW)
        add_concerns(tx, (_due(number) for number in range(leaders)))
    analyse(store)
    runner = Runner(store, lambda: NOW)
    times: list[float] = []
    statements, processor = 0, 0.0
    written_to = 0
    while written_to < min(leaders, WOKEN):
        rows = await store.run(lambda tx: due_rows(tx, DueKind.LEADER, NOW, [FIRST]))
        if not rows:
            raise RuntimeError(f"{leaders} leaders have something due, and {written_to} are woken")
        written_to += len(rows)
        counted, began = Statements(store.engine), time.process_time()
        firsts = range(0, len(rows), MADE_AT_ONCE)
        times += [await _made(runner, rows[first : first + MADE_AT_ONCE]) for first in firsts]
        processor += time.process_time() - began
        statements += counted.stop()
    made = await store.run(lambda tx: tx.connection.scalar(select(func.count(delivery.c.id))))
    if made != written_to:
        raise RuntimeError(f"{written_to} leaders had something due, and {made} are written to")
    return times, processor / written_to, statements / written_to


def _due(number: int) -> Concern:
    """Something raised yesterday, about which its leader is asked this morning."""
    return raised_with(
        FIRST,
        number,
        raiser=f"U{number}-0",
        leader=f"L{number}",
        team=f"t{number}",
        at=NOW - timedelta(days=1),
        asked=NOW - timedelta(hours=1),
    )


async def _made(runner: Runner, rows: Sequence[DueRow]) -> float:
    began = time.perf_counter()
    left = await runner.run(FIRST, wake_leaders, [(row, None) for row in rows])
    if left:
        raise RuntimeError(f"{len(left)} leaders were passed over, and nobody else holds them")
    return (time.perf_counter() - began) / len(rows)
