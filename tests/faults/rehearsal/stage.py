"""The stage of an act: a little Slack with people in it, and real processes of the bot."""

import asyncio
import contextlib
import os
import re
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import ColumnElement, create_engine, select
from sqlalchemy.engine import make_url

from bot.demo.simulation import SECRET, TOKEN, set_up_team
from bot.domain.team import LeaderState
from bot.manifest import EVENTS, EVENTS_PATH, SCOPES
from bot.store.engine import engine_for
from bot.store.sealing import fresh_key
from bot.store.tables import concern, delivery, team_leader
from slack_sandbox import Channel, Person, Sandbox
from tests.faults.rehearsal.command import WAIT_SECONDS, Command
from tests.faults.rehearsal.findings import Found, Told
from tests.faults.servers import free_port

APP_TOKEN = "xapp-sandbox"
ROOT = Path(__file__).resolve().parents[3]
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
TEAMS = 4
MEMBERS = 5
READY_SECONDS = 30.0
SET_UP_TRIES = 5
SETTLE_SECONDS = 150.0
"""So long until everything is as if nothing had happened: a lease, the grace, and some rounds."""
MARK = re.compile(r"heard:(\w+)")
NOT_SAVED, UNKNOWN = "Nothing was saved", "can't tell whether"
KEPT = "Take it back"
"""The control that only an answer to what was kept has; a refusal repeats the words, too."""
TIMED_OUT = "operation_timeout"
STARVED_SECONDS = 1.0
"""Of Slack's three: a bot that had no core for so long was kept waiting by the machine."""


class LeftOutError(Exception):
    """This machine lacks what an act needs; the text says what."""


