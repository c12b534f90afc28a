"""Coaching lines: chosen by what is going on, rare, and never the same soon again."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import Calendar
from bot.domain.coaching import (
    Behaviour,
    Coached,
    CoachingLine,
    current,
    has_room,
    home_line,
    next_line,
    situation,
    week_is_free,
)
from bot.domain.concern import Concern, Nudge
from bot.domain.concern.states import Kind, NudgeReason, State
from bot.domain.taxonomy import Signal
from tests.domain import concern_cases

DAYS = Calendar(zone="Europe/Berlin")
NOW = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)


def concern(
    state: State = State.HEARD, reason: NudgeReason = NudgeReason.FIRST, **changes: object
) -> Concern:
    nudge = Nudge(reason, NOW.date(), NOW)
    return concern_cases.concern(
        **{"state": state, "nudge": nudge, "signal": Signal.STUCK, **changes}
    )


@pytest.mark.parametrize(
    ("found", "said_back", "expected"),
    [
        (concern(State.RAISED), False, (Behaviour.LISTENING, Behaviour.VALIDATION)),
        (concern(State.RAISED, signal=Signal.DISAGREE), False, (Behaviour.PERSPECTIVE,)),
        (concern(), True, (Behaviour.REFLECTING,)),
        (concern(signal=Signal.DISAGREE), True, (Behaviour.PERSPECTIVE,)),
        (concern(State.WORSE), True, (Behaviour.PERSPECTIVE,)),
        (concern(State.IN_PROGRESS, two_views=True), True, (Behaviour.PERSPECTIVE,)),
        (concern(State.IN_PROGRESS), True, (Behaviour.SUPPORT,)),
        (concern(), False, (Behaviour.FOLLOW_UP,)),
    ],
)
def test_what_is_going_on_decides_what_the_line_is_about(
    found: Concern, said_back: bool, expected: tuple[Behaviour, ...]
) -> None:
    assert situation(found, said_back=said_back) == expected


def test_listening_and_validation_take_turns() -> None:
    read: list[Coached] = []
    for day in range(4):
        now = NOW + timedelta(days=7 * day)
        line = next_line((Behaviour.LISTENING, Behaviour.VALIDATION), read, now, DAYS)
        assert line is not None
        read.append(Coached(line, now, True))
    assert [one.line.behaviour for one in read] == [Behaviour.LISTENING, Behaviour.VALIDATION] * 2


def test_only_a_first_question_has_room_for_an_opener() -> None:
    roomy = {reason for reason in NudgeReason if has_room(concern(reason=reason))}
    assert roomy == {NudgeReason.FIRST}
    assert has_room(concern(kind=Kind.NOTE))
    assert not has_room(concern(kind=Kind.NOTE, follow_up=1)), "there a note offers to be shared"


def test_none_left_means_none() -> None:
    lines = [one for one in CoachingLine if one.behaviour is Behaviour.SUPPORT]
    assert len(lines) == 4
    read = [Coached(one, NOW - timedelta(days=29), False) for one in lines]
    assert next_line((Behaviour.SUPPORT,), read, NOW, DAYS) is None
    assert next_line((Behaviour.SUPPORT,), read, NOW + timedelta(days=1), DAYS) in lines


def test_home_keeps_its_line_for_a_week_and_knows_whether_there_is_another() -> None:
    read = [Coached(one, NOW - timedelta(seconds=n), False) for n, one in enumerate(CoachingLine)]
    shown = home_line(read, NOW, DAYS)
    assert shown is not None
    assert (shown.line, shown.more) == (CoachingLine.LISTENING_1, False)
    shown = home_line(read[:1], NOW + timedelta(days=6), DAYS)
    assert shown is not None
    assert shown.more
    assert current(read, NOW + timedelta(days=7), DAYS) is None


Day = tuple[int, bool, tuple[Behaviour, ...]]
"""Days since the one before, whether it is a message (else Home), and what is going on."""


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 9),
            st.booleans(),
            st.lists(st.sampled_from(Behaviour), min_size=1, max_size=2, unique=True).map(tuple),
        ),
        min_size=10,
        max_size=120,
    )
)
def test_R34_one_line_a_week_in_messages_and_none_twice_in_30_days(life: Sequence[Day]) -> None:
    rows: dict[CoachingLine, Coached] = {}
    seen: list[Coached] = []
    now = NOW
    for later, message, behaviours in life:
        now += timedelta(days=later)
        if message and not week_is_free(rows.values(), now, DAYS):
            continue
        line = next_line(behaviours, rows.values(), now, DAYS)
        if line is not None:
            assert line.behaviour in behaviours
            # As the store keeps it: one row for each line.
            rows[line] = Coached(line, now, message)
            seen.append(rows[line])
    for index, one in enumerate(seen):
        for other in seen[index + 1 :]:
            apart = (DAYS.today(other.at) - DAYS.today(one.at)).days
            assert one.line is not other.line or apart >= 30
            assert not (one.for_talk and other.for_talk) or apart >= 7
