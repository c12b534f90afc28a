"""Where a concern goes on: *Someone else*, *Hand it over*, *Pass the ask*, *It came back*."""

from collections.abc import Sequence

from bot.domain.capture import MAX_WORDS
from bot.domain.concern import Act, Role
from bot.domain.delivery import WordsKind
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.taxonomy import Need
from bot.messages.blocks import Block, Element, actions, context, link_button
from bot.messages.blocks import section as paragraph
from bot.messages.controls import Button, Field, Form
from bot.messages.forms.form_elements import (
    View,
    ask,
    choice,
    conversation,
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
    speak,
)
from bot.messages.translate import Translator, name

MENU_LIMIT = 100


def send_on_form(
    reader: Person,
    *,
    record: Record,
    leaders: Sequence[Person],
    others: Sequence[Person],
    contact: str | None,
    limit: int = MAX_WORDS,
) -> View:
    """Someone else (``M send_on``): the words are filled in, whom to is asked."""
    say = speak(reader)
    said = [one.text for one in record.said if one.kind in (WordsKind.SAID, WordsKind.ADDED)]
    blocks: list[Block] = [
        ask(Field.LEADER, say("form-raise-leader"), _people(say, leaders, others)),
        ask(
            Field.WORDS,
            say("form-raise-words"),
            lines(Field.WORDS, limit, initial="\n".join(said)),
            hint=say("form-raise-words-hint"),
            optional=record.concern.link is not None,
        ),
    ]
    if record.concern.link:
        blocks.append(link_line(say, record.concern.link))
    blocks += [
        context(say("form-send_on-small", leader=leader_name(say, record))),
        safety(say, contact),
    ]
    return modal(
        say("form-send_on-title"),
        blocks,
        form=Form.SEND_ON,
        submit=say("form-send_on-submit"),
        close=say("view-close"),
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
    """Hand it over (``M hand``): nothing moves without the raiser's yes."""
    say = speak(reader)
    blocks = [
        ask(Field.LEADER, say("form-hand-to"), _people(say, leaders, others)),
        context(say("form-hand-small", raiser=raiser_name(record))),
        safety(say, contact),
    ]
    return modal(
        say("form-hand-title"),
        blocks,
        form=Form.HAND,
        submit=say("form-hand-submit"),
        close=say("view-close"),
        view_state=for_record(record),
    )


def _people(say: Translator, leaders: Sequence[Person], others: Sequence[Person]) -> Element:
    """Everybody to whom it can go; of more than a menu holds, anybody can be named."""
    if len(leaders) + len(others) > MENU_LIMIT:
        return somebody(Field.LEADER)
    groups = {
        say("form-raise-leaders-own"): leaders,
        say("form-raise-leaders-others"): others,
    }
    return people_menu(say, Field.LEADER, groups, chosen=None)


def obstacle_form(
    reader: Person, *, record: Record, contact: str | None, limit: int = MAX_WORDS
) -> View:
    """Pass the ask (``M obstacle``): the leader raises what they cannot change alone."""
    say = speak(reader)
    concern = record.concern
    raiser = raiser_name(record)
    blocks: list[Block] = [
        ask(Field.NEED, say("form-obstacle-need"), choice(say, Field.NEED, Need)),
        ask(Field.PERSON, say("form-obstacle-person"), somebody(Field.PERSON)),
        ask(Field.WORDS, say("form-obstacle-words"), lines(Field.WORDS, limit)),
        context(say("form-obstacle-small", raiser=raiser)),
    ]
    if may(concern, Act.CLOSE, Role.OWNER):
        blocks.append(actions([press(say, Button.CLOSE, concern)], name="close"))
    blocks.append(safety(say, contact))
    return modal(
        say("form-obstacle-title"),
        blocks,
        form=Form.OBSTACLE,
        submit=say("form-obstacle-submit"),
        close=say("view-close"),
        view_state=for_record(record),
    )


def not_accepted_view(reader: Person, *, person: Person, text: str) -> View:
    """Whoever could give it takes nothing here: the ask, to copy, and the way to them."""
    say = speak(reader)
    write = say("button-write", person=name(person))
    blocks = [
        paragraph(say("form-obstacle-not_accepted", person=name(person))),
        quote(text),
        actions([link_button(Button.WRITE, write, conversation(person))], name="write"),
    ]
    return modal(say("form-obstacle-title"), blocks, close=say("view-close"))


def came_back_form(
    reader: Person, *, record: Record, contact: str | None, limit: int = MAX_WORDS
) -> View:
    """It came back, and the words of then are erased: a new line is needed."""
    say = speak(reader)
    leader = leader_name(say, record)
    blocks = [
        context(say("form-came_back-small", leader=leader)),
        ask(
            Field.WORDS,
            say("form-raise-words"),
            lines(Field.WORDS, limit),
            hint=say("form-raise-words-hint"),
        ),
        safety(say, contact),
    ]
    return modal(
        say("form-came_back-title"),
        blocks,
        form=Form.CAME_BACK,
        submit=say("form-came_back-submit"),
        close=say("view-close"),
        view_state=for_record(record),
    )
