"""Every rule the product is accepted by has at least one test that bears its number."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
GLOSSARY = TESTS.parent / "docs" / "glossary.md"
ROW = re.compile(r"^\| R(\d+) \|", re.MULTILINE)
RULES = [int(number) for number in ROW.findall(GLOSSARY.read_text(encoding="utf-8"))]
"""The numbers of the rules, as the glossary lists them."""


@cache
def named() -> dict[int, list[str]]:
    """Tests by the number of the rule in their name."""
    names: dict[int, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                rules = re.match(r"test((?:_R\d+)+)_\w+", node.name)
                for number in re.findall(r"\d+", rules[1]) if rules else ():
                    names.setdefault(int(number), []).append(node.name)
    return names


def test_each_rule_is_written_once_and_in_order() -> None:
    assert len(RULES) > 40
    assert sorted(set(RULES)) == RULES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"R{rule:02}")
def test_a_rule_has_a_test_that_bears_its_number(rule: int) -> None:
    assert named().get(rule), f"no test is named test_R{rule:02}_…"
