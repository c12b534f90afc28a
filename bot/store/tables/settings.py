"""The columns of the settings: made from the rows of their table."""

import json
from collections.abc import Iterator
from datetime import date, time
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Column, Date, Dialect, Integer, String, text
from sqlalchemy.dialects.sqlite import dialect as sqlite
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.domain.calendar import TalkHour
from bot.domain.settings import Gaps, Setting, SettingsGroup
from bot.store.columns import EnumText, GapDays, Names, Numbers, TalkHours, WallTime

_ANY: Dialect = sqlite()
_TYPES: tuple[tuple[Any, type[TypeEngine[Any]]], ...] = (
    (bool, Boolean),
    (int, Integer),
    (time, WallTime),
    (date, Date),
    (frozenset[int], Numbers),
    (tuple[str, ...], Names),
    (tuple[TalkHour, ...], TalkHours),
    (Gaps, GapDays),
)


def setting_columns(kind: type[SettingsGroup]) -> Iterator[Column[Any]]:
    """A column for each row, with the row's default: rows written before it take that."""
    for row in kind.rows():
        column_type = _type(row)
        yield Column(
            row.name,
            column_type,
            nullable=row.nullable,
            server_default=_default(column_type, row.default),
        )


def _type(row: Setting) -> TypeEngine[Any]:
    if isinstance(row.kind, type) and issubclass(row.kind, StrEnum):
        return EnumText(row.kind)
    if row.kind is str:
        return String(row.limit)
    for kind, column_type in _TYPES:
        if row.kind == kind:
            return column_type()
    raise TypeError(f"{row.name} has a type that no column has")


def _default(column_type: TypeEngine[Any], default: Any) -> Any:
    """The default as the column stores it; ``None`` where there is none."""
    if default is None:
        return None
    if isinstance(default, bool):
        return text(str(default).lower())
    if isinstance(column_type, TypeDecorator):
        stored = column_type.process_bind_param(default, _ANY)
        return stored if isinstance(stored, str) else json.dumps(stored)
    return str(default)
