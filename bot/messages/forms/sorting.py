"""Settling many things at once (``M sort``): the form, and what it sent, read back."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.concern import Act, Role
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.rhythm import Sorted
from bot.messages.blocks import HEADER_LIMIT, Block, menu, option, plain
from bot.messages.blocks import section as paragraph
from bot.messages.controls import Button, Field, Form, Reference, reference, value
from bot.messages.forms.form_elements import View, called, may, modal, press, safety, speak
from bot.messages.translate import Translator, cut

_PREFIX = f"{Field.SORT.value}:"
_NAME_LIMIT = 40


def sort_form(reader: Person, *, records: Sequence[Record], contact: str | None) -> View:
    """One menu for each thing that waits; what is not answered yet can only be read."""
    say = speak(reader)
    lines = [_line(say, reader, one) for one in records]
    some = any(line["type"] == "input" for line in lines)
    if not lines:
        lines = [paragraph(say("form-sort-nothing"))]
    return modal(
        say("form-sort-title"),
        [*lines, safety(say, contact)],
        form=Form.SORT if some else None,
        submit=say("form-sort-submit") if some else None,
        close=say("view-close"),
    )


def _line(say: Translator, reader: Person, record: Record) -> Block:
    concern = record.concern
    sortable = may(concern, Act.LATER, Role.OWNER)
    text = say(
        "form-sort-line",
        person=cut(called(record, concern.raiser), _NAME_LIMIT),
        topic=say.topic(concern, reader.zone, plain=sortable),
        date=say.local_day(concern.created_at, reader.zone),
    )
    if not sortable:
        return paragraph(text, accessory=press(say, Button.READ, concern))
    options = [option(say(f"form-sort-{one.value}"), one.value) for one in Sorted]
    return {
        "type": "input",
        "block_id": f"{_PREFIX}{value(concern)}",
        "label": plain(text, HEADER_LIMIT),
        "element": menu(Field.SORT.value, options, chosen=Sorted.LEAVE.value),
        "optional": True,
    }


def sorted_lines(values: Mapping[str, Any]) -> list[tuple[Reference, Sorted]]:
    """What was chosen for each thing. Raises ``ValueError`` for a shape no form of ours sends."""
    found = []
    for block, elements in values.items():
        if not block.startswith(_PREFIX):
            raise ValueError("not a line of the form for sorting")
        chosen = elements[Field.SORT.value]["selected_option"]
        what = Sorted.LEAVE if chosen is None else Sorted(chosen["value"])
        found.append((reference(block.removeprefix(_PREFIX)), what))
    return found
