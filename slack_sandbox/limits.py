"""Slack's speed limits, off unless asked for: counted, or counted and enforced."""

from collections import deque
from typing import Literal

from slack_sandbox.errors import SlackError

Mode = Literal["off", "count", "enforce"]
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute that Slack promises to each tier; a burst above them is not simulated."""


class Limits:
    """How fast an app may go, in machine time.

    ``messages``: one a second per channel. ``per_workspace``: messages a minute in a workspace
    (None: unlimited). ``history``: one ``conversations.history`` a minute and 15 objects, as for
    apps sold outside the Marketplace. ``tiers``: each method's calls a minute, by workspace and
    app. ``enforce`` answers 429; ``count`` only notes the breach.
    """

    def __init__(self) -> None:
        self.messages: Mode = "off"
        self.per_workspace: int | None = None
        self.history: Mode = "off"
        self.tiers: Mode = "off"
        self.violations: list[tuple[str, str]] = []  # (method, channel or workspace id)
        self._last: dict[tuple[str, str], float] = {}
        self._minutes: dict[str, deque[float]] = {}
        self._calls: dict[tuple[str, str, str], deque[float]] = {}

    def message(self, workspace: str, channel: str, now: float) -> None:
        """A message is about to be posted."""
        if self.messages != "off":
            self._spaced("chat.postMessage", channel, 1.0, now, self.messages)
        if self.per_workspace is not None:
            recent = self._minutes.setdefault(workspace, deque())
            while recent and now - recent[0] >= 60:
                recent.popleft()
            if len(recent) >= self.per_workspace:
                self._breach("chat.postMessage", workspace, 60 - (now - recent[0]), "enforce")
            recent.append(now)

    def read_history(
        self, workspace: str, now: float, method: str = "conversations.history"
    ) -> None:
        """``conversations.history`` (or ``replies``) is about to be read."""
        if self.history != "off":
            self._spaced(method, workspace, 60.0, now, self.history)

    def call(self, method: str, tier: int | None, app: tuple[str, str], now: float) -> None:
        """An app (its workspace and id) is about to call a method of this tier."""
        if self.tiers == "off" or tier is None:
            return
        recent = self._calls.setdefault((method, *app), deque())
        while recent and now - recent[0] >= 60:
            recent.popleft()
        if len(recent) >= TIERS[tier]:
            self._breach(method, app[0], 60 - (now - recent[0]), self.tiers)
        recent.append(now)

    def _spaced(self, method: str, key: str, gap: float, now: float, mode: Mode) -> None:
        last = self._last.get((method, key))
        if last is not None and now - last < gap:
            self._breach(method, key, gap - (now - last), mode)
        self._last[method, key] = now

    def _breach(self, method: str, key: str, wait: float, mode: Mode) -> None:
        self.violations.append((method, key))
        if mode == "enforce":
            raise RateLimitedError(max(1, int(wait + 0.999)))


class RateLimitedError(SlackError):
    """429 with the whole seconds to wait."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited", status=429)
        self.retry_after = retry_after
