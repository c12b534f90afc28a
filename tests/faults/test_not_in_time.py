"""R51: what is not done in time waits, and every other row goes; a database that is gone is let be.

On Postgres another connection holds a row. SQLite has one writer: there the transaction of a row
takes longer than it is waited for.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, func, select, text, update

from bot.cli.checks import due_rows
from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryState
from bot.domain.due import NOT_IN_TIME, DueKind
from bot.slack.client import UPDATE
from bot.store.report import report
from bot.store.tables import concern, delivery, due_failure
from tests.conftest import Cast
from tests.faults.test_database_away import away
from tests.faults.world import World
from tests.scenarios.moments import concerns, local, tell
from tests.scenarios.test_due_rows import (
    HELD,
    ask_much_later,
    counted,
    failures,
    pass_on,
    raw,
    spoil,
    two_concerns,
)

PATIENCE = 0.4
"""Seconds that the rounds wait for a transaction here."""
MINUTE = timedelta(minutes=1)
on_postgres = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


def connect(database_url: str) -> psycopg.Connection:
    return psycopg.connect(database_url.replace("+psycopg", ""))


@contextmanager
def holding(database_url: str, table: str, key: str) -> Iterator[None]:
    """Another connection to Postgres holds a row."""
    with connect(database_url) as other:
        other.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR UPDATE", [key])
        yield
        other.rollback()


@contextmanager
def slowing(simulation: Simulation, table: str, key: str) -> Iterator[None]:
    """On SQLite, a transaction that changes a row takes longer than the rounds wait for it."""
    store, begun = simulation.bot.store, [True]

    def wait() -> None:
        if begun.pop():
            time.sleep(PATIENCE * 1.5)
        begun.append(False)

    def know(connection: Any, *_: object) -> None:
        connection.create_function("wait", 0, wait)

    def begin(connection: object) -> None:
        begun[:] = [True]

    event.listen(store.engine, "checkout", know)
    event.listen(store.engine, "begin", begin)
    with store.begin() as tx:
        trigger = f"CREATE TRIGGER slow BEFORE UPDATE ON {table} WHEN old.id = '{key}'"
        tx.connection.execute(text(f"{trigger} BEGIN SELECT wait(); END"))
    yield
    with store.begin() as tx:
        tx.connection.execute(text("DROP TRIGGER slow"))


def out_of_time(simulation: Simulation, table: str, key: str) -> AbstractContextManager[None]:
    """Let whoever changes a row come too late, as long as this lasts."""
    simulation.bot.runner.seconds = PATIENCE
    if simulation.bot.store.sqlite:
        return slowing(simulation, table, key)
    return holding(simulation.bot.settings.database_url, table, key)


@contextmanager
def giving_way(simulation: Simulation, key: str) -> Iterator[None]:
    """On Postgres, whoever changes a concern meets another again and again, who goes first."""
    raising = "$$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END $$"
    function = f"CREATE FUNCTION give_way() RETURNS trigger LANGUAGE plpgsql AS {raising}"
    trigger = "CREATE TRIGGER give_way BEFORE UPDATE ON concern FOR EACH ROW"
    when = f"WHEN (old.id = '{key}')"
    with simulation.bot.store.begin() as tx:
        tx.connection.execute(text(function))
        tx.connection.execute(text(f"{trigger} {when} EXECUTE FUNCTION give_way()"))
    yield
    with simulation.bot.store.begin() as tx:
        tx.connection.execute(text("DROP FUNCTION give_way CASCADE"))


def run_out(simulation: Simulation, *concerns: str) -> None:
    """Let the clocks of some concerns run out, the first one first."""
    ask_much_later(simulation)
    with simulation.bot.store.begin() as tx:
        for minutes, key in enumerate(concerns):
            at = HELD - MINUTE * (len(concerns) - minutes)
            change = update(concern).where(concern.c.id == key)
            tx.connection.execute(change.values(timeout_act="fall_quiet", timeout_at=at))


async def test_R51_a_row_that_is_not_done_in_time_waits_and_the_others_go(
    simulation: Simulation, cast: Cast, capsys: pytest.CaptureFixture[str], database_url: str
) -> None:
    slow, healthy = await two_concerns(simulation, cast)
    run_out(simulation, slow, healthy)
    due = raw(simulation, slow)["timeout_at"]
    before = counted(DueKind.TIMEOUT)
    capsys.readouterr()
    with out_of_time(simulation, "concern", slow):
        await pass_on(simulation, HELD)
        assert raw(simulation, healthy)["timeout_at"] != HELD - MINUTE
        assert raw(simulation, slow)["timeout_at"] == due, "it stays due"
        [failure] = failures(simulation)
        assert (failure.kind, failure.id, failure.error) == (DueKind.TIMEOUT, slow, NOT_IN_TIME)
        assert f"row=timeout id={slow}" in capsys.readouterr().err
        [finding] = due_rows(report(database_url))
        assert f"timeout {slow} was not done in time, 1 times" in finding.what
        await pass_on(simulation, timedelta(seconds=59))
        assert counted(DueKind.TIMEOUT) == before + 1, "tried again before its minute"
        await pass_on(simulation, timedelta(seconds=1))
        assert counted(DueKind.TIMEOUT) == before + 2
        await pass_on(simulation, MINUTE)
        assert counted(DueKind.TIMEOUT) == before + 2, "the second wait is twice as long"
    await pass_on(simulation, MINUTE)
    assert raw(simulation, slow)["timeout_at"] != due
    assert failures(simulation) == []
    assert list(due_rows(report(database_url))) == []


@on_postgres
async def test_R51_a_row_that_gives_way_to_others_is_tried_in_the_next_round_and_pays_nothing(
    simulation: Simulation, cast: Cast
) -> None:
    unlucky, healthy = await two_concerns(simulation, cast)
    run_out(simulation, unlucky, healthy)
    due, before = raw(simulation, unlucky)["timeout_at"], counted(DueKind.TIMEOUT)
    with giving_way(simulation, unlucky):
        await pass_on(simulation, HELD)
        assert raw(simulation, healthy)["timeout_at"] != HELD - MINUTE
        assert raw(simulation, unlucky)["timeout_at"] == due, "it stays due"
    assert failures(simulation) == []
    assert counted(DueKind.TIMEOUT) == before
    await simulation.rounds()
    assert raw(simulation, unlucky)["timeout_at"] != due, "it waits for no moment"
    assert failures(simulation) == []


@on_postgres
async def test_R51_a_row_that_gives_way_in_two_rounds_is_taken_for_slow(
    simulation: Simulation, cast: Cast
) -> None:
    unlucky, _ = await two_concerns(simulation, cast)
    run_out(simulation, unlucky)
    with giving_way(simulation, unlucky):
        await pass_on(simulation, HELD)
        await simulation.rounds()
        [failure] = failures(simulation)
        assert (failure.id, failure.error, failure.times) == (unlucky, NOT_IN_TIME, 1)
        before = counted(DueKind.TIMEOUT)
        await simulation.rounds()
        assert counted(DueKind.TIMEOUT) == before, "it is tried again before its minute"
    await pass_on(simulation, MINUTE)
    assert failures(simulation) == []


@on_postgres
async def test_R51_what_gives_way_in_a_leaders_message_is_not_taken_for_what_raises(
    simulation: Simulation, cast: Cast
) -> None:
    bad, _ = await two_concerns(simulation, cast)
    await tell(cast.sam, "I am lost", cast.payments)
    [unlucky] = [row.id for row in concerns(simulation) if row.raiser == cast.sam.id]
    spoil(simulation, bad)
    with giving_way(simulation, unlucky):
        await pass_on(simulation, local("2026-03-09 10:00"))
        assert cast.priya.direct_messages() == []
        assert failures(simulation) == []
    await simulation.rounds()
    assert "Sam" in cast.priya.direct_messages()[-1].plain()
    assert [(row.kind, row.id) for row in failures(simulation)] == [(DueKind.NUDGE, bad)]


async def test_R51_a_leader_who_is_held_waits_and_the_others_read_their_messages(
    simulation: Simulation, cast: Cast
) -> None:
    of_hers, _ = await two_concerns(simulation, cast)
    sqlite = simulation.bot.store.sqlite
    held = ("concern", of_hers) if sqlite else ("person", cast.priya.id)
    with out_of_time(simulation, *held):
        await pass_on(simulation, local("2026-03-09 10:00"))
        assert "Dora" in cast.tom.direct_messages()[-1].plain()
        assert cast.priya.direct_messages() == []
        assert [(row.kind, row.id) for row in failures(simulation)] == [
            (DueKind.LEADER, cast.priya.id)
        ]
    await pass_on(simulation, MINUTE)
    assert "Maria" in cast.priya.direct_messages()[-1].plain()
    assert failures(simulation) == []


async def test_R51_a_database_that_is_gone_ends_the_round_and_no_row_pays_for_it(
    simulation: Simulation, cast: Cast, capsys: pytest.CaptureFixture[str], database_url: str
) -> None:
    """It goes while Slack is asked about the leaders whose messages are to be made."""
    await two_concerns(simulation, cast)
    simulation.clock.move_to(local("2026-03-09 10:00"))
    simulation.slack.faults.add("dnd.info", "slow", times=2, seconds=0.5)
    before = counted(DueKind.LEADER)
    capsys.readouterr()
    made = asyncio.create_task(simulation.bot.rounds.make_messages())
    await simulation.slack.until(lambda: simulation.slack.calls_of("dnd.info"))
    with away(database_url):
        assert not await made
    said = capsys.readouterr().err
    assert said.count("the database answers nobody") == 1
    assert "due row failed" not in said
    assert counted(DueKind.LEADER) == before
    assert failures(simulation) == []
    await simulation.rounds()
    assert "Dora" in cast.tom.direct_messages()[-1].plain()
    assert "Maria" in cast.priya.direct_messages()[-1].plain()


@on_postgres
async def test_R51_where_nothing_can_be_written_of_a_workspace_its_rows_are_tried_once_a_round(
    simulation: Simulation, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    run_out(simulation, *await two_concerns(simulation, cast))
    before = counted(DueKind.TIMEOUT)
    simulation.clock.move_to(HELD)
    workspace = simulation.bot.installation.workspace
    simulation.bot.runner.seconds = PATIENCE
    with holding(simulation.bot.settings.database_url, "workspace", workspace):
        capsys.readouterr()
        assert await simulation.bot.rounds.make_messages()
        assert "the database answers nobody" not in capsys.readouterr().err
        assert counted(DueKind.TIMEOUT) == before + 1
    await simulation.rounds()
    with simulation.bot.store.begin() as tx:
        overdue = select(func.count()).where(concern.c.timeout_at <= HELD)
        assert tx.connection.scalar(overdue) == 0
        assert tx.connection.scalar(select(func.count()).select_from(due_failure)) == 0


@on_postgres
async def test_R51_a_message_that_is_held_keeps_no_other_from_being_sent(
    database_url: str,
) -> None:
    """A process froze while it was about to send: its lease is over, its transaction is not."""
    async with World(database_url) as world:
        frozen, *others = [world.letter() for _ in range(3)]
        lease = {"state": DeliveryState.CLAIMED, "lease_token": "gone"}
        with world.store.begin() as tx:
            over = world.lease_now() - MINUTE
            change = update(delivery).where(delivery.c.id == frozen.id)
            tx.connection.execute(change.values(**lease, lease_until=over))
        async with world.process() as process:
            with holding(database_url, "delivery", frozen.id):
                assert await process.outbox.send_due() == len(others)
            assert await process.outbox.send_due() == 1
        assert [world.posted(each) for each in (frozen, *others)] == [1, 1, 1]


def end_one_wait(database_url: str) -> None:
    """The server ends a wait for a row, as it does when the time of who waits is over."""
    query = (
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with connect(database_url) as other:
        other.autocommit = True
        while not other.execute(query).fetchall():
            time.sleep(0.01)


@on_postgres
async def test_R51_a_message_that_is_held_keeps_no_other_from_being_drawn_anew(
    database_url: str,
) -> None:
    async with World(database_url) as world, world.process() as process:
        held, *others = letters = [world.letter() for _ in range(3)]
        assert await process.outbox.send_due() == len(letters)
        with world.store.begin() as tx:
            tx.connection.execute(
                update(delivery).values(
                    stale=True, changes=delivery.c.changes + 1, fingerprint=None
                )
            )
        with holding(database_url, "delivery", held.id):
            ended = asyncio.create_task(asyncio.to_thread(end_one_wait, database_url))
            assert await process.outbox.refresh() == len(others)
            await ended
            calls = len(world.slack.calls_of(UPDATE))
            assert await process.outbox.refresh() == 0
            assert len(world.slack.calls_of(UPDATE)) == calls, "it waits a minute"
        assert [world.row(each).stale for each in letters] == [True, False, False]
