"""One command of ``heard`` in a process of its own."""

import asyncio
import contextlib
import signal
import time
from pathlib import Path

WAIT_SECONDS = 90.0


class Command:
    """A process, and what it wrote."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process = process
        self.log = log

    @property
    def said(self) -> str:
        """What it wrote so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    async def until(self, words: str, seconds: float = WAIT_SECONDS) -> None:
        """Wait until it has said so."""
        until = time.monotonic() + seconds
        while words not in self.said:
            if self.process.returncode is not None or time.monotonic() > until:
                raise RuntimeError(f"it never said {words!r}:\n{self.said[-2000:]}")
            await asyncio.sleep(0.05)

    async def end(self, seconds: float = WAIT_SECONDS) -> int:
        """Wait for its end, and give its exit code."""
        return await asyncio.wait_for(self.process.wait(), seconds)

    async def stop(self) -> int:
        """Ask it to stop, and wait for its end."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        return await self.end()

    async def kill(self) -> None:
        """End it as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
