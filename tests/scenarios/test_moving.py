"""Where a concern goes: to somebody else at the raiser's wish, or handed over with their yes."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.casework.preferences import step_down
from bot.demo.simulation import Simulation
from bot.domain.concern.states import State
from bot.domain.ids import PersonId
from bot.store import tables
from slack_sandbox import Person
from tests.conftest import Cast
from tests.scenarios.lives import (
    WORDS,
    asked,
    close_all,
    data_of,
    heard,
    homes,
    last,
    letters,
    said_to,
    what_i_said,
)
from tests.scenarios.moments import concerns, local

WHO = "Who should follow up?"


async def send_on(person: Person, to: str = "Tom", **fields: str) -> str:
    """Fill the open form *Someone else*; gives what its last view says."""
    assert person.modal is not None
    assert "but not with whom" in person.modal.plain()
    await person.fill({WHO: to, **fields})
    sent = await person.submit()
    assert not sent.errors, sent
    assert person.modal is not None
    return person.modal.plain()


async def ask_to_hand(leader: Person, to: str = "Tom") -> None:
    """Ask the raiser of the one thing in Home whether somebody else may have it."""
    await leader.open_home()
    await leader.press("home", "Read it")
    await leader.press("modal", "Hand it over")
    await leader.fill({"Who should have it?": to})
    sent = await leader.submit()
    assert not sent.errors, sent
    await close_all(leader)


def opened(simulation: Simulation, concern: str) -> list[str]:
    """Every text of one concern, opened with the workspace's key."""
    workspace = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        found = tx.concerns.get(workspace, concern)
        assert found is not None
        return [one.text for one in tx.concerns.said([found]).get(found.id, ())]


async def test_the_raiser_takes_it_to_somebody_else_and_the_old_leader_is_not_told_where(
    simulation: Simulation, cast: Cast
) -> None:
    card = await heard(simulation, cast, **{"What you understood": "Too many alerts."})
    first = concerns(simulation)[0].id
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Send to someone else")
    view = cast.maria.modal
    assert view is not None
    assert view.fields["Your words"].value == WORDS
    shown = await send_on(cast.maria)
    assert "Tom gets this" in shown
    assert WORDS in shown

    old, new = sorted(concerns(simulation), key=lambda one: one.id != first)
    assert (old.state, old.moved_to, old.owner) == (
        State.HANDED_OVER,
        cast.tom.id,
        cast.priya.id,
    )
    assert (new.state, new.owner, new.raiser) == (State.RAISED, cast.tom.id, cast.maria.id)
    assert new.created_at == old.created_at
    assert new.team is None
    assert opened(simulation, old.id) == ["Too many alerts."]
    assert opened(simulation, new.id) == [WORDS]

    await simulation.rounds()
    assert "Something that was raised with you is no longer with you." in card.live.plain()
    assert "overloaded" not in card.live.plain()
    assert "Tom" not in " ".join(said_to(cast.priya))
    assert "Maria" not in await homes(cast.priya)
    assert "It is with Tom now" in await homes(cast.maria)
    await simulation.move(local("2026-03-10 12:00"))
    assert "Maria" in last(cast.tom).plain()


