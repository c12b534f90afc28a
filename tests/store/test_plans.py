"""What is asked all day is answered by an index, on many rows too, and costs what it must."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, text, update

from bot.casework.due import LEAST, due_rows
from bot.domain.delivery import Delivery
from bot.domain.due import WOKEN, DueKind, DueRow
from bot.domain.ids import WorkspaceId
from bot.slack.client import HISTORY, POST, PUBLISH, UPDATE
from bot.store import Store, Transaction
from bot.store.sealing import KeyRing, fresh_key
from bot.store.tables import concern, rate_limit, workspace
from tests.store.filling import (
    add_concerns,
    add_deliveries,
    add_people,
    add_teams,
    add_workspaces,
    limit_all_but,
)

NOW = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
WORKSPACES = 200
SERVED = [WorkspaceId(f"T{number}") for number in range(WORKSPACES)]
CLAIMED = 50
FULL = "(?:concern|delivery|person|team)"

Query = Callable[[Transaction], object]


def claim(tx: Transaction, now: datetime = NOW) -> list[Delivery]:
    return tx.deliveries.claim(
        now,
        NOW,
        workspaces=SERVED,
        limit=CLAIMED,
        lease=timedelta(seconds=60),
        method=POST,
    )


def look(tx: Transaction) -> object:
    return tx.deliveries.claim_reconciliations(
        NOW,
        workspaces=[WorkspaceId("T0")],
        until=NOW + timedelta(seconds=15),
        method=HISTORY,
        limit=CLAIMED,
    )


def scan(tx: Transaction, kind: DueKind, served: list[WorkspaceId] = SERVED) -> list[DueRow]:
    """What each round asks: which workspaces have something due, and then its rows."""
    for workspace_id in tx.due.workspaces(kind, NOW, served) or served[:1]:
        found = tx.due.rows(kind, NOW, workspace_id, CLAIMED)
    return found


ASKED: dict[str, tuple[Query, str]] = {
    "claim": (claim, "ix_delivery_due"),
    "look": (look, "ix_delivery_reconcile_at"),
    "leases that are over": (
        lambda tx: tx.deliveries.expire_leases(NOW, timedelta(seconds=30), SERVED),
        "ix_delivery_leased",
    ),
    "digests due": (lambda tx: scan(tx, DueKind.DIGEST), "ix_team_digest_due_at"),
    "private parts due": (lambda tx: scan(tx, DueKind.PRIVATE_PART), "ix_person_part_due_at"),
    "leaders due": (lambda tx: scan(tx, DueKind.LEADER), "ix_concern_nudge_at"),
    "weekly lists due": (lambda tx: scan(tx, DueKind.LEADER), "ix_person_weekly_at"),
    "checks due": (lambda tx: scan(tx, DueKind.CHECK_IN), "ix_concern_check_in_at"),
    "turns due": (lambda tx: scan(tx, DueKind.TIMEOUT), "ix_concern_timeout_at"),
    "reviews due": (lambda tx: scan(tx, DueKind.STALE_REVIEW), "ix_concern_stale_review_at"),
    "messages to draw anew": (
        lambda tx: tx.deliveries.stale([WorkspaceId("T0")], NOW, UPDATE, 50),
        "ix_delivery_stale",
    ),
    "Homes to draw anew": (
        lambda tx: tx.people.stale_homes([WorkspaceId("T0")], NOW, PUBLISH, 50),
        "ix_person_home_stale",
    ),
}


@pytest.fixture
def many(request: pytest.FixtureRequest) -> int:
    """How many rows a big table has: 20,000, or what ``--rows`` says."""
    return int(request.config.getoption("--rows"))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    made = Store(database_url, KeyRing([fresh_key()]))
    yield made
    made.close()


def analyze(store: Store) -> None:
    """Let the database know its rows by now: what is left to chance is planned by chance."""
    if store.sqlite:
        store.analyze_here()
        return
    with store.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    known = "SELECT count(*) FROM pg_stats WHERE tablename IN ('concern', 'delivery')"
    with store.engine.begin() as connection:
        assert connection.scalar(text(known))


def statements(store: Store, ask: Query) -> list[tuple[str, Any]]:
    """What ``ask`` says to the database; what it says for many rows at once, for each of them."""
    asked: list[tuple[str, Any]] = []

    def note(
        connection: object,
        cursor: object,
        statement: str,
        parameters: Any,
        context: object,
        executemany: bool,
    ) -> None:
        asked.extend((statement, each) for each in (parameters if executemany else [parameters]))

    with store.begin() as tx:
        event.listen(tx.connection, "before_cursor_execute", note)
        ask(tx)
        event.remove(tx.connection, "before_cursor_execute", note)
        tx.connection.rollback()
    return asked


def plans(store: Store, ask: Query) -> list[str]:
    """How the database answers each statement of ``ask``: its plan, in one line each."""
    explain = "EXPLAIN QUERY PLAN " if store.sqlite else "EXPLAIN "
    found = []
    for statement, parameters in statements(store, ask):
        with store.begin() as tx:
            rows = tx.connection.exec_driver_sql(explain + statement, parameters)
            found.append(" / ".join(str(row[-1]) for row in rows))
    return found


def cost(store: Store, ask: Query) -> int:
    """What ``ask`` costs, by a count that no busy machine changes, as if it had not been asked.

    SQLite: steps of its machine. Postgres: pages that it looked at.
    """
    counted = 0
    if store.sqlite:

        def step() -> int:
            nonlocal counted
            counted += 1
            return 0

        with store.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.set_progress_handler(step, 10)
            with connection.begin():
                ask(Transaction(connection, store))
                driver.set_progress_handler(None, 0)
                connection.rollback()
        return counted
    for statement, parameters in statements(store, ask):
        with store.engine.connect() as connection:
            said = connection.exec_driver_sql(
                "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) " + statement, parameters
            )
            # An empty table is answered without a look at any page.
            buffers = next((str(row[0]) for row in said if "Buffers:" in str(row[0])), "")
            connection.rollback()
        counted += sum(int(one) for one in re.findall(r"(?:hit|read)=(\d+)", buffers))
    return counted


def test_an_idle_scan_of_many_rows_goes_by_indexes_and_costs_what_it_costs_of_1_000(
    store: Store, many: int
) -> None:
    later = NOW + timedelta(days=1)
    costs = {}
    for rows in (1_000, many):
        with store.begin() as tx:
            tx.connection.execute(workspace.delete())
            add_workspaces(tx, 1, NOW)
            add_people(tx, rows, later)
            add_teams(tx, rows, later)
            add_concerns(tx, rows, later)
            add_deliveries(tx, rows, later)
        analyze(store)
        costs[rows] = {name: cost(store, ask) for name, (ask, _) in ASKED.items()}
    for name, (ask, index) in ASKED.items():
        assert costs[many][name] <= 3 * costs[1_000][name] + 10, (name, costs)
        found = plans(store, ask)
        assert any(index in plan for plan in found), (name, found)
        for plan in found:
            assert not re.search(rf"Seq Scan on {FULL}\b", plan), (name, plan)
            assert not re.search(rf"SCAN {FULL}\b(?! USING)", plan), (name, plan)


def test_with_199_of_200_workspaces_gated_a_claim_costs_ten_times_the_ungated_at_most(
    store: Store, many: int
) -> None:
    later = NOW + timedelta(days=365)
    with store.begin() as tx:
        add_workspaces(tx, WORKSPACES - 1, NOW)
        add_deliveries(tx, many, NOW, workspaces=WORKSPACES, sent=False)
    analyze(store)

    def ask(tx: Transaction) -> None:
        assert len(claim(tx, later)) == CLAIMED

    free = cost(store, ask)
    with store.begin() as tx:
        limit_all_but(tx, WorkspaceId("T7"), POST, NOW + timedelta(hours=1))
        assert tx.connection.scalar(select(func.count()).select_from(rate_limit)) == WORKSPACES - 1
    analyze(store)
    with store.begin() as tx:
        found = claim(tx, later)
        assert {one.workspace for one in found} == {WorkspaceId("T7")}
        tx.connection.rollback()
    gated = cost(store, ask)
    assert gated <= 10 * free, (gated, free)


def test_R51_200_old_workspaces_with_many_overdue_rows_each_cost_the_live_one_nothing(
    store: Store, many: int
) -> None:
    live = WorkspaceId("T200")
    past = NOW - timedelta(days=400)
    costs = {}
    for rows in (WORKSPACES, many):
        with store.begin() as tx:
            tx.connection.execute(workspace.delete())
            add_workspaces(tx, WORKSPACES, NOW)
            add_concerns(tx, rows, past, workspaces=WORKSPACES)
            due = update(concern).where(concern.c.id == "c1")
            moments = dict.fromkeys(
                ("nudge_at", "check_in_at", "timeout_at", "stale_review_at"), NOW
            )
            tx.connection.execute(due.values(workspace=live, **moments))
            late = (concern.c.workspace == "T7") & (concern.c.nudge_at <= NOW)
            count = tx.connection.scalar(select(func.count()).where(late)) or 0
            assert count * WORKSPACES >= rows / 2
        analyze(store)
        costs[rows] = {
            kind: cost(store, lambda tx, kind=kind: scan(tx, kind, [live])) for kind in WOKEN
        }
    few, many = costs.values()
    for kind in WOKEN:
        assert many[kind] <= 3 * few[kind] + 10, (kind, costs)
    with store.begin() as tx:
        for kind in (DueKind.CHECK_IN, DueKind.TIMEOUT, DueKind.STALE_REVIEW):
            assert [row.id for row in scan(tx, kind, [live])] == ["c1"]
        assert [row.id for row in scan(tx, DueKind.LEADER, [live])] == ["L1"]
        # However much each of the served has, every one of them has its share of a round.
        found = due_rows(tx, DueKind.CHECK_IN, NOW, [*SERVED, live])
    shares = Counter(row.workspace for row in found)
    assert shares[live] == 1
    assert len(shares) == WORKSPACES + 1
    assert max(shares.values()) == LEAST
