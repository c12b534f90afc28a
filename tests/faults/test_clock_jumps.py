"""Clocks that jump an hour or a day, there and back: once each, and never outside working hours."""

import random
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.outbox import Point
from bot.slack.client import POST
from tests.conftest import Cast
from tests.faults.test_crash_points import WAYS
from tests.faults.world import World
from tests.scenarios.moments import asked, keep, local, rows, tell

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JUMPS = (HOUR, -HOUR, DAY, -DAY)
START, END = (9, 0), (17, 30)


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_clock_that_jumps_doubles_nothing_and_disturbs_nobody(
    simulation: Simulation, cast: Cast, seed: int
) -> None:
    chance = random.Random(seed)
    await tell(cast.maria, "I am stuck", cast.payments)
    await tell(cast.dora, "I am stuck", cast.design)
    await keep(cast.priya, cast.sam, "is stuck, tomorrow", cast.payments)
    before = len(simulation.slack.calls_of(POST))
    true_time, friday = simulation.clock(), local("2026-03-13 17:00")
    while true_time < friday:
        true_time += timedelta(hours=3)
        jump = chance.choice(JUMPS) if chance.random() < 0.4 else timedelta()
        set_clock(simulation, true_time + jump)
        await simulation.rounds()
        if jump:
            set_clock(simulation, true_time)  # somebody put it right
            await simulation.rounds()
    zones = {one.id: ZoneInfo(one.tz) for one in simulation.workspace.people.values()}
    sent = Counter()
    for call in simulation.slack.calls_of(POST)[before:]:
        sent[call.args["metadata"]["event_payload"]["id"]] += 1
        zone = zones.get(call.args["channel"])
        if zone is not None:
            here = call.at.astimezone(zone)
            assert here.isoweekday() < 6, here
            assert START <= (here.hour, here.minute) < END, here
    assert set(sent.values()) == {1}
    days = [
        one.occurrence
        for one in rows(simulation, DeliveryKind.DAY)
        if one.recipient == cast.priya.id
    ]
    assert len(days) == len(set(days))
    assert asked(cast.priya)
    assert asked(cast.tom)
    assert {one.state for one in rows(simulation)} <= {
        DeliveryState.SENT,
        DeliveryState.PENDING,
        DeliveryState.CANCELLED,
    }


def set_clock(simulation: Simulation, moment: object) -> None:
    """Somebody, or something, sets the machine's clock: back as well."""
    simulation.clock._now = moment  # type: ignore[assignment]


AHEAD = timedelta(days=3)


@pytest.mark.parametrize("point", [Point.CLAIMED, Point.BEFORE_POST, Point.POSTED, Point.LOOKED])
async def test_what_a_clock_that_was_ahead_has_left_behind_waits_for_nothing(
    database_url: str, point: Point
) -> None:
    """The process died while its clock was days ahead; then somebody put it right."""
    async with World(database_url) as world:
        one = world.letter()
        assert await WAYS[point](world, one, point, "reset_after")
        world.put_back(-AHEAD)
        async with world.process() as made:
            for _ in range(30):
                await made.round()
                if world.settled():
                    break
                world.pass_time(timedelta(seconds=10))
        row = world.row(one)
        assert row.state is DeliveryState.SENT
        assert world.copies(one) == [row.ts]
        assert world.posted(one) == 1
