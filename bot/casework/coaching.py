"""Which small line a leader's card carries, and the one in Home: a coaching line or an opener."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.casework.unit import Unit
from bot.domain import coaching
from bot.domain.calendar import Calendar
from bot.domain.coaching import Behaviour, CoachingLine, HomeLine
from bot.domain.concern import Concern
from bot.domain.concern.states import NudgeReason
from bot.domain.delivery import WordsKind
from bot.domain.ids import PersonId
from bot.domain.person import Person


@dataclass(frozen=True)
class SmallLine:
    """The small line of a day message: a coaching line, or an opener."""

    line: CoachingLine | None = None
    opener: int = 0
    """How many openers the leader was given before."""


def small_line(
    unit: Unit,
    person: Person,
    days: Calendar,
    concerns: Sequence[Concern],
    now: datetime,
) -> SmallLine:
    """Choose the small line of a message about one thing; nothing for one about several.

    A coaching line stands in the opener's place, at most once a week.
    """
    if len(concerns) != 1 or not coaching.has_room(concerns[0]):
        return SmallLine()
    [concern] = concerns
    read = unit.tx.people.coached(person.workspace, person.id)
    line = None
    if person.preferences.coaching and coaching.week_is_free(read, now, days):
        line = coaching.next_line(_situation(unit, concern), read, now, days)
    if line is not None:
        unit.tx.people.coach(person.workspace, person.id, line, now, view_state=True)
        return SmallLine(line)
    nudge = concern.clocks.nudge
    if nudge is not None and nudge.reason is NudgeReason.FIRST:
        return SmallLine(opener=unit.tx.people.opener(person.workspace, person.id))
    return SmallLine()


def home_line(
    unit: Unit, person: Person, waiting: Iterable[Concern], *, anew: bool
) -> HomeLine | None:
    """Give the line of a leader's Home.

    It stays for a week, or until they ask for another one. ``anew`` allows to choose one where
    there is none; a Home that is only drawn again shows what it showed.
    """
    if not person.preferences.coaching:
        return None
    now, days = unit.now, unit.calendar(person)
    read = unit.tx.people.coached(person.workspace, person.id)
    if anew and coaching.current(read, now, days) is None:
        _choose_for_home(unit, person, waiting, days)
        read = unit.tx.people.coached(person.workspace, person.id)
    return coaching.home_line(read, now, days)


def show_another_line(unit: Unit, leader: PersonId) -> None:
    """Let Home show another line, if one is left."""
    person = unit.get_person(leader)
    if person.preferences.coaching:
        asked = unit.tx.concerns.asked_next(unit.workspace, leader, unit.now)
        _choose_for_home(unit, person, [asked] if asked else [], unit.calendar(person))


def _choose_for_home(
    unit: Unit, person: Person, waiting: Iterable[Concern], days: Calendar
) -> None:
    """Choose by what is asked about next, else among all lines."""
    now = unit.now
    read = unit.tx.people.coached(person.workspace, person.id)
    asked = {nudge.at: one for one in waiting if (nudge := one.clocks.nudge) is not None}
    fitting = _situation(unit, asked[min(asked)]) if asked else ()
    line = coaching.next_line(fitting, read, now, days) or coaching.next_line(
        tuple(Behaviour), read, now, days
    )
    if line is not None:
        unit.tx.people.coach(person.workspace, person.id, line, now, view_state=False)


def hide_lines(unit: Unit, leader: PersonId) -> None:
    """Show a leader no coaching lines any more, in messages neither."""
    person = unit.get_person(leader)
    unit.tx.people.choose(person, replace(person.preferences, coaching=False))


def _situation(unit: Unit, concern: Concern) -> tuple[Behaviour, ...]:
    said_back = unit.tx.concerns.has_said(concern, WordsKind.SAY_BACK)
    return coaching.situation(concern, said_back=said_back)
