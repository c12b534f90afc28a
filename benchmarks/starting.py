"""How soon a process is there, and what it weighs before it has done anything."""

import subprocess
import sys
import time

from benchmarks.report import Report
from benchmarks.servers import served
from benchmarks.worlds import MONDAY, world

PEAK = "next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1]"
"""The most memory of this program, in kB: ``ru_maxrss`` would count whoever started it, too."""


def run(report: Report) -> None:
    """Import everything, print the help, start a bot."""
    repeats = report.choose(1, 1, 5)
    report.section("Start")
    report.add("start.import", [_seconds("-c", "import bot.app") for _ in range(repeats)], "s")
    report.add("start.python", [_seconds("-c", "pass") for _ in range(repeats)], "s")
    report.add("start.help", [_seconds("-m", "bot", "--help") for _ in range(repeats)], "s")
    weight = subprocess.run(
        [sys.executable, "-c", f"import bot.app; print({PEAK})"],
        capture_output=True,
        text=True,
        check=True,
    )
    report.add("start.memory", int(weight.stdout) / 1024, "MB")
    with (
        world("sqlite", members=5) as team,
        served("benchmarks.instant_slack", team.workspace) as slack,
    ):
        times = []
        for _ in range(repeats):
            began = time.perf_counter()
            with served("benchmarks.fast_bot", MONDAY.isoformat(), env=team.env(slack)):
                times.append(time.perf_counter() - began)
        report.add("start.until_it_hears", times, "s")


def _seconds(*arguments: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began
