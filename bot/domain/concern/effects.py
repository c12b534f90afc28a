"""What each act leaves behind: the state, the clocks, and who is told.

``transitions.check_act`` has allowed the act before; the figures are ``cadence``'s.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.concern import Concern, PlannedCheckIn, Timeout
from bot.domain.concern.cadence import (
    AFTER_NOT_REACHED,
    AFTER_SAME,
    AFTER_TWO_VIEWS,
    AGAIN_WAITS,
    CHECK_IN_AFTER_TALK,
    ENDS_AFTER,
    MAX_REMINDERS,
    PACE,
    SECOND_CHECK_IN,
    STILL_BETTER_AFTER,
    TIME_GIVEN,
    first_reason,
    gap_day,
    named_ahead,
    nudge_next_hour,
    nudge_on,
    raised,
)
from bot.domain.concern.handover import (
    awaits_erasure,
    closed,
    handed_over,
    handover_asked,
    handover_declined,
    leader_gone,
    side_back,
)
from bot.domain.concern.reopening import came_back, reopened
from bot.domain.concern.stale_review import stale_review_at
from bot.domain.concern.states import (
    FOLLOW_UPS,
    Act,
    CheckIn,
    Kind,
    LeaderNews,
    Meeting,
    NudgeReason,
    RaiserNotice,
    Role,
    State,
)
from bot.domain.concern.transition_context import TransitionContext
from bot.domain.concern.transitions import KEPT_FROM_LEADER, LET_KNOW, TRANSITIONS, Transition
from bot.domain.refusals import PastDate, Stale


@dataclass(frozen=True)
class TransitionResult:
    """The changed concern, and who is to be told."""

    concern: Concern
    notice: RaiserNotice | None = None
    """To the raiser, or to the person a shared note is about, at once."""
    news: LeaderNews | None = None
    """For the leader's next message."""


def apply_transition(concern: Concern, act: Act, context: TransitionContext) -> TransitionResult:
    """Do ``act`` to ``concern``. Raises :class:`PastDate` where a day is needed and missing."""
    transition = TRANSITIONS[act]
    if transition.settles and concern.proposed_to is not None and act is not Act.HAND_YES:
        # What was asked about handing it over is answered by what happened since.
        concern = handover_declined(concern, context)
    after = replace(
        concern,
        state=transition.target or concern.state,
        version=concern.version + 1,
        step_no=concern.step_no + (1 if transition.settles else 0),
        settled_by=act if transition.settles else concern.settled_by,
        last_act=act,
        # What is kept from the leader leaves no moment that their messages could show (R23).
        last_at=concern.last_at if act in KEPT_FROM_LEADER else context.now,
    )
    if act in LET_KNOW:
        after = replace(after, replies=replace(after.replies, answer=act))
    if not after.open and after.state is not concern.state:
        after = closed(after, concern.milestones.closed_at or context.now)
    effect = _EFFECTS.get(act)
    if effect is not None:
        after = effect(after, context)
    if (transition.who is Role.OWNER and transition.settles) or not after.open or not after.owner:
        # What they had put off is answered by them, is over, or is with nobody.
        after = replace(after, not_yet_because=context.because if act is Act.LATER else "")
    notice = transition.notice if after.kind in transition.notice_for else None
    return TransitionResult(after, notice, _news(after, act, transition))


def _news(after: Concern, act: Act, transition: Transition) -> LeaderNews | None:
    """What the leader's next message says of it: nothing of what they never read."""
    reached = after.milestones
    if act is Act.WITHDRAW and reached.heard_at is None:
        return None
    if act is Act.LEAVE and reached.delivered_at is None and reached.heard_at is None:
        return None
    nudge = after.clocks.nudge
    if act is Act.NOT_QUITE and nudge is not None and nudge.reason is not NudgeReason.NOT_QUITE:
        return LeaderNews.ADDED
    return transition.news


# What the leader does


