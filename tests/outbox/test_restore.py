"""A restored database knows less than people have seen: nothing is sent before it is looked for."""

import shutil
from pathlib import Path

import pytest

from bot.demo.simulation import Stage
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.store.restoring import doubt
from tests.conftest import Cast
from tests.scenarios.moments import asked, local, rows, set_row, tell

POST = "chat.postMessage"


async def test_what_a_back_up_knows_as_unsent_is_looked_for_before_it_is_sent(
    stage: Stage, cast: Cast, database_url: str
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await tell(cast.dora, "I am stuck", cast.design)
    stage.clock.move_to(local("2026-03-09 10:00"))
    await stage.rounds()
    assert len(asked(cast.priya)) == len(asked(cast.tom)) == 1
    calls = len(stage.slack.calls_of(POST))
    sent = {row.id: row for row in rows(stage, DeliveryKind.DAY)}
    # As it stood in the back-up: made, and not sent.
    for identity in sent:
        set_row(
            stage,
            identity,
            state=DeliveryState.PENDING,
            attempts=0,
            channel=None,
            ts=None,
            sent_at=None,
        )
    (_, lost) = asked(cast.tom)[0]
    stage.slack.world.remove(lost.live)
    await stage._stop_bot()
    found = doubt(database_url, stage.clock())
    assert (found.looked_for, found.left_to_people) == (2, 0)
    assert found.newest is not None
    await stage.restart()
    await stage.rounds()
    await stage.rounds()
    assert len(asked(cast.priya)) == len(asked(cast.tom)) == 1
    # Priya's was found; Tom's was not there, and is sent.
    assert len(stage.slack.calls_of(POST)) == calls + 1
    assert {row.state for row in rows(stage, DeliveryKind.DAY)} == {DeliveryState.SENT}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_a_back_up_does_not_know_at_all_is_made_anew_and_found(
    stage: Stage, cast: Cast, database_url: str
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    stage.clock.move_to(local("2026-03-09 08:30"))
    stage.bot.store.close()
    await stage._stop_bot()
    kept = Path(str(database_url).removeprefix("sqlite:///"))
    shutil.copy(kept, f"{kept}.backup")
    await stage.restart()
    stage.clock.move_to(local("2026-03-09 10:00"))
    await stage.rounds()
    ((_, message),) = asked(cast.priya)
    await stage._stop_bot()
    for rest in (kept, Path(f"{kept}-wal"), Path(f"{kept}-shm")):
        rest.unlink(missing_ok=True)
    shutil.copy(f"{kept}.backup", kept)
    assert doubt(database_url, stage.clock()).looked_for == 0
    calls = len(stage.slack.calls_of(POST))
    await stage.restart()
    await stage.rounds()
    (row,) = rows(stage, DeliveryKind.DAY)
    assert (row.state, row.ts) == (DeliveryState.SENT, message.ts)
    assert len(stage.slack.calls_of(POST)) == calls
    assert len(asked(cast.priya)) == 1
