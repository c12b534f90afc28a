"""Who somebody is, as far as Slack says, and how they want to be written to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.calendar import Absence, Calendar, shifted_hour, year_after
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.refusals import LongPause, PastDate
from bot.domain.rhythm import SLIPS_AFTER, Rhythm
from bot.domain.settings import DEFAULT_HOUR, Preferences

ONE_ON_ONE_BY = time(9, 30)
AWAY_EMOJI = frozenset({":palm_tree:", ":face_with_thermometer:"})
"""Slack's *Vacationing* and *Out sick*."""
NAME_LIMIT = 40


def pause_day(day: date, *, today: date, field: str | None = None) -> date:
    """``day``, if a pause may end on it. Raises ``PastDate``, and ``LongPause`` with a ``date``.

    ``field`` is the form's field they are about.
    """
    if day <= today:
        raise PastDate(field=field)
    latest = year_after(today)
    if day > latest:
        raise LongPause(field=field, date=latest.isoformat())
    return day


@dataclass(frozen=True, kw_only=True)
class Person:
    """One member of a workspace: Slack's facts of ``read_at`` and the person's choices."""

    workspace: WorkspaceId
    id: PersonId
    name: str
    """Display name, else the first word of the real name."""
    full_name: str
    zone: str
    """IANA name, as Slack gives it."""
    slack_locale: str = "en-US"
    """The language Slack is set to."""
    bot: bool = False
    guest: bool = False
    outsider: bool = False
    deleted: bool = False
    admin: bool = False
    status_emoji: str = ""
    read_at: datetime
    channel: str | None = None
    """The direct-message channel with the bot, once one is known."""
    home_opened: bool = False
    home_changes: int = 0
    """Times something in their Home changed."""
    preferences: Preferences = field(default_factory=Preferences)
    rhythm: Rhythm = field(default_factory=Rhythm)

    @property
    def locale(self) -> str:
        """The language to be written to in: the person's own choice, else Slack's."""
        return self.preferences.language or self.slack_locale

    @property
    def member(self) -> bool:
        """Whether the person is a full member: guests, bots and outsiders take no part (P6)."""
        return not (self.bot or self.guest or self.outsider or self.deleted)

    @property
    def says_away(self) -> bool:
        """Whether their status says so: the day's messages wait, and nobody is told."""
        return self.status_emoji in AWAY_EMOJI

    def back_on(self, now: datetime) -> date | None:
        """The first day on which they may be written to again, where they paused past today."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        until = self.preferences.paused_until
        return until if until is not None and until > today else None

    def calendar(
        self, holidays_of: Callable[[str | None], Callable[[date], bool]], region: str | None = None
    ) -> Calendar:
        """Working time of this person; ``region`` is the team's, used where none was chosen.

        A pause counts as days away from the moment it is known until its last day.
        """
        chosen = self.preferences
        away: tuple[Absence, ...] = ()
        if chosen.paused_until is not None and chosen.paused_until > date.min:
            away = (Absence(date.min, date.fromordinal(chosen.paused_until.toordinal() - 1)),)
        return Calendar(
            zone=self.zone,
            days=chosen.days,
            start=chosen.work_begins,
            end=chosen.work_ends,
            hour=chosen.hour or shifted_hour(self.id, DEFAULT_HOUR),
            holidays=holidays_of(chosen.region or region),
            away=away,
            talk_hours=chosen.talk_hours,
            grace=SLIPS_AFTER if chosen.only_slips else 0,
        )
