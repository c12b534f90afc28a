"""How a submitted form is read: the elements of its fields, in the shapes that Slack sends.

Slack's reference: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
(``view.state.values``: block, action, and what the element holds).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
)

from bot.domain.capture import mentions
from bot.domain.ids import ChannelId, PersonId
from bot.messages.controls import ID_PATTERN, Field, MalformedError
from bot.messages.emoji import read_emoji

T = TypeVar("T")
Elements = Mapping[str, Any]
"""What each field's element holds, by the field."""

_Person = Annotated[PersonId, StringConstraints(pattern=ID_PATTERN)]
_Channel = Annotated[ChannelId, StringConstraints(pattern=ID_PATTERN)]
_PERSON_ID = re.compile(r"[UW][A-Z0-9]{2,}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}")


def values_of(view: Elements) -> Elements:
    """What was filled in. Raises :class:`MalformedError` for a view that nobody could fill in."""
    state = view.get("state")
    values = state.get("values") if isinstance(state, Mapping) else None
    if not isinstance(values, Mapping):
        raise MalformedError("values")
    return values


def inputs_of(view: Elements) -> list[str]:
    """The fields of a view, in their order: where a refusal can stand."""
    blocks = view.get("blocks")
    return [
        str(block.get("block_id"))
        for block in (blocks if isinstance(blocks, list) else ())
        if isinstance(block, Mapping) and block.get("type") == "input"
    ]


def elements(values: object) -> Elements:
    """The element of each field in ``view["state"]["values"]``.

    A block and its element are named alike; a line of several of a kind has a block ``name:…``.
    Raises :class:`MalformedError` for another shape.
    """
    if not isinstance(values, Mapping):
        raise MalformedError("values")
    read = {}
    for block, actions in values.items():
        element = actions.get(str(block).partition(":")[0]) if isinstance(actions, Mapping) else 0
        if not isinstance(element, Mapping):
            raise MalformedError("values")
        read[str(block)] = element
    return read


def people_in(values: object) -> Iterator[str]:
    """The people chosen in a form: by menus of people, from options, or typed as the contact.

    Raises :class:`MalformedError` for a shape that is no form at all.
    """
    for name, element in elements(values).items():
        if name == Field.CONTACT_LINE.value:
            yield from mentions(str(element.get("value") or ""))[:1]
        several = element.get("selected_users")
        option = element.get("selected_option")
        for person in (
            element.get("selected_user"),
            *(several if isinstance(several, list) else ()),
            option.get("value") if isinstance(option, Mapping) else None,
        ):
            if isinstance(person, str) and _PERSON_ID.fullmatch(person):
                yield person


def _held(*names: str) -> Callable[[Any], Any]:
    """Read what an element holds under the first of ``names`` it has."""

    def read(element: Any) -> Any:
        if not isinstance(element, Mapping):
            return element
        for name in names:
            if name in element:
                return element[name]
        raise ValueError("an element of another kind")

    return read


def text_of(element: Any) -> Any:
    """What a text field holds, without space around it."""
    written = _held("value")(element)
    if written is None:
        return ""
    return written.strip() if isinstance(written, str) else written


def _value(option: Any) -> Any:
    if option is None:
        return None
    if not isinstance(option, Mapping) or not isinstance(option.get("value"), str):
        raise ValueError("no entry of a menu")
    return option["value"]


def option_value(element: Any) -> Any:
    """The value of the entry that a menu or list holds; ``None`` where none is taken."""
    return _value(_held("selected_option")(element)) if isinstance(element, Mapping) else element


def _options(element: Any) -> Any:
    chosen = _held("selected_options")(element)
    if not isinstance(element, Mapping) or not isinstance(chosen, list):
        return chosen
    return [_value(entry) for entry in chosen]


def _person(element: Any) -> Any:
    held = _held("selected_user", "selected_option")(element)
    return _value(held) if isinstance(held, Mapping) else held


def _spelled(pattern: re.Pattern[str], read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Read a day or a time, in no other spelling than Slack's."""

    def checked(element: Any) -> Any:
        written = read(element)
        if isinstance(written, str) and not pattern.fullmatch(written):
            raise ValueError("another spelling")
        return written

    return checked


def _emoji(element: Any) -> Any:
    written = text_of(element)
    if not isinstance(written, str):
        return written
    return read_emoji(written, field="emoji")


Text = Annotated[str, BeforeValidator(text_of)]
"""What was written, without space around it; nothing is an empty text."""
Chosen = Annotated[T, BeforeValidator(option_value)]
"""The value of the entry taken from a menu or list."""
Several = Annotated[tuple[T, ...], BeforeValidator(_options)]
"""The values of the entries taken or ticked."""
Each = Annotated[frozenset[T], BeforeValidator(_options)]
"""The same, in no order."""
Day = Annotated[date, BeforeValidator(_spelled(_DATE, _held("selected_date")))]
"""A day from a calendar."""
OptionalDay = Annotated[date | None, BeforeValidator(_spelled(_DATE, _held("selected_date")))]
ChosenDay = Annotated[date | None, BeforeValidator(_spelled(_DATE, option_value))]
"""A day from a menu of offered ones."""
Clock = Annotated[time, BeforeValidator(_spelled(_TIME, _held("selected_time")))]
"""A time of day."""
ChosenTime = Annotated[time, BeforeValidator(_spelled(_TIME, option_value))]
"""A time of day from a menu."""
Someone = Annotated[_Person, BeforeValidator(_person)]
"""A person, from Slack's own menu or from one of ours."""
OptionalPerson = Annotated[_Person | None, BeforeValidator(_person)]
People = Annotated[tuple[_Person, ...], BeforeValidator(_held("selected_users"))]
"""Several people."""
ChosenChannel = Annotated[_Channel, BeforeValidator(_held("selected_conversation"))]
"""A channel, from Slack's own menu."""
Emoji = Annotated[tuple[str, ...], BeforeValidator(_emoji)]
"""Emoji by sign, name or alias; kept by the name that Slack sends."""


class FormInput(BaseModel):
    """What one form sends, as a value.

    A shape that no form of ours sends is a :class:`MalformedError`. Whether words are long
    enough, too long or missing is for casework to say.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    @classmethod
    def of(cls, values: object) -> Self:
        """Read ``view["state"]["values"]``."""
        with reading():
            return cls.model_validate(elements(values))


@contextmanager
def reading(field: str = "") -> Iterator[None]:
    """Make what pydantic says of a wrong shape a :class:`MalformedError`: its fields, no words.

    ``field`` is the one that is read where pydantic is not told.
    """
    try:
        yield
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_context=False, include_url=False)
        fields = {str(error["loc"][0]) for error in wrong if error["loc"]}
        raise MalformedError(field or ", ".join(sorted(fields))) from None
