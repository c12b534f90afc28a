"""Column types: moments that cannot lose their zone, and the domain's enums as text."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, ColumnElement, DateTime, Dialect, String, literal
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.domain.calendar import TalkHour
from bot.domain.settings import GAPS, Gaps
from bot.domain.taxonomy import HowSoon

E = TypeVar("E", bound=StrEnum)
Reader = Callable[[Any], Any]
"""Makes a value of what the database gave for a column."""

# Moments and members of enums are most of what is read, and most of them are empty: each type makes
# one function that reads it. By ``process_result_value`` it would be two or three for every value.


def among(column: ColumnElement[Any], values: Iterable[object]) -> ColumnElement[bool]:
    """Whether a column holds one of a few values that are the same each time it is asked.

    The text of ``in_`` with plain values is put together anew at each question.
    """
    return column.in_([literal(value, column.type) for value in values])


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. A naive one is refused with ``ValueError``.

    SQLite has no zones: there the moment rests as naive UTC text, which sorts by time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn the moment into UTC, refusing one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored; make it aware first")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Reader:
        """Give the moment back in UTC."""
        inner: Reader | None = self.impl_instance.result_processor(dialect, coltype)

        def read(value: Any) -> datetime | None:
            if value is None:
                return None
            moment: datetime = value if inner is None else inner(value)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

        return read


class EnumText(TypeDecorator[E], Generic[E]):
    """A value of one of the domain's enums, stored by its stable key."""

    impl = String(32)
    cache_ok = True

    def __init__(self, enum: type[E]) -> None:
        """Store members of ``enum``."""
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        """Store the key."""
        return None if value is None else self.enum(value).value

    def result_processor(self, dialect: Dialect, coltype: object) -> Reader:
        """Give the member back."""
        members = {member.value: member for member in self.enum}
        return lambda value: None if value is None else members.get(value) or self.enum(value)

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        """Compare with members of the same enum."""
        return self


class Names(TypeDecorator[tuple[str, ...]]):
    """A few short names without spaces in them, joined by spaces."""

    impl = String(200)
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str | None:
        """Store the names in their order."""
        return None if value is None else " ".join(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        """Give the names back."""
        return None if value is None else tuple(value.split())


class Numbers(TypeDecorator[frozenset[int]]):
    """A few small numbers in no order, joined by spaces."""

    impl = String(13)
    cache_ok = True

    def process_bind_param(self, value: Iterable[int] | None, dialect: Dialect) -> str | None:
        """Store the numbers, the smallest first."""
        return None if value is None else " ".join(str(item) for item in sorted(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[int] | None:
        """Give the numbers back."""
        return None if value is None else frozenset(int(item) for item in value.split())


class TalkHours(TypeDecorator[tuple[TalkHour, ...]]):
    """Hours kept free for talks, each as its ISO weekday, its beginning and its end."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[TalkHour] | None, dialect: Dialect) -> Any:
        """Store them in their order."""
        return [
            [item.weekday, item.start.isoformat("minutes"), item.end.isoformat("minutes")]
            for item in value or ()
        ]

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[TalkHour, ...] | None:
        """Give the hours back; ``None`` where there is no row at all."""
        if value is None:
            return None
        return tuple(
            TalkHour(weekday, time.fromisoformat(start), time.fromisoformat(end))
            for weekday, start, end in value
        )


class GapDays(TypeDecorator[Gaps]):
    """Gaps between follow-ups; only what differs from the usual is stored."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Gaps | None, dialect: Dialect) -> Any:
        """Store what was chosen."""
        return {
            soon.value: list(days) for soon, days in (value or {}).items() if days != GAPS[soon]
        }

    def process_result_value(self, value: Any, dialect: Dialect) -> Gaps:
        """Give all gaps."""
        return {**GAPS, **{HowSoon(soon): tuple(days) for soon, days in value.items()}}


class WallTime(TypeDecorator[time]):
    """A time of day without a zone, to the minute, as ``HH:MM``."""

    impl = String(5)
    cache_ok = True

    def process_bind_param(self, value: time | None, dialect: Dialect) -> str | None:
        """Store hours and minutes."""
        return None if value is None else value.strftime("%H:%M")

    def process_result_value(self, value: str | None, dialect: Dialect) -> time | None:
        """Give the time of day back."""
        return None if value is None else time.fromisoformat(value)
