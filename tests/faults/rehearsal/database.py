"""An act on the database itself: it hangs, is killed, and fails over to its replica."""

import asyncio
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import URL, select

from bot.domain.ids import WorkspaceId
from bot.domain.refusals import MaybeSaved, NotSaved
from bot.store import Store
from bot.store.engine import engine_for
from bot.store.migrate import upgrade
from bot.store.sealing import KeyRing, fresh_key
from bot.store.tables import inbox
from tests.faults.rehearsal.findings import Found
from tests.faults.servers import pair

NOW = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
ONE = WorkspaceId("T1")
WRITERS = 8
ANSWER_SECONDS = 2.3
SECONDS = 3.0
"""Between two troubles."""


@dataclass
class Said:
    """What writers were told, by what they wrote."""

    saved: set[str] = field(default_factory=set)
    not_saved: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    slowest: float = 0.0


async def write(store: Store, name: str, said: Said, stop: asyncio.Event) -> None:
    """Keep one thing after the other until told to stop."""
    number = 0
    while not stop.is_set():
        number += 1
        key, began = f"{name} {number}", time.monotonic()
        try:
            await store.run(
                lambda tx, key=key: tx.workspaces.first_time(ONE, key, NOW), seconds=ANSWER_SECONDS
            )
            said.saved.add(key)
        except MaybeSaved:
            said.unknown.add(key)
        except NotSaved:
            said.not_saved.add(key)
        said.slowest = max(said.slowest, time.monotonic() - began)
        await asyncio.sleep(0.02)


async def a_primary_that_dies() -> Found:
    """Eight writers on two stores; a hung server, a kill, and a failover to the replica."""
    found = Found()
    with pair() as (one, two):
        hosts = tuple(f"127.0.0.1:{server.port}" for server in (one, two))
        asked = {"host": hosts, "target_session_attrs": "read-write"}
        address = URL.create("postgresql+psycopg", "heard", database="postgres", query=asked)
        url = address.render_as_string(hide_password=False)
        upgrade(url)
        stores = [Store(url, KeyRing([fresh_key()])) for _ in range(2)]
        with stores[0].begin() as tx:
            tx.workspaces.save(
                ONE, name="Acme", domain="acme", bot_user="UBOT", installer=None, now=NOW
            )
        said, stop = Said(), asyncio.Event()
        writers = [
            asyncio.create_task(write(stores[n % 2], f"writer {n}", said, stop))
            for n in range(WRITERS)
        ]
        await asyncio.sleep(SECONDS)
        await asyncio.to_thread(one.signal, signal.SIGSTOP)
        await asyncio.sleep(5)
        await asyncio.to_thread(one.signal, signal.SIGCONT)
        await asyncio.sleep(SECONDS)
        await asyncio.to_thread(one.kill)
        await asyncio.to_thread(one.start)
        await asyncio.sleep(SECONDS)
        await asyncio.to_thread(one.kill)
        await asyncio.to_thread(two.run, "pg_ctl", "-D", str(two.data), "-w", "promote")
        await asyncio.sleep(SECONDS)
        before = len(said.saved)
        await asyncio.sleep(SECONDS)
        if len(said.saved) == before:
            found.lies.append("nothing went on after the failover")
        stop.set()
        await asyncio.gather(*writers)
        for store in stores:
            store.close()
        engine = engine_for(url)
        with engine.begin() as connection:
            kept = Counter(connection.scalars(select(inbox.c.key)))
        engine.dispose()
    found.lost = sum(key not in kept for key in said.saved)
    found.wrongly = sum(key in kept for key in said.not_saved)
    found.doubled = sum(times > 1 for times in kept.values())
    found.notes.append(
        f"{len(said.saved)} were kept, {len(said.not_saved)} could not be saved, "
        f"{len(said.unknown)} nobody can tell; slowest answer {said.slowest:.1f} s"
    )
    return found
