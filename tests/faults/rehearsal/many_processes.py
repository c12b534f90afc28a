"""Acts of many processes: two ``heard web`` and two ``heard worker`` on Postgres."""

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy.engine import make_url

from tests.faults.next_version import make_next_version
from tests.faults.rehearsal.command import Command
from tests.faults.rehearsal.findings import Found
from tests.faults.rehearsal.stage import LeftOutError, Stage, stage
from tests.faults.servers import Server, free_port
from tests.poolers import pgbouncer, start_pgbouncer

SECONDS = 3.0
"""So long people write before the next thing happens."""


@contextlib.asynccontextmanager
async def _server() -> AsyncIterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="heard-server-", dir="/tmp"))
    os.chmod(folder, 0o755)  # noqa: PTH101 (nobody waits for it)
    server = Server(folder / "data", free_port())
    try:
        await asyncio.to_thread(server.make)
        await asyncio.to_thread(server.start)
        yield server
    finally:
        with contextlib.suppress(Exception):
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)


async def _start(on: Stage, **more: Path) -> tuple[list[Command], list[str]]:
    """Start two of each; gives them, and the pages of those that hear Slack."""
    served = [await on.serve("web", **more) for _ in range(2)]  # type: ignore[arg-type]
    workers = [await on.serve("worker", **more) for _ in range(2)]  # type: ignore[arg-type]
    return [one for one, _ in (*served, *workers)], [page for _, page in served]


async def a_pooler() -> Found:
    """pgbouncer in transaction mode before everything; it is killed and started again."""
    found = Found()
    if pgbouncer() is None:
        raise LeftOutError("pgbouncer (apt-get install pgbouncer)")
    async with _server() as server:
        folder = Path(tempfile.mkdtemp(prefix="heard-pooler-", dir="/tmp"))
        port = free_port()
        pooler, url = start_pgbouncer(make_url(server.url), folder, port)
        try:
            async with stage(url) as on:
                code, said = await on.ended("migrate", DATABASE_URL=server.url)
                assert code == 0, said
                processes, pages = await _start(on)
                on.listen_at(*pages)
                await on.fill()
                await on.writing(5)
                pooler.kill()
                pooler.wait()
                await on.writing(3)
                away = await on.page(pages[0], "/readyz")
                if away[0] == 200:
                    found.lies.append("/readyz says that all is well without a database")
                pooler, _ = start_pgbouncer(make_url(server.url), folder, port)
                await on.next_morning()
                await on.writing(5)
                if not await on.becomes_ready(pages[0]):
                    found.lies.append("/readyz does not recover")
                await on.compare(found)
                found.notes.append(on.told.line)
                for one in processes:
                    await one.stop()
        finally:
            pooler.kill()
            pooler.wait()
            shutil.rmtree(folder, ignore_errors=True)
    return found


async def killed_processes() -> Found:
    """One ``web`` and one ``worker`` are killed while people write and messages leave."""
    found = Found()
    async with _server() as server, stage(server.url) as on:
        code, said = await on.ended("migrate")
        assert code == 0, said
        processes, pages = await _start(on)
        on.listen_at(*pages)
        await on.fill()
        await on.writing(4)
        await on.next_morning()
        await on.slack.until(lambda: on.slack.calls_of("chat.postMessage"), seconds=60)
        await processes[2].kill()
        # A proxy leaves out who does not answer.
        on.listen_at(pages[1])
        await processes[0].kill()
        await on.writing(4)
        await on.compare(found)
        found.notes.append(on.told.line)
    return found


async def a_rolling_upgrade() -> Found:
    """``heard migrate`` of the next version, new beside old, the old ones stopped; and back."""
    found = Found()
    async with _server() as server, stage(server.url) as on:
        newer = make_next_version(on.folder / "newer")
        code, said = await on.ended("migrate")
        assert code == 0, said
        old, pages = await _start(on)
        on.listen_at(*pages)
        await on.fill()
        async with on.written_meanwhile():
            code, said = await on.ended("migrate", sources=newer)
            if code:
                found.lies.append(f"heard migrate of the next version: {said}")
            if not await on.becomes_ready(pages[0]):
                found.lies.append("/readyz of an old process that works is not 200")
            new, new_pages = await _start(on, sources=newer)
            on.listen_at(*pages, *new_pages)
            await asyncio.sleep(SECONDS)
        # Old and new look for what is due.
        await on.next_morning()
        async with on.written_meanwhile():
            await _replaced(on, old, new_pages, found)
            # Going back: the old version is started again on the newer tables.
            back, back_pages = await _start(on)
            await _replaced(on, new, back_pages, found)
        await on.next_morning()
        await on.writing(SECONDS)
        await on.compare(found)
        found.notes.append(on.told.line)
        if on.told.turned_away:
            found.lies.append("a deploy that stops nobody turned somebody away")
        for one in back:
            await one.stop()
    return found


async def _replaced(on: Stage, old: list[Command], pages: list[str], found: Found) -> None:
    """Let a proxy send everybody to ``pages``, and stop the ``old`` ones while some still wait."""
    on.listen_at(*pages)
    codes = await asyncio.gather(*(one.stop() for one in old))
    if any(codes):
        found.lies.append("an old process did not stop in order")
    await asyncio.sleep(SECONDS)
