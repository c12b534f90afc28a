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
_A_WEEK = timedelta(days=FULL_WEEK)

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon"),
            ("tuesday", "tue", "tues"),
            ("wednesday", "wed", "weds"),
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
            ("eleven",),
            ("twelve",),
        ),
        start=1,
    )
    for word in words
}
_TOMORROW = frozenset(
    {"tomorrow", "tommorow", "tomorow", "tommorrow", "tomorrrow", "tomorro", "tmrw", "tmr", "tmw"}
    | {"tmro", "2morrow", "2moro"}
)
"""The word, and how it is written in a hurry."""
_COUNT = "|".join(("[0-9]{1,3}", "a couple of", *_NUMBERS))
_COUPLE = 2
_DAYS_OF = {"day": 1, "week": FULL_WEEK, "wk": FULL_WEEK, "fortnight": 2 * FULL_WEEK}
_WORKDAY = "working day|business day|workday|wd"
_COUNTED = re.compile(
    rf"(in )?({_COUNT}) ({_WORKDAY}|{'|'.join(_DAYS_OF)}|month)(?:s|'s|s')?(?: time)?"
    r"(?: (?:from|after) (.+))?"
)
_A_WEEK_ON = re.compile(r"(?:a week on (.+)|(.+) week)")
_EDGE = re.compile(
    rf"(?:the )?(end|start|beginning) of (?:the )?"
    rf"((?:next )?(?:week|month|year)|{'|'.join(_MONTHS)})"
)
_EDGES = {
    "eow": "end of week",
    "eom": "end of month",
    "eoy": "end of year",
    "early next week": "start of next week",
}
_END_OF_TODAY = frozenset({"today", "eod", "end of day", "end of the day", "end of today"})
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_OF_A_WEEK = re.compile(
    rf"(?P<day>{_WEEKDAY}) (?:of )?(?P<which>next|this) week"
    rf"|(?P<which_>next|this) week(?: on|,)? (?P<day_>{_WEEKDAY})"
)
_NTH = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,? ([0-9]{4}))?"
_DAY_MONTH = re.compile(rf"(?:the )?{_NTH}\.?(?: of)? ?([a-z]+)\.?{_YEAR}")
_MONTH_DAY = re.compile(rf"([a-z]+)\.? ?(?:the )?{_NTH}{_YEAR}")
_OF_ANY_MONTH = re.compile(r"(?:(?:on|by)(?: the)?|the) ([0-9]{1,2})(?:st|nd|rd|th)")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WITH_WEEKDAY = re.compile(rf"(?:(?:on|by) )?({_WEEKDAY})\.?,? (.*[0-9].*)")
"""A weekday and a date; they must agree."""
_CLOCK = r"[0-9]{1,2}(?:[:.][0-9]{2})? ?(?:[ap]\.?m\.?)|[0-9]{1,2}:[0-9]{2}|noon"
_TIME = re.compile(
    rf",? (?:(?:at |@ ?)(?:{_CLOCK}|[0-9]{{1,2}}(?:h| ?o'clock)?)|{_CLOCK}"
    r"|(?:in the |at )?(?:morning|afternoon|evening|night|midday|lunch(?:time)?)"
    r"|(?:by )?(?:eod|cob|end of day)|first thing)"
)
_TIME_BEFORE = re.compile(rf"(?:(?:at )?(?:{_CLOCK})|first thing|early|late)(?:,? on|,)? ")
_COURTESY = re.compile(r",? (?:please|pls|thanks|thank you)$")
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
    | {"today", "now", "from", "end", "of", "eow", "eom", "eoy", "year"}
    | {"day", "days", "week", "weeks", "month", "months"}
)
_NAMES = frozenset({*_WEEKDAYS, *_MONTHS, *_TOMORROW, "today", "week", "weeks", "month", "months"})
_NAMES |= {"day", "days", "eow", "eom"}
"""One of these, or a figure that can be nothing else, must be among them."""
_FIGURE = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?|[0-9]{4}|'[0-9]{2}")
_WRITTEN = re.compile(r"[0-9]{1,4}[./-][0-9]{1,2}(?:[./-](?:[0-9]{1,4})?)?")


def read_day(text: str, *, today: date, calendar: Calendar | None = None) -> date | None:
    """The day that *all* of ``text`` names, in any case; ``None`` for anything else.

    ``tomorrow``, ``the day after tomorrow``; a weekday, the next one, never today; ``next friday``
    and ``friday next week``, of next week; ``next week``, its first working day; ``in 3 days``,
    ``in 3 working days``, ``two weeks from monday``, ``in a month``; ``12 march``, ``sat 14
    march``, ``march 12 2026``, ``the 20th``, without a year or month the next one; ``end of week``,
    ``end of next month``, ``end of march``, their last working day; ``2026-12-04``. Most may begin
    with ``on`` or ``by``. A time before or behind it is read over: see :func:`names_a_time`. A
    weekday that is not that of its date is no day. Weeks are those of ``calendar``, else they begin
    on Monday. ``today``, this day's own date and a past date are read too, for the caller to refuse
    in better words.
    """
    phrase = _plain(text)
    day = _read(phrase, today, calendar)
    return day if day is not None else _read(_without_time(phrase), today, calendar)


