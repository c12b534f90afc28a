"""Buttons pressed twice, too late, through an old picture, or by somebody else."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.demo.simulation import Simulation
from bot.domain.concern.states import State
from bot.messages.controls import Button
from bot.store import tables
from slack_sandbox import Message, Person
from tests.conftest import Cast
from tests.scenarios.lives import (
    WORDS,
    acts,
    asked,
    close_all,
    give_to,
    heard,
    homes,
    kept_words,
    last,
    openings,
    questioned,
    raised,
    said_to,
    talked,
    the,
    what_i_said,
)
from tests.scenarios.moments import local

MOVED_ON = "This has changed since; here is how it stands."
NOT_YOURS = "You can't open this."


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
    assert "2 to follow up on" in card.plain()
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


async def test_R36_nothing_but_the_reading_view_says_heard(
    simulation: Simulation, cast: Cast
) -> None:
    card = await raised(simulation, cast)
    value = f"{the(simulation).id}:{the(simulation).step_no}"
    await cast.priya.open_home()
    assert cast.priya.home is not None
    offered = set(cast.priya.home.labels()) | set(card.labels())
    assert "Read it" in offered
    assert not offered & {
        "I've heard you",
        "We've talked",
        "Not yet",
        "Pick a next step",
    }
    for button in ABOUT_A_CONCERN:
        if button is not Button.READ:
            picture = card.picture()
            put_forged(picture, button, value)
            await cast.priya.press(picture, "Forged")
            await close_all(cast.priya)
            assert the(simulation).milestones.heard_at is None, button
            assert the(simulation).state is State.RAISED, button
    await cast.priya.press(card, "Read it")
    await cast.priya.submit()
    assert the(simulation).state is State.HEARD


ABOUT_A_CONCERN = [
    Button.READ,
    Button.TALKED,
    Button.LATER,
    Button.STEP,
    Button.CLOSE,
    Button.BIGGER,
    Button.SHARE,
    Button.TAKE_BACK,
    Button.TOMORROW,
    Button.CHANGE,
    Button.WITHDRAW,
    Button.LEAVE,
    Button.CAME_BACK,
    Button.YES_THATS_IT,
    Button.NOT_QUITE,
    Button.REMOVE,
    Button.REOPEN,
    Button.AGAIN,
    Button.GIVE_TIME,
    Button.BETTER,
    Button.LITTLE,
    Button.SAME,
    Button.WORSE,
    Button.TELL_SAME,
    Button.TELL_WORSE,
    Button.TELL_NOT_TALKED,
    Button.NOT_TALKED,
    Button.REST,
    Button.STOP_CHECKS,
    Button.KEEP_PRIVATE,
    Button.FINE,
]


async def test_R12_another_leader_gets_the_same_answer_for_what_is_not_theirs_and_what_is_not(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    key = f"{the(simulation).id}:{the(simulation).step_no}"
    await cast.dora.command("/concern", "I need help", channel=cast.design)
    await simulation.move(local("2026-03-10 12:00"))
    card = last(cast.tom)
    before, mine = openings(simulation), words_rows(simulation)
    for button in ABOUT_A_CONCERN:
        answers = []
        for value in (key, f"{'0' * 26}:1"):
            picture = card.picture()
            put_forged(picture, button, value)
            await cast.tom.press(picture, "Forged")
            answers.append(cast.tom.ephemerals()[-1].plain())
            assert cast.tom.modal is None
        assert answers == [NOT_YOURS, NOT_YOURS], button
    assert openings(simulation) == before
    assert words_rows(simulation) == mine


async def test_R12_nobody_adds_to_what_is_not_theirs(simulation: Simulation, cast: Cast) -> None:
    await heard(simulation, cast)
    first = the(simulation)
    answer = await cast.sam.command("/concern", WORDS, channel=cast.payments)
    assert answer.message is not None
    with simulation.bot.store.begin() as tx:
        keys = set(tx.connection.scalars(select(tables.concern.c.id))) - {first.id}
    before = everything(simulation)
    picture = answer.message.picture()
    put_forged(picture, Button.ADD_TO, f"{first.id}|{keys.pop()}:1")
    await cast.sam.press(picture, "Forged")
    assert NOT_YOURS in cast.sam.ephemerals()[-1].plain()
    assert everything(simulation) == before


def put_forged(picture: Message, button: Button, value: str) -> None:
    picture.blocks = [
        {
            "type": "actions",
            "block_id": "forged",
            "elements": [
                {
                    "type": "button",
                    "action_id": button.value,
                    "text": {"type": "plain_text", "text": "Forged"},
                    "value": value,
                }
            ],
        }
    ]


def words_rows(simulation: Simulation) -> int:
    with simulation.bot.store.begin() as tx:
        return len(tx.connection.execute(select(tables.words.c.id)).all())


async def test_R12_a_leader_it_is_no_longer_with_is_refused_through_old_buttons(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    card = await asked(simulation, cast)
    picture = card.picture()
    give_to(simulation, cast.tom)
    before = everything(simulation)
    for label in (
        "Read it",
        "We've talked",
        "Not yet",
        "Pick a next step",
        "Give an honest no",
    ):
        await cast.priya.press(picture, label)
        assert cast.priya.modal is None
        assert NOT_YOURS in cast.priya.ephemerals()[-1].plain()
    assert everything(simulation) == before
    assert "on-call load" not in await homes(cast.priya)


async def test_R12_a_form_open_while_it_went_to_another_saves_nothing(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await cast.priya.press(await asked(simulation, cast), "We've talked")
    await cast.priya.fill({"How is it now, as you understood Maria?": "Better"})
    give_to(simulation, cast.tom)
    before = everything(simulation)
    sent = await cast.priya.submit()
    assert NOT_YOURS in str(sent.errors)
    assert everything(simulation) == before


async def test_the_raisers_buttons_are_not_the_leaders_and_the_other_way_round(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    card = await asked(simulation, cast)
    value = f"{the(simulation).id}:{the(simulation).step_no}"
    before = everything(simulation)
    hers = (Button.TALKED, Button.LATER, Button.STEP, Button.CLOSE, Button.TOMORROW)
    mine = (
        Button.BETTER,
        Button.LITTLE,
        Button.SAME,
        Button.WORSE,
        Button.TELL_WORSE,
        Button.WITHDRAW,
        Button.CHANGE,
    )
    for person, message, buttons in (
        (cast.maria, last(cast.maria), hers),
        (cast.priya, card, mine),
    ):
        for button in buttons:
            picture = message.picture()
            put_forged(picture, button, value)
            await person.press(picture, "Forged")
            assert person.modal is None
            assert NOT_YOURS in person.ephemerals()[-1].plain(), button
    assert everything(simulation) == before
    assert "better" not in acts(simulation)
    assert not [one for one in said_to(cast.maria) if "Done" in one]
