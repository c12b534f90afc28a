"""Erased means erased: from the file, its free pages and its log, and from a restored back-up."""

import asyncio
import os
import shutil
import sqlite3
import stat
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select

from bot.casework.leading import open_words
from bot.cli.checks import Grade, database
from bot.demo.simulation import Simulation
from bot.domain.concern.states import State
from bot.domain.delivery import DeliveryKind
from bot.domain.refusals import Held
from bot.settings import read_settings
from bot.store import tables
from bot.store.backup import BackupError, back_up, damage_of, put_back
from bot.store.database import AlreadyRunningError
from bot.store.engine import engine_for
from bot.store.erasures import DatabaseJournal, Erased, Erasure, FileJournal
from bot.store.report import Report
from bot.store.restoring import Restored, StaleLogError, mark_uncertain
from slack_sandbox import Message, Person
from tests.conftest import MONDAY, Cast
from tests.scenarios.lives import MONDAY_NOON, jump, kept_words, last, raised, the
from tests.scenarios.moments import asked, keep, local, rows, set_row, settle


def sealed(simulation: Simulation) -> list[bytes]:
    """Every sealed text, as it rests."""
    with simulation.bot.store.begin() as tx:
        return [bytes(each) for each in tx.connection.scalars(select(tables.words.c.sealed))]


