"""Notes that leaders keep: about whom they may, and what the person they are about can do."""

from dataclasses import replace
from datetime import date

from bot.casework.unit import Unit
from bot.domain.concern import Concern
from bot.domain.concern.states import Act, Kind, Role, State
from bot.domain.delivery import DeliveryKind, DeliveryState, WordsKind
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.refusals import DoesNotLead, Empty, NotesOff, NotYours, Stale, Teammate
from bot.domain.settings import Notes
from bot.domain.taxonomy import Pressure, Signal, find_topic
from bot.domain.team import leaders_of, teammates
from bot.payloads import NoteKept


def leads_by_team(unit: Unit, leader: PersonId, person: PersonId) -> bool:
    """Whether an approved team says that ``leader`` leads ``person``."""
    return leader in leaders_of(person, unit.tx.teams.of(unit.workspace, [person]))


def has_private_notes(unit: Unit, leader: PersonId, person: PersonId) -> bool:
    """Whether a leader keeps any note about somebody which that person was not sent."""
    notes = unit.tx.concerns.notes_about(unit.workspace, leader, person)
    return any(note.kind is Kind.NOTE for note in notes)


def check_may_note(unit: Unit, me: Person, about: PersonId) -> None:
    """Refuse a note that nobody may keep here, or not this writer about this person.

    Raises :class:`NotesOff` by the workspace's setting, :class:`Teammate` where both are on one
    team and neither leads the other, and :class:`DoesNotLead` where the person has said so.
    """
    allowed = unit.installation.notes
    teams = unit.tx.teams.of(me.workspace, [about])
    led = me.id in leaders_of(about, teams)
    if allowed is Notes.OFF or (allowed is Notes.WITH_TEAM and not led):
        raise NotesOff(field="words")
    if led:
        return
    if about not in leaders_of(me.id, teams) and teammates(me.id, about, teams):
        raise Teammate(field="words", person=about)
    if unit.tx.leadership.says_to_lead(me.workspace, me.id, about) is False:
        raise DoesNotLead(field="words", person=about)


def tell_kept(unit: Unit, note: Concern, on: date | None = None) -> bool:
    """Let the person of a leader's first private note learn that notes are kept, once.

    It is said on their next working day, or ``on`` a day: taken back before, nobody is told.
    False where there is nobody to tell any more.
    """
    if note.kind is not Kind.NOTE or note.owner is None:
        return False
    subject = _subject(note)
    states = unit.tx.deliveries.states(unit.workspace, DeliveryKind.NOTE_KEPT, subject)
    if any(state is not DeliveryState.CANCELLED for state in states):
        return False
    person = unit.get_person(note.raiser)
    days = unit.calendar(person)
    day = days.on_or_after(on) if on else days.add_workdays(days.today(unit.now), 1)
    return unit.deliver(
        DeliveryKind.NOTE_KEPT,
        subject,
        str(len(states) + 1),
        person.id,
        due_at=days.hour_on(day),
        days=days,
        payload=NoteKept(leader=note.owner),
    )


def forget_kept(unit: Unit, note: Concern) -> None:
    """Erase what waits to say that notes are kept, when the only note it is about is erased."""
    if note.kind is not Kind.NOTE or note.owner is None:
        return
    if not unit.tx.concerns.notes_about(unit.workspace, note.owner, note.raiser):
        unit.tx.deliveries.forget(unit.workspace, DeliveryKind.NOTE_KEPT, _subject(note))


def learns_on(unit: Unit, note: Concern) -> date | None:
    """The day on which the person of a note learns that notes are kept; ``None``: they have."""
    if note.kind is not Kind.NOTE or not note.open:
        return None
    message = unit.tx.deliveries.pending(unit.workspace, DeliveryKind.NOTE_KEPT, _subject(note))
    return None if message is None else date.fromisoformat(message.wall[:10])


def remove_notes(unit: Unit, person: PersonId, leader: PersonId, *, denied: bool) -> Person:
    """Erase a leader's notes about ``person``, at their wish; the writer is told, nobody else.

    ``denied``: the leader does not lead them, so keeps no more notes; where an approved team says
    otherwise, the notes alone go.
    """
    denied = denied and not leads_by_team(unit, leader, person)
    what = Act.NOT_LED if denied else Act.REMOVE
    for note in unit.tx.concerns.notes_about(unit.workspace, leader, person):
        unit.apply(note, what, Role.RAISER, by=person)
    if denied:
        unit.tx.leadership.deny_leads(unit.workspace, leader, person)
    subject = f"{leader}:{person}"
    unit.tx.deliveries.cancel(unit.workspace, [DeliveryKind.NOTE_KEPT], subject)
    unit.tx.deliveries.mark_subject_stale(unit.workspace, DeliveryKind.NOTE_KEPT, subject)
    return unit.get_person(leader)


def correct_note(unit: Unit, leader: PersonId, concern_id: str, words: str, view: str) -> Record:
    """Let a leader put other words into a private note; the old ones are erased.

    So is the topic that was found by them; one that the leader chose stays. ``view`` is the
    submitted form: the same one delivered again changes nothing. A shared note is the person's,
    too: it is corrected by them, or taken back.
    """
    words = unit.check_words(words, "words")
    concern, role = unit.authorize(concern_id, leader)
    if role is not Role.OWNER or concern.kind is not Kind.NOTE:
        raise NotYours
    if concern.state is State.WITHDRAWN:
        raise Stale
    if not unit.tx.workspaces.first_time(unit.workspace, f"form:{view}", unit.now):
        return unit.record(concern)
    if not words and concern.link is None:
        raise Empty(field="words")
    if (concern.signal, concern.pressures) == topic_of(_words_of(unit, concern)):
        signal, pressures = topic_of(words)
        concern = replace(concern, signal=signal, pressures=pressures)
    after = unit.revise(replace(concern, worded=bool(words)))
    unit.tx.concerns.add_history(after, Act.CHANGE.value, leader, unit.now)
    unit.tx.concerns.erase_words(after, WordsKind.SAID)
    if words:
        unit.tx.concerns.say(after, WordsKind.SAID, leader, words, unit.now)
    return unit.record(after)


def _words_of(unit: Unit, note: Concern) -> str:
    sayings = unit.tx.concerns.said([note]).get(note.id, ())
    return next((saying.text for saying in sayings if saying.kind is WordsKind.SAID), "")


def topic_of(words: str) -> tuple[Signal, tuple[Pressure, ...]]:
    """The topic of some words, and what is behind it."""
    signal, pressure = find_topic(words)
    return signal, (pressure,) if pressure is not None else ()


def _subject(note: Concern) -> str:
    return f"{note.owner}:{note.raiser}"
