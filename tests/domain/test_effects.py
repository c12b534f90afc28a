"""What each act leaves behind: the clocks, the promise, the sides, and who is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.calendar import Calendar
from bot.domain.concern import Concern, Handover, Nudge, PlannedCheckIn, Timeout, cadence
from bot.domain.concern.effects import apply_transition, checked_in, said_back
from bot.domain.concern.handover import handed_over_from, handover_origin
from bot.domain.concern.stale_review import can_be_reviewed
from bot.domain.concern.states import (
    FROM_A_PERSON,
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
from bot.domain.concern.transitions import (
    ALWAYS_POSSIBLE,
    KEPT_FROM_LEADER,
    LET_KNOW,
    TRANSITIONS,
    check_act,
    repeats,
)
from bot.domain.ids import ConcernId, PersonId, TeamId, WorkspaceId
from bot.domain.refusals import PastDate, Stale
from bot.domain.taxonomy import HowSoon
from docs.samples import with_fields

MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 9)
BERLIN = Calendar("Europe/Berlin")
LISBON = Calendar("Europe/Lisbon")
RAISER, OWNER, OTHER = PersonId("U2"), PersonId("U1"), PersonId("U7")
BEGIN = frozenset(act for act, row in TRANSITIONS.items() if not row.sources)


def concern(**changes: object) -> Concern:
    made = Concern(
        workspace=WorkspaceId("T1"),
        id=ConcernId("c1"),
        kind=Kind.RAISED,
        origin="command:1",
        raiser=RAISER,
        owner=OWNER,
        team=TeamId("t1"),
        state=State.RAISED,
        created_at=MONDAY,
    )
    return with_fields(made, **changes)


def heard(**changes: object) -> Concern:
    """Heard today, with its first follow-up next week."""
    nudge = cadence.nudge_on(NudgeReason.FIRST, date(2026, 3, 18), BERLIN)
    return concern(**{"state": State.HEARD, "heard_at": MONDAY, "nudge": nudge, **changes})


def proposed(stands: Concern, act: Act) -> Concern:
    """As it must stand for ``act``: the leader has asked to hand it over, or has not."""
    return replace(stands, handover=None if act is Act.ASK_HAND else Handover(OTHER))


def context(now: datetime = MONDAY, day: date | None = None, **chosen: object) -> TransitionContext:
    return TransitionContext(
        now=now,
        leader=BERLIN,
        raiser=LISBON,
        day=day,
        person=OTHER,
        **chosen,  # type: ignore[arg-type]
    )


def after(stands: Concern, act: Act, now: datetime = MONDAY, day: date | None = None) -> Concern:
    return apply_transition(stands, act, context(now, day)).concern


def leader_day(days: int) -> date:
    return BERLIN.add_workdays(TODAY, days)


def raiser_hour(days: int) -> datetime:
    """The raiser's hour, so many of their working days from Monday."""
    return LISBON.hour_on(LISBON.add_workdays(TODAY, days))


def test_hearing_begins_the_follow_up_and_the_three_months() -> None:
    stands = after(concern(), Act.HEAR)
    assert stands.milestones.heard_at == MONDAY
    assert stands.clocks.nudge == cadence.nudge_on(NudgeReason.FIRST, leader_day(3), BERLIN)
    assert stands.clocks.timeout is None
    assert stands.clocks.stale_review_at == raiser_hour(60)
    assert (stands.promise.come_back_on, stands.promise.told_on) == (None, leader_day(3))


def test_what_is_read_late_is_given_five_days_before_it_is_called_stale() -> None:
    late = concern(created_at=MONDAY - timedelta(days=365))
    assert after(late, Act.HEAR).clocks.stale_review_at == raiser_hour(5)
    shared = after(heard(kind=Kind.NOTE, created_at=late.created_at), Act.SHARE)
    assert (shared.kind, shared.clocks.stale_review_at) == (Kind.SHARED, raiser_hour(5))


def test_every_act_is_the_last_one_and_a_moment_that_the_leader_may_not_see_is_kept() -> None:
    for act in Act:
        row = TRANSITIONS[act]
        if act in BEGIN | {Act.AGAIN, Act.GIVE_TIME}:
            continue
        kind = next(kind for kind in Kind if kind in row.kinds)
        stands = proposed(concern(state=min(row.sources), kind=kind, heard_at=MONDAY), act)
        done = after(stands, act, day=leader_day(2))
        assert (done.last_act, done.version) == (act, 2)
        assert done.last_at == (None if act in KEPT_FROM_LEADER else MONDAY)
        assert done.settled_by == (act if row.settles else None)
        assert (done.replies.answer is act) is (act in LET_KNOW)


