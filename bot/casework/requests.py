"""Who asks for something: what a listener needs of them before anything is done, read at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.casework.contacts import contact_of
from bot.casework.leading import open_words
from bot.casework.raising import Receipt, receipt_of
from bot.casework.unit import Unit
from bot.domain.calendar import Calendar
from bot.domain.concern.states import Role
from bot.domain.delivery import LEADER_MESSAGES
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.refusals import AppRemoved
from bot.domain.settings import Notes

R = TypeVar("R")


@dataclass(frozen=True)
class Pressed:
    """The message a control of which was pressed."""

    channel: str
    ts: str
    delivery: str | None = None
    """The delivery that its metadata names."""


@dataclass(frozen=True)
class Visitor:
    """Who asks: how they are written to, when they work, and what a form tells them."""

    person: Person
    reader: Person
    """The same, as the reader of messages: the workspace may want less said in them."""
    calendar: Calendar
    """Their working time, with the public holidays of their region or their team's."""
    contact: str | None
    """Whom they turn to in danger: their team's own contact, else the workspace's."""
    limit: int
    """Characters that a concern or a note may have."""
    note_days: int
    """Days for which a note is kept."""
    people: Mapping[PersonId, Person]
    """Those they named whom the bot has met, and they themselves."""
    notes_off: bool
    """Whether nobody may keep notes here."""
    greeted: bool
    """Whether somebody answers for the app here already."""
    stands: bool = True
    """Whether the message that was pressed is known to stand where it was pressed."""
    heard: bool = False
    """Whether a leader pressed something in one of their messages: the bot backs off no more."""


class NotYet(Exception):  # noqa: N818 (no error: something comes first)
    """Before anything is done somebody is asked of Slack, or a message is found to stand."""


@dataclass
class Entry:
    """What one request knows of whoever makes it: read in the transaction of their first act."""

    visitor: Visitor | None = None
    """Once they were read; also where their act was refused then."""


def enter(
    unit: Unit,
    person: PersonId,
    entry: Entry,
    named: Sequence[PersonId],
    pressed: Pressed | None,
    act: Callable[[Unit, PersonId], R],
    *,
    asks: bool,
) -> R:
    """Read whoever asks, and do what they ask for, in one transaction.

    A leader who pressed something in one of their messages is heard here. Raises :class:`NotYet`
    for somebody not met before, and, as long as Slack can be asked (``asks``), where it is to be
    asked first; then nothing is done. Raises :class:`AppRemoved`.
    """
    entry.visitor = visitor = _read_visitor(unit, person, named, pressed)
    if visitor is None:
        raise NotYet
    provable = pressed is not None and pressed.delivery is not None and not visitor.stands
    if asks and (provable or any(each not in visitor.people for each in named)):
        raise NotYet
    result = act(unit, person)
    if visitor.heard:
        me = unit.tx.people.get(unit.workspace, person)
        if me is not None and me.rhythm.touched_at != unit.now:
            unit.mark_active(me)
    return result


def _read_visitor(
    unit: Unit, person: PersonId, named: Sequence[PersonId], pressed: Pressed | None
) -> Visitor | None:
    """Read whoever asks; ``None`` for somebody not met before."""
    ids = [person, *named]
    teams = unit.tx.teams.of(unit.workspace, [person])
    # Whoever comes back to what somebody says is nearly always asked for next.
    leaders = [leader for team in teams for leader in team.accepted]
    unit.tx.read_home(unit.workspace, {*ids, *leaders})
    if not unit.tx.workspaces.is_known(unit.workspace):
        raise AppRemoved
    home = unit.installation
    if home.removed:
        raise AppRemoved
    people = unit.tx.people.some(unit.workspace, ids)
    me = people.get(person)
    if me is None:
        return None
    stands, heard = True, False
    if pressed is not None:
        delivery = unit.tx.deliveries.by_message(unit.workspace, pressed.channel, pressed.ts)
        stands = delivery is not None
        theirs = delivery is not None and delivery.recipient == person
        heard = theirs and delivery is not None and delivery.kind in LEADER_MESSAGES
    return Visitor(
        person=me,
        reader=unit.as_reader(me),
        calendar=unit.calendar(me),
        contact=contact_of(unit, person, teams),
        limit=home.form_length,
        note_days=home.notes_kept,
        people={each: people[each] for each in ids if each in people},
        notes_off=home.notes is Notes.OFF,
        greeted=home.installer is not None,
        stands=stands,
        heard=heard,
    )


@dataclass(frozen=True)
class Shown:
    """What was done, and what of it is shown where it was pressed."""

    record: Record
    receipt: Receipt | None = None
    """For a private answer in a conversation."""
    words: Record | None = None
    """With its words, for the open view of whoever raised it."""


def act_and_show(
    unit: Unit,
    person: PersonId,
    act: Callable[[Unit, PersonId], Record],
    *,
    receipt: bool = False,
    view: bool = False,
) -> Shown:
    """Do ``act``, and read what it is shown by, in the same transaction."""
    record = act(unit, person)
    concern = record.concern
    if receipt:
        return Shown(record, receipt=receipt_of(unit, person, concern.id))
    if view and concern.role(person) is not Role.OWNER:
        return Shown(record, words=open_words(unit, person, concern.id).record)
    return Shown(record)
