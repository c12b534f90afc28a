"""Asking somebody else: the author of a message, or whoever could lead with the bot."""

from collections.abc import Sequence

from bot.domain.ids import ChannelId
from bot.domain.person import Person
from bot.messages import cards
from bot.messages.blocks import context
from bot.messages.blocks import section as paragraph
from bot.messages.controls import Field, Form
from bot.messages.forms.form_elements import View, ask, modal, safety, somebody
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import name, translator


def offer_form(
    reader: Person,
    *,
    author: Person,
    leaders: Sequence[Person],
    contact: str | None,
    view_state: ViewState,
) -> View:
    """Ask the author of a message: nobody is asked before it is sent."""
    translate = translator(reader.locale)
    leader = name(leaders[0]) if len(leaders) == 1 else translate("hidden-person")
    text = translate("form-offer-text", author=name(author), leader=leader)
    return modal(
        translate("form-offer-title"),
        [paragraph(text), safety(translate, contact)],
        close=translate("view-close"),
        form=Form.OFFER,
        submit=translate("form-offer-submit", author=name(author)),
        view_state=view_state,
    )


def suggest_form(
    reader: Person, *, person: str | None, channel: ChannelId | None, contact: str | None
) -> View:
    """Suggest the bot: to whom, and what they will read, word for word."""
    translate = translator(reader.locale)
    return modal(
        translate("form-suggest-title"),
        [
            ask(Field.PERSON, translate("form-suggest-person"), somebody(Field.PERSON, person)),
            paragraph(cards.suggested(translate, reader, channel)),
            context(translate("form-suggest-small")),
            safety(translate, contact),
        ],
        close=translate("view-close"),
        form=Form.SUGGEST,
        submit=translate("form-suggest-submit"),
        view_state=ViewState(channel=channel),
    )
