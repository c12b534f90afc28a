"""The lists people choose from, as stable keys, and the words a topic is found by.

Keys are stored and never change. Labels live in ``messages/locales``; the words of
:data:`SIGNAL_WORDS` and :data:`PRESSURE_WORDS` are published, and nothing else is guessed.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class Signal(StrEnum):
    """What it is: one per concern; it names the topic."""

    DISAGREE = "disagree"
    DEADLINE = "deadline"
    STUCK = "stuck"
    OVERLOADED = "overloaded"
    CROSS_TEAM = "cross_team"
    CONTEXT = "context"
    FRUSTRATED = "frustrated"
    WORRIED = "worried"
    HELP = "help"
    OTHER = "other"
    LED = "led"
    """About how the person is led: never found by words, takes their leader out of routing."""


class Pressure(StrEnum):
    """What is behind it: up to three."""

    COMPLEXITY = "complexity"
    INVISIBLE = "invisible"
    COGNITIVE_LOAD = "cognitive_load"
    CHANGE = "change"
    DATE = "date"
    DEPENDENCY = "dependency"
    INCIDENT = "incident"
    DEBT = "debt"
    UNCLEAR = "unclear"
    MEETINGS = "meetings"
    TENSION = "tension"


MOST_PRESSURES = 3


class Help(StrEnum):
    """What kind of help is wanted."""

    LISTEN = "listen"
    THINK = "think"
    ACT = "act"
    UNSURE = "unsure"


class HowSoon(StrEnum):
    """When a check-in would help."""

    TODAY = "today"
    WEEK = "week"
    NEXT = "next"


class StepKind(StrEnum):
    """What a leader does next."""

    REMOVE = "remove"
    PRIORITIES = "priorities"
    MEETINGS = "meetings"
    CROSS_TEAM = "cross_team"
    SCOPE = "scope"
    LISTENED = "listened"
    PASS_ON = "pass_on"  # noqa: S105 (no password)


class Need(StrEnum):
    """What a leader would need from somebody else."""

    CAPACITY = "capacity"
    DECISION = "decision"
    TEAM = "team"
    SCOPE = "scope"
    BUDGET = "budget"
    UNSURE = "unsure"


class CloseReason(StrEnum):
    """Why a concern is closed without change."""

    DECIDED = "decided"
    NOT_NOW = "not_now"
    OUTSIDE = "outside"
    OTHER_OWNER = "other_owner"
    GONE = "gone"
    NEEDED_EAR = "needed_ear"


class Change(StrEnum):
    """What changed, once it is better."""

    EASIER = "easier"
    PRIORITIES = "priorities"
    LESS = "less"
    MEETINGS = "meetings"
    CROSS_TEAM = "cross_team"
    TAKEN_SERIOUSLY = "taken_seriously"
    OTHER = "other"


SIGNAL_WORDS: Mapping[Signal, tuple[str, ...]] = MappingProxyType(
    {
        Signal.DISAGREE: ("disagree", "disagreed", "disagreement", "wrong call"),
        Signal.DEADLINE: ("deadline", "deadlines", "due date", "unrealistic", "too tight"),
        Signal.STUCK: ("stuck", "blocked", "no progress"),
        Signal.OVERLOADED: (
            "overloaded",
            "overload",
            "overwhelmed",
            "swamped",
            "too much",
            "too many",
            "no capacity",
        ),
        Signal.CROSS_TEAM: ("other team", "another team", "other teams", "cross-team"),
        Signal.CONTEXT: ("full picture", "without context", "out of the loop"),
        Signal.FRUSTRATED: ("frustrated", "frustrating", "frustrates", "annoying", "fed up"),
        Signal.WORRIED: ("worried", "worries", "worry", "worrying", "concerned"),
        Signal.HELP: ("need help", "help me", "need a hand"),
    }
)
"""In the order in which they are tried."""

PRESSURE_WORDS: Mapping[Pressure, tuple[str, ...]] = MappingProxyType(
    {
        Pressure.INCIDENT: ("on-call", "oncall", "incident", "incidents", "outage", "pager"),
        Pressure.MEETINGS: ("meeting", "meetings"),
        Pressure.DEBT: ("tech debt", "technical debt", "legacy"),
        Pressure.DEPENDENCY: ("waiting for", "waiting on"),
        Pressure.UNCLEAR: ("unclear",),
        Pressure.CHANGE: ("reorg", "keeps changing"),
    }
)
"""In the order in which they are tried."""

_MARKUP = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w+(?:'\w+)*")
_NO_LONGER = re.compile(r"\bno\s+longer\b")
_NEGATED_WITHIN = 2


def find_topic(words: str) -> tuple[Signal, Pressure | None]:
    """The signal and the pressure that ``words`` name, ``OTHER`` and ``None`` for want of one.

    Whole words in any case; the first row with a match wins. A match does not count when "not",
    "no longer" or a word in "n't" is one of the two words before it. What stands in Slack's angle
    brackets (mentions, links) is no word.
    """
    text = _MARKUP.sub(" ", words).casefold().replace("’", "'")
    # One word of its own, so that "no longer feel stuck" counts like "not feel stuck".
    text = _NO_LONGER.sub("not", text)
    signal = next((key for key, row in SIGNAL_WORDS.items() if _says_any(text, row)), Signal.OTHER)
    pressure = next((key for key, row in PRESSURE_WORDS.items() if _says_any(text, row)), None)
    return signal, pressure


def _says_any(text: str, phrases: Iterable[str]) -> bool:
    return any(_says(text, phrase) for phrase in phrases)


def _says(text: str, phrase: str) -> bool:
    """Whether ``text`` holds ``phrase`` in whole words somewhere without a "not" before it."""
    pattern = r"\s+".join(re.escape(word) for word in phrase.split())
    return any(
        not _is_negated(text[: found.start()])
        for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)
    )


def _is_negated(before: str) -> bool:
    last_words = _WORD.findall(before)[-_NEGATED_WITHIN:]
    return any(word == "not" or word.endswith("n't") for word in last_words)
