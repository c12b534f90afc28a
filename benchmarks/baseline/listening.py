"""What others answer ``/concern`` with: ``python -m benchmarks.baseline.listening KIND``.

``default``: an empty Bolt app in its default mode. ``direct``: the same, answering directly.
``stores``: it also writes one durable row. ``limit``: no framework, only the signature and one
durable row; faster than that nobody can be who keeps what is said.
"""

import asyncio
import hashlib
import hmac
import os
import sqlite3
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from benchmarks.load import SECRET

Handler = Callable[[web.Request], Awaitable[web.Response]]


class Rows:
    """One table; each row is on the disk when it is kept."""

    def __init__(self, url: str) -> None:
        """Open SQLite's file, or Postgres."""
        if url.startswith("sqlite"):
            connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("CREATE TABLE said (person TEXT, words TEXT)")
            self._keep = lambda row: connection.execute("INSERT INTO said VALUES (?, ?)", row)
        else:
            import psycopg

            plain = url.replace("postgresql+psycopg://", "postgresql://")
            postgres = psycopg.connect(plain, autocommit=True)
            postgres.execute("CREATE TABLE IF NOT EXISTS said (person TEXT, words TEXT)")
            self._keep = lambda row: postgres.execute("INSERT INTO said VALUES (%s, %s)", row)

    def keep(self, person: str, words: str) -> None:
        """Keep a row durably."""
        self._keep((person, words))


def bolt(*, before_response: bool, rows: Rows | None = None) -> Handler:
    """A Bolt app with one command and one event."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0", bot_token="xoxb-empty")

    app = AsyncApp(
        signing_secret=SECRET, authorize=authorize, process_before_response=before_response
    )

    @app.command("/concern")
    async def concern(ack, command):  # type: ignore[no-untyped-def]  # Bolt passes them by name
        if rows is not None:
            rows.keep(command["user_id"], command["text"])
        await ack("Kept.")

    @app.event("reaction_added")
    async def marked(event):  # type: ignore[no-untyped-def]  # Bolt passes it by name
        if rows is not None:
            rows.keep(event["user"], event["item"]["ts"])

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    return handle


def limit(rows: Rows) -> Handler:
    """Signature, one durable row, an answer."""

    async def handle(request: web.Request) -> web.Response:
        body = await request.read()
        stamp = request.headers["X-Slack-Request-Timestamp"].encode()
        base = b"v0:" + stamp + b":" + body
        expected = "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, request.headers["X-Slack-Signature"]):
            return web.Response(status=401)
        rows.keep("somebody", body.decode())
        return web.Response(text="Kept.")

    return handle


async def _serve(handler: Handler) -> None:
    served = web.Application()
    served.router.add_post("/slack/events", handler)
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print("port", runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


def main(kind: str) -> None:
    """Serve one of the four."""
    with tempfile.TemporaryDirectory(prefix="heard-baseline-") as folder:
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{Path(folder) / 'baseline.db'}"
        handlers: dict[str, Callable[[], Handler]] = {
            "default": lambda: bolt(before_response=False),
            "direct": lambda: bolt(before_response=True),
            "stores": lambda: bolt(before_response=True, rows=Rows(url)),
            "limit": lambda: limit(Rows(url)),
        }
        asyncio.run(_serve(handlers[kind]()))


if __name__ == "__main__":
    main(sys.argv[1])
