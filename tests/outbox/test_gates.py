"""Each method has a gate of its own, which every process keeps to."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from bot.demo.simulation import Simulation
from bot.store.tables import rate_limit
from tests.conftest import Cast
from tests.outbox.replicas import replica
from tests.scenarios.moments import asked, local, tell

POST, UPDATE, PUBLISH = "chat.postMessage", "chat.update", "views.publish"


def open_all(simulation: Simulation) -> None:
    with simulation.bot.store.begin() as tx:
        tx.connection.execute(
            update(rate_limit).values(blocked_until=datetime(2020, 1, 1, tzinfo=UTC))
        )


@pytest.mark.parametrize("method", [UPDATE, PUBLISH])
async def test_a_shut_gate_holds_its_own_method_in_every_process_and_nothing_is_lost(
    simulation: Simulation, cast: Cast, method: str
) -> None:
    await cast.priya.open_home()
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 10:00"))
    ((_, message),) = asked(cast.priya)
    simulation.slack.faults.add(method, "429", retry_after=3600)
    await cast.priya.press(message, "Read it")
    await cast.priya.submit()
    struck = [call.outcome for call in simulation.slack.calls_of(method)].count("429")
    assert struck == 1
    calls = len(simulation.slack.calls_of(method))
    async with replica(simulation) as other:
        await other.outbox.refresh()
        await simulation.rounds()
    assert len(simulation.slack.calls_of(method)) == calls
    # Messages go out meanwhile.
    await tell(cast.dora, "I am stuck", cast.design)
    await simulation.move(local("2026-03-10 12:00"))
    assert len(asked(cast.tom)) == 1
    open_all(simulation)
    await simulation.rounds()
    assert len(simulation.slack.calls_of(method)) > calls
    calls = len(simulation.slack.calls_of(method))
    await simulation.rounds()
    assert len(simulation.slack.calls_of(method)) == calls


async def test_a_home_that_could_not_be_drawn_when_it_was_opened_is_drawn_later(
    simulation: Simulation, cast: Cast
) -> None:
    # Neither the reply nor what follows it gets through.
    simulation.slack.faults.add(PUBLISH, "500_before", times=2)
    await cast.maria.open_home()
    assert cast.maria.home is None
    await simulation.rounds()
    assert cast.maria.home is not None
