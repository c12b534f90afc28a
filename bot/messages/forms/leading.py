"""Forms for who comes back to it: reading, a talk, a step, another day, an honest no."""

from collections.abc import Sequence
from datetime import date

from bot.domain.coaching import CoachingLine
from bot.domain.concern import DETAIL_LIMIT, LEADERS_WORDS, Concern
from bot.domain.concern.states import Act, Kind, Meeting, Role, State
from bot.domain.delivery import WordsKind
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
    careful,
    for_record,
    lines,
    link_line,
    may,
    modal,
    person_line,
    press,
    quote,
    radio,
    raiser_mention,
    raiser_name,
    safety,
    safety_small,
    ticks,
)
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
_FURTHER = (WordsKind.ADDED, WordsKind.NOT_QUITE, WordsKind.SAY_BACK)
MOST_TEXTS = 20
_ONCE_ANSWERED = (Button.TALKED, Button.LATER, Button.STEP)
_ONCE_READ = (Button.TALKED, Button.LATER, Button.STEP, Button.GUESS)


def read_form(
    reader: Person,
    *,
    record: Record,
    contact: str | None,
    default_day: date | None = None,
    line: CoachingLine | None = None,
    view_state: ViewState = NOTHING,
) -> View:
    """The words, opened for the leader.

    Something new asks for "I've heard you", the only place that does; after *Not quite* the leader
    can say it back again; once answered it has what can be done about it. ``default_day`` is needed
    for something new; ``line`` is one for the talk.
    """
    translate = translator(reader.locale)
    concern = record.concern
    raiser = raiser_name(record)
    blocks = _opened(translate, reader, record)
    form: Form | None = None
    submit: str | None = None
    if may(concern, Act.HEAR, Role.OWNER):
        form, submit = Form.HEARD, translate("form-read-submit")
        blocks.append(context(translate("form-read-small", raiser=raiser)))
        blocks += [
            _say_back(translate, raiser, optional=True),
            ask(
                Field.DAY,
                translate("form-read-day", raiser=raiser),
                calendar(Field.DAY, default_day),
            ),
            ask(
                Field.MEETING,
                translate("form-read-meeting"),
                radio(Field.MEETING, [option(translate.label(at), at.value) for at in Meeting]),
                optional=True,
            ),
        ]
    elif corrected(record) and may(concern, Act.LATER, Role.OWNER):
        form, submit = Form.SAY_BACK, translate("form-read-submit-say_back")
        blocks.append(_say_back(translate, raiser, optional=False))
    if concern.about:
        blocks += _about(translate, record, raiser)
    if line is not None:
        told = translate(f"coaching-{line.value}")
        blocks.append(context(translate("home-coaching", line=told)))
    if may(concern, Act.LATER, Role.OWNER):
        row = [press(translate, act, concern) for act in _ONCE_ANSWERED]
        blocks.append(actions(row, name="answered"))
    if may(concern, Act.HEAR, Role.OWNER) or may(concern, Act.LATER, Role.OWNER):
        hand = [press(translate, Button.HAND, concern)] if record.can_hand else []
        blocks.append(actions([*hand, *_note_buttons(translate, record, raiser)]))
    if submit is not None:
        blocks.append(safety(translate, contact))
    return modal(
        translate("form-read-title-note") if concern.about else translate("form-read-title"),
        blocks,
        form=form,
        submit=submit,
        close=translate("form-read-close") if form is Form.HEARD else translate("view-close"),
        view_state=for_record(record, view_state),
    )


def corrected(record: Record) -> bool:
    """Whether the person said *Not quite* and the leader has not said it back since."""
    answers = [*record.texts(WordsKind.NOT_QUITE), *record.texts(WordsKind.SAY_BACK)]
    last = max(answers, key=lambda saying: saying.said_at, default=None)
    return last is not None and last.kind is WordsKind.NOT_QUITE


def _opened(translate: Translator, reader: Person, record: Record) -> list[Block]:
    """The words and everything said since, in order; what kind of help; the message."""
    concern = record.concern
    zone = reader.zone
    raiser = raiser_mention(record)
    blocks: list[Block] = [paragraph(person_line(translate, reader, record))]
    said = record.texts(WordsKind.SAID)
    if said:
        when = translate.local_day(said[-1].said_at, zone, record.today(reader))
        if not concern.about:
            blocks.append(context(translate("form-read-written", date=when)))
        blocks.append(quote(said[-1].text))
    elif concern.link:
        blocks.append(context(translate("form-no-words")))
    elif concern.worded:
        blocks.append(context(translate("form-no-words-left")))
    if concern.link:
        blocks.append(link_line(translate, concern.link))
    wanted = [translate(f"form-read-help-{concern.help.value}")] if concern.help is not None else []
    if concern.pressures:
        wanted.append(translate("form-read-behind", list=translate.listed(concern.pressures)))
    if wanted:
        blocks.append(context(*wanted))
    further = [saying for saying in record.said if saying.kind in _FURTHER]
    later = sorted(further, key=lambda saying: saying.said_at)
    for saying in later[-MOST_TEXTS:]:
        when = translate.local_day(saying.said_at, zone, record.today(reader))
        label = {
            WordsKind.ADDED: "form-added",
            WordsKind.NOT_QUITE: "form-corrected",
            WordsKind.SAY_BACK: "form-read-said-back",
        }[saying.kind]
        blocks += [context(translate(label, date=when, person=raiser)), quote(saying.text)]
    return blocks + _since(translate, reader, record)


