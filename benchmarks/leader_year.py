"""A leader's year with ten reports: messages a week, how late things come, named days kept.

Run with ``python -m benchmarks.leader_year``. It runs on the real rules, acts and store (a SQLite
file), with the clock as an argument and Slack left out: a message counts as sent when it is kept.
Each report says something at a given rate a week; the leader answers 60 % of what a message asks
on the same day and leaves the rest alone.
"""

import asyncio
import contextlib
import random
import statistics
import tempfile
import time as machine
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from bot.casework import Runner, Unit
from bot.casework.answering import answer
from bot.casework.digest_moments import private_part_due
from bot.casework.due import due_rows, wake, wake_leader
from bot.casework.leading import check_form, gap_day_of, hear, later, report_talk
from bot.casework.preferences import move_on_its_way
from bot.casework.raising import ConcernContent, raise_by_form
from bot.casework.requests import Entry, Pressed, enter
from bot.clock import MovedClock
from bot.domain.calendar import Calendar
from bot.domain.concern import Concern
from bot.domain.concern.states import UNANSWERED, Act, NudgeReason
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState, Item
from bot.domain.due import WOKEN, DueKind
from bot.domain.ids import ChannelId, ConcernId, PersonId, TeamId, WorkspaceId
from bot.domain.person import Person
from bot.domain.refusals import Refusal
from bot.domain.taxonomy import HowSoon, Signal
from bot.domain.team import Leader, LeaderState, Team
from bot.store import Store
from bot.store.migrate import upgrade
from bot.store.sealing import KeyRing, fresh_key
from bot.store.tables import delivery

WORKSPACE = WorkspaceId("T0YEAR")
LEADER = PersonId("U0LEADER")
TEAM = TeamId("team")
MONDAY = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)
TO_LEADER = (DeliveryKind.DAY, DeliveryKind.TODAY, DeliveryKind.WEEKLY_LIST)
HOW_SOON = (HowSoon.WEEK,) * 7 + (HowSoon.TODAY,) + (HowSoon.NEXT,) * 2
PATIENCE = 3600.0
"""Seconds for one transaction: a busy machine must not end a year."""
ANSWERS = 0.6
WEEKS = 52
REPORTS = 10
RATES = (0.2, 0.35)

Seen = Callable[[Delivery, list[Item], Calendar, datetime], None]


@dataclass
class Counted:
    """What a leader's year was like."""

    messages: Counter[tuple[int, int]] = field(default_factory=Counter)
    """By ISO week."""
    items: Counter[tuple[int, int]] = field(default_factory=Counter)
    """By ISO week: what would have been a message each, unbundled."""
    delays: list[int] = field(default_factory=list)
    """Working days from the day something fell due until it was brought."""
    new_delays: list[int] = field(default_factory=list)
    """The same for what somebody has just said, counted from the moment it was said."""
    named: Counter[bool] = field(default_factory=Counter)
    """Days that the leader named: whether they were asked about on that day (R43)."""


