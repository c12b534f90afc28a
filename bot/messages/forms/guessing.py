"""Guess, then ask: what is known least about, and the question for it.

Nothing of it is stored, logged or sent: the leader takes the question along.
"""

from enum import StrEnum

from bot.domain.person import Person
from bot.domain.record import Record
from bot.messages.blocks import actions, option
from bot.messages.blocks import section as paragraph
from bot.messages.controls import Field, Form
from bot.messages.forms.form_elements import (
    NOTHING,
    View,
    ask,
    ask_button,
    for_record,
    modal,
    radio,
    raiser_name,
    safety,
)
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import translator


class Guess(StrEnum):
    """What a leader may know least about."""

    PRESSES = "presses"
    KNOWS = "knows"
    JUGGLES = "juggles"
    DANGER = "danger"


def guess_form(
    reader: Person, *, record: Record, contact: str | None, view_state: ViewState = NOTHING
) -> View:
    """Ask which of four things the leader knows least about."""
    translate = translator(reader.locale)
    person = raiser_name(record)
    options = [
        option(translate(f"form-guess-{guess.value}", person=person), guess.value)
        for guess in Guess
    ]
    blocks = [
        ask(Field.GUESS, translate("form-guess-which"), radio(Field.GUESS, options)),
        safety(translate, contact),
    ]
    return modal(
        translate("form-guess-title"),
        blocks,
        form=Form.GUESS,
        submit=translate("form-guess-submit"),
        close=translate("view-close"),
        view_state=for_record(record, view_state),
    )


def question_view(reader: Person, *, record: Record, guess: Guess) -> View:
    """The question to ask, and the way to the empty conversation."""
    translate = translator(reader.locale)
    button = ask_button(translate, record.raiser, record.concern, raiser_name(record))
    blocks = [paragraph(translate(f"form-guess-{guess.value}-ask")), actions([button], name="ask")]
    return modal(
        translate("form-guess-title"),
        blocks,
        close=translate("view-close"),
        view_state=for_record(record),
    )