def _heard(after: Concern, context: TransitionContext) -> Concern:
    day = context.day or gap_day(after, context.now, context.leader, context.gaps)
    after = replace(
        after,
        milestones=replace(after.milestones, heard_at=context.now),
        clocks=replace(after.clocks, stale_review_at=stale_review_at(after, context)),
    )
    after = _follow_up(after, day, context)
    after = replace(after, promise=replace(after.promise, told_on=day))
    return _check_in(after, PACE[after.how_soon].first_check_in, context)


def said_back(concern: Concern, context: TransitionContext) -> Concern:
    """The leader said it back once more: a correction is answered by it, the follow-up goes on."""
    after = _said_back(concern, context)
    return replace(after, promise=replace(after.promise, told_on=after.asked_day()))


def _said_back(concern: Concern, context: TransitionContext) -> Concern:
    replies = replace(concern.replies, said_yes_at=None)
    after = replace(concern, version=concern.version + 1, quiet=False, replies=replies)
    if concern.settled_by is Act.NOT_QUITE:
        after = replace(after, step_no=concern.step_no + 1, settled_by=None)
    nudge, better = concern.clocks.nudge, concern.state is State.BETTER
    if nudge is None and not better and concern.proposed_to is None:
        # The bot had stopped asking; an act of the leader begins it again.
        day = gap_day(concern, context.now, context.leader, context.gaps)
        nudge = nudge_on(NudgeReason.FIRST, day, context.leader)
        return replace(after, clocks=replace(after.clocks, nudge=nudge, timeout=None))
    if nudge is None or nudge.reason is not NudgeReason.NOT_QUITE:
        return after
    tomorrow = context.leader_day(1)
    day = max(concern.promise.resume_on or tomorrow, tomorrow)
    named = concern.promise.resume_named
    reason = first_reason(concern, day)
    nudge = None if better else nudge_on(reason, day, context.leader, named=named)
    return replace(
        after,
        clocks=replace(after.clocks, nudge=nudge),
        promise=replace(after.promise, resume_on=None, resume_named=False),
    )


def _stepped(after: Concern, context: TransitionContext) -> Concern:
    day = context.day or gap_day(after, context.now, context.leader, context.gaps)
    return _follow_up(after, day, context)


def _talked(after: Concern, context: TransitionContext) -> Concern:
    first = after.milestones.first_talk_at or context.now
    return replace(
        after,
        milestones=replace(after.milestones, first_talk_at=first, talked_at=context.now),
        replies=replace(after.replies, two_views=False),
        # They talked: the day that the raiser was told is kept, and none is told instead.
        promise=replace(after.promise, told_on=None),
    )


def _talked_better(after: Concern, context: TransitionContext) -> Concern:
    after = _talked(after, context)
    if after.kind is Kind.NOTE:
        return closed(replace(after, state=State.UNCONFIRMED), context.now)
    after = _check_in(replace(after, quiet=False), CHECK_IN_AFTER_TALK, context)
    expires = Timeout(Act.EXPIRE, context.raiser_moment(ENDS_AFTER))
    return replace(
        after,
        clocks=replace(after.clocks, nudge=None, timeout=expires),
        promise=replace(after.promise, resume_on=None, resume_named=False),
    )


def _talked_on(after: Concern, context: TransitionContext) -> Concern:
    after = _talked(after, context)
    promise = replace(after.promise, follow_up=after.promise.follow_up + 1)
    after = replace(after, promise=promise)
    day = context.day
    if day is None and after.state is State.WORSE:
        day = context.leader_day(PACE[after.how_soon].after_worse)
    day = day or gap_day(after, context.now, context.leader, context.gaps)
    return _check_in(_follow_up(after, day, context), CHECK_IN_AFTER_TALK, context)


