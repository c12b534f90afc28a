"""Forms for who comes back to it: reading, a talk, a step, another day, an honest no."""

from collections.abc import Sequence
from datetime import date

from bot.domain.concern import LEADERS_WORDS, Act, Concern, Kind, Meeting, Role, State
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
    choice,
    contact_words,
    for_record,
    lines,
    link_line,
    may,
    modal,
    person_line,
    press,
    quote,
    radio,
    raiser_name,
    safety,
    speak,
    ticks,
)
from bot.messages.forms.lines import line_for_leader
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import Translator

DETAIL_LIMIT = 200
NOTHING_MORE = "none"
SHOWN = "shown"
TEAM_MAY_READ = "team"
ANSWERS = (Act.TALKED_BETTER, Act.TALKED_SAME, Act.TALKED_WORSE, Act.NOT_REACHED)
"""What the person said, as the leader reports it."""
STEPS = tuple(kind for kind in StepKind if kind is not StepKind.PASS_ON)
"""*Finding someone who can* opens a form of its own; it is a step of its own form only."""
_FURTHER = (WordsKind.ADDED, WordsKind.NOT_QUITE, WordsKind.SAY_BACK)
MOST_TEXTS = 20
_ONCE_READ = (Button.TALKED, Button.LATER, Button.STEP, Button.GUESS)


def read_form(
    reader: Person,
    *,
    record: Record,
    contact: str | None,
    default_day: date | None = None,
    view_state: ViewState = NOTHING,
) -> View:
    """The words, opened for the leader (``M lead.read``).

    Something new asks for "I've heard this", the only place that does; after *Not quite* the
    leader can say it back again; everything else is only read. ``default_day`` is needed for
    something new.
    """
    say = speak(reader)
    concern = record.concern
    raiser = raiser_name(record)
    blocks = _opened(say, reader, record)
    form: Form | None = None
    submit: str | None = None
    if may(concern, Act.HEAR, Role.OWNER):
        form, submit = Form.HEARD, say("form-read-submit")
        blocks.append(context(say("form-read-small", raiser=raiser)))
        blocks += [
            _say_back(say, raiser, optional=True),
            ask(Field.DAY, say("form-read-day"), calendar(Field.DAY, default_day)),
            ask(
                Field.MEETING,
                say("form-read-meeting"),
                radio(Field.MEETING, [option(say.label(one), one.value) for one in Meeting]),
                optional=True,
            ),
        ]
    elif corrected(record) and may(concern, Act.LATER, Role.OWNER):
        form, submit = Form.SAY_BACK, say("form-read-submit-say_back")
        blocks.append(_say_back(say, raiser, optional=False))
    if concern.about:
        blocks += _about(say, record, raiser)
    if may(concern, Act.HEAR, Role.OWNER) or may(concern, Act.LATER, Role.OWNER):
        hand = [press(say, Button.HAND, concern)] if record.can_hand else []
        blocks.append(actions([*hand, *_note_buttons(say, record, raiser)]))
    if submit is not None:
        blocks.append(safety(say, contact))
    return modal(
        say("form-read-title-note") if concern.about else say("form-read-title"),
        blocks,
        form=form,
        submit=submit,
        close=say("form-read-close") if form is Form.HEARD else say("view-close"),
        view_state=for_record(record, view_state),
    )


def corrected(record: Record) -> bool:
    """Whether the person said *Not quite* and the leader has not said it back since."""
    answers = [one for one in record.said if one.kind in (WordsKind.NOT_QUITE, WordsKind.SAY_BACK)]
    last = max(answers, key=lambda one: one.said_at, default=None)
    return last is not None and last.kind is WordsKind.NOT_QUITE


def _opened(say: Translator, reader: Person, record: Record) -> list[Block]:
    """The words and everything said since, in order; what kind of help; the message."""
    concern = record.concern
    zone = reader.zone
    raiser = raiser_name(record)
    blocks: list[Block] = [paragraph(person_line(say, record, zone))]
    said = record.texts(WordsKind.SAID)
    if said:
        when = say.local_day(said[-1].said_at, zone)
        if not concern.about:
            blocks.append(context(say("form-written", person=raiser, date=when)))
        blocks.append(quote(said[-1].text))
    elif concern.link:
        blocks.append(context(say("form-no-words")))
    elif concern.worded:
        blocks.append(context(say("form-no-words-left")))
    if concern.link:
        blocks.append(link_line(say, concern.link))
    wanted = [say(f"form-read-help-{concern.help.value}")] if concern.help is not None else []
    if concern.pressures:
        wanted.append(say("form-read-behind", list=say.listed(concern.pressures)))
    if wanted:
        blocks.append(context(*wanted))
    later = sorted(
        (one for one in record.said if one.kind in _FURTHER), key=lambda one: one.said_at
    )
    for one in later[-MOST_TEXTS:]:
        when = say.local_day(one.said_at, zone)
        label = {
            WordsKind.ADDED: "form-added",
            WordsKind.NOT_QUITE: "form-corrected",
            WordsKind.SAY_BACK: "form-read-said-back",
        }[one.kind]
        blocks += [context(say(label, date=when, person=raiser)), quote(one.text)]
    return blocks + _since(say, record)


