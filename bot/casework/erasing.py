"""Everything of one's own is erased at one's wish, as far as it is nobody else's.

What a person raised goes with all that hangs on it, and so do notes about them, their own notes and
their lines for digests. What stays belongs to others, or lets the bot work: what they replied and
promised to people as a leader, their places on teams, what they chose, and for thirty days, without
words or topic, that something was taken back which a leader knew of.
"""

from dataclasses import replace
from datetime import datetime

from bot.casework import retention
from bot.casework.notes import forget_kept
from bot.casework.offering import erase_offer, offers_got
from bot.casework.unit import Unit
from bot.domain.concern import Concern
from bot.domain.concern.states import Act, Kind, Role, State
from bot.domain.ids import PersonId
from bot.domain.personal_data import ErasedData
from bot.domain.taxonomy import Signal

AT_ONCE = 25
"""Things erased in one transaction: it is over before anybody who waits gives up."""
WISHED = "erasing:"
"""With a person's id: that they wished everything of theirs erased, and when."""


def would_erase(unit: Unit, person: PersonId) -> ErasedData:
    """Count what would go, for whoever is about to say yes."""
    raised, about, notes = unit.tx.concerns.count_own(unit.workspace, person, unit.now)
    raised += len(offers_got(unit, person))
    lines = unit.tx.digests.written_by(unit.workspace, person)
    digests = sum(bool(spoken.lines) for _, spoken in lines)
    return ErasedData(raised=raised, about=about, notes=notes, digests=digests)


def erase_mine(unit: Unit, person: PersonId, view: str | None = None) -> bool:
    """Erase it; whether something is left for :func:`go_on_erasing`.

    A yes counts once for each ``view``: what was raised after it is not erased by it.

    What is more than :data:`AT_ONCE` loses its words now, and the rest of it right after: nobody
    else waits meanwhile, and a restart forgets nothing of it.
    """
    if view and not unit.tx.workspaces.first_time(unit.workspace, f"form:{view}", unit.now):
        return False
    unit.tx.digests.erase_lines(unit.workspace, person)
    led = unit.tx.leadership.said_to_lead(unit.workspace, person)
    unit.tx.leadership.unsay_leads(unit.workspace, person, led)
    unit.tx.people.mark_homes_stale(unit.workspace, [person])
    if not _erase_some(unit, person, unit.now):
        return False
    unit.tx.concerns.erase_words_of(unit.workspace, person, unit.now)
    unit.tx.workspaces.note_latest(unit.workspace, f"{WISHED}{person}", unit.now)
    return True


def go_on_erasing(unit: Unit, person: PersonId) -> bool:
    """Erase some more of what somebody wished erased; whether there is more still."""
    key = f"{WISHED}{person}"
    wished = unit.tx.workspaces.moments_noted(unit.workspace, key, for_update=True)
    moment = wished.get("")
    if moment is None:
        return False
    if _erase_some(unit, person, moment):
        return True
    unit.tx.workspaces.forget_noted(unit.workspace, key)
    unit.tx.people.mark_homes_stale(unit.workspace, [person])
    return False


def go_on_with_wishes(unit: Unit) -> bool:
    """The same for somebody whose wish was interrupted; whether to ask again."""
    person = next(iter(unit.tx.workspaces.moments_noted(unit.workspace, WISHED)), None)
    if person is None:
        return False
    go_on_erasing(unit, PersonId(person))
    return True


def _erase_some(unit: Unit, person: PersonId, wished: datetime) -> bool:
    """Erase a few things that were there when it was wished; whether there may be more."""
    concerns = unit.tx.concerns.to_erase(unit.workspace, person, unit.now, wished, AT_ONCE)
    for concern in concerns:
        if concern.raiser == person:
            _erase_of_raiser(unit, concern, person)
        else:
            _erase_note(unit, concern, person)
    return len(concerns) == AT_ONCE


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
