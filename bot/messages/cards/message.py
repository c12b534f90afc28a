"""A message as it is sent: the sentence a phone shows, and the blocks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.messages.blocks import Block, paragraphs, section, texts_of


@dataclass(frozen=True)
class Message:
    """A message or private answer, ready for Slack."""

    text: str
    """All a phone shows and a screen reader reads: neutral, unless its reader wants it whole."""
    blocks: list[Block]


def message(notice: str, blocks: Sequence[Block], *, full_text: bool = False) -> Message:
    """A message the bot starts: its first block is the neutral sentence.

    Desktop notifications are made from the first blocks, phones' from the text.
    """
    drawn = [section(notice), *blocks]
    return Message(_whole(drawn) if full_text else notice, drawn)


def answer(notice: str, blocks: Sequence[Block], *, full_text: bool = False) -> Message:
    """A private answer in place: it interrupts nobody, so that it begins with what it says."""
    return Message(_whole(blocks) if full_text else notice, list(blocks))


def sentence(text: str) -> Message:
    """One or two sentences that name nobody."""
    return Message(text, list(paragraphs(text)))


def _whole(blocks: Iterable[Block]) -> str:
    return "\n".join(texts_of(blocks))
