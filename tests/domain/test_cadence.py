"""When to ask again: the table, the three reminders, what goes into one message."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.domain.calendar import Absence
from bot.domain.concern import (
    Concern,
    Nudge,
    PlannedCheckIn,
    Timeout,
    cadence,
)
from bot.domain.concern.effects import checked_in
from bot.domain.concern.states import (
    Act,
    CheckIn,
    Kind,
    Meeting,
    NudgeReason,
    State,
)
from bot.domain.delivery import DeliveryKind
from bot.domain.refusals import FarDate, PastDate
from bot.domain.taxonomy import HowSoon
from tests.domain.cadence_cases import NOW, after, concern, given, workday
from tests.domain.concern_cases import BERLIN, LISBON, TODAY

PACES = list(HowSoon)


def told_on(stands: Concern) -> list[tuple[NudgeReason, date, int]]:
    """What the leader is asked on which day, if they never answer; then the quiet."""
    found = []
    while stands.clocks.nudge is not None:
        found.append(
            (stands.clocks.nudge.reason, stands.clocks.nudge.on, stands.clocks.nudge.reminder)
        )
        stands = cadence.asked(stands, BERLIN, stands.clocks.nudge.at)
    return found


# Not answered yet


def test_something_for_today_arrives_now_and_the_rest_at_the_next_hour() -> None:
    early = BERLIN.instant(TODAY, time(7, 0))
    for how_soon in PACES:
        stands = cadence.raised(concern(how_soon=how_soon), NOW, BERLIN)
        assert stands.clocks.nudge is not None
        at_once = how_soon is HowSoon.TODAY
        assert stands.clocks.nudge.at == (NOW if at_once else BERLIN.hour_on(workday(1)))
        dawn = cadence.raised(concern(how_soon=how_soon), early, BERLIN).clocks.nudge
        assert dawn is not None
        assert dawn.at == BERLIN.instant(TODAY, time(9, 0) if at_once else time(9, 30))


def test_what_has_no_place_today_is_promised_for_the_next_hour_that_has_one() -> None:
    """A leader who has had their message of the day gets what is new on the next."""
    early = BERLIN.instant(TODAY, time(9, 10))
    for how_soon in PACES:
        for had in ({DeliveryKind.DAY}, {DeliveryKind.TODAY}, set(DeliveryKind)):
            slots = cadence.Slots(had=had)
            stands = cadence.raised(concern(how_soon=how_soon), early, BERLIN, slots=slots)
            nudge = stands.clocks.nudge
            urgent = how_soon is HowSoon.TODAY and DeliveryKind.TODAY not in had
            full = DeliveryKind.DAY in had
            assert nudge is not None
            hour = BERLIN.hour_on(workday(1) if full else TODAY)
            assert nudge.at == (early if urgent else hour)


def test_a_mark_reaches_nobody_in_its_first_ten_minutes() -> None:
    stands = concern(how_soon=HowSoon.TODAY)
    marked = cadence.raised(stands, NOW, BERLIN, marked=True)
    assert marked.clocks.nudge is not None
    assert marked.clocks.nudge.at == NOW + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("how_soon", "reminders", "promise"),
    [
        (HowSoon.TODAY, {NudgeReason.ACK_1: 1, NudgeReason.ACK_3: 2}, 3),
        (HowSoon.WEEK, {NudgeReason.ACK_1: 1, NudgeReason.ACK_2: 2, NudgeReason.ACK_3: 4}, 5),
        (HowSoon.NEXT, {NudgeReason.ACK_1: 2, NudgeReason.ACK_2: 4, NudgeReason.ACK_3: 7}, 8),
    ],
)
def test_what_is_not_answered_is_reminded_and_then_its_raiser_is_asked(
    how_soon: HowSoon, reminders: dict[NudgeReason, int], promise: int
) -> None:
    stands = cadence.raised(concern(how_soon=how_soon), NOW, BERLIN)
    assert stands.clocks.nudge is not None
    delivered = stands.clocks.nudge.on
    expected = [(NudgeReason.NEW, delivered, 1)]
    expected += [(reason, workday(days, delivered), 1) for reason, days in reminders.items()]
    assert told_on(stands) == expected
    assert stands.promise.promised_on == workday(promise, delivered)
    assert stands.clocks.timeout == Timeout(
        Act.FALL_QUIET, BERLIN.hour_on(workday(promise, delivered))
    )


def test_the_promise_is_counted_with_the_days_a_leader_is_known_to_be_away() -> None:
    away = replace(BERLIN, away=(Absence(date(2026, 3, 11), date(2026, 3, 13)),))
    stands = cadence.raised(concern(), NOW, away)
    assert stands.promise.promised_on == date(2026, 3, 20)


def test_a_late_delivery_moves_its_reminders_but_not_the_promise() -> None:
    stands = cadence.raised(concern(), NOW, BERLIN)
    late = BERLIN.hour_on(workday(3))
    once = cadence.asked(stands, BERLIN, late)
    assert once.milestones.delivered_at == late
    assert once.clocks.nudge is not None
    assert (once.clocks.nudge.reason, once.clocks.nudge.on) == (NudgeReason.ACK_1, workday(4))
    assert once.promise.promised_on == stands.promise.promised_on


def test_a_day_whose_extra_message_is_meant_for_something_else_takes_nothing_more() -> None:
    early = BERLIN.instant(TODAY, time(9, 10))
    urgent = concern(how_soon=HowSoon.TODAY)
    for taken, at in ((TODAY, BERLIN.hour_on(TODAY)), (workday(1), early)):
        slots = cadence.Slots(urgent_on={taken})
        nudge = cadence.raised(urgent, early, BERLIN, slots=slots).clocks.nudge
        assert nudge is not None
        assert nudge.at == at
    # The extra message of today is used up; in the evening it is about tomorrow's.
    evening = BERLIN.instant(TODAY, time(20, 0))
    slots = cadence.Slots(had={DeliveryKind.TODAY})
    nudge = cadence.raised(urgent, evening, BERLIN, slots=slots).clocks.nudge
    assert nudge is not None
    assert nudge.at == BERLIN.instant(workday(1), time(9, 0))


def test_something_new_for_today_that_waits_in_open_hours_comes_at_the_next_hour() -> None:
    for now, at in (
        (BERLIN.instant(TODAY, time(9, 10)), BERLIN.hour_on(TODAY)),
        (BERLIN.instant(TODAY, time(17, 30)), BERLIN.instant(workday(1), time(9, 0))),
    ):
        new = Nudge(NudgeReason.NEW, TODAY, now)
        moved = cadence.postponed(
            concern(how_soon=HowSoon.TODAY, nudge=new), BERLIN, now
        ).clocks.nudge
        assert moved == Nudge(NudgeReason.NEW, BERLIN.today(at), at)


def test_what_days_away_postpone_remembers_the_day_it_was_for() -> None:
    away = replace(BERLIN, away=(Absence(workday(1), workday(2)),))
    first = cadence.nudge_on(NudgeReason.FIRST, TODAY, BERLIN)
    moved = cadence.postponed(concern(state=State.HEARD, nudge=first), away, NOW).clocks.nudge
    assert moved == replace(
        first, on=workday(3), at=away.hour_on(workday(3)), planned_on=workday(1)
    )
    again = cadence.postponed(concern(nudge=moved), BERLIN, moved.at).clocks.nudge
    assert again is not None
    assert (again.on, again.planned_on) == (workday(4), workday(1))
    for soon in (
        cadence.nudge_soon(BERLIN.instant(workday(1), time(10, 0)), away),
        cadence.nudge_next_hour(NudgeReason.SAME, BERLIN.instant(TODAY, time(12, 0)), away),
        cadence.nudge_on(NudgeReason.FIRST, workday(1), away),
    ):
        assert (soon.on, soon.planned_on) == (workday(3), workday(1))
    here = cadence.nudge_soon(NOW, away)
    assert (here.at, here.planned_on) == (NOW, None)


# Heard


@pytest.mark.parametrize(
    ("how_soon", "gaps", "check"),
    [
        (HowSoon.TODAY, (2, 5, 10), 5),
        (HowSoon.WEEK, (3, 10, 20), 10),
        (HowSoon.NEXT, (10, 15, 20), 15),
    ],
)
def test_after_heard_the_gaps_grow_and_then_stay(
    how_soon: HowSoon, gaps: tuple[int, int, int], check: int
) -> None:
    stands = after(concern(how_soon=how_soon), Act.HEAR)
    day = LISBON.add_workdays(TODAY, check)
    assert stands.clocks.check_in == PlannedCheckIn(CheckIn.FIRST, LISBON.hour_on(day))
    found = []
    for _ in range(4):
        assert stands.clocks.nudge is not None
        found.append(stands.clocks.nudge.on)
        stands = after(stands, Act.TALKED_SAME)
    assert found == [workday(gaps[min(n, 2)]) for n in range(4)]


def test_a_leaders_own_day_replaces_the_gap() -> None:
    day = workday(6)
    stands = after(concern(), Act.HEAR, day=day, meeting=Meeting.SEPARATE)
    assert (stands.promise.come_back_on, stands.clocks.nudge) == (
        day,
        cadence.nudge_on(NudgeReason.FIRST, day, BERLIN, named=True),
    )


def test_the_morning_of_a_one_on_one_is_asked_about_by_half_past_nine() -> None:
    noon = replace(BERLIN, hour=time(13, 30))
    nudge = cadence.nudge_on(NudgeReason.ONE_ON_ONE, TODAY, noon)
    assert nudge.at == noon.instant(TODAY, time(9, 30))
    assert cadence.nudge_on(NudgeReason.FIRST, TODAY, noon).at == noon.instant(TODAY, time(13, 30))
    # Not before work begins, and never later than the chosen hour.
    for begins, hour, asked_at in (((10, 0), (13, 30), (10, 0)), ((8, 0), (8, 30), (8, 30))):
        days = replace(BERLIN, start=time(*begins), hour=time(*hour))
        morning = cadence.nudge_on(NudgeReason.ONE_ON_ONE, TODAY, days)
        assert morning.at == days.instant(TODAY, time(*asked_at))
    stands = after(concern(), Act.HEAR, day=workday(1), meeting=Meeting.ONE_ON_ONE)
    assert stands.clocks.nudge is not None
    assert stands.clocks.nudge.reason is NudgeReason.ONE_ON_ONE


@pytest.mark.parametrize(
    ("how_soon", "days"), [(HowSoon.TODAY, 2), (HowSoon.WEEK, 3), (HowSoon.NEXT, 3)]
)
def test_after_worse_it_is_come_back_to_soon(how_soon: HowSoon, days: int) -> None:
    heard = concern(how_soon=how_soon, state=State.HEARD, follow_up=2)
    talked = after(heard, Act.TALKED_WORSE)
    assert talked.clocks.nudge is not None
    assert talked.clocks.nudge.on == workday(days)
    assert after(heard, Act.WORSE).promise.resume_on == workday(days)


@pytest.mark.parametrize(
    ("act", "days"),
    [(Act.LITTLE, 5), (Act.SAME, 5), (Act.NOT_TALKED, 2)],
)
def test_after_an_answer_the_ordinary_follow_up_goes_on(act: Act, days: int) -> None:
    stands = after(concern(state=State.HEARD), act)
    assert stands.promise.resume_on == workday(days)
    assert stands.clocks.nudge is not None
    told = cadence.asked(stands, BERLIN, stands.clocks.nudge.at)
    assert told.clocks.nudge is not None
    assert (told.clocks.nudge.reason, told.clocks.nudge.on) == (NudgeReason.FIRST, workday(days))


@pytest.mark.parametrize(
    ("act", "source"), [(Act.REOPEN, State.NO_CHANGE), (Act.COME_BACK, State.CONFIRMED)]
)
def test_what_is_opened_again_is_come_back_to_after_three_days(act: Act, source: State) -> None:
    stands = after(concern(state=source, heard_at=NOW, closed_at=NOW), act)
    assert (stands.state, stands.milestones.closed_at) == (State.HEARD, None)
    assert stands.promise.resume_on == workday(3)


def test_not_getting_to_it_asks_again_in_two_days_with_the_first_wording() -> None:
    stands = after(concern(state=State.HEARD, snoozes=1), Act.NOT_REACHED)
    assert stands.clocks.nudge == cadence.nudge_on(NudgeReason.FIRST, workday(2), BERLIN)


def test_a_reported_talk_asks_the_raiser_after_two_of_their_days_and_once_more_after_five() -> None:
    stands = after(concern(state=State.HEARD), Act.TALKED_BETTER)
    day = LISBON.add_workdays(TODAY, 2)
    assert stands.clocks.check_in == PlannedCheckIn(CheckIn.FIRST, LISBON.hour_on(day))
    ends = LISBON.hour_on(LISBON.add_workdays(TODAY, 20))
    assert stands.clocks.timeout == Timeout(Act.EXPIRE, ends)
    then = LISBON.hour_on(day)
    second = checked_in(stands, given(then))
    later = LISBON.hour_on(LISBON.add_workdays(day, 5))
    assert second.clocks.check_in == PlannedCheckIn(CheckIn.SECOND, later)
    assert checked_in(second, given(then)).clocks.check_in is None


def test_what_reaches_its_leader_late_keeps_the_day_that_its_raiser_is_asked_on() -> None:
    """Also where what reaches them is a follow-up."""
    nudge = cadence.nudge_on(NudgeReason.FIRST, TODAY, BERLIN)
    late = concern(state=State.HEARD, quiet=True).with_nudge(nudge)
    asked = cadence.asked(late, BERLIN, NOW)
    assert asked.promise.promised_on == BERLIN.add_workdays(TODAY, 5)
    assert asked.promise.due_on == TODAY


def test_without_a_talk_or_a_step_the_raiser_is_asked_only_once() -> None:
    stands = after(concern(), Act.HEAR)
    assert checked_in(stands, given()).clocks.check_in is None


def test_who_wants_no_questions_gets_none() -> None:
    stands = after(concern(state=State.HEARD, no_check_ins=True), Act.TALKED_BETTER)
    assert stands.clocks.check_in is None
    assert (
        after(concern(state=State.HEARD, kind=Kind.NOTE), Act.TALKED_SAME).clocks.check_in is None
    )


# A day of one's own


@pytest.mark.parametrize(
    ("how_soon", "latest"), [(HowSoon.TODAY, 10), (HowSoon.WEEK, 15), (HowSoon.NEXT, 30)]
)
def test_a_leaders_own_day_is_tomorrow_at_the_earliest_and_not_too_far(
    how_soon: HowSoon, latest: int
) -> None:
    stands = concern(how_soon=how_soon)
    last = workday(latest)
    assert cadence.own_date(stands, workday(1), NOW, BERLIN) == workday(1)
    assert cadence.own_date(stands, last, NOW, BERLIN) == last
    for past in (TODAY, TODAY - timedelta(days=1)):
        with pytest.raises(PastDate):
            cadence.own_date(stands, past, NOW, BERLIN)
    with pytest.raises(FarDate) as far:
        cadence.own_date(stands, last + timedelta(days=1), NOW, BERLIN)
    assert far.value.facts == {"date": last.isoformat()}


def test_the_day_that_a_form_offers_is_never_too_far() -> None:
    later = concern(state=State.HEARD, follow_up=1)
    assert cadence.own_date(later, workday(20), NOW, BERLIN) == workday(20)
    with pytest.raises(FarDate):
        cadence.own_date(later, workday(21), NOW, BERLIN)
    wide = {HowSoon.WEEK: (40, 3, 3)}
    assert cadence.own_date(concern(), workday(40), NOW, BERLIN, wide) == workday(40)


def test_a_day_off_moves_to_the_next_working_day() -> None:
    saturday = date(2026, 3, 14)
    assert cadence.own_date(concern(), saturday, NOW, BERLIN) == date(2026, 3, 16)
    assert cadence.nudge_on(NudgeReason.FIRST, saturday, BERLIN).on == date(2026, 3, 16)


# Three reminders


def test_a_follow_up_is_reminded_twice_more_and_then_the_clock_falls_quiet() -> None:
    stands = concern(state=State.HEARD, nudge=cadence.nudge_on(NudgeReason.FIRST, TODAY, BERLIN))
    assert told_on(stands) == [
        (NudgeReason.FIRST, TODAY, 1),
        (NudgeReason.SECOND, workday(2), 2),
        (NudgeReason.THIRD, workday(5), 3),
    ]
    for _ in range(3):
        assert stands.clocks.nudge is not None
        stands = cadence.asked(stands, BERLIN, stands.clocks.nudge.at)
    assert stands.promise.due_on == TODAY
    quiet = Timeout(Act.FALL_QUIET, BERLIN.hour_on(workday(7)))
    assert (stands.clocks.nudge, stands.clocks.timeout) == (None, quiet)


@pytest.mark.parametrize("asked_before", [1, 2, 3])
def test_not_yet_keeps_the_number_of_the_reminder(asked_before: int) -> None:
    stands = concern(state=State.HEARD, nudge=cadence.nudge_on(NudgeReason.FIRST, TODAY, BERLIN))
    for _ in range(asked_before):
        assert stands.clocks.nudge is not None
        stands = cadence.asked(stands, BERLIN, stands.clocks.nudge.at)
    later = after(stands, Act.LATER, day=workday(6))
    assert later.clocks.nudge is not None
    assert (later.clocks.nudge.reason, later.clocks.nudge.reminder) == (
        NudgeReason.SNOOZED,
        asked_before,
    )
    assert later.clocks.nudge.on == workday(6)
    rest = told_on(later)
    assert len(rest) == 4 - asked_before
    again = after(later, Act.LATER, day=workday(7))
    assert again.clocks.nudge is not None
    assert again.clocks.nudge.reason is NudgeReason.SNOOZED_TWICE


def test_something_asked_again_at_the_raisers_wish_is_asked_once() -> None:
    stands = after(concern(quiet=True), Act.AGAIN)
    assert [reason for reason, _, _ in told_on(stands)] == [NudgeReason.AGAIN]