def test_what_a_leader_wrote_for_themselves_goes_with_their_next_act_or_with_the_concern() -> None:
    """A raiser's answer leaves it, since the leader is still to come back to it."""
    kept = set()
    for act in Act:
        row = TRANSITIONS[act]
        if act in BEGIN | {Act.AGAIN, Act.GIVE_TIME}:
            continue
        kind = next(kind for kind in Kind if kind in row.kinds)
        put_off = concern(
            state=min(row.sources), kind=kind, heard_at=MONDAY, not_yet_because="No rota"
        )
        done = after(proposed(put_off, act), act, day=leader_day(2))
        if done.not_yet_because:
            assert done.open or done.state is put_off.state, act
            kept.add(act)
        assert not done.not_yet_because or done.owner is not None
    assert {Act.NOT_QUITE, Act.SAME, Act.KEEP_PRIVATE, Act.CHANGE, Act.STALE_REVIEW} <= kept
    theirs = {act for act, row in TRANSITIONS.items() if row.who is Role.OWNER and row.settles}
    assert not kept & (theirs | {Act.WITHDRAW, Act.SEND_ON, Act.HAND_YES, Act.LEADER_GONE})
    again = apply_transition(heard(), Act.LATER, context(day=leader_day(2), because="No rota"))
    assert again.concern.not_yet_because == "No rota"
    assert "No rota" not in repr(again.concern)


@pytest.mark.parametrize("act", [Act.AGAIN, Act.GIVE_TIME])
def test_asking_again_and_giving_time_are_only_for_what_is_quiet_and_once(act: Act) -> None:
    stands = after(concern(quiet=True), act)
    days = 5 if act is Act.AGAIN else 10
    assert stands.clocks.timeout == Timeout(Act.FALL_QUIET, raiser_hour(days))
    assert (stands.replies.reminded_again, stands.replies.given_time) == (
        act is Act.AGAIN,
        act is Act.GIVE_TIME,
    )
    assert stands.quiet is (act is Act.GIVE_TIME)
    again = cadence.nudge_next_hour(NudgeReason.AGAIN, MONDAY, BERLIN)
    assert stands.clocks.nudge == (again if act is Act.AGAIN else None)
    with pytest.raises(Stale):
        after(replace(stands, quiet=True), act)
    with pytest.raises(Stale):
        after(concern(), act)


ANSWERS = {
    Act.LITTLE: (NudgeReason.SAME, 5),
    Act.SAME: (NudgeReason.SAME, 5),
    Act.WORSE: (NudgeReason.WORSE, 3),
    Act.NOT_TALKED: (NudgeReason.TWO_VIEWS, 2),
}


@pytest.mark.parametrize("act", list(ANSWERS))
def test_an_answer_goes_to_the_leader_at_the_next_hour_and_ends_all_waiting(act: Act) -> None:
    reason, days = ANSWERS[act]
    stands = heard(
        quiet=True,
        snoozes=2,
        timeout=Timeout(Act.FALL_QUIET, MONDAY),
        check_in=PlannedCheckIn(CheckIn.FIRST, MONDAY),
    )
    done = after(stands, act)
    assert done.clocks.nudge == cadence.nudge_next_hour(reason, MONDAY, BERLIN)
    assert (done.clocks.timeout, done.clocks.check_in) == (None, None)
    assert (done.promise.resume_on, done.promise.snoozes) == (leader_day(days), 0)
    assert (done.quiet, done.replies.two_views) == (False, act is Act.NOT_TALKED)


def test_a_correction_ends_the_quiet_and_what_was_agreed() -> None:
    silence = Timeout(Act.FALL_QUIET, MONDAY)
    stands = heard(quiet=True, said_yes_at=MONDAY, timeout=silence)
    done = after(stands, Act.NOT_QUITE)
    assert done.clocks.nudge == cadence.nudge_next_hour(NudgeReason.NOT_QUITE, MONDAY, BERLIN)
    assert (done.clocks.timeout, done.quiet, done.replies.said_yes_at) == (None, False, None)


def test_a_second_correction_keeps_the_day_of_the_follow_up() -> None:
    once = after(heard(), Act.NOT_QUITE)
    twice = after(once, Act.NOT_QUITE)
    assert once.promise.resume_on == twice.promise.resume_on == date(2026, 3, 18)


@pytest.mark.parametrize(
    ("changes", "resume_on"),
    [
        ({"nudge": None, "resume_on": date(2026, 3, 20)}, date(2026, 3, 20)),
        ({"nudge": None, "come_back_on": date(2026, 3, 19)}, date(2026, 3, 19)),
        ({"nudge": None}, date(2026, 3, 12)),
        ({"state": State.BETTER}, None),
    ],
)
def test_after_a_correction_what_was_planned_goes_on(
    changes: dict[str, object], resume_on: date | None
) -> None:
    assert after(heard(**changes), Act.NOT_QUITE).promise.resume_on == resume_on


