"""What somebody's Home, lists and data show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.casework.coaching import home_line
from bot.casework.contacts import contact_of, team_contact
from bot.casework.digest import digests_in_homes, weekly_digest
from bot.casework.installation import first_steps
from bot.casework.unit import Unit
from bot.domain.concern import Concern
from bot.domain.concern.states import CLOSED, OPEN, Kind, State
from bot.domain.delivery import Delivery, DeliveryState, to_a_person
from bot.domain.digest import WeeklyDigest
from bot.domain.due import DueFailure, DueKind
from bot.domain.ids import ChannelId, PersonId
from bot.domain.person import Person
from bot.domain.record import (
    FirstSteps,
    HomeData,
    Line,
    Record,
    TeamLine,
    TeamStanding,
    Undelivered,
)
from bot.domain.rhythm import news_since
from bot.domain.settings import Notes
from bot.domain.team import WAITING, LeaderState, Team, leaders_of

KEPT_FOR_LEADERS = timedelta(days=30)
LOST = "channel_not_found"
KEPT_FOR_RAISERS = timedelta(days=60)


@dataclass(frozen=True)
class MeetingSummary:
    """What is open between a leader and one person, before they meet."""

    person: Person
    records: tuple[Record, ...]


def home_data(unit: Unit, person: PersonId, *, opened: bool = False) -> HomeData:
    """Everything a person's Home and lists show; of words, only what stands for a topic.

    ``opened`` notes that the person has a Home, which is then kept true.
    """
    if opened:
        unit.tx.people.home_opened(unit.workspace, person)
    # Read first: what changes from here on is not known to be shown.
    me = unit.get_person(person)
    now = unit.now
    mine = [
        concern
        for concern in unit.tx.concerns.raised_by(unit.workspace, person)
        if concern.kind is not Kind.NOTE and _still_shown(unit, concern)
    ]
    owned = unit.tx.concerns.owned(unit.workspace, person, now - KEPT_FOR_LEADERS, now)
    waiting = [record for record in owned if record.state in OPEN]
    finished = [record for record in owned if record.state in CLOSED]
    teams = unit.tx.teams.of(unit.workspace, [person])
    leads = any(person in team.accepted for team in teams) or bool(owned)
    home = unit.installation
    admin = me.admin or home.installer == person
    channels = [team.channel for team in teams if team.leader(person)]
    set_up = unit.tx.teams.set_up_by(unit.workspace, person)
    places = None if admin else [*channels, *(record.id for record in waiting)]
    since = now - KEPT_FOR_LEADERS
    lost = unit.tx.deliveries.undelivered(unit.workspace, since, places) if admin or places else []
    uncertain = unit.tx.deliveries.waiting_for_human(unit.workspace) if admin else []
    return HomeData(
        person=me,
        news=_untold_news(unit, me),
        notes=_digests_in_homes(unit, me, teams),
        mine=tuple(unit.records(mine, titles=True)),
        waiting=tuple(unit.records(waiting, titles=True)),
        finished=tuple(unit.records(finished, titles=True)),
        contact=contact_of(unit, person, teams),
        leads=leads,
        notes_off=home.notes is Notes.OFF,
        admin=admin,
        first_steps=_first_steps(unit) if admin else None,
        led=bool(leaders_of(person, teams)),
        declined=_declined(unit, set_up),
        teams=_team_lines(unit, me, [*teams, *set_up]),
        approvals=_approvals(unit) if admin else 0,
        contact_unconfirmed=admin and home.contact is not None and home.contact_named_by is None,
        coaching=home_line(unit, me, waiting, anew=opened) if leads else None,
        undelivered=(
            *_errors(delivery for delivery in lost if delivery.state is DeliveryState.PENDING),
            # A lost channel pauses the note before anything in it can fail.
            *(
                Undelivered(LOST, team.channel)
                for team in teams
                if team.paused and person in team.accepted
            ),
        ),
        given_up=_errors(delivery for delivery in lost if delivery.state is DeliveryState.DEAD),
        uncertain=tuple(uncertain),
        channels=_channels(unit, (*lost, *uncertain), teams),
        failures=_failures(unit) if home.installer == person else (),
    )


def _untold_news(unit: Unit, me: Person) -> tuple[Line, ...]:
    """News that no message took along within five working days; here for thirty days."""
    since, before = unit.now - KEPT_FOR_LEADERS, news_since(unit.calendar(me), unit.now)
    items = unit.tx.deliveries.untold(unit.workspace, me.id, since, before)
    if not items:
        return ()
    concerns = unit.tx.concerns.some(unit.workspace, [item.concern for item in items])
    known_items = [item for item in items if item.concern in concerns]
    records = unit.records([concerns[item.concern] for item in known_items])
    return tuple(Line(item, record) for item, record in zip(known_items, records, strict=True))


def _digests_in_homes(unit: Unit, me: Person, teams: Sequence[Team]) -> tuple[WeeklyDigest, ...]:
    """The notes somebody reads here, because outsiders read the channel (D11)."""
    own = [team.id for team in teams if me.id in team.members or me.id in team.accepted]
    if not own or not me.member:
        return ()
    digests = (weekly_digest(unit.tx, delivery) for delivery in digests_in_homes(unit, own))
    return tuple(digest for digest in digests if digest is not None)


def _team_lines(unit: Unit, me: Person, teams: Sequence[Team]) -> tuple[TeamLine, ...]:
    """Each team somebody leads, is on or set up, and what it waits for."""
    own = {team.id: team for team in teams}
    leader_ids = {leader for team in own.values() for leader in team.leading}
    people = unit.tx.people.some(me.workspace, leader_ids) if leader_ids else {}
    lines = []
    for team in own.values():
        standing = _standing(unit, team)
        leaders = team.accepted or tuple(
            candidate.person for candidate in team.leaders if candidate.state in WAITING
        )
        known_leaders = tuple(people[leader] for leader in leaders if leader in people)
        entry = team.leader(me.id)
        asked = entry is not None and entry.approved and entry.state is LeaderState.INVITED
        waits = team.id if asked and team.approved else None
        lines.append(TeamLine(team.channel, standing, known_leaders, waits))
    return tuple(lines)


def _first_steps(unit: Unit) -> FirstSteps | None:
    steps = first_steps(unit)
    return None if steps.done else steps


def _standing(unit: Unit, team: Team) -> TeamStanding:
    """Where a team stands: whether an admin and its leads have said yes."""
    if not team.approved:
        return TeamStanding.DECLINED if team.declined_at is not None else TeamStanding.WAITING
    if not team.accepted:
        return TeamStanding.ASKED
    return TeamStanding.ON if team_contact(unit, team) else TeamStanding.NO_CONTACT


def _channels(
    unit: Unit, deliveries: Iterable[Delivery], known_teams: Iterable[Team]
) -> dict[str, Team]:
    """The teams of the channels where messages went, beside ``known_teams``."""
    teams: dict[str, Team] = {team.channel: team for team in known_teams}
    for channel in sorted({delivery.recipient for delivery in deliveries} - set(teams)):
        team = None if to_a_person(channel) else unit.tx.teams.in_channel(unit.workspace, channel)
        if team is not None:
            teams[channel] = team
    return teams


def _failures(unit: Unit) -> tuple[DueFailure, ...]:
    """What raised when it was due. Whoever removed the app has no Home to read of that in."""
    failures = unit.tx.due.failures(unit.workspace)
    return tuple(failure for failure in failures if failure.kind is not DueKind.REMOVAL)


def _approvals(unit: Unit) -> int:
    """How many teams wait for an admin's yes."""
    return sum(team.awaits_admin for team in unit.tx.teams.unapproved(unit.workspace))


