"""What every act shares: one transaction, the record it returns, and who is told."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from bot.clock import Clock
from bot.domain.cadence import held_until, not_asked_yet, own_date
from bot.domain.calendar import Calendar
from bot.domain.concern import (
    Act,
    CheckIn,
    Concern,
    Kind,
    Meeting,
    RaiserNotice,
    Role,
    State,
)
from bot.domain.delivery import Delivery, DeliveryKind, Item, delivery_id
from bot.domain.digest import iso_week
from bot.domain.effects import outcome
from bot.domain.handover import moved_from
from bot.domain.ids import ConcernId, PersonId, TeamId, WorkspaceId, new_id
from bot.domain.permissions import gate
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.refusals import NotYours, SharesUsed, TooLong
from bot.domain.team import leaders_of
from bot.domain.transition_context import TransitionContext
from bot.domain.transitions import KEPT_FROM_LEADER, check_act, repeats
from bot.public_holidays import holiday_check
from bot.store import Store, Transaction

W = TypeVar("W", bound="Work")
P = ParamSpec("P")
R = TypeVar("R")

ERASING = frozenset({Act.WITHDRAW, Act.REMOVE, Act.TAKE_BACK, Act.NO})
"""After these the words are gone at once."""
TALKS = frozenset({Act.TALKED_BETTER, Act.TALKED_SAME, Act.TALKED_WORSE})
LIST_LIVES = timedelta(days=8)
"""So long a weekly list is kept true; then the next one has come."""
PART_LIVES = timedelta(days=8)
"""So long what asks a leader before a weekly note is kept true."""
SHARES_A_DAY = 5
"""Notes a day that may be shared with people on no team of the one who shares them."""
TOGETHER = timedelta(minutes=10)
"""Two messages to a raiser about one concern within this time are one."""


def act(
    body: Callable[Concatenate[W, Transaction, P], R],
) -> Callable[Concatenate[W, P], Awaitable[R]]:
    """Make a plain method one transaction in the database thread."""

    @wraps(body)
    async def run(self: W, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self.store.run(lambda tx: body(self, tx, *args, **kwargs))

    return run


class Work:
    """The base of all acts."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep in ``store``, at the time ``clock`` says."""
        self.store = store
        self.clock = clock

    # People and their days

    def calendar(self, tx: Transaction, person: Person, team: TeamId | None = None) -> Calendar:
        """Working time of a person; public holidays are theirs, else their team's."""
        region = person.preferences.region
        if region is None:
            named = tx.teams.get(person.workspace, team) if team else None
            if named is None or person.id not in named.people:
                named = next(iter(tx.teams.of(person.workspace, [person.id])), None)
            region = named.region if named else None
        return person.calendar(holiday_check, region)

    @staticmethod
    def had_today(
        tx: Transaction, leader: Person, days: Calendar, now: datetime
    ) -> frozenset[DeliveryKind]:
        """Which messages of the day a leader has had on the day of ``now``.

        The weekly list stands for the ordinary one where it was sent instead of it.
        """
        today = days.today(now)
        had = {
            kind
            for kind in (DeliveryKind.DAY, DeliveryKind.TODAY)
            if tx.deliveries.exists(leader.workspace, kind, leader.id, today.isoformat())
        }
        listed = tx.rhythms.listed(leader.workspace, leader.id, str(iso_week(today)))
        if listed is not None and listed[1] and days.today(listed[0]) == today:
            had.add(DeliveryKind.DAY)
        return frozenset(had)

    def known(self, tx: Transaction, workspace: WorkspaceId, person: str | None) -> Person:
        """Give a person who has been met. Raises :class:`NotYours` for anybody else."""
        found = tx.people.get(workspace, person) if person else None
        if found is None:
            raise NotYours
        return found

    @staticmethod
    def marks_in(tx: Transaction, workspace: WorkspaceId, channel: str | None) -> tuple[str, ...]:
        """The emoji that count as a mark in a channel."""
        team = tx.teams.in_channel(workspace, channel) if channel else None
        return (team.emoji if team is not None else ()) or tx.workspaces.get(workspace).emoji

    @staticmethod
    def discreet(tx: Transaction, person: Person) -> Person:
        """Give a person as the reader of messages: the workspace may want less said in them."""
        at_most = tx.workspaces.get(person.workspace).detail
        chosen = person.preferences
        detail = chosen.detail.stricter(at_most)
        return replace(person, preferences=replace(chosen, detail=detail))

    def circumstances(
        self,
        tx: Transaction,
        concern: Concern,
        now: datetime,
        *,
        day: date | None = None,
        meeting: Meeting | None = None,
        person: PersonId | None = None,
    ) -> TransitionContext:
        """When an act happens and whose days count."""
        raiser = self.known(tx, concern.workspace, concern.raiser)
        owner = tx.people.get(concern.workspace, concern.owner) if concern.owner else None
        leader_days = self.calendar(tx, owner or raiser, concern.team)
        gaps = tx.workspaces.get(concern.workspace).gaps
        if day is not None:
            day = own_date(concern, day, now, leader_days, gaps)
        return TransitionContext(
            now=now,
            leader=leader_days,
            raiser=self.calendar(tx, raiser, concern.team),
            day=day,
            meeting=meeting,
            gaps=gaps,
            person=person,
        )

    # Concerns

    def reach(
        self, tx: Transaction, workspace: WorkspaceId, concern: str, person: PersonId
    ) -> tuple[Concern, Role]:
        """Give a concern somebody named, and what they are to it; the one gate."""
        found = tx.concerns.get(workspace, concern)
        role = gate(found, person)
        if found is None:
            raise NotYours
        if role is Role.OWNER and not self.known(tx, workspace, person).member:
            raise NotYours
        return found, role

    def record(self, tx: Transaction, concern: Concern, *, words: bool = False) -> Record:
        """Give a concern with what its drawing needs."""
        return self.records(tx, [concern], words=words)[0]

    def records(
        self, tx: Transaction, concerns: Sequence[Concern], *, words: bool = False
    ) -> list[Record]:
        """Give concerns of one workspace with what their drawing needs."""
        if not concerns:
            return []
        workspace = concerns[0].workspace
        named = {one.raiser for one in concerns}
        named |= {one.owner for one in concerns if one.owner}
        for one in concerns:
            others = (one.marked_by, one.hand_to, one.moved_to, one.left_by)
            named |= {person for person in others if person}
        people = tx.people.some(workspace, named)
        steps = tx.concerns.steps(concerns)
        ticks = tx.concerns.ticks(concerns)
        said = tx.concerns.said(concerns) if words else {}
        return [
            Record(
                concern=one,
                people=people,
                said=said.get(one.id, ()),
                steps=steps.get(one.id, ()),
                changed=ticks.get(one.id, ()),
                elsewhere=self.elsewhere_than(tx, one),
                away_until=self._away_until(people, one),
                openings=tx.concerns.openings(one) if words else (),
            )
            for one in concerns
        ]

    def _away_until(self, people: Mapping[PersonId, Person], concern: Concern) -> date | None:
        owner = people.get(concern.owner) if concern.owner else None
        return owner.back_on(self.clock()) if owner is not None else None

    @staticmethod
    def elsewhere_than(tx: Transaction, concern: Concern) -> bool:
        """Whether another than its two sides has accepted, to whom it could go."""
        return tx.teams.anybody_but(concern.workspace, concern.raiser, concern.owner)

    def may_share(self, tx: Transaction, concern: Concern) -> None:
        """Hold back who writes to many people whom they lead by their own word alone.

        Saying to lead somebody asks nobody; a shared note writes to them.
        """
        leader = concern.owner or concern.raiser
        if leader in leaders_of(concern.raiser, tx.teams.of(concern.workspace, [concern.raiser])):
            return
        since = self.clock() - timedelta(days=1)
        if tx.concerns.shared_since(concern.workspace, leader, since) >= SHARES_A_DAY:
            raise SharesUsed

    def do(
        self,
        tx: Transaction,
        concern: Concern,
        what: Act,
        role: Role,
        *,
        by: PersonId | None,
        day: date | None = None,
        meeting: Meeting | None = None,
        person: PersonId | None = None,
        step: int | None = None,
    ) -> Concern:
        """Let one thing happen to a concern: the state, the clocks, the telling, the redrawing.

        A second press of the same button finds the thing done and changes nothing.
        """
        if repeats(concern, what, step):
            return concern
        check_act(concern, what, role, step=step)
        now = self.clock()
        given = self.circumstances(tx, concern, now, day=day, meeting=meeting, person=person)
        result = outcome(concern, what, given)
        after = result.concern
        tx.concerns.save(after)
        tx.concerns.note(after, what.value, by, now)
        if what in ERASING:
            after = replace(after, link=None, marked_in=None)
            tx.concerns.save(after)
            tx.concerns.erase_words(after)
            self._erase_before(tx, after)
        if after.state is State.WITHDRAWN or not after.open:
            tx.deliveries.cancel(
                after.workspace, [DeliveryKind.NOTICE, DeliveryKind.CHECK_IN], after.id
            )
        if result.told is not None:
            self.tell(tx, after, result.told, given.raiser)
        if result.tail is not None:
            tx.deliveries.add_tail(after, result.tail, now)
        self.redraw(tx, after, privately=what in KEPT_FROM_LEADER)
        if role is Role.OWNER and by is not None:
            self.touch(tx, self.known(tx, after.workspace, by), concern if what in TALKS else None)
        return after

    @staticmethod
    def _erase_before(tx: Transaction, concern: Concern) -> None:
        """What it was before it moved goes with it: what the leaders wrote repeats its words."""
        before: Concern | None = concern
        while before is not None:
            earlier = moved_from(before)
            before = tx.concerns.get(concern.workspace, earlier) if earlier else None
            if before is not None:
                tx.concerns.save(replace(before, link=None, marked_in=None))
                tx.concerns.erase_words(before)

    def touch(self, tx: Transaction, leader: Person, reported: Concern | None = None) -> None:
        """A leader pressed or did something: the bot is heard, and backs off no more.

        ``reported`` is what they reported a talk about, as it was before: five such reports in a
        row that came before the bot asked are a reason to ask less (7.4).
        """
        now = self.clock()
        before = leader.rhythm
        rhythm = replace(before, touched_at=now, backing_off=False)
        if reported is not None:
            unasked = rhythm.unasked + 1 if not_asked_yet(reported) else 0
            rhythm = replace(rhythm, unasked=unasked)
        tx.people.keep_rhythm(leader, rhythm)
        if not before.backing_off:
            return
        days = self.calendar(tx, leader)
        for one in tx.concerns.open_of_leader(leader.workspace, leader.id):
            if one.ask is not None and one.ask.at == before.weekly_at:
                tx.concerns.save(held_until(one, days.next_hour(now), days))

    def redraw(self, tx: Transaction, concern: Concern, *, privately: bool = False) -> None:
        """Mark all that shows a concern as older than it; ``privately``, only to its raiser."""
        tx.deliveries.fall_behind(concern, concern.raiser if privately else None)
        owner = None if privately else concern.owner
        tx.people.home_behind(concern.workspace, [concern.raiser, owner])
        if owner is not None:
            tx.rhythms.list_behind(concern.workspace, owner, self.clock() - LIST_LIVES)

    # Messages the bot starts

    def tell(self, tx: Transaction, concern: Concern, told: RaiserNotice, days: Calendar) -> None:
        """Tell the raiser something, inside their hours.

        Two things within ten minutes are one message: the earlier one says the newer.
        """
        person = self.known(tx, concern.workspace, concern.raiser)
        if person.preferences.silent:
            return
        now = self.clock()
        earlier = tx.deliveries.recent(
            concern.workspace, DeliveryKind.NOTICE, concern.id, now - TOGETHER
        )
        if earlier is not None:
            tx.deliveries.mark_behind(earlier, told.value)
            return
        self.deliver(
            tx,
            DeliveryKind.NOTICE,
            concern.workspace,
            concern.id,
            str(concern.version),
            person.id,
            due_at=days.next_open(now),
            days=days,
            letter=told.value,
            # Whether the leader was asked for a clear answer stays as it was when this was said.
            body=json.dumps({"quiet": concern.quiet}) if told is RaiserNotice.LONG else None,
            items=[self.item(concern)],
        )

    def ask_raiser(self, tx: Transaction, concern: Concern, check: CheckIn, days: Calendar) -> bool:
        """Ask the raiser whether anything changed."""
        return self.deliver(
            tx,
            DeliveryKind.CHECK_IN,
            concern.workspace,
            concern.id,
            f"{check.value}:{concern.version}",
            concern.raiser,
            due_at=days.next_open(self.clock()),
            days=days,
            letter=check.value,
            items=[self.item(concern)],
        )

    @staticmethod
    def item(concern: Concern) -> Item:
        """One concern inside a message, as it stands."""
        ask = concern.ask
        return Item(
            id=new_id(),
            concern=concern.id,
            cause=ask.cause if ask else None,
            reminder=ask.reminder if ask else 1,
            step_no=concern.step_no,
        )

    def deliver(
        self,
        tx: Transaction,
        kind: DeliveryKind,
        workspace: WorkspaceId,
        subject: str,
        occurrence: str,
        recipient: str,
        *,
        due_at: datetime,
        days: Calendar,
        letter: str = "",
        body: str | None = None,
        items: Iterable[Item] = (),
        tails_since: datetime | None = None,
    ) -> bool:
        """Keep a message to be sent; false when this occurrence has its message already."""
        delivery = Delivery(
            workspace=workspace,
            id=delivery_id(tx.sealer(workspace).hash, kind, subject, occurrence),
            kind=kind,
            subject=subject,
            occurrence=occurrence,
            recipient=recipient,
            letter=letter,
            body=body,
            due_at=due_at,
            wall=days.local(due_at).strftime("%Y-%m-%dT%H:%M"),
            zone=days.zone,
            created_at=self.clock(),
        )
        started = tx.deliveries.start(delivery, items)
        if started and tails_since is not None:
            tx.deliveries.take_tails(delivery, tails_since)
        return started

    # Small checks

    @staticmethod
    def worded(
        tx: Transaction, workspace: WorkspaceId, words: str, field: str, *, more: int = 0
    ) -> str:
        """Give the words of a concern or a note, as long as the workspace lets them be."""
        return Work.within(words, tx.workspaces.get(workspace).form_length + more, field)

    @staticmethod
    def within(text: str, limit: int, field: str | None = None) -> str:
        """Give a text without the space around it. Raises :class:`TooLong` past ``limit``."""
        text = text.strip()
        if len(text) > limit:
            raise TooLong(field=field, n=str(limit))
        return text


def fresh(
    *,
    workspace: WorkspaceId,
    kind: Kind,
    origin: str,
    raiser: PersonId,
    owner: PersonId | None,
    state: State,
    now: datetime,
) -> Concern:
    """Begin a concern."""
    return Concern(
        workspace=workspace,
        id=ConcernId(new_id()),
        kind=kind,
        origin=origin,
        raiser=raiser,
        owner=owner,
        state=state,
        created_at=now,
        heard_at=now if kind is not Kind.RAISED else None,
    )
