"""That something will be erased, that it comes from a back-up, and what is left of it then."""

from datetime import datetime

from bot.domain.concern.retention import silent_since
from bot.domain.concern.states import Kind, State
from bot.domain.person import Person
from bot.domain.record import Record
from bot.messages.blocks import actions, paragraphs
from bot.messages.cards.approval import note_controls
from bot.messages.cards.card_context import CardContext
from bot.messages.cards.message import Message, message
from bot.messages.cards.raiser import settled, taken_back
from bot.messages.controls import Button
from bot.messages.translate import translator
from bot.payloads import PlannedDeletion


def data_soon(
    record: Record, *, sent: PlannedDeletion, waits: bool, reader: Person, now: datetime
) -> Message:
    """Something open will be erased on the day that was ``sent``; once settled, where it stands.

    ``waits``: nothing has happened since this was said.
    """
    card = CardContext(record, reader, now, detail=reader.preferences.detail)
    concern, translate = card.concern, card.translate
    values = {
        "date": card.day(sent.day or card.today),
        "raised": card.day_of(concern.created_at),
        "since": card.day(sent.since or card.today),
        "leader": card.leader,
    }
    if concern.state is State.WITHDRAWN:
        return taken_back(card)
    kept = concern.retention.kept_at
    if not waits:
        then = translate("then-data_soon", date=values["date"])
        if kept is not None and kept == silent_since(concern):
            date = card.day_of(silent_since(concern))
            return settled(card, translate("data-soon-kept", date=date), then)
        return settled(card, _state(card), then)
    key = "data-soon-note" if concern.kind is Kind.SHARED else "data-soon"
    once = (Button.KEEP_LONGER,) if kept is None else ()
    row = card.buttons([*once, Button.DELETE_NOW])
    blocks = [
        *paragraphs(translate(key if once else f"{key}-again", **values)),
        actions(row, name=f"{concern.id}-data_soon"),
    ]
    return message(translate("notice-data_soon"), blocks, reader=reader)


def restore_ask(record: Record, *, leads: bool = False, reader: Person, now: datetime) -> Message:
    """Whether its leader may have what comes from a back-up.

    About a private note: ``leads`` says whether an approved team names its leader as theirs.
    """
    card = CardContext(record, reader, now, detail=reader.preferences.detail)
    concern, translate = card.concern, card.translate
    if concern.state is State.WITHDRAWN:
        return taken_back(card)
    read = concern.milestones.heard_at is not None or concern.milestones.delivered_at is not None
    values = {"leader": card.leader, "raised": card.day_of(concern.created_at)}
    how = "restore-ask-note" if concern.about else "restore-ask-read" if read else "restore-ask"
    text = paragraphs(translate(how, **values))
    if concern.retention.held_at is not None and concern.open:
        if concern.kind is Kind.NOTE and record.owner is not None:
            no = translate("button-restore_no-notes")
            row = [
                card.button(Button.RESTORE_YES),
                *note_controls(translate, record.owner, leads=True, label=no),
                *([] if leads else note_controls(translate, record.owner, leads=False)[1:]),
            ]
        else:
            no_button = Button.REMOVE if concern.about else Button.WITHDRAW
            send = None if concern.about or read else translate("button-restore_yes-send")
            no = translate("button-restore_no-note" if concern.about else "button-restore_no")
            row = [card.button(Button.RESTORE_YES, send), card.button(no_button, no)]
        blocks = [*text, actions(row, name=f"{concern.id}-restore_ask")]
    else:
        then = translate("then-restore_ask", leader=card.leader)
        return settled(card, _state(card), then)
    return message(translate("notice-restore_ask"), blocks, reader=reader)


def _state(card: CardContext) -> str:
    return card.translate("form-own-state", state=card.translate.state_for_raiser(card.record))


def deleted(*, reader: Person) -> Message:
    """What stands in the place of a message about something that is erased."""
    text = translator(reader.locale)("deleted")
    return message(text, paragraphs(text), reader=reader)
