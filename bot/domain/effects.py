"""What each act leaves behind: the state, the clocks, and who is told.

``transitions.check_act`` has allowed the act before; the figures are ``cadence``'s.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.domain.cadence import (
    AFTER_NOT_REACHED,
    AFTER_REOPENING,
    AFTER_SAME,
    AFTER_TWO_VIEWS,
    AGAIN_WAITS,
    CHECK_AFTER_TALK,
    ENDS_AFTER,
    LONG_AFTER,
    LONG_WAITS,
    MAX_REMINDERS,
    PACE,
    SECOND_CHECK,
    STILL_BETTER_AFTER,
    TIME_GIVEN,
    ask_next_hour,
    ask_on,
    gap_day,
    raised,
)
from bot.domain.concern import (
    FOLLOW_UPS,
    Act,
    CheckIn,
    Concern,
    Kind,
    LeaderNews,
    Meeting,
    NudgeReason,
    RaiserNotice,
    State,
)
from bot.domain.handover import (
    ending,
    grew_old,
    hand_asked,
    kept,
    leader_gone,
    moved,
    without_clocks,
)
from bot.domain.refusals import PastDate, Stale
from bot.domain.transition_context import TransitionContext
from bot.domain.transitions import KEPT_FROM_LEADER, LET_KNOW, TRANSITIONS, Transition

_NO_TURN: Mapping[str, Any] = {"turn": None, "turn_at": None}


@dataclass(frozen=True)
class Outcome:
    """The changed concern, and who is to be told."""

    concern: Concern
    told: RaiserNotice | None = None
    """To the raiser, or to the person a shared note is about."""
    tail: LeaderNews | None = None
    """Riding along in the leader's next message."""


def outcome(concern: Concern, act: Act, given: TransitionContext) -> Outcome:
    """Do ``act`` to ``concern``. Raises :class:`PastDate` where a day is needed and missing."""
    transition = TRANSITIONS[act]
    if transition.settles and concern.hand_to is not None and act is not Act.HAND_YES:
        # What was asked about handing it over is answered by what happened since.
        concern = kept(concern, given)
    after = replace(
        concern,
        state=transition.target or concern.state,
        version=concern.version + 1,
        step_no=concern.step_no + (1 if transition.settles else 0),
        settled_by=act if transition.settles else concern.settled_by,
        last_act=act,
        # What is kept from the leader leaves no moment that their messages could show (R23).
        last_at=concern.last_at if act in KEPT_FROM_LEADER else given.now,
    )
    if act in LET_KNOW:
        after = replace(after, answer=act)
    if not after.open and after.state is not concern.state:
        after = without_clocks(after, concern.closed_at or given.now)
    rule = _RULES.get(act)
    if rule is not None:
        after = rule(after, given)
    return Outcome(after, _told(after, act, transition), _news(after, act, transition))


def _told(after: Concern, act: Act, transition: Transition) -> RaiserNotice | None:
    """What whom it affects is told at once; a step is told of where it is shown to them."""
    if after.kind is Kind.NOTE or act is Act.STEP:
        return None
    if after.about and act is Act.LEADER_GONE:
        return None
    return transition.told


def _news(after: Concern, act: Act, transition: Transition) -> LeaderNews | None:
    """What the leader's next message says of it: nothing of what they never read."""
    if act is Act.CHANGE or (act is Act.WITHDRAW and after.heard_at is None):
        return None
    if act is Act.LEAVE and after.delivered_at is None and after.heard_at is None:
        return None
    return transition.tail


def checked(concern: Concern, given: TransitionContext) -> Concern:
    """The raiser has just been asked whether anything changed: what the next question is.

    A second, gentle one follows only where the leader reported a talk or a step.
    """
    after = replace(concern, check=None, check_at=None, checks=concern.checks + 1)
    if concern.check is CheckIn.FIRST and (concern.talked_at or concern.state is State.IN_PROGRESS):
        return replace(after, check=CheckIn.SECOND, check_at=given.raiser_moment(SECOND_CHECK))
    return after


def said_back(concern: Concern, given: TransitionContext) -> Concern:
    """The leader said it back once more: a correction is answered by it, the follow-up goes on."""
    after = replace(concern, version=concern.version + 1, quiet=False, said_yes_at=None)
    if concern.settled_by is Act.NOT_QUITE:
        after = replace(after, step_no=concern.step_no + 1, settled_by=None)
    if concern.ask is None and concern.state is not State.BETTER and concern.hand_to is None:
        # The bot had stopped asking; an act of the leader begins it again.
        day = gap_day(concern, given.now, given.leader, given.gaps)
        return replace(after, ask=ask_on(NudgeReason.FIRST, day, given.leader), **_NO_TURN)
    if concern.ask is None or concern.ask.cause is not NudgeReason.NOT_QUITE:
        return after
    tomorrow = given.leader_day(1)
    day = max(concern.resume_on or tomorrow, tomorrow)
    ask = None if concern.state is State.BETTER else ask_on(NudgeReason.FIRST, day, given.leader)
    return replace(after, ask=ask, resume_on=None)


