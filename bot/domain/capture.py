"""Reading what was typed behind ``/concern``: a small grammar, matched as a whole.

:func:`read` turns a text into one :data:`Reading`, a value that says what to do, or raises one of
the refusals. It stores nothing and loses nothing: every reading that is not yet settled carries
the words, and after a refusal :func:`words_of` gives them back from the text.

Texts are as Slack delivers them with escaped mentions (``<@U123|maria>``); mentions inside words
stay as typed. Days are in the writer's zone.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.calendar import Calendar, year_after
from bot.domain.ids import PersonId
from bot.domain.person import pause_day
from bot.domain.refusals import (
    DateUnread,
    Empty,
    FarDate,
    Guest,
    Oneself,
    PastDate,
    Refusal,
    TooLong,
)
from bot.domain.settings import MAX_WORDS
from bot.domain.typed_days import (
    MOST_DAY_WORDS,
    at_most_one_slip,
    looks_like_a_day,
    names_a_time,
    read_day,
)

DEFAULT_NOTE_WORKDAYS = 3
FARTHEST_NOTE_WORKDAYS = 30
MOST_COMMAS_OF_A_DAY = 3
"""As in "fri, march 13, 2026, please"."""
JUST_PAST = timedelta(days=60)
"""A date without a year that passed within this time was meant for this year."""
FEWEST_LETTERS = 4
"""Fewer say nothing, in a script that writes words with letters."""
MOST_WORDS_OF_A_MISTYPED_COMMAND = 2


class Relation(StrEnum):
    """How the writer stands to the addressed person."""

    NONE = "none"
    """Nobody is known to lead the other, and they share no team."""
    LEADS = "leads"
    """The writer leads them."""
    LED_BY = "led_by"
    """They lead the writer."""
    BOTH = "both"
    TEAMMATE = "teammate"
    ONESELF = "oneself"
    OUTSIDER = "outsider"
    """A guest, a bot, or someone outside the workspace."""


class WhichOption(StrEnum):
    """One button of "Who is this for?"."""

    MINE = "mine"
    """The writer's own, for their leader."""
    WRITE_TO = "write_to"
    """Write to the addressed person oneself."""
    NOTE = "note"
    """A note: about the addressed person, or about someone the writer leads."""
    FOR_THEM = "for_them"
    """For the addressed person to come back to."""


@dataclass(frozen=True)
class Subcommand:
    """A subcommand, in its listed spelling, and what was typed after it ("" for nothing)."""

    name: str
    argument: str = ""


@dataclass(frozen=True)
class OpenForm:
    """Open the empty form for a concern, for ``leader`` if one was addressed."""

    leader: PersonId | None = None


@dataclass(frozen=True)
class Meet:
    """Show the writer the card "Before you meet" ``person``, whom they lead."""

    person: PersonId


@dataclass(frozen=True)
class Raise:
    """Raise ``words`` with ``leader``, or with the writer's own where ``None``."""

    leader: PersonId | None
    words: str


@dataclass(frozen=True)
class Note:
    """Keep ``words`` as a private note about ``about``, to be asked about on ``day``.

    ``moved_from`` is the day that was asked for where that is a day off. What named the day is not
    part of ``words``.
    """

    about: PersonId
    words: str
    day: date
    moved_from: date | None
    timed: bool = False
    """Whether a time stood behind the day; it is not kept."""


@dataclass(frozen=True)
class Which:
    """Store nothing; ask who it is for, offering ``options``. ``words`` may be empty."""

    words: str
    options: tuple[WhichOption, ...]
    person: PersonId | None = None


@dataclass(frozen=True)
class ChooseOne:
    """Store nothing; open the form with ``words`` and ask which one person comes back to it.

    Several were addressed; or a name was typed that Slack does not know as a person (a group, a
    misspelling), which then stays in ``words``.
    """

    words: str


@dataclass(frozen=True)
class DidYouMean:
    """Store nothing: ``words`` are too few for a concern, or nearly a subcommand.

    ``name`` is the nearest one, with the ``argument`` that it takes.
    """

    words: str
    name: str
    argument: str = ""


Reading = Subcommand | DidYouMean | OpenForm | Meet | Raise | Note | Which | ChooseOne


