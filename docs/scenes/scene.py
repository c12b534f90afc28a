"""A scene, and what several galleries draw with."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.calendar import Calendar, IsoWeek
from bot.domain.concern.cadence import PACE
from bot.domain.concern.states import State
from bot.domain.taxonomy import CloseReason, HowSoon
from bot.messages.cards import Message
from docs.samples import NOW

View = dict[str, Any]
Shown = Message | View
WEEK = IsoWeek(2026, 12)
CALENDAR = Calendar(zone="Europe/Berlin")


@dataclass(frozen=True)
class Scene:
    """Something the bot shows, under a heading."""

    part: str
    name: str
    shown: Shown


def tomorrow() -> datetime:
    """A day after ``NOW``."""
    return NOW + timedelta(days=1)


def answered_by(comes_on: date, how_soon: HowSoon = HowSoon.WEEK) -> date:
    """The day on which whoever raised it hears that there is no reply, as the bot counts it."""
    return CALENDAR.add_workdays(comes_on, PACE[how_soon].promise)


def reason_of(state: State) -> CloseReason | None:
    """The reason that a closed concern has."""
    return CloseReason.DECIDED if state is State.NO_CHANGE else None