def test_a_correction_of_something_better_leaves_it_waiting_for_its_raiser() -> None:
    expires = Timeout(Act.EXPIRE, MONDAY + timedelta(days=20))
    better = heard(state=State.BETTER, timeout=expires)
    assert after(better, Act.NOT_QUITE).clocks.timeout == expires


def test_saying_it_back_again_answers_the_correction_and_the_follow_up_goes_on() -> None:
    corrected = after(heard(said_yes_at=MONDAY), Act.NOT_QUITE)
    done = said_back(corrected, context())
    first = cadence.nudge_on(NudgeReason.FIRST, date(2026, 3, 18), BERLIN)
    assert (done.clocks.nudge, done.promise.resume_on) == (first, None)
    assert (done.version, done.step_no) == (corrected.version + 1, corrected.step_no + 1)
    assert (done.settled_by, done.replies.said_yes_at) == (None, None)
    overdue = with_fields(corrected, resume_on=TODAY)
    nudge = said_back(overdue, context()).clocks.nudge
    assert nudge == cadence.nudge_on(NudgeReason.FIRST, leader_day(1), BERLIN)
    unplanned = with_fields(corrected, resume_on=None)
    assert said_back(unplanned, context()).clocks.nudge == nudge


def test_saying_it_back_begins_again_what_the_bot_had_stopped_asking() -> None:
    silent = heard(nudge=None, quiet=True, timeout=Timeout(Act.FALL_QUIET, MONDAY))
    done = said_back(silent, context())
    assert done.clocks.nudge == cadence.nudge_on(NudgeReason.FIRST, leader_day(3), BERLIN)
    assert (done.clocks.timeout, done.quiet, done.step_no) == (None, False, 1)


def test_saying_it_back_asks_nothing_where_something_else_is_waited_for() -> None:
    expires = Timeout(Act.EXPIRE, MONDAY)
    better = heard(state=State.BETTER, nudge=None, timeout=expires)
    assert said_back(better, context()).clocks == better.clocks
    lapses = Timeout(Act.HAND_LAPSE, MONDAY)
    offered = heard(nudge=None, handover=Handover(OTHER), timeout=lapses)
    assert said_back(offered, context()).clocks == offered.clocks
    assert said_back(heard(), context()).clocks == heard().clocks
    corrected = said_back(after(heard(state=State.BETTER), Act.NOT_QUITE), context())
    assert corrected.clocks.nudge is None


def test_a_talk_is_kept_as_the_first_and_as_the_last() -> None:
    later = MONDAY + timedelta(days=7)
    once = after(heard(two_views=True), Act.TALKED_SAME)
    twice = after(once, Act.TALKED_WORSE, later)
    assert (once.milestones.first_talk_at, once.milestones.talked_at) == (MONDAY, MONDAY)
    assert (twice.milestones.first_talk_at, twice.milestones.talked_at) == (MONDAY, later)
    assert (once.promise.follow_up, twice.promise.follow_up) == (1, 2)
    assert not once.replies.two_views


def test_better_waits_twenty_days_for_its_raiser_and_asks_the_leader_nothing() -> None:
    done = after(heard(quiet=True, resume_on=TODAY), Act.TALKED_BETTER)
    assert (done.clocks.nudge, done.promise.resume_on, done.quiet) == (None, None, False)
    assert done.clocks.timeout == Timeout(Act.EXPIRE, raiser_hour(20))
    assert done.clocks.check_in == PlannedCheckIn(CheckIn.FIRST, raiser_hour(2))


def test_better_on_a_private_note_is_the_end_of_it() -> None:
    done = after(heard(kind=Kind.NOTE), Act.TALKED_BETTER)
    assert done.state is State.UNCONFIRMED
    assert (done.milestones.closed_at, done.milestones.talked_at) == (MONDAY, MONDAY)
    assert (done.clocks.nudge, done.clocks.check_in, done.clocks.timeout) == (None, None, None)


def test_a_follow_up_begun_anew_counts_no_silence_but_a_better_goes_on_waiting() -> None:
    silence, expires = Timeout(Act.FALL_QUIET, MONDAY), Timeout(Act.EXPIRE, MONDAY)
    cases = [
        (State.HEARD, silence, None),
        (State.BETTER, silence, None),
        (State.HEARD, expires, None),
        (State.BETTER, expires, expires),
    ]
    for state, timeout, kept in cases:
        stands = heard(state=state, quiet=True, snoozes=2, due_on=TODAY, timeout=timeout)
        reached = after(stands, Act.NOT_REACHED)
        postponed = after(stands, Act.LATER, day=leader_day(2))
        assert reached.clocks.timeout == postponed.clocks.timeout == kept
        assert (reached.quiet, postponed.quiet) == (False, False)
        assert (reached.promise.snoozes, postponed.promise.snoozes) == (0, 3)


