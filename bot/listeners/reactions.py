"""An emoji on a message: one's own, a leader's, or a colleague's."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from bot.casework import marking
from bot.casework.marking import MarkedMessage
from bot.casework.offering import Offered
from bot.casework.raising import Receipt
from bot.casework.routing import Choices
from bot.domain.concern.states import Kind
from bot.domain.ids import ChannelId, PersonId
from bot.domain.refusals import OffersUsed, Refusal, TooFast
from bot.listeners.request import Request
from bot.messages import cards
from bot.messages.cards import Message
from bot.messages.controls import MessageValue
from bot.messages.translate import translator
from bot.slack.client import NOT_FOUND, thread_of

ADDRESS_SECONDS = 1.0
"""So long the address of a marked message is waited for; else it is made by hand."""


async def _mark(request: Request) -> MarkedMessage | None:
    """The mark that an emoji is here, if it is one."""
    event = request.body["event"]
    item = event.get("item") or {}
    emoji = _emoji(request)
    author = event.get("item_user")
    if item.get("type") != "message" or not author:
        return None
    channel = ChannelId(item["channel"])
    if not await request.run(marking.is_mark, channel, emoji):
        return None
    return MarkedMessage(channel=channel, ts=str(item["ts"]), author=PersonId(author))


def _emoji(request: Request) -> str:
    """The name of the emoji, without the skin tone, which stands after two colons."""
    return str(request.body["event"].get("reaction", "")).partition("::")[0]


def _moment(request: Request) -> datetime:
    """When it happened, as Slack says; what is told later may have happened earlier."""
    return datetime.fromtimestamp(float(request.body["event"]["event_ts"]), UTC)


async def added(request: Request) -> None:
    """Somebody set the mark; silence is an answer, too."""
    mark = await _mark(request)
    if mark is None:
        return
    request = request.naming(mark.author)
    message = await _addressed(request, mark)
    if message is None:
        return
    event = str(request.body["event_id"])
    try:
        marked = await request.do(marking.add_mark, message, event, _moment(request))
    except Refusal as refusal:
        if not isinstance(refusal, TooFast | OffersUsed):
            return  # An emoji is no question. Of the two, a mark would look as if it were taken.
        translate, today = translator(request.reader.locale), request.calendar.today(request.now)
        answer = cards.sentence(cards.refusal(refusal, translate, today, request.people))
    else:
        if marked is None:
            return
        answer = _answer(request, message, marked)
    # It is kept: Slack need not wait until it has taken the answer, too.
    request.later(
        request.services.slack.post_ephemeral(
            message.channel, request.person, answer.text, answer.blocks, thread_of(message.link)
        )
    )


async def _addressed(request: Request, mark: MarkedMessage) -> MarkedMessage | None:
    """The message with its address as Slack gives it; ``None`` where it is gone already."""
    try:
        read = await asyncio.wait_for(
            request.services.slack.permalink(mark.channel, mark.ts), ADDRESS_SECONDS
        )
    except TimeoutError:
        return mark
    return None if read.error == NOT_FOUND else replace(mark, link=read.value)


def _answer(request: Request, mark: MarkedMessage, answer: Receipt | Choices | Offered) -> Message:
    reader, now = request.reader, request.now
    match answer:
        case Receipt(record=record, calendar=days) if record.concern.kind is Kind.RAISED:
            return cards.react_own(record, reader=reader, now=now, calendar=days)
        case Receipt(record=record, learns_on=learns_on):
            return cards.react_leader(record, reader=reader, now=now, learns_on=learns_on)
        case Choices():
            marked = MessageValue(channel=mark.channel, ts=mark.ts)
            return cards.react_choose(reader=reader, marked=marked)
        case Offered(record=record, contact=contact, asks_at=asks_at):
            return cards.offer_reactor(
                record,
                reader=reader,
                contact=contact,
                emoji=_emoji(request),
                asks_at=asks_at,
                now=now,
            )


async def removed(request: Request) -> None:
    """The mark was taken away; within ten minutes nothing is left of it."""
    mark = await _mark(request)
    if mark is not None:
        event = str(request.body["event_id"])
        await request.run(marking.remove_mark, request.person, mark, event, _moment(request))
