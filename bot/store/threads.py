"""The database's threads: whoever waits for the shortest time goes first."""

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from heapq import heappop, heappush
from typing import Any, TypeVar

T = TypeVar("T")
_Waiting = list[tuple[float, int, Future[Any], Callable[[], Any]]]


class Threads:
    """A few threads; each takes what must be answered soonest of all that waits.

    Somebody who typed a command waits for two seconds, a round for ten: without this a command
    would stand behind everything that is being sent. A round is not kept waiting for ever: what
    has waited long must be answered soon itself. Of several threads the rounds have half: what
    runs beside a command takes its turns of the processor from it.
    """

    def __init__(self, count: int) -> None:
        """Begin with ``count`` threads."""
        self._executor = ThreadPoolExecutor(count, thread_name_prefix="heard-database")
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._waiting: dict[bool, _Waiting] = {False: [], True: []}
        """Apart those who are patient."""
        self._room = max(1, count // 2)
        """Threads that are left for the patient ones."""

    def submit(self, until: float, work: Callable[[], T], *, patient: bool = False) -> Future[T]:
        """Do ``work``, which is waited for ``until`` a moment of the monotonic clock.

        ``patient``: nobody looks at a screen meanwhile.
        """
        answer: Future[T] = Future()
        with self._lock:
            heappush(self._waiting[patient], (until, next(self._numbers), answer, work))
        self._executor.submit(self._do_all)
        return answer

    def _do_all(self) -> None:
        """Do what is most urgent until nothing waits for which there is room."""
        while (patient := self._do_most_urgent()) is not None:
            with self._lock:
                self._room += patient

    def _do_most_urgent(self) -> bool | None:
        """Do one piece of work; gives whether it was patient, ``None`` where there was none."""
        with self._lock:
            kinds = [kind for kind, waiting in self._waiting.items() if waiting]
            if not self._room:
                kinds = [kind for kind in kinds if not kind]
            if not kinds:
                return None
            patient = min(kinds, key=lambda kind: self._waiting[kind][0][:2])
            self._room -= patient
            _, _, answer, work = heappop(self._waiting[patient])
        if answer.set_running_or_notify_cancel():
            try:
                result = work()
            except BaseException as error:  # noqa: BLE001 (whoever waits gets it)
                answer.set_exception(error)
            else:
                answer.set_result(result)
        return patient

    def shutdown(self) -> None:
        """Wait for all that was submitted; nothing can be submitted any more."""
        self._executor.shutdown(wait=True)
