"""The private question to the author of a message that a colleague marked."""

from dataclasses import dataclass
from datetime import datetime

from bot.casework import Unit
from bot.domain.concern import Concern
from bot.domain.concern.states import State
from bot.domain.delivery import Delivery
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.team import leaders_of
from bot.messages import cards
from bot.messages.cards import Message
from bot.outbox.kinds.kind import MessageKind, concern_of, to_person
from bot.payloads import MessageGone, OfferOutcome, OfferQuestion

ANY_EMOJI = "ear"
"""Named where the channel has no team whose marks it could be."""


@dataclass(frozen=True, kw_only=True)
class OfferContent:
    """The question."""

    record: Record | None
    """``None``: it is over."""
    leaders: tuple[Person, ...]
    emoji: str | None = None
    """The mark it came from; ``None``: from the message's menu."""
    made_at: datetime | None = None
    """When the question was made."""


def load(unit: Unit, delivery: Delivery) -> OfferContent:
    """Read whom the author could say it to, or that the question is over."""
    payload = OfferQuestion.of(delivery)
    concern = _concern(unit, delivery, payload)
    if concern is None or payload.outcome is not None:
        themselves = payload.outcome is OfferOutcome.SAID_THEMSELVES
        leaders = _leaders_of(unit, PersonId(delivery.recipient)) if themselves else ()
        return OfferContent(record=None, leaders=leaders)
    record = unit.record(concern, history=True)
    return OfferContent(
        record=record,
        leaders=_named(unit, concern),
        emoji=None if payload.by_menu else _emoji(unit, concern),
        made_at=delivery.created_at,
    )


def _concern(unit: Unit, delivery: Delivery, payload: OfferQuestion) -> Concern | None:
    """What is asked about, or what its author made of it at this door or another."""
    if payload.raised is not None:
        return concern_of(unit, delivery, payload.raised)
    items = unit.tx.deliveries.items(delivery)
    return concern_of(unit, delivery, items[0].concern) if items else None


def _leaders_of(unit: Unit, author: PersonId) -> tuple[Person, ...]:
    leaders = leaders_of(author, unit.tx.teams.of(unit.workspace, [author]))
    people = unit.tx.people.some(unit.workspace, leaders)
    return tuple(people[leader] for leader in leaders if leader in people)


def _named(unit: Unit, concern: Concern) -> tuple[Person, ...]:
    if concern.owner is not None:
        named: tuple[PersonId, ...] = (concern.owner,)
    else:
        teams = unit.tx.teams.of(concern.workspace, [concern.raiser])
        here = [team for team in teams if team.channel == concern.marked_in] or teams
        named = tuple(dict.fromkeys(leader for team in here for leader in team.accepted))
    people = unit.tx.people.some(concern.workspace, named)
    return tuple(people[leader] for leader in named if leader in people)


def _emoji(unit: Unit, concern: Concern) -> str:
    team = unit.tx.teams.get(concern.workspace, concern.team) if concern.team else None
    marks = unit.tx.teams.marks_in(concern.workspace, concern.marked_in)
    return marks[0] if marks and team is not None else ANY_EMOJI


def still_true(content: OfferContent) -> bool:
    """Whether it is still asked."""
    return content.record is not None


def draw(content: OfferContent, reader: Person, now: datetime) -> Message:
    """The question, or what became of it."""
    record = content.record
    if record is None:
        return cards.offer_done(reader=reader, leaders=content.leaders)
    if record.concern.state is not State.OFFERED:
        return cards.offer_accepted(record, reader=reader, now=now, since=content.made_at or now)
    return cards.offer_ask(
        record, leaders=content.leaders, reader=reader, now=now, emoji=content.emoji
    )


OFFER = MessageKind(label="kind-offer", load=load, still_true=still_true, draw=to_person(draw))


def load_gone(unit: Unit, delivery: Delivery) -> MessageGone:
    """Read where the message stood."""
    return MessageGone.of(delivery)


def draw_gone(content: MessageGone, reader: Person, now: datetime) -> Message:
    """That the message was deleted, and nothing is kept of it."""
    return cards.message_gone(reader=reader, channel=content.channel)


MESSAGE_GONE = MessageKind(label="kind-message_gone", load=load_gone, draw=to_person(draw_gone))
