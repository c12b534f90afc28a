"""Setting up a team, accepting the promise, naming the safety contact."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from bot.casework.approvals import (
    approved,
    ask_admin,
    begin_open,
    known_installer,
    let_list_grow,
    needs_no_yes,
    note_added,
)
from bot.casework.contacts import ask_for_contact, checked_contact, team_contact
from bot.casework.departures import stops_leading
from bot.casework.installation import step_taken
from bot.casework.onboarding import (
    begin_digests_anew,
    check_invitations,
    invite,
    open_door,
    tell_listed,
)
from bot.casework.unit import Unit
from bot.domain.calendar import Calendar
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import ChannelId, PersonId, TeamId, new_id
from bot.domain.permissions import is_admin
from bot.domain.person import Person
from bot.domain.refusals import (
    ContactIsLeader,
    ContactMissing,
    Empty,
    Guest,
    NoDirectMessage,
    NotInChannel,
    NotListed,
    NotMembers,
    NotYours,
    Oneself,
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
    contact_person,
)
from bot.payloads import StruckOff, Suggestion
from bot.public_holidays import check_region


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A team as its form says it."""

    channel: ChannelId
    name: str
    leaders: tuple[PersonId, ...]
    members: tuple[PersonId, ...]
    contact_person: PersonId | None = None
    contact_line: str | None = None
    private: bool = False
    """Whether its channel is private."""
    admin: PersonId | None = None
    """Who is asked for a yes, where nobody is known who answers for the app."""
    settings: Mapping[str, Any]
    """What was chosen of its settings, by the names of the table; the rest stays as it is."""


@dataclass(frozen=True, kw_only=True)
class TeamView:
    """A channel's team, and what its form starts with."""

    team: Team | None
    contact: str | None
    own_contact: bool = False
    """Whether the workspace's contact leads it, so that the team names its own."""
    ask_admin: bool = False
    """Whether somebody has to be picked who is asked for a yes: nobody answers for the app yet."""
    notice: bool = False
    """Whether an admin's yes is needed before it begins."""


def team_in(unit: Unit, person: PersonId, channel: ChannelId) -> TeamView:
    """The team of a channel, for its leaders, admins and whoever sets it up first."""
    team = unit.tx.teams.in_channel(unit.workspace, channel)
    me = unit.get_person(person)
    home = unit.installation
    if team is not None and not _may_change(team, me, home.installer):
        raise NotYours
    leads = {person} if team is None else team.leading
    contact = (team.contact if team is not None else None) or home.contact
    asks = not needs_no_yes(unit, me)
    names_contact = not is_admin(me, home.installer) and contact is None
    return TeamView(
        team=team,
        contact=contact,
        own_contact=contact_person(contact) in leads,
        ask_admin=(asks or names_contact) and known_installer(unit) is None,
        notice=asks,
    )


def set_up_team(
    unit: Unit,
    person: PersonId,
    plan: Plan,
    *,
    unread: Collection[PersonId] = (),
    present: Collection[PersonId] | None = None,
) -> Team:
    """Set up or change a channel's team; what is new in it begins once an admin has said yes.

    ``unread`` are members of whom Slack has not said in time who they are: they are checked after.
    ``present`` are the people in the channel, where that is known: who is new on the team must be.

    Raises :class:`NotMembers` (fact ``names``) for people who cannot be on a team, and
    :class:`ContactMissing` or :class:`ContactIsLeader` where the safety contact is missing.
    """
    me = unit.get_person(person)
    home = unit.installation
    team = unit.tx.teams.in_channel(unit.workspace, plan.channel, for_update=True)
    if team is not None and not _may_change(team, me, home.installer):
        raise NotYours
    _check_people(unit, plan, unread)
    _check_present(team, plan, present)
    at_once = needs_no_yes(unit, me)
    contact = _wanted_contact(unit, plan, team, admin=is_admin(me, home.installer))
    usual = team or TeamSettings(zone=me.zone, region=me.preferences.region)
    settings = _checked_settings({**usual.values(), **plan.settings})
    before = team or Team(
        **settings,
        workspace=unit.workspace,
        id=TeamId(new_id()),
        channel=plan.channel,
        name=plan.name,
        leaders=(),
        members=frozenset(),
        private=plan.private,
        created_by=person,
        created_at=unit.now,
    )
    after = replace(
        before,
        **settings,
        name=plan.name,
        private=plan.private,
        leaders=_leaders(before, plan),
        proposed_contact=contact,
    )
    after = _listed(unit, before, after, plan)
    new = [leader.person for leader in after.leaders if leader.state in WAITING]
    check_invitations(unit, person, after, new)
    if not at_once and (_asks_for_more(before, after) or _unasked(unit, before, after)):
        after = ask_admin(unit, me, after, plan.admin)
    unit.tx.teams.save(after)
    unit.tx.newcomers.placed(after, after.people | after.proposed)
    if team is None or team.declined_at is not None:
        step_taken(unit)
    if team is not None:
        begin_digests_anew(unit, team, after)
        for leader_id in sorted(set(team.accepted) - set(after.accepted)):
            left = stops_leading(unit, leader_id, [team])
            if leader_id != person:
                _tell_struck_off(unit, after, leader_id, by=person, left=left)
    if at_once and (after.wants_approval or after.proposed_contact is not None):
        if is_admin(me, home.installer):
            after = approved(unit, after, person, setting_up=person)
        else:
            after = begin_open(unit, after, me, plan.admin)
    else:
        _invite_again(unit, after, person)
        if after.accepted:
            tell_listed(unit, after, sorted(after.members - before.members))
    unit.tx.people.mark_homes_stale(unit.workspace, [*plan.members, *plan.leaders, person])
    return unit.team(after.id) or after


