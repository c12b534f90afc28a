"""Buttons pressed twice, too late, or through an old picture."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.demo.simulation import Simulation
from bot.domain.concern.states import State
from bot.store import tables
from slack_sandbox import Message, Person
from tests.conftest import Cast
from tests.scenarios.lives import (
    WORDS,
    asked,
    close_all,
    heard,
    kept_words,
    last,
    questioned,
    raised,
    talked,
    the,
    what_i_said,
)
from tests.scenarios.moments import local

MOVED_ON = "This has changed since; here is how it stands."


def everything(simulation: Simulation) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of what a concern is, and of what was or will be sent."""
    kept = (tables.words, tables.step, tables.history, tables.changed, tables.item)
    workspace = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        concerns = tx.connection.scalars(select(tables.concern.c.id)).all()
        deliveries = tx.connection.scalars(select(tables.delivery.c.id)).all()
        asked = [tx.deliveries.get(workspace, each) for each in deliveries]
        return {
            table.name: sorted(map(tuple, tx.connection.execute(select(table))), key=repr)
            for table in kept
        } | {
            # Sealed anew with each saving: what counts is what opens.
            "concern": sorted(repr(tx.concerns.get(workspace, each)) for each in concerns),
            "delivery": sorted((each.id, each.payload or "") for each in asked if each),
        }


async def pressed_twice(simulation: Simulation, person: Person, card: Message, label: str) -> None:
    """Press, and once more on the picture from before; the second press has no effect."""
    picture = card.picture()
    await person.press(picture, label)
    await close_all(person)
    once = everything(simulation)
    assert once["history"], label
    await person.press(picture, label)
    await close_all(person)
    assert everything(simulation) == once


@pytest.mark.parametrize(
    "label",
    ["It's better", "A little better", "I'd rather not say"],
)
async def test_R27_an_answer_given_twice_is_one_answer(
    simulation: Simulation, cast: Cast, label: str
) -> None:
    question = await questioned(simulation, cast)
    await pressed_twice(simulation, cast.maria, question, label)


@pytest.mark.parametrize("label", ["No change", "It's worse"])
@pytest.mark.parametrize("then", ["Yes, tell Priya", "Keep it to myself"])
async def test_R27_telling_twice_tells_once(
    simulation: Simulation, cast: Cast, label: str, then: str
) -> None:
    question = await questioned(simulation, cast)
    await cast.maria.press(question, label)
    await pressed_twice(simulation, cast.maria, question, then)


async def test_R27_stopping_the_questions_twice_stops_them_once(
    simulation: Simulation, cast: Cast
) -> None:
    await pressed_twice(
        simulation, cast.maria, await questioned(simulation, cast), "Stop asking about this"
    )


@pytest.mark.parametrize("label", ["Remind once more", "Give it time", "Take it back"])
async def test_R27_where_it_should_go_is_said_once(
    simulation: Simulation, cast: Cast, label: str
) -> None:
    await raised(simulation, cast)
    await simulation.move(local("2026-03-16 15:00"))
    await pressed_twice(simulation, cast.maria, last(cast.maria), label)


async def test_R27_what_is_taken_back_by_an_old_button_is_taken_back_once(
    simulation: Simulation, cast: Cast
) -> None:
    """A button of any step is as good as a new one, also the second time."""
    await raised(simulation, cast)
    await simulation.move(local("2026-03-16 15:00"))
    card = last(cast.maria).picture()
    await cast.priya.open_home()
    await cast.priya.press("home", "Read it")
    assert not (await cast.priya.submit()).errors
    await close_all(cast.priya)
    before = len(cast.maria.ephemerals())
    await pressed_twice(simulation, cast.maria, card, "Take it back")
    assert len(cast.maria.ephemerals()) == before