def names_a_time(text: str, *, today: date) -> bool:
    """Whether the day in ``text`` has a time behind it, which is not kept."""
    phrase = _plain(text)
    return _read(phrase, today, None) is None and read_day(text, today=today) is not None


def looks_like_a_day(part: str) -> bool:
    """Whether ``part``, which :func:`read_day` cannot read, was probably meant as a day.

    At most four words which are *all* words of dates or figures, one of them perhaps a letter or a
    swap off. A number alone is none, and no word of a sentence is taken for one.
    """
    phrase = re.sub(r"(?<=[0-9]) ?[-–] ?(?=[0-9])", "-", _without_time(_plain(part)))
    words = [
        word.strip(_END_MARKS + ",") for word in re.sub(r"\bthe (?=[0-9])", "", phrase).split()
    ]
    if not words or len(words) > MOST_DAY_WORDS or not all(words):
        return False
    figures = [word for word in words if _FIGURE.fullmatch(word) or _WRITTEN.fullmatch(word)]
    names = [word for word in words if word in _NAMES]
    slips = [
        word for word in words if word not in _DATE_WORDS and word not in figures and _slips(word)
    ]
    if not names:
        slips += [word for word in words if figures and word not in figures and _near(word, _SHORT)]
    count = sum(word in _DATE_WORDS or word in figures or word in slips for word in words)
    if count < len(words) or len(set(slips)) > 1:
        return False
    written = any(_WRITTEN.fullmatch(word) for word in words)
    # "this week" and "one day" end sentences; "by march" and "30 february" name days.
    led = words[0] in _LEADING - {"this"} and len(words) > 1
    return bool(slips) or written or bool(figures and (led or names)) or bool(led and names)


def next_week(today: date, calendar: Calendar | None = None) -> date:
    """The day after ``today`` on which the next week begins, by the working week of ``calendar``.

    It begins on the first working day after the longest rest: Monday for most, Sunday for some.
    """
    begins = 1 if calendar is None else calendar.week_begins
    return today + timedelta(days=(begins - today.isoweekday() - 1) % FULL_WEEK + 1)


def _plain(text: str) -> str:
    phrase = " ".join(text.casefold().replace("’", "'").split()).rstrip(" " + _END_MARKS)
    return _COURTESY.sub("", phrase).rstrip(" " + _END_MARKS)


def _without_time(phrase: str) -> str:
    before = _TIME_BEFORE.match(phrase)
    rest = phrase[before.end() :] if before is not None else phrase
    while clock_time := next(
        (match for match in _TIME.finditer(rest) if match.end() == len(rest)), None
    ):
        rest = rest[: clock_time.start()]
    return rest


def _read(phrase: str, today: date, calendar: Calendar | None) -> date | None:
    if counted := _COUNTED.fullmatch(phrase):
        return _counted(counted, today, calendar)
    if match := _OF_ANY_MONTH.fullmatch(phrase):
        return _of_any_month(int(match[1]), today)
    if match := _WITH_WEEKDAY.fullmatch(phrase):
        day = _read(f"on {match[2]}", today, calendar) or _read(match[2], today, calendar)
        return day if day is not None and day.isoweekday() == _WEEKDAYS[match[1]] else None
    phrase = re.sub(r"^(on|by) (?:the (?=end|start|beginning|day))?", "", phrase)
    if phrase in _END_OF_TODAY:
        return today
    if phrase in _TOMORROW:
        return today + timedelta(days=1)
    if phrase.removeprefix("the ") == "day after tomorrow":
        return today + timedelta(days=2)
    if match := _EDGE.fullmatch(_EDGES.get(phrase, phrase)):
        return _edge(match[2], today, calendar, last=match[1] == "end")
    if phrase == "next week":
        return _first_workday(next_week(today, calendar), calendar)
    return _weekday(phrase, today, calendar) or _date_of(phrase, today)


def _counted(counted: "re.Match[str]", today: date, calendar: Calendar | None) -> date | None:
    """``in 3 days``, ``two weeks from monday``: only with one of the two words."""
    begins_in, count, unit, start = counted.groups()
    if not begins_in and start is None:
        return None
    number = _COUPLE if count == "a couple of" else _NUMBERS.get(count) or int(count)
    first = today if start in (None, "now", "today") else _read(start, today, calendar)
    if first is None:
        return None
    if unit == "month":
        return _months_on(first, number)
    if unit in _DAYS_OF:
        return first + timedelta(days=number * _DAYS_OF[unit])
    return (calendar or Calendar("UTC")).add_workdays(first, number)


