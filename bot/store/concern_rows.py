"""A concern and its row: the parts of the one are columns beside each other in the other."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import Row

from bot.domain.concern import (
    Clocks,
    Concern,
    Handover,
    Mark,
    Milestones,
    Nudge,
    PlannedCheckIn,
    Promise,
    Replies,
    Timeout,
)


def _same_names(part: type, *but: str) -> dict[str, str]:
    """The fields of a part whose columns are called as they are."""
    names = (field.name for field in fields(part))
    return {name: name for name in names if name not in but}


# Each part of a concern, its fields and their columns.
_OWN = _same_names(Concern, "mark", "promise", "clocks", "handover", "milestones", "replies")
_MARK = _same_names(Mark, "channel", "key") | {"channel": "marked_in", "key": "mark_key"}
_PROMISE, _MILESTONES = _same_names(Promise), _same_names(Milestones)
_REPLIES = _same_names(Replies)
_CLOCKS = _same_names(Clocks, "nudge", "check_in", "timeout")
_NUDGE = {field.name: f"nudge_{field.name}" for field in fields(Nudge)}
_CHECK_IN = {"question": "check_in", "at": "check_in_at"}
_TIMEOUT = {"act": "timeout_act", "at": "timeout_at"}


def row_of(concern: Concern) -> dict[str, Any]:
    """The columns of a concern: those of its parts lie beside its own."""
    clocks, handover = concern.clocks, concern.handover
    moved_to = handover.to if handover is not None and handover.agreed else None
    return (
        _values(concern, _OWN)
        | _values(concern.mark or Mark(), _MARK)
        | _values(concern.promise, _PROMISE)
        | _values(concern.milestones, _MILESTONES)
        | _values(concern.replies, _REPLIES)
        | _values(clocks, _CLOCKS)
        | _values(clocks.nudge, _NUDGE)
        | _values(clocks.check_in, _CHECK_IN)
        | _values(clocks.timeout, _TIMEOUT)
        | {"proposed_to": concern.proposed_to, "moved_to": moved_to}
    )


def concern_from(row: Row[Any]) -> Concern:
    """The concern of a row."""
    mark = Mark(**_fields(row, _MARK))
    handed_to = row.moved_to or row.proposed_to
    clocks = Clocks(
        nudge=None if row.nudge_at is None else Nudge(**_fields(row, _NUDGE)),
        check_in=None if row.check_in_at is None else PlannedCheckIn(**_fields(row, _CHECK_IN)),
        timeout=None if row.timeout_at is None else Timeout(**_fields(row, _TIMEOUT)),
        **_fields(row, _CLOCKS),
    )
    return Concern(
        mark=mark if mark != Mark() else None,
        promise=Promise(**_fields(row, _PROMISE)),
        clocks=clocks,
        handover=Handover(handed_to, agreed=row.moved_to is not None) if handed_to else None,
        milestones=Milestones(**_fields(row, _MILESTONES)),
        replies=Replies(**_fields(row, _REPLIES)),
        **_fields(row, _OWN),
    )


def _values(part: object, columns: Mapping[str, str]) -> dict[str, Any]:
    """The columns of one part; all are empty where it is missing."""
    if part is None:
        return dict.fromkeys(columns.values())
    return {column: getattr(part, field) for field, column in columns.items()}


def _fields(row: Row[Any], columns: Mapping[str, str]) -> dict[str, Any]:
    return {field: getattr(row, column) for field, column in columns.items()}
