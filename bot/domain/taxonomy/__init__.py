"""What concerns are about: the lists people choose from, and how a topic is found in words."""

from bot.domain.taxonomy.keys import (
    MOST_PRESSURES,
    Change,
    CloseReason,
    Help,
    HowSoon,
    Need,
    Pressure,
    Signal,
    StepKind,
)
from bot.domain.taxonomy.topics import find_topic

__all__ = [
    "MOST_PRESSURES",
    "Change",
    "CloseReason",
    "Help",
    "HowSoon",
    "Need",
    "Pressure",
    "Signal",
    "StepKind",
    "find_topic",
]
