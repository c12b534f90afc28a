"""What opens again: after a no, or because it is back."""

from dataclasses import replace

from bot.domain.concern import Concern
from bot.domain.concern.cadence import AFTER_REOPENING, STALE_AFTER, nudge_next_hour, raised
from bot.domain.concern.states import NudgeReason, State
from bot.domain.concern.transition_context import TransitionContext


def reopened(after: Concern, context: TransitionContext) -> Concern:
    """Its raiser would like to talk about a no."""
    return _reopened_for(after, NudgeReason.REOPEN_TALK, context)


def came_back(after: Concern, context: TransitionContext) -> Concern:
    """It came back; what nobody had read is new."""
    if after.milestones.heard_at is None:
        return _raised_anew(after, context)
    return _reopened_for(after, NudgeReason.CAME_BACK, context)


def _raised_anew(after: Concern, context: TransitionContext) -> Concern:
    """It was over before anybody had read it: it is new to its leader, and *heard* by nobody."""
    known_since = after.milestones.seen_from if after.has_reached(context.now) else None
    anew = raised(replace(after, state=State.RAISED), context.now, context.leader)
    milestones = replace(
        anew.milestones,
        closed_at=None,
        delivered_at=None,
        # What stood in a list is not taken back.
        seen_from=known_since or anew.milestones.seen_from,
    )
    return replace(anew, milestones=milestones)


def _reopened_for(after: Concern, reason: NudgeReason, context: TransitionContext) -> Concern:
    resume = context.leader_day(AFTER_REOPENING)
    return replace(
        after,
        reason=None,
        clocks=replace(
            after.clocks,
            nudge=nudge_next_hour(reason, context.now, context.leader),
            check_in=None,
            timeout=None,
            stale_review_at=context.raiser_moment(STALE_AFTER),
        ),
        # Nobody has named a day yet for what has just come back.
        promise=replace(
            after.promise, resume_on=resume, resume_named=False, come_back_on=None, told_on=None
        ),
        milestones=replace(after.milestones, closed_at=None),
    )
