"""The benchmarks, as small as can be: each part runs, and the report holds what is asked for."""

import json

import pytest

from benchmarks import written
from benchmarks.__main__ import PARTS, measure
from benchmarks.report import KEYS, Report, Size

OF_PART = {
    "capture": KEYS[:2],
    "drain": KEYS[2:5],
    "presses": KEYS[5:6],
    "scan": KEYS[6:],
    "gated": (),
    "looking": (),
    "making": (),
    "digests": (),
}
SAID = {
    "drain.statements_per_message": 9.7,
    "making.sqlite.statements": 12.0,
    "digests.sqlite.statements": 8.0,
}
"""Statements for one of them now, without BEGIN and COMMIT; less is better.

The fewer are sent at once, the more belong to each: here it is forty.
"""
TOO_LONG = {"under_load", "starting", "monday"}
"""Run by hand: they are made of the others, or measure how long it takes to start."""


def test_every_part_is_tried_here_or_by_hand() -> None:
    assert OF_PART.keys() | TOO_LONG == PARTS.keys()


@pytest.mark.parametrize("part", OF_PART)
def test_a_part_measures_what_its_figures_are_called(part: str) -> None:
    report = Report(Size.SMALLEST)
    measure(report, [part])
    figures = json.loads(report.as_json())
    assert report.figures
    assert set(OF_PART[part]) <= figures.keys()
    assert all(isinstance(figures[key], int | float) for key in OF_PART[part])
    said = {key: most for key, most in SAID.items() if key in figures}
    assert said or part in ("capture", "presses", "scan", "gated", "looking")
    assert all(figures[key] <= most for key, most in said.items()), figures


def test_the_page_says_what_was_measured_last() -> None:
    before, table, after = written.split(written.PAGE.read_text())
    assert table == written.tables(written.read())
    assert before
    assert after


def test_what_was_measured_before_stays_beside_what_is_measured_now() -> None:
    first = Report(Size.SMALLEST)
    first.add("drain.sqlite", 2.0)
    second = Report(Size.SMALLEST, json.loads(first.as_json()))
    second.add("making.sqlite.p50", 3.0)
    assert second.known() == {"drain.sqlite": 2.0, "making.sqlite.p50": 3.0}
