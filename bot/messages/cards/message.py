"""A message as it is sent: the sentence a phone shows, and the blocks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.person import Person
from bot.domain.rhythm import Detail
from bot.messages.blocks import Block, paragraphs, section, texts_of


@dataclass(frozen=True)
class File:
    """A file that goes out with a message."""

    title: str
    """As Slack shows it."""
    ending: str
    """Of its name, such as ``html``; the name itself says which message it came with."""
    content: bytes


@dataclass(frozen=True)
class Message:
    """A message or private answer, ready for Slack."""

    text: str
    """All a phone shows and a screen reader reads: neutral, unless its reader wants it whole."""
    blocks: list[Block]
    files: tuple[File, ...] = ()
    without_files: str = ""
    """What is said instead where the bot may send no files."""


def message(notice: str, blocks: Sequence[Block], *, reader: Person) -> Message:
    """A message the bot starts: ``notice`` is the neutral sentence that a phone shows.

    Desktop notifications are made from the first block, so that one says who did what; where its
    ``reader`` wants less said in messages it is the neutral sentence, too.
    """
    preferences = reader.preferences
    drawn = list(blocks)
    if preferences.detail is not Detail.NAME_AND_TOPIC and texts_of(drawn[:1]) != [notice]:
        drawn.insert(0, section(notice))
    return Message(_whole(drawn) if preferences.full_text else notice, drawn)


def post(blocks: Sequence[Block]) -> Message:
    """A message to a channel, where whatever it says is for everybody: its text is all of it."""
    return Message(_whole(blocks), list(blocks))


def answer(notice: str, blocks: Sequence[Block], *, full_text: bool = False) -> Message:
    """A private answer in place: it interrupts nobody, so that it begins with what it says."""
    return Message(_whole(blocks) if full_text else notice, list(blocks))


def sentence(text: str) -> Message:
    """One or two sentences that name nobody."""
    return Message(text, list(paragraphs(text)))


def _whole(blocks: Iterable[Block]) -> str:
    return "\n".join(texts_of(blocks))
