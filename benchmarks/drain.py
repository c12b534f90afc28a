"""How fast what is due leaves: ours, a bare loop, and one APScheduler job for each message.

All post to the same Slack, in a process of its own, that answers at once; all keep their rows in
SQLite with full synchronisation, and ours on Postgres too. The pace that spares a real Slack is
off. The bare loop commits twice for each message, as whoever must know what was sent has to; the
batched one commits twice for sixteen messages, as we do.
"""

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, select

from benchmarks.report import Report
from benchmarks.servers import served
from benchmarks.stores import Statements, empty_store
from bot.casework import Runner
from bot.clock import system_clock
from bot.domain.delivery import DeliveryState
from bot.domain.ids import WorkspaceId
from bot.logs import set_up
from bot.messages.translate import FALLBACK, translator
from bot.outbox import OutboxWorker, Timing
from bot.slack.client import Sender
from bot.store import Store, Transaction
from bot.store.tables import delivery
from tests.faults.world import letter_to, somebody

WORKSPACES = 200
PEOPLE = 500
AT_ONCE = 16
"""As many calls at once as ours makes."""
LEAST_OF_LOOP = 0.5
LEAST_OF_APSCHEDULER = 4.0
MOST_STATEMENTS = 6


def run(report: Report) -> None:
    """Let messages leave on every side, and compare the seconds for one."""
    count, workspaces = report.choose((40, 4), (600, 20), (10_000, WORKSPACES))
    # The others send fewer: theirs take long, and their pace does not change.
    few = report.choose(40, 200, 1_000)
    repeats = report.choose(1, 1, 3)
    report.section(f"Drain, {count:,} messages of {workspaces} workspaces")
    taken: dict[str, list[float]] = {}
    statements: list[float] = []
    with served("benchmarks.instant_slack") as port:
        url = f"http://127.0.0.1:{port}/api/"
        for _ in range(repeats):
            with tempfile.TemporaryDirectory(prefix="heard-drain-") as name:
                folder = Path(name)
                taken.setdefault("bare_loop", []).append(asyncio.run(_bare(url, folder, few)) / few)
                taken.setdefault("batched_loop", []).append(
                    asyncio.run(_bare(url, folder, few, batch=AT_ONCE)) / few
                )
                taken.setdefault("apscheduler", []).append(_apscheduler(url, folder, few) / few)
            for engine in report.engines:
                with empty_store(engine) as store:
                    seconds, told = asyncio.run(_ours(url, store, count, workspaces))
                taken.setdefault(engine, []).append(seconds / count)
                statements.append(told / count)
    for name, all_seconds in taken.items():
        report.add(f"drain.{name}", [1 / seconds for seconds in all_seconds], "messages/s")
    report.add(
        "drain.ratio_to_bare_loop",
        list(_ratios(taken["bare_loop"], taken["sqlite"])),
        "×",
        least=LEAST_OF_LOOP,
    )
    report.add("drain.ratio_to_batched_loop", list(_ratios(taken["batched_loop"], taken["sqlite"])))
    report.add(
        "drain.ratio_to_apscheduler",
        list(_ratios(taken["apscheduler"], taken["sqlite"])),
        "×",
        least=LEAST_OF_APSCHEDULER,
    )
    report.add("drain.statements_per_message", statements, most=MOST_STATEMENTS)


def _ratios(others: Sequence[float], ours: Sequence[float]) -> Iterable[float]:
    return (other / own for other, own in zip(others, ours, strict=True))


