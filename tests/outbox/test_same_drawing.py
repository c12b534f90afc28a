"""What would look the same is not drawn again; what does not, or is not known, is."""

from bot.demo.simulation import Simulation
from tests.conftest import Cast
from tests.scenarios.lives import last, questioned
from tests.scenarios.moments import local, tell


async def test_a_message_that_would_look_the_same_is_not_drawn_again(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-10 10:00"))
    workspace = simulation.bot.installation.workspace
    message = last(cast.priya)
    with simulation.bot.store.begin() as tx:
        delivery = tx.deliveries.by_message(workspace, message.channel.id, message.ts)
        assert delivery is not None
        tx.deliveries.mark_stale(delivery)
        tx.people.mark_homes_stale(workspace, [cast.priya.id])
    calls = len(simulation.slack.calls_of("chat.update"))
    await simulation.rounds()
    assert len(simulation.slack.calls_of("chat.update")) == calls
    with simulation.bot.store.begin() as tx:
        assert not tx.deliveries.is_stale(delivery)


async def test_a_home_that_would_look_the_same_is_not_published_again(
    simulation: Simulation, cast: Cast
) -> None:
    workspace = simulation.bot.installation.workspace
    await cast.priya.open_home()
    calls = len(simulation.slack.calls_of("views.publish"))
    with simulation.bot.store.begin() as tx:
        tx.people.mark_homes_stale(workspace, [cast.priya.id])
    await simulation.rounds()
    assert len(simulation.slack.calls_of("views.publish")) == calls
    await tell(cast.priya, f"{cast.maria.mention} is stuck, thursday", cast.payments)
    await simulation.rounds()
    assert len(simulation.slack.calls_of("views.publish")) == calls + 1


async def test_what_stood_there_for_a_moment_is_drawn_over(
    simulation: Simulation, cast: Cast
) -> None:
    question = await questioned(simulation, cast)
    await cast.maria.press(question, "No change")
    assert "Should I tell" in last(cast.maria).plain()
    await cast.maria.press(last(cast.maria), "Back")
    assert "Should I tell" not in last(cast.maria).plain()
    workspace = simulation.bot.installation.workspace
    await cast.maria.press(last(cast.maria), "No change")
    message = last(cast.maria)
    with simulation.bot.store.begin() as tx:
        delivery = tx.deliveries.by_message(workspace, message.channel.id, message.ts)
        assert delivery is not None
        tx.deliveries.mark_stale(delivery)
    await simulation.rounds()
    assert "Should I tell" not in last(cast.maria).plain()
