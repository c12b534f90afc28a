"""The words as their lead reads them: opened, and answered."""

from datetime import date

from bot.domain.coaching import CoachingLine
from bot.domain.concern import LEADERS_WORDS
from bot.domain.concern.states import Act, Kind, Meeting, Role, State
from bot.domain.delivery import WordsKind
from bot.domain.person import Person
from bot.domain.record import Record
from bot.messages.blocks import Block, Element, actions, context, option
from bot.messages.blocks import section as paragraph
from bot.messages.controls import Button, Field, Form
from bot.messages.forms.form_elements import (
    NOTHING,
    View,
    ask,
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
)
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import Translator, translator

_FURTHER = (WordsKind.ADDED, WordsKind.NOT_QUITE, WordsKind.SAY_BACK)
MOST_TEXTS = 20
_ONCE_ANSWERED = (Button.TALKED, Button.LATER, Button.STEP)


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
        sentence = translate(f"coaching-{line.value}")
        blocks.append(context(translate("home-coaching", line=sentence)))
    if may(concern, Act.LATER, Role.OWNER):
        row = [press(translate, act, concern) for act in _ONCE_ANSWERED]
        blocks.append(actions(row, name="answered"))
    if may(concern, Act.HEAR, Role.OWNER) or may(concern, Act.LATER, Role.OWNER):
        hand = [press(translate, Button.HAND, concern)] if record.can_hand else []
        blocks.append(actions([*hand, *note_buttons(translate, record, raiser)]))
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
    texts = record.texts(WordsKind.SAID)
    if texts:
        when = translate.local_day(texts[-1].said_at, zone, record.today(reader))
        if not concern.about:
            blocks.append(context(translate("form-read-written", date=when, person=raiser)))
        blocks.append(quote(texts[-1].text))
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
    promised_day = None if concern.about else concern.named_day()
    nudge = concern.clocks.nudge
    question_day = nudge.on if concern.open and not concern.quiet and nudge is not None else None
    small = []
    if promised_day is not None:
        key = "form-read-come-back-ask" if promised_day == question_day else "form-read-come-back"
        small.append(translate(key, person=person, date=translate.day(promised_day, today)))
    if concern.open and concern.quiet:
        small.append(translate("form-read-quiet"))
    elif question_day is not None and question_day != promised_day:
        small.append(translate("form-read-ask", date=translate.day(question_day, today)))
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


def note_buttons(translate: Translator, record: Record, raiser: str) -> list[Element]:
    """What can be done about one's own note, and where to look in danger."""
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
