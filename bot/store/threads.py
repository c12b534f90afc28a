"""The database's threads: whoever waits for the shortest time goes first."""

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from heapq import heappop, heappush
from typing import Any, TypeVar

T = TypeVar("T")


class Threads:
    """A few threads; each takes what must be answered soonest of all that waits.

    Somebody who typed a command waits for two seconds, a round for ten: without this a command
    would stand behind everything that is being sent. A round is not kept waiting for ever: what
    has waited long must be answered soon itself.
    """

    def __init__(self, count: int) -> None:
        """Begin with ``count`` threads."""
        self._executor = ThreadPoolExecutor(count, thread_name_prefix="heard-database")
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._waiting: list[tuple[float, int, Future[Any], Callable[[], Any]]] = []

    def submit(self, until: float, work: Callable[[], T]) -> Future[T]:
        """Do ``work``, which is waited for ``until`` a moment of the monotonic clock."""
        answer: Future[T] = Future()
        with self._lock:
            heappush(self._waiting, (until, next(self._numbers), answer, work))
        self._executor.submit(self._do_most_urgent)
        return answer

    def _do_most_urgent(self) -> None:
        with self._lock:
            _, _, answer, work = heappop(self._waiting)
        if not answer.set_running_or_notify_cancel():
            return
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 (whoever waits gets it)
            answer.set_exception(error)
        else:
            answer.set_result(result)

    def shutdown(self) -> None:
        """Wait for all that was submitted; nothing can be submitted any more."""
        self._executor.shutdown(wait=True)
