"""What anybody on the network may try on the HTTP port, and what each attempt comes to."""

import asyncio
import contextlib
import gzip
import io
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.demo.simulation import METRICS_TOKEN, SECRET, Simulation
from bot.domain.delivery import DeliveryKind
from bot.listeners.web import (
    Connections,
    add_health,
    is_ssl_check,
    plain_application,
    receiver,
)
from bot.logs import set_up
from slack_sandbox.deliver import sign
from tests.conftest import Cast
from tests.scenarios.moments import rows
from tests.scenarios.test_bad_input import COMMAND, FORM, JSON


class Slackless:
    """A server that hears Slack with short limits, and nothing behind it."""

    def __init__(self, **limits: Any) -> None:
        self.asked = 0
        self.served = receiver(None, SECRET, **limits)  # type: ignore[arg-type]  # nothing comes so far
        add_health(self.served, self.ready, self.look, token=METRICS_TOKEN, public=True)
        self.connections = Connections(self.served, seconds=0.3, most=8)
        self.runner = web.AppRunner(self.served, access_log=None, auto_decompress=False)

    async def ready(self) -> tuple[bool, str]:
        self.asked += 1
        await asyncio.sleep(0.05)
        return True, "ready"

    async def look(self) -> None:
        self.asked += 1

    async def __aenter__(self) -> "Slackless":
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.connections.watch(self.runner)
        self.port = self.runner.addresses[0][1]
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.runner.cleanup()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


async def post(address: str, body: Any, **headers: str) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{address}/slack/events", data=body, headers=headers) as answer,
    ):
        return answer.status


async def test_a_small_body_that_unpacks_to_a_large_one_is_refused_before_it_is_read() -> None:
    packed = gzip.compress(b"x" * 50_000_000)
    async with Slackless() as server:
        for coding in ("gzip", "deflate", "br", "zstd", "identity", "nonsense"):
            headers = {"Content-Encoding": coding, "Content-Type": FORM}
            assert await post(server.address, io.BytesIO(packed), **headers) == 415, coding


async def test_what_looks_like_a_look_at_the_certificate_and_is_long_costs_nothing() -> None:
    """Slack asks so unsigned; whoever else does would be listened to before any signature."""
    fields = b"ssl_check=1&" + b"%41=%42&" * 100_000
    began = time.process_time()
    assert not is_ssl_check(FORM, fields)
    assert time.process_time() - began < 0.01
    async with Slackless() as server:
        kind = {"Content-Type": FORM}
        assert await post(server.address, io.BytesIO(fields), **kind) == 401
        assert await post(server.address, b"ssl_check=1&token=" + b"x" * 24, **kind) == 200


async def test_a_body_that_drips_is_given_up() -> None:
    async def drips() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b"x"
            await asyncio.sleep(0.1)

    async with Slackless(seconds=0.3) as server:
        began = time.monotonic()
        with contextlib.suppress(aiohttp.ClientError):
            # Whoever goes on sending may find the connection closed before the answer is read.
            assert await post(server.address, drips()) == 408
        assert time.monotonic() - began < 4


async def test_many_slow_bodies_do_not_keep_slack_out() -> None:
    async def waits() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.sleep(30)

    async with Slackless(seconds=20, most=4) as server:
        slow = [asyncio.create_task(post(server.address, waits())) for _ in range(4)]
        await asyncio.wait(slow, timeout=0.5)
        done = "what comes at once is read, and the one that waits longest goes"
        assert await post(server.address, COMMAND) == 401, done
        for one in slow:
            one.cancel()
        await asyncio.gather(*slow, return_exceptions=True)


