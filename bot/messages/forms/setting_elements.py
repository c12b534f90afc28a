"""The form's element of each row of the table of settings, and its reverse.

Most rows are drawn by their plain type: a yes or no is ticked, one of a few is taken from a list,
a number of many is typed. What has an element of its own hangs on the name of its row below.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, get_origin

from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names
from pydantic import BeforeValidator, TypeAdapter, ValidationInfo

from bot.domain.calendar import TalkHour
from bot.domain.refusals import GapsUnread, TalkHoursUnread
from bot.domain.settings import (
    DEFAULT_HOUR,
    EVERY_FOUR_WEEKS,
    EVERY_WEEK,
    Gaps,
    Preferences,
    Setting,
    SettingsGroup,
    WorkspaceSettings,
)
from bot.domain.taxonomy import HowSoon
from bot.messages.blocks import Block, Element, menu, option
from bot.messages.controls import Field, MalformedError
from bot.messages.forms import places
from bot.messages.forms.form_elements import (
    ask,
    calendar,
    clock,
    lines,
    looked_up,
    number,
    radio,
    ticks,
)
from bot.messages.forms.submitted import (
    Chosen,
    ChosenTime,
    Clock,
    Each,
    Elements,
    Emoji,
    OptionalDay,
    Several,
    Text,
    option_value,
    reading,
    text_of,
)
from bot.messages.translate import Translator, escape, languages

LANGUAGE_OF_SLACK = "slack"
MOST_LISTED = 5
"""A number of more than so many is typed."""
TALK_LIMIT = 600
GAPS_LIMIT = 100
HOURS = tuple(time(hour, minute) for hour in range(6, 21) for minute in (0, 30))
_TICKED_OF_TWO = {"digest_every": (EVERY_WEEK, EVERY_FOUR_WEEKS)}
"""Rows of two values that are no yes and no, and ticked all the same: the second is the tick."""
_RANGE = re.compile(r"(\d{1,2})[:.](\d{2})\s*(?:-|–|to|bis)\s*(\d{1,2})[:.](\d{2})$", re.IGNORECASE)
_FALLBACK = "en"
_SHORTEST_DAY = 2
_A_MONDAY = date(2024, 1, 1)


def setting_blocks(
    translate: Translator,
    chosen: Mapping[str, Any],
    rows: Iterable[Setting],
    *,
    shipped: tuple[str, ...] | None = None,
) -> list[Block]:
    """The inputs of ``rows`` with what is ``chosen``; ticks stand together, where the first does.

    ``shipped`` are the languages there are to choose from.
    """
    blocks: list[Block] = []
    rows = tuple(rows)
    ticked = [row for row in rows if _is_tick(row)]
    for row in rows:
        if row in ticked:
            if row is ticked[0]:
                blocks.append(_ticks(translate, chosen, ticked))
        elif row.name != "language" or len(shipped or languages()) > 1:
            element = _element(translate, row, chosen[row.name], shipped or languages())
            blocks.append(_input(translate, row, element))
    return blocks


def understood(translate: Translator, drawn: Iterable[Block]) -> str:
    """What a form's inputs hold, one a line: shown back once it is saved."""
    lines = []
    for block in drawn:
        value = _held(translate, block["element"])
        if value:
            label = escape(block["label"]["text"])
            key = "setting-held-question" if label.endswith("?") else "setting-held"
            lines.append(translate(key, label=label, value=escape(value)))
    return "\n".join(lines)


def _held(translate: Translator, element: Element) -> str:
    """What an element holds, in words; nothing where nothing is chosen."""
    chosen = [element["initial_option"]] if "initial_option" in element else []
    chosen += element.get("initial_options", [])
    if chosen:
        return translate("list-separator").join(entry["text"]["text"] for entry in chosen)
    for name in ("initial_value", "initial_time", "initial_date"):
        if element.get(name):
            lines = str(element[name]).splitlines()
            if element["action_id"] == "gaps":
                return _gaps_held(translate, lines)
            return translate("list-separator").join(lines)
    return ""


def _gaps_held(translate: Translator, lines: Sequence[str]) -> str:
    """Each line of numbers after what it is for: read aloud, nine numbers in a row say nothing."""
    return translate("line-separator").join(
        translate("setting-held", label=translate.label(how_soon), value=line)
        for how_soon, line in zip(HowSoon, lines, strict=False)
    )


