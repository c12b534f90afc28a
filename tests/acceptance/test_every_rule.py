"""Every rule the product is accepted by has at least one test that bears its number."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent

RULES = {
    1: "Words are in no notification, log, error, digest or message payload.",
    2: "A leader gets one day message a day, plus one for something urgent.",
    3: "No nudge outside working hours, on days off, in talk hours, paused or away.",
    4: "The same step is never reminded a fourth time.",
    5: "Only the raiser reaches confirmed.",
    6: "The clock closes nothing that waits for somebody.",
    7: "Closing without change needs a reason and own words.",
    8: "What was sent to someone else leaves the leader no trace.",
    11: "After withdrawal the words cannot be read.",
    12: "Former leaders are refused, also through old buttons.",
    14: "Two published digests never differ because of fewer than three raisers.",
    15: "No figure for fewer than five eligible people.",
    17: "Nothing orders or compares leaders.",
    18: "Nothing can be raised until the contact is set; notes can.",
    20: "The safety line is in every form and both Homes.",
    21: "A colleague's mark shows nothing before the author's yes.",
    22: '"Ask {person}" opens an empty conversation; nothing posts as a user.',
    23: "A private answer never reaches the leader.",
    24: "Every opening but the raiser's is logged; the leader's is shown to nobody.",
    25: "Joining, leaving or a new leader never moves an open concern.",
    26: "Nothing can be raised with anyone who has not accepted.",
    27: "Each button works twice without double effect.",
    28: "Every text has a key, is used, fits, and keeps to the voice.",
    29: 'The median counts open items as "not yet".',
    31: "With the database away a form stays open with its words.",
    32: "Daylight saving and moves between zones keep the chosen local hour.",
    33: "\"Don't write to me\" stops everything but answers to one's own acts.",
    34: "One coaching line a week, none twice in 30 days, none in a channel.",
    36: "Heard is reached from the reading view only.",
    37: "Every nudge that a date caused opens with the question and can be read.",
    38: "No budget holds back what a person has just said.",
    39: "The table of ways in is a test; no command loses its text.",
    40: "A note needs nothing, and the person it is about is told once that notes are kept.",
    41: "Before its hour a concern reaches its leader by no path and at no moment.",
    42: "What is typed at a second door onto a message is never lost.",
    43: "A day that the leader named is asked about on that day.",
    44: "A delivered message never becomes another piece of news, and keeps its dates.",
    45: "No text says a leader plans something the leader did not choose.",
    46: "A concern counts in the team whose channel it came from.",
    47: "No team, leader or contact works before an admin's yes; a contact never leads its team.",
    48: "With several leaders nobody can be left with one person by subtracting.",
    51: "A due row that raises holds up no other.",
    52: "A closed account is not eligible from the next digest on.",
}
"""The rules, but for those about retention and the note that says nothing new."""


@cache
def named() -> dict[int, list[str]]:
    """Tests by the number of the rule in their name."""
    found: dict[int, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                rule = re.match(r"test_R(\d+)_\w+", node.name)
                if rule:
                    found.setdefault(int(rule[1]), []).append(node.name)
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"R{rule:02}")
def test_a_rule_has_a_test_that_bears_its_number(rule: int) -> None:
    assert named().get(rule), f"no test is named test_R{rule:02}_…: {RULES[rule]}"
