"""The main job, end to end: caught, stored, asked about, answered."""

from datetime import timedelta

from bot.demo.simulation import Simulation
from tests.conftest import Cast


async def test_a_concern_reaches_its_leader_and_is_come_back_to(
    simulation: Simulation, cast: Cast
) -> None:
    answer = await cast.maria.command(
        "/concern", "I am overloaded by on-call", channel=cast.payments
    )
    assert answer.message is not None
    assert "You wrote: I am overloaded by on-call" in answer.message.plain()

    await simulation.move(timedelta(hours=3))
    new = cast.priya.direct_messages()[-1]
    assert "Maria raised something with you" in new.plain()
    assert "on-call load" in new.plain()
    assert "overloaded" not in new.plain()

    await cast.priya.press(new, "Read it")
    assert cast.priya.modal is not None
    assert "I am overloaded by on-call" in cast.priya.modal.plain()
    await cast.priya.submit()
    await simulation.move(timedelta(hours=2))
    assert "has read what you raised" in cast.maria.direct_messages()[-1].plain()

    await simulation.move(timedelta(days=4))
    asked = cast.priya.direct_messages()[-1]
    assert asked.plain().startswith("How is that situation now?")

    await cast.priya.press(asked, "We've talked")
    await cast.priya.fill({"How is it now, as you understood Maria?": "Better"})
    await cast.priya.submit()
    await simulation.move(timedelta(days=4))
    question = cast.maria.direct_messages()[-1]
    assert "Has anything changed?" in question.plain()

    await cast.maria.press(question, "It's better")
    home = await cast.maria.open_home()
    assert "Better, confirmed by you" in home.plain()
