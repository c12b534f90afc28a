"""New keys, wrong ones, and what an older version left."""

import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, insert, select, update

from bot.app import key_ring
from bot.cli import checks
from bot.demo.simulation import Simulation
from bot.settings import read_settings
from bot.store import Store
from bot.store.database import WrongKeyError
from bot.store.engine import engine_for
from bot.store.keys import HASH_KEY
from bot.store.migrate import upgrade
from bot.store.report import is_sealed, report
from bot.store.resealing import finish_sealing, renew_data_keys, rewrap
from bot.store.sealing import (
    KeyRing,
    Sealer,
    SealingError,
    add_key,
    fresh_data_key,
    fresh_key,
    make_key_file,
    number_of,
    read_key_file,
)
from bot.store.tables import concern, delivery, history, words
from tests.conftest import Cast
from tests.scenarios.moments import tell
from tests.store.sealed_rows import (
    CANARY,
    MARIA,
    NOW,
    ONE,
    PRIYA,
    TOM,
    a_call_for_help,
    all_rows,
    fill,
    opened_well,
    read,
)

# What rests in the rows


# New keys


def numbers(store: Store) -> set[int]:
    """The numbers of the data keys that sealed what rests."""
    sealed = (concern.c.sealed, words.c.sealed, history.c.sealed, delivery.c.payload)
    with store.engine.connect() as connection:
        return {
            number_of(value)
            for column in sealed
            for value in connection.scalars(select(column).where(column.is_not(None)))
        }


def test_rotation_wraps_by_the_newest_master_key_and_the_old_one_may_go(database_url: str) -> None:
    old, new = fresh_key(), fresh_key()
    first = Store(database_url, KeyRing([old]))
    fill(first)
    both = Store(database_url, KeyRing([new, old]))
    assert opened_well(both)
    assert rewrap(both) == 2
    assert rewrap(both) == 0
    only_new = Store(database_url, KeyRing([new]))
    assert opened_well(only_new)
    with pytest.raises(WrongKeyError), first.begin() as tx:
        tx.check_keys()
    with only_new.begin() as tx:
        assert {key.master for key in tx.workspaces.keys(ONE)} == {only_new.keys.newest}
    for each in (first, both, only_new):
        each.close()


def test_new_data_keys_seal_every_row_anew_and_the_old_one_goes(store: Store) -> None:
    assert numbers(store) == {1}
    shown: list[tuple[int, int]] = []
    assert renew_data_keys(store, lambda done, total: shown.append((done, total))) == 4
    assert shown[-1] == (4, 4)
    assert numbers(store) == {2}
    assert opened_well(store)


def test_what_is_written_while_keys_are_renewed_opens_before_and_after(store: Store) -> None:
    """A renewal broken off between any two of its steps is gone on with, and nothing is lost."""

    class BrokenOffError(Exception):
        pass

    for stop in range(1, 5):
        seen = 0

        def progress(done: int, total: int, stop: int = stop) -> None:
            nonlocal seen
            seen += 1
            if seen == stop:
                raise BrokenOffError

        with pytest.raises(BrokenOffError):
            renew_data_keys(store, progress)
        assert opened_well(store), f"broken off at {stop}"
        with store.begin() as tx:
            found = tx.concerns.get(ONE, "c1")
            assert found is not None
            tx.concerns.save(found)
    renew_data_keys(store, lambda done, total: None)
    assert numbers(store) == {2}, "one that was broken off is gone on with"
    assert opened_well(store)


def test_a_running_bot_reads_a_key_file_again_that_has_a_new_key(
    database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "other.key"
    running = Store(database_url, KeyRing(make_key_file(file), file))
    fill(running)
    add_key(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    command = Store(database_url, KeyRing(read_key_file(file), file))
    assert rewrap(command) == 2
    assert opened_well(running)
    running.close()
    command.close()


# Keys that are wrong or gone


def test_a_wrong_key_is_said_at_start_and_by_doctor(store: Store, database_url: str) -> None:
    wrong = fresh_key()
    other = Store(database_url, KeyRing([wrong]))
    with pytest.raises(WrongKeyError, match="Put that key back"), other.begin() as tx:
        tx.check_keys()
    other.close()
    state = report(database_url)
    [found] = checks.keys(read_settings({"HEARD_KEYS": wrong}), state)
    assert found.grade is checks.Grade.FAILED
    assert "is sealed with the master key" in found.what
    with store.begin() as tx:
        tx.check_keys()


def test_keys_of_another_workspace_or_back_up_do_not_pass(store: Store) -> None:
    with store.begin() as tx:
        hashing, sealing = tx.workspaces.keys(ONE)
        tx.workspaces.keep_keys(ONE, [hashing, replace(sealing, canary=hashing.canary)])
    with pytest.raises(WrongKeyError, match="belong together"), store.begin() as tx:
        tx.check_keys()


@pytest.mark.parametrize("empty", [False, True])
def test_no_new_key_is_made_where_something_is_sealed(
    store: Store, database_url: str, tmp_path: Path, empty: bool
) -> None:
    assert is_sealed(database_url)
    if not database_url.startswith("sqlite"):
        return
    file = tmp_path / "fresh.key"
    if empty:
        file.touch(mode=0o600)
    env = {"DATABASE_URL": database_url, "HEARD_KEY_FILE": str(file)}
    with pytest.raises(Exception, match="is empty" if empty else "is gone"):
        key_ring(read_settings(env))
    assert file.exists() is empty


def test_a_key_is_made_where_nothing_is_sealed_yet(tmp_path: Path) -> None:
    env = {"DATABASE_URL": f"sqlite:///{tmp_path / 'heard.db'}"}
    upgrade(env["DATABASE_URL"])
    assert not is_sealed(env["DATABASE_URL"])
    assert key_ring(read_settings(env)).names
    assert (tmp_path / "heard.key").exists()


# From the first version


def as_the_first_version_left_it(url: str, ring: KeyRing) -> bytes:
    """Rows of the first version's last day, sealed as it sealed; gives its data key."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from sqlalchemy import MetaData

    upgrade(url, "0006")
    key = fresh_data_key()
    master, wrapped = ring.wrap(ONE, key)
    nonce = bytes(12)
    sealed = nonce + AESGCM(key).encrypt(nonce, CANARY.encode(), b"T1|words|w1|sealed")
    engine = engine_for(url)
    then = MetaData()
    then.reflect(engine)

    def row(table: Table, **values: object) -> dict[str, object]:
        flags = {
            one.name: False
            for one in table.columns
            if one.type.python_type is bool and not one.nullable
        }
        counts = {
            one.name: 1 for one in table.columns if one.type.python_type is int and not one.nullable
        }
        return flags | counts | {"workspace": ONE} | values

    with engine.begin() as connection:
        home = then.tables["workspace"]
        names = {"id": ONE, "name": "Acme", "domain": "acme", "bot_user": "UBOT"}
        connection.execute(
            insert(home).values(**names, installed_at=NOW, sealed_key=wrapped, key_id=master)
        )
        table = then.tables["concern"]
        topic = {"signal": "led", "pressures": "incident", "help": "listen"}
        sides = {"raiser": MARIA, "owner": PRIYA, "marked_also": "", "how_soon": "week"}
        made = {"id": "c1", "kind": "raised", "origin": "command:1", "state": "raised"}
        zeros = {"follow_up": 0, "snoozes": 0, "check_ins": 0, "worded": True}
        connection.execute(
            insert(table).values(**row(table, created_at=NOW, **topic, **sides, **made, **zeros))
        )
        table = then.tables["words"]
        said = {"id": "w1", "concern": "c1", "kind": "said", "author": MARIA, "said_at": NOW}
        connection.execute(insert(table).values(**row(table, sealed=sealed, **said)))
        table = then.tables["history"]
        for number, act in enumerate(("raise", "keep_private")):
            done = {"id": f"h{number}", "concern": "c1", "act": act, "state": "raised"}
            at = NOW + timedelta(minutes=number)
            connection.execute(insert(table).values(**row(table, happened_at=at, **done)))
        table = then.tables["delivery"]
        kept = a_call_for_help(MARIA)
        moments = {"due_at": NOW, "created_at": NOW, "wall": kept.wall, "zone": kept.zone}
        names = {"id": "d1", "kind": "safe_ask", "subject": MARIA, "occurrence": kept.occurrence}
        rest = {"recipient": TOM, "payload": kept.payload, "state": "sent"}
        connection.execute(insert(table).values(**row(table, **moments, **names, **rest)))
    engine.dispose()
    return key


def test_a_database_of_the_first_version_is_sealed_at_the_next_start(
    empty_database_url: str, ring: KeyRing
) -> None:
    key = as_the_first_version_left_it(empty_database_url, ring)
    assert is_sealed(empty_database_url)
    upgrade(empty_database_url)
    assert is_sealed(empty_database_url)
    made = Store(empty_database_url, ring)
    with made.begin() as tx:
        tx.check_keys()
    with pytest.raises(SealingError):
        read(made)
    with pytest.raises(ZeroDivisionError):
        finish_sealing(made, ONE, lambda done, total: 1 // (done - 1))
    assert finish_sealing(made, ONE) == 4
    assert finish_sealing(made, ONE) == 0
    assert opened_well(made)
    rows = all_rows(made)
    for hidden in ("'led'", "incident", "listen", "keep_private", CANARY):
        assert hidden not in rows
    with made.begin() as tx:
        # What the ledgers of digests and the ids of messages are keyed with stays.
        assert tx.sealer(ONE).hash("U1") == Sealer(ONE, {1: key}, key).hash("U1")
        assert tx.connection.scalar(select(delivery.c.subject)) == tx.sealer(ONE).hash(MARIA)
        assert [each.number for each in tx.workspaces.keys(ONE)] == [HASH_KEY, 2]
        # Nobody passes off a value as unsealed after that.
        tx.connection.execute(update(concern).values(sealed=b'\0\0{"signal": "led"}'))
    with pytest.raises(SealingError):
        renew_data_keys(made, lambda done, total: None)
    made.close()


# In a running bot


async def test_words_rest_sealed_and_do_not_open_in_another_row(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "the staging access is missing", cast.payments)
    await tell(cast.sam, "nobody answers the customer", cast.payments)
    workspace_id = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        first, second = tx.connection.execute(select(words).order_by(words.c.said_at)).all()
        assert b"staging" not in first.sealed + second.sealed
        since = simulation.clock() - timedelta(days=1)
        owned = tx.concerns.owned(
            workspace_id, cast.priya.id, since, simulation.clock() + timedelta(days=1)
        )
        assert {said.text for one in tx.concerns.said(owned).values() for said in one} == {
            "the staging access is missing",
            "nobody answers the customer",
        }
        tx.connection.execute(
            update(words).where(words.c.id == second.id).values(sealed=first.sealed)
        )
        with pytest.raises(SealingError):
            tx.concerns.said(owned)


async def test_no_word_lies_in_the_database_file(
    simulation: Simulation, cast: Cast, tmp_path: Path
) -> None:
    await tell(cast.maria, "the staging access is missing", cast.payments)
    await simulation.move(timedelta(hours=4))
    simulation.bot.store.close()
    for file in tmp_path.glob("heard.db*"):  # noqa: ASYNC240
        assert b"staging access" not in file.read_bytes()


async def test_readyz_says_that_the_key_is_wrong(simulation: Simulation, cast: Cast) -> None:
    well, _ = await simulation.bot.ready()
    assert well
    simulation.bot.store.keys = KeyRing([fresh_key()])
    well, _ = await simulation.bot.ready()
    assert not well
