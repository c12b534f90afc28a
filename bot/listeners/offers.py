"""What an author answers when a colleague marked a message of theirs."""

from bot.casework import marking
from bot.casework.raising import Receipt
from bot.casework.routing import Choices
from bot.listeners.commands import days_of, open_raise, raise_view
from bot.listeners.request import Request
from bot.messages import cards
from bot.messages.controls import reference
from bot.messages.forms.view_state import ViewState


async def yes(request: Request) -> None:
    """The author says yes: it goes to their leader, or the form asks which."""
    at = reference(request.value)
    found = await request.do(marking.answer_offer, at.concern, yes=True)
    reader = await request.reader()
    if isinstance(found, Choices):
        record = await request.do(marking.offer_of, at.concern)
        view_state = ViewState(
            link=record.concern.link,
            channel=record.concern.marked_in,
            origin=record.concern.origin,
        )
        await request.open_form(raise_view(reader, found, "", None, view_state))
    elif isinstance(found, Receipt):
        await request.ack()
        letter = cards.raise_sent(
            found.record,
            reader=reader,
            now=request.office.clock(),
            calendar=days_of(found.record.owner or reader),
            words=None,
        )
        if request.message is not None:
            await request.office.sender.update(*request.message, letter.text, letter.blocks)
        await request.office.carrier.redraw()


async def no(request: Request) -> None:
    """The author says no: nothing was kept."""
    at = reference(request.value)
    await request.do(marking.answer_offer, at.concern, yes=False)
    await request.ack()
    await request.redraw()


async def oneself(request: Request) -> None:
    """The author says it themselves: a no, with the way to their leader."""
    at = reference(request.value)
    await request.do(marking.answer_offer, at.concern, yes=False, themselves=True)
    await request.ack()
    await request.redraw()


async def never(request: Request) -> None:
    """The author wants no such questions."""
    at = reference(request.value)
    await request.do(marking.answer_offer, at.concern, yes=False)
    await request.do(marking.refuse_offers)
    await request.ack()
    await request.redraw()


async def take_off(request: Request) -> None:
    """Don't ask."""
    at = reference(request.value)
    await request.do(marking.take_off, at.concern)
    await request.ack()
    await request.send_ephemeral(cards.offer_done(reader=await request.reader()), replace=True)


async def choose_who(request: Request) -> None:
    """Several leaders: the form of a concern, linked to the marked message."""
    view_state = ViewState.from_json(request.value)
    domain = str((request.body.get("team") or {}).get("domain", ""))
    ts = str(view_state.ts or "")
    linked = ViewState(
        channel=view_state.channel,
        ts=ts,
        link=f"https://{domain}.slack.com/archives/{view_state.channel}/p{ts.replace('.', '')}",
        origin=f"mark:{view_state.channel}:{ts}:{request.person}",
    )
    await open_raise(request, await request.reader(), "", view_state=linked)
