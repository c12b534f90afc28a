"""Asking somebody else: the author of a message, or whoever could lead with the bot."""

from collections.abc import Sequence

from bot.domain.ids import ChannelId
from bot.domain.person import Person
from bot.messages import cards
from bot.messages.blocks import context
from bot.messages.blocks import section as paragraph
from bot.messages.controls import Field, Form
from bot.messages.forms.form_elements import View, ask, modal, safety, somebody, speak
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import name


def offer_form(
    reader: Person,
    *,
    author: Person,
    leaders: Sequence[Person],
    contact: str | None,
    view_state: ViewState,
) -> View:
    """``M offer``: nobody is asked before it is sent."""
    say = speak(reader)
    leader = name(leaders[0]) if len(leaders) == 1 else say("somebody")
    text = say("form-offer-text", author=name(author), leader=leader)
    return modal(
        say("form-offer-title"),
        [paragraph(text), safety(say, contact)],
        close=say("view-close"),
        form=Form.OFFER,
        submit=say("form-offer-submit", author=name(author)),
        view_state=view_state,
    )


def suggest_form(
    reader: Person, *, person: str | None, channel: ChannelId | None, contact: str | None
) -> View:
    """``M suggest``: to whom, and what they will read, word for word."""
    say = speak(reader)
    return modal(
        say("form-suggest-title"),
        [
            ask(Field.PERSON, say("form-suggest-person"), somebody(Field.PERSON, person)),
            paragraph(cards.suggested(say, reader, channel)),
            context(say("form-suggest-small")),
            safety(say, contact),
        ],
        close=say("view-close"),
        form=Form.SUGGEST,
        submit=say("form-suggest-submit"),
        view_state=ViewState(channel=channel),
    )
