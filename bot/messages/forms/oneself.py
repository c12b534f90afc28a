"""Views about oneself: a pause, one's data, the guide, who sees what, help; small answers."""

from collections.abc import Sequence
from datetime import date

from bot.domain.concern.states import Kind
from bot.domain.permissions import PERMISSIONS, Grant, Sight, Viewer
from bot.domain.person import Person
from bot.domain.record import NoteLines, PersonalData, Record
from bot.messages.blocks import Block, actions, button, context
from bot.messages.blocks import section as paragraph
from bot.messages.controls import Button, Field, Form
from bot.messages.forms.form_elements import (
    NOTHING,
    View,
    ask,
    calendar,
    called,
    leader_name,
    link_line,
    modal,
    pager,
    quote,
    raiser_name,
    safety,
    within,
)
from bot.messages.forms.lines import coming, standing
from bot.messages.forms.view_state import Listing, ViewState
from bot.messages.translate import Translator, contact_words, name, short_name, translator

BLOCKS_PER_PAGE = 60
GUIDE = ("first", "listen", "seriously", "back", "seat", "easier", "come")


def pause_form(
    reader: Person,
    *,
    contact: str | None,
    until: date | None = None,
    view_state: ViewState = NOTHING,
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
        view_state=view_state,
    )


def guide_view(reader: Person) -> View:
    """The one-page guide."""
    translate = translator(reader.locale)
    blocks = [paragraph(translate(f"form-guide-{part}")) for part in GUIDE]
    return modal(translate("form-guide-title"), blocks, close=translate("view-close"))


def who_sees_view(reader: Person) -> View:
    """Who sees what: made from the table the gate uses, so that it cannot say anything else."""
    translate = translator(reader.locale)
    blocks: list[Block] = [paragraph(_seen(translate, viewer)) for viewer in Viewer]
    blocks += [
        context(translate(f"form-sees-{small}")) for small in ("figures", "operator", "director")
    ]
    return modal(translate("form-sees-title"), blocks, close=translate("view-close"))


def _seen(translate: Translator, viewer: Viewer) -> str:
    row = PERMISSIONS[viewer]
    seen = [
        translate(
            "form-sees-line",
            sight=translate(f"form-sight-{sight.value}"),
            grant=translate(f"form-grant-{row[sight].value}"),
        )
        for sight in Sight
        if row[sight] is not Grant.NO
    ]
    title = f"*{translate(f'form-viewer-{viewer.value}')}*"
    return "\n".join([title, *(seen or [translate("form-sees-nothing")])])


def help_now_view(reader: Person, *, contact: str | None, person: Person | None = None) -> View:
    """Help that is not a bot; ``person`` is the contact, if one is."""
    translate = translator(reader.locale)
    blocks: list[Block] = [paragraph(translate("form-help-now"))]
    if contact:
        blocks.append(paragraph(translate("form-help-contact", contact=contact_words(contact))))
    if person is not None:
        label = translate("button-safe_ask", person=name(person))
        blocks.append(actions([button(Button.SAFE_ASK, label)]))
    blocks.append(context(translate("form-help-small")))
    return modal(translate("form-help-title"), blocks, close=translate("form-back"))


def asked_view(reader: Person, *, person: Person) -> View:
    """The safety contact is asked to get in touch."""
    translate = translator(reader.locale)
    blocks = [paragraph(translate("form-help-asked", person=name(person)))]
    return modal(translate("form-help-title"), blocks, close=translate("form-back"))


def data_view(reader: Person, *, kept: PersonalData, page: int = 0) -> View:
    """Everything by or about the reader, with its words, page by page."""
    translate = translator(reader.locale)
    pages: list[list[Block]] = [[]]
    pieces = [_lines(translate, reader, one) for one in kept.lines]
    for record in kept.records:
        pieces += _kept(translate, reader, record)
    for blocks in pieces:
        if pages[-1] and len(pages[-1]) + len(blocks) > BLOCKS_PER_PAGE:
            pages.append([])
        pages[-1] += blocks
    page = within(page, len(pages))
    shown = pages[page] or [paragraph(translate("form-empty"))]
    return modal(
        translate("form-data-title"),
        [context(translate("form-data-intro")), *shown, *pager(translate, page, len(pages))],
        close=translate("view-close"),
        view_state=ViewState(listing=Listing.DATA),
    )


def _lines(translate: Translator, reader: Person, written: NoteLines) -> list[Block]:
    """What a leader wrote for a weekly note."""
    date = translate.local_day(written.at, reader.zone)
    label = translate("form-data-lines", team=short_name(written.team), date=date)
    return [context(label), *(quote(line) for line in written.lines)]


def _kept(translate: Translator, reader: Person, record: Record) -> list[list[Block]]:
    """One concern in pieces that stay together: what it is, then each text with its author."""
    concern = record.concern
    owned = concern.owner == reader.id
    kind = {
        Kind.RAISED: "form-data-owned" if owned else "form-data-raised",
        Kind.NOTE: "form-data-own-note" if owned else "form-data-about",
        Kind.SHARED: "form-data-own-note" if owned else "form-data-about-shared",
    }[concern.kind]
    state = translate.state_for_leader(record) if owned else translate.state_for_raiser(record)
    head = paragraph(
        translate(
            kind,
            topic=translate.topic(concern, reader.zone),
            date=translate.local_day(concern.created_at, reader.zone, record.today),
            leader=leader_name(translate, record),
            raiser=raiser_name(record),
            state=state,
        )
    )
    link = [link_line(translate, concern.link)] if concern.link else []
    pieces = [[head, *link]]
    for one in record.said:
        label = translate(
            f"form-data-kind-{one.kind.value}",
            person=called(record, one.author),
            date=translate.local_day(one.said_at, reader.zone, record.today),
        )
        pieces.append([context(label), quote(one.text)])
    return pieces


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
