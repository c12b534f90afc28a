"""Two press at once, or a form was open too long: one effect, and a true sentence for both."""

import asyncio

from bot.demo.simulation import Simulation
from bot.domain.concern.states import State
from tests.conftest import Cast
from tests.scenarios.lives import (
    acts,
    asked,
    close_all,
    heard,
    last,
    questioned,
    raised,
    said_to,
    the,
    what_i_said,
)
from tests.scenarios.moments import concerns

WHO = "Who should follow up?"


async def test_a_leader_and_a_raiser_send_it_on_at_once_and_it_goes_once(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    card = await asked(simulation, cast)
    await cast.priya.press(card, "Hand it over")
    await cast.priya.fill({"Who should have it?": "Tom"})
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Send to someone else")
    await cast.maria.fill({WHO: "Tom"})
    hers, theirs = await asyncio.gather(cast.priya.submit(), cast.maria.submit())
    assert not theirs.errors
    assert len(concerns(simulation)) == 2
    assert sorted(one.state for one in concerns(simulation)) == [State.HANDED_OVER, State.RAISED]
    assert hers.ok or "You can't open this." in " ".join(hers.errors.values())
    await simulation.rounds()
    assert "Something that was raised with you is no longer with you." in card.live.plain()
    # Had the leader been a moment earlier, the question is answered by what happened since.
    assert not [
        label
        for one in cast.maria.direct_messages()
        for label in one.labels()
        if label == "Yes, share my words"
    ]


async def test_yes_and_no_at_once_are_one_answer(simulation: Simulation, cast: Cast) -> None:
    await heard(simulation, cast)
    card = await asked(simulation, cast)
    await cast.priya.press(card, "Hand it over")
    await cast.priya.fill({"Who should have it?": "Tom"})
    assert not (await cast.priya.submit()).errors
    await simulation.rounds()
    question = last(cast.maria)
    again = question.picture()
    await asyncio.gather(
        cast.maria.press(question, "Yes, share my words"),
        cast.maria.press(again, "No, keep it with Priya"),
    )
    done = [one.state for one in concerns(simulation)]
    moved = State.HANDED_OVER in done
    assert len(done) == (2 if moved else 1)
    assert question.live.labels() != again.labels()
    await simulation.rounds()
    if moved:
        assert "On Thu 12 March you agreed that someone else may have it." in question.live.plain()
    else:
        assert "Heard" in question.live.plain()


async def test_a_report_of_a_talk_and_a_withdrawal_at_once_keep_no_words(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    card = await asked(simulation, cast)
    await cast.priya.press(card, "We've talked")
    await cast.priya.fill({"How is it now, as you understood Maria?": "Better"})
    await what_i_said(cast.maria)
    hers, _ = await asyncio.gather(cast.priya.submit(), cast.maria.press("modal", "Take it back"))
    assert the(simulation).state is State.WITHDRAWN
    assert hers.ok or "while the form was open" in " ".join(hers.errors.values())
    assert acts(simulation)[-1] == "withdraw"
    await simulation.rounds()
    assert "overloaded" not in card.live.plain()


async def test_two_answers_of_one_raiser_at_once_are_one(
    simulation: Simulation, cast: Cast
) -> None:
    question = await questioned(simulation, cast)
    again = question.picture()
    await asyncio.gather(
        cast.maria.press(question, "It's better"), cast.maria.press(again, "A little better")
    )
    assert len([one for one in acts(simulation) if one in ("better", "little")]) == 1
    await close_all(cast.maria)


async def test_a_form_left_open_while_the_leader_left_says_so_and_keeps_its_words(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    await cast.priya.press(last(cast.priya), "Read it")
    await cast.priya.fill({"What you understood": "Too many alerts"})
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Send to someone else")
    await cast.maria.fill({WHO: "Tom"})
    assert not (await cast.maria.submit()).errors
    sent = await cast.priya.submit()
    assert "You can't open this." in " ".join(sent.errors.values())
    assert cast.priya.modal is not None
    assert cast.priya.modal.fields["What you understood"].value == "Too many alerts"
    assert "has read what you raised" not in " ".join(said_to(cast.maria))


async def test_whoever_was_chosen_may_have_left_meanwhile(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Send to someone else")
    await cast.maria.fill({WHO: "Tom"})
    simulation.workspace.deactivate(cast.tom)
    await simulation.slack.quiet()
    sent = await cast.maria.submit()
    assert "Nothing was sent. Tom isn't using Heard yet." in sent.errors[WHO]
    assert the(simulation).state is State.HEARD
