"""Forms for who says something: tell a leader, whom is it for, change, not quite, what changed."""

from collections.abc import Mapping, Sequence
from datetime import date

from babel.lists import format_list

from bot.domain.capture import WhichOption
from bot.domain.concern import CORRECTION_LIMIT
from bot.domain.concern.states import State
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.settings import MAX_WORDS
from bot.domain.taxonomy import MOST_PRESSURES, Change, Help, HowSoon, Pressure, Signal
from bot.messages.blocks import (
    MENU_LIMIT,
    Block,
    Element,
    actions,
    button,
    context,
    link_button,
    option,
)
from bot.messages.blocks import section as paragraph
from bot.messages.controls import Button, Field, Form
from bot.messages.forms.form_elements import (
    NOTHING,
    View,
    ask,
    choice,
    choices,
    for_record,
    leader_name,
    lines,
    link_line,
    modal,
    people_menu,
    quote,
    safety,
    somebody,
    ticks,
)
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import Translator, contact_words, conversation, name, translator


def raise_form(
    reader: Person,
    *,
    leaders: Sequence[Person],
    others: Sequence[Person] = (),
    chosen: PersonId | None = None,
    words: str = "",
    contact: str | None,
    view_state: ViewState = NOTHING,
    how_soon: HowSoon = HowSoon.WEEK,
    away: Mapping[PersonId, date] | None = None,
    today: date,
    limit: int = MAX_WORDS,
    one_of_many: bool = False,
) -> View:
    """Tell your leader.

    ``leaders`` are the reader's own, in the team's order; ``others`` everybody else who has
    accepted. Whom it is for is asked only where there is a choice; else the view carries the one
    in :attr:`ViewState.person`. ``one_of_many``: several people were addressed. ``away`` names the
    first day back of whoever is away.
    """
    translate = translator(reader.locale)
    people = (*leaders, *others)
    if one_of_many:
        # Several were addressed: none of them is chosen for the writer.
        chosen = None
    elif chosen is None and len(leaders) == 1:
        chosen = leaders[0].id
    signals = [signal for signal in Signal if others or signal is not Signal.LED]
    blocks = _what(translate, signals, None, words, None, how_soon, (), limit)
    if one_of_many:
        blocks.insert(0, context(translate("form-raise-one")))
    if len(people) > 1:
        groups = {
            translate("form-raise-leaders-own"): tuple(leaders),
            translate("form-raise-leaders-others"): tuple(others),
        }
        element = (
            people_menu(translate, Field.LEADER, groups, chosen=chosen)
            if len(people) <= MENU_LIMIT
            else somebody(Field.LEADER, chosen)
        )
        blocks.append(ask(Field.LEADER, translate("form-raise-leader"), element))
    elif people:
        chosen = people[0].id
        view_state = view_state.model_copy(update={"person": chosen})
    if view_state.link:
        blocks.append(link_line(translate, view_state.link))
    one = next((person for person in people if person.id == chosen), None)
    blocks.append(
        context(translate("form-raise-reads", leader=name(one)))
        if one is not None and len(people) == 1
        else context(translate("form-raise-reads-chosen"))
    )
    if contact:
        duty = translate("form-raise-passes_on", contact=contact_words(contact))
        blocks.append(context(duty))
    for person in people if one is None else (one,):
        back = (away or {}).get(person.id)
        if back is not None and len(blocks) < MENU_LIMIT // 2:
            line = translate(
                "form-raise-away", leader=name(person), date=translate.day(back, today)
            )
            blocks.append(context(line))
    if not others and contact and leaders:
        one_of_them = format_list(
            [name(leader) for leader in leaders], style="or", locale=translate.locale
        )
        led = translate("form-raise-led", leader=one_of_them, contact=contact_words(contact))
        blocks.append(context(led))
    blocks.append(safety(translate, contact))
    return modal(
        translate("form-raise-title"),
        blocks,
        form=Form.RAISE,
        submit=translate("form-raise-submit"),
        close=translate("view-close"),
        view_state=view_state,
    )


