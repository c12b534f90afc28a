"""A message with files: killed at each step, with Slack failing, it stands there once."""

from dataclasses import replace

import pytest

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.outbox import Point
from bot.slack.client import delivery_of
from tests.faults.world import World, letter_to

ADDRESS, COMPLETE = "files.getUploadURLExternal", "files.completeUploadExternal"
FAULTS = ("ok", "429", "500_after", "reset_after", "half_body")
AROUND = (
    (Point.BEFORE_POST, COMPLETE),
    (Point.POSTED, ADDRESS),
    (Point.POSTED, COMPLETE),
    (Point.SETTLED, COMPLETE),
)
BEHIND_HISTORY = 100.0


def asked_for(world: World, number: int) -> Delivery:
    """Somebody has asked for their file."""
    person = world.person(number)
    letter = letter_to(world.workspace, person.id, number, world.clock())
    wanted = replace(letter, kind=DeliveryKind.DATA_FILE, subject=person.id, payload=None)
    with world.store.begin() as tx:
        assert tx.deliveries.start(wanted)
    return wanted


def standing(world: World, wanted: Delivery) -> int:
    """How many messages with the file stand in the conversation."""
    return sum(
        delivery_of({"blocks": message.blocks, "files": message.files}) == wanted.id
        for channel in world.slack.world.teams[world.workspace].channels.values()
        for message in channel.messages
    )


async def send(process: object) -> None:
    await process.outbox.send_due()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("point", "method"), AROUND)
async def test_killed_here_a_file_is_neither_lost_nor_doubled(
    database_url: str, point: Point, method: str
) -> None:
    async with World(database_url) as world:
        for number, fault in enumerate(FAULTS):
            wanted = asked_for(world, number)
            world.strike(fault, method)
            assert await world.killed_at(point, send), f"{fault}: never came to {point}"
            await world.taken_over()
            assert world.row(wanted).state is DeliveryState.SENT, fault
            assert standing(world, wanted) == 1, fault


async def test_of_two_copies_that_history_hid_one_stays(database_url: str) -> None:
    async with World(database_url) as world:
        wanted = asked_for(world, 1)
        world.slack.faults.history_lag = BEHIND_HISTORY
        assert await world.killed_at(Point.POSTED, send)
        world.pass_time(world.timing.lease)
        async with world.process() as made:
            await made.round()
            world.pass_time(world.timing.grace)
            await made.round()
            await made.round()
        assert standing(world, wanted) == 2
        world.slack.faults.history_lag = 0.0
        await world.taken_over()
        assert standing(world, wanted) == 1
