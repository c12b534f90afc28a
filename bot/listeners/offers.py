"""What an author answers when a colleague marked a message of theirs."""

from bot.casework.capturing import Receipt
from bot.casework.routing import Choices
from bot.listeners.commands import days_of, open_raise, raise_view
from bot.listeners.request import Heard
from bot.messages import cards
from bot.messages.controls import reference
from bot.messages.forms.view_state import Carried


async def yes(heard: Heard) -> None:
    """The author says yes: it goes to their leader, or the form asks which."""
    at = reference(heard.value)
    found = await heard.office.casework.answer_offer(
        heard.workspace, heard.person, at.concern, yes=True
    )
    reader = await heard.reader()
    if isinstance(found, Choices):
        record = await heard.office.casework.offer_of(heard.workspace, heard.person, at.concern)
        carried = Carried(
            link=record.concern.link,
            channel=record.concern.marked_in,
            origin=record.concern.origin,
        )
        await heard.open(raise_view(reader, found, "", None, carried))
    elif isinstance(found, Receipt):
        await heard.ack()
        letter = cards.raise_sent(
            found.record,
            reader=reader,
            now=heard.office.clock(),
            calendar=days_of(found.record.owner or reader),
            words=None,
        )
        if heard.message is not None:
            await heard.office.sender.update(*heard.message, letter.text, letter.blocks)
        await heard.office.carrier.redraw()


async def no(heard: Heard) -> None:
    """The author says no: nothing was kept."""
    at = reference(heard.value)
    await heard.office.casework.answer_offer(heard.workspace, heard.person, at.concern, yes=False)
    await heard.ack()
    await heard.redraw()


async def oneself(heard: Heard) -> None:
    """The author says it themselves: a no, with the way to their leader."""
    at = reference(heard.value)
    await heard.office.casework.answer_offer(
        heard.workspace, heard.person, at.concern, yes=False, themselves=True
    )
    await heard.ack()
    await heard.redraw()


async def never(heard: Heard) -> None:
    """The author wants no such questions."""
    at = reference(heard.value)
    await heard.office.casework.answer_offer(heard.workspace, heard.person, at.concern, yes=False)
    await heard.office.casework.no_offers(heard.workspace, heard.person)
    await heard.ack()
    await heard.redraw()


async def take_off(heard: Heard) -> None:
    """Don't ask."""
    at = reference(heard.value)
    await heard.office.casework.take_off(heard.workspace, heard.person, at.concern)
    await heard.ack()
    await heard.whisper(cards.offer_done(reader=await heard.reader()), replace=True)


async def choose_who(heard: Heard) -> None:
    """Several leaders: the form of a concern, linked to the marked message."""
    carried = Carried.from_json(heard.value)
    domain = str((heard.body.get("team") or {}).get("domain", ""))
    ts = str(carried.ts or "")
    linked = Carried(
        channel=carried.channel,
        ts=ts,
        link=f"https://{domain}.slack.com/archives/{carried.channel}/p{ts.replace('.', '')}",
        origin=f"mark:{carried.channel}:{ts}:{heard.person}",
    )
    await open_raise(heard, await heard.reader(), "", carried=linked)