def test_how_the_leader_means_to_come_back_to_it_is_kept() -> None:
    given_ = context(day=leader_day(2), meeting=Meeting.ONE_ON_ONE)
    done = apply_transition(concern(), Act.HEAR, given_).concern
    assert done.promise.meeting is Meeting.ONE_ON_ONE
    day = leader_day(2)
    assert done.clocks.nudge == cadence.nudge_on(NudgeReason.ONE_ON_ONE, day, BERLIN, named=True)


def test_a_step_counts_the_check_ins_anew() -> None:
    done = after(heard(check_ins=2), Act.STEP, day=leader_day(4))
    assert (done.clocks.check_ins, done.promise.come_back_on) == (0, leader_day(4))


def test_not_yet_needs_a_day() -> None:
    with pytest.raises(PastDate) as missing:
        after(heard(), Act.LATER)
    assert missing.value.field == "day"


def test_a_postponed_answer_forgets_what_was_planned_behind_it() -> None:
    said = heard(nudge=Nudge(NudgeReason.SAME, TODAY, MONDAY), resume_on=leader_day(5))
    assert after(said, Act.LATER, day=leader_day(4)).promise.resume_on is None


def test_not_yet_before_anybody_was_asked_is_another_day_and_no_snooze() -> None:
    done = after(heard(), Act.LATER, day=leader_day(4))
    first = cadence.nudge_on(NudgeReason.FIRST, leader_day(4), BERLIN, named=True)
    assert (done.clocks.nudge, done.promise.come_back_on) == (first, leader_day(4))
    assert done.promise.snoozes == 0
    said = heard(nudge=Nudge(NudgeReason.SAME, TODAY, MONDAY))
    assert after(said, Act.LATER, day=leader_day(4)).promise.snoozes == 1


@pytest.mark.parametrize(
    ("changes", "reminder"),
    [
        ({"nudge": None}, 1),
        ({"nudge": None, "quiet": True}, 3),
        ({"nudge": None, "timeout": Timeout(Act.FALL_QUIET, MONDAY)}, 3),
        ({"nudge": None, "timeout": Timeout(Act.EXPIRE, MONDAY)}, 1),
        ({"nudge": Nudge(NudgeReason.SECOND, TODAY, MONDAY, 2), "due_on": TODAY}, 1),
        ({"nudge": Nudge(NudgeReason.THIRD, TODAY, MONDAY, 3), "due_on": TODAY}, 2),
        ({"nudge": Nudge(NudgeReason.SAME, TODAY, MONDAY, 3)}, 1),
    ],
)
def test_not_yet_keeps_the_reminder_that_was_answered(
    changes: dict[str, object], reminder: int
) -> None:
    nudge = after(heard(**changes), Act.LATER, day=leader_day(4)).clocks.nudge
    assert nudge is not None
    assert (nudge.reason, nudge.reminder) == (NudgeReason.SNOOZED, reminder)


def test_what_is_confirmed_is_asked_about_once_more_a_month_later() -> None:
    done = after(heard(), Act.BETTER)
    late = PlannedCheckIn(CheckIn.LATE, LISBON.hour_on(date(2026, 4, 8)))
    assert done.clocks.check_in == late
    assert after(heard(no_check_ins=True), Act.BETTER).clocks.check_in is None


def test_what_comes_back_begins_as_if_it_were_new() -> None:
    closed = concern(
        state=State.NO_CHANGE,
        heard_at=MONDAY,
        closed_at=MONDAY,
        reason="decided",
        check_in=PlannedCheckIn(CheckIn.LATE, MONDAY),
        timeout=Timeout(Act.ERASE, MONDAY),
    )
    for act, reason in (
        (Act.REOPEN, NudgeReason.REOPEN_TALK),
        (Act.COME_BACK, NudgeReason.CAME_BACK),
    ):
        done = after(closed, act)
        assert (done.reason, done.milestones.closed_at) == (None, None)
        assert done.clocks.nudge == cadence.nudge_next_hour(reason, MONDAY, BERLIN)
        assert (done.clocks.check_in, done.clocks.timeout) == (None, None)
        assert done.clocks.stale_review_at == raiser_hour(60)
        assert done.promise.resume_on == leader_day(3)
        assert (done.promise.come_back_on, done.promise.told_on) == (None, None)