def _later(after: Concern, context: TransitionContext) -> Concern:
    if context.day is None:
        raise PastDate(field="day")
    clocks, promise = after.clocks, after.promise
    one_on_one = NudgeReason.ONE_ON_ONE if context.meeting is Meeting.ONE_ON_ONE else None
    if promise.due_on is None and clocks.nudge and clocks.nudge.reason in FOLLOW_UPS:
        # Nobody has been asked yet: it is another day, not a postponed answer.
        reason = one_on_one or clocks.nudge.reason
        nudge = nudge_on(reason, context.day, context.leader, named=True)
        meeting = context.meeting or promise.meeting
        return _moved(
            replace(
                after,
                clocks=replace(clocks, nudge=nudge),
                promise=replace(promise, come_back_on=context.day, meeting=meeting),
            )
        )
    snoozed = NudgeReason.SNOOZED if promise.snoozes == 0 else NudgeReason.SNOOZED_TWICE
    given = _reminder_given(after)
    nudge = nudge_on(one_on_one or snoozed, context.day, context.leader, reminder=given, named=True)
    return _moved(
        replace(
            after,
            quiet=False,
            clocks=replace(clocks, nudge=nudge, timeout=_unconfirmed_timeout(after)),
            promise=replace(
                promise,
                snoozes=promise.snoozes + 1,
                resume_on=None,
                resume_named=False,
                come_back_on=context.day,
                meeting=context.meeting,
            ),
        )
    )


def _moved(after: Concern) -> Concern:
    """A day that the raiser was told has moved: they are told the new one."""
    told_on = after.asked_day() if after.promise.told_on is not None else None
    return replace(after, promise=replace(after.promise, told_on=told_on))


def _reminder_given(after: Concern) -> int:
    """The number of the reminder that was answered with *Not yet*; it stays (T34)."""
    nudge, timeout = after.clocks.nudge, after.clocks.timeout
    if nudge is None:
        silent = timeout is not None and timeout.act is Act.FALL_QUIET
        return MAX_REMINDERS if silent or after.quiet else 1
    return max(nudge.reminder - 1, 1) if after.promise.due_on is not None else 1


def _not_reached(after: Concern, context: TransitionContext) -> Concern:
    return _moved(_follow_up(after, context.leader_day(AFTER_NOT_REACHED), context))


def shared(after: Concern, context: TransitionContext) -> Concern:
    """Whom a note is about reads it from now on: the day they are told, and the review (T24)."""
    clocks = replace(after.clocks, stale_review_at=stale_review_at(after, context))
    promise = replace(after.promise, told_on=after.asked_day())
    return replace(after, kind=Kind.SHARED, clocks=clocks, promise=promise)


def _follow_up(after: Concern, day: date, context: TransitionContext) -> Concern:
    """Begin a follow-up on ``day`` with its first wording; what stopped the asking is over."""
    one_on_one = context.meeting is Meeting.ONE_ON_ONE
    reason = NudgeReason.ONE_ON_ONE if one_on_one else NudgeReason.FIRST
    nudge = nudge_on(reason, day, context.leader, named=context.day is not None)
    return replace(
        after,
        quiet=False,
        clocks=replace(after.clocks, nudge=nudge, timeout=_unconfirmed_timeout(after)),
        promise=replace(
            after.promise,
            come_back_on=context.day,
            meeting=context.meeting,
            resume_on=None,
            resume_named=False,
            snoozes=0,
        ),
    )


def _unconfirmed_timeout(after: Concern) -> Timeout | None:
    """No silence is counted any more; a *better* goes on waiting for its raiser's word."""
    timeout = after.clocks.timeout
    expires = timeout is not None and timeout.act is Act.EXPIRE
    return timeout if expires and after.state is State.BETTER else None


# What the raiser does


def _agreed(after: Concern, context: TransitionContext) -> Concern:
    return replace(after, replies=replace(after.replies, said_yes_at=context.now))


