"""Setting up a team, accepting the promise, naming the safety contact."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import time

from bot.casework.departures import stops_leading
from bot.casework.installation import checked_contact
from bot.casework.unit import PART_LIVES, Unit
from bot.domain.calendar import Calendar
from bot.domain.delivery import DeliveryKind
from bot.domain.digest import Ledger
from bot.domain.ids import ChannelId, PersonId, TeamId, new_id
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
from bot.domain.settings import TeamSettings
from bot.domain.team import (
    MAX_LEADERS,
    MAX_MEMBERS,
    WAITING,
    Leader,
    LeaderState,
    Team,
    outsiders_read,
)
from bot.payloads import ChannelHello, Invitation, Suggestion
from bot.public_holidays import is_known


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A team as its form says it."""

    channel: ChannelId
    name: str
    leaders: tuple[PersonId, ...]
    members: tuple[PersonId, ...]
    contact_person: PersonId | None = None
    contact_line: str | None = None
    settings: TeamSettings
    """Its zone may be empty: that of whoever sets it up."""


@dataclass(frozen=True)
class TeamView:
    """A channel's team, and what its form starts with."""

    team: Team | None
    contact: str | None
    own_contact: bool = False
    """Whether the workspace's contact leads it alone, so that the team names its own."""


def team_in(unit: Unit, person: PersonId, channel: ChannelId) -> TeamView:
    """The team of a channel, for its leaders, admins and whoever sets it up first."""
    team = unit.tx.teams.in_channel(unit.workspace, channel)
    me = unit.get_person(person)
    if team is not None and not _may_change(team, person, admin=me.admin):
        raise NotYours
    home = unit.tx.workspaces.get(unit.workspace)
    leads = [person]
    if team is not None:
        leads = [one.person for one in team.leaders if one.state is not LeaderState.GONE]
    return TeamView(team, home.contact, own_contact=leads == [home.contact_person])


def set_up_team(
    unit: Unit, person: PersonId, plan: Plan, *, unread: Collection[PersonId] = ()
) -> Team:
    """Set up or change a channel's team; leaders who are new to it are invited once.

    ``unread`` are members of whom Slack has not said in time who they are: they are checked after.

    Raises :class:`NotMembers` (fact ``names``) for people who cannot be on a team, and
    :class:`NoContact` or :class:`ContactIsLeader` where the safety contact is missing.
    """
    me = unit.get_person(person)
    team = unit.tx.teams.in_channel(unit.workspace, plan.channel, for_update=True)
    if team is not None and not _may_change(team, person, admin=me.admin):
        raise NotYours
    _check_people(unit, plan, unread)
    _check_place(plan)
    contact = _team_contact(unit, plan)
    now = unit.now
    today = unit.calendar(me).today(now)
    known = {one.person: one for one in team.leaders} if team is not None else {}
    leaders = tuple(
        known[one]
        if one in known and known[one].state is not LeaderState.GONE
        else Leader(one, LeaderState.INVITED)
        for one in dict.fromkeys(plan.leaders)
    )
    settings = {**plan.settings.values(), "zone": plan.settings.zone or me.zone}
    new = Team(
        **settings,
        workspace=unit.workspace,
        id=TeamId(new_id()),
        channel=plan.channel,
        name=plan.name,
        leaders=(),
        members=frozenset(),
        created_by=person,
        created_at=now,
    )
    after = replace(
        team or new,
        **settings,
        name=plan.name,
        leaders=leaders,
        members=frozenset(plan.members),
        contact=contact,
    )
    unit.tx.teams.save(after)
    if team is not None:
        _begin_digests_anew(unit, team, after)
        for leader_id in set(team.accepted) - set(after.accepted):
            stops_leading(unit, leader_id, [team])
    for leader in after.leaders:
        if leader.person != person and leader.state in WAITING:
            _invite(unit, after, leader.person, today.strftime("%Y-%m"), by=person)
    unit.tx.people.mark_homes_stale(unit.workspace, [*plan.members, *plan.leaders, person])
    return after


def take_off_strangers(
    unit: Unit, team_id: TeamId, people: Collection[PersonId]
) -> tuple[PersonId, ...]:
    """Take those of ``people`` off a team who are no full members; gives whom it took off."""
    team = unit.tx.teams.get(unit.workspace, team_id)
    if team is None:
        return ()
    known = unit.tx.people.some(unit.workspace, people)
    gone = tuple(
        person
        for person in people
        if person in team.members and (person not in known or not known[person].member)
    )
    if gone:
        unit.tx.teams.save(replace(team, members=team.members - set(gone)))
    return gone


