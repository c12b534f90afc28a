"""R51: a due row that raises is moved, counted and named, and every other row goes on."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from bot.cli.checks import Grade, due_rows
from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind
from bot.domain.due import AT_ONCE, DueFailure, DueKind
from bot.domain.ids import PersonId
from bot.scheduler import ROWS_FAILED
from bot.store.report import report
from bot.store.tables import concern, due_failure, person, team
from tests.conftest import MONDAY, Cast
from tests.scenarios.lives import homes
from tests.scenarios.moments import concerns, hear, local, rows, spoil, tell
from tests.scenarios.test_notes import posted
from tests.scenarios.test_where_notes_go import says_a_line
from tests.store.filling import FIRST, add_concerns

WORDS = "I am stuck with the canary"
HOUR = timedelta(hours=1)
HELD = local("2026-03-10 10:00")


def raw(simulation: Simulation, key: str) -> Mapping[str, Any]:
    """A concern's clocks, read beside what cannot be read."""
    columns = [concern.c[f"{name}_at"] for name in ("nudge", "timeout", "check_in", "stale_review")]
    with simulation.bot.store.begin() as tx:
        query = select(*columns).where(concern.c.id == key)
        return tx.connection.execute(query).mappings().one()


def failures(simulation: Simulation) -> list[DueFailure]:
    with simulation.bot.store.begin() as tx:
        return tx.due.failures(simulation.bot.installation.workspace)


def counted(kind: DueKind) -> float:
    return ROWS_FAILED.labels(kind=kind.value)._value.get()


async def two_concerns(simulation: Simulation, cast: Cast) -> tuple[str, str]:
    """Maria's with Priya and Dora's with Tom, of two teams; gives their ids."""
    await tell(cast.maria, WORDS, cast.payments)
    await tell(cast.dora, WORDS, cast.design)
    # Both were kept in the same moment, so their order says nothing.
    of = {row.raiser: row.id for row in concerns(simulation)}
    return of[cast.maria.id], of[cast.dora.id]


def ask_much_later(simulation: Simulation) -> None:
    """Let nothing of what was raised be due to a leader before April is well begun."""
    with simulation.bot.store.begin() as tx:
        later = local("2026-04-09 12:00")
        tx.connection.execute(
            update(concern).values(nudge_at=later, timeout_at=None, check_in_at=None)
        )


async def pass_on(simulation: Simulation, moment: datetime | timedelta) -> None:
    """Go there at once and make one round."""
    goal = simulation.clock() + moment if isinstance(moment, timedelta) else moment
    simulation.clock.move_to(goal)
    await simulation.rounds()


@pytest.mark.parametrize(
    ("kind", "column", "values"),
    [
        (DueKind.TIMEOUT, "timeout_at", {"timeout_act": "fall_quiet"}),
        (DueKind.STALE_REVIEW, "stale_review_at", {"state": "heard"}),
        (DueKind.CHECK_IN, "check_in_at", {"check_in": "first"}),
    ],
)
async def test_R51_a_concern_that_raises_holds_up_no_other(
    simulation: Simulation,
    cast: Cast,
    capsys: pytest.CaptureFixture[str],
    kind: DueKind,
    column: str,
    values: dict[str, str],
) -> None:
    bad, good = await two_concerns(simulation, cast)
    ask_much_later(simulation)
    # The bad one is the older one: it comes first in every round.
    with simulation.bot.store.begin() as tx:
        for key, due in ((bad, HELD - HOUR), (good, HELD)):
            change = update(concern).where(concern.c.id == key)
            tx.connection.execute(change.values(**values, **{column: due}))
    spoil(simulation, bad)
    before = counted(kind)
    capsys.readouterr()
    await pass_on(simulation, HELD)
    assert raw(simulation, good)[column] != HELD
    assert raw(simulation, bad)[column] == HELD + HOUR
    [failure] = failures(simulation)
    assert (failure.kind, failure.id, failure.error) == (kind, bad, "SealingError")
    assert failure.times == 1
    assert counted(kind) == before + 1
    said = capsys.readouterr().err
    assert f"row={kind.value} id={bad}" in said
    assert "canary" not in said
    await pass_on(simulation, timedelta(minutes=59))
    assert counted(kind) == before + 1, "tried again before its hour"
    await pass_on(simulation, timedelta(minutes=1))
    [failure] = failures(simulation)
    assert failure.times == 2
    spoil(simulation, bad)
    await pass_on(simulation, HOUR)
    assert failures(simulation) == []
    assert raw(simulation, bad)[column] != HELD + 2 * HOUR


