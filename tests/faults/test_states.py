"""Any number of deaths, freezes and failures in any order: no step that the states do not allow."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import ClassVar, TypeVar

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.outbox import Point
from tests.faults.test_crash_points import BEHIND_HISTORY, FAULTS, POST, WAYS, at_a_post, carry
from tests.faults.world import Process, World

T = TypeVar("T")
MOST_LETTERS = 3
LOG = (
    "CREATE TABLE step_taken (number INTEGER PRIMARY KEY, letter TEXT, old TEXT, new TEXT)",
    """CREATE TRIGGER step_taken AFTER UPDATE OF state ON delivery WHEN old.state <> new.state BEGIN
    INSERT INTO step_taken (letter, old, new) VALUES (old.id, old.state, new.state); END""",
)
"""The database itself writes down every step, whoever takes it."""


@dataclass
class Reference:
    """One message, as the protocol means it."""

    state: str = "pending"
    looked_in_vain: int = 0
    steps: list[str] = field(default_factory=list)

    ALLOWED: ClassVar = {
        "pending": {"claimed", "cancelled", "sent"},
        "claimed": {"pending", "sending", "cancelled", "sent"},
        "sending": {"sent", "pending", "uncertain"},
        "uncertain": {"sent", "pending"},
        "sent": set[str](),
        "cancelled": set[str](),
    }

    def step(self, old: str, new: str, posted: int) -> None:
        """Take a step, if it is one."""
        self.steps.append(f"{old} > {new}")
        assert old == self.state, self.steps
        assert new in self.ALLOWED[old], self.steps
        # Whoever says that it arrived can show a message; whoever was read did see none.
        assert new != "sent" or posted, self.steps
        self.looked_in_vain += (old, new) == ("uncertain", "pending")
        self.state = new

    def most_copies(self, *, hidden: bool, frozen: bool) -> int:
        """How many messages there may ever have been."""
        return 1 + (self.looked_in_vain if hidden else 0) + frozen


class Frozen:
    """A process that stands still at a point until it is let go on."""

    def __init__(self, point: Point) -> None:
        """Stand still at ``point``."""
        self.point = point
        self.there = asyncio.Event()
        self.on = asyncio.Event()
        self.process: Process | None = None
        self.task: asyncio.Task[None] | None = None

    async def __call__(self, point: Point) -> None:
        """Be asked at every point."""
        if point is self.point:
            self.there.set()
            await self.on.wait()


class Machine(RuleBasedStateMachine):
    """Bots on one database, and everything that may happen to them."""

    migrated: Path

    def __init__(self) -> None:
        """Begin with nothing to send."""
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory(prefix="heard-states-")
        path = Path(self.folder.name) / "heard.db"
        shutil.copy(self.migrated, path)
        self.world = self.run(self._start(f"sqlite:///{path}"))
        self.letters: dict[str, tuple[Delivery, Reference]] = {}
        self.frozen: Frozen | None = None
        self.ever_hidden = self.ever_frozen = False
        self.seen_steps = 0

    async def _start(self, url: str) -> World:
        world = await World(url).__aenter__()
        with world.store.begin() as tx:
            for one in LOG:
                tx.connection.execute(text(one))
        return world

    def run(self, work: Awaitable[T]) -> T:
        """Let something be done to its end."""

        async def body() -> T:
            return await work

        return self.runner.run(body())

    @precondition(lambda self: len(self.letters) < MOST_LETTERS)
    @rule()
    def write(self) -> None:
        one = self.run(self._letter())
        self.letters[one.id] = (one, Reference())

    async def _letter(self) -> Delivery:
        return self.world.letter()

    @rule(fault=st.sampled_from(FAULTS))
    def work(self, fault: str) -> None:
        self.world.strike(fault, POST)
        self.run(self._round())

    async def _round(self) -> None:
        async with self.world.process() as made:
            await made.round()

    @rule(point=st.sampled_from(list(Point)), fault=st.sampled_from(FAULTS))
    def die(self, point: Point, fault: str) -> None:
        self.world.strike(fault, POST)
        self.run(self.world.killed_at(point, Process.round))

    @precondition(lambda self: self.frozen is None)
    @rule(point=st.sampled_from([one for one, way in WAYS.items() if way is at_a_post]))
    def freeze(self, point: Point) -> None:
        self.world.strike("ok")
        self.run(self._freeze(Frozen(point)))

    async def _freeze(self, frozen: Frozen) -> None:
        frozen.process = Process(self.world, frozen)
        frozen.task = asyncio.ensure_future(carry(frozen.process))
        there = asyncio.ensure_future(frozen.there.wait())
        await asyncio.wait({frozen.task, there}, return_when=asyncio.FIRST_COMPLETED)
        there.cancel()
        self.frozen, self.ever_frozen = frozen, True
        if frozen.task.done():
            await self._thaw()

    @precondition(lambda self: self.frozen is not None)
    @rule()
    def thaw(self) -> None:
        self.world.strike("ok")
        self.run(self._thaw())

    async def _thaw(self) -> None:
        frozen, self.frozen = self.frozen, None
        if frozen is None or frozen.task is None or frozen.process is None:
            return
        frozen.on.set()
        await frozen.task
        await frozen.process.close()
        await self.world.slack.quiet()

    @rule(seconds=st.sampled_from([2, 31, 61, 400]))
    def wait(self, seconds: int) -> None:
        self.run(self._wait(timedelta(seconds=seconds)))

    async def _wait(self, span: timedelta) -> None:
        self.world.pass_time(span)

    @rule(hidden=st.booleans())
    def history(self, hidden: bool) -> None:
        """Let it lag behind the grace, or not."""
        self.world.slack.faults.history_lag = BEHIND_HISTORY if hidden else 0.0
        self.ever_hidden |= hidden

    @precondition(lambda self: self.letters)
    @rule(number=st.integers(0, MOST_LETTERS - 1))
    def press(self, number: int) -> None:
        one, _ = list(self.letters.values())[number % len(self.letters)]
        if copies := self.world.copies(one):
            self.run(self._press(one, copies[0]))

    async def _press(self, one: Delivery, ts: str) -> None:
        team = self.world.slack.world.teams[self.world.workspace]
        place = next(each.id for each in team.channels.values() if ts in each.history)
        async with self.world.process() as made:
            await made.outbox.proved(self.world.workspace, one.id, place, ts)

    @precondition(lambda self: self.letters)
    @rule(number=st.integers(0, MOST_LETTERS - 1))
    def call_back(self, number: int) -> None:
        one, _ = list(self.letters.values())[number % len(self.letters)]
        with self.world.store.begin() as tx:
            tx.deliveries.cancel(self.world.workspace, [DeliveryKind.ON_ADMIN], one.subject)

    @invariant()
    def every_step_is_one(self) -> None:
        with self.world.store.begin() as tx:
            query = text("SELECT * FROM step_taken WHERE number > :seen ORDER BY number")
            steps = tx.connection.execute(query, {"seen": self.seen_steps}).all()
        for number, letter, old, new in steps:
            one, reference = self.letters[letter]
            reference.step(old, new, self.world.posted(one))
            self.seen_steps = number

    def teardown(self) -> None:
        try:
            self.run(self._end())
        finally:
            self.runner.close()
            self.folder.cleanup()

    async def _end(self) -> None:
        self.world.slack.faults.clear()
        try:
            await self._thaw()
            await self.world.taken_over(rounds=60)
            self.every_step_is_one()
            for one, reference in self.letters.values():
                row, copies = self.world.row(one), self.world.copies(one)
                if row.state is DeliveryState.CANCELLED:
                    assert copies == [], reference.steps
                else:
                    assert row.state is DeliveryState.SENT, reference.steps
                    assert copies == [row.ts], reference.steps
                most = reference.most_copies(hidden=self.ever_hidden, frozen=self.ever_frozen)
                assert self.world.posted(one) <= most, reference.steps
        finally:
            await self.world.__aexit__()


def test_no_step_but_those_of_the_states(migrated_file: Path) -> None:
    class Here(Machine):
        migrated = migrated_file

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_step_that_is_none_is_seen() -> None:
    reference = Reference()
    reference.step("pending", "claimed", 0)
    for old, new in (("claimed", "uncertain"), ("pending", "claimed"), ("claimed", "sent")):
        try:
            reference.step(old, new, 0)
        except AssertionError:
            continue
        raise AssertionError(f"{old} > {new} was let pass")
