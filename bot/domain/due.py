"""What the clock finds due: one row each, so that no row can hold up another."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.domain.ids import WorkspaceId

AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
"""The moment of a row that is to be looked at again now: what it depends on was changed."""
NOT_IN_TIME = "not in time"
"""The error of a row that raised nothing: its transaction ran into its time."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
"""So long such a row waits at first, twice as long each time after that, and at the most."""


class DueKind(StrEnum):
    """What a due row is about, in the order of a round."""

    DIGEST = "digest"
    """A team whose weekly digest, or a look at who reads its channel, may be due."""
    PRIVATE_PART = "private_part"
    """A leader whose private part before a digest may be due."""
    LEADER = "leader"
    """A leader with something due: all of it goes into their one message of the day."""
    TIMEOUT = "timeout"
    """A concern whose clock has run out: a silence is noticed, an ending comes, it is erased."""
    STALE_REVIEW = "stale_review"
    """A concern that has been open for three months of work."""
    RETENTION = "retention"
    """A concern of which something is to be erased, or announced to be."""
    CHECK_IN = "check_in"
    """A concern whose raiser is to be asked whether anything changed."""
    NUDGE = "nudge"
    """One concern in a leader's message; woken with its leader, and left out where it raises."""
    REMOVAL = "removal"
    """A workspace that removed the app: everything of it is to be erased."""
    CLEAN_UP = "clean_up"
    """What a workspace keeps no longer; has no moment, each hour is its time."""


WOKEN = tuple(kind for kind in DueKind if kind not in (DueKind.NUDGE, DueKind.CLEAN_UP))
"""Kinds that are found by a moment and woken by themselves."""


@dataclass(frozen=True)
class DueRow:
    """One thing that is due."""

    kind: DueKind
    workspace: WorkspaceId
    id: str
    """Of the team, the leader, the concern or the workspace."""
    failed: bool = False
    """It could not be handled the last time, or for a leader, something in their message."""
    slow: bool = False
    """The last time its transaction ran into its time: it comes after the others."""
    moment: datetime | None = None
    """For when it was meant; ``None`` where nobody was to be asked at a moment."""


@dataclass(frozen=True)
class DueFailure:
    """A due row that could not be handled the last time."""

    kind: DueKind
    id: str
    error: str
    """The kind of the exception, never its text; or ``NOT_IN_TIME``."""
    failed_at: datetime
    times: int
    """How often in a row."""

    @property
    def slow(self) -> bool:
        """Whether it raised nothing, but ran into its time."""
        return self.error == NOT_IN_TIME

    def is_waiting(self, now: datetime) -> bool:
        """Whether it is passed over still; what raised has been moved, and waits for nothing."""
        wait = min(FIRST_WAIT * 2 ** min(self.times - 1, 10), LONGEST_WAIT)
        # A clock that was set back keeps nobody waiting.
        return self.slow and self.failed_at <= now < self.failed_at + wait
