"""Setting up a team, accepting the promise, naming the safety contact."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import time

from bot.casework.departures import Leaving
from bot.casework.unit import PART_LIVES, act
from bot.domain.calendar import Calendar
from bot.domain.delivery import DeliveryKind
from bot.domain.digest import Ledger
from bot.domain.ids import ChannelId, PersonId, TeamId, WorkspaceId, new_id
from bot.domain.permissions import answers_for_it
from bot.domain.person import Person
from bot.domain.refusals import (
    ContactIsLeader,
    Empty,
    Guest,
    NoContact,
    NoDirectMessage,
    NotMembers,
    NotYours,
    Oneself,
    RegionUnknown,
    Stale,
    SuggestedAlready,
    TooLong,
    ZoneUnknown,
)
from bot.domain.rhythm import check_suggestions
from bot.domain.team import (
    MAX_LEADERS,
    MAX_MEMBERS,
    WAITING,
    ChannelFigures,
    Leader,
    LeaderState,
    Team,
    outsiders_read,
)
from bot.public_holidays import is_known
from bot.store import Transaction

CONTACT_LIMIT = 200
_KEPT = ("paused", "outsiders", "looked_at")
"""What the form of a team does not ask for, and leaves as it is."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A team as its form says it."""

    channel: ChannelId
    name: str
    leaders: tuple[PersonId, ...]
    members: tuple[PersonId, ...]
    contact_person: PersonId | None = None
    contact_line: str | None = None
    digest_day: int = 5
    digest_at: time = time(10, 0)
    digest_every: int = 1
    figures: ChannelFigures = ChannelFigures.AFTER_FOUR_WEEKS
    chart: bool = False
    zone: str | None = None
    """``None``: that of whoever sets it up."""
    region: str | None = None
    emoji: tuple[str, ...] = ()


@dataclass(frozen=True)
class TeamView:
    """A channel's team, and what its form starts with."""

    team: Team | None
    contact: str | None
    own_contact: bool = False
    """Whether the workspace's contact leads it alone, so that the team names its own."""


