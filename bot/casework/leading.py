"""What a leader does with a concern: read it, say so, choose a step, come back to it."""

from dataclasses import dataclass, replace
from datetime import date

from bot.casework.unit import Work, act
from bot.domain.cadence import gap_day, own_date
from bot.domain.calendar import Calendar
from bot.domain.concern import (
    LEADERS_WORDS,
    MIN_CLOSING_WORDS,
    Act,
    Concern,
    Kind,
    Meeting,
    RaiserNotice,
    Role,
    State,
)
from bot.domain.delivery import WordsKind
from bot.domain.effects import said_back
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.record import Record
from bot.domain.refusals import CloseShort, Empty, NoDirectMessage, NotYours, Stale
from bot.domain.taxonomy import CloseReason, Signal, StepKind
from bot.domain.transitions import check_act
from bot.store import Transaction

DETAIL_LIMIT = 200


@dataclass(frozen=True)
class Reading:
    """The words, opened for somebody who may read them."""

    record: Record
    role: Role
    default_day: date
    """The day of the next follow-up where none is named."""


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """A step as the form says it."""

    kind: StepKind
    detail: str = ""
    due_on: date | None = None
    shown: bool = True
    team_may_read: bool = False


class Leading(Work):
    """Acts of the one who comes back to it."""

    @act
    def open_words(
        self, tx: Transaction, workspace: WorkspaceId, person: PersonId, concern: str
    ) -> Reading:
        """Open the words for the raiser or the leader; every opening is noted."""
        found, role = self.reach(tx, workspace, concern, person)
        now = self.clock()
        if role is Role.OWNER and found.state is State.WITHDRAWN:
            raise Stale
        if role is not Role.RAISER:
            tx.concerns.opened(found, person, role.value, now)
        leader = self.known(tx, workspace, found.owner or person)
        days = self.calendar(tx, leader, found.team)
        record = self.record(tx, found, words=True)
        if role is Role.RAISER and found.state is State.RAISED:
            record = replace(record, unsent=tx.deliveries.refused_for(found))
        return Reading(record, role, self._gap_day(tx, found, days))

    @act
    def look(
        self, tx: Transaction, workspace: WorkspaceId, person: PersonId, concern: str, what: Act
    ) -> Reading:
        """Check that ``what`` may be done before its form opens; no words are opened."""
        found, role = self.reach(tx, workspace, concern, person)
        check_act(found, what, role)
        leader = self.known(tx, workspace, found.owner or person)
        days = self.calendar(tx, leader, found.team)
        if what is Act.TALKED_BETTER:  # the form of any talk
            return Reading(self.record(tx, found), role, self._after_talk(tx, found, days))
        return Reading(self.record(tx, found), role, self._gap_day(tx, found, days))

    @act
    def standing(
        self, tx: Transaction, workspace: WorkspaceId, person: PersonId, concern: str
    ) -> Record:
        """Where a concern stands, for somebody who may know."""
        found, _ = self.reach(tx, workspace, concern, person)
        return self.record(tx, found)

    @act
    def hear(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        leader: PersonId,
        concern: str,
        *,
        say_back: str = "",
        day: date | None = None,
        meeting: Meeting | None = None,
        step: int | None = None,
    ) -> Record:
        """Say "I've heard this", from the reading view only, with or without words."""
        say_back = self.within(say_back, LEADERS_WORDS, "say_back")
        found, role = self.reach(tx, workspace, concern, leader)
        after = self.do(tx, found, Act.HEAR, role, by=leader, day=day, meeting=meeting, step=step)
        if after.version != found.version and say_back:
            tx.concerns.say(after, WordsKind.SAY_BACK, leader, say_back, self.clock())
        return self.record(tx, after)

    @act
    def say_back(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        leader: PersonId,
        concern: str,
        text: str,
        view: str,
    ) -> Record:
        """Say back what was heard once more, after "Not quite".

        ``view`` is the submitted form: the same one delivered again changes nothing.
        """
        text = self.within(text, LEADERS_WORDS, "say_back")
        if not text:
            raise Empty(field="say_back")
        found, role = self.reach(tx, workspace, concern, leader)
        if role is not Role.OWNER or found.kind is Kind.NOTE:
            raise NotYours
        if not found.open or found.state is State.RAISED:
            raise Stale
        now = self.clock()
        if not tx.workspaces.first_time(workspace, f"form:{view}", now):
            return self.record(tx, found)
        given = self.circumstances(tx, found, now)
        after = said_back(found, given)
        tx.concerns.save(after)
        tx.concerns.note(after, "say_back", leader, now)
        tx.concerns.say(after, WordsKind.SAY_BACK, leader, text, now)
        self.tell(tx, after, RaiserNotice.HEARD, given.raiser)
        self.redraw(tx, after)
        return self.record(tx, after)

    @act
    def choose_step(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        leader: PersonId,
        concern: str,
        chosen: NextStep,
        *,
        step: int | None = None,
    ) -> Record:
        """Pick a next step and its day."""
        found, role = self.reach(tx, workspace, concern, leader)
        detail = self._detail(chosen)
        after = self.do(tx, found, Act.STEP, role, by=leader, day=chosen.due_on, step=step)
        if after.version != found.version:
            self._keep_step(tx, after, leader, chosen, detail)
        return self.record(tx, after)

    @act
    def talked(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        leader: PersonId,
        concern: str,
        answer: Act,
        chosen: NextStep | None = None,
        *,
        day: date | None = None,
        step: int | None = None,
    ) -> Record:
        """Report a talk: better, about the same, worse, or "we didn't get to it"."""
        found, role = self.reach(tx, workspace, concern, leader)
        detail = self._detail(chosen) if chosen is not None else ""
        day = chosen.due_on if chosen is not None and chosen.due_on is not None else day
        asks_again = answer in (Act.TALKED_SAME, Act.TALKED_WORSE)
        if chosen is None and answer is Act.TALKED_WORSE:
            leader_days = self.calendar(tx, self.known(tx, workspace, leader), found.team)
            # What the form was filled in with is no choice; worse is come back to sooner.
            day = None if day == self._after_talk(tx, found, leader_days) else day
        after = self.do(
            tx, found, answer, role, by=leader, day=day if asks_again else None, step=step
        )
        if chosen is not None and after.version != found.version:
            self._keep_step(tx, after, leader, chosen, detail)
        return self.record(tx, after)

    def _gap_day(self, tx: Transaction, found: Concern, days: Calendar) -> date:
        """The day of the next follow-up where none is named."""
        return gap_day(found, self.clock(), days, tx.workspaces.get(found.workspace).gaps)

    def _after_talk(self, tx: Transaction, found: Concern, days: Calendar) -> date:
        """The day of the follow-up after the one this talk ends."""
        return self._gap_day(tx, replace(found, follow_up=found.follow_up + 1), days)

    @act
    def later(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        leader: PersonId,
        concern: str,
        day: date | None,
        *,
        step: int | None = None,
    ) -> Record:
        """Not yet: ask again on a day; without one, on the leader's next working day."""
        found, role = self.reach(tx, workspace, concern, leader)
        return self.record(tx, self._later(tx, found, role, leader, day, step))

    @act
    def all_tomorrow(
        self, tx: Transaction, workspace: WorkspaceId, leader: PersonId, channel: str, ts: str
    ) -> int:
        """Move every open line of one message to tomorrow; gives how many moved."""
        delivery = tx.deliveries.by_message(workspace, channel, ts)
        if delivery is None or delivery.recipient != leader:
            raise NotYours
        items = tx.deliveries.items(delivery)
        concerns = tx.concerns.some(workspace, [one.concern for one in items])
        moved = 0
        for one in items:
            found = concerns.get(one.concern)
            if found is None or found.step_no != one.step_no or one.tail is not None:
                continue
            try:
                check_act(found, Act.LATER, found.role(leader))
            except Stale:
                continue
            self._later(tx, found, Role.OWNER, leader, None, one.step_no)
            moved += 1
        return moved

    @act
    def close(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        leader: PersonId,
        concern: str,
        reason: CloseReason,
        words: str,
        *,
        step: int | None = None,
    ) -> Record:
        """Close without change: a reason and the leader's own words (R7)."""
        words = self.within(words, LEADERS_WORDS, "words")
        if len(words) < MIN_CLOSING_WORDS:
            raise CloseShort(field="words")
        found, role = self.reach(tx, workspace, concern, leader)
        check_act(found, Act.CLOSE, role)
        after = self.do(tx, replace(found, reason=reason), Act.CLOSE, role, by=leader, step=step)
        if after.version != found.version:
            tx.concerns.say(after, WordsKind.CLOSING, leader, words, self.clock())
        return self.record(tx, after)

    @act
    def share(
        self, tx: Transaction, workspace: WorkspaceId, leader: PersonId, concern: str
    ) -> Record:
        """Let the person a note is about read it."""
        found, role = self.reach(tx, workspace, concern, leader)
        if found.kind is Kind.SHARED and role is Role.OWNER:
            return self.record(tx, found)
        check_act(found, Act.SHARE, role)
        person = self.known(tx, workspace, found.raiser)
        if person.deleted:
            raise NoDirectMessage(person=person.id)
        self.may_share(tx, found)
        return self.record(tx, self.do(tx, found, Act.SHARE, role, by=leader))

    @act
    def take_back(
        self, tx: Transaction, workspace: WorkspaceId, leader: PersonId, concern: str
    ) -> Record:
        """Take a note back; its words are gone at once."""
        found, role = self.reach(tx, workspace, concern, leader)
        if found.state is State.WITHDRAWN:
            return self.record(tx, found)
        return self.record(tx, self.do(tx, found, Act.TAKE_BACK, role, by=leader))

    @act
    def name_topic(
        self, tx: Transaction, workspace: WorkspaceId, person: PersonId, concern: str, to: Signal
    ) -> Record:
        """Correct the topic that was found by words; only the writer may."""
        found, role = self.reach(tx, workspace, concern, person)
        writer = found.owner if found.about else found.raiser
        if person != writer or role is None:
            raise NotYours
        if not found.open:
            raise Stale
        if found.signal is to:
            return self.record(tx, found)
        after = replace(found, signal=to, version=found.version + 1)
        tx.concerns.save(after)
        self.redraw(tx, after)
        return self.record(tx, after, words=True)

    def _later(
        self,
        tx: Transaction,
        found: Concern,
        role: Role,
        leader: PersonId,
        day: date | None,
        step: int | None,
    ) -> Concern:
        if day is None:
            person = self.known(tx, found.workspace, leader)
            days = self.calendar(tx, person, found.team)
            now = self.clock()
            day = own_date(found, days.add_workdays(days.today(now), 1), now, days)
        return self.do(tx, found, Act.LATER, role, by=leader, day=day, step=step)

    def _detail(self, chosen: NextStep) -> str:
        detail = self.within(chosen.detail, DETAIL_LIMIT, "detail")
        if not detail and chosen.kind is not StepKind.LISTENED:
            raise Empty(field="detail")
        return detail

    def _keep_step(
        self, tx: Transaction, concern: Concern, leader: PersonId, chosen: NextStep, detail: str
    ) -> None:
        now = self.clock()
        due_on = chosen.due_on or concern.come_back_on
        row = tx.concerns.add_step(
            concern,
            chosen.kind,
            due_on or now.date(),
            shown=chosen.shown,
            team_may_read=chosen.team_may_read,
            now=now,
        )
        if detail:
            tx.concerns.say(concern, WordsKind.STEP, leader, detail, now, row=row)
        if chosen.shown and concern.kind is not Kind.NOTE:
            self.tell(tx, concern, RaiserNotice.STEP, self.circumstances(tx, concern, now).raiser)
