"""Nothing before its hour (R41): what a raiser was told nobody has seen reaches no leader.

As the leader we walk every door at the moments that matter, and compare what is read, what is
called and what the database is asked with a team in which nobody spoke.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.casework import Unit
from bot.casework.leading import open_words
from bot.demo.simulation import PATIENCE, Simulation
from bot.domain.concern.states import State
from bot.domain.ids import PersonId
from bot.domain.refusals import NotYours
from bot.store import tables
from slack_sandbox import Channel, Person
from tests.conftest import MONDAY, Cast, Scene, people_of
from tests.scenarios.lives import close_all, homes, pages, what_i_said
from tests.scenarios.moments import asked, change_teams, choose, keep, local, settle, tell
from tests.scenarios.test_statements import said

SPOKEN = local("2026-03-09 10:05")
TUESDAY = date(2026, 3, 10)
DOORS = ("data", "list", "@maria", "@sam", "digest", "settings")
WORDS = "I am overloaded by on-call"

Way = Callable[[Simulation, Cast], Awaitable[None]]


async def by_command(simulation: Simulation, cast: Cast) -> None:
    await cast.maria.command("/concern", WORDS, channel=cast.payments)


async def by_form(simulation: Simulation, cast: Cast) -> None:
    await tell(cast.maria, WORDS, cast.payments)
    await cast.maria.command("/concern", channel=cast.payments)
    await cast.maria.fill({"What is it?": "I am stuck", "Your words": "and stuck"})
    await cast.maria.submit()
    await close_all(cast.maria)


async def by_mark(simulation: Simulation, cast: Cast) -> None:
    message = await cast.maria.say("I drown in alerts", channel=cast.payments)
    await cast.maria.react("ear", message)


async def taken_away(simulation: Simulation, cast: Cast) -> None:
    message = await cast.maria.say("I drown in alerts", channel=cast.payments)
    await cast.maria.react("ear", message)
    await cast.maria.unreact("ear", message)


async def by_a_colleague(simulation: Simulation, cast: Cast) -> None:
    message = await cast.maria.say("I drown in alerts", channel=cast.payments)
    await cast.sam.react("ear", message)


async def not_any_more(simulation: Simulation, cast: Cast) -> None:
    message = await cast.maria.say("I drown in alerts", channel=cast.payments)
    await cast.sam.react("ear", message)
    await cast.sam.unreact("ear", message)


async def withdrawn(simulation: Simulation, cast: Cast) -> None:
    await by_command(simulation, cast)
    await take_back(cast.maria)


async def take_back(person: Person) -> None:
    await what_i_said(person)
    await person.press("modal", "Take it back")
    if person.modal is not None and person.modal.submit_label is not None:
        await person.submit()
    await close_all(person)


async def left_there(simulation: Simulation, cast: Cast) -> None:
    await by_command(simulation, cast)
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "No follow-up needed")
    await close_all(cast.maria)


WAYS: tuple[Way, ...] = (
    by_command,
    by_form,
    by_mark,
    taken_away,
    by_a_colleague,
    not_any_more,
    withdrawn,
    left_there,
)
ARRIVES = (by_command, by_form, by_mark)


@dataclass(frozen=True)
class Walk:
    """What a leader gets who walks every door at one moment."""

    read: list[str]
    calls: list[str]
    statements: int
    written: int
    """Messages that she has had so far."""


def count_of(statements: list[str]) -> int:
    """How many ask for rows: where nobody spoke is played on SQLite, which has no clock to ask."""
    return sum("clock_timestamp()" not in statement for statement in statements)


async def walk(simulation: Simulation, leader: Person, place: Channel) -> Walk:
    calls = len(simulation.slack.calls)
    with said(simulation) as statements:
        read = [await homes(leader)]
        if "Another tip" in leader.home.labels():
            await leader.press("home", "Another tip")
            read.append(leader.home.plain())
        for door in DOORS:
            answer = await leader.command("/concern", door, channel=place)
            read.append(answer.message.plain() if answer.message else "")
            read.append(await pages(leader))
            await close_all(leader)
    made = sorted(call.method for call in simulation.slack.calls[calls:])
    return Walk(read, made, count_of(statements), len(leader.direct_messages()))


def to_leader(simulation: Simulation, leader: Person, since: int) -> list[str]:
    """The bot's calls since then that reach a leader, or their conversation with it.

    People are read anew each day, whoever speaks: nobody sees that.
    """
    workspace = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        person = tx.people.get(workspace, leader.id)
    assert person is not None
    names = [name for name in (person.id, person.channel) if name]
    return [
        call.method
        for call in simulation.slack.calls[since:]
        if call.method != "users.info"
        and any(call.args.get(key) in names for key in ("user", "users", "user_id", "channel"))
    ]


async def play(simulation: Simulation, cast: Cast, way: Way | None) -> list[Walk]:
    """Priya's Home is open; something is said, or not, and she walks at each moment."""
    await simulation.move(SPOKEN)
    await homes(cast.priya)
    await simulation.rounds()
    before = len(simulation.slack.calls)
    if way is not None:
        await way(simulation, cast)
        await simulation.rounds()
        refuses_unread(simulation, cast.priya)
    assert to_leader(simulation, cast.priya, before) == []
    walks = [await walk(simulation, cast.priya, cast.payments)]
    seconds = timedelta(seconds=1)
    for moment in (SPOKEN + timedelta(minutes=10), its_hour(simulation, cast.priya)):
        for at in (moment - seconds, moment + seconds):
            if at > its_hour(simulation, cast.priya):
                break
            before = len(simulation.slack.calls)
            await simulation.move(at)
            assert to_leader(simulation, cast.priya, before) == []
            walks.append(await walk(simulation, cast.priya, cast.payments))
    return walks


