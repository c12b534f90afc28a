"""Redrawing messages and Homes that show something older than the record.

A drawing may be repeated, so it needs no intent: what could not be drawn stays marked.
"""

import asyncio
import time
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot.casework import Unit
from bot.casework.home import home_data, home_drawn
from bot.domain.delivery import Delivery
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.person import Person
from bot.domain.refusals import NotSaved
from bot.messages.cards import Message
from bot.messages.home import home
from bot.outbox.context import OutboxContext, fingerprint
from bot.outbox.crash_points import Point
from bot.outbox.kinds import draft
from bot.outbox.metrics import REDRAWN
from bot.slack.answers import Answer, Outcome
from bot.slack.client import PUBLISH, UPDATE
from bot.store import Transaction

DRAWN_AT_ONCE = 50
SLOW_WAITS = 60.0
"""Seconds until the rounds come back to what was not drawn in time, so that the others go."""

log = structlog.get_logger("heard.delivery")


@dataclass(frozen=True)
class _Drawn:
    """A message as the record stands, and what it was read from."""

    delivery: Delivery
    message: Message
    fingerprint: str


@dataclass(frozen=True)
class _DrawnHome:
    """A Home as the record stands, and what it was read from."""

    person: Person
    view: Mapping[str, Any]
    fingerprint: str
    limited: bool
    """Whether Slack wants no Home now."""
    shown: bool = False
    """Whether Slack shows it already."""


