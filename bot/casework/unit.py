"""The unit of work that acts share, and what runs each act in one transaction."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

from bot.casework.telling import Telling
from bot.clock import Clock
from bot.domain.calendar import Calendar
from bot.domain.concern import Concern, Milestones, cadence
from bot.domain.concern.cadence import (
    Slots,
    held_until,
    not_asked_yet,
    own_date,
)
from bot.domain.concern.effects import apply_transition
from bot.domain.concern.handover import handed_over_from
from bot.domain.concern.notices import too_late_for
from bot.domain.concern.retention import acted, scheduled
from bot.domain.concern.states import (
    Act,
    Kind,
    Meeting,
    RaiserNotice,
    Role,
    State,
)
from bot.domain.concern.transition_context import TransitionContext
from bot.domain.concern.transitions import KEPT_FROM_LEADER, check_act, repeats
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import ConcernId, PersonId, WorkspaceId, new_id
from bot.domain.permissions import gate, is_admin
from bot.domain.person import ONE_ON_ONE_BY, Person
from bot.domain.record import Record
from bot.domain.refusals import Held, NotYours, SharesUsed, TooLong
from bot.domain.taxonomy import HowSoon, Signal
from bot.domain.team import leaders_of
from bot.store import WORK_SECONDS, Store

P = ParamSpec("P")
R = TypeVar("R")

ERASING = frozenset({Act.WITHDRAW, Act.REMOVE, Act.NOT_LED, Act.TAKE_BACK, Act.NO})
"""After these the words are gone at once."""
TALKS = frozenset({Act.TALKED_BETTER, Act.TALKED_SAME, Act.TALKED_WORSE})
LIST_LIVES = timedelta(days=8)
"""So long a weekly list is kept true; then the next one has come."""
PART_LIVES = timedelta(days=8)
"""So long what asks a leader before a weekly note is kept true."""
SHARES_A_DAY = 5
"""Notes a day that may be shared with people on no team of the one who shares them."""


class Unit(Telling):
    """One act on one workspace: its transaction, its moment, and what every act shares."""

    def arriving(self, concern: Concern, *, marked: bool = False) -> Concern:
        """Give something raised with the moment at which it reaches its leader, and their clock."""
        owner = self.get_person(concern.owner)
        days = self.calendar(owner, concern.team)
        slots = self._slots(owner, days, concern.how_soon)
        return cadence.raised(concern, self.now, days, marked=marked, slots=slots)

    def _slots(self, leader: Person, days: Calendar, how_soon: HowSoon) -> Slots:
        """The messages in which something new that is raised with a leader can reach them."""
        queries, workspace = self.tx.concerns, leader.workspace
        urgent = how_soon is HowSoon.TODAY
        late = days.hour > ONE_ON_ONE_BY
        return Slots(
            had=self.had(leader, days).kinds,
            urgent_on=queries.urgent_on(workspace, leader.id) if urgent else (),
            morning=queries.next_one_on_one(workspace, leader.id, self.now) if late else None,
        )

    def check_admin(self, person: PersonId) -> None:
        """Let through who decides for the workspace. Raises :class:`NotYours` for others."""
        if not is_admin(self.get_person(person), self.installation.installer):
            raise NotYours

    def as_reader(self, person: Person) -> Person:
        """Give a person as the reader of messages: the workspace may want less said in them."""
        at_most = self.installation.detail
        chosen = person.preferences
        detail = chosen.detail.stricter(at_most)
        return replace(person, preferences=replace(chosen, detail=detail))

    def transition_context(
        self,
        concern: Concern,
        *,
        day: date | None = None,
        meeting: Meeting | None = None,
        because: str = "",
        person: PersonId | None = None,
    ) -> TransitionContext:
        """When an act happens and whose days count."""
        raiser = self.get_person(concern.raiser)
        leader = concern.owner or concern.left_by
        owner = self.tx.people.get(concern.workspace, leader) if leader else None
        leader_days = self.calendar(owner or raiser, concern.team)
        gaps = self.installation.gaps
        if day is not None:
            day = own_date(concern, day, self.now, leader_days, gaps)
        return TransitionContext(
            now=self.now,
            leader=leader_days,
            raiser=self.calendar(raiser, concern.team),
            day=day,
            because=because,
            meeting=meeting,
            gaps=gaps,
            person=person,
        )

    def authorize(self, concern_id: str, person: PersonId) -> tuple[Concern, Role]:
        """Give a concern somebody named, and what they are to it; the one gate."""
        concern = self.tx.concerns.get(self.workspace, concern_id)
        if (
            concern is not None
            and concern.owner == person
            and concern.retention.held_at is not None
        ):
            raise Held
        role = gate(concern, person)
        if concern is None:
            raise NotYours
        # Whatever is done, both sides are looked at: they are read together.
        self.tx.people.some(
            self.workspace, [side for side in (concern.raiser, concern.owner) if side]
        )
        if role is Role.OWNER and not self._may_see(concern, person):
            raise NotYours
        return concern, role

    def _may_see(self, concern: Concern, leader: PersonId) -> bool:
        """Whether its leader may know of it now, and may read at all."""
        return concern.has_reached(self.now) and self.get_person(leader).member

    def record(self, concern: Concern, *, words: bool = False, history: bool = False) -> Record:
        """Give a concern with what its drawing needs."""
        return self.records([concern], words=words, history=history)[0]

    def records(
        self,
        concerns: Sequence[Concern],
        *,
        words: bool = False,
        titles: bool = False,
        history: bool = False,
    ) -> list[Record]:
        """Give concerns of one workspace with what their drawing needs.

        ``titles``: the words of what has no topic, for the rows of a private view; ``history``:
        also what came of what was asked.
        """
        if not concerns:
            return []
        workspace = concerns[0].workspace
        ids = {concern.raiser for concern in concerns}
        ids |= {concern.owner for concern in concerns if concern.owner}
        for concern in concerns:
            marked_by = concern.mark.marked_by if concern.mark is not None else None
            handed_to = concern.handover.to if concern.handover is not None else None
            others = (marked_by, handed_to, concern.left_by)
            ids |= {person for person in others if person}
        people = self.tx.people.some(workspace, ids)
        led = {concern.raiser for concern in concerns if concern.signal is Signal.LED}
        self.tx.teams.read_of(workspace, led)
        steps = self.tx.concerns.steps(concerns)
        ticks = self.tx.concerns.ticks(concerns)
        opened = list(concerns) if words else []
        if titles and not words:
            opened = [
                concern for concern in concerns if concern.signal is Signal.OTHER and concern.worded
            ]
        sayings = self.tx.concerns.said(opened)
        happened = self.tx.concerns.happened(concerns) if history else {}
        return [
            Record(
                concern=concern,
                people=people,
                said=sayings.get(concern.id, ()),
                steps=steps.get(concern.id, ()),
                changed=ticks.get(concern.id, ()),
                elsewhere=self.has_somebody_else(concern),
                away_until=self._away_until(people, concern),
                openings=self.tx.concerns.openings(concern) if words else (),
                history=happened.get(concern.id, ()),
                read_at=self.now,
                late=self.late_for(concern) if words else frozenset(),
            )
            for concern in concerns
        ]

    def late_for(self, concern: Concern) -> frozenset[Act]:
        """What its raiser cannot do any more with something that was closed."""
        if concern.milestones.closed_at is None:
            return frozenset()
        days = self.calendar(self.get_person(concern.raiser), concern.team)
        return too_late_for(concern, self.now, days)

    def _away_until(self, people: Mapping[PersonId, Person], concern: Concern) -> date | None:
        owner = people.get(concern.owner) if concern.owner else None
        return owner.back_on(self.now) if owner is not None else None

    def has_somebody_else(self, concern: Concern) -> bool:
        """Whether another than its two sides has accepted, to whom it could go.

        What is about how somebody is led goes to none of their own leaders.
        """
        barred = {concern.raiser, concern.owner}
        if concern.signal is Signal.LED:
            teams = self.tx.teams.of(concern.workspace, [concern.raiser])
            barred |= set(leaders_of(concern.raiser, teams))
        return self.tx.teams.anybody_but(concern.workspace, barred)

    def check_shares(self, concern: Concern) -> None:
        """Hold back who writes to many people whom they lead by their own word alone.

        Saying to lead somebody asks nobody; a shared note writes to them.
        """
        leader = concern.owner or concern.raiser
        if leader in leaders_of(
            concern.raiser, self.tx.teams.of(concern.workspace, [concern.raiser])
        ):
            return
        since = self.now - timedelta(days=1)
        if self.tx.concerns.shared_since(concern.workspace, leader, since) >= SHARES_A_DAY:
            raise SharesUsed

    def apply(
        self,
        concern: Concern,
        what: Act,
        role: Role,
        *,
        by: PersonId | None,
        day: date | None = None,
        meeting: Meeting | None = None,
        because: str = "",
        person: PersonId | None = None,
        step: int | None = None,
        told_after: int = 0,
    ) -> Concern:
        """Let one thing happen to a concern: the state, the clocks, the telling, the redrawing.

        A second press of the same button finds the thing done and changes nothing. The raiser is
        told of it ``told_after`` so many of their working days.
        """
        if repeats(concern, what, step):
            return concern
        check_act(concern, what, role, step=step)
        now = self.now
        context = self.transition_context(
            concern, day=day, meeting=meeting, because=because, person=person
        )
        result = apply_transition(concern, what, context)
        after = scheduled(acted(result.concern, what, now), self.installation)
        if concern.not_yet_because and not after.not_yet_because:
            self.tx.erases = True
        if what in ERASING:
            after = after.without_message()
        self.tx.concerns.save(after)
        self.tx.concerns.add_history(after, what.value, by, now, context.day)
        if what in ERASING:
            self.tx.concerns.withdraw(after)
            self._erase_before(after)
        if after.state is State.WITHDRAWN or not after.open:
            self.tx.deliveries.cancel(
                after.workspace, [DeliveryKind.NOTICE, DeliveryKind.CHECK_IN], after.id
            )
        if result.notice is RaiserNotice.MOVED:
            self.tell_moved(after, concern.promise.told_on, context.raiser)
        elif result.notice is not None:
            at = context.raiser_moment(told_after) if told_after else None
            self.tell(after, result.notice, context.raiser, at=at)
        if result.news is not None:
            self.tx.deliveries.add_tail(after, result.news, now)
        self.mark_stale(after, privately=what in KEPT_FROM_LEADER)
        if role is Role.OWNER and by is not None:
            self.mark_active(self.get_person(by), concern if what in TALKS else None)
        return after

    def add(self, concern: Concern, by: PersonId, what: Act) -> None:
        """Keep a new concern, with the moment at which something of it is to be erased."""
        self.tx.concerns.add(scheduled(concern, self.installation), by, what)

    def _erase_before(self, concern: Concern) -> None:
        """What it was before it moved goes with it: what the leaders wrote repeats its words."""
        before: Concern | None = concern
        while before is not None:
            earlier = handed_over_from(before)
            before = self.tx.concerns.get(concern.workspace, earlier) if earlier else None
            if before is not None:
                self.tx.concerns.save(before.without_message())
                self.tx.concerns.withdraw(before)

    def mark_active(self, leader: Person, reported: Concern | None = None) -> None:
        """A leader pressed or did something: the bot is heard, and backs off no more.

        ``reported`` is what they reported a talk about, as it was before: five such reports in a
        row that came before the bot asked are a reason to ask less.
        """
        now = self.now
        before = leader.rhythm
        unasked = None if reported is None else not_asked_yet(reported)
        self.tx.people.keep_touch(leader, now, unasked=unasked)
        if not before.backing_off:
            return
        days = self.calendar(leader)
        for concern in self.tx.concerns.to_ask(leader.workspace, leader.id, now):
            nudge = concern.clocks.nudge
            if nudge is not None and nudge.at == before.weekly_at:
                self.tx.concerns.save(held_until(concern, days.next_hour(now), days))

    def revise(self, concern: Concern, *, privately: bool = False) -> Concern:
        """Keep a change that is no act: a new version, and what shows the concern is stale."""
        after = replace(concern, version=concern.version + 1)
        self.tx.concerns.save(after)
        self.mark_stale(after, privately=privately)
        return after

    def mark_stale(self, concern: Concern, *, privately: bool = False) -> None:
        """Mark all that shows a concern as older than it; ``privately``, only to its raiser.

        What has not reached its leader changes nothing of theirs: a Home that is drawn anew
        would tell the moment at which somebody spoke (R41).
        """
        owner = None if privately else self.knowing_leader(concern)
        if owner is not None:
            since = self.now - LIST_LIVES
            self.tx.deliveries.mark_concern_and_lists_stale(concern, owner, since)
        else:
            self.tx.deliveries.mark_concern_stale(concern, concern.raiser if privately else None)
        self.tx.people.mark_homes_stale(concern.workspace, [concern.raiser, owner])

    def knowing_leader(self, concern: Concern) -> PersonId | None:
        """Its leader, once it has reached them: before, nothing they see changes."""
        return concern.owner if concern.has_reached(self.now) else None

    def check_words(self, words: str, field: str, *, more: int = 0) -> str:
        """Give the words of a concern or a note, as long as the workspace lets them be."""
        return self.within(words, self.installation.form_length + more, field)

    @staticmethod
    def within(text: str, limit: int, field: str | None = None) -> str:
        """Give a text without the space around it. Raises :class:`TooLong` past ``limit``."""
        text = text.strip()
        if len(text) > limit:
            raise TooLong(field=field, n=str(limit))
        return text


class Runner:
    """Runs acts, each in one transaction, at the moment the clock says once it has begun."""

    def __init__(self, store: Store, clock: Clock, seconds: float = WORK_SECONDS) -> None:
        """Run acts on ``store``, at the time ``clock`` says; each may take so many ``seconds``."""
        self.store = store
        self.clock = clock
        self.seconds = seconds

    def run(
        self,
        workspace: WorkspaceId,
        act: Callable[Concatenate[Unit, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Awaitable[R]:
        """Do ``act`` in one transaction; a refusal or a failure rolls it back.

        Raises :class:`NotSaved` where the database cannot be reached, or does not answer in time.
        """
        return self.store.run(
            lambda tx: act(Unit(tx, self.clock(), workspace), *args, **kwargs),
            seconds=self.seconds,
        )

    def within(self, seconds: float) -> "Runner":
        """The same, for whoever waits no longer than ``seconds``."""
        return Runner(self.store, self.clock, seconds)


def new_concern(
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
        milestones=Milestones(heard_at=now if kind is not Kind.RAISED else None),
    )
