"""Every human word, by key: one Fluent bundle per language, with English where a key is missing.

Values are put in as they are. Whatever comes from outside passes :func:`escape` first, ids and
seconds go in as strings (Fluent would group their digits); a plain number chooses the plural.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, ast

from bot.domain.concern import Concern
from bot.domain.concern.states import Kind, Meeting, State
from bot.domain.ids import ChannelId, PersonId
from bot.domain.person import NAME_LIMIT, Person
from bot.domain.record import Record
from bot.domain.taxonomy import (
    Change,
    CloseReason,
    Help,
    HowSoon,
    Need,
    Pressure,
    Signal,
    StepKind,
)
from bot.domain.team import contact_person

LOCALES = Path(__file__).parent / "locales"
FALLBACK = "en"
_CUT = "…"
TITLE_LIMIT = 60
"""So much of somebody's words stands for a topic, in private views."""
MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
"""Slack's markup for a person, with or without the name of then."""
_MARKUP = re.compile(r"<[@#!][^<>]*>|[*_~`]")
_TORN = re.compile(r"&[a-z]{0,3}$")
_LONGEST_VALUE = 500
_LABELS: Mapping[type[Enum], str] = {
    Signal: "signal",
    Pressure: "pressure",
    Help: "help",
    HowSoon: "how_soon",
    StepKind: "step",
    CloseReason: "reason",
    Need: "need",
    Change: "change",
    Meeting: "meeting",
}
_OWN_STATES: Mapping[Kind, tuple[str, ...]] = {
    Kind.NOTE: ("-private", "-note"),
    Kind.SHARED: ("-note",),
}
"""What may follow a state's key for notes, the nearest first."""


class BadCopyError(ValueError):
    """A locale file that would draw nothing or something else: Junk, or a key given twice."""


def escape(text: str) -> str:
    """``text`` with the three characters Slack reads as markup made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` characters, with no escaped character torn apart."""
    if len(text) <= limit:
        return text
    return _TORN.sub("", text[: limit - 1]).rstrip() + _CUT


def beginning(words: str) -> str:
    """How somebody's words begin, on one line and without any markup, escaped."""
    plain = " ".join(_MARKUP.sub("", words).split())
    return escape(cut(plain, TITLE_LIMIT))


def short_name(text: str) -> str:
    """``text`` escaped, on one line, in at most 40 characters after escaping."""
    whole = " ".join(text.split())
    if len(escape(whole)) <= NAME_LIMIT:
        return escape(whole)
    start = whole[: NAME_LIMIT - 1]
    while len(escape(start)) >= NAME_LIMIT:
        start = start[:-1]
    return escape(start.rstrip()) + _CUT


def name(person: Person) -> str:
    """The name by which messages call ``person``: escaped, 40 characters at most."""
    return short_name(person.name or person.full_name or person.id)


def names(people: Iterable[Person]) -> Mapping[PersonId, str]:
    """What one message calls each of ``people``: full names where two are called alike."""
    by_id = {person.id: person for person in people}
    short = {id_: name(person) for id_, person in by_id.items()}
    called = [called.casefold() for called in short.values()]
    return {
        id_: short_name(by_id[id_].full_name or one) if called.count(one.casefold()) > 1 else one
        for id_, one in short.items()
    }


def mention(person: PersonId) -> str:
    """Slack's markup for a person: drawn as their current name, and it notifies them."""
    return f"<@{person}>"


def channel_link(channel: ChannelId) -> str:
    """Slack's markup for a channel: drawn as its current name."""
    return f"<#{channel}>"


def conversation(person: Person) -> str:
    """The address of the reader's own, empty conversation with ``person``."""
    query = urlencode({"team": person.workspace, "channel": person.id})
    return f"https://slack.com/app_redirect?{query}"


def contact_words(contact: str) -> str:
    """The safety contact inside a sentence: a mention as it is, a line of text escaped."""
    return contact if contact_person(contact) else escape(" ".join(contact.split()))


def local_day(moment: datetime, zone: str) -> date:
    """The date of ``moment`` in ``zone``."""
    return moment.astimezone(ZoneInfo(zone)).date()