def bytes_of(simulation: Simulation) -> bytes:
    """All that the database keeps on the disk: SQLite's file and log, or Postgres's tables.

    Those after what docs/operations.md asks of whoever operates it.
    """
    store = simulation.bot.store
    if store.sqlite:
        base = store.url.database or ""
        files = [Path(f"{base}{end}") for end in ("", "-wal")]
        return b"".join(each.read_bytes() for each in files if each.exists())
    address = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in ("VACUUM FULL words", "VACUUM FULL concern", "CHECKPOINT"):
            connection.execute(statement)
        (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        names = "SELECT pg_relation_filepath('words'), pg_relation_filepath('concern')"
        paths = connection.execute(names).fetchone() or ()
    return b"".join((Path(folder) / str(path)).read_bytes() for path in paths)


async def test_R49_what_is_taken_back_is_in_no_byte_of_the_database(
    simulation: Simulation, cast: Cast
) -> None:
    """A sentence taken back, a note removed by whom it is about, and a message that was marked."""
    await raised(simulation, cast)
    await keep(cast.priya, cast.sam, "looks tired, thursday", cast.payments)
    marked = await cast.maria.say("The release is on fire", channel=cast.payments)
    await cast.maria.react(":ear:", marked)
    found = sealed(simulation)
    assert len(found) == 2 and all(each in bytes_of(simulation) for each in found)
    assert marked.ts.encode() in bytes_of(simulation)
    await settle_all(cast)
    await cast.priya.open_home()
    await cast.priya.press("home", "Read it", near="Sam")
    await cast.priya.press("modal", "Take it back")
    await simulation.rounds()
    assert sealed(simulation) == []
    left = bytes_of(simulation)
    assert not any(each in left for each in found)
    with simulation.bot.store.begin() as tx:
        kept = tx.connection.execute(select(tables.concern)).all()
    assert kept and not any(marked.ts in repr(row) for row in kept)


async def settle_all(cast: Cast) -> None:
    """Maria takes back whatever she raised."""
    for _ in range(2):
        await cast.maria.open_home()
        await cast.maria.press("home", "Read it", nth=0)
        await cast.maria.press("modal", "Take it back")
        await cast.maria.close_modal(all=True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_reader_holds_the_log_and_it_is_emptied_when_they_are_gone(
    simulation: Simulation, cast: Cast
) -> None:
    await raised(simulation, cast)
    (found,) = sealed(simulation)
    reader = sqlite3.connect(simulation.bot.store.url.database or "", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM words").fetchone()
    await settle(cast.maria, "Take it back")
    await simulation.rounds()
    assert found in bytes_of(simulation)
    reader.close()
    await simulation.rounds()
    assert found not in bytes_of(simulation)


async def test_R49_an_offer_said_no_to_leaves_no_row_and_is_not_asked_about_again(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("I cannot sleep", channel=cast.payments)
    await cast.sam.react(":ear:", message)
    await jump(simulation, "2026-03-09 12:00")
    await cast.maria.press(last(cast.maria), "No, thanks")
    await jump(simulation, "2026-03-10 13:00")
    await simulation.rounds()
    assert rows(simulation, DeliveryKind.OFFER) == []
    with simulation.bot.store.begin() as tx:
        for table in tables.metadata.sorted_tables:
            assert message.ts not in repr(tx.connection.execute(select(table)).all()), table.name
    said = len(cast.maria.direct_messages())
    await cast.stranger.react(":ear:", message)
    await jump(simulation, "2026-03-11 13:00")
    assert len(cast.maria.direct_messages()) == said
    assert rows(simulation, DeliveryKind.OFFER) == []


async def test_R49_of_an_offer_that_alone_is_over_no_byte_is_left(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("I cannot sleep", channel=cast.payments)
    await cast.sam.react(":ear:", message)
    await jump(simulation, "2026-03-09 12:00")
    await cast.maria.press(last(cast.maria), "No, thanks")
    await simulation.rounds()
    [offer] = rows(simulation, DeliveryKind.OFFER)
    sqlite = simulation.bot.store.sqlite
    assert not sqlite or offer.id.encode() in bytes_of(simulation)
    set_row(simulation, offer.id, due_at=offer.due_at - timedelta(days=2))
    await simulation.bot.rounds.clean_up()
    assert rows(simulation, DeliveryKind.OFFER) == []
    await simulation.rounds()
    assert offer.id.encode() not in bytes_of(simulation)


async def test_R49_offers_that_live_on_keep_none_that_are_over(
    simulation: Simulation, cast: Cast
) -> None:
    """Of three messages their author made something herself, and to the fourth she said no."""
    for day in (9, 10, 11, 12):
        message = await cast.maria.say(f"I cannot sleep, {day}", channel=cast.payments)
        await cast.sam.react(":ear:", message)
        await jump(simulation, f"2026-03-{day:02} 12:00")
        if day < 12:
            await cast.maria.react(":ear:", message)
    await cast.maria.press(last(cast.maria), "No, thanks")
    await simulation.rounds()
    later, workspace = local("2026-03-16 12:00"), simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        [subject] = tx.deliveries.forget_offers(workspace, later, 1)
        assert message.ts in subject
        assert tx.deliveries.forget_offers(workspace, later, 1) == []
    assert len(rows(simulation, DeliveryKind.OFFER)) == 3
    await cast.maria.open_home()
    await cast.maria.press("home", "Read it", nth=0)
    await cast.maria.press("modal", "Take it back")
    await simulation.bot.rounds.clean_up()
    assert len(rows(simulation, DeliveryKind.OFFER)) == 2


# Back-ups


async def backed_up(simulation: Simulation, database_url: str, folder: Path) -> Path:
    """Make a back-up while the bot runs."""
    to = folder / "backup.db"
    return await asyncio.to_thread(back_up, database_url, to, simulation.clock())


async def put_in_place(
    simulation: Simulation, database_url: str, backup: Path, journal: Path | None
) -> Restored:
    """Stop the bot as a power cut does, leave its log, put the back-up in place, start it."""
    await simulation._stop_bot()
    place = None if journal is None else str(journal)
    found = put_back(database_url, backup, simulation.clock(), place)
    await simulation._start_bot()
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_R49_what_was_taken_back_after_a_back_up_stays_so_when_it_is_restored(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    await cast.maria.command("/concern", "I am overloaded", channel=cast.payments)
    await cast.sam.command("/concern", "I am stuck", channel=cast.payments)
    backup = await backed_up(simulation, database_url, tmp_path)
    await settle(cast.maria, "Take it back")
    found = await put_in_place(simulation, database_url, backup, tmp_path / "heard.erasures")
    assert (found.erased, found.held) == (1, None)
    await simulation.move(MONDAY_NOON)
    ((_, message),) = asked(cast.priya)
    assert "Sam" in message.plain() and "Maria" not in message.plain()
    assert kept_words(simulation) == ["I am stuck"]


def told(leader: Person) -> list[Message]:
    """The messages in which a leader reads of something, but for what precedes a digest."""
    return [one for _, one in asked(leader) if one.text != "Tomorrow's digest."]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("answer", ["yes", "take it back", "nothing"])
async def test_R49_without_a_journal_no_leader_has_it_before_its_raiser_says_yes_once_more(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path, answer: str
) -> None:
    await cast.maria.command("/concern", "I am overloaded", channel=cast.payments)
    backup = await backed_up(simulation, database_url, tmp_path)
    (tmp_path / "heard.erasures").unlink()
    found = await put_in_place(simulation, database_url, backup, None)
    assert found.held == 1
    await simulation.move(local("2026-03-10 12:00"))
    assert told(cast.priya) == []
    home = await cast.priya.open_home()
    assert home is not None and "Maria" not in home.plain()
    question = last(cast.maria)
    assert "Should I still send it" in question.plain()
    if answer == "nothing":
        await simulation.move(local("2026-03-20 12:00"))
        assert told(cast.priya) == []
        return
    await cast.maria.press(question, "Yes, send it" if answer == "yes" else "No, delete my words")
    await simulation.move(local("2026-03-11 12:00"))
    assert bool(told(cast.priya)) == (answer == "yes")
    if answer == "yes":
        await cast.priya.press(told(cast.priya)[0], "Read it")
        assert cast.priya.modal is not None and "overloaded" in cast.priya.modal.plain()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_R49_what_was_read_before_closes_too(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    card = await raised(simulation, cast)
    await cast.priya.press(card, "Read it")
    assert not (await cast.priya.submit()).errors
    await cast.priya.close_modal(all=True)
    backup = await backed_up(simulation, database_url, tmp_path)
    (tmp_path / "heard.erasures").unlink()
    await put_in_place(simulation, database_url, backup, None)
    one = the(simulation)
    with pytest.raises(Held):
        await simulation.bot.runner.run(one.workspace, open_words, cast.priya.id, one.id)
    home = await cast.priya.open_home()
    assert home is not None and "Maria" not in home.plain()
    assert the(simulation).state is State.HEARD


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_restored_file_never_meets_the_log_of_the_one_before(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    """Killed, with a log left behind: the back-up is what stands there afterwards, and whole."""
    await cast.maria.command("/concern", "I am overloaded", channel=cast.payments)
    backup = await backed_up(simulation, database_url, tmp_path)
    for number in range(15):
        await cast.sam.command("/concern", f"I am stuck again {number}", channel=cast.payments)
    database = Path(database_url.removeprefix("sqlite:///"))
    killed = tmp_path / "killed"
    killed.mkdir()
    for end in ("", "-wal", "-shm"):
        shutil.copy(f"{database}{end}", killed / f"heard.db{end}")
    assert (killed / "heard.db-wal").stat().st_size > 0
    url = f"sqlite:///{killed / 'heard.db'}"

    # As somebody does it by hand: refused, in a sentence that says how.
    by_hand = tmp_path / "by hand"
    shutil.copytree(killed, by_hand)
    shutil.copy(backup, by_hand / "heard.db")
    os.utime(by_hand / "heard.db-wal", (1, 1))
    with pytest.raises(StaleLogError, match="heard restore FROM"):
        mark_uncertain(f"sqlite:///{by_hand / 'heard.db'}", MONDAY)

    put_back(url, backup, simulation.clock(), str(tmp_path / "heard.erasures"))
    assert stat.S_IMODE((killed / "heard.db").stat().st_mode) == 0o600
    with sqlite3.connect(killed / "heard.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM concern").fetchone() == (1,)
    (aside,) = killed.glob("heard.db.before-*[0-9]")
    with sqlite3.connect(aside) as connection:
        assert connection.execute("SELECT count(*) FROM concern").fetchone() == (16,)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_back_up_is_whole_while_the_bot_writes_and_for_its_owner_only(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    seen: list[tuple[int, int]] = []
    os.umask(0o022)

    def progress(done: int, of: int) -> None:
        seen.append((done, of))

    made = tmp_path / "made.db"
    backing = asyncio.to_thread(back_up, database_url, made, simulation.clock(), progress)
    task = asyncio.ensure_future(backing)
    for number in range(5):
        await cast.maria.command("/concern", f"I am overloaded {number}", channel=cast.payments)
    await task
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert seen and seen[-1][0] == seen[-1][1]
    with pytest.raises(BackupError, match="exists already"):
        back_up(database_url, made, simulation.clock())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nothing_is_restored_beside_a_running_bot_or_from_what_is_no_back_up(
    simulation: Simulation, database_url: str, tmp_path: Path
) -> None:
    backup = await backed_up(simulation, database_url, tmp_path)
    with pytest.raises(AlreadyRunningError):
        put_back(database_url, backup, simulation.clock(), None)
    await simulation._stop_bot()
    database = tmp_path / "heard.db"
    before = database.read_bytes()
    torn = tmp_path / "torn.db"
    torn.write_bytes(backup.read_bytes()[: 20 * 4096])
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE something (id)")
    for wrong in (torn, other, tmp_path / "nothing.db", Path(__file__)):
        with pytest.raises(BackupError):
            put_back(database_url, wrong, simulation.clock(), None)
    assert database.read_bytes() == before
    await simulation._start_bot()


def test_doctor_finds_a_damaged_file(migrated_file: Path, tmp_path: Path) -> None:
    whole, torn = tmp_path / "whole.db", tmp_path / "torn.db"
    shutil.copy(migrated_file, whole)
    content = bytearray(migrated_file.read_bytes())
    content[4096 * 2 : 4096 * 12] = b"\x55" * 4096 * 10
    torn.write_bytes(content)
    for file, grade in ((whole, Grade.OK), (torn, Grade.FAILED)):
        settings = read_settings({"DATABASE_URL": f"sqlite:///{file}"})
        state = Report(reachable=True, damage=damage_of(file))
        said = [found for found in database(settings, state) if "database file is" in found.what]
        assert [found.grade for found in said] == [grade]


# The journal


@pytest.mark.parametrize("place", ["file", "database"])
def test_a_journal_keeps_ids_and_knows_where_it_began(tmp_path: Path, place: str) -> None:
    def journal() -> FileJournal | DatabaseJournal:
        if place == "file":
            return FileJournal(tmp_path / "heard.erasures")
        return DatabaseJournal(engine_for(f"sqlite:///{tmp_path / 'journal.db'}"))

    assert journal().latest() is None and journal().read() == []
    journal().begin("one", MONDAY)
    erasures = [
        Erasure(Erased.CONCERN, "T1", "c1", MONDAY),
        Erasure(Erased.TEXT, "T1", "w1", MONDAY),
    ]
    journal().write(erasures)
    if place == "file":
        file = tmp_path / "heard.erasures"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        with file.open("a") as cut_off:
            cut_off.write('{"erased": "conc')
    journal().write([Erasure(Erased.WORKSPACE, "T1", "T1", MONDAY)])
    assert journal().latest() == "one"
    assert [one.what for one in journal().read()] == [Erased.CONCERN, Erased.TEXT, Erased.WORKSPACE]
    journal().begin("two", MONDAY)
    assert journal().latest() == "two"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_cannot_be_written_down_is_not_erased(
    simulation: Simulation, cast: Cast, tmp_path: Path
) -> None:
    await raised(simulation, cast)
    journal = simulation.bot.store.journal
    assert isinstance(journal, FileJournal)
    simulation.bot.store.journal = FileJournal(tmp_path / "no such folder" / "heard.erasures")
    await settle(cast.maria, "Take it back")
    with simulation.bot.store.begin() as tx:
        assert tx.connection.scalar(select(func.count()).select_from(tables.words)) == 1
    simulation.bot.store.journal = journal
    await settle(cast.maria, "Take it back")
    assert [one.what for one in journal.read()] == [Erased.TEXT, Erased.CONCERN]
