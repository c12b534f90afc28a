"""Which news may share a message, and when a moved day is told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.calendar import Calendar
from bot.domain.concern.notices import (
    STILL_SAID,
    TAKES_A_MOVE_IN,
    may_be_added,
    move_told_at,
    reopens_until,
    too_late_for,
)
from bot.domain.concern.states import Act, RaiserNotice, State
from bot.payloads import Notice
from tests.domain.concern_cases import concern

LISBON = Calendar("Europe/Lisbon")
MONDAY = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)


def test_R44_only_a_step_is_added_to_what_has_left_and_only_soon_after_heard() -> None:
    added = {
        (sent, later)
        for sent in RaiserNotice
        for later in RaiserNotice
        if may_be_added(sent, later, timedelta(minutes=10))
    }
    assert added == {(RaiserNotice.HEARD, RaiserNotice.STEP)}
    late = timedelta(minutes=10, seconds=1)
    assert not may_be_added(RaiserNotice.HEARD, RaiserNotice.STEP, late)


def test_news_that_has_not_left_is_one_message_with_the_newer() -> None:
    heard = Notice(notice=RaiserNotice.HEARD, day=date(2026, 3, 12))
    step = Notice(notice=RaiserNotice.STEP, day=date(2026, 3, 16))
    both = heard.joined(step)
    assert [piece.notice for piece in both.pieces] == [RaiserNotice.HEARD, RaiserNotice.STEP]
    asked = both.joined(Notice(notice=RaiserNotice.HAND))
    assert [piece.notice for piece in asked.pieces][-1] is RaiserNotice.HAND
    assert len(asked.pieces) == 3
    for last in set(RaiserNotice) - set(STILL_SAID):
        assert both.joined(Notice(notice=last)).pieces == (Notice(notice=last),)


def test_R44_what_has_not_left_is_said_beside_what_is_newer_only_while_it_holds() -> None:
    kept = {
        later.value: {notice.value for notice in earlier} for later, earlier in STILL_SAID.items()
    }
    assert kept == {
        "step": {"heard", "shared"},
        "moved": {"heard", "shared", "step"},
        "hand": {"heard", "shared", "step", "moved"},
        "away": {"heard", "shared", "step", "moved"},
        "long": {"heard", "shared", "step", "moved", "away"},
    }
    assert {notice.value for notice in TAKES_A_MOVE_IN} == {"heard", "shared"}


def test_of_two_moves_the_day_that_was_told_stays_the_first() -> None:
    first = Notice(notice=RaiserNotice.MOVED, before=date(2026, 3, 12), day=date(2026, 3, 16))
    second = Notice(notice=RaiserNotice.MOVED, before=date(2026, 3, 16), day=date(2026, 3, 19))
    moved = first.joined(second)
    assert (moved.before, moved.day) == (date(2026, 3, 12), date(2026, 3, 19))


@pytest.mark.parametrize(
    ("before", "last_told", "told"),
    [
        (date(2026, 3, 12), None, MONDAY),
        # The week is over first.
        (
            date(2026, 3, 30),
            datetime(2026, 3, 5, 10, tzinfo=UTC),
            datetime(2026, 3, 12, 10, tzinfo=UTC),
        ),
        # The old day is first: at the raiser's hour of the working day before it.
        (
            date(2026, 3, 12),
            datetime(2026, 3, 9, 9, tzinfo=UTC),
            datetime(2026, 3, 11, 9, 30, tzinfo=UTC),
        ),
        (
            date(2026, 3, 16),
            datetime(2026, 3, 9, 9, tzinfo=UTC),
            datetime(2026, 3, 13, 9, 30, tzinfo=UTC),
        ),
        # It is too late for that: at once.
        (date(2026, 3, 9), datetime(2026, 3, 6, 10, tzinfo=UTC), MONDAY),
    ],
)
def test_a_second_move_within_a_week_is_told_in_time(
    before: date, last_told: datetime | None, told: datetime
) -> None:
    assert move_told_at(before, last_told, MONDAY, LISBON) == told


@pytest.mark.parametrize(
    ("now", "late"),
    [
        # Closed on a Monday at ten: ten working days go on until the end of a Monday in Lisbon.
        (datetime(2026, 3, 23, 23, 59, tzinfo=UTC), set()),
        (datetime(2026, 3, 24, 0, 0, tzinfo=UTC), {Act.REOPEN}),
        (MONDAY + timedelta(days=60), {Act.REOPEN}),
        (MONDAY + timedelta(days=60, microseconds=1), {Act.REOPEN, Act.COME_BACK}),
    ],
)
def test_what_was_closed_can_be_opened_again_for_ten_working_days_or_for_sixty_days(
    now: datetime, late: set[Act]
) -> None:
    closed = concern(state=State.NO_CHANGE, closed_at=MONDAY)
    assert reopens_until(MONDAY, LISBON) == date(2026, 3, 23)
    assert too_late_for(closed, now, LISBON) == late
    assert too_late_for(concern(), now, LISBON) == set()
