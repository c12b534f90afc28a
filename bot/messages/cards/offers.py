"""A question to the author of a message that a colleague marked."""

from collections.abc import Sequence
from datetime import datetime

from babel.lists import format_list

from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.rhythm import Detail
from bot.messages.blocks import actions, button, context, link_button, overflow, paragraphs
from bot.messages.cards.card_context import CardContext
from bot.messages.cards.message import Message, message
from bot.messages.controls import Button
from bot.messages.translate import channel_link, conversation, name, translator


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
    card = CardContext(record, reader, now, tuple(leaders), reader.preferences.detail)
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
        "reactor": marker or card.translate("somebody"),
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
    return message(card.translate("notice-offer"), blocks, full_text=reader.preferences.full_text)


def offer_done(*, reader: Person, leaders: Sequence[Person] = ()) -> Message:
    """Nothing was kept; ``leaders`` are whom someone may write to who says it themselves."""
    translate = translator(reader.locale)
    blocks = paragraphs(translate("offer-done"))
    blocks += [
        actions(
            [
                link_button(
                    Button.WRITE, translate("button-write", person=name(one)), conversation(one)
                )
            ],
            name=f"write-{one.id}",
        )
        for one in leaders
    ]
    return message(translate("notice-offer"), blocks, full_text=reader.preferences.full_text)
