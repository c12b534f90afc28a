"""The life of a concern, each turn of it as two people see it."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.demo.simulation import Simulation
from bot.domain.concern.states import State
from bot.domain.ids import PersonId
from bot.store.tables import concern
from tests.conftest import Cast
from tests.scenarios.lives import (
    WORDS,
    asked,
    close_all,
    data_of,
    heard,
    homes,
    last,
    openings,
    questioned,
    said_to,
    talked,
    the,
    what_i_said,
)
from tests.scenarios.moments import local
from tests.store.test_erasing import bytes_of

BACK = "What I'm hearing is that on-call eats your evenings. What did I miss?"

# Heard, and said back


async def test_heard_without_words_says_that_it_was_read(
    simulation: Simulation, cast: Cast
) -> None:
    card = await heard(simulation, cast)
    told = last(cast.maria).plain()
    assert "@Priya has read what you raised. @Priya will come back to you on Thu 12 March." in told
    assert card.live.plain().endswith("done on Mon 9 March: you replied.")
    assert the(simulation).state is State.HEARD


async def test_every_opening_of_the_leader_is_logged_and_shown_to_nobody(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await cast.priya.open_home()
    await cast.priya.press("home", "Read it")
    await close_all(cast.priya)
    mine = await what_i_said(cast.maria)
    assert openings(simulation) == [(cast.priya.id, "owner")] * 2
    assert "opened your words" not in mine.plain()


async def test_R24_the_raiser_sees_who_else_opened_the_words(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    found, operator = the(simulation), PersonId(cast.dora.id)
    with simulation.bot.store.begin() as tx:
        tx.concerns.opened(found, operator, "operator", simulation.clock())
    mine = await what_i_said(cast.maria)
    assert mine.plain().count("opened your words") == 1
    assert f"@{cast.dora.display_name} opened your words" in mine.plain()
    await cast.priya.open_home()
    await cast.priya.press("home", "Read it")
    assert cast.priya.modal is not None
    assert "opened your words" not in cast.priya.modal.plain()


async def test_what_was_said_back_is_agreed_to_without_a_message(
    simulation: Simulation, cast: Cast
) -> None:
    card = await heard(simulation, cast, **{"What you understood": BACK})
    assert "Priya has read what you raised, and wrote back." in last(cast.maria).plain()
    assert BACK not in str(said_to(cast.maria))
    before = len(cast.priya.direct_messages())
    await cast.maria.press(last(cast.maria), "Read it")
    assert cast.maria.modal is not None
    assert BACK in cast.maria.modal.plain()
    await cast.maria.press("modal", "Yes, that's it")
    assert WORDS in cast.maria.modal.plain()
    assert "You said that Priya understood you." in cast.maria.modal.plain()
    assert "Yes, that's it" not in cast.maria.modal.labels()
    assert card.live.plain().endswith("you replied. @Maria says you understood it.")
    await simulation.move(timedelta(days=1))
    assert len(cast.priya.direct_messages()) == before
    assert the(simulation).state is State.HEARD


async def test_not_quite_goes_round_until_it_is_right(simulation: Simulation, cast: Cast) -> None:
    await heard(simulation, cast, **{"What you understood": BACK})
    await cast.maria.press(last(cast.maria), "Read it")
    await cast.maria.press("modal", "Not quite")
    await cast.maria.fill({"What's missing, or different?": "It is the nights, not the evenings"})
    await cast.maria.submit()
    await close_all(cast.maria)
    await simulation.move(local("2026-03-10 12:00"))
    card = last(cast.priya)
    assert "Maria read what you wrote and corrected something" in card.plain()
    assert "nights" not in card.plain()

    await cast.priya.press(card, "Read it")
    assert cast.priya.modal is not None
    assert cast.priya.modal.submit_label == "Send"
    assert "It is the nights, not the evenings" in cast.priya.modal.plain()
    await cast.priya.fill({"What you understood": "The nights, then."})
    await cast.priya.submit()
    await close_all(cast.priya)
    assert "Read it" not in card.live.labels()

    await simulation.move(timedelta(hours=1))
    told = last(cast.maria)
    assert "Priya has read what you raised, and wrote back." in told.plain()
    await cast.maria.press(told, "Read it")
    assert cast.maria.modal is not None
    assert "The nights, then." in cast.maria.modal.plain()
    await cast.maria.press("modal", "Yes, that's it")
    assert the(simulation).replies.said_yes_at is not None
    await close_all(cast.maria)
    await asked(simulation, cast)


async def test_an_answer_that_comes_before_the_message_needs_no_message(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast, **{"What you understood": BACK})
    await cast.maria.press(last(cast.maria), "Read it")
    await cast.maria.press("modal", "Not quite")
    await cast.maria.fill({"What's missing, or different?": "The nights"})
    await cast.maria.submit()
    await cast.priya.open_home()
    await cast.priya.press("home", "Read it")
    await cast.priya.fill({"What you understood": "The nights, then."})
    await cast.priya.submit()
    before = len(cast.priya.direct_messages())
    await simulation.move(local("2026-03-11 18:00"))
    assert len(cast.priya.direct_messages()) == before
    await asked(simulation, cast)


# Steps, talks, another day


async def test_a_step_with_a_day_is_told_by_its_kind_and_asked_about_then(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await cast.priya.press(await asked(simulation, cast), "Pick a next step")
    await cast.priya.fill(
        {
            "What will you do?": "Cut scope",
            "The step in your own words": "Drop the export",
            "By which day?": date(2026, 3, 17),
        }
    )
    await cast.priya.submit()
    await simulation.move(timedelta(hours=1))
    told = last(cast.maria)
    assert "@Priya planned a next step: " in told.plain()
    assert "Cut scope, by Tue 17 March" in told.plain()
    assert "export" not in told.plain()
    await cast.maria.press(told, "Read it")
    assert cast.maria.modal is not None
    assert "Drop the export" in cast.maria.modal.plain()
    assert the(simulation).state is State.IN_PROGRESS
    await simulation.move(local("2026-03-17 12:00"))
    assert "Your planned step: Cut scope, by today." in last(cast.priya).plain()


@pytest.mark.parametrize(
    ("answer", "state", "day"),
    [
        ("Better", State.BETTER, None),
        ("About the same", State.IN_PROGRESS, date(2026, 3, 26)),
        ("Worse", State.WORSE, date(2026, 3, 17)),
        ("We didn't get to it", State.HEARD, date(2026, 3, 16)),
    ],
)
async def test_a_talk_leads_where_the_table_says(
    simulation: Simulation, cast: Cast, answer: str, state: State, day: date | None
) -> None:
    await heard(simulation, cast)
    card = await talked(simulation, cast, answer)
    found = the(simulation)
    assert found.state is state
    assert (found.clocks.nudge.on if found.clocks.nudge else None) == day
    assert (found.milestones.talked_at is not None) == (answer != "We didn't get to it")
    assert "We've talked" not in card.live.labels()


async def test_not_yet_asks_on_the_day_and_the_second_time_what_is_in_the_way(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    card = await asked(simulation, cast)
    await cast.priya.press(card, "Not yet")
    await cast.priya.submit()
    await close_all(cast.priya)
    assert "on Thu 12 March you moved it to Fri 13 March." in card.live.plain()
    await simulation.move(local("2026-03-13 12:00"))
    again = last(cast.priya)
    assert "You asked me to bring this back today." in again.plain()
    await cast.priya.press(again, "Not yet")
    await cast.priya.fill({"Or on another day": date(2026, 3, 18)})
    await cast.priya.submit()
    await close_all(cast.priya)
    await simulation.move(local("2026-03-17 18:00"))
    assert last(cast.priya) is again
    await simulation.move(local("2026-03-18 12:00"))
    assert "moved this twice." in last(cast.priya).plain()
    assert not [one for one in said_to(cast.maria) if "Not yet" in one]


async def test_what_is_in_the_way_is_for_the_leaders_eyes_until_they_act_again(
    simulation: Simulation, cast: Cast
) -> None:
    """T34: sealed with the concern, in no message, and nobody else's to read."""
    why = "Waiting for the rota of Cardamom"
    await heard(simulation, cast)
    card = await asked(simulation, cast)
    await cast.priya.press(card, "Not yet")
    await cast.priya.fill({"What is in the way?": why})
    await cast.priya.submit()
    await close_all(cast.priya)
    await simulation.move(local("2026-03-13 12:00"))
    again = last(cast.priya)
    assert 'What you wrote down for yourself about it is under "Read it".' in again.plain()
    await cast.priya.press(again, "Read it")
    assert cast.priya.modal is not None
    assert why in cast.priya.modal.plain()
    await close_all(cast.priya)
    assert why in await data_of(cast.priya, cast.payments)
    assert why not in await data_of(cast.maria, cast.payments)
    assert why not in (await what_i_said(cast.maria)).plain()
    await close_all(cast.maria)
    wire = [one.args for one in simulation.slack.calls if not one.method.startswith("views.")]
    assert "Cardamom" not in json.dumps(wire)
    rows = await simulation.read(
        lambda tx: tx.connection.exec_driver_sql("SELECT * FROM concern").all()
    )
    assert b"Cardamom" not in repr(rows).encode()
    [rested] = await simulation.read(
        lambda tx: tx.connection.scalars(select(concern.c.sealed)).all()
    )
    assert bytes(rested) in bytes_of(simulation)
    await talked(simulation, cast, "About the same", again)
    assert not the(simulation).not_yet_because
    await simulation.rounds()
    assert bytes(rested) not in bytes_of(simulation)
    await simulation.move(timedelta(days=1))
    assert why not in await data_of(cast.priya, cast.payments)


