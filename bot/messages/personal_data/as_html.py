"""Everything by or about a person as a page that opens from a disk: nothing in it comes from afar.

No script, no picture, no address but links to Slack; a policy in the page lets nothing else in.
Headings, lists and quotes are what they are, so that a screen reader finds its way.
"""

from html import unescape
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring  # written here, never read

from bot.domain.ids import PersonId
from bot.domain.personal_data import PersonalData
from bot.messages.personal_data.sections import DataEntry, Section, sections
from bot.messages.translate import MENTION, Translator, local_day, names, translator

DOCTYPE = "<!doctype html>\n"
POLICY = "; ".join(("default-src 'none'", "style-src 'unsafe-inline'", "base-uri 'none'"))
STYLE = Path(__file__).with_name("page.css")


def as_html(data: PersonalData) -> bytes:
    """The page, UTF-8, in the language of whom it is about."""
    translate = translator(data.person.locale)
    parts = sections(data)
    page = Element("html", {"lang": str(translate.locale).replace("_", "-")})
    _head(page, translate)
    body = SubElement(page, "body")
    _header(body, data, translate)
    _contents(body, parts, translate)
    main = SubElement(body, "main")
    for number, part in enumerate(parts, start=1):
        _part(main, part, f"part-{number}", data, translate)
    return (DOCTYPE + tostring(page, encoding="unicode", method="html")).encode()


def _head(page: Element, translate: Translator) -> None:
    head = SubElement(page, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": POLICY})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width"})
    SubElement(head, "meta", {"name": "referrer", "content": "no-referrer"})
    _say(head, "title", translate("data-page-title"))
    SubElement(head, "style").text = STYLE.read_text(encoding="utf-8")


def _header(body: Element, data: PersonalData, translate: Translator) -> None:
    me = data.person
    header = SubElement(body, "header")
    _say(header, "h1", translate("data-page-title"))
    made = translate(
        "data-page-made",
        name=me.full_name or me.name,
        date=translate.whole_day(local_day(data.made_at, me.zone)),
        time=translate.hour(data.made_at, me.zone),
        zone=me.zone,
    )
    _say(header, "p", made)
    _say(header, "p", translate("data-intro"))


def _contents(body: Element, parts: tuple[Section, ...], translate: Translator) -> None:
    contents = SubElement(body, "nav", {"aria-label": translate("data-page-contents")})
    listed = SubElement(contents, "ul")
    for number, part in enumerate(parts, start=1):
        _say(SubElement(listed, "li"), "a", part.title, href=f"#part-{number}")


def _part(
    main: Element, part: Section, anchor: str, data: PersonalData, translate: Translator
) -> None:
    section = SubElement(main, "section", {"aria-labelledby": anchor})
    _say(section, "h2", part.title, id=anchor)
    called = names(data.people.values())
    for entry in part.entries:
        _entry(section, entry, translate)
        for text in entry.texts:
            _say(section, "p", text.label, **{"class": "quiet"})
            quote = SubElement(section, "blockquote")
            quote.text = MENTION.sub(
                lambda match: "@" + unescape(called.get(PersonId(match[1]), match[1])), text.words
            )
        if entry.facts:
            listed = SubElement(section, "ul")
            for fact in entry.facts:
                _say(listed, "li", fact)


def _entry(section: Element, entry: DataEntry, translate: Translator) -> None:
    if entry.title:
        _say(section, "h3", entry.title)
    if entry.link is not None and entry.link.startswith("https://"):
        link = SubElement(section, "p")
        _say(link, "a", translate("data-page-link"), href=entry.link, rel="noreferrer")


def _say(within: Element, tag: str, sentence: str, **attributes: str) -> None:
    """One of our sentences: they are escaped for Slack, and written escaped for a page."""
    SubElement(within, tag, attributes).text = unescape(sentence)
