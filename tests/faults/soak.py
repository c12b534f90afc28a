"""Three bots on one Postgres, killed, stopped and lied to: nothing lost, nothing doubled.

``python -m tests.faults.soak --seeds 10 --deliveries 2000``; it ends with 1 if anything was lost
or stands twice. Every 200 ms one of the bots is killed (``kill -9``) and another started, every
500 ms one is stopped for longer than its lease, and 30 of 100 posts go wrong, until each message
was begun; from then on they are left alone, and have lease + grace + 5 s to become final. The
times of the protocol are shorter than an operator's (``tests/faults/replica.py``).
"""

import argparse
import asyncio
import os
import random
import re
import signal
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.databases import postgres
from bot.demo.simulation import TOKEN
from bot.domain.delivery import DeliveryState
from bot.domain.ids import WorkspaceId
from bot.manifest import EVENTS, SCOPES
from bot.store import Store
from bot.store.migrate import upgrade
from bot.store.sealing import KeyRing, make_key_file
from bot.store.tables import delivery
from slack_sandbox import Sandbox
from tests.faults.replica import TIMING
from tests.faults.world import letter_to, somebody

REPLICAS = 3
STOPPED_SECONDS = TIMING.lease.total_seconds() * 1.5
HISTORY_LAG = 0.2
PEOPLE = 500
QUIETLY = 20
"""So many messages leave before the trouble begins: the bots' mother learns by them."""
POST, HISTORY, DELETE = "chat.postMessage", "conversations.history", "chat.delete"
FAULTS = {
    "429": 0.005,
    "500_before": 0.035,
    "500_after": 0.035,
    "reset_before": 0.035,
    "reset_after": 0.035,
    "hang_after": 0.02,
    "half_body": 0.035,
    "slow": 0.03,
    "internal_error": 0.035,
    "fatal_error": 0.035,
}
"""How likely each is for a post: 30 of 100 in all."""
OTHERS = {"500_before": 0.03, "reset_after": 0.03, "half_body": 0.03}
"""How likely for a look at the history, and for a deletion."""
PATIENCE_SECONDS = 600
MARK = re.compile(r"heard:(\w+)")


@dataclass
class Result:
    """What came of one seed."""

    lost: int
    doubled: int
    ever_doubled: int
    posts: int
    killed: int
    stopped: int
    seconds: float
    final: float
    """Seconds from the end of the trouble until all was final."""


class Herd:
    """The bots, and who hurts them."""

    def __init__(self, mother: Process, seed: int, kill_every: float, stop_every: float) -> None:
        """``mother`` bears them."""
        self.kill_every, self.stop_every = kill_every, stop_every
        self.mother = mother
        self.chance = random.Random(seed)
        self.killed = self.stopped = 0
        self.born: set[int] = set()
        self.asleep: set[int] = set()

    async def keep(self) -> None:
        """Let there be as many as there should be."""
        self.born = {one for one in self.born if _send(one, 0)}
        self.asleep &= self.born
        while len(self.born) < REPLICAS:
            assert self.mother.stdin is not None
            assert self.mother.stdout is not None
            self.mother.stdin.write(b"\n")
            self.born.add(int(await self.mother.stdout.readline()))

    async def kill(self) -> None:
        """Kill one after the other."""
        while True:
            await asyncio.sleep(self.kill_every)
            await self.keep()
            self.killed += _send(self.chance.choice(sorted(self.born)), signal.SIGKILL)
            await self.keep()

    async def stop(self) -> None:
        """Stop one after the other for longer than its lease."""
        naps: set[asyncio.Task[None]] = set()
        try:
            while True:
                await asyncio.sleep(self.stop_every)
                awake = sorted(self.born - self.asleep)
                if awake:
                    nap = asyncio.create_task(self._nap(self.chance.choice(awake)))
                    naps.add(nap)
                    nap.add_done_callback(naps.discard)
                    self.stopped += 1
        finally:
            await asyncio.gather(*naps)

    async def _nap(self, pid: int) -> None:
        self.asleep.add(pid)
        _send(pid, signal.SIGSTOP)
        await asyncio.sleep(STOPPED_SECONDS)
        self.asleep.discard(pid)
        _send(pid, signal.SIGCONT)

    def end(self) -> None:
        """Kill them all."""
        for pid in self.born:
            _send(pid, signal.SIGKILL)
        self.mother.kill()


def _send(pid: int, what: int) -> bool:
    """Send a signal; false: there is nobody any more."""
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return False
    return True


def meet(store: Store, workspace: WorkspaceId, people: list[str]) -> None:
    """Write down who is there."""
    now = datetime.now(UTC)
    with store.begin() as tx:
        tx.workspaces.save(
            workspace, name="Acme", domain="acme", bot_user="UBOT", installer=None, now=now
        )
        for one in people:
            tx.people.save(somebody(workspace, one, now))


def fill(store: Store, workspace: WorkspaceId, people: list[str], numbers: range) -> None:
    """Write down what to write to them, all of it due."""
    now = datetime.now(UTC)
    with store.begin() as tx:
        for number in numbers:
            tx.deliveries.start(letter_to(workspace, people[number % len(people)], number, now))


