"""Everything by or about a person, for that person."""

from collections.abc import Iterable
from datetime import timedelta

from bot.casework.offering import offers_got
from bot.casework.unit import Unit
from bot.domain.concern.states import Role
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.personal_data import (
    DigestLines,
    PersonalData,
    SaidToLead,
    TeamPlace,
    may_have,
    own_part,
)
from bot.domain.record import OPERATOR, Record
from bot.domain.team import Team
from bot.payloads import PersonalFile

UNDER_WAY = frozenset(
    {
        DeliveryState.PENDING,
        DeliveryState.CLAIMED,
        DeliveryState.SENDING,
        DeliveryState.UNCERTAIN,
    }
)
"""Where a message stands that has not arrived, and may."""
OFFERS_REMEMBERED = timedelta(days=1)
"""So long it is known who marked a message of somebody else, apart from what came of it."""


def personal_data(unit: Unit, person: PersonId) -> PersonalData:
    """Everything by or about a person, words and all: also leaders' private notes."""
    me = unit.get_person(person)
    records, offers = _records(unit, me), unit.records(offers_got(unit, person))
    teams = _teams(unit, me)
    statements = unit.tx.personal.said_to_lead(unit.workspace, person)
    offers_made = unit.tx.personal.offers_made(unit.workspace, person, unit.now - OFFERS_REMEMBERED)
    lines = [
        DigestLines(team=team.name, at=spoken.at, word=spoken.word, lines=spoken.lines)
        for key, spoken in unit.tx.digests.written_by(unit.workspace, person)
        if (team := unit.tx.teams.get(unit.workspace, key)) is not None
    ]
    ids = {saying.leader for saying in statements} | {saying.person for saying in statements}
    ids |= {offer.author for offer in offers_made}
    return PersonalData(
        person=me,
        made_at=unit.now,
        records=tuple(records),
        offers=tuple(offers),
        offers_made=tuple(offers_made),
        lines=tuple(lines),
        teams=tuple(_place(team, person) for team in teams),
        led_by=_by_person(statements, person),
        leads=tuple(saying for saying in statements if saying.leader == person),
        messages=tuple(
            unit.tx.personal.messages(unit.workspace, person, [team.id for team in teams])
        ),
        people=_people(unit, me, ids, [*records, *offers]),
    )


def open_by_command(unit: Unit, person: PersonId) -> PersonalData:
    """The same, for whoever operates the bot: each opening of words is kept, and shown (R24)."""
    data = personal_data(unit, person)
    for record in data.records:
        concern = record.concern
        if record.said or concern.not_yet_because:
            whose = Role.OWNER if concern.owner == person else Role.RAISER
            unit.tx.concerns.opened(concern, OPERATOR, whose.value, unit.now)
    return data


def ask_for_file(unit: Unit, person: PersonId, press: str) -> None:
    """Let everything by or about ``person`` be sent to them as files, once for each ``press``.

    One is made at a time: while it is under way, whoever asks again gets that one.
    """
    if not unit.tx.workspaces.first_time(unit.workspace, f"file:{press}", unit.now):
        return
    states = unit.tx.deliveries.states(unit.workspace, DeliveryKind.DATA_FILE, person)
    if UNDER_WAY & set(states):
        return
    unit.deliver(
        DeliveryKind.DATA_FILE,
        person,
        unit.now.isoformat(),
        person,
        due_at=unit.now,
        days=unit.calendar(unit.get_person(person)),
        payload=PersonalFile(),
    )


def _records(unit: Unit, me: Person) -> list[Record]:
    """What touches a person, of each what is theirs to read."""
    concerns = [
        concern
        for concern in unit.tx.concerns.touching(unit.workspace, me.id, unit.now)
        if may_have(concern, me)
    ]
    happened = unit.tx.concerns.happened(concerns, opened=True)
    records = unit.records(concerns, words=True)
    return [own_part(record, me.id, happened.get(record.concern.id, ())) for record in records]


def _teams(unit: Unit, me: Person) -> list[Team]:
    """The teams somebody is on, leads, set up, or has to do with as an admin."""
    teams = {team.id: team for team in unit.tx.teams.of(unit.workspace, [me.id])}
    for key in unit.tx.personal.teams_asked_for(unit.workspace, me.id):
        team = unit.tx.teams.get(unit.workspace, key)
        if team is not None:
            teams[key] = team
    return list(teams.values())


def _place(team: Team, person: PersonId) -> TeamPlace:
    entry = team.leader(person)
    return TeamPlace(
        name=team.name if team.may_know(person) else None,
        on_list=person in team.members,
        proposed=person in team.proposed,
        leads=entry.state if entry is not None else None,
        accepted_on=entry.accepted_on if entry is not None else None,
        set_up=team.created_by == person,
        asked_admin=team.approval_by == person,
        asked_as_admin=team.approval_admin == person,
    )


def _by_person(statements: Iterable[SaidToLead], person: PersonId) -> tuple[SaidToLead, ...]:
    return tuple(saying for saying in statements if saying.person == person)


def _people(
    unit: Unit, me: Person, ids: set[PersonId], records: Iterable[Record]
) -> dict[PersonId, Person]:
    """Everybody who is named anywhere in it."""
    everybody = {
        person: somebody for record in records for person, somebody in record.people.items()
    }
    others = ids - set(everybody)
    if others:
        everybody |= unit.tx.people.some(unit.workspace, others)
    return everybody | {me.id: me}
