"""What an author answers when a colleague marked a message of theirs."""

from bot.casework import offering
from bot.casework.raising import Receipt
from bot.domain.ids import permalink
from bot.listeners.commands import open_raise, raise_view
from bot.listeners.request import Request
from bot.messages import cards
from bot.messages.controls import ConcernValue, MessageValue
from bot.messages.forms.view_state import ViewState


async def yes(request: Request) -> None:
    """The author says yes: it goes to their leader, or the form asks which."""
    at = ConcernValue.decode(request.value)
    answer = await request.do(offering.accept_offer, at.concern)
    if isinstance(answer, Receipt):
        await request.ack()
        return
    concern = answer.record.concern
    channel, ts = concern.message or (concern.marked_in, None)
    view_state = ViewState(link=concern.link, channel=channel, ts=ts)
    await request.open_form(raise_view(request.reader, answer.choices, "", None, view_state))


async def no(request: Request) -> None:
    """The author says no: nothing was kept."""
    at = ConcernValue.decode(request.value)
    await request.do(offering.decline_offer, at.concern)
    await request.ack()


async def oneself(request: Request) -> None:
    """The author says it themselves: a no, with the way to their leader."""
    at = ConcernValue.decode(request.value)
    await request.do(offering.decline_offer, at.concern, themselves=True)
    await request.ack()


async def never(request: Request) -> None:
    """The author wants no such questions."""
    at = ConcernValue.decode(request.value)
    await request.do(offering.refuse_offers, at.concern)
    await request.ack()


async def take_off(request: Request) -> None:
    """Don't ask."""
    at = ConcernValue.decode(request.value)
    await request.do(offering.take_off, at.concern)
    await request.ack()
    await request.send_ephemeral(cards.offer_done(reader=request.reader), replace=True)


async def choose_who(request: Request) -> None:
    """Several leaders: the form of a concern, linked to the marked message."""
    marked = MessageValue.decode(request.value)
    linked = ViewState(
        channel=marked.channel,
        ts=marked.ts,
        link=permalink(request.services.domain, marked.channel, marked.ts),
    )
    await open_raise(request, "", view_state=linked)
