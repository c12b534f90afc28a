"""A leader's message of the day: whether it may go, what is in it, and what waits."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.casework.coaching import Coaching, SmallLine
from bot.casework.rhythm import Rhythm, body_of
from bot.casework.unit import act
from bot.domain import cadence, digest
from bot.domain.calendar import Calendar
from bot.domain.coaching import CoachingLine
from bot.domain.concern import Concern, NudgeReason
from bot.domain.delivery import PRIVATE_PART, DeliveryKind, Item
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.person import Person
from bot.domain.rhythm import weekly_moment
from bot.domain.taxonomy import HowSoon
from bot.store import Transaction

BATCH = 200


class Days(Coaching, Rhythm, ABC):
    """Acts of the clock towards leaders."""

    @abstractmethod
    def parts_for(
        self, tx: Transaction, person: Person, today: date, now: datetime
    ) -> list[dict[str, object]]:
        """A leader's private parts before weekly notes, where they are due today."""

    @act
    def leaders_due(self, tx: Transaction) -> list[tuple[WorkspaceId, PersonId]]:
        """For whom something is due, or their weekly list: one probe of an index each."""
        now = self.clock()
        due = tx.concerns.leaders_due(now, BATCH)
        return list(dict.fromkeys([*due, *tx.people.weekly_due(now, BATCH)]))

    @act
    def day_for(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        leader: PersonId,
        *,
        undisturbed_until: datetime | None = None,
    ) -> bool:
        """Make a leader's message of the day, if one is due and may go (12.2).

        ``undisturbed_until`` is the end of their scheduled Do Not Disturb, while it lasts: what is
        due goes then, if they still work. What else may not go now is moved to the next chosen
        hour. Neither is used up.
        """
        now = self.clock()
        person = tx.people.get(workspace, leader)
        due = tx.concerns.due(workspace, leader, now)
        if person is None or person.deleted:
            self._unreachable(tx, due)
            if person is not None:
                self.list_from(tx, person, None)
            return False
        days = self.calendar(tx, person)
        if undisturbed_until is not None and undisturbed_until > now:
            self._keep_for(tx, person, due, days, _after_quiet(undisturbed_until, now, days))
            return False
        held = person.preferences.silent or person.says_away
        if held or not days.is_open(now):
            self._postpone(tx, due, days, now)
            if person.rhythm.weekly_at is not None and person.rhythm.weekly_at <= now:
                self.list_from(tx, person, weekly_moment(now, days))
            return False
        if any(one.ask is not None and one.ask.cause is NudgeReason.ONE_ON_ONE for one in due):
            # The morning of a 1:1 is the day's message: what has its hour later rides along.
            due = tx.concerns.due(workspace, leader, max(now, days.hour_on(days.today(now))))
        return self._bring(tx, person, days, due, now)

    def _bring(
        self, tx: Transaction, person: Person, days: Calendar, due: list[Concern], now: datetime
    ) -> bool:
        workspace, leader = person.workspace, person.id
        today = days.today(now)
        had_one = DeliveryKind.DAY in self.had_today(tx, person, days, now)
        urgent = [
            one
            for one in due
            if one.ask and one.ask.cause is NudgeReason.NEW and one.how_soon is HowSoon.TODAY
        ]
        early = [one for one in urgent if one.ask and one.ask.at != days.hour_on(one.ask.on)]
        if urgent and (had_one or len(early) == len(due)):
            # The day's one extra message; a second concern of this kind waits for the hour.
            brought = self._send(tx, DeliveryKind.TODAY, person, days, urgent[:1], now)
            self._postpone(tx, [one for one in due if not brought or one != urgent[0]], days, now)
            return brought
        budget = self.budget(tx, person, days, now)
        if had_one:
            self._postpone(tx, due, days, now)
            if budget.weekly_now:
                self.list_from(tx, person, weekly_moment(now, days))
            return False
        chosen = cadence.choose(due, budget)
        parts = self.parts_for(tx, person, today, now)
        quiet = budget.weekly_now and tx.rhythms.has_quiet(workspace, leader)
        # The list stands for what only the calendar says; what a person said has its own place.
        alone = (quiet and not chosen.items) or (
            budget.weekly_now and budget.weekly and bool(chosen.items) and not chosen.from_a_person
        )
        if chosen.items or parts or alone:
            self._send(
                tx,
                DeliveryKind.WEEKLY_LIST if alone else DeliveryKind.DAY,
                person,
                days,
                chosen.items,
                now,
                more=len(chosen.waiting),
                parts=parts,
                sort=chosen.sort,
                listed=quiet and not alone,
            )
        self._postpone(tx, chosen.waiting, days, now)
        self._week_goes_on(tx, person, chosen.held, days, now)
        return bool(chosen.items) or alone

    def _week_goes_on(
        self,
        tx: Transaction,
        person: Person,
        held: Sequence[Concern],
        days: Calendar,
        now: datetime,
    ) -> None:
        """Keep what waits for the weekly moment, and that moment, as long as anything does."""
        at = person.rhythm.weekly_at
        if held or (at is not None and at <= now):
            moment = weekly_moment(now, days)
            for one in held:
                tx.concerns.save(cadence.held_until(one, moment, days))
            wanted = held or tx.rhythms.has_quiet(person.workspace, person.id)
            fresh = self.known(tx, person.workspace, person.id)
            self.list_from(tx, fresh, moment if wanted else None)

    def _keep_for(
        self,
        tx: Transaction,
        person: Person,
        due: Sequence[Concern],
        days: Calendar,
        moment: datetime,
    ) -> None:
        """Keep what is due, the weekly list among it, for a moment of today or another day."""
        for one in due:
            tx.concerns.save(cadence.held_until(one, moment, days))
        at = person.rhythm.weekly_at
        if at is not None and at <= self.clock():
            self.list_from(tx, person, moment)

    def _send(
        self,
        tx: Transaction,
        kind: DeliveryKind,
        person: Person,
        days: Calendar,
        concerns: Sequence[Concern],
        now: datetime,
        *,
        more: int = 0,
        parts: Sequence[Mapping[str, object]] = (),
        sort: bool = False,
        listed: bool = False,
    ) -> bool:
        """Keep the message and go on with each concern's cadence, in one transaction."""
        items: list[Item] = [self.item(one) for one in concerns]
        as_list = kind is DeliveryKind.WEEKLY_LIST
        plain = bool(more) or as_list
        small: SmallLine = {} if plain else self.small_line(tx, person, days, concerns, now)
        today = days.today(now)
        tails = {} if kind is DeliveryKind.TODAY else self.tails(tx, person, days, now)
        body = {
            "more": more,
            "parts": list(parts),
            "sort": sort,
            "listed": listed,
            **small,
            **tails,
        }
        started = self.deliver(
            tx,
            kind,
            person.workspace,
            person.id,
            str(digest.iso_week(today)) if as_list else today.isoformat(),
            person.id,
            due_at=now,
            days=days,
            letter="day" if concerns or as_list else PRIVATE_PART,
            body=body_of(body),
            items=items,
            tails_since=now - timedelta(days=7),
        )
        if started:
            tx.people.home_behind(person.workspace, [person.id])
            reminders = tx.workspaces.get(person.workspace).reminders
            for one in concerns:
                tx.concerns.save(cadence.asked(one, days, now, reminders=reminders))
        elif "line" in small:
            tx.people.uncoach(person.workspace, person.id, CoachingLine(small["line"]))
        return started

    @staticmethod
    def _postpone(
        tx: Transaction, concerns: Sequence[Concern], days: Calendar, now: datetime
    ) -> None:
        for one in concerns:
            tx.concerns.save(cadence.postponed(one, days, now))

    @staticmethod
    def _unreachable(tx: Transaction, concerns: Sequence[Concern]) -> None:
        """Stop asking an account that is closed; the raiser's own clock goes on."""
        for one in concerns:
            tx.concerns.save(replace(one, ask=None))


def _after_quiet(until: datetime, now: datetime, days: Calendar) -> datetime:
    """The end of a scheduled Do Not Disturb, if it is today and work is not over by then."""
    if days.is_open(until) and days.today(until) == days.today(now):
        return until
    return days.next_hour(until)
