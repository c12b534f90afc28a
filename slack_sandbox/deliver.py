"""Deliveries to the app: signed HTTP, or Socket Mode where the app is connected.

Commands and interactivity are sent once and must be answered in three seconds. Events are
repeated when the app did not accept them: by ``redeliver``, or by themselves after Slack's
delays scaled by ``retry_scale``.
"""

import asyncio
import hashlib
import hmac
import json
import random
import time
import urllib.parse
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import aiohttp

from slack_sandbox import payloads
from slack_sandbox.errors import NotPossible
from slack_sandbox.schema import Json
from slack_sandbox.sockets import ConnectionLost, Sockets
from slack_sandbox.world import App, World

RETRY_DELAYS = (0.0, 60.0, 300.0)
"""Seconds before Slack's first, second and third repeat of an event."""

Form = Literal["command", "interactive", "event"]
_ENVELOPES = {"command": "slash_commands", "interactive": "interactive", "event": "events_api"}


@dataclass(frozen=True)
class Reply:
    """What the app answered to one delivery; ``error`` is what Slack would show or count."""

    status: int | None = None
    body: Any = None  # decoded JSON, or text, or None
    error: str | None = None
    reason: str = ""  # Slack's X-Slack-Retry-Reason for a failure
    stop: bool = False  # the app asked not to be sent this event again

    @property
    def ok(self) -> bool:
        """Whether the app accepted it."""
        return self.error is None


@dataclass(eq=False)
class Delivery:
    """One thing sent to the app, with every attempt."""

    app: App
    form: Form
    payload: Json
    at: datetime
    machine: float
    replies: list[Reply] = field(default_factory=list)
    first: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def accepted(self) -> bool:
        """Whether any attempt was accepted."""
        return any(reply.ok for reply in self.replies)

    @property
    def event_type(self) -> str:
        """The inner event's type, for events."""
        return str(self.payload.get("event", {}).get("type", ""))