class LeaderYear:
    """One leader, their reports and a bot without Slack, in a database of their own."""

    def __init__(self, folder: Path, seed: int, *, reports: int = REPORTS) -> None:
        """Begin on a Monday morning; ``seed`` decides everything that happens."""
        url = f"sqlite:///{folder / 'year.db'}"
        upgrade(url)
        self.clock = MovedClock(MONDAY)
        self.random = random.Random(seed)
        self.reports = [PersonId(f"U{number:05}") for number in range(reports)]
        self.counted = Counted()
        self.due: dict[tuple[str, int, NudgeReason, int], date] = {}
        self.named: dict[tuple[str, int], date] = {}
        """Days that the leader named, until they are asked about: by concern and step."""
        self.seen: Seen | None = None
        self._keys = KeyRing([fresh_key()])
        self._url = url
        self._known: set[str] = set()
        self._views = 0
        self.restart()
        with self.store.begin() as tx:
            tx.workspaces.save(
                WORKSPACE,
                name="Year",
                domain="year",
                bot_user="U0BOT",
                installer=None,
                now=self.clock(),
            )
            tx.workspaces.set_contact(WORKSPACE, None, "ext. 112", LEADER)
            for one in (LEADER, *self.reports):
                tx.people.save(
                    Person(
                        workspace=WORKSPACE,
                        id=one,
                        name=one,
                        full_name=one,
                        zone="Europe/Berlin",
                        read_at=self.clock(),
                    )
                )
            tx.teams.save(
                Team(
                    workspace=WORKSPACE,
                    id=TEAM,
                    channel=ChannelId("C0TEAM"),
                    name="team",
                    zone="Europe/Berlin",
                    region="DE-BE",
                    leaders=(Leader(LEADER, LeaderState.ACCEPTED, MONDAY.date()),),
                    members=frozenset(self.reports),
                    created_by=LEADER,
                    created_at=self.clock(),
                    digest_day=0,
                )
            )

    def restart(self) -> None:
        """Forget everything but the rows."""
        if hasattr(self, "store"):
            self.store.close()
        self.store = Store(self._url, self._keys)
        self.runner = Runner(self.store, self.clock, PATIENCE)

    # What happens

    async def say(self, how_soon: HowSoon | None = None) -> None:
        """One of the reports says something."""
        self._views += 1
        wanted = ConcernContent(
            words="I am stuck",
            signal=Signal.STUCK,
            how_soon=how_soon or self.random.choice(HOW_SOON),
        )
        raiser = self.random.choice(self.reports)
        await self.runner.run(WORKSPACE, raise_by_form, raiser, wanted, f"V{self._views}")

    async def round(self, undisturbed_until: datetime | None = None) -> list[Delivery]:
        """Let the bot do whatever is due now; gives the messages that left for the leader."""
        for kind in WOKEN:
            if kind is DueKind.LEADER:
                self._note_due()
            with self.store.begin() as tx:
                rows = due_rows(tx, kind, self.clock(), [WORKSPACE])
            for row in rows:
                if kind is DueKind.LEADER:
                    await self.runner.run(WORKSPACE, wake_leader, row, undisturbed_until)
                elif kind is DueKind.PRIVATE_PART:
                    if row.moment is None:
                        await self.runner.run(WORKSPACE, move_on_its_way, PersonId(row.id))
                    # Its team posts no digest, so there is none; its row goes on by itself.
                    assert not await self.runner.run(WORKSPACE, private_part_due, PersonId(row.id))
                else:
                    await self.runner.run(WORKSPACE, wake, row)
        return self._carry()

    def next_moment(self) -> datetime | None:
        """When something falls due next."""
        now = self.clock()
        with self.store.begin() as tx:
            moments = (
                tx.concerns.next_moment(WORKSPACE, now),
                tx.people.next_weekly(WORKSPACE, now),
            )
        return min((one for one in moments if one is not None), default=None)

    async def answer(self, message: Delivery, share: float = ANSWERS) -> None:
        """The leader answers each thing in a message, or leaves it alone."""
        if self.random.random() < share and message.kind is not DeliveryKind.TODAY:
            with self.store.begin() as tx:
                person = tx.people.get(WORKSPACE, LEADER)
                assert person is not None
            pressed = Pressed(message.channel or "", message.ts or "")
            await self.runner.run(
                WORKSPACE,
                lambda unit: enter(
                    unit, LEADER, Entry(), (), pressed, lambda unit, person: None, asks=False
                ),
            )
        for item in self.items(message):
            if item.reason is not None and self.random.random() < share:
                await self.settle(item)

    async def settle(self, item: Item) -> None:
        """Answer one thing, in one of the ways there are."""
        try:
            if item.reason in UNANSWERED:
                await self.runner.run(WORKSPACE, hear_as_offered, item)
                return
            what = self.random.choices(
                (Act.TALKED_BETTER, Act.TALKED_SAME, Act.TALKED_WORSE, Act.LATER), (5, 3, 1, 1)
            )[0]
            if what is Act.LATER:
                await self.runner.run(
                    WORKSPACE, later, LEADER, item.concern, None, step=item.step_no
                )
            else:
                await self.runner.run(WORKSPACE, talk_as_offered, item, what)
        except Refusal:
            pass  # It has moved on since the message was drawn.

    async def raisers_answer(self) -> None:
        """Whoever was asked whether anything changed answers half of the time."""
        with self.store.begin() as tx:
            asked = self._new(tx, (DeliveryKind.CHECK_IN,))
        for one in asked:
            if self.random.random() < ANSWERS / 1.2:
                what = self.random.choices((Act.BETTER, Act.SAME, Act.WORSE), (5, 3, 2))[0]
                with contextlib.suppress(Refusal):
                    await self.runner.run(
                        WORKSPACE, answer, PersonId(one.recipient), one.subject, what
                    )

    # What the rows say

    def items(self, message: Delivery) -> list[Item]:
        """Give what is inside a message."""
        with self.store.begin() as tx:
            return tx.deliveries.items(message)

    def leader_days(self) -> Calendar:
        """Give the leader's calendar as it is now."""
        with self.store.begin() as tx:
            person = tx.people.get(WORKSPACE, LEADER)
            assert person is not None
            return Unit(tx, self.clock(), WORKSPACE).calendar(person)

    def _note_due(self) -> None:
        """Remember when each thing fell due first: what is postponed is late."""
        now = self.clock()
        days = self.leader_days()
        with self.store.begin() as tx:
            due: list[Concern] = tx.concerns.due(WORKSPACE, LEADER, now)
        for one in due:
            nudge = one.clocks.nudge
            if nudge is not None:
                key = (one.id, one.step_no, nudge.reason, nudge.reminder)
                self.due.setdefault(key, days.today(now))
                if nudge.named:
                    self.named.setdefault((one.id, one.step_no), nudge.planned_on or nudge.on)

    def _carry(self) -> list[Delivery]:
        """Let every message to the leader count as sent, and count it."""
        now = self.clock()
        days = self.leader_days()
        with self.store.begin() as tx:
            left = self._new(tx, TO_LEADER)
            tx.connection.execute(
                update(delivery)
                .where(delivery.c.state == DeliveryState.PENDING)
                .values(state=DeliveryState.SENT, sent_at=now, channel="D0", ts=delivery.c.id)
            )
            left = [replace(one, channel="D0", ts=one.id) for one in left]
        for message in left:
            items = [one for one in self.items(message) if one.reason is not None]
            week = days.today(now).isocalendar()[:2]
            self.counted.messages[week] += 1
            self.counted.items[week] += len(items)
            for item in items:
                self._late(item, days, now)
            if self.seen is not None:
                self.seen(message, items, days, now)
        return left

    def _late(self, item: Item, days: Calendar, now: datetime) -> None:
        assert item.reason is not None
        today = days.today(now)
        key = (item.concern, item.step_no, item.reason, item.reminder)
        fell_due = self.due.pop(key, today)
        self.counted.delays.append(days.workdays_between(fell_due, today))
        named = self.named.pop((item.concern, item.step_no), None)
        if named is not None:
            self.counted.named[named == today] += 1
        if item.reason is NudgeReason.NEW:
            with self.store.begin() as tx:
                concern = tx.concerns.get(WORKSPACE, item.concern)
            assert concern is not None
            said = days.today(concern.created_at)
            self.counted.new_delays.append(days.workdays_between(said, today))

    def _new(self, tx: Any, kinds: tuple[DeliveryKind, ...]) -> list[Delivery]:
        rows = tx.connection.execute(
            select(delivery.c.id)
            .where(delivery.c.kind.in_(kinds), delivery.c.state != DeliveryState.CANCELLED)
            .order_by(delivery.c.created_at)
        )
        fresh = [row.id for row in rows if row.id not in self._known]
        self._known.update(fresh)
        return [tx.deliveries.get(WORKSPACE, one) for one in fresh]

    def close(self) -> None:
        """Let go of the database; a named day that is still to be asked about was missed."""
        with self.store.begin() as tx:
            concerns = tx.concerns.some(WORKSPACE, [concern for concern, _ in self.named])
        for concern, step in self.named:
            self.counted.named[False] += concerns[ConcernId(concern)].step_no == step
        self.store.close()


