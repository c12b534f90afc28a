"""A leader's message of the day, its one extra message, and the private part of a digest alone."""

from dataclasses import dataclass, replace
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
from bot.payloads import DayMessage


@dataclass(frozen=True, kw_only=True)
class DayContent:
    """A leader's message: its items, how many more wait in Home, and what rides along."""

    lines: tuple[Line, ...]
    more: int
    parts: tuple[TeamPreview, ...]
    """The leader's private part before a digest, one for each team."""
    opener: int
    """How many openers the leader was given before."""
    extras: DayExtras


def load(unit: Unit, delivery: Delivery) -> DayContent:
    """Read a message of the day, each item as its record stands."""
    payload = DayMessage.of(delivery)
    return DayContent(
        lines=lines_of(unit, delivery),
        more=payload.more,
        parts=parts_of(unit, delivery, payload),
        opener=payload.opener,
        extras=extras_of(unit, delivery, payload.extras, listed=payload.listed, sort=payload.sort),
    )


def still_true(content: DayContent) -> bool:
    """Whether anything in it still waits, or is to be read."""
    return brings_anything(content.lines, content.parts)


def draw(content: DayContent, reader: Person, now: datetime) -> Message:
    """The day's message, with the leader's private part riding along or standing alone."""
    own = cards.private_parts(content.parts, reader=reader, now=now)
    if not content.lines and own:
        # What rides along was taken as said: whatever goes says it.
        notice = cards.parts_notice(content.parts, reader=reader, now=now)
        blocks = [*cards.extras_blocks(content.extras, reader=reader, now=now), *own]
        return cards.message(notice, blocks, reader=reader)
    return cards.day_message(
        content.lines,
        reader=reader,
        now=now,
        more=content.more,
        sort=content.extras.sort,
        openers=content.opener,
        extras=content.extras,
        below=own,
    )


DAY = MessageKind(
    label="kind-day",
    load=load,
    still_true=still_true,
    draw=to_person(draw),
    put_back=put_back,
)
TODAY = replace(DAY, label="kind-today")
