"""Six situations in which reminders are lost or doubled: a program as one would write it, and ours.

Run with ``python -m benchmarks.situations``. Each side captures twenty concerns in real processes
before the same sandbox; what is counted is what the leaders see there. It takes some minutes, for
the baseline's time cannot be moved.
"""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import socket
import sys
import tempfile
from abc import ABC, abstractmethod
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.databases import postgres
from benchmarks.process import ShiftedClock
from bot.demo.simulation import SECRET, TOKEN, set_up_team
from bot.manifest import EVENTS, EVENTS_PATH, SCOPES
from bot.store.migrate import upgrade
from bot.store.sealing import make_key_file
from slack_sandbox import Channel, Person, Sandbox
from slack_sandbox.faults import Call

ROOT = Path(__file__).resolve().parent.parent
COUNT = 20
MORNING = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
"""A Monday, before anybody's hour in Berlin."""
NOON = datetime(2026, 3, 9, 11, 0, tzinfo=UTC)
DELAY_SECONDS = 4.0
DOWN_SECONDS = 3.0
PATIENCE_SECONDS = 25.0
POST = "chat.postMessage"


@dataclass(frozen=True)
class Pair:
    """One who tells, and whom they tell."""

    leader: Person
    raiser: Person
    channel: Channel


@dataclass
class Scene:
    """A workspace with twenty pairs, and where the rows rest."""

    slack: Sandbox
    clock: ShiftedClock
    pairs: list[Pair]
    folder: Path
    database_url: str
    notes: list[str] = field(default_factory=list)

    def counts(self) -> list[int]:
        """How often each leader was asked about the concern."""
        return [_asked(one) for one in self.pairs]

    def leaders(self) -> set[str]:
        """The leaders' ids."""
        return {one.leader.id for one in self.pairs}


def _asked(pair: Pair) -> int:
    words = (pair.raiser.id, f"{pair.raiser.user.shown} raised something with you")
    messages = pair.leader.direct_messages()
    return sum(any(word in one.plain() + one.text for word in words) for one in messages)


class Side(ABC):
    """One of those that are compared."""

    name = ""
    module = ""

    def __init__(self, scene: Scene) -> None:
        """Stand in ``scene``."""
        self.scene = scene
        self.source = ROOT
        self.logs: list[Path] = []
        self.processes: list[Process] = []

    @abstractmethod
    async def start(self) -> Process:
        """Start a process and let Slack speak to it."""

    @abstractmethod
    async def prepare(self) -> None:
        """Bring teams about, where it knows of teams."""

    @abstractmethod
    async def tell(self, pair: Pair) -> None:
        """Let somebody tell their leader something."""

    @abstractmethod
    async def fall_due(self) -> None:
        """Wait until everything is due."""

    @abstractmethod
    def rename(self) -> None:
        """Bring out a release in which code has another name."""

    async def spawn(self, *arguments: str, **env: str) -> Process:
        """Start a process of this side."""
        log = self.scene.folder / f"log-{len(self.logs)}"
        self.logs.append(log)
        with log.open("w") as errors:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *arguments,
                cwd=self.source,
                env={**os.environ, "PYTHONPATH": f"{self.source}:{ROOT}", **self.env(), **env},
                stdout=PIPE,
                stderr=errors,
                stdin=DEVNULL,
            )
        self.processes.append(process)
        return process

    def env(self) -> dict[str, str]:
        """The settings both sides share."""
        return {
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": self.scene.slack.api_url,
            "DATABASE_URL": self.scene.database_url,
        }

    def address(self, port: str | int) -> None:
        """Tell Slack where to speak to."""
        self.scene.slack.workspaces[
            "acme"
        ].app.request_url = f"http://127.0.0.1:{port}{EVENTS_PATH}"

    def said(self) -> str:
        """Everything its processes complained about."""
        return "".join(one.read_text() for one in self.logs)

    async def stop(self, how: int = signal.SIGKILL) -> None:
        """End every process and wait for it."""
        for one in self.processes:
            if one.returncode is None:
                one.send_signal(how)
                await one.wait()
        self.processes.clear()