@dataclass(frozen=True)
class NoteDay:
    """The working day on which a note is asked about; see :class:`Note`."""

    day: date
    moved_from: date | None


_SIGNS = "/-–\"'`*_.,:;!?()[]“”‘’"
"""What may stand around a subcommand: ``/help``, ``help!``, ``"help"``."""
_BEFORE_A_COMMAND = frozenset(
    {"my", "the", "show", "open", "see", "view", "get", "export", "preview", "setup", "edit"}
    | {"change", "concern", "heard", "please"}
)
_TOWARDS_A_DAY = frozenset(
    {"till", "til", "to", "for", "through", "thru", "up", "by", "on", "from"}
)

# Whom a text addresses.

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>[,:]?(?=\s|$|<@)\s*")
"""A mention that addresses: a word of its own, a comma or colon after it allowed."""
_NO_PERSON = re.compile(r"(?:@(?P<name>[\w.-]+)|<![^<>]*>)[,:]?(?=\s|$)")
"""A name that Slack did not turn into a person, or a group such as ``<!here>``."""


def mentions(text: str) -> tuple[PersonId, ...]:
    """The people whom ``text`` begins by mentioning, in order, each once."""
    people, _ = _address(text)
    return people


def addressee(text: str) -> PersonId | None:
    """The person whom the first word of ``text`` mentions, ``None`` for any other first word."""
    people, _ = _address(text)
    return people[0] if people else None


def words_of(text: str) -> str:
    """What ``text`` says behind the people it begins by mentioning, as it was typed."""
    _, words = _address(text)
    return as_typed(words)


_MARKUP = re.compile(r"<([@#!])?([^<>|]*)(?:\|([^<>]*))?>")


def as_typed(words: str) -> str:
    """Words as their writer typed them: Slack escapes three signs and wraps names and links.

    A person or channel without a name in the text keeps its id.
    """

    def plain(match: re.Match[str]) -> str:
        kind, target, label = match[1], match[2], match[3]
        if kind in ("@", "#"):
            return f"{kind}{label or target}"
        if kind == "!":
            return label or f"@{target}"
        return target

    text = _MARKUP.sub(plain, words)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _address(text: str) -> tuple[tuple[PersonId, ...], str]:
    words = text.strip()
    people: list[PersonId] = []
    while mention := _MENTION.match(words):
        people.append(PersonId(mention[1]))
        words = words[mention.end() :]
    return tuple(dict.fromkeys(people)), words


# The grammar.


def read(
    text: str,
    *,
    relation: Relation | None,
    accepted: bool,
    leads_a_team: bool,
    keeps_notes: bool,
    subcommands: Mapping[str, Callable[[str], bool] | None],
    today: date,
    calendar: Calendar,
    limit: int = MAX_WORDS,
    meant: bool = False,
) -> Reading:
    """What the writer of ``text`` means.

    ``relation`` is to :func:`addressee` (``None`` where nobody is addressed), ``accepted`` whether
    that person has accepted the promise; ``leads_a_team`` and ``keeps_notes`` are about the
    writer. ``subcommands`` tells of each name whether an argument is one it takes; ``None`` takes
    no argument. ``today`` and ``calendar`` are the writer's, ``limit`` is in characters; ``meant``
    is whether they said that few words are what they mean.

    Raises nothing but refusals: ``Oneself``, ``Guest``, ``TooLong``, and for notes ``DateUnread``,
    ``PastDate``, ``FarDate``, ``Empty`` (a day and no sentence). The text is then still the
    caller's, to be put into the form.
    """
    reading = _read(
        text,
        relation=relation,
        accepted=accepted,
        notes=leads_a_team or keeps_notes,
        subcommands=subcommands,
        today=today,
        calendar=calendar,
        limit=limit,
    )
    if isinstance(reading, Raise | Which) and not meant:
        if not mentions(text):
            reading = did_you_mean(reading.words, subcommands) or reading
        elif isinstance(reading, Raise) and says_nothing(reading.words):
            reading = DidYouMean(reading.words, next(iter(subcommands), "help"))
    if isinstance(reading, Raise | Note | Which | ChooseOne | DidYouMean):
        return replace(reading, words=as_typed(reading.words))
    return reading


