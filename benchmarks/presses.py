"""How long somebody waits for the reply to a press, a form or Home, with Slack at 0 and at 150 ms.

The bot, the sandbox that plays Slack and the people share one process here, so that what is
measured holds their work too: an upper bound.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.report import Report, percentile
from benchmarks.worlds import MONDAY
from bot.demo.simulation import Simulation, set_up_team
from slack_sandbox import Person
from tests.scenarios.lives import letters

CALL_SECONDS = (0.0, 0.15)
FOR_EVER = 1_000_000
MOST_MS = 1_000
"""Of a reply with Slack's calls at 150 ms, the slowest of a hundred."""

Times = dict[str, list[float]]


def run(report: Report) -> None:
    """Play lives, once with a Slack that answers at once and once with its usual slowness."""
    for seconds in report.choose(CALL_SECONDS[1:], CALL_SECONDS, CALL_SECONDS):
        milliseconds = round(seconds * 1000)
        report.section(f"Presses and forms, Slack at {milliseconds} ms")
        times = asyncio.run(_lives(seconds, lives=report.choose(1, 2, 10)))
        every = [each for door in times.values() for each in door]
        for door, measured in times.items():
            report.add(f"presses.{milliseconds}.{door}_p50", percentile(measured, 50) * 1000, "ms")
        slowest = percentile(every, 99) * 1000
        if seconds:
            report.add("reply.p99_ms", slowest, "ms", most=MOST_MS)
        else:
            report.add("presses.0.p99", slowest, "ms")


class Watch:
    """Times replies, with a Slack whose calls take as long as they are said to meanwhile.

    What goes on in between, weeks of it, is none of them.
    """

    def __init__(self, simulation: Simulation, seconds: float) -> None:
        """Time replies in ``simulation``, where each call of Slack takes ``seconds``."""
        self.times: Times = defaultdict(list)
        self._faults, self._seconds = simulation.slack.faults, seconds

    @asynccontextmanager
    async def timed(self, door: str) -> AsyncIterator[None]:
        """Time one reply."""
        slow = self._faults.add("*", "slow", times=FOR_EVER, seconds=self._seconds)
        began = time.perf_counter()
        yield
        self.times[door].append(time.perf_counter() - began)
        self._faults.planned.remove(slow)


async def _lives(seconds: float, lives: int) -> Times:
    with TemporaryDirectory(prefix="heard-presses-") as folder:
        url = f"sqlite:///{Path(folder) / 'heard.db'}"
        async with Simulation(
            url, Path(folder) / "heard.key", MONDAY, patience=60, settles=False
        ) as simulation:
            workspace = simulation.workspace
            leader = workspace.add_person("leader", name="Priya Natarajan", admin=True)
            maria = workspace.add_person("maria", name="Maria Silva")
            channel = workspace.add_channel("payments", members=[leader, maria])
            await set_up_team(leader, channel, [maria], contact="the people team")
            await _settled(simulation)
            watch = Watch(simulation, seconds)
            for _ in range(lives):
                await _life(simulation, leader, maria, watch)
            return watch.times


async def _life(simulation: Simulation, leader: Person, maria: Person, watch: Watch) -> None:
    """Something is raised, heard, talked about, and better."""
    async with watch.timed("home"):
        await maria.open_home()
    await _settled(simulation)
    async with watch.timed("concern"):
        await maria.command("/concern", "I am stuck with the release")
    await _settled(simulation)
    await simulation.move(timedelta(days=1))
    card = letters(leader)[-1]
    async with watch.timed("read_it"):
        await leader.press(card, "Read it")
    async with watch.timed("heard_this"):
        await leader.submit()
    await _close(leader)
    await _settled(simulation)
    await simulation.move(timedelta(days=6))
    card = letters(leader)[-1]
    async with watch.timed("talked_form"):
        await leader.press(card, "We've talked")
    await leader.fill({"How is it now": "Better"})
    async with watch.timed("talked"):
        await leader.submit()
    await _close(leader)
    await _settled(simulation)
    async with watch.timed("home"):
        await leader.open_home()
    await _settled(simulation)
    await simulation.move(timedelta(days=7))


async def _close(person: Person) -> None:
    if person.modal is not None:
        await person.close_modal(all=True)


async def _settled(simulation: Simulation) -> None:
    """Let the bot finish what follows its replies."""
    await simulation.bot.tasks.idle()
    await simulation.slack.quiet()
