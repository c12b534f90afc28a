"""Where a concern goes on: its raiser sends it on, or its leader hands it over.

Nothing moves without the raiser. What moves begins anew with the new leader and keeps the day it
was first said; its words go along and rest nowhere twice.
"""

from dataclasses import dataclass, replace

from bot.casework.capturing import Capturing, Receipt, Wanted
from bot.casework.leading import Leading, NextStep
from bot.casework.unit import act, fresh
from bot.domain import cadence
from bot.domain.concern import Act, Concern, Kind, Role, State
from bot.domain.delivery import WordsKind
from bot.domain.handover import origin_after
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.person import Person
from bot.domain.record import Record, Said
from bot.domain.refusals import (
    Empty,
    Guest,
    LeaderOff,
    LedElsewhere,
    NotYours,
    Oneself,
    Stale,
    WithThem,
)
from bot.domain.taxonomy import Signal, StepKind
from bot.domain.team import leaders_of
from bot.domain.transitions import check_act
from bot.store import Transaction

NEED_LIMIT = 80
"""So much may stand before the ask: what it is for."""
RAISERS_OWN = (WordsKind.SAID, WordsKind.ADDED, WordsKind.NOT_QUITE)
"""Texts that leave with their raiser; what the leader wrote stays theirs to read."""


@dataclass(frozen=True)
class Elsewhere:
    """Who else could come back to it."""

    record: Record
    leaders: tuple[Person, ...]
    """The raiser's own, in their teams' order."""
    others: tuple[Person, ...]
    contact: str | None
    limit: int
    """How many characters it may have."""


@dataclass(frozen=True)
class NotAccepted:
    """Whoever could give it has not accepted: the leader may write to them in person."""

    person: Person
    text: str


