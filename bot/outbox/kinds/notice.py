"""News for the one who raised a concern: it was heard, a step, closed, waiting, handed over, ..."""

from dataclasses import dataclass
from datetime import datetime

from bot.casework import Unit
from bot.domain.calendar import Calendar
from bot.domain.concern.handover import handover_origin
from bot.domain.concern.states import RaiserNotice, State
from bot.domain.delivery import Delivery, DeliveryState, WordsKind
from bot.domain.person import Person
from bot.domain.record import Record
from bot.messages import cards
from bot.messages.cards import Message
from bot.outbox.kinds.kind import Kind, to_person
from bot.payloads import Notice, Payload

_LEFT = (DeliveryState.SENDING, DeliveryState.UNCERTAIN, DeliveryState.SENT)


@dataclass(frozen=True, kw_only=True)
class NoticeContent:
    """Something for a raiser."""

    record: Record
    sent: Notice
    """What it is sent with, or was sent with."""
    said_back: bool
    """Whether the leader wrote back what they understood."""
    moved: Record | None
    """Where it goes on, once its raiser let it be handed over."""
    days: Calendar | None
    """The calendar of the leader it goes on with."""


def load(unit: Unit, delivery: Delivery) -> NoticeContent | None:
    """Read it; the days it names are those of now until it leaves, and then stay."""
    concern = unit.tx.concerns.get(delivery.workspace, delivery.subject)
    if concern is None:
        return None
    sent = Notice.of(delivery)
    if delivery.state not in _LEFT:
        days = unit.calendar(unit.get_person(concern.raiser), concern.team)
        now = unit.notice(concern, sent.notice, days)
        sent = now.model_copy(update={"quiet": sent.quiet, "waits_since": sent.waits_since})
    record = unit.record(concern)
    moved = _moved(unit, record, sent.notice)
    leader = None if moved is None else moved.owner or unit.get_person(concern.raiser)
    return NoticeContent(
        record=record,
        sent=sent,
        said_back=unit.tx.concerns.has_said(concern, WordsKind.SAY_BACK),
        moved=moved,
        days=None if moved is None or leader is None else unit.calendar(leader, moved.concern.team),
    )


def _moved(unit: Unit, record: Record, notice: RaiserNotice) -> Record | None:
    concern = record.concern
    if notice is not RaiserNotice.HAND or concern.state is not State.HANDED_OVER:
        return None
    new = unit.tx.concerns.by_origin(concern.workspace, handover_origin(concern))
    return None if new is None else unit.record(new)


def still_true(content: NoticeContent) -> bool:
    """Whether the concern is still open, or the news is that it is not."""
    return content.record.concern.open or content.sent.notice is RaiserNotice.CLOSED


def draw(content: NoticeContent, reader: Person, now: datetime) -> Message:
    """The news, or where the concern goes on."""
    if content.moved is not None and content.days is not None:
        return cards.raise_sent(
            content.moved, reader=reader, now=now, calendar=content.days, words=None
        )
    return cards.told(
        content.record,
        content.sent.notice,
        reader=reader,
        now=now,
        said_back=content.said_back,
        sent=content.sent,
    )


def keeps(content: NoticeContent) -> Payload:
    """The days with which it leaves."""
    return content.sent


NOTICE = Kind(
    label="kind-notice",
    load=load,
    still_true=still_true,
    draw=to_person(draw),
    keeps=keeps,
)
