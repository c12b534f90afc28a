"""Days as people type them: ``thursday``, ``end of month``, ``march 14 at 2pm``.

A small grammar, matched as a whole; no library that searches sentences for dates. What all of a
text names is a day; what only looks like one is refused by whoever asks, and never guessed.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.domain.calendar import Calendar

MOST_DAY_WORDS = 4
"""A part of more words than this is never taken for a misspelt day."""
FULL_WEEK = 7

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon"),
            ("tuesday", "tue", "tues"),
            ("wednesday", "wed"),
            ("thursday", "thu", "thur", "thurs"),
            ("friday", "fri"),
            ("saturday", "sat"),
            ("sunday", "sun"),
        ),
        start=1,
    )
    for name in names
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            ("a", "an", "one"),
            ("two",),
            ("three",),
            ("four",),
            ("five",),
            ("six",),
            ("seven",),
            ("eight",),
            ("nine",),
            ("ten",),
        ),
        start=1,
    )
    for word in words
}
_TOMORROW = frozenset(
    {"tomorrow", "tommorow", "tomorow", "tommorrow", "tomorrrow", "tomorro", "tmrw", "tmr", "tmw"}
)
"""The word, and how it is written in a hurry."""
_ENDS = {
    "end of week": "week",
    "end of the week": "week",
    "eow": "week",
    "end of month": "month",
    "end of the month": "month",
    "eom": "month",
}
_COUNT = "|".join(("[0-9]{1,3}", *_NUMBERS))
_IN = re.compile(rf"in ({_COUNT}) (day|week)s?|({_COUNT}) (day|week)s? from (?:now|today)")
_NTH = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_DAY_MONTH = re.compile(rf"(?:the )?{_NTH}(?: of)? ([a-z]+)\.?(?:,? ([0-9]{{4}}))?")
_MONTH_DAY = re.compile(rf"([a-z]+)\.? {_NTH}(?:,? ([0-9]{{4}}))?")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = r"[0-9]{1,2}(?:[:.][0-9]{2})? ?(?:[ap]\.?m\.?)|[0-9]{1,2}:[0-9]{2}|noon"
_TIME = re.compile(
    rf",? (?:(?:at |@ ?)(?:{_CLOCK}|[0-9]{{1,2}}(?:h| ?o'clock)?)|{_CLOCK}"
    r"|(?:in the )?(?:morning|afternoon|evening))"
)
_END_MARKS = ".!?"
_YEARS_TO_A_LEAP_DAY = 8

# What is no day, and yet was meant as one.

_LEADING = frozenset({"on", "by", "in", "next", "until", "this"})
_LONG = tuple(name for name in (*_WEEKDAYS, *_MONTHS, "tomorrow") if len(name) > 5)
"""Names so long that one slip in them makes no other word."""
_SHORT = ("march", "april", "june", "july")
"""Names of which a slip counts beside a figure only: "match" is a word."""
_DATE_WORDS = frozenset(
    {*_WEEKDAYS, *_MONTHS, *_TOMORROW, *_NUMBERS, *_LEADING}
    | {"today", "now", "from", "end", "of", "eow", "eom"}
    | {"day", "days", "week", "weeks", "month", "months"}
)
_NAMES = frozenset({*_WEEKDAYS, *_MONTHS, *_TOMORROW, "today", "week", "weeks", "month", "months"})
_NAMES |= {"day", "days", "eow", "eom"}
"""One of these, or a figure that can be nothing else, must be among them."""
_FIGURE = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?|[0-9]{4}")
_WRITTEN = re.compile(r"[0-9]{1,4}[./-][0-9]{1,2}(?:[./-](?:[0-9]{1,4})?)?")


def read_day(text: str, *, today: date, calendar: Calendar | None = None) -> date | None:
    """The day that *all* of ``text`` names, in any case; ``None`` for anything else.

    ``tomorrow``; a weekday, the next one, never today; ``next friday``, of next week; ``next
    week``, its first working day; ``in 3 days``, ``two weeks from now``; ``12 march``, ``march 12
    2026``, without a year the next one; ``end of week`` and ``end of month``, their last working
    day; ``2026-12-04``. All but ``in`` may begin with ``on`` or ``by``. A time behind it is read
    over: see :func:`names_a_time`. Weeks are those of ``calendar``, else they begin on Monday.
    ``today``, this day's own date and a past date are read too, for the caller to refuse in better
    words.
    """
    said = _plain(text)
    day = _read(said, today, calendar)
    return day if day is not None else _read(_without_time(said), today, calendar)


def names_a_time(text: str, *, today: date) -> bool:
    """Whether the day in ``text`` has a time behind it, which is not kept."""
    said = _plain(text)
    return _read(said, today, None) is None and read_day(text, today=today) is not None


def looks_like_a_day(part: str) -> bool:
    """Whether ``part``, which :func:`read_day` cannot read, was probably meant as a day.

    At most four words which are *all* words of dates or figures, one of them perhaps a letter or a
    swap off. A number alone is none, and no word of a sentence is taken for one.
    """
    words = [word.strip(_END_MARKS) for word in _without_time(_plain(part)).split()]
    if not words or len(words) > MOST_DAY_WORDS or not all(words):
        return False
    figures = [word for word in words if _FIGURE.fullmatch(word) or _WRITTEN.fullmatch(word)]
    names = [word for word in words if word in _NAMES]
    slips = [
        word for word in words if word not in _DATE_WORDS and word not in figures and _slips(word)
    ]
    if not names:
        slips += [word for word in words if figures and word not in figures and _near(word, _SHORT)]
    known = sum(word in _DATE_WORDS or word in figures or word in slips for word in words)
    if known < len(words) or len(set(slips)) > 1:
        return False
    written = any(_WRITTEN.fullmatch(word) for word in words)
    # "this week" and "one day" end sentences; "by march" and "30 february" name days.
    led = words[0] in _LEADING - {"this"} and len(words) > 1
    return bool(slips) or written or bool(figures and (led or names)) or bool(led and names)


def slipped(part: str) -> str | None:
    """The name that was probably meant by a part with a slip in it."""
    words = _plain(part).split()
    return next((name for word in words for name in _LONG if at_most_one_slip(word, name)), None)


def next_week(today: date, calendar: Calendar | None = None) -> date:
    """The day after ``today`` on which the next week begins, by the working week of ``calendar``.

    It begins on the first working day after the longest rest: Monday for most, Sunday for some.
    """
    begins = 1 if calendar is None else calendar.week_begins
    return today + timedelta(days=(begins - today.isoweekday() - 1) % FULL_WEEK + 1)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(" " + _END_MARKS)


def _without_time(said: str) -> str:
    found = next((match for match in _TIME.finditer(said) if match.end() == len(said)), None)
    return said[: found.start()] if found is not None else said


def _read(said: str, today: date, calendar: Calendar | None) -> date | None:
    if counted := _IN.fullmatch(said):
        count, unit = (counted[1], counted[2]) if counted[1] else (counted[3], counted[4])
        number = _NUMBERS.get(count) or int(count)
        return today + timedelta(days=number * (FULL_WEEK if unit == "week" else 1))
    said = re.sub(r"^(on|by) (?:the (?=end))?", "", said)
    if said == "today":
        return today
    if said in _TOMORROW:
        return today + timedelta(days=1)
    if said in _ENDS:
        return _end_of(_ENDS[said], today, calendar)
    week = next_week(today, calendar)
    named = said.removeprefix("next ").removeprefix("this ")
    if said == "next week":
        return _first_workday(week, calendar)
    if named in _WEEKDAYS:
        number = _WEEKDAYS[named]
        if said.startswith("next "):
            return week + timedelta(days=(number - week.isoweekday()) % FULL_WEEK)
        return today + timedelta(days=(number - today.isoweekday() - 1) % FULL_WEEK + 1)
    if found := _DAY_MONTH.fullmatch(said):
        return _dated(_MONTHS.get(found[2]), int(found[1]), found[3], today)
    if found := _MONTH_DAY.fullmatch(said):
        return _dated(_MONTHS.get(found[1]), int(found[2]), found[3], today)
    return _date(*map(int, said.split("-"))) if _ISO.fullmatch(said) else None


def _first_workday(week: date, calendar: Calendar | None) -> date:
    """The first working day of the week that begins on ``week``; that day where it has none."""
    days = (week + timedelta(days=number) for number in range(FULL_WEEK))
    return next((day for day in days if calendar and calendar.is_workday(day)), week)


def _end_of(what: str, today: date, calendar: Calendar | None) -> date:
    """The last working day after ``today`` of this week or month, else of the next one."""
    days = Calendar("UTC") if calendar is None else calendar
    for first, last in _weeks(today, calendar) if what == "week" else _months(today):
        length = (last - first).days
        back = (last - timedelta(days=number) for number in range(length + 1))
        found = next((day for day in back if day > today and days.is_workday(day)), None)
        if found is not None:
            return found
    return next_week(today, calendar)


def _weeks(today: date, calendar: Calendar | None) -> Iterator[tuple[date, date]]:
    week = next_week(today, calendar) - timedelta(days=FULL_WEEK)
    for number in range(3):
        first = week + timedelta(days=FULL_WEEK * number)
        yield first, first + timedelta(days=FULL_WEEK - 1)


def _months(today: date) -> Iterator[tuple[date, date]]:
    first = today.replace(day=1)
    for _ in range(3):
        following = (first + timedelta(days=31)).replace(day=1)
        yield first, following - timedelta(days=1)
        first = following


def _dated(month: int | None, day: int, year: str | None, today: date) -> date | None:
    """A date with its year, else the first such date from ``today`` on."""
    if month is None:
        return None
    if year is not None:
        return _date(int(year), month, day)
    # 29 February may be years away.
    years = range(today.year, today.year + _YEARS_TO_A_LEAP_DAY + 1)
    dates = (_date(each, month, day) for each in years)
    return next((found for found in dates if found is not None and found >= today), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _slips(word: str) -> bool:
    return _near(word, _LONG)


def _near(word: str, names: tuple[str, ...]) -> bool:
    return any(at_most_one_slip(word, name) for name in names)


def at_most_one_slip(word: str, name: str) -> bool:
    """Whether ``word`` is ``name`` but for one letter, or for two that changed places."""
    same = 0
    while word[same : same + 1] and word[same : same + 1] == name[same : same + 1]:
        same += 1
    typed, meant = word[same:], name[same:]
    return (
        typed[1:] == meant[1:]  # one wrong letter, or none
        or typed[1:] == meant  # one too many
        or typed == meant[1:]  # one missing
        or typed[1::-1] + typed[2:] == meant  # two swapped
    )
