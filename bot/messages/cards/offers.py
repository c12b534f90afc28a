"""A question to the author of a message that a colleague marked."""

from collections.abc import Sequence
from datetime import datetime

from babel.lists import format_list

from bot.domain.concern.notices import AT_ONCE
from bot.domain.concern.states import Act, State
from bot.domain.ids import ChannelId
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.rhythm import Detail
from bot.messages.blocks import actions, button, context, link_button, overflow, paragraphs
from bot.messages.cards.card_context import CardContext
from bot.messages.cards.message import Message, message
from bot.messages.cards.raiser import settled, taken_back
from bot.messages.cards.what_came import arrives, what_came
from bot.messages.controls import Button
from bot.messages.translate import channel_link, conversation, name, translator
from bot.payloads import Arrival

_BEGINS = frozenset({Act.YES.value, Act.RAISE.value})
"""With these what a colleague marked is raised."""


def offer_ask(
    record: Record,
    *,
    leaders: Sequence[Person],
    reader: Person,
    now: datetime,
    emoji: str | None,
) -> Message:
    """Shall a leader come back to it? ``emoji`` without colons; ``None``: the message menu.

    With several leaders the yes opens the form.
    """
    detail = reader.preferences.detail
    card = CardContext(record, reader, now, tuple(leaders), detail=detail)
    concern = card.concern
    who = [card.called[leader.id] for leader in leaders]
    leader = format_list(who, style="or", locale=card.translate.locale)
    marked_by = concern.mark.marked_by if concern.mark is not None else None
    marker = card.called.get(marked_by) if marked_by else None
    if card.detail is not Detail.NAME_AND_TOPIC:
        leader, marker = card.translate("hidden-leader"), None
    if concern.marked_in is None:
        raise ValueError("an offer is about a message in a channel")
    shown = {
        "reactor": marker or card.translate("hidden-person"),
        "channel": channel_link(concern.marked_in),
        "leader": leader,
    }
    if emoji is None:
        text, small = (
            card.translate("offer-ask-menu", **shown),
            card.translate("offer-ask-told-menu", leader=leader),
        )
    else:
        text = card.translate("offer-ask", **shown, emoji=f":{emoji}:")
        small = card.translate("offer-ask-told", leader=leader)
    several = len(leaders) > 1
    yes = (
        card.translate("button-choose_who")
        if several
        else card.translate("button-offer_yes", leader=leader)
    )
    rare = [(of, card.label(of), card.value) for of in (Button.OFFER_SELF, Button.OFFER_NEVER)]
    row = [
        button(Button.OFFER_YES, yes, card.value),
        card.button(Button.OFFER_NO),
        overflow(rare),
    ]
    blocks = [*paragraphs(text), context(small), actions(row, name=f"{concern.id}-offer")]
    return message(card.translate("notice-offer"), blocks, reader=reader)


def offer_accepted(record: Record, *, reader: Person, now: datetime, since: datetime) -> Message:
    """What became of the question once its author said yes: when it reaches their leader.

    ``since`` is when the question was made.
    """
    concern = record.concern
    card = CardContext(
        record, reader, now, speaks_of=concern.owner, detail=reader.preferences.detail
    )
    if concern.state is State.WITHDRAWN:
        return taken_back(card)
    begun = next((entry.at for entry in record.history if entry.act in _BEGINS), since)
    seen_from = concern.milestones.seen_from
    waits = seen_from is not None and seen_from > begun + AT_ONCE
    arrival = Arrival(
        leader=concern.owner or reader.id,
        at=seen_from if waits else None,
        promised_on=concern.promise.promised_on,
    )
    came = what_came(card, [entry for entry in record.history if entry.at >= begun])
    if came is not None:
        return settled(card, came, card.translate("then-offer", asked=card.day_of(begun)))
    blocks = [*paragraphs(arrives(card, arrival)), context(card.about)]
    if concern.state is State.RAISED:
        elsewhere = (Button.SEND_ON,) if record.can_send_on else ()
        row = card.buttons((Button.CHANGE, Button.WITHDRAW, *elsewhere))
        blocks.append(actions(row, name=f"{concern.id}-sent"))
    return message(card.translate("notice-offer"), blocks, reader=reader)


def offer_done(*, reader: Person, leaders: Sequence[Person] = ()) -> Message:
    """No lead is told; ``leaders`` are whom someone may write to who says it themselves."""
    translate = translator(reader.locale)
    blocks = paragraphs(translate("offer-done"))
    blocks += [
        actions(
            [
                link_button(
                    Button.WRITE,
                    translate("button-write", person=name(leader)),
                    conversation(leader),
                )
            ],
            name=f"write-{leader.id}",
        )
        for leader in leaders
    ]
    return message(translate("offer-done"), blocks, reader=reader)


def message_gone(*, reader: Person, channel: ChannelId) -> Message:
    """To whoever marked a message, or said yes to a mark: it was deleted before a lead got it."""
    translate = translator(reader.locale)
    text = translate("message-gone", channel=channel_link(channel))
    return message(translate("notice-message_gone"), paragraphs(text), reader=reader)
