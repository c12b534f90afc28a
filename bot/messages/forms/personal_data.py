"""The view behind /concern data: everything by or about a person, page by page."""

from collections.abc import Iterator
from dataclasses import asdict

from bot.domain.person import Person
from bot.domain.personal_data import ErasedData, PersonalData
from bot.messages.blocks import Block, actions, button, header, plain, section
from bot.messages.controls import Button, Form
from bot.messages.forms.form_elements import (
    View,
    link_line,
    modal,
    pager,
    quote,
    safety,
    within,
)
from bot.messages.forms.view_state import PagedList, ViewState
from bot.messages.personal_data import DataEntry, sections
from bot.messages.translate import Translator, translator

BLOCKS_PER_PAGE = 60
STAYS = ("replies", "taken_back", "places", "posted", "slack", "backups")
"""What is not erased, or not at once."""
FACTS_LIMIT = 2500
"""Characters of facts in one block; Slack takes 3,000."""


def data_view(data: PersonalData, *, page: int = 0) -> View:
    """Everything by or about its reader, with its words, page by page."""
    translate = translator(data.person.locale)
    pages = _pages(data, translate)
    page = within(page, len(pages))
    return modal(
        translate("data-title"),
        [
            _small(translate("data-intro")),
            actions(
                [
                    button(Button.SEND_FILE, translate("button-send_file")),
                    button(Button.ERASE_MINE, translate("button-erase_mine")),
                ],
                name="rights",
            ),
            _small(translate("data-file-stays")),
            *pages[page],
            *pager(translate, page, len(pages)),
        ],
        close=translate("view-close"),
        view_state=ViewState(listing=PagedList.DATA),
    )


def erase_form(reader: Person, *, goes: ErasedData, contact: str | None) -> View:
    """What of the reader's own would be erased, and what stays; nothing is done before its yes."""
    translate = translator(reader.locale)
    amounts = asdict(goes)
    going = [translate(f"erase-goes-{what}", n=n) for what, n in amounts.items() if n]
    blocks = [
        section(translate("erase-goes" if going else "erase-nothing")),
        *([_listed(going)] if going else []),
        section(translate("erase-stays")),
        _listed([translate(f"erase-stays-{what}") for what in STAYS]),
        section(translate("erase-final")),
        safety(translate, contact),
    ]
    return modal(
        translate("erase-title"),
        blocks,
        form=Form.ERASE_MINE if going else None,
        submit=translate("erase-submit") if going else None,
        close=translate("erase-close" if going else "view-close"),
    )


def _listed(lines: list[str]) -> Block:
    return section("\n".join(f"• {line}" for line in lines))


def _pages(data: PersonalData, translate: Translator) -> list[list[Block]]:
    """Blocks by page; a heading stands with what it is above, a text with its label."""
    pages: list[list[Block]] = [[]]
    for part in sections(data):
        heading: list[Block] = [header(part.title)]
        for entry in part.entries:
            for piece in _pieces(entry, translate):
                blocks = [*heading, *piece]
                if pages[-1] and len(pages[-1]) + len(blocks) > BLOCKS_PER_PAGE:
                    pages.append([])
                pages[-1] += blocks
                heading = []
    return pages


def _pieces(entry: DataEntry, translate: Translator) -> Iterator[list[Block]]:
    """One thing that is kept, in pieces that stay together."""
    about: list[Block] = [_title(entry.title)] if entry.title else []
    if entry.link is not None:
        about.append(link_line(translate, entry.link))
    if about:
        yield about
    for text in entry.texts:
        yield [_small(text.label), quote(text.words)]
    for facts in _chunks(entry.facts):
        yield [_small(facts)]


def _chunks(facts: tuple[str, ...]) -> Iterator[str]:
    """Facts one a line, as many together as one block holds."""
    lines: list[str] = []
    for fact in facts:
        if lines and len("\n".join([*lines, fact])) > FACTS_LIMIT:
            yield "\n".join(lines)
            lines = []
        lines.append(fact)
    if lines:
        yield "\n".join(lines)


def _title(text: str) -> Block:
    """What something is; without markup, since names stand in it."""
    return {"type": "section", "text": plain(text)}


def _small(text: str) -> Block:
    """A small line, or several; without markup, too."""
    return {"type": "context", "elements": [plain(text)]}
