"""Ways on: whoever leaves, falls silent or has nobody left, each button does what it says."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo.simulation import Simulation
from bot.domain.concern.states import Kind, NudgeReason, State
from bot.domain.settings import Notes
from bot.domain.team import LeaderState
from bot.store import Transaction
from slack_sandbox import Person
from tests.conftest import Cast
from tests.scenarios.lives import (
    WORDS,
    close_all,
    data_of,
    heard,
    homes,
    last,
    letters,
    questioned,
    raised,
    said_to,
    the,
    what_i_said,
)
from tests.scenarios.moments import concerns, local

WHO = "Who should follow up?"
MEMBERS = "Who's on the team?"
SILENT = "Never write to me first (replies are then only in Home)"


async def quietly(simulation: Simulation) -> None:
    """Let what Slack just told be heard, and what follows be carried."""
    await simulation.slack.quiet()
    await simulation.rounds()


def leader_state(simulation: Simulation, cast: Cast, leader: Person) -> LeaderState:
    """Where somebody stands with the promise to #payments."""
    with simulation.bot.store.begin() as tx:
        team = tx.teams.in_channel(simulation.bot.installation.workspace, cast.payments.id)
    assert team is not None
    entry = team.leader(leader.id)
    assert entry is not None
    return entry.state


# Nobody left to choose


