"""Buttons that nobody drew for whoever presses them: refused, and nothing changes."""

from sqlalchemy import select

from bot.demo.simulation import Simulation
from bot.domain.concern.states import State
from bot.messages.controls import Button
from bot.store import tables
from slack_sandbox import Message
from tests.conftest import Cast
from tests.scenarios.lives import (
    WORDS,
    acts,
    asked,
    close_all,
    give_to,
    heard,
    homes,
    last,
    openings,
    raised,
    said_to,
    the,
)
from tests.scenarios.moments import local
from tests.scenarios.test_buttons import everything

NOT_YOURS = "You can't open this."

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