def _declined(unit: Unit, set_up: Sequence[Team]) -> tuple[tuple[Person, ChannelId], ...]:
    """Who said *Not now* to a team somebody ``set_up``."""
    pairs = [
        (candidate.person, team.channel)
        for team in set_up
        for candidate in team.leaders
        if candidate.state is LeaderState.DECLINED
    ]
    people = unit.tx.people.some(unit.workspace, [person for person, _ in pairs]) if pairs else {}
    return tuple((people[person], channel) for person, channel in pairs if person in people)


def meeting_with(unit: Unit, leader: PersonId, person: PersonId) -> MeetingSummary:
    """What is open with one person: the card "Before you meet"."""
    other = unit.get_person(person)
    concerns = unit.tx.concerns.open_with(unit.workspace, leader, person, unit.now)
    return MeetingSummary(other, tuple(unit.records(concerns, titles=True)))


def home_drawn(unit: Unit, person: Person, fingerprint: str | None = None) -> None:
    """A Home shows what was true when ``person`` was read."""
    changes = person.home_changes
    unit.tx.people.home_drawn(person.workspace, person.id, changes, fingerprint)


def _still_shown(unit: Unit, concern: Concern) -> bool:
    if concern.state in OPEN or concern.state is State.OFFERED:
        return concern.state is not State.OFFERED
    closed = concern.milestones.closed_at
    return closed is not None and unit.now - closed < KEPT_FOR_RAISERS


def _errors(deliveries: Iterable[Delivery]) -> tuple[Undelivered, ...]:
    return tuple(
        Undelivered(delivery.error, delivery.recipient) for delivery in deliveries if delivery.error
    )
