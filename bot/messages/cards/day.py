"""A leader's message of the day: one card, or a line for each thing, and news below."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.concern.states import UNANSWERED, LeaderNews, State
from bot.domain.person import Person
from bot.domain.record import DayExtras, Line
from bot.messages.blocks import (
    Block,
    Element,
    actions,
    button,
    confirm,
    context,
    read_aloud,
    section,
)
from bot.messages.cards.card_context import CardContext, everyone
from bot.messages.cards.day_extras import extras_blocks
from bot.messages.cards.leader import LeaderCard
from bot.messages.cards.message import Message, message
from bot.messages.cards.settled_line import settled_line, with_what_helped
from bot.messages.controls import Button
from bot.messages.row_names import told_apart
from bot.messages.translate import translator

MOST_LINES = 8
MOST_TAILS = 20
"""More news than fits is in Home."""

_LINE_MENU = (Button.READ, Button.TALKED, Button.LATER, Button.ASK, Button.MORE)

_NOTE_GONE = frozenset({LeaderNews.NOTE_REMOVED, LeaderNews.NOT_LED})
"""News that say themselves that a note is gone."""
_SAY_THE_DAY = _NOTE_GONE | {LeaderNews.WITHDRAWN}
"""News that name the day themselves, and nothing else of what is gone."""


def day_message(
    lines: Sequence[Line],
    *,
    reader: Person,
    now: datetime,
    more: int = 0,
    sort: bool = False,
    openers: int = 0,
    extras: DayExtras | None = None,
    below: Sequence[Block] = (),
) -> Message:
    """The message of a leader's day, from what each item's record says now.

    ``more`` is how many due things are in Home only; ``sort`` offers to sort them instead;
    ``openers`` is how many first questions the leader was shown before; what is ``extras`` along
    follows the news, and the rest is ``below``.
    """
    questions = [line for line in lines if line.item.reason is not None]
    tails = [line for line in lines if line.item.tail is not None]
    others = tuple(everyone(line.record for line in lines))
    extras = extras or DayExtras()
    news = [
        *_news(tails, reader, now, others),
        *extras_blocks(extras, reader=reader, now=now),
        *below,
    ]
    if extras.list_only:
        notice = translator(reader.locale)("notice-list")
        return message(notice, news, reader=reader)
    if sort:
        return _sort(sum(line.live for line in questions) + more, reader, news)
    if len(questions) == 1 and not more:
        notice, blocks = _single(questions[0], reader, now, others, openers)
    elif questions:
        notice, blocks = _bundle(questions, reader, now, others, more)
    elif not tails:
        empty = translator(reader.locale)("home-leader-empty")
        return message(empty, [section(empty)], reader=reader)
    else:
        # News never goes out alone: the leader's own weeks are below it.
        notice, blocks = translator(reader.locale)("notice-news"), []
    return message(notice, [*blocks, *news], reader=reader)


def _single(
    line: Line,
    reader: Person,
    now: datetime,
    others: tuple[Person, ...],
    openers: int = 0,
) -> tuple[str, list[Block]]:
    leader_card = _leader_card(line, reader, now, others, openers)
    if not line.live or line.record.concern.owner != reader.id:
        settled = settled_line(leader_card.card, line.item.step_no)
        notice = leader_card.card.translate("notice-settled")
        return notice, [section(settled, name=line.item.id)]
    return leader_card.notice, leader_card.blocks()


def _leader_card(
    line: Line,
    reader: Person,
    now: datetime,
    others: tuple[Person, ...],
    openers: int = 0,
) -> LeaderCard:
    if line.item.reason is None:
        raise ValueError("news has no card")
    # Its words are those of the day it was sent, however late it is drawn anew.
    card = CardContext(
        line.record,
        reader,
        line.item.made_at or now,
        others,
        detail=reader.preferences.detail,
    )
    return LeaderCard(card, line.item, line.item.reason, openers)


def _bundle(
    questions: Sequence[Line], reader: Person, now: datetime, others: tuple[Person, ...], more: int
) -> tuple[str, list[Block]]:
    translate = translator(reader.locale)
    shown = questions[:MOST_LINES]
    hidden = more + len(questions) - len(shown)
    drawn = [_leader_card(line, reader, now, others) for line in shown]
    called = told_apart(translate, [block.card.row_names for block in drawn])
    key = _notice_of(questions, more)
    notice = translate(key, n=str(len(questions) + more))
    # Once all is settled the question is left out, and each line stays where it stood.
    blocks = [] if key == "notice-settled-all" else [section(notice)]
    read_as = told_apart(translate, [block.card.plain_row_names for block in drawn])
    blocks += [_line(*row) for row in zip(drawn, shown, called, read_as, strict=True)]
    if hidden:
        blocks.append(context(translate("bundle-more", n=str(hidden))))
    if any(line.live and line.item.reason not in UNANSWERED for line in shown):
        sure = confirm(
            translate("confirm-all_tomorrow-title"),
            translate("confirm-all_tomorrow"),
            translate("confirm-all_tomorrow-yes"),
            translate("confirm-no"),
        )
        label = translate("button-all_tomorrow")
        everything = button(Button.ALL_TOMORROW, label, confirm=sure)
        blocks.append(actions([everything], name="all"))
    return notice, blocks


def _notice_of(questions: Sequence[Line], more: int) -> str:
    """The question where at least one thing is to be followed up, else that they are new.

    What is settled is asked about no more; else it stays as it was sent (R44).
    """
    if not more and not any(line.live for line in questions):
        return "notice-settled-all"
    fresh = all(line.item.reason in UNANSWERED for line in questions) and not more
    return "notice-bundle-new" if fresh else "notice-bundle"


def _line(leader_card: LeaderCard, line: Line, called: str, read_as: str) -> Block:
    card = leader_card.card
    if not line.live or card.concern.owner != card.reader.id:
        return section(settled_line(card, line.item.step_no), name=line.item.id)
    text = card.translate("line", what=called, why=leader_card.why())
    return section(text, name=line.item.id, accessory=_row_control(leader_card, read_as))


def _row_control(leader_card: LeaderCard, read_as: str) -> Element:
    """[Read it] for what is not read yet; else a menu that begins with it."""
    if leader_card.reason in UNANSWERED:
        card = leader_card.card
        return read_aloud(card.translate, card.button(Button.READ), read_as)
    return leader_card.card.overflow(_LINE_MENU)


def _sort(waiting: int, reader: Person, news: list[Block]) -> Message:
    translate = translator(reader.locale)
    row = [button(of, translate(f"button-{of.value}")) for of in (Button.SORT, Button.LIST)]
    notice = translate("notice-leader")
    blocks = [section(notice), section(translate("sort", n=str(waiting)))]
    blocks.append(actions(row, name="sort"))
    if not waiting:
        blocks = [section(translate("list-nothing"))]
    return message(notice, [*blocks, *news], reader=reader)


def news_blocks(tails: Sequence[Line], reader: Person, now: datetime) -> list[Block]:
    """News that no message took along, as Home shows it."""
    return _news(tails, reader, now, tuple(everyone(line.record for line in tails)))


def _news(
    tails: Sequence[Line], reader: Person, now: datetime, others: tuple[Person, ...]
) -> list[Block]:
    blocks: list[Block] = []
    shown = tails[:MOST_TAILS]
    detail = reader.preferences.detail
    cards = [CardContext(line.record, reader, now, others, detail=detail) for line in shown]
    translate = translator(reader.locale)
    called = told_apart(translate, [card.plain_row_names for card in cards])
    for line, card, read_as in zip(shown, cards, called, strict=True):
        text = _tail(card, line.item.tail)
        reads = (
            line.item.tail is LeaderNews.ADDED
            and card.concern.open
            and card.concern.owner == reader.id
        )
        read = card.button(Button.READ)
        control = read_aloud(card.translate, read, read_as) if reads else None
        blocks.append(section(text, name=line.item.id, accessory=control))
    return blocks


def _tail(card: CardContext, tail: LeaderNews | None) -> str:
    """One piece of news and what it is about; what was taken back since is named no more."""
    if tail is None:
        raise ValueError("what is asked about is no news")
    if card.concern.owner != card.reader.id or card.concern.state is State.HANDED_OVER:
        return card.translate("settled-moved")
    if card.concern.state is State.WITHDRAWN and tail not in _NOTE_GONE:
        tail = LeaderNews.WITHDRAWN
    date = card.day_of(card.concern.created_at)
    sentence = card.translate(f"tail-{tail.value}", person=card.person, date=date)
    if tail is LeaderNews.CONFIRMED:
        sentence = with_what_helped(card, sentence)
    return sentence if tail in _SAY_THE_DAY else f"{sentence}\n{card.about}"