@dataclass(frozen=True)
class Translator:
    """The words of one locale."""

    locale: Locale
    """By which Babel writes dates and lists."""
    bundles: tuple[FluentBundle, ...]
    """The language's own, then English."""

    def __call__(self, key: str, **values: str | int) -> str:
        """The sentence ``key`` with ``values`` in it.

        Raises ``KeyError`` for an unknown key and ``ValueError`` where a value is missing.
        """
        if values:
            short, long = _split(values)
            return _put_back(_formatted(self.bundles, key, short), long)
        return _plain(self.bundles, key)

    def has(self, key: str) -> bool:
        """Whether there is a sentence ``key``."""
        return any(bundle.has_message(key) for bundle in self.bundles)

    # Time.

    def day(self, day: date, today: date) -> str:
        """A day such as "Tue 17 March"; with its year where that is not the one of ``today``.

        ``today`` is the reader's.
        """
        if day.year != today.year:
            return self.whole_day(day)
        return format_date(day, self("pattern-day"), locale=self.locale)

    def whole_day(self, day: date) -> str:
        """A day with its year, for what is read again in other years."""
        return format_date(day, self("pattern-day-year"), locale=self.locale)

    def span(self, first: date, last: date, today: date) -> str:
        """Days from ``first`` to ``last``, both included, such as "21 Sep – 18 Oct".

        With their years where one of them is not that of ``today``.
        """
        this_year = first.year == last.year == today.year
        pattern = self("pattern-span" if this_year else "pattern-span-year")
        begin, end = (format_date(day, pattern, locale=self.locale) for day in (first, last))
        return self("span", first=begin, last=end)

    def clock(self, moment: datetime, zone: str) -> str:
        """A time as Slack draws it on the wall of whoever looks; ``zone`` is the reader's."""
        return f"<!date^{int(moment.timestamp())}^{{time}}|{self.hour(moment, zone)}>"

    def weekday(self, day: date) -> str:
        """The weekday's whole name."""
        return format_date(day, "EEEE", locale=self.locale)

    def local_day(self, moment: datetime, zone: str, today: date) -> str:
        """The day of ``moment`` in ``zone``."""
        return self.day(local_day(moment, zone), today)

    def hour(self, moment: datetime, zone: str) -> str:
        """The time of ``moment`` on the wall in ``zone``."""
        return format_datetime(
            moment, self("pattern-hour"), tzinfo=ZoneInfo(zone), locale=self.locale
        )

    def moment(self, moment: datetime, zone: str) -> str:
        """``moment`` as Slack draws it in the zone of whoever looks.

        ``zone`` is the reader's, for clients that show only the fallback.
        """
        form = self("moment", date="{date_short_pretty}", time="{time}")
        date = self.whole_day(local_day(moment, zone))
        plain = self("moment", date=date, time=self.hour(moment, zone))
        return f"<!date^{int(moment.timestamp())}^{form}|{plain}>"

    def about(self, moment: datetime, zone: str, now: datetime, *, plain: bool = False) -> str:
        """About when something comes, such as "tomorrow at about 9:30".

        The day is in words that stay as they were written: Slack's own would say "yesterday" of
        what was still to come. ``plain``: beside an hour of another zone, which Slack cannot draw.
        """
        day, today = local_day(moment, zone), local_day(now, zone)
        near = {0: "about-today", 1: "about-tomorrow"}.get((day - today).days)
        time = self.hour(moment, zone) if plain else self.clock(moment, zone)
        if near:
            return self(near, time=time)
        return self("about-day", date=self.day(day, today), time=time)

    def moment_on(self, moment: datetime, zone: str, now: datetime) -> str:
        """A day and hour such as "on Tue 10 March at 9:30", in words that stay true."""
        time = self.clock(moment, zone)
        return self("on-day", date=self.local_day(moment, zone, local_day(now, zone)), time=time)

    # Names of things.

    def label(self, entry: Enum) -> str:
        """What a list's entry is called in forms and sentences."""
        return self(f"label-{_LABELS[type(entry)]}-{entry.value}")

    def listed(self, entries: Iterable[Enum]) -> str:
        """Labels one after the other, as in "What helped: …"."""
        return self("list-separator").join(self.label(entry) for entry in entries)

    def topic(self, concern: Concern, *, plain: bool = False) -> str | None:
        """What messages call the concern after "About:"; ``None`` where it has no topic.

        ``plain``: for a place where Slack draws no links, such as a field's label.
        """
        if concern.signal is not Signal.OTHER:
            topic = self(f"topic-{concern.signal.value}")
        elif not concern.worded and concern.marked_in is not None:
            if plain:
                topic = self("topic-mark-plain")
            else:
                topic = self("topic-mark", channel=channel_link(concern.marked_in))
        else:
            return None
        if not concern.pressures:
            return topic
        behind = concern.pressures[0].value
        both = f"topic-{concern.signal.value}-{behind}"
        if self.has(both):
            return self(both)
        pressure = self(f"topic-pressure-{behind}")
        return self("topic-with-pressure", topic=topic, pressure=pressure)

    def title(self, record: Record, *, plain: bool = False) -> str | None:
        """What private views call it: its topic, else how its words begin; ``None``: neither."""
        topic = self.topic(record.concern, plain=plain)
        if topic is not None or not record.words:
            return topic
        return self("title-words", words=beginning(record.words))

    def state_for_raiser(self, record: Record) -> str:
        """Where it stands, in the words its raiser reads."""
        return self._state("raiser", record)

    def state_for_leader(self, record: Record) -> str:
        """Where it stands, in the words its leader reads."""
        return self._state("leader", record)

    def _state(self, reader: str, record: Record) -> str:
        concern = record.concern
        if reader == "leader" and concern.open and record.raiser.deleted:
            return self("state-leader-gone")
        plain = f"state-{reader}-{concern.state.value}"
        own = (f"{plain}{suffix}" for suffix in _OWN_STATES.get(concern.kind, ()))
        key = next((key for key in own if self.has(key)), plain)
        if reader == "raiser" and concern.state is State.IN_PROGRESS:
            key = f"{plain}{_progress(record)}"
        if reader == "raiser" and concern.state is State.RAISED and record.unsent:
            key = f"{plain}-unsent"
        if reader == "raiser" and concern.state is State.BETTER and concern.replies.two_views:
            key = f"{plain}-two_views"
        if reader == "raiser" and concern.open and record.leader is None:
            key = plain if concern.state is State.OFFERED else "state-raiser-nobody"
        values = {"raiser": name(record.raiser)}
        values["leader"] = name(record.leader) if record.leader else self("hidden-former_leader")
        marked_by = concern.mark.marked_by if concern.mark is not None else None
        marker = record.people.get(marked_by) if marked_by else None
        values["reactor"] = name(marker) if marker else self("hidden-person")
        values["reason"] = self.label(concern.reason) if concern.reason else ""
        return self(key, **values)


