"""Who leaves: a leader who leads no more, a raiser whose account closes.

Nothing moves by itself to anybody. What a leader leaves behind waits for its raiser; what nobody
can come back to any more waits thirty days and is erased.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from bot.casework.contacts import ask_admins
from bot.casework.counting import no_longer_eligible
from bot.casework.unit import Unit
from bot.domain.concern import Concern
from bot.domain.concern.states import CLOSED, Act, Role, State
from bot.domain.concern.transitions import TRANSITIONS
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.team import Departure, FormerPlace, LeaderState, Team, leaders_of

GONE_TOLD_AFTER = 2
"""Working days until raisers are told that their leader's account is closed: it may be an error."""
ACCOUNT_BACK_WITHIN = timedelta(days=30)
"""An account that opens again so soon gets everything back."""
_GIVEN_BACK = CLOSED - {State.HANDED_OVER}
"""What is over, and is still its leader's to see."""


def account_closed(unit: Unit, person: Person) -> None:
    """An account is closed: it leads nothing, stands on no list, and says nothing more."""
    departure = _leaves(unit, person, told_after=GONE_TOLD_AFTER)
    mine = []
    for concern in unit.tx.concerns.raised_by(unit.workspace, person.id):
        if concern.state is State.OFFERED:
            subject = ":".join(concern.message or ())
            unit.tx.deliveries.forget(unit.workspace, DeliveryKind.OFFER, subject)
            unit.tx.concerns.forget(concern)
        elif concern.open and not concern.ending:
            unit.apply(concern, Act.RAISER_GONE, Role.CLOCK, by=None)
            mine.append(concern.id)
    departure = replace(departure, concerns=(*departure.concerns, *mine))
    unit.tx.departures.keep(unit.workspace, person.id, departure)
    _contact_gone(unit, person.id)


def membership_lost(unit: Unit, person: Person) -> None:
    """A full member became a guest: guests lead nothing and stand on no list (P6)."""
    unit.tx.departures.keep(unit.workspace, person.id, _leaves(unit, person))


def _leaves(unit: Unit, person: Person, *, told_after: int = 0) -> Departure:
    """Take somebody off all teams; gives how they stood there, and what they led."""
    places = []
    for team in unit.tx.teams.of(unit.workspace, [person.id]):
        entry = team.leader(person.id)
        state = entry.state if entry is not None else None
        places.append(FormerPlace(team=team.id, leader=state, member=person.id in team.members))
        _stop_leading(unit, team, person.id)
        unit.tx.teams.remove_member(team, person.id)
        no_longer_eligible(unit, team, person.id)
    led = unit.tx.concerns.open_with_leader(unit.workspace, person.id)
    gone = [concern for concern in led if not concern.ending]
    _leave(unit, person.id, gone, told_after=told_after)
    concerns = tuple(concern.id for concern in gone)
    return Departure(left_at=unit.now, places=tuple(places), concerns=concerns)


def comes_back(unit: Unit, person: Person) -> None:
    """An account is open again, or a guest a full member: within 30 days everything is as it was.

    What its raiser has taken elsewhere meanwhile stays there.
    """
    departure = unit.tx.departures.take(unit.workspace, person.id)
    if departure is None or unit.now - departure.left_at > ACCOUNT_BACK_WITHIN:
        return
    for place in departure.places:
        team = unit.team(place.team, for_update=True)
        if team is None:
            continue
        if place.member:
            unit.tx.teams.add_member(team, person.id)
        if place.leader is not None and team.leader(person.id) is not None:
            unit.tx.teams.set_leader_state(team, person.id, place.leader)
    concerns = unit.tx.concerns.some(unit.workspace, departure.concerns)
    for concern in concerns.values():
        if not concern.open:
            if concern.left_by == person.id and concern.state in _GIVEN_BACK:
                _give_back(unit, concern)
            continue
        if concern.raiser == person.id and concern.ending:
            unit.apply(concern, Act.RAISER_BACK, Role.CLOCK, by=None)
        elif concern.left_by == person.id or (concern.owner == person.id and concern.ending):
            unit.apply(concern, Act.LEADER_BACK, Role.CLOCK, by=None)
    unit.tx.people.mark_homes_stale(unit.workspace, [person.id])


def _give_back(unit: Unit, concern: Concern) -> None:
    """What its raiser ended while its leader was away is theirs to see, and they are told of it."""
    after = unit.revise(replace(concern, owner=concern.left_by, left_by=None))
    news = TRANSITIONS[concern.last_act].news if concern.last_act is not None else None
    if news is not None:
        unit.tx.deliveries.add_tail(after, news, unit.now)


def stops_leading(
    unit: Unit, leader: PersonId, left: Collection[Team], *, notes: bool = True
) -> int:
    """A leader leads some teams no more: what was with them there waits for its raisers.

    ``notes``: those about people they lead no more are erased in thirty days. Gives how many
    things that they know of go back to the people who raised them.
    """
    members = {member for team in left for member in team.members}
    concerned = []
    for concern in unit.tx.concerns.open_with_leader(unit.workspace, leader):
        where = unit.tx.teams.of(unit.workspace, [concern.raiser])
        now_led = leader in leaders_of(concern.raiser, where)
        if concern.about:
            gone = notes and concern.raiser in members and not now_led
            gone = gone and not unit.tx.leadership.says_to_lead(
                unit.workspace, leader, concern.raiser
            )
        else:
            gone = leads_no_more(unit, concern)
        if gone:
            concerned.append(concern)
    _leave(unit, leader, concerned)
    return sum(not concern.about and concern.has_reached(unit.now) for concern in concerned)


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
        stops_leading(unit, leader, left, notes=False)


def _leave(
    unit: Unit,
    leader: PersonId,
    concerned: Collection[Concern],
    *,
    told_after: int = 0,
) -> None:
    for concern in concerned:
        if not concern.ending:
            unit.apply(concern, Act.LEADER_GONE, Role.CLOCK, by=None, told_after=told_after)
    if leader not in unit.tx.teams.accepted_leaders(unit.workspace):
        # Nobody can say yes to what was to go to them: it stays where it is.
        for concern in unit.tx.concerns.proposed_to(unit.workspace, leader):
            unit.apply(concern, Act.HAND_LAPSE, Role.CLOCK, by=None)
    unit.tx.people.mark_homes_stale(unit.workspace, [leader])


def _contact_gone(unit: Unit, person: PersonId) -> None:
    """Whom people turn to in danger is gone: admins are asked again."""
    for team in unit.tx.teams.with_contact(unit.workspace, f"<@{person}>"):
        unit.tx.teams.set_contact(team, None)
        ask_admins(unit, team, person)
    if unit.installation.contact_person == person:
        unit.tx.workspaces.set_contact(unit.workspace, None, None, None)
        ask_admins(unit, None, person)


def _stop_leading(unit: Unit, team: Team, person: PersonId) -> None:
    """Keep that somebody is gone, where they were among a team's leaders."""
    if team.leader(person) is not None:
        unit.tx.teams.set_leader_state(team, person, LeaderState.GONE)
