"""What the team may read in the weekly note: the leader's form and preview."""

from collections.abc import Sequence

from bot.domain.digest import LINE_LIMIT, Preview, TeamStep
from bot.domain.person import Person
from bot.messages.blocks import Block, Element, actions, context, header, option, plain
from bot.messages.blocks import section as paragraph
from bot.messages.cards.digest import answers, digest_blocks, word_line
from bot.messages.controls import Button, Field, Form
from bot.messages.forms.form_elements import View, ask, lines, modal, safety, ticks
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import Translator, escape, translator

LINES = (Field.LINE_1, Field.LINE_2, Field.LINE_3)
MOST_TICKS = 10
MOST_STEPS = 100
MOST_TEAMS = 5


def digest_form(reader: Person, *, preview: Preview, contact: str | None) -> View:
    """Tick steps, write lines, see how it reads."""
    translate = translator(reader.locale)
    blocks: list[Block] = []
    if preview.own:
        label = translate("form-digest-steps")
        blocks.append(ask(Field.NOTE_STEPS, label, _steps(translate, preview.own), optional=True))
    written = preview.word.lines if preview.word is not None else ()
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
        context(translate("form-digest-now", date=translate.day(preview.day, preview.today))),
        *_preview(translate, reader, preview),
        safety(translate, contact),
    ]
    return modal(
        translate("form-digest-title"),
        blocks,
        form=Form.DIGEST,
        submit=translate("form-digest-submit", weekday=translate.weekday(preview.day)),
        close=translate("view-close"),
        view_state=ViewState.of_digest(preview.team.id, preview.week),
    )


def saved_view(reader: Person, *, preview: Preview) -> View:
    """The form's last view: what the team will read."""
    translate = translator(reader.locale)
    return modal(
        translate("form-digest-title"),
        [
            paragraph(
                translate("form-digest-saved", date=translate.day(preview.day, preview.today))
            ),
            *_preview(translate, reader, preview),
            *_whether_it_goes(translate, reader, preview),
        ],
        close=translate("view-close"),
    )


def digest_view(reader: Person, *, previews: Sequence[Preview]) -> View:
    """The coming notes of a leader's teams (``/concern digest``), and what can be answered."""
    translate = translator(reader.locale)
    blocks: list[Block] = []
    for preview in previews[:MOST_TEAMS]:
        blocks += [
            header(escape(preview.team.name)),
            context(translate("form-digest-now", date=translate.day(preview.day, preview.today))),
            *_preview(translate, reader, preview),
            *_whether_it_goes(translate, reader, preview),
        ]
        row = answers(translate, preview.team, preview.week)
        if preview.note is None and not preview.skipped:
            # There is nothing to post.
            row = [drawn for drawn in row if drawn["action_id"] != Button.POST_DIGEST.value]
        blocks.append(actions(row, name=f"draft-{preview.team.id}"))
    if not blocks:
        blocks = [paragraph(translate("form-digest-none"))]
    return modal(translate("form-digest-title"), blocks, close=translate("view-close"))


def _whether_it_goes(translate: Translator, reader: Person, preview: Preview) -> list[Block]:
    if preview.word is not None:
        line = word_line(translate, preview.word, preview.team, preview.day, reader, preview.today)
        return [context(line)]
    if preview.note is not None and preview.note.figures is None:
        return [context(translate("form-digest-waits"))]
    return []


def _preview(translate: Translator, reader: Person, preview: Preview) -> list[Block]:
    blocks: list[Block] = []
    if preview.skipped:
        blocks.append(paragraph(translate("form-digest-skipped")))
    elif preview.note is None:
        blocks.append(paragraph(translate("form-digest-nothing")))
    else:
        blocks += digest_blocks(
            preview.note,
            locale=reader.locale,
            today=preview.today,
            steps=preview.steps,
            counted_later=preview.counted_on is not None,
        )
        if preview.team.outsiders:
            blocks.append(context(translate("draft-homes")))
    if preview.counted_on is not None:
        counted_on = translate.day(preview.counted_on, preview.today)
        blocks.append(context(translate("form-digest-counted_on", date=counted_on)))
    return blocks


def _steps(translate: Translator, own: Sequence[TeamStep]) -> Element:
    """A list to tick; more than ten steps are a menu, because Slack ticks no more."""
    steps = own[-MOST_STEPS:]
    ticked = [item.id for item in steps if item.ticked]
    options = [
        option(
            " ".join((item.text or translate.label(item.kind)).split()),
            item.id,
            description=translate.label(item.kind) if item.text else None,
        )
        for item in steps
    ]
    if len(steps) <= MOST_TICKS:
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