def _formatted(bundles: tuple[FluentBundle, ...], key: str, values: dict[str, str | int]) -> str:
    for bundle in bundles:
        if bundle.has_message(key):
            pattern = bundle.get_message(key).value
            if pattern is None:
                raise KeyError(key)
            text, errors = bundle.format_pattern(pattern, values)
            if errors:
                raise ValueError(f"{key}: {errors[0]}")
            return str(text)
    raise KeyError(key)


@cache
def _plain(bundles: tuple[FluentBundle, ...], key: str) -> str:
    """What has no values in it is the same each time; half of what a card says is."""
    return _formatted(bundles, key, {})


def _progress(record: Record) -> str:
    """What its raiser knows to have happened since it was read: a step, a talk, or neither."""
    concern = record.concern
    if any(step.shown for step in record.steps):
        return "-step"
    talked = concern.milestones.talked_at is not None and not concern.replies.two_views
    return "-talked" if talked else ""


def _split(values: Mapping[str, str | int]) -> tuple[dict[str, str | int], dict[str, str]]:
    """``values`` with marks for the long ones, and the long ones: Fluent refuses them."""
    long = {
        name: value
        for name, value in values.items()
        if isinstance(value, str) and len(value) > _LONGEST_VALUE
    }
    return {**values, **{name: _mark(name) for name in long}}, long


def _put_back(text: str, long: Mapping[str, str]) -> str:
    """``text`` with the long values where their marks stand."""
    for name, value in long.items():
        text = text.replace(_mark(name), value)
    return text


def _mark(name: str) -> str:
    """Where a long value goes: in characters of the private use area, which nobody types."""
    return f"\ue000{name}\ue001"


@cache
def translator(locale: str) -> Translator:
    """The words for a Slack locale such as ``de-DE``; English for a language not shipped."""
    language = locale.replace("_", "-").partition("-")[0].casefold()
    chosen = language if language in languages() else FALLBACK
    order = dict.fromkeys((chosen, FALLBACK))
    return Translator(_babel(locale, chosen), tuple(_bundle(locale_name) for locale_name in order))


def languages() -> tuple[str, ...]:
    """The languages shipped."""
    return tuple(sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir()))


def _babel(locale: str, language: str) -> Locale:
    """The locale by which dates are written: Slack's own where it is of ``language``.

    A language that Babel does not know writes them as English does.
    """
    for candidate in (locale.replace("-", "_"), language):
        try:
            parsed = Locale.parse(candidate)
        except (ValueError, UnknownLocaleError):
            continue
        if parsed.language == language:
            return parsed
    return Locale.parse(FALLBACK)


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    seen: dict[str, str] = {}
    for path in sorted((LOCALES / language).glob("*.ftl")):
        resource = FluentResource(path.read_text(encoding="utf-8"))
        for key in _keys_of(resource, path.name):
            if key in seen:
                raise BadCopyError(f"{key} stands in {seen[key]} and in {path.name}")
            seen[key] = path.name
        bundle.add_resource(resource)
    return bundle


def keys(text: str, where: str = "") -> tuple[str, ...]:
    """The keys of a locale file's ``text``. Raises :class:`BadCopyError` on anything unreadable.

    Fluent skips what it cannot read, and ends a message silently at a line it does not expect.
    """
    return _keys_of(FluentParser().parse(text), where)


def _keys_of(resource: ast.Resource, where: str) -> tuple[str, ...]:
    keys = []
    for entry in resource.body:
        if isinstance(entry, ast.Junk):
            raise BadCopyError(f"{where}: cannot read {entry.content!r}")
        if isinstance(entry, ast.Message):
            keys.append(entry.id.name)
    return tuple(keys)
