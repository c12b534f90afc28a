"""What is left where something ends, begins anew, or is handed over; who is told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.concern import Handover, Nudge, PlannedCheckIn, Timeout, cadence
from bot.domain.concern.effects import apply_transition, checked_in
from bot.domain.concern.handover import handed_over_from, handover_origin
from bot.domain.concern.stale_review import can_be_reviewed
from bot.domain.concern.states import (
    FROM_A_PERSON,
    Act,
    CheckIn,
    Kind,
    LeaderNews,
    NudgeReason,
    RaiserNotice,
    Role,
    State,
)
from bot.domain.concern.transitions import (
    ALWAYS_POSSIBLE,
    TRANSITIONS,
    check_act,
    repeats,
)
from bot.domain.refusals import Stale
from bot.domain.taxonomy import HowSoon
from docs.samples import with_fields
from tests.domain.concern_cases import (
    BEGIN,
    BERLIN,
    LISBON,
    MONDAY,
    OTHER,
    OWNER,
    TODAY,
    after,
    concern,
    context,
    heard,
    leader_day,
    raiser_hour,
)


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
    stands = heard(check_in=PlannedCheckIn(CheckIn.FIRST, MONDAY), **changes)
    done = checked_in(stands, context())
    planned = PlannedCheckIn(CheckIn.SECOND, raiser_hour(5))
    assert done.clocks.check_in == (planned if second else None)
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
        assert can_be_reviewed(heard(nudge=Nudge(reason, TODAY, MONDAY))) is (not newer)


def test_a_leader_who_leads_no_more_leaves_it_to_its_raiser_and_a_note_to_be_erased() -> None:
    stands = heard(quiet=True, timeout=Timeout(Act.FALL_QUIET, MONDAY))
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
    Act.HAND_NO: RaiserNotice.MOVED,
    Act.HAND_LAPSE: RaiserNotice.MOVED,
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
