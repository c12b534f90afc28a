"""What each act leaves behind: the clocks, the promise, the sides, and who is told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.concern import Concern, Handover, Nudge, PlannedCheckIn, Timeout, cadence
from bot.domain.concern.effects import apply_transition, said_back
from bot.domain.concern.states import (
    Act,
    CheckIn,
    Kind,
    Meeting,
    NudgeReason,
    Role,
    State,
)
from bot.domain.concern.transitions import (
    KEPT_FROM_LEADER,
    LET_KNOW,
    TRANSITIONS,
)
from bot.domain.refusals import PastDate, Stale
from docs.samples import with_fields
from tests.domain.concern_cases import (
    BEGIN,
    BERLIN,
    MONDAY,
    OTHER,
    TODAY,
    after,
    concern,
    context,
    heard,
    leader_day,
    raiser_hour,
)


def proposed(stands: Concern, act: Act) -> Concern:
    """As it must stand for ``act``: the leader has asked to hand it over, or has not."""
    return replace(stands, handover=None if act is Act.ASK_HAND else Handover(OTHER))


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
        ({"nudge": None, "come_back_on": date(2026, 3, 10)}, date(2026, 3, 10)),
        ({"nudge": None, "come_back_on": TODAY}, date(2026, 3, 12)),  # that day is over
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


def test_a_step_is_come_back_to_on_its_day() -> None:
    done = after(heard(), Act.STEP, day=leader_day(4))
    assert done.promise.come_back_on == leader_day(4)


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
