"""What the team may read in the weekly note: the leader's form and preview."""

from collections.abc import Sequence

from bot.domain.digest import LINE_LIMIT, Coming, TeamStep
from bot.domain.person import Person
from bot.messages.blocks import Block, Element, actions, context, header, option, plain
from bot.messages.blocks import section as paragraph
from bot.messages.cards.digest import answers, note_blocks, word_line
from bot.messages.controls import Field, Form
from bot.messages.forms.form_elements import View, ask, lines, modal, safety_small, ticks
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import Translator, escape, translator

LINES = (Field.LINE_1, Field.LINE_2, Field.LINE_3)
MOST_TICKS = 10
MOST_STEPS = 100
MOST_TEAMS = 5


def digest_form(reader: Person, *, coming: Coming, contact: str | None) -> View:
    """Tick steps, write lines, see how it reads."""
    translate = translator(reader.locale)
    blocks: list[Block] = []
    if coming.own:
        label = translate("form-digest-steps")
        blocks.append(ask(Field.NOTE_STEPS, label, _steps(translate, coming.own), optional=True))
    written = coming.word.lines if coming.word is not None else ()
    for number, field in enumerate(LINES):
        initial = written[number] if number < len(written) else ""
        blocks.append(
            ask(
                field,
                translate(f"form-digest-{field.value}"),
                lines(field, LINE_LIMIT, initial=initial, several=False),
                optional=True,
            )
        )
    blocks += [
        context(translate("form-digest-small")),
        context(translate("form-digest-now", date=translate.day(coming.day, coming.today))),
        *_preview(translate, reader, coming),
        safety_small(translate, contact),
    ]
    return modal(
        translate("form-digest-title"),
        blocks,
        form=Form.DIGEST,
        submit=translate("form-digest-submit", weekday=translate.weekday(coming.day)),
        close=translate("view-close"),
        view_state=ViewState.of_digest(coming.team.id, coming.week),
    )


def saved_view(reader: Person, *, coming: Coming) -> View:
    """The form's last view: what the team will read."""
    translate = translator(reader.locale)
    return modal(
        translate("form-digest-title"),
        [
            paragraph(translate("form-digest-saved", date=translate.day(coming.day, coming.today))),
            *_preview(translate, reader, coming),
        ],
        close=translate("view-close"),
    )


def digest_view(reader: Person, *, notes: Sequence[Coming]) -> View:
    """The coming notes of a leader's teams (``/concern digest``), and what can be answered."""
    translate = translator(reader.locale)
    blocks: list[Block] = []
    for coming in notes[:MOST_TEAMS]:
        blocks += [
            header(escape(coming.team.name)),
            context(translate("form-digest-now", date=translate.day(coming.day, coming.today))),
            *_preview(translate, reader, coming),
        ]
        if coming.word is not None:
            blocks.append(context(word_line(translate, coming.word, reader, coming.today)))
        elif coming.note is not None and coming.note.figures is None:
            blocks.append(context(translate("form-digest-waits")))
        row = answers(translate, coming.team, coming.week)
        blocks.append(actions(row, name=f"draft-{coming.team.id}"))
    if not blocks:
        blocks = [paragraph(translate("form-digest-none"))]
    return modal(translate("form-digest-title"), blocks, close=translate("view-close"))


def _preview(translate: Translator, reader: Person, coming: Coming) -> list[Block]:
    blocks: list[Block] = []
    if coming.skipped:
        blocks.append(paragraph(translate("form-digest-skipped")))
    elif coming.note is None:
        blocks.append(paragraph(translate("form-digest-nothing")))
    else:
        blocks += note_blocks(
            coming.note, locale=reader.locale, today=coming.today, steps=coming.steps
        )
        if coming.team.outsiders:
            blocks.append(context(translate("draft-homes")))
    if coming.counted_on is not None:
        counted_on = translate.day(coming.counted_on, coming.today)
        blocks.append(context(translate("form-digest-counted_on", date=counted_on)))
    return blocks


def _steps(translate: Translator, own: Sequence[TeamStep]) -> Element:
    """A list to tick; more than ten steps are a menu, because Slack ticks no more."""
    shown = own[-MOST_STEPS:]
    ticked = [one.id for one in shown if one.ticked]
    options = [
        option(
            " ".join((one.text or translate.label(one.kind)).split()),
            one.id,
            description=translate.label(one.kind) if one.text else None,
        )
        for one in shown
    ]
    if len(shown) <= MOST_TICKS:
        return ticks(Field.NOTE_STEPS, options, ticked=ticked)
    element: Element = {
        "type": "multi_static_select",
        "action_id": Field.NOTE_STEPS.value,
        "options": options,
        "placeholder": plain(translate("form-name-choose")),
    }
    first = [one for one in options if one["value"] in ticked]
    if first:
        element["initial_options"] = first
    return element
