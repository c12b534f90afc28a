"""What moves a question: other hours, absences, a morning of a 1:1, something held."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.calendar import Absence, Calendar
from bot.domain.concern import (
    Nudge,
    Timeout,
    cadence,
    changed_hours,
)
from bot.domain.concern.cadence import Budget
from bot.domain.concern.states import (
    Act,
    Kind,
    Meeting,
    NudgeReason,
    State,
)
from bot.domain.taxonomy import HowSoon
from docs.samples import with_fields
from tests.domain.cadence_cases import NOW, after, concern, workday
from tests.domain.concern_cases import BERLIN, TODAY


def test_nothing_due_is_no_message() -> None:
    assert cadence.choose([], Budget(used=0)) == cadence.Selection(())


@pytest.mark.parametrize("reason", list(NudgeReason))
def test_what_is_postponed_is_not_used_up(reason: NudgeReason) -> None:
    before = concern(state=State.HEARD, nudge=Nudge(reason, TODAY, NOW, 2))
    moved = cadence.postponed(before, BERLIN, NOW)
    assert moved.clocks.nudge is not None
    assert (moved.clocks.nudge.reason, moved.clocks.nudge.reminder) == (reason, 2)
    assert moved.clocks.nudge.at == BERLIN.hour_on(workday(1))
    assert moved.with_nudge(None) == before.with_nudge(None)


def test_something_new_for_today_waits_only_until_work_begins() -> None:
    night = BERLIN.instant(TODAY, time(20, 0))
    stands = concern(how_soon=HowSoon.TODAY, nudge=Nudge(NudgeReason.NEW, TODAY, night))
    moved = cadence.postponed(stands, BERLIN, night).clocks.nudge
    assert moved is not None
    assert moved.at == BERLIN.instant(workday(1), time(9, 0))


def test_a_leader_who_moves_keeps_the_chosen_local_hour() -> None:
    stands = concern(nudge=cadence.nudge_on(NudgeReason.SECOND, workday(2), BERLIN, reminder=2))
    moved = changed_hours.moved_clock(stands, Calendar("America/New_York"), NOW).clocks.nudge
    assert moved is not None
    assert (moved.on, moved.reminder) == (workday(2), 2)
    assert moved.at == datetime(2026, 3, 11, 13, 30, tzinfo=UTC)


def test_a_better_that_its_leader_wished_to_be_asked_about_goes_on_waiting() -> None:
    expires = Timeout(Act.EXPIRE, NOW + timedelta(days=20))
    nudge = cadence.nudge_on(NudgeReason.SNOOZED, TODAY, BERLIN)
    stands = cadence.asked(
        concern(state=State.BETTER, nudge=nudge, timeout=expires), BERLIN, nudge.at
    )
    assert (stands.clocks.nudge, stands.clocks.timeout) == (None, expires)
    assert stands.promise.due_on == TODAY


def test_a_pause_that_ends_early_brings_back_what_waited_for_its_end() -> None:
    away = replace(BERLIN, away=(Absence(date.min, workday(4)),))
    back = away.on_or_after(workday(5))
    thursday = concern(
        state=State.HEARD, nudge=cadence.nudge_on(NudgeReason.FIRST, workday(3), BERLIN)
    )
    paused = changed_hours.moved_clock(thursday, away, NOW)
    assert paused.clocks.nudge is not None
    assert (paused.clocks.nudge.on, paused.clocks.nudge.planned_on) == (back, workday(3))
    longer = replace(BERLIN, away=(Absence(date.min, workday(9)),))
    for stands in (paused, changed_hours.moved_clock(paused, longer, NOW)):
        assert changed_hours.moved_clock(stands, BERLIN, NOW) == thursday
    # Its own day has passed meanwhile: the next chosen hour.
    late = BERLIN.instant(workday(4), time(12, 0))
    assert changed_hours.moved_clock(paused, BERLIN, late).clocks.nudge == Nudge(
        NudgeReason.FIRST, workday(5), BERLIN.hour_on(workday(5))
    )
    # Something new: its answer clock counts from the day on which it comes.
    new = cadence.raised(concern(), NOW, away)
    sooner = changed_hours.moved_clock(new, BERLIN, BERLIN.instant(workday(1), time(12, 0)))
    assert sooner.clocks.nudge is not None
    assert sooner.clocks.nudge.on == workday(2)
    assert sooner.milestones.seen_from == sooner.clocks.nudge.at
    assert sooner.promise.promised_on == workday(2 + cadence.PACE[HowSoon.WEEK].promise)
    assert sooner.clocks.timeout == Timeout(
        Act.FALL_QUIET, BERLIN.hour_on(workday(2 + cadence.PACE[HowSoon.WEEK].promise))
    )


def test_R41_another_hour_brings_nothing_sooner_than_its_raiser_was_told() -> None:
    noon = replace(BERLIN, hour=time(13, 30))
    new = cadence.raised(concern(), BERLIN.instant(TODAY, time(15, 0)), noon)
    told = new.milestones.seen_from
    assert told == noon.hour_on(workday(1))
    for hour, at in ((time(9, 30), told), (time(16, 30), noon.instant(workday(1), time(16, 30)))):
        moved = changed_hours.moved_clock(new, replace(BERLIN, hour=hour), NOW)
        assert moved.clocks.nudge is not None
        assert moved.clocks.nudge.at == at
        assert moved.milestones.seen_from == told


def test_something_new_rides_on_the_morning_of_a_one_on_one_and_its_raiser_is_told_so() -> None:
    noon = replace(BERLIN, hour=time(13, 30))
    morning = noon.instant(workday(1), time(9, 30))
    slots = cadence.Slots(morning=morning)
    new = cadence.raised(concern(), noon.instant(TODAY, time(15, 0)), noon, slots=slots)
    assert new.milestones.seen_from == morning
    later = cadence.raised(concern(), morning, noon, slots=slots)
    assert later.milestones.seen_from == noon.hour_on(workday(1))


def test_what_never_reached_its_leader_still_comes_after_its_raiser_was_asked() -> None:
    new = cadence.raised(concern(), NOW, BERLIN)
    assert new.clocks.timeout is not None
    silent = after(new, Act.FALL_QUIET)
    assert silent.quiet
    assert silent.clocks.nudge == new.clocks.nudge
    back = BERLIN.hour_on(workday(8))
    brought = cadence.asked(silent, BERLIN, back)
    assert not brought.quiet
    assert brought.clocks.nudge is not None
    assert brought.clocks.nudge.reason is NudgeReason.ACK_1
    promised = BERLIN.add_workdays(workday(8), cadence.PACE[HowSoon.WEEK].promise)
    assert brought.clocks.timeout == Timeout(Act.FALL_QUIET, BERLIN.hour_on(promised))
    delivered = with_fields(new, delivered_at=NOW)
    assert after(delivered, Act.FALL_QUIET).clocks.nudge is None


def test_what_would_fall_due_is_asked_or_falls_quiet_before_a_day() -> None:
    nudge = cadence.nudge_on(NudgeReason.FIRST, workday(2), BERLIN)
    quiet = Timeout(Act.FALL_QUIET, BERLIN.hour_on(workday(2)))
    for changes in ({"nudge": nudge}, {"timeout": quiet}):
        stands = concern(state=State.HEARD, **changes)
        assert changed_hours.would_fall_due(stands, workday(3), BERLIN)
        assert not changed_hours.would_fall_due(stands, workday(2), BERLIN)
    expires = concern(state=State.BETTER, timeout=Timeout(Act.EXPIRE, quiet.at))
    assert not changed_hours.would_fall_due(expires, workday(3), BERLIN)
    assert not changed_hours.would_fall_due(concern(), workday(3), BERLIN)


def test_a_silence_counts_no_announced_day_away() -> None:
    ends = BERLIN.hour_on(workday(3))
    stands = concern(timeout=Timeout(Act.FALL_QUIET, ends), promised_on=workday(3))
    away = replace(BERLIN, away=(Absence(date.min, workday(4)),))
    moved = changed_hours.silence_moved(stands, BERLIN, away, NOW)
    day = away.add_workdays(TODAY, 3)
    assert moved.clocks.timeout == Timeout(Act.FALL_QUIET, away.hour_on(day))
    assert moved.promise.promised_on == day
    other = with_fields(stands, promised_on=workday(9))
    assert changed_hours.silence_moved(other, BERLIN, away, NOW).promise.promised_on == workday(9)
    past = with_fields(stands, timeout=Timeout(Act.FALL_QUIET, NOW))
    assert changed_hours.silence_moved(past, BERLIN, away, NOW) == past
    better = with_fields(stands, timeout=Timeout(Act.EXPIRE, ends))
    assert changed_hours.silence_moved(better, BERLIN, away, NOW) == better
    assert changed_hours.silence_moved(concern(), BERLIN, away, NOW) == concern()


def test_where_nothing_is_asked_nothing_is_moved() -> None:
    silent = concern(state=State.HEARD)
    assert cadence.asked(silent, BERLIN, NOW) == silent
    assert cadence.postponed(silent, BERLIN, NOW) == silent
    assert cadence.held_until(silent, NOW, BERLIN) == silent
    assert changed_hours.moved_clock(silent, BERLIN, NOW) == silent
    assert not cadence.said_by_a_person(silent)


def test_what_is_held_keeps_its_reminder() -> None:
    nudge = cadence.nudge_on(NudgeReason.SECOND, TODAY, BERLIN, reminder=2)
    until = BERLIN.hour_on(workday(5))
    held = cadence.held_until(concern(nudge=nudge), until, BERLIN).clocks.nudge
    assert held == Nudge(NudgeReason.SECOND, workday(5), until, 2)


def test_what_was_not_asked_yet_is_a_follow_up_with_its_day_before_it() -> None:
    for reason in NudgeReason:
        early = reason in (NudgeReason.FIRST, NudgeReason.ONE_ON_ONE)
        stands = concern(nudge=Nudge(reason, TODAY, NOW))
        assert cadence.not_asked_yet(stands) is early
    assert not cadence.not_asked_yet(concern())


def test_a_note_before_a_one_on_one_is_asked_about_that_morning() -> None:
    for meeting, reason in (
        (Meeting.ONE_ON_ONE, NudgeReason.ONE_ON_ONE),
        (Meeting.SEPARATE, NudgeReason.FIRST),
        (None, NudgeReason.FIRST),
    ):
        noted = cadence.noted(concern(kind=Kind.NOTE, meeting=meeting), workday(2), BERLIN)
        assert noted.clocks.nudge == cadence.nudge_on(reason, workday(2), BERLIN, named=True)


def test_with_two_reminders_the_last_wording_follows_the_first() -> None:
    first = cadence.nudge_on(NudgeReason.FIRST, TODAY, BERLIN)
    once = cadence.asked(concern(state=State.HEARD, nudge=first), BERLIN, first.at, reminders=2)
    assert once.clocks.nudge is not None
    assert (once.clocks.nudge.reason, once.clocks.nudge.reminder) == (NudgeReason.THIRD, 2)
    twice = cadence.asked(once, BERLIN, once.clocks.nudge.at, reminders=2)
    assert twice.clocks.nudge is None
    new = cadence.raised(concern(), NOW, BERLIN)
    assert new.clocks.nudge is not None
    ack = cadence.asked(new, BERLIN, new.clocks.nudge.at, reminders=2).clocks.nudge
    assert ack is not None
    last = cadence.asked(new.with_nudge(ack), BERLIN, ack.at, reminders=2).clocks.nudge
    assert last is not None
    assert last.reason is NudgeReason.ACK_3


@pytest.mark.parametrize(("reminder", "reason"), [(1, "first"), (2, "second"), (3, "third")])
def test_what_a_person_caused_is_followed_by_the_reminder_it_interrupted(
    reminder: int, reason: str
) -> None:
    said = Nudge(NudgeReason.SAME, TODAY, NOW, reminder)
    stands = concern(state=State.HEARD, nudge=said, resume_on=workday(4))
    after_it = cadence.asked(stands, BERLIN, NOW)
    assert after_it.clocks.nudge == cadence.nudge_on(
        NudgeReason(reason), workday(4), BERLIN, reminder=reminder
    )
    assert after_it.promise.resume_on is None
    soon = cadence.asked(with_fields(stands, resume_on=TODAY), BERLIN, NOW).clocks.nudge
    assert soon is not None
    assert soon.on == workday(1)
    nothing = cadence.asked(with_fields(stands, resume_on=None), BERLIN, NOW)
    assert nothing.clocks.nudge is None


INSTANT = timedelta(microseconds=1)


def test_a_silence_that_ends_this_moment_is_over_and_one_that_ends_later_is_moved() -> None:
    away = replace(BERLIN, away=(Absence(date.min, workday(4)),))
    for ends, moves in ((NOW, False), (NOW + INSTANT, True)):
        stands = concern(timeout=Timeout(Act.FALL_QUIET, ends))
        moved = changed_hours.silence_moved(stands, BERLIN, away, NOW)
        assert (moved != stands) is moves


def test_what_is_due_this_moment_or_on_its_own_day_comes_then() -> None:
    """Days away end sooner: what had waited for their end comes at its own hour, if not passed."""
    away = replace(BERLIN, away=(Absence(date.min, workday(4)),))
    first = cadence.nudge_on(NudgeReason.FIRST, workday(2), BERLIN)
    paused = changed_hours.moved_clock(concern(state=State.HEARD, nudge=first), away, first.at)
    for now, nudge in (
        (first.at, first),
        (first.at + INSTANT, Nudge(NudgeReason.FIRST, workday(3), BERLIN.hour_on(workday(3)))),
    ):
        assert changed_hours.moved_clock(paused, BERLIN, now).clocks.nudge == nudge
    named = concern(
        state=State.HEARD, nudge=cadence.nudge_on(NudgeReason.FIRST, workday(2), BERLIN, named=True)
    )
    moved = changed_hours.moved_clock(named, replace(BERLIN, hour=time(11, 0)), NOW).clocks.nudge
    assert moved is not None
    assert (moved.named, moved.at) == (True, BERLIN.instant(workday(2), time(11, 0)))


def test_days_away_move_the_promised_day_of_what_has_not_reached_its_leader() -> None:
    away = replace(BERLIN, away=(Absence(date.min, workday(4)),))
    new = cadence.raised(concern(), NOW, BERLIN)
    moved = changed_hours.on_its_way_moved(new, away, NOW)
    back = away.on_or_after(workday(5))
    promised = away.add_workdays(back, 5)
    assert moved.clocks.nudge is not None
    assert moved.clocks.nudge.on == back
    assert moved.promise.promised_on == promised
    assert moved.clocks.timeout == Timeout(Act.FALL_QUIET, away.hour_on(promised))
    # Another hour of the same days promises nothing else, and neither does a reminder.
    assert changed_hours.on_its_way_moved(new, BERLIN, NOW).promise == new.promise
    asked = new.with_nudge(cadence.nudge_on(NudgeReason.ACK_1, workday(1), BERLIN))
    assert changed_hours.on_its_way_moved(asked, away, NOW).promise == new.promise
    # A clock that is no silence stays what it is.
    offered = with_fields(new, timeout=Timeout(Act.HAND_LAPSE, NOW))
    still = changed_hours.on_its_way_moved(offered, away, NOW)
    assert still.clocks.timeout == Timeout(Act.HAND_LAPSE, NOW)
    assert still.promise.promised_on == promised
