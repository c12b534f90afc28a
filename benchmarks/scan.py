"""What waiting costs: an idle round and its memory with 10,000, 100,000 and a million open rows.

Run with ``python -m benchmarks.scan [ROWS …]``. Nothing is due in the first rows of the table; in
the last one everything is overdue, and a hundred are claimed. Each line has a process of its own,
so that its memory is its own.
"""

import gc
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from benchmarks.databases import postgres
from bot.casework.due import due_rows
from bot.domain.due import WOKEN
from bot.domain.ids import WorkspaceId
from bot.slack.client import HISTORY, POST
from bot.store import Store, Transaction
from bot.store.migrate import upgrade
from bot.store.sealing import KeyRing, fresh_key
from tests.store.filling import add_concerns, add_deliveries, add_workspaces

ROWS = (10_000, 100_000, 1_000_000)
OVERDUE = 100_000
TIMES = 200
MANY_TIMES = 20
ONE = WorkspaceId("T0")


def idle(tx: Transaction, now: datetime, limit: int = 50) -> int:
    """What every round asks: what is due, what is to be looked for, whose lease is over."""
    lease = timedelta(seconds=60)
    tx.deliveries.expire_leases(now, timedelta(seconds=30))
    claimed = tx.deliveries.claim(now, now, workspaces=[ONE], limit=limit, lease=lease, method=POST)
    tx.deliveries.claim_reconciliations(
        now, workspaces=[ONE], until=now + lease, method=HISTORY, limit=50
    )
    for kind in WOKEN:
        due_rows(tx, kind, now, [ONE])
    return len(claimed)


def measure(engine: str, rows: int, overdue: bool) -> None:
    """Fill a database, and say p50, p99 and the memory that the rounds took."""
    with ExitStack() as stack:
        if engine == "sqlite":
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="heard-scan-"))
            url = f"sqlite:///{folder}/heard.db"
        else:
            url = stack.enter_context(postgres())
        upgrade(url)
        store = Store(url, KeyRing([fresh_key()]))
        now = datetime.now(UTC)
        start = now - timedelta(days=400) if overdue else now + timedelta(days=1)
        with store.begin() as tx:
            add_workspaces(tx, 1, now)
            if not overdue:
                add_concerns(tx, rows, start)
            add_deliveries(tx, rows, start, sent=False)
        with store.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
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
        store.close()
    p50 = statistics.median(times) * 1000
    p99 = statistics.quantiles(times, n=100)[98] * 1000
    print(f"{engine} {rows} {int(overdue)} {p50} {p99} {grown}", flush=True)


def _round(store: Store, ask: Callable[[Transaction], int]) -> float:
    begun = time.perf_counter()
    with store.begin() as tx:
        ask(tx)
    return time.perf_counter() - begun


def _resident() -> float:
    """The most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(sizes: list[int]) -> None:
    """Print a line for each engine and size."""
    print(f"{'':34}{'p50 ms':>10}{'p99 ms':>10}{'memory +MB':>12}")
    for engine in ("sqlite", "postgres"):
        for rows, overdue in [*((one, False) for one in sizes), (min(OVERDUE, sizes[-1]), True)]:
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.scan", engine, str(rows), str(int(overdue))],
                capture_output=True,
                text=True,
                check=True,
            )
            *_, p50, p99, grown = done.stdout.splitlines()[-1].split()
            name = f"{engine}, {rows:,} {'overdue, 100 claimed' if overdue else 'open'}"
            print(f"{name:34}{float(p50):10.2f}{float(p99):10.2f}{float(grown):12.1f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in ("sqlite", "postgres"):
        measure(sys.argv[1], int(sys.argv[2]), sys.argv[3] == "1")
    else:
        main([int(one) for one in sys.argv[1:]] or list(ROWS))
