"""Guess, then ask (``M guess``): what is known least about, and the question for it.

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
    speak,
)
from bot.messages.forms.view_state import ViewState


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
    say = speak(reader)
    person = raiser_name(record)
    options = [option(say(f"form-guess-{one.value}", person=person), one.value) for one in Guess]
    blocks = [
        ask(Field.GUESS, say("form-guess-which"), radio(Field.GUESS, options)),
        safety(say, contact),
    ]
    return modal(
        say("form-guess-title"),
        blocks,
        form=Form.GUESS,
        submit=say("form-guess-submit"),
        close=say("view-close"),
        view_state=for_record(record, view_state),
    )


def question_view(reader: Person, *, record: Record, guess: Guess) -> View:
    """The question to ask, and the way to the empty conversation."""
    say = speak(reader)
    button = ask_button(say, record.raiser, record.concern, raiser_name(record))
    blocks = [paragraph(say(f"form-guess-{guess.value}-ask")), actions([button], name="ask")]
    return modal(
        say("form-guess-title"), blocks, close=say("view-close"), view_state=for_record(record)
    )