async def test_R12_who_lost_it_is_refused_also_through_old_buttons(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    card = await asked(simulation, cast)
    before = card.picture()
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Send to someone else")
    await send_on(cast.maria)
    for label in ("Read it", "We've talked", "Not yet"):
        await cast.priya.press(before, label)
        assert cast.priya.modal is None
        assert cast.priya.ephemerals()[-1].plain() == "You can't open this."
    assert "overloaded" not in await homes(cast.priya)
    await cast.priya.command("/concern", "list", channel=cast.payments)
    assert cast.priya.modal is not None
    assert "Maria" not in cast.priya.modal.plain()
    await close_all(cast.priya)
    assert WORDS not in await data_of(cast.priya, cast.payments)


async def test_withdrawing_what_moved_erases_what_it_was_before(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast, **{"What you understood": "Too many alerts."})
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Send to someone else")
    await send_on(cast.maria)
    old, new = concerns(simulation)
    await close_all(cast.maria)
    await cast.maria.command("/concern", "mine", channel=cast.payments)
    await cast.maria.press("modal", "Read it", near="No reply yet")
    await cast.maria.press("modal", "Take it back")
    assert opened(simulation, old.id) == []
    assert opened(simulation, new.id) == []


async def test_R8_sent_elsewhere_from_the_start_leaves_no_trace_for_the_leader(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.command("/concern", channel=cast.payments)
    await cast.maria.fill({"What is it?": "I am stuck", "Your words": WORDS, WHO: "Tom"})
    sent = await cast.maria.submit()
    assert not sent.errors
    await simulation.move(local("2026-03-20 12:00"))
    assert not [one for one in said_to(cast.priya) if "Maria" in one or "stuck" in one]
    assert "Maria" not in await homes(cast.priya)
    assert [one.team for one in concerns(simulation)] == [None]


async def test_from_the_private_answer_it_goes_elsewhere_before_anybody_has_seen_it(
    simulation: Simulation, cast: Cast
) -> None:
    answer = await cast.maria.command("/concern", WORDS, channel=cast.payments)
    assert answer.message is not None
    await cast.maria.press(answer.message, "Send to someone else")
    await send_on(cast.maria, **{"Your words": "Too many pages at night"})
    await close_all(cast.maria)
    await simulation.move(local("2026-03-12 12:00"))
    assert [one for one in said_to(cast.priya) if "Maria" in one] == []
    assert "Maria" in said_to(cast.tom)[0]
    await cast.maria.press(answer.message, "Change it")
    assert "It is with Tom now" in cast.maria.ephemerals()[-1].plain()


async def test_someone_else_is_not_offered_where_nobody_else_has_accepted(
    simulation: Simulation, cast: Cast
) -> None:
    simulation.workspace.deactivate(cast.tom)
    await simulation.move(timedelta(0))
    answer = await cast.maria.command("/concern", WORDS, channel=cast.payments)
    assert answer.message is not None
    assert "Send to someone else" not in answer.message.labels()
    await simulation.move(local("2026-03-09 12:00"))
    await cast.priya.press(last(cast.priya), "Read it")
    assert cast.priya.modal is not None
    assert "Hand it over" not in cast.priya.modal.labels()


# Handing it over


async def hand(simulation: Simulation, cast: Cast) -> None:
    """Priya, who has heard it, asks Maria whether Tom may come back to it."""
    await heard(simulation, cast)
    card = await asked(simulation, cast)
    await cast.priya.press(card, "Hand it over")
    assert cast.priya.modal is not None
    assert "I ask Maria first" in cast.priya.modal.plain()
    await cast.priya.fill({"Who should have it?": "Tom"})
    sent = await cast.priya.submit()
    assert not sent.errors, sent
    await close_all(cast.priya)
    await simulation.rounds()
    assert "on Thu 12 March you asked @Maria whether someone else may have it." in card.live.plain()


async def test_a_leader_hands_it_over_only_with_the_raisers_yes(
    simulation: Simulation, cast: Cast
) -> None:
    await hand(simulation, cast)
    question = last(cast.maria)
    assert "If you say yes, Tom reads your words." in question.plain()
    assert [one.owner for one in concerns(simulation)] == [cast.priya.id]
    assert said_to(cast.tom) == []

    before = question.picture()
    await cast.maria.press(question, "Yes, share my words")
    old, new = sorted(concerns(simulation), key=lambda one: one.state is State.RAISED)
    assert (old.state, old.proposed_to, new.owner) == (State.HANDED_OVER, None, cast.tom.id)
    assert opened(simulation, new.id) == [WORDS]
    assert (
        "agreed that someone else may have it. Tom gets this on Fri 13 March"
        in question.live.plain()
    )
    count = len(concerns(simulation))
    await cast.maria.press(before, "Yes, share my words")
    assert len(concerns(simulation)) == count
    await simulation.move(local("2026-03-13 12:00"))
    assert "Maria" in said_to(cast.tom)[0]
    await cast.tom.press(letters(cast.tom)[0], "Read it")
    assert cast.tom.modal is not None
    assert WORDS in cast.tom.modal.plain()


async def test_a_no_leaves_it_where_it_is_and_the_leader_reads_so_in_passing(
    simulation: Simulation, cast: Cast
) -> None:
    await hand(simulation, cast)
    await cast.maria.press(last(cast.maria), "No, keep it with Priya")
    [one] = concerns(simulation)
    assert (one.state, one.owner, one.proposed_to) == (State.HEARD, cast.priya.id, None)
    before = len(letters(cast.priya))
    await simulation.move(local("2026-03-16 12:00"))
    assert len(letters(cast.priya)) == before + 1
    text = last(cast.priya).plain()
    assert "Maria would rather keep it with you." in text
    assert said_to(cast.tom) == []


async def test_it_pauses_five_days_and_no_answer_is_a_no(
    simulation: Simulation, cast: Cast
) -> None:
    await hand(simulation, cast)
    before = len(letters(cast.priya))
    await simulation.move(local("2026-03-19 09:00"))
    assert len(letters(cast.priya)) == before
    await simulation.move(local("2026-03-20 12:00"))
    [one] = concerns(simulation)
    assert (one.owner, one.proposed_to) == (cast.priya.id, None)
    assert "so it stays with you." in last(cast.priya).plain()
    assert "There was no answer" in last(cast.maria).plain()
    # The question in Maria's messages has no buttons any more.
    assert "Yes, share my words" not in [
        label for one in letters(cast.maria) for label in one.labels()
    ]


@pytest.mark.parametrize("answer", ["no", "none"])
async def test_R43_a_named_day_that_a_handover_passes_over_is_told_before_and_after(
    simulation: Simulation, cast: Cast, answer: str
) -> None:
    """Nobody waits in vain for a day they were told."""
    await heard(simulation, cast, **{"When will you come back to Maria?": "2026-03-12"})
    await ask_to_hand(cast.priya)
    await simulation.move(local("2026-03-13 12:00"))
    question = last(cast.maria)
    passed_over = "I don't ask @Priya how the situation is, so not on Thu 12 March either."
    assert passed_over in question.plain()
    if answer == "no":
        await cast.maria.press(question, "No, keep it with Priya")
    await simulation.move(local("2026-03-17 12:00"))
    asked_on = "Mon 16 March" if answer == "no" else "Tue 17 March"
    moved = last(cast.maria).plain()
    assert moved.startswith("@Priya hasn't come back to this yet.")
    assert f"I'll ask @Priya on {asked_on} how the situation is." in moved
    assert "How is that situation now?" in " ".join(said_to(cast.priya))


@pytest.mark.parametrize("how", ["account closes", "guest", "steps down"])
async def test_nobody_is_asked_about_a_handover_to_somebody_who_leads_no_more(
    simulation: Simulation, cast: Cast, how: str
) -> None:
    await heard(simulation, cast)
    await ask_to_hand(cast.priya)
    await simulation.move(local("2026-03-10 10:00"))
    question = last(cast.maria)
    assert "Yes, share my words" in question.labels()
    if how == "account closes":
        simulation.workspace.deactivate(cast.tom)
    elif how == "guest":
        simulation.workspace.change(cast.tom, guest="multi")
    else:
        workspace = simulation.bot.installation.workspace
        await simulation.bot.runner.run(workspace, step_down, PersonId(cast.tom.id))
    await simulation.slack.quiet()
    await simulation.rounds()
    assert question.live.labels() == []
    assert "so it stayed with @Priya" in question.live.plain()
    [one] = concerns(simulation)
    assert (one.owner, one.proposed_to) == (cast.priya.id, None)
    await simulation.move(local("2026-03-13 12:00"))
    told = last(cast.priya).plain()
    assert "There was no answer about handing it over, so it stays with you." in told
    assert "hasn't answered" not in told


async def test_a_leader_whose_account_was_closed_for_a_day_is_not_said_to_lead_no_more(
    simulation: Simulation, cast: Cast
) -> None:
    """The question about handing it over is gone with them; what is said of it stays true."""
    await heard(simulation, cast)
    await ask_to_hand(cast.priya)
    await simulation.move(local("2026-03-10 10:00"))
    question = last(cast.maria)
    for change in (simulation.workspace.deactivate, simulation.workspace.reactivate):
        change(cast.priya)
        await simulation.slack.quiet()
        await simulation.rounds()
    assert "no longer leads" not in question.live.plain()
    assert question.live.labels() == []
    await simulation.move(local("2026-03-12 09:35"))
    # At her own hour, on the day she named: Maria's clock shows an hour less.
    assert "How is that situation now?" in last(cast.priya).plain()
    await ask_to_hand(cast.priya)
    await simulation.move(local("2026-03-12 15:00"))
    assert "Yes, share my words" in last(cast.maria).labels()


# What a leader cannot change alone


async def third(simulation: Simulation, cast: Cast) -> None:
    """The third reminder has come, with [Ask someone for help]."""
    await heard(simulation, cast)
    await asked(simulation, cast)
    await simulation.move(local("2026-03-19 12:00"))
    assert "my last reminder for now" in last(cast.priya).plain()


async def test_a_leader_passes_the_ask_on_as_their_own_without_a_link_to_the_raiser(
    simulation: Simulation, cast: Cast
) -> None:
    await third(simulation, cast)
    await cast.priya.press(last(cast.priya), "Ask someone for help")
    await cast.priya.fill(
        {
            "What would you need?": "More people or time",
            "Who could give it?": cast.tom,
            "Your request, without naming anyone from your team": "Two more people on call",
        }
    )
    sent = await cast.priya.submit()
    assert not sent.errors, sent
    assert cast.priya.modal is not None
    assert "Tom gets this" in cast.priya.modal.plain()
    await close_all(cast.priya)

    [first] = [one for one in concerns(simulation) if one.raiser == cast.maria.id]
    [own] = [one for one in concerns(simulation) if one.raiser == cast.priya.id]
    assert (first.state, own.state, own.owner) == (State.IN_PROGRESS, State.RAISED, cast.tom.id)
    assert opened(simulation, own.id) == ["More people or time. Two more people on call"]
    assert first.id not in str(tuple(own))
    assert cast.maria.id not in str(tuple(own))
    assert own.id not in str(tuple(first))
    await simulation.rounds()
    assert "Find someone who can help" in last(cast.maria).plain()
    await simulation.move(local("2026-03-20 12:00"))
    assert "Maria" not in " ".join(said_to(cast.tom))
    await cast.tom.press(last(cast.tom), "Read it")
    await cast.tom.submit()
    await close_all(cast.tom)
    await simulation.rounds()
    assert "Tom has read what you raised." in " ".join(said_to(cast.priya))


async def test_who_has_not_accepted_gets_no_ask_and_the_text_can_be_copied(
    simulation: Simulation, cast: Cast
) -> None:
    await third(simulation, cast)
    await cast.priya.press(last(cast.priya), "Ask someone for help")
    await cast.priya.fill(
        {
            "What would you need?": "A budget",
            "Who could give it?": cast.dora,
            "Your request, without naming anyone from your team": "Money for tools",
        }
    )
    await cast.priya.submit()
    view = cast.priya.modal
    assert view is not None
    assert "A budget. Money for tools" in view.plain()
    assert "Message Dora" in view.labels()
    [one] = concerns(simulation)
    assert one.state is State.HEARD


async def test_the_step_of_finding_someone_who_can_opens_the_form_of_the_ask(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    card = await asked(simulation, cast)
    await cast.priya.press(card, "Pick a next step")
    await cast.priya.fill({"What will you do?": "Find someone who can help"})
    sent = await cast.priya.submit()
    assert not sent.errors, sent
    assert cast.priya.modal is not None
    assert cast.priya.modal.title == "Ask someone for help"
    assert concerns(simulation)[0].state is State.HEARD
    await cast.priya.fill(
        {
            "What would you need?": "I don't know yet",
            "Who could give it?": cast.tom,
            "Your request, without naming anyone from your team": "Advice on the rota",
        }
    )
    sent = await cast.priya.submit()
    assert not sent.errors, sent
    assert {one.state for one in concerns(simulation)} == {State.IN_PROGRESS, State.RAISED}
    own = next(one for one in concerns(simulation) if one.raiser == cast.priya.id)
    assert opened(simulation, own.id) == ["Advice on the rota"]


async def test_somebody_it_was_handed_to_is_told_of_no_wait_that_was_not_theirs(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.command("/concern", WORDS, channel=cast.payments)
    await simulation.move(local("2026-03-10 12:00"))
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Send to someone else")
    await send_on(cast.maria)
    await close_all(cast.maria)
    await simulation.move(local("2026-03-12 12:00"))
    reminder = last(cast.tom).plain()
    assert "Wed 11 March" in reminder, "the day on which it reached him"
    assert "9 March" not in reminder


async def test_who_is_no_member_any_more_gets_nothing_and_it_is_said_whom_that_is(
    simulation: Simulation, cast: Cast
) -> None:
    """Their teams have not been looked through yet."""
    await heard(simulation, cast)
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Send to someone else")
    with simulation.bot.store.begin() as tx:
        of_tom = update(tables.person).where(tables.person.c.id == cast.tom.id)
        tx.connection.execute(of_tom.values(guest=True))
    await cast.maria.fill({WHO: "Tom"})
    sent = await cast.maria.submit()
    assert "Tom" in " ".join(sent.errors.values())
    [one] = concerns(simulation)
    assert one.owner == cast.priya.id