def _follow_up(after: Concern, day: date, given: TransitionContext) -> Concern:
    """Begin a follow-up on ``day`` with its first wording; what stopped the asking is over."""
    cause = NudgeReason.ONE_ON_ONE if given.meeting is Meeting.ONE_ON_ONE else NudgeReason.FIRST
    return replace(
        after,
        ask=ask_on(cause, day, given.leader),
        come_back_on=day,
        meeting=given.meeting,
        resume_on=None,
        quiet=False,
        snoozes=0,
        **_stops_but_ending(after),
    )


def _stops_but_ending(after: Concern) -> Mapping[str, Any]:
    """No silence is counted any more; a *better* goes on waiting for its raiser's word."""
    return {} if after.turn is Act.EXPIRE and after.state is State.BETTER else _NO_TURN


def _check_in(after: Concern, days: int, given: TransitionContext) -> Concern:
    """Ask the raiser after so many of their working days, unless they want no questions."""
    if after.no_checks or after.kind is Kind.NOTE:
        return after
    return replace(after, check=CheckIn.FIRST, check_at=given.raiser_moment(days), checks=0)


def _heard(after: Concern, given: TransitionContext) -> Concern:
    day = given.day or gap_day(after, given.now, given.leader, given.gaps)
    after = replace(after, heard_at=given.now, long_at=_long_at(after, given))
    after = _follow_up(after, day, given)
    return _check_in(after, PACE[after.how_soon].first_check, given)


def _long_at(after: Concern, given: TransitionContext) -> datetime:
    """When it will have been open for three months; what was read late gets a few days first."""
    days = given.raiser
    old = days.add_workdays(days.today(after.created_at), LONG_AFTER)
    return days.hour_on(max(old, days.add_workdays(days.today(given.now), LONG_WAITS)))


def _stepped(after: Concern, given: TransitionContext) -> Concern:
    day = given.day or gap_day(after, given.now, given.leader, given.gaps)
    return _follow_up(replace(after, checks=0), day, given)


def _talked(after: Concern, given: TransitionContext) -> Concern:
    first = after.first_talk_at or given.now
    return replace(after, first_talk_at=first, talked_at=given.now, two_views=False)


def _talked_better(after: Concern, given: TransitionContext) -> Concern:
    after = replace(_talked(after, given), ask=None, resume_on=None, quiet=False)
    if after.kind is Kind.NOTE:
        return without_clocks(replace(after, state=State.UNCONFIRMED), given.now)
    after = _check_in(after, CHECK_AFTER_TALK, given)
    return replace(after, turn=Act.EXPIRE, turn_at=given.raiser_moment(ENDS_AFTER))


def _talked_on(after: Concern, given: TransitionContext) -> Concern:
    after = replace(_talked(after, given), follow_up=after.follow_up + 1)
    day = given.day
    if day is None and after.state is State.WORSE:
        day = given.leader_day(PACE[after.how_soon].after_worse)
    after = _follow_up(after, day or gap_day(after, given.now, given.leader, given.gaps), given)
    return _check_in(after, CHECK_AFTER_TALK, given)


def _answered(after: Concern, given: TransitionContext, cause: NudgeReason, resume: int) -> Concern:
    """The raiser answered: the leader hears it at the next hour and is asked again later."""
    return replace(
        after,
        ask=ask_next_hour(cause, given.now, given.leader),
        resume_on=given.leader_day(resume),
        quiet=False,
        snoozes=0,
        check=None,
        check_at=None,
        turn=None,
        turn_at=None,
    )


def _same(after: Concern, given: TransitionContext) -> Concern:
    return _answered(after, given, NudgeReason.SAME, AFTER_SAME)


def _worse(after: Concern, given: TransitionContext) -> Concern:
    return _answered(after, given, NudgeReason.WORSE, PACE[after.how_soon].after_worse)


def _not_talked(after: Concern, given: TransitionContext) -> Concern:
    return _answered(replace(after, two_views=True), given, NudgeReason.TWO_VIEWS, AFTER_TWO_VIEWS)


def _not_quite(after: Concern, given: TransitionContext) -> Concern:
    before = after.ask
    planned = before.on if before is not None and before.cause in FOLLOW_UPS else after.resume_on
    ask = ask_next_hour(NudgeReason.NOT_QUITE, given.now, given.leader)
    later = gap_day(after, given.now, given.leader, given.gaps)
    # Something better waits for its raiser: the leader reads the correction, and that is all.
    resume = None if after.state is State.BETTER else planned or after.come_back_on or later
    after = replace(after, ask=ask, resume_on=resume, quiet=False, said_yes_at=None)
    if after.turn is Act.FALL_QUIET:
        after = replace(after, turn=None, turn_at=None)
    return after


def _reopened(after: Concern, given: TransitionContext) -> Concern:
    return _reopened_at(after, NudgeReason.REOPEN_TALK, given)


def _agreed(after: Concern, given: TransitionContext) -> Concern:
    return replace(after, said_yes_at=given.now)


