"""Who goes first where more waits for the database than it has threads."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial

import pytest

from bot.store.threads import Threads

LONG = 10.0
"""Seconds: longer than anything here lasts."""


@contextmanager
def begun(count: int) -> Iterator[Threads]:
    threads = Threads(count)
    try:
        yield threads
    finally:
        threads.shutdown()


@pytest.mark.parametrize(("count", "room"), [(1, 1), (2, 1), (4, 2), (5, 2)])
def test_rounds_leave_half_of_the_threads_to_people(count: int, room: int) -> None:
    go_on, lock = threading.Event(), threading.Lock()
    running = most = 0

    def round_() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        assert go_on.wait(LONG)
        with lock:
            running -= 1

    with begun(count) as threads:
        rounds = [threads.submit(LONG, round_, patient=True) for _ in range(2 * count)]
        if count > 1:
            # Everything that may hang does: somebody who waits for an answer gets it all the same.
            assert threads.submit(2, lambda: "answered").result(LONG) == "answered"
        go_on.set()
        for each in rounds:
            each.result(LONG)
    assert most <= room


def test_on_one_thread_whoever_waits_for_the_shortest_time_goes_first() -> None:
    go_on, order = threading.Event(), list[int]()
    with begun(1) as threads:
        first: Future[bool] = threads.submit(0, lambda: go_on.wait(LONG), patient=True)
        for until, patient in ((12, True), (11, True), (2, False), (1, True), (3, False)):
            threads.submit(until, partial(order.append, until), patient=patient)
        go_on.set()
        assert first.result(LONG)
    assert order == [1, 2, 3, 11, 12]


def test_what_raises_or_is_given_up_keeps_no_room() -> None:
    go_on = threading.Event()
    with begun(2) as threads:
        first = threads.submit(1, lambda: go_on.wait(LONG), patient=True)
        given_up = threads.submit(2, lambda: "nobody asks", patient=True)
        raising = threads.submit(3, lambda: 1 / 0, patient=True)
        last = threads.submit(4, lambda: "done", patient=True)
        assert given_up.cancel()
        go_on.set()
        assert first.result(LONG)
        assert last.result(LONG) == "done"
        with pytest.raises(ZeroDivisionError):
            raising.result(LONG)
