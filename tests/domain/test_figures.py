"""The figures that rules count by, written down a second time.

Tests of behaviour often name a figure by its constant, and would follow it wherever it goes. Here
each stands as it was decided; to change one is a decision, and takes a line in both places.
"""

import ast
import importlib
import pkgutil
from datetime import time, timedelta
from pathlib import Path

import bot.domain

MINUTES, DAYS = timedelta(minutes=1), timedelta(days=1)
FIGURES = {
    "calendar": {
        "LOOK_AHEAD_DAYS": 400,
        "MOST_SHIFT_MINUTES": 10,
        "ONE_DAY": DAYS,
    },
    "capture": {
        "DEFAULT_NOTE_WORKDAYS": 3,
        "FARTHEST_NOTE_WORKDAYS": 30,
        "MOST_COMMAS_OF_A_DAY": 3,
        "JUST_PAST": 60 * DAYS,
        "FEWEST_LETTERS": 4,
        "MOST_WORDS_OF_A_MISTYPED_COMMAND": 2,
    },
    "coaching": {"WEEK": 7, "NOT_AGAIN": 30},
    "concern": {
        "LEADERS_WORDS": 600,
        "CORRECTION_LIMIT": 300,
        "DETAIL_LIMIT": 200,
        "MIN_CLOSING_WORDS": 20,
    },
    "concern.cadence": {
        "CHECK_IN_AFTER_TALK": 2,
        "SECOND_CHECK_IN": 5,
        "AFTER_SAME": 5,
        "AFTER_TWO_VIEWS": 2,
        "AFTER_NOT_REACHED": 2,
        "AFTER_REOPENING": 3,
        "ENDS_AFTER": 20,
        "QUIET_AFTER": 2,
        "AGAIN_WAITS": 5,
        "TIME_GIVEN": 10,
        "HANDOVER_WAITS": 5,
        "STALE_AFTER": 60,
        "STALE_REVIEW_WAITS": 5,
        "STILL_BETTER_AFTER": 30 * DAYS,
        "ERASED_AFTER": 30 * DAYS,
        "MARK_DELAY": 10 * MINUTES,
        "OFFERS_LAST": 7 * DAYS,
        "SORT_FROM": 9,
        "SORTED_AT_ONCE": 20,
        "MAX_REMINDERS": 3,
    },
    "concern.notices": {
        "AT_ONCE": 2 * MINUTES,
        "COMES_BACK_WITHIN": 60 * DAYS,
        "REOPENS_WITHIN_WORKDAYS": 10,
        "TOGETHER": 10 * MINUTES,
        "MOVES_TOLD": 7 * DAYS,
    },
    "concern.retention": {
        "WARNED_BEFORE": 14 * DAYS,
        "AFTER_FOLLOW_UP": 14 * DAYS,
        "WITHDRAWN_KEPT": 30 * DAYS,
    },
    "digest.drafts": {
        "MOST_LINES": 3,
        "LINE_LIMIT": 150,
        "STEPS_LAST": 28 * DAYS,
        "LOOK_BACK_DAYS": 5,
    },
    "digest.facts": {"WINDOW_WEEKS": 4, "CHANGED_BY": 3, "FEWEST_ELIGIBLE": 5},
    "due": {"FIRST_WAIT": MINUTES, "LONGEST_WAIT": 60 * MINUTES},
    "person": {"ONE_ON_ONE_BY": time(9, 30), "NAME_LIMIT": 40},
    "rhythm": {
        "UNTOUCHED": 3,
        "UNASKED": 5,
        "OFFERED_EVERY": 91 * DAYS,
        "SLIPS_AFTER": 2,
        "ONCE_A_WEEK": 1,
        "WEEKS_AHEAD": 110,
        "CAUGHT_WITHIN": MINUTES,
        "CAUGHT_IN_PACE": 20,
        "OFFERS_A_DAY": 3,
        "SUGGESTED_A_MONTH": 5,
        "A_DAY": DAYS,
        "INVITED_A_DAY": 5,
        "INVITED_AGAIN_AFTER": 30 * DAYS,
        "APPROVALS_A_DAY": 5,
        "NEWS_RIDES": 5,
        "MOST_DAYS_BACK": 60,
    },
    "settings": {
        "DEFAULT_HOUR": time(9, 30),
        "ITEMS": 5,
        "MESSAGE_DAYS": 3,
        "MAX_WORDS": 600,
        "NOTES_KEPT": 60,
        "EVERY_WEEK": 1,
        "EVERY_FOUR_WEEKS": 4,
    },
    "taxonomy.keys": {"MOST_PRESSURES": 3},
    "team": {
        "MAX_LEADERS": 5,
        "MAX_MEMBERS": 100,
        "PREFILL_LIMIT": 30,
        "CONTACT_LIMIT": 200,
        "ADDED_UNASKED": 5,
        "ASKS_AGAIN_AFTER": 30 * DAYS,
    },
    "typed_days": {"MOST_DAY_WORDS": 4, "FULL_WEEK": 7},
}


def own_figures(name: str) -> dict[str, object]:
    """The figures that a module makes itself, by the names that others read them by."""
    module = importlib.import_module(name)
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    made = (target for line in tree.body if isinstance(line, ast.Assign) for target in line.targets)
    names = {node.id for target in made for node in ast.walk(target) if isinstance(node, ast.Name)}
    return {
        each: value
        for each, value in vars(module).items()
        if each in names and each[0] != "_" and isinstance(value, int | time | timedelta)
    }


def test_every_figure_of_the_domain_is_the_one_that_was_decided() -> None:
    root = f"{bot.domain.__name__}."
    modules = [module.name for module in pkgutil.walk_packages(bot.domain.__path__, root)]
    found = {name.removeprefix(root): own_figures(name) for name in modules}
    assert {name: figures for name, figures in found.items() if figures} == FIGURES