def _months_on(day: date, months: int) -> date:
    """The same day of a later month, or its last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    shorter = (_date(year, month + 1, day.day - less) for less in range(4))
    return next(later for later in shorter if later is not None)


def _weekday(phrase: str, today: date, calendar: Calendar | None) -> date | None:
    """``friday``, ``next friday``, ``friday this week``, ``friday week``."""
    week = next_week(today, calendar)
    if match := _OF_A_WEEK.fullmatch(phrase):
        first = week if (match["which"] or match["which_"]) == "next" else week - _A_WEEK
        return _in_week(first, match["day"] or match["day_"])
    if match := _A_WEEK_ON.fullmatch(phrase):
        day = _weekday(match[1] or match[2], today, calendar)
        return day + _A_WEEK if day is not None and not phrase.startswith("next") else None
    if phrase.removeprefix("next ") in _WEEKDAYS and phrase.startswith("next "):
        return _in_week(week, phrase.removeprefix("next "))
    day_name = phrase.removeprefix("this ").removeprefix("coming ")
    return _in_week(today + timedelta(days=1), day_name) if day_name in _WEEKDAYS else None


def _in_week(first: date, weekday: str) -> date:
    """The weekday of that name in the seven days from ``first`` on."""
    return first + timedelta(days=(_WEEKDAYS[weekday] - first.isoweekday()) % FULL_WEEK)


def _date_of(phrase: str, today: date) -> date | None:
    """``12 march``, ``march 12 2026``, ``2026-03-12``."""
    if (match := _DAY_MONTH.fullmatch(phrase)) and match[2] in _MONTHS:
        return _dated(_MONTHS[match[2]], int(match[1]), match[3], today)
    if (match := _MONTH_DAY.fullmatch(phrase)) and match[1] in _MONTHS:
        return _dated(_MONTHS[match[1]], int(match[2]), match[3], today)
    return _date(*map(int, phrase.split("-"))) if _ISO.fullmatch(phrase) else None


def _of_any_month(day: int, today: date) -> date | None:
    """The next day of that number."""
    months = (today.replace(day=1), *(_months_on(today.replace(day=1), n) for n in range(1, 12)))
    dates = (_date(month.year, month.month, day) for month in months)
    return next((day for day in dates if day is not None and day >= today), None)


def _first_workday(week: date, calendar: Calendar | None) -> date:
    """The first working day of the week that begins on ``week``; that day where it has none."""
    days = (week + timedelta(days=number) for number in range(FULL_WEEK))
    return next((day for day in days if calendar and calendar.is_workday(day)), week)


def _edge(what: str, today: date, calendar: Calendar | None, *, last: bool) -> date:
    """The last or first working day after ``today`` of a week, a month or the year.

    Of the one after it where there is none left; ``next`` begins with that one.
    """
    days = Calendar("UTC") if calendar is None else calendar
    spans = _weeks(today, calendar) if "week" in what else _months(what, today)
    if what.startswith("next "):
        next(spans)
    for first, end in spans:
        length = range((end - first).days + 1)
        ordered = (end - timedelta(days=n) if last else first + timedelta(days=n) for n in length)
        edge = next((day for day in ordered if day > today and days.is_workday(day)), None)
        if edge is not None:
            return edge
    return next_week(today, calendar)


def _weeks(today: date, calendar: Calendar | None) -> Iterator[tuple[date, date]]:
    week = next_week(today, calendar) - _A_WEEK
    for number in range(4):
        first = week + _A_WEEK * number
        yield first, first + timedelta(days=FULL_WEEK - 1)


def _months(what: str, today: date) -> Iterator[tuple[date, date]]:
    """Months or years from this one on, or the months of that name."""
    months = 1 if what.endswith("month") else 12
    begins = today.replace(day=1, month=today.month if months == 1 else _MONTHS.get(what, 1))
    long = 12 if what.endswith("year") else 1
    for number in range(4):
        first = _months_on(begins, months * number)
        yield first, _months_on(first, long) - timedelta(days=1)


def _dated(month: int, day: int, year: str | None, today: date) -> date | None:
    """A date with its year, else the first such date from ``today`` on."""
    if year is not None:
        return _date(int(year), month, day)
    # 29 February may be years away.
    years = range(today.year, today.year + _YEARS_TO_A_LEAP_DAY + 1)
    dates = (_date(each, month, day) for each in years)
    return next((day for day in dates if day is not None and day >= today), None)


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
