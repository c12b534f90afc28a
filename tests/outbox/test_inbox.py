"""However often and in whatever order Slack says something, and to whom: it happens once."""

import asyncio
from datetime import timedelta

from bot.casework.marking import MarkedMessage, add_mark, remove_mark
from bot.casework.raising import Receipt, command
from bot.demo.simulation import Simulation
from bot.domain.ids import ChannelId, PersonId
from bot.listeners.commands import SUBCOMMANDS
from tests.conftest import Cast
from tests.outbox.replicas import replica
from tests.scenarios.moments import concerns


async def test_one_command_heard_by_three_replicas_at_once_is_one_concern(
    simulation: Simulation, cast: Cast
) -> None:
    workspace = simulation.bot.installation.workspace
    async with replica(simulation) as one, replica(simulation) as two:
        for number in range(5):
            kept = await asyncio.gather(
                *(
                    bot.runner.run(
                        workspace,
                        command,
                        PersonId(cast.maria.id),
                        ChannelId(cast.payments.id),
                        f"I am stuck {number}",
                        f"1.{number}",
                        SUBCOMMANDS,
                    )
                    for bot in (simulation.bot, one, two)
                )
            )
            assert len({each.record.concern.id for each in kept if isinstance(each, Receipt)}) == 1
    assert len(concerns(simulation)) == 5


async def test_a_mark_whose_removal_slack_tells_first_leaves_nothing(
    simulation: Simulation, cast: Cast
) -> None:
    workspace, maria = simulation.bot.installation.workspace, PersonId(cast.maria.id)
    mark = MarkedMessage(channel=ChannelId(cast.payments.id), ts="1.5", author=maria)
    runner = simulation.bot.runner
    one, two, three = (simulation.clock() + timedelta(seconds=n) for n in (1, 2, 3))
    await runner.run(workspace, remove_mark, maria, mark, "Ev2", two)
    assert await runner.run(workspace, add_mark, maria, mark, "Ev1", one) is None
    assert concerns(simulation) == []
    # Set once more, after that: it counts, once.
    again = await runner.run(workspace, add_mark, maria, mark, "Ev3", three)
    assert isinstance(again, Receipt)
    assert await runner.run(workspace, add_mark, maria, mark, "Ev3", three) is None
    assert len(concerns(simulation)) == 1
