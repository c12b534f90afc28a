"""What looking costs: Home with a hundred items beside twenty, and ``heard doctor``."""

import asyncio
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

from benchmarks.filling import add_concerns, add_teams, raised_with
from benchmarks.report import Report, percentile
from benchmarks.servers import served
from benchmarks.stores import Statements, analyse, empty_store
from benchmarks.worlds import world
from bot.casework import Runner
from bot.casework.home import home_data
from bot.domain.ids import PersonId
from bot.messages.home import home
from tests.store.filling import FIRST, add_workspaces

ITEMS = (20, 100)
MEMBERS = 20
NOW = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
LEADER = PersonId("L0")
ANSWERS = "The database answers"


def run(report: Report) -> None:
    """Read and draw a leader's Home; let the doctor look at a running bot's database."""
    times = report.choose(3, 20, 100)
    for engine in report.engines:
        report.section(f"Home, {engine}")
        figures = {items: asyncio.run(_home(engine, items, times)) for items in ITEMS}
        few, many = (figures[items] for items in ITEMS)
        report.add(f"home.{engine}.20.p50", few[0], "ms")
        report.add(f"home.{engine}.100.p50", many[0], "ms")
        report.add(f"home.{engine}.ratio", many[0] / few[0], "×")
        report.add(f"home.{engine}.statements", many[1])
        report.add(f"home.{engine}.more_statements", many[1] - few[1], most=0)
    _doctor(report)


async def _home(engine: str, items: int, times: int) -> tuple[float, float]:
    """Give the milliseconds in the middle, and the statements for one."""
    with empty_store(engine) as store:
        with store.begin() as tx:
            add_workspaces(tx, 1, NOW)
            add_teams(tx, FIRST, 1, MEMBERS, NOW)
            add_concerns(
                tx,
                (
                    raised_with(
                        FIRST,
                        number,
                        raiser=f"U0-{number % MEMBERS}",
                        leader=LEADER,
                        team="t0",
                        at=NOW - timedelta(days=number % 28 + 1),
                        asked=NOW + timedelta(days=1),
                    )
                    for number in range(items)
                ),
            )
        analyse(store)
        runner = Runner(store, lambda: NOW)
        taken = []
        counted = Statements(store.engine)
        for _ in range(times + 1):
            began = time.perf_counter()
            data = await runner.run(FIRST, home_data, LEADER)
            home(data, now=NOW)
            taken.append((time.perf_counter() - began) * 1000)
            if len(data.waiting) != items:
                raise RuntimeError(f"{items} wait, and Home has {len(data.waiting)}")
        # The first one reads the words and puts the statements together.
        return percentile(taken[1:], 50), counted.stop() / len(taken)


def _doctor(report: Report) -> None:
    report.section("heard doctor")
    with (
        world("sqlite", members=5) as team,
        served("benchmarks.instant_slack", team.workspace) as slack,
    ):
        repeats = range(report.choose(1, 1, 5))
        env = {**os.environ, **team.env(slack)}
        helped = [_seconds("--help", env=env) for _ in repeats]
        looked = [_seconds("doctor", env=env) for _ in repeats]
    report.add("doctor.seconds", looked, "s")
    report.add("doctor.help", helped, "s")
    ratios = [look / help_ for look, help_ in zip(looked, helped, strict=True)]
    report.add("doctor.ratio_to_help", ratios, "×")


def _seconds(command: str, env: dict[str, str]) -> float:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "bot", command], capture_output=True, text=True, env=env, check=False
    )
    taken = time.perf_counter() - began
    # A stand-in for Slack names no scopes: the doctor finds that, and says so.
    if done.returncode not in (0, 1) or (command == "doctor" and ANSWERS not in done.stdout):
        raise RuntimeError(done.stdout + done.stderr)
    return taken
