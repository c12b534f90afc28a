"""What the tests of capture share: who writes, what they typed, and how it is read."""

from datetime import date

from bot.domain.calendar import Calendar
from bot.domain.capture import (
    Note,
    Reading,
    Relation,
    read,
    until_day,
)
from bot.domain.settings import MAX_WORDS

TODAY = date(2026, 3, 12)
"""A Thursday."""
FRIDAY = date(2026, 3, 13)
MONDAY = date(2026, 3, 16)
IN_THREE_WORKDAYS = date(2026, 3, 17)
NEXT_THURSDAY = date(2026, 3, 19)
CALENDAR = Calendar("Europe/Berlin")
MARIA, PRIYA, TOM = "U0MARIA", "U0PRIYA", "W0TOM"
MENTIONED = {"@maria": MARIA, "@priya": PRIYA, "@tom": TOM, "@me": "U0ME", "@bot": "U0BOT"}
NONE, LEADS, LED_BY, BOTH, TEAMMATE, ONESELF, OUTSIDER = Relation
SUBCOMMANDS = {
    **dict.fromkeys(["help", "guide", "mine", "list", "team", "settings", "data", "digest"]),
    "pause": lambda argument: until_day(argument, today=TODAY) is not None,
}


def typed(text: str) -> str:
    """``text`` as Slack delivers it."""
    for name, person in MENTIONED.items():
        text = text.replace(name, f"<@{person}|{name[1:]}>")
    return text


def reading(
    text: str,
    relation: Relation | None = None,
    *,
    accepted: bool = False,
    leads: bool = False,
    notes: bool = False,
    limit: int = MAX_WORDS,
    calendar: Calendar = CALENDAR,
) -> Reading:
    return read(
        typed(text),
        relation=relation,
        accepted=accepted,
        leads_a_team=leads,
        keeps_notes=notes,
        subcommands=SUBCOMMANDS,
        today=TODAY,
        calendar=calendar,
        limit=limit,
    )


def note(words: str, day: date = IN_THREE_WORKDAYS) -> Note:
    """A note about Maria, its day not moved."""
    return Note(MARIA, words, day, None)
