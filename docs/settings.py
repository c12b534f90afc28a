"""The page of all settings of people, teams and workspaces, made from their table."""

from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from typing import Any

from bot.domain.calendar import TalkHour
from bot.domain.settings import SETTINGS, Gaps, Setting, SettingsGroup, Whose
from bot.messages.translate import translator

INTRO = """\
What people choose in Slack. `/concern settings` opens a person's own, `/concern team` those of the
channel's team, and the admins' Home those of the workspace. What the operator sets is in the
[deployment.md](deployment.md#settings).
"""
TITLES = {
    Whose.PERSON: "Of a person",
    Whose.TEAM: "Of a team",
    Whose.WORKSPACE: "Of a workspace",
}
TYPES: tuple[tuple[Any, str], ...] = (
    (bool, "yes or no"),
    (int, "number"),
    (time, "time of day"),
    (date, "day"),
    (str, "text"),
    (frozenset[int], "days of the week"),
    (tuple[str, ...], "names"),
    (tuple[TalkHour, ...], "hours of the week"),
    (Gaps, "three numbers for each of how soon"),
)
DEFAULTS = {
    "hour": "half past nine, up to ten minutes later",
    "zone": "that of whoever sets the team up",
}


def page() -> str:
    """The page."""
    parts = [_table(kind) for kind in SETTINGS]
    return "\n\n".join(["# Settings", INTRO.rstrip(), *parts]) + "\n"


def _table(kind: type[SettingsGroup]) -> str:
    rows = [_row(row) for row in kind.rows()]
    head = ["| setting | name | type | default | range |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([f"## {TITLES[kind.whose]}", "", *head, *rows])


def _row(row: Setting) -> str:
    label = translator("en")(row.key) + (" (leaders)" if row.leads else "")
    default = DEFAULTS.get(row.name, _said(row.default))
    cells = (label, f"`{row.name}`", _type(row), default, _range(row))
    return f"| {' | '.join(cells)} |"


def _type(row: Setting) -> str:
    if isinstance(row.kind, type) and issubclass(row.kind, StrEnum):
        return "one of a list"
    return next(name for kind, name in TYPES if row.kind == kind)


def _range(row: Setting) -> str:
    if isinstance(row.kind, type) and issubclass(row.kind, StrEnum):
        return ", ".join(f"`{entry.value}`" for entry in row.kind)
    within = list(row.within or ())
    if within and len(within) == max(within) - min(within) + 1:
        return f"{min(within)} to {max(within)}"
    if within:
        return " or ".join(map(str, within))
    if row.limit is None:
        return ""
    return f"at most {row.limit}" + (" characters" if row.kind in (str, tuple[str, ...]) else "")


def _said(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, StrEnum):
        return f"`{value.value}`"
    if isinstance(value, Mapping):
        return "; ".join(", ".join(map(str, days)) for days in value.values())
    if isinstance(value, tuple | frozenset):
        return ", ".join(map(str, sorted(value))) or "none"
    return str(value)
