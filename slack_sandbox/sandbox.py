"""The sandbox as tests, the demo and benchmarks hold it: everything starts here."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Self

from slack_sandbox.deliver import Courier, Delivery
from slack_sandbox.events import Events
from slack_sandbox.faults import Call, Faults
from slack_sandbox.hooks import TRIGGER_SECONDS, Hooks
from slack_sandbox.limits import Limits
from slack_sandbox.modals import Views
from slack_sandbox.oauth import OAuth
from slack_sandbox.server import Server
from slack_sandbox.sockets import Sockets
from slack_sandbox.webapi import Services
from slack_sandbox.workspace import Workspace
from slack_sandbox.world import App, Seen, World

ACK_SECONDS = 3.0


def _now() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """A strict little Slack on this machine.

    ``now`` gives the time people live in: message times, response_urls' thirty minutes.
    ``machine`` gives machine seconds: triggers' three seconds, rate limits, history lag.
    ``ack_seconds`` is how long Slack waits for the app, ``trigger_seconds`` how long a trigger
    lives: shorter ones make tests of lateness fast. With ``retry_scale`` failed events repeat
    by themselves after Slack's delays (0 s, 1 min, 5 min) times this factor; without it only
    ``redeliver`` repeats them. ``port`` 0 is any free one.
    """

    def __init__(
        self,
        now: Callable[[], datetime] = _now,
        *,
        machine: Callable[[], float] = time.monotonic,
        ack_seconds: float = ACK_SECONDS,
        trigger_seconds: float = TRIGGER_SECONDS,
        retry_scale: float | None = None,
        port: int = 0,
    ) -> None:
        self.world = World(now, machine)
        self.views = Views(self.world)
        self.hooks = Hooks(self.world, trigger_seconds)
        self.sockets = Sockets(self.world)
        self.faults = Faults()
        self.limits = Limits()
        self.calls: list[Call] = []
        self.courier = Courier(
            self.world, self.sockets, ack_seconds=ack_seconds, retry_scale=retry_scale
        )
        self.events = Events(self.world, self.courier.tell)
        self.oauth = OAuth(self)
        self.services = Services(
            self.world,
            self.views,
            self.hooks,
            self.sockets,
            self.faults,
            self.limits,
            self.events,
            self.oauth,
        )
        self.server = Server(self.services, self.courier.busy, self.calls, port)
        self.workspaces: dict[str, Workspace] = {}
        self.world.watchers.append(lambda sight: self.courier.busy.changed())

    @property
    def api_url(self) -> str:
        """Where the Web API listens, with the trailing slash clients want."""
        return f"{self.hooks.base}/api/"

    @property
    def seen(self) -> list[Seen]:
        """Everything anybody came to see, in order; only ever appended to."""
        return self.world.seen

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything sent to apps, in order, with every attempt."""
        return self.courier.log

    @property
    def files(self) -> dict[str, bytes]:
        """The completed uploads by file id."""
        return self.services.files

    async def start(self) -> None:
        """Listen."""
        await self.server.start()
        await self.courier.start()

    async def stop(self) -> None:
        """Close everything; calls that hang are reset."""
        await self.courier.stop()
        await self.server.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def add_workspace(self, domain: str, *, name: str = "") -> Workspace:
        """A new, empty workspace."""
        if domain in self.workspaces:
            raise ValueError(f"the workspace {domain!r} exists already")
        team = self.world.add_team(domain, name or domain.capitalize())
        self.workspaces[domain] = Workspace(self, team)
        return self.workspaces[domain]

    def calls_of(self, method: str) -> list[Call]:
        """The app's calls of one method (``response_url`` for posts to response addresses)."""
        return [call for call in self.calls if call.method == method]

    async def quiet(self) -> None:
        """Wait until no delivery and no call is in flight."""
        await self.courier.busy.quiet()

    async def until(self, holds: Callable[[], object], *, seconds: float = 10.0) -> None:
        """Wait until ``holds()`` is true, looking after every call, delivery and sight.

        Raises ``TimeoutError`` after ``seconds`` of the machine's time.
        """
        async with asyncio.timeout(seconds):
            await self.courier.busy.until(holds)

    async def redeliver(
        self, delivery: Delivery | None = None, *, reason: str | None = None
    ) -> list[Delivery]:
        """Repeat one delivery of an event, or all events the app has not accepted."""
        return await self.courier.redeliver(delivery, reason=reason)

    def hold(
        self, *, repeat: int = 1, shuffle: int | None = None
    ) -> AbstractAsyncContextManager[list[Delivery]]:
        """Keep events back inside the block; then send each ``repeat`` times, shuffled by seed."""
        return self.courier.hold(repeat=repeat, shuffle=shuffle)

    def lose(self) -> AbstractAsyncContextManager[list[Delivery]]:
        """Lose the events of the block: Slack gives up on some, and then nobody hears of them."""
        return self.courier.hold(repeat=0)

    def refuse_socket(self, app: App, code: str = "invalid_auth") -> None:
        """Let the app-level token be revoked: no more sockets are opened for it."""
        self.world.dead_tokens[app.app_token or ""] = code

    def accept_socket(self, app: App) -> None:
        """Let the app-level token be issued again: sockets are opened for it."""
        self.world.dead_tokens.pop(app.app_token or "", None)

    async def disconnect(
        self, app: App, reason: str = "refresh_requested", *, close: bool = True
    ) -> None:
        """Tell the app's Socket Mode connections to go, and (with ``close``) cut them."""
        await self.sockets.disconnect(app.app_token or "", reason, close=close)
