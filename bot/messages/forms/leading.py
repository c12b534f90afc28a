"""Forms for who comes back to it: a talk, a step, another day, a no with the reason."""

from collections.abc import Sequence
from datetime import date

from bot.domain.concern import DETAIL_LIMIT, LEADERS_WORDS, Concern
from bot.domain.concern.states import Act, Kind, Role
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.taxonomy import CloseReason, Help, StepKind
from bot.messages.blocks import Block, Element, actions, context, menu, option
from bot.messages.blocks import section as paragraph
from bot.messages.controls import Button, Field, Form
from bot.messages.forms.form_elements import (
    NOTHING,
    View,
    ask,
    ask_button,
    calendar,
    for_record,
    lines,
    may,
    modal,
    person_line,
    press,
    radio,
    raiser_name,
    safety,
    ticks,
)
from bot.messages.forms.leader_reading import note_buttons
from bot.messages.forms.lines import line_for_leader
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import Translator, contact_words, translator

NOTHING_MORE = "none"
SHOWN = "shown"
TEAM_MAY_READ = "team"
ANSWERS = (Act.TALKED_BETTER, Act.TALKED_SAME, Act.TALKED_WORSE, Act.NOT_REACHED)
"""What the person said, as the leader reports it."""
STEPS = tuple(kind for kind in StepKind if kind is not StepKind.PASS_ON)
"""*Finding someone who can* opens a form of its own; it is a step of its own form only."""
_ONCE_READ = (Button.TALKED, Button.LATER, Button.STEP, Button.GUESS)


# A talk, a step, another day.


def talked_form(
    reader: Person,
    *,
    record: Record,
    default_day: date,
    contact: str | None,
    view_state: ViewState = NOTHING,
) -> View:
    """You've talked: what the person said, and a next step if there is one."""
    translate = translator(reader.locale)
    raiser = raiser_name(record)
    answers = [option(translate(f"form-talked-{answer.value}"), answer.value) for answer in ANSWERS]
    none = option(translate("form-talked-step-none"), NOTHING_MORE)
    steps = menu(
        Field.STEP.value, [none, *_step_options(translate, record.concern)], chosen=NOTHING_MORE
    )
    blocks = [
        ask(
            Field.ANSWER,
            translate("form-talked-answer", person=raiser),
            radio(Field.ANSWER, answers),
        ),
        ask(Field.STEP, translate("form-talked-step"), steps, optional=True),
        ask(
            Field.DETAIL,
            translate("form-step-detail"),
            lines(Field.DETAIL, DETAIL_LIMIT),
            optional=True,
        ),
        ask(Field.DAY, translate("form-step-day"), calendar(Field.DAY, default_day), optional=True),
        *_step_ticks(translate, record, raiser),
        *_who_learns(translate, record, raiser),
        safety(translate, contact),
    ]
    return modal(
        translate("form-talked-title"),
        blocks,
        form=Form.TALKED,
        submit=translate("form-talked-submit"),
        close=translate("view-close"),
        view_state=for_record(record, view_state),
    )


def _who_learns(translate: Translator, record: Record, raiser: str) -> list[Block]:
    """What the person a talk was with learns of the form; of a private note nothing."""
    if record.concern.kind is Kind.NOTE:
        return []
    blocks = [context(translate("form-talked-small", person=raiser))]
    if record.concern.promise.told_on is not None:
        blocks.append(context(translate("form-talked-not_reached-small", person=raiser)))
    return blocks


def step_form(
    reader: Person,
    *,
    record: Record,
    default_day: date,
    contact: str | None,
    view_state: ViewState = NOTHING,
) -> View:
    """Your next step."""
    translate = translator(reader.locale)
    concern = record.concern
    passing = option(translate.label(StepKind.PASS_ON), StepKind.PASS_ON.value)
    offered = [*_step_options(translate, concern), passing]
    steps = radio(Field.STEP, offered)
    blocks = [
        ask(Field.STEP, translate("form-step-step"), steps),
        ask(
            Field.DETAIL,
            translate("form-step-detail"),
            lines(Field.DETAIL, DETAIL_LIMIT),
            # Where listening was wanted it may have been all, and the ask of somebody who can is
            # written in its own form: then there is nothing to spell out. Else it is asked for.
            optional=True,
        ),
        ask(Field.DAY, translate("form-step-day"), calendar(Field.DAY, default_day)),
        *_step_ticks(translate, record, raiser_name(record)),
        safety(translate, contact),
    ]
    return modal(
        translate("form-step-title"),
        blocks,
        form=Form.STEP,
        submit=translate("form-step-submit"),
        close=translate("view-close"),
        view_state=for_record(record, view_state),
    )


def _step_options(translate: Translator, concern: Concern) -> list[Element]:
    """The kinds of steps, each with an example; listening first where it was wanted."""
    kinds: Sequence[StepKind] = STEPS
    if concern.help is Help.LISTEN:
        kinds = sorted(STEPS, key=lambda kind: kind is not StepKind.LISTENED)
    options = []
    for kind in kinds:
        example = f"form-step-example-{kind.value}"
        description = translate(example) if translate.has(example) else None
        options.append(option(translate.label(kind), kind.value, description=description))
    return options


