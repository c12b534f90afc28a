"""What is left behind where a concern goes on with somebody else, closes, or loses a side."""

from dataclasses import replace
from datetime import datetime

from bot.domain.concern import Clocks, Concern, Handover, Nudge, Timeout
from bot.domain.concern.cadence import (
    ENDS_AFTER,
    ERASED_AFTER,
    HANDOVER_WAITS,
    QUIET_AFTER,
    first_reason,
    nudge_on,
    raised,
)
from bot.domain.concern.stale_review import stale_review_at
from bot.domain.concern.states import FOLLOW_UPS, Act, Kind, State
from bot.domain.concern.transition_context import TransitionContext

_HANDED_OVER = "moved"
"""How the origin of a concern begins that goes on from an earlier one."""


def handover_origin(concern: Concern) -> str:
    """Where what goes on with somebody else was caught: it happens to one concern once."""
    return f"{_HANDED_OVER}:{concern.id}"


def handed_over_from(concern: Concern) -> str | None:
    """The id of the concern it goes on from, if it does."""
    source, _, before = concern.origin.partition(":")
    return before if source == _HANDED_OVER else None


def handed_over(after: Concern, context: TransitionContext) -> Concern:
    """It goes on with somebody else."""
    to = context.person
    return replace(after, handover=Handover(to, agreed=True) if to is not None else None)


def handover_asked(after: Concern, context: TransitionContext) -> Concern:
    """The leader's clock stands still while the raiser is asked."""
    nudge, check_in, promise = after.clocks.nudge, after.clocks.check_in, after.promise
    until = context.leader_day(HANDOVER_WAITS + 1)
    if nudge is not None and nudge.on < until:
        if _first(nudge):
            promise = replace(promise, resume_on=nudge.on, resume_named=nudge.named)
        nudge = nudge_on(
            nudge.reason, until, context.leader, reminder=nudge.reminder, named=nudge.named
        )
    if check_in is not None:
        at = max(check_in.at, context.raiser_moment(HANDOVER_WAITS + 1))
        check_in = replace(check_in, at=at)
    lapses = Timeout(Act.HAND_LAPSE, context.raiser_moment(HANDOVER_WAITS))
    return replace(
        after,
        quiet=False,
        clocks=replace(after.clocks, nudge=nudge, check_in=check_in, timeout=lapses),
        promise=promise,
        handover=Handover(context.person) if context.person is not None else None,
    )


def handover_declined(after: Concern, context: TransitionContext) -> Concern:
    """It stays where it is: what was asked of the leader goes on tomorrow."""
    tomorrow, nudge, promise = context.leader_day(1), after.clocks.nudge, after.promise
    if nudge is not None:
        day = tomorrow
        if _first(nudge):
            day = max(promise.come_back_on or promise.resume_on or tomorrow, tomorrow)
            told = context.leader.on_or_after(day) if promise.told_on is not None else None
            promise = replace(promise, resume_on=None, resume_named=False, told_on=told)
        nudge = nudge_on(
            nudge.reason, day, context.leader, reminder=nudge.reminder, named=nudge.named
        )
    timeout = None
    quiet_day = context.leader_day(QUIET_AFTER)
    if after.state is State.BETTER:
        days = context.raiser
        claimed_at = after.milestones.talked_at or context.now
        ends = days.hour_on(days.add_workdays(days.today(claimed_at), ENDS_AFTER))
        timeout = Timeout(Act.EXPIRE, max(ends, context.raiser_moment(1)))
    elif after.state is State.RAISED:
        day = max(promise.promised_on or tomorrow, quiet_day)
        timeout = Timeout(Act.FALL_QUIET, context.leader.hour_on(day))
        promise = replace(promise, promised_on=day)
    elif nudge is None:
        timeout = Timeout(Act.FALL_QUIET, context.leader.hour_on(quiet_day))
    clocks = replace(after.clocks, nudge=nudge, timeout=timeout)
    return replace(after, handover=None, clocks=clocks, promise=promise)


def _first(nudge: Nudge) -> bool:
    """Whether a follow-up has its day still before it."""
    return nudge.reason in FOLLOW_UPS and nudge.reminder == 1


def leader_gone(after: Concern, context: TransitionContext) -> Concern:
    """Whoever it was with leads no more: it waits for its raiser, and a note to be erased."""
    if after.about:
        return awaits_erasure(after, context)
    return replace(
        _without_clocks(after), owner=None, left_by=after.owner or after.left_by, handover=None
    )


def awaits_erasure(after: Concern, context: TransitionContext) -> Concern:
    """One of its two sides is gone for good: it waits to be erased."""
    after = _without_clocks(after)
    timeout = Timeout(Act.ERASE, context.now + ERASED_AFTER)
    return replace(after, clocks=replace(after.clocks, timeout=timeout))


def closed(after: Concern, at: datetime) -> Concern:
    """It was closed ``at``: nobody is asked anything any more."""
    milestones = replace(after.milestones, closed_at=at)
    return replace(_without_clocks(after), milestones=milestones)


def _without_clocks(after: Concern) -> Concern:
    """Nobody is asked anything any more."""
    return replace(
        after,
        quiet=False,
        clocks=Clocks(),
        promise=replace(after.promise, resume_on=None, resume_named=False),
    )


def side_back(after: Concern, context: TransitionContext) -> Concern:
    """A side that was gone is back: it is with its leader again, and its clocks run anew."""
    owner = after.owner or after.left_by
    after = replace(after, owner=owner, left_by=None, clocks=replace(after.clocks, timeout=None))
    if after.state is State.RAISED:
        begun = raised(after, context.now, context.leader)
        return replace(begun, milestones=after.milestones)
    if after.kind is not Kind.NOTE:
        review = stale_review_at(after, context)
        after = replace(after, clocks=replace(after.clocks, stale_review_at=review))
    if after.state is State.BETTER:
        ends = Timeout(Act.EXPIRE, context.raiser_moment(ENDS_AFTER))
        return replace(after, clocks=replace(after.clocks, timeout=ends))
    tomorrow = context.leader_day(1)
    day = max(after.promise.come_back_on or tomorrow, tomorrow)
    named = after.promise.come_back_on == day
    reason = first_reason(after, day)
    return after.with_nudge(nudge_on(reason, day, context.leader, named=named))