class Moving(Capturing, Leading):
    """Acts by which a concern goes on with somebody else."""

    @act
    def elsewhere(
        self, tx: Transaction, workspace: WorkspaceId, raiser: PersonId, concern: str
    ) -> Elsewhere:
        """Who else could come back to it, for its raiser; the words are opened."""
        found, role = self.reach(tx, workspace, concern, raiser)
        check_act(found, Act.SEND_ON, role)
        return self._elsewhere(tx, found, self.record(tx, found, words=True))

    @act
    def heirs(
        self, tx: Transaction, workspace: WorkspaceId, leader: PersonId, concern: str
    ) -> Elsewhere:
        """To whom its leader could hand it."""
        found, role = self.reach(tx, workspace, concern, leader)
        check_act(found, Act.ASK_HAND, role)
        return self._elsewhere(tx, found, self.record(tx, found))

    @act
    def send_on(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        raiser: PersonId,
        concern: str,
        to: PersonId,
        words: str,
    ) -> Receipt:
        """Send it to somebody else; whoever it was with is not told where it went (T18)."""
        found, role = self.reach(tx, workspace, concern, raiser)
        known = tx.concerns.by_origin(workspace, origin_after(found))
        if role is Role.RAISER and known is not None:
            return Receipt(self.record(tx, known, words=True))
        check_act(found, Act.SEND_ON, role)
        words = self.worded(tx, workspace, words, "words")
        if not words and found.link is None:
            raise Empty(field="words")
        self._may_get(tx, found, to)
        texts = [self._line(raiser, words)] if words else []
        return self._go_on(tx, found, Act.SEND_ON, to, texts)

    @act
    def ask_hand(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        leader: PersonId,
        concern: str,
        to: PersonId,
        *,
        step: int | None = None,
    ) -> Record:
        """Ask the raiser whether somebody else may read their words; it pauses meanwhile."""
        found, role = self.reach(tx, workspace, concern, leader)
        if role is Role.OWNER:
            self._may_get(tx, found, to)
        after = self.do(tx, found, Act.ASK_HAND, role, by=leader, person=to, step=step)
        return self.record(tx, after)

    @act
    def answer_hand(
        self, tx: Transaction, workspace: WorkspaceId, raiser: PersonId, concern: str, *, yes: bool
    ) -> Receipt:
        """The raiser's yes lets it go on with the other, words and all; a no leaves it."""
        found, role = self.reach(tx, workspace, concern, raiser)
        known = tx.concerns.by_origin(workspace, origin_after(found))
        if role is Role.RAISER and known is not None:
            return Receipt(self.record(tx, known, words=True))
        if not yes:
            if found.last_act is not Act.HAND_NO:
                found = self.do(tx, found, Act.HAND_NO, role, by=raiser)
            return Receipt(self.record(tx, found))
        check_act(found, Act.HAND_YES, role)
        if found.hand_to is None:
            raise Stale
        self._may_get(tx, found, found.hand_to)
        texts = [
            one
            for one in self.record(tx, found, words=True).said
            if one.kind in (WordsKind.SAID, WordsKind.ADDED)
        ]
        return self._go_on(tx, found, Act.HAND_YES, found.hand_to, texts)

    @act
    def pass_ask(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        leader: PersonId,
        concern: str,
        to: PersonId,
        ask: str,
        view: str,
        *,
        whole: str | None = None,
        step: int | None = None,
    ) -> Receipt | NotAccepted:
        """Raise upward what the leader cannot change alone: their own concern, linked to nobody's.

        ``whole`` is the ask with what it is for in front. On the first one a step says that they
        are finding someone who can. Where the other has not accepted nothing is stored.
        """
        ask = self.worded(tx, workspace, ask, "words")
        if not ask:
            raise Empty(field="words")
        known = tx.concerns.by_origin(workspace, f"form:{view}")
        if known is not None and known.raiser == leader:
            return Receipt(self.record(tx, known, words=True))
        found, role = self.reach(tx, workspace, concern, leader)
        check_act(found, Act.STEP, role, step=step)
        me, person = self._writer(tx, workspace, leader), tx.people.get(workspace, to)
        if person is None or not person.member:
            raise Guest(field="person")
        if to == leader:
            raise Oneself(field="person")
        if to not in tx.teams.accepted_leaders(workspace):
            return NotAccepted(person, whole or ask)
        day = self._gap_day(tx, found, self.calendar(tx, me, found.team))
        after = self.do(tx, found, Act.STEP, role, by=leader, day=day, step=step)
        self._keep_step(tx, after, leader, NextStep(kind=StepKind.PASS_ON, due_on=day), "")
        wanted = Wanted(words=whole or ask, signal=Signal.HELP, leader=to)
        return self._raise(tx, me, wanted, f"form:{view}", None, more=NEED_LIMIT)

    def _line(self, raiser: PersonId, words: str) -> Said:
        now = self.clock()
        return Said(id="", kind=WordsKind.SAID, author=raiser, text=words, said_at=now)

    def _elsewhere(self, tx: Transaction, found: Concern, record: Record) -> Elsewhere:
        teams = tx.teams.of(found.workspace, [found.raiser])
        own = () if found.signal is Signal.LED else leaders_of(found.raiser, teams)
        barred = set(leaders_of(found.raiser, teams)) if found.signal is Signal.LED else set()
        barred |= {found.raiser, found.owner or found.raiser}
        accepted = tx.teams.accepted_leaders(found.workspace)
        people = tx.people.some(found.workspace, accepted)
        mine = tuple(people[one] for one in own if one in people and one not in barred)
        rest = (one for one in accepted if one in people and one not in (*own, *barred))
        contact = self._contact(tx, found.workspace, teams)
        limit = tx.workspaces.get(found.workspace).form_length
        return Elsewhere(record, mine, tuple(people[one] for one in rest), contact, limit)

    def _may_get(self, tx: Transaction, found: Concern, to: PersonId) -> None:
        """Refuse whoever cannot come back to it."""
        if to == found.raiser:
            raise Oneself(field="leader")
        if to == found.owner:
            raise WithThem(field="leader", person=to)
        if to not in tx.teams.accepted_leaders(found.workspace):
            raise LeaderOff(field="leader", person=to)
        teams = tx.teams.of(found.workspace, [found.raiser])
        if found.signal is Signal.LED and to in leaders_of(found.raiser, teams):
            raise LedElsewhere(field="leader")

    def _go_on(
        self, tx: Transaction, found: Concern, what: Act, to: PersonId, texts: list[Said]
    ) -> Receipt:
        """End it here and begin it there."""
        now = self.clock()
        person = self.known(tx, found.workspace, to)
        if not person.member:
            raise NotYours
        teams = tx.teams.of(found.workspace, [found.raiser])
        after = self.do(tx, found, what, Role.RAISER, by=found.raiser, person=to)
        for kind in RAISERS_OWN:
            tx.concerns.erase_words(after, kind)
        begun = fresh(
            workspace=found.workspace,
            kind=Kind.RAISED,
            origin=origin_after(found),
            raiser=found.raiser,
            owner=to,
            state=State.RAISED,
            now=found.created_at,
        )
        new = replace(
            begun,
            team=self._team_of(teams, found.raiser, to),
            signal=found.signal,
            pressures=found.pressures,
            help=found.help,
            how_soon=found.how_soon,
            link=found.link,
            marked_in=found.marked_in,
            no_checks=found.no_checks,
            worded=bool(texts),
        )
        days = self.calendar(tx, person, new.team)
        new = cadence.raised(new, now, days, had=self.had_today(tx, person, days, now))
        tx.concerns.add(new, found.raiser, Act.RAISE)
        for one in texts:
            tx.concerns.say(new, one.kind, found.raiser, one.text, one.said_at)
        tx.people.home_behind(found.workspace, [found.raiser, found.owner, to])
        return Receipt(self.record(tx, new, words=True))
