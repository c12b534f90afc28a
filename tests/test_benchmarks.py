"""The benchmarks, as small as can be: each part runs, and the report holds what is asked for."""

import json
from pathlib import Path

import pytest

from benchmarks.__main__ import PARTS, measure
from benchmarks.report import KEYS, Report, Size

OF_PART = {
    "capture": KEYS[:2],
    "drain": KEYS[2:5],
    "presses": KEYS[5:6],
    "scan": KEYS[6:],
    "making": (),
    "digests": (),
}
TOO_LONG = {"under_load", "starting", "monday"}
"""Run by hand: they are made of the others, or measure how long it takes to start."""


def test_every_part_is_tried_here_or_by_hand() -> None:
    assert OF_PART.keys() | TOO_LONG == PARTS.keys()


@pytest.mark.parametrize("part", OF_PART)
def test_a_part_measures_what_its_figures_are_called(part: str, tmp_path: Path) -> None:
    report = Report(Size.SMALLEST)
    measure(report, [part])
    report.write(tmp_path / "figures.json")
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert report.figures
    assert set(OF_PART[part]) <= figures.keys()
    assert all(isinstance(figures[key], int | float) for key in OF_PART[part])
