"""Server-sent events: each open page is told what to draw again, as it changes."""

import asyncio
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from aiohttp import web

from slack_sandbox.modals import View
from slack_sandbox.page import drawn
from slack_sandbox.schema import Json
from slack_sandbox.world import Channel, Message, User

if TYPE_CHECKING:
    from slack_sandbox.sandbox import Sandbox

QUIET_SECONDS = 15.0
"""So often something is said even if there is nothing to say, to notice a closed page."""


class Feed:
    """Everybody who has the page open."""

    def __init__(self, slack: "Sandbox") -> None:
        self.slack = slack
        self.closing = False
        self._open: list[_Reader] = []
        slack.world.painters.append(self._changed)

    def _changed(self, thing: Message | View | Channel) -> None:
        for reader in self._open:
            reader.note(thing)
        self.slack.courier.busy.changed()

    def tell(self, event: Json) -> None:
        """Say the same to everybody."""
        for reader in self._open:
            reader.extra.append(event)
        self.slack.courier.busy.changed()

    def close(self) -> None:
        """Let every page go."""
        self.closing = True
        self.slack.courier.busy.changed()

    async def serve(self, request: web.Request, user: User | None) -> web.StreamResponse:
        """Keep telling one page until it goes."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        reader = _Reader(user, self._counts())
        self._open.append(reader)
        try:
            await response.write(b"retry: 500\n\n: hello\n\n")
            while not self.closing:
                await response.write(await self._next(reader))
        except (ConnectionError, asyncio.CancelledError):
            return response
        finally:
            self._open.remove(reader)
        return response

    async def _next(self, reader: "_Reader") -> bytes:
        def news() -> bool:
            return self.closing or reader.has_news or reader.counts != self._counts()

        try:
            async with asyncio.timeout(QUIET_SECONDS):
                await self.slack.courier.busy.until(news)
        except TimeoutError:
            return b": still here\n\n"
        events = list(reader.take())
        if reader.counts != self._counts():
            reader.counts = self._counts()
            now = drawn.moment(self.slack.world.now())
            events.append({"kind": "inside", "now": now})
        return b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)

    def _counts(self) -> tuple[int, ...]:
        deliveries = self.slack.deliveries
        answered = len(deliveries[-1].replies) if deliveries else 0
        return len(self.slack.calls), len(deliveries), answered


class _Reader:
    """One open page: whose it is, and what it has not been told yet."""

    def __init__(self, user: User | None, counts: tuple[int, ...]) -> None:
        self.user = user
        self.counts = counts
        self.messages: dict[tuple[str, str], Message] = {}
        self.views = False
        self.places = False
        self.extra: list[Json] = []

    @property
    def has_news(self) -> bool:
        return bool(self.messages or self.views or self.places or self.extra)

    def note(self, thing: Message | View | Channel) -> None:
        if self.user is None:
            return
        if isinstance(thing, View):
            self.views = self.views or thing.user is self.user
        elif isinstance(thing, Channel):
            self.places = self.places or thing.team is self.user.team
        else:
            live = thing.live
            mine = live.viewer in (None, self.user)
            if live.channel.team is self.user.team and mine and drawn.sees(live.channel, self.user):
                self.messages[live.channel.id, live.ts] = live

    def take(self) -> Iterable[Json]:
        changed, self.messages = self.messages, {}
        for (channel, ts), message in changed.items():
            if message.deleted:
                yield {"kind": "gone", "channel": channel, "ts": ts}
            else:
                yield {"kind": "message", "message": drawn.message(message)}
        if self.views:
            self.views = False
            yield {"kind": "views"}
        if self.places:
            self.places = False
            yield {"kind": "places"}
        extra, self.extra = self.extra, []
        yield from extra