# What the raiser answers


async def test_better_is_confirmed_with_what_helped(simulation: Simulation, cast: Cast) -> None:
    question = await questioned(simulation, cast)
    await cast.maria.press(question, "It's better")
    assert the(simulation).state is State.CONFIRMED
    await cast.maria.fill({"Choose any that fit": ["Less on my plate", "Fewer meetings"]})
    await cast.maria.submit()
    assert "Thanks. I'll let @Priya know." in question.live.plain()
    await cast.sam.command("/concern", "I am stuck", channel=cast.payments)
    await simulation.move(timedelta(days=1))
    told = last(cast.priya).plain()
    assert "@Maria says it's better. What helped: Less on my plate, Fewer meetings." in told


@pytest.mark.parametrize(
    ("press", "said"), [("A little better", "a little better"), ("No change", "no change yet")]
)
async def test_an_answer_is_told_as_it_was_given_whatever_comes_after(
    simulation: Simulation, cast: Cast, press: str, said: str
) -> None:
    question = await questioned(simulation, cast)
    await cast.maria.press(question, press)
    if press == "No change":
        await cast.maria.press(question.live, "Yes, tell Priya")
    await close_all(cast.maria)
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Change it")
    await cast.maria.fill({"Your words": "It is on-call and the release"})
    await cast.maria.submit()
    await close_all(cast.maria)
    assert f'You answered "{press}" on Mon 16 March.' in question.live.plain()
    await simulation.move(local("2026-03-17 12:00"))
    told = last(cast.priya).plain()
    assert f"@Maria replied: {said}." in told
    assert the(simulation).state is State.IN_PROGRESS


