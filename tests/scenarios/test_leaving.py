"""Who leaves, what grows old, and what comes back: lives that end otherwise than planned."""

from dataclasses import replace
from datetime import timedelta

from bot.casework.leading import report_talk
from bot.casework.preferences import step_down
from bot.casework.teams import accept
from bot.demo.simulation import Simulation
from bot.domain.concern.states import Act, NudgeReason, State
from bot.domain.delivery import WordsKind
from bot.domain.ids import PersonId
from bot.domain.team import LeaderState
from bot.store import Transaction
from tests.conftest import Cast
from tests.scenarios.lives import (
    WORDS,
    acts,
    asked,
    close_all,
    heard,
    homes,
    jump,
    kept_words,
    last,
    letters,
    questioned,
    raised,
    said_to,
    sealed_rows,
    the,
    what_i_said,
)
from tests.scenarios.moments import concerns, local

WHO = "Who should follow up?"


async def quietly(simulation: Simulation) -> None:
    """Let what Slack just told be heard, and what follows be carried."""
    await simulation.slack.quiet()
    await simulation.rounds()


# The leader leaves


async def test_a_leader_whose_account_closes_leaves_it_to_its_raiser(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    simulation.workspace.deactivate(cast.priya)
    await quietly(simulation)
    one = the(simulation)
    assert (one.state, one.owner, one.left_by) == (State.RAISED, None, cast.priya.id)
    clocks = one.clocks
    assert (clocks.nudge, clocks.timeout, clocks.check_in) == (None, None, None)
    assert letters(cast.maria) == []
    await simulation.move(timedelta(days=3))
    letter = last(cast.maria)
    assert (
        "Priya no longer leads your team and can't open what you raised any more" in letter.plain()
    )
    assert "Where should it go?" in letter.plain()
    assert letter.labels() == ["Send to someone else", "Take it back"]
    await simulation.move(timedelta(days=20))
    assert len(letters(cast.maria)) == 1

    await cast.maria.press(letter, "Send to someone else")
    await cast.maria.fill({WHO: "Tom"})
    sent = await cast.maria.submit()
    assert not sent.errors, sent
    await close_all(cast.maria)
    await simulation.move(timedelta(days=4))
    assert "Maria" in said_to(cast.tom)[0]
    assert "You sent it to someone else on" in letter.live.plain()


async def test_R25_a_leader_taken_off_the_team_loses_what_was_raised_with_them_and_nothing_moves(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await cast.priya.command("/concern", "team", channel=cast.payments)
    await cast.priya.fill({"Who leads?": [cast.sam], "Who's on the team?": [cast.maria]})
    sent = await cast.priya.submit()
    assert not sent.errors, sent
    await close_all(cast.priya)
    await quietly(simulation)
    one = the(simulation)
    assert (one.state, one.owner) == (State.HEARD, None)
    assert "Where should it go?" in last(cast.maria).plain()
    assert "Maria" not in await homes(cast.priya)
    with simulation.bot.store.begin() as tx:
        team = tx.teams.in_channel(simulation.bot.installation.workspace, cast.payments.id)
        assert team is not None
    await simulation.bot.runner.run(
        simulation.bot.installation.workspace, accept, cast.sam.id, team.id
    )
    await simulation.move(timedelta(days=3))
    assert the(simulation).owner is None


async def test_a_leader_of_two_teams_keeps_what_they_still_lead(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    with simulation.bot.store.begin() as tx:
        other = tx.teams.in_channel(simulation.bot.installation.workspace, cast.design.id)
        assert other is not None
        entry = replace(other.leaders[0], person=cast.priya.id)
        members = other.members | {cast.maria.id}
        tx.teams.save(replace(other, leaders=(*other.leaders, entry), members=members))
    before = the(simulation).team
    await cast.priya.command("/concern", "team", channel=cast.payments)
    await cast.priya.fill({"Who leads?": [cast.sam], "Who's on the team?": [cast.maria]})
    assert not (await cast.priya.submit()).errors
    # It stays with its leader, and it counts in the team whose channel it came from.
    after = the(simulation)
    assert (after.owner, after.team) == (cast.priya.id, before)


async def test_a_leader_who_wants_no_messages_counts_as_gone(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    await simulation.bot.runner.run(
        simulation.bot.installation.workspace,
        step_down,
        cast.priya.id,
    )
    assert the(simulation).owner is None
    with simulation.bot.store.begin() as tx:
        team = tx.teams.in_channel(simulation.bot.installation.workspace, cast.payments.id)
        assert team is not None
    assert [one.state for one in team.leaders] == [LeaderState.GONE]
    answer = await cast.maria.command("/concern", "I am stuck", channel=cast.payments)
    assert answer.message is not None
    assert "stuck" in answer.message.plain()
    assert len(concerns(simulation)) == 1


async def test_the_notes_of_a_leader_who_left_are_erased_after_thirty_days(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.priya.command("/concern", "@maria is stuck, friday", channel=cast.payments)
    simulation.workspace.deactivate(cast.priya)
    await quietly(simulation)
    assert the(simulation).ending
    assert said_to(cast.maria) == []
    await jump(simulation, "2026-04-07 12:00")
    assert kept_words(simulation) == ["is stuck"]
    await jump(simulation, "2026-04-09 12:00")
    assert concerns(simulation) == []


# The raiser leaves


async def test_what_somebody_said_whose_account_closes_is_asked_about_no_more_and_then_erased(
    simulation: Simulation, cast: Cast
) -> None:
    card = await heard(simulation, cast)
    simulation.workspace.deactivate(cast.maria)
    await quietly(simulation)
    before = len(letters(cast.priya))
    await simulation.move(local("2026-03-20 12:00"))
    assert len(letters(cast.priya)) == before
    home = await homes(cast.priya)
    assert "Closed" in home or "Nothing is open with you." in home
    await cast.priya.command("/concern", "list", channel=cast.payments)
    assert cast.priya.modal is not None
    assert "Maria · on-call load · Closed" in cast.priya.modal.plain()
    await close_all(cast.priya)
    await jump(simulation, "2026-04-09 12:00")
    assert concerns(simulation) == []
    assert "Maria" not in card.live.plain()


# Three months


async def test_after_three_months_the_leader_is_asked_for_a_clear_answer_once(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    workspace = simulation.bot.installation.workspace
    for _ in range(10):
        await simulation.bot.runner.run(
            workspace, report_talk, cast.priya.id, the(simulation).id, Act.TALKED_SAME
        )
        simulation.clock.move_to(simulation.clock() + timedelta(days=8))
    await simulation.rounds()
    assert the(simulation).clocks.stale_review_at is not None
    await simulation.move(local("2026-06-03 12:00"))
    told = [one for one in said_to(cast.maria) if "is still open after three months" in one]
    assert len(told) == 1
    assert "I've asked @Priya for a next step" in told[0]
    cards = [one for one in said_to(cast.priya) if "raised has been open for three months" in one]
    assert len(cards) == 1
    assert cards[0].startswith("How is that situation now?")
    await simulation.move(timedelta(days=10))
    assert acts(simulation).count("stale_review") == 1

    # Drawn anew when nobody asks the leader any more, it still says what was done then.
    after = replace(the(simulation), quiet=True)

    def fall_quiet(tx: Transaction) -> None:
        tx.concerns.save(after)
        tx.deliveries.mark_concern_stale(after)

    await simulation.bot.store.run(fall_quiet)
    await simulation.rounds()
    again = [one for one in said_to(cast.maria) if "is still open after three months" in one]
    assert len(again) == 1
    assert "I've asked @Priya for a next step" in again[0]


async def test_a_quiet_leader_is_not_asked_for_a_clear_answer(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await simulation.move(local("2026-03-25 12:00"))
    assert the(simulation).quiet
    await jump(simulation, "2026-06-03 12:00")
    told = last(cast.maria).plain()
    assert "is still open after three months" in told
    assert "I ask every lead" not in told
    assert the(simulation).clocks.nudge is None
    assert "raised has been open for three months" not in " ".join(said_to(cast.priya))


# A month later


async def test_a_month_after_better_the_raiser_is_asked_once_more(
    simulation: Simulation, cast: Cast
) -> None:
    question = await questioned(simulation, cast)
    await cast.maria.press(question, "It's better")
    await close_all(cast.maria)
    assert the(simulation).state is State.CONFIRMED
    count = len(letters(cast.maria))
    await jump(simulation, "2026-04-14 12:00")
    assert len(letters(cast.maria)) == count
    await jump(simulation, "2026-04-15 12:00")
    late = last(cast.maria)
    assert "On Mon 16 March you said this was better." in late.plain()
    assert late.labels() == ["Still better", "Reopen it"]
    before = late.picture()
    await cast.maria.press(late, "Reopen it")
    assert the(simulation).state is State.HEARD
    await simulation.move(timedelta(days=1))
    assert "reopened what they raised" in last(cast.priya).plain()
    await cast.maria.press(before, "Still better")
    assert the(simulation).state is State.HEARD


async def test_still_better_tells_nobody(simulation: Simulation, cast: Cast) -> None:
    question = await questioned(simulation, cast)
    await cast.maria.press(question, "It's better")
    await close_all(cast.maria)
    await jump(simulation, "2026-04-15 12:00")
    hers = said_to(cast.priya)
    await cast.maria.press(last(cast.maria), "Still better")
    assert 'You answered "Still better"' in last(cast.maria).plain()
    await simulation.move(timedelta(days=3))
    assert said_to(cast.priya)[: len(hers)] == hers
    assert the(simulation).state is State.CONFIRMED


async def test_while_the_same_topic_is_open_nobody_asks_whether_it_is_still_better(
    simulation: Simulation, cast: Cast
) -> None:
    question = await questioned(simulation, cast)
    await cast.maria.press(question, "It's better")
    await close_all(cast.maria)
    await jump(simulation, "2026-04-14 12:00")
    await cast.maria.command("/concern", WORDS, channel=cast.payments)
    count = len(letters(cast.maria))
    await jump(simulation, "2026-04-15 12:00")
    assert len(letters(cast.maria)) == count
    assert all("Is it still" not in one.plain() for one in letters(cast.maria))


async def test_where_nobody_is_left_it_is_said_until_when_it_is_kept(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    simulation.workspace.deactivate(cast.tom)
    await simulation.slack.quiet()
    workspace = simulation.bot.installation.workspace
    await simulation.bot.runner.run(workspace, step_down, PersonId(cast.priya.id))
    await simulation.rounds()
    told = last(cast.maria).plain()
    assert "I keep what you raised until Sat 19 September" in told
    for at in ("2026-09-07 12:00", "2026-09-18 12:00"):
        await jump(simulation, at)
        assert the(simulation).owner is None
    assert "I keep what you raised until Sat 19 September" in " ".join(said_to(cast.maria))
    await jump(simulation, "2026-09-22 12:00")
    assert sealed_rows(simulation) == 0


async def test_it_comes_back_with_a_new_line_where_the_words_are_erased(
    simulation: Simulation, cast: Cast
) -> None:
    question = await questioned(simulation, cast)
    await cast.maria.press(question, "It's better")
    await close_all(cast.maria)
    one = the(simulation)
    with simulation.bot.store.begin() as tx:
        tx.concerns.erase_words(one, WordsKind.SAID)
    await jump(simulation, "2026-04-15 12:00")
    await cast.maria.press(last(cast.maria), "Reopen it")
    assert the(simulation).state is State.CONFIRMED
    sent = await cast.maria.submit()
    assert sent.problems or sent.errors
    await cast.maria.fill({"Your words": "The pager again"})
    sent = await cast.maria.submit()
    assert not sent.errors, sent
    one = the(simulation)
    assert one.state is State.HEARD
    assert one.clocks.nudge is not None
    assert one.clocks.nudge.reason is NudgeReason.CAME_BACK
    assert kept_words(simulation)[-1] == "The pager again"
    await simulation.move(timedelta(days=1))
    await cast.priya.press(last(cast.priya), "Read it")
    assert cast.priya.modal is not None
    assert "The pager again" in cast.priya.modal.plain()


async def test_after_sixty_days_it_does_not_come_back(simulation: Simulation, cast: Cast) -> None:
    question = await questioned(simulation, cast)
    await cast.maria.press(question, "It's better")
    await close_all(cast.maria)
    await jump(simulation, "2026-04-15 12:00")
    late = last(cast.maria)
    await jump(simulation, "2026-05-20 12:00")
    await cast.maria.press(late, "Reopen it")
    assert the(simulation).state is State.CONFIRMED


# An honest no, and two views


async def test_an_honest_no_has_a_reason_and_own_words_and_the_raiser_may_answer(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    card = await asked(simulation, cast)
    await cast.priya.press(card, "Give an honest no")
    await cast.priya.fill(
        {"Why is it a no?": "Not possible now", "In your own words, to Maria": "Sorry, no."}
    )
    sent = await cast.priya.submit()
    assert "add a sentence in your own words" in " ".join(sent.errors.values())
    no = "We looked at the rota; there is nobody to add before May."
    await cast.priya.fill({"In your own words, to Maria": no})
    sent = await cast.priya.submit()
    assert not sent.errors, sent
    await close_all(cast.priya)
    await simulation.rounds()
    told = last(cast.maria)
    assert told.labels() == ["Read it", "I'd like to talk", "Send to someone else"]
    await cast.maria.press(told, "Read it")
    assert cast.maria.modal is not None
    assert no in cast.maria.modal.plain()
    await close_all(cast.maria)
    await cast.maria.press(told.live, "I'd like to talk")
    assert the(simulation).state is State.HEARD
    await simulation.move(local("2026-03-13 12:00"))
    assert "would like to talk about your answer" in last(cast.priya).plain()
    assert acts(simulation) == ["raise", "hear", "close", "reopen"]


async def test_two_views_of_one_talk_stand_beside_each_other(
    simulation: Simulation, cast: Cast
) -> None:
    question = await questioned(simulation, cast, "About the same")
    await cast.maria.press(question, "We haven't talked")
    await cast.maria.press(question.live, "Yes, tell Priya")
    one = the(simulation)
    assert one.replies.two_views
    assert one.state is State.IN_PROGRESS
    await simulation.move(local("2026-03-17 12:00"))
    text = last(cast.priya).plain()
    assert "Maria answered: we haven't talked yet" in text
    assert the(simulation).promise.resume_on is None
    await cast.priya.press(last(cast.priya), "Not yet")
    await cast.priya.submit()
    await close_all(cast.priya)
    assert the(simulation).replies.two_views
    view = await what_i_said(cast.maria)
    assert "You said" not in view.plain() or WORDS in view.plain()
