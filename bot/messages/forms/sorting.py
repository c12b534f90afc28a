"""Settling many things at once: the form, one menu a line."""

from collections.abc import Sequence

from bot.domain.concern.states import Act, Role
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.rhythm import Sorted
from bot.messages.blocks import HEADER_LIMIT, Block, context, menu, option, plain, read_aloud
from bot.messages.blocks import section as paragraph
from bot.messages.controls import Button, Field, Form
from bot.messages.forms.form_elements import View, may, modal, press, safety
from bot.messages.forms.lines import leader_row_names
from bot.messages.translate import Translator, translator

PREFIX = f"{Field.SORT.value}:"
"""How the block of a line begins; what follows says which concern it is."""


def sort_form(reader: Person, *, records: Sequence[Record], contact: str | None) -> View:
    """One menu for each thing that waits; what is not answered yet can only be read."""
    translate = translator(reader.locale)
    called = leader_row_names(translate, reader, records, plain=True)
    lines = [_line(translate, record, what) for record, what in zip(records, called, strict=True)]
    some = any(line["type"] == "input" for line in lines)
    if some:
        lines.append(context(translate("form-sort-small")))
    if not lines:
        lines = [paragraph(translate("form-sort-nothing"))]
    return modal(
        translate("form-sort-title"),
        [*lines, safety(translate, contact)],
        form=Form.SORT if some else None,
        submit=translate("form-sort-submit") if some else None,
        close=translate("view-close"),
    )


def _line(translate: Translator, record: Record, text: str) -> Block:
    concern = record.concern
    sortable = may(concern, Act.LATER, Role.OWNER)
    if not sortable:
        return paragraph(
            text, accessory=read_aloud(translate, press(translate, Button.READ, concern), text)
        )
    options = [option(translate(f"form-sort-{choice.value}"), choice.value) for choice in Sorted]
    return {
        "type": "input",
        "block_id": f"{PREFIX}{concern.id}:{concern.step_no}",
        "label": plain(text, HEADER_LIMIT),
        "element": menu(Field.SORT.value, options, chosen=Sorted.LEAVE.value),
        "optional": True,
    }
