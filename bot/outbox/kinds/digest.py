"""A team's digest, in its channel; where outsiders read along, in the Homes of the team (D11)."""

from datetime import datetime, timedelta

from bot.casework import Unit
from bot.casework.digest import weekly_digest
from bot.domain.calendar import Calendar
from bot.domain.delivery import Delivery
from bot.domain.digest import WeeklyDigest
from bot.domain.person import Person
from bot.domain.team import Team
from bot.messages import cards
from bot.messages.cards import Message
from bot.outbox.kinds.kind import InHomes, MessageKind, Wait
from bot.payloads import DecidedDigest
from bot.public_holidays import holiday_check

CHANNEL_LOCALE = "en-US"
IN_TIME = timedelta(hours=1)
"""A digest no later than this is posted at any hour that its team chose."""


def load(unit: Unit, delivery: Delivery) -> WeeklyDigest | None:
    """Read it: the figures as they were decided, its words as they are now."""
    return weekly_digest(unit.tx, delivery)


def held(content: WeeklyDigest, now: datetime) -> Wait | InHomes | None:
    """A late one waits for working hours; one that outsiders could read is not posted."""
    opens = _opens(content.team, now)
    if opens is not None:
        return Wait(opens)
    if content.team.outsiders:
        payload = DecidedDigest.decided(content.note).model_copy(update={"in_homes": True})
        return InHomes(content.team.people, payload)
    return None


def _opens(team: Team, now: datetime) -> datetime | None:
    """When a digest that missed its hour may go; ``None``: now."""
    days = Calendar(zone=team.zone, holidays=holiday_check(team.region))
    local = days.local(now)
    at = local.replace(hour=team.digest_at.hour, minute=team.digest_at.minute)
    in_time = days.is_workday(local.date()) and timedelta(0) <= local - at <= IN_TIME
    return None if in_time or days.is_open(now) else days.next_open(now)


def draw(content: WeeklyDigest, reader: Person | None, now: datetime) -> Message:
    """The digest, for a channel."""
    today = Calendar(zone=content.team.zone).today(now)
    return cards.digest_message(
        content.note, content.team, locale=CHANNEL_LOCALE, today=today, steps=content.steps
    )


DIGEST = MessageKind(label="kind-digest", load=load, held=held, draw=draw)
