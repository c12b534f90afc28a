"""Everything of one's own is erased at one's wish, as far as it is nobody else's.

What a person raised goes with all that hangs on it, and so do notes about them, their own notes and
their lines for digests. What stays belongs to others, or lets the bot work: what they replied and
promised to people as a leader, their places on teams, what they chose, and for thirty days, without
words or topic, that something was taken back which a leader knew of.
"""

from dataclasses import replace

from bot.casework import retention
from bot.casework.notes import forget_kept
from bot.casework.offering import erase_offer
from bot.casework.unit import Unit
from bot.domain.concern import Concern
from bot.domain.concern.states import Act, Kind, Role, State
from bot.domain.ids import PersonId
from bot.domain.personal_data import ErasedData
from bot.domain.taxonomy import Signal


def would_erase(unit: Unit, person: PersonId) -> ErasedData:
    """Count what would go, for whoever is about to say yes."""
    mine, notes = _mine(unit, person), _own_notes(unit, person)
    lines = unit.tx.digests.written_by(unit.workspace, person)
    return ErasedData(
        raised=sum(not one.about for one in mine),
        about=sum(one.about for one in mine),
        notes=len(notes),
        digests=sum(bool(spoken.lines) for _, spoken in lines),
    )


def erase_mine(unit: Unit, person: PersonId) -> ErasedData:
    """Erase it; gives how much that was. Asked again, there is nothing left to erase."""
    counted = would_erase(unit, person)
    for concern in _mine(unit, person):
        _erase_of_raiser(unit, concern, person)
    for note in _own_notes(unit, person):
        _erase_note(unit, note, person)
    unit.tx.digests.erase_lines(unit.workspace, person)
    led = unit.tx.leadership.said_to_lead(unit.workspace, person)
    unit.tx.leadership.unsay_leads(unit.workspace, person, led)
    unit.tx.people.mark_homes_stale(unit.workspace, [person])
    return counted


def _mine(unit: Unit, person: PersonId) -> list[Concern]:
    """What somebody raised, and notes about them; the latest first, since it went on from there."""
    concerns = unit.tx.concerns.raised_by(unit.workspace, person)
    return [one for one in reversed(concerns) if one.state is not State.WITHDRAWN]


def _own_notes(unit: Unit, person: PersonId) -> list[Concern]:
    """The notes that somebody keeps about others."""
    concerns = unit.tx.concerns.touching(unit.workspace, person, unit.now)
    return [
        one
        for one in concerns
        if one.about and one.owner == person and one.state is not State.WITHDRAWN
    ]


def _erase_of_raiser(unit: Unit, concern: Concern, person: PersonId) -> None:
    """What a leader knows of is taken back, so that they are told; all else leaves no row."""
    if concern.state is State.OFFERED:
        erase_offer(unit, concern)
    elif concern.about:
        _taken_back(unit, unit.apply(concern, Act.REMOVE, Role.RAISER, by=person))
    elif concern.open and not concern.ending and concern.has_reached(unit.now):
        _taken_back(unit, unit.apply(concern, Act.WITHDRAW, Role.RAISER, by=person))
    else:
        retention.erase(unit, concern)


def _erase_note(unit: Unit, note: Concern, leader: PersonId) -> None:
    """A shared note is taken back, so that its person sees it; of a private one nobody is told."""
    if note.kind is Kind.SHARED:
        _taken_back(unit, unit.apply(note, Act.TAKE_BACK, Role.OWNER, by=leader))
        return
    retention.erase(unit, note)
    forget_kept(unit, note)


def _taken_back(unit: Unit, concern: Concern) -> None:
    """Leave of it that it was taken back, and nothing of what it was about."""
    bare = replace(concern, signal=Signal.OTHER, pressures=(), help=None)
    unit.tx.concerns.erase_private_answers(bare)
    unit.tx.concerns.erase_steps(bare)
    unit.tx.concerns.save(bare)
