"""The Procfile's lines, really started by what reads one: honcho, as on somebody's own machine."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest

from bot.demo.simulation import SECRET, TOKEN
from bot.listeners.web import EVENTS_PATH
from bot.manifest import EVENTS, SCOPES
from bot.store.sealing import fresh_key
from slack_sandbox import Sandbox
from tests.faults.servers import free_port

ROOT = Path(__file__).parents[2]
SECONDS = 60


async def honcho(env: dict[str, str], *arguments: str) -> asyncio.subprocess.Process:
    """Start what the Procfile says."""
    folder = Path(sys.executable).parent
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "honcho", "--procfile", str(ROOT / "Procfile"), "start", *arguments),
        env={
            **os.environ,
            **env,
            "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )


async def until_ready(port: int) -> None:
    """Wait until a ``web`` says that it can work."""
    async with asyncio.timeout(SECONDS), aiohttp.ClientSession() as session:
        while True:
            with suppress(aiohttp.ClientError):
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.2)


@pytest.mark.parametrize("empty_database_url", ["postgres"], indirect=True)
async def test_a_procfile_platform_makes_the_tables_hears_slack_and_stops_in_order(
    empty_database_url: str,
) -> None:
    slack = Sandbox(ack_seconds=SECONDS)
    workspace = slack.add_workspace("acme", name="Acme")
    app = workspace.install(
        signing_secret=SECRET, bot_token=TOKEN, scopes=list(SCOPES), events=list(EVENTS)
    )
    priya = workspace.add_person("priya", name="Priya Natarajan", admin=True)
    channel = workspace.add_channel("payments", members=[priya])
    port = free_port()
    async with slack:
        env = {
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": empty_database_url,
            "HEARD_KEYS": fresh_key(),
        }
        release = await honcho(env, "release")
        said, _ = await asyncio.wait_for(release.communicate(), SECONDS)
        assert b"The tables are up to date." in said

        started = await honcho(env, "--port", str(port), "web", "worker")
        try:
            await until_ready(port)
            app.request_url = f"http://127.0.0.1:{port}{EVENTS_PATH}"
            answer = await priya.command("/concern", "help", channel=channel)
            assert answer.message is not None
            assert "/concern mine" in answer.message.plain()
        finally:
            started.send_signal(signal.SIGTERM)
            said, _ = await asyncio.wait_for(started.communicate(), SECONDS)
        # honcho ends with its own signal, whatever its processes say.
        assert said.decode().count("event=stopped") == 2
