"""Who has been met: what Slack says of people, kept."""

from collections.abc import Sequence

from bot.casework.departures import account_closed, comes_back, membership_lost
from bot.casework.preferences import move_clocks
from bot.casework.unit import Unit
from bot.domain.ids import PersonId
from bot.domain.person import Person


def save_people(unit: Unit, people: Sequence[Person]) -> None:
    """Keep what Slack says of some people; a moved zone moves what is due (R32)."""
    for person in people:
        before = unit.tx.people.get(person.workspace, person.id)
        unit.tx.people.save(person)
        if before is not None and person.deleted and not before.deleted:
            account_closed(unit, person)
        elif before is not None and before.member is not person.member:
            (comes_back if person.member else membership_lost)(unit, person)
        if before is not None and before.zone != person.zone:
            move_clocks(unit, unit.get_person(person.id))


def get_people(unit: Unit, people: list[str]) -> dict[PersonId, Person]:
    """People who have been met."""
    return unit.tx.people.some(unit.workspace, people)
