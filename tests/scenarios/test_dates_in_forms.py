"""Days that forms are filled in with are the days that come to pass."""

from datetime import date, timedelta

import pytest

from bot.demo.simulation import Simulation
from tests.conftest import Cast


async def test_the_day_of_a_note_survives_the_question_whom_one_leads(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.dora.command("/concern", "@lee stuck with the forms, tomorrow", channel=cast.design)
    await cast.dora.press("modal", "I lead Lee: add a note")
    form = cast.dora.modal
    assert form is not None
    assert form.fields["What did you hear?"].value == "stuck with the forms"
    assert form.fields["When should I remind you?"].value == "Tue 10 March"
    await cast.dora.submit()
    await cast.dora.close_modal(all=True)

    await simulation.move(timedelta(days=1, hours=3))
    asked = cast.dora.direct_messages()[-1]
    assert asked.plain().startswith("How is that situation now?\n@Lee")


async def test_words_whose_day_cannot_be_read_stay_whole_in_the_note(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.dora.command("/concern", "@lee stuck with the forms, thrusday", channel=cast.design)
    await cast.dora.press("modal", "I lead Lee: add a note")
    form = cast.dora.modal
    assert form is not None
    assert form.fields["What did you hear?"].value == "stuck with the forms, thrusday"


@pytest.mark.parametrize(
    ("answer", "again"),
    [("About the same", date(2026, 3, 27)), ("Worse", date(2026, 3, 18))],
)
async def test_after_a_talk_the_next_question_keeps_its_gap_where_no_day_was_chosen(
    simulation: Simulation, cast: Cast, answer: str, again: date
) -> None:
    await cast.maria.command("/concern", "I am overloaded by on-call", channel=cast.payments)
    await simulation.move(timedelta(hours=3))
    await cast.priya.press(cast.priya.direct_messages()[-1], "Read it")
    await cast.priya.submit()
    await cast.priya.close_modal(all=True)
    await simulation.move(timedelta(days=4))
    asked = cast.priya.direct_messages()[-1]
    assert asked.plain().startswith("How is that situation now?")

    await cast.priya.press(asked, "We've talked")
    form = cast.priya.modal
    assert form is not None
    assert form.fields["By when?"].value == "2026-03-27"
    await cast.priya.fill({"What did Maria say?": answer})
    await cast.priya.submit()
    (one,) = await simulation.bot.store.run(
        lambda tx: tx.concerns.open_of_leader(simulation.workspace.id, cast.priya.id)
    )
    assert one.clocks.nudge is not None
    assert one.clocks.nudge.on == again
