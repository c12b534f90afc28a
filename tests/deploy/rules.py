"""Reads the alerts we ship, by the few forms of PromQL that they are written in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import yaml
from prometheus_client.parser import text_string_to_metric_families

RULES = Path(__file__).parents[2] / "deploy" / "prometheus-rules.yaml"
_SELECTOR = r"(?P<name>heard_\w+)(?:\{(?P<labels>[^}]*)\})?"
_FORM = re.compile(
    r"(?P<since>time\(\) - )?(?P<fold>max|min|sum)\((?P<grows>increase\()?"
    + _SELECTOR
    + r"(?(grows)\[(?P<range>\w+)\]\))\) (?P<sign>>|<|==) (?P<number>[\d.]+)"
)
_LABEL = re.compile(r'(\w+)(=~?)"([^"]*)"')
_FOLD = {"max": max, "min": min, "sum": sum}


class Sample(NamedTuple):
    """One line of the page of figures."""

    name: str
    labels: Mapping[str, str]
    value: float


def samples(page: str) -> list[Sample]:
    """Read a page of figures."""
    return [
        Sample(one.name, one.labels, one.value)
        for family in text_string_to_metric_families(page)
        for one in family.samples
    ]


@dataclass(frozen=True)
class Alert:
    """One alert."""

    name: str
    expression: str

    @property
    def figures(self) -> list[str]:
        """The figures it looks at."""
        return [_read(part)["name"] for part in self._parts]

    @property
    def _parts(self) -> list[str]:
        return self.expression.split(" and ")

    def fires(self, before: Sequence[Sample], after: Sequence[Sample], now: float) -> bool:
        """Whether it fires at ``now``, when the figures came from ``before`` to ``after``."""
        return all(_holds(_read(part), before, after, now) for part in self._parts)


def _read(part: str) -> dict[str, str]:
    form = _FORM.fullmatch(part)
    assert form is not None, f"write the alert in a form that is tried here: {part}"
    return form.groupdict()


def _holds(
    form: Mapping[str, str], before: Sequence[Sample], after: Sequence[Sample], now: float
) -> bool:
    values = _chosen(form, after)
    if not values:
        return False
    if form["grows"]:
        found = sum(values) - sum(_chosen(form, before))
    else:
        found = _FOLD[form["fold"]](values)
    if form["since"]:
        found = now - found
    number = float(form["number"])
    return {">": found > number, "<": found < number, "==": found == number}[form["sign"]]


def _chosen(form: Mapping[str, str], page: Sequence[Sample]) -> list[float]:
    wanted = _LABEL.findall(form["labels"] or "")
    return [
        sample.value
        for sample in page
        if sample.name == form["name"]
        and all(
            re.fullmatch(value if sign == "=~" else re.escape(value), sample.labels.get(label, ""))
            for label, sign, value in wanted
        )
    ]


def alerts() -> dict[str, Alert]:
    """The alerts we ship."""
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return {
        rule["alert"]: Alert(rule["alert"], rule["expr"])
        for group in groups
        for rule in group["rules"]
    }
