"""Whatever the bot asks in a life, its start, its pages and ``heard doctor``: no big table is read
through.

A life is lived on few rows, and everything that was said to the database is kept. Then the tables
are filled, and the database is asked how it would answer each of these statements now. With
``--rows 1000000`` the tables are as big as they get::

    python -m pytest tests/store/test_every_plan.py tests/store/test_plans.py --rows 1000000
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, Integer, cast, event, func, literal, null, select

from bot.demo.simulation import Simulation
from bot.store import Transaction
from bot.store.report import report
from bot.store.tables import attempt, concern, delivery, history, item, person, team, words
from tests.conftest import Cast
from tests.outbox.test_figures import page
from tests.scenarios.lives import close_all
from tests.scenarios.moments import hear, keep, local, tell
from tests.store.filling import minutes_after, multiply, named
from tests.store.test_plans import NOW, analyze

BELONG = {
    words: {"concern": "c"},
    history: {"concern": "c"},
    item: {"concern": "c", "delivery": "d"},
    attempt: {"delivery": "d"},
}
"""What is as big as what it belongs to, with the letters of the ids it names."""
BIG = "(?:concern|delivery|person|words|history|item|attempt)"
"""Of teams there are as many as channels; some questions are about all of a workspace's."""
THROUGH = {
    "SELECT person.region": "heard doctor, by hand: the regions that people and teams have chosen",
    "SELECT person.id": "heard doctor, by hand: whom this machine knows no zone for",
    "SELECT max(delivery.created_at)": "heard doctor, by hand: what counts as lately",
    "DELETE FROM delivery": "the hourly round that erases what is over",
    "DELETE FROM attempt": "the hourly round that erases what is over",
    "delivery.sent_at IS NOT NULL AND (delivery.recipient": "/concern data: all about one person",
}
"""What may read a table through, by a part of its statement, and why."""

Said = dict[str, Any]


@contextmanager
def said() -> Iterator[Said]:
    """What is said to any database meanwhile, each statement with its first parameters."""
    statements: Said = {}

    def note(_: object, cursor: object, statement: str, given: Any, of: object, many: bool) -> None:
        if re.match(r"\s*(SELECT|UPDATE|DELETE|INSERT|WITH)\b", statement):
            statements.setdefault(statement, given[0] if many else given)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def live(simulation: Simulation, cast: Cast) -> None:
    """Two weeks of two teams, with a start, every page, and a doctor."""
    await tell(cast.maria, "I am stuck", cast.payments)
    await tell(cast.dora, "This deadline is unrealistic", cast.design)
    await simulation.move(local("2026-03-10 12:00"))
    await hear(cast.priya)
    await keep(cast.priya, cast.sam, "is stuck, tomorrow", cast.payments)
    for somebody in (cast.priya, cast.maria, cast.tom, cast.dora, cast.stranger):
        await somebody.open_home()
    for text in ("", "team", "help", "data", "settings", "digest"):
        await cast.priya.command("/concern", text, channel=cast.payments)
        await close_all(cast.priya)
    await simulation.move(local("2026-03-17 12:00"))
    for path in ("/metrics", "/readyz"):
        await page(simulation, path)
    await simulation.restart()
    await simulation.rounds()
    report(str(simulation.bot.store.url.render_as_string(hide_password=False)))


def fill(tx: Transaction, count: int) -> None:
    """Let there be ``count`` of each more, in the same workspace, with nothing of them due."""
    later = NOW + timedelta(days=30)
    connection = tx.connection

    def moment(n: Any) -> Any:
        return minutes_after(connection, later, n)

    multiply(connection, person, count, id=lambda n: named("L", n), weekly_at=moment)
    multiply(
        connection,
        team,
        count,
        id=lambda n: named("t", n),
        channel=lambda n: named("C", n),
        digest_due_at=moment,
    )
    moments = ("nudge_at", "check_in_at", "timeout_at", "stale_review_at", "created_at", "erase_at")
    multiply(
        connection,
        concern,
        count,
        id=lambda n: named("c", n),
        origin=lambda n: named("command:", n),
        raiser=lambda n: named("L", n % 5000),
        owner=lambda n: named("L", n % 1000),
        team=lambda n: named("t", n % 1000),
        mark_key=lambda n: null(),
        **dict.fromkeys(moments, moment),
    )
    multiply(
        connection,
        delivery,
        count,
        id=lambda n: named("d", n),
        subject=lambda n: named("L", n),
        recipient=lambda n: named("L", cast(n % 5000, Integer)),
        channel=lambda n: named("D", cast(n % 5000, Integer)),
        ts=lambda n: named("1773131400.", n),
        state=lambda n: literal("sent"),
        sent_at=moment,
        error=lambda n: null(),
        reconcile_at=lambda n: null(),
        lease_until=lambda n: null(),
        stale=lambda n: literal(False),
        due_at=moment,
        created_at=moment,
    )
    for table, parents in BELONG.items():
        changes = {
            name: lambda n, letter=letter: named(letter, n) for name, letter in parents.items()
        }
        own = {"id": lambda n: named("x", n), "started_at": moment}
        changes |= {name: make for name, make in own.items() if name in table.c}
        multiply(connection, table, count, **changes)
        assert (connection.scalar(select(func.count()).select_from(table)) or 0) > count


async def test_no_statement_of_a_life_reads_a_big_table_through(
    simulation: Simulation, cast: Cast, request: pytest.FixtureRequest
) -> None:
    with said() as statements:
        await live(simulation, cast)
    assert len(statements) > 150, "a life says more than that"
    store = simulation.bot.store
    with store.begin() as tx:
        fill(tx, request.config.getoption("--rows"))
    analyze(store)
    explain = "EXPLAIN QUERY PLAN " if store.sqlite else "EXPLAIN "
    through = []
    for statement, parameters in statements.items():
        plain = " ".join(statement.split())
        if any(part in plain for part in THROUGH):
            continue
        with store.engine.connect() as connection:
            rows = connection.exec_driver_sql(explain + statement, parameters)
            plan = " / ".join(str(row[-1]) for row in rows)
            connection.rollback()
        if re.search(rf"Seq Scan on {BIG}\b|SCAN {BIG}\b(?! USING)", plan):
            through.append((plain, plan[:400]))
    assert not through, "\n\n".join("\n".join(each) for each in through)
