"""Catching a concern by a mark on a message: one's own, a leader's, a colleague's offer."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.casework.capturing import Capturing, Receipt, Wanted
from bot.casework.letters import SAID_THEMSELVES
from bot.casework.routing import Choices
from bot.casework.unit import act, fresh
from bot.domain import cadence
from bot.domain.calendar import Calendar
from bot.domain.capture import Relation
from bot.domain.concern import Act, Concern, Kind, Role, State
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.refusals import AskedAlready, AuthorHasNoLeader, NoLeader, Refusal, Stale, TooFast
from bot.domain.team import leaders_of, route
from bot.domain.transitions import check_act
from bot.store import Transaction

MOST_MARKS = 5
"""So many colleagues beside the first are remembered, in case they take their marks away."""


@dataclass(frozen=True)
class Offered:
    """A colleague's mark was caught; nobody has been told."""

    record: Record
    leaders: tuple[Person, ...]
    contact: str | None


@dataclass(frozen=True)
class Offerable:
    """The author may be asked; nobody has been."""

    leaders: tuple[Person, ...]
    contact: str | None


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Where a message is, whoever marked it."""

    channel: ChannelId
    ts: str
    author: PersonId


class Marks(Capturing):
    """Everything that an emoji, or the message menu, begins or takes back."""

    @act
    def is_mark(
        self, tx: Transaction, workspace: WorkspaceId, channel: ChannelId, emoji: str
    ) -> bool:
        """Whether an emoji means "worth coming back to" in a channel: the team's, else all's."""
        return emoji in self.marks_in(tx, workspace, channel)

    @act
    def marked(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        reactor: PersonId,
        mark: Mark,
        event: str,
        at: datetime | None = None,
    ) -> Receipt | Choices | Offered | None:
        """Somebody marked a message with the team's emoji; ``None`` is silence.

        Raises :class:`TooFast`: a mark that is not taken must not look like one that is.
        One person's marks on one message are one concern, whatever Slack repeats. ``at`` is Slack's
        moment: a mark that was taken away later is none, even where Slack says so earlier.
        """
        if not tx.workspaces.first_time(workspace, event, self.clock()):
            return None
        gone = _taken_away(mark, reactor)
        if at is not None and tx.workspaces.noted_after(workspace, gone, at):
            return None
        people = tx.people.some(workspace, [reactor, mark.author])
        me, author = people.get(reactor), people.get(mark.author)
        if me is None or author is None or not me.member or not author.member:
            return None
        try:
            return self._mark(tx, me, author, mark)
        except TooFast:
            raise
        except Refusal:
            return None

    @act
    def offered_by_menu(
        self, tx: Transaction, workspace: WorkspaceId, reactor: PersonId, mark: Mark
    ) -> Offered:
        """A colleague asks, by the message menu, that the author be asked; without the wait."""
        me = self._writer(tx, workspace, reactor)
        author = self._writer(tx, workspace, mark.author)
        return self._offer(tx, me, author, mark, wait=timedelta(0))

    @act
    def menu(
        self, tx: Transaction, workspace: WorkspaceId, writer: PersonId, mark: Mark
    ) -> Choices | Relation | Offerable:
        """What "Come back to this" opens: one's own form, a note, or the question to the author."""
        me = self._writer(tx, workspace, writer)
        if mark.author == writer:
            found = self._choices(tx, me, mark.channel)
            if not found.leaders:
                raise NoLeader
            return found
        self._writer(tx, workspace, mark.author)
        relation = self._relation(tx, me, mark.author)
        if relation in (Relation.LEADS, Relation.BOTH):
            return Relation.LEADS
        teams = tx.teams.of(workspace, [mark.author])
        leaders = leaders_of(mark.author, teams)
        if not leaders:
            raise AuthorHasNoLeader(person=mark.author)
        people = tx.people.some(workspace, leaders)
        return Offerable(
            tuple(people[one] for one in leaders if one in people),
            self._contact(tx, workspace, tx.teams.of(workspace, [writer])),
        )

    @act
    def unmarked(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        reactor: PersonId,
        mark: Mark,
        event: str,
        at: datetime | None = None,
    ) -> bool:
        """The mark was taken away: within ten minutes nothing is left of it."""
        if not tx.workspaces.first_time(workspace, event, self.clock()):
            return False
        if at is not None:
            tx.workspaces.note_latest(workspace, _taken_away(mark, reactor), at)
        for origin in (_mark_origin(mark, reactor), _offer_origin(mark)):
            concern = tx.concerns.by_origin(workspace, origin)
            if concern is None or (concern.marked_by and concern.state is not State.OFFERED):
                continue
            if reactor in concern.marked_also:
                others = tuple(one for one in concern.marked_also if one != reactor)
                tx.concerns.save(replace(concern, marked_also=others))
                return False
            # An offer is its colleague's to take back; a mark of one's own, or a leader's, theirs.
            own = concern.marked_by == reactor
            if concern.marked_by is None:
                own = reactor in (concern.raiser, concern.owner)
            if own and self.clock() - concern.created_at < cadence.MARK_DELAY:
                self._take_mark_away(tx, concern)
                return True
        return False

    @act
    def answer_offer(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        person: PersonId,
        concern: str,
        *,
        yes: bool,
        themselves: bool = False,
    ) -> Receipt | Choices | None:
        """The author's private yes or no; several leaders open the form and store nothing.

        ``themselves``: a no, as the author says it to a leader without the bot.
        """
        found = tx.concerns.get(workspace, concern)
        if found is None or found.state is not State.OFFERED or found.raiser != person:
            if found is not None and found.raiser == person and yes:
                return Receipt(self.record(tx, found))
            raise Stale
        if not yes:
            check_act(found, Act.NO, Role.RAISER)
            self._erase_offer(tx, found, SAID_THEMSELVES if themselves else "done")
            return None
        me = self._writer(tx, workspace, person)
        teams = tx.teams.of(workspace, [person])
        self._require_contact(tx, workspace, teams)
        if found.owner not in tx.teams.accepted_leaders(workspace):
            # Several could come back to it, or the one who could leads no more (R26).
            return self._choices(tx, me, found.marked_in)
        after = self.do(tx, found, Act.YES, Role.RAISER, by=person)
        return Receipt(self.record(tx, after))

    @act
    def offer_of(
        self, tx: Transaction, workspace: WorkspaceId, person: PersonId, concern: str
    ) -> Record:
        """An offer as it stands, for its author only."""
        found = tx.concerns.get(workspace, concern)
        if found is None or found.raiser != person or found.state is not State.OFFERED:
            raise Stale
        return self.record(tx, found)

    @act
    def no_offers(self, tx: Transaction, workspace: WorkspaceId, person: PersonId) -> None:
        """Never ask this person about a mark again."""
        me = self._writer(tx, workspace, person)
        tx.people.choose(workspace, person, replace(me.preferences, offers=False))

    @act
    def take_off(
        self, tx: Transaction, workspace: WorkspaceId, person: PersonId, concern: str
    ) -> None:
        """The colleague says "Don't ask" before the author has been asked."""
        found = tx.concerns.get(workspace, concern)
        if found is None or person not in (found.marked_by, *found.marked_also):
            raise Stale
        check_act(found, Act.UNMARK, Role.COLLEAGUE)
        if person in found.marked_also:
            others = tuple(one for one in found.marked_also if one != person)
            tx.concerns.save(replace(found, marked_also=others))
            return
        if self.clock() - found.created_at >= cadence.MARK_DELAY:
            raise Stale
        self._take_mark_away(tx, found)

    def _take_mark_away(self, tx: Transaction, concern: Concern) -> None:
        """One mark less: where somebody else marked it, too, the question stays theirs."""
        if not concern.marked_also:
            self._erase_offer(tx, concern)
            return
        first, *rest = concern.marked_also
        tx.concerns.save(replace(concern, marked_by=first, marked_also=tuple(rest)))

    def _mark(
        self, tx: Transaction, me: Person, author: Person, mark: Mark
    ) -> Receipt | Choices | Offered:
        if me.id == author.id:
            known = tx.concerns.by_origin(me.workspace, _mark_origin(mark, me.id))
            if known is not None:
                return Receipt(self.record(tx, known))
            found = self._choices(tx, me, mark.channel)
            if not found.leaders:
                raise NoLeader
            if found.chosen is None and len(found.leaders) != 1:
                return found
            wanted = Wanted(words="", link=self._link(tx, me.workspace, mark))
            origin = _mark_origin(mark, me.id)
            return self._raise(tx, me, wanted, origin, mark.channel, marked_in=mark.channel)
        if self._relation(tx, me, author.id) in (Relation.LEADS, Relation.BOTH):
            known = tx.concerns.by_origin(me.workspace, _mark_origin(mark, me.id))
            if known is not None:
                return Receipt(self.record(tx, known))
            link = self._link(tx, me.workspace, mark)
            origin = _mark_origin(mark, me.id)
            return self._note(tx, me, author.id, "", origin, link=link, marked_in=mark.channel)
        return self._offer(tx, me, author, mark, wait=cadence.MARK_DELAY)

    def _offer(
        self, tx: Transaction, me: Person, author: Person, mark: Mark, *, wait: timedelta
    ) -> Offered:
        teams = tx.teams.of(me.workspace, [author.id])
        choice = route(author.id, teams, mark.channel)
        leaders = tx.people.some(me.workspace, choice.leaders)
        contact = self._contact(tx, me.workspace, teams)
        ordered = tuple(leaders[one] for one in choice.leaders if one in leaders)
        known = tx.concerns.by_origin(me.workspace, _offer_origin(mark))
        asked = tx.deliveries.exists(me.workspace, DeliveryKind.OFFER, _subject(mark), "1")
        if known is not None and me.id in (known.marked_by, *known.marked_also):
            return Offered(self.record(tx, known), ordered, contact)
        waits = known is not None and tx.deliveries.waits(
            me.workspace, DeliveryKind.OFFER, _subject(mark)
        )
        wants = author.preferences.offers and not author.preferences.silent
        if not wants or (asked and not waits):
            # The author is asked once about a message, whatever came of it.
            raise AskedAlready(person=author.id)
        if known is not None:
            also = (*known.marked_also, me.id)[:MOST_MARKS]
            known = replace(known, marked_also=also)
            tx.concerns.save(known)
            return Offered(self.record(tx, known), ordered, contact)
        now = self.clock()
        concern = replace(
            fresh(
                workspace=me.workspace,
                kind=Kind.RAISED,
                origin=_offer_origin(mark),
                raiser=author.id,
                owner=choice.only,
                state=State.OFFERED,
                now=now,
            ),
            team=self._team_of(teams, author.id, choice.only),
            marked_by=me.id,
            marked_in=mark.channel,
            link=self._link(tx, me.workspace, mark),
            worded=False,
        )
        tx.concerns.add(concern, me.id, Act.OFFER)
        days = self.calendar(tx, author)
        self.deliver(
            tx,
            DeliveryKind.OFFER,
            me.workspace,
            _subject(mark),
            "1",
            author.id,
            due_at=self._free_day(tx, author, days, now + wait),
            days=days,
            letter="mark" if wait else "menu",
            items=[self.item(concern)],
        )
        return Offered(self.record(tx, concern), ordered, contact)

    @staticmethod
    def _free_day(tx: Transaction, author: Person, days: Calendar, earliest: datetime) -> datetime:
        """The first open moment on a day without another such question: one a day (7.2)."""
        due = days.next_open(earliest)
        last = tx.deliveries.last_due(author.workspace, DeliveryKind.OFFER, author.id)
        if last is not None and days.local(last).date() >= days.local(due).date():
            due = days.hour_on(days.next_workday(days.local(last).date()))
        return due

    def _erase_offer(self, tx: Transaction, concern: Concern, letter: str = "done") -> None:
        """Leave no trace: what was pending is called back, what was asked is redrawn."""
        subject = concern.origin.partition(":")[2]
        asked = tx.deliveries.recent(
            concern.workspace, DeliveryKind.OFFER, subject, concern.created_at
        )
        tx.deliveries.forget(concern.workspace, DeliveryKind.OFFER, subject)
        if asked is not None:
            tx.deliveries.mark_behind(asked, letter)
        tx.people.home_behind(concern.workspace, [concern.raiser, concern.owner])
        tx.concerns.forget(concern)

    @staticmethod
    def _link(tx: Transaction, workspace: WorkspaceId, mark: Mark) -> str:
        domain = tx.workspaces.get(workspace).domain
        return f"https://{domain}.slack.com/archives/{mark.channel}/p{mark.ts.replace('.', '')}"


def _taken_away(mark: Mark, person: PersonId) -> str:
    return f"unmarked:{mark.channel}:{mark.ts}:{person}"


def _mark_origin(mark: Mark, person: PersonId) -> str:
    return f"mark:{mark.channel}:{mark.ts}:{person}"


def _subject(mark: Mark) -> str:
    return f"{mark.channel}:{mark.ts}"


def _offer_origin(mark: Mark) -> str:
    return f"offer:{_subject(mark)}"
