"""Forms for a leader's note after a talk: kept, and its words changed."""

from collections.abc import Sequence
from datetime import date

from bot.domain.concern.states import Meeting
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.settings import MAX_WORDS, NOTES_KEPT
from bot.messages.blocks import (
    Block,
    context,
    menu,
    option,
)
from bot.messages.blocks import section as paragraph
from bot.messages.controls import Field, Form
from bot.messages.forms.form_elements import (
    NOTHING,
    View,
    ask,
    calendar,
    for_record,
    lines,
    link_line,
    modal,
    raiser_name,
    safety,
    somebody,
    ticks,
)
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import Translator, name, translator

TICKED = "yes"
DEFAULT_NOTE_DAY = 2
"""Of the offered days: the third, as a note is asked about after three working days."""


def note_form(
    reader: Person,
    *,
    person: Person | None,
    words: str = "",
    offered_days: Sequence[date],
    in_a_week: date | None = None,
    today: date,
    chosen: date | None = None,
    contact: str | None,
    view_state: ViewState = NOTHING,
    linked: bool = False,
    limit: int = MAX_WORDS,
    kept_days: int = NOTES_KEPT,
) -> View:
    """A note for yourself.

    ``offered_days`` are the next five working days; without ``chosen`` the third is taken. The
    known ``person`` is carried in :attr:`ViewState.person`. It is kept for ``kept_days``.
    """
    translate = translator(reader.locale)
    blocks: list[Block] = []
    if person is None:
        blocks.append(ask(Field.PERSON, translate("form-note-person"), somebody(Field.PERSON)))
    else:
        view_state = view_state.model_copy(update={"person": person.id})
        blocks.append(paragraph(translate("form-note-person-known", person=name(person))))
    called = name(person) if person is not None else None
    blocks.append(_words(translate, called, limit, words, optional=linked))
    if linked and view_state.link:
        blocks.append(link_line(translate, view_state.link))
    share = (
        translate("form-note-share-tick", person=called)
        if called is not None
        else translate("form-note-share-tick-anyone")
    )
    small = (
        translate("form-note-small", person=called, days=kept_days)
        if called is not None
        else translate("form-note-small-anyone", days=kept_days)
    )
    meeting = option(translate("form-note-meeting-tick"), Meeting.ONE_ON_ONE.value)
    blocks += [
        *_note_days(translate, offered_days, in_a_week, chosen, today),
        ask(
            Field.MEETING,
            translate("form-note-meeting"),
            ticks(Field.MEETING, [meeting]),
            optional=True,
        ),
        ask(
            Field.SHARE,
            translate("form-note-share"),
            ticks(Field.SHARE, [option(share, TICKED)]),
            optional=True,
        ),
        context(small),
        context(translate("form-note-told")),
        safety(translate, contact),
    ]
    return modal(
        translate("form-note-title"),
        blocks,
        form=Form.NOTE,
        submit=translate("form-note-submit"),
        close=translate("view-close"),
        view_state=view_state,
    )


def correct_form(
    reader: Person,
    *,
    record: Record,
    contact: str | None,
    limit: int,
    view_state: ViewState = NOTHING,
) -> View:
    """Other words for one's own private note."""
    translate = translator(reader.locale)
    blocks = [
        _words(
            translate,
            raiser_name(record),
            limit,
            record.words,
            optional=record.concern.link is not None,
        ),
        context(translate("form-correct-small")),
        safety(translate, contact),
    ]
    return modal(
        translate("form-correct-title"),
        blocks,
        form=Form.CORRECT_NOTE,
        submit=translate("form-correct-submit"),
        close=translate("view-close"),
        view_state=for_record(record, view_state),
    )


def _words(
    translate: Translator, called: str | None, limit: int, words: str, *, optional: bool
) -> Block:
    """The note itself, about somebody whose name is known or not."""
    hint = (
        translate("form-note-words-hint", person=called)
        if called is not None
        else translate("form-note-words-hint-anyone")
    )
    return ask(
        Field.WORDS,
        translate("form-note-words"),
        lines(Field.WORDS, limit, initial=words),
        hint=hint,
        optional=optional,
    )


def _note_days(
    translate: Translator,
    offered: Sequence[date],
    in_a_week: date | None,
    chosen: date | None,
    today: date,
) -> list[Block]:
    """When to ask: a menu of days, and a calendar that wins over it."""
    if chosen is None and offered:
        chosen = offered[min(DEFAULT_NOTE_DAY, len(offered) - 1)]
    days = [day for day in offered if day != in_a_week]
    options = [option(translate.day(day, today), day.isoformat()) for day in days]
    if in_a_week is not None:
        label = translate("form-note-in-a-week", date=translate.day(in_a_week, today))
        options.append(option(label, in_a_week.isoformat()))
    listed = {entry["value"] for entry in options}
    start = chosen.isoformat() if chosen is not None else None
    other = chosen if start is not None and start not in listed else None
    blocks = [
        ask(
            Field.DAY,
            translate("form-note-day"),
            calendar(Field.DAY, other),
            optional=True,
        )
    ]
    if options:
        element = menu(Field.DATE.value, options, chosen=start, hint=translate("form-name-choose"))
        field = ask(Field.DATE, translate("form-note-date"), element, optional=other is not None)
        blocks.insert(0, field)
    return blocks
