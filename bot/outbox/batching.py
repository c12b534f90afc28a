"""One transaction for what many messages need at the same moment: intents, and settlements."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from bot.domain.refusals import NotSaved
from bot.store import Store, Transaction

A = TypeVar("A")
R = TypeVar("R")


GATHER_SECONDS = 0.02
"""So long those who are about to come are waited for."""


class Batch(Generic[A, R]):
    """Gathers what comes while a transaction is under way, and gives it to the next one.

    Where more are about to come, they are waited for a moment; a single item waits for nobody.
    Where a batch raises, it is rolled back and each of its items goes alone, so that only the one
    at fault fails; but not where the database answers nobody.
    """

    def __init__(
        self,
        store: Store,
        act: Callable[[Transaction, Sequence[A]], Sequence[R]],
        most: int,
        coming: Callable[[], int] = lambda: 0,
    ) -> None:
        """Run ``act`` on ``store``, with ``most`` items at once; it gives a result for each.

        ``coming`` says how many more may come within a moment.
        """
        self._store = store
        self._act = act
        self._most = most
        self._coming = coming
        self._gathered = asyncio.Event()
        self._waiting: list[tuple[A, asyncio.Future[R]]] = []
        self._running: asyncio.Task[None] | None = None

    async def run(self, item: A) -> R:
        """Give what ``act`` gives for ``item``; raises what it raises for it."""
        result: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, result))
        if self._complete:
            self._gathered.set()
        if self._running is None:
            self._running = asyncio.create_task(self._run_waiting())
        return await result

    def drop_waiting(self) -> None:
        """Begin nothing more of what has come; who waits for it is cancelled."""
        for _, result in self._waiting:
            result.cancel()
        self._waiting = []
        self._gathered.set()

    async def _run_waiting(self) -> None:
        try:
            while self._waiting:
                await self._gather()
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                if len(batch) > 1 and await self._settles(batch):
                    continue
                for item, result in batch:
                    await self._run_alone(item, result)
        finally:
            self._running = None

    async def _gather(self) -> None:
        # Whoever is as far in this turn of the loop comes along.
        await asyncio.sleep(0)
        if not self._complete:
            self._gathered.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._gathered.wait(), GATHER_SECONDS)

    @property
    def _complete(self) -> bool:
        """Whether nobody is waited for: as many are there as go at once, or nobody comes."""
        return len(self._waiting) >= self._most or not self._coming()

    async def _settles(self, batch: Sequence[tuple[A, asyncio.Future[R]]]) -> bool:
        """Do a batch together; false where each is to be done alone."""
        try:
            results = await self._run([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001  # raised where it is waited for
            if not isinstance(error, NotSaved) or await self._store.answers():
                # Whoever it belongs to gets it when its item goes alone.
                return False
            for _, waiting in batch:
                if not waiting.done():
                    waiting.set_exception(error)
            return True
        for (_, waiting), result in zip(batch, results, strict=True):
            if not waiting.done():
                waiting.set_result(result)
        return True

    async def _run_alone(self, item: A, waiting: "asyncio.Future[R]") -> None:
        try:
            (result,) = await self._run([item])
        except Exception as error:  # noqa: BLE001  # it is raised where it is waited for
            if not waiting.done():
                waiting.set_exception(error)
        else:
            if not waiting.done():
                waiting.set_result(result)

    async def _run(self, items: Sequence[A]) -> Sequence[R]:
        return await self._store.run(lambda tx: self._act(tx, items))