def its_hour(simulation: Simulation, leader: Person) -> datetime:
    """The first of a leader's chosen hours after it was said."""
    workspace = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        unit = Unit(tx, SPOKEN, workspace)
        return unit.calendar(unit.get_person(leader.id)).next_hour(SPOKEN)


def refuses_unread(simulation: Simulation, leader: Person) -> None:
    """Whoever knows an id, from wherever, gets the answer of an unknown one."""
    workspace = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        unit = Unit(tx, simulation.clock(), workspace)
        for key in tx.connection.scalars(select(tables.concern.c.id)).all():
            with pytest.raises(NotYours):
                open_words(unit, PersonId(leader.id), key)


@pytest.fixture(scope="session")
def silence() -> list[Walk]:
    """What Priya gets where nobody spoke; played once."""
    return []


async def in_silence(scene: Scene, folder: Path, silence: list[Walk]) -> list[Walk]:
    if not silence:
        database, key = folder / "silent.db", folder / "silent.key"
        scene.lay_out(f"sqlite:///{database}", key)
        kept = json.loads(scene.world)
        url = f"sqlite:///{database}"
        async with Simulation(url, key, MONDAY, kept=kept, patience=PATIENCE) as simulation:
            silence.extend(await play(simulation, people_of(simulation), None))
    return silence


@pytest.mark.parametrize("way", WAYS)
async def test_R41_before_its_hour_no_door_and_no_moment_tells_a_leader_that_somebody_spoke(
    simulation: Simulation,
    cast: Cast,
    scene: Scene,
    tmp_path: Path,
    silence: list[Walk],
    way: Way,
) -> None:
    expected = await in_silence(scene, tmp_path, silence)
    found = await play(simulation, cast, way)
    for walked, silent in zip(found, expected, strict=True):
        assert walked.read == silent.read
        assert walked.calls == silent.calls
        assert walked == silent
    hour = its_hour(simulation, cast.priya)
    before = len(simulation.slack.calls)
    await simulation.move(hour + timedelta(minutes=1))
    assert bool(to_leader(simulation, cast.priya, before)) == (way in ARRIVES)
    shown = await walk(simulation, cast.priya, cast.payments)
    assert any("Maria ·" in one for one in shown.read) == (way in ARRIVES), shown.read