def _since(say: Translator, record: Record) -> list[Block]:
    """What the leader did about it, where it stands, and when the next question comes."""
    concern = record.concern
    blocks: list[Block] = []
    details = {one.id: one.text for one in record.texts(WordsKind.STEP)}
    for step in record.steps[-MOST_TEXTS:]:
        line = say("form-read-step", step=say.label(step.kind), date=say.day(step.due_on))
        blocks.append(context(line))
        if details.get(step.id):
            blocks.append(quote(details[step.id]))
    closing = record.texts(WordsKind.CLOSING)
    if closing:
        closed = (
            say("form-read-closing", reason=say.label(concern.reason))
            if concern.reason is not None
            else say("form-read-closed-before")
        )
        blocks.append(context(closed))
        blocks.append(quote(closing[-1].text))
    if concern.state is State.RAISED:
        return blocks
    small = [say.state_for_leader(record)]
    if concern.come_back_on is not None and concern.open and not concern.about:
        day = say.day(concern.come_back_on)
        small.append(say("form-read-come-back", person=raiser_name(record), date=day))
    if concern.open and concern.quiet:
        small.append(say("form-read-quiet"))
    elif concern.open and concern.ask is not None:
        small.append(say("form-read-ask", date=say.day(concern.ask.on)))
    blocks.append(context(*small))
    return blocks


def _say_back(say: Translator, raiser: str, *, optional: bool) -> Block:
    return ask(
        Field.SAY_BACK,
        say("form-read-say_back"),
        lines(Field.SAY_BACK, LEADERS_WORDS, placeholder=say("form-read-say_back-placeholder")),
        hint=say("form-read-say_back-hint", raiser=raiser),
        optional=optional,
    )


def _about(say: Translator, record: Record, raiser: str) -> list[Block]:
    private = record.concern.kind is Kind.NOTE
    key = "form-read-private" if private else "form-read-shared"
    return [context(say(key, person=raiser))]


def _note_buttons(say: Translator, record: Record, raiser: str) -> list[Element]:
    concern = record.concern
    buttons: list[Element] = []
    if may(concern, Act.SHARE, Role.OWNER):
        question = say("form-share-confirm", person=raiser)
        buttons.append(careful(say, Button.SHARE, concern, question, person=raiser))
    if may(concern, Act.TAKE_BACK, Role.OWNER):
        buttons.append(careful(say, Button.TAKE_BACK, concern, say("form-take_back-confirm")))
    return [*buttons, press(say, Button.BIGGER, concern)]


# A talk, a step, another day.


def talked_form(
    reader: Person,
    *,
    record: Record,
    default_day: date,
    contact: str | None,
    view_state: ViewState = NOTHING,
) -> View:
    """You've talked (``M talked``): what the person said, and a next step if there is one."""
    say = speak(reader)
    raiser = raiser_name(record)
    answers = [option(say(f"form-talked-{one.value}"), one.value) for one in ANSWERS]
    none = option(say("form-talked-step-none"), NOTHING_MORE)
    steps = menu(Field.STEP.value, [none, *_step_options(say, record.concern)], chosen=NOTHING_MORE)
    blocks = [
        ask(Field.ANSWER, say("form-talked-answer", person=raiser), radio(Field.ANSWER, answers)),
        ask(Field.STEP, say("form-talked-step"), steps, optional=True),
        ask(
            Field.DETAIL, say("form-step-detail"), lines(Field.DETAIL, DETAIL_LIMIT), optional=True
        ),
        ask(Field.DAY, say("form-step-day"), calendar(Field.DAY, default_day), optional=True),
        *_step_ticks(say, record, raiser),
        safety(say, contact),
    ]
    return modal(
        say("form-talked-title"),
        blocks,
        form=Form.TALKED,
        submit=say("form-talked-submit"),
        close=say("view-close"),
        view_state=for_record(record, view_state),
    )


def step_form(
    reader: Person,
    *,
    record: Record,
    default_day: date,
    contact: str | None,
    view_state: ViewState = NOTHING,
) -> View:
    """Your next step (``M step``)."""
    say = speak(reader)
    concern = record.concern
    passing = option(say.label(StepKind.PASS_ON), StepKind.PASS_ON.value)
    offered = [*_step_options(say, concern), passing]
    steps = menu(Field.STEP.value, offered, hint=say("form-name-choose"))
    blocks = [
        ask(Field.STEP, say("form-step-step"), steps),
        ask(
            Field.DETAIL,
            say("form-step-detail"),
            lines(Field.DETAIL, DETAIL_LIMIT),
            # Where listening was wanted it may have been all, and the ask of somebody who can is
            # written in its own form: then there is nothing to spell out. Else it is asked for.
            optional=True,
        ),
        ask(Field.DAY, say("form-step-day"), calendar(Field.DAY, default_day)),
        *_step_ticks(say, record, raiser_name(record)),
        safety(say, contact),
    ]
    return modal(
        say("form-step-title"),
        blocks,
        form=Form.STEP,
        submit=say("form-step-submit"),
        close=say("view-close"),
        view_state=for_record(record, view_state),
    )