async def test_R23_what_is_kept_to_oneself_changes_nothing_the_leader_sees(
    simulation: Simulation, cast: Cast
) -> None:
    question = await questioned(simulation, cast)
    await simulation.move(local("2026-03-16 14:00"))
    await cast.priya.open_home()
    await cast.priya.command("/concern", "list")
    assert cast.priya.modal is not None
    before = (await homes(cast.priya), cast.priya.modal.plain(), said_to(cast.priya))
    await close_all(cast.priya)
    updates = len(simulation.slack.calls_of("chat.update"))
    await cast.maria.press(question, "No change")
    await cast.maria.press(question.live, "Keep it to myself")
    kept = "On Mon 16 March you kept your answer to yourself. @Priya can't see that you answered."
    assert kept in question.live.plain()
    redrawn = simulation.slack.calls_of("chat.update")[updates:]
    assert {one.args["channel"] for one in redrawn} == {question.channel.id}
    await cast.priya.command("/concern", "list")
    assert cast.priya.modal is not None
    assert (await homes(cast.priya), cast.priya.modal.plain(), said_to(cast.priya)) == before
    assert the(simulation).state is State.BETTER
    await simulation.move(local("2026-03-25 12:00"))
    assert said_to(cast.priya) == before[2]


async def test_worse_is_told_only_with_a_yes_and_back_goes_back(
    simulation: Simulation, cast: Cast
) -> None:
    question = await questioned(simulation, cast)
    await cast.maria.press(question, "It's worse")
    assert "Should I tell @Priya?" in question.live.plain()
    await cast.maria.press(question.live, "Back")
    assert "Has anything changed?" in question.live.plain()
    assert the(simulation).state is State.BETTER
    await cast.maria.press(question.live, "It's worse")
    await cast.maria.press(question.live, "Yes, tell Priya")
    assert the(simulation).state is State.WORSE
    await simulation.move(local("2026-03-17 12:00"))
    assert "replied: it's worse" in last(cast.priya).plain()


