"""What is left behind where a concern moves on, grows old, or loses one of its two sides."""

from dataclasses import replace
from datetime import datetime

from bot.domain.cadence import (
    ENDS_AFTER,
    ERASED_AFTER,
    HAND_WAITS,
    QUIET_AFTER,
    ask_next_hour,
    ask_on,
)
from bot.domain.concern import FOLLOW_UPS, FROM_A_PERSON, Act, Concern, NudgeReason, State
from bot.domain.transition_context import TransitionContext

_MOVED = "moved"


def origin_after(concern: Concern) -> str:
    """Where what goes on with somebody else was caught: it happens to one concern once."""
    return f"{_MOVED}:{concern.id}"


def moved_from(concern: Concern) -> str | None:
    """The id it had before it went on, if it did."""
    source, _, before = concern.origin.partition(":")
    return before if source == _MOVED else None


def moved(after: Concern, given: TransitionContext) -> Concern:
    """It goes on with somebody else."""
    return replace(after, moved_to=given.person, hand_to=None)


def hand_asked(after: Concern, given: TransitionContext) -> Concern:
    """The leader's clock stands still while the raiser is asked."""
    ask, until = after.ask, given.leader_day(HAND_WAITS + 1)
    if ask is not None and ask.on < until:
        ask = ask_on(ask.cause, until, given.leader, reminder=ask.reminder)
    check_at = after.check_at
    if check_at is not None:
        check_at = max(check_at, given.raiser_moment(HAND_WAITS + 1))
    return replace(
        after,
        hand_to=given.person,
        ask=ask,
        check_at=check_at,
        quiet=False,
        turn=Act.HAND_LAPSE,
        turn_at=given.raiser_moment(HAND_WAITS),
    )


def kept(after: Concern, given: TransitionContext) -> Concern:
    """It stays where it is: what was asked of the leader goes on tomorrow."""
    tomorrow, ask = given.leader_day(1), after.ask
    if ask is not None:
        planned = after.come_back_on if ask.cause in FOLLOW_UPS and ask.reminder == 1 else None
        day = max(planned or tomorrow, tomorrow)
        ask = ask_on(ask.cause, day, given.leader, reminder=ask.reminder)
    after = replace(after, hand_to=None, ask=ask, turn=None, turn_at=None)
    if after.state is State.BETTER:
        days = given.raiser
        claimed = days.add_workdays(days.today(after.talked_at or given.now), ENDS_AFTER)
        ends = max(days.hour_on(claimed), given.raiser_moment(1))
        return replace(after, turn=Act.EXPIRE, turn_at=ends)
    if after.state is State.RAISED:
        day = max(after.promised_on or tomorrow, given.leader_day(QUIET_AFTER))
        quiet_at = given.leader.hour_on(day)
        return replace(after, promised_on=day, turn=Act.FALL_QUIET, turn_at=quiet_at)
    if ask is None:
        quiet_at = given.leader.hour_on(given.leader_day(QUIET_AFTER))
        return replace(after, turn=Act.FALL_QUIET, turn_at=quiet_at)
    return after


def ripe(concern: Concern) -> bool:
    """Whether a leader can be asked for a clear answer now: nothing newer stands before it."""
    if concern.state is State.BETTER or concern.hand_to is not None or concern.owner is None:
        return False
    ask = concern.ask
    return ask is None or ask.cause not in FROM_A_PERSON | {NudgeReason.SAME}


def grew_old(after: Concern, given: TransitionContext) -> Concern:
    """The leader is asked for a clear answer, before what was planned goes on."""
    after = replace(after, long_at=None)
    if after.quiet:
        return after
    planned = after.ask.on if after.ask is not None else after.resume_on
    ask = ask_next_hour(NudgeReason.DECIDE, given.now, given.leader)
    if after.ask is not None:
        # The step is the same: it is not reminded of from the beginning again (R4).
        ask = replace(ask, reminder=after.ask.reminder)
    return replace(after, ask=ask, resume_on=planned)


def leader_gone(after: Concern, given: TransitionContext) -> Concern:
    """Whoever it was with leads no more: it waits for its raiser, and a note to be erased."""
    if after.about:
        return ending(after, given)
    return replace(
        _still(after),
        owner=None,
        left_by=after.owner or after.left_by,
    )


def ending(after: Concern, given: TransitionContext) -> Concern:
    """One of its two sides is gone for good: it waits to be erased."""
    return replace(_still(after), turn=Act.ERASE, turn_at=given.now + ERASED_AFTER)


def _still(after: Concern) -> Concern:
    """Nobody is asked anything any more."""
    return replace(without_clocks(after, after.created_at), closed_at=None)


def without_clocks(after: Concern, now: datetime) -> Concern:
    """It is closed: nobody is asked anything any more."""
    return replace(
        after,
        closed_at=now,
        quiet=False,
        ask=None,
        resume_on=None,
        check=None,
        check_at=None,
        turn=None,
        turn_at=None,
        long_at=None,
    )
