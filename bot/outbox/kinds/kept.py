"""What is kept about somebody, told to them: a place on a team's list, a leader's notes."""

from dataclasses import dataclass
from datetime import datetime

from bot.casework import Unit
from bot.casework.notes import has_private_notes, leads_by_team
from bot.domain.delivery import Delivery
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.team import Team
from bot.messages import cards
from bot.messages.cards import Message
from bot.outbox.kinds.kind import MessageKind, to_person
from bot.payloads import NoteKept


@dataclass(frozen=True)
class ListedContent:
    """Somebody is on a team's list."""

    team: Team
    leaders: tuple[Person, ...]
    on_it: bool
    """Whether they still are."""


def load_listed(unit: Unit, delivery: Delivery) -> ListedContent | None:
    """Read the team, and whether they have left it."""
    team = unit.tx.teams.get(delivery.workspace, delivery.subject.partition(":")[0])
    if team is None:
        return None
    people = unit.tx.people.some(delivery.workspace, team.accepted)
    leaders = tuple(people[leader] for leader in team.accepted if leader in people)
    return ListedContent(team, leaders, delivery.recipient in team.members)


def still_listed(content: ListedContent) -> bool:
    """Whether they are on it and somebody leads it."""
    return content.on_it and bool(content.leaders)


def draw_listed(content: ListedContent, reader: Person, now: datetime) -> Message:
    """That they are on the list, or have left it."""
    return cards.listed(content.team, content.leaders, reader=reader, on_it=content.on_it)


@dataclass(frozen=True)
class NoteKeptContent:
    """A leader keeps notes about somebody."""

    leader: Person
    leads: bool
    """Whether an approved team says that they lead them."""
    erased: bool
    """Whether none is kept any more."""


def load_note_kept(unit: Unit, delivery: Delivery) -> NoteKeptContent | None:
    """Read whose notes, and whether there are any."""
    leader = unit.tx.people.get(delivery.workspace, NoteKept.of(delivery).leader)
    if leader is None:
        return None
    person = PersonId(delivery.recipient)
    return NoteKeptContent(
        leader,
        leads=leads_by_team(unit, leader.id, person),
        erased=not has_private_notes(unit, leader.id, person),
    )


def still_kept(content: NoteKeptContent) -> bool:
    """Whether any note is kept: of what was taken back before, nobody is told."""
    return not content.erased


def draw_note_kept(content: NoteKeptContent, reader: Person, now: datetime) -> Message:
    """That notes are kept, with the ways out."""
    return cards.note_kept(
        content.leader, reader=reader, leads=content.leads, erased=content.erased
    )


LISTED = MessageKind(
    label="kind-team_listed",
    load=load_listed,
    still_true=still_listed,
    draw=to_person(draw_listed),
    despite_silence=True,
)
NOTE_KEPT = MessageKind(
    label="kind-note_kept",
    load=load_note_kept,
    still_true=still_kept,
    draw=to_person(draw_note_kept),
    despite_silence=True,
)