async def test_R27_an_old_reminder_button_does_nothing_after_the_leader_acted(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    await simulation.move(local("2026-03-16 15:00"))
    picture = last(cast.maria).picture()
    # Her weekly list came last: what is open with her waits in Home.
    await cast.priya.open_home()
    await cast.priya.press("home", "Read it")
    sent = await cast.priya.submit()
    assert not sent.errors, sent
    await close_all(cast.priya)
    await simulation.rounds()
    before = everything(simulation)
    for label in ("Remind once more", "Give it time"):
        await cast.maria.press(picture, label)
        assert MOVED_ON in cast.maria.ephemerals()[-1].plain()
    assert everything(simulation) == before


async def test_R27_talking_about_a_no_is_asked_once(simulation: Simulation, cast: Cast) -> None:
    await heard(simulation, cast)
    await cast.priya.press(await asked(simulation, cast), "Give an honest no")
    await cast.priya.fill(
        {"Why is it a no?": "Not possible now", "In your own words, to Maria": WORDS * 2}
    )
    await cast.priya.submit()
    await close_all(cast.priya)
    await simulation.move(timedelta(hours=2))
    await pressed_twice(simulation, cast.maria, last(cast.maria), "I'd like to talk")


async def test_R27_all_tomorrow_moves_each_line_once(simulation: Simulation, cast: Cast) -> None:
    for person, day in ((cast.maria, "tuesday"), (cast.sam, "tuesday")):
        text = f"@{person.handle} is stuck, {day}"
        await cast.priya.command("/concern", text, channel=cast.payments)
    await simulation.move(local("2026-03-10 12:00"))
    card = last(cast.priya)
    assert "2 things to follow up on" in card.plain()
    await pressed_twice(simulation, cast.priya, card, "All tomorrow")


@pytest.mark.parametrize("label", ["Tomorrow", "Share with Maria", "Take it back"])
async def test_R27_a_notes_buttons_work_once(
    simulation: Simulation, cast: Cast, label: str
) -> None:
    answer = await cast.priya.command(
        "/concern", "@maria is stuck, thursday", channel=cast.payments
    )
    assert answer.message is not None
    await pressed_twice(simulation, cast.priya, answer.message, label)


@pytest.mark.parametrize(
    ("label", "fields"),
    [
        ("We've talked", {"How is it now, as you understood Maria?": "About the same"}),
        ("Not yet", {}),
        (
            "Pick a next step",
            {
                "What will you do?": "Cut scope",
                "The step in your own words": "Less",
                "By which day?": date(2026, 3, 17),
            },
        ),
        (
            "Give an honest no",
            {"Why is it a no?": "Not possible now", "In your own words, to Maria": WORDS * 2},
        ),
    ],
)
async def test_R27_a_form_opened_twice_counts_once(
    simulation: Simulation, cast: Cast, label: str, fields: dict[str, Any]
) -> None:
    await heard(simulation, cast)
    picture = (await asked(simulation, cast)).picture()
    await cast.priya.press(picture, label)
    await cast.priya.fill(fields)
    assert not (await cast.priya.submit()).errors
    await close_all(cast.priya)
    once = everything(simulation)
    await cast.priya.press(picture, label)
    assert cast.priya.modal is None
    assert MOVED_ON in cast.priya.ephemerals()[-1].plain()
    assert everything(simulation) == once


@pytest.mark.parametrize("label", ["We've talked", "Not yet", "Pick a next step"])
async def test_a_stale_card_says_so_and_shows_where_it_stands(
    simulation: Simulation, cast: Cast, label: str
) -> None:
    await heard(simulation, cast)
    card = await asked(simulation, cast)
    picture = card.picture()
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "No follow-up needed")
    before = everything(simulation)
    await cast.priya.press(picture, label)
    assert MOVED_ON in cast.priya.ephemerals()[-1].plain()
    assert "ended by @Maria on Thu 12 March" in card.live.plain()
    assert everything(simulation) == before


async def test_an_answer_to_something_ended_meanwhile_says_so(
    simulation: Simulation, cast: Cast
) -> None:
    question = await questioned(simulation, cast)
    picture = question.picture()
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "No follow-up needed")
    await close_all(cast.maria)
    await cast.maria.press(picture, "A little better")
    assert MOVED_ON in cast.maria.ephemerals()[-1].plain()
    assert the(simulation).state is State.ENDED_BY_RAISER
    assert "You ended it on Mon 16 March" in question.live.plain()


async def test_a_stale_press_in_a_view_says_where_it_stands(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await cast.priya.open_home()
    await cast.priya.press("home", "More")
    mine = cast.priya.modal
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "No follow-up needed")
    assert mine is not None
    await cast.priya.press(mine, "Give an honest no")
    assert cast.priya.modal is not None
    shown = cast.priya.modal.plain()
    assert MOVED_ON in shown
    assert "Maria · on-call load · Ended by Maria" in shown


async def test_a_stale_press_on_a_private_answer_says_where_it_stands(
    simulation: Simulation, cast: Cast
) -> None:
    answer = await cast.maria.command("/concern", WORDS, channel=cast.payments)
    assert answer.message is not None
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "No follow-up needed")
    await close_all(cast.maria)
    await cast.maria.press(answer.message, "Change it")
    assert cast.maria.modal is None
    shown = cast.maria.ephemerals()[-1].plain()
    assert MOVED_ON in shown
    assert "on-call load · Mon 9 March · You ended it" in shown


# A form that was open too long


STILL_OPEN = "changed while the form was open, so nothing was saved"


async def test_a_reading_view_left_open_tells_the_truth(simulation: Simulation, cast: Cast) -> None:
    card = await raised(simulation, cast)
    await cast.priya.press(card, "Read it")
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Take it back")
    before = everything(simulation)
    sent = await cast.priya.submit()
    assert STILL_OPEN in str(sent.errors)
    assert everything(simulation) == before
    assert card.live.plain().endswith("taken back.")


@pytest.mark.parametrize(
    ("label", "fields"),
    [
        ("We've talked", {"How is it now, as you understood Maria?": "Better"}),
        ("Not yet", {}),
        (
            "Pick a next step",
            {"What will you do?": "Cut scope", "The step in your own words": "Less"},
        ),
        (
            "Give an honest no",
            {"Why is it a no?": "Not possible now", "In your own words, to Maria": WORDS * 2},
        ),
    ],
)
async def test_a_form_left_open_saves_nothing_once_it_moved_on(
    simulation: Simulation, cast: Cast, label: str, fields: dict[str, Any]
) -> None:
    await heard(simulation, cast)
    await cast.priya.press(await asked(simulation, cast), label)
    await cast.priya.fill(fields)
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "No follow-up needed")
    before = everything(simulation)
    sent = await cast.priya.submit()
    assert STILL_OPEN in str(sent.errors)
    assert everything(simulation) == before


async def test_a_correction_left_open_is_not_lost_on_what_was_left(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast, **{"What you understood": "On-call"})
    await cast.maria.press(last(cast.maria), "Read it")
    await cast.maria.press("modal", "Not quite")
    await cast.maria.fill({"What's missing, or different?": "The nights"})
    await talked(simulation, cast, "Better")
    sent = await cast.maria.submit()
    assert (not sent.errors) == ("The nights" in kept_words(simulation))


# R36: heard is reached from the reading view only
