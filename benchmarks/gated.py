"""What a claim and a scan cost while 199 of 200 workspaces are shut, or all is due at once.

A workspace is shut while Slack limits it. What is claimed is given back, so that each claim finds
the same rows.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from benchmarks.report import Report, percentile
from benchmarks.stores import analyse, empty_store
from bot.casework.due import due_rows
from bot.domain.due import DueKind
from bot.domain.ids import WorkspaceId
from bot.slack.client import POST
from bot.store import Store, Transaction
from bot.store.tables import concern, delivery
from tests.store.filling import add_concerns, add_deliveries, add_workspaces, limit_all_but

WORKSPACES = 200
OPEN = WorkspaceId("T7")
SERVED = [WorkspaceId(f"T{number}") for number in range(WORKSPACES)]
CLAIMED = 50
MOST_OF_FREE = 10.0
"""Times as much as with nobody shut; the suite guards the same by the steps of the engines."""
NOW = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
OVERDUE = NOW + timedelta(days=365)


def run(report: Report) -> None:
    """Claim and scan among many rows: all open, all but one shut, all due in one moment."""
    rows = report.choose(2_000, 20_000, 100_000)
    times = report.choose(3, 7, 30)
    for engine in report.engines:
        report.section(f"Claim and scan, {engine}, {rows:,} due in {WORKSPACES} workspaces")
        with empty_store(engine) as store:
            with store.begin() as tx:
                add_workspaces(tx, WORKSPACES - 1, NOW)
                add_deliveries(tx, rows, NOW, workspaces=WORKSPACES, sent=False)
                add_concerns(tx, rows, NOW, workspaces=WORKSPACES)
            analyse(store)
            free = _p50(store, claim, times)
            scan = _p50(store, scan_leaders, times)
            with store.begin() as tx:
                tx.connection.execute(update(delivery).values(due_at=NOW))
                tx.connection.execute(update(concern).values(nudge_at=NOW))
            analyse(store)
            at_once, scan_at_once = _p50(store, claim, times), _p50(store, scan_leaders, times)
            with store.begin() as tx:
                limit_all_but(tx, OPEN, POST, OVERDUE + timedelta(hours=1))
            analyse(store)
            gated = _p50(store, claim, times)
        report.add(f"gated.{engine}.free", free, "ms")
        report.add(f"gated.{engine}.shut", gated, "ms")
        report.add(f"gated.{engine}.ratio", gated / free, "×", most=MOST_OF_FREE)
        report.add(f"gated.{engine}.one_moment", at_once, "ms")
        report.add(f"gated.{engine}.one_moment_ratio", at_once / free, "×")
        report.add(f"gated.{engine}.scan", scan, "ms")
        report.add(f"gated.{engine}.scan_one_moment", scan_at_once, "ms")
        report.add(f"gated.{engine}.scan_one_moment_ratio", scan_at_once / scan, "×")


def claim(tx: Transaction) -> int:
    """Claim as a round does; what is open is found, however much is shut."""
    return len(
        tx.deliveries.claim(
            OVERDUE,
            OVERDUE,
            workspaces=SERVED,
            limit=CLAIMED,
            lease=timedelta(seconds=60),
            method=POST,
        )
    )


def scan_leaders(tx: Transaction) -> int:
    """Look for the leaders who have something due."""
    return len(due_rows(tx, DueKind.LEADER, OVERDUE, SERVED))


def _p50(store: Store, ask: Callable[[Transaction], int], times: int) -> float:
    """Ask often, and undo each; gives the milliseconds of the one in the middle."""
    taken = []
    for _ in range(times + 1):
        with store.begin() as tx:
            began = time.perf_counter()
            count = ask(tx)
            taken.append((time.perf_counter() - began) * 1000)
            if not count:
                raise RuntimeError("something is due, and nothing was found")
            tx.connection.rollback()
    # The first one puts the statements together.
    return percentile(taken[1:], 50)