def _leaders(team: Team, plan: Plan) -> tuple[Leader, ...]:
    """The leaders of the form, in its order; who is new, or comes back, wants a yes."""
    candidates = {candidate.person: candidate for candidate in team.leaders}
    return tuple(
        candidates[leader]
        if leader in candidates and candidates[leader].state is not LeaderState.GONE
        else Leader(leader, LeaderState.INVITED, approved=False)
        for leader in dict.fromkeys(plan.leaders)
    )


def _listed(unit: Unit, before: Team, after: Team, plan: Plan) -> Team:
    """The list of the form: a running team grows by a few people without a yes."""
    members = frozenset(plan.members)
    stay, new = members & before.members, members - before.members
    if before.approved and let_list_grow(unit, before, new):
        note_added(unit, before, new)
        return replace(after, members=members, proposed=frozenset())
    return replace(after, members=stay, proposed=new)


def _asks_for_more(before: Team, after: Team) -> bool:
    """Whether something waits for a yes that no admin has been asked about."""
    if not after.wants_approval:
        return False
    pending = (set(after.unapproved), after.proposed, after.proposed_contact)
    asked = (set(before.unapproved), before.proposed, before.proposed_contact)
    return pending != asked or not before.awaits_admin


def _unasked(unit: Unit, before: Team, after: Team) -> bool:
    """Whether whoever was asked about it is an admin here no more."""
    admin = unit.tx.people.get(unit.workspace, before.approval_admin or "")
    home = unit.installation
    return after.awaits_admin and (admin is None or not is_admin(admin, home.installer))


def _invite_again(unit: Unit, team: Team, person: PersonId) -> None:
    for leader in team.leaders:
        if leader.approved and leader.person != person and leader.state in WAITING:
            invite(unit, team, leader.person, by=person)


def take_off_strangers(
    unit: Unit, team_id: TeamId, people: Collection[PersonId]
) -> tuple[PersonId, ...]:
    """Take those of ``people`` off a team who are no full members; gives whom it took off."""
    team = unit.tx.teams.get(unit.workspace, team_id)
    if team is None:
        return ()
    rows = unit.tx.people.some(unit.workspace, people)
    gone = tuple(
        person
        for person in people
        if person in team.members | team.proposed
        and (person not in rows or not rows[person].member)
    )
    if gone:
        members, proposed = team.members - set(gone), team.proposed - set(gone)
        unit.tx.teams.save(replace(team, members=members, proposed=proposed))
    return gone


def promise_for(unit: Unit, leader: PersonId, team_id: str) -> TeamView:
    """A team's promise, for one who was named as its leader."""
    team = unit.tx.teams.get(unit.workspace, team_id)
    if team is None or team.leader(leader) is None:
        raise NotYours
    return TeamView(team=team, contact=team_contact(unit, team))


def accept(
    unit: Unit,
    leader: PersonId,
    team_id: str,
    hour: time | None = None,
) -> Team:
    """A leader promises, for one team; from now on things can be raised with them."""
    team = unit.team(team_id, for_update=True)
    entry = team.leader(leader) if team is not None else None
    if team is None or entry is None:
        raise NotYours
    if entry.state is LeaderState.GONE:
        raise Stale
    me = unit.get_person(leader)
    if hour is not None:
        unit.tx.people.choose(me, replace(me.preferences, hour=hour))
    if entry.state is LeaderState.ACCEPTED:
        return team
    now = unit.now
    days = unit.calendar(me)
    unit.tx.teams.set_leader_state(team, leader, LeaderState.ACCEPTED, days.today(now))
    after = unit.team(team_id) or team
    begin_digests_anew(unit, team, after)
    _refresh_invitation(unit, after, leader)
    if leader in after.accepted:
        open_door(unit, after, leader)
        ask_for_contact(unit, after)
    unit.tx.people.mark_homes_stale(unit.workspace, [leader, after.created_by])
    return after


