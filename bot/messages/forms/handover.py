"""Where a concern goes on: *Someone else*, *Hand it over*, *Pass the ask*, *It came back*."""

from collections.abc import Sequence

from bot.domain.concern.states import Act, Role
from bot.domain.delivery import WordsKind
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.settings import MAX_WORDS
from bot.domain.taxonomy import Need
from bot.messages.blocks import MENU_LIMIT, Block, Element, actions, context, link_button
from bot.messages.blocks import section as paragraph
from bot.messages.controls import Button, Field, Form
from bot.messages.forms.form_elements import (
    View,
    ask,
    choice,
    for_record,
    leader_name,
    lines,
    link_line,
    may,
    modal,
    people_menu,
    press,
    quote,
    raiser_name,
    safety,
    somebody,
)
from bot.messages.translate import Translator, conversation, name, translator


def send_on_form(
    reader: Person,
    *,
    record: Record,
    leaders: Sequence[Person],
    others: Sequence[Person],
    contact: str | None,
    limit: int = MAX_WORDS,
) -> View:
    """Someone else: the words are filled in, whom to is asked."""
    translate = translator(reader.locale)
    said = [
        saying.text for saying in record.said if saying.kind in (WordsKind.SAID, WordsKind.ADDED)
    ]
    blocks: list[Block] = [
        ask(Field.LEADER, translate("form-raise-leader"), _people(translate, leaders, others)),
        ask(
            Field.WORDS,
            translate("form-raise-words"),
            lines(Field.WORDS, limit, initial="\n".join(said)),
            hint=translate("form-raise-words-hint"),
            optional=record.concern.link is not None,
        ),
    ]
    if record.concern.link:
        blocks.append(link_line(translate, record.concern.link))
    blocks += [
        context(translate("form-send_on-small", leader=leader_name(translate, record))),
        safety(translate, contact),
    ]
    return modal(
        translate("form-send_on-title"),
        blocks,
        form=Form.SEND_ON,
        submit=translate("form-send_on-submit"),
        close=translate("view-close"),
        view_state=for_record(record),
    )


def hand_form(
    reader: Person,
    *,
    record: Record,
    leaders: Sequence[Person],
    others: Sequence[Person],
    contact: str | None,
) -> View:
    """Hand it over: nothing moves without the raiser's yes."""
    translate = translator(reader.locale)
    blocks = [
        ask(Field.LEADER, translate("form-hand-to"), _people(translate, leaders, others)),
        context(translate("form-hand-small", raiser=raiser_name(record))),
        safety(translate, contact),
    ]
    return modal(
        translate("form-hand-title"),
        blocks,
        form=Form.HAND,
        submit=translate("form-hand-submit", raiser=raiser_name(record)),
        close=translate("view-close"),
        view_state=for_record(record),
    )


def _people(translate: Translator, leaders: Sequence[Person], others: Sequence[Person]) -> Element:
    """Everybody to whom it can go; of more than a menu holds, anybody can be named."""
    if len(leaders) + len(others) > MENU_LIMIT:
        return somebody(Field.LEADER)
    groups = {
        translate("form-raise-leaders-own"): leaders,
        translate("form-raise-leaders-others"): others,
    }
    return people_menu(translate, Field.LEADER, groups, chosen=None)


def obstacle_form(
    reader: Person, *, record: Record, contact: str | None, limit: int = MAX_WORDS
) -> View:
    """Pass the ask: the leader raises what they cannot change alone."""
    translate = translator(reader.locale)
    concern = record.concern
    raiser = raiser_name(record)
    blocks: list[Block] = [
        ask(Field.NEED, translate("form-obstacle-need"), choice(translate, Field.NEED, Need)),
        ask(Field.PERSON, translate("form-obstacle-person"), somebody(Field.PERSON)),
        ask(Field.WORDS, translate("form-obstacle-words"), lines(Field.WORDS, limit)),
        context(translate("form-obstacle-small", raiser=raiser)),
    ]
    if may(concern, Act.CLOSE, Role.OWNER):
        blocks.append(actions([press(translate, Button.CLOSE, concern)], name="close"))
    blocks.append(safety(translate, contact))
    return modal(
        translate("form-obstacle-title"),
        blocks,
        form=Form.OBSTACLE,
        submit=translate("form-obstacle-submit"),
        close=translate("view-close"),
        view_state=for_record(record),
    )


def not_accepted_view(reader: Person, *, person: Person, text: str) -> View:
    """Whoever could give it takes nothing here: the ask, to copy, and the way to them."""
    translate = translator(reader.locale)
    write = translate("button-write", person=name(person))
    blocks = [
        paragraph(translate("form-obstacle-not_accepted", person=name(person))),
        quote(text),
        actions([link_button(Button.WRITE, write, conversation(person))], name="write"),
    ]
    return modal(translate("form-obstacle-title"), blocks, close=translate("view-close"))


def came_back_form(
    reader: Person, *, record: Record, contact: str | None, limit: int = MAX_WORDS
) -> View:
    """It came back, and the words of then are erased: a new line is needed."""
    translate = translator(reader.locale)
    leader = leader_name(translate, record)
    blocks = [
        context(translate("form-came_back-small", leader=leader)),
        ask(
            Field.WORDS,
            translate("form-raise-words"),
            lines(Field.WORDS, limit),
            hint=translate("form-raise-words-hint"),
        ),
        safety(translate, contact),
    ]
    return modal(
        translate("form-came_back-title"),
        blocks,
        form=Form.CAME_BACK,
        submit=translate("form-came_back-submit"),
        close=translate("view-close"),
        view_state=for_record(record),
    )
