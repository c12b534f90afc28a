"""What the tests of the cadence share: a concern, days, and one step of its life."""

from datetime import UTC, date, datetime

from bot.domain.concern import (
    Concern,
)
from bot.domain.concern.effects import apply_transition
from bot.domain.concern.states import (
    Act,
)
from bot.domain.concern.transition_context import TransitionContext
from bot.domain.ids import ConcernId
from tests.domain import concern_cases
from tests.domain.concern_cases import BERLIN, LISBON, TODAY

NOW = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)
"""Monday, 11:00 in Berlin, 10:00 in Lisbon: after both hours."""


def workday(n: int, start: date = TODAY) -> date:
    """The n-th working day after ``start``."""
    return BERLIN.add_workdays(start, n)


def concern(key: str = "c1", **changes: object) -> Concern:
    return concern_cases.concern(id=ConcernId(key), origin=key, created_at=NOW, **changes)


def given(now: datetime = NOW, **chosen: object) -> TransitionContext:
    return TransitionContext(now=now, leader=BERLIN, raiser=LISBON, **chosen)  # type: ignore[arg-type]


def after(stands: Concern, act: Act, **chosen: object) -> Concern:
    return apply_transition(stands, act, given(**chosen)).concern