def did_you_mean(
    words: str, subcommands: Mapping[str, Callable[[str], bool] | None]
) -> DidYouMean | None:
    """What somebody probably meant whose words are too few, or begin like a subcommand.

    ``None`` for words that may be a concern.
    """
    first, *rest = words.split() or [""]
    if len(rest) == 1 and first.casefold().strip(_SIGNS) in _BEFORE_A_COMMAND:
        # "my list", "show settings", "/concern help"
        named = rest[0].casefold().strip(_SIGNS)
        if named in subcommands:
            return DidYouMean(words, named)
    bare = first.casefold().strip(_SIGNS)
    near = next((name for name in subcommands if _is_nearly(bare, name)), None)
    if near is not None:
        argument = _argument(subcommands[near], rest)
        if argument or len(rest) < MOST_WORDS_OF_A_MISTYPED_COMMAND:
            return DidYouMean(words, near, argument)
    if says_nothing(words):
        return DidYouMean(words, next(iter(subcommands), "help"))
    return None


def says_nothing(words: str) -> bool:
    """Whether it is one word, a sign, or fewer than four letters.

    Only in Latin script: others say much in one word, or write none apart.
    """
    if not words.strip():
        return False
    letters = [letter for letter in words if letter.isalpha()]
    if not all(unicodedata.name(letter, "").startswith("LATIN") for letter in letters):
        return False
    return len(words.split()) == 1 or len(letters) < FEWEST_LETTERS


def _is_nearly(word: str, name: str) -> bool:
    """Whether ``word`` is a subcommand's name but for a letter, a swap or a plural."""
    return at_most_one_slip(word, name) or word.removesuffix("s") == name.removesuffix("s")


def _argument(takes: Callable[[str], bool] | None, rest: Sequence[str]) -> str:
    """The argument that was meant: ``monday``, ``till monday`` and ``for 2 weeks`` are a day."""
    if takes is None or not rest:
        return ""
    first, *others = rest
    led = first.casefold() in _TOWARDS_A_DAY or at_most_one_slip(first.casefold(), "until")
    for words in (others, rest) if led else (rest,):
        text = " ".join(words)
        for argument in (text, f"until {text}", f"until in {text}"):
            try:
                if takes(argument):
                    return argument
            except Refusal:
                continue
    return ""


def _read(
    text: str,
    *,
    relation: Relation | None,
    accepted: bool,
    notes: bool,
    subcommands: Mapping[str, Callable[[str], bool] | None],
    today: date,
    calendar: Calendar,
    limit: int,
) -> Reading:
    command = _subcommand(text, subcommands)
    if command is not None:
        return command
    people, words = _address(text)
    if len(people) > 1:
        return ChooseOne(_within(words, limit))
    if people:
        person = people[0]
        if relation is Relation.ONESELF:
            raise Oneself
        if relation is Relation.OUTSIDER:
            raise Guest
        if not words:
            return _person_alone(person, relation, accepted=accepted)
        if relation is Relation.LEADS:
            return _note(person, words, today=today, calendar=calendar, limit=limit)
        if relation is Relation.LED_BY:
            return Raise(person, _within(words, limit))
        return Which(_within(words, limit), _options(relation, accepted=accepted), person)
    if no_person := _NO_PERSON.match(words):
        if (no_person["name"] or "").casefold() == "me":
            raise Oneself
        return ChooseOne(_within(words, limit))
    if notes:
        # Whoever takes notes may have forgotten whom this one is about; it must not reach their
        # own leader on a guess.
        return Which(_within(words, limit), (WhichOption.MINE, WhichOption.NOTE))
    return Raise(None, _within(words, limit)) if words else OpenForm()


def _subcommand(
    text: str, subcommands: Mapping[str, Callable[[str], bool] | None]
) -> Subcommand | None:
    """The subcommand that ``text`` is: its whole name, or its name and an argument it takes."""
    first, *rest = text.split(maxsplit=1) or [""]
    for name, takes in subcommands.items():
        if first.casefold() == name.casefold():
            argument = rest[0].rstrip() if rest else ""
            if not argument or (takes is not None and takes(argument)):
                return Subcommand(name, argument)
    return None


