"""How long somebody waits for a transaction, and what can be said truly when it takes longer."""

import contextlib
import os
import random
import socket
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from bot.domain.refusals import MaybeSaved, NotSaved, OthersFirst

T = TypeVar("T")
TRIES = 5
"""How often one act is tried where the database made others go first."""
_GAVE_WAY = ("40001", "40P01")
"""Serialization failure and deadlock."""
READ_ONLY = "25006"
"""A primary that has become a replica, or a database that was set to read only."""
_LEFT_ALONE = "25P03"
"""The server ended a transaction whose process had done nothing in it for too long."""
_UNUSABLE = ("08", "53", "55", "57", "58", "XX")
"""Classes of what is the database's own trouble, not ours: no connection, no room, a lock that is
held too long, a shutdown, an I/O error, damage."""
_REFUSED_AT_THE_END = ("23", "25", "40", "53", "55")
"""Classes of answers to COMMIT that prove that nothing was kept."""
_COMPLETION_UNKNOWN = "40003"
"""The one code of these classes by which a server says that it does not know itself."""
_NOT_WRITTEN = sqlite3.SQLITE_IOERR_WRITE
"""SQLite could not write its log. Where it wrote all of it and only then failed, whoever opens the
file after a power cut finds the transaction there."""


def sqlstate(error: BaseException | None) -> str | None:
    """Postgres's code for an error, if it gave one."""
    code = getattr(getattr(error, "orig", error), "sqlstate", None)
    return code if isinstance(code, str) else None


def _surely_refused(error: DBAPIError) -> bool:
    """Whether the answer to a COMMIT proves that nothing was kept."""
    lite = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(lite, int):
        return lite == _NOT_WRITTEN or lite & 0xFF != sqlite3.SQLITE_IOERR
    code = sqlstate(error)
    return code is not None and code.startswith(_REFUSED_AT_THE_END) and code != _COMPLETION_UNKNOWN


def gave_way(error: BaseException) -> bool:
    """Whether the database ended a transaction so that another could go on."""
    return sqlstate(error) in _GAVE_WAY


def is_unusable(error: Exception) -> bool:
    """Whether an error is the database's own trouble, not a fault in what was asked."""
    if isinstance(error, OperationalError | InterfaceError | NoConnection):
        return True
    code = sqlstate(error)
    return code is not None and (code in (READ_ONLY, _LEFT_ALONE) or code.startswith(_UNUSABLE))


class Deadline:
    """One act, and until when somebody waits for it.

    Whether it is kept is decided once, by whoever comes first: its thread, which begins to commit,
    or whoever waits, who gives up. So "that was not saved" is said only where it is true.
    """

    def __init__(self, seconds: float) -> None:
        """Wait for so long, from now on."""
        self.seconds = seconds
        self.until = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._given_up = False
        self._committing = False
        self._connection: Any = None

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.until - time.monotonic()

    def works_on(self, connection: Any) -> None:
        """Know the driver's connection, so that giving up can break it off."""
        with self._lock:
            self._connection = connection

    def begin_commit(self) -> None:
        """Commit from here on. Raises :class:`NotSaved` where nobody waits any more."""
        with self._lock:
            if self._given_up:
                raise NotSaved
            self._committing = True

    def commit_failed(self, error: DBAPIError) -> None:
        """Go on after a COMMIT that failed. Raises :class:`MaybeSaved` unless it surely did."""
        if not _surely_refused(error):
            raise MaybeSaved from error
        with self._lock:
            self._committing = False

    def give_up(self) -> NotSaved:
        """Wait no longer, and give what can be said: it was not saved, or nobody can tell."""
        with self._lock:
            self._given_up = True
            error = MaybeSaved() if self._committing else NotSaved()
            error.__cause__ = TimeoutError("the database did not answer in time")
            # A server that hangs holds the thread; without its connection it is free.
            fileno = getattr(self._connection, "fileno", None)
            if fileno is not None:
                with contextlib.suppress(Exception), socket.socket(fileno=os.dup(fileno())) as line:
                    line.shutdown(socket.SHUT_RDWR)
        return error

    def keep_trying(self, once: Callable[[], T]) -> T:
        """Do it until it is done, where the database says that others had to go first.

        Once more where another replica had made the same row a moment before: the second time its
        row is found. Raises :class:`NotSaved` for whatever is the database's own trouble, and
        :class:`OthersFirst` where others went first each time.
        """
        made_by_another = False
        for tries in range(1, TRIES + 1):
            try:
                return once()
            except NotSaved:
                raise
            except IntegrityError:
                if made_by_another:
                    raise
                made_by_another = True
            except (DBAPIError, NoConnection) as error:
                if not gave_way(error):
                    if is_unusable(error):
                        raise NotSaved from error
                    raise
                if tries == TRIES or self.left <= 0:
                    raise OthersFirst from error
                # Two that met once would meet again.
                time.sleep(random.uniform(0, 0.01 * 2**tries))  # noqa: S311 (no secret)
        raise NotSaved