def hour_block(translate: Translator, row: Setting, chosen: Preferences) -> Block:
    """At what hour of their workday to be written to, where that is all that is asked for."""
    hours = [hour for hour in HOURS if chosen.work_begins <= hour < chosen.work_ends]
    return _input(translate, row, _hours(translate, row, chosen.hour, hours))


def read_settings(
    kind: type[SettingsGroup],
    read: Elements,
    *,
    leads: bool = True,
    locale: str = _FALLBACK,
    drawn: Iterable[str] | None = None,
) -> dict[str, Any]:
    """What a form's elements say of the rows of ``kind``; what may be ``None`` may be missing.

    Rows for those who lead are read where somebody ``leads``; ``drawn`` are the only ones that the
    form shows yet; ``locale`` is its language. Raises :class:`MalformedError` for a shape that the
    form does not draw, and :class:`TalkHoursUnread` or :class:`GapsUnread` for what was typed and
    cannot be read.
    """
    values: dict[str, Any] = {}
    rows = [row for row in kind.rows() if leads or not row.leads]
    if drawn is not None:
        rows = [row for row in rows if row.name in set(drawn)]
    wishes = _wishes(read) if any(_is_tick(row) for row in rows) else ()
    for row in rows:
        if _is_tick(row):
            off, on = _TICKED_OF_TWO.get(row.name, (False, True))
            values[row.name] = on if row.name in wishes else off
        elif row.name in read:
            with reading(row.name):
                values[row.name] = _reader(row).validate_python(
                    read[row.name], context={"locale": locale}
                )
        elif not row.nullable:
            raise MalformedError(row.name)
    for row in rows:
        if row.name in values and row.name not in _CHECKED_WITH_WORDS:
            try:
                row.check(values[row.name])
            except ValueError:
                raise MalformedError(row.name) from None
    return values


def _wishes(read: Elements) -> tuple[str, ...]:
    """The names of the rows that are ticked."""
    if Field.WISHES.value not in read:
        raise MalformedError(Field.WISHES.value)
    with reading(Field.WISHES.value):
        return TypeAdapter(Several[str]).validate_python(read[Field.WISHES.value])


def _is_tick(row: Setting) -> bool:
    return row.kind is bool or row.name in _TICKED_OF_TWO


def _input(translate: Translator, row: Setting, element: Element) -> Block:
    hints = [f"{row.key}-hint"] if translate.has(f"{row.key}-hint") else []
    said = [translate(hint) for hint in hints]
    if element["type"] == "number_input":
        least, most = element["min_value"], element["max_value"]
        said = [translate("setting-from-to", least=least, most=most), *said]
    typed = element["type"] in ("plain_text_input", "datepicker")
    return ask(
        row.name,
        translate(row.key),
        element,
        hint=" ".join(said) or None,
        optional=typed and (row.nullable or get_origin(row.kind) is tuple),
    )


def _ticks(translate: Translator, chosen: Mapping[str, Any], rows: list[Setting]) -> Block:
    options = [option(translate(row.key), row.name) for row in rows]
    on = [
        row.name
        for row in rows
        if chosen[row.name] == _TICKED_OF_TWO.get(row.name, (False, True))[1]
    ]
    label = translate(f"setting-{rows[0].whose.value}-wishes")
    return ask(Field.WISHES, label, ticks(Field.WISHES, options, ticked=on), optional=True)


def _element(translate: Translator, row: Setting, value: Any, shipped: tuple[str, ...]) -> Element:
    if row.name == "language":
        return _languages(translate, row, value, shipped)
    if row.name in _DRAWN:
        return _DRAWN[row.name](translate, row, value)
    if _is_enum(row):
        return radio(row.name, _options(translate, row, row.kind), chosen=value.value)
    if row.kind is int and row.within is not None:
        if len(row.within) <= MOST_LISTED:
            return menu(row.name, _options(translate, row, row.within), chosen=str(value))
        return number(row.name, range(min(row.within), max(row.within) + 1), value)
    if row.kind is time:
        return clock(row.name, value)
    if row.kind is date:
        return calendar(row.name, value)
    if row.kind is str and row.limit is not None:
        return lines(row.name, row.limit, initial=value or "", several=False)
    if row.kind == tuple[str, ...] and row.limit is not None:
        written = " ".join(f":{name}:" for name in value)
        return lines(row.name, row.limit, initial=written, several=False)
    raise TypeError(f"{row.name} needs an element of its own")


def _is_enum(row: Setting) -> bool:
    return isinstance(row.kind, type) and issubclass(row.kind, StrEnum)