def _not_quite(after: Concern, context: TransitionContext) -> Concern:
    clocks, promise = after.clocks, after.promise
    before = clocks.nudge
    planned = before.on if before and before.reason in FOLLOW_UPS else promise.resume_on
    later = gap_day(after, context.now, context.leader, context.gaps)
    # Something better waits for its raiser: the leader reads the correction, and that is all.
    better = after.state is State.BETTER
    promised = promise.come_back_on
    if promised is not None and promised <= context.leader.today(context.now):
        promised = None
    resume = None if better else planned or promised or later
    named = before.named if before and before.reason in FOLLOW_UPS else promise.resume_named
    silence = clocks.timeout is not None and clocks.timeout.act is Act.FALL_QUIET
    nudge = nudge_next_hour(NudgeReason.NOT_QUITE, context.now, context.leader)
    if not better and before is not None and before.named and before.on <= nudge.on:
        # The leader is asked on the day they named (R43), and told of it in the same message.
        nudge, resume, named = before, promise.resume_on, promise.resume_named
    return replace(
        after,
        quiet=False,
        clocks=replace(clocks, nudge=nudge, timeout=None if silence else clocks.timeout),
        promise=replace(promise, resume_on=resume, resume_named=named and resume is not None),
        replies=replace(after.replies, said_yes_at=None),
    )


def _same(after: Concern, context: TransitionContext) -> Concern:
    return _answered(after, context, NudgeReason.SAME, AFTER_SAME)


def _worse(after: Concern, context: TransitionContext) -> Concern:
    return _answered(after, context, NudgeReason.WORSE, PACE[after.how_soon].after_worse)


def _not_talked(after: Concern, context: TransitionContext) -> Concern:
    after = replace(after, replies=replace(after.replies, two_views=True))
    return _answered(after, context, NudgeReason.TWO_VIEWS, AFTER_TWO_VIEWS)


def _answered(
    after: Concern, context: TransitionContext, reason: NudgeReason, resume: int
) -> Concern:
    """The raiser answered: the leader hears it at the next hour and is asked again later."""
    nudge = nudge_next_hour(reason, context.now, context.leader)
    day, named = context.leader_day(resume), named_ahead(after, nudge.on)
    if named is not None and named <= day:
        day = named
    return replace(
        after,
        quiet=False,
        clocks=replace(after.clocks, nudge=nudge, check_in=None, timeout=None),
        promise=replace(after.promise, resume_on=day, resume_named=day == named, snoozes=0),
    )


def _confirmed(after: Concern, context: TransitionContext) -> Concern:
    if after.replies.no_check_ins:
        return after
    days = context.raiser
    day = days.on_or_after(days.today(context.now) + STILL_BETTER_AFTER)
    late = PlannedCheckIn(CheckIn.LATE, days.hour_on(day))
    return replace(after, clocks=replace(after.clocks, check_in=late))


def _again(after: Concern, context: TransitionContext) -> Concern:
    if after.replies.reminded_again or not after.quiet:
        raise Stale
    # What never reached the leader is new to them, and comes on their first day back.
    nudge = after.clocks.nudge or nudge_next_hour(NudgeReason.AGAIN, context.now, context.leader)
    after = replace(
        after,
        quiet=False,
        clocks=replace(after.clocks, nudge=nudge),
        replies=replace(after.replies, reminded_again=True),
    )
    return _waiting_again(after, AGAIN_WAITS, context)


def _given_time(after: Concern, context: TransitionContext) -> Concern:
    if after.replies.given_time or not after.quiet:
        raise Stale
    after = replace(after, replies=replace(after.replies, given_time=True))
    return _waiting_again(after, TIME_GIVEN, context)


def _waiting_again(after: Concern, days: int, context: TransitionContext) -> Concern:
    quiet = Timeout(Act.FALL_QUIET, context.raiser_moment(days))
    return replace(after, clocks=replace(after.clocks, timeout=quiet))