@pytest.mark.parametrize("over", [timedelta(hours=-1), timedelta(hours=1)])
def test_R41_what_nobody_had_read_comes_back_as_something_new(over: timedelta) -> None:
    """Over before its hour it is hidden until the next one; known to its leader it stays so."""
    hour = MONDAY - timedelta(days=1)
    left = concern(state=State.ENDED_BY_RAISER, seen_from=hour, closed_at=hour + over)
    back = after(left, Act.COME_BACK)
    assert (back.state, back.milestones.heard_at) == (State.RAISED, None)
    assert back.clocks.nudge == cadence.nudge_next_hour(NudgeReason.NEW, MONDAY, BERLIN)
    assert back.clocks.timeout is not None
    assert back.clocks.timeout.act is Act.FALL_QUIET
    assert back.has_reached(MONDAY) is (over > timedelta(0))


def test_what_a_raiser_keeps_to_themselves_ends_the_questions() -> None:
    stands = heard(check_in=PlannedCheckIn(CheckIn.FIRST, MONDAY))
    for act in (Act.KEEP_PRIVATE, Act.REST, Act.STOP_CHECKS):
        done = after(stands, act)
        assert done.clocks.check_in is None
        assert done.replies.no_check_ins is (act is Act.STOP_CHECKS)
        assert done.clocks.nudge == stands.clocks.nudge


def test_agreeing_with_what_was_said_back_is_remembered() -> None:
    assert after(heard(), Act.SAY_YES).replies.said_yes_at == MONDAY


def test_an_offer_taken_starts_the_answer_clock() -> None:
    done = after(concern(state=State.OFFERED, how_soon=HowSoon.TODAY), Act.YES)
    assert done.clocks.nudge == cadence.nudge_soon(MONDAY, BERLIN)
    assert done.promise.promised_on is not None


def test_falling_quiet_stops_every_question() -> None:
    stands = heard(
        timeout=Timeout(Act.FALL_QUIET, MONDAY),
        check_in=PlannedCheckIn(CheckIn.FIRST, MONDAY),
        stale_review_at=MONDAY,
    )
    done = after(stands, Act.FALL_QUIET)
    assert done.quiet
    assert (done.clocks.nudge, done.clocks.check_in, done.clocks.timeout) == (None, None, None)
    assert done.clocks.stale_review_at == MONDAY


@pytest.mark.parametrize("act", [Act.CLOSE, Act.LEAVE, Act.WITHDRAW])
def test_closing_stops_every_clock_and_says_when(act: Act) -> None:
    stands = heard(
        quiet=True,
        timeout=Timeout(Act.FALL_QUIET, MONDAY),
        check_in=PlannedCheckIn(CheckIn.FIRST, MONDAY),
        stale_review_at=MONDAY,
        resume_on=TODAY,
    )
    done = after(stands, act)
    assert (done.quiet, done.promise.resume_on, done.milestones.closed_at) == (False, None, MONDAY)
    clocks = done.clocks
    assert (clocks.nudge, clocks.check_in, clocks.timeout) == (None, None, None)
    assert clocks.stale_review_at is None


def test_what_is_withdrawn_after_it_was_closed_keeps_the_day_it_was_closed() -> None:
    closed = concern(state=State.CONFIRMED, closed_at=MONDAY)
    done = after(closed, Act.WITHDRAW, MONDAY + timedelta(days=3))
    assert done.milestones.closed_at == MONDAY


# The check-ins


@pytest.mark.parametrize(
    ("changes", "second"),
    [
        ({}, False),
        ({"talked_at": MONDAY}, True),
        ({"state": State.IN_PROGRESS}, True),
    ],
)
def test_a_second_question_follows_a_talk_or_a_step(
    changes: dict[str, object], second: bool
) -> None:
    stands = heard(check_in=PlannedCheckIn(CheckIn.FIRST, MONDAY), check_ins=1, **changes)
    done = checked_in(stands, context())
    planned = PlannedCheckIn(CheckIn.SECOND, raiser_hour(5))
    assert (done.clocks.check_in, done.clocks.check_ins) == (planned if second else None, 2)
    late = with_fields(stands, check_in=PlannedCheckIn(CheckIn.LATE, MONDAY))
    assert checked_in(late, context()).clocks.check_in is None


# Handing over


def test_where_it_goes_on_is_known_from_where_it_was_caught() -> None:
    begun = concern(origin=handover_origin(concern()))
    assert handed_over_from(begun) == concern().id
    assert handed_over_from(concern()) is None


@pytest.mark.parametrize("act", [Act.SEND_ON, Act.HAND_YES])
def test_what_goes_on_with_somebody_else_says_with_whom(act: Act) -> None:
    done = after(heard(handover=Handover(OTHER)), act)
    assert (done.handover, done.proposed_to) == (Handover(OTHER, agreed=True), None)


