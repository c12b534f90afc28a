"""A store of its own for rows by the thousand, and how many statements it is told."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine, event, text

from benchmarks.worlds import database
from bot.domain.ids import WorkspaceId
from bot.store import Store
from bot.store.migrate import upgrade
from bot.store.sealing import KeyRing, fresh_key


@contextmanager
def empty_store(engine: str) -> Iterator[Store]:
    """Give a store with its tables and nothing in them."""
    with database(engine) as (url, _):
        upgrade(url)
        store = Store(url, KeyRing([fresh_key()]))
        try:
            yield store
        finally:
            store.close()


def analyse(store: Store) -> None:
    """Let the engine count its rows, as is done all the time in a database that lives."""
    if store.sqlite:
        store.analyze_here()
        return
    with store.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def commit_seconds(store: Store, workspace: WorkspaceId, times: int = 50) -> float:
    """How long one durable commit of one row takes: less than that nothing can that is kept."""
    taken = []
    for number in range(times):
        began = time.perf_counter()
        with store.begin() as tx:
            tx.workspaces.first_time(workspace, f"commit-{number}", datetime.now(UTC))
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


class Statements:
    """Counts what an engine is told from now on, without BEGIN."""

    def __init__(self, engine: Engine) -> None:
        """Listen to ``engine``."""
        self.count = 0
        self._engine = engine
        event.listen(engine, "before_cursor_execute", self._note)

    def stop(self) -> int:
        """Count no more; gives how many there were."""
        event.remove(self._engine, "before_cursor_execute", self._note)
        return self.count

    def _note(self, connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.startswith("BEGIN"):
            self.count += 1
