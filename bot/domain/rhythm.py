"""How often a leader is written to: what they chose, back-off, fade-out, the weekly list."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.calendar import Calendar
from bot.domain.refusals import SuggestionsUsed, TooFast

UNTOUCHED = 3
"""So many day messages in a row without a touch make reminders weekly."""
UNASKED = 5
"""So many follow-ups reported before the bot asked make it offer to write only if one slips."""
OFFERED_EVERY = timedelta(days=91)
"""That is offered once a quarter."""
SLIPS_AFTER = 2
"""Working days after the date on which a leader who comes back unasked is asked after all."""
ONCE_A_WEEK = 1
"""The choice of message-days that brings reminders and follow-ups weekly."""
WEEKS_AHEAD = 110
"""How far the next week with a working day is looked for."""
CAUGHT_WITHIN = timedelta(minutes=1)
"""Within this time is counted how much somebody catches."""
CAUGHT_IN_PACE = 20
"""So much within it is more than anybody types; a mark beside a note takes a second."""
OFFERS_A_DAY = 3
"""So often a day one colleague may have the author of messages asked about them."""
SUGGESTED_A_MONTH = 5
"""So many people a month are written to because one person suggests the bot to them."""

A_DAY = timedelta(days=1)
INVITED_A_DAY = 5
"""So many leaders a day are invited because one person names them."""
INVITED_AGAIN_AFTER = timedelta(days=30)
"""So long after an invitation the same leader is not invited to the same team again."""
APPROVALS_A_DAY = 5
"""So many times a day admins are asked to approve what one person set up."""
NEWS_RIDES = 5
"""So many working days news waits for a message that takes it along."""
MOST_DAYS_BACK = 60
"""Days in which those are looked for: longer holidays there are none."""


def check_pace(caught: int) -> None:
    """Hold back who has caught so much within the last minute. Raises :class:`TooFast`."""
    if caught >= CAUGHT_IN_PACE:
        raise TooFast


def check_suggestions(made: int) -> None:
    """Hold back who suggested the bot so often this month. Raises :class:`SuggestionsUsed`."""
    if made >= SUGGESTED_A_MONTH:
        raise SuggestionsUsed(field="person")


class Detail(StrEnum):
    """What messages say of a concern; the words never stand in them anyway."""

    NAME_AND_TOPIC = "name_and_topic"
    TOPIC = "topic"
    NOTHING = "nothing"

    def stricter(self, other: "Detail") -> "Detail":
        """The one of the two that says less."""
        order = list(Detail)
        return max(self, other, key=order.index)


class Sorted(StrEnum):
    """What the form for sorting offers for one line."""

    LEAVE = "leave"
    TOMORROW = "tomorrow"
    NEXT_WEEK = "next_week"
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """How a leader has dealt with what the bot sent; moments are UTC."""

    touched_at: datetime | None = None
    """The last press on a message of theirs, or act on a concern."""
    backing_off: bool = False
    """They were told that reminders come once a week until they touch something."""
    weekly_at: datetime | None = None
    """When their weekly list is due; ``None`` while nothing is quiet or held back for it."""
    unasked: int = 0
    """How many follow-ups in a row they reported before the bot asked."""
    fade_offered_on: date | None = None

    def fades(self, today: date) -> bool:
        """Whether it is time to offer writing only if something slips."""
        offered = self.fade_offered_on
        waited = offered is None or today - offered >= OFFERED_EVERY
        return self.unasked >= UNASKED and waited


@dataclass(frozen=True)
class FadeAnswer:
    """What a leader answered when they were asked whether to be written to only if one slips."""

    only_slips: bool
    at: datetime


def weekly_moment(now: datetime, days: Calendar) -> datetime:
    """The chosen hour of the first working day of a week, strictly after ``now``.

    A week without a working day has none. Raises ``ValueError`` where no week has one.
    """
    today = days.on_or_after(days.today(now))
    week_began = today - timedelta(days=(today.isoweekday() - days.week_begins) % 7)
    for week in range(WEEKS_AHEAD):
        first = first_workday(week_began + timedelta(weeks=week), days)
        if first is not None and (moment := days.hour_on(first)) > now:
            return moment
    raise ValueError("no week has a working day")


def first_workday(begins: date, days: Calendar) -> date | None:
    """The first working day of the week that begins on ``begins``."""
    week = (begins + timedelta(days=offset) for offset in range(7))
    return next((day for day in week if days.is_workday(day)), None)


def news_since(calendar: Calendar, now: datetime) -> datetime:
    """From when on news still rides along: older news stands in Home only."""
    usual = replace(calendar, away=())
    today = day = usual.today(now)
    for _ in range(MOST_DAYS_BACK):
        if usual.workdays_between(day - timedelta(days=1), today) > NEWS_RIDES:
            break
        day -= timedelta(days=1)
    return usual.instant(day, time.min)
