"""An emoji on a message: one's own, a leader's, or a colleague's."""

from datetime import UTC, datetime

from bot.casework.capturing import Receipt
from bot.casework.marking import Mark, Offered
from bot.casework.routing import Choices
from bot.domain.concern import Kind
from bot.domain.ids import ChannelId, PersonId
from bot.domain.refusals import TooFast
from bot.listeners.commands import days_of
from bot.listeners.request import Heard
from bot.messages import cards
from bot.messages.forms.view_state import Carried
from bot.messages.translate import words


async def _mark(heard: Heard) -> Mark | None:
    """The mark that an emoji is here, if it is one; skin tones count, after two colons."""
    event = heard.body["event"]
    item = event.get("item") or {}
    emoji = str(event.get("reaction", "")).partition("::")[0]
    author = event.get("item_user")
    if item.get("type") != "message" or not author:
        return None
    channel = ChannelId(item["channel"])
    if not await heard.office.casework.is_mark(heard.workspace, channel, emoji):
        return None
    return Mark(channel=ChannelId(item["channel"]), ts=str(item["ts"]), author=PersonId(author))


def _moment(heard: Heard) -> datetime:
    """When it happened, as Slack says; what is told later may have happened earlier."""
    return datetime.fromtimestamp(float(heard.body["event"]["event_ts"]), UTC)


async def added(heard: Heard) -> None:
    """Somebody set the mark; silence is an answer, too."""
    mark = await _mark(heard)
    if mark is None:
        return
    known = await heard.office.people.know(heard.workspace, [heard.person, mark.author])
    reader = known.get(heard.person)
    if reader is None:
        return
    event = str(heard.body["event_id"])
    try:
        found = await heard.office.casework.marked(
            heard.workspace, heard.person, mark, event, _moment(heard)
        )
    except TooFast as refusal:
        letter = cards.sentence(cards.refusal(refusal, words(reader.locale)))
        await heard.office.sender.whisper(mark.channel, heard.person, letter.text, letter.blocks)
        return
    if found is None:
        return
    now = heard.office.clock()
    match found:
        case Receipt(record=record) if record.concern.kind is Kind.RAISED:
            days = days_of(record.owner or reader)
            letter = cards.react_own(record, reader=reader, now=now, calendar=days)
        case Receipt(record=record):
            letter = cards.react_leader(record, reader=reader, now=now)
        case Choices():
            carried = Carried(channel=mark.channel, ts=mark.ts, author=mark.author)
            letter = cards.react_choose(reader=reader, value=carried.to_json())
        case Offered(record=record, contact=contact):
            letter = cards.offer_reactor(record, reader=reader, contact=contact, now=now)
    await heard.office.sender.whisper(mark.channel, heard.person, letter.text, letter.blocks)


async def removed(heard: Heard) -> None:
    """The mark was taken away; within ten minutes nothing is left of it."""
    mark = await _mark(heard)
    if mark is not None:
        event = str(heard.body["event_id"])
        await heard.office.casework.unmarked(
            heard.workspace, heard.person, mark, event, _moment(heard)
        )