async def test_connections_that_ask_nothing_are_closed() -> None:
    async with Slackless() as server:
        silent = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(12)]
        silent[0][1].write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        for reader, writer in silent:
            assert await asyncio.wait_for(reader.read(), 10) == b""
            writer.close()
        assert await post(server.address, b"") == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": "v0=\udcff\udcfe"},
        {"X-Slack-Signature": "v0=" + "f" * 60_00},
        {"X-Slack-Request-Timestamp": "\udcff"},
        {"Content-Length": "-1"},
        {"Transfer-Encoding": "chunked", "Content-Length": "4"},
    ],
)
async def test_headers_of_any_bytes_are_no_error_of_ours(
    headers: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("debug")
    async with Slackless() as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        stamp = {"X-Slack-Request-Timestamp": str(int(time.time()))} | headers
        lines = [f"{name}: {value}" for name, value in stamp.items()]
        if not {"Content-Length", "Transfer-Encoding"} & set(headers):
            lines.append("Content-Length: 4")
        raw = "\r\n".join(["POST /slack/events HTTP/1.1", "Host: x", *lines, "", "a=bc"])
        writer.write(raw.encode("utf-8", "surrogateescape"))
        answer = await asyncio.wait_for(reader.read(200), 10)
        writer.close()
    assert answer[9:12] in (b"401", b"400"), answer
    said = capsys.readouterr().err
    # What is no HTTP at all the server names in a line of its own, without a word of it.
    assert "Traceback" not in said
    assert "level=error" not in said or "kind=BadHttpMessage" in said


async def test_an_upload_that_is_broken_off_leaves_no_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up("debug")
    async with Slackless() as server:
        for _ in range(5):
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nxx")
            await writer.drain()
            writer.close()
        await asyncio.sleep(0.2)
        assert await post(server.address, b"") == 401
    assert "level=error" not in capsys.readouterr().err


async def test_nothing_says_what_it_is_made_of_and_each_answer_is_dressed() -> None:
    async with Slackless() as server, aiohttp.ClientSession() as session:
        for path in ("/healthz", "/readyz", "/metrics", "/slack/events", "/nowhere", "/../etc"):
            async with session.get(server.address + path) as answer:
                assert "Server" not in answer.headers, path
                assert answer.headers["X-Content-Type-Options"] == "nosniff", path
                assert answer.headers["Cache-Control"] == "no-store", path
                assert "default-src 'none'" in answer.headers["Content-Security-Policy"], path


async def test_many_who_ask_how_it_does_cost_one_look() -> None:
    few = aiohttp.TCPConnector(limit=4)  # a server that may have eight of them closes the idle
    async with Slackless() as server, aiohttp.ClientSession(connector=few) as session:

        async def look(path: str) -> int:
            headers = {"Authorization": f"Bearer {METRICS_TOKEN}"}
            async with session.get(server.address + path, headers=headers) as answer:
                return answer.status

        asked = await asyncio.gather(*(look(path) for path in ("/readyz", "/metrics") * 30))
        assert set(asked) == {200}
        assert server.asked == 2


@pytest.mark.parametrize("brought", [None, "", "Bearer", "Bearer wrong", METRICS_TOKEN])
async def test_the_figures_are_for_whoever_brings_the_token(brought: str | None) -> None:
    headers = {} if brought is None else {"Authorization": brought}
    async with (
        Slackless() as server,
        aiohttp.ClientSession() as session,
        session.get(f"{server.address}/metrics", headers=headers) as answer,
    ):
        assert answer.status == 401


async def test_without_a_token_a_public_port_has_no_figures() -> None:
    served = plain_application()

    async def well() -> bool:
        return True

    async def look() -> None: ...

    add_health(served, well, look, public=True)
    assert [one.resource.canonical for one in served.router.routes() if one.resource] == [
        "/healthz",
        "/healthz",
        "/readyz",
        "/readyz",
    ]


async def test_a_call_for_help_cannot_be_told_from_the_figures(
    simulation: Simulation, cast: Cast
) -> None:
    workspace = simulation.bot.installation.workspace
    with simulation.bot.store.begin() as tx:
        tx.workspaces.set_contact(workspace, cast.dora.id, None, cast.priya.id)
    await cast.maria.open_home()
    assert cast.maria.home is not None
    await cast.maria.press(cast.maria.home, "Get help now")
    assert cast.maria.modal is not None
    label = next(one for one in cast.maria.modal.labels() if "get in touch" in one)
    await cast.maria.press(cast.maria.modal, label)
    await simulation.rounds()
    [asked] = rows(simulation, DeliveryKind.SAFE_ASK)
    assert asked.state == "sent"
    address = (simulation.app.request_url or "").replace("/slack/events", "/metrics")
    headers = {"Authorization": f"Bearer {METRICS_TOKEN}"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(address, headers=headers) as answer,
    ):
        assert "safe" not in await answer.text()


async def test_a_signed_body_of_no_shape_is_told_apart_from_a_broken_signature() -> None:
    body, stamp = json.dumps({"type": "event_callback"}).encode(), str(int(time.time()))
    headers = {"Content-Type": JSON, "X-Slack-Request-Timestamp": stamp}
    async with Slackless() as server:
        right = headers | {"X-Slack-Signature": sign(SECRET, stamp, body)}
        assert await post(server.address, io.BytesIO(body), **right) == 400
        assert await post(server.address, io.BytesIO(body), **headers) == 401
