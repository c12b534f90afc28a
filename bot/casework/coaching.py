"""Lines to learn from: an opener in a card, one where words are open, one in Home."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.casework.unit import Unit
from bot.domain import coaching
from bot.domain.calendar import Calendar
from bot.domain.coaching import Behaviour, CoachingLine, HomeLine
from bot.domain.concern import Concern
from bot.domain.delivery import WordsKind
from bot.domain.ids import PersonId
from bot.domain.person import Person


def openers_given(unit: Unit, person: Person, concerns: Sequence[Concern]) -> int:
    """How many openers the leader was given before; one more is given now, if there is room."""
    if len(concerns) != 1 or not coaching.has_room(concerns[0]):
        return 0
    return unit.tx.people.opener(person.workspace, person.id)


def talk_line(unit: Unit, leader: Person, concern: Concern, days: Calendar) -> CoachingLine | None:
    """Give the line for a leader's talk about ``concern``, whose words they open now.

    There is a new one at most once a week; until then the same one stays where it fits.
    """
    if not leader.preferences.coaching or not concern.open:
        return None
    now = unit.now
    read = unit.tx.people.coached(leader.workspace, leader.id)
    fitting = _situation(unit, concern)
    if not coaching.week_is_free(read, now, days):
        latest = max(
            (reading for reading in read if reading.for_talk), key=lambda reading: reading.at
        )
        return latest.line if latest.line.behaviour in fitting else None
    line = coaching.next_line(fitting, read, now, days)
    if line is not None:
        unit.tx.people.coach(leader.workspace, leader.id, line, now, for_talk=True)
    return line


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
        concern = unit.tx.concerns.asked_next(unit.workspace, leader, unit.now)
        _choose_for_home(unit, person, [concern] if concern else [], unit.calendar(person))


def _choose_for_home(
    unit: Unit, person: Person, waiting: Iterable[Concern], days: Calendar
) -> None:
    """Choose by what is asked about next, else among all lines."""
    now = unit.now
    read = unit.tx.people.coached(person.workspace, person.id)
    by_moment = {
        nudge.at: concern for concern in waiting if (nudge := concern.clocks.nudge) is not None
    }
    fitting = _situation(unit, by_moment[min(by_moment)]) if by_moment else ()
    line = coaching.next_line(fitting, read, now, days) or coaching.next_line(
        tuple(Behaviour), read, now, days
    )
    if line is not None:
        unit.tx.people.coach(person.workspace, person.id, line, now, for_talk=False)


def hide_lines(unit: Unit, leader: PersonId) -> None:
    """Show a leader no coaching lines any more, where words are open neither."""
    person = unit.get_person(leader)
    unit.tx.people.choose(person, replace(person.preferences, coaching=False))


def _situation(unit: Unit, concern: Concern) -> tuple[Behaviour, ...]:
    said_back = unit.tx.concerns.has_said(concern, WordsKind.SAY_BACK)
    return coaching.situation(concern, said_back=said_back)
