"""How many statements an act says to the database: a person, a team, a workspace are read once."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from bot.casework.due import wake_leader
from bot.casework.leading import hear
from bot.casework.raising import Wanted, raise_by_form
from bot.demo.simulation import Simulation
from bot.domain.due import DueKind, DueRow
from bot.domain.ids import PersonId
from bot.domain.taxonomy import Signal
from tests.conftest import Cast
from tests.scenarios.lives import raised, the
from tests.scenarios.moments import local

RAISING = 14
HEARING = 17
DAY_MESSAGE = 17
"""What they say now; less is better."""


@contextmanager
def said(simulation: Simulation) -> Iterator[list[str]]:
    """What is said to the database meanwhile, without BEGIN and COMMIT."""
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(" ".join(statement.split()))

    engine = simulation.bot.store.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def reads(statements: list[str], table: str) -> int:
    """How often whole rows of a table are read."""
    return sum(f"FROM {table} " in one and one.startswith(f"SELECT {table}.") for one in statements)


async def test_raising_something_is_few_statements(simulation: Simulation, cast: Cast) -> None:
    workspace = simulation.bot.installation.workspace
    wanted = Wanted(words="I am stuck", signal=Signal.STUCK)
    with said(simulation) as statements:
        await simulation.bot.runner.run(
            workspace, raise_by_form, PersonId(cast.maria.id), wanted, "V1", cast.payments.id
        )
    assert reads(statements, "workspace") == reads(statements, "team") == 1
    assert len(statements) <= RAISING, statements


async def test_saying_it_is_heard_is_few_statements(simulation: Simulation, cast: Cast) -> None:
    await raised(simulation, cast)
    workspace = simulation.bot.installation.workspace
    concern = the(simulation)
    with said(simulation) as statements:
        await simulation.bot.runner.run(workspace, hear, PersonId(cast.priya.id), concern.id)
    assert reads(statements, "workspace") == reads(statements, "team") == 1
    assert len(statements) <= HEARING, statements


async def test_making_a_day_message_is_few_statements(simulation: Simulation, cast: Cast) -> None:
    workspace = simulation.bot.installation.workspace
    wanted = Wanted(words="I am stuck", signal=Signal.STUCK)
    await simulation.bot.runner.run(
        workspace, raise_by_form, PersonId(cast.maria.id), wanted, "V1", cast.payments.id
    )
    simulation.clock.move_to(local("2026-03-09 10:00"))
    row = DueRow(DueKind.LEADER, workspace, cast.priya.id)
    with said(simulation) as statements:
        await simulation.bot.runner.run(workspace, wake_leader, row, None)
    assert len(statements) <= DAY_MESSAGE, statements
