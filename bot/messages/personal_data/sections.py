"""Everything by or about a person, in sentences: sections, and in each what is kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import partial
from typing import Any

from babel.dates import get_day_names

from bot.domain.calendar import TalkHour
from bot.domain.concern.states import Kind
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.personal_data import PersonalData, TeamPlace
from bot.domain.record import OPERATOR, Happening, Record, Said
from bot.domain.settings import Preferences, Setting
from bot.messages.translate import (
    Translator,
    escape,
    local_day,
    name,
    names,
    short_name,
    translator,
)

_ASKED_FOR = {
    DeliveryKind.SAFE_ASK: "data-message-safe",
    DeliveryKind.SUGGEST: "data-message-asked",
}
"""What goes to somebody else only because the person asked for it, by the key of its sentence."""


@dataclass(frozen=True)
class Text:
    """Somebody's words, as they were typed, under a line that says whose they are."""

    label: str
    words: str


@dataclass(frozen=True)
class DataEntry:
    """One thing that is kept. Title and facts are sentences, escaped for Slack; words are not."""

    title: str = ""
    facts: tuple[str, ...] = ()
    texts: tuple[Text, ...] = ()
    link: str | None = None


@dataclass(frozen=True)
class Section:
    """Things of one kind."""

    title: str
    entries: tuple[DataEntry, ...]


def sections(data: PersonalData) -> tuple[Section, ...]:
    """Everything by or about a person, in their language; kinds of which there is nothing are out.

    Days and hours are those of their zone.
    """
    speaker = _Speaker(data)
    sections: tuple[tuple[str, Iterator[DataEntry]], ...] = (
        ("raised", speaker.records(_raised)),
        ("about", speaker.records(_about)),
        ("owned", speaker.records(_owned)),
        ("notes", speaker.records(_own_notes)),
        ("offers", speaker.offers()),
        ("lines", speaker.lines()),
        ("teams", speaker.teams()),
        ("leads", speaker.leads()),
        ("messages", speaker.messages()),
        ("settings", speaker.settings()),
        ("account", speaker.account()),
    )
    parts = ((key, tuple(entries)) for key, entries in sections)
    return tuple(
        Section(speaker.translate(f"data-section-{key}"), entries)
        for key, entries in parts
        if entries
    )


_Mine = Callable[[Record, PersonId], bool]


def _raised(record: Record, me: PersonId) -> bool:
    return not record.concern.about and record.concern.owner != me


def _about(record: Record, me: PersonId) -> bool:
    return record.concern.about and record.concern.owner != me


def _owned(record: Record, me: PersonId) -> bool:
    return not record.concern.about and record.concern.owner == me


def _own_notes(record: Record, me: PersonId) -> bool:
    return record.concern.about and record.concern.owner == me


