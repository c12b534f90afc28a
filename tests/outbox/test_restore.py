"""A restored database knows less than people have seen: nothing is sent before it is looked for."""

import shutil
from pathlib import Path

import pytest

from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.store.restoring import mark_uncertain
from tests.conftest import Cast
from tests.scenarios.moments import asked, local, rows, set_row, tell

POST = "chat.postMessage"


async def test_what_a_back_up_knows_as_unsent_is_looked_for_before_it_is_sent(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    journal = str(tmp_path / "heard.erasures")
    await tell(cast.maria, "I am stuck", cast.payments)
    await tell(cast.dora, "I am stuck", cast.design)
    simulation.clock.move_to(local("2026-03-09 10:00"))
    await simulation.rounds()
    assert len(asked(cast.priya)) == len(asked(cast.tom)) == 1
    calls = len(simulation.slack.calls_of(POST))
    sent = {row.id: row for row in rows(simulation, DeliveryKind.DAY)}
    # As it stood in the back-up: made, and not sent.
    for identity in sent:
        set_row(
            simulation,
            identity,
            state=DeliveryState.PENDING,
            attempts=0,
            channel=None,
            ts=None,
            sent_at=None,
        )
    (_, lost) = asked(cast.tom)[0]
    simulation.slack.world.remove(lost.live)
    await simulation._stop_bot()
    found = mark_uncertain(database_url, simulation.clock(), journal=journal)
    assert (found.looked_for, found.left_to_people) == (2, 0)
    assert found.newest is not None
    await simulation.restart()
    await simulation.rounds()
    await simulation.rounds()
    assert len(asked(cast.priya)) == len(asked(cast.tom)) == 1
    # Priya's was found; Tom's was not there, and is sent.
    assert len(simulation.slack.calls_of(POST)) == calls + 1
    assert {row.state for row in rows(simulation, DeliveryKind.DAY)} == {DeliveryState.SENT}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_a_back_up_does_not_know_at_all_is_made_anew_and_found(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    journal = str(tmp_path / "heard.erasures")
    await tell(cast.maria, "I am stuck", cast.payments)
    simulation.clock.move_to(local("2026-03-09 08:30"))
    simulation.bot.store.close()
    await simulation._stop_bot()
    kept = Path(str(database_url).removeprefix("sqlite:///"))
    shutil.copy(kept, f"{kept}.backup")
    await simulation.restart()
    simulation.clock.move_to(local("2026-03-09 10:00"))
    await simulation.rounds()
    ((_, message),) = asked(cast.priya)
    await simulation._stop_bot()
    for rest in (kept, Path(f"{kept}-wal"), Path(f"{kept}-shm")):
        rest.unlink(missing_ok=True)
    shutil.copy(f"{kept}.backup", kept)
    assert mark_uncertain(database_url, simulation.clock(), journal=journal).looked_for == 0
    calls = len(simulation.slack.calls_of(POST))
    await simulation.restart()
    await simulation.rounds()
    (row,) = rows(simulation, DeliveryKind.DAY)
    assert (row.state, row.ts) == (DeliveryState.SENT, message.ts)
    assert len(simulation.slack.calls_of(POST)) == calls
    assert len(asked(cast.priya)) == 1
