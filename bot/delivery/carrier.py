"""Carries due messages to Slack: each is committed to before its POST and settled after it.

::

    pending ──claim──▶ claimed ──intent──▶ sending ──ok──▶ sent
       ▲                  │ not now, stopped   │ 429: gate, pending again
       └──────────────────┘                    │ refused: dead     nothing proved: uncertain

A process that dies leaves its lease to expire: what was only claimed is pending again, what was
being sent is uncertain and is never sent blindly a second time; ``heard doctor`` shows it.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.casework import Casework
from bot.casework.letters import Draft, Drop, Letters, Wait
from bot.clock import Clock
from bot.delivery.drawing import draw
from bot.delivery.points import Hook, Point, passing
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import PersonId, WorkspaceId
from bot.messages.cards import Letter
from bot.messages.home import home
from bot.messages.sender import POST, TIMEOUT_SECONDS, Outcome, Posted, Sender
from bot.store import Store, Transaction

LEASE = timedelta(seconds=60)
BATCH = 50
NAMESPACE = uuid.UUID("6c0c2b1e-53d2-5f6e-9b0a-6f2c1f0f7a11")
"""For ``client_msg_id``: the same delivery has the same one, whoever sends it."""
SPARE = timedelta(seconds=TIMEOUT_SECONDS + 5)
"""No POST begins with less of its lease left."""

log = structlog.get_logger("heard.delivery")


@dataclass(frozen=True)
class _Ready:
    delivery: Delivery
    letter: Letter


class Carrier:
    """Sends what is due and redraws what fell behind."""

    def __init__(
        self,
        store: Store,
        casework: Casework,
        sender: Sender,
        clock: Clock,
        at: Hook = passing,
    ) -> None:
        """Carry what is due at the time ``clock`` says; leases use the machine's own clock.

        ``at`` is awaited at every named point.
        """
        self._store = store
        self._casework = casework
        self._letters = Letters(store, clock)
        self._sender = sender
        self._clock = clock
        self._at = at
        self._stopping = False

    def stop(self) -> None:
        """Begin no more POSTs; what is claimed is given back."""
        self._stopping = True

    async def carry(self) -> int:
        """Send everything that is due now; gives how many messages were posted."""
        await self._at(Point.BEFORE_TAKE_OVER)
        await self._store.run(self._take_over)
        await self._at(Point.TAKEN_OVER)
        posted = 0
        while not self._stopping:
            await self._at(Point.BEFORE_CLAIM)
            claimed = await self._store.run(
                lambda tx: tx.deliveries.claim(
                    self._clock(), tx.lease_now(), limit=BATCH, lease=LEASE, method=POST
                )
            )
            if not claimed:
                break
            await self._at(Point.CLAIMED)
            shut = set()
            for delivery in claimed:
                if self._stopping or delivery.workspace in shut:
                    await self._give_back(delivery)
                    continue
                outcome = await self._send(delivery)
                posted += outcome is Outcome.SENT
                if outcome in (Outcome.LIMITED, Outcome.TOKEN_DEAD):
                    shut.add(delivery.workspace)
        return posted

    async def _give_back(self, delivery: Delivery) -> None:
        await self._at(Point.BEFORE_GIVE_BACK)
        await self._store.run(lambda tx: tx.deliveries.give_back(delivery))
        await self._at(Point.GIVEN_BACK)

    @staticmethod
    def _take_over(tx: Transaction) -> None:
        """Take over what processes that died had begun; admins see what is uncertain."""
        for workspace in tx.deliveries.expire_leases(tx.lease_now()):
            tx.people.admins_behind(workspace)

    async def _send(self, delivery: Delivery) -> Outcome | None:
        await self._at(Point.BEFORE_INTENT)
        ready = await self._store.run(lambda tx: self._commit_to(tx, delivery))
        if ready is None:
            return None
        await self._at(Point.BEFORE_POST)
        posted = await self._sender.post(
            delivery.recipient,
            ready.letter.text,
            ready.letter.blocks,
            delivery=delivery.id,
            message_id=str(uuid.uuid5(NAMESPACE, delivery.id)),
        )
        await self._at(Point.POSTED)
        await self._store.run(lambda tx: self._settle(tx, delivery, posted))
        await self._at(Point.SETTLED)
        log.info(
            "delivery",
            delivery=delivery.id,
            kind=delivery.kind.value,
            outcome=posted.outcome.value,
            error=posted.error,
        )
        return posted.outcome

    def _commit_to(self, tx: Transaction, delivery: Delivery) -> _Ready | None:
        """Draw the letter and commit to sending it: the last act before the POST."""
        draft = self._letters.prepare(tx, delivery)
        if isinstance(draft, Drop):
            tx.deliveries.drop(delivery)
            return None
        if isinstance(draft, Wait):
            tx.deliveries.give_back(delivery, draft.until)
            return None
        letter = draw(draft, self._clock())
        if not tx.deliveries.intend(delivery, tx.lease_now(), SPARE):
            return None
        return _Ready(delivery, letter)

    def _settle(self, tx: Transaction, delivery: Delivery, posted: Posted) -> None:
        lease_now = tx.lease_now()
        state = {
            Outcome.SENT: DeliveryState.SENT,
            Outcome.LIMITED: DeliveryState.PENDING,
            Outcome.TOKEN_DEAD: DeliveryState.PENDING,
            Outcome.REFUSED: DeliveryState.DEAD,
            Outcome.UNCERTAIN: DeliveryState.UNCERTAIN,
        }[posted.outcome]
        tx.deliveries.settle(
            delivery,
            state,
            lease_now,
            outcome=posted.outcome.value,
            now=self._clock(),
            error=posted.error,
            channel=posted.channel,
            ts=posted.ts,
        )
        if posted.outcome is Outcome.LIMITED:
            until = lease_now + timedelta(seconds=posted.retry_after)
            tx.deliveries.shut(delivery.workspace, POST, until)
        elif posted.outcome is Outcome.TOKEN_DEAD:
            tx.workspaces.park(delivery.workspace, posted.error)
        elif posted.outcome is Outcome.SENT and delivery.recipient.startswith(("U", "W")):
            person = PersonId(delivery.recipient)
            tx.people.set_channel(delivery.workspace, person, posted.channel or "")
        elif posted.outcome in (Outcome.REFUSED, Outcome.UNCERTAIN):
            tx.people.admins_behind(delivery.workspace)

    # Redrawing

    async def redraw(self) -> int:
        """Draw anew every message and Home that shows something older than the record."""
        drawn = 0
        for delivery in await self._store.run(lambda tx: tx.deliveries.behind(BATCH)):
            drawn += await self._redraw(delivery)
        for workspace, person in await self._casework.homes_behind(BATCH):
            drawn += await self.publish_home(workspace, person)
        return drawn

    async def redraw_message(self, workspace: WorkspaceId, channel: str, ts: str) -> bool:
        """Draw one message anew: the answer to a press on it."""
        delivery = await self._store.run(
            lambda tx: tx.deliveries.by_message(workspace, channel, ts)
        )
        return delivery is not None and await self._redraw(delivery)

    async def proved(self, workspace: WorkspaceId, delivery: str, channel: str, ts: str) -> None:
        """A press on a message proves that it arrived."""

        def body(tx: Transaction) -> None:
            found = tx.deliveries.get(workspace, delivery)
            if found is not None:
                tx.deliveries.proved(found, channel, ts, self._clock())

        await self._store.run(body)

    async def publish_home(
        self, workspace: WorkspaceId, person: PersonId, *, opened: bool = False, page: int = 0
    ) -> bool:
        """Publish a Home as the record stands."""
        desk = await self._casework.desk(workspace, person, opened=opened)
        error = await self._sender.publish_home(person, home(desk, now=self._clock(), page=page))
        if error is None or error not in _PASSING:
            await self._casework.home_drawn(workspace, person)
        if error is not None:
            log.warning("home", person=person, error=error)
        return error is None

    async def _redraw(self, delivery: Delivery) -> bool:
        def read(tx: Transaction) -> Letter | None:
            content = self._letters.content(tx, delivery)
            if content is None:
                return None
            return draw(Draft(content, self._letters.reader(tx, delivery)), self._clock())

        letter = await self._store.run(read)
        error = None
        if letter is not None and delivery.channel and delivery.ts:
            await self._at(Point.BEFORE_REDRAW)
            error = await self._sender.update(
                delivery.channel, delivery.ts, letter.text, letter.blocks
            )
            await self._at(Point.REDRAWN)
        if error is None or error not in _PASSING:
            await self._store.run(lambda tx: tx.deliveries.drawn(delivery))
        if error is not None:
            log.warning("redraw", delivery=delivery.id, error=error)
        return error is None


_PASSING = frozenset({"ratelimited", "internal_error", "fatal_error", "500", "503", "429"})
"""A redraw that failed so is tried again."""
