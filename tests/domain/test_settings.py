"""What people, teams and workspaces start with, and how far they may go."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from bot.domain.calendar import TalkHour
from bot.domain.rhythm import Detail
from bot.domain.settings import (
    DEFAULT_HOUR,
    SETTINGS,
    ChannelFigures,
    Notes,
    Preferences,
    SettingsGroup,
    TeamSettings,
    TeamsStart,
    Whose,
    WorkspaceSettings,
)
from bot.domain.taxonomy import HowSoon

GAPS = {HowSoon.TODAY: (2, 5, 10), HowSoon.WEEK: (3, 10, 20), HowSoon.NEXT: (10, 15, 20)}
STARTS: dict[SettingsGroup, dict[str, Any]] = {
    Preferences(): {
        "hour": None,
        "message_days": 3,
        "items": 5,
        "talk_hours": (),
        "work_begins": time(9, 0),
        "work_ends": time(17, 30),
        "days": frozenset({1, 2, 3, 4, 5}),
        "region": None,
        "paused_until": None,
        "language": None,
        "detail": Detail.NAME_AND_TOPIC,
        "full_text": False,
        "offers": True,
        "coaching": True,
        "only_slips": False,
        "silent": False,
    },
    TeamSettings(zone="UTC"): {
        "digest_day": 5,
        "digest_at": time(10, 0),
        "figures": ChannelFigures.AFTER_FOUR_WEEKS,
        "digest_every": 1,
        "chart": False,
        "zone": "UTC",
        "region": None,
        "emoji": (),
    },
}
WORKSPACE_STARTS = {
    "teams": TeamsStart.APPROVED,
    "notes": Notes.ON,
    "emoji": ("ear",),
    "reminders": 3,
    "gaps": GAPS,
    "detail": Detail.NAME_AND_TOPIC,
    "form_length": 600,
    "eligible": 5,
    "words_kept": 30,
    "open_kept": 180,
    "notes_kept": 60,
    "records_kept": 12,
    "removed_kept": 10,
}


@pytest.mark.parametrize("value", list(STARTS), ids=lambda value: type(value).__name__)
def test_what_everybody_starts_with(value: SettingsGroup) -> None:
    assert {row.name: getattr(value, row.name) for row in value.rows()} == STARTS[value]


def test_what_a_workspace_starts_with() -> None:
    assert time(9, 30) == DEFAULT_HOUR
    value = WorkspaceSettings()
    assert {row.name: getattr(value, row.name) for row in value.rows()} == WORKSPACE_STARTS


def test_each_row_says_whose_it_is_and_what_its_label_is_called() -> None:
    owners = [kind.rows()[0].whose for kind in SETTINGS]
    assert owners == [Whose.PERSON, Whose.TEAM, Whose.WORKSPACE]
    assert Preferences.rows()[0].key == "setting-person-hour"


def test_only_leaders_are_asked_what_only_leaders_need() -> None:
    leads = {row.name for kind in SETTINGS for row in kind.rows() if row.leads}
    assert leads == {"hour", "message_days", "items", "talk_hours", "coaching", "only_slips"}


@pytest.mark.parametrize(
    ("value", "name", "good", "bad"),
    [
        (Preferences(), "message_days", (1, 3), (0, 4)),
        (Preferences(), "items", (3, 5), (2, 6)),
        (Preferences(), "days", (frozenset({1}), frozenset({7})), (frozenset({0}), frozenset({8}))),
        (
            Preferences(),
            "talk_hours",
            ((TalkHour(1, time(9), time(10)),) * 10,),
            ((TalkHour(1, time(9), time(10)),) * 11,),
        ),
        (Preferences(), "region", ("x" * 16, None), ("x" * 17, 3)),
        (Preferences(), "paused_until", (date(2026, 3, 9), None), ("2026-03-09",)),
        (Preferences(), "silent", (True,), (None, "yes")),
        (TeamSettings(zone="UTC"), "digest_day", (0, 7), (-1, 8)),
        (TeamSettings(zone="UTC"), "digest_every", (1, 4), (2, 3, 5)),
        (TeamSettings(zone="UTC"), "zone", ("x" * 64,), ("x" * 65, None)),
        (TeamSettings(zone="UTC"), "emoji", (("x" * 50, "y" * 49),), (("x" * 50, "y" * 50),)),
        (WorkspaceSettings(), "reminders", (2, 3), (1, 4)),
        (WorkspaceSettings(), "form_length", (200, 1500), (199, 1501)),
        (WorkspaceSettings(), "eligible", (5, 100), (4, 101)),
        (
            WorkspaceSettings(),
            "gaps",
            ({**GAPS, HowSoon.TODAY: (1, 1, 40)},),
            ({**GAPS, HowSoon.TODAY: (0, 1, 1)}, {**GAPS, HowSoon.NEXT: (1, 1, 41)}),
        ),
    ],
)
def test_each_setting_has_its_range(
    value: SettingsGroup, name: str, good: tuple[Any, ...], bad: tuple[Any, ...]
) -> None:
    (row,) = [row for row in value.rows() if row.name == name]
    for each in good:
        row.check(each)
        replace(value, **{name: each}).check()
    for each in bad:
        with pytest.raises(ValueError, match=name):
            row.check(each)
        with pytest.raises(ValueError, match=name):
            replace(value, **{name: each}).check()


COUNTS: dict[type[SettingsGroup], dict[str, list[int]]] = {
    Preferences: {"message_days": [3, 2, 1], "items": [5, 4, 3]},
    TeamSettings: {"digest_day": list(range(8)), "digest_every": [1, 4]},
    WorkspaceSettings: {
        "reminders": [3, 2],
        "form_length": list(range(200, 1501)),
        "eligible": list(range(5, 101)),
        "words_kept": list(range(91)),
        "open_kept": list(range(60, 366)),
        "notes_kept": list(range(2, 61)),
        "records_kept": list(range(3, 25)),
        "removed_kept": list(range(19)),
    },
}
"""What each setting that is a number may be, in the order in which a form offers it."""
LONGEST = {
    ("person", "talk_hours"): 10,
    ("person", "region"): 16,
    ("person", "language"): 16,
    ("team", "zone"): 64,
    ("team", "region"): 16,
    ("team", "emoji"): 100,
    ("workspace", "emoji"): 100,
}


@pytest.mark.parametrize("kind", SETTINGS, ids=lambda kind: kind.__name__)
def test_a_number_is_one_of_those_that_were_decided_and_a_list_as_long(
    kind: type[SettingsGroup],
) -> None:
    numbers = {row.name: list(row.within or ()) for row in kind.rows() if row.kind is int}
    assert numbers == COUNTS[kind]
    limits = {(row.whose.value, row.name): row.limit for row in kind.rows() if row.limit}
    assert limits == {key: limit for key, limit in LONGEST.items() if key[0] == kind.whose.value}
    rows = kind.rows()
    assert {row.name for row in rows if row.within and row.kind is not int} <= {"days", "gaps"}
