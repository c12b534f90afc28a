"""When what is kept about a concern is erased: its words first, then dates, states and topics.

Days and months count from what happened last; the figures are a workspace's settings.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.concern import Concern, Retention
from bot.domain.concern.states import Act, Kind, Role, State
from bot.domain.concern.transitions import KEPT_FROM_LEADER, TRANSITIONS
from bot.domain.settings import WorkspaceSettings

WARNED_BEFORE = timedelta(days=14)
"""So long before something open is erased its raiser is told."""
AFTER_FOLLOW_UP = timedelta(days=14)
"""A note is kept so long after its last follow-up, however old it is."""
WITHDRAWN_KEPT = timedelta(days=30)
"""What was taken back has no words any more; so long it is known that there was something."""


_ITS_RAISERS_YES = frozenset({Act.COME_BACK, Act.REOPEN, Act.AGAIN})
"""By these its raiser says that the leader shall have it, also where it comes from a back-up."""


class Erasing(StrEnum):
    """What retention does next to a concern."""

    WARN = "warn"
    """Its raiser is told that it will be erased."""
    WORDS = "words"
    """Its words go, with the link to a message and what was answered privately."""
    ALL = "all"
    """The row goes, with everything that hangs on it."""


@dataclass(frozen=True)
class PlannedErasure:
    """What is erased of a concern next, and when (UTC)."""

    what: Erasing
    at: datetime


def planned_erasure(concern: Concern, limits: WorkspaceSettings) -> PlannedErasure | None:
    """What is erased next; ``None`` for what has another end: an offer, or a side that is gone."""
    if concern.state is State.OFFERED or concern.ending:
        return None
    if concern.state is State.WITHDRAWN:
        return PlannedErasure(Erasing.ALL, _ended_at(concern) + WITHDRAWN_KEPT)
    if concern.kind is Kind.NOTE:
        written = concern.created_at + timedelta(days=limits.notes_kept)
        followed = _last_follow_up(concern) + AFTER_FOLLOW_UP
        return PlannedErasure(Erasing.ALL, max(written, followed))
    if concern.open:
        return _of_open(concern, limits)
    ended = _ended_at(concern)
    gone = concern.retention.words_erased_at
    if gone is None or gone < ended:
        return PlannedErasure(Erasing.WORDS, ended + timedelta(days=limits.words_kept))
    return PlannedErasure(Erasing.ALL, _months_after(ended, limits.records_kept))


def kept_until(concern: Concern, limits: WorkspaceSettings) -> datetime:
    """Until when something open is kept where nobody does anything with it (UTC)."""
    planned = _of_open(concern, limits)
    return planned.at + WARNED_BEFORE if planned.what is Erasing.WARN else planned.at


def _of_open(concern: Concern, limits: WorkspaceSettings) -> PlannedErasure:
    """Something open is erased when both sides have left it for long, and its raiser was told."""
    since, warned = silent_since(concern), concern.retention.warned_at
    if warned is not None and is_warned(concern):
        return PlannedErasure(Erasing.ALL, warned + WARNED_BEFORE)
    return PlannedErasure(Erasing.WARN, since + timedelta(days=limits.open_kept))


def is_warned(concern: Concern) -> bool:
    """Whether its raiser was told that it will be erased, and nothing has happened since."""
    warned = concern.retention.warned_at
    return warned is not None and warned > silent_since(concern)


def silent_since(concern: Concern) -> datetime:
    """Since when neither side has done anything with it that the other may know of."""
    retention = concern.retention
    moments = (concern.created_at, retention.active_at, retention.kept_at)
    return max(moment for moment in moments if moment is not None)


def acted(concern: Concern, act: Act, now: datetime) -> Concern:
    """The same concern after an act: what a person did openly begins its silence anew.

    What is kept from the leader does not, or they could tell by the day it goes (R23).
    """
    if act in KEPT_FROM_LEADER or TRANSITIONS[act].who is Role.CLOCK:
        return concern
    held = None if act in _ITS_RAISERS_YES else concern.retention.held_at
    retention = replace(concern.retention, active_at=now, held_at=held)
    return replace(concern, retention=retention)


def scheduled(concern: Concern, limits: WorkspaceSettings) -> Concern:
    """The same concern, to be looked at when something of it is to be erased next."""
    planned = planned_erasure(concern, limits)
    at = None if planned is None else planned.at
    return replace(concern, retention=replace(concern.retention, erase_at=at))


def words_erased(concern: Concern, now: datetime) -> Concern:
    """The same concern once its words are gone: nothing leads to a message any more."""
    retention: Retention = replace(concern.retention, words_erased_at=now)
    act = None if concern.last_act in KEPT_FROM_LEADER else concern.last_act
    return replace(concern.without_message(), retention=retention, last_act=act)


def _ended_at(concern: Concern) -> datetime:
    return concern.milestones.closed_at or concern.last_at or concern.created_at


def _last_follow_up(concern: Concern) -> datetime:
    nudge = concern.clocks.nudge
    moments = (concern.created_at, concern.last_at, None if nudge is None else nudge.at)
    return max(moment for moment in moments if moment is not None)


def _months_after(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