def hear_as_offered(unit: Unit, item: Item) -> None:
    """Say that it is heard, with the day that the form offers left standing."""
    concern, _ = unit.authorize(item.concern, LEADER)
    day = gap_day_of(unit, concern, unit.calendar(unit.get_person(LEADER)))
    hear(unit, LEADER, item.concern, day=day, step=item.step_no)


def talk_as_offered(unit: Unit, item: Item, what: Act) -> None:
    """Report a talk, with the day that the form offers left standing."""
    day = check_form(unit, LEADER, item.concern, Act.TALKED_BETTER).default_day
    report_talk(unit, LEADER, item.concern, what, day=day, step=item.step_no)


async def year(folder: Path, rate: float, seed: int, *, weeks: int = WEEKS) -> Counted:
    """Play some weeks in which each report says something ``rate`` times a week."""
    desk = LeaderYear(folder, seed)
    moments = sorted(
        MONDAY
        + timedelta(weeks=week, days=desk.random.randrange(5))
        + timedelta(minutes=desk.random.randrange(9 * 60))
        for week in range(weeks)
        for _ in range(sum(desk.random.random() < rate for _ in desk.reports))
    )
    end = MONDAY + timedelta(weeks=weeks)
    while True:
        coming = [one for one in (desk.next_moment(), *moments[:1]) if one is not None]
        at = min(coming, default=end)
        if at >= end:
            break
        desk.clock.move_to(max(at, desk.clock()))
        if moments and moments[0] <= desk.clock():
            moments.pop(0)
            await desk.say()
        for message in await desk.round():
            await desk.answer(message)
        await desk.raisers_answer()
    desk.close()
    return desk.counted


