"""Who died, froze or was too fast changes nothing of what people see: once, and late at most."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import Bot
from bot.demo.simulation import TIMING, Simulation
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.outbox import Point
from bot.store.tables import attempt
from tests.conftest import Cast
from tests.outbox.replicas import replica
from tests.scenarios.moments import asked, choose, concerns, local, rows, set_row, spoil, tell

POST, DELETE = "chat.postMessage", "chat.delete"
BRIEF = replace(TIMING, call=timedelta(seconds=1), lease=timedelta(seconds=2), margin=timedelta())
"""A lease of two seconds: no POST begins later than one second after the claim."""


class Killed(BaseException):
    """The process is gone: no handler of the bot's is asked."""


def killed_at(point: Point) -> Callable[[Point], Awaitable[None]]:
    """A process that dies where it comes to ``point`` for the first time."""

    async def at(here: Point) -> None:
        if here is point:
            raise Killed

    return at


async def made(simulation: Simulation, cast: Cast) -> None:
    """Something due for Priya and for Tom, not yet sent."""
    await tell(cast.maria, "I am stuck", cast.payments)
    await tell(cast.dora, "I am stuck", cast.design)
    simulation.clock.move_to(local("2026-03-09 10:00"))
    await simulation.bot.rounds.make_messages()


def row_of(simulation: Simulation, identity: str) -> Any:
    """One message's row."""
    return next(row for row in rows(simulation) if row.id == identity)


async def settled(simulation: Simulation, bot: Bot, *, seconds: float = 20) -> None:
    """Let a replica work until everything is sent."""
    async with asyncio.timeout(seconds):
        while any(
            row.state is not DeliveryState.SENT for row in rows(simulation, DeliveryKind.DAY)
        ):
            await bot.rounds.send_due()
            await bot.rounds.reconcile()
            await asyncio.sleep(0.1)


@pytest.mark.parametrize(
    "point",
    [
        Point.BEFORE_CLAIM,
        Point.CLAIMED,
        Point.BEFORE_INTENT,
        Point.BEFORE_POST,
        Point.POSTED,
        Point.SETTLED,
    ],
)
async def test_killed_at_any_point_everything_is_there_once(
    simulation: Simulation, cast: Cast, point: Point
) -> None:
    await made(simulation, cast)
    async with replica(simulation, BRIEF, killed_at(point)) as dying:
        with pytest.raises(Killed):
            await dying.outbox.send_due()
    async with replica(simulation, BRIEF) as other:
        await settled(simulation, other)
    assert len(asked(cast.priya)) == len(asked(cast.tom)) == 1


async def test_a_process_that_wakes_after_its_time_posts_nothing(
    simulation: Simulation, cast: Cast
) -> None:
    await made(simulation, cast)

    async def sleeping(point: Point) -> None:
        if point is Point.BEFORE_POST:
            slow.outbox.stop()
            await asyncio.sleep(1.2)

    async with replica(simulation, BRIEF, sleeping) as slow:
        await slow.outbox.send_due()
    assert asked(cast.priya) == []
    assert {row.state for row in rows(simulation, DeliveryKind.DAY)} == {DeliveryState.PENDING}
    assert {row.attempts for row in rows(simulation, DeliveryKind.DAY)} == {0}
    with simulation.bot.store.begin() as tx:
        tried = [one.outcome for one in tx.connection.execute(select(attempt))]
    assert tried.count("too_late") == 2
    await simulation.rounds()
    assert len(asked(cast.priya)) == len(asked(cast.tom)) == 1


async def test_a_process_whose_lease_was_taken_over_takes_its_own_message_back(
    simulation: Simulation, cast: Cast
) -> None:
    await made(simulation, cast)
    posted, go_on = asyncio.Event(), asyncio.Event()

    async def frozen(point: Point) -> None:
        if point is Point.POSTED:
            posted.set()
            await go_on.wait()

    simulation.slack.faults.history_lag = 9999.0
    async with replica(simulation, BRIEF, frozen) as slow, replica(simulation, BRIEF) as other:
        work = asyncio.create_task(slow.outbox.send_due())
        await posted.wait()
        await settled(simulation, other)
        assert len(asked(cast.priya)) == 2
        go_on.set()
        await work
    assert len(asked(cast.priya)) == len(asked(cast.tom)) == 1
    kept = {row.ts for row in rows(simulation, DeliveryKind.DAY)}
    assert {asked(cast.priya)[0][1].ts, asked(cast.tom)[0][1].ts} == kept
    assert len(simulation.slack.calls_of(DELETE)) == 2