def _options(translate: Translator, row: Setting, entries: Iterable[Any]) -> list[Element]:
    """Entries are named by the setting alone: a workspace's are the same as a person's."""
    return [option(translate(f"setting-{row.name}-{entry}"), str(entry)) for entry in entries]


@cache
def _reader(row: Setting) -> TypeAdapter[Any]:
    if row.name in _READ:
        return TypeAdapter(_READ[row.name])
    if _is_enum(row):
        kind: Any = row.kind
        return TypeAdapter[Any](Annotated[kind, BeforeValidator(option_value)])
    if row.kind is int and row.within is not None:
        return TypeAdapter(Chosen[int] if len(row.within) <= MOST_LISTED else _Typed)
    if row.kind is time:
        return TypeAdapter(Clock)
    if row.kind is date:
        return TypeAdapter(OptionalDay)
    if row.kind is str:
        return TypeAdapter(_TextOrNone if row.nullable else Text)
    if row.kind == tuple[str, ...]:
        return TypeAdapter(Emoji)
    raise TypeError(f"{row.name} needs an element of its own")


# The hour, days, languages: menus of their own.


def _hours(
    translate: Translator, row: Setting, chosen: time | None, offered: Sequence[time] = HOURS
) -> Element:
    """Every half hour ``offered``, in order; an odd one chosen before stays.

    Who never chose is shown half past nine, though theirs is spread over a few minutes.
    """
    chosen = chosen or DEFAULT_HOUR
    hours = sorted({*offered, chosen})
    options = [option(f"{hour.hour}:{hour.minute:02}", hour.strftime("%H:%M")) for hour in hours]
    return menu(row.name, options, chosen=chosen.strftime("%H:%M"))


def _languages(
    translate: Translator, row: Setting, chosen: str | None, shipped: tuple[str, ...]
) -> Element:
    entries = [option(translate("setting-language-slack"), LANGUAGE_OF_SLACK)]
    entries += [option(_own_name(language), language) for language in shipped]
    return menu(row.name, entries, chosen=chosen or LANGUAGE_OF_SLACK)


def _own_name(language: str) -> str:
    """What a language calls itself; its code where nobody knows."""
    try:
        return (Locale.parse(language).get_display_name() or language).capitalize()
    except (ValueError, UnknownLocaleError):
        return language


def _weekdays(translate: Translator, row: Setting, chosen: frozenset[int]) -> Element:
    options = [
        option(name.capitalize(), str(day + 1)) for day, name in _day_names(translate.locale)
    ]
    return ticks(row.name, options, ticked=[str(day) for day in chosen])


def _zones(translate: Translator, row: Setting, chosen: str) -> Element:
    return looked_up(translate, row.name, places.zone_option(translate, chosen))


def _regions(translate: Translator, row: Setting, chosen: str | None) -> Element:
    first = places.region_option(translate, chosen, none=f"{row.key}-none")
    return looked_up(translate, row.name, first)


def _digest_days(translate: Translator, row: Setting, chosen: int) -> Element:
    days = [
        option(translate.weekday(date.fromordinal(_A_MONDAY.toordinal() + day - 1)), str(day))
        for day in range(1, 8)
    ]
    days.append(option(translate("setting-digest_day-off"), "0"))
    return menu(row.name, days, chosen=str(chosen))


# Talk hours: one a line, in the reader's own names of the week's days.


def _day_names(
    locale: Locale | str, width: Literal["abbreviated", "wide"] = "wide"
) -> list[tuple[int, str]]:
    names: Mapping[int, str] = get_day_names(width, locale=locale)
    return [(day, str(names[day])) for day in range(7)]


def _talk_hours(translate: Translator, row: Setting, chosen: tuple[TalkHour, ...]) -> Element:
    short = dict(_day_names(translate.locale, "abbreviated"))
    written = "\n".join(
        f"{short[hours.weekday - 1]} {hours.start:%H:%M}–{hours.end:%H:%M}" for hours in chosen
    )
    return lines(row.name, TALK_LIMIT, initial=written)


def read_talk_hours(text: str, locale: str) -> tuple[TalkHour, ...]:
    """Read talk hours, one a line: a weekday in the reader's language or English, from and to.

    Raises :class:`TalkHoursUnread` (fact ``part``) for a line that is something else.
    """
    return tuple(_talk_hour(line, locale) for line in text.splitlines() if line.strip())


