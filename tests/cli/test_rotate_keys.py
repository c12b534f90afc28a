"""``heard rotate-keys`` as a command: beside a bot that runs, killed half way, and gone on with."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from bot.demo.simulation import Simulation
from bot.domain.delivery import WordsKind
from bot.store.sealing import number_of, read_key_file
from tests.conftest import Cast
from tests.scenarios.lives import raised
from tests.scenarios.rows import the_concern, words_of

SOURCES = Path(__file__).parents[2]
MANY = 2_000
"""Texts, so that sealing them anew takes several transactions."""


def numbers(simulation: Simulation) -> set[int]:
    """By which data keys the texts are sealed; read beside whoever writes, without a lock."""
    connection = simulation.bot.store.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT sealed FROM words")
        return {number_of(bytes(value)) for (value,) in cursor.fetchall()}
    finally:
        connection.close()


async def rotate(folder: Path, url: str, *options: str) -> asyncio.subprocess.Process:
    env = {
        **os.environ,
        "PYTHONPATH": str(SOURCES),
        "DATABASE_URL": url,
        "HEARD_KEY_FILE": str(folder / "heard.key"),
        "HEARD_ERASURES": str(folder / "heard.erasures"),
        "COLUMNS": "200",
    }
    command = (sys.executable, "-m", "bot", "rotate-keys", *options)
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=env, stdout=pipe, stderr=pipe
    )


@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
async def test_keys_are_renewed_beside_a_running_bot_and_gone_on_with_after_a_kill(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    await raised(simulation, cast)
    concern = await the_concern(simulation)
    with simulation.bot.store.begin() as tx:
        for number in range(MANY):
            tx.concerns.say(
                concern, WordsKind.ADDED, cast.maria.id, f"and {number}", concern.created_at
            )
    said = await words_of(simulation, concern)
    assert len(said) == MANY + 1
    old = read_key_file(tmp_path / "heard.key")

    first = await rotate(tmp_path, database_url, "--new-key", "--data-keys")
    while len(numbers(simulation)) < 2:
        assert first.returncode is None, (await first.communicate())[1]
        await asyncio.sleep(0.01)
    first.kill()
    await first.communicate()
    mixed = numbers(simulation)
    assert len(mixed) == 2
    # The bot has gone on, opens what either key sealed, and seals with the new one.
    assert sorted(await words_of(simulation, concern)) == sorted(said)
    answer = await cast.sam.command("/concern", "I am stuck", channel=cast.payments)
    assert answer.message is not None

    second = await rotate(tmp_path, database_url, "--data-keys")
    out, wrong = (part.decode() for part in await second.communicate())
    assert second.returncode == 0, wrong
    assert numbers(simulation) == {max(mixed)}, "no further key was made"
    assert "Sealed anew with new data keys" in out
    assert "take it out, and restart" in out and "Backups made before still need it" in out
    key, *rest = read_key_file(tmp_path / "heard.key")
    assert tuple(rest) == old and key not in old
    # The old one may go, and with the new one alone everything opens.
    file = tmp_path / "heard.key"
    file.write_text(file.read_text().splitlines()[0] + "\n")
    await simulation.restart()
    assert sorted(await words_of(simulation, concern)) == sorted(said)
    last = await rotate(tmp_path, database_url)
    assert "one master key only" in (await last.communicate())[0].decode()
