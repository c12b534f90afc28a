"""Whether Slack is heard: a socket that stands, and when something last came."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from prometheus_client import Gauge

from bot.clock import Clock
from bot.domain.refusals import NotSaved
from bot.slack.answers import Read

WATCH_SECONDS = 5
DEAF_AFTER = timedelta(seconds=30)
"""Without a socket for so long, nothing is heard: reconnecting takes a second or two."""
QUIET_AFTER = timedelta(minutes=10)
"""After so long without a request it is said since when; a quiet workspace is no fault."""

SOCKET = Gauge("heard_socket_connected", "1 while Slack is heard over a socket, 0 while it is not.")
SOCKET_LOST = Gauge(
    "heard_socket_lost_seconds",
    "For how long there has been no socket; 0 while there is one, and over HTTP.",
)
LAST_REQUEST = Gauge(
    "heard_last_request_timestamp_seconds",
    "When Slack last sent something, in Unix time; 0: nothing since the start.",
)

log = structlog.get_logger("heard.hearing")


@dataclass
class Hearing:
    """What is known of hearing Slack; moments are UTC, by the clock people live by."""

    clock: Clock
    started: datetime
    heard_at: datetime | None = None
    """When Slack last sent something."""
    deaf_since: datetime | None = None
    """Since when there is no socket; ``None`` while there is one, or none is needed."""
    error: str = ""
    """Why no socket could be opened, as Slack said."""
    told: bool = False
    """Whether it was said that this silence is one."""

    def heard(self) -> None:
        """Slack sent something."""
        self.heard_at = self.clock()
        LAST_REQUEST.set(self.heard_at.timestamp())

    def opened(self, answer: Read[str]) -> Read[str]:
        """Slack was asked for a socket; its error is kept, to be named."""
        self.error = answer.error or ""
        return answer

    def look(self, *, connected: bool) -> bool:
        """Take note of the socket; true once, when nothing has been heard for too long."""
        now = self.clock()
        SOCKET.set(connected)
        if connected:
            if self.deaf_since is not None:
                level = logging.WARNING if self.told else logging.INFO
                seconds = round((now - self.deaf_since).total_seconds())
                log.log(level, "socket regained", seconds=seconds)
            self.deaf_since, self.told, self.error = None, False, ""
            SOCKET_LOST.set(0)
            return False
        if self.deaf_since is None:
            self.deaf_since = now
            log.info("socket lost")
        SOCKET_LOST.set((now - self.deaf_since).total_seconds())
        if self.told or not self.deaf:
            return False
        self.told = True
        log.error("slack not heard", since=self.deaf_since, error=self.error or "no socket")
        return True

    @property
    def deaf(self) -> bool:
        """Whether nothing has been heard for too long for want of a socket."""
        return self.deaf_since is not None and self.clock() - self.deaf_since >= DEAF_AFTER

    def say(self) -> str:
        """One line for whoever operates it."""
        now = self.clock()
        if self.deaf and self.deaf_since is not None:
            seconds = (now - self.deaf_since).total_seconds()
            why = f" ({self.error})" if self.error else ""
            return f"no socket to Slack for {seconds:.0f} s{why}"
        last = self.heard_at or self.started
        if now - last < QUIET_AFTER:
            return "ready"
        return f"ready; quiet since {last.isoformat(timespec='seconds')}"


Connected = Callable[[], Awaitable[bool]]
"""Whether the socket stands now."""


async def watch(
    hearing: Hearing, connected: Connected, tell: Callable[[datetime], Awaitable[object]]
) -> None:
    """Look at the socket again and again, and ``tell`` once, when it stays away."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        if hearing.look(connected=await connected()):
            try:
                await tell(hearing.deaf_since or hearing.clock())
            except NotSaved:
                # The database is away, too: it is said as soon as it can be.
                hearing.told = False