def _what(
    translate: Translator,
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
            translate("form-raise-signal"),
            choice(translate, Field.SIGNAL, signals, chosen=signal),
            hint=translate("form-raise-signal-hint"),
        ),
        ask(
            Field.WORDS,
            translate("form-raise-words"),
            lines(Field.WORDS, limit, initial=words),
            hint=translate("form-raise-words-hint"),
            optional=wordless,
        ),
        ask(
            Field.HELP,
            translate("form-raise-help"),
            choice(translate, Field.HELP, Help, chosen=help_),
            optional=True,
        ),
        ask(
            Field.HOW_SOON,
            translate("form-raise-how_soon"),
            choice(translate, Field.HOW_SOON, HowSoon, chosen=how_soon),
            optional=True,
        ),
        ask(
            Field.PRESSURES,
            translate("form-raise-pressures"),
            choices(translate, Field.PRESSURES, Pressure, chosen=pressures, most=MOST_PRESSURES),
            hint=translate("form-raise-pressures-hint"),
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
    """Change what was said; a mark may stay without words."""
    translate = translator(reader.locale)
    concern = record.concern
    # A form cannot turn a concern into one about its own leader: that is another way.
    signals = [
        signal_ for signal_ in Signal if signal_ is not Signal.LED or concern.signal is Signal.LED
    ]
    blocks = _what(
        translate,
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
        blocks.append(link_line(translate, concern.link))
    if record.leader is not None:
        what = "replaces" if concern.state is State.RAISED else "adds"
        leader = leader_name(translate, record)
        blocks.append(context(translate(f"form-change-{what}", leader=leader)))
    blocks.append(safety(translate, contact))
    return modal(
        translate("form-change-title"),
        blocks,
        form=Form.CHANGE,
        submit=translate("form-change-submit"),
        close=translate("view-close"),
        view_state=for_record(record, view_state),
    )


def which_form(
    reader: Person,
    *,
    words: str,
    options: Sequence[WhichOption],
    person: Person | None = None,
    leader: Person | None = None,
    view_state: ViewState = NOTHING,
) -> View:
    """Who is this for? Nothing is stored; the view carries the words."""
    translate = translator(reader.locale)
    blocks: list[Block] = [quote(words)] if words else []
    if WhichOption.WRITE_TO in options:
        called = name(person) if person is not None else translate("hidden-person")
        blocks.append(paragraph(translate("form-which-own", person=called)))
    elif not words:
        blocks.append(paragraph(translate("form-which-empty")))
    else:
        blocks.append(paragraph(translate("form-which-unsent")))
    buttons = [_which_button(translate, one, person, leader) for one in options]
    shown = [drawn for drawn in buttons if drawn is not None]
    if shown:
        blocks.append(actions(shown))
    update = {"words": words or None, "person": person.id if person else None}
    view_state = view_state.model_copy(update=update)
    return modal(
        translate("form-which-title"), blocks, close=translate("view-close"), view_state=view_state
    )


def _which_button(
    translate: Translator, which: WhichOption, person: Person | None, leader: Person | None
) -> Element | None:
    if which is WhichOption.MINE:
        label = (
            translate("button-which_mine", leader=name(leader))
            if leader is not None
            else translate("form-which-mine")
        )
        return button(Button.WHICH_MINE, label)
    if which is WhichOption.NOTE:
        label = (
            translate("button-which_note-person", person=name(person))
            if person is not None
            else translate("button-which_note")
        )
        return button(Button.WHICH_NOTE, label)
    if person is None:
        return None
    if which is WhichOption.WRITE_TO:
        label = translate("button-write", person=name(person))
        return link_button(Button.WRITE, label, conversation(person))
    return button(Button.WHICH_THEM, translate("button-which_them", person=name(person)))


def not_quite_form(
    reader: Person, *, record: Record, contact: str | None, view_state: ViewState = NOTHING
) -> View:
    """Ask what the leader missed."""
    translate = translator(reader.locale)
    blocks = [
        ask(
            Field.ANSWER,
            translate("form-not_quite-words"),
            lines(Field.ANSWER, CORRECTION_LIMIT),
            hint=translate("form-not_quite-hint", leader=leader_name(translate, record)),
        ),
        safety(translate, contact),
    ]
    return modal(
        translate("form-not_quite-title"),
        blocks,
        form=Form.NOT_QUITE,
        submit=translate("form-not_quite-submit"),
        close=translate("view-close"),
        view_state=for_record(record, view_state),
    )


def changed_form(
    reader: Person, *, record: Record, contact: str | None, view_state: ViewState = NOTHING
) -> View:
    """What changed? The answer itself is already kept."""
    translate = translator(reader.locale)
    leader = leader_name(translate, record)
    options = [option(translate.label(change), change.value) for change in Change]
    ticked = [change.value for change in record.changed]
    blocks = [
        ask(
            Field.CHANGES,
            translate("form-changed-changes"),
            ticks(Field.CHANGES, options, ticked=ticked),
            optional=True,
        ),
        context(translate("form-changed-small", leader=leader)),
        safety(translate, contact),
    ]
    return modal(
        translate("form-changed-title"),
        blocks,
        form=Form.CHANGED,
        submit=translate("form-changed-submit"),
        close=translate("view-close"),
        view_state=for_record(record, view_state),
    )
