"""Views about oneself: a pause, one's data, the guide, who sees what, help; small answers."""

from collections.abc import Sequence
from datetime import date

from bot.domain.person import Person
from bot.domain.record import Record
from bot.messages.blocks import Block, actions, button, context
from bot.messages.blocks import section as paragraph
from bot.messages.controls import Button, Field, Form
from bot.messages.forms.form_elements import (
    NOTHING,
    View,
    ask,
    calendar,
    modal,
    quote,
    safety,
)
from bot.messages.forms.lines import coming, standing
from bot.messages.forms.view_state import ViewState
from bot.messages.translate import contact_words, name, translator

WHO_SEES = ("raised", "duty", "messages", "lead", "team", "notes", "operator", "back")
GUIDE = ("first", "listen", "seriously", "back", "seat", "easier", "come")


def pause_form(
    reader: Person,
    *,
    contact: str | None,
    until: date | None = None,
) -> View:
    """Don't write to me until a day."""
    translate = translator(reader.locale)
    blocks = [
        ask(Field.DAY, translate("form-pause-day"), calendar(Field.DAY, until)),
        context(translate("form-pause-small")),
        safety(translate, contact),
    ]
    return modal(
        translate("form-pause-title"),
        blocks,
        form=Form.PAUSE,
        submit=translate("form-pause-submit"),
        close=translate("view-close"),
    )


def guide_view(reader: Person) -> View:
    """The one-page guide."""
    translate = translator(reader.locale)
    blocks = [paragraph(translate(f"form-guide-{part}")) for part in GUIDE]
    return modal(translate("form-guide-title"), blocks, close=translate("view-close"))


def who_sees_view(reader: Person) -> View:
    """Who sees what, in sentences that hold for the table the gate uses."""
    translate = translator(reader.locale)
    blocks = [paragraph(translate(f"form-sees-{part}")) for part in WHO_SEES]
    return modal(translate("form-sees-title"), blocks, close=translate("view-close"))


def help_now_view(
    reader: Person,
    *,
    contact: str | None,
    person: Person | None = None,
    instead: Person | None = None,
) -> View:
    """Help that is not a bot; ``person`` is the contact, if one is.

    Where there is none, whom to turn to ``instead``: there always is a way on.
    """
    translate = translator(reader.locale)
    blocks: list[Block] = [paragraph(translate("form-help-now"))]
    if contact:
        blocks.append(paragraph(translate("form-help-contact", contact=contact_words(contact))))
    elif instead is not None:
        blocks.append(paragraph(translate("form-help-instead", person=name(instead))))
    else:
        blocks.append(paragraph(translate("form-help-instead-nobody")))
    if person is not None:
        label = translate("button-safe_ask", person=name(person))
        blocks.append(actions([button(Button.SAFE_ASK, label)]))
        blocks.append(context(translate("form-help-asks", person=name(person))))
    return modal(translate("form-help-title"), blocks, close=translate("form-back"))


def asked_view(reader: Person, *, person: Person) -> View:
    """The safety contact is asked to get in touch."""
    translate = translator(reader.locale)
    blocks = [paragraph(translate("form-help-asked", person=name(person)))]
    return modal(translate("form-help-title"), blocks, close=translate("form-back"))


# Small answers.


def said(
    reader: Person,
    *,
    title_key: str,
    text_key: str,
    more: Sequence[Block] = (),
    view_state: ViewState = NOTHING,
    **values: str | int,
) -> View:
    """The last view of a form: one sentence, and whatever blocks (buttons, a menu) go with it."""
    translate = translator(reader.locale)
    return modal(
        translate(title_key),
        [paragraph(translate(text_key, **values)), *more],
        close=translate("view-close"),
        view_state=view_state,
    )


def kept(reader: Person, *, record: Record) -> View:
    """A form about a concern was saved: where it stands now, and what comes next."""
    translate = translator(reader.locale)
    next_ = coming(reader, record)
    blocks: list[Block] = [paragraph(standing(reader, record))]
    blocks += [context(next_)] if next_ else []
    return modal(translate("saved-title"), blocks, close=translate("view-close"))


def shown(
    reader: Person, *, title_key: str, blocks: Sequence[Block], view_state: ViewState = NOTHING
) -> View:
    """Blocks drawn elsewhere (a private answer, a card) as a form's last view."""
    translate = translator(reader.locale)
    return modal(translate(title_key), blocks, close=translate("view-close"), view_state=view_state)


def refused_view(
    reader: Person,
    *,
    sentence: str,
    words: str = "",
    more: Sequence[Block] = (),
    view_state: ViewState = NOTHING,
) -> View:
    """Why something was refused, the words, to copy, if they are stored nowhere, and a way out."""
    translate = translator(reader.locale)
    blocks = [paragraph(sentence), *([quote(words)] if words else []), *more]
    return modal(
        translate("form-refused-title"),
        blocks,
        close=translate("view-close"),
        view_state=view_state,
    )