class Stage:
    """A workspace with four teams, and the environment of the processes."""

    def __init__(self, folder: Path, database: str) -> None:
        """Keep everything in ``folder``; the rows lie in ``database``."""
        self.folder = folder
        self.shift = _until_morning(datetime.now(UTC))
        self.told = Told()
        self.slow_or_fast = timedelta()
        """By how much the clock of the bot's machine is wrong."""
        self.slack = Sandbox(now=self.now)
        self.slack.courier.wall = lambda: self.now().timestamp()
        self.workspace = self.slack.add_workspace("acme", name="Acme")
        self.app = self.workspace.install(
            signing_secret=SECRET,
            bot_token=TOKEN,
            app_token=APP_TOKEN,
            scopes=list(SCOPES),
            events=list(EVENTS),
        )
        self.leads: list[Person] = []
        self.members: list[tuple[Person, Channel]] = []
        self.database = database
        self.processes: list[Command] = []
        self.numbers: Counter[str] = Counter()
        self._next = 0
        self._faked = FAKETIME.exists()
        self.env = {
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "DATABASE_URL": database,
            "HEARD_ERASURES": str(folder / "erasures" / "heard.erasures"),
            "HEARD_MESSAGES_PER_MINUTE": "600",
            "COLUMNS": "200",
        }
        if database.startswith("sqlite"):
            self.env["HEARD_KEY_FILE"] = str(folder / "keys" / "heard.key")
        else:
            self.env["HEARD_KEYS"] = fresh_key()

    # Time

    def now(self) -> datetime:
        """What the clocks of this world show."""
        return datetime.now(UTC) + self.shift

    def set_clock(self, by: timedelta) -> None:
        """Set the clock of the bot's machine forward or back while it runs, and nobody else's."""
        self.slow_or_fast += by
        self._write_time()

    async def next_morning(self) -> None:
        """Let it be half past ten on the next working day, in Berlin, for everybody."""
        now = self.now()
        day = now + timedelta(days=1)
        while day.weekday() > 4:
            day += timedelta(days=1)
        self.shift += day.replace(hour=9, minute=30, second=0) - now
        self._write_time()
        # Until every process has looked at its clock.
        await asyncio.sleep(1.5)

    def _write_time(self) -> None:
        file = self.folder / "clock"
        part = file.with_name("clock.part")
        seconds = (self.shift + self.slow_or_fast).total_seconds()
        part.write_text(f"{seconds:+.3f}s\n", encoding="utf-8")
        part.rename(file)

    # Processes

    async def heard(
        self, *arguments: str, sources: Path = ROOT, port: int | None = None, **env: str
    ) -> Command:
        """Start a command as an operator does."""
        self._write_time()
        fake = {
            "LD_PRELOAD": str(FAKETIME),
            "FAKETIME_TIMESTAMP_FILE": str(self.folder / "clock"),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        log = self.folder / f"log-{len(self.processes)}-{arguments[0]}"
        with log.open("wb") as said:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                *arguments,
                cwd=self.folder,
                env={
                    **os.environ,
                    "PYTHONPATH": str(sources),
                    "SLACK_API_URL": self.slack.api_url,
                    **self.env,
                    **({"PORT": str(port)} if port is not None else {}),
                    **(fake if self._faked else {}),
                    **env,
                },
                stdout=said,
                stderr=said,
            )
        command = Command(process, log)
        self.processes.append(command)
        return command

    async def serve(self, *arguments: str, sources: Path = ROOT, **env: str) -> tuple[Command, str]:
        """Start a process that hears Slack, and give the address of its pages."""
        port = free_port()
        command = await self.heard(*arguments, sources=sources, port=port, **env)
        await command.until("event=started")
        return command, f"http://127.0.0.1:{port}"

    def over_a_socket(self) -> None:
        """Let processes from now on hear Slack over a socket."""
        del self.env["SLACK_SIGNING_SECRET"]
        self.env["SLACK_APP_TOKEN"] = APP_TOKEN

    def listen_at(self, *pages: str) -> None:
        """Let Slack speak to these processes in turn, as behind a proxy."""
        turns = {"next": 0}

        def turn() -> str:
            turns["next"] += 1
            return pages[turns["next"] % len(pages)] + EVENTS_PATH

        self._turn: Callable[[], str] = turn
        self.app.request_url = turn()

    async def ended(self, *arguments: str, sources: Path = ROOT, **env: str) -> tuple[int, str]:
        """Run a command to its end."""
        command = await self.heard(*arguments, sources=sources, **env)
        return await command.end(90), " ".join(command.said.split())

    # People

    async def fill(self) -> None:
        """Let four leads set up their teams, with patience; a bot must be listening."""
        waits, triggers = self.slack.courier.ack_seconds, self.slack.hooks.trigger_seconds
        self.slack.courier.ack_seconds = self.slack.hooks.trigger_seconds = WAIT_SECONDS
        for number in range(TEAMS):
            lead = self.workspace.add_person(f"lead{number}", name=f"Lead {number}", admin=True)
            members = [
                self.workspace.add_person(f"member{number}{n}", name=f"Member {number} {n}")
                for n in range(MEMBERS)
            ]
            channel = self.workspace.add_channel(f"team{number}", members=[lead, *members])
            # A machine with no core to spare lets a form stay open, as a person would see.
            for _ in range(SET_UP_TRIES):
                await set_up_team(lead, channel, members, contact="ext. 112", seconds=WAIT_SECONDS)
                if self.rows(select(team_leader.c.person).where(*_has_accepted(lead))):
                    break
            else:
                raise LeftOutError("core to spare: no team could be set up")
            self.leads.append(lead)
            self.members += [(member, channel) for member in members]
        self.slack.courier.ack_seconds, self.slack.hooks.trigger_seconds = waits, triggers

    async def write(self, person: Person, channel: Channel) -> None:
        """Let somebody say something, and remember what they were told."""
        self.numbers[person.id] += 1
        words = f"I am stuck with {person.handle} {self.numbers[person.id]}"
        if self._turn is not None:
            self.app.request_url = self._turn()
        began, waited = time.monotonic(), self._waited_for_a_core()
        answer = await person.command("/concern", words, channel=channel)
        self.told.slowest = max(self.told.slowest, time.monotonic() - began)
        said = "" if answer.message is None else answer.message.plain()
        self.told.said[words] = said
        starved = [
            seconds - waited.get(pid, 0.0) for pid, seconds in self._waited_for_a_core().items()
        ]
        if answer.error in (None, TIMED_OUT) and max(starved, default=0.0) >= STARVED_SECONDS:
            self.told.starved.add(words)
        if answer.message is None:
            self.told.by_slack[words] = answer.error or "nothing"
        elif NOT_SAVED in said:
            assert words in said, "their words are given back"
            self.told.not_saved.append(words)
        elif UNKNOWN in said:
            self.told.unknown.append(words)
        elif KEPT in answer.message.labels():
            self.told.kept.append(words)
        else:
            self.told.refused.append(words)

    def _waited_for_a_core(self) -> dict[int, float]:
        """How long each process of the bot could have run and had no core, in seconds so far."""
        waited: dict[int, float] = {}
        for pid in (command.process.pid for command in self.processes):
            for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
                with contextlib.suppress(OSError):
                    nanoseconds = int(task.read_text(encoding="utf-8").split()[1])
                    waited[pid] = waited.get(pid, 0.0) + nanoseconds / 1e9
        return waited

    async def writing(self, seconds: float) -> None:
        """Let everybody write in turn for so long."""
        until = time.monotonic() + seconds
        await self._write_while(lambda: time.monotonic() < until, per_second=5.0)

    @contextlib.asynccontextmanager
    async def written_meanwhile(self) -> AsyncIterator[None]:
        """Let everybody write in turn as long as the block goes on, however long that is."""
        stop = asyncio.Event()
        # Nobody types more than twenty a minute: the twenty-first would be refused.
        people = asyncio.create_task(self._write_while(lambda: not stop.is_set(), per_second=4.0))
        try:
            yield
        finally:
            stop.set()
            await people

    async def _write_while(self, going_on: Callable[[], bool], *, per_second: float) -> None:
        acts: set[asyncio.Task[None]] = set()
        while going_on():
            self._next += 1
            writer = self.members[self._next % len(self.members)]
            acts.add(asyncio.create_task(self.write(*writer)))
            await asyncio.sleep(1 / per_second)
        await asyncio.gather(*acts)

    # What came of it

    async def settled(self) -> list[str]:
        """Wait until nothing is due and not sent any more, and give what still is in the end."""
        until = time.monotonic() + SETTLE_SECONDS
        while True:
            owing = self.owing()
            if not owing or time.monotonic() > until:
                return owing
            await asyncio.sleep(0.5)

    def rows(self, query: Any) -> list[Any]:
        """Read rows beside whoever runs, and in nobody's way."""
        file = make_url(self.database).database
        engine = (
            create_engine(
                "sqlite://", creator=lambda: sqlite3.connect(f"file:{file}?mode=ro", uri=True)
            )
            if self.database.startswith("sqlite")
            else engine_for(self.database, threads=1)
        )
        try:
            with engine.connect() as connection:
                return list(connection.execute(query))
        finally:
            engine.dispose()

    def owing(self) -> list[str]:
        """What is due by now, and has not reached anybody."""
        now = self.now()
        asked = self.rows(
            select(concern.c.id).where(concern.c.nudge_at <= now, concern.c.delivered_at.is_(None))
        )
        unsent = self.rows(
            select(delivery.c.id).where(
                delivery.c.state.in_(("pending", "claimed", "sending", "uncertain")),
                delivery.c.due_at <= now,
            )
        )
        return [row.id for row in (*asked, *unsent)]

    async def compare(self, found: Found, *, but: Sequence[str] = ()) -> None:
        """Compare what people were told, what is kept, and what leads saw once all has settled.

        ``but`` names words that are known to be gone: said after a backup that was restored.
        """
        owing = await self.settled()
        triggers: dict[str, str] = {
            one.payload["text"]: one.payload["trigger_id"]
            for one in self.slack.deliveries
            if one.form == "command"
        }
        origins = Counter(row.origin for row in self.rows(select(concern.c.origin)))

        def times(words: str) -> int:
            return origins[f"command:{triggers[words]}"]

        gone = [words for words in self.told.kept if words not in but and not times(words)]
        found.lost += len(gone)
        found.notes += [
            f"not there: {words!r}, answered {self.told.said[words]!r}" for words in gone
        ]
        if owing:
            found.notes.append(f"{len(owing)} due and not sent, such as {', '.join(owing[:3])}")
            found.notes += self._complaints()
        wrong = [words for words in (*self.told.not_saved, *self.told.refused) if times(words)]
        found.wrongly += len(wrong)
        found.notes += [f"there: {words!r}, answered {self.told.said[words]!r}" for words in wrong]
        if self.told.refused:
            said = [self.told.said[words] for words in self.told.refused]
            found.lies.append(f"nobody expected these {len(said)}, such as {said[0]!r}")
        late = [words for words in self.told.by_slack if times(words)]
        if late:
            found.notes.append(f"{len(late)} were kept although Slack itself showed an error")
        found.doubled += sum(times(words) > 1 for words in triggers)
        stand = Counter(
            mark.group(1)
            for channel in self.workspace.team.channels.values()
            for message in channel.messages
            if (mark := MARK.search(f"{message.blocks} heard:{_id(message.metadata)}"))
        )
        sent = self.rows(select(delivery.c.id, delivery.c.ts).where(delivery.c.state == "sent"))
        found.lost += sum(stand[row.id] == 0 for row in sent if row.ts) + len(owing)
        found.doubled += sum(times > 1 for times in stand.values())
        found.notes.append(f"{len(sent)} messages stand, {sum(stand.values())} copies in all")

    def _complaints(self) -> list[str]:
        """The last lines in which each process said that something is wrong."""
        return [
            f"{command.log.name}: {line}"
            for command in self.processes
            for line in [
                each
                for each in command.said.splitlines()
                if "level=warning" in each or "level=error" in each
            ][-3:]
        ]

    async def page(self, address: str, path: str) -> tuple[int, str]:
        """Read a page of a process; 0 where nobody answers."""
        try:
            wait = aiohttp.ClientTimeout(total=10)
            async with (
                aiohttp.ClientSession(timeout=wait) as session,
                session.get(address + path) as answer,
            ):
                return answer.status, await answer.text()
        except (aiohttp.ClientError, TimeoutError):
            return 0, ""

    async def becomes_ready(self, address: str) -> bool:
        """Whether ``/readyz`` comes to say that all is well; its answers stand for five seconds."""
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            if (await self.page(address, "/readyz"))[0] == 200:
                return True
            await asyncio.sleep(1)
        return False

    _turn: Callable[[], str] | None = None