def decline(unit: Unit, leader: PersonId, team_id: str) -> None:
    """Not now: nothing is on, and whoever set the team up sees it in Home."""
    team = unit.team(team_id, for_update=True)
    entry = team.leader(leader) if team is not None else None
    if team is None or entry is None:
        raise NotYours
    if entry.state not in WAITING:
        raise Stale
    unit.tx.teams.set_leader_state(team, leader, LeaderState.DECLINED)
    _refresh_invitation(unit, team, leader)
    unit.tx.people.mark_homes_stale(unit.workspace, [team.created_by])


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
    team = unit.tx.teams.in_channel(unit.workspace, channel) if channel else None
    if team is not None and not team.may_know(to):
        channel = None
    unit.deliver(
        DeliveryKind.SUGGEST,
        subject,
        month,
        to,
        days=unit.calendar(other),
        payload=Suggestion(channel=channel),
    )
    return other


def leave_team(unit: Unit, person: PersonId, team_id: str) -> Team:
    """Take oneself off a team's list; what one raised stays where it is, and nobody is told.

    Raises :class:`NotListed` for somebody who is not on it.
    """
    team = unit.team(team_id, for_update=True)
    if team is None or person not in team.members | team.proposed:
        raise NotListed
    unit.tx.teams.remove_member(team, person)
    unit.tx.deliveries.mark_subject_stale(
        unit.workspace, DeliveryKind.LISTED, f"{team.id}:{person}"
    )
    unit.tx.people.mark_homes_stale(unit.workspace, [person])
    return team


def _refresh_invitation(unit: Unit, team: Team, leader: PersonId) -> None:
    """Let the invitation say what became of it."""
    subject = f"{team.id}:{leader}"
    invitation = unit.tx.deliveries.recent(
        team.workspace, DeliveryKind.INVITE, subject, team.created_at
    )
    if invitation is not None:
        unit.tx.deliveries.mark_stale(invitation)


def _may_change(team: Team, person: Person, installer: PersonId | None) -> bool:
    """Admins, its approved leaders, and whoever set it up as long as nobody leads it."""
    leads = person.id in team.approved_leaders
    return (
        is_admin(person, installer) or leads or (team.created_by == person.id and not team.accepted)
    )


def _checked_settings(chosen: dict[str, Any]) -> dict[str, Any]:
    """What a team chose. Refuses a zone or a region that nobody knows."""
    settings = TeamSettings(**chosen)
    try:
        Calendar(zone=settings.zone)
    except ValueError:
        raise ZoneUnknown(field="zone", part=settings.zone) from None
    check_region(settings.region)
    settings.check()
    return chosen


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
        checked_people = [person for person in chosen if person not in unread or field == "leaders"]
        strangers = [
            person for person in checked_people if person not in people or not people[person].member
        ]
        if strangers:
            raise NotMembers(field=field, names=", ".join(strangers))


def _check_present(team: Team | None, plan: Plan, present: Collection[PersonId] | None) -> None:
    """Refuse newcomers who are not in the channel; who has left it since stays on the list."""
    if present is None:
        return
    insiders = team.members | team.proposed | team.leading if team is not None else frozenset()
    chosen = dict.fromkeys((*plan.leaders, *plan.members))
    absent = [person for person in chosen if person not in present and person not in insiders]
    if absent:
        raise NotInChannel(field="members", names=", ".join(absent))


def _wanted_contact(unit: Unit, plan: Plan, team: Team | None, *, admin: bool) -> str | None:
    """The safety contact that the form proposes. An admin's yes makes it one.

    Whoever sets the team up may leave it to admins; an admin may not. Raises
    :class:`ContactIsLeader` where the one there is, or the one proposed, leads the team.
    """
    proposal = None
    if plan.contact_person is not None or plan.contact_line:
        person, line = checked_contact(unit, plan.contact_person, plan.contact_line)
        proposal = f"<@{person}>" if person else line
    if contact_person(proposal) in plan.leaders:
        field = "contact_person" if plan.contact_person is not None else "contact_line"
        raise ContactIsLeader(field=field, person=contact_person(proposal) or "")
    own = team.contact if team is not None else None
    stands = own or unit.installation.contact
    leader = contact_person(stands)
    if leader is not None and leader in plan.leaders and proposal is None:
        raise ContactIsLeader(field="contact_line", person=leader)
    if stands is None and proposal is None and admin:
        raise ContactMissing(field="contact_line")
    return proposal if proposal != stands else None


def _tell_struck_off(unit: Unit, team: Team, leader: PersonId, *, by: PersonId, left: int) -> None:
    """Tell a leader who was taken off what it means for what was with them."""
    unit.deliver(
        DeliveryKind.STRUCK_OFF,
        f"{team.id}:{leader}",
        unit.now.isoformat(timespec="seconds"),
        leader,
        days=unit.calendar(unit.get_person(leader), team.id),
        payload=StruckOff(by=by, team=team.id, left=left),
    )
