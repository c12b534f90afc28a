"""What the clock does: day messages, check-backs, silence noticed, the weekly note.

Each round asks the rows what is due; nothing is kept in memory, so that a restart loses nothing.
"""

import json
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from typing import TypeGuard

from bot.casework.days import BATCH, Days
from bot.casework.leaving import Leaving
from bot.casework.letters import note_body
from bot.casework.work import act
from bot.domain import digest
from bot.domain.calendar import Calendar
from bot.domain.concern import Act, Check, Concern, Kind, Role, State
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import PersonId
from bot.domain.life import checked
from bot.domain.person import Person
from bot.domain.taxonomy import HowSoon
from bot.domain.team import Team
from bot.domain.transitions import check_act
from bot.regions import holiday_check
from bot.store import Transaction

INBOX_KEPT = timedelta(hours=24)
OFFERS_LAST = timedelta(days=7)
NOTE_AT_MOST_LATE = timedelta(days=3)
ANSWER_LIMIT = {HowSoon.TODAY: 2, HowSoon.WEEK: 2, HowSoon.NEXT: 4}


class Rounds(Days, Leaving):
    """Acts of the clock."""

    # The raiser's side

    @act
    def ask_raisers(self, tx: Transaction) -> int:
        """Ask those raisers whose question is due whether anything changed.

        Nobody is asked more than once a week, over all they have said (7.2).
        """
        now = self.clock()
        due = tx.concerns.checks_due(now, BATCH)
        for one in due:
            given = self.circumstances(tx, one, now)
            person = self.known(tx, one.workspace, one.raiser)
            if not given.raiser.is_open(now):
                at = given.raiser.next_hour(now)
                tx.concerns.save(replace(one, check_at=at))
                continue
            today = given.raiser.today(now)
            monday = today - timedelta(days=today.weekday())
            if self._asked_since(tx, one, given.raiser.instant(monday, time.min)):
                at = given.raiser.hour_on(monday + timedelta(days=7))
                tx.concerns.save(replace(one, check_at=at))
                continue
            if one.check is not None and not person.preferences.silent:
                self.ask_raiser(tx, one, one.check, given.raiser)
            tx.concerns.save(checked(one, given))
        return len(due)

    @staticmethod
    def _asked_since(tx: Transaction, concern: Concern, since: datetime) -> bool:
        """Whether the raiser was asked about anything of theirs."""
        for one in tx.concerns.raised_by(concern.workspace, concern.raiser):
            asked = tx.deliveries.recent(one.workspace, DeliveryKind.CHECK, one.id, since)
            if asked is not None and asked.letter != Check.ENDED.value:
                return True
        return False

    @act
    def turn(self, tx: Transaction) -> int:
        """Do what only the clock does: fall quiet (T23), end unconfirmed (T21)."""
        now = self.clock()
        due = tx.concerns.turns_due(now, BATCH)
        for one in due:
            if one.turn is None:
                continue
            if one.turn is Act.ERASE:
                self.erase(tx, one)
                continue
            after = self.do(tx, one, one.turn, Role.CLOCK, by=None)
            if after.quiet:
                self.fell_quiet(tx, after)
            if one.turn is Act.EXPIRE:
                given = self.circumstances(tx, after, now)
                self.ask_raiser(tx, after, Check.ENDED, given.raiser)
        return len(due)

    @act
    def tidy(self, tx: Transaction) -> int:
        """Erase offers nobody answered, and forget what Slack will not deliver again."""
        now = self.clock()
        old = tx.concerns.offers_older(now - OFFERS_LAST, BATCH)
        for one in old:
            check_act(one, Act.OFFER_LAPSE, Role.CLOCK)
            subject = one.origin.partition(":")[2]
            asked = tx.deliveries.recent(one.workspace, DeliveryKind.OFFER, subject, one.created_at)
            if asked is not None:
                tx.deliveries.mark_behind(asked, "done")
            tx.concerns.forget(one)
        tx.workspaces.forget_inbox(now - INBOX_KEPT)
        return len(old)

    # The weekly note

    @act
    def teams_with_notes(self, tx: Transaction) -> list[Team]:
        """Teams whose note or private part is due, or soon will be."""
        now = self.clock()
        return [team for team in tx.teams.all() if self._near(tx, team, now)]

    @act
    def note_for(self, tx: Transaction, team: Team) -> bool:
        """Decide and keep a team's note, once per ISO week; ``False`` where there is none."""
        now = self.clock()
        moment = _posting_moment(team, now)
        if moment is None or not (moment <= now < moment + NOTE_AT_MOST_LATE):
            return False
        if team.accepted_on is None or team.created_at > moment:
            return False
        days = _team_days(team)
        week = digest.iso_week(days.local(moment).date())
        if tx.deliveries.exists(team.workspace, DeliveryKind.NOTE, team.id, str(week)):
            return False
        today = days.today(now)
        over = digest.window(today, team.accepted_on)
        facts = self._facts(tx, team, days, now)
        stored = json.loads(tx.teams.published(team.workspace, team.id) or "{}")
        eligible = self._eligible(tx, team)
        seal = tx.sealer(team.workspace).hash
        previous = (
            digest.Published.from_json(stored["published"]) if stored.get("published") else None
        )
        decision = digest.publish(
            digest.count(facts, eligible, over),
            previous,
            thresholds=digest.Thresholds(),
            seal=seal,
            today=today,
        )
        last = digest.Posted.from_json(stored["posted"]) if stored.get("posted") else None
        steps = tx.concerns.steps_for_team(team.workspace, team.id, now - timedelta(weeks=4))
        note = digest.note(
            decision,
            setting=team.figures,
            weeks=over.weeks,
            steps=steps,
            lines=(),
            last=last,
            seal=seal,
        )
        kept = self.deliver(
            tx,
            DeliveryKind.NOTE,
            team.workspace,
            team.id,
            str(week),
            team.channel,
            due_at=now,
            days=days,
            body=note_body(note, today) if note else None,
        )
        if not kept:
            return False
        if note is None:
            # Decided: nothing this week. What comes later waits for the next one.
            tx.deliveries.cancel(team.workspace, [DeliveryKind.NOTE], team.id)
            if _stands(decision.published, previous):
                # What is read stays true for what it is made of now: the next change counts
                # from here, so that nothing unseen helps one person over the threshold (D4).
                body = stored | {"published": decision.published.to_json()}
                tx.teams.publish(team.workspace, team.id, json.dumps(body))
            return False
        published = note.published.to_json() if note.published else stored.get("published")
        body = {"published": published, "posted": note.posted.to_json()}
        tx.teams.publish(team.workspace, team.id, json.dumps(body))
        return True

    @act
    def weekly_due(self, tx: Transaction, team: Team) -> list[PersonId]:
        """Leaders whose private part is due today and has not gone out."""
        now = self.clock()
        found = []
        for leader in team.accepted:
            person = tx.people.get(team.workspace, leader)
            if person is None or not person.member:
                continue
            days = self.calendar(tx, person)
            today = days.today(now)
            if not days.is_open(now) or now < days.hour_on(today):
                continue
            if tx.deliveries.exists(team.workspace, DeliveryKind.DAY, leader, today.isoformat()):
                continue
            if self.weekly_of(tx, person, today, now):
                found.append(leader)
        return found

    @act
    def next_note(self, tx: Transaction) -> datetime | None:
        """Give the next moment at which a note or a leader's private part may fall due."""
        now = self.clock()
        moments = []
        for team in tx.teams.all():
            for week in (now, now + timedelta(weeks=1)):
                moment = _posting_moment(team, week)
                if moment is None:
                    continue
                moments.append(moment)
                day = _team_days(team).today(moment) - timedelta(days=1)
                for leader in tx.people.some(team.workspace, team.accepted).values():
                    days = self.calendar(tx, leader, team.id)
                    if days.is_workday(day):
                        moments.append(days.hour_on(day))
        return min((one for one in moments if one > now), default=None)

    def weekly_of(
        self, tx: Transaction, person: Person, today: date, now: datetime
    ) -> list[digest.LeaderWeekly]:
        """A leader's private four weeks, on the day before their team's note (4.4)."""
        found = []
        for team in tx.teams.of(person.workspace, [person.id]):
            if person.id not in team.accepted or team.accepted_on is None or not team.note_day:
                continue
            days = _team_days(team)
            posting = digest.posting_day(digest.iso_week(today), team.note_day - 1, days.is_workday)
            if posting is None or posting - timedelta(days=1) != today:
                continue
            facts = self._facts(tx, team, days, now)
            over = digest.window(today, team.accepted_on)
            weekly = digest.weekly(facts, person.id, over)
            if any(asdict(weekly).values()):
                found.append(weekly)
        return found

    def _near(self, tx: Transaction, team: Team, now: datetime) -> bool:
        moment = _posting_moment(team, now)
        if moment is None:
            return False
        day_before = moment - timedelta(days=1, hours=14)
        return day_before <= now <= moment + NOTE_AT_MOST_LATE

    @staticmethod
    def _eligible(tx: Transaction, team: Team) -> frozenset[str]:
        """People who may be counted: on the list, full members, without the leaders (D3)."""
        leaders = {one.person for one in team.leaders}
        people = tx.people.some(team.workspace, team.members)
        return frozenset(one.id for one in people.values() if one.member) - leaders

    def _facts(
        self, tx: Transaction, team: Team, days: Calendar, now: datetime
    ) -> list[digest.Fact]:
        """What happened in a team, as far as a note is concerned."""
        since = now - timedelta(weeks=26)
        concerns = tx.concerns.in_window(team.workspace, team.id, since, now)
        openly = tx.concerns.answered_openly(concerns)
        return [
            _fact(one, days, now, openly=one.id in openly)
            for one in concerns
            if one.kind is Kind.RAISED and one.state not in (State.OFFERED, State.HANDED_OVER)
        ]