async def test_what_is_about_a_leader_offers_somebody_else_only_where_there_is_one(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.command("/concern", channel=cast.payments)
    await cast.maria.fill(
        {"What is it?": "It is about how I am led", "Your words": "Decisions come late", WHO: "Tom"}
    )
    sent = await cast.maria.submit()
    assert not sent.errors, sent
    await close_all(cast.maria)
    await simulation.move(local("2026-03-17 12:00"))
    question = last(cast.maria)
    assert "Tom hasn't replied yet" in question.plain()
    assert question.labels() == ["Give it time", "Remind once more", "Take it back"]
    view = await what_i_said(cast.maria)
    assert "Send to someone else" not in view.labels()


# Shared notes that fall quiet (T33, T40, T41)


@pytest.mark.parametrize("press", ["Give it time", "Remind once more", "Please remove it"])
async def test_about_a_shared_note_each_button_does_something(
    simulation: Simulation, cast: Cast, press: str
) -> None:
    answer = await cast.priya.command(
        "/concern", "@maria is stuck, thursday", channel=cast.payments
    )
    assert answer.message is not None
    await cast.priya.press(answer.message, "Share with Maria")
    await simulation.move(local("2026-03-24 12:00"))
    question = last(cast.maria)
    assert "Priya hasn't come back to you yet" in question.plain()
    assert question.labels() == ["Give it time", "Remind once more", "Please remove it"]
    await cast.maria.press(question, press)
    assert question.live.labels() == []
    kept = the(simulation)
    assert kept.kind is Kind.SHARED
    if press == "Please remove it":
        assert kept.state is State.WITHDRAWN
        return
    reminders = len(letters(cast.priya))
    await simulation.move(local("2026-03-25 12:00"))
    assert len(letters(cast.priya)) == reminders + (press == "Remind once more")
    await simulation.move(local("2026-04-08 12:00"))
    assert "hasn't come back to you yet" in last(cast.maria).plain()


# Accounts that close and open again, and guests


async def test_an_account_that_opens_again_gets_everything_back(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await cast.priya.command("/concern", "@sam is stuck, friday", channel=cast.payments)
    before = len(letters(cast.maria))
    simulation.workspace.deactivate(cast.priya)
    await quietly(simulation)
    assert leader_state(simulation, cast, cast.priya) is LeaderState.GONE
    simulation.workspace.reactivate(cast.priya)
    await quietly(simulation)
    assert leader_state(simulation, cast, cast.priya) is LeaderState.ACCEPTED
    assert {one.owner for one in concerns(simulation)} == {cast.priya.id}
    await simulation.move(local("2026-03-13 12:00"))
    assert len(letters(cast.maria)) == before
    assert "How is that situation now?" in last(cast.priya).plain()
    await simulation.move(timedelta(days=40))
    assert len(concerns(simulation)) == 2


async def test_what_its_raiser_ended_meanwhile_is_given_back_to_its_leader_too(
    simulation: Simulation, cast: Cast
) -> None:
    """Nobody is let know while nobody leads; who comes back reads of it, and of nothing else."""
    card = await questioned(simulation, cast)
    simulation.workspace.deactivate(cast.priya)
    await quietly(simulation)
    await cast.maria.press(card, "It's better")
    await close_all(cast.maria)
    await simulation.rounds()
    assert "let" not in card.live.plain().split("You answered")[1]
    simulation.workspace.reactivate(cast.priya)
    await quietly(simulation)
    assert (the(simulation).owner, the(simulation).left_by) == (cast.priya.id, None)
    await cast.maria.command("/concern", "I need help", channel=cast.payments)
    await simulation.move(timedelta(days=2))
    told = " ".join(said_to(cast.priya))
    assert "Maria says it's better." in told
    assert "No longer with you" not in told


async def test_a_raiser_who_comes_back_is_on_the_list_and_heard_again(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    for change in (simulation.workspace.deactivate, simulation.workspace.reactivate):
        change(cast.maria)
        await quietly(simulation)
    assert not the(simulation).ending
    answer = await cast.maria.command("/concern", "I need help", channel=cast.payments)
    assert answer.message is not None
    assert "Priya gets this" in answer.message.plain()
    first, second = concerns(simulation)
    assert first.nudge_reason is NudgeReason.FIRST
    assert second.owner == cast.priya.id


async def test_a_shared_note_whose_leader_is_gone_says_so_and_offers_what_works(
    simulation: Simulation, cast: Cast
) -> None:
    """Nobody would read a correction: it can be removed, or goes by itself."""
    answer = await cast.priya.command("/concern", "@maria is stuck, thursday")
    assert answer.message is not None
    await cast.priya.press(answer.message, "Share with Maria")
    await simulation.move(local("2026-03-09 15:00"))
    simulation.workspace.change(cast.priya, guest="multi")
    await quietly(simulation)
    view = await what_i_said(cast.maria)
    assert "Priya follows up on this no longer." in view.plain()
    assert "as a reminder to follow up" not in view.plain()
    assert "I delete this on Wed 8 April." in view.plain()
    assert view.labels() == ["Please remove it"]
    await simulation.move(local("2026-04-09 12:00"))
    assert concerns(simulation) == []


async def test_after_thirty_days_a_closed_account_begins_anew(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    simulation.workspace.deactivate(cast.priya)
    await quietly(simulation)
    simulation.clock.move_to(local("2026-04-20 12:00"))
    await simulation.rounds()
    simulation.workspace.reactivate(cast.priya)
    await quietly(simulation)
    assert leader_state(simulation, cast, cast.priya) is LeaderState.GONE
    assert the(simulation).owner is None


async def test_a_leader_who_becomes_a_guest_leads_no_more(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    simulation.workspace.change(cast.priya, guest="multi")
    await quietly(simulation)
    assert leader_state(simulation, cast, cast.priya) is LeaderState.GONE
    await simulation.rounds()
    assert "Where should it go?" in last(cast.maria).plain()
    answer = await cast.sam.command("/concern", WORDS, channel=cast.payments)
    assert answer.message is not None
    assert "Priya gets this" not in answer.message.plain()
    assert len(concerns(simulation)) == 1


# Leaders who step down, or are struck off


async def test_switching_all_messages_off_says_first_what_it_costs_a_leader(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await cast.priya.command("/concern", "@sam is stuck, friday", channel=cast.payments)
    await cast.priya.command("/concern", "settings", channel=cast.payments)
    await cast.priya.fill({"Messages and notifications": [SILENT]})
    assert (await cast.priya.submit()).ok
    view = cast.priya.modal
    assert view is not None
    assert "nobody can raise anything with you" in view.plain()
    assert "One open thing goes back" in view.plain()
    assert view.labels() == ["Stop leading", "Pause instead"]
    assert leader_state(simulation, cast, cast.priya) is LeaderState.ACCEPTED
    await cast.priya.press("modal", "Stop leading")
    assert leader_state(simulation, cast, cast.priya) is LeaderState.GONE
    await quietly(simulation)
    assert "Where should it go?" in last(cast.maria).plain()
    assert [one.timeout_act for one in concerns(simulation) if one.kind is Kind.NOTE] == [None]


async def test_instead_of_stepping_down_a_leader_can_pause(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.priya.command("/concern", "settings", channel=cast.payments)
    await cast.priya.fill({"Messages and notifications": [SILENT]})
    assert (await cast.priya.submit()).ok
    await cast.priya.press("modal", "Pause instead")
    await cast.priya.fill({"First day with messages again": "2026-03-20"})
    assert not (await cast.priya.submit()).errors
    assert leader_state(simulation, cast, cast.priya) is LeaderState.ACCEPTED


async def test_a_leader_struck_off_by_another_is_told_what_goes_back(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    boss = simulation.workspace.add_person("boss", name="Boss", admin=True)
    simulation.workspace.join(cast.payments, boss)
    await boss.open_home()
    await boss.command("/concern", "team", channel=cast.payments)
    await boss.fill({"Who leads?": [cast.sam], MEMBERS: [cast.maria]})
    assert not (await boss.submit()).errors
    await quietly(simulation)
    told = cast.priya.direct_messages()[-1]
    assert told.text == "A change for one of your teams in Heard."
    assert "In Heard you no longer lead #payments; Boss changed that." in told.plain()
    assert "One open thing goes back" in told.plain()


# The team's form


async def test_a_team_changed_by_its_own_leader_is_not_said_to_be_off(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.priya.command("/concern", "team", channel=cast.payments)
    await cast.priya.fill({MEMBERS: [cast.maria, cast.sam, cast.stranger]})
    assert not (await cast.priya.submit()).errors
    assert cast.priya.modal is not None
    assert "Waiting for their answer" not in cast.priya.modal.plain()
    assert "The new settings apply from now on." in cast.priya.modal.plain()


async def test_somebody_who_left_the_channel_blocks_no_form(
    simulation: Simulation, cast: Cast
) -> None:
    simulation.workspace.leave(cast.payments, cast.sam)
    await quietly(simulation)
    await cast.priya.command("/concern", "team", channel=cast.payments)
    await cast.priya.fill({MEMBERS: [cast.maria, cast.sam]})
    assert not (await cast.priya.submit()).errors


# Consent, the contact, and what is too late


async def test_consent_names_whom_the_words_go_to(simulation: Simulation, cast: Cast) -> None:
    await heard(simulation, cast)
    await simulation.move(local("2026-03-12 12:00"))
    await cast.priya.press(last(cast.priya), "Hand it over")
    await cast.priya.fill({"Who should have it?": "Tom"})
    assert not (await cast.priya.submit()).errors
    await close_all(cast.priya)
    view = await what_i_said(cast.maria)
    assert "If you say yes, Tom reads your words." in view.plain()
    assert "Yes, share my words" in view.labels()


async def test_the_press_for_help_leads_on_though_the_contact_has_left(
    simulation: Simulation, cast: Cast
) -> None:
    def name_tom(tx: Transaction) -> None:
        tx.workspaces.set_contact(
            simulation.bot.installation.workspace, cast.tom.id, None, cast.priya.id
        )

    await simulation.bot.store.run(name_tom)
    await cast.maria.open_home()
    await cast.maria.press("home", "Get help now")
    boss = simulation.workspace.add_person("boss", name="Boss", admin=True)
    await boss.open_home()
    simulation.workspace.deactivate(cast.tom)
    await quietly(simulation)
    await cast.maria.press("modal", "Ask Tom to get in touch")
    assert cast.maria.modal is not None
    shown = cast.maria.modal.plain()
    assert "your local emergency number" in shown
    assert "such as Boss" in shown
    assert "The account of @Tom is closed." in boss.direct_messages()[-1].plain()


async def test_where_no_contact_is_left_get_help_names_somebody_to_turn_to(
    simulation: Simulation, cast: Cast
) -> None:
    workspace = simulation.bot.installation.workspace
    await simulation.bot.store.run(
        lambda tx: tx.workspaces.set_contact(workspace, cast.tom.id, None, cast.priya.id)
    )
    simulation.workspace.deactivate(cast.tom)
    await quietly(simulation)
    # Priya is an admin, and leads Maria: she is nobody to turn to about Priya.
    for somebody in ("someone you trust at work", "an admin here, such as Boss"):
        await cast.maria.open_home()
        await cast.maria.press("home", "Get help now")
        assert cast.maria.modal is not None
        shown = cast.maria.modal.plain()
        assert "There is no safety contact at the moment." in shown
        assert somebody in shown
        await close_all(cast.maria)
        boss = simulation.workspace.people.get("boss")
        if boss is None:
            boss = simulation.workspace.add_person("boss", name="Boss", admin=True)
            await boss.open_home()


async def test_a_call_for_help_reaches_whoever_is_the_contact_now(
    simulation: Simulation, cast: Cast
) -> None:
    """No event told that the contact's account was closed; the next one is asked the same day."""
    ws, workspace = simulation.workspace, simulation.bot.installation.workspace

    async def name_contact(person: Person) -> None:
        await simulation.bot.store.run(
            lambda tx: tx.workspaces.set_contact(workspace, person.id, None, cast.priya.id)
        )

    ida, ina = (ws.add_person(name, display_name=name.title()) for name in ("ida", "ina"))
    ada, zoe = (
        ws.add_person(name, display_name=name.title(), admin=True) for name in ("ada", "zoe")
    )
    await name_contact(ida)
    await ada.open_home()
    await zoe.open_home()
    await ada.shortcut("note_a_talk")
    await ada.fill({"Who did you talk with?": cast.maria, "What did you hear?": "worn out"})
    assert not (await ada.submit()).errors
    await close_all(ada)
    await cast.maria.open_home()
    await cast.maria.press("home", "Get help now")
    await cast.maria.press("modal", "Ask Ida to get in touch")
    await simulation.rounds()
    assert "Maria would like you, as the safety contact" in ida.direct_messages()[-1].plain()
    await close_all(cast.maria)
    await cast.maria.press("home", "Get help now")
    async with simulation.slack.lose():
        ws.deactivate(ida)
    await cast.maria.press("modal", "Ask Ida to get in touch")
    assert cast.maria.modal is not None
    assert "Nobody was asked" in cast.maria.modal.plain()
    # Priya, an admin, leads Maria. Ada has something of hers, so it may be about Ada.
    assert "turn to an admin here, such as Zoe." in cast.maria.modal.plain()
    await close_all(cast.maria)
    await name_contact(ina)
    await cast.maria.open_home()
    await cast.maria.press("home", "Get help now")
    await cast.maria.press("modal", "Ask Ina to get in touch")
    await simulation.rounds()
    assert "Maria would like you, as the safety contact" in ina.direct_messages()[-1].plain()


async def test_what_it_is_too_late_for_is_not_offered(simulation: Simulation, cast: Cast) -> None:
    await heard(simulation, cast)
    await simulation.move(local("2026-03-12 12:00"))
    await cast.priya.press(last(cast.priya), "Give an honest no")
    await cast.priya.fill(
        {
            "Why is it a no?": "Not possible now",
            "In your own words, to Maria": "Not before June, I asked.",
        }
    )
    assert not (await cast.priya.submit()).errors
    await close_all(cast.priya)
    await simulation.rounds()
    told = last(cast.maria)
    assert "you can ask to talk until Thu 26 March." in told.plain()
    assert "I'd like to talk" in (await what_i_said(cast.maria)).labels()
    simulation.clock.move_to(local("2026-03-27 12:00"))
    await simulation.rounds()
    await close_all(cast.maria)
    assert "I'd like to talk" not in (await what_i_said(cast.maria)).labels()
    await close_all(cast.maria)
    await cast.maria.press(told, "I'd like to talk")
    assert "it's too late to reopen this" in cast.maria.ephemerals()[-1].plain()
    assert "I'd like to talk" not in told.live.labels()
    assert the(simulation).state is State.NO_CHANGE


# Small ones


async def test_where_notes_are_off_no_form_for_one_opens(
    simulation: Simulation, cast: Cast
) -> None:
    def switch_off(tx: Transaction) -> None:
        workspace = simulation.bot.installation.workspace
        home = tx.workspaces.get(workspace)
        tx.workspaces.choose(workspace, replace(home, notes=Notes.OFF))

    await simulation.bot.store.run(switch_off)
    await cast.priya.open_home()
    assert cast.priya.home is not None
    assert "Note as a lead" not in cast.priya.home.labels()
    await cast.priya.shortcut("note_a_talk")
    assert cast.priya.modal is not None
    assert "Nothing was saved. Notes are switched off here." in cast.priya.modal.plain()
    assert cast.priya.modal.fields == {}


async def test_a_refused_subcommand_repeats_no_words(simulation: Simulation, cast: Cast) -> None:
    answer = await cast.maria.command("/concern", "team", channel=cast.payments)
    assert answer.message is not None
    assert answer.message.plain() == "You can't open this."


async def test_of_two_who_are_addressed_none_is_chosen(simulation: Simulation, cast: Cast) -> None:
    await cast.maria.command(
        "/concern",
        f"@{cast.priya.handle} @{cast.tom.handle} the deadline is unrealistic",
        channel=cast.payments,
    )
    assert cast.maria.modal is not None
    assert cast.maria.modal.fields[WHO].value in (None, "")


async def test_a_guest_reads_what_is_kept_about_them_and_is_sent_no_note(
    simulation: Simulation, cast: Cast
) -> None:
    answer = await cast.priya.command("/concern", "@sam is stuck, friday", channel=cast.payments)
    assert answer.message is not None
    simulation.workspace.change(cast.sam, guest="multi")
    await quietly(simulation)
    await cast.priya.press(answer.message, "Share with Sam")
    assert the(simulation).kind is Kind.NOTE
    assert "is stuck" in await data_of(cast.sam, cast.payments)


async def test_a_handover_without_an_answer_is_no_no(simulation: Simulation, cast: Cast) -> None:
    await heard(simulation, cast)
    await simulation.move(local("2026-03-12 12:00"))
    await cast.priya.press(last(cast.priya), "Hand it over")
    await cast.priya.fill({"Who should have it?": "Tom"})
    assert not (await cast.priya.submit()).errors
    await close_all(cast.priya)
    await simulation.move(local("2026-03-20 12:00"))
    assert "so it stays with you." in " ".join(said_to(cast.priya))
    assert "it stayed with @Priya" in last(cast.maria).plain()
    assert "Tom" in last(cast.maria).plain()
    assert "I'll ask" in await homes(cast.maria)