def main() -> None:
    """Play a year for each rate and print the table."""
    print(f"{REPORTS} reports, {WEEKS} weeks, the leader answers {ANSWERS:.0%}\n")
    print(
        f"{'rate':>5} {'unbundled a week':>18} {'messages a week':>17} "
        f"{'delay, all (wd)':>17} {'delay, new (wd)':>17} {'named days kept':>17} {'seconds':>8}"
    )
    print(f"{'':5} {'mean':>9} {'max':>8} {'mean':>8} {'max':>8}" + f"{'mean':>9} {'worst':>8}" * 2)
    for rate in RATES:
        began = machine.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            found = asyncio.run(year(Path(folder), rate, seed=1))
        took = machine.perf_counter() - began
        print(f"{rate:>5} {_row(found)} {took:>8.0f}")
    print(
        "\nmean over all weeks; delay: working days from the day something fell due (new: was "
        "said) to the message; named days: asked about on the day that the leader named"
    )


def _row(found: Counted) -> str:
    items, messages = sum(found.items.values()) / WEEKS, sum(found.messages.values()) / WEEKS
    return (
        f"{items:>9.1f} {max(found.items.values()):>8} "
        f"{messages:>8.1f} {max(found.messages.values()):>8}"
        f"{statistics.mean(found.delays):>9.2f} {max(found.delays):>8}"
        f"{statistics.mean(found.new_delays):>9.2f} {max(found.new_delays):>8}"
        f"{f'{found.named[True] / found.named.total():.0%} of {found.named.total()}':>18}"
    )


if __name__ == "__main__":
    main()
