"""A real pgbouncer in transaction mode before a test's Postgres, where this machine has one."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from sqlalchemy import URL

SECONDS = 10


def pgbouncer() -> str | None:
    """Where it is, if it is here."""
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")


def start_pgbouncer(
    url: URL, folder: Path, port: int | None = None
) -> tuple[subprocess.Popen[bytes], str]:
    """Start one, and give its process and the address behind which ``url`` is; else skip."""
    binary = pgbouncer()
    if binary is None:
        pytest.skip("there is no pgbouncer on this machine")
    if port is None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
    host = url.query.get("host") or url.host
    server_port = f" port={url.port}" if url.port else ""
    users = folder / "users.txt"
    users.write_text(f'"{url.username}" "{url.password or ""}"\n', encoding="utf-8")
    config = folder / "pgbouncer.ini"
    config.write_text(
        "[databases]\n"
        f"{url.database} = host={host}{server_port} dbname={url.database}\n"
        "[pgbouncer]\n"
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = trust\nauth_file = {users}\n"
        "pool_mode = transaction\ndefault_pool_size = 2\n",
        encoding="utf-8",
    )
    command = [binary, str(config)]
    if os.geteuid() == 0:
        # It refuses to run as root, and must reach the server's own folder.
        reached = Path(str(host))
        owner = pwd.getpwuid(reached.stat().st_uid) if reached.exists() else pwd.getpwnam("nobody")
        for each in (folder, users, config):
            os.chown(each, owner.pw_uid, owner.pw_gid)
        for each in folder.parents:
            if each.owner() == "root" and str(each).startswith("/tmp/"):
                each.chmod(each.stat().st_mode | 0o011)
        command[1:1] = ["-u", owner.pw_name]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    address = URL.create(
        "postgresql+psycopg", url.username, url.password, "127.0.0.1", port, url.database
    )
    return process, address.render_as_string(hide_password=False)
