"""What deciding and making the digests of ten thousand teams costs, with twenty concerns each."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

from benchmarks.report import Report, percentile
from benchmarks.stores import Statements, analyse, empty_store
from benchmarks.worlds import ENGINES
from bot.casework import Runner
from bot.casework.due import due_rows, wake
from bot.domain.due import DueKind
from bot.store import Store
from tests.store.filling import FIRST, add_concerns, add_people, add_teams, add_workspaces

CONCERNS = 20
MOST_STATEMENTS = 8
NOW = datetime(2026, 3, 13, 10, 0, tzinfo=UTC)


def run(report: Report) -> None:
    """Wake every team's digest once, and once for a tenth of the teams: the cost must not grow."""
    teams = 200 if report.quick else 10_000
    for engine in ENGINES[:1] if report.quick else ENGINES:
        report.section(f"Digests, {engine}, {teams:,} teams × {CONCERNS} concerns")
        tenth, _ = _measure(engine, teams // 10)
        whole, statements = _measure(engine, teams)
        report.add(f"digests.{engine}.p50", whole, "ms")
        report.add(f"digests.{engine}.growth", whole / tenth, "×", most=2.0)
        report.add(f"digests.{engine}.statements", statements, most=MOST_STATEMENTS)


def _measure(engine: str, teams: int) -> tuple[float, float]:
    with empty_store(engine) as store:
        return asyncio.run(_wake(store, teams))


async def _wake(store: Store, teams: int) -> tuple[float, float]:
    with store.begin() as tx:
        add_workspaces(tx, 1, NOW)
        add_people(tx, 60, NOW + timedelta(days=30))
        add_teams(tx, teams, NOW - timedelta(days=40))
        add_concerns(tx, teams * CONCERNS, NOW + timedelta(days=30), teams=teams)
    analyse(store)
    runner = Runner(store, lambda: NOW)
    counted = Statements(store.engine)
    times: list[float] = []
    while len(times) < teams:
        rows = await store.run(lambda tx: due_rows(tx, DueKind.DIGEST, NOW, [FIRST]))
        if not rows:
            break
        counted.count -= 2
        for row in rows:
            began = time.perf_counter()
            await runner.run(row.workspace, wake, row)
            times.append(time.perf_counter() - began)
    return percentile(times, 50) * 1000, counted.count / len(times)
