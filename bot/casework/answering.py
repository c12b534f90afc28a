"""What a raiser does with their concern, and the person a shared note is about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.casework.capturing import Wanted
from bot.casework.departures import Leaving
from bot.casework.unit import act
from bot.domain import cadence
from bot.domain.concern import (
    CLOSED,
    Act,
    Concern,
    LeaderNews,
    Role,
    State,
)
from bot.domain.delivery import WordsKind
from bot.domain.handover import origin_after
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.record import Record
from bot.domain.refusals import Empty, LineNeeded, Stale
from bot.domain.taxonomy import Change
from bot.domain.transitions import check_act, repeats
from bot.store import Transaction

CORRECTION_LIMIT = 300
COMES_BACK_WITHIN = timedelta(days=60)
REOPENS_WITHIN_WORKDAYS = 10


class Answering(Leaving):
    """Acts of the one it affects."""

    @act
    def answer(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        raiser: PersonId,
        concern: str,
        what: Act,
        *,
        step: int | None = None,
    ) -> Record:
        """Answer with one press: better, a little, the same, worse, leave it, come back, ….

        ``step`` is the step the card was drawn for; a stale card changes nothing.
        """
        found, role = self.reach(tx, workspace, concern, raiser)
        if what is Act.WITHDRAW and role is Role.RAISER:
            found = self._where_it_went(tx, found)
        if repeats(found, what, step):
            return self.record(tx, found)
        if what in (Act.REOPEN, Act.COME_BACK):
            self._check_time(tx, found, what)
        if what is Act.COME_BACK and self._wordless(tx, found):
            check_act(found, what, role, step=step)
            raise LineNeeded
        after = self.do(tx, found, what, role, by=raiser, step=step)
        if what in (Act.REOPEN, Act.COME_BACK):
            after = self._with_nobody_gone(tx, after)
        return self.record(tx, after)

    @staticmethod
    def _where_it_went(tx: Transaction, concern: Concern) -> Concern:
        """What went on with somebody else is taken back there, also by a button of before."""
        while concern.state is State.HANDED_OVER:
            after = tx.concerns.by_origin(concern.workspace, origin_after(concern))
            if after is None:
                break
            concern = after
        return concern

    def _with_nobody_gone(self, tx: Transaction, concern: Concern) -> Concern:
        """What opens again waits for its raiser where its leader leads no more (T25, R12)."""
        if concern.about:
            owner = tx.people.get(concern.workspace, concern.owner) if concern.owner else None
            if owner is None or not owner.member:
                raise Stale
            return concern
        if not self.leads_no_more(tx, concern):
            return concern
        return self.do(tx, concern, Act.LEADER_GONE, Role.CLOCK, by=None)

    @act
    def come_back(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        raiser: PersonId,
        concern: str,
        words: str,
        *,
        step: int | None = None,
    ) -> Record:
        """It came back, and the words of then are erased already: a new line stands for them."""
        words = self.worded(tx, workspace, words, "words")
        if not words:
            raise Empty(field="words")
        found, role = self.reach(tx, workspace, concern, raiser)
        if repeats(found, Act.COME_BACK, step):
            return self.record(tx, found)
        self._check_time(tx, found, Act.COME_BACK)
        after = self.do(tx, found, Act.COME_BACK, role, by=raiser, step=step)
        after = self._with_nobody_gone(tx, after)
        tx.concerns.say(after, WordsKind.SAID, raiser, words, self.clock())
        return self.record(tx, after)

    @staticmethod
    def _wordless(tx: Transaction, concern: Concern) -> bool:
        return concern.worded and not tx.concerns.has_said(concern, WordsKind.SAID)

    @act
    def correct(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        raiser: PersonId,
        concern: str,
        text: str,
        *,
        step: int | None = None,
    ) -> Record:
        """Say what the leader missed."""
        text = self.within(text, CORRECTION_LIMIT, "answer")
        if not text:
            raise Empty(field="answer")
        found, role = self.reach(tx, workspace, concern, raiser)
        after = self.do(tx, found, Act.NOT_QUITE, role, by=raiser, step=step)
        if after.version != found.version:
            tx.concerns.say(after, WordsKind.NOT_QUITE, raiser, text, self.clock())
        return self.record(tx, after)

    @act
    def change(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        raiser: PersonId,
        concern: str,
        wanted: Wanted,
        view: str,
    ) -> Record:
        """Change or add words; before reading nobody is told, after it the leader is.

        ``view`` is the submitted form: the same one delivered again changes nothing.
        """
        words = self.worded(tx, workspace, wanted.words, "words")
        found, role = self.reach(tx, workspace, concern, raiser)
        if not tx.workspaces.first_time(workspace, f"form:{view}", self.clock()):
            return self.record(tx, found, words=True)
        if not words and found.link is None:
            raise Empty(field="words")
        check_act(found, Act.CHANGE, role)
        sooner_or_later = wanted.how_soon is not found.how_soon
        found = replace(
            found,
            signal=wanted.signal or found.signal,
            pressures=wanted.pressures,
            help=wanted.help,
            how_soon=wanted.how_soon,
            worded=bool(words),
        )
        after = self.do(tx, found, Act.CHANGE, role, by=raiser)
        now = self.clock()
        if sooner_or_later and after.state is State.RAISED and after.delivered_at is None:
            # Nobody has seen it: its clock begins as if it had been sent like this.
            fresh = after.marked_in is not None and now - after.created_at < cadence.MARK_DELAY
            days = self.circumstances(tx, after, now).leader
            owner = tx.people.get(after.workspace, after.owner) if after.owner else None
            had = self.had_today(tx, owner, days, now) if owner is not None else ()
            after = cadence.raised(after, now, days, marked=fresh, had=had)
            tx.concerns.save(after)
        if after.state is State.RAISED:
            tx.concerns.erase_words(after, WordsKind.SAID)
            if words:
                tx.concerns.say(after, WordsKind.SAID, raiser, words, now)
        elif words:
            before = self.record(tx, after, words=True).words
            if words != before:
                kind = WordsKind.ADDED if before else WordsKind.SAID
                tx.concerns.say(after, kind, raiser, words, now)
                tx.deliveries.add_tail(after, LeaderNews.ADDED, now)
        return self.record(tx, after, words=True)

    @act
    def add_to(
        self, tx: Transaction, workspace: WorkspaceId, raiser: PersonId, new: str, old: str
    ) -> Record:
        """Make a second concern on the same topic an addition to the first (T38)."""
        first, role = self.reach(tx, workspace, old, raiser)
        if tx.concerns.get(workspace, new) is None:
            return self.record(tx, first)
        later, later_role = self.reach(tx, workspace, new, raiser)
        check_act(first, Act.CHANGE, role)
        check_act(later, Act.CHANGE, later_role)
        if later.delivered_at is not None or first.owner != later.owner or first.id == later.id:
            raise Stale
        words = self.record(tx, later, words=True).words
        now = self.clock()
        if words:
            kind = WordsKind.ADDED
            tx.concerns.say(first, kind, raiser, words, now)
        after = self.do(tx, first, Act.CHANGE, role, by=raiser)
        if after.heard_at is not None:
            tx.deliveries.add_tail(after, LeaderNews.ADDED, now)
        self.redraw(tx, later)
        tx.concerns.forget(later)
        return self.record(tx, after, words=True)

    @act
    def say_what_changed(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        raiser: PersonId,
        concern: str,
        ticks: Sequence[Change],
    ) -> Record:
        """Keep what helped; the answer itself is kept already."""
        found, role = self.reach(tx, workspace, concern, raiser)
        if role is not Role.RAISER or found.state not in CLOSED | {State.IN_PROGRESS}:
            raise Stale
        tx.concerns.tick(found, ticks)
        self.redraw(tx, found)
        return self.record(tx, found)

    def _check_time(self, tx: Transaction, concern: Concern, what: Act) -> None:
        """Refuse what comes too long after the closing."""
        if concern.closed_at is None:
            return
        now = self.clock()
        if what is Act.COME_BACK and now - concern.closed_at > COMES_BACK_WITHIN:
            raise Stale
        if what is Act.REOPEN:
            days = self.circumstances(tx, concern, now).raiser
            last = days.add_workdays(days.today(concern.closed_at), REOPENS_WITHIN_WORKDAYS)
            if days.today(now) > last:
                raise Stale
