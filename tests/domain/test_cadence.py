"""When to ask again: the table, the three reminders, what goes into one message."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.calendar import Absence, Calendar
from bot.domain.concern import (
    Concern,
    Nudge,
    PlannedCheckIn,
    Timeout,
    cadence,
    changed_hours,
)
from bot.domain.concern.cadence import Budget
from bot.domain.concern.effects import apply_transition, checked_in
from bot.domain.concern.states import (
    FROM_A_PERSON,
    Act,
    CheckIn,
    Kind,
    LeaderNews,
    Meeting,
    NudgeReason,
    State,
)
from bot.domain.concern.transition_context import TransitionContext
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import ConcernId, PersonId, WorkspaceId
from bot.domain.refusals import FarDate, PastDate
from bot.domain.taxonomy import HowSoon
from docs.samples import with_fields

BERLIN = Calendar("Europe/Berlin")
LISBON = Calendar("Europe/Lisbon")
NOW = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)
"""Monday, 11:00 in Berlin, 10:00 in Lisbon: after both hours."""
TODAY = date(2026, 3, 9)
PACES = list(HowSoon)


def workday(n: int, start: date = TODAY) -> date:
    """The n-th working day after ``start``."""
    return BERLIN.add_workdays(start, n)


def concern(key: str = "c1", **changes: object) -> Concern:
    made = Concern(
        workspace=WorkspaceId("T1"),
        id=ConcernId(key),
        kind=Kind.RAISED,
        origin=key,
        raiser=PersonId("U2"),
        owner=PersonId("U1"),
        state=State.RAISED,
        created_at=NOW,
    )
    return with_fields(made, **changes)


def given(now: datetime = NOW, **chosen: object) -> TransitionContext:
    return TransitionContext(now=now, leader=BERLIN, raiser=LISBON, **chosen)  # type: ignore[arg-type]


def after(stands: Concern, act: Act, **chosen: object) -> Concern:
    return apply_transition(stands, act, given(**chosen)).concern


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
    assert (stands.clocks.check_ins, second.clocks.check_ins) == (0, 1)
    assert checked_in(second, given(then)).clocks.check_in is None


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


# One message


def due(
    key: str, reason: NudgeReason, minutes: int = 0, *, named: bool = False, **changes: object
) -> Concern:
    nudge = Nudge(reason, TODAY, NOW + timedelta(minutes=minutes), named=named)
    return concern(key, state=State.HEARD, nudge=nudge, **changes)


def names(chosen: tuple[Concern, ...]) -> list[str]:
    return [one.id for one in chosen]


def test_inside_a_message_today_is_first_then_named_days_people_reminders_the_oldest() -> None:
    found = cadence.choose(
        [
            due("old", NudgeReason.FIRST, 1),
            due("older", NudgeReason.SECOND, 0),
            due("person", NudgeReason.WORSE, 8),
            due("named", NudgeReason.FIRST, 9, named=True),
            due("talk", NudgeReason.ONE_ON_ONE, 8),
            due("urgent", NudgeReason.ACK_1, 9, how_soon=HowSoon.TODAY),
        ],
        Budget(items=6),
    )
    assert names(found.items) == ["urgent", "talk", "named", "person", "older", "old"]
    assert (found.waiting, found.sort) == ((), False)


@pytest.mark.parametrize(("count", "shown", "sort"), [(5, 5, False), (8, 5, False), (9, 9, True)])
def test_five_things_fit_and_more_than_eight_are_sorted(count: int, shown: int, sort: bool) -> None:
    found = cadence.choose(
        [due(f"c{n}", NudgeReason.FIRST, n) for n in range(count)], Budget(used=0)
    )
    assert (len(found.items), len(found.waiting), found.sort) == (shown, count - shown, sort)


def test_the_weekly_budget_holds_back_only_what_the_calendar_says() -> None:
    calendar_only = [due("c1", NudgeReason.FIRST), due("c2", NudgeReason.SAME)]
    assert cadence.choose(calendar_only, Budget(used=2)).items
    held = cadence.choose(calendar_only, Budget(used=3))
    assert (held.items, len(held.waiting)) == ((), 2)


@pytest.mark.parametrize("reason", sorted(FROM_A_PERSON))
def test_what_a_person_has_just_said_goes_out_and_takes_along_what_is_due(
    reason: NudgeReason,
) -> None:
    found = cadence.choose([due("c1", NudgeReason.FIRST), due("c2", reason)], Budget(used=3))
    assert names(found.items) == ["c2", "c1"]


def test_what_a_leader_chose_is_less_than_usual() -> None:
    found = cadence.choose([due(f"c{n}", NudgeReason.FIRST, n) for n in range(5)], Budget(items=3))
    assert (len(found.items), len(found.waiting)) == (3, 2)
    assert (
        cadence.choose([due("c1", NudgeReason.FIRST)], Budget(message_days=2, used=2)).items == ()
    )


PRECEDENCE = [
    # What holds it back, and whether a named day, what a person said, a reminder go all the same.
    (Budget(), (True, True, True)),
    (Budget(used=3), (True, True, False)),
    (Budget(message_days=2, used=2), (True, True, False)),
    (Budget(weekly=True, backs_off=True), (True, True, False)),
    (Budget(weekly=True, backs_off=True, used=3), (True, True, False)),
    (Budget(weekly=True, chosen=True), (False, True, False)),
    (Budget(weekly=True, chosen=True, backs_off=True), (False, True, False)),
    (Budget(weekly=True, chosen=True, weekly_now=True, used=3), (True, True, True)),
]


@pytest.mark.parametrize(("budget", "goes"), PRECEDENCE)
def test_R43_each_row_of_what_goes_before_what(
    budget: Budget, goes: tuple[bool, bool, bool]
) -> None:
    items = (
        due("named", NudgeReason.FIRST, named=True),
        due("person", NudgeReason.WORSE),
        due("reminder", NudgeReason.SECOND),
    )
    alone = [cadence.choose([one], budget) for one in items]
    assert tuple(bool(one.items) for one in alone) == goes
    weekly = budget.weekly and not budget.weekly_now
    for one, went in zip(alone, goes, strict=True):
        assert len(one.held) == (weekly and not went)
        assert len(one.waiting) == (not weekly and not went)
    # A message that goes takes along what is due, but not what waits for its moment of the week.
    together = cadence.choose(items, budget)
    assert set(names(together.held)) == {
        one.id for one, went in zip(items, goes, strict=True) if weekly and not went
    }
    assert together.waiting == ()
    assert together.free
    part = cadence.choose(items[2:], budget, goes=True)
    assert bool(part.items) is not weekly
    assert not part.free


def test_R43_a_named_day_goes_before_what_fades_out() -> None:
    patient = replace(BERLIN, grace=2)
    friday = workday(4)
    named = cadence.nudge_on(NudgeReason.FIRST, friday, patient, named=True)
    assert named.at == patient.hour_on(friday)
    assert cadence.nudge_on(NudgeReason.FIRST, friday, patient).at == patient.hour_on(workday(6))


def named_for(days: int, **changes: object) -> Concern:
    """Heard today; its leader named a day so many working days ahead, and its raiser was told."""
    return after(concern(state=State.RAISED, **changes), Act.HEAR, day=workday(days))


@pytest.mark.parametrize("days", [1, 2, 3, 8])
def test_R43_a_correction_leaves_the_day_that_was_named(days: int) -> None:
    """Where it would come on that day, the question is asked and the correction rides along."""
    result = apply_transition(named_for(days), Act.NOT_QUITE, given())
    stands = result.concern
    assert (result.news is LeaderNews.ADDED) == (days == 1)
    if stands.clocks.nudge and stands.clocks.nudge.reason is NudgeReason.NOT_QUITE:
        stands = cadence.asked(stands, BERLIN, stands.clocks.nudge.at)
    assert stands.clocks.nudge == cadence.nudge_on(
        NudgeReason.FIRST, workday(days), BERLIN, named=True
    )


@pytest.mark.parametrize("act", [Act.NOT_QUITE, Act.WORSE])
def test_R43_the_morning_of_a_one_on_one_stays_one_whatever_comes_between(act: Act) -> None:
    day = workday(2)
    stands = after(named_for(2), act)
    stands = replace(stands, promise=replace(stands.promise, meeting=Meeting.ONE_ON_ONE))
    assert stands.clocks.nudge is not None
    stands = cadence.asked(stands, BERLIN, stands.clocks.nudge.at)
    assert stands.clocks.nudge is not None
    assert (stands.clocks.nudge.reason, stands.clocks.nudge.on) == (NudgeReason.ONE_ON_ONE, day)


@pytest.mark.parametrize("act", [Act.LITTLE, Act.SAME, Act.WORSE, Act.NOT_TALKED])
@pytest.mark.parametrize("days", [2, 3, 4, 5, 6, 7, 9, 12])
def test_R43_an_answer_of_the_raiser_takes_no_named_day_away(act: Act, days: int) -> None:
    """Sooner questions may come; on the day that was named one comes, and it is told nobody else.

    (The leader answers none of them.)
    """
    stands = after(named_for(days), act)
    asked_on = []
    while stands.clocks.nudge is not None and len(asked_on) < 9:
        nudge = stands.clocks.nudge
        asked_on.append(nudge.on)
        if nudge.on < workday(days):
            assert stands.named_day(TODAY) == workday(days)
        stands = cadence.asked(stands, BERLIN, nudge.at)
    assert workday(days) in asked_on
    assert stands.promise.told_on == workday(days)


def test_R43_a_named_day_is_named_wherever_it_goes() -> None:
    heard = after(concern(state=State.RAISED), Act.HEAR, day=workday(3))
    assert heard.clocks.nudge is not None
    assert heard.clocks.nudge.named
    for stands in (
        changed_hours.moved_clock(heard, Calendar("America/New_York"), NOW),
        cadence.postponed(heard, BERLIN, NOW),
        cadence.held_until(heard, NOW, BERLIN),
        after(heard, Act.LATER, day=workday(5)),
        after(concern(state=State.HEARD), Act.STEP, day=workday(5)),
        after(concern(state=State.HEARD), Act.TALKED_SAME, day=workday(5)),
        after(concern(state=State.HEARD, due_on=TODAY), Act.LATER, day=workday(5)),
        cadence.noted(concern(kind=Kind.NOTE), workday(2), BERLIN),
    ):
        assert stands.clocks.nudge is not None
        assert stands.clocks.nudge.named, stands.clocks.nudge
    # Something in between does not lose the day; a day that the bot chose is not named.
    for act in (Act.NOT_QUITE, Act.STALE_REVIEW):
        between = after(heard, act)
        assert between.clocks.nudge is not None
        assert not between.clocks.nudge.named
        resumed = cadence.asked(between, BERLIN, between.clocks.nudge.at).clocks.nudge
        assert resumed is not None
        assert (resumed.on, resumed.named) == (workday(3), True)
    for act in (Act.NOT_REACHED, Act.TALKED_WORSE):
        planned = after(heard, act).clocks.nudge
        assert planned is not None
        assert not planned.named


@pytest.mark.parametrize("now", [False, True])
def test_where_reminders_come_weekly_only_a_person_goes_before(now: bool) -> None:
    items = [
        due("c1", NudgeReason.FIRST),
        due("c2", NudgeReason.WORSE),
        due("c3", NudgeReason.SAME),
    ]
    found = cadence.choose(items, Budget(weekly=True, weekly_now=now))
    assert names(found.items) == (["c2", "c1", "c3"] if now else ["c2"])
    assert names(found.held) == ([] if now else ["c1", "c3"])
    assert found.free
    # The one message of the week goes whatever was sent before.
    late = cadence.choose(
        [due("c1", NudgeReason.FIRST)], Budget(weekly=True, weekly_now=now, used=3)
    )
    assert bool(late.items) is now


def test_who_comes_back_unasked_is_asked_two_working_days_later() -> None:
    patient = replace(BERLIN, grace=2)
    friday = workday(4)
    first = cadence.nudge_on(NudgeReason.FIRST, friday, patient)
    assert first.on == friday
    assert first.at == patient.hour_on(workday(6))
    stands = concern(state=State.HEARD, nudge=first)
    assert changed_hours.moved_clock(stands, patient, NOW) == stands
    for reason, reminder in (
        (NudgeReason.SECOND, 2),
        (NudgeReason.SNOOZED, 1),
        (NudgeReason.ONE_ON_ONE, 1),
    ):
        asked = cadence.nudge_on(reason, friday, patient, reminder=reminder)
        assert patient.today(asked.at) == friday


def test_what_waits_for_a_leader_is_what_they_were_told_or_asked() -> None:
    tomorrow = workday(1)
    later = {
        NudgeReason.FIRST: False,
        NudgeReason.ONE_ON_ONE: False,
        NudgeReason.SNOOZED: False,
        NudgeReason.SNOOZED_TWICE: False,
        NudgeReason.SECOND: True,
        NudgeReason.THIRD: True,
        NudgeReason.WORSE: True,
    }
    for reason, waits in later.items():
        one = concern(state=State.HEARD, nudge=cadence.nudge_on(reason, tomorrow, BERLIN))
        assert cadence.waits_for_leader(one, TODAY) is waits, reason
        assert cadence.waits_for_leader(one, tomorrow)
    assert cadence.waits_for_leader(concern(state=State.HEARD, nudge=None, quiet=True), TODAY)
    assert cadence.waits_for_leader(concern(state=State.RAISED, nudge=None), TODAY)
    assert not cadence.waits_for_leader(concern(state=State.BETTER, nudge=None), TODAY)
    assert not cadence.waits_for_leader(concern(state=State.CONFIRMED, nudge=None), TODAY)


def test_nothing_due_is_no_message() -> None:
    assert cadence.choose([], Budget(used=0)) == cadence.Chosen(())


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
