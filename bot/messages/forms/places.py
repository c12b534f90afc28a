"""Time zones and regions of public holidays: what their menus offer for what somebody typed.

The lists are those of the time-zone data, of the holidays library and of CLDR, which names the
countries in the reader's language; parts of countries are called as they are there.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

from bot.messages.blocks import OPTION_LIMIT, Element, option
from bot.messages.translate import Translator, cut
from bot.public_holidays import part_names, region_names

NO_REGION = "none"
"""The value of the entry that stands for no region of one's own."""
MOST_OFFERED = 100
"""Slack's, for the options of a menu."""
_UTC = "UTC"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class MenuEntry:
    """An entry of a menu."""

    name: str
    value: str

    @property
    def option(self) -> Element:
        """The entry as Slack takes it."""
        return option(self.name, self.value)


def zone_options(translate: Translator, typed: str) -> list[Element]:
    """The time zones that have all the words typed, in their name, their country or their id."""
    return _found(_zones(str(translate.locale)), typed)


def region_options(translate: Translator, typed: str, *, none: str) -> list[Element]:
    """The regions that have all the words typed; the entry for ``none`` stands first."""
    nothing = MenuEntry(translate(none), NO_REGION)
    return _found((nothing, *_regions(str(translate.locale))), typed)


def zone_option(translate: Translator, zone: str) -> Element:
    """The entry of one zone, as it was chosen before."""
    return _named(_zones(str(translate.locale)), zone)


def region_option(translate: Translator, region: str | None, *, none: str) -> Element:
    """The entry of one region, as it was chosen before."""
    if region is None:
        return option(translate(none), NO_REGION)
    return _named(_regions(str(translate.locale)), region)


def _named(places: Iterable[MenuEntry], value: str) -> Element:
    return next((place for place in places if place.value == value), MenuEntry(value, value)).option


def _found(places: Iterable[MenuEntry], typed: str) -> list[Element]:
    words = _WORD.findall(_plain(typed))
    fits = [place for place in places if all(word in _plain(place.name) for word in words)]
    # The code itself comes first, and whole words before parts of words.
    fits.sort(
        key=lambda place: (
            _plain(place.value) != _plain(typed.strip()),
            not set(words) <= set(_WORD.findall(_plain(place.name))),
        )
    )
    return [fit.option for fit in fits[:MOST_OFFERED]]


@cache
def _plain(text: str) -> str:
    """``text`` without accents, case and underscores: typed like this it is found as well."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("_", " "))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@cache
def _zones(locale: str) -> tuple[MenuEntry, ...]:
    """Every zone of a country, by the name of its city."""
    territories, aliases = get_global("zone_territories"), get_global("zone_aliases")
    countries = Locale.parse(locale).territories
    places = [MenuEntry(_UTC, _UTC)]
    for zone in available_timezones():
        area, _, city = zone.partition("/")
        country = countries.get(territories.get(aliases.get(zone, zone), ""))
        if city and country and area in _AREAS:
            place = city.rpartition("/")[2].replace("_", " ")
            places.append(MenuEntry(_label(f"{place}, {country}", zone), zone))
    return tuple(sorted(places, key=lambda place: _plain(place.name)))


@cache
def _regions(locale: str) -> tuple[MenuEntry, ...]:
    """Every country, and its parts behind it."""
    countries, parts = Locale.parse(locale).territories, part_names()
    places = []
    for region in region_names():
        code = region.partition("-")[0]
        country = str(countries.get(code, code))
        part = parts.get(region)
        places.append(MenuEntry(_label(f"{country}: {part}" if part else country, region), region))
    return tuple(sorted(places, key=lambda place: _plain(place.name)))


def _label(name: str, code: str) -> str:
    """A name, with the code by which some know it."""
    return f"{cut(name, OPTION_LIMIT - len(code) - len(' ()'))} ({code})"


_AREAS = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)
"""The rest of the time-zone data are names of old."""
