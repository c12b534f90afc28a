"""Every setting of a person, a team and a workspace: one field is one row of the table.

A row says the setting's name, its plain type, its default and its range. From it come its element
in the form (``messages/forms/setting_elements.py``), its column (``store/tables``), the check and
the page ``docs/settings.md``; its words stand in the locales under ``setting-<whose>-<name>``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, ClassVar, get_args, get_origin, get_type_hints

from bot.domain.calendar import TalkHour
from bot.domain.rhythm import Detail
from bot.domain.taxonomy import HowSoon

DEFAULT_HOUR = time(9, 30)
ITEMS = 5
"""Things in one message of the day."""
MESSAGE_DAYS = 3
"""A week's messages for reminders and follow-ups (ISO week, the leader's zone)."""
MAX_WORDS = 600
"""Characters, not words: what a concern or a note may hold unless a workspace says otherwise."""
NOTES_KEPT = 60
"""Days from writing a private note until it is erased, unless a workspace says fewer."""
Gaps = Mapping[HowSoon, tuple[int, int, int]]
"""Working days from one follow-up to the next; the last one stays."""
GAPS: Gaps = {HowSoon.TODAY: (2, 5, 10), HowSoon.WEEK: (3, 10, 20), HowSoon.NEXT: (10, 15, 20)}
WEEKDAYS = range(1, 8)
"""ISO: Monday is 1."""
EVERY_WEEK = 1
EVERY_FOUR_WEEKS = 4


class Whose(StrEnum):
    """Whom a setting belongs to."""

    PERSON = "person"
    TEAM = "team"
    WORKSPACE = "workspace"


class ChannelFigures(StrEnum):
    """When numbers may stand in a team's channel."""

    AFTER_FOUR_WEEKS = "after_four_weeks"
    FROM_START = "from_start"
    NEVER = "never"


class TeamsStart(StrEnum):
    """When a team that was set up begins."""

    APPROVED = "approved"
    """Once an admin has said yes."""
    OPEN = "open"
    """Right away."""


class Notes(StrEnum):
    """Who may keep private notes."""

    ON = "on"
    WITH_TEAM = "with_team"
    """Only about people on the list of a team that the writer leads."""
    OFF = "off"


@dataclass(frozen=True, kw_only=True, eq=False)
class Setting:
    """One row of the table; there is one value of each, so that it can be looked up by."""

    whose: Whose
    name: str
    """Of the field, of the form's element and of the column."""
    kind: Any
    """Its plain type, such as ``bool``, ``int``, ``time`` or ``tuple[str, ...]``."""
    nullable: bool
    """Whether ``None`` is a choice."""
    default: Any
    within: Collection[Any] | None
    """The values it, or each part of it, may have."""
    limit: int | None
    """The most characters of a text, the most parts of a list."""
    leads: bool
    """Whether only those who lead are asked."""

    @property
    def key(self) -> str:
        """The locale key of its label."""
        return f"setting-{self.whose.value}-{self.name}"

    def check(self, value: Any) -> None:
        """Raise ``ValueError``, which names the setting, for a value it cannot have."""
        if not (self.nullable if value is None else self._has(value)):
            raise ValueError(f"{self.whose.value}.{self.name} is outside of its range")

    def _has(self, value: Any) -> bool:
        if not isinstance(value, get_origin(self.kind) or self.kind):
            return False
        written = " ".join(value) if self.kind == tuple[str, ...] else value
        if self.limit is not None and len(written) > self.limit:
            return False
        parts: Collection[Any] = (value,)
        if isinstance(value, Mapping):
            parts = [days for gaps in value.values() for days in gaps]
        elif isinstance(value, frozenset):
            parts = value
        return self.within is None or all(part in self.within for part in parts)


def setting(
    default: Any,
    *,
    within: Collection[Any] | None = None,
    limit: int | None = None,
    leads: bool = False,
) -> Any:
    """One row: the field of a value of settings, with its default and its range."""
    row = {"default": default, "within": within, "limit": limit, "leads": leads}
    return field(default_factory=lambda: default, metadata={"row": row})


def required_setting(*, limit: int) -> Any:
    """A row without a default: whoever makes the value says it."""
    row = {"default": None, "within": None, "limit": limit, "leads": False}
    return field(metadata={"row": row})


class SettingsGroup:
    """The settings of somebody or something: a value, and the rows it is made of."""

    whose: ClassVar[Whose]

    @classmethod
    @cache
    def rows(cls) -> tuple[Setting, ...]:
        """The rows, in the order of the form."""
        hints = get_type_hints(cls)
        rows = []
        for each in fields(cls):  # type: ignore[arg-type] # its subclasses are dataclasses
            if "row" not in each.metadata:
                continue
            hint = hints[each.name]
            nullable = isinstance(hint, UnionType) and NoneType in get_args(hint)
            kind = get_args(hint)[0] if nullable else hint
            rows.append(
                Setting(
                    whose=cls.whose,
                    name=each.name,
                    kind=kind,
                    nullable=nullable,
                    **each.metadata["row"],
                )
            )
        return tuple(rows)

    @classmethod
    def row(cls, name: str) -> Setting:
        """One row. Raises ``KeyError`` for a setting there is not."""
        return {row.name: row for row in cls.rows()}[name]

    def values(self) -> dict[str, Any]:
        """What is chosen, by the name of its row."""
        return {row.name: getattr(self, row.name) for row in self.rows()}

    def check(self) -> None:
        """Raise ``ValueError`` where a value is outside of its row's range."""
        for row in self.rows():
            row.check(getattr(self, row.name))


