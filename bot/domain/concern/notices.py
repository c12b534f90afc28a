"""What a raiser is told together, when a moved day is told, and how long they may answer."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bot.domain.calendar import Calendar
from bot.domain.concern import Concern
from bot.domain.concern.states import Act, RaiserNotice

AT_ONCE = timedelta(minutes=2)
"""What goes out this soon is on its way already."""
COMES_BACK_WITHIN = timedelta(days=60)
"""So long after it ended something can come back."""
REOPENS_WITHIN_WORKDAYS = 10
"""So long after a no its raiser can ask to talk about it."""
TOGETHER = timedelta(minutes=10)
"""A step chosen so soon after *heard* is added to that message, though it has left."""
MOVES_TOLD = timedelta(days=7)
"""A day that moves again within this time is told when the time is over, or before the old day."""

_HEARD = frozenset({RaiserNotice.HEARD, RaiserNotice.SHARED})
STILL_SAID: Mapping[RaiserNotice, frozenset[RaiserNotice]] = {
    RaiserNotice.STEP: _HEARD,
    RaiserNotice.MOVED: _HEARD | {RaiserNotice.STEP},
    RaiserNotice.HAND: _HEARD | {RaiserNotice.STEP, RaiserNotice.MOVED},
    RaiserNotice.AWAY: _HEARD | {RaiserNotice.STEP, RaiserNotice.MOVED},
    RaiserNotice.LONG: _HEARD | {RaiserNotice.STEP, RaiserNotice.MOVED, RaiserNotice.AWAY},
}
"""What had not left when something newer came, and still holds beside it in one message.

Everything else is not true any more once the newer thing has happened, or is read with it.
"""
TAKES_A_MOVE_IN = _HEARD
"""News that names the day as it is when it leaves: no move needs to be told beside it."""


def may_be_added(sent: RaiserNotice, later: RaiserNotice, since: timedelta) -> bool:
    """Whether ``later`` may be added to a message that has left (R44)."""
    heard_then_step = sent is RaiserNotice.HEARD and later is RaiserNotice.STEP
    return heard_then_step and since <= TOGETHER


def reopens_until(closed_at: datetime, raiser: Calendar) -> date:
    """The last day on which a raiser can ask to talk about a no."""
    return raiser.add_workdays(raiser.today(closed_at), REOPENS_WITHIN_WORKDAYS)


def too_late_for(concern: Concern, now: datetime, raiser: Calendar) -> frozenset[Act]:
    """What its raiser cannot do any more, because too long ago it was closed."""
    closed_at = concern.milestones.closed_at
    if closed_at is None:
        return frozenset()
    over = {
        Act.COME_BACK: now - closed_at > COMES_BACK_WITHIN,
        Act.REOPEN: raiser.today(now) > reopens_until(closed_at, raiser),
    }
    return frozenset(act for act, is_over in over.items() if is_over)


def move_told_at(
    before: date, last_told: datetime | None, now: datetime, raiser: Calendar
) -> datetime:
    """When a raiser is told that the day ``before`` has moved.

    ``before`` is the earlier of the two days. At once; where they were told of another move within
    a week, when that week is over, but at the latest at their hour of the working day before.
    """
    at_once = raiser.next_open(now)
    if last_told is None:
        return at_once
    eve = before - timedelta(days=1)
    while eve > raiser.today(now) and not raiser.is_workday(eve):
        eve -= timedelta(days=1)
    return max(at_once, min(raiser.next_open(last_told + MOVES_TOLD), raiser.hour_on(eve)))
