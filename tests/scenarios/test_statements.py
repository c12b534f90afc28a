"""How many statements an act says to the database: a person, a team, a workspace are read once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from bot.casework.due import wake_leader
from bot.casework.leading import hear
from bot.casework.raising import ConcernContent, raise_by_form
from bot.demo.simulation import Simulation
from bot.domain.due import DueKind, DueRow
from bot.domain.ids import PersonId
from bot.domain.taxonomy import Signal
from tests.conftest import Cast
from tests.scenarios.lives import asked, close_all, last, raised, the
from tests.scenarios.moments import local

RAISING = 14
HEARING = 14
DAY_MESSAGE = 14
HOME = 22
COMMAND = 12
MARK = 15
READING = 14
HEARD = 14
TALKED = 11
"""What they say now; less is better. The last five hold what the door reads of whoever asks."""


LOCKED = 2
"""Statements more on Postgres: what hangs on a row is read anew once the row is locked."""


def most(limit: int, simulation: Simulation) -> int:
    """So many statements may change a concern on the engine at hand."""
    return limit + (LOCKED if simulation.bot.store.engine.dialect.name == "postgresql" else 0)


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


@contextmanager
def transactions(simulation: Simulation) -> Iterator[list[list[str]]]:
    """What is said in each transaction meanwhile, in the order in which they began."""
    begun: list[list[str]] = []
    open_now: dict[int, list[str]] = {}

    def note(connection: object, cursor: Any, statement: str, *rest: object) -> None:
        if statement.startswith("BEGIN"):
            begun.append([])
            open_now[id(cursor.connection)] = begun[-1]
        else:
            open_now[id(cursor.connection)].append(" ".join(statement.split()))

    engine = simulation.bot.store.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield begun
    finally:
        event.remove(engine, "before_cursor_execute", note)


def writing(begun: list[list[str]], what: str) -> list[int]:
    """Which of some transactions write ``what``, by their number from 0."""
    return [
        number for number, said in enumerate(begun) if any(one.startswith(what) for one in said)
    ]


def reads(statements: list[str], table: str) -> int:
    """How often whole rows of a table are read."""
    return sum(f"FROM {table} " in one and one.startswith(f"SELECT {table}.") for one in statements)


async def test_raising_something_is_few_statements(simulation: Simulation, cast: Cast) -> None:
    workspace = simulation.bot.installation.workspace
    wanted = ConcernContent(words="I am stuck", signal=Signal.STUCK)
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
    assert len(statements) <= most(HEARING, simulation), statements


async def test_making_a_day_message_is_few_statements(simulation: Simulation, cast: Cast) -> None:
    workspace = simulation.bot.installation.workspace
    wanted = ConcernContent(words="I am stuck", signal=Signal.STUCK)
    await simulation.bot.runner.run(
        workspace, raise_by_form, PersonId(cast.maria.id), wanted, "V1", cast.payments.id
    )
    simulation.clock.move_to(local("2026-03-09 10:00"))
    row = DueRow(DueKind.LEADER, workspace, cast.priya.id)
    with said(simulation) as statements:
        await simulation.bot.runner.run(workspace, wake_leader, row, None)
    assert len(statements) <= DAY_MESSAGE, statements


async def test_a_command_is_one_transaction_with_whoever_types_it(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.rounds()
    with transactions(simulation) as begun:
        await cast.maria.command("/concern", "I am stuck", channel=cast.payments)
        await simulation.bot.tasks.idle()
    assert len(begun) == 1, "nothing is stale, so nothing is looked for"
    assert writing(begun, "INSERT INTO concern") == [0]
    assert reads(begun[0], "workspace") == reads(begun[0], "team") == 1
    assert reads(begun[0], "person") == 0, "people are read beside their workspace"
    assert len(begun[0]) <= COMMAND, begun[0]


async def test_a_home_is_read_and_drawn_in_one_transaction(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    await cast.priya.open_home()
    await simulation.bot.tasks.idle()
    with transactions(simulation) as begun:
        await cast.priya.open_home()
        await simulation.bot.tasks.idle()
    assert writing(begun, "UPDATE person SET home_opened") == [1], "the first reads who opens it"
    locks = 0 if simulation.bot.store.sqlite else 1
    assert len(begun[1]) <= HOME + locks, begun[1]
    assert [len(statements) for statements in begun[2:3]] == [1], "what Slack shows now"
    with transactions(simulation) as begun:
        await simulation.rounds()
    assert not writing(begun, "UPDATE person SET home_stale"), "nothing is left to draw"


async def test_an_emoji_that_is_no_mark_is_one_question(simulation: Simulation, cast: Cast) -> None:
    message = await cast.maria.say("Lunch?", cast.payments)
    await simulation.rounds()
    with transactions(simulation) as begun:
        await cast.maria.react("pizza", message)
        await simulation.bot.tasks.idle()
    assert [len(asked) for asked in begun] == [1], begun


async def test_a_mark_is_one_transaction_after_that_question(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("On-call ate my week", cast.payments)
    await simulation.rounds()
    with transactions(simulation) as begun:
        await cast.maria.react("ear", message)
        await simulation.bot.tasks.idle()
    assert len(begun) == 2, "nothing is stale, so nothing is looked for"
    assert writing(begun, "INSERT INTO concern") == [1]
    assert len(begun[1]) <= MARK, begun[1]


async def test_a_press_and_a_form_are_one_transaction_with_whoever_sends_them(
    simulation: Simulation, cast: Cast
) -> None:
    card = await raised(simulation, cast)
    with transactions(simulation) as begun:
        await cast.priya.press(card, "Read it")
        await simulation.bot.tasks.idle()
    assert writing(begun, "INSERT INTO opening") == [0]
    assert len(begun[0]) <= most(READING, simulation), begun[0]
    with transactions(simulation) as begun:
        assert not (await cast.priya.submit()).errors
        await simulation.bot.tasks.idle()
    assert writing(begun, "INSERT INTO history") == [0]
    assert len(begun[0]) <= most(HEARD, simulation), begun[0]
    await close_all(cast.priya)
    card = await asked(simulation, cast)
    await cast.priya.press(card, "We've talked")
    await cast.priya.fill({"How is it now": "Better"})
    await simulation.bot.tasks.idle()
    with transactions(simulation) as begun:
        assert not (await cast.priya.submit()).errors
        await simulation.bot.tasks.idle()
    assert writing(begun, "INSERT INTO history") == [0]
    assert len(begun[0]) <= most(TALKED, simulation), begun[0]


async def test_a_refused_press_counts_as_one_and_takes_two_transactions(
    simulation: Simulation, cast: Cast
) -> None:
    answer = await cast.maria.command("/concern", "I am stuck", channel=cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    card = last(cast.priya).picture()
    await cast.maria.press(answer.message, "Take it back")
    await simulation.move(local("2026-03-09 13:00"))
    with transactions(simulation) as begun:
        await cast.priya.press(card, "Read it")
        await simulation.bot.tasks.idle()
    assert not writing(begun, "INSERT INTO opening")
    assert writing(begun, "UPDATE person SET touched_at") == [1]
    with simulation.bot.store.begin() as tx:
        priya = tx.people.get(simulation.bot.installation.workspace, cast.priya.id)
    assert priya is not None
    assert priya.rhythm.touched_at == simulation.clock()
