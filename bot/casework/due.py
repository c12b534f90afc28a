"""What the clock does: day messages, check-backs, silence noticed.

Each round asks the rows what is due; nothing is kept in memory, so that a restart loses nothing.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.casework.days import BATCH, Days
from bot.casework.departures import Leaving
from bot.casework.digest import SPOKEN_KEPT, Fridays
from bot.casework.unit import TOGETHER, act
from bot.domain.concern import Act, CheckIn, Concern, Role
from bot.domain.delivery import DeliveryKind
from bot.domain.effects import checked
from bot.domain.transitions import check_act
from bot.store import Transaction

INBOX_KEPT = timedelta(hours=24)
OFFERS_LAST = timedelta(days=7)


class Rounds(Fridays, Days, Leaving):
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
            told = tx.deliveries.recent(one.workspace, DeliveryKind.NOTICE, one.id, now - TOGETHER)
            if told is not None or not given.raiser.is_open(now):
                # Just told about it, or not at work: the question can wait.
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
            asked = tx.deliveries.recent(one.workspace, DeliveryKind.CHECK_IN, one.id, since)
            if asked is not None and asked.letter != CheckIn.ENDED.value:
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
                self.ask_raiser(tx, after, CheckIn.ENDED, given.raiser)
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
        tx.digests.forget_spoken(now - SPOKEN_KEPT)
        return len(old)