class _Speaker:
    """Says what is kept in one person's language, zone and names."""

    def __init__(self, data: PersonalData) -> None:
        self._kept = data
        self._me: Person = data.person
        self._today = local_day(data.made_at, data.person.zone)
        self._names = names(data.people.values())
        self.translate: Translator = translator(data.person.locale)

    def _called(self, person: PersonId) -> str:
        if person == OPERATOR:
            return self.translate("data-operator")
        return self._names.get(person, person)

    def _day(self, moment: datetime) -> str:
        return self.translate.local_day(moment, self._me.zone, self._today)

    def _moment(self, moment: datetime) -> str:
        time = self.translate.hour(moment, self._me.zone)
        return self.translate("data-moment", date=self._day(moment), time=time)

    # Concerns and notes

    def records(self, mine: _Mine) -> Iterator[DataEntry]:
        """What is kept of concerns and notes of one kind."""
        for record in self._kept.records:
            if mine(record, self._me.id):
                yield self._record(record)

    def _record(self, record: Record) -> DataEntry:
        translate, concern = self.translate, record.concern
        owned = concern.owner == self._me.id
        key = {
            Kind.RAISED: "data-owned" if owned else "data-raised",
            Kind.NOTE: "data-own-note" if owned else "data-about",
            Kind.SHARED: "data-own-note" if owned else "data-about-shared",
        }[concern.kind]
        leader = (
            name(record.leader) if record.leader is not None else translate("hidden-former_leader")
        )
        title = translate(
            key,
            date=self._day(concern.created_at),
            leader=leader,
            raiser=name(record.raiser),
        )
        topic = translate.topic(concern, plain=True)
        if topic is not None:
            title += "\n" + translate("about", topic=topic)
        return DataEntry(
            title=title,
            facts=tuple(self._facts(record, owned=owned)),
            texts=tuple(self._texts(record)),
            link=concern.link,
        )

    def _facts(self, record: Record, *, owned: bool) -> Iterator[str]:
        translate, concern = self.translate, record.concern
        state = translate.state_for_leader if owned else translate.state_for_raiser
        yield translate("data-state", state=state(record))
        if not concern.about:
            if concern.help is not None:
                yield translate("data-help", help=translate.label(concern.help))
            yield translate("data-how-soon", when=translate.label(concern.how_soon))
        for step in record.steps:
            by = translate.day(step.due_on, self._today)
            yield translate("data-step", step=translate.label(step.kind), date=by)
        if record.changed:
            yield translate("data-changed", changes=translate.listed(record.changed))
        for entry in record.history:
            yield self._happened(entry)
        for opening in record.openings:
            at = self._moment(opening.opened_at)
            yield translate("data-opened", person=self._called(opening.person), moment=at)

    def _happened(self, happening: Happening) -> str:
        translate = self.translate
        values = {
            "moment": self._moment(happening.at),
            "act": translate(f"data-act-{happening.act}"),
        }
        if happening.by is None:
            return translate("data-happened", **values)
        return translate("data-happened-by", person=self._called(happening.by), **values)

    def _texts(self, record: Record) -> Iterator[Text]:
        for saying in record.said:
            yield self._text(saying)
        if record.concern.not_yet_because:
            yield Text(self.translate("data-not-yet"), record.concern.not_yet_because)

    def _text(self, saying: Said) -> Text:
        label = self.translate(
            f"data-text-{saying.kind.value}",
            person=self._called(saying.author),
            date=self._day(saying.said_at),
        )
        return Text(label, saying.text)

    # What else there is

    def offers(self) -> Iterator[DataEntry]:
        """Messages that were marked: theirs by colleagues, others' by them."""
        translate = self.translate
        for record in self._kept.offers:
            marked_by = record.concern.mark.marked_by if record.concern.mark else None
            colleague = self._called(marked_by) if marked_by else translate("hidden-person")
            day = self._day(record.concern.created_at)
            title = translate("data-offer", person=colleague, date=day)
            yield DataEntry(title, link=record.concern.link)
        for offer in self._kept.offers_made:
            author = self._called(offer.author)
            yield DataEntry(translate("data-offer-made", person=author, date=self._day(offer.at)))
        if self._kept.offers_made:
            yield DataEntry(facts=(translate("data-offers-answers"),))

    def lines(self) -> Iterator[DataEntry]:
        """What they said before the digests of their teams."""
        for said in self._kept.lines:
            key = f"data-lines-{said.word.value}"
            title = self.translate(key, team=short_name(said.team), date=self._day(said.at))
            label = self.translate("data-line")
            yield DataEntry(title, texts=tuple(Text(label, line) for line in said.lines))

    def teams(self) -> Iterator[DataEntry]:
        """What they are to each team."""
        translate = self.translate
        for place in self._kept.teams:
            team = short_name(place.name) if place.name is not None else None
            title = (
                translate("data-team", team=team)
                if team is not None
                else translate("data-team-private")
            )
            yield DataEntry(title, facts=tuple(self._place(place)))

    def _place(self, place: TeamPlace) -> Iterator[str]:
        translate = self.translate
        if place.on_list:
            yield translate("data-team-on-list")
        if place.proposed:
            yield translate("data-team-proposed")
        if place.leads is not None and place.accepted_on is not None:
            day = translate.day(place.accepted_on, self._today)
            yield translate(f"data-team-leads-{place.leads.value}-since", date=day)
        elif place.leads is not None:
            yield translate(f"data-team-leads-{place.leads.value}")
        if place.set_up:
            yield translate("data-team-set-up")
        if place.asked_admin:
            yield translate("data-team-asked")
        if place.asked_as_admin:
            yield translate("data-team-approves")

    def leads(self) -> Iterator[DataEntry]:
        """Who says to lead them, and whom they said to lead, for notes."""
        for statement in self._kept.led_by:
            key = "data-led-by-denied" if statement.denied else "data-led-by"
            yield DataEntry(self.translate(key, person=self._called(statement.leader)))
        for statement in self._kept.leads:
            key = "data-leads-denied" if statement.denied else "data-leads"
            yield DataEntry(self.translate(key, person=self._called(statement.person)))

    def messages(self) -> Iterator[DataEntry]:
        """What was sent to them, and to others because of them."""
        translate = self.translate
        lines = []
        for message in self._kept.messages:
            kind = translate(f"kind-{message.kind.value}")
            key = "data-message" if message.to_them else "data-message-other"
            if not message.to_them:
                key = _ASKED_FOR.get(message.kind, key)
            lines.append(translate(key, moment=self._moment(message.at), kind=kind))
        if lines:
            yield DataEntry(facts=tuple(lines))

    def settings(self) -> Iterator[DataEntry]:
        """How they want to be written to."""
        translate, chosen = self.translate, self._me.preferences
        yield DataEntry(
            facts=tuple(
                translate(
                    "data-setting",
                    setting=translate(row.key),
                    value=_setting_value(translate, row, getattr(chosen, row.name)),
                )
                for row in Preferences.rows()
            )
        )

    def account(self) -> Iterator[DataEntry]:
        """What Slack says of them, and how often they are written to."""
        translate, me = self.translate, self._me
        sentence = partial(translate)
        facts = [
            sentence(
                "data-account-name", name=name(me), full_name=short_name(me.full_name or me.id)
            ),
            sentence("data-account-zone", zone=me.zone, language=me.slack_locale),
        ]
        if me.status_emoji:
            facts.append(sentence("data-account-status", status=short_name(me.status_emoji)))
        if me.guest:
            facts.append(sentence("data-account-guest"))
        if me.admin:
            facts.append(sentence("data-account-admin"))
        facts.append(sentence("data-account-read", moment=self._moment(me.read_at)))
        rhythm = me.rhythm
        if rhythm.touched_at is not None:
            facts.append(sentence("data-account-touched", moment=self._moment(rhythm.touched_at)))
        if rhythm.backing_off:
            facts.append(sentence("data-account-backing-off"))
        yield DataEntry(facts=tuple(facts))


def _setting_value(translate: Translator, row: Setting, value: Any) -> str:
    """``value`` of ``row`` as its owner would say it."""
    if value is None or value in ((), frozenset()):
        return translate("data-setting-none")
    if isinstance(value, bool):
        return translate("data-setting-yes" if value else "data-setting-no")
    if isinstance(value, StrEnum):
        return translate(f"setting-{row.name}-{value.value}")
    if isinstance(value, int) and translate.has(f"setting-{row.name}-{value}"):
        return translate(f"setting-{row.name}-{value}")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, frozenset):
        return translate("list-separator").join(_weekday(translate, day) for day in sorted(value))
    if isinstance(value, tuple):
        return translate("list-separator").join(_talk_hour(translate, hours) for hours in value)
    return escape(str(value))


def _weekday(translate: Translator, day: int) -> str:
    return str(get_day_names("abbreviated", locale=translate.locale)[day - 1])


def _talk_hour(translate: Translator, hours: TalkHour) -> str:
    return f"{_weekday(translate, hours.weekday)} {hours.start:%H:%M}–{hours.end:%H:%M}"