def test_while_the_raiser_is_asked_the_leader_is_not() -> None:
    soon = cadence.nudge_on(NudgeReason.SECOND, leader_day(1), BERLIN, reminder=2)
    check_in = PlannedCheckIn(CheckIn.FIRST, MONDAY)
    done = after(heard(nudge=soon, check_in=check_in, quiet=True), Act.ASK_HAND)
    assert (done.proposed_to, done.quiet) == (OTHER, False)
    assert done.clocks.timeout == Timeout(Act.HAND_LAPSE, raiser_hour(5))
    later = cadence.nudge_on(NudgeReason.SECOND, leader_day(6), BERLIN, reminder=2)
    assert done.clocks.nudge == later
    assert done.clocks.check_in == PlannedCheckIn(CheckIn.FIRST, raiser_hour(6))
    far = heard(
        nudge=cadence.nudge_on(NudgeReason.FIRST, leader_day(9), BERLIN),
        check_in=PlannedCheckIn(CheckIn.FIRST, raiser_hour(9)),
    )
    kept = after(far, Act.ASK_HAND)
    assert kept.clocks.nudge == far.clocks.nudge
    assert kept.clocks.check_in == far.clocks.check_in
    assert after(heard(nudge=None), Act.ASK_HAND).clocks.nudge is None


@pytest.mark.parametrize("act", [Act.HAND_NO, Act.HAND_LAPSE])
def test_after_a_no_what_was_asked_goes_on_tomorrow(act: Act) -> None:
    soon = cadence.nudge_on(NudgeReason.SECOND, TODAY, BERLIN, reminder=2)
    stands = heard(
        nudge=soon,
        come_back_on=leader_day(4),
        handover=Handover(OTHER),
        timeout=Timeout(Act.HAND_LAPSE, MONDAY),
    )
    done = after(stands, act)
    tomorrow = cadence.nudge_on(NudgeReason.SECOND, leader_day(1), BERLIN, reminder=2)
    assert (done.handover, done.clocks.nudge, done.clocks.timeout) == (None, tomorrow, None)
    first = cadence.nudge_on(NudgeReason.FIRST, TODAY, BERLIN)
    planned = after(with_fields(stands, nudge=first), act).clocks.nudge
    assert planned == cadence.nudge_on(NudgeReason.FIRST, leader_day(4), BERLIN)
    named = after(with_fields(stands, nudge=first, come_back_on=TODAY), act).clocks.nudge
    assert named == cadence.nudge_on(NudgeReason.FIRST, leader_day(1), BERLIN)
    unnamed = with_fields(heard(), nudge=cadence.nudge_on(NudgeReason.FIRST, leader_day(3), BERLIN))
    paused = after(unnamed, Act.ASK_HAND)
    assert paused.clocks.nudge is not None
    assert paused.clocks.nudge.on == leader_day(6)
    goes_on = after(paused, act).clocks.nudge
    assert goes_on == cadence.nudge_on(NudgeReason.FIRST, leader_day(3), BERLIN)


def test_after_a_no_the_silence_is_counted_from_where_it_stands() -> None:
    unread = concern(handover=Handover(OTHER), promised_on=leader_day(1))
    done = after(unread, Act.HAND_NO)
    quiet = Timeout(Act.FALL_QUIET, BERLIN.hour_on(leader_day(2)))
    assert (done.clocks.timeout, done.promise.promised_on) == (quiet, leader_day(2))
    far = after(with_fields(unread, promised_on=leader_day(4)), Act.HAND_NO)
    assert far.promise.promised_on == leader_day(4)
    assert far.clocks.timeout == Timeout(Act.FALL_QUIET, BERLIN.hour_on(leader_day(4)))
    silent = after(heard(nudge=None, handover=Handover(OTHER)), Act.HAND_NO)
    assert silent.clocks.timeout == quiet
    better = heard(state=State.BETTER, talked_at=MONDAY, handover=Handover(OTHER))
    assert after(better, Act.HAND_NO).clocks.timeout == Timeout(Act.EXPIRE, raiser_hour(20))
    long_ago = with_fields(better, talked_at=MONDAY - timedelta(days=300))
    assert after(long_ago, Act.HAND_NO).clocks.timeout == Timeout(Act.EXPIRE, raiser_hour(1))


def test_whatever_settles_the_step_answers_a_proposed_handover_too() -> None:
    stands = heard(handover=Handover(OTHER), timeout=Timeout(Act.HAND_LAPSE, MONDAY))
    assert after(stands, Act.STEP, day=leader_day(2)).handover is None
    assert after(stands, Act.SAY_YES).proposed_to == OTHER


# Three months, and whoever leaves


