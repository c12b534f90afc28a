"""Who asks for something: what a listener needs of them before anything is done, read at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.casework.contacts import contact_for
from bot.casework.leading import open_words
from bot.casework.people import save_people
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


@dataclass(frozen=True)
class Pressed:
    """The message a control of which was pressed."""

    channel: str
    ts: str


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


def admit(
    unit: Unit,
    person: PersonId,
    named: Sequence[str] = (),
    pressed: Pressed | None = None,
    met: Sequence[Person] = (),
) -> Visitor | None:
    """Read whoever asks for something; ``None`` for somebody not met before.

    ``met`` are people just read from Slack, kept first. A press on one of a leader's messages is
    heard here: the bot backs off no more. Raises :class:`AppRemoved`.
    """
    if not unit.tx.workspaces.is_known(unit.workspace):
        raise AppRemoved
    home = unit.tx.workspaces.get(unit.workspace)
    if home.removed:
        raise AppRemoved
    if met:
        save_people(unit, met)
    people = unit.tx.people.some(unit.workspace, [person, *named])
    me = people.get(person)
    if me is None:
        return None
    stands = True
    if pressed is not None:
        delivery = unit.tx.deliveries.by_message(unit.workspace, pressed.channel, pressed.ts)
        stands = delivery is not None
        theirs = delivery is not None and delivery.recipient == person
        if theirs and delivery is not None and delivery.kind in LEADER_MESSAGES:
            unit.mark_active(me)
    return Visitor(
        person=me,
        reader=unit.as_reader(me),
        calendar=unit.calendar(me),
        contact=contact_for(unit, person),
        limit=home.form_length,
        note_days=home.notes_kept,
        people=people,
        notes_off=home.notes is Notes.OFF,
        greeted=home.installer is not None,
        stands=stands,
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