async def test_R41_who_speaks_after_the_hour_of_the_private_part_causes_none(
    simulation: Simulation, cast: Cast
) -> None:
    """It is decided once, at its hour (D14): a team that was silent until then stays silent."""
    await simulation.move(local("2026-03-12 10:30"))
    await by_command(simulation, cast)
    await take_back(cast.maria)
    await tell(cast.sam, "I disagree", cast.payments)
    await simulation.move(local("2026-03-12 23:00"))
    assert asked(cast.priya) == []
    await simulation.move(local("2026-03-13 09:45"))
    ((_, message),) = asked(cast.priya)
    assert "Sam" in message.plain()
    assert "note to payments" not in message.plain()


def meet(simulation: Simulation, person: Person, at: datetime) -> None:
    """Let Priya meet somebody then, and be written to on that morning."""
    named = {"nudge_reason": "one_on_one", "nudge_at": at, "nudge_on": at.date()}
    planned = tables.concern.c.nudge_at.is_not(None)
    query = update(tables.concern).where(tables.concern.c.raiser == person.id, planned)
    with simulation.bot.store.begin() as tx:
        tx.connection.execute(query.values(named))


async def test_R41_the_morning_of_a_one_on_one_takes_nothing_along_before_its_hour(
    simulation: Simulation, cast: Cast
) -> None:
    """Maria was told half past one; the 1:1 with Sam is chosen only afterwards."""
    choose(simulation, cast.priya, hour=time(13, 30))
    await keep(cast.priya, cast.sam, "is stuck, wednesday", cast.payments)
    await simulation.move(local("2026-03-09 14:00"))
    await by_command(simulation, cast)
    meet(simulation, cast.sam, local("2026-03-10 09:30"))
    await simulation.move(local("2026-03-10 13:00"))
    ((_, message),) = asked(cast.priya)
    assert "Sam" in message.plain()
    assert "Maria" not in message.plain()
    assert "Maria" not in await homes(cast.priya)
    # Somebody who speaks later is told the hour at which it really comes.
    answer = await cast.sam.command("/concern", "I need help", channel=cast.payments)
    assert answer.message is not None
    assert "tomorrow at about 1:30" in answer.message.plain()


# What the leader changes meanwhile


async def pauses(leader: Person, place: Channel) -> str:
    answer = await leader.command("/concern", "pause until friday", channel=place)
    return answer.message.plain() if answer.message else ""


async def ends_a_pause(leader: Person, place: Channel) -> str:
    return await _saves_settings(leader, **{"Pause until": None})


async def _saves_settings(leader: Person, **chosen: object) -> str:
    await leader.command("/concern", "settings")
    await leader.press("modal", "More settings")
    await leader.fill(chosen)
    assert not (await leader.submit()).errors
    shown = leader.modal.plain() if leader.modal is not None else ""
    await close_all(leader)
    return shown


async def changes_hours(leader: Person, place: Channel) -> str:
    return await _saves_settings(leader, **{"When should I write to you?": "13:30"})


async def would_step_down(leader: Person, place: Channel) -> str:
    silent = "Never write to me first (replies are then only in Home)"
    shown = await _saves_settings(leader, **{"Messages and notifications": [silent]})
    assert "nobody can raise anything with you" in shown
    return shown


Change = Callable[[Person, Channel], Awaitable[str]]
CHANGES: tuple[Change, ...] = (pauses, ends_a_pause, changes_hours, would_step_down)


@dataclass(frozen=True)
class Changed:
    """What a leader sees, and what it costs, when they change how they are written to."""

    shown: tuple[str, ...]
    calls: tuple[str, ...]
    statements: int


async def change(simulation: Simulation, cast: Cast) -> list[Changed]:
    """Let Priya change each thing, with the rounds that follow."""
    found = []
    for act in CHANGES:
        before = len(simulation.slack.calls)
        with said(simulation) as statements:
            shown = await act(cast.priya, cast.payments)
        spent = count_of(statements)
        await simulation.rounds()
        calls = tuple(sorted(to_leader(simulation, cast.priya, before)))
        found.append(Changed((shown, await homes(cast.priya)), calls, spent))
    return found