class Baseline(Side):
    """Bolt and one APScheduler job per concern, everything at its default."""

    name = "Bolt + APScheduler"
    module = "benchmarks.baseline"
    grace = "default"

    async def start(self) -> Process:
        """Start it and wait until it listens."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        process = await self.spawn(
            "-m",
            self.module,
            PORT=str(port),
            BASELINE_DELAY=str(DELAY_SECONDS),
            BASELINE_GRACE=self.grace,
            BASELINE_LEADER=self.scene.pairs[0].leader.id,
        )
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                break
        self.address(port)
        return process

    async def prepare(self) -> None:
        """Do nothing: it knows of no teams."""

    async def tell(self, pair: Pair) -> None:
        """Type the command."""
        words = f"@{pair.leader.handle} a thing of {pair.raiser.handle}"
        answer = await pair.raiser.command("/concern", words, channel=pair.channel)
        assert answer.message is not None, answer
        assert answer.message.text == "Kept.", answer

    async def fall_due(self) -> None:
        """Wait: its jobs know the machine's clock only."""
        await asyncio.sleep(DELAY_SECONDS)

    def rename(self) -> None:
        """Call its job something else."""
        self.source = self.scene.folder / "next"
        shutil.copytree(ROOT / "benchmarks", self.source / "benchmarks")
        for one in (self.source / "benchmarks" / "baseline").glob("*.py"):
            one.write_text(re.sub(r"\bremind\b", "nudge", one.read_text()))


class Tuned(Baseline):
    """The same with the one setting that people learn of after their first loss."""

    name = "the same, no misfire time"
    grace = "none"


class Heard(Side):
    """Ours."""

    name = "heard"
    module = "benchmarks.process"

    async def start(self) -> Process:
        """Start it and wait until it says its port."""
        process = await self.spawn(
            "-m",
            self.module,
            str(self.scene.clock.file),
            HEARD_KEY_FILE=str(self.scene.folder / "heard.key"),
            HEARD_LOG_LEVEL="error",
            HEARD_MESSAGES_PER_MINUTE="600",
        )
        assert process.stdout is not None
        said = (await process.stdout.readline()).decode().split()
        if not said:
            raise RuntimeError(self.said())
        self.address(said[1])
        return process

    async def prepare(self) -> None:
        """Let every leader promise."""
        for one in self.scene.pairs:
            await set_up_team(one.leader, one.channel, [one.raiser], contact="ext. 112")

    async def tell(self, pair: Pair) -> None:
        """Type the command."""
        words = f"a thing of {pair.raiser.handle}"
        answer = await pair.raiser.command("/concern", words, channel=pair.channel)
        assert answer.message is not None, answer

    async def fall_due(self) -> None:
        """Move its clock to the hour."""
        self.scene.clock.put_to(NOON)

    def rename(self) -> None:
        """Give its whole package, and so every module, another name."""
        self.source = self.scene.folder / "next"
        shutil.copytree(ROOT / "bot", self.source / "heard_next")
        (self.source / "next_release").mkdir()
        process = self.source / "next_release" / "process.py"
        shutil.copy(ROOT / "benchmarks" / "process.py", process)
        for one in [process, *(self.source / "heard_next").rglob("*.py")]:
            ours = re.compile(r"^(\s*)(from|import) bot\b", re.MULTILINE)
            one.write_text(ours.sub(r"\1\2 heard_next", one.read_text()))
        self.module = "next_release.process"


async def down(side: Side) -> None:
    """The process is down when they fall due, and comes back."""
    await side.start()
    await _capture(side)
    await side.stop(signal.SIGTERM)
    await side.fall_due()
    await asyncio.sleep(DOWN_SECONDS)
    await side.start()
    await _settled(side)


async def two(side: Side) -> None:
    """Two processes work on one store (Postgres)."""
    first = await side.start()
    await _capture(side, all_but=1)
    second = await side.start()
    await side.fall_due()
    await _settled(side, but=1)
    # Is each still at work? The second process hears the last one; the first may send it.
    dead = side.said().count("Exception in thread APScheduler")
    dead += sum(one.returncode is not None for one in (first, second))
    if dead:
        side.scene.notes.append(f"{dead} of 2 schedulers dead")
    side.scene.pairs.pop()


async def killed(side: Side) -> None:
    """``kill -9`` while Slack is being told."""
    await side.start()
    await _capture(side)
    slack, leaders = side.scene.slack, side.scene.leaders()
    slow = slack.faults.add(
        POST, "slow", times=9999, seconds=1.0, where=lambda call: call.args["channel"] in leaders
    )
    await side.fall_due()
    await slack.until(lambda: slow.struck, seconds=PATIENCE_SECONDS)
    await side.stop()
    slack.faults.clear()
    await asyncio.sleep(1.5)
    await side.start()
    await _settled(side)


