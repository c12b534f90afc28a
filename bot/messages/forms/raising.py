"""Forms for who says something: tell a leader, note a talk, whom is it for, change, not quite."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.capture import MAX_WORDS, WhichOption
from bot.domain.concern import Meeting
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.taxonomy import MOST_PRESSURES, Change, Help, HowSoon, Pressure, Signal
from bot.messages.blocks import Block, Element, actions, button, context, link_button, menu, option
from bot.messages.blocks import section as paragraph
from bot.messages.controls import Button, Field, Form
from bot.messages.forms.form_elements import (
    NOTHING,
    View,
    ask,
    calendar,
    choice,
    choices,
    contact_words,
    conversation,
    for_record,
    leader_name,
    lines,
    link_line,
    modal,
    people_menu,
    quote,
    safety,
    somebody,
    speak,
    ticks,
)
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import Translator, name

MENU_LIMIT = 100
NOT_QUITE_LIMIT = 300
TICKED = "yes"
DEFAULT_NOTE_DAY = 2
"""Of the offered days: the third, as a note is asked about after three working days."""


def raise_form(
    reader: Person,
    *,
    leaders: Sequence[Person],
    others: Sequence[Person] = (),
    chosen: PersonId | None = None,
    words: str = "",
    contact: str | None,
    view_state: ViewState = NOTHING,
    signal: Signal | None = None,
    pressures: Sequence[Pressure] = (),
    away: Mapping[PersonId, date] | None = None,
    limit: int = MAX_WORDS,
    one_of_many: bool = False,
) -> View:
    """Tell your leader (``M raise``).

    ``leaders`` are the reader's own, in the team's order; ``others`` everybody else who has
    accepted. Whom it is for is asked only where there is a choice; else the view carries the one
    in :attr:`Carried.person`. ``one_of_many``: several people were addressed. ``away`` names the
    first day back of whoever is away.
    """
    say = speak(reader)
    own = () if signal is Signal.LED else tuple(leaders)
    people = (*own, *others)
    if chosen is None and len(own) == 1:
        chosen = own[0].id
    signals = [one for one in Signal if others or one is not Signal.LED]
    blocks = _what(say, signals, signal, words, None, HowSoon.WEEK, pressures, limit)
    if one_of_many:
        blocks.insert(0, context(say("form-raise-one")))
    if len(people) > 1:
        groups = {
            say("form-raise-leaders-own"): own,
            say("form-raise-leaders-others"): tuple(others),
        }
        element = (
            people_menu(say, Field.LEADER, groups, chosen=chosen)
            if len(people) <= MENU_LIMIT
            else somebody(Field.LEADER, chosen)
        )
        blocks.append(ask(Field.LEADER, say("form-raise-leader"), element))
    elif people:
        chosen = people[0].id
        view_state = replace(view_state, person=chosen)
    if view_state.link:
        blocks.append(link_line(say, view_state.link))
    one = next((person for person in people if person.id == chosen), None)
    blocks.append(
        context(say("form-raise-reads", leader=name(one)))
        if one is not None and len(people) == 1
        else context(say("form-raise-reads-chosen"))
    )
    for person in people if one is None else (one,):
        back = (away or {}).get(person.id)
        if back is not None and len(blocks) < MENU_LIMIT // 2:
            line = say("form-raise-away", leader=name(person), date=say.day(back))
            blocks.append(context(line))
    if not others and contact and leaders:
        led = say("form-raise-led", leader=name(leaders[0]), contact=contact_words(contact))
        blocks.append(context(led))
    blocks.append(safety(say, contact))
    return modal(
        say("form-raise-title"),
        blocks,
        form=Form.RAISE,
        submit=say("form-raise-submit"),
        close=say("view-close"),
        view_state=view_state,
    )


def _what(
    say: Translator,
    signals: Sequence[Signal],
    signal: Signal | None,
    words: str,
    help_: Help | None,
    how_soon: HowSoon,
    pressures: Sequence[Pressure],
    limit: int,
    *,
    wordless: bool = False,
) -> list[Block]:
    """The first five fields of what somebody raises."""
    return [
        ask(
            Field.SIGNAL,
            say("form-raise-signal"),
            choice(say, Field.SIGNAL, signals, chosen=signal),
        ),
        ask(
            Field.WORDS,
            say("form-raise-words"),
            lines(Field.WORDS, limit, initial=words),
            hint=say("form-raise-words-hint"),
            optional=wordless,
        ),
        ask(
            Field.HELP,
            say("form-raise-help"),
            choice(say, Field.HELP, Help, chosen=help_),
            optional=True,
        ),
        ask(
            Field.HOW_SOON,
            say("form-raise-how_soon"),
            choice(say, Field.HOW_SOON, HowSoon, chosen=how_soon),
            optional=True,
        ),
        ask(
            Field.PRESSURES,
            say("form-raise-pressures"),
            choices(say, Field.PRESSURES, Pressure, chosen=pressures, most=MOST_PRESSURES),
            optional=True,
        ),
    ]


def change_form(
    reader: Person,
    *,
    record: Record,
    contact: str | None,
    view_state: ViewState = NOTHING,
    limit: int = MAX_WORDS,
) -> View:
    """Change what was said (``M change``); a mark may stay without words."""
    say = speak(reader)
    concern = record.concern
    # A form cannot turn a concern into one about its own leader: that is another way.
    signals = [one for one in Signal if one is not Signal.LED or concern.signal is Signal.LED]
    blocks = _what(
        say,
        signals,
        concern.signal,
        record.words,
        concern.help,
        concern.how_soon,
        concern.pressures,
        limit,
        wordless=not concern.worded,
    )
    if concern.link:
        blocks.append(link_line(say, concern.link))
    blocks.append(safety(say, contact))
    return modal(
        say("form-change-title"),
        blocks,
        form=Form.CHANGE,
        submit=say("form-change-submit"),
        close=say("view-close"),
        view_state=for_record(record, view_state),
    )


def note_form(
    reader: Person,
    *,
    person: Person | None,
    words: str = "",
    offered_days: Sequence[date],
    in_a_week: date | None = None,
    chosen: date | None = None,
    contact: str | None,
    view_state: ViewState = NOTHING,
    linked: bool = False,
    limit: int = MAX_WORDS,
) -> View:
    """A note for yourself (``M note``).

    ``offered_days`` are the next five working days; without ``chosen`` the third is taken. The
    known ``person`` is carried in :attr:`Carried.person`.
    """
    say = speak(reader)
    called = name(person) if person is not None else ""
    blocks: list[Block] = []
    if person is None:
        blocks.append(ask(Field.PERSON, say("form-note-person"), somebody(Field.PERSON)))
    else:
        view_state = replace(view_state, person=person.id)
        blocks.append(paragraph(say("form-note-person-known", person=called)))
    hint = (
        say("form-note-words-hint", person=called)
        if person is not None
        else say("form-note-words-hint-anyone")
    )
    blocks.append(
        ask(
            Field.WORDS,
            say("form-note-words"),
            lines(Field.WORDS, limit, initial=words),
            hint=hint,
            optional=linked,
        )
    )
    if linked and view_state.link:
        blocks.append(link_line(say, view_state.link))
    share = (
        say("form-note-share-tick", person=called)
        if person is not None
        else say("form-note-share-tick-anyone")
    )
    small = (
        say("form-note-small", person=called)
        if person is not None
        else say("form-note-small-anyone")
    )
    meeting = option(say("form-note-meeting-tick"), Meeting.ONE_ON_ONE.value)
    blocks += [
        *_note_days(say, offered_days, in_a_week, chosen),
        ask(
            Field.MEETING, say("form-note-meeting"), ticks(Field.MEETING, [meeting]), optional=True
        ),
        ask(
            Field.SHARE,
            say("form-note-share"),
            ticks(Field.SHARE, [option(share, TICKED)]),
            optional=True,
        ),
        context(small),
        safety(say, contact),
    ]
    return modal(
        say("form-note-title"),
        blocks,
        form=Form.NOTE,
        submit=say("form-note-submit"),
        close=say("view-close"),
        view_state=view_state,
    )


def _note_days(
    say: Translator, offered: Sequence[date], in_a_week: date | None, chosen: date | None
) -> list[Block]:
    """When to ask: a menu of days, and a calendar that wins over it."""
    if chosen is None and offered:
        chosen = offered[min(DEFAULT_NOTE_DAY, len(offered) - 1)]
    days = [day for day in offered if day != in_a_week]
    options = [option(say.day(day), day.isoformat()) for day in days]
    if in_a_week is not None:
        label = say("form-note-in-a-week", date=say.day(in_a_week))
        options.append(option(label, in_a_week.isoformat()))
    listed = {entry["value"] for entry in options}
    start = chosen.isoformat() if chosen is not None else None
    other = chosen if start is not None and start not in listed else None
    blocks = [
        ask(
            Field.DAY,
            say("form-note-day"),
            calendar(Field.DAY, other),
            optional=True,
        )
    ]
    if options:
        element = menu(Field.DATE.value, options, chosen=start, hint=say("form-name-choose"))
        field = ask(Field.DATE, say("form-note-date"), element, optional=other is not None)
        blocks.insert(0, field)
    return blocks


def which_form(
    reader: Person,
    *,
    words: str,
    options: Sequence[WhichOption],
    person: Person | None = None,
    leader: Person | None = None,
    view_state: ViewState = NOTHING,
) -> View:
    """Who is this for? (``M which``). Nothing is stored; the view carries the words."""
    say = speak(reader)
    blocks: list[Block] = [quote(words)] if words else []
    if WhichOption.WRITE_TO in options:
        blocks.append(paragraph(say("form-which-own")))
    elif not words:
        blocks.append(paragraph(say("form-which-empty")))
    buttons = [_which_button(say, one, person, leader) for one in options]
    shown = [one for one in buttons if one is not None]
    if shown:
        blocks.append(actions(shown))
    view_state = replace(view_state, words=words or None, person=person.id if person else None)
    return modal(say("form-which-title"), blocks, close=say("view-close"), view_state=view_state)


def _which_button(
    say: Translator, which: WhichOption, person: Person | None, leader: Person | None
) -> Element | None:
    if which is WhichOption.MINE:
        label = (
            say("button-which_mine", leader=name(leader))
            if leader is not None
            else say("form-which-mine")
        )
        return button(Button.WHICH_MINE, label)
    if which is WhichOption.NOTE:
        label = (
            say("button-which_note-person", person=name(person))
            if person is not None
            else say("button-which_note")
        )
        return button(Button.WHICH_NOTE, label)
    if person is None:
        return None
    if which is WhichOption.WRITE_TO:
        label = say("button-write", person=name(person))
        return link_button(Button.WRITE, label, conversation(person))
    return button(Button.WHICH_THEM, say("button-which_them", person=name(person)))


def not_quite_form(reader: Person, *, record: Record, contact: str | None) -> View:
    """What did the leader miss? (``M not_quite``)."""
    say = speak(reader)
    blocks = [
        ask(
            Field.ANSWER,
            say("form-not_quite-words", leader=leader_name(say, record)),
            lines(Field.ANSWER, NOT_QUITE_LIMIT),
        ),
        safety(say, contact),
    ]
    return modal(
        say("form-not_quite-title"),
        blocks,
        form=Form.NOT_QUITE,
        submit=say("form-not_quite-submit"),
        close=say("view-close"),
        view_state=for_record(record),
    )


def changed_form(reader: Person, *, record: Record, contact: str | None) -> View:
    """What changed? (``M changed``); the answer itself is already kept."""
    say = speak(reader)
    options = [option(say.label(one), one.value) for one in Change]
    ticked = [one.value for one in record.changed]
    blocks = [
        ask(
            Field.CHANGES,
            say("form-changed-changes"),
            ticks(Field.CHANGES, options, ticked=ticked),
            optional=True,
        ),
        context(say("form-changed-small")),
        safety(say, contact),
    ]
    return modal(
        say("form-changed-title"),
        blocks,
        form=Form.CHANGED,
        submit=say("form-changed-submit"),
        close=say("view-close"),
        view_state=for_record(record),
    )
