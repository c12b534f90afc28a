"""Who leaves: a leader who leads no more, a raiser whose account closes, and retention.

Nothing moves by itself to anybody. What a leader leaves behind waits for its raiser; what nobody
can come back to any more waits thirty days and is erased.
"""

from collections.abc import Collection

from bot.casework.contacts import ask_admins
from bot.casework.unit import Unit
from bot.domain.concern import Concern
from bot.domain.concern.states import Act, Role, State
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.team import LeaderState, Team, leaders_of

NOT_RIPE_WAITS = 5


def account_closed(unit: Unit, person: Person) -> None:
    """An account is closed: it leads nothing, stands on no list, and says nothing more."""
    workspace = person.workspace
    for team in unit.tx.teams.of(workspace, [person.id]):
        _stop_leading(unit, team, person.id)
        unit.tx.teams.remove_member(team, person.id)
    _leave(unit, person.id, unit.tx.concerns.open_with_leader(workspace, person.id))
    for one in unit.tx.concerns.raised_by(workspace, person.id):
        if one.state is State.OFFERED:
            subject = ":".join(one.message or ())
            unit.tx.deliveries.forget(workspace, DeliveryKind.OFFER, subject)
            unit.tx.concerns.forget(one)
        elif one.open and not one.ending:
            unit.apply(one, Act.RAISER_GONE, Role.CLOCK, by=None)
    _contact_gone(unit, person.id)


def stops_leading(unit: Unit, leader: PersonId, left: Collection[Team]) -> None:
    """A leader leads some teams no more: what was with them there waits for its raisers."""
    members = {one for team in left for one in team.members}
    concerned = []
    for one in unit.tx.concerns.open_with_leader(unit.workspace, leader):
        where = unit.tx.teams.of(unit.workspace, [one.raiser])
        now_led = leader in leaders_of(one.raiser, where)
        if one.about:
            gone = one.raiser in members and not now_led
            gone = gone and not unit.tx.leading.says_to_lead(unit.workspace, leader, one.raiser)
        else:
            gone = leads_no_more(unit, one)
        if gone:
            concerned.append(one)
    _leave(unit, leader, concerned)


def leads_no_more(unit: Unit, concern: Concern) -> bool:
    """Whether the leader of something raised could not come back to it any more.

    Whoever left the team's list meanwhile is still led: nothing moves by that (R25).
    """
    owner = unit.tx.people.get(concern.workspace, concern.owner) if concern.owner else None
    if owner is None or not owner.member:
        return True
    if concern.team is None:
        return owner.id not in unit.tx.teams.accepted_leaders(concern.workspace)
    team = unit.tx.teams.get(concern.workspace, concern.team)
    if team is not None and owner.id in team.accepted:
        return False
    return owner.id not in leaders_of(
        concern.raiser, unit.tx.teams.of(concern.workspace, [concern.raiser])
    )


def stop_all_messages(unit: Unit, leader: PersonId) -> None:
    """A leader who wants no messages at all cannot come back to anything: they are gone."""
    left = [
        team
        for team in unit.tx.teams.of(unit.workspace, [leader])
        if (entry := team.leader(leader)) is not None and entry.state is not LeaderState.GONE
    ]
    for team in left:
        _stop_leading(unit, team, leader)
    if left:
        stops_leading(unit, leader, left)


def _leave(
    unit: Unit,
    leader: PersonId,
    concerned: Collection[Concern],
) -> None:
    for one in concerned:
        if not one.ending:
            unit.apply(one, Act.LEADER_GONE, Role.CLOCK, by=None)
    unit.tx.people.mark_homes_stale(unit.workspace, [leader])


def erase(unit: Unit, concern: Concern) -> None:
    """Erase what nobody can come back to any more, words and all."""
    unit.tx.deliveries.cancel(
        concern.workspace, [DeliveryKind.NOTICE, DeliveryKind.CHECK_IN], concern.id
    )
    unit.mark_stale(concern)
    unit.tx.concerns.forget(concern)


def _contact_gone(unit: Unit, person: PersonId) -> None:
    """Whom people turn to in danger is gone: admins are asked again."""
    for team in unit.tx.teams.with_contact(unit.workspace, f"<@{person}>"):
        unit.tx.teams.set_contact(team, None)
        ask_admins(unit, team, person)
    if unit.tx.workspaces.get(unit.workspace).contact_person == person:
        unit.tx.workspaces.set_contact(unit.workspace, None, None, None)
        ask_admins(unit, None, person)


def _stop_leading(unit: Unit, team: Team, person: PersonId) -> None:
    """Keep that somebody is gone, where they were among a team's leaders."""
    if team.leader(person) is not None:
        unit.tx.teams.set_leader_state(team, person, LeaderState.GONE)
