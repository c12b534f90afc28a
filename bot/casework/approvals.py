"""An admin's yes: a team, its leaders and its contact wait for it (R47)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.casework.contacts import adopt_contact, ask_for_contact
from bot.casework.installation import installer, step_taken
from bot.casework.onboarding import begin_digests_anew, invite, open_door, tell_listed
from bot.casework.unit import Unit
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import PersonId
from bot.domain.permissions import is_admin
from bot.domain.person import Person
from bot.domain.refusals import AdminNeeded, ApprovalsUsed, DeclinedLately, NoAdmin, NotYours, Stale
from bot.domain.rhythm import A_DAY, APPROVALS_A_DAY
from bot.domain.settings import TeamsStart
from bot.domain.team import ADDED_UNASKED, ASKS_AGAIN_AFTER, WAITING, LeaderState, Team
from bot.payloads import ApprovalAnswer, ApprovalRequest

GOES_ON_FOR = timedelta(days=14)
"""So long a team of the first version goes on while admins are asked to approve it."""


@dataclass(frozen=True)
class WaitingTeam:
    """A team that waits for an admin's yes, as an admin sees it."""

    team: Team
    asked: ApprovalRequest
    whole: bool
    """Whether its name and people may be shown: else its channel is private, and they were asked
    of another admin."""


def needs_no_yes(unit: Unit, person: Person) -> bool:
    """Whether what somebody sets up begins right away: they are an admin, or nobody is asked."""
    home = unit.installation
    return is_admin(person, home.installer) or home.teams is TeamsStart.OPEN


def known_installer(unit: Unit) -> Person | None:
    """Who installed the app and is asked first, as long as they are there."""
    person = installer(unit)
    return person if person is not None and person.member else None


def ask_again_from(unit: Unit, team: Team) -> datetime | None:
    """From when on a team may be handed to an admin again after a *Not now*; ``None``: now."""
    if team.declined_at is None:
        return None
    from_then = team.declined_at + ASKS_AGAIN_AFTER
    return from_then if from_then > unit.now else None


def ask_admin(unit: Unit, me: Person, team: Team, choice: PersonId | None) -> Team:
    """Hand to an admin what of a team waits for a yes; gives the team as it was asked about.

    It goes to the installer, else to the admin who was ``choice``.
    """
    later = ask_again_from(unit, team)
    if later is not None:
        day = unit.calendar(me).today(later)
        raise DeclinedLately(field="leaders", date=day.isoformat())
    admin = known_installer(unit) or _chosen_admin(unit, choice)
    team = replace(
        team,
        approvals_asked=team.approvals_asked + 1,
        approval_by=me.id,
        approval_admin=admin.id,
        declined_at=None,
    )
    mine = f"approval:{me.id}:"
    key = f"{mine}{team.id}:{team.approvals_asked}"
    unit.tx.workspaces.first_time(unit.workspace, key, unit.now)
    if unit.tx.workspaces.noted_since(unit.workspace, mine, unit.now - A_DAY) > APPROVALS_A_DAY:
        raise ApprovalsUsed(field="leaders")
    request_approval(unit, team, admin, me.id)
    return team


def request_approval(unit: Unit, team: Team, admin: Person, by: PersonId) -> None:
    """Send an admin what of a team waits; what they were sent before says that it has changed."""
    settle_request(unit, team)
    unit.deliver(
        DeliveryKind.ON_APPROVE,
        team.id,
        f"{team.approvals_asked}:{admin.id}",
        admin.id,
        days=unit.calendar(admin),
        payload=_request(team, by),
    )
    unit.tx.people.mark_admin_homes_stale(unit.workspace)


def _request(team: Team, by: PersonId) -> ApprovalRequest:
    """What is asked: a new team whole, of a running one what is new in it."""
    before = team.unapproved_until is not None
    changes = team.approved and not before
    leading = tuple(
        candidate.person for candidate in team.leaders if candidate.person in team.leading
    )
    return ApprovalRequest(
        by=by,
        number=team.approvals_asked,
        leaders=team.unapproved if changes else leading,
        members=tuple(sorted(team.proposed if changes else team.members | team.proposed)),
        until=team.unapproved_until,
        changes=changes,
    )


