"""How somebody wants to be written to (``M settings``), and what they sent, read back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names

from bot.domain.calendar import TalkHour
from bot.domain.ids import PersonId
from bot.domain.person import DEFAULT_HOUR, ITEMS, MESSAGE_DAYS, Person, Preferences
from bot.domain.refusals import TalkHoursUnread
from bot.domain.rhythm import Detail
from bot.messages.blocks import PLACEHOLDER_LIMIT, Block, Element, menu, option, plain
from bot.messages.controls import Field, Form
from bot.messages.forms.form_elements import (
    View,
    ask,
    calendar,
    clock,
    lines,
    modal,
    radio,
    safety,
    speak,
    ticks,
)
from bot.messages.forms.submitted import Submitted, Values, needed
from bot.messages.forms.teams import hours_menu
from bot.messages.translate import Translator, languages, names

FEWEST_ITEMS = 3
TALK_LIMIT = 600
REGION_LIMIT = 16
MOST_NAMED = 100
FULL_TEXT = "full_text"
OFFERS = "offers"
ONLY_SLIPS = "only_slips"
SILENT = "silent"
COACHING = "coaching"
LANGUAGE_OF_SLACK = "slack"
_RANGE = re.compile(r"(\d{1,2})[:.](\d{2})\s*(?:-|–|to|bis)\s*(\d{1,2})[:.](\d{2})$", re.IGNORECASE)
_FALLBACK = "en"
_SHORTEST_DAY = 2


def settings_form(
    reader: Person,
    *,
    leads: bool,
    said_to_lead: Sequence[Person] = (),
    until: date | None = None,
    contact: str | None,
    spoken: Sequence[str] | None = None,
) -> View:
    """My settings; what only concerns leaders is drawn for those who ``leads``.

    ``said_to_lead`` are those whom the reader said to lead in the form of a note; ``until`` is the
    day of a pause that is not over; ``spoken`` are the languages there are.
    """
    say = speak(reader)
    chosen = reader.preferences
    blocks = [
        *(_of_leaders(say, reader, said_to_lead) if leads else ()),
        ask(Field.START, say("form-settings-start"), clock(Field.START, chosen.start)),
        ask(Field.END, say("form-settings-end"), clock(Field.END, chosen.end)),
        ask(
            Field.DAYS,
            say("form-settings-days"),
            ticks(
                Field.DAYS,
                [option(name.capitalize(), str(day)) for day, name in _weekdays(say)],
                ticked=[str(day) for day in chosen.days],
            ),
        ),
        ask(
            Field.REGION,
            say("form-settings-region"),
            lines(Field.REGION, REGION_LIMIT, initial=chosen.region or "", several=False),
            hint=say("form-settings-region-hint"),
            optional=True,
        ),
        ask(Field.DAY, say("form-settings-pause"), calendar(Field.DAY, until), optional=True),
        *_language(say, chosen, languages() if spoken is None else spoken),
        ask(
            Field.DETAIL_SHOWN,
            say("form-settings-detail"),
            radio(
                Field.DETAIL_SHOWN,
                [option(say(f"form-settings-detail-{one.value}"), one.value) for one in Detail],
                chosen=chosen.detail.value,
            ),
        ),
        ask(
            Field.WISHES,
            say("form-settings-also"),
            _wishes(say, chosen, leads=leads),
            optional=True,
        ),
        safety(say, contact),
    ]
    return modal(
        say("form-settings-title"),
        blocks,
        form=Form.SETTINGS,
        submit=say("form-settings-submit"),
        close=say("view-close"),
    )


def _of_leaders(say: Translator, reader: Person, said_to_lead: Sequence[Person]) -> list[Block]:
    chosen = reader.preferences
    blocks = [
        ask(
            Field.HOUR,
            say("form-promise-hour"),
            hours_menu(say, chosen.hour or DEFAULT_HOUR),
        ),
        ask(
            Field.MESSAGE_DAYS,
            say("form-settings-message-days"),
            _numbers(say, Field.MESSAGE_DAYS, range(MESSAGE_DAYS, 0, -1), chosen.message_days),
            hint=say("form-settings-message-days-hint"),
        ),
        ask(
            Field.ITEMS,
            say("form-settings-items"),
            _numbers(say, Field.ITEMS, range(ITEMS, FEWEST_ITEMS - 1, -1), chosen.items),
        ),
        ask(
            Field.TALK_HOURS,
            say("form-settings-talk-hours"),
            lines(Field.TALK_HOURS, TALK_LIMIT, initial=_talk_hours(say, chosen)),
            hint=say("form-settings-talk-hours-hint"),
            optional=True,
        ),
    ]
    if said_to_lead:
        called = names(said_to_lead)
        entries = [option(called[one.id], one.id) for one in said_to_lead[:MOST_NAMED]]
        named: Element = {
            "type": "multi_static_select",
            "action_id": Field.SAID_TO_LEAD.value,
            "options": entries,
            "initial_options": entries,
            "placeholder": plain(say("form-name-choose"), PLACEHOLDER_LIMIT),
        }
        label = say("form-settings-leads")
        blocks.append(ask(Field.SAID_TO_LEAD, label, named, optional=True))
    return blocks


def _numbers(say: Translator, field: Field, numbers: Sequence[int], chosen: int) -> Element:
    entries = [option(say(f"form-settings-{field.value}-{one}"), str(one)) for one in numbers]
    return menu(field.value, entries, chosen=str(chosen))


def _language(say: Translator, chosen: Preferences, spoken: Sequence[str]) -> list[Block]:
    """Which language to be written to in; there is a choice only where there are several."""
    if len(spoken) == 1:
        return []
    entries = [option(say("form-settings-language-slack"), LANGUAGE_OF_SLACK)]
    entries += [option(_own_name(one), one) for one in spoken]
    element = menu(Field.LANGUAGE.value, entries, chosen=chosen.language or LANGUAGE_OF_SLACK)
    return [ask(Field.LANGUAGE, say("form-settings-language"), element)]


def _own_name(language: str) -> str:
    """What a language calls itself; its code where nobody knows."""
    try:
        return (Locale.parse(language).get_display_name() or language).capitalize()
    except (ValueError, UnknownLocaleError):
        return language


def _wishes(say: Translator, chosen: Preferences, *, leads: bool) -> Element:
    wishes = {
        FULL_TEXT: chosen.full_text,
        OFFERS: chosen.offers,
        **({COACHING: chosen.coaching, ONLY_SLIPS: chosen.only_slips} if leads else {}),
        SILENT: chosen.silent,
    }
    options = [option(say(f"form-settings-{key}"), key) for key in wishes]
    return ticks(Field.WISHES, options, ticked=[key for key, on in wishes.items() if on])


# Talk hours: one a line, in the reader's own names of the week's days.


def _weekdays(say: Translator) -> list[tuple[int, str]]:
    return [(day + 1, name) for day, name in _day_names(say.locale)]


def _day_names(
    locale: str, width: Literal["abbreviated", "wide"] = "wide"
) -> list[tuple[int, str]]:
    found: Mapping[int, str] = get_day_names(width, locale=locale)
    return [(day, str(found[day])) for day in range(7)]


def _talk_hours(say: Translator, chosen: Preferences) -> str:
    short = dict(_day_names(say.locale, "abbreviated"))
    return "\n".join(
        f"{short[one.weekday - 1]} {one.start:%H:%M}–{one.end:%H:%M}" for one in chosen.talk_hours
    )


def read_talk_hours(text: str, locale: str) -> tuple[TalkHour, ...]:
    """Read talk hours, one a line: a weekday in the reader's language or English, from and to.

    Raises :class:`TalkHoursUnread` (fact ``part``) for a line that is something else.
    """
    return tuple(_talk_hour(line, locale) for line in text.splitlines() if line.strip())


def _talk_hour(line: str, locale: str) -> TalkHour:
    day, _, rest = " ".join(line.split()).partition(" ")
    wanted = day.casefold().rstrip(".:,")
    found = _RANGE.fullmatch(rest)
    weekdays = {
        number + 1
        for spoken in (_known(locale), _FALLBACK)
        for number, name in _day_names(spoken)
        if len(wanted) >= _SHORTEST_DAY and name.casefold().startswith(wanted)
    }
    if found is None or len(weekdays) != 1:
        raise TalkHoursUnread(field=Field.TALK_HOURS.value, part=line.strip())
    first_hour, first_minute, last_hour, last_minute = map(int, found.groups())
    try:
        start, end = time(first_hour, first_minute), time(last_hour, last_minute)
        return TalkHour(weekdays.pop(), start, end)
    except ValueError:
        raise TalkHoursUnread(field=Field.TALK_HOURS.value, part=line.strip()) from None


def _known(locale: str) -> str:
    """``locale`` as Babel writes it, English for one it does not know."""
    try:
        return str(Locale.parse(locale.replace("-", "_")))
    except (ValueError, UnknownLocaleError):
        return _FALLBACK


@dataclass(frozen=True, kw_only=True)
class SettingsInput:
    """``M settings``; what was not drawn is ``None`` and stays as it was."""

    hour: time | None
    message_days: int | None
    items: int | None
    talk_hours: tuple[TalkHour, ...] | None
    said_to_lead: tuple[PersonId, ...] | None
    start: time
    end: time
    days: frozenset[int]
    region: str | None
    until: date | None
    language: str | None
    """As the menu says it; ``None`` where there was no choice."""
    detail: Detail
    wishes: frozenset[str]

    @classmethod
    def of(cls, values: Values, locale: str) -> "SettingsInput":
        """Read it. Raises :class:`TalkHoursUnread` for hours that cannot be read."""
        form = Submitted(values)
        leads = Field.HOUR.value in values
        hour = form.chosen(Field.HOUR) if leads else None
        named = form.several(Field.SAID_TO_LEAD) if Field.SAID_TO_LEAD.value in values else None
        return cls(
            hour=time.fromisoformat(hour) if hour else None,
            message_days=form.number(Field.MESSAGE_DAYS, range(1, MESSAGE_DAYS + 1), leads=leads),
            items=form.number(Field.ITEMS, range(FEWEST_ITEMS, ITEMS + 1), leads=leads),
            talk_hours=(read_talk_hours(form.text(Field.TALK_HOURS), locale) if leads else None),
            said_to_lead=None if named is None else tuple(PersonId(one) for one in named),
            start=needed(form.clock(Field.START), Field.START),
            end=needed(form.clock(Field.END), Field.END),
            days=frozenset(int(one) for one in form.several(Field.DAYS)),
            region=form.text(Field.REGION) or None,
            until=form.day(Field.DAY),
            language=form.chosen(Field.LANGUAGE),
            detail=needed(form.entry(Field.DETAIL_SHOWN, Detail), Field.DETAIL_SHOWN),
            wishes=frozenset(form.several(Field.WISHES)),
        )

    def over(self, before: Preferences) -> Preferences:
        """These choices in the place of those made ``before``."""
        after = replace(
            before,
            start=self.start,
            end=self.end,
            days=self.days,
            region=self.region,
            paused_until=self.until,
            detail=self.detail,
            full_text=FULL_TEXT in self.wishes,
            offers=OFFERS in self.wishes,
            silent=SILENT in self.wishes,
        )
        if self.language is not None:
            slack = self.language == LANGUAGE_OF_SLACK
            after = replace(after, language=None if slack else self.language)
        if self.hour is None:
            return after
        # The menu shows half past nine to those who never chose: theirs stays spread over minutes.
        same = before.hour is None and self.hour == DEFAULT_HOUR
        return replace(
            after,
            hour=None if same else self.hour,
            message_days=self.message_days or before.message_days,
            items=self.items or before.items,
            talk_hours=self.talk_hours or (),
            only_slips=ONLY_SLIPS in self.wishes,
            coaching=COACHING in self.wishes,
        )
