"""How long making a leader's message of the day takes, when ten thousand have something due."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from benchmarks.report import Report, percentile
from benchmarks.stores import Statements, analyse, empty_store
from benchmarks.worlds import ENGINES
from bot.casework import Runner
from bot.casework.due import due_rows, wake_leader
from bot.domain.due import DueKind, DueRow
from bot.store import Store
from bot.store.tables import concern
from tests.store.filling import FIRST, add_concerns, add_people, add_workspaces

MOST_MS = 3
MOST_STATEMENTS = 14
NOW = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)


def run(report: Report) -> None:
    """Make them all, one transaction each, as a round does."""
    leaders = 500 if report.quick else 10_000
    for engine in ENGINES[:1] if report.quick else ENGINES:
        report.section(f"Making day messages, {engine}, {leaders:,} leaders")
        with empty_store(engine) as store:
            times, statements = asyncio.run(_make(store, leaders))
        report.add(f"making.{engine}.p50", percentile(times, 50) * 1000, "ms", most=MOST_MS)
        report.add(f"making.{engine}.p99", percentile(times, 99) * 1000, "ms")
        report.add(f"making.{engine}.statements", statements, most=MOST_STATEMENTS)


async def _make(store: Store, leaders: int) -> tuple[Sequence[float], float]:
    with store.begin() as tx:
        add_workspaces(tx, 1, NOW)
        add_people(tx, leaders, NOW + timedelta(days=30))
        add_concerns(tx, leaders, NOW + timedelta(days=30), leaders=leaders)
        yesterday = NOW - timedelta(days=1)
        tx.connection.execute(update(concern).values(nudge_at=yesterday, nudge_on=yesterday.date()))
    analyse(store)
    runner = Runner(store, lambda: NOW)
    times: list[float] = []
    counted = Statements(store.engine)
    while True:
        rows = await store.run(lambda tx: due_rows(tx, DueKind.LEADER, NOW, [FIRST]))
        if not rows:
            break
        counted.count -= 2
        times += [await _made(runner, row) for row in rows]
    return times, counted.count / len(times)


async def _made(runner: Runner, row: DueRow) -> float:
    began = time.perf_counter()
    await runner.run(row.workspace, wake_leader, row, None)
    return time.perf_counter() - began