def _stands(
    fresh: digest.Published | None, read: digest.Published | None
) -> TypeGuard[digest.Published]:
    """Whether new figures read the same as those the team read last."""
    if fresh is None or read is None or fresh.figures is None:
        return False
    return (fresh.tier, fresh.figures) == (read.tier, read.figures)


def _posting_moment(team: Team, now: datetime) -> datetime | None:
    """The moment of this week's note, in the team's zone; ``None`` where there is none."""
    if team.note_day == 0 or team.paused or not team.accepted:
        return None
    days = _team_days(team)
    week = digest.iso_week(days.local(now).date())
    day = digest.posting_day(week, team.note_day - 1, days.is_workday)
    return None if day is None else days.instant(day, team.note_at)


def _team_days(team: Team) -> Calendar:
    return Calendar(
        zone=team.zone,
        start=time(0, 0),
        end=time(23, 59),
        hour=team.note_at,
        holidays=holiday_check(team.region),
    )


_STATES = {
    State.CONFIRMED: digest.State.CONFIRMED,
    State.UNCONFIRMED: digest.State.UNCONFIRMED,
    State.NO_CHANGE: digest.State.NO_CHANGE,
    State.ENDED_BY_RAISER: digest.State.ENDED,
    State.WITHDRAWN: digest.State.ENDED,
}


def _fact(concern: Concern, days: Calendar, now: datetime, *, openly: bool) -> digest.Fact:
    created = days.local(concern.created_at).date()
    limit = ANSWER_LIMIT[concern.how_soon]

    def after(moment: datetime | None) -> int | None:
        if moment is None:
            return None
        return days.workdays_between(created, days.local(moment).date())

    talk = None if concern.two_views else concern.first_talk_at
    waited = after(now) or 0
    return digest.Fact(
        concern=concern.id,
        raiser=concern.raiser,
        owner=concern.owner,
        topic=concern.signal.value,
        created=created,
        pressures=frozenset(one.value for one in concern.pressures),
        answered_after=after(concern.heard_at),
        answer_limit=limit,
        answer_due=waited > limit,
        follow_up_due=concern.due_on is not None or talk is not None,
        first_follow_up=after(talk),
        came_back_unasked=talk is not None and concern.due_on is None,
        state=_STATES.get(concern.state, digest.State.OPEN),
        answer=digest.Answer.OPEN if openly else digest.Answer.NONE,
        withdrawn=concern.state is State.WITHDRAWN,
        sent_elsewhere=concern.team is None,
    )
