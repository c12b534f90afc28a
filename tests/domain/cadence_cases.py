"""What the tests of the cadence share: a concern, days, and one step of its life."""

from datetime import UTC, date, datetime

from bot.domain.calendar import Calendar
from bot.domain.concern import (
    Concern,
)
from bot.domain.concern.effects import apply_transition
from bot.domain.concern.states import (
    Act,
    Kind,
    State,
)
from bot.domain.concern.transition_context import TransitionContext
from bot.domain.ids import ConcernId, PersonId, WorkspaceId
from docs.samples import with_fields

BERLIN = Calendar("Europe/Berlin")
LISBON = Calendar("Europe/Lisbon")
NOW = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)
"""Monday, 11:00 in Berlin, 10:00 in Lisbon: after both hours."""
TODAY = date(2026, 3, 9)


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