async def test_a_talk_the_raiser_does_not_see_is_two_views(
    simulation: Simulation, cast: Cast
) -> None:
    question = await questioned(simulation, cast)
    await cast.maria.press(question, "We haven't talked")
    assert not the(simulation).replies.two_views
    await cast.maria.press(question.live, "Yes, tell Priya")
    assert the(simulation).replies.two_views
    assert the(simulation).state is State.BETTER
    await simulation.move(local("2026-03-17 12:00"))
    told = last(cast.priya)
    assert "Maria answered: we haven't talked yet" in told.plain()
    await simulation.move(local("2026-03-18 12:00"))
    assert last(cast.priya).plain().startswith("How is that situation now?")


async def test_who_wants_no_questions_is_asked_none(simulation: Simulation, cast: Cast) -> None:
    question = await questioned(simulation, cast)
    await cast.maria.press(question, "Stop asking about this")
    assert "All right, I won't ask about this again." in question.live.plain()
    before = len(cast.maria.direct_messages())
    await simulation.move(local("2026-03-30 12:00"))
    assert len(cast.maria.direct_messages()) == before


async def test_a_second_question_is_gentle_and_the_last(simulation: Simulation, cast: Cast) -> None:
    first = await questioned(simulation, cast)
    await simulation.move(local("2026-03-23 12:00"))
    second = last(cast.maria)
    assert "I won't ask again about this talk" in second.plain()
    await cast.maria.press(second, "I'd rather not say")
    assert second.live.plain().startswith("All right.")
    assert "Has anything changed?" in first.live.plain()
    before = len(cast.maria.direct_messages())
    await simulation.move(local("2026-04-01 12:00"))
    assert len(cast.maria.direct_messages()) == before


async def test_nobody_is_asked_twice_in_a_week_over_all_they_have_said(
    simulation: Simulation, cast: Cast
) -> None:
    for words in (WORDS, "The deadline is unrealistic"):
        await cast.maria.command("/concern", words, channel=cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    for _ in range(2):
        await cast.priya.press(last(cast.priya), "Read it", nth=0)
        await cast.priya.submit()
        await close_all(cast.priya)
    await simulation.move(local("2026-03-12 12:00"))
    for _ in range(2):
        await cast.priya.press(last(cast.priya), "We've talked", nth=0)
        await cast.priya.fill({"How is it now, as you understood Maria?": "Better"})
        await cast.priya.submit()
        await close_all(cast.priya)
    await simulation.move(local("2026-03-20 18:00"))
    questions = [one for one in said_to(cast.maria) if "has anything changed" in one.lower()]
    assert len(questions) == 1
    await simulation.move(local("2026-03-23 15:00"))
    questions = [one for one in said_to(cast.maria) if "has anything changed" in one.lower()]
    assert len(questions) == 2
