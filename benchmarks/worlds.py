"""A database with a team that has accepted, ready to be measured."""

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, func, select

from benchmarks.databases import postgres
from benchmarks.load import SECRET
from bot.demo.simulation import Simulation, set_up_team
from bot.store import Store
from bot.store.sealing import KeyRing, read_key_file
from bot.store.tables import concern

MONDAY = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
MEMBERS = 60


@dataclass(frozen=True)
class World:
    """Where a team's rows are, and who is on it."""

    database_url: str
    key_file: Path
    workspace: str
    leader: str
    members: list[str]
    channel: str

    def env(self, slack_port: int) -> dict[str, str]:
        """The settings of a bot on these rows, beside a Slack on ``slack_port``."""
        return {
            "SLACK_API_URL": f"http://127.0.0.1:{slack_port}/api/",
            "SLACK_BOT_TOKEN": "xoxb-benchmark",
            "SLACK_SIGNING_SECRET": SECRET,
            "DATABASE_URL": self.database_url,
            "HEARD_KEY_FILE": str(self.key_file),
            "HEARD_LOG_LEVEL": "error",
        }

    def open(self) -> Store:
        """Open the same rows here."""
        return Store(self.database_url, KeyRing(read_key_file(self.key_file)))

    def kept(self) -> int:
        """How many concerns rest in the database."""
        engine = create_engine(self.database_url)
        with engine.connect() as connection:
            count = connection.scalar(select(func.count()).select_from(concern))
        engine.dispose()
        return count or 0


@contextmanager
def database(engine: str) -> Iterator[tuple[str, Path]]:
    """Give an empty database and a folder; both are gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="heard-benchmark-")))
        if engine == "sqlite":
            yield f"sqlite:///{folder / f'heard-{secrets.token_hex(4)}.db'}", folder
        else:
            yield stack.enter_context(postgres()), folder


@contextmanager
def world(engine: str, members: int = MEMBERS) -> Iterator[World]:
    """Give a team of ``members`` people whose leader has promised."""
    with database(engine) as (url, folder):
        yield asyncio.run(_set_up(url, folder / "heard.key", members))


async def _set_up(url: str, key_file: Path, members: int) -> World:
    async with Simulation(url, key_file, MONDAY, patience=60) as simulation:
        workspace = simulation.workspace
        leader = workspace.add_person("leader", name="Priya Natarajan", admin=True)
        people = [workspace.add_person(f"member{n}", name=f"Member {n}") for n in range(members)]
        channel = workspace.add_channel("payments", members=[leader, *people])
        await set_up_team(leader, channel, people, contact="the people team")
        return World(
            database_url=url,
            key_file=key_file,
            workspace=workspace.id,
            leader=leader.id,
            members=[person.id for person in people],
            channel=channel.id,
        )
