"""A leader's weekly list: how much is open with them, and since when."""

from dataclasses import dataclass
from datetime import datetime

from bot.casework import Unit
from bot.domain.delivery import Delivery
from bot.domain.digest import TeamPreview
from bot.domain.person import Person
from bot.domain.record import DayExtras, Line
from bot.messages import cards
from bot.messages.cards import Message
from bot.outbox.kinds.kind import MessageKind, to_person
from bot.outbox.kinds.leader_message import (
    brings_anything,
    extras_of,
    lines_of,
    parts_of,
    put_back,
)
from bot.payloads import WeeklyList


@dataclass(frozen=True, kw_only=True)
class ListContent:
    """The list, with the news and the private parts that ride along in it."""

    lines: tuple[Line, ...]
    """What is asked about in the list itself shows as a number only; news is read."""
    parts: tuple[TeamPreview, ...]
    extras: DayExtras


def load(unit: Unit, delivery: Delivery) -> ListContent:
    """Count what is open with the leader now."""
    payload = WeeklyList.of(delivery)
    return ListContent(
        lines=lines_of(unit, delivery),
        parts=parts_of(unit, delivery, payload),
        extras=extras_of(unit, delivery, payload.extras, listed=True, list_only=True),
    )


def still_true(content: ListContent) -> bool:
    """Whether anything is open, or anything rides along."""
    return bool(content.extras.still_open) or brings_anything(content.lines, content.parts)


def draw(content: ListContent, reader: Person, now: datetime) -> Message:
    """The list, the news and the private parts."""
    return cards.day_message(
        content.lines,
        reader=reader,
        now=now,
        extras=content.extras,
        below=cards.private_parts(content.parts, reader=reader, now=now),
    )


WEEKLY_LIST = MessageKind(
    label="kind-weekly_list",
    load=load,
    still_true=still_true,
    draw=to_person(draw),
    put_back=put_back,
)
