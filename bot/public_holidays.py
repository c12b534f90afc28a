"""Public holidays of a country or one of its regions: ``DE``, ``DE-BE``, ``US-NY``.

A region is a country's two letters of ISO 3166, alone or with a hyphen and the name or code of a
subdivision, in any case. Only public holidays count, those moved to a working day included. Where
the region is unknown there are none: the weekend is free and nothing else.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, lru_cache

import holidays

from bot.domain.calendar import never
from bot.domain.refusals import RegionPartNeeded, RegionUnknown

_YEARS_KEPT = 5000
_A_YEAR = 2026
"""In which the parts of countries are compared."""
_BARE_IS_A_PART = frozenset({"FR"})
"""Countries of which only the parts that differ have a name."""
_ALL_CATEGORIES = {"HK": (holidays.PUBLIC, holidays.OPTIONAL)}
"""Where offices are closed on more days than the statutory ones."""


@cache
def region_names() -> tuple[str, ...]:
    """Every known region, sorted: countries, and their subdivisions as ``country-subdivision``."""
    countries = holidays.list_supported_countries(include_aliases=False)
    names = set(countries)
    names.update(f"{country}-{part}" for country, parts in countries.items() for part in parts)
    return tuple(sorted(names))


@cache
def part_names() -> Mapping[str, str]:
    """What the parts of countries are called there, by region; their code where nobody says."""
    names = {}
    for region in region_names():
        country, _, part = region.partition("-")
        if part:
            called = _parts(country)
            names[region] = called.get(part, part)
    return names


@cache
def _parts(country: str) -> Mapping[str, str]:
    calendar = getattr(holidays, country)
    names: dict[str, str] = {}
    for name, part in getattr(calendar, "subdivisions_aliases", {}).items():
        # The first one is the name; others are spellings and codes of old.
        names.setdefault(part, name)
    return names


def is_known(region: str | None) -> bool:
    """Whether holidays of ``region`` are known; ``None`` and unknown ones mean weekends only."""
    return region is not None and _plain(region) in _spellings()


def part_needed(region: str) -> str | None:
    """An example of a part, where a country alone is named whose parts differ; else ``None``."""
    name = _spellings().get(_plain(region), "")
    if not name or "-" in name or name in _BARE_IS_A_PART:
        return None
    return _differing().get(name)


def check_region(region: str | None) -> None:
    """Refuse a region that nobody knows, and a country without the part where parts differ."""
    if region is None:
        return
    if not is_known(region):
        raise RegionUnknown(field="region", part=region)
    example = part_needed(region)
    if example is not None:
        raise RegionPartNeeded(field="region", part=region, example=example)


@cache
def _differing() -> dict[str, str]:
    """Countries most parts of which have holidays of their own, with one such part of each."""
    examples = {}
    for country, parts in holidays.list_supported_countries(include_aliases=False).items():
        bare = _holidays(country, _A_YEAR)
        own = [part for part in parts if _holidays(f"{country}-{part}", _A_YEAR) != bare]
        if len(own) > len(parts) / 2:
            examples[country] = f"{country}-{own[0]}"
    return examples


def holiday_check(region: str | None) -> Callable[[date], bool]:
    """Tells whether a day is a public holiday in ``region``; never, where that is unknown.

    The same function for the same region, so that calendars made from it compare equal.
    """
    if region is None or not is_known(region):
        return never
    return _check(_spellings()[_plain(region)])


@cache
def _check(name: str) -> Callable[[date], bool]:
    def is_holiday(day: date) -> bool:
        return day in _holidays(name, day.year)

    return is_holiday


@lru_cache(maxsize=_YEARS_KEPT)
def _holidays(name: str, year: int) -> frozenset[date]:
    """The public holidays of one year, as values.

    The library's own calendars grow as they are asked, which no two threads should do at once.
    """
    country, _, part = name.partition("-")
    categories = _ALL_CATEGORIES.get(country, (holidays.PUBLIC,))
    calendar = holidays.country_holidays(
        country, subdiv=part or None, years=year, expand=False, categories=categories
    )
    return frozenset(calendar)


@cache
def _spellings() -> dict[str, str]:
    return {_plain(name): name for name in region_names()}


def _plain(region: str) -> str:
    return region.strip().casefold()
