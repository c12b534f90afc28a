"""Small checks for JSON, worded and pointed like Slack's own: the grammar of blocks.py."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

Json = dict[str, Any]
Problems = list[str]
Check = Callable[[Any, str, Problems], None]
"""Looks at a value found at a JSON pointer and adds what is wrong to the list."""


def say(problems: Problems, text: str, at: str) -> None:
    """Add one problem in Slack's form."""
    problems.append(f"{text} [json-pointer:{at}]")


def string(most: int, least: int = 0) -> Check:
    """A string of ``least`` to ``most`` characters."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            say(problems, "must provide a string", at)
        elif len(value) < least:
            say(problems, f"must be more than {least - 1} characters", at)
        elif len(value) > most:
            say(problems, f"must be less than {most + 1} characters", at)

    return check


def boolean(value: Any, at: str, problems: Problems) -> None:
    """``true`` or ``false``."""
    if not isinstance(value, bool):
        say(problems, "must provide a boolean", at)


def integer(least: int | None = None, most: int | None = None) -> Check:
    """A whole number within bounds."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            say(problems, "must provide an integer", at)
        elif least is not None and value < least:
            say(problems, f"must be greater than or equal to {least}", at)
        elif most is not None and value > most:
            say(problems, f"must be less than or equal to {most}", at)

    return check


def number(value: Any, at: str, problems: Problems) -> None:
    """Any JSON number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        say(problems, "must provide a number", at)


def above_zero(value: Any, at: str, problems: Problems) -> None:
    """A number greater than zero."""
    number(value, at, problems)
    if isinstance(value, int | float) and value <= 0:
        say(problems, "must be greater than 0", at)


def one_of(*allowed: str) -> Check:
    """One of the listed words."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if value not in allowed:
            say(problems, f"must be one of: {', '.join(allowed)}", at)

    return check


def url(most: int = 3000) -> Check:
    """A web address."""
    length = string(most, 1)

    def check(value: Any, at: str, problems: Problems) -> None:
        before = len(problems)
        length(value, at, problems)
        if len(problems) == before and "://" not in value and not value.startswith("mailto:"):
            say(problems, "must be a valid url", at)

    return check


def items(each: Check, *, most: int, least: int = 1) -> Check:
    """A list of ``least`` to ``most`` things."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            say(problems, "must provide an array", at)
            return
        if len(value) > most:
            say(problems, f"no more than {most} items allowed", at)
        if len(value) < least:
            say(problems, f"no less than {least} items allowed", at)
        for index, item in enumerate(value):
            each(item, f"{at}/{index}", problems)

    return check


def fields(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these keys and no others."""
    known = {**required, **(optional or {})}

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            say(problems, "must provide an object", at)
            return
        for name in required:
            if name not in value:
                say(problems, f"missing required field: {name}", at)
        for name, item in value.items():
            if name in known:
                known[name](item, f"{at}/{name}", problems)
            else:
                say(problems, f"invalid additional property: {name}", at)

    return check


def typed(kinds: Mapping[str, Check], allowed: Collection[str] | None = None) -> Check:
    """An object whose ``type`` chooses its check; other types are refused."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            say(problems, "must provide an object", at)
            return
        kind = value.get("type")
        if kind is None:
            say(problems, "missing required field: type", at)
        elif kind not in kinds or (allowed is not None and kind not in allowed):
            say(problems, f"unsupported type: {kind}", f"{at}/type")
        else:
            kinds[kind](value, at, problems)

    return check


def all_of(*checks: Check) -> Check:
    """Every check in turn; a later one runs only while nothing is wrong yet."""

    def check(value: Any, at: str, problems: Problems) -> None:
        before = len(problems)
        for check in checks:
            if len(problems) > before:
                return
            check(value, at, problems)

    return check


def anything(value: Any, at: str, problems: Problems) -> None:
    """No demands (the ``type`` key, which has chosen the check)."""


_PLAIN = fields({"type": anything, "text": string(10**9)}, {"emoji": boolean})
_MRKDWN = fields({"type": anything, "text": string(10**9)}, {"verbatim": boolean})


def text(most: int = 3000, *, plain: bool = True, mrkdwn: bool = True) -> Check:
    """A text object of 1 to ``most`` characters; an empty one is refused."""
    kinds: dict[str, Check] = {}
    length = string(most, 1)
    if plain:
        kinds["plain_text"] = _PLAIN
    if mrkdwn:
        kinds["mrkdwn"] = _MRKDWN
    shape = typed(kinds)

    def check(value: Any, at: str, problems: Problems) -> None:
        before = len(problems)
        shape(value, at, problems)
        if len(problems) == before:
            length(value["text"], f"{at}/text", problems)

    return check


def plain_text(most: int) -> Check:
    """A ``plain_text`` object of 1 to ``most`` characters."""
    return text(most, mrkdwn=False)
