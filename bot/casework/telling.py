"""Whose days count, and what somebody is told: a message is kept, and sent when it is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.calendar import Calendar, iso_week
from bot.domain.concern import Concern
from bot.domain.concern.notices import (
    MOVES_TOLD,
    TAKES_A_MOVE_IN,
    TOGETHER,
    may_be_added,
    move_told_at,
    reopens_until,
)
from bot.domain.concern.retention import kept_until
from bot.domain.concern.states import CheckIn, RaiserNotice, Waiting
from bot.domain.concern.transitions import KEPT_FROM_LEADER
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState, Item, delivery_id
from bot.domain.ids import TeamId, WorkspaceId, new_id
from bot.domain.person import Person
from bot.domain.refusals import NotYours
from bot.domain.team import Team
from bot.domain.workspace import Workspace
from bot.payloads import CheckInQuestion, Notice, Payload
from bot.public_holidays import holiday_check
from bot.store import Transaction

WALL = "%Y-%m-%dT%H:%M"
"""How a moment on somebody's wall is kept."""


@dataclass(frozen=True)
class Had:
    """What a leader was sent lately."""

    kinds: frozenset[DeliveryKind]
    """Messages of the day that they have had today."""
    listed: bool
    """Whether this week's list was sent."""


@dataclass
class Telling:
    """A transaction with its moment, the calendars of people, and the messages they are sent."""

    tx: Transaction
    now: datetime
    """Read once, after the transaction began; UTC."""
    workspace: WorkspaceId
    woken_for: datetime | None = None
    """For when what is done now was meant; ``None``: for now. What is sent at once is late since
    then, not since its row was made."""

    @property
    def installation(self) -> Workspace:
        """What holds for the whole workspace: its settings, its contact, who answers for it."""
        return self.tx.workspaces.get(self.workspace)

    def calendar(self, person: Person, team: TeamId | None = None) -> Calendar:
        """Working time of a person; public holidays are theirs, else their team's."""
        region = person.preferences.region
        if region is None:
            named_team = self.tx.teams.get(person.workspace, team) if team else None
            if named_team is None or person.id not in named_team.people:
                teams = self.tx.teams.of(person.workspace, [person.id])
                named_team = next((team for team in teams if person.id in team.people), None)
            region = named_team.region if named_team else None
        return person.calendar(holiday_check, region)

    def had(self, leader: Person, days: Calendar) -> Had:
        """Which messages a leader has had today, and this week.

        The weekly list stands for the ordinary one where it was sent instead of it.
        """
        today = days.today(self.now)
        had, listed = self.tx.rhythms.had(
            leader.workspace, leader.id, today.isoformat(), str(iso_week(today))
        )
        if listed is not None and days.today(listed) == today:
            had |= {DeliveryKind.DAY}
        return Had(had, listed is not None)

    def team(self, team: str, *, for_update: bool = False) -> Team | None:
        """Give a team; ``for_update`` where it, or the ledger of its digests, is then changed."""
        return self.tx.teams.get(self.workspace, team, for_update=for_update)

    def get_person(self, person_id: str | None, *, for_update: bool = False) -> Person:
        """Give a person who has been met; ``for_update`` where what they chose is then changed.

        Raises :class:`NotYours` for anybody else.
        """
        person = None
        if person_id:
            person = self.tx.people.get(self.workspace, person_id, for_update=for_update)
        if person is None:
            raise NotYours
        return person

    def tell(
        self,
        concern: Concern,
        what: RaiserNotice,
        days: Calendar,
        *,
        moved_from: date | None = None,
        at: datetime | None = None,
    ) -> None:
        """Tell the raiser something, ``at`` a moment or at once, inside their hours.

        News that has not left yet takes the newer in, and is one message with it. What has left
        is never turned into other news: only a step soon after *heard* is added to it (R44).
        """
        person = self.get_person(concern.raiser)
        if person.preferences.silent:
            return
        now = self.now
        at = at or days.next_open(now)
        news = self.notice(concern, what, days, moved_from=moved_from)
        before = self.tx.deliveries.waiting_or_recent(
            concern.workspace, DeliveryKind.NOTICE, concern.id, now - TOGETHER
        )
        if before is not None and before.state is DeliveryState.PENDING:
            joined = Notice.of(before).joined(news).to_json()
            wall = days.local(at).strftime(WALL)
            if self.tx.deliveries.take_in(before, joined, at, wall):
                return
        elif before is not None:
            sent = Notice.of(before)
            if may_be_added(sent.notice, what, now - before.created_at):
                added = news.model_copy(update={"earlier": (sent,)})
                self.tx.deliveries.replace_payload(before, added.to_json())
                return
        self.deliver(
            DeliveryKind.NOTICE,
            concern.id,
            str(concern.version),
            person.id,
            due_at=at,
            days=days,
            payload=news,
            items=[self.item(concern)],
        )

    def tell_moved(self, concern: Concern, before: date | None, days: Calendar) -> None:
        """Tell the raiser that a day they were told has moved (T34, T35)."""
        if before is None or before == concern.promise.told_on:
            return
        lately = self.tx.deliveries.of_subject(
            concern.workspace, DeliveryKind.NOTICE, concern.id, self.now - MOVES_TOLD
        )
        notices = [(delivery, Notice.of(delivery)) for delivery in lately]
        if any(
            delivery.state is DeliveryState.PENDING and said.notice in TAKES_A_MOVE_IN
            for delivery, said in notices
        ):
            return
        last = max(
            (delivery.due_at for delivery, said in notices if said.tells_a_move), default=None
        )
        first = min(before, concern.promise.told_on or before)
        at = move_told_at(first, last, self.now, days)
        self.tell(concern, RaiserNotice.MOVED, days, moved_from=before, at=at)

    def notice(
        self,
        concern: Concern,
        what: RaiserNotice,
        days: Calendar,
        *,
        moved_from: date | None = None,
    ) -> Notice:
        """What a notice says of people and days that may change later, as they stand now.

        ``days`` is the raiser's calendar; ``moved_from`` the day that was told before.
        """
        leader = concern.owner or concern.left_by
        today = days.today(self.now)
        news = Notice(notice=what, leader=leader)
        match what:
            case RaiserNotice.HEARD:
                named_day = concern.named_day(today)
                changes: dict[str, Any] = {
                    "day": named_day or concern.asked_day(),
                    "named": named_day is not None,
                    "meeting": concern.promise.meeting if named_day is not None else None,
                    # The day that was named, where it is over before its raiser reads of it.
                    "before": concern.promise.come_back_on if named_day is None else None,
                }
            case RaiserNotice.SHARED:
                changes = {"day": concern.asked_day()}
            case RaiserNotice.MOVED:
                named_day = concern.named_day(today)
                changes = {
                    "day": _still_ahead(concern.promise.told_on, today) or concern.asked_day(),
                    "named": named_day is not None,
                    "before": moved_from,
                }
            case RaiserNotice.STEP:
                steps = self.tx.concerns.steps([concern]).get(concern.id, ())
                step_told = next((step for step in reversed(steps) if step.shown), None)
                latest = steps[-1].due_on if steps else None
                day = step_told.due_on if step_told else concern.asked_day() or latest or today
                changes = {"day": day, "step": step_told.kind if step_told else None}
            case RaiserNotice.WAITING:
                changes = {"waiting": _waited_for(concern)}
            case RaiserNotice.HAND:
                lapses = concern.clocks.timeout
                changes = {
                    "to": concern.proposed_to,
                    "day": days.today(lapses.at) if lapses is not None else None,
                    "before": _passed_over(concern, today),
                }
            case RaiserNotice.CLOSED:
                changes = {"day": reopens_until(concern.milestones.closed_at or self.now, days)}
            case RaiserNotice.AWAY:
                owner = self.tx.people.get(self.workspace, leader) if leader else None
                back = owner.back_on(self.now) if owner is not None else None
                changes = {"day": back or concern.promise.away_told}
            case RaiserNotice.LONG:
                changes = {"quiet": concern.quiet}
            case RaiserNotice.OWNER_GONE:
                changes = {"day": days.today(kept_until(concern, self.installation))}
        return news.model_copy(update=changes)

    def ask_raiser(self, concern: Concern, check: CheckIn, days: Calendar) -> bool:
        """Ask the raiser whether anything changed."""
        reached, replies = concern.milestones, concern.replies
        about = reached.closed_at if check is CheckIn.LATE else reached.talked_at
        if check in (CheckIn.FIRST, CheckIn.SECOND) and replies.two_views:
            about = None
        return self.deliver(
            DeliveryKind.CHECK_IN,
            concern.id,
            f"{check.value}:{concern.version}",
            concern.raiser,
            days=days,
            payload=CheckInQuestion(
                check=check,
                leader=concern.owner or concern.left_by,
                day=days.today(about) if about is not None else None,
                private=check is CheckIn.ENDED and self._answered_privately(concern),
            ),
            items=[self.item(concern)],
        )

    def _answered_privately(self, concern: Concern) -> bool:
        """Whether the raiser answered for themselves alone since the talk that was reported."""
        if concern.replies.no_check_ins:
            return True
        since = concern.milestones.talked_at or concern.created_at
        return bool(self.tx.concerns.answers(concern, KEPT_FROM_LEADER, since, None))

    def item(self, concern: Concern, *, day: date | None = None) -> Item:
        """One concern inside a message, as it stands; ``day`` is the one its sentence names."""
        nudge = concern.clocks.nudge
        return Item(
            id=new_id(),
            concern=concern.id,
            reason=nudge.reason if nudge else None,
            reminder=nudge.reminder if nudge else 1,
            step_no=concern.step_no,
            day=day,
        )

    def deliver(
        self,
        kind: DeliveryKind,
        subject: str,
        occurrence: str,
        recipient: str,
        *,
        days: Calendar,
        due_at: datetime | None = None,
        payload: Payload | None = None,
        asks: bool = True,
        spends: bool = False,
        items: Iterable[Item] = (),
        tails_since: datetime | None = None,
    ) -> bool:
        """Keep a message to be sent; false when this occurrence has its message already.

        ``days`` is the calendar of whoever reads it: it is sent in their hours, or ``due_at``.
        """
        due_at = due_at or days.next_open(self.now)
        keyed_hash = self.tx.sealer(self.workspace).hash
        delivery = Delivery(
            workspace=self.workspace,
            id=delivery_id(keyed_hash, kind, subject, occurrence),
            kind=kind,
            subject=subject,
            occurrence=occurrence,
            recipient=recipient,
            payload=payload.to_json() if payload is not None else None,
            asks=asks,
            spends=spends,
            due_at=self.woken_for if self.woken_for and due_at == self.now else due_at,
            wall=days.local(due_at).strftime(WALL),
            zone=days.zone,
            created_at=self.now,
        )
        started = self.tx.deliveries.start(delivery, items)
        if started and tails_since is not None:
            self.tx.deliveries.take_tails(delivery, tails_since)
        return started


def _still_ahead(day: date | None, today: date) -> date | None:
    return day if day is not None and day >= today else None


def _passed_over(concern: Concern, today: date) -> date | None:
    """The day its raiser was told, on which the leader is not asked while a hand-over waits."""
    told, asked = concern.promise.told_on, concern.asked_day()
    return told if told is not None and asked is not None and today <= told < asked else None


def _waited_for(concern: Concern) -> Waiting:
    """What a raiser has waited for in vain."""
    reached = concern.milestones
    if reached.heard_at is None:
        return Waiting.REPLY
    if reached.first_talk_at is not None and not concern.replies.two_views:
        return Waiting.ANOTHER
    return Waiting.TALK
