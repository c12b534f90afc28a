"""Killed at every step, with Slack failing in every way: one message, for whoever looks."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.domain.delivery import Delivery, DeliveryState
from bot.outbox import Point
from bot.store.tables import delivery
from tests.faults.world import Died, Process, World

POST, HISTORY = "chat.postMessage", "conversations.history"
DELETE, UPDATE = "chat.delete", "chat.update"
FAULTS = (
    "ok",
    "429",
    "500_before",
    "500_after",
    "reset_before",
    "reset_after",
    "hang_before",
    "hang_after",
    "half_body",
    "slow",
    "internal_error",
    "fatal_error",
)
BEHIND_HISTORY = 100.0
"""Seconds that history lags: more than the grace and what comes before it."""


async def carry(process: Process) -> None:
    await process.outbox.send_due()


async def whole(process: Process) -> None:
    await process.round()


async def came_to(world: World, point: Point) -> bool:
    """Whether a process, in the end, was killed at ``point``."""
    for _ in range(8):
        if await world.killed_at(point, whole):
            return True
        world.pass_to_next()
    return False


async def at_a_post(world: World, one: Delivery, point: Point, fault: str) -> bool:
    """The process dies around the POST, which goes wrong."""
    world.strike(fault, POST)
    return await world.killed_at(point, carry)


async def at_a_look(world: World, one: Delivery, point: Point, fault: str) -> bool:
    """Killed after a POST that went wrong; who looks for it is refused, then killed as well."""
    world.strike(fault, POST)
    assert await world.killed_at(Point.POSTED, carry)
    world.pass_time(world.timing.lease)
    async with world.process() as made:
        await carry(made)
    assert world.row(one).state is DeliveryState.UNCERTAIN
    world.pass_time(world.timing.grace)
    world.strike(fault, HISTORY)
    return await came_to(world, point)


async def at_a_second_copy(world: World, one: Delivery, point: Point, fault: str) -> bool:
    """History hid the first copy; who takes the second one back is killed."""
    world.slack.faults.history_lag = BEHIND_HISTORY
    assert await world.killed_at(Point.POSTED, carry)
    world.pass_time(world.timing.lease)
    async with world.process() as made:
        await whole(made)
        world.pass_time(world.timing.grace)
        await whole(made)
        await whole(made)
    assert len(world.copies(one)) == 2
    world.strike(fault, DELETE, HISTORY)
    return await came_to(world, point)


async def at_stopping(world: World, one: Delivery, point: Point, fault: str) -> bool:
    """Told to stop with something claimed, and killed while it gives it back."""
    world.strike(fault, POST)
    struck = False

    async def stopping(at: Point) -> None:
        nonlocal struck
        if at is Point.CLAIMED:
            process.outbox.stop()
        if at is point:
            struck = True
            raise Died

    async with world.process(stopping) as process:
        with pytest.raises(Died):
            await carry(process)
    return struck


async def at_a_redraw(world: World, one: Delivery, point: Point, fault: str) -> bool:
    """Something changed after it arrived; who draws it anew is killed."""
    async with world.process() as made:
        await carry(made)
    with world.store.begin() as tx:
        tx.deliveries.mark_stale(one)
        # What stands in Slack looks otherwise: what would look the same is not drawn anew.
        looks_older = update(delivery).where(delivery.c.id == one.id).values(fingerprint="older")
        tx.connection.execute(looks_older)
    world.strike(fault, UPDATE)
    return await came_to(world, point)


Bring = Callable[[World, Delivery, Point, str], Awaitable[bool]]
WAYS: dict[Point, Bring] = {
    Point.BEFORE_TAKE_OVER: at_a_post,
    Point.TAKEN_OVER: at_a_post,
    Point.BEFORE_CLAIM: at_a_post,
    Point.CLAIMED: at_a_post,
    Point.BEFORE_INTENT: at_a_post,
    Point.BEFORE_POST: at_a_post,
    Point.POSTED: at_a_post,
    Point.SETTLED: at_a_post,
    Point.BEFORE_LOOK: at_a_look,
    Point.LOOKED: at_a_look,
    Point.RECONCILED: at_a_look,
    Point.BEFORE_DELETE: at_a_second_copy,
    Point.DELETED: at_a_second_copy,
    Point.SWEPT: at_a_second_copy,
    Point.BEFORE_GIVE_BACK: at_stopping,
    Point.GIVEN_BACK: at_stopping,
    Point.BEFORE_REDRAW: at_a_redraw,
    Point.REDRAWN: at_a_redraw,
}


def test_every_point_has_a_way_to_it() -> None:
    assert set(WAYS) == set(Point)


@pytest.mark.parametrize("point", list(WAYS), ids=str)
async def test_killed_here_nothing_is_lost_and_nothing_doubled(
    database_url: str, point: Point
) -> None:
    async with World(database_url) as world:
        for fault in FAULTS:
            one = world.letter()
            struck = await WAYS[point](world, one, point, fault)
            assert struck, f"{fault}: never came to {point}"
            world.slack.faults.history_lag = 0.0
            await world.taken_over()
            row = world.row(one)
            assert row.state is DeliveryState.SENT, fault
            assert world.copies(one) == [row.ts], fault
            if WAYS[point] is not at_a_second_copy:
                assert world.posted(one) == 1, fault
            world.pass_time(timedelta(minutes=5))
