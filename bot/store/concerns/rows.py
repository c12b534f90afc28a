"""A concern and its row: the parts of the one are columns beside each other in the other.

Its topic, its raiser's answers and what its leader wrote down for themselves are one sealed column,
which opens for the row's two sides.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, select

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
    Retention,
    Timeout,
)
from bot.domain.concern.states import Act
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.taxonomy import Help, Pressure, Signal
from bot.store.sealing import Label, Sealer
from bot.store.tables import concern as table

E = TypeVar("E", bound=StrEnum)


def _same_names(part: type, *but: str) -> dict[str, str]:
    """The fields of a part whose columns are called as they are."""
    names = (field.name for field in fields(part))
    return {name: name for name in names if name not in but}


# Each part of a concern, its fields and their columns.
_SEALED = ("signal", "pressures", "help", "last_act", "not_yet_because")
_PARTS = ("mark", "promise", "clocks", "handover", "milestones", "replies", "retention")
_OWN = _same_names(Concern, *_PARTS, *_SEALED)
_MARK = _same_names(Mark, "channel", "key") | {"channel": "marked_in", "key": "mark_key"}
_PROMISE, _MILESTONES = _same_names(Promise), _same_names(Milestones)
_REPLIES, _RETENTION = _same_names(Replies, "answer", "no_check_ins"), _same_names(Retention)
_CLOCKS = _same_names(Clocks, "nudge", "check_in", "timeout")
_NUDGE = {field.name: f"nudge_{field.name}" for field in fields(Nudge)}
_CHECK_IN = {"question": "check_in", "at": "check_in_at"}
_TIMEOUT = {"act": "timeout_act", "at": "timeout_at"}
_COLUMNS = tuple(table.c.keys())


def row_of(concern: Concern) -> dict[str, Any]:
    """The columns of a concern but the sealed one: those of its parts lie beside its own."""
    clocks, handover = concern.clocks, concern.handover
    moved_to = handover.to if handover is not None and handover.agreed else None
    return (
        _values(concern, _OWN)
        | _values(concern.mark or Mark(), _MARK)
        | _values(concern.promise, _PROMISE)
        | _values(concern.milestones, _MILESTONES)
        | _values(concern.replies, _REPLIES)
        | _values(concern.retention, _RETENTION)
        | _values(clocks, _CLOCKS)
        | _values(clocks.nudge, _NUDGE)
        | _values(clocks.check_in, _CHECK_IN)
        | _values(clocks.timeout, _TIMEOUT)
        | {"proposed_to": concern.proposed_to, "moved_to": moved_to}
        # What only its raiser knows rests sealed; the column is for rows from before.
        | {"no_check_ins": False}
        # Nobody counts the questions any more; the column stays until a migration drops it.
        | {"check_ins": 0}
    )


def topic_of(concern: Concern) -> str:
    """What rests sealed of a concern, as text: its topic, and what its two sides said of it."""
    return json.dumps(
        {
            "signal": concern.signal,
            "pressures": concern.pressures,
            "help": concern.help,
            "answer": concern.replies.answer,
            "no_check_ins": concern.replies.no_check_ins,
            "last_act": concern.last_act,
            "not_yet_because": concern.not_yet_because,
        }
    )


def concern_from(row: Row[Any], topic: str) -> Concern:
    """The concern of a row and what :func:`topic_of` said of it.

    The row begins with the columns of the table, in their order; what follows them is not read.
    """
    opened = json.loads(topic)
    # A row that is asked for each of its columns by name takes several times as long.
    values = dict(zip(_COLUMNS, row, strict=False))
    mark = Mark(**_fields(values, _MARK))
    handed_to = row.moved_to or row.proposed_to
    clocks = Clocks(
        nudge=None if row.nudge_at is None else Nudge(**_fields(values, _NUDGE)),
        check_in=None if row.check_in_at is None else PlannedCheckIn(**_fields(values, _CHECK_IN)),
        timeout=None if row.timeout_at is None else Timeout(**_fields(values, _TIMEOUT)),
        **_fields(values, _CLOCKS),
    )
    return Concern(
        mark=mark if mark != Mark() else None,
        promise=Promise(**_fields(values, _PROMISE)),
        clocks=clocks,
        handover=Handover(handed_to, agreed=row.moved_to is not None) if handed_to else None,
        milestones=Milestones(**_fields(values, _MILESTONES)),
        replies=Replies(
            answer=_member(Act, opened["answer"]),
            no_check_ins=opened.get("no_check_ins", row.no_check_ins),
            **_fields(values, _REPLIES),
        ),
        retention=Retention(**_fields(values, _RETENTION)),
        signal=Signal(opened["signal"]),
        pressures=tuple(Pressure(each) for each in opened["pressures"]),
        help=_member(Help, opened["help"]),
        last_act=_member(Act, opened["last_act"]),
        # Rows from before this was kept have none.
        not_yet_because=opened.get("not_yet_because", ""),
        **_fields(values, _OWN),
    )


def _member(enum: type[E], value: str | None) -> E | None:
    return None if value is None else enum(value)


def _values(part: object, columns: Mapping[str, str]) -> dict[str, Any]:
    """The columns of one part; all are empty where it is missing."""
    if part is None:
        return dict.fromkeys(columns.values())
    return {column: getattr(part, field) for field, column in columns.items()}


def _fields(values: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    return dict(zip(columns, map(values.__getitem__, columns.values()), strict=True))


Sides = tuple[PersonId, PersonId | None]
"""Raiser and owner, to whom words and topic are bound."""


def sides_of(concern: Any) -> Sides:
    """Raiser and owner of a concern, or of its row."""
    return concern.raiser, concern.owner


class ConcernRows:
    """Rows read as concerns; what rests sealed of them is opened and sealed here."""

    def __init__(self, connection: Connection, sealer: Callable[[WorkspaceId], Sealer]) -> None:
        """Ask through ``connection``; words are sealed with the workspace's ``sealer``."""
        self._connection = connection
        self._sealer = sealer
        self._bound: dict[str, Sides] = {}
        self._without_parts: set[str] = set()

    def forget_read(self) -> None:
        """Read anew what is asked next."""
        self._bound.clear()
        self._without_parts.clear()

    def _topic(self, concern: Concern) -> dict[str, bytes]:
        sealer, sides = self._sealer(concern.workspace), sides_of(concern)
        return {"sealed": sealer.seal(Label.TOPIC, concern.id, topic_of(concern), *sides)}

    def _stored(self, concern: Concern) -> Sides:
        """Give the sides a concern's row has."""
        if concern.id not in self._bound:
            query = select(table.c.raiser, table.c.owner).where(
                table.c.workspace == concern.workspace, table.c.id == concern.id
            )
            row = self._connection.execute(query).one_or_none()
            self._bound[concern.id] = sides_of(row or concern)
        return self._bound[concern.id]

    def _concern(self, row: Row[Any]) -> Concern:
        """Open a row. Raises :class:`SealingError` where somebody changed who it belongs to."""
        sealer, sides = self._sealer(WorkspaceId(row.workspace)), sides_of(row)
        self._bound[row.id] = sides
        return concern_from(row, sealer.open(Label.TOPIC, row.id, row.sealed, *sides))

    def _where(
        self,
        *conditions: ColumnElement[bool],
        order: ColumnElement[Any] = table.c.created_at,
        limit: int | None = None,
        held: bool = False,
    ) -> list[Concern]:
        query = select(table).where(*conditions).order_by(order, table.c.id).limit(limit)
        if held:
            query = query.with_for_update(skip_locked=True)
        return [self._concern(row) for row in self._connection.execute(query).all()]
