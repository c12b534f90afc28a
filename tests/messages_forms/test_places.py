"""Zones and regions are found by what people type, whatever its case and accents."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.messages.forms import places
from bot.messages.translate import translator
from bot.public_holidays import is_known

TRANSLATE = translator("en-US")
NONE = "setting-team-region-none"


def names(options: list[dict[str, Any]]) -> list[str]:
    return [one["text"]["text"] for one in options]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("berlin", "Berlin, Germany (Europe/Berlin)"),
        ("new york", "New York, United States (America/New_York)"),
        ("Kolkata", "Kolkata, India (Asia/Kolkata)"),
        ("são paulo", "Sao Paulo, Brazil (America/Sao_Paulo)"),
        ("Europe/Lisbon", "Lisbon, Portugal (Europe/Lisbon)"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_found_by_city_country_or_id(typed: str, first: str) -> None:
    assert names(places.zone_options(TRANSLATE, typed))[0] == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("germany", "Germany (DE)"),
        ("DE-BE", "Germany: Berlin (DE-BE)"),
        ("wurttemberg", "Germany: Baden-Württemberg (DE-BW)"),
        ("scotland", "United Kingdom: Scotland (GB-SCT)"),
        ("pt", "Portugal (PT)"),
        ("none", "None, only weekends are free"),
    ],
)
def test_a_region_is_found_by_country_part_or_code(typed: str, first: str) -> None:
    assert names(places.region_options(TRANSLATE, typed, none=NONE))[0] == first


def test_what_is_offered_can_be_kept_and_is_told_apart() -> None:
    zones, regions = places._zones("en"), places._regions("en")
    for zone in zones:
        ZoneInfo(zone.value)
    assert all(is_known(region.value) for region in regions)
    for offered in (zones, regions):
        assert len({one.name for one in offered}) == len(offered) > 400
        assert max(len(one.name) for one in offered) <= 75
    assert len(places.zone_options(TRANSLATE, "")) == 100
    assert places.zone_options(TRANSLATE, "Atlantis") == []


def test_what_was_chosen_before_is_shown_also_where_the_list_lacks_it() -> None:
    assert places.zone_option(TRANSLATE, "US/Eastern")["value"] == "US/Eastern"
    assert names([places.region_option(TRANSLATE, None, none=NONE)]) == [
        "None, only weekends are free"
    ]
