"""How long Slack waits until something said is kept: beside Bolt, and beside what can be at best.

All sides run in processes of their own and answer the same signed requests over loopback; the load
comes from another. Ours reads who speaks, seals the words and commits them with full
synchronisation before it answers.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial

from benchmarks.load import Load, measure
from benchmarks.report import Report, percentile
from benchmarks.servers import served
from benchmarks.stores import Statements
from benchmarks.worlds import MONDAY, World, database, world
from bot.casework import Runner
from bot.casework.raising import command
from bot.casework.requests import Entry, enter
from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.manifest import EVENTS_PATH

BASELINES = ("default", "direct", "stores", "limit")
DOORS = ("concern", "reaction")
STORING = ("stores", "limit")
AT_ONCE = (1, 10, 50)
LEAST = 5.0
"""Times as fast as an empty Bolt app in its default mode (docs/performance.md)."""
MOST_STATEMENTS = 12
"""Of the door and of the act, without BEGIN and COMMIT."""


def run(report: Report) -> None:
    """Measure both doors, on both engines, with one, ten and fifty requests at a time."""
    count = report.choose(10, 60, 200)
    repeats = report.choose(1, 1, 3)
    doors = report.choose(DOORS[:1], DOORS, DOORS)
    for engine in report.engines:
        report.section(f"Capture, {engine}")
        with world(engine) as team:
            with _all(engine, team, report.choose(BASELINES[:1], BASELINES, BASELINES)) as ports:
                for door in doors:
                    for at_once in report.choose(AT_ONCE[:1], AT_ONCE[:2], AT_ONCE):
                        _compare(report, engine, team, ports, door, at_once, count, repeats)
            report.add(f"capture.{engine}.statements", asyncio.run(_statements(team)))
            if engine == "sqlite":
                report.add("capture.statements", report.figures[-1].value, most=MOST_STATEMENTS)


def _compare(
    report: Report,
    engine: str,
    team: World,
    ports: Mapping[str, int],
    door: str,
    at_once: int,
    count: int,
    repeats: int,
) -> None:
    medians: dict[str, list[float]] = {name: [] for name in ports}
    slowest: list[float] = []
    before, warm_up = team.kept(), max(5, count // 4)
    for turn in range(repeats):
        for name, port in ports.items():
            times = measure(
                Load(
                    url=f"http://127.0.0.1:{port}{EVENTS_PATH}",
                    door=door,
                    count=count,
                    at_once=at_once,
                    workspace=team.workspace,
                    people=team.members,
                    channel=team.channel,
                    first=(turn + 1) * 100_000 + at_once * 1_000_000,
                    warm_up=warm_up,
                )
            )
            medians[name].append(percentile(times, 50) * 1000)
            if name == "heard":
                slowest.append(percentile(times, 99) * 1000)
    kept, asked = team.kept() - before, repeats * (warm_up + count)
    if kept != asked:
        raise RuntimeError(f"{asked} were asked to be kept, and {kept} are there")
    key = f"capture.{engine}.{door}.{at_once}"
    for name, values in medians.items():
        report.add(f"{key}.{name}_p50", values, "ms")
    report.add(f"{key}.heard_p99", slowest, "ms")
    first = engine == "sqlite" and door == "concern" and at_once == 1
    for name in [name for name in ports if name != "heard"]:
        ratios = [other / ours for other, ours in zip(medians[name], medians["heard"], strict=True)]
        report.add(f"{key}.ratio_to_{name}", ratios, "×")
        if first and name == "default":
            report.add("capture.ratio_to_default_bolt", ratios, "×", least=LEAST)


async def _statements(team: World) -> float:
    """How often the database is asked for one ``/concern``: who speaks, and what they say."""
    store = team.open()
    runner = Runner(store, lambda: MONDAY + timedelta(days=1))
    workspace, person = WorkspaceId(team.workspace), PersonId(team.members[0])
    counted = Statements(store.engine)
    said = partial(
        command, channel=ChannelId(team.channel), text="too much", trigger="once", subcommands={}
    )
    await runner.run(
        workspace, lambda unit: enter(unit, person, Entry(), (), None, said, asks=True)
    )
    store.close()
    return counted.count


@contextmanager
def _all(engine: str, team: World, baselines: Sequence[str]) -> Iterator[dict[str, int]]:
    start = (MONDAY + timedelta(hours=2)).isoformat()
    with ExitStack() as stack:
        ports = {}
        for name in baselines:
            url = stack.enter_context(database(engine))[0] if name in STORING else ""
            ports[name] = stack.enter_context(
                served("benchmarks.baseline.listening", name, env={"DATABASE_URL": url})
            )
        slack = stack.enter_context(served("benchmarks.instant_slack", team.workspace))
        env = team.env(slack)
        ports["heard"] = stack.enter_context(served("benchmarks.fast_bot", start, env=env))
        yield ports
