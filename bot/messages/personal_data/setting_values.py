"""What somebody chose, in words: the value of each row of the table of settings."""

from datetime import date, time
from enum import StrEnum
from typing import Any

from babel.dates import get_day_names

from bot.domain.calendar import TalkHour
from bot.domain.settings import Setting
from bot.messages.translate import Translator, escape


def setting_value(translate: Translator, row: Setting, value: Any) -> str:
    """``value`` of ``row`` as its owner would say it."""
    if value is None or value in ((), frozenset()):
        return translate("data-setting-none")
    if isinstance(value, bool):
        return translate("data-setting-yes" if value else "data-setting-no")
    if isinstance(value, StrEnum):
        return translate(f"setting-{row.name}-{value.value}")
    if isinstance(value, int) and translate.has(f"setting-{row.name}-{value}"):
        return translate(f"setting-{row.name}-{value}")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, frozenset):
        return translate("list-separator").join(_weekday(translate, day) for day in sorted(value))
    if isinstance(value, tuple):
        return translate("list-separator").join(_talk_hour(translate, hours) for hours in value)
    return escape(str(value))


def _weekday(translate: Translator, day: int) -> str:
    return str(get_day_names("abbreviated", locale=translate.locale)[day - 1])


def _talk_hour(translate: Translator, hours: TalkHour) -> str:
    return f"{_weekday(translate, hours.weekday)} {hours.start:%H:%M}–{hours.end:%H:%M}"
