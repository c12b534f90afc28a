"""When a clear answer is asked for on what has been open for three months."""

from datetime import datetime

from bot.domain.concern import Concern
from bot.domain.concern.cadence import STALE_AFTER, STALE_REVIEW_WAITS
from bot.domain.concern.states import FROM_A_PERSON, NudgeReason, State
from bot.domain.concern.transition_context import TransitionContext


def can_be_reviewed(concern: Concern) -> bool:
    """Whether a leader can be asked for a clear answer now: nothing newer stands before it."""
    waits = concern.state is State.BETTER or concern.proposed_to is not None
    if waits or concern.owner is None:
        return False
    nudge = concern.clocks.nudge
    return nudge is None or nudge.reason not in FROM_A_PERSON | {NudgeReason.SAME}


def stale_review_at(after: Concern, context: TransitionContext) -> datetime:
    """When it will have been open for three months; what was read late gets a few days first."""
    days = context.raiser
    stale = days.add_workdays(days.today(after.created_at), STALE_AFTER)
    earliest = days.add_workdays(days.today(context.now), STALE_REVIEW_WAITS)
    return days.hour_on(max(stale, earliest))
