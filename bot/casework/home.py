"""What somebody's Home, lists and data show, and how they want to be written to."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.casework.coaching import Coaching
from bot.casework.departures import Leaving
from bot.casework.letters import weekly_digest
from bot.casework.unit import act
from bot.domain import cadence
from bot.domain.cadence import moved_clock
from bot.domain.calendar import Calendar
from bot.domain.concern import CLOSED, OPEN, Concern, Kind, RaiserNotice, State
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.digest import STEPS_LAST, WeeklyDigest
from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.permissions import answers_for_it
from bot.domain.person import Person
from bot.domain.record import HomeData, NoteLines, PersonalData, Record
from bot.domain.refusals import NotYours, PastDate, Stale
from bot.domain.team import LeaderState, Team
from bot.store import Transaction

KEPT_FOR_LEADERS = timedelta(days=30)
ABSENCE = 3
"""So many working days away are told to those who wait."""
LOST = "channel_not_found"
KEPT_FOR_RAISERS = timedelta(days=60)


@dataclass(frozen=True)
class Meeting:
    """What is open between a leader and one person, before they meet."""

    person: Person
    records: tuple[Record, ...]


class Desks(Coaching, Leaving):
    """Acts of people about themselves."""

    @act
    def desk(
        self, tx: Transaction, workspace: WorkspaceId, person: PersonId, *, opened: bool = False
    ) -> HomeData:
        """Everything a person's Home and lists show; no words are opened.

        ``opened`` notes that the person has a Home, which is then kept true.
        """
        if opened:
            tx.people.home_opened(workspace, person)
        # Read first: what changes from here on is not known to be shown.
        me = self.known(tx, workspace, person)
        now = self.clock()
        mine = [
            one
            for one in tx.concerns.raised_by(workspace, person)
            if one.kind is not Kind.NOTE and self._still_shown(one)
        ]
        owned = tx.concerns.owned(workspace, person, now - KEPT_FOR_LEADERS, now)
        waiting = [one for one in owned if one.state in OPEN]
        finished = [one for one in owned if one.state in CLOSED]
        teams = tx.teams.of(workspace, [person])
        leads = any(person in team.accepted for team in teams) or bool(owned)
        home = tx.workspaces.get(workspace)
        admin = me.admin or home.installer == person
        channels = [team.channel for team in teams if team.leader(person)]
        places = None if admin else [*channels, *(one.id for one in waiting)]
        since = now - KEPT_FOR_LEADERS
        lost = tx.deliveries.undelivered(workspace, since, places) if admin or places else []
        doubts = tx.deliveries.waits_for_a_human(workspace) if admin else []
        return HomeData(
            person=me,
            notes=self._digests_in_homes(tx, me, teams),
            mine=tuple(self.records(tx, mine)),
            waiting=tuple(self.records(tx, waiting)),
            finished=tuple(self.records(tx, finished)),
            contact=next((team.contact for team in teams if team.contact), home.contact),
            leads=leads,
            admin=admin,
            declined=self._declined(tx, me),
            coaching=self.home_line(tx, me, waiting, anew=opened) if leads else None,
            undelivered=(
                *_errors(one for one in lost if one.state is DeliveryState.PENDING),
                # A lost channel pauses the note before anything in it can fail.
                *(LOST for team in teams if team.paused and person in team.accepted),
            ),
            given_up=_errors(one for one in lost if one.state is DeliveryState.DEAD),
            doubts=tuple(doubts),
        )

    def _digests_in_homes(
        self, tx: Transaction, me: Person, teams: Sequence[Team]
    ) -> tuple[WeeklyDigest, ...]:
        """The notes somebody reads here, because outsiders read the channel (D11)."""
        own = [one.id for one in teams if me.id in one.members or me.id in one.accepted]
        if not own or not me.member:
            return ()
        since = self.clock() - STEPS_LAST
        found = tx.deliveries.digests_in_homes(me.workspace, own, since)
        notes = (weekly_digest(tx, one) for one in found)
        return tuple(one for one in notes if one is not None)

    @staticmethod
    def _declined(tx: Transaction, me: Person) -> tuple[tuple[Person, ChannelId], ...]:
        """Who said *Not now* to a team this person set up."""
        asked = [
            (one.person, team.channel)
            for team in tx.teams.set_up_by(me.workspace, me.id)
            for one in team.leaders
            if one.state is LeaderState.DECLINED
        ]
        people = tx.people.some(me.workspace, [person for person, _ in asked]) if asked else {}
        return tuple((people[one], channel) for one, channel in asked if one in people)

    @act
    def meeting(
        self, tx: Transaction, workspace: WorkspaceId, leader: PersonId, person: PersonId
    ) -> Meeting:
        """What is open with one person: the card "Before you meet"."""
        other = self.known(tx, workspace, person)
        found = tx.concerns.open_with(workspace, leader, person, self.clock())
        return Meeting(other, tuple(self.records(tx, found)))

    @act
    def data(self, tx: Transaction, workspace: WorkspaceId, person: PersonId) -> PersonalData:
        """Everything by or about a person, words and all: also leaders' private notes."""
        found = [
            one
            for one in tx.concerns.touching(workspace, person)
            if one.state is not State.OFFERED and self._may_have(one, person)
        ]
        records = self.records(tx, found, words=True)
        return PersonalData(
            records=tuple(self._own_part(one, person) for one in records),
            lines=tuple(
                NoteLines(team=team.name, at=one.at, lines=one.lines)
                for key, one in tx.digests.written_by(workspace, person)
                if (team := tx.teams.get(workspace, key)) is not None
            ),
        )

    @act
    def pause(
        self, tx: Transaction, workspace: WorkspaceId, person: PersonId, until: date | None
    ) -> Person:
        """Write nothing to a person before ``until``; ``None`` ends a pause."""
        me = self.known(tx, workspace, person)
        days = self.calendar(tx, me)
        if until is not None and until <= days.today(self.clock()):
            raise PastDate(field="day")
        tx.people.choose(workspace, person, replace(me.preferences, paused_until=until))
        self._absent(tx, me, days)
        tx.people.home_behind(workspace, [person])
        return self._clocks_moved(tx, self.known(tx, workspace, person))

    @act
    def let_wait(
        self, tx: Transaction, workspace: WorkspaceId, raiser: PersonId, channel: str, ts: str
    ) -> None:
        """The raiser lets it wait until the leader is back."""
        delivery = tx.deliveries.by_message(workspace, channel, ts)
        if delivery is None or delivery.recipient != raiser:
            raise NotYours
        tx.rhythms.keep_body(delivery, json.dumps({"waits_since": self.clock().isoformat()}))

    @act
    def met(self, tx: Transaction, people: list[Person]) -> None:
        """Keep what Slack says of some people; a moved zone moves what is due (R32)."""
        for person in people:
            before = tx.people.get(person.workspace, person.id)
            tx.people.save(person)
            if before is not None and person.deleted and not before.deleted:
                self.account_closed(tx, person)
            if before is not None and before.zone != person.zone:
                self._clocks_moved(tx, self.known(tx, person.workspace, person.id))

    @act
    def known_people(
        self, tx: Transaction, workspace: WorkspaceId, people: list[str]
    ) -> dict[PersonId, Person]:
        """People who have been met."""
        return tx.people.some(workspace, people)

    @act
    def settle_doubt(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        person: PersonId,
        delivery: str,
        *,
        arrived: bool,
    ) -> None:
        """Let a human say what the bot cannot find out; only admins and the installer may."""
        me = self.known(tx, workspace, person)
        answers_for_it(me, tx.workspaces.get(workspace).installer)
        found = tx.deliveries.get(workspace, delivery)
        if found is None:
            raise Stale
        rows = tx.deliveries
        done = rows.told_arrived(found, self.clock()) if arrived else rows.told_missing(found)
        tx.people.admins_behind(workspace)
        if not done:
            raise Stale

    @act
    def home_drawn(self, tx: Transaction, person: Person) -> None:
        """A Home shows what was true when ``person`` was read."""
        tx.people.home_drawn(person.workspace, person.id, person.home_changes)

    @act
    def teams_of(self, tx: Transaction, workspace: WorkspaceId, person: PersonId) -> list[Team]:
        """The teams a person is on or leads."""
        return tx.teams.of(workspace, [person])

    def _clocks_moved(self, tx: Transaction, person: Person) -> Person:
        days = self.calendar(tx, person)
        for one in tx.concerns.open_of_leader(person.workspace, person.id):
            moved = moved_clock(one, days)
            if moved != one:
                tx.concerns.save(moved)
        return person

    def _absent(self, tx: Transaction, before: Person, days: Calendar) -> None:
        """Somebody announced days away: no clock counts them, and who waits is told once (7.5)."""
        now = self.clock()
        person = self.known(tx, before.workspace, before.id)
        after = self.calendar(tx, person)
        today = days.today(now)
        back = person.back_on(now)
        unpaused = replace(days, away=())
        missed = 0 if back is None else unpaused.workdays_between(today, back - timedelta(days=1))
        missed += back is not None and unpaused.is_workday(today)
        for one in tx.concerns.open_with_leader(person.workspace, person.id):
            told = one.away_told is not None and one.away_told >= today
            moved = cadence.silence_moved(one, days, after, now)
            due = back is not None and cadence.would_fall_due(one, back, days)
            if missed >= ABSENCE and due and not (told or one.quiet or one.kind is Kind.NOTE):
                moved = replace(moved, away_told=back, version=one.version + 1)
                tx.concerns.save(moved)
                raiser = self.known(tx, one.workspace, one.raiser)
                self.tell(tx, moved, RaiserNotice.AWAY, self.calendar(tx, raiser, one.team))
            elif moved != one:
                tx.concerns.save(moved)
            if one.kind is not Kind.NOTE:
                tx.people.home_behind(one.workspace, [one.raiser])

    @staticmethod
    def _own_part(record: Record, person: PersonId) -> Record:
        """Leave a leader only what they wrote themselves on what somebody raised with them.

        The words are the raiser's: they open in the reading view and in no list.
        """
        if record.concern.about or record.concern.raiser == person:
            return record
        return replace(record, said=tuple(one for one in record.said if one.author == person))

    def _still_shown(self, concern: Concern) -> bool:
        if concern.state in OPEN or concern.state is State.OFFERED:
            return concern.state is not State.OFFERED
        closed = concern.closed_at
        return closed is not None and self.clock() - closed < KEPT_FOR_RAISERS

    @staticmethod
    def _may_have(concern: Concern, person: PersonId) -> bool:
        if concern.state is State.WITHDRAWN and (concern.about or concern.owner == person):
            return False
        if concern.raiser == person:
            return True
        if concern.owner != person:
            raise NotYours
        return concern.state not in (State.HANDED_OVER, State.OFFERED)


def _errors(deliveries: Iterable[Delivery]) -> tuple[str, ...]:
    return tuple(one.error for one in deliveries if one.error)
