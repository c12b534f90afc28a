"""One row of the table of settings is enough for its form, its column, its check and its page."""

from dataclasses import dataclass, fields, replace
from datetime import date, time
from enum import StrEnum
from typing import Any

import pytest
from babel import Locale
from fluent.runtime import FluentBundle, FluentResource
from sqlalchemy import MetaData, Table, create_engine, insert, select

from bot.domain.calendar import TalkHour
from bot.domain.rhythm import Detail
from bot.domain.settings import (
    GAPS,
    SETTINGS,
    ChannelFigures,
    Notes,
    Preferences,
    SettingsGroup,
    TeamSettings,
    TeamsStart,
    Whose,
    WorkspaceSettings,
    setting,
)
from bot.domain.taxonomy import HowSoon
from bot.messages.forms.setting_elements import read_settings, setting_blocks
from bot.messages.forms.submitted import elements
from bot.messages.translate import Translator, translator
from bot.store.tables.settings import setting_columns
from tests.gallery import state_of

DEFAULTS = (Preferences(), TeamSettings(zone="Europe/Berlin"), WorkspaceSettings())
OTHERS = (
    Preferences(
        hour=time(13, 30),
        message_days=1,
        items=3,
        talk_hours=(TalkHour(1, time(13), time(14, 30)),),
        work_begins=time(8),
        work_ends=time(16),
        days=frozenset({1, 7}),
        region="DE-BE",
        paused_until=date(2026, 4, 1),
        detail=Detail.NOTHING,
        full_text=True,
        offers=False,
        coaching=False,
        only_slips=True,
        silent=True,
    ),
    TeamSettings(
        digest_day=0,
        digest_at=time(16, 15),
        figures=ChannelFigures.NEVER,
        digest_every=4,
        chart=True,
        zone="UTC",
        region="US",
        emoji=("ear", "+1"),
    ),
    WorkspaceSettings(
        teams=TeamsStart.OPEN,
        notes=Notes.OFF,
        emoji=(),
        reminders=2,
        gaps={**GAPS, HowSoon.WEEK: (1, 2, 40)},
        detail=Detail.TOPIC,
        form_length=1500,
        eligible=100,
    ),
)


def drawn_and_read(values: SettingsGroup, translate: Translator) -> dict[str, Any]:
    """What comes back from a form that begins with ``values``, when nothing is changed."""
    blocks = setting_blocks(translate, values.values(), values.rows(), shipped=("de", "en"))
    return read_settings(type(values), elements(state_of({"blocks": blocks})))


def stored_and_read(values: SettingsGroup) -> dict[str, Any]:
    table = Table("settings", MetaData(), *setting_columns(type(values)))
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table).values(**values.values()))
        row = connection.execute(select(table)).one()
    engine.dispose()
    return dict(row._mapping)


@pytest.mark.parametrize("values", [*DEFAULTS, *OTHERS], ids=lambda values: values.whose.value)
def test_every_setting_comes_back_from_its_form_and_from_its_column(values: SettingsGroup) -> None:
    values.check()
    # Half past nine is shown to whoever never chose an hour.
    shown = {"hour": time(9, 30)} if values.values().get("hour", 0) is None else {}
    assert drawn_and_read(values, translator("en")) == {**values.values(), **shown}
    assert stored_and_read(values) == values.values()


@pytest.mark.parametrize("values", DEFAULTS, ids=lambda values: values.whose.value)
def test_a_column_takes_the_default_of_its_row(values: SettingsGroup) -> None:
    table = Table("settings", MetaData(), *setting_columns(type(values)))
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        table.create(connection)
        required = {"zone": "Europe/Berlin"} if isinstance(values, TeamSettings) else {}
        connection.execute(insert(table).values(**required))
        row = connection.execute(select(table)).one()
    engine.dispose()
    assert dict(row._mapping) == values.values()


@pytest.mark.parametrize(
    ("values", "name", "value"),
    [
        (Preferences(), "items", 2),
        (Preferences(), "items", None),
        (Preferences(), "message_days", 4),
        (Preferences(), "days", frozenset({0})),
        (Preferences(), "region", "D" * 17),
        (Preferences(), "silent", "yes"),
        (Preferences(), "work_begins", None),
        (Preferences(), "detail", "loud"),
        (Preferences(), "talk_hours", (TalkHour(1, time(9), time(10)),) * 11),
        (DEFAULTS[1], "digest_day", 8),
        (DEFAULTS[1], "digest_every", 2),
        (DEFAULTS[1], "emoji", ("e" * 101,)),
        (WorkspaceSettings(), "gaps", {**GAPS, HowSoon.WEEK: (1, 2, 41)}),
        (WorkspaceSettings(), "form_length", 199),
        (WorkspaceSettings(), "eligible", 4),
    ],
)
def test_a_value_outside_of_its_range_is_refused(values: Any, name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=name):
        replace(values, **{name: value}).check()


class Pace(StrEnum):
    CALM = "calm"
    BRISK = "brisk"


@dataclass(frozen=True, kw_only=True)
class Added(SettingsGroup):
    """What somebody might add: a row of each plain type, and nothing else but its words."""

    whose = Whose.PERSON

    gentle: bool = setting(True)
    pace: Pace = setting(Pace.CALM)
    few: int = setting(2, within=range(1, 4))
    many: int = setting(20, within=range(1, 99))
    at: time = setting(time(12, 0))
    since: date | None = setting(None)
    motto: str | None = setting(None, limit=30)
    signs: tuple[str, ...] = setting((), limit=30)


WORDS = """
setting-person-wishes = And
setting-person-gentle = Gently
setting-person-pace = Pace
setting-person-few = A few
setting-person-many = Many
setting-person-at = At
setting-person-since = Since
setting-person-motto = Motto
setting-person-signs = Signs
setting-pace-calm = Calm
setting-pace-brisk = Brisk
setting-few-1 = One
setting-few-2 = Two
setting-few-3 = Three
setting-from-to = { $least } to { $most }.
"""


def test_a_new_row_and_its_words_are_all_that_form_column_and_check_need() -> None:
    bundle = FluentBundle(["en"], use_isolating=False)
    bundle.add_resource(FluentResource(WORDS))
    translate = Translator(Locale("en", "US"), (bundle,))
    other = Added(
        gentle=False,
        pace=Pace.BRISK,
        few=3,
        many=98,
        at=time(7, 30),
        since=date(2026, 1, 1),
        motto="Come back",
        signs=("ear",),
    )
    for values in (Added(), other):
        values.check()
        assert drawn_and_read(values, translate) == values.values()
        assert stored_and_read(values) == values.values()


def test_each_value_of_settings_is_made_of_rows_only() -> None:
    for kind in SETTINGS:
        assert [row.name for row in kind.rows()] == [each.name for each in fields(kind)]  # type: ignore[arg-type]
