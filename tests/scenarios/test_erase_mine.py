"""[Erase what's mine]: gone to the byte; what is others' stays, and a restore keeps it so."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, or_, select

from bot.casework import Unit
from bot.casework.erasing import AT_ONCE, erase_mine, would_erase
from bot.demo.simulation import Simulation
from bot.domain.concern import Concern
from bot.domain.concern.states import Act, Kind, State
from bot.domain.delivery import WordsKind
from bot.domain.ids import ConcernId, PersonId
from bot.domain.taxonomy import Signal
from bot.messages.controls import Form
from bot.store import tables
from slack_sandbox import Person
from tests.conftest import Cast
from tests.scenarios.lives import WORDS, close_all, data_of, heard, jump, last, said_to
from tests.scenarios.moments import keep, local, tell
from tests.scenarios.rows import concerns, words_of
from tests.scenarios.test_forged import forged_form
from tests.store.test_erasing import backed_up, bytes_of, put_in_place, sealed


async def asks_to_erase(person: Person) -> str:
    """What is said before the yes."""
    await person.command("/concern", "data")
    await person.press("modal", "Erase what's mine")
    assert person.modal is not None
    return person.modal.plain()


async def erase(person: Person) -> str:
    """Say yes; gives what was said before it."""
    said = await asks_to_erase(person)
    assert not (await person.submit()).errors
    await close_all(person)
    return said


def row_counts(simulation: Simulation, person: Person) -> dict[str, int]:
    """How many rows hold words, steps, ticks and live concerns of what affects somebody."""
    concern = tables.concern
    theirs = select(concern.c.id).where(concern.c.raiser == person.id)
    with simulation.bot.store.begin() as tx:
        found = {
            table.name: tx.connection.scalar(
                select(func.count()).select_from(table).where(table.c.concern.in_(theirs))
            )
            or 0
            for table in (tables.words, tables.step, tables.changed)
        }
        live = select(func.count()).select_from(concern)
        live = live.where(concern.c.raiser == person.id, concern.c.state != State.WITHDRAWN)
        found["concern"] = tx.connection.scalar(live) or 0
    return found


async def a_life(simulation: Simulation, cast: Cast) -> None:
    """Maria: heard with a reply and a step, closed, not there yet; notes about her; an offer."""
    await heard(simulation, cast, **{"What you understood": "What I'm hearing is nights"})
    card = cast.priya.direct_messages()[-1]
    await jump(simulation, "2026-03-12 12:00")
    card = last(cast.priya)
    await cast.priya.press(card, "Pick a next step")
    await cast.priya.fill(
        {"What will you do?": "Cut scope", "The step in your own words": "drop the export"}
    )
    assert not (await cast.priya.submit()).errors
    await close_all(cast.priya)
    await tell(cast.maria, "closed by now", cast.payments)
    await cast.maria.open_home()
    await cast.maria.press("home", "Read it", nth=1)
    await cast.maria.press("modal", "No follow-up needed")
    await close_all(cast.maria)
    await keep(cast.priya, cast.maria, "looks tired", cast.payments)
    await simulation.move(local("2026-03-13 12:00"))
    await tell(cast.maria, "not there yet", cast.payments)


@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
async def test_R49_what_was_mine_is_in_no_row_and_no_byte_and_its_leader_is_told(
    simulation: Simulation, cast: Cast
) -> None:
    await a_life(simulation, cast)
    found = sealed(simulation)
    assert len(found) >= 6 and all(each in bytes_of(simulation) for each in found)
    said = await erase(cast.maria)
    assert "what you raised (3 things)" in said and "the note about you (1)" in said
    assert "whoever wrote it learns that you had it removed" in said
    assert "This stays:" in said and "It can't be undone." in said
    await simulation.rounds()
    nothing = {"words": 0, "step": 0, "changed": 0, "concern": 0}
    assert row_counts(simulation, cast.maria) == nothing
    left = bytes_of(simulation)
    assert not any(each in left for each in found)
    # Of what Priya knew of it stays, without a topic, that it was taken back; of the rest nothing.
    kept = await concerns(simulation)
    assert {(one.state, one.signal, one.link) for one in kept} == {
        (State.WITHDRAWN, Signal.OTHER, None)
    }
    assert len(kept) == 2
    assert "on-call" not in " ".join(said_to(cast.priya))
    await simulation.move(local("2026-03-17 12:00"))
    told = " ".join(said_to(cast.priya))
    assert "taken back" in told
    assert "not there yet" not in told
    mine = await data_of(cast.maria)
    assert WORDS not in mine and "looks tired" not in mine and "You are on this team." in mine
    assert "nothing of yours" in await asks_to_erase(cast.maria)
    await jump(simulation, "2026-04-20 12:00")
    assert await concerns(simulation) == []


async def test_a_leader_erases_notes_and_lines_and_what_they_replied_to_others_stays(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast, **{"What you understood": "What I'm hearing is nights"})
    await keep(cast.priya, cast.sam, "looks tired", cast.payments)
    said = await erase(cast.priya)
    assert "your own note about somebody else (1)" in said and "what you raised" not in said
    assert "what you replied and promised to others as their lead" in said
    await simulation.rounds()
    [raised] = await concerns(simulation)
    assert await words_of(simulation, raised) == [WORDS, "What I'm hearing is nights"]
    assert "looks tired" not in await data_of(cast.sam)
    with simulation.bot.store.begin() as tx:
        told = tx.connection.scalars(
            select(tables.delivery.c.subject).where(
                or_(tables.delivery.c.kind == "note_kept"),
                tables.delivery.c.state == "pending",
            )
        ).all()
    assert told == [], "taken back before, nobody is told"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_R49_what_somebody_erased_stays_so_when_a_back_up_is_restored(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    await a_life(simulation, cast)
    await tell(cast.sam, "I am stuck", cast.payments)
    backup = await backed_up(simulation, database_url, tmp_path)
    await erase(cast.maria)
    restored = await put_in_place(simulation, database_url, backup, tmp_path / "heard.erasures")
    assert restored.held is None
    theirs = {one.raiser for one in await concerns(simulation)}
    assert theirs == {cast.sam.id}
    assert row_counts(simulation, cast.maria)["words"] == 0


async def test_nothing_is_erased_before_the_yes(simulation: Simulation, cast: Cast) -> None:
    await heard(simulation, cast)
    before = await data_of(cast.maria)
    await asks_to_erase(cast.maria)
    await close_all(cast.maria)
    assert await data_of(cast.maria) == before


@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
async def test_R49_erasing_very_much_takes_the_words_at_once_and_the_rest_a_little_at_a_time(
    simulation: Simulation, cast: Cast
) -> None:
    many = 3 * AT_ONCE + 1
    await said_often(simulation, cast.maria, cast.priya, many)
    await tell(cast.sam, "I am stuck", cast.payments)
    found = texts_of(simulation, cast.maria)
    assert len(found) == many
    with simulation.bot.store.begin() as tx:
        unit = Unit(tx, simulation.clock(), simulation.bot.installation.workspace)
        assert would_erase(unit, PersonId(cast.maria.id)).raised == many
        assert erase_mine(unit, PersonId(cast.maria.id))
    # Killed here: not a word is left, some rows are, and nothing comes back by a back-up.
    assert row_counts(simulation, cast.maria)["words"] == 0
    assert row_counts(simulation, cast.maria)["concern"] == many - AT_ONCE
    journal = {one.id for one in simulation.bot.store.journal.read()}  # type: ignore[union-attr]
    assert journal >= {one.id for one in await concerns(simulation) if one.raiser == cast.maria.id}
    simulation.clock.move_to(simulation.clock() + timedelta(minutes=1))
    await tell(cast.maria, "said after it", cast.payments)
    await simulation.restart()
    await simulation.rounds()
    left = [one for one in await concerns(simulation) if one.state is not State.WITHDRAWN]
    assert [await words_of(simulation, one) for one in left] == [["I am stuck"], ["said after it"]]
    assert not any(each in bytes_of(simulation) for each in found)
    assert len(await concerns(simulation)) == 2 + (many + 1) // 2, "half of it a leader knew of"


async def test_R49_whoever_erases_very_much_is_answered_at_once_and_finds_all_of_it_gone(
    simulation: Simulation, cast: Cast
) -> None:
    await said_often(simulation, cast.maria, cast.priya, 2 * AT_ONCE)
    await asks_to_erase(cast.maria)
    await cast.maria.submit()
    assert cast.maria.modal is not None
    assert "Your words are deleted" in cast.maria.modal.plain()
    await simulation.bot.tasks.idle()
    nothing = {"words": 0, "step": 0, "changed": 0, "concern": 0}
    assert row_counts(simulation, cast.maria) == nothing


async def test_a_yes_that_comes_twice_erases_nothing_that_came_after_it(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "I am stuck", cast.payments)
    state: dict[str, object] = {}
    assert (await forged_form(simulation, cast.maria, Form.ERASE_MINE, state, {}))[0] == 200
    assert row_counts(simulation, cast.maria)["concern"] == 0
    await tell(cast.maria, "said after it", cast.payments)
    assert (await forged_form(simulation, cast.maria, Form.ERASE_MINE, state, {}))[0] == 200
    assert row_counts(simulation, cast.maria)["concern"] == 1


async def test_R21_what_would_be_erased_counts_no_mark_that_its_author_does_not_know_of(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("I cannot sleep", channel=cast.payments)
    await cast.sam.react(":ear:", message)
    assert "nothing of yours" in await asks_to_erase(cast.maria)
    await close_all(cast.maria)
    await jump(simulation, "2026-03-09 12:00")
    assert "what you raised (1 thing)" in await asks_to_erase(cast.maria)


async def said_often(simulation: Simulation, raiser: Person, leader: Person, count: int) -> None:
    """So much by one person, half of it over by now: whoever types it may say twenty a minute."""
    now, workspace = simulation.clock(), simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        for number in range(count):
            concern = Concern(
                workspace=workspace,
                id=ConcernId(f"c{number}"),
                kind=Kind.RAISED,
                origin=f"command:{number}",
                raiser=PersonId(raiser.id),
                owner=PersonId(leader.id),
                state=State.CONFIRMED if number % 2 else State.RAISED,
                created_at=now - timedelta(days=30),
            )
            tx.concerns.add(concern, concern.raiser, Act.RAISE)
            tx.concerns.say(concern, WordsKind.SAID, concern.raiser, f"{number} nights", now)


def texts_of(simulation: Simulation, person: Person) -> list[bytes]:
    """The sealed words of what somebody raised, as they rest."""
    theirs = select(tables.concern.c.id).where(tables.concern.c.raiser == person.id)
    query = select(tables.words.c.sealed).where(tables.words.c.concern.in_(theirs))
    with simulation.bot.store.begin() as tx:
        return [bytes(each) for each in tx.connection.scalars(query)]
