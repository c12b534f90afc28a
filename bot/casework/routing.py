"""Who leads whom, and who could come back to what somebody says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.casework.unit import Work
from bot.domain.capture import MAX_WORDS, Relation
from bot.domain.ids import ChannelId, PersonId, TeamId, WorkspaceId
from bot.domain.person import Person
from bot.domain.refusals import Guest, LeaderOff, NoContact, NoLeader, Refusal
from bot.domain.team import Team, leaders_of, route, teammates
from bot.store import Transaction


class ChoiceNeeded(Refusal):
    """Several leaders could come back to it: the form asks which."""


@dataclass(frozen=True)
class Choices:
    """Nothing is stored yet: the form asks who should come back to it."""

    leaders: tuple[Person, ...]
    """The writer's own, in the team's order."""
    others: tuple[Person, ...] = ()
    """Everyone else who has accepted."""
    limit: int = MAX_WORDS
    """How many characters it may have."""
    chosen: PersonId | None = None
    contact: str | None = None
    away: Mapping[PersonId, date] = field(default_factory=dict)
    """The first day back of those who are away for days that are known."""


class Routing(Work):
    """What every door asks before anything is kept."""

    def _writer(self, tx: Transaction, workspace: WorkspaceId, person: PersonId) -> Person:
        found = tx.people.get(workspace, person)
        if found is None or not found.member:
            raise Guest
        return found

    def _relation(self, tx: Transaction, me: Person, person: PersonId) -> Relation:
        if person == me.id:
            return Relation.ONESELF
        other = tx.people.get(me.workspace, person)
        if other is None or not other.member:
            return Relation.OUTSIDER
        teams = tx.teams.of(me.workspace, [me.id, person])
        led_by = person in leaders_of(me.id, teams)
        leads = me.id in leaders_of(person, teams) or tx.teams.says_to_lead(
            me.workspace, me.id, person
        )
        if leads and led_by:
            return Relation.BOTH
        if leads:
            return Relation.LEADS
        if led_by:
            return Relation.LED_BY
        return Relation.TEAMMATE if teammates(me.id, person, teams) else Relation.NONE

    @staticmethod
    def _refuse_invited(teams: list[Team], writer: PersonId, person: PersonId) -> None:
        """Say so when the addressed leader has not accepted yet."""
        for team in teams:
            leader = team.leader(person)
            if writer in team.members and leader is not None and person not in team.accepted:
                raise LeaderOff(person=person)

    def _only_leader(
        self, tx: Transaction, me: Person, teams: list[Team], channel: ChannelId | None
    ) -> PersonId:
        choice = route(me.id, teams, channel)
        if choice.only is None:
            raise ChoiceNeeded
        return choice.only

    def _choices(
        self,
        tx: Transaction,
        me: Person,
        channel: ChannelId | None,
        *,
        addressed: PersonId | None = None,
    ) -> Choices:
        """Whom the form can name; somebody whom nobody leads may only address a leader."""
        teams = tx.teams.of(me.workspace, [me.id])
        accepted = tx.teams.accepted_leaders(me.workspace)
        others = [one for one in accepted if one != me.id]
        try:
            choice = route(me.id, teams, channel)
        except (NoLeader, LeaderOff):
            if addressed not in others:
                raise
            leaders: tuple[PersonId, ...] = ()
            only = None
        else:
            leaders, only = choice.leaders, choice.only
        self._require_contact(tx, me.workspace, teams)
        people = tx.people.some(me.workspace, [*leaders, *others])
        return Choices(
            leaders=tuple(people[one] for one in leaders),
            others=tuple(people[one] for one in others if one not in leaders and one in people),
            limit=tx.workspaces.get(me.workspace).form_length,
            chosen=only,
            contact=self._contact(tx, me.workspace, teams),
            away={
                one.id: back
                for one in people.values()
                if (back := one.back_on(self.clock())) is not None
            },
        )

    def _contact(self, tx: Transaction, workspace: WorkspaceId, teams: list[Team]) -> str | None:
        own = next((team.contact for team in teams if team.contact), None)
        return own or tx.workspaces.get(workspace).contact

    def _require_contact(self, tx: Transaction, workspace: WorkspaceId, teams: list[Team]) -> None:
        if self._contact(tx, workspace, teams) is None:
            raise NoContact

    @staticmethod
    def _team_of(teams: list[Team], raiser: PersonId, owner: PersonId | None) -> TeamId | None:
        for team in teams:
            if raiser in team.members and owner in team.accepted:
                return team.id
        return None
