"""Nothing before its hour (R41): what a raiser was told nobody has seen reaches no leader.

As the leader we walk every door at the moments that matter, and compare what is read, what is
called and what the database is asked with a team in which nobody spoke.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.casework import Unit
from bot.casework.leading import open_words
from bot.demo.simulation import PATIENCE, Simulation
from bot.domain.ids import PersonId
from bot.domain.refusals import NotYours
from bot.store import tables
from slack_sandbox import Channel, Person
from tests.conftest import MONDAY, Cast, Scene, people_of
from tests.scenarios.lives import close_all, homes, pages, what_i_said
from tests.scenarios.moments import asked, choose, keep, local, tell
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


async def walk(simulation: Simulation, leader: Person, place: Channel) -> Walk:
    calls = len(simulation.slack.calls)
    with said(simulation) as statements:
        read = [await homes(leader)]
        if "Another" in leader.home.labels():
            await leader.press("home", "Another")
            read.append(leader.home.plain())
        for door in DOORS:
            answer = await leader.command("/concern", door, channel=place)
            read.append(answer.message.plain() if answer.message else "")
            read.append(await pages(leader))
            await close_all(leader)
    made = sorted(call.method for call in simulation.slack.calls[calls:])
    return Walk(read, made, len(statements), len(leader.direct_messages()))


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


async def test_R41_the_morning_of_a_one_on_one_takes_nothing_along_before_its_hour(
    simulation: Simulation, cast: Cast
) -> None:
    """Maria was told half past one; the 1:1 with Sam is chosen only afterwards."""
    choose(simulation, cast.priya, hour=time(13, 30))
    await keep(cast.priya, cast.sam, "is stuck, wednesday", cast.payments)
    await simulation.move(local("2026-03-09 14:00"))
    await by_command(simulation, cast)
    with simulation.bot.store.begin() as tx:
        one_on_one = local("2026-03-10 09:30")
        named = {"nudge_reason": "one_on_one", "nudge_at": one_on_one, "nudge_on": TUESDAY}
        of_sam = tables.concern.c.raiser == cast.sam.id
        tx.connection.execute(update(tables.concern).where(of_sam).values(named))
    await simulation.move(local("2026-03-10 13:00"))
    ((_, message),) = asked(cast.priya)
    assert "Sam" in message.plain()
    assert "Maria" not in message.plain()
    assert "Maria" not in await homes(cast.priya)
    # Somebody who speaks later is told the hour at which it really comes.
    answer = await cast.sam.command("/concern", "I need help", channel=cast.payments)
    assert answer.message is not None
    assert "tomorrow at about 1:30" in answer.message.plain()