def _has_accepted(lead: Person) -> tuple[ColumnElement[bool], ...]:
    return team_leader.c.person == lead.id, team_leader.c.state == LeaderState.ACCEPTED.value


def _id(metadata: object) -> str:
    payload = metadata.get("event_payload", {}) if isinstance(metadata, dict) else {}
    return str(payload.get("id", ""))


def _until_morning(now: datetime) -> timedelta:
    """From now until half past ten in Berlin, on the Tuesday of the week after."""
    if not FAKETIME.exists():
        raise LeftOutError("faketime (apt-get install faketime): without it no clock can be set")
    day = now.replace(hour=9, minute=30, second=0, microsecond=0)
    return day + timedelta(days=8 - day.weekday()) - now


@contextlib.asynccontextmanager
async def stage(database: str | None = None, *, on: Path | None = None) -> AsyncIterator[Stage]:
    """Set a stage up; with SQLite unless a ``database`` is given. ``on``: where its file lies."""
    folder = Path(tempfile.mkdtemp(prefix="heard-stage-", dir="/tmp"))
    for name in ("data", "keys", "erasures", "backups"):
        (folder / name).mkdir(mode=0o700)
    url = database or f"sqlite:///{(on or folder / 'data') / 'heard.db'}"
    made = Stage(folder, url)
    try:
        async with made.slack:
            try:
                yield made
            except BaseException as error:
                for command in made.processes:
                    error.add_note(f"{command.log.name}: {command.said[-1500:]}")
                raise
            finally:
                for command in made.processes:
                    if command.process.returncode is None:
                        await command.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
