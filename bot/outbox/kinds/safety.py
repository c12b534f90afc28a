"""A call for help: somebody would like the safety contact to get in touch today."""

from dataclasses import dataclass
from datetime import datetime

from bot.casework import Unit
from bot.domain.delivery import Delivery
from bot.domain.person import Person
from bot.messages import cards
from bot.messages.cards import Message
from bot.outbox.kinds.kind import MessageKind, to_person
from bot.payloads import SafetyRequest


@dataclass(frozen=True)
class SafetyContent:
    """Whom to get in touch with."""

    person: Person


def load(unit: Unit, delivery: Delivery) -> SafetyContent | None:
    """Read who asked."""
    person = unit.tx.people.get(delivery.workspace, SafetyRequest.of(delivery).person)
    return None if person is None else SafetyContent(person)


def draw(content: SafetyContent, reader: Person, now: datetime) -> Message:
    """The request."""
    return cards.safe_ask(content.person, reader=reader)


SAFE_ASK = MessageKind(
    label="kind-safe_ask",
    load=load,
    draw=to_person(draw),
    any_hour=True,
    despite_silence=True,
)
