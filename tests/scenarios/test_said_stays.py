"""What was said stays said: news keeps the days it was sent with, however often it is drawn."""

from datetime import date

from bot.casework.leading import later
from bot.demo.simulation import Simulation
from bot.domain.ids import PersonId
from tests.conftest import Cast
from tests.scenarios.lives import close_all, heard, homes, last, raised, the
from tests.scenarios.moments import local

SAID = "Priya plans to come back to it on Thu 12 March."


async def move_to_tuesday(simulation: Simulation, cast: Cast) -> None:
    """Priya names another day, before the first one has come."""
    await simulation.bot.runner.run(
        simulation.bot.installation.workspace,
        later,
        PersonId(cast.priya.id),
        the(simulation).id,
        day=date(2026, 3, 17),
        step=None,
    )
    await simulation.rounds()


async def test_a_day_that_a_notice_named_stays_when_the_leader_moves_it(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    notice = last(cast.maria)
    assert SAID in notice.plain()
    updates = len(simulation.slack.calls_of("chat.update"))
    await move_to_tuesday(simulation, cast)
    drawn = simulation.slack.calls_of("chat.update")[updates:]
    assert notice.ts in [call.args.get("ts") for call in drawn]
    assert SAID in notice.live.plain()
    assert "17 March" in await homes(cast.maria)


async def test_what_has_not_left_yet_names_the_day_that_holds_when_it_leaves(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    before = len(cast.maria.direct_messages())
    await simulation.move(local("2026-03-09 21:00"))
    card = last(cast.priya)
    await cast.priya.press(card, "Read it")
    assert not (await cast.priya.submit()).errors
    await close_all(cast.priya)
    await move_to_tuesday(simulation, cast)
    assert len(cast.maria.direct_messages()) == before
    await simulation.move(local("2026-03-10 12:00"))
    assert "Priya plans to come back to it on Tue 17 March." in last(cast.maria).plain()
