"""Everything by or about a person, for that person."""

from dataclasses import replace

from bot.casework.unit import Unit
from bot.domain.concern import Concern
from bot.domain.concern.states import State
from bot.domain.ids import PersonId
from bot.domain.record import NoteLines, PersonalData, Record
from bot.domain.refusals import NotYours


def personal_data(unit: Unit, person: PersonId) -> PersonalData:
    """Everything by or about a person, words and all: also leaders' private notes."""
    found = [
        one
        for one in unit.tx.concerns.touching(unit.workspace, person, unit.now)
        if _may_have(one, person)
    ]
    records = unit.records(found, words=True)
    return PersonalData(
        records=tuple(_own_part(one, person) for one in records),
        lines=tuple(
            NoteLines(team=team.name, at=one.at, lines=one.lines)
            for key, one in unit.tx.digests.written_by(unit.workspace, person)
            if (team := unit.tx.teams.get(unit.workspace, key)) is not None
        ),
    )


def _own_part(record: Record, person: PersonId) -> Record:
    """Leave a leader only what they wrote themselves on what somebody raised with them.

    The words are the raiser's: they open in the reading view and in no list.
    """
    if record.concern.about or record.concern.raiser == person:
        return record
    return replace(record, said=tuple(one for one in record.said if one.author == person))


def _may_have(concern: Concern, person: PersonId) -> bool:
    if concern.state is State.WITHDRAWN and (concern.about or concern.owner == person):
        return False
    if concern.raiser == person:
        return True
    if concern.owner != person:
        raise NotYours
    return concern.state is not State.HANDED_OVER
