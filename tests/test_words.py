"""Every text has a key, every key is used, no sentence stands outside the locale files (R28)."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from pathlib import Path

import pytest

import bot
from bot.domain.settings import SETTINGS
from bot.messages.translate import LOCALES, keys, languages

ROOT = Path(bot.__file__).parent
SPEAKING = [*sorted((ROOT / "messages").rglob("*.py")), *sorted((ROOT / "listeners").rglob("*.py"))]
NOT_OURS = ("slack_sandbox", "bot.cli", "bot.__main__")
"""What says nothing in Slack; the command line speaks to an operator in a terminal."""

NO_COPY: dict[str, str] = {
    "<!doctype html>\n": "read by a browser",
    "no turn for too long: ": "read by a machine that watches the process",
    "What Slack delivered, by how it was answered: kept, refused with a sentence, or not saved.": (
        "says to whoever watches the process what is measured"
    ),
    "ready; quiet since ": "read by a machine that watches the process",
    "no socket to Slack for ": "read by a machine that watches the process",
    "Minutes in which Slack held events back, for there were too many.": "a metric's help",
    "For how long there has been no socket; 0 while there is one, and over HTTP.": (
        "a metric's help"
    ),
    "1 while Slack is heard over a socket, 0 while it is not.": "a metric's help",
    "When Slack last sent something, in Unix time; 0: nothing since the start.": "a metric's help",
    "From what Slack delivered until it was kept and answered; Slack waits three seconds.": (
        "says to whoever watches the process what is measured"
    ),
}
"""Literals with a space that no person reads in Slack, each with the reason."""

# 6.1: words the product never says.
BANNED = re.compile(
    r"\b(complain\w*|issues?|tickets?|cases?|resolv\w+|sla|overdue|complian\w+|escalat\w+"
    r"|anonym\w+|sentiments?|scores?)\b",
    re.IGNORECASE,
)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def sources() -> dict[Path, ast.Module]:
    """Everything that may ask for a text."""
    return {
        path: parsed(path)
        for path in ROOT.rglob("*.py")
        if not {"sandbox", "cli"} & set(path.relative_to(ROOT).parts)
    }


@cache
def texts(language: str) -> dict[str, str]:
    """Every key with the name of its file."""
    return {
        key: path.name
        for path in (LOCALES / language).glob("*.ftl")
        for key in keys(path.read_text(encoding="utf-8"), path.name)
    }


@cache
def literals() -> frozenset[str]:
    return frozenset(
        node.value
        for tree in sources().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@cache
def parts() -> frozenset[str]:
    """What may stand for a value inside a key: values of the bot's lists and short names."""
    found = {one for one in literals() if re.fullmatch(r"-?[a-z_]+(?:-[a-z_]+)*", one)}
    for info in pkgutil.walk_packages(bot.__path__, "bot."):
        if not info.name.startswith(NOT_OURS):
            for kind in vars(importlib.import_module(info.name)).values():
                if isinstance(kind, type) and issubclass(kind, Enum):
                    found |= {str(one.value) for one in kind}
    found |= {row.name for kind in SETTINGS for row in kind.rows()}
    return frozenset(found)


@cache
def is_part(text: str) -> bool:
    """Whether ``text`` may stand for a value: a part or a number, perhaps with an ending."""
    if text.startswith("-"):
        return False
    whole = (text, *(text[: -len(one)] for one in parts() if one[0] == "-" and text.endswith(one)))
    return any(one in parts() or one.isdecimal() for one in whole)


@cache
def patterns() -> frozenset[tuple[str | None, ...]]:
    """Keys put together in the code: their literal pieces, and ``None`` for each value."""
    found = set()
    for tree in sources().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                pieces = tuple(
                    str(one.value) if isinstance(one, ast.Constant) else None for one in node.values
                )
                # A key put together from values alone would match every key there is.
                if re.fullmatch(
                    r"[a-z_\0-]*[a-z]{2}[a-z_\0-]*", "".join(x or "\0" for x in pieces)
                ):
                    found.add(pieces)
    return frozenset(found)


def fits(key: str, pieces: tuple[str | None, ...]) -> bool:
    """Whether a key can be put together so."""
    if not pieces:
        return key == ""
    first, *rest = pieces
    if first is not None:
        return key.startswith(first) and fits(key[len(first) :], tuple(rest))
    ends = range(1, len(key) + 1)
    return any(is_part(key[:end]) and fits(key[end:], tuple(rest)) for end in ends)


@pytest.mark.parametrize("language", languages())
def test_every_text_is_used(language: str) -> None:
    unused = {
        key: file
        for key, file in texts(language).items()
        if key not in literals() and not any(fits(key, one) for one in patterns())
    }
    assert unused == {}


def asked_for() -> Iterator[tuple[str, str]]:
    """Each text the code names outright: as the argument of a call, or as a ``…_key``."""
    known = {key.partition("-")[0] for key in texts("en") if "-" in key}
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            named = [one.value for one in node.keywords if (one.arg or "").endswith("key")]
            for one in [*node.args[:1], *named]:
                if (
                    isinstance(one, ast.Constant)
                    and isinstance(one.value, str)
                    and re.fullmatch(r"[a-z]+(?:-[a-z_0-9]+)+", one.value)
                    and one.value.partition("-")[0] in known
                ):
                    yield one.value, f"{path.relative_to(ROOT)}:{one.lineno}"


def test_every_text_that_is_asked_for_is_there() -> None:
    asked = list(asked_for())
    assert len(asked) > 100
    assert [(key, where) for key, where in asked if key not in texts("en")] == []


def test_no_other_language_has_a_text_that_english_lacks() -> None:
    assert all(set(texts(language)) <= set(texts("en")) for language in languages())


def for_developers(tree: ast.Module) -> set[int]:
    """Docstrings, what is raised, and what is logged."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
        logs = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "log"
        )
        error = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id.endswith("Error")
        )
        if isinstance(node, ast.Raise) or logs or error:
            found |= {id(one) for one in ast.walk(node)}
    return found


def sentences(path: Path) -> list[str]:
    """What a module says itself to whoever reads Slack."""
    tree = parsed(path)
    apart = for_developers(tree)
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in apart
        and re.search(r"[A-Za-z’']{2,} [A-Za-z]", node.value)
        # What a person types is the same in every language.
        and not node.value.startswith("/concern")
    ]


def test_no_sentence_stands_outside_the_locale_files() -> None:
    said = [
        (str(path.relative_to(ROOT)), sentence)
        for path in SPEAKING
        for sentence in sentences(path)
        if sentence not in NO_COPY
    ]
    assert said == []


def test_every_literal_that_is_let_through_is_still_there() -> None:
    assert {one for one in NO_COPY if one not in literals()} == set()


@pytest.mark.parametrize("path", sorted(LOCALES.rglob("*.ftl")), ids=lambda path: path.name)
def test_no_text_uses_a_word_the_product_never_says(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    # Of each line only what is said: no keys, no comments, no names of values.
    said = re.sub(r"^(#.*|[a-z0-9_-]+ =)|\{[^{}]*\}", "", text, flags=re.MULTILINE)
    assert BANNED.findall(said) == []
    assert "!" not in said
