"""The two shortcuts, and "Follow up on this" in a message's menu."""

from bot.casework import marking
from bot.casework.marking import MarkedMessage, Notable, Offerable
from bot.casework.routing import Choices
from bot.domain.ids import ChannelId, PersonId, permalink
from bot.domain.refusals import Guest
from bot.listeners.commands import note_view, open_note, open_raise, raise_view
from bot.listeners.request import Request
from bot.messages.forms import offering
from bot.messages.forms.view_state import ViewState


async def say(request: Request) -> None:
    """Raise something."""
    await open_raise(request, "")


async def note(request: Request) -> None:
    """Add a note."""
    await request.admit()
    await open_note(request, "", None)


async def come_back(request: Request) -> None:
    """Follow up on this message: one's own, a note, or a question to its author."""
    message = request.body["message"]
    author = message.get("user")
    channel = request.channel
    if not author or message.get("bot_id") or channel is None:
        raise Guest
    ts = str(request.body.get("message_ts") or message["ts"])
    mark = MarkedMessage(channel=ChannelId(channel), ts=ts, author=PersonId(author))
    request = request.naming(author)
    answer = await request.do(marking.open_menu, mark)
    view_state = ViewState(
        channel=channel,
        ts=ts,
        author=author,
        link=permalink(request.services.domain, channel, ts, message.get("thread_ts")),
    )
    reader, people = request.reader, request.people
    if isinstance(answer, Choices):
        await request.open_form(raise_view(reader, answer, "", None, view_state))
    elif isinstance(answer, Notable):
        person = people[PersonId(author)]
        view = note_view(request, "", person, view_state, day=answer.day)
        await request.open_form(view)
    elif isinstance(answer, Offerable):
        view = offering.offer_form(
            reader,
            author=people[PersonId(author)],
            leaders=answer.leaders,
            contact=answer.contact,
            view_state=view_state,
        )
        await request.open_form(view)
