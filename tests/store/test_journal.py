"""The journal of erasures: what it brings about after a restore, and how it is shortened."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from bot.demo.simulation import Simulation
from bot.store.backup import back_up
from bot.store.engine import engine_for
from bot.store.erasures import (
    PART_LASTS,
    DatabaseJournal,
    Erased,
    Erasure,
    FileJournal,
    Journal,
    reaches,
)
from bot.store.tables import says_leads
from tests.conftest import MONDAY, Cast
from tests.scenarios.lives import jump, last
from tests.scenarios.moments import asked as asked_of
from tests.scenarios.moments import keep, local, settle, tell
from tests.scenarios.rows import concerns, words_of
from tests.scenarios.test_notes_kept import WORDS, note_by_form, told
from tests.store.test_erasing import backed_up, put_in_place

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@SQLITE
@pytest.mark.parametrize("journal", [True, False])
async def test_R49_who_does_not_lead_somebody_keeps_no_notes_after_a_restore(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path, journal: bool
) -> None:
    assert await note_by_form(cast.stranger, cast.dora) == ""
    await jump(simulation, "2026-03-10 12:00")
    [(_, message)] = told(cast.dora)
    backup = await backed_up(simulation, database_url, tmp_path)
    await cast.dora.press(message, "Lee doesn't lead me")
    if not journal:
        (tmp_path / "heard.erasures").unlink()
    place = tmp_path / "heard.erasures" if journal else None
    found = await put_in_place(simulation, database_url, backup, place)
    assert found.held == (None if journal else 1)
    if journal:
        assert await concerns(simulation) == []
        assert "says that you don't lead them" in await note_by_form(cast.stranger, cast.dora)
        return
    # What is lost cannot be known: the note is kept from its writer, and Dora is asked.
    home = await cast.stranger.open_home()
    assert home is not None and "Dora" not in home.plain()
    await jump(simulation, "2026-03-11 12:00")
    question = last(cast.dora)
    assert "The note about you of " in question.plain()
    assert question.labels() == [
        "Yes, Lee may read it",
        "Read the notes",
        "No, remove these notes",
        "Lee doesn't lead me",
    ]
    await cast.dora.press(question, "Read the notes")
    assert cast.dora.modal is not None and WORDS in cast.dora.modal.plain()
    await cast.dora.close_modal(all=True)
    await cast.dora.press(question, "Lee doesn't lead me")
    assert "The note is deleted." in question.live.plain()
    [gone] = await concerns(simulation)
    assert await words_of(simulation, gone) == []
    assert "says that you don't lead them" in await note_by_form(cast.stranger, cast.dora)


@SQLITE
async def test_R49_without_a_journal_the_next_note_tells_its_person_once_more(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    """What she said of the writer may be lost, and no note is left to ask about."""
    assert await note_by_form(cast.stranger, cast.dora) == ""
    await jump(simulation, "2026-03-10 12:00")
    [(_, message)] = told(cast.dora)
    await cast.dora.press(message, "Lee doesn't lead me")
    with simulation.bot.store.begin() as tx:
        # As it was before she said so, and after the note was gone.
        tx.connection.execute(delete(says_leads))
    backup = await backed_up(simulation, database_url, tmp_path)
    (tmp_path / "heard.erasures").unlink()
    await put_in_place(simulation, database_url, backup, None)
    assert await note_by_form(cast.stranger, cast.dora, "again") == ""
    await jump(simulation, "2026-03-11 12:00")
    assert len(told(cast.dora)) == 2
    assert told(cast.dora)[-1][1].labels() == ["Read the notes", "Lee doesn't lead me"]


@SQLITE
async def test_R49_without_a_journal_a_note_opens_again_at_the_yes_of_whom_it_is_about(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    await keep(cast.priya, cast.maria, "looks tired, thursday", cast.payments)
    backup = await backed_up(simulation, database_url, tmp_path)
    (tmp_path / "heard.erasures").unlink()
    await put_in_place(simulation, database_url, backup, None)
    await cast.priya.command("/concern", "@maria", channel=cast.payments)
    assert "tired" not in repr(cast.priya.modal and cast.priya.modal.plain())
    await simulation.move(local("2026-03-10 12:00"))
    asked = [one for one in cast.maria.direct_messages() if "about you of" in one.plain()]
    await cast.maria.press(asked[0], "Yes, Priya may read it")
    # What is new after a restore is looked for before it is sent.
    await simulation.move(local("2026-03-12 12:00"), patience=20.0)
    await cast.priya.press(asked_of(cast.priya)[-1][1], "Read it")
    assert cast.priya.modal is not None and "looks tired" in cast.priya.modal.plain()


# How long it is kept


@pytest.mark.parametrize("place", ["file", "database"])
def test_a_part_that_goes_on_with_the_one_before_reaches_back_and_another_does_not(
    tmp_path: Path, place: str
) -> None:
    journal: Journal = FileJournal(tmp_path / "heard.erasures")
    if place == "database":
        journal = DatabaseJournal(engine_for(f"sqlite:///{tmp_path / 'journal.db'}"))
    assert not reaches(journal.parts(), "one")
    for part, after, erased in (("one", None, "c1"), ("two", "one", "c2"), ("three", "two", "c3")):
        journal.begin(part, MONDAY, after)
        journal.write([Erasure(Erased.CONCERN, "T1", erased, MONDAY)])
    assert all(reaches(journal.parts(), part) for part in ("one", "two", "three"))
    journal.forget_before("two")
    assert [one.id for one in journal.read()] == ["c2", "c3"]
    assert [reaches(journal.parts(), part) for part in ("one", "two")] == [False, True]
    # Written into by another database meanwhile: nothing of before can be relied on.
    journal.begin("other", MONDAY)
    assert [reaches(journal.parts(), part) for part in ("two", "other")] == [False, True]


@SQLITE
async def test_the_journal_keeps_what_back_ups_of_the_last_month_need_and_no_more(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    backups: list[Path] = []

    async def erased_later(name: str) -> None:
        """Back up, then let something be taken back that is in it."""
        await tell(cast.maria, "I am overloaded", cast.payments)
        backups.append(tmp_path / f"{name}.db")
        await asyncio.to_thread(back_up, database_url, backups[-1], simulation.clock())
        await settle(cast.maria, "Take it back")

    journal = simulation.bot.store.journal
    assert journal is not None
    await erased_later("first")
    first = [one.id for one in journal.read()]
    simulation.clock.move_to(simulation.clock() + PART_LASTS - timedelta(hours=1))
    await simulation.bot.rounds.clean_up()
    assert len(journal.parts()) == 1
    simulation.clock.move_to(simulation.clock() + timedelta(hours=1))
    await simulation.bot.rounds.clean_up()
    assert len(journal.parts()) == 2 and [one.id for one in journal.read()] == first
    await erased_later("second")
    simulation.clock.move_to(simulation.clock() + PART_LASTS)
    await simulation.bot.rounds.clean_up()
    kept = [one.id for one in journal.read()]
    assert kept and not set(first) & set(kept)
    # The bot may be started anew in between, and goes on with the same.
    await simulation.restart()
    assert len(journal.parts()) == 2
    held = []
    for backup in reversed(backups):
        found = await put_in_place(simulation, database_url, backup, tmp_path / "heard.erasures")
        held.append(found.held)
    # Of the older one, long past its 30 days, it is not known what was taken back.
    assert held == [None, 1]