async def test_R51_a_row_that_raises_at_the_end_of_the_day_waits_for_its_readers_hours(
    simulation: Simulation, cast: Cast
) -> None:
    bad, _ = await two_concerns(simulation, cast)
    evening = local("2026-03-10 17:00", "Europe/Lisbon")
    with simulation.bot.store.begin() as tx:
        change = update(concern).where(concern.c.id == bad)
        tx.connection.execute(change.values(check_in="first", check_in_at=evening))
    spoil(simulation, bad)
    await pass_on(simulation, evening)
    assert raw(simulation, bad)["check_in_at"] == local("2026-03-11 09:00", "Europe/Lisbon")


async def test_R51_one_bad_thing_is_left_out_of_a_leaders_message_and_the_others_go(
    simulation: Simulation, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    bad, _ = await two_concerns(simulation, cast)
    await tell(cast.sam, "I am lost", cast.payments)
    spoil(simulation, bad)
    await simulation.move(local("2026-03-09 10:00"))
    said = capsys.readouterr().err
    assert f"row=nudge id={bad}" in said
    assert 'event="due row failed"' in said
    assert "where=" in said
    to_priya, to_tom = (one.direct_messages()[-1].plain() for one in (cast.priya, cast.tom))
    assert "Sam" in to_priya
    assert "Maria" not in to_priya
    assert "Dora" in to_tom
    [failure] = failures(simulation)
    assert (failure.kind, failure.id, failure.error) == (DueKind.NUDGE, bad, "SealingError")
    spoil(simulation, bad)
    await simulation.move(local("2026-03-10 10:00"))
    assert "Maria" in cast.priya.direct_messages()[-1].plain()
    assert failures(simulation) == []


async def test_R51_a_marked_message_that_cannot_be_looked_up_holds_up_no_other(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say(WORDS, cast.payments)
    await cast.maria.react("ear", message)
    await simulation.slack.quiet()
    [bad] = [row.id for row in concerns(simulation)]
    await tell(cast.sam, "I am lost", cast.payments)
    spoil(simulation, bad)
    await simulation.move(local("2026-03-09 10:00"))
    assert "Sam" in cast.priya.direct_messages()[-1].plain()
    [failure] = failures(simulation)
    assert (failure.kind, failure.id, failure.error) == (DueKind.NUDGE, bad, "SealingError")
    spoil(simulation, bad)
    await simulation.move(local("2026-03-10 10:00"))
    assert failures(simulation) == []


async def test_R51_a_leader_who_raises_as_a_whole_waits_an_hour_with_everything(
    simulation: Simulation, cast: Cast
) -> None:
    await two_concerns(simulation, cast)
    nine = local("2026-03-09 09:00")
    with simulation.bot.store.begin() as tx:
        tx.connection.execute(update(concern).values(nudge_at=nine))
        priya = update(person).where(person.c.id == cast.priya.id)
        tx.connection.execute(priya.values(zone="Mars/Olympus", weekly_at=nine))
    await pass_on(simulation, local("2026-03-09 10:00"))
    assert "Dora" in cast.tom.direct_messages()[-1].plain()
    [failure] = [one for one in failures(simulation) if one.kind is DueKind.LEADER]
    assert (failure.id, failure.error) == (cast.priya.id, "ValueError")
    with simulation.bot.store.begin() as tx:
        ask = select(concern.c.nudge_at).where(concern.c.owner == cast.priya.id)
        weekly = select(person.c.weekly_at).where(person.c.id == cast.priya.id)
        moved = (tx.connection.scalar(ask), tx.connection.scalar(weekly))
        assert moved == (simulation.clock() + HOUR, simulation.clock() + HOUR)
        tx.connection.execute(priya.values(zone="Europe/Berlin", weekly_at=None))
    await pass_on(simulation, HOUR)
    assert "Maria" in cast.priya.direct_messages()[-1].plain()
    assert failures(simulation) == []


async def test_R51_a_digest_that_raises_waits_and_the_other_teams_goes_out(
    simulation: Simulation, cast: Cast
) -> None:
    workspace = simulation.bot.installation.workspace
    await two_concerns(simulation, cast)
    await simulation.move(local("2026-03-09 12:00"))
    for leader in (cast.priya, cast.tom):
        await hear(leader, until="2026-03-25")
    await simulation.move(local("2026-03-12 12:00"))
    await says_a_line(simulation, cast.priya)
    await says_a_line(simulation, cast.tom, "Fewer meetings")
    with simulation.bot.store.begin() as tx:
        key = tx.connection.scalar(select(team.c.id).where(team.c.channel == cast.payments.id))
        ledger = tx.digests.ledger(workspace, key)
        tx.digests.keep_ledger(workspace, key, "{}")
    await simulation.move(local("2026-03-13 10:01"))
    assert posted(cast.payments) == []
    ((when, digest),) = posted(cast.design)
    assert when == "Fri 13 Mar 10:00"
    assert "Fewer meetings" in digest.plain()
    with simulation.bot.store.begin() as tx:
        due = tx.connection.scalar(select(team.c.digest_due_at).where(team.c.id == key))
    assert due == local("2026-03-13 11:00")
    [failure] = failures(simulation)
    assert (failure.kind, failure.id, failure.error) == (DueKind.DIGEST, key, "KeyError")
    with simulation.bot.store.begin() as tx:
        tx.digests.keep_ledger(workspace, key, ledger)
    await pass_on(simulation, local("2026-03-13 11:00"))
    assert len(posted(cast.payments)) == 1
    assert failures(simulation) == []


async def test_R51_a_private_part_that_raises_holds_up_no_other_leaders(
    simulation: Simulation, cast: Cast
) -> None:
    bad, _ = await two_concerns(simulation, cast)
    await simulation.move(local("2026-03-09 12:00"))
    ask_much_later(simulation)
    spoil(simulation, bad)
    await simulation.move(local("2026-03-12 12:00"))
    assert "The digest for #" in cast.tom.direct_messages()[-1].plain()
    assert "The digest for #" not in cast.priya.direct_messages()[-1].plain()
    found = [one for one in failures(simulation) if one.kind is DueKind.PRIVATE_PART]
    assert [one.id for one in found] == [cast.priya.id]
    spoil(simulation, bad)
    await pass_on(simulation, HOUR)
    assert "The digest for #" in cast.priya.direct_messages()[-1].plain()
    assert DueKind.PRIVATE_PART not in [one.kind for one in failures(simulation)]


async def test_R51_a_failing_clean_up_is_named_and_cleared(
    simulation: Simulation, cast: Cast
) -> None:
    workspace = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        tx.workspaces.first_time(workspace, "Ev1", MONDAY - timedelta(days=2))
        # A row that refers to it, as a later version's table might.
        tx.connection.execute(
            text(
                "CREATE TABLE later (workspace VARCHAR(32), key VARCHAR(200),"
                " FOREIGN KEY (workspace, key) REFERENCES inbox (workspace, key))"
            )
        )
        tx.connection.execute(text("INSERT INTO later VALUES (:w, 'Ev1')"), {"w": workspace})
    try:
        await simulation.rounds()
        [failure] = failures(simulation)
        assert (failure.kind, failure.id) == (DueKind.CLEAN_UP, workspace)
    finally:
        with simulation.bot.store.begin() as tx:
            tx.connection.execute(text("DROP TABLE later"))
    await simulation.rounds()
    assert failures(simulation) == []


async def test_R51_what_cannot_be_done_stands_in_doctor_and_in_the_installers_home_alone(
    simulation: Simulation, cast: Cast, database_url: str
) -> None:
    # The bad one is none of the installer's own.
    _, bad = await two_concerns(simulation, cast)
    ask_much_later(simulation)
    workspace = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        tx.connection.execute(update(person).values(admin=True))
        assert tx.workspaces.get(workspace).installer == PersonId(cast.priya.id)
        change = update(concern).where(concern.c.id == bad)
        tx.connection.execute(change.values(timeout_act="fall_quiet", timeout_at=HELD))
    await homes(cast.priya)
    spoil(simulation, bad)
    await pass_on(simulation, HELD)
    spoil(simulation, bad)
    [finding] = due_rows(report(database_url))
    assert finding.grade is Grade.WARNING
    assert f"timeout {bad} raised SealingError" in finding.what
    # Hers was open: it is drawn anew by itself.
    assert cast.priya.home is not None
    assert "Closing something that nobody answered: 1" in cast.priya.home.plain()
    assert bad not in cast.priya.home.plain()
    for other in (cast.maria, cast.tom, cast.dora, cast.stranger):
        assert "nobody answered: 1" not in await homes(other)
    await pass_on(simulation, HOUR)
    assert list(due_rows(report(database_url))) == []
    assert "nobody answered: 1" not in cast.priya.home.plain()


async def test_R51_an_old_workspace_with_much_overdue_neither_starves_nor_is_touched(
    simulation: Simulation, cast: Cast
) -> None:
    with simulation.bot.store.begin() as tx:
        past = MONDAY - timedelta(days=400)
        tx.workspaces.save(
            FIRST, name="Old", domain="old", bot_user="UBOT", installer=None, now=past
        )
        add_concerns(tx, 1000, past)
    overdue = select(func.count()).where(
        concern.c.workspace == FIRST,
        *(concern.c[name] <= MONDAY for name in ("nudge_at", "check_in_at", "timeout_at")),
    )
    with simulation.bot.store.begin() as tx:
        before = tx.connection.scalar(overdue)
    assert before == 1001
    await tell(cast.maria, WORDS, cast.payments)
    await simulation.move(local("2026-03-09 10:00"))
    assert "Maria" in cast.priya.direct_messages()[-1].plain()
    with simulation.bot.store.begin() as tx:
        assert tx.connection.scalar(overdue) == before
        assert tx.connection.scalar(select(func.count()).select_from(due_failure)) == 0


async def test_R51_a_change_nobody_heard_of_costs_a_digest_a_day_at_the_most(
    simulation: Simulation, cast: Cast
) -> None:
    await two_concerns(simulation, cast)
    await simulation.move(local("2026-03-11 12:00"))
    with simulation.bot.store.begin() as tx:
        [moments] = [list(tx.connection.scalars(select(team.c.digest_due_at)))]
        parts = list(
            tx.connection.scalars(
                select(person.c.part_due_at).where(person.c.part_due_at.is_not(None))
            )
        )
    for moment in (*moments, *parts):
        assert simulation.clock() < moment <= simulation.clock() + timedelta(days=1)
    assert len(parts) == 2
    # Written into the rows behind the bot's back: the digest goes on Thursday from now on.
    with simulation.bot.store.begin() as tx:
        tx.connection.execute(update(team).values(digest_day=4))
    await simulation.move(local("2026-03-12 13:00"))
    with simulation.bot.store.begin() as tx:
        late = list(tx.connection.scalars(select(team.c.digest_due_at)))
    assert all(moment > AT_ONCE for moment in late)
    assert rows(simulation, DeliveryKind.DIGEST) == [], "without a word there is nothing to post"
