"""How large the house is, and how far its walks go: files and functions entered, lines, values.

``python -m benchmarks.house`` prints a table; ``docs/decisions.md`` holds it beside the first
version's. Nothing is timed, so a busy machine changes nothing.
"""

import ast
import asyncio
import subprocess
import sys
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from bot.demo.simulation import Simulation, set_up_team
from slack_sandbox import Channel, Person

ROOT = Path(__file__).parent.parent
BOT = ROOT / "bot"
NOT_THE_BOT = (BOT / "demo", BOT / "cli")
MONDAY = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
CONTACT = "People team, ext. 112"
BIG_FILE = 500


def of_the_bot(file: Path) -> bool:
    """Whether a file is the bot's own, without the demo and the command line."""
    return file.is_relative_to(BOT) and not any(file.is_relative_to(room) for room in NOT_THE_BOT)


class Walk:
    """What was entered while something happened."""

    def __init__(self) -> None:
        """Begin with nothing entered."""
        self.functions: dict[CodeType, int] = {}

    def enter(self, code: CodeType) -> None:
        """Note one call, if it is of the bot."""
        if code in self.functions or of_the_bot(Path(code.co_filename)):
            self.functions[code] = self.functions.get(code, 0) + 1

    def row(self) -> tuple[int, int, int]:
        """Files, functions and calls."""
        named = {code for code in self.functions if not code.co_name.startswith("<")}
        files = {code.co_filename for code in named}
        return len(files), len(named), sum(self.functions[code] for code in named)


class Recorder:
    """Notes calls in every thread that began after it, in the walk that is being taken."""

    def __init__(self) -> None:
        """Begin without a walk."""
        self.walk: Walk | None = None
        threading.setprofile(self)

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        """Note one call."""
        if event == "call" and self.walk is not None:
            self.walk.enter(frame.f_code)

    @contextmanager
    def taken(self) -> Iterator[Walk]:
        """Note every call in the block."""
        self.walk = Walk()
        sys.setprofile(self)
        try:
            yield self.walk
        finally:
            sys.setprofile(None)
            self.walk = None

    def stop(self) -> None:
        """Note nothing any more."""
        threading.setprofile(None)


async def walks() -> dict[str, tuple[int, int, int]]:
    """Play each of the four walks once, and give what was entered on each."""
    rows: dict[str, tuple[int, int, int]] = {}
    recorder = Recorder()

    async def note(name: str, act: Callable[[], Awaitable[Any]]) -> None:
        with recorder.taken() as walk:
            await act()
        rows[name] = walk.row()

    with tempfile.TemporaryDirectory(prefix="heard-house-") as folder:
        place = Path(folder)
        async with Simulation(f"sqlite:///{place / 'heard.db'}", place / "key", MONDAY) as stage:
            priya, maria, channel = await scene(stage)
            # What follows a reply is nobody's walk: the next step of the scene waits for it.
            stage.slack.courier.after_reply = None
            await note(
                "/concern I am overloaded",
                lambda: maria.command("/concern", "I am overloaded", channel=channel),
            )
            await stage.bot.tasks.idle()
            stage.clock.move_to(datetime(2026, 3, 10, 8, 45, tzinfo=UTC))
            rounds = stage.bot.rounds
            await note("a day message is made", rounds.make_messages)
            await note("a day message is sent", rounds.send_due)
            await priya.press(priya.direct_messages()[-1], "Read it")
            await note("I've heard you", priya.submit)
            await stage.bot.tasks.idle()
            stage.slack.courier.after_reply = stage.bot.tasks.idle
            await stage.move(datetime(2026, 3, 12, 12, 0, tzinfo=UTC))
            draft = next(m for m in priya.direct_messages() if m.text == "Tomorrow's digest.")
            await priya.press(draft, "Post it as planned")
            stage.clock.move_to(datetime(2026, 3, 13, 9, 1, tzinfo=UTC))
            await note("the digest is made", rounds.make_messages)
            await note("the digest is sent", rounds.send_due)
    recorder.stop()
    return rows


async def scene(stage: Simulation) -> tuple[Person, Person, Channel]:
    """A leader, a team of two, and a channel."""
    team = stage.workspace
    priya = team.add_person("priya", name="Priya Natarajan", display_name="Priya", admin=True)
    maria = team.add_person("maria", name="Maria Silva", display_name="Maria")
    sam = team.add_person("sam", name="Sam Okafor", display_name="Sam")
    channel = team.add_channel("payments", members=[priya, maria, sam])
    await set_up_team(priya, channel, [maria, sam], contact=CONTACT)
    await stage.rounds()
    return priya, maria, channel


def lines(folder: Path) -> int:
    """Lines of Python in a folder."""
    return sum(len(file.read_text(encoding="utf-8").splitlines()) for file in folder.rglob("*.py"))


def shapes() -> tuple[tuple[int, str], tuple[int, str], tuple[int, str]]:
    """The most parameters, the most fields of a value, the most methods of a class, each named."""
    parameters, fields, methods = (0, ""), (0, ""), (0, "")
    for file in sorted(BOT.rglob("*.py")):
        if not of_the_bot(file):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                given = node.args
                names = [each.arg for each in (*given.args, *given.kwonlyargs)]
                count = len([name for name in names if name not in ("self", "cls")])
                parameters = max(parameters, (count, node.name))
            elif isinstance(node, ast.ClassDef):
                owned = [each for each in node.body if isinstance(each, ast.AnnAssign)]
                fields = max(fields, (len(owned), node.name))
                if not file.is_relative_to(BOT / "store"):
                    acts = [
                        each
                        for each in node.body
                        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
                    ]
                    methods = max(methods, (len(acts), node.name))
    return parameters, fields, methods


def tests() -> str:
    """How many tests the suite collects, on one engine and on both."""
    counts = []
    for more in ((), ("--every-engine",)):
        command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:xdist"]
        found = subprocess.run(
            [*command, "-o", "addopts=", *more], cwd=ROOT, capture_output=True, text=True
        )
        counts.append(found.stdout.strip().rpartition("\n")[2].partition(" ")[0])
    return ", with every engine ".join(counts)


def main() -> None:
    """Print the table."""
    print("| walk | files | functions | calls |\n| --- | --- | --- | --- |")
    for name, row in asyncio.run(walks()).items():
        print(f"| {name} | {row[0]} | {row[1]} | {row[2]} |")
    (most, function), (fields, value), (methods, owner) = shapes()
    bot = sum(
        len(file.read_text(encoding="utf-8").splitlines())
        for file in BOT.rglob("*.py")
        if of_the_bot(file)
    )
    print("\n| size | |\n| --- | --- |")
    print(f"| lines of bot/, without demo and command line | {bot} |")
    print(f"| lines of casework/ | {lines(BOT / 'casework')} |")
    print(f"| lines of outbox/kinds/ | {lines(BOT / 'outbox' / 'kinds')} |")
    print(f"| most parameters | {most} ({function}) |")
    print(f"| most fields of a value | {fields} ({value}) |")
    print(f"| most methods of a class, outside store | {methods} ({owner}) |")
    print(f"| tests | {tests()} |")


if __name__ == "__main__":
    main()