def _talk_hour(line: str, locale: str) -> TalkHour:
    day, _, rest = " ".join(line.split()).partition(" ")
    wanted = day.casefold().rstrip(".:,")
    hours = _RANGE.fullmatch(rest)
    weekdays = {
        number + 1
        for language in (_known(locale), _FALLBACK)
        for number, name in _day_names(language)
        if len(wanted) >= _SHORTEST_DAY and name.casefold().startswith(wanted)
    }
    if hours is None or len(weekdays) != 1:
        raise TalkHoursUnread(field="talk_hours", part=line.strip())
    first_hour, first_minute, last_hour, last_minute = map(int, hours.groups())
    try:
        start, end = time(first_hour, first_minute), time(last_hour, last_minute)
        return TalkHour(weekdays.pop(), start, end)
    except ValueError:
        raise TalkHoursUnread(field="talk_hours", part=line.strip()) from None


def _known(locale: str) -> str:
    """``locale`` as Babel writes it, English for one it does not know."""
    try:
        return str(Locale.parse(locale.replace("-", "_")))
    except (ValueError, UnknownLocaleError):
        return _FALLBACK


# Gaps: one line for each "how soon", three numbers in each.


def _gaps(translate: Translator, row: Setting, chosen: Gaps) -> Element:
    written = "\n".join(", ".join(map(str, chosen[soon])) for soon in HowSoon)
    return lines(row.name, GAPS_LIMIT, initial=written)


def read_gaps(text: str) -> Gaps:
    """Read gaps, one line for each "how soon" in its order, three numbers in each.

    Raises :class:`GapsUnread` (fact ``part``) for anything else.
    """
    written = [line.strip() for line in text.splitlines() if line.strip()]
    if len(written) != len(HowSoon):
        raise GapsUnread(field="gaps", part=" · ".join(written))
    return {soon: _gap(line) for soon, line in zip(HowSoon, written, strict=True)}


def _gap(line: str) -> tuple[int, int, int]:
    days = [int(number) for number in re.findall(r"[0-9]+", line)]
    readable = re.fullmatch(r"[0-9]{1,2}(?:[,; ]+[0-9]{1,2}){2}", line)
    if not readable or any(day not in _GAP_DAYS for day in days):
        raise GapsUnread(field="gaps", part=line)
    first, second, third = days
    return first, second, third


def _typed_number(element: Any) -> Any:
    written = text_of(element)
    if isinstance(written, str) and not re.fullmatch(r"[0-9]{1,9}", written):
        raise ValueError("no whole number")
    return written


def _typed_talk_hours(element: Any, info: ValidationInfo) -> Any:
    locale = str(info.context["locale"]) if info.context else _FALLBACK
    return read_talk_hours(_typed_lines(element), locale)


def _typed_gaps(element: Any) -> Any:
    return read_gaps(_typed_lines(element))


def _typed_lines(element: Any) -> str:
    written = text_of(element)
    if not isinstance(written, str):
        raise ValueError("no text")
    return written


def _language_or_none(element: Any) -> Any:
    chosen = option_value(element)
    return None if chosen == LANGUAGE_OF_SLACK else chosen


def _region_or_none(element: Any) -> Any:
    chosen = option_value(element)
    return None if chosen == places.NO_REGION else chosen


def _text_or_none(element: Any) -> Any:
    return text_of(element) or None


_GAP_DAYS = WorkspaceSettings.row("gaps").within or ()
_Typed = Annotated[int, BeforeValidator(_typed_number)]
_TextOrNone = Annotated[str | None, BeforeValidator(_text_or_none)]
_CHECKED_WITH_WORDS = frozenset({"talk_hours"})
"""What is out of its range here is refused by casework, at its field."""
_DRAWN: Mapping[str, Callable[[Translator, Setting, Any], Element]] = {
    "hour": _hours,
    "days": _weekdays,
    "digest_day": _digest_days,
    "zone": _zones,
    "region": _regions,
    "talk_hours": _talk_hours,
    "gaps": _gaps,
}
_READ: Mapping[str, Any] = {
    "hour": ChosenTime,
    "days": Each[int],
    "digest_day": Chosen[int],
    "zone": Chosen[str],
    "region": Annotated[str | None, BeforeValidator(_region_or_none)],
    "language": Annotated[str | None, BeforeValidator(_language_or_none)],
    "talk_hours": Annotated[Any, BeforeValidator(_typed_talk_hours)],
    "gaps": Annotated[Any, BeforeValidator(_typed_gaps)],
}