class Busy:
    """Counts what is in flight and wakes those who wait for quiet, or for any change."""

    def __init__(self) -> None:
        self._count = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._change = asyncio.Event()

    def __enter__(self) -> None:
        self._count += 1
        self._quiet.clear()
        self.changed()

    def __exit__(self, *_: object) -> None:
        self._count -= 1
        if not self._count:
            self._quiet.set()
        self.changed()

    async def quiet(self) -> None:
        """Wait until nothing is in flight."""
        while self._count:
            await self._quiet.wait()

    def changed(self) -> None:
        """Something happened: those who wait look again."""
        self._change.set()
        self._change = asyncio.Event()

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until ``holds`` gives something true, looking after every change."""
        while not holds():
            await self._change.wait()


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's ``X-Slack-Signature`` over a raw body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Courier:
    """Carries payloads to apps and keeps the log of it."""

    def __init__(
        self, world: World, sockets: Sockets, *, ack_seconds: float, retry_scale: float | None
    ) -> None:
        self.world = world
        self.sockets = sockets
        self.ack_seconds = ack_seconds
        self.retry_scale = retry_scale
        self.busy = Busy()
        self.log: list[Delivery] = []
        self.wall: Any = time.time  # Unix seconds for signatures
        self.after_reply: Callable[[], Awaitable[object]] | None = None
        """Awaited after each answer: a stage lets the app finish what it does afterwards."""
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: list[Delivery] | None = None
        self._waiting: list[Delivery] = []
        sockets.arrived = self._flush

    async def start(self) -> None:
        """Open the outgoing session."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=None)
        )

    async def stop(self) -> None:
        """Drop what is still in flight and close the session."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, app: App, form: Form, payload: Json) -> Delivery:
        """Deliver a command or an interaction once, and wait for the answer."""
        if app.state == "uninstalled":
            raise NotPossible(f"{app.name} is not installed here any more")
        delivery = Delivery(app, form, payload, self.world.now(), self.world.machine())
        self.log.append(delivery)
        await self._attempt(delivery)
        return delivery

    def tell(self, app: App, event: Json, shared: bool) -> Delivery:
        """Put an event on its way; ``first`` is set after the first attempt."""
        envelope = payloads.envelope(
            app,
            event,
            self.world.new_id("Ev"),
            int(self.world.now().timestamp()),
            shared=shared,
        )
        delivery = Delivery(app, "event", envelope, self.world.now(), self.world.machine())
        if self._session is None:  # nobody listens before the start
            delivery.first.set()
            return delivery
        self.log.append(delivery)
        if self._held is not None:
            self._held.append(delivery)
            delivery.first.set()
        else:
            self._start(delivery)
        return delivery

    async def finished(self, deliveries: Iterable[Delivery]) -> None:
        """Wait for the first attempt of each."""
        for delivery in deliveries:
            await delivery.first.wait()

    async def redeliver(
        self, delivery: Delivery | None = None, *, reason: str | None = None
    ) -> list[Delivery]:
        """Send an event again with the retry headers; without one, all that nobody accepted.

        Slack gives up after the third repeat and after ``X-Slack-No-Retry``; naming a delivery
        sends it in any case (Slack doubles events, too).
        """
        chosen = (
            [delivery] if delivery else [delivery for delivery in self.log if self._owed(delivery)]
        )
        await asyncio.gather(*(self._attempt(each, reason) for each in chosen))
        return chosen

    @asynccontextmanager
    async def hold(
        self, *, repeat: int = 1, shuffle: int | None = None
    ) -> AsyncIterator[list[Delivery]]:
        """Keep back the events of the block; at its end send each ``repeat`` times.

        ``shuffle`` is the seed of the order; without one they go in the order they happened.
        """
        held: list[Delivery] = []
        self._held = held
        try:
            yield held
        finally:
            self._held = None
        order = [delivery for delivery in held for _ in range(repeat)]
        if shuffle is not None:
            random.Random(shuffle).shuffle(order)  # noqa: S311  # repeatable chance is the point
        for delivery in order:
            await self._attempt(delivery)

    def _owed(self, delivery: Delivery) -> bool:
        if delivery.form != "event" or delivery.accepted or delivery in self._waiting:
            return False
        return 0 < len(delivery.replies) <= len(RETRY_DELAYS) and not any(
            r.stop for r in delivery.replies
        )

    def _start(self, delivery: Delivery) -> None:
        self.busy.__enter__()  # from now on, not only once the task gets its turn
        task = asyncio.get_running_loop().create_task(self._run(delivery))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._done(done, delivery))

    def _done(self, task: asyncio.Task[None], delivery: Delivery) -> None:
        self._tasks.discard(task)
        delivery.first.set()

    async def _run(self, delivery: Delivery) -> None:
        try:
            await self._attempt(delivery)
        finally:
            self.busy.__exit__()  # what waits to be repeated is not in flight
        while self.retry_scale is not None and self._owed(delivery):
            await asyncio.sleep(RETRY_DELAYS[len(delivery.replies) - 1] * self.retry_scale)
            await self._attempt(delivery)

    def _flush(self, app_token: str) -> None:
        """A connection came: what was lost or waited goes out again."""
        ready = [delivery for delivery in self._waiting if delivery.app.app_token == app_token]
        self._waiting = [delivery for delivery in self._waiting if delivery not in ready]
        for delivery in ready:
            self._start(delivery)

    async def _attempt(self, delivery: Delivery, reason: str | None = None) -> None:
        number = len(delivery.replies)
        why = reason or (delivery.replies[-1].reason if delivery.replies else "") or "http_error"
        app = delivery.app
        with self.busy:
            try:
                if self.sockets.live(app.app_token):
                    reply = await self._by_socket(delivery, number, why)
                elif app.request_url:
                    reply = await self._by_http(delivery, number, why)
                else:
                    reply = Reply(error="dispatch_failed", reason="connection_failed")
                delivery.replies.append(reply)
                if self.after_reply is not None:
                    await self.after_reply()
            finally:
                delivery.first.set()
        lost = reply.reason == "connection_failed" and not app.request_url
        if delivery.form == "event" and lost and app.app_token:
            self._waiting.append(delivery)
            if self.sockets.live(app.app_token):
                self._flush(app.app_token)

    async def _by_socket(self, delivery: Delivery, number: int, reason: str) -> Reply:
        token = delivery.app.app_token or ""
        try:
            answer = await self.sockets.send(
                token,
                _ENVELOPES[delivery.form],
                delivery.payload,
                seconds=self.ack_seconds,
                attempt=number,
                reason=reason if number else "",
            )
        except TimeoutError:
            return Reply(error="operation_timeout", reason="http_timeout")
        except ConnectionLost:
            return Reply(error="dispatch_failed", reason="connection_failed")
        return Reply(status=200, body=answer.get("payload"))

    async def _by_http(self, delivery: Delivery, number: int, reason: str) -> Reply:
        if self._session is None:
            raise RuntimeError("the sandbox is not started")
        address = delivery.app.request_url or ""
        body, kind = _encode(delivery.form, delivery.payload)
        stamp = str(int(self.wall()))
        headers = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": sign(delivery.app.signing_secret, stamp, body),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }
        if number and delivery.form == "event":
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        try:
            async with asyncio.timeout(self.ack_seconds):
                async with self._session.post(
                    address, data=body, headers=headers, allow_redirects=False
                ) as response:
                    return _decode(response, await response.read())
        except TimeoutError:
            return Reply(error="operation_timeout", reason="http_timeout")
        except aiohttp.ClientError:
            return Reply(error="dispatch_failed", reason="connection_failed")


def _encode(form: Form, payload: Json) -> tuple[bytes, str]:
    if form == "event":
        return json.dumps(payload).encode(), "application/json"
    fields = payload if form == "command" else {"payload": json.dumps(payload)}
    return urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _decode(response: aiohttp.ClientResponse, raw: bytes) -> Reply:
    if not 200 <= response.status < 300:
        stop = response.headers.get("X-Slack-No-Retry") == "1"
        return Reply(
            response.status, error=f"http {response.status}", reason="http_error", stop=stop
        )
    text = raw.decode()
    if response.content_type == "application/json" and text.strip():
        try:
            return Reply(response.status, json.loads(text))
        except ValueError:
            return Reply(response.status, error="invalid_json", reason="http_error")
    return Reply(response.status, text or None)
