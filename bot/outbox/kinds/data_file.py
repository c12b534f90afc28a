"""A file with everything by or about somebody, at their wish."""

from datetime import datetime

from bot.casework import Unit
from bot.casework.personal_data import personal_data
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.personal_data import PersonalData
from bot.messages import cards
from bot.messages.cards import Message
from bot.outbox.kinds.kind import MessageKind, to_person


def load(unit: Unit, delivery: Delivery) -> PersonalData | None:
    """Read everything as it is now; what has left is not read, nor drawn, again."""
    if delivery.state is DeliveryState.SENT:
        return None
    if unit.tx.people.get(delivery.workspace, delivery.recipient) is None:
        return None
    return personal_data(unit, PersonId(delivery.recipient))


def draw(content: PersonalData, reader: Person, now: datetime) -> Message:
    """The message, and the two files."""
    return cards.data_file(content)


DATA_FILE = MessageKind(
    label="kind-data_file", load=load, draw=to_person(draw), any_hour=True, despite_silence=True
)
