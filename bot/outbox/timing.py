"""How long everything in the protocol lasts; tests hand in shorter times of the same shape."""

from dataclasses import dataclass
from datetime import timedelta

from bot.slack.client import TIMEOUT_SECONDS


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Spans of the protocol. The defaults are what an operator gets."""

    call: timedelta = timedelta(seconds=TIMEOUT_SECONDS)
    """The longest that a call to Slack may take."""
    lease: timedelta = timedelta(seconds=60)
    """For how long what is claimed belongs to one process."""
    margin: timedelta = timedelta(seconds=5)
    """What is left of the lease after the longest call."""
    grace: timedelta = timedelta(seconds=30)
    """How long Slack's history may take to show what was posted."""
    sweeps: int = 6
    """How often a second copy is looked for: after the grace, twice that, four times, ..."""
    gap: timedelta = timedelta(seconds=1)
    """Between two messages in one channel; none: as fast as they come."""
    per_minute: int | None = 60
    """The most messages started in a workspace in a minute; ``None``: as many as there are."""
    pauses: tuple[timedelta, ...] = (
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=6),
        timedelta(hours=12),
        timedelta(hours=24),
    )
    """Before what Slack refused is tried again; after the last it is given up."""
    once_more: int = 2
    """How often what never arrived, without a refusal, is sent again without a pause."""

    def __post_init__(self) -> None:
        """Refuse a lease in which no POST could ever begin."""
        if self.lease <= self.spare:
            raise ValueError("the lease must be longer than a call and its margin")

    @property
    def spare(self) -> timedelta:
        """No POST begins with less of its lease left."""
        return self.call + self.margin

    def sweep_after(self, sweeps: int) -> timedelta | None:
        """Until the next look for a second copy, when there were ``sweeps``; ``None``: no more."""
        return self.grace * 2**sweeps if sweeps < self.sweeps else None

    def pause(self, refusals: int) -> timedelta | None:
        """Until the next try after so many refusals; ``None``: there is no next one."""
        if refusals < 1:
            return timedelta()
        return self.pauses[refusals - 1] if refusals <= len(self.pauses) else None