async def test_a_message_that_was_sent_too_late_counts_where_there_is_no_other(
    simulation: Simulation, cast: Cast
) -> None:
    await made(simulation, cast)
    posted, go_on = asyncio.Event(), asyncio.Event()

    async def frozen(point: Point) -> None:
        if point is Point.POSTED:
            posted.set()
            await go_on.wait()

    slow_look = replace(BRIEF, grace=timedelta(hours=1))
    async with (
        replica(simulation, slow_look, frozen) as slow,
        replica(simulation, slow_look) as other,
    ):
        work = asyncio.create_task(slow.outbox.send_due())
        await posted.wait()
        await asyncio.sleep(2.1)
        await other.outbox.send_due()
        states = {row.state for row in rows(simulation, DeliveryKind.DAY)}
        assert states == {DeliveryState.UNCERTAIN}
        go_on.set()
        await work
    assert {row.state for row in rows(simulation, DeliveryKind.DAY)} == {DeliveryState.SENT}
    assert len(asked(cast.priya)) == 1
    assert simulation.slack.calls_of(DELETE) == []


async def test_told_to_stop_a_process_gives_back_what_it_has_not_begun(
    simulation: Simulation, cast: Cast
) -> None:
    await made(simulation, cast)
    seen: list[Point] = []

    async def stopping(point: Point) -> None:
        seen.append(point)
        if point is Point.CLAIMED:
            bots[0].outbox.stop()

    bots: list[Bot] = []
    async with replica(simulation, TIMING, stopping) as bot:
        bots.append(bot)
        assert await bot.outbox.send_due() == 0
    assert seen.count(Point.GIVEN_BACK) == 2
    assert {row.state for row in rows(simulation, DeliveryKind.DAY)} == {DeliveryState.PENDING}
    await simulation.rounds()
    assert len(asked(cast.priya)) == 1


async def test_several_replicas_at_once_send_everything_once(
    simulation: Simulation, cast: Cast
) -> None:
    await made(simulation, cast)
    async with (
        replica(simulation) as one,
        replica(simulation) as two,
        replica(simulation) as three,
    ):
        await asyncio.gather(*(bot.outbox.send_due() for bot in (one, two, three, simulation.bot)))
    assert len(asked(cast.priya)) == len(asked(cast.tom)) == 1


async def test_one_second_is_kept_between_two_messages_to_one_person_over_all_replicas(
    simulation: Simulation, cast: Cast
) -> None:
    await made(simulation, cast)
    await tell(cast.sam, "today is too much", cast.payments, urgent=True)
    await simulation.bot.rounds.make_messages()
    waiting = [row for row in rows(simulation) if row.state is DeliveryState.PENDING]
    assert [row.recipient for row in waiting].count(cast.priya.id) >= 2
    simulation.slack.limits.messages = "enforce"
    spaced = replace(TIMING, gap=timedelta(seconds=1))
    async with replica(simulation, spaced) as one, replica(simulation, spaced) as two:
        await asyncio.gather(one.outbox.send_due(), two.outbox.send_due())
    assert simulation.slack.limits.violations == []
    assert all(
        row.state is DeliveryState.SENT
        for row in rows(simulation)
        if row.id in {each.id for each in waiting}
    )


async def test_a_full_minute_holds_what_is_left_and_loses_nothing(
    simulation: Simulation, cast: Cast
) -> None:
    await made(simulation, cast)
    narrow = replace(TIMING, per_minute=1)
    with simulation.bot.store.begin() as tx:
        tx.connection.execute(attempt.delete())
    async with replica(simulation, narrow) as one, replica(simulation, narrow) as two:
        assert await one.outbox.send_due() + await two.outbox.send_due() == 1
        assert await one.outbox.send_due() == 0
    states = sorted(row.state for row in rows(simulation, DeliveryKind.DAY))
    assert states == [DeliveryState.PENDING, DeliveryState.SENT]
    with simulation.bot.store.begin() as tx:
        workspace = simulation.bot.installation.workspace
        now = tx.lease_now()
        shut = tx.deliveries.blocked_until(workspace, POST, now)
        assert shut is not None
        assert timedelta(seconds=50) < shut - now <= timedelta(seconds=61)


