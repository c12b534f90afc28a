"""When something happens to a concern, whose days count, and what the actor chose with it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.calendar import Calendar
from bot.domain.concern.states import Meeting
from bot.domain.ids import PersonId
from bot.domain.settings import GAPS, Gaps


@dataclass(frozen=True, kw_only=True)
class TransitionContext:
    """When an act happens, whose days count, and what the actor chose with it."""

    now: datetime
    leader: Calendar
    raiser: Calendar
    day: date | None = None
    """The day the leader named, already checked by ``cadence.own_date``."""
    because: str = ""
    """Why the leader said *Not yet*, for themselves alone."""
    meeting: Meeting | None = None
    gaps: Gaps = field(default_factory=lambda: GAPS)
    """How long the workspace lets pass from one follow-up to the next."""
    person: PersonId | None = None
    """Whom the act names: with whom it may go on, or goes on."""

    def leader_day(self, days: int) -> date:
        """So many of the leader's working days from today."""
        return self.leader.add_workdays(self.leader.today(self.now), days)

    def raiser_moment(self, days: int) -> datetime:
        """The raiser's hour, so many of their working days from today."""
        return self.raiser.hour_on(self.raiser.add_workdays(self.raiser.today(self.now), days))
