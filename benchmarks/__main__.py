"""Every figure in one report: ``python -m benchmarks [--quick] [--json FILE] [PART …]``.

Each is measured beside its baseline in the same run, on the same machine: read the ratios. What is
behind a figure stands in the module of its part.
"""

import argparse
import sys
import time
from collections.abc import Callable, Collection
from pathlib import Path

from benchmarks import (
    capture,
    digests,
    drain,
    gated,
    looking,
    making,
    monday,
    presses,
    scan,
    starting,
    suite,
    under_load,
    written,
)
from benchmarks.report import Report, Size

PARTS: dict[str, Callable[[Report], None]] = {
    "capture": capture.run,
    "presses": presses.run,
    "making": making.run,
    "drain": drain.run,
    "under_load": under_load.run,
    "scan": scan.run,
    "gated": gated.run,
    "digests": digests.run,
    "looking": looking.run,
    "starting": starting.run,
    "monday": monday.run,
}
"""In this order: the last one computes with what the others measured."""
BY_NAME: dict[str, Callable[[Report], None]] = {"suite": suite.run}
"""Measured only where they are named: they take too long."""


def measure(report: Report, parts: Collection[str] = ()) -> None:
    """Run the parts that are named, or all but those that are measured by name alone."""
    for name, run in (PARTS | BY_NAME).items():
        if name in (parts or PARTS):
            report.measure(name, run)


def main(arguments: list[str]) -> int:
    """Measure, print, write; 1 where a figure is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS | BY_NAME)}")
    parser.add_argument("--quick", action="store_true", help="smaller sizes, under two minutes")
    parser.add_argument("--postgres", action="store_true", help="with --quick: on Postgres too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here")
    parser.add_argument("--write", action="store_true", help="write them into docs/performance.md")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.parts) - set(PARTS | BY_NAME)
    if unknown:
        parser.error(f"there is no part called {', '.join(sorted(unknown))}")
    before = written.read() if chosen.write else {}
    report = Report(Size.QUICK if chosen.quick else Size.WHOLE, before, chosen.postgres)
    began = time.perf_counter()
    measure(report, chosen.parts)
    print(f"\n{len(report.figures)} figures in {time.perf_counter() - began:.0f} s")
    if chosen.json is not None:
        chosen.json.write_text(report.as_json() + "\n")
    if chosen.write:
        written.write(report.as_json())
    missed = report.missed()
    for figure in missed:
        print(f"missed: {figure.key} is {figure.value:.2f} {figure.unit}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