class Refreshing:
    """Draws messages and Homes anew."""

    def __init__(self, context: OutboxContext) -> None:
        """Work with what the parts share."""
        self._context = context
        self._drawing = asyncio.Lock()
        self._wanted = False
        self._slow: dict[tuple[WorkspaceId, str], float] = {}
        """What was not drawn in time, and when it is tried again, by the monotonic clock."""

    async def refresh(self) -> int:
        """Draw anew every message and Home that shows something older than the record.

        One drawer at a time: whoever comes meanwhile leaves its work to the one that draws.
        Without a database nothing is drawn, and all stays marked: what was saved before is saved.
        """
        self._wanted = True
        if self._drawing.locked():
            return 0
        drawn = 0
        async with self._drawing:
            while self._wanted and not self._context.stopping:
                self._wanted = False
                try:
                    drawn += await self._refresh_all()
                except NotSaved as error:
                    log.warning("nothing redrawn", kind=type(error.__cause__).__name__)
        return drawn

    async def _refresh_all(self) -> int:
        drawn = 0
        self._context.store.marked_stale = False

        def stale(tx: Transaction) -> tuple[list[Delivery], list[Person]]:
            workspaces, now = self._context.workspaces, tx.lease_now()
            most = DRAWN_AT_ONCE + len(self._slow)
            messages = tx.deliveries.stale(workspaces, now, UPDATE, most)
            return messages, tx.people.stale_homes(workspaces, now, PUBLISH, most)

        now = time.monotonic()
        self._slow = {key: until for key, until in self._slow.items() if until > now}
        messages, homes = await self._context.store.run(stale)
        for delivery in messages:
            if delivery.key not in self._slow:
                drawn += await self._in_time(delivery.key, self._refresh(delivery))
        for person in homes:
            key = (person.workspace, person.id)
            if key not in self._slow:
                drawn += await self._in_time(key, self._refresh_home(person))
        return drawn

    async def _in_time(self, key: tuple[WorkspaceId, str], drawing: Awaitable[bool]) -> bool:
        """Draw one thing; what is not drawn in time waits, while the database answers others."""
        try:
            return await drawing
        except NotSaved as error:
            workspace, name = key
            await self._context.pass_over(error, workspace=workspace, id=name)
            self._slow[key] = time.monotonic() + SLOW_WAITS
            return False

    async def refresh_message(
        self, workspace: WorkspaceId, channel: str, ts: str, *, always: bool = False
    ) -> bool:
        """Draw one message anew, the answer to a press on it, if it shows something older."""

        def pressed(tx: Transaction) -> Delivery | None:
            delivery = tx.deliveries.by_message(workspace, channel, ts)
            if delivery is None or not (always or tx.deliveries.is_stale(delivery)):
                return None
            return delivery

        delivery = await self._context.store.run(pressed)
        return delivery is not None and await self._refresh(delivery, always=always)

    async def show(self, workspace: WorkspaceId, channel: str, ts: str, message: Message) -> bool:
        """Show something else in place of a message for a moment; the record stays as it is."""
        answer = await self._context.senders[workspace].update(
            channel, ts, message.text, message.blocks
        )

        def shown(tx: Transaction) -> None:
            delivery = tx.deliveries.by_message(workspace, channel, ts)
            if delivery is not None:
                tx.deliveries.set_fingerprint(delivery, None)
            self._context.keep_limit(tx, workspace, UPDATE, answer)

        await self._context.store.run(shown)
        return answer.error is None

    async def refresh_home(self, workspace: WorkspaceId, person: PersonId) -> bool:
        """Draw one Home anew, the answer to a press in it, if it shows something older."""
        stale = await self._context.store.run(lambda tx: tx.people.is_home_stale(workspace, person))
        return stale and await self.publish_home(workspace, person)

    async def publish_home(
        self, workspace: WorkspaceId, person: PersonId, *, opened: bool = False, page: int = 0
    ) -> bool:
        """Publish a Home as the record stands."""

        def read(unit: Unit) -> _DrawnHome:
            data = home_data(unit, person, opened=opened)
            view = home(data, now=unit.now, page=page)
            limit = unit.tx.deliveries.blocked_until(workspace, PUBLISH, unit.tx.lease_now())
            drawn = _DrawnHome(
                data.person, view, fingerprint(unit.tx, workspace, view), limit is not None
            )
            shown = unit.tx.people.home_fingerprint(workspace, person)
            if drawn.fingerprint == shown and not opened:
                # Slack shows it already.
                home_drawn(unit, data.person, shown)
                return replace(drawn, shown=True)
            return drawn

        drawn = await self._context.runner.run(workspace, read)
        if drawn.shown or drawn.limited:
            return drawn.shown
        answer = await self._context.senders[workspace].publish_home(person, drawn.view)
        REDRAWN.labels("home", answer.outcome.value).inc()
        if not answer.passing:
            shown = drawn.fingerprint if answer.error is None else None
            await self._context.runner.run(workspace, home_drawn, drawn.person, shown)
        if answer.error is not None:
            log.warning("home", person=person, error=answer.error)
            await self._context.store.run(
                lambda tx: self._context.keep_limit(tx, workspace, PUBLISH, answer)
            )
        return answer.error is None

    async def _refresh_home(self, person: Person) -> bool:
        try:
            return await self.publish_home(person.workspace, person.id)
        except NotSaved:
            raise
        except Exception as error:
            # The others go on. It stays as it stands until something in it changes again.
            log.error("home not drawn", person=person.id, kind=type(error).__name__, exc_info=error)
            await self._context.runner.run(person.workspace, home_drawn, person)
            return False

    async def _refresh(self, delivery: Delivery, *, always: bool = False) -> bool:
        def read(tx: Transaction) -> _Drawn | None:
            # Anew: what changed since it was chosen is drawn, and counts as drawn.
            now = tx.deliveries.get(delivery.workspace, delivery.id)
            unit = self._context.unit(tx, delivery.workspace)
            content = None if now is None else draft(unit, now)
            if now is None or content is None:
                return None
            message = content.draw(unit.now)
            return _Drawn(now, message, fingerprint(tx, delivery.workspace, message))

        try:
            stale = await self._context.store.run(read)
        except NotSaved:
            raise
        except Exception as error:
            # The others go on. It stays as it stands until something in it changes again.
            kind = type(error).__name__
            log.error("not drawn", delivery=delivery.id, kind=kind, exc_info=error)
            await self._context.store.run(lambda tx: tx.deliveries.mark_drawn(delivery))
            return False
        answer = Answer()
        shown = None if stale is None else stale.fingerprint
        if stale is not None and shown == stale.delivery.fingerprint and not always:
            # Slack shows it already.
            await self._context.store.run(
                lambda tx: tx.deliveries.mark_drawn(stale.delivery, shown)
            )
            return True
        if stale is not None and delivery.channel and delivery.ts:
            if await self._context.is_limited(delivery.workspace, UPDATE):
                return False
            await self._context.at(Point.BEFORE_REDRAW)
            message = stale.message
            answer = await self._context.senders[delivery.workspace].update(
                delivery.channel, delivery.ts, message.text, message.blocks
            )
            await self._context.at(Point.REDRAWN)
            REDRAWN.labels("message", answer.outcome.value).inc()
        drawn = delivery if stale is None else stale.delivery
        await self._context.store.run(lambda tx: self._drawn(tx, drawn, answer, shown))
        if answer.error is not None:
            log.warning("redraw", delivery=delivery.id, error=answer.error)
        return answer.error is None

    def _drawn(
        self, tx: Transaction, delivery: Delivery, answer: Answer, shown: str | None
    ) -> None:
        if not answer.passing:
            tx.deliveries.mark_drawn(delivery, shown if answer.error is None else None)
        elif answer.outcome is Outcome.UNCERTAIN:
            tx.deliveries.set_fingerprint(delivery, None)
        self._context.keep_limit(tx, delivery.workspace, UPDATE, answer)
