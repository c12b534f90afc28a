"""What deciding and making a digest costs among ten thousand teams, with twenty concerns each."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from benchmarks.filling import add_concerns, add_teams, raised_with
from benchmarks.report import Report, percentile
from benchmarks.stores import Statements, analyse, commit_seconds, empty_store
from bot.casework import Runner
from bot.casework.due import due_rows, wake
from bot.domain.concern import Concern
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.due import DueKind
from bot.store import Store
from bot.store.tables import delivery
from tests.store.filling import FIRST, add_workspaces

CONCERNS = 20
MEMBERS = 8
WOKEN = 2_000
"""So many are timed at the most: the others are there, and cost what they cost by being there."""
MOST_STATEMENTS = 8
NOW = datetime(2026, 3, 13, 10, 0, tzinfo=UTC)
_MADE = select(func.count()).where(
    delivery.c.kind == DeliveryKind.DIGEST, delivery.c.state == DeliveryState.PENDING
)


def run(report: Report) -> None:
    """Wake teams' digests, and again among a tenth of the teams: the cost must not grow."""
    teams = report.choose(20, 100, 10_000)
    for engine in report.engines:
        report.section(f"Digests, {engine}, {teams:,} teams × {CONCERNS} concerns")
        tenth, *_ = _measure(engine, teams // 10)
        whole, processor, statements, commit = _measure(engine, teams)
        report.add(f"digests.{engine}.p50", whole, "ms")
        report.add(f"digests.{engine}.processor", processor, "ms")
        report.add(f"digests.{engine}.commit", commit, "ms")
        report.add(f"digests.{engine}.ratio_to_commit", whole / commit, "×")
        report.add(f"digests.{engine}.growth", whole / tenth, "×", most=2.0)
        report.add(f"digests.{engine}.statements", statements, most=MOST_STATEMENTS)


def _measure(engine: str, teams: int) -> tuple[float, float, float, float]:
    with empty_store(engine) as store:
        return *asyncio.run(_wake(store, teams)), commit_seconds(store, FIRST) * 1000


async def _wake(store: Store, teams: int) -> tuple[float, float, float]:
    """Give the milliseconds of one, those of our processor, and its statements."""
    with store.begin() as tx:
        add_workspaces(tx, 1, NOW)
        add_teams(tx, FIRST, teams, MEMBERS, NOW)
        add_concerns(tx, (_raised(number, teams) for number in range(teams * CONCERNS)))
    analyse(store)
    runner = Runner(store, lambda: NOW)
    told, processor = 0, 0.0
    times: list[float] = []
    while len(times) < min(teams, WOKEN):
        rows = await store.run(lambda tx: due_rows(tx, DueKind.DIGEST, NOW, [FIRST]))
        if not rows:
            raise RuntimeError(f"{teams} teams have a digest due, and only {len(times)} are woken")
        counted, worked = Statements(store.engine), time.process_time()
        for row in rows:
            began = time.perf_counter()
            await runner.run(row.workspace, wake, row)
            times.append(time.perf_counter() - began)
        processor += time.process_time() - worked
        told += counted.stop()
    made = await store.run(lambda tx: tx.connection.scalar(_MADE))
    if made != len(times):
        raise RuntimeError(f"{len(times)} teams had a digest due, and {made} have got one")
    return percentile(times, 50) * 1000, processor * 1000 / len(times), told / len(times)


def _raised(number: int, teams: int) -> Concern:
    """One of twenty that the members of a team raised within the last four weeks."""
    of, which = number % teams, number // teams
    at = NOW - timedelta(days=8 + which)
    return raised_with(
        FIRST,
        number,
        raiser=f"U{of}-{which % MEMBERS}",
        leader=f"L{of}",
        team=f"t{of}",
        at=at,
        asked=NOW + timedelta(days=30),
    )