async def _bare(url: str, folder: Path, count: int, batch: int = 1) -> float:
    """The limit: one row each, written before and after the call, and nothing else."""
    file = folder / f"bare-{batch}.db"
    rows = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    rows.execute("PRAGMA journal_mode=WAL")
    rows.execute("PRAGMA synchronous=FULL")
    rows.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, state TEXT, ts TEXT)")
    rows.executemany("INSERT INTO message VALUES (?, 'due', NULL)", ((n,) for n in range(count)))
    left = iter(range(0, count, batch))
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient("xoxb-1", base_url=url, session=session, retry_handlers=[])

        async def post(number: int) -> str:
            answer = await client.chat_postMessage(
                channel=f"U{number % PEOPLE}", text="How is it going?"
            )
            return str(answer["ts"])

        async def work() -> None:
            for first in left:
                numbers = range(first, min(first + batch, count))
                _write(
                    rows,
                    "UPDATE message SET state = 'sending' WHERE id = ?",
                    [(n,) for n in numbers],
                )
                sent = await asyncio.gather(*(post(number) for number in numbers))
                _write(
                    rows,
                    "UPDATE message SET state = 'sent', ts = ? WHERE id = ?",
                    list(zip(sent, numbers, strict=True)),
                )

        begun = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(AT_ONCE // batch)))
        taken = time.perf_counter() - begun
    rows.close()
    return taken


def _write(rows: sqlite3.Connection, statement: str, values: Sequence[tuple[object, ...]]) -> None:
    """One durable commit."""
    rows.execute("BEGIN")
    rows.executemany(statement, values)
    rows.execute("COMMIT")


def add_letters(
    tx: Transaction, workspaces: Sequence[WorkspaceId], count: int, now: datetime
) -> None:
    """Keep messages that are due at ``now``, shared out among workspaces that are there."""
    people = max(1, PEOPLE // len(workspaces))
    for workspace in workspaces:
        for number in range(people):
            tx.people.save(somebody(workspace, f"U{number}", now))
    for number in range(count):
        workspace = workspaces[number % len(workspaces)]
        person = f"U{number // len(workspaces) % people}"
        tx.deliveries.start(letter_to(workspace, person, number, now))


async def _ours(url: str, store: Store, count: int, workspaces: int) -> tuple[float, int]:
    """The whole protocol: claim, intent, post, settle."""
    set_up("error")
    translator(FALLBACK)  # as a process does at its start
    now = datetime.now(UTC) - timedelta(seconds=1)
    served_here = [WorkspaceId(f"T{number}") for number in range(workspaces)]
    with store.begin() as tx:
        for workspace in served_here:
            tx.workspaces.save(
                workspace, name="Acme", domain="acme", bot_user="UBOT", installer=None, now=now
            )
        add_letters(tx, served_here, count, now)
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient("xoxb-1", base_url=url, session=session, retry_handlers=[])
        timing = Timing(per_minute=None, gap=timedelta())
        senders = {workspace: Sender(client) for workspace in served_here}
        outbox = OutboxWorker(Runner(store, system_clock), senders, timing)
        counted = Statements(store.engine)
        begun = time.perf_counter()
        await outbox.send_due()
        taken = time.perf_counter() - begun
    told = counted.count
    with store.begin() as tx:
        sent = tx.connection.scalar(
            select(func.count()).where(delivery.c.state == DeliveryState.SENT)
        )
    if sent != count:
        raise RuntimeError(f"{sent} of {count} messages were sent")
    return taken, told


def _apscheduler(url: str, folder: Path, count: int) -> float:
    """One date job each, all due when the scheduler starts; what it loses is waited for a while."""
    code = f"""
import time
from datetime import datetime, timedelta, timezone
from benchmarks.baseline import app
for number in range({count}):
    app.scheduler.add_job(
        app.remind, "date", run_date=datetime.now(timezone.utc) + timedelta(seconds=1),
        args=[f"U{{number % {PEOPLE}}}", "U1", "something"],
    )
print("ready", flush=True)
input()
begun = time.perf_counter()
app.scheduler.start()
while app.scheduler.get_jobs():
    time.sleep(0.05)
app.scheduler.shutdown(wait=True)
print(time.perf_counter() - begun, flush=True)
"""
    env = {
        **os.environ,
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "secret",
        "SLACK_API_URL": url,
        "DATABASE_URL": f"sqlite:///{folder / 'baseline.db'}",
        "BASELINE_DELAY": "1",
        "BASELINE_GRACE": "none",
    }
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("nothing can be said to the baseline")
        if process.stdout.readline() != "ready\n":
            raise RuntimeError("the baseline did not start")
        time.sleep(1.5)  # until all of it is due
        process.stdin.write("\n")
        process.stdin.flush()
        return float(process.stdout.readline())
