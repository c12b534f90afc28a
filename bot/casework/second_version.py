"""What the first version left to ask: admins about its teams, and people about notes on them.

Nobody's team stops on the day of the upgrade: it goes on for two weeks while admins are asked.
Each part looks at what is not done yet, so that a restart goes on where it was.
"""

from bot.casework.approvals import GOES_ON_FOR, end_grace, known_installer, request_approval
from bot.casework.notes import tell_kept
from bot.casework.unit import Unit
from bot.domain.person import Person

TOLD_WITHIN = 5
"""Working days over which people learn that notes about them are kept."""
PAIRS_AT_ONCE = 200
"""Leaders and people whose notes are looked at in one transaction."""


def begin_second_version(unit: Unit) -> bool:
    """Begin what the upgrade asks for, some of it at a time; whether there is more."""
    if not unit.installation.first_version:
        return False
    until = unit.now + GOES_ON_FOR
    for team in unit.tx.teams.in_workspace(unit.workspace):
        if team.approvals_asked == 0 and team.unapproved_until is None and team.approved:
            unit.tx.teams.go_on_until(team, until)
            unit.tx.teams.look_anew(team)
    pairs = unit.tx.leadership.untold_notes(unit.workspace, PAIRS_AT_ONCE)
    notes = unit.tx.concerns.some(unit.workspace, pairs)
    count = 0
    for number, note in enumerate(notes.values()):
        days = unit.calendar(unit.get_person(note.raiser))
        day = days.add_workdays(days.today(unit.now), 1 + number % TOLD_WITHIN)
        count += tell_kept(unit, note, day)
    if count and len(pairs) == PAIRS_AT_ONCE:
        return True
    unit.tx.workspaces.second_version(unit.workspace)
    return False


def look_after_grace(unit: Unit) -> None:
    """Ask an admin about teams that go on without a yes, and halt those whose time is over."""
    for team in unit.tx.teams.going_on(unit.workspace):
        until = team.unapproved_until
        admin = _an_admin(unit)
        if team.approvals_asked == 0 and admin is not None:
            unit.tx.teams.ask_for_the_first_time(team, admin.id)
            asked_team = unit.team(team.id) or team
            request_approval(unit, asked_team, admin, team.created_by)
        elif until is not None and until <= unit.now:
            end_grace(unit, team)


def _an_admin(unit: Unit) -> Person | None:
    """The installer, else an admin whom the bot has met."""
    return known_installer(unit) or next(iter(unit.tx.people.admins(unit.workspace)), None)
