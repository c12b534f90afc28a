"""The sandbox alone, in a process of its own, with an app in another: as its document says."""

import asyncio
import json
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from typer.testing import CliRunner

from bot.cli import app as commands
from bot.manifest import build, to_yaml
from slack_sandbox import Sandbox
from slack_sandbox.page import Page
from slack_sandbox.page.acts import ACTS
from slack_sandbox.webapi import METHODS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "slack_sandbox" / "README.md").read_text(encoding="utf-8")
SECONDS = 60
SANDBOX = ("-m", "bot", "sandbox", "--port", "0", "--wait", "30")
"""On a busy machine an app may take longer than Slack would wait."""


def code(name: str) -> str:
    """A file as the document shows it."""
    found = re.search(rf"```python\n# {re.escape(name)}\n(.*?)```", DOCUMENT, re.DOTALL)
    assert found
    return found[1]


@asynccontextmanager
async def running(*command: str, **env: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process, ended as Ctrl-C ends it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **env},
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def printed(process: asyncio.subprocess.Process) -> dict[str, str]:
    """The lines for an app's environment, and where the sandbox is."""
    assert process.stdout is not None
    found: dict[str, str] = {}
    while len(found) < 4:
        line = (await asyncio.wait_for(process.stdout.readline(), SECONDS)).decode().strip()
        if line.startswith("The sandbox is at "):
            found["SANDBOX"] = line.removeprefix("The sandbox is at ").rstrip("/")
        elif re.fullmatch(r"SLACK_\w+=\S+", line):
            name, _, value = line.partition("=")
            found[name] = value
    return found


@contextmanager
def a_free_port() -> Iterator[int]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    yield int(port)


async def test_the_example_of_the_document_works_as_it_stands(tmp_path: Path) -> None:
    for name in ("app.py", "test.py"):
        (tmp_path / name).write_text(code(name), encoding="utf-8")
    with a_free_port() as port:
        url = f"http://127.0.0.1:{port}/slack/events"
        async with running(*SANDBOX, "--app-url", url) as sandbox:
            env = await printed(sandbox)
            async with running(str(tmp_path / "app.py"), **env, PORT=str(port)) as app:
                await answering(port)
                async with running(str(tmp_path / "test.py"), **env) as test:
                    out, err = await asyncio.wait_for(test.communicate(), SECONDS)
                assert app.returncode is None
            sandbox.send_signal(signal.SIGINT)
            _, said = await asyncio.wait_for(sandbox.communicate(), SECONDS)
    assert out.decode() == "It works.\n", err.decode()
    assert (sandbox.returncode, said) == (0, b"")


async def answering(port: int) -> None:
    """Wait until somebody listens there."""
    async with asyncio.timeout(SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            return


async def test_an_app_connects_over_socket_mode_with_the_scopes_of_its_manifest(
    tmp_path: Path,
) -> None:
    manifest = tmp_path / "manifest.yaml"
    manifest.write_text(to_yaml(build()), encoding="utf-8")
    async with (
        running(*SANDBOX, "--manifest", str(manifest)) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        env = await printed(sandbox)
        client = AsyncWebClient(
            env["SLACK_BOT_TOKEN"], base_url=env["SLACK_API_URL"], session=session
        )
        app = AsyncApp(client=client, signing_secret="unused")

        @app.command("/concern")
        async def heard(ack, body) -> None:  # type: ignore[no-untyped-def]
            await ack(f"You said: {body['text']}")

        handler = AsyncSocketModeHandler(app, env["SLACK_APP_TOKEN"])
        await handler.connect_async()
        try:
            api = f"{env['SANDBOX']}/_sandbox/api/"
            async with session.post(
                f"{api}people/ann/acts/command", json={"command": "/concern", "text": "hello"}
            ) as answer:
                assert (await answer.json())["text"] == "You said: hello"
            async with session.get(f"{api}state") as answer:
                installed = (await answer.json())["workspaces"][0]["apps"][0]
        finally:
            await handler.close_async()
        assert installed["name"] == "Heard"
        assert [one["command"] for one in installed["commands"]] == ["/concern"]
        with pytest.raises(SlackApiError) as refused:
            await client.reactions_add(channel="C1", timestamp="1.1", name="eyes")
        assert refused.value.response["needed"] == "reactions:write"


def test_the_document_lists_every_method_and_no_other() -> None:
    listed = DOCUMENT.partition("- **Methods.**")[2].partition("\n- **")[0]
    assert re.findall(r"`([\w.]+)`", listed) == sorted(METHODS, key=str.lower)


def test_the_document_lists_every_act() -> None:
    named = set(re.findall(r"`POST people/WHO/acts/(\w+)`", DOCUMENT))
    rows = [line for line in DOCUMENT.splitlines() if "people/WHO/acts/" in line]
    named |= {name for row in rows for name in re.findall(r"[`/](\w+)`", row.split("|")[1])}
    assert named == set(ACTS)


def test_the_document_lists_every_request_of_the_control_api() -> None:
    routes = Page(Sandbox()).routes.application().router.routes()
    asked = {
        f"{route.method} {route.resource.canonical.removeprefix('/api/')}"
        for route in routes
        if route.resource is not None and route.resource.canonical.startswith("/api/")
    }
    table = DOCUMENT.partition("### The control API")[2].partition("\n## ")[0]
    listed = {
        re.sub(r"\?.*", "", one).replace("WHO", "{who}").replace("FILE", "{file}")
        .replace("NUMBER", "{number}")
        for one in re.findall(r"`((?:GET|POST|DELETE) [^`]+)`", table)
    }  # fmt: skip
    acts = {one for one in listed if "/acts/" in one}
    assert (listed - acts) | {"POST people/{who}/acts/{act}"} == {
        one for one in asked if not one.startswith("HEAD")
    }


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--app-url", "localhost:3000"], "--app-url is the whole address"),
        (["--manifest", "MANIFEST"], "this is no manifest"),
    ],
)
def test_what_cannot_be_is_one_sentence(tmp_path: Path, options: list[str], said: str) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps(["no", "manifest"]), encoding="utf-8")
    given = [one.replace("MANIFEST", str(tmp_path / "manifest.json")) for one in options]
    result = CliRunner().invoke(commands, ["sandbox", *given])
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr
