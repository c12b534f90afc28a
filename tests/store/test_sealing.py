"""Words at rest: they open in their place, with their key, and nowhere else."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.demo.simulation import Simulation
from bot.store.sealing import (
    KeyRing,
    Sealer,
    SealingError,
    fresh_data_key,
    fresh_key,
    make_key_file,
    read_key_file,
)
from bot.store.tables import words
from tests.conftest import Cast
from tests.scenarios.moments import tell


def test_a_text_opens_in_its_place() -> None:
    sealer = Sealer("T1", fresh_data_key())
    sealed = sealer.seal("words", "w1", "sealed", "I am stuck")
    assert b"stuck" not in sealed
    assert sealer.open("words", "w1", "sealed", sealed) == "I am stuck"
    assert sealed != sealer.seal("words", "w1", "sealed", "I am stuck")


@pytest.mark.parametrize(
    ("workspace", "table", "row", "column"),
    [
        ("T2", "words", "w1", "sealed"),
        ("T1", "step", "w1", "sealed"),
        ("T1", "words", "w2", "sealed"),
        ("T1", "words", "w1", "other"),
    ],
)
def test_a_text_moved_elsewhere_does_not_open(
    workspace: str, table: str, row: str, column: str
) -> None:
    key = fresh_data_key()
    sealed = Sealer("T1", key).seal("words", "w1", "sealed", "I am stuck")
    with pytest.raises(SealingError) as refused:
        Sealer(workspace, key).open(table, row, column, sealed)
    assert "stuck" not in str(refused.value)


def test_a_changed_or_torn_text_does_not_open() -> None:
    sealer = Sealer("T1", fresh_data_key())
    sealed = sealer.seal("words", "w1", "sealed", "I am stuck")
    for broken in (sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:12] + sealed[13:]):
        with pytest.raises(SealingError):
            sealer.open("words", "w1", "sealed", broken)


def test_a_newer_master_key_seals_and_the_older_one_still_opens() -> None:
    old, new = fresh_key(), fresh_key()
    data_key = fresh_data_key()
    name, sealed = KeyRing([old]).wrap("T1", data_key)
    both = KeyRing([new, old])
    assert both.unwrap("T1", name, sealed) == data_key
    assert both.wrap("T1", data_key)[0] != name
    with pytest.raises(SealingError):
        KeyRing([new]).unwrap("T1", name, sealed)
    with pytest.raises(SealingError):
        both.unwrap("T2", name, sealed)


@pytest.mark.parametrize("keys", [[], ["c2hvcnQ="]])
def test_a_ring_without_proper_keys_is_refused(keys: list[str]) -> None:
    with pytest.raises(ValueError, match="keys of 32 bytes in base64"):
        KeyRing(keys)


def test_a_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "heard.key"
    keys = make_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert make_key_file(path) == keys == read_key_file(path)
    KeyRing(keys)


async def test_words_rest_sealed_and_do_not_open_in_another_row(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, "the staging access is missing", cast.payments)
    await tell(cast.sam, "nobody answers the customer", cast.payments)
    workspace = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        first, second = tx.connection.execute(select(words).order_by(words.c.said_at)).all()
        assert b"staging" not in first.sealed + second.sealed
        since = simulation.clock() - timedelta(days=1)
        owned = tx.concerns.owned(
            workspace, cast.priya.id, since, simulation.clock() + timedelta(days=1)
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
