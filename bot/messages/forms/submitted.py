"""The values of a submitted view, by field, in the shapes that Slack sends."""

import re
from collections.abc import Mapping
from datetime import date, time
from enum import Enum
from typing import Any, TypeVar

from bot.domain.ids import PersonId
from bot.messages.controls import Field

Values = Mapping[str, Any]
_E = TypeVar("_E", bound=Enum)
_ABSENT = object()


class Submitted:
    """The values of one submission, by field."""

    def __init__(self, values: Values) -> None:
        """Read from ``view["state"]["values"]``."""
        if not isinstance(values, Mapping):
            raise wrong("values")
        self._values = values

    def _get(self, field: Field, *names: str) -> Any:
        """What the field's element holds under the first of ``names`` it has."""
        block = self._values.get(field.value)
        if block is None:
            return None
        element = block.get(field.value) if isinstance(block, Mapping) else None
        if not isinstance(element, Mapping):
            raise wrong(field)
        for name in names:
            found = element.get(name, _ABSENT)
            if found is not _ABSENT:
                return found
        raise wrong(field)

    def text(self, field: Field) -> str:
        """What was written, without space around it; nothing is an empty text."""
        found = self._get(field, "value")
        if found is None:
            return ""
        if not isinstance(found, str):
            raise wrong(field)
        return found.strip()

    def chosen(self, field: Field) -> str | None:
        """The value of the entry taken from a menu or list."""
        found = self._get(field, "selected_option")
        return None if found is None else _value_of(found, field)

    def several(self, field: Field) -> tuple[str, ...]:
        """The values of the entries taken or ticked."""
        found = self._get(field, "selected_options")
        if found is None:
            return ()
        if not isinstance(found, list):
            raise wrong(field)
        return tuple(_value_of(one, field) for one in found)

    def entry(self, field: Field, of: type[_E]) -> _E | None:
        """The entry of a taxonomy taken from a menu."""
        found = self.chosen(field)
        return None if found is None else of(found)

    def emoji(self, field: Field) -> tuple[str, ...]:
        """Names of emoji, with or without their colons, whatever stands between them."""
        found = re.findall(r"[a-z0-9_+'-]+", self.text(field).casefold())
        return tuple(dict.fromkeys(found))

    def number(self, field: Field, within: range, *, leads: bool = True) -> int | None:
        """A number from a menu; ``None`` where only leaders are asked."""
        if not leads:
            return None
        found = needed(self.chosen(field), field)
        if found not in {str(one) for one in within}:
            raise wrong(field)
        return int(found)

    def count(self, field: Field, within: range) -> int:
        """A whole number that was typed; Slack sends none outside its bounds."""
        found = self.text(field)
        if not (found.isascii() and found.isdigit() and int(found) in within):
            raise wrong(field)
        return int(found)

    def day(self, field: Field) -> date | None:
        """A day from a calendar."""
        found = self._get(field, "selected_date")
        return None if found is None else date.fromisoformat(_string(found, field))

    def clock(self, field: Field) -> time | None:
        """A time."""
        found = self._get(field, "selected_time")
        return None if found is None else time.fromisoformat(_string(found, field))

    def person(self, field: Field) -> PersonId | None:
        """A person, from Slack's own menu or from one of ours."""
        found = self._get(field, "selected_user", "selected_option")
        if found is None:
            return None
        return PersonId(found if isinstance(found, str) else _value_of(found, field))

    def people(self, field: Field) -> tuple[PersonId, ...]:
        """Several people."""
        found = self._get(field, "selected_users")
        if not isinstance(found, list):
            raise wrong(field)
        return tuple(PersonId(_string(one, field)) for one in found)

    def day_or_offered(self) -> date:
        """The day from the calendar, which wins, or from the offered ones."""
        own = self.day(Field.DAY)
        if own is not None:
            return own
        return date.fromisoformat(needed(self.chosen(Field.DATE), Field.DATE))


def wrong(field: Field | str) -> ValueError:
    """A shape that no form of ours sends."""
    name = field.value if isinstance(field, Field) else field
    return ValueError(f"not the shape of a form of ours: {name}")


def _string(found: Any, field: Field) -> str:
    if not isinstance(found, str):
        raise wrong(field)
    return found


def _value_of(option: Any, field: Field) -> str:
    if not isinstance(option, Mapping):
        raise wrong(field)
    return _string(option.get("value"), field)


_T = TypeVar("_T")


def needed(found: _T | None, field: Field) -> _T:
    """A required field's value. Raises ``ValueError`` where Slack sent none."""
    if found is None:
        raise wrong(field)
    return found