def _person_alone(person: PersonId, relation: Relation | None, *, accepted: bool) -> Reading:
    """A mention and nothing else."""
    if relation in {Relation.LEADS, Relation.BOTH}:
        return Meet(person)
    if relation is Relation.LED_BY:
        return OpenForm(person)
    return Which("", _options(relation, accepted=accepted), person)


def _options(relation: Relation | None, *, accepted: bool) -> tuple[WhichOption, ...]:
    """The buttons for a person of whom it is not clear who leads whom."""
    if relation is Relation.TEAMMATE:
        return (WhichOption.MINE, WhichOption.WRITE_TO)
    if relation is Relation.BOTH or accepted:
        return (WhichOption.NOTE, WhichOption.FOR_THEM)
    return (WhichOption.NOTE,)


def _within(words: str, limit: int) -> str:
    if len(words) > limit:
        raise TooLong(n=str(limit))
    return words


def _note(person: PersonId, words: str, *, today: date, calendar: Calendar, limit: int) -> Note:
    sentence, day = split_day(words, today=today, calendar=calendar)
    kept = _within(sentence, limit)
    when = day_for_note(day, today=today, calendar=calendar)
    timed = day is not None and names_a_time(words[len(sentence) :].strip(" ,"), today=today)
    return Note(person, kept, when.day, when.moved_from, timed)


def split_day(
    words: str, *, today: date, calendar: Calendar | None = None
) -> tuple[str, date | None]:
    """The sentence of a note and the day named behind its last comma, if *all* of that is a day.

    The day is as named, not yet checked: see :func:`day_for_note`. Raises ``DateUnread`` with its
    ``part`` for what looks like a day and is none, ``Empty`` for a day without a sentence.
    """
    sentence, comma, part = (side.strip() for side in words.rpartition(","))
    for _ in range(MOST_COMMAS_OF_A_DAY):
        # "march 14, 2026" and "friday, 9am" have commas of their own.
        before, _, dated = (side.strip() for side in sentence.rpartition(","))
        if read_day(f"{dated}, {part}", today=today, calendar=calendar) is None:
            break
        sentence, part = before, f"{dated}, {part}"
    day = read_day(part, today=today, calendar=calendar)
    if day is not None:
        if not sentence:
            raise Empty
        return sentence, day
    if comma and looks_like_a_day(part):
        raise DateUnread(part=part)
    return words, None


def day_for_note(
    day: date | None, *, today: date, calendar: Calendar, field: str | None = None
) -> NoteDay:
    """The working day for a note, three working days from ``today`` where no ``day`` was named.

    A day off moves to the next working day. Raises ``PastDate`` for today and before, ``FarDate``
    with the latest ``date`` for what is over 30 working days away; ``field`` is the form's field
    they are about.
    """
    if day is None:
        return NoteDay(calendar.add_workdays(today, DEFAULT_NOTE_WORKDAYS), None)
    if day <= today:
        raise PastDate(field=field)
    latest = calendar.add_workdays(today, FARTHEST_NOTE_WORKDAYS)
    # First without the calendar, which need not know days far behind the latest.
    if day > latest or (workday := calendar.on_or_after(day)) > latest:
        raise FarDate(field=field, date=latest.isoformat())
    return NoteDay(workday, day if workday != day else None)


def until_day(argument: str, *, today: date, calendar: Calendar | None = None) -> date | None:
    """The day of ``until monday``, after ``today``; ``None`` for what is a sentence instead.

    Raises ``DateUnread`` and ``PastDate`` where it was plainly meant as a day, ``LongPause`` with
    the latest ``date`` for what is over a year ahead.
    """
    first, *rest = argument.split(maxsplit=1) or [""]
    if first.casefold() != "until":
        return None
    part = rest[0].strip() if rest else ""
    day = read_day(part, today=today, calendar=calendar)
    if day is None:
        if len(argument.split()) <= MOST_DAY_WORDS:
            raise DateUnread(part=part or first)
        return None
    if _YEAR.search(part) is None and year_after(today) - day <= JUST_PAST:
        # Nobody who types 8 March on the 9th means next year's.
        raise PastDate
    return pause_day(day, today=today)


_YEAR = re.compile(r"[0-9]{4}")
