"""The lists people choose from, as stable keys: stored, and never changed. Labels are words."""

from enum import StrEnum


class Signal(StrEnum):
    """What it is: one per concern; it names the topic."""

    DISAGREE = "disagree"
    DEADLINE = "deadline"
    STUCK = "stuck"
    OVERLOADED = "overloaded"
    CROSS_TEAM = "cross_team"
    CONTEXT = "context"
    TENSION = "tension"
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

    def or_sooner(self, other: "HowSoon") -> "HowSoon":
        """The sooner of two: they stand in their order."""
        return min(self, other, key=list(HowSoon).index)


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
