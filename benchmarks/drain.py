"""How fast ten thousand due messages leave: ours, a bare loop with two commits, and the baseline.

Run with ``python -m benchmarks.drain [COUNT]``. All three post to the same fake of Slack in a
process of its own, which answers at once and keeps nothing but how often it was asked; all three
keep their rows in SQLite. The pace that spares a real Slack is off. Read the ratios.
"""

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, select

from bot.casework import Runner
from bot.clock import system_clock
from bot.domain.delivery import DeliveryState
from bot.domain.ids import WorkspaceId
from bot.logs import set_up
from bot.outbox import OutboxWorker, Timing
from bot.slack.client import Sender
from bot.store import Store
from bot.store.migrate import upgrade
from bot.store.sealing import KeyRing, fresh_key
from bot.store.tables import delivery
from tests.faults.world import letter_to, somebody

COUNT = 10_000
PEOPLE = 500
TEAM = WorkspaceId("T1")
AT_ONCE = 16
"""As many calls at once as ours makes."""


async def fake() -> None:
    """A Slack that takes everything: ``python -m benchmarks.drain fake``."""
    asked = 0

    async def api(request: web.Request) -> web.Response:
        nonlocal asked
        await request.read()
        method = request.match_info["method"]
        if method == "count":
            return web.json_response({"asked": asked})
        if method == "auth.test":
            return web.json_response(
                {
                    "ok": True,
                    "team_id": TEAM,
                    "user_id": "UBOT",
                    "bot_id": "B1",
                    "url": "https://a/",
                }
            )
        asked += 1
        return web.json_response({"ok": True, "channel": "D1", "ts": f"1.{asked:06}"})

    app = web.Application()
    app.router.add_route("*", "/api/{method}", api)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


async def bare(url: str, folder: Path, count: int) -> float:
    """The limit: one row each, written before and after the call, and nothing else."""
    rows = sqlite3.connect(folder / "bare.db", isolation_level=None, check_same_thread=False)
    rows.execute("PRAGMA journal_mode=WAL")
    rows.execute("PRAGMA synchronous=FULL")
    rows.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, state TEXT, ts TEXT)")
    rows.executemany("INSERT INTO message VALUES (?, 'due', NULL)", ((n,) for n in range(count)))
    left = iter(range(count))
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient("xoxb-1", base_url=url, session=session, retry_handlers=[])

        async def work() -> None:
            for number in left:
                rows.execute("UPDATE message SET state = 'sending' WHERE id = ?", (number,))
                answer = await client.chat_postMessage(
                    channel=f"U{number % PEOPLE}", text="How is it going?"
                )
                rows.execute(
                    "UPDATE message SET state = 'sent', ts = ? WHERE id = ?",
                    (answer["ts"], number),
                )

        begun = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
        taken = time.perf_counter() - begun
    rows.close()
    return taken


async def ours(url: str, folder: Path, count: int) -> float:
    """The whole protocol: claim, intent, post, settle."""
    set_up("error")
    upgrade(f"sqlite:///{folder / 'heard.db'}")
    store = Store(f"sqlite:///{folder / 'heard.db'}", KeyRing([fresh_key()]))
    now = datetime.now(UTC) - timedelta(seconds=1)
    with store.begin() as tx:
        tx.workspaces.save(
            TEAM, name="Acme", domain="acme", bot_user="UBOT", installer=None, now=now
        )
        for number in range(PEOPLE):
            tx.people.save(somebody(TEAM, f"U{number}", now))
        for number in range(count):
            tx.deliveries.start(letter_to(TEAM, f"U{number % PEOPLE}", number, now))
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient("xoxb-1", base_url=url, session=session, retry_handlers=[])
        runner = Runner(store, system_clock)
        timing = Timing(per_minute=None, gap=timedelta())
        outbox = OutboxWorker(runner, {TEAM: Sender(client)}, timing)
        begun = time.perf_counter()
        await outbox.send_due()
        taken = time.perf_counter() - begun
    with store.begin() as tx:
        sent = tx.connection.scalar(
            select(func.count()).where(delivery.c.state == DeliveryState.SENT)
        )
    store.close()
    assert sent == count, sent
    return taken


def baseline(url: str, folder: Path, count: int) -> float:
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
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(1.5)  # until all of it is due
        process.stdin.write("\n")
        process.stdin.flush()
        return float(process.stdout.readline())


def main(count: int) -> None:
    """Print messages a second, and what that is of the bare loop."""
    with (
        tempfile.TemporaryDirectory(prefix="heard-drain-") as name,
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.drain", "fake"], stdout=subprocess.PIPE, text=True
        ) as slack,
    ):
        assert slack.stdout is not None
        url = f"http://127.0.0.1:{slack.stdout.readline().strip()}/api/"
        try:
            taken = {
                "a bare loop with two commits": asyncio.run(bare(url, Path(name), count)),
                "heard": asyncio.run(ours(url, Path(name), count)),
                "Bolt + APScheduler": baseline(url, Path(name), count),
            }
        finally:
            slack.kill()
    limit = taken["a bare loop with two commits"]
    print(f"{'':32}{'messages/s':>12}{'of the limit':>14}")
    for name, seconds in taken.items():
        print(f"{name:32}{count / seconds:12.0f}{limit / seconds:14.0%}")
    print(f"\nheard is {taken['Bolt + APScheduler'] / taken['heard']:.1f} times the baseline")


if __name__ == "__main__":
    if sys.argv[1:] == ["fake"]:
        with suppress(KeyboardInterrupt):
            asyncio.run(fake())
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else COUNT)
