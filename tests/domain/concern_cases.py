"""What tests of concerns begin with: one that was raised, its people and days, and one act."""

from datetime import UTC, date, datetime

from bot.domain.calendar import Calendar
from bot.domain.concern import Concern, cadence
from bot.domain.concern.effects import apply_transition
from bot.domain.concern.states import (
    Act,
    Kind,
    NudgeReason,
    State,
)
from bot.domain.concern.transition_context import TransitionContext
from bot.domain.concern.transitions import (
    TRANSITIONS,
)
from bot.domain.ids import ConcernId, PersonId, TeamId, WorkspaceId
from docs.samples import with_fields

MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 9)
BERLIN = Calendar("Europe/Berlin")
LISBON = Calendar("Europe/Lisbon")
RAISER, OWNER, OTHER = PersonId("U2"), PersonId("U1"), PersonId("U7")
BEGIN = frozenset(act for act, row in TRANSITIONS.items() if not row.sources)


def concern(**changes: object) -> Concern:
    made = Concern(
        workspace=WorkspaceId("T1"),
        id=ConcernId("c1"),
        kind=Kind.RAISED,
        origin="command:1",
        raiser=RAISER,
        owner=OWNER,
        team=TeamId("t1"),
        state=State.RAISED,
        created_at=MONDAY,
    )
    return with_fields(made, **changes)


def heard(**changes: object) -> Concern:
    """Heard today, with its first follow-up next week."""
    nudge = cadence.nudge_on(NudgeReason.FIRST, date(2026, 3, 18), BERLIN)
    return concern(**{"state": State.HEARD, "heard_at": MONDAY, "nudge": nudge, **changes})


def context(now: datetime = MONDAY, day: date | None = None, **chosen: object) -> TransitionContext:
    return TransitionContext(
        now=now,
        leader=BERLIN,
        raiser=LISBON,
        day=day,
        person=OTHER,
        **chosen,  # type: ignore[arg-type]
    )


def after(stands: Concern, act: Act, now: datetime = MONDAY, day: date | None = None) -> Concern:
    return apply_transition(stands, act, context(now, day)).concern


def leader_day(days: int) -> date:
    return BERLIN.add_workdays(TODAY, days)


def raiser_hour(days: int) -> datetime:
    """The raiser's hour, so many of their working days from Monday."""
    return LISBON.hour_on(LISBON.add_workdays(TODAY, days))
