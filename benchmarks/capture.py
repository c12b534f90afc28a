"""How long Slack waits until something said is kept: beside Bolt, and beside what can be at best.

All sides run in processes of their own and answer the same signed requests over loopback; the load
comes from another. Ours reads who speaks, seals the words and commits them with full
synchronisation before it answers.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from benchmarks.load import Load, measure
from benchmarks.report import Report, percentile
from benchmarks.servers import served
from benchmarks.worlds import ENGINES, MONDAY, World, database, world
from bot.listeners.web import EVENTS_PATH

BASELINES = ("default", "direct", "stores", "limit")
AT_ONCE = (1, 10, 50)
LEAST = 5.0
"""Times as fast as an empty Bolt app in its default mode (docs/performance.md)."""


def run(report: Report) -> None:
    """Measure both doors, on both engines, with one, ten and fifty requests at a time."""
    count = 200 if report.quick else 1_000
    repeats = 1 if report.quick else 3
    for engine in ENGINES[:1] if report.quick else ENGINES:
        report.section(f"Capture, {engine}")
        with world(engine) as team:
            for door in ("concern", "reaction"):
                for at_once in AT_ONCE[:2] if report.quick else AT_ONCE:
                    _compare(report, engine, team, door, at_once, count, repeats)


def _compare(
    report: Report, engine: str, team: World, door: str, at_once: int, count: int, repeats: int
) -> None:
    medians: dict[str, list[float]] = {name: [] for name in (*BASELINES, "heard")}
    slowest: list[float] = []
    with _all(engine, team) as ports:
        for turn in range(-1, repeats):  # the first turn only warms up
            for name, port in ports.items():
                times = measure(
                    Load(
                        url=f"http://127.0.0.1:{port}{EVENTS_PATH}",
                        door=door,
                        count=count if turn >= 0 else max(50, count // 10),
                        at_once=at_once,
                        workspace=team.workspace,
                        people=team.members,
                        channel=team.channel,
                        first=(turn + 2) * 100_000 + at_once * 1_000_000,
                    )
                )
                if turn >= 0:
                    medians[name].append(percentile(times, 50) * 1000)
                    if name == "heard":
                        slowest.append(percentile(times, 99) * 1000)
    key = f"capture.{engine}.{door}.{at_once}"
    for name, values in medians.items():
        report.add(f"{key}.{name}_p50", values, "ms")
    report.add(f"{key}.heard_p99", slowest, "ms")
    first = engine == "sqlite" and door == "concern" and at_once == 1
    for name in BASELINES:
        ratios = [other / ours for other, ours in zip(medians[name], medians["heard"], strict=True)]
        report.add(f"{key}.ratio_to_{name}", ratios, "×")
        if first and name == "default":
            report.add("capture.ratio_to_default_bolt", ratios, "×", least=LEAST)


@contextmanager
def _all(engine: str, team: World) -> Iterator[dict[str, int]]:
    start = (MONDAY + timedelta(hours=2)).isoformat()
    with (
        database(engine) as (url, _),
        served("benchmarks.instant_slack") as slack,
        served("benchmarks.baseline.listening", "default") as default,
        served("benchmarks.baseline.listening", "direct") as direct,
        served("benchmarks.baseline.listening", "stores", env={"DATABASE_URL": url}) as stores,
        database(engine) as (limit_url, _),
        served("benchmarks.baseline.listening", "limit", env={"DATABASE_URL": limit_url}) as limit,
        served("benchmarks.fast_bot", start, env=team.env(slack)) as heard,
    ):
        yield {
            "default": default,
            "direct": direct,
            "stores": stores,
            "limit": limit,
            "heard": heard,
        }
