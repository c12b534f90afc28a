"""What goes into one message: five things, the budget, named days, precedence (R43)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.calendar import Calendar
from bot.domain.concern import (
    Concern,
    Nudge,
    cadence,
    changed_hours,
)
from bot.domain.concern.cadence import Budget
from bot.domain.concern.effects import apply_transition
from bot.domain.concern.states import (
    FROM_A_PERSON,
    Act,
    Kind,
    LeaderNews,
    Meeting,
    NudgeReason,
    State,
)
from bot.domain.taxonomy import HowSoon
from tests.domain.cadence_cases import NOW, after, concern, given, workday
from tests.domain.concern_cases import BERLIN, TODAY

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
    assert bool(part.items) is (not weekly)
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