def _step_ticks(translate: Translator, record: Record, raiser: str) -> list[Block]:
    """Who may read the step. Nobody else sees a private note, so nothing about it is shown."""
    concern = record.concern
    if concern.kind is Kind.NOTE:
        return [context(translate("form-step-small-private"))]
    options = [option(translate("form-step-shown", person=raiser), SHOWN)]
    small = None
    if record.team is not None:
        where = translate("form-step-team", channel=f"#{record.team.name}")
        options.append(option(where, TEAM_MAY_READ))
        small = translate("form-step-team-small")
    element = ticks(Field.SHOWN, options, ticked=[SHOWN])
    return [ask(Field.SHOWN, translate("form-step-ticks"), element, hint=small, optional=True)]


def later_form(
    reader: Person,
    *,
    record: Record,
    tomorrow: date,
    next_week: date,
    contact: str | None,
    view_state: ViewState = NOTHING,
) -> View:
    """Ask me again: two offered days, and a calendar that wins over them."""
    translate, today = translator(reader.locale), record.today(reader)
    offered = {tomorrow: "form-later-tomorrow"}
    if next_week != tomorrow:
        offered[next_week] = "form-later-next-week"
    days = [
        option(translate(key, date=translate.day(day, today)), day.isoformat())
        for day, key in offered.items()
    ]
    blocks = [
        paragraph(person_line(translate, reader, record)),
        ask(
            Field.DATE,
            translate("form-later-date"),
            radio(Field.DATE, days, chosen=tomorrow.isoformat()),
        ),
        ask(Field.DAY, translate("form-later-day"), calendar(Field.DAY), optional=True),
        ask(
            Field.BECAUSE,
            translate("form-later-because"),
            lines(Field.BECAUSE, DETAIL_LIMIT),
            hint=translate("form-later-because-hint"),
            optional=True,
        ),
        *_told_day(translate, reader, record),
        safety(translate, contact),
    ]
    return modal(
        translate("form-later-title"),
        blocks,
        form=Form.LATER,
        submit=translate("form-later-submit"),
        close=translate("view-close"),
        view_state=for_record(record, view_state),
    )


def _told_day(translate: Translator, reader: Person, record: Record) -> list[Block]:
    """That a day its raiser was told is told to them anew, where it moves."""
    told_on, person = record.concern.promise.told_on, raiser_name(record)
    if told_on is None or record.concern.kind is Kind.NOTE:
        return [context(translate("form-later-untold", person=person))]
    day = translate.day(told_on, record.today(reader))
    return [context(translate("form-later-told", person=person, date=day))]


def close_form(
    reader: Person, *, record: Record, contact: str | None, view_state: ViewState = NOTHING
) -> View:
    """Close without change: a reason, and the leader's own words."""
    translate = translator(reader.locale)
    raiser = raiser_name(record)
    blocks = [
        ask(
            Field.REASON,
            translate("form-close-reason"),
            radio(Field.REASON, [option(translate.label(why), why.value) for why in CloseReason]),
        ),
        ask(
            Field.WORDS,
            translate("form-close-words", raiser=raiser),
            lines(Field.WORDS, LEADERS_WORDS),
            hint=translate("form-close-words-hint"),
        ),
        context(translate("form-close-small", raiser=raiser)),
        safety(translate, contact),
    ]
    return modal(
        translate("form-close-title"),
        blocks,
        form=Form.CLOSE,
        submit=translate("form-close-submit"),
        close=translate("view-close"),
        view_state=for_record(record, view_state),
    )


def bigger_view(reader: Person, *, record: Record, contact: str | None) -> View:
    """What to do about danger, threats and the like; nothing is sent on."""
    translate = translator(reader.locale)
    raiser = raiser_name(record)
    passing = (
        translate("form-bigger-pass", person=raiser, contact=contact_words(contact))
        if contact
        else translate("form-bigger-pass-no_contact", person=raiser)
    )
    blocks = [paragraph(translate("form-bigger-danger")), paragraph(passing)]
    return modal(
        translate("form-bigger-title"),
        blocks,
        close=translate("view-close"),
        view_state=for_record(record),
    )


def more_card(reader: Person, *, record: Record) -> View:
    """One item's card with all its buttons."""
    translate = translator(reader.locale)
    concern = record.concern
    raiser = raiser_name(record)
    buttons = [press(translate, Button.READ, concern)]
    if may(concern, Act.LATER, Role.OWNER):
        buttons.append(ask_button(translate, record.raiser, concern, raiser))
        buttons += [press(translate, act, concern) for act in _ONCE_READ]
    if may(concern, Act.CLOSE, Role.OWNER):
        buttons.append(press(translate, Button.CLOSE, concern))
    if record.can_hand:
        buttons.append(press(translate, Button.HAND, concern))
    if concern.open:
        buttons += note_buttons(translate, record, raiser)
    blocks = [paragraph(line_for_leader(translate, reader, record)), actions(buttons)]
    return modal(
        translate("form-card-title"),
        blocks,
        close=translate("view-close"),
        view_state=for_record(record),
    )
