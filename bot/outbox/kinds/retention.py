"""What a raiser is told and asked about how long something is kept, and what is left of it then."""

from dataclasses import dataclass
from datetime import datetime

from bot.casework import Unit
from bot.casework.notes import leads_by_team
from bot.domain.concern.retention import WARNED_BEFORE, is_warned, silent_since
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.person import Person
from bot.domain.record import Record
from bot.messages import cards
from bot.messages.cards import Message
from bot.outbox.kinds.kind import MessageKind, concern_of, to_person
from bot.payloads import Payload, PlannedDeletion

_LEFT = (DeliveryState.SENDING, DeliveryState.UNCERTAIN, DeliveryState.SENT)


@dataclass(frozen=True, kw_only=True)
class PlannedDeletionContent:
    """Something open that will be erased."""

    record: Record
    sent: PlannedDeletion
    waits: bool
    """Whether it still waits for an answer: nothing happened since it was said."""


def load_deletion(unit: Unit, delivery: Delivery) -> PlannedDeletionContent | None:
    """Read it; the day counts from the moment it leaves, and then stays."""
    concern = concern_of(unit, delivery)
    if concern is None:
        return None
    sent = PlannedDeletion.of(delivery)
    if delivery.state not in _LEFT:
        days = unit.calendar(unit.get_person(concern.raiser), concern.team)
        sent = PlannedDeletion(
            day=days.today(unit.now + WARNED_BEFORE), since=days.today(silent_since(concern))
        )
    return PlannedDeletionContent(
        record=unit.record(concern),
        sent=sent,
        waits=concern.open and is_warned(concern),
    )


def _deletion_waits(content: PlannedDeletionContent) -> bool:
    return content.waits


def _draw_deletion(content: PlannedDeletionContent, reader: Person, now: datetime) -> Message:
    return cards.data_soon(
        content.record, sent=content.sent, waits=content.waits, reader=reader, now=now
    )


def _keeps_day(content: PlannedDeletionContent) -> Payload:
    return content.sent


DATA_SOON = MessageKind(
    label="kind-data_soon",
    load=load_deletion,
    still_true=_deletion_waits,
    draw=to_person(_draw_deletion),
    keeps=_keeps_day,
    despite_silence=True,
)


@dataclass(frozen=True)
class RestoredContent:
    """Something that comes from a back-up."""

    record: Record
    leads: bool
    """Whether an approved team says that its leader leads whom it is about."""


def load_restored(unit: Unit, delivery: Delivery) -> RestoredContent | None:
    """Read it."""
    concern = concern_of(unit, delivery)
    if concern is None:
        return None
    leads = concern.owner is not None and leads_by_team(unit, concern.owner, concern.raiser)
    return RestoredContent(unit.record(concern), leads)


def _is_held(content: RestoredContent) -> bool:
    return content.record.concern.retention.held_at is not None and content.record.concern.open


def _draw_restored(content: RestoredContent, reader: Person, now: datetime) -> Message:
    return cards.restore_ask(content.record, leads=content.leads, reader=reader, now=now)


RESTORE_ASK = MessageKind(
    label="kind-restore_ask",
    load=load_restored,
    still_true=_is_held,
    draw=to_person(_draw_restored),
)


def _nothing_left(unit: Unit, delivery: Delivery) -> None:
    """Read nothing: it is erased."""


def _draw_deleted(content: None, reader: Person, now: datetime) -> Message:
    return cards.deleted(reader=reader)


DELETED = MessageKind(label="kind-notice", load=_nothing_left, draw=to_person(_draw_deleted))
"""What stands in the place of a message about a concern that is erased."""
