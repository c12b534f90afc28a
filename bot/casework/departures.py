"""Who leaves: a leader who leads no more, a raiser whose account closes, and what grows old.

Nothing moves by itself to anybody. What a leader leaves behind waits for its raiser; what nobody
can come back to any more waits thirty days and is erased.
"""

from collections.abc import Collection
from dataclasses import replace

from bot.casework.unit import Work, act
from bot.domain.concern import Act, Concern, Kind, Role, State
from bot.domain.delivery import DeliveryKind
from bot.domain.handover import ripe
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.person import Person
from bot.domain.team import LeaderState, Team, leaders_of
from bot.store import Transaction

BATCH = 200
NOT_RIPE_WAITS = 5


class Leaving(Work):
    """What follows when one of the two sides is gone."""

    @act
    def grow_old(self, tx: Transaction) -> int:
        """Ask for a clear answer on what has been open for three months (T24)."""
        now = self.clock()
        due = tx.concerns.long_due(now, BATCH)
        for one in due:
            if one.kind is Kind.NOTE or not one.open:
                tx.concerns.save(replace(one, long_at=None))
            elif not ripe(one):
                later = self.circumstances(tx, one, now).raiser_moment(NOT_RIPE_WAITS)
                tx.concerns.save(replace(one, long_at=later))
            else:
                self.do(tx, one, Act.GROW_OLD, Role.CLOCK, by=None)
        return len(due)

    def account_closed(self, tx: Transaction, person: Person) -> None:
        """An account is closed: it leads nothing, stands on no list, and says nothing more."""
        workspace = person.workspace
        for team in tx.teams.of(workspace, [person.id]):
            tx.teams.save(replace(_without(team, person.id), members=team.members - {person.id}))
        self._leave(tx, workspace, person.id, tx.concerns.open_with_leader(workspace, person.id))
        for one in tx.concerns.raised_by(workspace, person.id):
            if one.state is State.OFFERED:
                subject = one.origin.partition(":")[2]
                tx.deliveries.forget(workspace, DeliveryKind.OFFER, subject)
                tx.concerns.forget(one)
            elif one.open and not one.ending:
                self.do(tx, one, Act.RAISER_GONE, Role.CLOCK, by=None)
        self._contact_gone(tx, workspace, person.id)

    def stops_leading(
        self, tx: Transaction, workspace: WorkspaceId, leader: PersonId, left: Collection[Team]
    ) -> None:
        """A leader leads some teams no more: what was with them there waits for its raisers."""
        teams = {one.id for one in left}
        members = {one for team in left for one in team.members}
        concerned = []
        for one in tx.concerns.open_with_leader(workspace, leader):
            where = tx.teams.of(workspace, [one.raiser])
            now_led = leader in leaders_of(one.raiser, where)
            if one.about:
                gone = one.raiser in members and not now_led
                gone = gone and not tx.teams.says_to_lead(workspace, leader, one.raiser)
            else:
                gone = self.leads_no_more(tx, one)
            if gone:
                concerned.append(one)
            elif one.team in teams and now_led:
                ids = [team.id for team in where if leader in team.accepted]
                tx.concerns.save(replace(one, team=ids[0]))
        self._leave(tx, workspace, leader, concerned)

    @staticmethod
    def leads_no_more(tx: Transaction, concern: Concern) -> bool:
        """Whether the leader of something raised could not come back to it any more.

        Whoever left the team's list meanwhile is still led: nothing moves by that (R25).
        """
        owner = tx.people.get(concern.workspace, concern.owner) if concern.owner else None
        if owner is None or not owner.member:
            return True
        if concern.team is None:
            return owner.id not in tx.teams.accepted_leaders(concern.workspace)
        team = tx.teams.get(concern.workspace, concern.team)
        if team is not None and owner.id in team.accepted:
            return False
        return owner.id not in leaders_of(
            concern.raiser, tx.teams.of(concern.workspace, [concern.raiser])
        )

    def all_messages_off(self, tx: Transaction, workspace: WorkspaceId, leader: PersonId) -> None:
        """A leader who wants no messages at all cannot come back to anything: they are gone."""
        left = [
            team
            for team in tx.teams.of(workspace, [leader])
            if (entry := team.leader(leader)) is not None and entry.state is not LeaderState.GONE
        ]
        for team in left:
            tx.teams.save(_without(team, leader))
        if left:
            self.stops_leading(tx, workspace, leader, left)

    def _leave(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        leader: PersonId,
        concerned: Collection[Concern],
    ) -> None:
        for one in concerned:
            if not one.ending:
                self.do(tx, one, Act.LEADER_GONE, Role.CLOCK, by=None)
        tx.people.home_behind(workspace, [leader])

    def erase(self, tx: Transaction, concern: Concern) -> None:
        """Erase what nobody can come back to any more, words and all."""
        tx.deliveries.cancel(
            concern.workspace, [DeliveryKind.NOTICE, DeliveryKind.CHECK_IN], concern.id
        )
        self.redraw(tx, concern)
        tx.concerns.forget(concern)

    def _contact_gone(self, tx: Transaction, workspace: WorkspaceId, person: PersonId) -> None:
        """Whom people turn to in danger is gone: admins are asked again (5.4)."""
        if tx.workspaces.get(workspace).contact_person != person:
            return
        tx.workspaces.set_contact(workspace, None, None)
        now = self.clock()
        for admin in tx.people.admins(workspace):
            self.deliver(
                tx,
                DeliveryKind.ON_ADMIN,
                workspace,
                workspace,
                f"{admin.id}:{now.date().isoformat()}",
                admin.id,
                due_at=now,
                days=self.calendar(tx, admin),
            )
        tx.people.admins_behind(workspace)


def _without(team: Team, leader: PersonId) -> Team:
    """The team, with one leader gone."""
    return replace(
        team,
        leaders=tuple(
            replace(one, state=LeaderState.GONE) if one.person == leader else one
            for one in team.leaders
        ),
    )
