"""Each alert is rehearsed: it is silent while all is well, and fires when its trouble comes."""

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.casework.installation import suspend
from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryState
from bot.listeners import LIMITED
from bot.listeners.hearing import LAST_REQUEST
from bot.store.engine import engine_for
from bot.store.tables import delivery
from bot.timetable import CLOCK_JUMPS, LAST_SUCCESS
from tests.conftest import Cast
from tests.deploy.rules import Sample, alerts, samples
from tests.outbox.test_figures import POST, page
from tests.scenarios.moments import concerns, local, tell
from tests.scenarios.test_due_rows import spoil

Trouble = Callable[[Simulation, Cast], Awaitable[None]]


async def _nothing_is_made(simulation: Simulation, cast: Cast) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.clock.move_to(local("2026-03-09 11:00"))


async def _nothing_is_sent(simulation: Simulation, cast: Cast) -> None:
    await _nothing_is_made(simulation, cast)
    await simulation.bot.rounds.make_messages()


async def _the_round_stands(simulation: Simulation, cast: Cast) -> None:
    LAST_SUCCESS.labels("send_due").set(time.time() - 700)


async def _the_database_is_away(simulation: Simulation, cast: Cast) -> None:
    simulation.bot.store.engine.dispose()
    simulation.bot.store.engine = engine_for("postgresql+psycopg://nobody@127.0.0.1:1/nowhere")


async def _nothing_can_be_kept(simulation: Simulation, cast: Cast) -> None:
    await _the_database_is_away(simulation, cast)
    answer = await cast.maria.command("/concern", "I am stuck", channel=cast.payments)
    assert answer.message is not None


async def _the_token_is_dead(simulation: Simulation, cast: Cast) -> None:
    await simulation.bot.runner.run(simulation.bot.installation.workspace, suspend, "token_revoked")


async def _a_row_raises(simulation: Simulation, cast: Cast) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    spoil(simulation, concerns(simulation)[-1].id)
    await simulation.move(local("2026-03-09 10:00"))


async def _slack_refuses(simulation: Simulation, cast: Cast) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.slack.faults.add(POST, "user_disabled")
    await simulation.move(local("2026-03-09 10:00"))


async def _nobody_can_tell(simulation: Simulation, cast: Cast) -> None:
    with simulation.bot.store.begin() as tx:
        uncertain = {"state": DeliveryState.UNCERTAIN, "error": "timeout", "reconcile_at": None}
        tx.connection.execute(update(delivery).values(uncertain))


async def _somebody_sets_the_clock(simulation: Simulation, cast: Cast) -> None:
    CLOCK_JUMPS.inc()


async def _the_socket_is_gone(simulation: Simulation, cast: Cast) -> None:
    hearing = simulation.bot.hearing
    hearing.look(connected=False)
    simulation.clock.move_to(simulation.clock() + timedelta(seconds=90))
    hearing.look(connected=False)


async def _slack_is_silent(simulation: Simulation, cast: Cast) -> None:
    LAST_REQUEST.set(time.time() - 4 * 86400)


async def _slack_holds_events_back(simulation: Simulation, cast: Cast) -> None:
    LIMITED.inc()


TROUBLES: dict[str, Trouble] = {
    "HeardNotAsking": _nothing_is_made,
    "HeardNotSending": _nothing_is_sent,
    "HeardRoundStands": _the_round_stands,
    "HeardDatabaseAway": _the_database_is_away,
    "HeardPeopleTurnedAway": _nothing_can_be_kept,
    "HeardNotHearing": _the_socket_is_gone,
    "HeardSilent": _slack_is_silent,
    "HeardEventsLimited": _slack_holds_events_back,
    "HeardSuspended": _the_token_is_dead,
    "HeardRowsFail": _a_row_raises,
    "HeardUndelivered": _slack_refuses,
    "HeardNeedsAHuman": _nobody_can_tell,
    "HeardClockWasSet": _somebody_sets_the_clock,
}


async def read(simulation: Simulation) -> list[Sample]:
    return samples((await page(simulation, "/metrics"))[1])


def test_each_alert_has_its_rehearsal() -> None:
    assert set(TROUBLES) == set(alerts())


@pytest.mark.parametrize("name", TROUBLES)
async def test_an_alert_fires_when_its_trouble_comes_and_not_before(
    simulation: Simulation, cast: Cast, name: str
) -> None:
    alert, working = alerts()[name], simulation.bot.store.engine
    LAST_SUCCESS.labels("send_due").set(time.time())
    LAST_REQUEST.set(time.time())
    simulation.bot.hearing.look(connected=True)
    before = await read(simulation)
    for figure in alert.figures:
        # What is counted is there from its first time on.
        assert figure.endswith("_total") or any(one.name == figure for one in before), figure
    assert not alert.fires(before, before, time.time())
    try:
        await TROUBLES[name](simulation, cast)
        after = await read(simulation)
    finally:
        simulation.bot.store.engine = working
    assert alert.fires(before, after, time.time())