def settle_request(unit: Unit, team: Team) -> None:
    """Let what admins were sent about a team say what became of it; call back what waits."""
    unit.tx.deliveries.cancel(unit.workspace, [DeliveryKind.ON_APPROVE], team.id)
    unit.tx.deliveries.mark_subject_stale(unit.workspace, DeliveryKind.ON_APPROVE, team.id)


def approve(unit: Unit, person: PersonId, team_id: str, number: int) -> Team:
    """Say yes to what of a team waits, as it was when the button was drawn."""
    team = _asked_about(unit, person, team_id, number)
    return approved(unit, team, person)


def approved(
    unit: Unit, team: Team, admin: PersonId, *, setting_up: PersonId | None = None
) -> Team:
    """Let everything of a team that waits begin, with the yes of ``admin``.

    ``setting_up`` is who has its form before them, and goes on to the promise uninvited.
    """
    contact = team.contact
    if team.proposed_contact is not None:
        contact = adopt_contact(unit, team, team.proposed_contact, admin) or contact
    elif unit.installation.contact_named_by is None:
        # Of the first version it is not known who named it; the admin has read whom it is.
        unit.tx.workspaces.confirm_contact(unit.workspace, admin)
    after = replace(team, contact=contact, proposed_contact=None, declined_at=None)
    after = _let_begin(unit, team, after, setting_up)
    settle_request(unit, after)
    if team.approval_by is not None and team.approval_by != admin and team.awaits_admin:
        _answer(unit, after, admin, yes=True)
    ask_for_contact(unit, after)
    return after


def begin_open(unit: Unit, team: Team, me: Person, admin: PersonId | None) -> Team:
    """Where teams start right away, let one begin; its contact alone still wants an admin's yes."""
    contact = team.proposed_contact
    after = _let_begin(unit, team, replace(team, proposed_contact=None), me.id)
    if contact is not None:
        after = ask_admin(unit, me, replace(after, proposed_contact=contact), admin)
        unit.tx.teams.save(after)
    ask_for_contact(unit, after)
    return after


def decline(unit: Unit, person: PersonId, team_id: str, number: int) -> Team:
    """Say *Not now*: what waited does not begin, and who asked is told; again after a month."""
    team = _asked_about(unit, person, team_id, number)
    after = replace(team, declined_at=unit.now)
    if team.unapproved_until is not None:
        after = _halted(after)
        unit.tx.teams.go_on_until(team, None)
    elif team.approved:
        leaders = tuple(leader for leader in team.leaders if leader.approved)
        after = replace(after, leaders=leaders, proposed=frozenset(), proposed_contact=None)
    unit.tx.teams.save(after)
    begin_digests_anew(unit, team, after)
    settle_request(unit, after)
    if team.approval_by is not None and team.approval_by != person:
        _answer(unit, after, person, yes=False)
    unit.tx.people.mark_homes_stale(unit.workspace, [*team.leading, *team.members])
    step_taken(unit)
    return after


def waiting_teams(unit: Unit, person: PersonId) -> tuple[WaitingTeam, ...]:
    """What waits for an admin's yes; only admins and the installer may ask."""
    unit.check_admin(person)
    teams = [team for team in unit.tx.teams.unapproved(unit.workspace) if team.awaits_admin]
    return tuple(
        WaitingTeam(
            team,
            _request(team, team.approval_by or team.created_by),
            whole=team.may_know(person),
        )
        for team in teams
    )


def let_list_grow(unit: Unit, team: Team, added: Collection[PersonId]) -> bool:
    """Whether so many may join a running team's list today without an admin's yes."""
    mine = f"listed:{team.id}:"
    since = unit.now - A_DAY
    today = unit.tx.workspaces.noted_since(unit.workspace, mine, since)
    return today + len(added) <= ADDED_UNASKED