def promise_for(unit: Unit, leader: PersonId, team: str) -> TeamView:
    """A team's promise, for one who was named as its leader."""
    found = unit.tx.teams.get(unit.workspace, team)
    if found is None or found.leader(leader) is None:
        raise NotYours
    return TeamView(found, found.contact or unit.tx.workspaces.get(unit.workspace).contact)


def accept(
    unit: Unit,
    leader: PersonId,
    team: str,
    hour: time | None = None,
) -> Team:
    """A leader promises, for one team; from now on things can be raised with them."""
    found = unit.team(team, for_update=True)
    entry = found.leader(leader) if found is not None else None
    if found is None or entry is None:
        raise NotYours
    if entry.state is LeaderState.GONE:
        raise Stale
    me = unit.get_person(leader)
    if hour is not None:
        unit.tx.people.choose(me, replace(me.preferences, hour=hour))
    if entry.state is LeaderState.ACCEPTED:
        return found
    now = unit.now
    days = unit.calendar(me)
    unit.tx.teams.set_leader_state(found, leader, LeaderState.ACCEPTED, days.today(now))
    after = unit.team(team) or found
    _begin_digests_anew(unit, found, after)
    _refresh_invitation(unit, after, leader)
    unit.deliver(
        DeliveryKind.ON_CHANNEL,
        unit.workspace,
        f"{after.id}:{leader}",
        "1",
        after.channel,
        due_at=now,
        days=days,
        payload=ChannelHello(leader=leader),
    )
    unit.tx.people.mark_homes_stale(unit.workspace, [*after.members, leader])
    return after


def decline(unit: Unit, leader: PersonId, team: str) -> None:
    """Not now: nothing is on, and whoever set the team up sees it in Home."""
    found = unit.team(team, for_update=True)
    entry = found.leader(leader) if found is not None else None
    if found is None or entry is None:
        raise NotYours
    if entry.state not in WAITING:
        raise Stale
    unit.tx.teams.set_leader_state(found, leader, LeaderState.DECLINED)
    _refresh_invitation(unit, found, leader)
    unit.tx.people.mark_homes_stale(unit.workspace, [found.created_by])


def suggest(
    unit: Unit,
    person: PersonId,
    to: PersonId,
    channel: ChannelId | None,
) -> Person:
    """Suggest the bot to somebody who could lead with it; of what was to be said, nothing.

    Once a month per pair. Raises :class:`SuggestedAlready` and the refusals of who takes part.
    """
    me = unit.get_person(person)
    other = unit.tx.people.get(unit.workspace, to)
    if to == person:
        raise Oneself(field="person")
    if other is not None and other.deleted:
        raise NoDirectMessage(field="person", person=to)
    if other is None or not me.member or not other.member:
        raise Guest(field="person")
    month = unit.calendar(me).today(unit.now).strftime("%Y-%m")
    subject = f"{person}:{to}"
    if unit.tx.deliveries.exists(unit.workspace, DeliveryKind.SUGGEST, subject, month):
        raise SuggestedAlready(field="person", person=to)
    check_suggestions(unit.tx.rhythms.suggested(unit.workspace, person, month))
    days = unit.calendar(other)
    unit.deliver(
        DeliveryKind.SUGGEST,
        unit.workspace,
        subject,
        month,
        to,
        due_at=days.next_open(unit.now),
        days=days,
        payload=Suggestion(channel=channel),
    )
    return other


def _refresh_invitation(unit: Unit, team: Team, leader: PersonId) -> None:
    """Let the invitation say what became of it."""
    subject = f"{team.id}:{leader}"
    asked = unit.tx.deliveries.recent(team.workspace, DeliveryKind.INVITE, subject, team.created_at)
    if asked is not None:
        unit.tx.deliveries.mark_stale(asked)


def set_channel_lost(unit: Unit, channel: ChannelId, *, lost: bool) -> None:
    """The channel was archived, deleted or left by the bot: its note pauses, or goes on."""
    team = unit.tx.teams.in_channel(unit.workspace, channel, for_update=True)
    if team is not None and team.paused is not lost:
        unit.tx.teams.set_paused(team, paused=lost)
        _begin_digests_anew(unit, team, replace(team, paused=lost))
        unit.tx.people.mark_homes_stale(unit.workspace, [one.person for one in team.leaders])


