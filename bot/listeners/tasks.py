"""Work that follows a reply: tracked, so that an orderly stop waits for it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog

T = TypeVar("T")

log = structlog.get_logger("heard.listeners")


class Tasks:
    """What listeners have begun and nobody waits for."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Begin ``work``; what it breaks over is logged by its kind."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    async def idle(self) -> None:
        """Wait until nothing is under way, also not what was begun meanwhile."""
        while self._running:
            await asyncio.wait(set(self._running))

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            log.error("after the reply", kind=type(error).__name__, exc_info=error)
