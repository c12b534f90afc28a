"""Days that forms are filled in with are the days that come to pass."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.demo.simulation import Simulation
from bot.store import tables
from tests.conftest import Cast
from tests.scenarios.lives import asked, heard
from tests.scenarios.moments import change_teams, local

TALKED_ANSWER = "How is it now, as you understood Maria?"
TALKED = {"What will you do next?": "Cut scope", "The step in your own words": "Two reports less"}


def steps(simulation: Simulation) -> list[Any]:
    with simulation.bot.store.begin() as tx:
        return list(tx.connection.execute(select(tables.step)))


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
    assert form.fields["By which day?"].value == "2026-03-27"
    await cast.priya.fill({"How is it now, as you understood Maria?": answer})
    await cast.priya.submit()
    (one,) = await simulation.bot.store.run(
        lambda tx: tx.concerns.open_with_leader(simulation.workspace.id, cast.priya.id)
    )
    assert one.clocks.nudge is not None
    assert one.clocks.nudge.on == again


async def test_the_days_that_a_note_offers_are_no_holidays_of_the_team_and_those_of_a_command(
    simulation: Simulation, cast: Cast
) -> None:
    """Good Friday and Easter Monday lie between."""
    change_teams(simulation, region="DE-BE")
    simulation.clock.move_to(local("2026-04-01 12:00"))
    await cast.priya.shortcut("note_a_talk")
    form = cast.priya.modal
    assert form is not None
    days = form.fields["When should I remind you?"]
    offered = [one["text"]["text"] for one in days.element["options"]]
    assert offered[:2] == ["Thu 2 April", "Tue 7 April"]
    assert days.value == "In a week, Wed 8 April"
    await cast.priya.close_modal(all=True)
    answer = await cast.priya.command("/concern", "@maria is stuck", channel=cast.payments)
    assert answer.message is not None
    assert "Wed 8 April" in answer.message.plain()


async def test_a_day_of_the_next_year_is_offered_with_it(
    simulation: Simulation, cast: Cast
) -> None:
    simulation.clock.move_to(local("2026-12-30 12:00"))
    await cast.priya.shortcut("note_a_talk")
    form = cast.priya.modal
    assert form is not None
    options = form.fields["When should I remind you?"].element["options"]
    offered = [one["text"]["text"] for one in options]
    assert offered[0] == "Thu 31 December"
    assert all(one.endswith(" January 2027") for one in offered[1:]), offered


@pytest.mark.parametrize("answer", ["Better", "We didn't get to it", "About the same"])
async def test_the_day_of_a_step_after_a_talk_is_a_day_to_come_on_which_its_leader_works(
    simulation: Simulation, cast: Cast, answer: str
) -> None:
    await heard(simulation, cast)
    await cast.priya.press(await asked(simulation, cast), "We've talked")
    filled = TALKED | {TALKED_ANSWER: answer}
    for day in ("2026-03-11", "2026-12-01"):
        await cast.priya.fill(filled | {"By which day?": day})
        assert "By which day?" in (await cast.priya.submit()).errors
    await cast.priya.fill({"By which day?": "2026-03-14"})
    assert (await cast.priya.submit()).ok
    [row] = steps(simulation)
    assert row.due_on == date(2026, 3, 16), "Saturday is moved to Monday"


async def test_a_step_without_a_day_is_of_its_leaders_today(
    simulation: Simulation, cast: Cast
) -> None:
    """In Berlin it is Friday already."""
    await heard(simulation, cast)
    card = await asked(simulation, cast)
    simulation.clock.move_to(local("2026-03-13 00:30"))
    await cast.priya.press(card, "We've talked")
    await cast.priya.fill(TALKED | {TALKED_ANSWER: "Better", "By which day?": None})
    assert (await cast.priya.submit()).ok
    [row] = steps(simulation)
    assert row.due_on == date(2026, 3, 13)
