"""Whom people turn to in danger: named by admins, and never somebody who leads them."""

from collections.abc import Iterable

from bot.casework.installation import step_taken
from bot.casework.unit import Unit
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import PersonId
from bot.domain.refusals import ContactIsLeader, ContactMissing, NoContact, NotMembers
from bot.domain.team import CONTACT_LIMIT, Team, contact_person
from bot.payloads import ContactNeeded


def contact_of(unit: Unit, person: PersonId, teams: Iterable[Team]) -> str | None:
    """The safety contact of a person: a team's own, else the workspace's.

    It is found anew whenever it is needed, so that no change of a team, a leader or an account can
    make it somebody who leads one of the person's teams: such a contact counts as none.
    """
    mine = [team for team in teams if person in team.people]
    leaders = {leader for team in mine for leader in team.approved_leaders}
    workspace = unit.installation.contact
    for contact in (*(team.contact for team in mine), workspace):
        if contact and contact_person(contact) not in leaders:
            return contact
    return None


def contact_for(unit: Unit, person: PersonId) -> str | None:
    """The safety contact of a person, whose teams are read."""
    return contact_of(unit, person, unit.tx.teams.of(unit.workspace, [person]))


def require_contact(unit: Unit, person: PersonId, teams: Iterable[Team]) -> None:
    """Refuse where nobody stands whom to turn to in danger."""
    if contact_of(unit, person, teams) is None:
        raise NoContact


def team_contact(unit: Unit, team: Team) -> str | None:
    """The safety contact that stands for a team: its own, else the workspace's.

    One who leads the team counts as none, as for each of its people.
    """
    for contact in (team.contact, unit.installation.contact):
        if contact and contact_person(contact) not in team.approved_leaders:
            return contact
    return None


def get_workspace_contact(unit: Unit, person: PersonId) -> str | None:
    """The workspace's safety contact, for who may change it: admins and the installer.

    ``None`` also where it is somebody who leads a team: such a contact counts as none.
    """
    unit.check_admin(person)
    contact = unit.installation.contact_person
    if contact is not None and _leads_without_another(unit, contact):
        return None
    return unit.installation.contact


def set_contact(
    unit: Unit,
    person: PersonId,
    *,
    contact: PersonId | None,
    line: str | None,
) -> None:
    """Name the workspace's safety contact; only admins and the installer may.

    Raises :class:`ContactIsLeader` for somebody who leads a team that has no contact of its own.
    """
    unit.check_admin(person)
    person_or_line = checked_contact(unit, contact, line)
    if contact is not None and _leads_without_another(unit, contact):
        raise ContactIsLeader(field="contact_person", person=contact)
    unit.tx.workspaces.set_contact(unit.workspace, *person_or_line, person)
    step_taken(unit)


def checked_contact(
    unit: Unit, person: PersonId | None, line: str | None
) -> tuple[PersonId | None, str | None]:
    """A contact whom people can turn to: a member, or else a line of text."""
    line = unit.within(line or "", CONTACT_LIMIT, "contact_line") or None
    if person is None and line is None:
        raise ContactMissing(field="contact_line")
    if person is None:
        return None, line
    leader = unit.tx.people.get(unit.workspace, person)
    if leader is None or not leader.member:
        raise NotMembers(field="contact_person", names=person)
    return person, None


def adopt_contact(unit: Unit, team: Team, contact: str, admin: PersonId) -> str | None:
    """Make what was proposed with a team the contact; gives the team's own, where it is one.

    The first one named is everybody's, unless somebody else's team is led by it. Raises
    :class:`ContactIsLeader` where it leads this team by now.
    """
    person = contact_person(contact)
    if person is not None and person in team.leading:
        raise ContactIsLeader(field="contact_line", person=person)
    first = unit.installation.contact is None
    if first and not (person is not None and _leads_without_another(unit, person)):
        line = None if person is not None else contact
        unit.tx.workspaces.set_contact(unit.workspace, person, line, admin)
        step_taken(unit)
        return None
    return contact


def ask_for_contact(unit: Unit, team: Team) -> None:
    """Ask the admins, once a day, for a contact of a team that has none who may be its."""
    if team.accepted and team_contact(unit, team) is None:
        contact = team.contact or unit.installation.contact
        ask_admins(unit, team, contact_person(contact))


def look_after_contacts(unit: Unit) -> None:
    """Ask the admins about every team whose contact leads it by now, by whatever path."""
    contact = unit.installation.contact_person
    for team in unit.tx.teams.led_by_contact(unit.workspace, contact):
        ask_for_contact(unit, team)


def ask_admins(unit: Unit, team: Team | None, contact: PersonId | None) -> None:
    """Ask the admins for another contact: of one ``team``, or ``None``, of everybody."""
    day = unit.now.date().isoformat()
    subject = team.id if team is not None else unit.workspace
    for admin in unit.tx.people.admins(unit.workspace):
        unit.deliver(
            DeliveryKind.CONTACT_NEEDED,
            subject,
            f"{admin.id}:{day}",
            admin.id,
            due_at=unit.now,
            days=unit.calendar(admin),
            payload=ContactNeeded(contact=contact, team=team.id if team is not None else None),
        )
    unit.tx.people.mark_admin_homes_stale(unit.workspace)


def _leads_without_another(unit: Unit, person: PersonId) -> bool:
    """Whether somebody leads a team for which the workspace's contact would stand."""
    teams = unit.tx.teams.of(unit.workspace, [person])
    return any(person in team.leading and not team.contact for team in teams)
