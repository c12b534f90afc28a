"""Friday's note and the leader's private part: when, how often, and what may be counted."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from bot.demo.simulation import Simulation, set_up_team
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.digest import Ledger
from bot.domain.settings import ChannelFigures
from slack_sandbox import Channel, Message, Person
from tests.conftest import Cast
from tests.scenarios.moments import arrived, change_teams, hear, local, rows, tell

TITLE = "Digest · "


class Team(NamedTuple):
    leader: Person
    members: list[Person]
    channel: Channel


async def team_of(simulation: Simulation, size: int) -> Team:
    """A team of ``size`` people besides its leader, whose figures count from the start."""
    people = [simulation.workspace.add_person(f"p{n}", name=f"Person {n}") for n in range(size)]
    leader = simulation.workspace.add_person("priya", name="Priya Natarajan", admin=True)
    channel = simulation.workspace.add_channel("payments", members=[leader, *people])
    await set_up_team(leader, channel, people, contact="People team, ext. 112")
    await simulation.rounds()
    change_teams(simulation, figures=ChannelFigures.FROM_START)
    return Team(leader, people, channel)


def posted(channel: Channel, zone: str = "Europe/Berlin") -> list[tuple[str, Message]]:
    """The notes in a channel: the hour on the team's clock, and the message."""
    notes = [one for one in channel.messages if one.text.startswith(TITLE)]
    hours = [datetime.fromtimestamp(float(one.ts), UTC).astimezone(ZoneInfo(zone)) for one in notes]
    return [(f"{hour:%a %d %b %H:%M}", one) for hour, one in zip(hours, notes, strict=True)]


def private_parts(leader: Person) -> list[tuple[str, Message]]:
    """The leader's own four weeks, as they came."""
    return [(at, one) for at, one in arrived(leader) if "Only you see these numbers" in one.plain()]


async def take_a_step(leader: Person, what: str) -> None:
    """Choose a step for the newest thing asked about, and let the team read it."""
    await leader.press(leader.direct_messages()[-1], "Pick a next step")
    await leader.fill(
        {
            "What will you do?": "Remove an obstacle",
            "The step in your own words": what,
            "The team, in the digest of #payments": True,
        }
    )
    sent = await leader.submit()
    assert not sent.errors, sent
    if leader.modal is not None:
        await leader.close_modal(all=True)


async def test_a_group_too_small_to_count_gets_no_note_without_a_step(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, figures=ChannelFigures.FROM_START)
    await tell(cast.maria, "I am stuck", cast.payments)
    await tell(cast.sam, "I disagree", cast.payments)
    await simulation.move(timedelta(days=22))
    assert posted(cast.payments) == []
    assert all(
        row.state is DeliveryState.CANCELLED for row in rows(simulation, DeliveryKind.DIGEST)
    )


async def test_a_step_the_team_may_read_is_posted_without_any_figure_at_the_leaders_word(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya)
    await simulation.move(local("2026-03-12 12:00"))
    await take_a_step(cast.priya, "Staging access for everyone")
    await cast.priya.press(cast.priya.direct_messages()[-1], "Post it as planned")
    await simulation.move(local("2026-03-13 09:30"))
    assert posted(cast.payments) == []
    await simulation.move(local("2026-03-13 12:00"))
    ((when, note),) = posted(cast.payments)
    assert when == "Fri 13 Mar 10:00"
    assert "Staging access for everyone" in note.plain()
    assert "No numbers: so few people" in note.plain()
    assert "Maria" not in note.plain()
    assert "stuck" not in note.plain()
    await simulation.move(timedelta(days=21))
    assert len(posted(cast.payments)) == 1


async def test_three_people_of_five_are_told_in_words_and_never_in_numbers(
    simulation: Simulation,
) -> None:
    team = await team_of(simulation, 5)
    for person in team.members[:3]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-20 12:00"))
    ((when, note),) = posted(team.channel)
    assert when == "Fri 20 Mar 10:00"
    assert "In this week a few things were raised." in note.plain()
    assert not re.search(r"\d", note.plain().partition("\n")[2]), "but for the weeks in its title"


async def test_two_people_are_too_few(simulation: Simulation) -> None:
    team = await team_of(simulation, 9)
    for person in team.members[:2]:
        for text in ("I am stuck", "I disagree", "I need help"):
            await tell(person, text, team.channel)
    await simulation.move(local("2026-03-21 12:00"))
    assert posted(team.channel) == []


async def test_five_people_of_eight_are_numbers(simulation: Simulation) -> None:
    team = await team_of(simulation, 8)
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-20 12:00"))
    ((_, note),) = posted(team.channel)
    assert "5 things were raised" in note.plain()
    assert not any(person.name in note.plain() for person in team.members)


