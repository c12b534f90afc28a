"""News for the one who raised a concern: it was heard, a step, closed, waiting, handed over, ..."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.casework import Unit
from bot.domain.concern.states import RaiserNotice
from bot.domain.delivery import Delivery, DeliveryState, WordsKind
from bot.domain.person import Person
from bot.domain.record import Record
from bot.messages import cards
from bot.messages.cards import Message
from bot.outbox.kinds.kind import MessageKind, concern_of, to_person
from bot.payloads import Notice, Payload

LEFT = (DeliveryState.SENDING, DeliveryState.UNCERTAIN, DeliveryState.SENT)


@dataclass(frozen=True, kw_only=True)
class NoticeContent:
    """Something for a raiser."""

    record: Record
    sent: Notice | None
    """What it is sent with, or was sent with; ``None``: nothing of it is true any more."""
    made_at: datetime
    left_at: datetime
    """When it was sent, or is to be."""


def load(unit: Unit, delivery: Delivery) -> NoticeContent | None:
    """Read it; the days and people it names are those of now until it leaves, and then stay."""
    concern = concern_of(unit, delivery)
    if concern is None:
        return None
    sent: Notice | None = Notice.of(delivery)
    left = delivery.state in LEFT
    record = unit.record(concern, history=left)
    if sent is not None and not left:
        sent = _as_it_stands(unit, record, sent)
    if sent is not None:
        record = _with_all_named(unit, record, sent)
    return NoticeContent(
        record=record,
        sent=sent,
        made_at=delivery.created_at,
        left_at=delivery.sent_at or delivery.due_at,
    )


def _as_it_stands(unit: Unit, record: Record, waiting: Notice) -> Notice | None:
    """What is still true of news that has not left, with the days and people of now."""
    concern = record.concern
    days = unit.calendar(unit.get_person(concern.raiser), concern.team)
    pieces = []
    for piece in waiting.pieces:
        if not _holds(record, piece):
            continue
        now = unit.notice(concern, piece.notice, days, moved_from=piece.before)
        if now.notice is RaiserNotice.MOVED and now.day in (None, now.before):
            continue
        changes: dict[str, object] = {"elsewhere": record.can_send_on}
        if piece.notice is RaiserNotice.HEARD:
            changes["said_back"] = unit.tx.concerns.has_said(concern, WordsKind.SAY_BACK)
        pieces.append(now.model_copy(update=changes))
    if not pieces:
        return None
    # The day of a reply is told once: by what came after it in the same message.
    earlier = tuple(
        piece.model_copy(update={"day": None}) if piece.notice is RaiserNotice.HEARD else piece
        for piece in pieces[:-1]
    )
    return pieces[-1].model_copy(update={"earlier": earlier})


def _holds(record: Record, piece: Notice) -> bool:
    """Whether a piece of news that has not left is still true."""
    concern = record.concern
    match piece.notice:
        case RaiserNotice.CLOSED:
            return not concern.open
        case RaiserNotice.WAITING:
            return concern.open and concern.quiet
        case RaiserNotice.HAND:
            return concern.open and concern.proposed_to is not None
        case RaiserNotice.OWNER_GONE:
            return concern.open and concern.owner is None
        case RaiserNotice.MOVED:
            return concern.open and concern.promise.told_on is not None
        case RaiserNotice.AWAY:
            return concern.open and record.away_until is not None
        case _:
            return concern.open


def _with_all_named(unit: Unit, record: Record, sent: Notice) -> Record:
    """Know everybody it names: who led it then may not be a side of it any more."""
    named = {piece.leader for piece in sent.pieces} | {piece.to for piece in sent.pieces}
    named |= {sent.arrival.leader} if sent.arrival is not None else set()
    missing = {person for person in named if person is not None and person not in record.people}
    if not missing:
        return record
    people = {**record.people, **unit.tx.people.some(unit.workspace, missing)}
    return replace(record, people=people)


def still_true(content: NoticeContent) -> bool:
    """Whether anything of it is still true."""
    return content.sent is not None


def draw(content: NoticeContent, reader: Person, now: datetime) -> Message:
    """The news, and what came of it."""
    if content.sent is None:
        raise ValueError("what is not true any more is not drawn")
    return cards.told(
        content.record,
        content.sent,
        reader=reader,
        now=now,
        since=content.made_at,
        left_at=content.left_at,
    )


def keeps(content: NoticeContent) -> Payload | None:
    """The days and people with which it leaves."""
    return content.sent


NOTICE = MessageKind(
    label="kind-notice",
    load=load,
    still_true=still_true,
    draw=to_person(draw),
    keeps=keeps,
)
