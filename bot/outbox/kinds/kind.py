"""What a kind of message is: how it is read, whether it still holds, and how it is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from bot.casework import Unit
from bot.domain.concern import Concern
from bot.domain.delivery import Delivery
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.messages.cards import Message
from bot.payloads import Payload

C = TypeVar("C")


@dataclass(frozen=True)
class Draft:
    """A message ready to be drawn: of which kind, about what, and for whom."""

    kind: "MessageKind[Any]"
    content: Any
    reader: Person | None
    """``None`` for a channel."""

    def draw(self, now: datetime) -> Message:
        """Draw it, as the record stands."""
        return self.kind.draw(self.content, self.reader, now)

    @property
    def payload(self) -> Payload | None:
        """What it keeps of itself as it is drawn now; ``None``: what it kept before."""
        return self.kind.keeps(self.content)


@dataclass(frozen=True)
class Wait:
    """The message may not leave now, but at ``until``."""

    until: datetime


@dataclass(frozen=True)
class Drop:
    """The message is not true any more."""


@dataclass(frozen=True)
class InHomes:
    """The digest goes to no channel: ``people`` read it in their Homes (D11)."""

    people: frozenset[PersonId]
    payload: Payload


def _always(content: object) -> bool:
    """Whether what does not become untrue is still true."""
    return True


def _at_once(content: object, now: datetime) -> None:
    """What nothing keeps from leaving."""


def _nothing(content: object) -> None:
    """What a message keeps whose payload does not depend on when it leaves."""


@dataclass(frozen=True, kw_only=True)
class MessageKind(Generic[C]):
    """One kind of message that the bot starts."""

    label: str
    """The key of what an onlooker calls it."""
    load: Callable[[Unit, Delivery], C | None]
    """Read what it is about; ``None`` where nothing is left of that."""
    draw: Callable[[C, Person | None, datetime], Message]
    still_true: Callable[[C], bool] = _always
    """Whether anything of it is true and wanted, before it has left."""
    held: Callable[[C, datetime], Wait | InHomes | None] = _at_once
    """What keeps it from leaving now, beside its reader's hours."""
    keeps: Callable[[C], Payload | None] = _nothing
    """The payload with which it leaves, where that depends on when it leaves."""
    put_back: Callable[[Unit, Delivery], None] | None = None
    """Undo what making it used up: outside its reader's hours it is dropped, and made anew."""
    any_hour: bool = False
    """It may be read outside working hours."""
    despite_silence: bool = False
    """It is sent to those who asked to be sent nothing (R33): a call for help is."""


def concern_of(unit: Unit, delivery: Delivery, key: str | None = None) -> Concern | None:
    """Give what a message to a raiser is about (its subject, unless ``key`` says otherwise).

    ``None`` where it is erased, or not theirs: a row that somebody bent tells them nothing.
    """
    concern = unit.tx.concerns.get(delivery.workspace, key or delivery.subject)
    return concern if concern is not None and concern.raiser == delivery.recipient else None


def to_person(
    draw: Callable[[C, Person, datetime], Message],
) -> Callable[[C, Person | None, datetime], Message]:
    """Draw what only a person can read. Raises ``ValueError`` where there is none."""

    def drawn(content: C, reader: Person | None, now: datetime) -> Message:
        if reader is None:
            raise ValueError("a message to a person needs its reader")
        return draw(content, reader, now)

    return drawn