async def four_weeks_on(simulation: Simulation) -> Team:
    """A team whose note of 3 April told of five people, and in whose next one nothing moves."""
    team = await team_of(simulation, 8)
    await simulation.move(local("2026-03-10 12:00"))
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-31 08:00"))
    await tell(team.members[0], "I am stuck", team.channel)
    await simulation.move(local("2026-03-31 12:00"))
    await hear(team.leader, until="2026-04-01")
    await simulation.move(local("2026-04-01 12:00"))
    await take_a_step(team.leader, "Quiet mornings")
    await simulation.move(local("2026-04-03 12:00"))
    when, note = posted(team.channel)[-1]
    assert when == "Fri 03 Apr 10:00"
    assert "5 things were raised" in note.plain()
    return team


@pytest.mark.parametrize("newcomers", [1, 2])
async def test_figures_stay_until_three_people_are_behind_a_change(
    simulation: Simulation, newcomers: int
) -> None:
    team = await four_weeks_on(simulation)  # where one of the five has said one thing more since
    for person in team.members[5 : 5 + newcomers]:
        await tell(person, "I am stuck", team.channel)
    before = len(posted(team.channel))
    await simulation.move(local("2026-04-10 12:00"))
    if newcomers == 1:
        assert len(posted(team.channel)) == before
    else:
        assert "8 things were raised" in posted(team.channel)[-1][1].plain()


async def test_time_that_passes_unseen_helps_no_single_person_over_the_threshold(
    simulation: Simulation,
) -> None:
    team = await team_of(simulation, 8)
    await simulation.move(local("2026-03-10 12:00"))
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-31 12:00"))
    assert len(posted(team.channel)) == 1
    await tell(team.members[5], "I am stuck", team.channel)
    # By now the first five are three weeks old, which no figure shows.
    await simulation.move(local("2026-04-10 12:00"))
    assert not any("6 things were raised" in note.plain() for _, note in posted(team.channel))


async def test_a_new_step_is_posted_beside_figures_that_may_not_move(
    simulation: Simulation,
) -> None:
    team = await four_weeks_on(simulation)
    await tell(team.members[5], "I am stuck", team.channel)
    await simulation.move(local("2026-04-06 12:00"))
    await hear(team.leader, until="2026-04-07", near=team.members[5].id)
    await simulation.move(local("2026-04-07 12:00"))
    await take_a_step(team.leader, "Staging access for everyone")
    await simulation.move(local("2026-04-10 12:00"))
    when, note = posted(team.channel)[-1]
    assert when == "Fri 10 Apr 10:00"
    assert "5 things were raised" in note.plain()
    assert "These are the numbers of" in note.plain()
    assert "Staging access for everyone" in note.plain()


