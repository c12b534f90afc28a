"""Sorting, back-off, fade-out, the weekly list, and the lines that ride along."""

from dataclasses import replace
from datetime import date, timedelta

from bot.casework.leading import later, report_talk, take_back
from bot.demo.simulation import Simulation
from bot.domain.concern import PlannedCheckIn
from bot.domain.concern.states import Act, CheckIn, State
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import PersonId
from bot.domain.team import Leader, LeaderState
from tests.conftest import Cast
from tests.scenarios.moments import (
    always_touches,
    asked,
    change_teams,
    choose,
    concerns,
    days,
    hear,
    keep,
    local,
    rows,
    settle,
    tell,
)

SORT = "Sort them"


async def many(simulation: Simulation, cast: Cast, count: int = 9) -> None:
    """So many notes for tomorrow, and the message about them."""
    change_teams(simulation, digest_day=0)
    for number in range(count):
        about = cast.maria if number % 2 else cast.sam
        await keep(cast.priya, about, f"thing {number}, tomorrow", cast.payments)
        # So that the first one is the oldest by its row, too.
        simulation.clock.move_to(simulation.clock() + timedelta(seconds=1))
    await simulation.move(local("2026-03-10 12:00"))


# Sorting


async def test_more_than_eight_are_one_message_that_offers_to_sort_them(
    simulation: Simulation, cast: Cast
) -> None:
    await many(simulation, cast)
    ((_, message),) = asked(cast.priya)
    assert message.text == "How is that situation now?"
    assert (
        "9 things are open with you. Five minutes of sorting may help more than many reminders."
        in (message.plain())
    )
    assert message.labels() == [SORT, "Open the list"]


async def test_many_are_settled_at_once_and_the_message_says_what_is_left(
    simulation: Simulation, cast: Cast
) -> None:
    await many(simulation, cast)
    message = asked(cast.priya)[-1][1]
    await cast.priya.press(message, SORT)
    assert cast.priya.modal is not None
    assert cast.priya.modal.title == SORT
    blocks = cast.priya.modal.blocks
    lines = [one["block_id"] for one in blocks if one["type"] == "input"]
    assert len(lines) == 9
    wanted = ("Tomorrow", "Next week", "Talked: better", "Talked: about the same", "Talked: worse")
    await cast.priya.fill(dict(zip(lines, wanted, strict=False)))
    sent = await cast.priya.submit()
    assert sent.sent, sent
    assert cast.priya.modal is not None
    assert "Saved." in cast.priya.modal.plain()
    await cast.priya.close_modal(all=True)
    by_id = {one.id: one for one in concerns(simulation)}
    found = [by_id[line.split(":")[1]] for line in lines]
    assert [one.state for one in found] == [
        State.HEARD,
        State.HEARD,
        State.UNCONFIRMED,
        State.IN_PROGRESS,
        State.WORSE,
        *[State.HEARD] * 4,
    ]
    assert [str(one.nudge_on) for one in found[:2]] == ["2026-03-11", "2026-03-16"]
    ((_, after),) = asked(cast.priya)
    assert "4 things are open with you." in after.plain()
    await cast.priya.press(after, SORT)
    left = [one for one in cast.priya.modal.blocks if one["type"] == "input"]
    assert len(left) == 4
    await cast.priya.fill({one["block_id"]: "Talked: better" for one in left})
    await cast.priya.submit()
    await cast.priya.close_modal(all=True)
    ((_, done),) = asked(cast.priya)
    assert done.plain().endswith("Nothing is open with you.")
    assert done.labels() == []


async def test_R27_two_open_views_for_sorting_have_one_effect(
    simulation: Simulation, cast: Cast
) -> None:
    await many(simulation, cast)
    message = asked(cast.priya)[-1][1]
    await cast.priya.press(message, SORT)
    assert cast.priya.modal is not None
    lines = [one["block_id"] for one in cast.priya.modal.blocks if one["type"] == "input"]
    first = concerns(simulation)[0].id
    card = next(one for one in lines if first in one)
    await cast.priya.fill(dict.fromkeys(lines, "Tomorrow"))
    # Meanwhile it is settled in another way.
    workspace, leader = simulation.bot.installation.workspace, PersonId(cast.priya.id)
    _, key, step = card.split(":")
    await simulation.bot.runner.run(workspace, later, leader, key, None, step=int(step))
    await simulation.bot.runner.run(workspace, take_back, leader, concerns(simulation)[1].id)
    sent = await cast.priya.submit()
    assert sent.sent, sent
    assert cast.priya.modal is not None
    assert "2 things had changed in the meantime" in cast.priya.modal.plain()
    found = concerns(simulation)
    assert [one.snoozes for one in found] == [1, 0, *[1] * 7]
    assert found[1].state is State.WITHDRAWN