def note_added(unit: Unit, team: Team, added: Collection[PersonId]) -> None:
    """Remember for a day who joined a team's list without an admin's yes."""
    for person in added:
        key = f"listed:{team.id}:{person}"
        unit.tx.workspaces.first_time(unit.workspace, key, unit.now)


def end_grace(unit: Unit, team: Team) -> None:
    """A team of the first version that no admin has approved in time waits like a new one."""
    after = _halted(team)
    unit.tx.teams.save(after)
    unit.tx.teams.go_on_until(team, None)
    begin_digests_anew(unit, team, after)
    unit.tx.deliveries.mark_subject_stale(unit.workspace, DeliveryKind.ON_APPROVE, team.id)
    unit.tx.people.mark_homes_stale(unit.workspace, [*team.leading, *team.members])


def _halted(team: Team) -> Team:
    """The team with nobody approved: it waits like a new one."""
    return replace(
        team,
        leaders=tuple(replace(candidate, approved=False) for candidate in team.leaders),
        members=frozenset(),
        proposed=team.members | team.proposed,
        unapproved_until=None,
    )


def _let_begin(unit: Unit, before: Team, after: Team, setting_up: PersonId | None) -> Team:
    """Approve every leader and everybody on the list, and let them learn of it."""
    now_leading = [leader for leader in before.leaders if leader.person in before.unapproved]
    days = unit.calendar(unit.get_person(before.created_by))
    leaders = tuple(
        replace(
            leader,
            approved=True,
            accepted_on=days.today(unit.now)
            if leader in now_leading and leader.accepted_on
            else leader.accepted_on,
        )
        for leader in after.leaders
    )
    after = replace(
        after,
        leaders=leaders,
        members=after.members | after.proposed,
        proposed=frozenset(),
        unapproved_until=None,
    )
    running = bool(before.accepted)
    unit.tx.teams.save(after)
    if before.unapproved_until is not None:
        unit.tx.teams.go_on_until(after, None)
    begin_digests_anew(unit, before, after)
    after = unit.team(after.id) or after
    for leader in now_leading:
        if leader.state is LeaderState.ACCEPTED:
            open_door(unit, after, leader.person)
        elif leader.state in WAITING and leader.person != setting_up:
            invite(unit, after, leader.person, by=before.approval_by or before.created_by)
    if running:
        tell_listed(unit, after, sorted(after.members - before.members))
    unit.tx.people.mark_homes_stale(unit.workspace, [*after.members, *after.leading])
    return after


def _asked_about(unit: Unit, person: PersonId, team_id: str, number: int) -> Team:
    unit.check_admin(person)
    team = unit.team(team_id, for_update=True)
    if team is None:
        raise NotYours
    if team.approvals_asked != number or not team.awaits_admin:
        raise Stale
    return team


def _answer(unit: Unit, team: Team, admin: PersonId, *, yes: bool) -> None:
    """Tell whoever asked what the admin said."""
    by = team.approval_by
    person = unit.tx.people.get(unit.workspace, by) if by is not None else None
    if person is None:
        return
    unit.deliver(
        DeliveryKind.APPROVAL,
        team.id,
        f"{team.approvals_asked}",
        person.id,
        days=unit.calendar(person),
        payload=ApprovalAnswer(
            admin=admin,
            approved=yes,
            on=bool(team.accepted),
            waits_for=tuple(
                candidate.person for candidate in team.leaders if candidate.state in WAITING
            ),
        ),
    )


def _chosen_admin(unit: Unit, choice: PersonId | None) -> Person:
    if choice is None:
        raise AdminNeeded(field="admin")
    person = unit.tx.people.get(unit.workspace, choice)
    if person is None or not person.member or not person.admin:
        raise NoAdmin(field="admin", person=choice)
    return person
