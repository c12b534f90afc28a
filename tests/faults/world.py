"""One database, one Slack, and bots that die: what is left is taken over by the next.

No test waits: a minute passes by putting every moment that leases, reconciliations, rate limits
and channel slots rest on a minute back, and the sandbox's clock and the people's a minute forward.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Self

from sqlalchemy import Column, Table, func, select, update

from bot.casework import Runner
from bot.clock import MovedClock
from bot.demo.simulation import TOKEN
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.ids import DeliveryId, PersonId, WorkspaceId
from bot.domain.person import Person as Somebody
from bot.logs import set_up
from bot.manifest import EVENTS, SCOPES
from bot.outbox import Hook, OutboxWorker, Point, Timing, passing
from bot.slack.answers import open_session
from bot.slack.client import Sender, delivery_of, web_client
from bot.store import Store
from bot.store.sealing import KeyRing, fresh_key
from bot.store.tables import channel_slot, delivery, rate_limit
from slack_sandbox import Person, Sandbox
from slack_sandbox.faults import Call

MONDAY = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)
CALL_SECONDS = 0.25
"""How long a call may take: what hangs hangs so long."""
TIMING = Timing(call=timedelta(seconds=CALL_SECONDS), per_minute=None)
MOMENTS: tuple[tuple[Table, Column[Any]], ...] = (
    (delivery, delivery.c.lease_until),
    (delivery, delivery.c.reconcile_at),
    (rate_limit, rate_limit.c.blocked_until),
    (channel_slot, channel_slot.c.free_at),
)
FINAL = (DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.CANCELLED)


def letter_to(workspace: WorkspaceId, recipient: str, number: int, now: datetime) -> Delivery:
    """A message that may leave at any hour, due now."""
    return Delivery(
        workspace=workspace,
        id=DeliveryId(f"letter{number}"),
        kind=DeliveryKind.ON_ADMIN,
        subject=f"{workspace}:{number}",
        occurrence="1",
        recipient=recipient,
        due_at=now,
        wall=f"{now:%Y-%m-%dT%H:%M}",
        zone="UTC",
        created_at=now,
    )


def somebody(workspace: WorkspaceId, identity: str, now: datetime) -> Somebody:
    """A person as the bot knows them."""
    return Somebody(
        workspace=workspace,
        id=PersonId(identity),
        name=identity,
        full_name=identity,
        zone="UTC",
        read_at=now,
    )


class Died(BaseException):
    """The process is killed here."""


class Killer:
    """Ends a process at a point, when it comes there for the ``nth`` time."""

    def __init__(self, point: Point | None, *, nth: int = 1) -> None:
        """Kill at ``point``; ``None``: never."""
        self.point = point
        self.left = nth
        self.struck = False

    async def __call__(self, point: Point) -> None:
        """Be asked at every point."""
        if self.struck:
            raise Died
        if point is self.point:
            self.left -= 1
            if not self.left:
                self.struck = True
                raise Died


class Process:
    """A bot as far as it carries: with a store, a session and leases of its own."""

    def __init__(self, world: World, hook: Hook) -> None:
        """Stand in ``world``."""
        self.store = Store(world.url, world.keys)
        self.session = open_session(timedelta(seconds=CALL_SECONDS))
        client = web_client(world.slack.api_url, self.session, TOKEN)
        runner = Runner(self.store, world.clock)
        senders = {world.workspace: Sender(client)}
        self.outbox = OutboxWorker(runner, senders, world.timing, hook)

    async def round(self) -> None:
        """Do whatever is due, once."""
        await self.outbox.send_due()
        await self.outbox.reconcile()
        await self.outbox.refresh()

    async def close(self) -> None:
        """Let go of everything; what is leased stays leased."""
        await self.session.close()
        self.store.close()


class World:
    """A workspace with an installed bot, of which none is running."""

    def __init__(self, url: str, timing: Timing = TIMING) -> None:
        """Keep rows in ``url``, in which the tables are."""
        self.url = url
        self.timing = timing
        self.keys = KeyRing([fresh_key()])
        self.clock = MovedClock(MONDAY)
        self.passed = 0.0
        self.slack = Sandbox(now=self.clock, machine=self._machine)
        team = self.slack.add_workspace("acme", name="Acme")
        team.install(bot_token=TOKEN, scopes=[*SCOPES, "im:write"], events=list(EVENTS))
        self.team = team
        self.workspace = WorkspaceId(team.id)
        self.numbers = count(1)
        self.store = Store(url, self.keys)

    def _machine(self) -> float:
        return asyncio.get_running_loop().time() + self.passed

    async def __aenter__(self) -> Self:
        """Start Slack."""
        with self.store.begin() as tx:
            tx.workspaces.save(
                self.workspace,
                name="Acme",
                domain="acme",
                bot_user="UBOT",
                installer=None,
                now=MONDAY,
            )
        set_up("error")
        await self.slack.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop it, and let go of the rows."""
        await self.slack.stop()
        self.store.close()

    # What there is to send

    def letter(self, person: Person | None = None) -> Delivery:
        """Write down that somebody is to be written to, now."""
        number = next(self.numbers)
        to = person.id if person is not None else self.person(number).id
        made = letter_to(self.workspace, to, number, self.clock())
        with self.store.begin() as tx:
            assert tx.deliveries.start(made)
        return made

    def person(self, number: int) -> Person:
        """Somebody new, whom the bot knows."""
        person = self.team.add_person(f"p{number}", name=f"Person {number}")
        with self.store.begin() as tx:
            tx.people.save(somebody(self.workspace, person.id, self.clock()))
        return person

    def row(self, one: Delivery) -> Any:
        """The row as it rests."""
        with self.store.begin() as tx:
            return tx.connection.execute(select(delivery).where(delivery.c.id == one.id)).one()

    def rows(self) -> list[Any]:
        """All of them."""
        with self.store.begin() as tx:
            return list(tx.connection.execute(select(delivery)))

    # What people see

    def copies(self, one: Delivery) -> list[str]:
        """The ts of every copy that stands in the direct message."""
        return [
            message.ts
            for channel in self.slack.world.teams[self.workspace].channels.values()
            for message in channel.messages
            if delivery_of({"blocks": message.blocks, "metadata": message.metadata}) == one.id
        ]

    def posted(self, one: Delivery) -> int:
        """How many copies there ever were."""
        return sum(
            call.done and f"heard:{one.id}" in str(call.args.get("blocks"))
            for call in self.slack.calls_of("chat.postMessage")
        )

    # What goes wrong

    def strike(self, kind: str, *methods: str, seconds: float = 0.02) -> None:
        """Let the next call of each method suffer ``kind``; ``ok`` is no suffering."""
        self.slack.faults.clear()
        if kind != "ok":
            for one in methods:
                self.slack.faults.add(one, kind, times=1, seconds=seconds)

    @asynccontextmanager
    async def process(self, hook: Hook = passing) -> AsyncIterator[Process]:
        """A fresh process, and its end."""
        made = Process(self, hook)
        try:
            yield made
        finally:
            await made.close()
            await self.slack.quiet()

    async def killed_at(
        self, point: Point, work: Callable[[Process], Awaitable[object]], *, nth: int = 1
    ) -> bool:
        """Let a fresh process work until it comes to ``point``; says whether it came there."""
        killer = Killer(point, nth=nth)
        async with self.process(killer) as made:
            with suppress(Died):
                await work(made)
        return killer.struck

    # Time

    def lease_now(self) -> datetime:
        """The time leases go by."""
        with self.store.begin() as tx:
            return tx.lease_now()

    def pass_time(self, span: timedelta) -> None:
        """Let time pass for rows, for Slack and for people."""
        self.passed += span.total_seconds()
        self.clock.move_to(self.clock() + span)
        self.put_back(span)

    def put_back(self, span: timedelta) -> None:
        """Let every moment kept by the clock of leases lie so much earlier; or later, if less."""
        with self.store.begin() as tx:
            for table, column in MOMENTS:
                keys = list(table.primary_key.columns)
                found = tx.connection.execute(
                    select(*keys, column.label("moment")).where(column.is_not(None))
                ).all()
                for row in found:
                    tx.connection.execute(
                        update(table)
                        .where(*(key == row._mapping[key.name] for key in keys))
                        .values({column: row.moment - span})
                    )

    def pass_to_next(self) -> bool:
        """Let time pass until something can be done; false: nothing ever will be."""
        with self.store.begin() as tx:
            now = tx.lease_now()
            moments = [
                tx.connection.scalar(select(func.min(column)).where(column > now))
                for _, column in MOMENTS
            ]
            waiting = tx.connection.scalar(
                select(func.min(delivery.c.due_at)).where(
                    delivery.c.state == DeliveryState.PENDING, delivery.c.due_at > self.clock()
                )
            )
        spans = [one - now for one in moments if one is not None]
        if waiting is not None:
            spans.append(waiting - self.clock())
        if not spans:
            return False
        self.pass_time(min(spans) + timedelta(seconds=1))
        return True

    def settled(self) -> bool:
        """Whether there is nothing left to do."""
        return all(
            one.state in FINAL and one.reconcile_at is None and not one.stale for one in self.rows()
        )

    async def taken_over(self, *, rounds: int = 30) -> None:
        """Let a fresh process go on until all is done."""
        async with self.process() as made:
            for _ in range(rounds):
                await made.round()
                if self.settled():
                    return
                self.pass_to_next()
        raise AssertionError(f"never settled: {[dict(one._mapping) for one in self.rows()]}")


def hangs(call: Call) -> bool:
    """Whether a call got no answer."""
    return call.outcome.startswith("hang")