def channel_moved(unit: Unit, old: ChannelId, new: ChannelId) -> None:
    """Slack gave a channel another id."""
    team = unit.tx.teams.in_channel(unit.workspace, old)
    if team is not None and unit.tx.teams.in_channel(unit.workspace, new) is None:
        # So it is when a channel begins to be shared: who reads along is looked at anew.
        unit.tx.teams.set_channel(team, new)


def save_readers(
    unit: Unit,
    team: TeamId,
    *,
    shared: bool,
    present: Collection[PersonId],
) -> None:
    """Keep whether outsiders can read a team's channel (D11); its leaders see a change."""
    found = unit.team(team)
    if found is None:
        return
    now = unit.now
    known = unit.tx.people.some(unit.workspace, present)
    outsiders = outsiders_read(shared=shared, present=[known.get(one) for one in present])
    unit.tx.teams.set_readers(found, now, outsiders=outsiders)
    if outsiders is not found.outsiders:
        for leader in found.accepted:
            unit.tx.digests.mark_parts_stale(unit.workspace, leader, now - PART_LIVES)


def _begin_digests_anew(unit: Unit, before: Team, after: Team) -> None:
    """Let no digest count as missed after a change that may have switched digests on or off."""
    body = unit.tx.digests.ledger(after.workspace, after.id)
    if body is not None:
        ledger = Ledger.from_json(body).begun_anew(before, after)
        unit.tx.digests.keep_ledger(after.workspace, after.id, ledger.to_json())


def _may_change(team: Team, person: PersonId, *, admin: bool) -> bool:
    entry = team.leader(person)
    leads = entry is not None and entry.state is not LeaderState.GONE
    return admin or leads or (team.created_by == person and not team.accepted)


def _check_place(plan: Plan) -> None:
    """Refuse a zone or a region that nobody knows."""
    try:
        Calendar(zone=plan.settings.zone or "UTC")
    except ValueError:
        raise ZoneUnknown(field="zone", part=plan.settings.zone) from None
    region = plan.settings.region
    if region is not None and not is_known(region):
        raise RegionUnknown(field="region", part=region)
    plan.settings.check()


def _check_people(unit: Unit, plan: Plan, unread: Collection[PersonId]) -> None:
    if not plan.leaders or not plan.members:
        raise Empty(field="leaders" if not plan.leaders else "members")
    for chosen, most, field in (
        (plan.leaders, MAX_LEADERS, "leaders"),
        (plan.members, MAX_MEMBERS, "members"),
    ):
        if len(chosen) > most:
            raise TooLong(field=field, n=str(most))
        people = unit.tx.people.some(unit.workspace, chosen)
        known = [person for person in chosen if person not in unread or field == "leaders"]
        strangers = [one for one in known if one not in people or not people[one].member]
        if strangers:
            raise NotMembers(field=field, names=", ".join(strangers))


def _team_contact(unit: Unit, plan: Plan) -> str | None:
    """Keep the contact where it is still missing; give the team's own where it needs one."""
    home = unit.tx.workspaces.get(unit.workspace)
    given = f"<@{plan.contact_person}>" if plan.contact_person else plan.contact_line
    only = plan.leaders[0] if len(set(plan.leaders)) == 1 else None
    if plan.contact_person is not None and plan.contact_person in plan.leaders:
        raise ContactIsLeader(field="contact_person", person=plan.contact_person)
    if home.contact is None:
        if not given:
            raise NoContact(field="contact_line")
        found = checked_contact(unit, plan.contact_person, plan.contact_line)
        unit.tx.workspaces.set_contact(unit.workspace, *found)
        return None
    if only is not None and home.contact_person == only:
        if not given:
            raise ContactIsLeader(field="contact_line", person=only)
        person, line = checked_contact(unit, plan.contact_person, plan.contact_line)
        return f"<@{person}>" if person else line
    return None


def _invite(unit: Unit, team: Team, leader: PersonId, month: str, *, by: PersonId) -> None:
    person = unit.get_person(leader)
    days = unit.calendar(person, team.id)
    unit.deliver(
        DeliveryKind.INVITE,
        team.workspace,
        f"{team.id}:{leader}",
        month,
        leader,
        due_at=days.next_open(unit.now),
        days=days,
        payload=Invitation(by=by),
    )
