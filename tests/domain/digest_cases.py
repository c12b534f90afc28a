"""What the tests of the digest share: people, what they raised, and a decision about it."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from bot.domain.digest import (
    Decision,
    Fact,
    Published,
    Thresholds,
    Window,
    count,
    publish,
)

FRIDAY = date(2026, 3, 6)
OVER = Window(date(2026, 2, 2), date(2026, 3, 1), 4)
PEOPLE = frozenset("abcdefghij")
USUAL = Thresholds()


def fact(concern: str, *, days: int = 3, **more: Any) -> Fact:
    """A concern raised by the person of its first letter, ``days`` before the window's end."""
    given: dict[str, Any] = {
        "concern": concern,
        "raiser": concern[0],
        "owner": "priya",
        "topic": "stuck",
        "created": OVER.last - timedelta(days=days),
    }
    return Fact(**{**given, **more})


def many(people: str, **more: Any) -> list[Fact]:
    return [fact(f"{person}{more.get('days', '')}", **more) for person in people]


def keyed_hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def decide(
    facts: list[Fact],
    previous: Published | None = None,
    *,
    eligible: frozenset[str] = PEOPLE,
    today: date = FRIDAY,
) -> Decision:
    return publish(
        count(facts, eligible, OVER), previous, thresholds=USUAL, keyed_hash=keyed_hash, today=today
    )