@dataclass(frozen=True, kw_only=True)
class Preferences(SettingsGroup):
    """How a person wants to be written to; times are wall clock in the person's own zone."""

    whose = Whose.PERSON

    hour: time | None = setting(None, leads=True)
    """The chosen hour of the day message; ``None`` is 9:30, shifted by up to ten minutes."""
    message_days: int = setting(MESSAGE_DAYS, within=range(MESSAGE_DAYS, 0, -1), leads=True)
    """One is the weekly rhythm: reminders and follow-ups on the first working day of a week."""
    items: int = setting(ITEMS, within=range(ITEMS, 2, -1), leads=True)
    """Things in one message of the day."""
    talk_hours: tuple[TalkHour, ...] = setting((), limit=10, leads=True)
    work_begins: time = setting(time(9, 0))
    work_ends: time = setting(time(17, 30))
    days: frozenset[int] = setting(frozenset({1, 2, 3, 4, 5}), within=WEEKDAYS)
    """ISO weekdays, Monday is 1."""
    region: str | None = setting(None, limit=16)
    """Of public holidays, such as ``DE-BE``; ``None`` takes the team's."""
    paused_until: date | None = setting(None)
    """First day on which the person may be written to again."""
    language: str | None = setting(None, limit=16)
    """A locale such as ``de-DE`` to be written to in; ``None`` takes Slack's."""
    detail: Detail = setting(Detail.NAME_AND_TOPIC)
    full_text: bool = setting(False)
    """Read messages out in full: the notification text is the whole message."""
    offers: bool = setting(True)
    """Be asked when a colleague marks a message of theirs."""
    coaching: bool = setting(True, leads=True)
    """Whether a leader wants a coaching line now and then."""
    only_slips: bool = setting(False, leads=True)
    """Ask a leader who comes back unasked only if something slips."""
    silent: bool = setting(False)
    """Don't write to me: everything stops but answers to one's own actions."""


@dataclass(frozen=True, kw_only=True)
class TeamSettings(SettingsGroup):
    """How a team's digest comes, and where it works."""

    whose = Whose.TEAM

    digest_day: int = setting(5, within=range(8))
    """ISO weekday of the digest; 0 switches it off."""
    digest_at: time = setting(time(10, 0))
    """Wall clock in the team's zone."""
    figures: ChannelFigures = setting(ChannelFigures.AFTER_FOUR_WEEKS)
    digest_every: int = setting(EVERY_WEEK, within=(EVERY_WEEK, EVERY_FOUR_WEEKS))
    """Weeks from one digest to the next."""
    chart: bool = setting(False)
    """Numbers go out with a chart of what is still open."""
    zone: str = required_setting(limit=64)
    """IANA name."""
    region: str | None = setting(None, limit=16)
    """Of public holidays, such as ``DE-BE``; ``None``: weekends only."""
    emoji: tuple[str, ...] = setting((), limit=100)
    """The team's own marks; none given: the workspace's."""


@dataclass(frozen=True, kw_only=True)
class WorkspaceSettings(SettingsGroup):
    """What holds for everybody in a workspace."""

    whose = Whose.WORKSPACE

    teams: TeamsStart = setting(TeamsStart.APPROVED)
    notes: Notes = setting(Notes.ON)
    emoji: tuple[str, ...] = setting(("ear",), limit=100)
    """Which emoji mark a message; none: marking is off."""
    reminders: int = setting(3, within=range(3, 1, -1))
    """How often a step is reminded of."""
    gaps: Gaps = setting(GAPS, within=range(1, 41))
    """Working days from one follow-up to the next."""
    detail: Detail = setting(Detail.NAME_AND_TOPIC)
    """What messages say at most; a person's own choice may say less."""
    form_length: int = setting(MAX_WORDS, within=range(200, 1501))
    """How many characters a concern or a note may have."""
    eligible: int = setting(5, within=range(5, 101))
    """So many people a team needs before anything of it is counted (R15)."""
    words_kept: int = setting(30, within=range(91))
    """Days from the end of a concern until its words are erased."""
    open_kept: int = setting(180, within=range(60, 366))
    """Days without anything happening until the raiser of something open is told that it goes."""
    notes_kept: int = setting(NOTES_KEPT, within=range(2, NOTES_KEPT + 1))
    """Days from writing a private note until it is erased, its follow-ups over."""
    records_kept: int = setting(12, within=range(3, 25))
    """Months from the end of a concern until its dates, states and topic are erased."""
    removed_kept: int = setting(10, within=range(19))
    """Days from the removal of the app until all is erased; Slack allows 14 business days."""


SETTINGS: tuple[type[SettingsGroup], ...] = (Preferences, TeamSettings, WorkspaceSettings)
"""The whole table."""
