"""What the clock finds due: one row each, so that no row can hold up another."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import WorkspaceId


class DueKind(StrEnum):
    """What a due row is about."""

    TIMEOUT = "timeout"
    """A concern whose clock has run out: a silence is noticed, an ending comes, it is erased."""
    STALE_REVIEW = "stale_review"
    """A concern that has been open for three months of work."""
    CHECK_IN = "check_in"
    """A concern whose raiser is to be asked whether anything changed."""
    OFFER = "offer"
    """An offer that nobody answered in time."""
    LEADER = "leader"
    """A leader with something due: all of it goes into their one message of the day."""


@dataclass(frozen=True)
class DueRow:
    """One thing that is due."""

    kind: DueKind
    workspace: WorkspaceId
    id: str
    """Of the concern, or of the leader."""
