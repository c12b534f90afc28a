"""An emoji on a message: one's own, a leader's, or a colleague's."""

from datetime import UTC, datetime

from bot.casework import marking
from bot.casework.marking import MarkedMessage, Offered
from bot.casework.raising import Receipt
from bot.casework.routing import Choices
from bot.domain.concern.states import Kind
from bot.domain.ids import ChannelId, PersonId
from bot.domain.refusals import TooFast
from bot.listeners.request import Request
from bot.messages import cards
from bot.messages.controls import MessageValue
from bot.messages.translate import translator


async def _mark(request: Request) -> MarkedMessage | None:
    """The mark that an emoji is here, if it is one; skin tones count, after two colons."""
    event = request.body["event"]
    item = event.get("item") or {}
    emoji = str(event.get("reaction", "")).partition("::")[0]
    author = event.get("item_user")
    if item.get("type") != "message" or not author:
        return None
    channel = ChannelId(item["channel"])
    if not await request.run(marking.is_mark, channel, emoji):
        return None
    return MarkedMessage(
        channel=ChannelId(item["channel"]), ts=str(item["ts"]), author=PersonId(author)
    )


def _moment(request: Request) -> datetime:
    """When it happened, as Slack says; what is told later may have happened earlier."""
    return datetime.fromtimestamp(float(request.body["event"]["event_ts"]), UTC)


async def added(request: Request) -> None:
    """Somebody set the mark; silence is an answer, too."""
    mark = await _mark(request)
    if mark is None:
        return
    try:
        request = await request.admit(mark.author)
    except LookupError:
        return
    reader = request.reader
    event = str(request.body["event_id"])
    try:
        found = await request.do(marking.add_mark, mark, event, _moment(request))
    except TooFast as refusal:
        letter = cards.sentence(cards.refusal(refusal, translator(reader.locale)))
        await request.rooms.slack.whisper(mark.channel, request.person, letter.text, letter.blocks)
        return
    if found is None:
        return
    now = request.now
    match found:
        case Receipt(record=record, calendar=days) if record.concern.kind is Kind.RAISED:
            letter = cards.react_own(record, reader=reader, now=now, calendar=days)
        case Receipt(record=record):
            letter = cards.react_leader(record, reader=reader, now=now)
        case Choices():
            marked = MessageValue(channel=mark.channel, ts=mark.ts)
            letter = cards.react_choose(reader=reader, marked=marked)
        case Offered(record=record, contact=contact):
            letter = cards.offer_reactor(record, reader=reader, contact=contact, now=now)
    await request.rooms.slack.whisper(mark.channel, request.person, letter.text, letter.blocks)


async def removed(request: Request) -> None:
    """The mark was taken away; within ten minutes nothing is left of it."""
    mark = await _mark(request)
    if mark is not None:
        event = str(request.body["event_id"])
        await request.do(marking.remove_mark, mark, event, _moment(request))
