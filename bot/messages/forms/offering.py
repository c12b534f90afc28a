"""Asking the author of somebody else's message whether it should be come back to."""

from collections.abc import Sequence

from bot.domain.person import Person
from bot.messages.blocks import section as paragraph
from bot.messages.controls import Form
from bot.messages.forms.carried import Carried
from bot.messages.forms.kit import View, modal, safety, speak
from bot.messages.words import name


def offer_form(
    reader: Person,
    *,
    author: Person,
    leaders: Sequence[Person],
    contact: str | None,
    carried: Carried,
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
        carried=carried,
    )
