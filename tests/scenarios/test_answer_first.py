"""R50: every door replies within Slack's three seconds, whatever is done for anybody else."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.demo.simulation import Simulation, set_up_team
from bot.domain.concern.states import State
from bot.domain.settings import TeamsStart
from bot.listeners.commands import SUBCOMMANDS
from bot.messages.controls import Shortcut
from slack_sandbox import Person
from slack_sandbox.sandbox import ACK_SECONDS
from tests.conftest import MONDAY, Cast, let_teams_start, people_of
from tests.scenarios.lives import letters, the
from tests.scenarios.moments import local

CALL_SECONDS = 0.15
"""What a call of Slack's Web API usually takes."""
FOR_EVER = 1_000_000


@pytest.fixture
async def slow(
    database_url: str, tmp_path: Path, kept_world: dict[str, Any]
) -> AsyncIterator[Simulation]:
    """The scene with Slack's own three seconds, where each call takes its usual time."""
    simulation = Simulation(
        database_url,
        tmp_path / "heard.key",
        MONDAY,
        kept=kept_world,
        patience=ACK_SECONDS,
        settles=False,
    )
    async with simulation as started:
        started.slack.faults.add("*", "slow", times=FOR_EVER, seconds=CALL_SECONDS)
        yield started


@pytest.fixture
def cast(slow: Simulation) -> Cast:
    return people_of(slow)


def unanswered(simulation: Simulation) -> list[str]:
    """What Slack gave up on, or was refused."""
    return [
        f"{each.form} {each.event_type}: {reply.error}"
        for each in simulation.slack.deliveries
        for reply in each.replies
        if reply.error is not None
    ]


async def closed(person: Person) -> None:
    """Close whatever form stands open, if one does."""
    if person.modal is not None:
        await person.close_modal(all=True)


async def settled(simulation: Simulation) -> None:
    """Let the bot finish what follows its replies."""
    await simulation.bot.tasks.idle()
    await simulation.slack.quiet()


@pytest.mark.parametrize("name", [*SUBCOMMANDS, "pause until monday", "I am stuck", "@maria stuck"])
async def test_R50_each_command_is_answered_in_time(
    slow: Simulation, cast: Cast, name: str
) -> None:
    text = name.replace("@maria", cast.maria.mention)
    for person in (cast.priya, cast.maria):
        answer = await person.command("/concern", text, channel=cast.payments)
        assert answer.error is None
        await settled(slow)
        await closed(person)
    assert unanswered(slow) == []


async def test_R50_each_press_and_form_of_a_life_is_answered_in_time(
    slow: Simulation, cast: Cast
) -> None:
    priya, maria = cast.priya, cast.maria
    for person in (priya, maria):
        await person.open_home()
    await maria.press("home", "Raise something")
    await maria.fill({"What is it?": "I am stuck", "Your words": "The release does not move"})
    await maria.submit()
    await maria.close_modal(all=True)
    await slow.move(local("2026-03-10 10:00"))
    await priya.press(letters(priya)[-1], "Read it")
    await priya.fill({"What you understood": "What I'm hearing is that nothing moves"})
    await priya.submit()
    await priya.close_modal(all=True)
    await settled(slow)
    await slow.rounds()
    await maria.press(letters(maria)[-1], "Read it")
    await maria.press("modal", "Yes, that's it")
    await maria.close_modal(all=True)
    await slow.move(local("2026-03-13 10:00"))
    await priya.press(letters(priya)[-1], "Not yet")
    await priya.submit()
    await priya.close_modal(all=True)
    await settled(slow)
    await slow.move(local("2026-03-16 10:00"))
    await priya.press(letters(priya)[-1], "We've talked")
    await priya.fill({"How is it now, as you understood Maria?": "Better"})
    await priya.submit()
    await priya.close_modal(all=True)
    await settled(slow)
    await slow.move(local("2026-03-18 17:00"))
    await maria.press(letters(maria)[-1], "It's better")
    await maria.submit()
    await maria.close_modal(all=True)
    assert the(slow).state is State.CONFIRMED
    assert unanswered(slow) == []


