"""Which small line a leader's card carries, and the one in Home: a coaching line or an opener."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypedDict

from bot.casework.unit import Work, act
from bot.domain import coaching
from bot.domain.calendar import Calendar
from bot.domain.coaching import Behaviour, HomeLine
from bot.domain.concern import Concern, NudgeReason
from bot.domain.delivery import WordsKind
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.person import Person
from bot.store import Transaction


class SmallLine(TypedDict, total=False):
    """What a day message's row remembers of its small line, so that a redraw keeps it."""

    line: str
    opener: int


class Coaching(Work):
    """Acts about coaching lines."""

    def small_line(
        self,
        tx: Transaction,
        person: Person,
        days: Calendar,
        concerns: Sequence[Concern],
        now: datetime,
    ) -> SmallLine:
        """Choose the small line of a message about one thing; nothing for one about several.

        A coaching line stands in the opener's place, at most once a week.
        """
        if len(concerns) != 1 or not coaching.has_room(concerns[0]):
            return {}
        [concern] = concerns
        read = tx.people.coached(person.workspace, person.id)
        line = None
        if person.preferences.coaching and coaching.week_is_free(read, now, days):
            line = coaching.next_line(self._situation(tx, concern), read, now, days)
        if line is not None:
            tx.people.coach(person.workspace, person.id, line, now, view_state=True)
            return {"line": line.value}
        if concern.ask is not None and concern.ask.cause is NudgeReason.FIRST:
            return {"opener": tx.people.opener(person.workspace, person.id)}
        return {}

    def home_line(
        self, tx: Transaction, person: Person, waiting: Iterable[Concern], *, anew: bool
    ) -> HomeLine | None:
        """Give the line of a leader's Home.

        It stays for a week, or until they ask for another one. ``anew`` allows to choose one where
        there is none; a Home that is only drawn again shows what it showed.
        """
        if not person.preferences.coaching:
            return None
        now, days = self.clock(), self.calendar(tx, person)
        read = tx.people.coached(person.workspace, person.id)
        if anew and coaching.current(read, now, days) is None:
            self._choose_for_home(tx, person, waiting, days)
            read = tx.people.coached(person.workspace, person.id)
        return coaching.home_line(read, now, days)

    @act
    def another_line(self, tx: Transaction, workspace: WorkspaceId, leader: PersonId) -> None:
        """Let Home show another line, if one is left."""
        person = self.known(tx, workspace, leader)
        if person.preferences.coaching:
            waiting = tx.concerns.open_of_leader(workspace, leader)
            self._choose_for_home(tx, person, waiting, self.calendar(tx, person))

    def _choose_for_home(
        self, tx: Transaction, person: Person, waiting: Iterable[Concern], days: Calendar
    ) -> None:
        """Choose by what is asked about next, else among all lines."""
        now = self.clock()
        read = tx.people.coached(person.workspace, person.id)
        asked = {one.ask.at: one for one in waiting if one.ask is not None}
        fitting = self._situation(tx, asked[min(asked)]) if asked else ()
        line = coaching.next_line(fitting, read, now, days) or coaching.next_line(
            tuple(Behaviour), read, now, days
        )
        if line is not None:
            tx.people.coach(person.workspace, person.id, line, now, view_state=False)

    @act
    def hide_lines(self, tx: Transaction, workspace: WorkspaceId, leader: PersonId) -> None:
        """Show a leader no coaching lines any more, in messages neither."""
        person = self.known(tx, workspace, leader)
        tx.people.choose(workspace, leader, replace(person.preferences, coaching=False))

    @staticmethod
    def _situation(tx: Transaction, concern: Concern) -> tuple[Behaviour, ...]:
        said_back = tx.concerns.has_said(concern, WordsKind.SAY_BACK)
        return coaching.situation(concern, said_back=said_back)