async def soak(
    seed: int, deliveries: int, url: str, folder: Path, *, kill_every: float, stop_every: float
) -> Result:
    """One run."""
    slack = Sandbox()
    team = slack.add_workspace("acme", name="Acme")
    team.install(bot_token=TOKEN, scopes=list(SCOPES), events=list(EVENTS))
    people = [team.add_person(f"p{number}").id for number in range(min(PEOPLE, deliveries))]
    store = Store(url, KeyRing(make_key_file(folder / "heard.key")))
    workspace = WorkspaceId(team.id)
    meet(store, workspace, people)
    fill(store, workspace, people, range(QUIETLY))
    async with slack:
        settings = {
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": url,
            "HEARD_KEY_FILE": str(folder / "heard.key"),
            "HEARD_LOG_LEVEL": "error",
        }
        mother = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.faults.replica",
            stdin=PIPE,
            stdout=PIPE,
            env={**os.environ, **settings},
        )
        assert mother.stdout is not None
        assert await mother.stdout.readline() == b"ready\n"
        for kind, chance in FAULTS.items():
            slack.faults.add(POST, kind, probability=chance, seed=seed, seconds=0.3, retry_after=1)
        for method in (HISTORY, DELETE):
            for kind, chance in OTHERS.items():
                slack.faults.add(method, kind, probability=chance, seed=seed)
        slack.faults.history_lag = HISTORY_LAG
        fill(store, workspace, people, range(QUIETLY, deliveries))
        herd = Herd(mother, seed, kill_every, stop_every)
        await herd.keep()
        begun = time.monotonic()
        trouble = [asyncio.create_task(herd.kill()), asyncio.create_task(herd.stop())]
        try:
            await _until(lambda found: not found["untouched"], store, seed, herd, begun)
            for one in trouble:
                one.cancel()
            await asyncio.gather(*trouble, return_exceptions=True)
            slack.faults.planned.clear()
            await herd.keep()
            calm = time.monotonic()
            await _until(lambda found: found["final"] == deliveries, store, seed, herd, begun)
            final = time.monotonic() - calm
            await _until(lambda found: not found["watched"], store, seed, herd, begun)
        finally:
            for one in trouble:
                one.cancel()
            await asyncio.gather(*trouble, return_exceptions=True)
            herd.end()
            await mother.wait()
        seconds = time.monotonic() - begun
    store.close()
    stand = Counter(
        found.group(1)
        for channel in team.team.channels.values()
        for message in channel.messages
        if (found := MARK.search(str(message.blocks) + f"heard:{_mark(message.metadata)}"))
    )
    posts = Counter(
        found.group(1)
        for call in slack.calls_of(POST)
        if call.done and (found := MARK.search(str(call.args.get("blocks"))))
    )
    return Result(
        lost=deliveries - len(stand),
        doubled=sum(one > 1 for one in stand.values()),
        ever_doubled=sum(one > 1 for one in posts.values()),
        posts=sum(posts.values()),
        killed=herd.killed,
        stopped=herd.stopped,
        seconds=seconds,
        final=final,
    )


def _mark(metadata: object) -> str:
    payload = metadata.get("event_payload", {}) if isinstance(metadata, dict) else {}
    return str(payload.get("id", ""))


async def _until(holds: object, store: Store, seed: int, herd: Herd, begun: float) -> None:
    """Show how it goes until ``holds`` of the counts."""
    while True:
        found = await store.run(lambda tx: _counts(tx.connection))
        passed = time.monotonic() - begun
        if sys.stdout.isatty():
            counts = f"{found['final']} final, {found['untouched']} not begun"
            looked = f"{found['watched']} looked for"
            ended = f"{herd.killed} killed, {herd.stopped} stopped"
            sys.stdout.write(f"\rseed {seed}: {passed:4.0f} s, {counts}, {looked}, {ended}  ")
            sys.stdout.flush()
        if holds(found):  # type: ignore[operator]
            return
        if passed > PATIENCE_SECONDS:
            raise TimeoutError(found)
        await asyncio.sleep(0.25)


def _counts(connection: object) -> dict[str, int]:
    def count(*where: object) -> int:
        query = select(func.count()).select_from(delivery).where(*where)  # type: ignore[arg-type]
        return connection.scalar(query) or 0  # type: ignore[attr-defined, no-any-return]

    return {
        "final": count(delivery.c.state == DeliveryState.SENT),
        "untouched": count(delivery.c.attempts == 0),
        "watched": count(delivery.c.reconcile_at.is_not(None)),
    }


def main() -> int:
    """Run the seeds and print what came of each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--deliveries", type=int, default=2000)
    parser.add_argument("--kill-every", type=float, default=0.2, metavar="SECONDS")
    parser.add_argument("--stop-every", type=float, default=0.5, metavar="SECONDS")
    wanted = parser.parse_args()
    allowed = (TIMING.lease + TIMING.grace).total_seconds() + 5
    failed = False
    lines = []
    for seed in range(wanted.first_seed, wanted.first_seed + wanted.seeds):
        with tempfile.TemporaryDirectory(prefix="heard-soak-") as folder, postgres() as url:
            upgrade(url)
            found = asyncio.run(
                soak(
                    seed,
                    wanted.deliveries,
                    url,
                    Path(folder),
                    kill_every=wanted.kill_every,
                    stop_every=wanted.stop_every,
                )
            )
        failed |= bool(found.lost or found.doubled)
        lines.append(found)
        print(
            f"\nseed {seed}: lost {found.lost}, doubled {found.doubled}, ever doubled "
            f"{found.ever_doubled} of {wanted.deliveries}; {found.posts} posts, {found.killed} "
            f"killed, {found.stopped} stopped, {found.seconds:.0f} s; final {found.final:.1f} s "
            f"after the trouble ended (at most {allowed:.1f})",
            flush=True,
        )
    print(
        f"{len(lines)} seeds: lost {sum(one.lost for one in lines)}, doubled "
        f"{sum(one.doubled for one in lines)}, ever doubled "
        f"{sum(one.ever_doubled for one in lines)} of {len(lines) * wanted.deliveries}; slowest "
        f"to be final {max(one.final for one in lines):.1f} s"
    )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
