"""Lives nobody thought of never break what only one side may do (R5, R6, R23)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import Calendar
from bot.domain.concern import Concern, cadence
from bot.domain.concern.effects import apply_transition, checked_in
from bot.domain.concern.stale_review import can_be_reviewed
from bot.domain.concern.states import OPEN, Act, Kind, Role, State
from bot.domain.concern.transition_context import TransitionContext
from bot.domain.concern.transitions import KEPT_FROM_LEADER, TRANSITIONS, check_act
from bot.domain.ids import ConcernId, PersonId, TeamId, WorkspaceId
from bot.domain.refusals import Refusal

MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
DAYS = Calendar("Europe/Berlin")
HALF_A_DAY = timedelta(hours=12)
ACTS = [one for one, row in TRANSITIONS.items() if row.sources and row.who is not Role.CLOCK]
KEPT = sorted(KEPT_FROM_LEADER)
LEADERS = [
    "state",
    "quiet",
    "step_no",
    "owner",
    "left_by",
    "reason",
    "settled_by",
    "last_at",
    "ending",
    "promise",
    "milestones",
    "handover",
    "clocks.nudge",
    "clocks.stale_review_at",
    "replies.answer",
    "replies.said_yes_at",
    "replies.two_views",
]
"""What of a concern shows, or decides when something shows, on the leader's side."""

Story = list[tuple[Act, int]]
stories = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 30)), max_size=14)


def begun() -> Concern:
    new = Concern(
        workspace=WorkspaceId("T1"),
        id=ConcernId("C1"),
        kind=Kind.RAISED,
        origin="command:1",
        raiser=PersonId("U2"),
        owner=PersonId("U1"),
        team=TeamId("t1"),
        state=State.RAISED,
        created_at=MONDAY,
    )
    return cadence.raised(new, MONDAY, DAYS)


def around(now: datetime) -> TransitionContext:
    day = DAYS.add_workdays(DAYS.today(now), 1)
    return TransitionContext(now=now, leader=DAYS, raiser=DAYS, day=day, person=PersonId("U3"))


def clock(stands: Concern, now: datetime) -> Concern:
    """What the clock does with whatever is due."""
    if stands.clocks.nudge is not None and stands.clocks.nudge.at <= now:
        stands = cadence.asked(stands, DAYS, now)
    if stands.clocks.check_in is not None and stands.clocks.check_in.at <= now:
        stands = checked_in(stands, around(now))
    timeout = stands.clocks.timeout
    if timeout is not None and timeout.at <= now:
        check_act(stands, timeout.act, Role.CLOCK)
        stands = apply_transition(stands, timeout.act, around(now)).concern
    review_at = stands.clocks.stale_review_at
    if review_at is not None and review_at <= now and can_be_reviewed(stands):
        stands = apply_transition(stands, Act.STALE_REVIEW, around(now)).concern
    return stands


def after(stands: Concern, act: Act, now: datetime) -> Concern:
    """``act``, if it is possible now."""
    try:
        check_act(stands, act, TRANSITIONS[act].who)
        return apply_transition(stands, act, around(now)).concern
    except Refusal:
        return stands


def live(story: Story, seen: Callable[[Concern, Concern, Act | None], None]) -> Concern:
    """Live through a story; ``seen`` gets each turn: before, after, and the act or the clock."""
    now, stands = MONDAY, begun()
    for act, wait in story:
        for _ in range(wait):
            now += HALF_A_DAY
            before, stands = stands, clock(stands, now)
            seen(before, stands, None)
        before, stands = stands, after(stands, act, now)
        seen(before, stands, act)
    return stands


@settings(max_examples=150, deadline=None, derandomize=True)
@given(stories)
def test_R05_only_the_raiser_confirms(story: Story) -> None:
    def seen(before: Concern, now: Concern, act: Act | None) -> None:
        if now.state is State.CONFIRMED and before.state is not State.CONFIRMED:
            assert act is not None
            assert TRANSITIONS[act].who is Role.RAISER

    live(story, seen)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(stories)
def test_R06_the_clock_closes_nothing_that_waits_for_somebody(story: Story) -> None:
    def seen(before: Concern, now: Concern, act: Act | None) -> None:
        if act is None and before.state in OPEN - {State.BETTER}:
            assert now.state is before.state

    live(story, seen)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(stories, st.sampled_from(KEPT), st.integers(0, 13))
def test_R23_a_private_answer_changes_nothing_that_a_leader_could_see_ever_after(
    story: Story, private: Act, place: int
) -> None:
    now = MONDAY
    openly = secretly = begun()
    for number, (act, wait) in enumerate(story):
        for _ in range(wait):
            now += HALF_A_DAY
            openly, secretly = clock(openly, now), clock(secretly, now)
        if number == place:
            secretly = after(secretly, private, now)
        openly, secretly = after(openly, act, now), after(secretly, act, now)
        shown = {field: attrgetter(field)(openly) for field in LEADERS}
        assert {field: attrgetter(field)(secretly) for field in LEADERS} == shown
        # What the clock will do is the same too, but for questions to the raiser alone.
        assert openly.clocks.timeout == secretly.clocks.timeout


def test_R23_the_comparison_would_notice_an_answer_that_is_told() -> None:
    heard = after(begun(), Act.HEAR, MONDAY)
    assert after(heard, Act.SAME, MONDAY).clocks.nudge != heard.clocks.nudge
    assert replace(heard, quiet=True) != heard
