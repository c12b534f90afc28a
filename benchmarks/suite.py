"""How long the tests take: only where it is asked for by name, since it is a quarter of an hour."""

import subprocess
import sys
import time
from pathlib import Path

from benchmarks.report import Report

ROOT = Path(__file__).resolve().parent.parent


def run(report: Report) -> None:
    """Run them all, as anybody does, beside an empty pytest; they must pass."""
    report.section("The tests")
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "pytest", "--version"], capture_output=True, check=True)
    empty = time.perf_counter() - began
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "pytest", "-q"], cwd=ROOT, check=False)
    taken = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError("the tests fail; how long that takes is no figure")
    report.add("suite.seconds", taken, "s")
    report.add("suite.empty_pytest", empty, "s")
