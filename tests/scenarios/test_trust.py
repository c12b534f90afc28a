"""What people rely on when others leave, correct themselves or change their minds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.casework.answering import answer
from bot.casework.handover import ask_hand
from bot.casework.leading import later, say_back
from bot.demo.simulation import Simulation
from bot.domain.concern.states import Act, NudgeReason, State
from tests.conftest import Cast
from tests.scenarios.lives import (
    WORDS,
    close_all,
    hear,
    heard,
    homes,
    last,
    letters,
    questioned,
    raised,
    said_to,
    sealed_rows,
    talked,
    the,
    what_i_said,
)
from tests.scenarios.moments import always_touches, concerns, local

WHO = "Who should follow up?"


async def leaves(simulation: Simulation, cast: Cast, how: str) -> None:
    """Priya leads nobody any more."""
    if how == "closed":
        simulation.workspace.deactivate(cast.priya)
    else:
        await cast.priya.command("/concern", "team", channel=cast.payments)
        await cast.priya.fill({"Who leads?": [cast.sam], "Who's on the team?": [cast.maria]})
        sent = await cast.priya.submit()
        assert not sent.errors, sent
        await close_all(cast.priya)
    await simulation.slack.quiet()
    await simulation.rounds()


@pytest.mark.parametrize("how", ["closed", "replaced"])
async def test_R12_what_comes_back_goes_to_nobody_who_leads_no_more(
    simulation: Simulation, cast: Cast, how: str
) -> None:
    question = await questioned(simulation, cast)
    await cast.maria.press(question, "It's better")
    await close_all(cast.maria)
    await leaves(simulation, cast, how)
    before = len(letters(cast.priya))
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Reopen it")
    await close_all(cast.maria)
    one = the(simulation)
    assert (one.state, one.owner, one.left_by) == (State.HEARD, None, cast.priya.id)
    await simulation.move(timedelta(days=3))
    assert len(letters(cast.priya)) == before
    assert "Where should it go?" in last(cast.maria).plain()
    assert "Send to someone else" in last(cast.maria).labels()


async def test_R26_a_yes_tells_nobody_who_leads_no_more(simulation: Simulation, cast: Cast) -> None:
    await simulation.move(local("2026-03-09 10:05"))
    message = await cast.maria.say("I drown in alerts", channel=cast.payments)
    await cast.sam.react("ear", message)
    await simulation.move(timedelta(minutes=11))
    question = last(cast.maria)
    simulation.workspace.deactivate(cast.priya)
    await simulation.slack.quiet()
    await simulation.rounds()
    await cast.maria.press(question, "Yes, tell Priya")
    assert [one.state for one in concerns(simulation)] in ([], [State.OFFERED])


async def test_R24_a_leader_who_left_is_still_the_one_that_was_chosen(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await leaves(simulation, cast, "closed")
    assert the(simulation).owner is None
    view = await what_i_said(cast.maria)
    assert "opened" not in view.plain().lower(), view.plain()


async def test_a_correction_of_something_better_still_waits_for_the_raiser(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    await hear(simulation, cast, **{"What you understood": "What I'm hearing is: on-call"})
    await talked(simulation, cast, "Better")
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Not quite")
    await cast.maria.fill({"What's missing, or different?": "The nights"})
    sent = await cast.maria.submit()
    assert not sent.errors, sent
    await close_all(cast.maria)
    await simulation.move(timedelta(days=4))
    assert sum("corrected" in letter.plain() for letter in letters(cast.priya)) == 1
    told = len(letters(cast.priya))
    await simulation.move(timedelta(days=36))
    assert not any("corrected" in letter.plain() for letter in letters(cast.priya)[told:])
    assert the(simulation).state is State.UNCONFIRMED


async def test_not_yet_on_something_better_leaves_the_raisers_clock(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await talked(simulation, cast, "Better")
    workspace = simulation.bot.installation.workspace
    await simulation.bot.runner.run(workspace, later, cast.priya.id, the(simulation).id, None)
    await simulation.move(timedelta(days=40))
    assert the(simulation).state is State.UNCONFIRMED


async def test_R21_home_shows_a_leader_nothing_of_a_mark_in_the_first_ten_minutes(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(local("2026-03-09 10:05"))
    message = await cast.maria.say("I drown in alerts", channel=cast.payments)
    await cast.maria.react("ear", message)
    assert "Maria" not in await homes(cast.priya)
    await cast.priya.command("/concern", "list", channel=cast.payments)
    assert cast.priya.modal is not None
    assert "Maria" not in cast.priya.modal.plain()
    await close_all(cast.priya)


async def test_R21_until_the_hour_it_was_said_to_arrive_nobody_sees_it(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(local("2026-03-09 10:05"))
    answer = await cast.maria.command("/concern", WORDS, channel=cast.payments)
    assert answer.message is not None
    assert "until then I show it to nobody" in answer.message.plain()
    assert "Maria" not in await homes(cast.priya)
    answer = await cast.priya.command("/concern", "@maria", channel=cast.payments)
    assert cast.priya.modal is not None
    assert "too much" not in cast.priya.modal.plain()
    await close_all(cast.priya)
    await simulation.move(local("2026-03-10 12:00"))
    assert "Maria" in await homes(cast.priya)


async def test_saying_it_back_once_more_begins_to_ask_again(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    await hear(simulation, cast, **{"What you understood": "What I'm hearing is: on-call"})
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Not quite")
    await cast.maria.fill({"What's missing, or different?": "The nights"})
    assert not (await cast.maria.submit()).errors
    await close_all(cast.maria)
    await simulation.move(timedelta(days=30))
    assert the(simulation).quiet
    workspace = simulation.bot.installation.workspace
    await simulation.bot.runner.run(
        workspace, say_back, cast.priya.id, the(simulation).id, "The nights", "V1"
    )
    one = the(simulation)
    assert not one.quiet
    assert one.clocks.nudge is not None, one
    assert one.clocks.nudge.reason is NudgeReason.FIRST


async def test_what_comes_next_is_never_a_day_that_has_passed(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await simulation.move(local("2026-03-12 12:00"))
    workspace = simulation.bot.installation.workspace
    await simulation.bot.runner.run(
        workspace, later, cast.priya.id, the(simulation).id, local("2026-03-19 12:00").date()
    )
    await simulation.move(local("2026-03-16 12:00"))
    assert "12 March" not in await homes(cast.maria)


async def test_R11_taking_back_what_was_sent_on_takes_it_back_where_it_is(
    simulation: Simulation, cast: Cast
) -> None:
    answer = await cast.maria.command("/concern", WORDS, channel=cast.payments)
    receipt = answer.message
    assert receipt is not None
    old = receipt.picture()
    await simulation.move(local("2026-03-09 12:00"))
    await hear(simulation, cast)
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Send to someone else")
    await cast.maria.fill({WHO: "Tom"})
    assert not (await cast.maria.submit()).errors
    await close_all(cast.maria)
    before = said_to(cast.priya)
    await cast.maria.press(old, "Take it back")
    await simulation.move(timedelta(days=3))
    assert {one.state for one in concerns(simulation)} == {State.HANDED_OVER, State.WITHDRAWN}
    assert not [one for one in said_to(cast.priya) if one not in before and "took back" in one]
    assert sealed_rows(simulation) == 0


async def test_R23_a_private_answer_leaves_no_moment_a_leader_could_read(
    simulation: Simulation, cast: Cast
) -> None:
    question = await questioned(simulation, cast, "About the same")
    workspace = simulation.bot.installation.workspace
    runner, one = simulation.bot.runner, the(simulation)
    await runner.run(workspace, ask_hand, cast.priya.id, one.id, cast.tom.id)
    before = the(simulation)
    await simulation.move(timedelta(hours=1))
    await cast.maria.press(question.live, "I'd rather not say")
    after = the(simulation)
    assert after.version > before.version
    assert after.last_at == before.last_at
    assert (after.state, after.step_no) == (before.state, before.step_no)
    assert after.clocks.nudge == before.clocks.nudge


async def test_R23_a_private_answer_does_not_keep_a_corrected_card_open(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    await hear(simulation, cast, **{"What you understood": "What I'm hearing is: on-call"})
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Not quite")
    await cast.maria.fill({"What's missing, or different?": "The nights"})
    assert not (await cast.maria.submit()).errors
    await close_all(cast.maria)
    await simulation.move(timedelta(days=1))
    card = last(cast.priya)
    assert "corrected something" in card.plain()
    workspace = simulation.bot.installation.workspace
    await simulation.bot.runner.run(workspace, answer, cast.maria.id, the(simulation).id, Act.REST)
    await simulation.bot.runner.run(
        workspace, say_back, cast.priya.id, the(simulation).id, "The nights", "V1"
    )
    await simulation.rounds()
    assert card.live.labels() == []


async def test_what_is_left_before_it_arrived_is_told_to_nobody(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(local("2026-03-09 10:05"))
    await cast.maria.command("/concern", WORDS, channel=cast.payments)
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "No follow-up needed")
    await close_all(cast.maria)
    await cast.sam.command("/concern", "I am stuck", channel=cast.payments)
    await simulation.move(local("2026-03-10 12:00"))
    assert "Sam" in last(cast.priya).plain()
    assert "Maria" not in last(cast.priya).plain()


async def test_R4_being_asked_for_a_clear_answer_does_not_begin_the_reminders_again(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    always_touches(simulation, cast.priya)
    await simulation.move(local("2026-03-12 12:00"))
    one = the(simulation)
    with simulation.bot.store.begin() as tx:
        clocks = replace(one.clocks, stale_review_at=simulation.clock() + timedelta(hours=1))
        tx.concerns.save(replace(one, clocks=clocks))
    await simulation.move(timedelta(days=40))
    asked = [one for one in said_to(cast.priya) if "How is that situation now?" in one]
    # First, the clear answer, second, third: and then quiet.
    assert len(asked) == 4, asked
    assert the(simulation).quiet