async def test_what_is_not_answered_can_only_be_read_in_the_form_for_sorting(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await many(simulation, cast, 8)
    message = asked(cast.priya)[-1][1]
    await cast.priya.press(message, SORT)
    assert cast.priya.modal is not None
    assert cast.priya.modal.labels().count("Read it") == 1
    await cast.priya.press("modal", "Read it")
    assert cast.priya.modal.title == "Raised with you"
    await cast.priya.submit()
    assert concerns(simulation)[0].state is State.HEARD


# The weekly list


async def test_what_is_quiet_comes_in_a_weekly_list_and_nowhere_else(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    await keep(cast.priya, cast.maria, "is stuck, tomorrow", cast.payments)
    await simulation.move(local("2026-03-20 18:00"))
    (row,) = concerns(simulation)
    assert row.quiet
    before = len(asked(cast.priya))
    await simulation.move(local("2026-03-23 12:00"))
    assert len(asked(cast.priya)) == before + 1
    when, message = asked(cast.priya)[-1]
    assert when.startswith("Mon 23 Mar 09:3")
    assert message.text == "Your weekly list of what's open with you."
    assert "One thing is open with you, since Mon 9 March." in message.plain()
    assert message.labels()[:2] == ["Open the list", SORT]
    await simulation.move(local("2026-03-30 12:00"))
    weekly = rows(simulation, DeliveryKind.WEEKLY_LIST)
    assert [one.occurrence for one in weekly] == ["2026-W13", "2026-W14"]
    assert len(asked(cast.priya)) == before + 2
    await cast.priya.press(asked(cast.priya)[-1][1], SORT)
    assert cast.priya.modal is not None
    (line,) = [one["block_id"] for one in cast.priya.modal.blocks if one["type"] == "input"]
    await cast.priya.fill({line: "Talked: better"})
    await cast.priya.submit()
    await cast.priya.close_modal(all=True)
    assert "Nothing is open with you." in asked(cast.priya)[-1][1].plain()
    await simulation.move(local("2026-04-20 12:00"))
    assert len(asked(cast.priya)) == before + 2


async def test_R2_the_weekly_list_rides_along_where_the_day_has_a_message(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    await keep(cast.priya, cast.maria, "is stuck, tomorrow", cast.payments)
    await simulation.move(local("2026-03-22 18:00"))
    await tell(cast.sam, "I disagree", cast.payments)
    await simulation.move(local("2026-03-23 17:00"))
    assert days(cast.priya).count("Mon 23 Mar") == 1
    plain = asked(cast.priya)[-1][1].plain()
    assert "Sam raised something with you" in plain
    assert "2 things are open with you" in plain
    assert rows(simulation, DeliveryKind.WEEKLY_LIST) == []


async def test_who_chose_once_a_week_gets_reminders_then_and_new_things_at_once(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    choose(simulation, cast.priya, message_days=1)
    await keep(cast.priya, cast.maria, "is stuck, tomorrow", cast.payments)
    await simulation.move(local("2026-03-11 18:00"))
    assert asked(cast.priya) == []
    await tell(cast.sam, "I disagree", cast.payments)
    await simulation.move(local("2026-03-12 18:00"))
    assert days(cast.priya) == ["Thu 12 Mar"]
    assert "Maria" not in asked(cast.priya)[-1][1].plain()
    await hear(cast.priya, until="2026-03-25")
    await simulation.move(local("2026-03-16 12:00"))
    assert days(cast.priya)[1:] == ["Mon 16 Mar"]
    assert asked(cast.priya)[-1][1].text == "Your weekly list of what's open with you."
    assert concerns(simulation)[0].nudge_reminder == 2
    await simulation.move(local("2026-04-20 12:00"))
    assert days(cast.priya)[2:4] == ["Mon 23 Mar", "Mon 30 Mar"]
    assert all(day.startswith("Mon") for day in days(cast.priya)[1:])


# Back-off


async def test_after_three_messages_without_a_touch_reminders_come_weekly_and_it_is_said_once(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    for day in ("tomorrow", "wednesday", "in 5 days"):
        await keep(cast.priya, cast.maria, f"is stuck, {day}", cast.payments)
    await simulation.move(local("2026-03-12 18:00"))
    assert days(cast.priya) == ["Tue 10 Mar", "Wed 11 Mar", "Thu 12 Mar"]
    await tell(cast.sam, "I need help", cast.payments)
    await simulation.move(local("2026-03-13 18:00"))
    assert days(cast.priya)[3:] == ["Fri 13 Mar"]
    said = asked(cast.priya)[-1][1]
    assert "Sam raised something with you" in said.plain()
    assert "once a week, on Monday; new ones still come at your usual time." in said.plain()
    assert said.labels()[-3:] == ["Keep it weekly", "Choose another time", "Pause"]
    await simulation.move(local("2026-04-03 18:00"))
    later = [message.plain() for _, message in asked(cast.priya)[4:]]
    assert len(later) >= 2
    assert all("bad times" not in one for one in later)
    assert set(days(cast.priya)[4:]) == {"Mon 16 Mar", "Mon 23 Mar", "Mon 30 Mar"}


async def test_a_touch_ends_it_and_what_was_held_comes_at_the_next_hour(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    for day in ("tomorrow", "wednesday", "in 5 days"):
        await keep(cast.priya, cast.maria, f"is stuck, {day}", cast.payments)
    await simulation.move(local("2026-03-16 18:00"))
    await tell(cast.sam, "I need help", cast.payments)
    await simulation.move(local("2026-03-18 18:00"))
    assert days(cast.priya)[3:] == ["Mon 16 Mar", "Tue 17 Mar"]
    await cast.priya.press(asked(cast.priya)[-1][1], "Read it")
    await simulation.move(local("2026-03-19 18:00"))
    assert days(cast.priya)[5:] == ["Thu 19 Mar"]
    assert "Maria" in asked(cast.priya)[-1][1].plain()


async def test_keep_it_weekly_is_a_choice_that_settings_show(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    for day in ("tomorrow", "wednesday", "in 5 days"):
        await keep(cast.priya, cast.maria, f"is stuck, {day}", cast.payments)
    await simulation.move(local("2026-03-16 18:00"))
    await cast.priya.press(asked(cast.priya)[-1][1], "Keep it weekly")
    plain = asked(cast.priya)[-1][1].plain()
    assert "On Mon 16 March you chose to hear about open things once a week" in plain
    assert "Pause" not in asked(cast.priya)[-1][1].labels()
    await cast.priya.command("/concern", "settings")
    assert cast.priya.modal is not None
    often = cast.priya.modal.fields["Reminders: how often?"].value
    assert often == "Once a week, on your first working day"


# Fade-out


async def unasked(simulation: Simulation, cast: Cast, times: int) -> None:
    """Come back to somebody so many times before the bot asks."""
    workspace, leader = simulation.bot.installation.workspace, PersonId(cast.priya.id)
    for number in range(times):
        before = {one.id for one in concerns(simulation)}
        await keep(cast.priya, cast.maria, f"thing {number}, in 5 days", cast.payments)
        (new,) = {one.id for one in concerns(simulation)} - before
        await simulation.bot.runner.run(workspace, report_talk, leader, new, Act.TALKED_BETTER)


async def test_who_comes_back_before_being_asked_is_offered_to_be_asked_less(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    await unasked(simulation, cast, 5)
    await tell(cast.sam, "I need help", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    message = asked(cast.priya)[-1][1]
    assert "Five times in a row you followed up before I asked." in message.plain()
    await cast.priya.press(message, "Yes, later")
    assert "I wait two working days more before I ask." in asked(cast.priya)[-1][1].plain()
    await hear(cast.priya, until="2026-03-13")
    # A day that she named is asked about on its day (R43); one that the bot chose only if it slips.
    await simulation.move(local("2026-03-13 12:00"))
    assert days(cast.priya)[1:] == ["Fri 13 Mar"]
    assert "Sam" in asked(cast.priya)[-1][1].plain()
    workspace, leader = simulation.bot.installation.workspace, PersonId(cast.priya.id)
    (open_one,) = [row.id for row in concerns(simulation) if row.nudge_at is not None]
    await simulation.bot.runner.run(workspace, report_talk, leader, open_one, Act.NOT_REACHED)
    await simulation.move(local("2026-03-18 18:00"))
    assert days(cast.priya)[2:] == []
    await simulation.move(local("2026-03-19 18:00"))
    assert days(cast.priya)[2:] == ["Thu 19 Mar"]
    assert "Five times" not in asked(cast.priya)[-1][1].plain()


async def test_keep_asking_changes_nothing_and_is_not_asked_again_this_quarter(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    await unasked(simulation, cast, 5)
    await tell(cast.sam, "I need help", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await cast.priya.press(asked(cast.priya)[-1][1], "No, as before")
    await hear(cast.priya, until="2026-03-13")
    await simulation.move(local("2026-03-13 18:00"))
    assert days(cast.priya)[1:] == ["Fri 13 Mar"]
    await unasked(simulation, cast, 5)
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-17 12:00"))
    assert all("Five times" not in one.plain() for _, one in asked(cast.priya)[1:])


# Newcomers, and a team that fell silent


async def test_a_newcomer_to_the_channel_is_a_line_in_the_leaders_next_message(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    eva = simulation.workspace.add_person("eva", name="Eva Berg", display_name="Eva")
    ivo = simulation.workspace.add_person("ivo", name="Ivo Marin", display_name="Ivo")
    bot_like = simulation.workspace.add_person(
        "guest", name="Guest", display_name="Guest", guest=True
    )
    for one in (eva, ivo, bot_like):
        simulation.workspace.join(cast.payments, one)
    await simulation.slack.quiet()
    await simulation.move(local("2026-03-10 12:00"))
    assert asked(cast.priya) == []
    await tell(cast.sam, "I need help", cast.payments)
    await simulation.move(local("2026-03-11 12:00"))
    message = asked(cast.priya)[-1][1]
    assert "Eva joined #payments. On your team?" in message.plain()
    assert "Guest" not in message.plain()
    await cast.priya.press(message, "Add to my team", nth=0)
    await cast.priya.press(asked(cast.priya)[-1][1], "Not on my team", nth=0)
    with simulation.bot.store.begin() as tx:
        team = tx.teams.in_channel(simulation.bot.installation.workspace, cast.payments.id)
    assert team is not None
    assert eva.id in team.members
    assert ivo.id not in team.members
    assert "Add to my team" not in asked(cast.priya)[-1][1].labels()
    answer = await eva.command("/concern", "I am stuck", channel=cast.payments)
    assert answer.message is not None
    assert "Priya gets this" in answer.message.plain()
    await simulation.move(local("2026-03-13 12:00"))
    assert "joined" not in asked(cast.priya)[-1][1].plain()


async def test_a_newcomer_whom_the_form_has_put_on_the_list_is_asked_about_no_more(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    eva, ivo = (
        simulation.workspace.add_person(one, display_name=one.title()) for one in ("eva", "ivo")
    )
    for one in (eva, ivo):
        simulation.workspace.join(cast.payments, one)
    await simulation.slack.quiet()
    await cast.priya.command("/concern", "team", channel=cast.payments)
    await cast.priya.fill({"Who's on the team?": [cast.maria, cast.sam, eva]})
    assert not (await cast.priya.submit()).errors
    await cast.priya.close_modal(all=True)
    await tell(cast.sam, "I need help", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    message = asked(cast.priya)[-1][1].plain()
    assert "Ivo joined #payments. On your team?" in message
    assert "Eva" not in message


async def test_what_rides_along_is_said_where_the_private_part_goes_alone(
    simulation: Simulation, cast: Cast
) -> None:
    always_touches(simulation, cast.priya)
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya, until="2026-03-27")
    eva = simulation.workspace.add_person("eva", name="Eva Berg", display_name="Eva")
    simulation.workspace.join(cast.payments, eva)
    await simulation.slack.quiet()
    await simulation.move(local("2026-03-12 12:00"))
    message = asked(cast.priya)[-1][1]
    assert rows(simulation, DeliveryKind.DAY)[-1].asks is False, "nothing but the part was due"
    assert "The digest for #payments is planned for tomorrow" in message.plain()
    assert "Eva joined #payments." in message.plain()
    await cast.priya.press(message, "Add to my team")
    assert "Add to my team" not in asked(cast.priya)[-1][1].labels()


async def test_a_leader_who_answers_nothing_has_one_message_a_week_and_no_private_part(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-29 12:00"))
    before = len(asked(cast.priya))
    await simulation.move(local("2026-05-01 12:00"))
    later = asked(cast.priya)[before:]
    assert {at[:3] for at, _ in later} == {"Mon"}
    assert all("The digest for #payments" not in message.plain() for _, message in later)


def lead_too(simulation: Simulation, cast: Cast) -> None:
    """Let Tom be a second leader of #payments, who has accepted."""
    with simulation.bot.store.begin() as tx:
        team = tx.teams.in_channel(simulation.bot.installation.workspace, cast.payments.id)
        assert team is not None
        tom = Leader(PersonId(cast.tom.id), LeaderState.ACCEPTED, date(2026, 3, 9))
        tx.teams.save(replace(team, leaders=(*team.leaders, tom)))


async def test_a_team_that_fell_silent_is_said_once_a_month(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya)
    await settle(cast.maria, "No follow-up needed")
    await simulation.move(local("2026-04-15 12:00"))
    await keep(cast.priya, cast.maria, "is stuck, friday", cast.payments)
    await simulation.move(local("2026-04-17 12:00"))
    silent = "Nobody on #payments has raised anything with you for six weeks."
    assert silent not in asked(cast.priya)[-1][1].plain()
    # What somebody tells another leader of the team does not show in what Priya reads.
    lead_too(simulation, cast)
    await cast.sam.command("/concern", f"{cast.tom.mention} I am stuck", channel=cast.payments)
    await simulation.move(local("2026-04-22 12:00"))
    assert silent in asked(cast.priya)[-1][1].plain()
    with simulation.bot.store.begin() as tx:
        (told,) = tx.concerns.raised_by(
            simulation.bot.installation.workspace, PersonId(cast.sam.id)
        )
    assert told.owner == cast.tom.id
    await simulation.move(timedelta(days=12))
    assert sum(silent in message.plain() for _, message in asked(cast.priya)) == 1


# The raiser's side


async def test_a_question_waits_where_its_raiser_was_told_something_minutes_ago(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    await tell(cast.sam, "I need help", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya, until="2026-03-20")
    await simulation.move(local("2026-03-11 12:00"))
    with simulation.bot.store.begin() as tx:
        (one,) = tx.concerns.owned(
            simulation.bot.installation.workspace,
            PersonId(cast.priya.id),
            simulation.clock(),
            simulation.clock(),
        )
        check_in = PlannedCheckIn(CheckIn.FIRST, simulation.clock() + timedelta(minutes=5))
        tx.concerns.save(replace(one, clocks=replace(one.clocks, check_in=check_in)))
    await cast.priya.command("/concern", "list")
    await cast.priya.press("modal", "More")
    await cast.priya.press("modal", "Pick a next step")
    await cast.priya.fill(
        {"What will you do?": "Cut scope", "The step in your own words": "Drop the export"}
    )
    assert not (await cast.priya.submit()).errors
    await cast.priya.close_modal(all=True)
    await simulation.move(local("2026-03-11 17:00"))
    assert rows(simulation, DeliveryKind.CHECK_IN) == []
    assert "Cut scope" in cast.sam.direct_messages()[-1].plain()
    await simulation.move(local("2026-03-12 17:00"))
    (check,) = rows(simulation, DeliveryKind.CHECK_IN)
    assert check.wall.startswith("2026-03-12T09:3")


async def test_news_that_no_message_takes_along_stands_in_home(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya, until="2026-03-27")
    await simulation.move(local("2026-03-10 12:00"))
    await settle(cast.maria, "No follow-up needed")
    for at, told in (("2026-03-16 12:00", False), ("2026-03-18 12:00", True)):
        await simulation.move(local(at))
        home = await cast.priya.open_home()
        assert home is not None
        assert ("News that no message has told you yet" in home.plain()) is told, at
    assert len(asked(cast.priya)) == 1
    await tell(cast.sam, "I disagree", cast.payments)
    await simulation.move(local("2026-03-19 12:00"))
    assert "no follow-up is needed" not in asked(cast.priya)[-1][1].plain()
