"""What waiting costs: an idle round and its memory with 10,000, 100,000 and a million open rows.

Nothing is due in the first sizes; in the last everything is overdue, and a hundred are claimed.
"""

import gc
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.report import Report, Size
from benchmarks.stores import analyse, empty_store
from bot.casework.due import due_rows
from bot.domain.due import WOKEN
from bot.domain.ids import WorkspaceId
from bot.slack.client import HISTORY, POST
from bot.store import Store, Transaction
from tests.store.filling import add_concerns, add_deliveries, add_workspaces

ROWS = (10_000, 100_000, 1_000_000)
QUICK = ROWS[:2]
"""To fill in a million takes most of the two minutes that a quick run has."""
SMALLEST = (100, 1_000)
OVERDUE = 100_000
TIMES = 200
MANY_TIMES = 20
ONE = WorkspaceId("T0")
MOST_GROWTH = 2.0
MOST_MB = 20


def idle(tx: Transaction, now: datetime, limit: int = 50) -> int:
    """What every round asks: what is due, what is to be looked for, whose lease is over."""
    lease = timedelta(seconds=60)
    tx.deliveries.expire_leases(now, timedelta(seconds=30), [ONE])
    claimed = tx.deliveries.claim(now, now, workspaces=[ONE], limit=limit, lease=lease, method=POST)
    tx.deliveries.claim_reconciliations(
        now, workspaces=[ONE], until=now + lease, method=HISTORY, limit=50
    )
    for kind in WOKEN:
        due_rows(tx, kind, now, [ONE])
    return len(claimed)


def measure(engine: str, rows: int, overdue: bool) -> tuple[float, float, float]:
    """Fill a database, and give p50, p99 and the memory that the rounds took."""
    with empty_store(engine) as store:
        now = datetime.now(UTC)
        start = now - timedelta(days=400) if overdue else now + timedelta(days=1)
        with store.begin() as tx:
            add_workspaces(tx, 1, now)
            if not overdue:
                add_concerns(tx, rows, start)
            add_deliveries(tx, rows, start, sent=False)
        analyse(store)
        if overdue:
            now += timedelta(days=1_000)
        _round(store, lambda tx: idle(tx, now, 1))
        gc.collect()
        before = _resident()
        times = [
            _round(store, lambda tx: idle(tx, now, 100 if overdue else 50))
            for _ in range(MANY_TIMES if overdue else TIMES)
        ]
        grown = _resident() - before
    p50 = statistics.median(times) * 1000
    p99 = statistics.quantiles(times, n=100)[98] * 1000
    return p50, p99, grown


def _round(store: Store, ask: Callable[[Transaction], int]) -> float:
    begun = time.perf_counter()
    with store.begin() as tx:
        ask(tx)
    return time.perf_counter() - begun


def _resident() -> float:
    """The memory this process has now, in MB: its peak was when the rows were filled in."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def run(report: Report) -> None:
    """Measure each size in a process of its own, so that its memory is its own."""
    sizes, overdue = report.choose(SMALLEST, QUICK, ROWS), report.choose(100, OVERDUE, OVERDUE)
    for engine in report.engines:
        report.section(f"Due scan and claim, {engine}")
        figures = {
            (rows, late): (measure if report.size is Size.SMALLEST else _apart)(engine, rows, late)
            for rows, late in [*((rows, False) for rows in sizes), (overdue, True)]
        }
        for (rows, late), (p50, p99, memory) in figures.items():
            key = f"scan.{engine}.{rows}{'_overdue' if late else ''}"
            report.add(f"{key}.p50", p50, "ms")
            report.add(f"{key}.p99", p99, "ms")
            report.add(f"{key}.memory", memory, "MB")
        last = sizes[-1]
        growth = figures[last, False][0] / figures[sizes[0], False][0]
        memory = figures[last, False][2] - figures[sizes[0], False][2]
        # A figure keeps its name for the size it is of.
        to = "_100k" if report.size is Size.QUICK else ""
        report.add(f"scan.{engine}.growth{to}", growth, "×", most=MOST_GROWTH)
        report.add(f"memory.{engine}.growth_mb{to}", memory, "MB", most=MOST_MB)
        if engine == "sqlite" and not to:
            report.add("scan.ratio_1m_to_10k", growth, "×", most=MOST_GROWTH)
            report.add("memory.growth_mb_1m", memory, "MB", most=MOST_MB)


def _apart(engine: str, rows: int, overdue: bool) -> tuple[float, float, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.scan", engine, str(rows), str(int(overdue))],
        capture_output=True,
        text=True,
        check=True,
    )
    p50, p99, memory = (float(each) for each in done.stdout.split()[-3:])
    return p50, p99, memory


if __name__ == "__main__":
    print(*measure(sys.argv[1], int(sys.argv[2]), sys.argv[3] == "1"))