def _said_yes(after: Concern, context: TransitionContext) -> Concern:
    return raised(after, context.now, context.leader)


def _check_in_settled(after: Concern, context: TransitionContext) -> Concern:
    return replace(after, clocks=replace(after.clocks, check_in=None))


def _check_ins_stopped(after: Concern, context: TransitionContext) -> Concern:
    replies = replace(after.replies, no_check_ins=True)
    return replace(after, replies=replies, clocks=replace(after.clocks, check_in=None))


# What the clock does


def checked_in(concern: Concern, context: TransitionContext) -> Concern:
    """The raiser has just been asked whether anything changed: what the next question is.

    A second, gentle one follows only where the leader reported a talk or a step.
    """
    before, following = concern.clocks.check_in, None
    happened = concern.milestones.talked_at or concern.state is State.IN_PROGRESS
    if before is not None and before.question is CheckIn.FIRST and happened:
        following = PlannedCheckIn(CheckIn.SECOND, context.raiser_moment(SECOND_CHECK_IN))
    return replace(concern, clocks=replace(concern.clocks, check_in=following))


def _fell_quiet(after: Concern, context: TransitionContext) -> Concern:
    """The leader is asked no more; what never reached them still does, once they are back."""
    nudge = after.clocks.nudge
    unknown = after.state is State.RAISED and after.milestones.delivered_at is None
    kept = nudge if unknown and nudge is not None and nudge.reason is NudgeReason.NEW else None
    clocks = replace(after.clocks, nudge=kept, check_in=None, timeout=None)
    return replace(after, quiet=True, clocks=clocks)


def _stale_reviewed(after: Concern, context: TransitionContext) -> Concern:
    """The leader is asked for a clear answer, before what was planned goes on."""
    after = replace(after, clocks=replace(after.clocks, stale_review_at=None))
    if after.quiet:
        return after
    before = after.clocks.nudge
    nudge = nudge_next_hour(NudgeReason.DECIDE, context.now, context.leader)
    if before is not None:
        # The step is the same: it is not reminded of from the beginning again (R4).
        nudge = replace(nudge, reminder=before.reminder)
    promise = after.promise
    planned = before.on if before is not None else promise.resume_on
    named = before.named if before is not None else promise.resume_named
    return replace(
        after,
        clocks=replace(after.clocks, nudge=nudge),
        promise=replace(promise, resume_on=planned, resume_named=named),
    )


def _check_in(after: Concern, days: int, context: TransitionContext) -> Concern:
    """Ask the raiser after so many of their working days, unless they want no questions."""
    if after.replies.no_check_ins or after.kind is Kind.NOTE:
        return after
    first = PlannedCheckIn(CheckIn.FIRST, context.raiser_moment(days))
    return replace(after, clocks=replace(after.clocks, check_in=first))


_EFFECTS: Mapping[Act, Callable[[Concern, TransitionContext], Concern]] = {
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
    Act.REOPEN: reopened,
    Act.COME_BACK: came_back,
    Act.FALL_QUIET: _fell_quiet,
    Act.AGAIN: _again,
    Act.GIVE_TIME: _given_time,
    Act.YES: _said_yes,
    Act.SHARE: shared,
    Act.LATER: _later,
    Act.NOT_REACHED: _not_reached,
    Act.REST: _check_in_settled,
    Act.KEEP_PRIVATE: _check_in_settled,
    Act.STOP_CHECKS: _check_ins_stopped,
    Act.SEND_ON: handed_over,
    Act.HAND_YES: handed_over,
    Act.ASK_HAND: handover_asked,
    Act.HAND_NO: handover_declined,
    Act.HAND_LAPSE: handover_declined,
    Act.STALE_REVIEW: _stale_reviewed,
    Act.LEADER_GONE: leader_gone,
    Act.RAISER_GONE: awaits_erasure,
    Act.LEADER_BACK: side_back,
    Act.RAISER_BACK: side_back,
}
