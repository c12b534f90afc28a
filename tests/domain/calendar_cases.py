"""What the tests of the calendar share: a zone, and a week without a day off."""

from bot.domain.calendar import Calendar

BERLIN = Calendar("Europe/Berlin")
EVERY_DAY = frozenset(range(1, 8))
