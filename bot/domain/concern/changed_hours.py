"""What moves where the hours of a leader change, or days away are announced or end sooner."""

from dataclasses import replace
from datetime import date, datetime

from bot.domain.calendar import Calendar
from bot.domain.concern import Concern, Nudge, Timeout
from bot.domain.concern.cadence import PACE, nudge_on
from bot.domain.concern.states import Act, NudgeReason


def would_fall_due(concern: Concern, until: date, calendar: Calendar) -> bool:
    """Whether its leader would be asked, or its raiser, before ``until``."""
    nudge, timeout = concern.clocks.nudge, concern.clocks.timeout
    if nudge is not None and nudge.on < until:
        return True
    silence = timeout if timeout is not None and timeout.act is Act.FALL_QUIET else None
    return silence is not None and calendar.today(silence.at) < until


def silence_moved(concern: Concern, before: Calendar, after: Calendar, now: datetime) -> Concern:
    """Count a leader's silence in working days anew: announced days away are none."""
    timeout = concern.clocks.timeout
    if timeout is None or timeout.act is not Act.FALL_QUIET or timeout.at <= now:
        return concern
    today, ends_on = before.today(now), before.today(timeout.at)
    day = after.add_workdays(today, before.workdays_between(today, ends_on))
    promise = concern.promise
    if promise.promised_on == ends_on:
        promise = replace(promise, promised_on=day)
    moved = Timeout(Act.FALL_QUIET, after.hour_on(day))
    return replace(concern, clocks=replace(concern.clocks, timeout=moved), promise=promise)


def moved_clock(concern: Concern, calendar: Calendar, now: datetime) -> Concern:
    """Keep the chosen local hour after the leader moved to another zone, hour or week (R32).

    What waited for the end of days away that end sooner is due on its own day, or at the next
    chosen hour. Otherwise nothing new comes earlier than its raiser was told (R41).
    """
    nudge = concern.clocks.nudge
    if nudge is None:
        return concern
    moved = nudge_on(
        nudge.reason,
        nudge.planned_on or nudge.on,
        calendar,
        reminder=nudge.reminder,
        named=nudge.named,
    )
    returned = nudge.planned_on is not None and moved.on < nudge.on
    if returned and moved.at < now:
        at = calendar.next_hour(now)
        moved = replace(moved, on=calendar.today(at), at=at)
    if nudge.reason is not NudgeReason.NEW:
        return concern.with_nudge(moved)
    if returned:
        return _due_sooner(concern.with_nudge(moved), moved, calendar)
    moment = concern.milestones.seen_from
    if moment is not None and moved.at < moment:
        at = calendar.next_open(moment)
        moved = replace(moved, on=calendar.today(at), at=at)
    return concern.with_nudge(moved)


def on_its_way_moved(concern: Concern, calendar: Calendar, now: datetime) -> Concern:
    """The same for what has not reached its leader: days away move the promised day, too."""
    moved = moved_clock(concern, calendar, now)
    nudge = moved.clocks.nudge
    if nudge is None or nudge.reason is not NudgeReason.NEW or nudge.planned_on is None:
        return moved
    return _promised_from(moved, nudge.on, calendar)


def _due_sooner(concern: Concern, nudge: Nudge, calendar: Calendar) -> Concern:
    """Something new reaches its leader sooner than was said: its answer clock counts from then."""
    after = _promised_from(concern, nudge.on, calendar)
    return replace(after, milestones=replace(after.milestones, seen_from=nudge.at))


def _promised_from(concern: Concern, day: date, calendar: Calendar) -> Concern:
    """Count the answer clock of something new, as far as it runs, from the day it arrives."""
    promised = calendar.add_workdays(day, PACE[concern.how_soon].promise)
    clocks = concern.clocks
    if clocks.timeout is not None and clocks.timeout.act is Act.FALL_QUIET:
        clocks = replace(clocks, timeout=Timeout(Act.FALL_QUIET, calendar.hour_on(promised)))
    promise = replace(concern.promise, promised_on=promised)
    return replace(concern, clocks=clocks, promise=promise)
