"""Who leads whom, and who could come back to what somebody says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.casework.contacts import contact_of, require_contact
from bot.casework.unit import Unit
from bot.domain.capture import (
    Relation,
)
from bot.domain.concern import Concern
from bot.domain.ids import ChannelId, PersonId, TeamId
from bot.domain.person import Person
from bot.domain.refusals import (
    Guest,
    LeaderOff,
    LedElsewhere,
    NoLeader,
    Refusal,
    TeamWaiting,
)
from bot.domain.settings import MAX_WORDS
from bot.domain.taxonomy import HowSoon, Signal
from bot.domain.team import Team, leaders_of, route, teammates


class ChoiceNeeded(Refusal):
    """Several leaders could come back to it: the form asks which."""


@dataclass(frozen=True)
class Choices:
    """Nothing is stored yet: the form asks who should come back to it."""

    leaders: tuple[Person, ...]
    """The writer's own, in the team's order."""
    today: date
    """The writer's date."""
    others: tuple[Person, ...] = ()
    """Everyone else who has accepted."""
    limit: int = MAX_WORDS
    """How many characters it may have."""
    chosen: PersonId | None = None
    how_soon: HowSoon = HowSoon.WEEK
    contact: str | None = None
    away: Mapping[PersonId, date] = field(default_factory=dict)
    """The first day back of those who are away for days that are known."""

    def adding_to(self, concern: Concern) -> "Choices":
        """The same for words more on what is open: as soon as it is wanted, from whoever has it."""
        leader = concern.owner
        known = any(person.id == leader for person in (*self.leaders, *self.others))
        chosen = leader if known else self.chosen
        return replace(self, chosen=chosen, how_soon=concern.how_soon)


def get_writer(unit: Unit, person_id: PersonId) -> Person:
    """Give whoever writes. Raises :class:`Guest` for all but full members."""
    person = unit.tx.people.get(unit.workspace, person_id)
    if person is None or not person.member:
        raise Guest
    return person


def relation_to(unit: Unit, me: Person, person: PersonId) -> Relation:
    """What somebody who writes is to a person they address."""
    if person == me.id:
        return Relation.ONESELF
    other = unit.tx.people.get(me.workspace, person)
    if other is None or not other.member:
        return Relation.OUTSIDER
    teams = unit.tx.teams.of(me.workspace, [me.id, person])
    led_by = person in leaders_of(me.id, teams)
    leads = me.id in leaders_of(person, teams)
    if not (leads or led_by) and teammates(me.id, person, teams):
        # Whatever one of them said: on one team they keep no notes on each other.
        return Relation.TEAMMATE
    leads = leads or unit.tx.leadership.says_to_lead(me.workspace, me.id, person) is True
    if leads and led_by:
        return Relation.BOTH
    if leads:
        return Relation.LEADS
    if led_by:
        return Relation.LED_BY
    return Relation.NONE


def refuse_invited(teams: list[Team], writer: PersonId, person: PersonId) -> None:
    """Say so when the addressed leader has not accepted yet, or an admin has not said yes."""
    for team in teams:
        leader = team.leader(person)
        named = leader is not None and writer in team.members | team.proposed
        if named and (writer in team.proposed or person in team.unapproved):
            raise TeamWaiting(channel=team.channel)
        if writer in team.members and leader is not None and person not in team.accepted:
            raise LeaderOff(person=person)


def only_leader(unit: Unit, me: Person, teams: list[Team], channel: ChannelId | None) -> PersonId:
    """The one who gets it. Raises :class:`ChoiceNeeded` where there are several."""
    choice = route(me.id, teams, channel)
    if choice.only is None:
        raise ChoiceNeeded
    return choice.only


def check_led(unit: Unit, signal: Signal | None, raiser: PersonId, leader: PersonId | None) -> None:
    """Refuse what is about how somebody is led where a leader of theirs comes back to it."""
    if signal is not Signal.LED:
        return
    if leader in leaders_of(raiser, unit.tx.teams.of(unit.workspace, [raiser])):
        raise LedElsewhere(field="leader")


def choices_of(
    unit: Unit,
    me: Person,
    channel: ChannelId | None,
    *,
    addressed: PersonId | None = None,
) -> Choices:
    """Whom the form can name; somebody whom nobody leads may only address a leader."""
    teams = unit.tx.teams.of(me.workspace, [me.id])
    accepted = unit.tx.teams.accepted_leaders(me.workspace)
    others = [leader for leader in accepted if leader != me.id]
    try:
        choice = route(me.id, teams, channel)
    except (NoLeader, LeaderOff, TeamWaiting):
        if addressed not in others:
            raise
        leaders: tuple[PersonId, ...] = ()
        only = None
    else:
        leaders, only = choice.leaders, choice.only
    require_contact(unit, me.id, teams)
    people = unit.tx.people.some(me.workspace, [*leaders, *others])
    return Choices(
        leaders=tuple(people[leader] for leader in leaders),
        others=tuple(people[other] for other in others if other not in leaders and other in people),
        limit=unit.installation.form_length,
        chosen=only,
        contact=contact_of(unit, me.id, teams),
        away={
            person.id: back
            for person in people.values()
            if (back := person.back_on(unit.now)) is not None
        },
        today=unit.calendar(me).today(unit.now),
    )


def team_of(
    teams: Sequence[Team],
    person: PersonId,
    leader: PersonId | None,
    *,
    channel: ChannelId | None = None,
    before: TeamId | None = None,
) -> TeamId | None:
    """The one team in which something between a person and a leader counts (R46).

    That of the ``channel`` it came from, where its leader is the one who gets it; ``before`` is the
    team it counted in with another leader. Else the only team both are on; where they are on
    several, it counts in none: a step of it could be read by people who know nothing of it.
    """
    both = [team for team in teams if person in team.members and leader in team.accepted]
    for team in both:
        if team.channel == channel or team.id == before:
            return team.id
    return both[0].id if len(both) == 1 else None
