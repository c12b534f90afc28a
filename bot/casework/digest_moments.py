"""When a team's digest, who reads its channel, and its leaders' private part are looked at next.

Each has a moment in a row. Changing what it depends on makes it due at once, and it is looked at
every day anyway, so that a change nobody heard of costs a day and never a digest.
"""

from datetime import date, datetime, time, timedelta
from itertools import islice

from bot.casework.counting import team_days
from bot.casework.digest import make_digest, parts_for, postings
from bot.casework.rhythm import backs_off
from bot.casework.unit import Unit
from bot.domain import digest
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.team import Team

LOOKED_AT_EVERY = timedelta(days=1)
"""So often at least a team's digest and a leader's private part are looked at."""
READERS_DAYS = 2
"""So many days before leaders are asked it begins to be read who is in the channel."""
READERS_KEPT = timedelta(hours=6)
"""So long it counts who was in it."""
UNREAD_WAITS = timedelta(minutes=1)
"""Until it is read again what Slack did not say, or not all of."""
UNTOLD_WAITS = timedelta(minutes=10)
"""The same, where it says who is to be told that they are on the list."""
PART_AGAIN = timedelta(hours=1)


def readers_unread(unit: Unit, team_id: str) -> Team | None:
    """Give a team before whose digest it is to be read who is in the channel; else ``None``."""
    team = unit.team(team_id)
    if team is None or not _has_old_readers(team, unit.now):
        return None
    if _somebody_untold(team):
        return team
    return (
        team if any(_readers_from(team, at) <= unit.now for at in _undecided(unit, team)) else None
    )


def wake_digest(unit: Unit, team_id: str) -> None:
    """Decide a team's digest where it is due, and find the next moment to look at it."""
    team = unit.team(team_id, for_update=True)
    if team is None:
        return
    make_digest(unit, team)
    unit.tx.people.let_parts_be_due(team.workspace, team.accepted)
    unit.tx.teams.set_digest_due(team, _digest_due(unit, team))


def _digest_due(unit: Unit, team: Team) -> datetime:
    """The next moment at which a team's digest is looked at: a day ahead at the latest."""
    now = unit.now
    moments = [now + LOOKED_AT_EVERY]
    if _somebody_untold(team):
        moments.append(now + UNTOLD_WAITS)
    for moment in _undecided(unit, team):
        begin = _readers_from(team, moment)
        if moment > now:
            moments.append(moment)
        if begin > now:
            moments.append(begin)
        elif _has_old_readers(team, now):
            moments.append(now + UNREAD_WAITS)
        elif team.looked_at is not None:
            moments.append(team.looked_at + READERS_KEPT)
    return min(moments)


def _undecided(unit: Unit, team: Team) -> list[datetime]:
    """The moments of this week's and the next digest, without one that has been decided."""
    return [
        moment
        for week, moment in islice(postings(team, unit.now), 2)
        if moment > unit.now
        or not unit.tx.deliveries.exists(team.workspace, DeliveryKind.DIGEST, team.id, str(week))
    ]


def _somebody_untold(team: Team) -> bool:
    """Whether who is in the channel says who of the list is still to be told."""
    return bool(team.accepted and team.untold) and not team.paused


def _readers_from(team: Team, moment: datetime) -> datetime:
    """From when on it is read who is in the channel of a digest: two days before it is asked."""
    days = team_days(team)
    day = days.today(moment)
    part_day = digest.day_before(day, days) or day
    return days.instant(part_day - timedelta(days=READERS_DAYS), time.min)


def _has_old_readers(team: Team, now: datetime) -> bool:
    return team.looked_at is None or now - team.looked_at >= READERS_KEPT


def private_part_due(unit: Unit, leader: PersonId) -> bool:
    """Whether a leader's private part is due now; where not, its next moment is found."""
    person = unit.tx.people.get(unit.workspace, leader)
    if person is not None and _part_is_due(unit, person):
        return True
    plan_private_part(unit, leader)
    return False


def _part_is_due(unit: Unit, person: Person) -> bool:
    now, days = unit.now, unit.calendar(person)
    if not person.member or not days.is_open(now):
        return False
    today = days.today(now)
    return now >= days.hour_on(today) and _part_waits(unit, person, today)


def _part_waits(unit: Unit, person: Person, today: date) -> bool:
    """Whether something is to be asked today, and no message of the day has taken it along."""
    if _had_day_message(unit, person, today) or backs_off(unit, person):
        return False
    return bool(parts_for(unit, person, today))


def plan_private_part(
    unit: Unit, leader: PersonId, undisturbed_until: datetime | None = None
) -> None:
    """Find the next moment at which a leader's private part is looked at: in a day at the latest.

    It is decided once, at the leader's hour of the day on which they are asked (D14). What was
    decided and may not leave then is looked at every hour of that day.
    """
    person = unit.tx.people.get(unit.workspace, leader)
    teams = unit.tx.teams.of(unit.workspace, [leader]) if person is not None else []
    led = [team for team in teams if leader in team.accepted]
    if person is None or not person.member or not led:
        unit.tx.people.set_part_due(unit.workspace, leader, None)
        return
    now, days = unit.now, unit.calendar(person)
    today = days.today(now)
    moments = [now + LOOKED_AT_EVERY]
    for part_day in (day for team in led for day in _days_asked(unit, team, person)):
        hour = days.hour_on(part_day)
        if hour > now:
            moments.append(hour)
        elif part_day == today and _part_waits(unit, person, today):
            again = now + PART_AGAIN if days.is_open(now) else days.next_open(now)
            moments.append(max(undisturbed_until or now, again))
    unit.tx.people.set_part_due(unit.workspace, leader, min(moments))


def _days_asked(unit: Unit, team: Team, person: Person) -> list[date]:
    """The days from today on on which a leader is asked before a digest of a team."""
    days, team_calendar = unit.calendar(person, team.id), team_days(team)
    before = (
        digest.day_before(team_calendar.today(moment), days)
        for _, moment in postings(team, unit.now)
    )
    return [day for day in before if day is not None and day >= days.today(unit.now)]


def _had_day_message(unit: Unit, person: Person, today: date) -> bool:
    occurrence = today.isoformat()
    return unit.tx.deliveries.exists(person.workspace, DeliveryKind.DAY, person.id, occurrence)


def next_digest(unit: Unit) -> datetime | None:
    """Give the next moment at which a note or a leader's private part may fall due.

    For whoever moves time: it reads all teams.
    """
    now = unit.now
    moments = []
    for team in unit.tx.teams.all(unit.workspace):
        for _, moment in postings(team, now):
            moments.append(moment)
            day = team_days(team).today(moment)
            for leader in unit.tx.people.some(team.workspace, team.accepted).values():
                days = unit.calendar(leader, team.id)
                before = digest.day_before(day, days)
                if before is not None:
                    moments.append(days.hour_on(before))
    return min((later for later in moments if later > now), default=None)