async def test_what_slack_refuses_is_tried_again_with_growing_pauses_and_an_end(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.priya.open_home()
    await tell(cast.maria, "I am stuck", cast.payments)
    to_priya: Any = lambda c: c.args["channel"] == cast.priya.id  # noqa: E731
    simulation.slack.faults.add(POST, "messages_tab_disabled", times=99, where=to_priya)
    await simulation.move(local("2026-03-09 12:00"))
    (row,) = rows(simulation, DeliveryKind.DAY)
    assert (row.state, row.error, row.attempts) == (
        DeliveryState.PENDING,
        "messages_tab_disabled",
        4,
    )
    assert cast.priya.home is not None
    assert "Messages tab is off" in cast.priya.home.plain()
    simulation.slack.faults.clear()
    await simulation.move(local("2026-03-09 15:00"))
    assert len(asked(cast.priya)) == 1
    await simulation.rounds()
    assert "Messages tab" not in cast.priya.home.plain()


async def test_a_token_opens_only_its_own_workspace(simulation: Simulation, cast: Cast) -> None:
    await made(simulation, cast)
    with simulation.bot.store.begin() as tx:
        now = tx.lease_now()
        found = tx.deliveries.claim(
            simulation.clock(),
            now,
            workspaces=["T0OTHER"],
            limit=50,
            lease=timedelta(seconds=60),
            method=POST,
        )
    assert found == []


async def test_what_cannot_be_drawn_holds_up_nobody_is_tried_less_and_less_and_given_up(
    simulation: Simulation, cast: Cast, capfd: pytest.CaptureFixture[str]
) -> None:
    await cast.priya.open_home()
    await made(simulation, cast)
    broken = next(
        row for row in rows(simulation, DeliveryKind.DAY) if row.recipient == cast.priya.id
    )
    set_row(simulation, broken.id, payload=b'{"wombat')
    # Outside of her hours a day's message is put back, and made anew the next day.
    choose(simulation, cast.priya, work_begins=time(0), work_ends=time(23, 30))
    tries = 0
    while (found := row_of(simulation, broken.id)).state is not DeliveryState.DEAD:
        assert found.attempts == tries < 9
        simulation.clock.move_to(max(simulation.clock(), found.due_at))
        await simulation.rounds()
        await simulation.rounds()
        tries += 1
    assert (tries, found.error) == (8, "not_drawn")
    assert (row_of(simulation, broken.id).sent_at, len(asked(cast.tom))) == (None, 1)
    assert cast.priya.home is not None
    assert "A message broke on my side" in cast.priya.home.plain()
    said = capfd.readouterr().err
    assert said.count("not drawn") == tries
    assert "wombat" not in said


async def test_what_breaks_before_it_is_drawn_is_tried_less_and_less_too(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.sam.say("I am stuck", channel=cast.payments)
    await cast.maria.react("ear", message)
    [offered] = concerns(simulation)
    spoil(simulation, offered.id)
    [offer] = rows(simulation, DeliveryKind.OFFER)
    tries = []
    while len(tries) < 4:
        tries.append((found := row_of(simulation, offer.id)).attempts)
        simulation.clock.move_to(max(simulation.clock(), found.due_at))
        await simulation.bot.rounds.send_due()
    waits = row_of(simulation, offer.id).due_at - simulation.clock()
    assert (tries, row_of(simulation, offer.id).error) == ([0, 1, 2, 3], "not_drawn")
    assert waits > timedelta(minutes=30)


async def test_what_cannot_be_drawn_anew_holds_up_no_other_and_is_not_tried_for_ever(
    simulation: Simulation, cast: Cast, capfd: pytest.CaptureFixture[str]
) -> None:
    await made(simulation, cast)
    await simulation.rounds()
    await cast.tom.open_home()
    ((_, to_priya),), ((_, to_tom),) = asked(cast.priya), asked(cast.tom)
    before = to_priya.plain()
    for row in rows(simulation, DeliveryKind.DAY):
        payload = b"{" if row.recipient == cast.priya.id else row.payload
        changed = {"stale": True, "changes": row.changes + 1, "fingerprint": None}
        set_row(simulation, row.id, payload=payload, **changed)
    with simulation.bot.store.begin() as tx:
        tx.workspaces.set_contact(simulation.bot.installation.workspace, None, "Ines, ext. 5", None)
        tx.people.mark_homes_stale(simulation.bot.installation.workspace, [cast.tom.id])
    calls = len(simulation.slack.calls_of("chat.update"))
    homes = len(simulation.slack.calls_of("views.publish"))
    for _ in range(3):
        await simulation.rounds()
    assert len(simulation.slack.calls_of("chat.update")) == calls + 1
    assert len(simulation.slack.calls_of("views.publish")) == homes + 1
    assert to_priya.plain() == before and to_tom.text
    assert capfd.readouterr().err.count("not drawn") == 1


async def test_what_changes_while_a_home_is_being_drawn_is_drawn_too(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.priya.open_home()
    await tell(cast.maria, "I am stuck", cast.payments)
    workspace = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        tx.workspaces.set_contact(workspace, None, "Ines, ext. 5", None)
        tx.people.mark_homes_stale(workspace, [cast.priya.id])
    simulation.slack.faults.add("views.publish", "slow", seconds=0.5)
    drawing = asyncio.create_task(simulation.bot.outbox.refresh())
    await simulation.slack.until(lambda: simulation.slack.faults.planned[-1].struck == 1)
    with simulation.bot.store.begin() as tx:
        tx.workspaces.set_contact(workspace, None, "Somebody else, ext. 7", None)
        tx.people.mark_homes_stale(workspace, [cast.priya.id])
    await drawing
    assert cast.priya.home is not None
    assert "ext. 7" not in cast.priya.home.plain()
    await simulation.bot.outbox.refresh()
    assert "ext. 7" in cast.priya.home.plain()
    calls = len(simulation.slack.calls_of("views.publish"))
    await simulation.bot.outbox.refresh()
    assert len(simulation.slack.calls_of("views.publish")) == calls
