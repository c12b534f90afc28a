"""The two shortcuts, and "Come back to this" in a message's menu."""

from bot.casework.marking import Mark, Offerable
from bot.casework.routing import Choices
from bot.domain.capture import Relation
from bot.domain.ids import ChannelId, PersonId
from bot.domain.refusals import Guest
from bot.listeners.commands import note_view, open_note, open_raise, raise_view
from bot.listeners.request import Heard
from bot.messages.forms import offering
from bot.messages.forms.view_state import Carried


async def say(heard: Heard) -> None:
    """Tell my leader."""
    await open_raise(heard, await heard.reader(), "")


async def note(heard: Heard) -> None:
    """Note a talk."""
    await open_note(heard, await heard.reader(), "", None)


async def come_back(heard: Heard) -> None:
    """Come back to this message: one's own, a note, or a question to its author."""
    message = heard.body["message"]
    author = message.get("user")
    channel = heard.channel
    if not author or message.get("bot_id") or channel is None:
        raise Guest
    ts = str(heard.body.get("message_ts") or message["ts"])
    mark = Mark(channel=ChannelId(channel), ts=ts, author=PersonId(author))
    reader = await heard.reader()
    people = await heard.office.people.know(heard.workspace, [author])
    found = await heard.office.casework.menu(heard.workspace, heard.person, mark)
    domain = str((heard.body.get("team") or {}).get("domain", ""))
    carried = Carried(
        channel=channel,
        ts=ts,
        author=author,
        link=f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}",
        origin=f"mark:{channel}:{ts}:{heard.person}",
    )
    if isinstance(found, Choices):
        await heard.open(raise_view(reader, found, "", None, carried))
    elif found is Relation.LEADS:
        await heard.open(await note_view(heard, reader, "", people[PersonId(author)], carried))
    elif isinstance(found, Offerable):
        view = offering.offer_form(
            reader,
            author=people[PersonId(author)],
            leaders=found.leaders,
            contact=found.contact,
            carried=carried,
        )
        await heard.open(view)