def test_what_is_stale_is_asked_about_before_what_was_planned_goes_on() -> None:
    planned = cadence.nudge_on(NudgeReason.SECOND, leader_day(4), BERLIN, reminder=2)
    done = after(heard(nudge=planned, stale_review_at=MONDAY), Act.STALE_REVIEW)
    decide = cadence.nudge_next_hour(NudgeReason.DECIDE, MONDAY, BERLIN)
    assert done.clocks.nudge == replace(decide, reminder=2)
    assert (done.promise.resume_on, done.clocks.stale_review_at) == (leader_day(4), None)
    waiting = heard(nudge=None, resume_on=leader_day(3))
    assert after(waiting, Act.STALE_REVIEW).clocks.nudge == decide
    assert after(waiting, Act.STALE_REVIEW).promise.resume_on == leader_day(3)
    quiet = after(heard(nudge=None, quiet=True, stale_review_at=MONDAY), Act.STALE_REVIEW)
    assert (quiet.clocks.nudge, quiet.clocks.stale_review_at) == (None, None)


def test_nothing_newer_may_stand_before_a_clear_answer() -> None:
    assert can_be_reviewed(heard())
    assert can_be_reviewed(heard(nudge=None))
    assert not can_be_reviewed(heard(state=State.BETTER))
    assert not can_be_reviewed(heard(handover=Handover(OTHER)))
    assert not can_be_reviewed(heard(owner=None))
    for reason in NudgeReason:
        newer = reason in FROM_A_PERSON or reason is NudgeReason.SAME
        assert can_be_reviewed(heard(nudge=Nudge(reason, TODAY, MONDAY))) is not newer


def test_a_leader_who_leads_no_more_leaves_it_to_its_raiser_and_a_note_to_be_erased() -> None:
    stands = heard(quiet=True, timeout=Timeout(Act.FALL_QUIET, MONDAY), check_ins=1)
    done = after(stands, Act.LEADER_GONE)
    assert (done.owner, done.left_by, done.quiet) == (None, OWNER, False)
    assert (done.clocks.nudge, done.clocks.timeout) == (None, None)
    again = after(replace(done, state=State.HEARD), Act.LEADER_GONE)
    assert again.left_by == OWNER
    note = after(heard(kind=Kind.SHARED), Act.LEADER_GONE)
    assert (note.owner, note.ending) == (OWNER, True)
    assert note.milestones.closed_at is None


def test_what_one_of_its_sides_has_left_for_good_is_erased_after_thirty_days() -> None:
    done = after(heard(), Act.RAISER_GONE)
    assert done.clocks.timeout == Timeout(Act.ERASE, MONDAY + timedelta(days=30))
    assert (done.ending, done.clocks.nudge) == (True, None)
    with pytest.raises(Stale):
        check_act(done, Act.STEP, Role.OWNER)
    check_act(done, Act.WITHDRAW, Role.RAISER)
    note = after(heard(kind=Kind.NOTE), Act.RAISER_GONE)
    for act in ALWAYS_POSSIBLE & {Act.TAKE_BACK}:
        check_act(note, act, Role.OWNER)


def test_the_same_press_again_is_recognised() -> None:
    stands = after(heard(), Act.NOT_REACHED)
    assert repeats(stands, Act.NOT_REACHED, 1)
    assert not repeats(stands, Act.NOT_REACHED, 2)
    assert not repeats(stands, Act.LATER, 1)
    agreed = after(heard(), Act.SAY_YES)
    assert repeats(agreed, Act.SAY_YES, 1)
    assert not repeats(agreed, Act.SAY_YES, 2)
    assert not repeats(agreed, Act.REST, 1)


# Who is told

NOTICES = {
    Act.HEAR: RaiserNotice.HEARD,
    Act.CLOSE: RaiserNotice.CLOSED,
    Act.FALL_QUIET: RaiserNotice.WAITING,
    Act.SHARE: RaiserNotice.SHARED,
    Act.ASK_HAND: RaiserNotice.HAND,
    Act.STALE_REVIEW: RaiserNotice.LONG,
    Act.LEADER_GONE: RaiserNotice.OWNER_GONE,
    Act.LATER: RaiserNotice.MOVED,
    Act.NOT_REACHED: RaiserNotice.MOVED,
}
NEWS = {
    Act.BETTER: LeaderNews.CONFIRMED,
    Act.LEAVE: LeaderNews.LEFT,
    Act.WITHDRAW: LeaderNews.WITHDRAWN,
    Act.HAND_NO: LeaderNews.HAND_NO,
    Act.HAND_LAPSE: LeaderNews.HAND_LAPSED,
    Act.REMOVE: LeaderNews.NOTE_REMOVED,
    Act.NOT_LED: LeaderNews.NOT_LED,
}