async def renamed(side: Side) -> None:
    """A release in which the code has another name."""
    await side.start()
    await _capture(side)
    await side.stop(signal.SIGTERM)
    side.rename()
    await side.start()
    await side.fall_due()
    await _settled(side)


async def reset(side: Side) -> None:
    """The connection breaks after Slack has done the work."""
    await side.start()
    await _capture(side)
    left = side.scene.leaders()

    def first(call: Call) -> bool:
        channel = call.args["channel"]
        found = channel in left
        left.discard(channel)
        return found

    side.scene.slack.faults.add(POST, "reset_after", times=9999, where=first)
    await side.fall_due()
    await _settled(side)


async def four_times(side: Side) -> None:
    """Slack says the same event four times."""
    await side.start()
    await side.prepare()
    pair = side.scene.pairs[0]
    message = await pair.raiser.say("This never ends.", pair.channel)
    await side.scene.slack.quiet()
    async with side.scene.slack.hold(repeat=4):
        await pair.raiser.react("ear", message)
    await side.scene.slack.quiet()
    del side.scene.pairs[1:]
    await side.fall_due()
    await _settled(side)


async def _capture(side: Side, *, all_but: int = 0) -> None:
    await side.prepare()
    for one in side.scene.pairs[: COUNT - all_but]:
        await side.tell(one)


async def _settled(side: Side, *, but: int = 0) -> None:
    """Wait until everybody was asked or patience ends; then a little, for second copies."""
    wanted = len(side.scene.pairs) - but
    with contextlib.suppress(TimeoutError):
        await side.scene.slack.until(
            lambda: sum(map(bool, side.scene.counts())) >= wanted, seconds=PATIENCE_SECONDS
        )
    await asyncio.sleep(2.0)


SITUATIONS: dict[str, Callable[[Side], Awaitable[None]]] = {
    "down when they fell due": down,
    "two processes, one store": two,
    "kill -9 while sending": killed,
    "a deploy renames the code": renamed,
    "connection reset after the post": reset,
    "the same event four times": four_times,
}


@asynccontextmanager
async def scene(database_url: str, folder: Path, shift: Path) -> AsyncIterator[Scene]:
    """A workspace in which nothing has happened."""
    clock = ShiftedClock(shift)
    clock.put_to(MORNING)
    slack = Sandbox(now=clock, ack_seconds=30)
    workspace = slack.add_workspace("acme", name="Acme")
    workspace.install(
        signing_secret=SECRET, bot_token=TOKEN, scopes=list(SCOPES), events=list(EVENTS)
    )
    pairs = []
    for number in range(COUNT):
        leader = workspace.add_person(f"leader{number}", name=f"Leader {number}", admin=True)
        raiser = workspace.add_person(f"raiser{number}", name=f"Raiser{number}")
        channel = workspace.add_channel(f"team{number}", members=[leader, raiser])
        pairs.append(Pair(leader, raiser, channel))
    async with slack:
        yield Scene(slack, clock, pairs, folder, database_url)


async def run(kind: type[Side], situation: Callable[[Side], Awaitable[None]], url: str) -> str:
    """Put one side through one situation; gives what came of it in a few words."""
    with tempfile.TemporaryDirectory(prefix="heard-situation-") as name:
        folder = Path(name)
        url = url or f"sqlite:///{folder / 'rows.db'}"
        if kind is Heard:
            upgrade(url)
            make_key_file(folder / "heard.key")
        async with scene(url, folder, folder / "shift") as made:
            side = kind(made)
            try:
                await situation(side)
            finally:
                await side.stop()
            counts = made.counts()
    lost, doubled = counts.count(0), sum(one > 1 for one in counts)
    of = len(counts)
    words = [f"{lost} of {of} lost" * bool(lost), f"{doubled} of {of} doubled" * bool(doubled)]
    return ", ".join([*filter(None, words), *made.notes]) or f"{of} of {of} once"


async def main() -> None:
    """Print one row per situation."""
    sides: tuple[type[Side], ...] = (Baseline, Tuned, Heard)
    print(f"{'':34}" + "".join(f"{one.name:48}" for one in sides))
    for name, situation in SITUATIONS.items():
        cells = []
        for kind in sides:
            if situation is two:
                with postgres() as url:
                    cells.append(await run(kind, situation, url))
            else:
                cells.append(await run(kind, situation, ""))
        print(f"{name:34}" + "".join(f"{one:48}" for one in cells), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
