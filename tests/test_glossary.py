"""What the code cites by number or name stands in a document of this repository."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
LIFE = (ROOT / "docs" / "life-of-a-concern.md").read_text(encoding="utf-8")
RULE = re.compile(r"\b([DPR][1-9][0-9]?|T[1-9][0-9]?)\b")
ELSEWHERE = (
    re.compile(r"`M [a-z]"),
    re.compile(r"(?:\(|, |table of |section )\d{1,2}\.\d{1,2}(?:[,) ]|$)"),
    re.compile(r"\bproduct(?:\.md| \d)"),
)
"""How a document is cited that is not in the repository."""

SOURCES = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "docs").rglob("*.py")])


def prose(file: Path) -> str:
    """The docstrings and comments of a module."""
    text = file.read_text(encoding="utf-8")
    said = [
        node.value.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    comments = [line.partition("#")[2] for line in text.splitlines() if "# " in line]
    return "\n".join([*said, *comments])


def test_a_cited_rule_is_written_down_here() -> None:
    written = set(RULE.findall(GLOSSARY)) | set(RULE.findall(LIFE))
    written |= {f"T{number}" for number in range(1, 42)}
    cited = {str(file.relative_to(ROOT)): set(RULE.findall(prose(file))) for file in SOURCES}
    assert any(cited.values())
    unwritten = {file: sorted(rules - written) for file, rules in cited.items() if rules - written}
    assert unwritten == {}, "not in docs/glossary.md"


def test_nothing_cites_a_book_that_is_not_in_the_house() -> None:
    cites = [
        (str(file.relative_to(ROOT)), cite.group(0))
        for file in SOURCES
        for pattern in ELSEWHERE
        for cite in pattern.finditer(prose(file))
    ]
    assert cites == []


@pytest.mark.parametrize(
    "word",
    [
        "nudge",
        "reminder",
        "digest",
        "handover",
        "outbox",
        "idempot",
        "rate_limit",
        "retention",
        "onboarding",
        "notification",
    ],
)
def test_a_newcomers_grep_finds_the_room(word: str) -> None:
    rooms = [file for file in SOURCES if word in file.read_text(encoding="utf-8").lower()]
    assert rooms, f"nothing says {word}"