class Teams(Leaving):
    """Acts about teams."""

    @act
    def team_in(
        self, tx: Transaction, workspace: WorkspaceId, person: PersonId, channel: ChannelId
    ) -> TeamView:
        """The team of a channel, for its leaders, admins and whoever sets it up first."""
        team = tx.teams.in_channel(workspace, channel)
        me = self.known(tx, workspace, person)
        if team is not None and not self._may_change(team, person, admin=me.admin):
            raise NotYours
        home = tx.workspaces.get(workspace)
        leads = [person]
        if team is not None:
            leads = [one.person for one in team.leaders if one.state is not LeaderState.GONE]
        return TeamView(team, home.contact, own_contact=leads == [home.contact_person])

    @act
    def set_up_team(
        self, tx: Transaction, workspace: WorkspaceId, person: PersonId, plan: Plan
    ) -> Team:
        """Set up or change a channel's team; leaders who are new to it are invited once.

        Raises :class:`NotMembers` (fact ``names``) for people who cannot be on a team, and
        :class:`NoContact` or :class:`ContactIsLeader` where the safety contact is missing.
        """
        me = self.known(tx, workspace, person)
        team = tx.teams.in_channel(workspace, plan.channel)
        if team is not None and not self._may_change(team, person, admin=me.admin):
            raise NotYours
        self._check_people(tx, workspace, plan)
        self._check_place(plan)
        contact = self._team_contact(tx, workspace, plan)
        now = self.clock()
        today = self.calendar(tx, me).today(now)
        known = {one.person: one for one in team.leaders} if team is not None else {}
        leaders = tuple(
            known[one]
            if one in known and known[one].state is not LeaderState.GONE
            else Leader(one, LeaderState.INVITED)
            for one in dict.fromkeys(plan.leaders)
        )
        after = Team(
            workspace=workspace,
            id=team.id if team is not None else TeamId(new_id()),
            channel=plan.channel,
            name=plan.name,
            zone=plan.zone or me.zone,
            region=plan.region,
            emoji=plan.emoji,
            leaders=leaders,
            members=frozenset(plan.members),
            contact=contact,
            created_by=team.created_by if team is not None else person,
            created_at=team.created_at if team is not None else now,
            digest_day=plan.digest_day,
            digest_at=plan.digest_at,
            digest_every=plan.digest_every,
            figures=plan.figures,
            chart=plan.chart,
            **({} if team is None else {name: getattr(team, name) for name in _KEPT}),
        )
        self._keep_team(tx, team, after)
        if team is not None:
            for leader_id in set(team.accepted) - set(after.accepted):
                self.stops_leading(tx, workspace, leader_id, [team])
        for leader in after.leaders:
            if leader.person != person and leader.state in WAITING:
                self._invite(tx, after, leader.person, today.strftime("%Y-%m"), by=person)
        tx.people.home_behind(workspace, [*plan.members, *plan.leaders, person])
        return after

    @act
    def promise_for(
        self, tx: Transaction, workspace: WorkspaceId, leader: PersonId, team: str
    ) -> TeamView:
        """A team's promise, for one who was named as its leader."""
        found = tx.teams.get(workspace, team)
        if found is None or found.leader(leader) is None:
            raise NotYours
        return TeamView(found, found.contact or tx.workspaces.get(workspace).contact)

    @act
    def accept(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        leader: PersonId,
        team: str,
        hour: time | None = None,
    ) -> Team:
        """A leader promises, for one team; from now on things can be raised with them."""
        found = tx.teams.get(workspace, team)
        entry = found.leader(leader) if found is not None else None
        if found is None or entry is None:
            raise NotYours
        if entry.state is LeaderState.GONE:
            raise Stale
        me = self.known(tx, workspace, leader)
        if hour is not None:
            tx.people.choose(workspace, leader, replace(me.preferences, hour=hour))
        if entry.state is LeaderState.ACCEPTED:
            return found
        now = self.clock()
        days = self.calendar(tx, me)
        accepted = Leader(leader, LeaderState.ACCEPTED, days.today(now))
        after = replace(
            found,
            leaders=tuple(accepted if one.person == leader else one for one in found.leaders),
        )
        self._keep_team(tx, found, after)
        self._invitation_answered(tx, after, leader)
        self.deliver(
            tx,
            DeliveryKind.ON_CHANNEL,
            workspace,
            f"{after.id}:{leader}",
            "1",
            after.channel,
            due_at=now,
            days=days,
            letter=leader,
        )
        tx.people.home_behind(workspace, [*after.members, leader])
        return after

    @act
    def decline(self, tx: Transaction, workspace: WorkspaceId, leader: PersonId, team: str) -> None:
        """Not now: nothing is on, and whoever set the team up sees it in Home."""
        found = tx.teams.get(workspace, team)
        entry = found.leader(leader) if found is not None else None
        if found is None or entry is None:
            raise NotYours
        if entry.state not in WAITING:
            raise Stale
        declined = replace(entry, state=LeaderState.DECLINED)
        leaders = tuple(declined if one.person == leader else one for one in found.leaders)
        after = replace(found, leaders=leaders)
        tx.teams.save(after)
        self._invitation_answered(tx, after, leader)
        tx.people.home_behind(workspace, [found.created_by])

    @act
    def suggest(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        person: PersonId,
        to: PersonId,
        channel: ChannelId | None,
    ) -> Person:
        """Suggest the bot to somebody who could lead with it; of what was to be said, nothing.

        Once a month per pair. Raises :class:`SuggestedAlready` and the refusals of who takes part.
        """
        me = self.known(tx, workspace, person)
        other = tx.people.get(workspace, to)
        if to == person:
            raise Oneself(field="person")
        if other is not None and other.deleted:
            raise NoDirectMessage(field="person", person=to)
        if other is None or not me.member or not other.member:
            raise Guest(field="person")
        month = self.calendar(tx, me).today(self.clock()).strftime("%Y-%m")
        subject = f"{person}:{to}"
        if tx.deliveries.exists(workspace, DeliveryKind.SUGGEST, subject, month):
            raise SuggestedAlready(field="person", person=to)
        check_suggestions(tx.rhythms.suggested(workspace, person, month))
        days = self.calendar(tx, other)
        self.deliver(
            tx,
            DeliveryKind.SUGGEST,
            workspace,
            subject,
            month,
            to,
            due_at=days.next_open(self.clock()),
            days=days,
            letter=channel or "",
        )
        return other

    @staticmethod
    def _invitation_answered(tx: Transaction, team: Team, leader: PersonId) -> None:
        """Let the invitation say what became of it."""
        subject = f"{team.id}:{leader}"
        asked = tx.deliveries.recent(team.workspace, DeliveryKind.INVITE, subject, team.created_at)
        if asked is not None:
            tx.deliveries.mark_behind(asked, asked.letter)

    @act
    def set_contact(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        person: PersonId,
        *,
        contact: PersonId | None,
        line: str | None,
    ) -> None:
        """Set the workspace's safety contact; only admins and the installer may."""
        me = self.known(tx, workspace, person)
        answers_for_it(me, tx.workspaces.get(workspace).installer)
        tx.workspaces.set_contact(workspace, *self._checked(tx, workspace, contact, line))
        tx.people.home_behind(workspace, [person])

    @act
    def met_admin(self, tx: Transaction, workspace: WorkspaceId, person: PersonId) -> None:
        """Make the first admin who meets the bot its installer, and write to them once."""
        me = self.known(tx, workspace, person)
        if not me.admin or not tx.workspaces.set_installer(workspace, person):
            return
        days = self.calendar(tx, me)
        self.deliver(
            tx,
            DeliveryKind.ON_ADMIN,
            workspace,
            workspace,
            "1",
            person,
            due_at=self.clock(),
            days=days,
        )

    @act
    def park(self, tx: Transaction, workspace: WorkspaceId, why: str) -> None:
        """Send nothing to a workspace until it is installed anew; its words stay."""
        tx.workspaces.park(workspace, why, self.clock())

    @act
    def uninstall(self, tx: Transaction, workspace: WorkspaceId) -> None:
        """Send nothing any more, and delete every word with the key that opens it."""
        tx.workspaces.park(workspace, "app_uninstalled", self.clock())
        tx.workspaces.forget_words(workspace)

    @act
    def install(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        *,
        name: str,
        domain: str,
        bot_user: PersonId,
        installer: PersonId | None,
    ) -> None:
        """Remember the workspace the token belongs to; its sending begins, or begins again."""
        tx.workspaces.save(
            workspace,
            name=name,
            domain=domain,
            bot_user=bot_user,
            installer=installer,
            now=self.clock(),
        )
        self._take_up(tx, workspace)

    @act
    def parked(self, tx: Transaction) -> list[WorkspaceId]:
        """Workspaces that nothing is sent to."""
        return tx.workspaces.parked()

    @act
    def take_up(self, tx: Transaction, workspace: WorkspaceId) -> None:
        """Send to a workspace again: Slack takes its token."""
        self._take_up(tx, workspace)

    def _take_up(self, tx: Transaction, workspace: WorkspaceId) -> None:
        """Go on sending; whoever installed the bot is told once since when it could not."""
        home = tx.workspaces.get(workspace)
        tx.deliveries.look_again(workspace, tx.lease_now())
        if home.parked is None:
            return
        tx.workspaces.take_up(workspace)
        person = tx.people.get(workspace, home.installer) if home.installer else None
        if person is not None and home.parked_at is not None:
            self.deliver(
                tx,
                DeliveryKind.BACK,
                workspace,
                workspace,
                home.parked_at.isoformat(timespec="seconds"),
                person.id,
                due_at=self.clock(),
                days=self.calendar(tx, person),
            )

    @act
    def channel_lost(
        self, tx: Transaction, workspace: WorkspaceId, channel: ChannelId, *, lost: bool
    ) -> None:
        """The channel was archived, deleted or left by the bot: its note pauses, or goes on."""
        team = tx.teams.in_channel(workspace, channel)
        if team is not None and team.paused is not lost:
            self._keep_team(tx, team, replace(team, paused=lost))
            tx.people.home_behind(workspace, [one.person for one in team.leaders])

    @act
    def channel_moved(
        self, tx: Transaction, workspace: WorkspaceId, old: ChannelId, new: ChannelId
    ) -> None:
        """Slack gave a channel another id."""
        team = tx.teams.in_channel(workspace, old)
        if team is not None and tx.teams.in_channel(workspace, new) is None:
            # So it is when a channel begins to be shared: who reads along is looked at anew.
            tx.teams.save(replace(team, channel=new, looked_at=None))

    @act
    def readers_seen(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        team: TeamId,
        *,
        shared: bool,
        present: Collection[PersonId],
    ) -> None:
        """Keep whether outsiders can read a team's channel (D11); its leaders see a change."""
        found = tx.teams.get(workspace, team)
        if found is None:
            return
        now = self.clock()
        known = tx.people.some(workspace, present)
        outsiders = outsiders_read(shared=shared, present=[known.get(one) for one in present])
        tx.teams.save(replace(found, outsiders=outsiders, looked_at=now))
        if outsiders is not found.outsiders:
            for leader in found.accepted:
                tx.digests.parts_behind(workspace, leader, now - PART_LIVES)

    @staticmethod
    def _keep_team(tx: Transaction, before: Team | None, after: Team) -> None:
        """Keep a team after a change that may switch its notes on or off."""
        tx.teams.save(after)
        body = tx.digests.ledger(after.workspace, after.id)
        if before is not None and body is not None:
            ledger = Ledger.from_json(body).begun_anew(before, after)
            tx.digests.keep_ledger(after.workspace, after.id, ledger.to_json())

    @staticmethod
    def _may_change(team: Team, person: PersonId, *, admin: bool) -> bool:
        entry = team.leader(person)
        leads = entry is not None and entry.state is not LeaderState.GONE
        return admin or leads or (team.created_by == person and not team.accepted)

    @staticmethod
    def _check_place(plan: Plan) -> None:
        """Refuse a zone or a region that nobody knows."""
        try:
            Calendar(zone=plan.zone or "UTC")
        except ValueError:
            raise ZoneUnknown(field="zone", part=plan.zone or "") from None
        if plan.region is not None and not is_known(plan.region):
            raise RegionUnknown(field="region", part=plan.region)

    @staticmethod
    def _check_people(tx: Transaction, workspace: WorkspaceId, plan: Plan) -> None:
        if not plan.leaders or not plan.members:
            raise Empty(field="leaders" if not plan.leaders else "members")
        for chosen, most, field in (
            (plan.leaders, MAX_LEADERS, "leaders"),
            (plan.members, MAX_MEMBERS, "members"),
        ):
            if len(chosen) > most:
                raise TooLong(field=field, n=str(most))
            people = tx.people.some(workspace, chosen)
            strangers = [one for one in chosen if one not in people or not people[one].member]
            if strangers:
                raise NotMembers(field=field, names=", ".join(strangers))

    def _team_contact(self, tx: Transaction, workspace: WorkspaceId, plan: Plan) -> str | None:
        """Keep the contact where it is still missing; give the team's own where it needs one."""
        home = tx.workspaces.get(workspace)
        given = f"<@{plan.contact_person}>" if plan.contact_person else plan.contact_line
        only = plan.leaders[0] if len(set(plan.leaders)) == 1 else None
        if plan.contact_person is not None and plan.contact_person in plan.leaders:
            raise ContactIsLeader(field="contact_person", person=plan.contact_person)
        if home.contact is None:
            if not given:
                raise NoContact(field="contact_line")
            found = self._checked(tx, workspace, plan.contact_person, plan.contact_line)
            tx.workspaces.set_contact(workspace, *found)
            return None
        if only is not None and home.contact_person == only:
            if not given:
                raise ContactIsLeader(field="contact_line", person=only)
            person, line = self._checked(tx, workspace, plan.contact_person, plan.contact_line)
            return f"<@{person}>" if person else line
        return None

    def _checked(
        self, tx: Transaction, workspace: WorkspaceId, person: PersonId | None, line: str | None
    ) -> tuple[PersonId | None, str | None]:
        """A contact whom people can turn to: a member, or else a line of text."""
        line = self.within(line or "", CONTACT_LIMIT, "contact_line") or None
        if person is None and line is None:
            raise NoContact(field="contact_line")
        if person is None:
            return None, line
        found = tx.people.get(workspace, person)
        if found is None or not found.member:
            raise NotMembers(field="contact_person", names=person)
        return person, None

    def _invite(
        self, tx: Transaction, team: Team, leader: PersonId, month: str, *, by: PersonId
    ) -> None:
        person = self.known(tx, team.workspace, leader)
        days = self.calendar(tx, person, team.id)
        self.deliver(
            tx,
            DeliveryKind.INVITE,
            team.workspace,
            f"{team.id}:{leader}",
            month,
            leader,
            due_at=days.next_open(self.clock()),
            days=days,
            letter=by,
        )
