"""What whoever started the process is told: that it is ready, that its rounds go, that it stops."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Sequence


class Supervisor:
    """systemd, or anything that listens where ``NOTIFY_SOCKET`` says; else nobody is told."""

    def __init__(self, address: str | None, watchdog: float | None) -> None:
        """Tell ``address``; it starts the process anew after ``watchdog`` seconds of silence."""
        self._address = address
        self._watchdog = watchdog
        self._watching: asyncio.Task[None] | None = None

    def tell(self, state: str) -> None:
        """Tell one thing, such as ``READY=1``."""
        if not self._address:
            return
        # An abstract address begins with @, and a zero byte on the wire.
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(state.encode(), address)

    def ready(self, stalled: Callable[[], Sequence[str]]) -> None:
        """Say that it works, and go on saying so as long as no round is ``stalled``."""
        self.tell("READY=1")
        if self._watchdog:
            self._watching = asyncio.create_task(self._keep_saying(stalled, self._watchdog / 3))

    def stopping(self) -> None:
        """Say that it stops in order; from here on it may take its time."""
        if self._watching is not None:
            self._watching.cancel()
        self.tell("STOPPING=1")

    async def _keep_saying(self, stalled: Callable[[], Sequence[str]], pause: float) -> None:
        while True:
            if not stalled():
                self.tell("WATCHDOG=1")
            await asyncio.sleep(pause)