@pytest.mark.parametrize("act", [act for act in TRANSITIONS if act not in BEGIN])
def test_each_act_tells_whom_it_should(act: Act) -> None:
    row = TRANSITIONS[act]
    kind = Kind.NOTE if row.kinds == {Kind.NOTE} else next(iter(row.kinds - {Kind.NOTE}))
    stands = concern(state=min(row.sources), kind=kind, heard_at=MONDAY, quiet=True)
    stands = replace(stands, kind=Kind.RAISED if Kind.RAISED in row.kinds else kind)
    done = apply_transition(stands, act, context(day=leader_day(1)))
    assert (done.notice, done.news) == (NOTICES.get(act), NEWS.get(act))


def test_nobody_is_told_of_a_private_note_and_of_a_gone_leader_only_who_raised_it() -> None:
    for kind in (Kind.NOTE, Kind.SHARED):
        gone = apply_transition(heard(kind=kind), Act.LEADER_GONE, context())
        quiet = apply_transition(heard(kind=kind), Act.FALL_QUIET, context())
        told = None if kind is Kind.NOTE else RaiserNotice.WAITING
        assert (gone.notice, quiet.notice) == (None, told)


def test_of_what_the_leader_never_read_no_news_reaches_them() -> None:
    def news(act: Act, **changes: object) -> LeaderNews | None:
        return apply_transition(concern(**changes), act, context()).news

    assert news(Act.WITHDRAW) is None
    assert news(Act.WITHDRAW, delivered_at=MONDAY) is None
    assert news(Act.WITHDRAW, heard_at=MONDAY) is LeaderNews.WITHDRAWN
    assert news(Act.LEAVE) is None
    assert news(Act.LEAVE, delivered_at=MONDAY) is LeaderNews.LEFT
    assert news(Act.LEAVE, heard_at=MONDAY) is LeaderNews.LEFT


@pytest.mark.parametrize("back", [Act.LEADER_BACK, Act.RAISER_BACK])
def test_a_side_that_is_back_finds_it_as_it_was_and_its_clocks_run_again(back: Act) -> None:
    gone = Act.LEADER_GONE if back is Act.LEADER_BACK else Act.RAISER_GONE
    read = after(after(heard(come_back_on=leader_day(4)), gone), back)
    assert (read.owner, read.left_by, read.ending) == (OWNER, None, False)
    kept = cadence.nudge_on(NudgeReason.FIRST, leader_day(4), BERLIN, named=True)
    assert read.clocks.nudge == kept
    new = after(after(concern(), gone), back)
    assert new.clocks.nudge is not None
    assert new.clocks.timeout is not None
    assert (new.clocks.nudge.reason, new.clocks.timeout.act) == (NudgeReason.NEW, Act.FALL_QUIET)
    better = after(after(heard(state=State.BETTER), gone), back)
    assert better.clocks.timeout == Timeout(Act.EXPIRE, raiser_hour(20))
    note = after(after(heard(kind=Kind.NOTE), gone), back)
    assert (note.ending, note.owner) == (False, OWNER)
    assert note.clocks.nudge == cadence.nudge_on(NudgeReason.FIRST, leader_day(1), BERLIN)


def test_R45_only_a_day_that_a_leader_named_and_that_still_stands_is_a_promise() -> None:
    named, unnamed = leader_day(4), None
    for day in (named, unnamed):
        for act in (Act.HEAR, Act.STEP, Act.TALKED_SAME, Act.TALKED_WORSE, Act.LATER):
            if act is Act.LATER and day is None:
                continue
            stands = concern() if act is Act.HEAR else heard()
            assert after(stands, act, day=day).named_day(TODAY) == day, act
    promised = heard(come_back_on=named, nudge=cadence.nudge_on(NudgeReason.FIRST, named, BERLIN))
    assert promised.named_day(TODAY) == named
    assert after(promised, Act.NOT_QUITE).named_day(TODAY) == named
    for act in (Act.NOT_REACHED, Act.CLOSE, Act.LEADER_GONE, Act.ASK_HAND):
        assert after(promised, act).named_day(TODAY) is None, act
    closed = heard(state=State.NO_CHANGE, come_back_on=named, nudge=None)
    assert after(closed, Act.REOPEN).named_day(TODAY) is None
    assert after(closed, Act.COME_BACK).named_day(TODAY) is None
    assert promised.named_day(leader_day(5)) is None


def test_R44_a_day_the_raiser_was_told_is_remembered_until_they_talk() -> None:
    told = after(concern(), Act.HEAR, day=leader_day(4))
    assert told.promise.told_on == leader_day(4)
    assert after(told, Act.LATER, day=leader_day(6)).promise.told_on == leader_day(6)
    assert after(told, Act.NOT_REACHED).promise.told_on == leader_day(2)
    assert after(told, Act.TALKED_SAME).promise.told_on is None
    untold = heard()
    assert after(untold, Act.LATER, day=leader_day(6)).promise.told_on is None