def _since(translate: Translator, reader: Person, record: Record) -> list[Block]:
    """What the leader did about it, where it stands, and when the next question comes."""
    concern, today = record.concern, record.today(reader)
    blocks: list[Block] = []
    details = {text.id: text.text for text in record.texts(WordsKind.STEP)}
    for step in record.steps[-MOST_TEXTS:]:
        kind, by = translate.label(step.kind), translate.day(step.due_on, today)
        blocks.append(context(translate("form-read-step", step=kind, date=by)))
        if details.get(step.id):
            blocks.append(quote(details[step.id]))
    closing = record.texts(WordsKind.CLOSING)
    if closing:
        closed = (
            translate("form-read-closing", reason=translate.label(concern.reason))
            if concern.reason is not None
            else translate("form-read-closed-before")
        )
        blocks += [context(closed), quote(closing[-1].text)]
    if concern.state is State.RAISED:
        return blocks
    small = [translate.state_for_leader(record), *_next_question(translate, reader, record)]
    if concern.not_yet_because:
        blocks += [context(translate("form-read-because")), quote(concern.not_yet_because)]
    blocks.append(context(*small))
    return blocks


def _next_question(translate: Translator, reader: Person, record: Record) -> list[str]:
    """The day that the leader told, and the one on which they are asked: one line for one day."""
    concern, person, today = record.concern, raiser_name(record), record.today(reader)
    told = None if concern.about else concern.named_day()
    nudge = concern.clocks.nudge
    asked = nudge.on if concern.open and not concern.quiet and nudge is not None else None
    small = []
    if told is not None:
        key = "form-read-come-back-ask" if told == asked else "form-read-come-back"
        small.append(translate(key, person=person, date=translate.day(told, today)))
    if concern.open and concern.quiet:
        small.append(translate("form-read-quiet"))
    elif asked is not None and asked != told:
        small.append(translate("form-read-ask", date=translate.day(asked, today)))
    return small


def _say_back(translate: Translator, raiser: str, *, optional: bool) -> Block:
    return ask(
        Field.SAY_BACK,
        translate("form-read-say_back"),
        lines(
            Field.SAY_BACK, LEADERS_WORDS, placeholder=translate("form-read-say_back-placeholder")
        ),
        hint=translate("form-read-say_back-hint", raiser=raiser),
        optional=optional,
    )


def _about(translate: Translator, record: Record, raiser: str) -> list[Block]:
    private = record.concern.kind is Kind.NOTE
    key = "form-read-private" if private else "form-read-shared"
    return [context(translate(key, person=raiser))]


def _note_buttons(translate: Translator, record: Record, raiser: str) -> list[Element]:
    concern = record.concern
    buttons: list[Element] = []
    if concern.kind is Kind.NOTE and may(concern, Act.TAKE_BACK, Role.OWNER):
        buttons.append(press(translate, Button.CORRECT_NOTE, concern))
    if may(concern, Act.SHARE, Role.OWNER):
        question = translate("form-share-confirm", person=raiser)
        buttons.append(careful(translate, Button.SHARE, concern, question, person=raiser))
    if may(concern, Act.TAKE_BACK, Role.OWNER):
        private = concern.kind is Kind.NOTE
        key = "form-take_back-confirm" if private else "form-take_back-confirm-shared"
        question = translate(key, person=raiser)
        buttons.append(careful(translate, Button.TAKE_BACK, concern, question))
    return [*buttons, press(translate, Button.BIGGER, concern)]


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
        ask(
            Field.WORDS,
            translate("form-note-words"),
            lines(Field.WORDS, limit, initial=record.words),
            hint=translate("form-note-words-hint", person=raiser_name(record)),
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
        safety_small(translate, contact),
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
    said = [context(translate("form-talked-small", person=raiser))]
    if record.concern.promise.told_on is not None:
        said.append(context(translate("form-talked-not_reached-small", person=raiser)))
    return said


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
        safety_small(translate, contact),
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
        safety_small(translate, contact),
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
        safety_small(translate, contact),
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
        buttons += _note_buttons(translate, record, raiser)
    blocks = [paragraph(line_for_leader(translate, reader, record)), actions(buttons)]
    return modal(
        translate("form-card-title"),
        blocks,
        close=translate("view-close"),
        view_state=for_record(record),
    )
