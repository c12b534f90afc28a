"""Public holidays by region."""

import warnings
from datetime import date

import pytest

from bot.domain.calendar import Calendar, never
from bot.public_holidays import holiday_check, is_known, part_needed, region_names


@pytest.mark.parametrize(
    ("region", "day", "expected"),
    [
        ("DE", date(2026, 10, 3), True),
        ("DE", date(2026, 3, 8), False),
        ("DE-BE", date(2027, 3, 8), True),  # Women's Day, in Berlin
        ("DE-BY", date(2027, 3, 8), False),
        ("DE-BY", date(2026, 1, 6), True),  # Epiphany, in Bavaria
        ("DE-BE", date(2026, 1, 6), False),
        ("US", date(2026, 11, 26), True),  # Thanksgiving
        ("US", date(2026, 7, 3), True),  # the 4th is a Saturday
        ("US-NY", date(2026, 2, 12), True),  # Lincoln's Birthday
        ("US-CA", date(2026, 2, 12), False),
        ("GB-SCT", date(2026, 1, 2), True),
        ("GB-ENG", date(2026, 1, 2), False),
        ("FR", date(2026, 7, 14), True),
        ("FR", date(2026, 7, 15), False),
        ("JP", date(2026, 4, 29), True),
        ("IN", date(2026, 1, 26), True),
        ("BR", date(2026, 9, 7), True),
    ],
)
def test_known_public_holidays(region, day, expected):
    assert holiday_check(region)(day) is expected


@pytest.mark.parametrize("spelling", ["DE-BE", "de-be", " De-Be "])
def test_case_and_blanks_do_not_matter(spelling):
    assert is_known(spelling)
    assert holiday_check(spelling)(date(2027, 3, 8))


@pytest.mark.parametrize("region", [None, "", "-", "DE-", "DE-XX", "XX", "Germany", "DE-BE-BY"])
def test_an_unknown_region_has_weekends_only(region):
    assert not is_known(region)
    assert holiday_check(region) is never


def test_the_same_region_gives_the_same_check_so_that_calendars_compare_equal():
    assert holiday_check("DE-BE") is holiday_check("de-be")
    assert Calendar("UTC", holidays=holiday_check("FR")) == Calendar(
        "UTC", holidays=holiday_check("FR")
    )


def test_every_name_is_known_and_its_holidays_can_be_asked():
    assert len(region_names()) == len(set(region_names())) > 800
    assert list(region_names()) == sorted(region_names())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for region in region_names():
            assert is_known(region)
            assert holiday_check(region)(date(2027, 6, 17)) in {True, False}


def test_some_day_far_away_is_no_error():
    assert holiday_check("DE")(date(2099, 12, 25))
    assert holiday_check("DE")(date(1, 1, 1)) in {True, False}
    assert holiday_check("DE")(date.max) in {True, False}


@pytest.mark.parametrize("region", ["GB", "CA", "AU", "CH", "DE", "US", "ES", "gb"])
def test_a_country_whose_parts_differ_asks_for_the_part(region):
    example = part_needed(region)
    assert example is not None
    assert example.startswith(f"{region.upper()}-")
    assert is_known(example)
    assert part_needed(example) is None


@pytest.mark.parametrize("region", ["FR", "JP", "NL", "HK", "GB-ENG", "nowhere", ""])
def test_nothing_more_is_asked_where_the_country_says_it_all(region):
    assert part_needed(region) is None


@pytest.mark.parametrize(
    ("region", "day"),
    [
        ("GB-ENG", date(2026, 4, 6)),  # Easter Monday
        ("GB-ENG", date(2026, 8, 31)),
        ("CA-ON", date(2026, 5, 18)),  # Victoria Day
        ("CA-ON", date(2026, 10, 12)),  # Thanksgiving
        ("AU-NSW", date(2026, 12, 28)),  # Boxing Day, moved
        ("CH-ZH", date(2026, 4, 3)),  # Good Friday
        ("HK", date(2026, 4, 3)),
        ("HK", date(2026, 4, 6)),
    ],
)
def test_the_days_that_a_country_alone_does_not_know(region, day):
    assert holiday_check(region)(day)