async def test_R41_a_leader_who_changes_hours_or_pauses_learns_nothing_by_it(
    simulation: Simulation, cast: Cast, scene: Scene, tmp_path: Path
) -> None:
    """What is on its way is moved after the answer; and no number counts it."""
    database, key = tmp_path / "silent.db", tmp_path / "silent.key"
    scene.lay_out(f"sqlite:///{database}", key)
    url, kept = f"sqlite:///{database}", json.loads(scene.world)
    async with Simulation(url, key, MONDAY, kept=kept, patience=PATIENCE) as silent:
        await silent.move(SPOKEN)
        expected = await change(silent, people_of(silent))
    await simulation.move(SPOKEN)
    await by_command(simulation, cast)
    await simulation.rounds()
    assert await change(simulation, cast) == expected
    # It went along with her all the same: to the hour she chose, on the day that was told.
    (concern,) = moved(simulation)
    assert concern.nudge_at == local("2026-03-10 13:30")


def moved(simulation: Simulation) -> list[Any]:
    with simulation.bot.store.begin() as tx:
        return list(tx.connection.execute(select(tables.concern)))


async def test_R41_days_away_move_what_is_on_its_way_and_its_raiser_is_told(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(SPOKEN)
    await by_command(simulation, cast)
    await pauses(cast.priya, cast.payments)
    [before] = moved(simulation)
    await simulation.rounds()
    [after] = moved(simulation)
    assert (before.nudge_on, after.nudge_on) == (TUESDAY, date(2026, 3, 13))
    assert (before.promised_on, after.promised_on) == (date(2026, 3, 17), date(2026, 3, 20))
    assert after.seen_from == before.seen_from
    assert (
        "Priya is away, and here again on Fri 13 March" in cast.maria.direct_messages()[-1].plain()
    )
    await ends_a_pause(cast.priya, cast.payments)
    await simulation.rounds()
    [back] = moved(simulation)
    assert (back.nudge_on, back.promised_on) == (before.nudge_on, before.promised_on)


async def test_R41_who_is_struck_off_is_told_no_number_of_what_they_do_not_know(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(SPOKEN)
    await by_command(simulation, cast)
    boss = simulation.workspace.add_person("boss", name="Boss", admin=True)
    simulation.workspace.join(cast.payments, boss)
    await boss.open_home()
    await boss.command("/concern", "team", channel=cast.payments)
    await boss.fill({"Who leads?": [cast.sam], "Who's on the team?": [cast.maria]})
    assert not (await boss.submit()).errors
    await simulation.rounds()
    told = cast.priya.direct_messages()[-1]
    assert told.text == "A change for one of your teams in Heard."
    assert "goes back" not in told.plain()


# What was over before it arrived, and a team that fell silent


async def test_R41_what_was_over_before_it_arrived_and_comes_back_is_new_to_its_leader(
    simulation: Simulation, cast: Cast
) -> None:
    """Nobody has read it: it is not *heard*, and nothing says that it is open again."""
    await simulation.move(SPOKEN)
    await left_there(simulation, cast)
    await simulation.move(local("2026-03-11 12:00"))
    assert asked(cast.priya) == []
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Reopen it")
    await close_all(cast.maria)
    [back] = moved(simulation)
    assert (back.state, back.heard_at) == (State.RAISED, None)
    assert "Maria" not in await homes(cast.priya)
    refuses_unread(simulation, cast.priya)
    await simulation.move(local("2026-03-12 09:00"))
    assert asked(cast.priya) == []
    await simulation.move(local("2026-03-12 12:00"))
    ((_, message),) = asked(cast.priya)
    assert "raised something with you" in message.plain()


async def test_R41_a_team_that_fell_silent_is_said_as_long_as_what_was_said_has_not_arrived(
    simulation: Simulation, cast: Cast
) -> None:
    change_teams(simulation, digest_day=0)
    await tell(cast.maria, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    await settle(cast.maria, "No follow-up needed")
    await simulation.move(local("2026-04-21 12:00"))
    await keep(cast.priya, cast.maria, "is stuck, tomorrow", cast.payments)
    choose(simulation, cast.priya, hour=time(13, 30))
    await simulation.move(local("2026-04-21 14:00"))
    await tell(cast.sam, "I disagree", cast.payments)
    meet(simulation, cast.maria, local("2026-04-22 09:30"))
    await simulation.move(local("2026-04-22 12:00"))
    _, message = asked(cast.priya)[-1]
    assert "for six weeks" in message.plain()
    assert "Sam" not in message.plain()