def _step_options(say: Translator, concern: Concern) -> list[Element]:
    """The kinds of steps, each with an example; listening first where it was wanted."""
    kinds: Sequence[StepKind] = STEPS
    if concern.help is Help.LISTEN:
        kinds = sorted(STEPS, key=lambda kind: kind is not StepKind.LISTENED)
    options = []
    for kind in kinds:
        example = f"form-step-example-{kind.value}"
        description = say(example) if say.has(example) else None
        options.append(option(say.label(kind), kind.value, description=description))
    return options


def _step_ticks(say: Translator, record: Record, raiser: str) -> list[Block]:
    """Who may read the step. Nobody else sees a private note, so nothing about it is shown."""
    concern = record.concern
    if concern.kind is Kind.NOTE:
        return [context(say("form-step-small-private"))]
    options = [option(say("form-step-shown", person=raiser), SHOWN)]
    small = None
    if concern.team is not None:
        options.append(option(say("form-step-team"), TEAM_MAY_READ))
        small = say("form-step-team-small")
    element = ticks(Field.SHOWN, options, ticked=[SHOWN])
    return [ask(Field.SHOWN, say("form-step-ticks"), element, hint=small, optional=True)]


def later_form(
    reader: Person,
    *,
    record: Record,
    tomorrow: date,
    next_week: date,
    contact: str | None,
    view_state: ViewState = NOTHING,
) -> View:
    """Ask me again (``M later``): two offered days, and a calendar that wins over them."""
    say = speak(reader)
    days = [option(say("form-later-tomorrow", date=say.day(tomorrow)), tomorrow.isoformat())]
    if next_week != tomorrow:
        label = say("form-later-next-week", date=say.day(next_week))
        days.append(option(label, next_week.isoformat()))
    blocks = [
        paragraph(person_line(say, record, reader.zone)),
        ask(
            Field.DATE,
            say("form-later-date"),
            radio(Field.DATE, days, chosen=tomorrow.isoformat()),
        ),
        ask(Field.DAY, say("form-later-day"), calendar(Field.DAY), optional=True),
        safety(say, contact),
    ]
    return modal(
        say("form-later-title"),
        blocks,
        form=Form.LATER,
        submit=say("form-later-submit"),
        close=say("view-close"),
        view_state=for_record(record, view_state),
    )


def close_form(
    reader: Person, *, record: Record, contact: str | None, view_state: ViewState = NOTHING
) -> View:
    """Close without change (``M close``): a reason, and the leader's own words."""
    say = speak(reader)
    raiser = raiser_name(record)
    blocks = [
        ask(Field.REASON, say("form-close-reason"), choice(say, Field.REASON, CloseReason)),
        ask(
            Field.WORDS,
            say("form-close-words", raiser=raiser),
            lines(Field.WORDS, LEADERS_WORDS),
            hint=say("form-close-words-hint"),
        ),
        context(say("form-close-small", raiser=raiser)),
        safety(say, contact),
    ]
    return modal(
        say("form-close-title"),
        blocks,
        form=Form.CLOSE,
        submit=say("form-close-submit"),
        close=say("view-close"),
        view_state=for_record(record, view_state),
    )


def bigger_view(reader: Person, *, record: Record, contact: str | None) -> View:
    """What to do about danger, threats and the like (``safe.leader``); nothing is sent on."""
    say = speak(reader)
    raiser = raiser_name(record)
    passing = (
        say("form-bigger-pass", person=raiser, contact=contact_words(contact))
        if contact
        else say("form-bigger-pass-no_contact", person=raiser)
    )
    blocks = [paragraph(say("form-bigger-danger")), paragraph(passing)]
    return modal(
        say("form-bigger-title"), blocks, close=say("view-close"), view_state=for_record(record)
    )


def more_card(reader: Person, *, record: Record) -> View:
    """One item's card with all its buttons (``M card``)."""
    say = speak(reader)
    concern = record.concern
    raiser = raiser_name(record)
    buttons = [press(say, Button.READ, concern)]
    if may(concern, Act.LATER, Role.OWNER):
        buttons.append(ask_button(say, record.raiser, concern, raiser))
        buttons += [press(say, one, concern) for one in _ONCE_READ]
    if may(concern, Act.CLOSE, Role.OWNER):
        buttons.append(press(say, Button.CLOSE, concern))
    if record.can_hand:
        buttons.append(press(say, Button.HAND, concern))
    if concern.open:
        buttons += _note_buttons(say, record, raiser)
    blocks = [paragraph(line_for_leader(say, reader, record)), actions(buttons)]
    return modal(
        say("form-card-title"), blocks, close=say("view-close"), view_state=for_record(record)
    )