async def test_a_step_chosen_after_the_note_was_due_waits_for_the_next_one(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await hear(cast.priya, until="2026-03-13")
    await simulation.move(local("2026-03-12 12:00"))
    await cast.priya.press(cast.priya.direct_messages()[-1], "Post it as planned")
    await simulation.move(local("2026-03-13 12:00"))
    await take_a_step(cast.priya, "Staging access for everyone")
    await cast.priya.command("/concern", "digest")
    assert cast.priya.modal is not None
    assert "for Fri 20 March" in cast.priya.modal.plain()
    await cast.priya.close_modal(all=True)
    await simulation.move(local("2026-03-19 12:00"))
    assert posted(cast.payments) == []
    await cast.priya.press(cast.priya.direct_messages()[-1], "Post it as planned")
    await simulation.move(local("2026-03-20 12:00"))
    assert [when for when, _ in posted(cast.payments)] == ["Fri 20 Mar 10:00"]


async def test_a_note_comes_once_a_week_whatever_restarts(simulation: Simulation) -> None:
    team = await team_of(simulation, 8)
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-20 09:59"))
    for _ in range(4):
        await simulation.restart()
        await simulation.move(timedelta(minutes=1))
        await simulation.rounds()
    await simulation.restart()
    await simulation.move(local("2026-03-22 23:00"))
    assert len(posted(team.channel)) == 1
    sent = [row for row in rows(simulation, DeliveryKind.DIGEST) if row.state is DeliveryState.SENT]
    assert [row.occurrence for row in sent] == ["2026-W12"]


async def test_a_note_that_fell_due_while_the_bot_was_down_comes_late_and_once(
    simulation: Simulation,
) -> None:
    team = await team_of(simulation, 8)
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-20 09:00"))
    simulation.clock.move_to(local("2026-03-20 15:00"))
    await simulation.restart()
    await simulation.rounds()
    await simulation.move(local("2026-03-22 23:00"))
    assert [when for when, _ in posted(team.channel)] == ["Fri 20 Mar 15:00"]


async def test_a_note_that_is_late_waits_for_working_hours(simulation: Simulation) -> None:
    team = await team_of(simulation, 8)
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-20 09:00"))
    simulation.clock.move_to(local("2026-03-21 03:30"))
    await simulation.restart()
    await simulation.rounds()
    await simulation.move(local("2026-03-24 12:00"))
    assert [when for when, _ in posted(team.channel)] == ["Mon 23 Mar 09:00"]


async def test_the_hour_is_that_of_the_teams_zone(simulation: Simulation) -> None:
    team = await team_of(simulation, 8)
    change_teams(simulation, zone="America/New_York")
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-21 12:00"))
    ((when, _),) = posted(team.channel, "America/New_York")
    assert when == "Fri 20 Mar 10:00"


async def test_daylight_saving_keeps_the_hour_of_the_note(simulation: Simulation) -> None:
    team = await team_of(simulation, 8)
    await simulation.move(local("2026-03-24 12:00"))
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-04-03 12:00"))
    ((when, _),) = posted(team.channel)
    assert when == "Fri 03 Apr 10:00"


async def test_a_holiday_moves_the_note_and_its_private_part(simulation: Simulation) -> None:
    team = await team_of(simulation, 8)
    change_teams(simulation, region="DE-BE")
    await simulation.move(local("2026-03-24 12:00"))
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-31 08:00"))
    await hear(team.leader, until="2026-04-08", near=team.members[0].id)
    await simulation.move(local("2026-04-06 12:00"))
    assert [when for when, _ in posted(team.channel)] == ["Thu 02 Apr 10:00"]
    assert [when[:10] for when, _ in private_parts(team.leader)][-1] == "Wed 01 Apr"


async def test_the_leader_reads_their_own_four_weeks_the_day_before(simulation: Simulation) -> None:
    team = await team_of(simulation, 8)
    for person in team.members[:2]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-10 12:00"))
    await hear(team.leader, until="2026-03-25", near=team.members[0].id)
    await simulation.move(local("2026-03-20 12:00"))
    ((when, part),) = private_parts(team.leader)
    assert when.startswith("Thu 19 Mar 09:3")
    assert "2 raised with you" in part.plain()
    assert "Waiting for a first reply now: 1." in part.plain()
    assert "Only you see these numbers" in part.plain()
    assert not any("Only you see these numbers" in one.plain() for one in team.channel.messages)
    assert not any(private_parts(person) for person in team.members)


async def test_the_private_part_is_written_once_whatever_restarts(simulation: Simulation) -> None:
    team = await team_of(simulation, 8)
    await tell(team.members[0], "I am stuck", team.channel)
    await simulation.move(local("2026-03-10 12:00"))
    await hear(team.leader, until="2026-03-25")
    await simulation.move(local("2026-03-19 08:00"))
    for _ in range(6):
        await simulation.move(timedelta(hours=2))
        await simulation.restart()
        await simulation.rounds()
    assert len(private_parts(team.leader)) == 1


@pytest.mark.parametrize("loss", ["archive", "delete_channel", "remove_bot"])
async def test_a_lost_channel_pauses_the_note(simulation: Simulation, loss: str) -> None:
    team = await team_of(simulation, 8)
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-19 18:00"))
    before = len(simulation.slack.calls_of("chat.postMessage"))
    getattr(simulation.workspace, loss)(team.channel)
    await simulation.slack.quiet()
    await simulation.move(local("2026-03-21 12:00"))
    assert all(
        row.state is DeliveryState.CANCELLED for row in rows(simulation, DeliveryKind.DIGEST)
    )
    assert len(simulation.slack.calls_of("chat.postMessage")) == before
    await team.leader.open_home()
    assert team.leader.home is not None
    assert f"I can't post in #{team.channel.name} any more" in team.leader.home.plain()


async def test_an_archived_channel_that_is_opened_again_gets_its_next_note(
    simulation: Simulation,
) -> None:
    team = await team_of(simulation, 8)
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    simulation.workspace.archive(team.channel)
    await simulation.slack.quiet()
    await simulation.move(local("2026-03-23 12:00"))
    simulation.workspace.unarchive(team.channel)
    await simulation.slack.quiet()
    await simulation.move(local("2026-03-27 12:00"))
    assert [when for when, _ in posted(team.channel)] == ["Fri 27 Mar 10:00"]


async def test_a_note_slack_refuses_is_tried_again_and_the_leaders_home_says_what_to_do(
    simulation: Simulation,
) -> None:
    team = await team_of(simulation, 8)
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    simulation.slack.faults.add(
        "chat.postMessage",
        "not_in_channel",
        times=100,
        where=lambda call: call.args["channel"] == team.channel.id,
    )
    await simulation.move(local("2026-03-20 12:00"))
    row = rows(simulation, DeliveryKind.DIGEST)[-1]
    assert (row.state, row.error) == (DeliveryState.PENDING, "not_in_channel")
    home = await team.leader.open_home()
    assert home is not None
    assert "/invite @Heard" in home.plain()
    await simulation.move(local("2026-03-22 12:00"))
    assert posted(team.channel) == []


async def test_R15_a_workspace_may_want_more_people_from_the_next_count_on(
    simulation: Simulation,
) -> None:
    label = "Smallest team whose digest says anything about what was raised"
    team = await team_of(simulation, 8)
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-19 17:00"))
    await team.leader.command("/concern", "digest")
    assert team.leader.modal is not None
    assert "5 things were raised" in team.leader.modal.plain()
    await team.leader.close_modal(all=True)
    await team.leader.open_home()
    await team.leader.press("home", "Workspace settings")
    await team.leader.press("modal", "More settings")
    for wanted, kept in (("4", False), ("9", True)):
        await team.leader.fill({label: wanted})
        assert (label not in (await team.leader.submit()).errors) is kept
    await team.leader.close_modal(all=True)
    # What its leader has seen counted goes out as it was.
    await simulation.move(local("2026-03-20 12:00"))
    ((_, note),) = posted(team.channel)
    assert "5 things were raised" in note.plain()
    await team.leader.press(note, "How this is counted")
    assert team.leader.modal is not None
    assert "fewer than 9" in team.leader.modal.plain()
    await team.leader.close_modal(all=True)
    for person in team.members[5:]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-28 12:00"))
    assert len(posted(team.channel)) == 1
    await team.leader.open_home()
    await team.leader.press("home", "Workspace settings")
    await team.leader.press("modal", "More settings")
    await team.leader.fill({label: "8"})
    assert not (await team.leader.submit()).errors
    await team.leader.close_modal(all=True)
    await simulation.move(local("2026-04-03 12:00"))
    assert "8 things were raised" in posted(team.channel)[-1][1].plain()


async def test_R52_a_closed_account_is_not_eligible_from_the_next_digest_on(
    simulation: Simulation,
) -> None:
    team = await team_of(simulation, 8)
    for person in team.members[:5]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-20 12:00"))
    ((_, first),) = posted(team.channel)
    assert eligible(simulation) == 8
    simulation.workspace.deactivate(team.members[7])
    await simulation.slack.quiet()
    await simulation.move(local("2026-03-27 12:00"))
    # One person fewer moves no figure that stands (D4), and is not counted among the eligible.
    assert eligible(simulation) == 7
    assert len(posted(team.channel)) == 1
    for gone in team.members[4:7]:
        simulation.workspace.deactivate(gone)
    await simulation.slack.quiet()
    await tell(team.members[0], "I need help", team.channel)
    await simulation.move(local("2026-04-10 12:00"))
    assert eligible(simulation) == 4
    assert posted(team.channel) == [posted(team.channel)[0]], "below five nothing is shown (R15)"
    assert first.plain() == posted(team.channel)[0][1].plain()


async def test_R52_accounts_that_close_one_by_one_move_the_figures_only_together(
    simulation: Simulation,
) -> None:
    """Of each of them no event tells, and each week one of those who spoke is gone."""
    team = await team_of(simulation, 9)
    for person in team.members[:6]:
        await tell(person, "I am stuck", team.channel)
    await simulation.move(local("2026-03-20 12:00"))
    assert "6 things were raised" in posted(team.channel)[-1][1].plain()
    for week, (friday, gone) in enumerate(zip(("03-27", "04-03"), team.members, strict=False)):
        async with simulation.slack.lose():
            simulation.workspace.deactivate(gone)
        await simulation.move(local(f"2026-{friday} 12:00"))
        assert eligible(simulation) == 8 - week
        assert len(posted(team.channel)) == 1, "one person, and two, are too few to move anything"
    async with simulation.slack.lose():
        simulation.workspace.deactivate(team.members[2])
    await simulation.move(local("2026-04-10 12:00"))
    _, moved = posted(team.channel)[-1]
    assert len(posted(team.channel)) == 2
    # Three of the six are gone, and three of six people who can be counted are told of in words.
    assert "6 things were raised" not in moved.plain()
    assert "a few things were raised" in moved.plain()


def eligible(simulation: Simulation) -> int:
    """How many people the figures of the only team count among."""
    workspace = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        (team,) = tx.teams.all(workspace)
        ledger = Ledger.from_json(tx.digests.ledger(workspace, team.id))
    return len(ledger.eligible or ())