async def test_R50_marks_shortcuts_and_the_menu_are_answered_in_time(
    slow: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("On-call ate my week", cast.payments)
    for person in (cast.maria, cast.priya, cast.sam):
        await person.react("ear", message)
        await slow.slack.quiet()
        await person.message_shortcut(Shortcut.MESSAGE.value, message)
        await closed(person)
    for callback in (Shortcut.SAY.value, Shortcut.NOTE.value):
        await cast.priya.shortcut(callback)
        await closed(cast.priya)
    assert unanswered(slow) == []


def crowd(simulation: Simulation, count: int) -> list[Person]:
    return [
        simulation.workspace.add_person(f"p{number}", name=f"Person {number}")
        for number in range(count)
    ]


async def test_R50_a_team_of_thirty_whom_nobody_has_met_is_set_up_in_time(
    slow: Simulation, cast: Cast
) -> None:
    people = crowd(slow, 30)
    let_teams_start(slow, TeamsStart.OPEN)
    channel = slow.workspace.add_channel("platform", members=[cast.tom, *people])
    await cast.tom.command("/concern", "team", channel=channel)
    await settled(slow)
    assert cast.tom.modal is not None
    sent = await cast.tom.submit()
    assert not sent.errors, sent.errors
    await settled(slow)
    assert unanswered(slow) == []
    with slow.bot.store.begin() as tx:
        team = tx.teams.in_channel(slow.bot.installation.workspace, channel.id)
    assert team is not None
    assert len(team.members) == 30


async def test_R50_who_is_unread_in_time_is_checked_after_and_taken_off_with_a_sentence(
    slow: Simulation, cast: Cast
) -> None:
    people = crowd(slow, 3)
    let_teams_start(slow, TeamsStart.OPEN)
    guest = slow.workspace.add_person("guest", name="Gus Guest", guest="multi")
    channel = slow.workspace.add_channel("platform", members=[cast.tom, *people, guest])
    await cast.tom.command("/concern", "team", channel=channel)
    await settled(slow)
    await cast.tom.fill({"Who's on the team?": [people[0], guest]})
    with slow.bot.store.begin() as tx:
        tx.connection.execute(text("DELETE FROM person WHERE name LIKE 'Gus%'"))
    slow.slack.faults.planned.insert(0, _very_slow(slow, "users.info", 2.5))
    await cast.tom.submit()
    assert unanswered(slow) == []
    await settled(slow)
    with slow.bot.store.begin() as tx:
        team = tx.teams.in_channel(slow.bot.installation.workspace, channel.id)
    assert team is not None
    assert team.members == {people[0].id}
    [told] = cast.tom.ephemerals(channel)
    assert told.plain().startswith("@Gus Guest can't be on a team")


def _very_slow(simulation: Simulation, method: str, seconds: float) -> Any:
    """A fault of one method that comes before the usual slowness of all."""
    fault = simulation.slack.faults.add(method, "slow", times=FOR_EVER, seconds=seconds)
    simulation.slack.faults.planned.remove(fault)
    return fault


async def test_R50_thirty_stale_homes_of_others_keep_nobody_waiting(
    slow: Simulation, cast: Cast
) -> None:
    people = crowd(slow, 30)
    workspace = slow.bot.installation.workspace
    for person in people:
        await person.open_home()
    with slow.bot.store.begin() as tx:
        tx.people.mark_homes_stale(workspace, [person.id for person in people])
    answer = await cast.maria.command("/concern", "pause until monday", channel=cast.payments)
    assert answer.error is None
    assert unanswered(slow) == []


async def test_R50_twelve_leaders_press_at_once(slow: Simulation, cast: Cast) -> None:
    slow.slack.faults.planned.clear()
    leaders = crowd(slow, 12)
    let_teams_start(slow, TeamsStart.OPEN)
    for number, leader in enumerate(leaders):
        member = slow.workspace.add_person(f"m{number}", name=f"Member {number}")
        channel = slow.workspace.add_channel(f"team-{number}", members=[leader, member])
        await set_up_team(leader, channel, [member], contact="People team, ext. 112")
        await member.command("/concern", "I am stuck", channel=channel)
        await leader.open_home()
    await settled(slow)
    await slow.move(local("2026-03-10 12:00"))
    # Setting up is not what is waited for; pressing is.
    slow.slack.faults.add("*", "slow", times=FOR_EVER, seconds=CALL_SECONDS)
    cards = {leader.id: letters(leader)[-1] for leader in leaders}
    for leader in leaders:
        await leader.press(cards[leader.id], "Read it")
    already = len(unanswered(slow))

    async def press(leader: Person) -> None:
        sent = await leader.submit()
        assert sent.error is None

    await asyncio.gather(*(press(leader) for leader in leaders))
    assert len(unanswered(slow)) == already == 0
    before = len(slow.slack.calls)
    await settled(slow)
    await slow.rounds()
    made = [call.method for call in slow.slack.calls[before:]]
    # One redraw of each leader's card, one of each Home, and each raiser's message.
    assert made.count("chat.update") <= 2 * len(leaders)
    assert made.count("views.publish") <= 3 * len(leaders)


async def test_R50_one_slow_call_for_somebody_elses_message_keeps_nobody_waiting(
    slow: Simulation, cast: Cast
) -> None:
    await cast.maria.command("/concern", "I am stuck", channel=cast.payments)
    await settled(slow)
    await slow.move(local("2026-03-10 10:00"))
    await cast.priya.press(letters(cast.priya)[-1], "Read it")
    slow.slack.faults.planned.insert(0, _very_slow(slow, "chat.update", 4.0))
    slow.slack.faults.planned.insert(0, _very_slow(slow, "views.publish", 4.0))
    sent = await cast.priya.submit()
    assert sent.error is None
    assert the(slow).state is State.HEARD
    assert unanswered(slow) == []


async def test_R50_a_mark_waits_for_no_slow_answer_to_whoever_set_it(
    slow: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("On-call ate my week", cast.payments)
    slow.slack.faults.planned.insert(0, _very_slow(slow, "chat.postEphemeral", 4.0))
    await cast.maria.react("ear", message)
    await slow.slack.quiet()
    assert the(slow).state is State.RAISED
    assert unanswered(slow) == []
    assert len(cast.maria.ephemerals()) == 1


async def test_R50_a_pressed_message_that_slack_is_slow_to_take_says_so(
    slow: Simulation, cast: Cast
) -> None:
    await cast.maria.command("/concern", "I am stuck", channel=cast.payments)
    await settled(slow)
    await slow.move(local("2026-03-16 15:00"))
    slow.slack.faults.planned.insert(0, _very_slow(slow, "chat.update", 4.0))
    await cast.maria.press(letters(cast.maria)[-1], "Give it time")
    assert unanswered(slow) == []
    await settled(slow)
    said = [each.plain() for each in cast.maria.ephemerals()]
    assert said[1:] == [
        "It's done and saved. Slack is slow to show it here; this message changes by itself."
    ]