def _later(after: Concern, given: TransitionContext) -> Concern:
    if given.day is None:
        raise PastDate(field="day")
    if after.due_on is None and after.ask is not None and after.ask.cause in FOLLOW_UPS:
        # Nobody has been asked yet: it is another day, not a postponed answer.
        return replace(
            after,
            ask=ask_on(after.ask.cause, given.day, given.leader),
            come_back_on=given.day,
        )
    cause = NudgeReason.SNOOZED if after.snoozes == 0 else NudgeReason.SNOOZED_TWICE
    ask = ask_on(cause, given.day, given.leader, reminder=_reminder_given(after))
    return replace(
        after,
        ask=ask,
        snoozes=after.snoozes + 1,
        resume_on=None,
        quiet=False,
        **_stops_but_ending(after),
    )


def _reminder_given(after: Concern) -> int:
    """The number of the reminder that was answered with *Not yet*; it stays (T34)."""
    if after.ask is None:
        return MAX_REMINDERS if after.turn is Act.FALL_QUIET or after.quiet else 1
    return max(after.ask.reminder - 1, 1) if after.due_on is not None else 1


def _not_reached(after: Concern, given: TransitionContext) -> Concern:
    return _follow_up(after, given.leader_day(AFTER_NOT_REACHED), given)


def _confirmed(after: Concern, given: TransitionContext) -> Concern:
    if after.no_checks:
        return after
    day = given.raiser.on_or_after(given.raiser.today(given.now) + STILL_BETTER_AFTER)
    return replace(after, check=CheckIn.LATE, check_at=given.raiser.hour_on(day))


def _shared(after: Concern, given: TransitionContext) -> Concern:
    return replace(after, kind=Kind.SHARED, long_at=_long_at(after, given))


def _fell_quiet(after: Concern, given: TransitionContext) -> Concern:
    return replace(after, quiet=True, ask=None, turn=None, turn_at=None, check=None, check_at=None)


def _reopened_at(after: Concern, cause: NudgeReason, given: TransitionContext) -> Concern:
    resume = given.leader_day(AFTER_REOPENING)
    return replace(
        after,
        ask=ask_next_hour(cause, given.now, given.leader),
        resume_on=resume,
        come_back_on=resume,
        closed_at=None,
        reason=None,
        check=None,
        check_at=None,
        turn=None,
        turn_at=None,
        long_at=given.raiser_moment(LONG_AFTER),
    )


def _came_back(after: Concern, given: TransitionContext) -> Concern:
    return _reopened_at(after, NudgeReason.CAME_BACK, given)


def _again(after: Concern, given: TransitionContext) -> Concern:
    if after.reminded_again or not after.quiet:
        raise Stale
    ask = ask_next_hour(NudgeReason.AGAIN, given.now, given.leader)
    after = replace(after, reminded_again=True, quiet=False, ask=ask)
    return _waiting_again(after, AGAIN_WAITS, given)


def _given_time(after: Concern, given: TransitionContext) -> Concern:
    if after.given_time or not after.quiet:
        raise Stale
    return _waiting_again(replace(after, given_time=True), TIME_GIVEN, given)


def _waiting_again(after: Concern, days: int, given: TransitionContext) -> Concern:
    return replace(after, turn=Act.FALL_QUIET, turn_at=given.raiser_moment(days))


def _said_yes(after: Concern, given: TransitionContext) -> Concern:
    return raised(after, given.now, given.leader)


def _rested(after: Concern, given: TransitionContext) -> Concern:
    return replace(after, check=None, check_at=None)


def _checks_stopped(after: Concern, given: TransitionContext) -> Concern:
    return replace(after, no_checks=True, check=None, check_at=None)


_RULES: Mapping[Act, Callable[[Concern, TransitionContext], Concern]] = {
    Act.HEAR: _heard,
    Act.SAY_YES: _agreed,
    Act.NOT_QUITE: _not_quite,
    Act.STEP: _stepped,
    Act.TALKED_BETTER: _talked_better,
    Act.TALKED_SAME: _talked_on,
    Act.TALKED_WORSE: _talked_on,
    Act.BETTER: _confirmed,
    Act.LITTLE: _same,
    Act.SAME: _same,
    Act.WORSE: _worse,
    Act.NOT_TALKED: _not_talked,
    Act.REOPEN: _reopened,
    Act.COME_BACK: _came_back,
    Act.FALL_QUIET: _fell_quiet,
    Act.AGAIN: _again,
    Act.GIVE_TIME: _given_time,
    Act.YES: _said_yes,
    Act.SHARE: _shared,
    Act.LATER: _later,
    Act.NOT_REACHED: _not_reached,
    Act.REST: _rested,
    Act.KEEP_PRIVATE: _rested,
    Act.STOP_CHECKS: _checks_stopped,
    Act.SEND_ON: moved,
    Act.HAND_YES: moved,
    Act.ASK_HAND: hand_asked,
    Act.HAND_NO: kept,
    Act.HAND_LAPSE: kept,
    Act.GROW_OLD: grew_old,
    Act.LEADER_GONE: leader_gone,
    Act.RAISER_GONE: ending,
}
