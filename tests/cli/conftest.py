"""A Slack that answers the two methods the command line asks, and remembers who asked."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.manifest import SCOPES

BOT_TOKEN = "xoxb-right"
APP_TOKEN = "xapp-right"


class LittleSlack:
    """Its answers can be changed before it is asked."""

    def __init__(self) -> None:
        self.scopes = list(SCOPES)
        self.errors: dict[str, str] = {}
        self.now = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
        self.asked: list[tuple[str, str]] = []
        self.url = ""
        self.limited: str | None = None
        """Refuse everything with this ``Retry-After``, in plain text."""
        self.page: int | None = None
        """Answer everything with a page of this status, as a proxy does."""

    def answer(self, method: str, token: str) -> dict[str, object]:
        self.asked.append((method, token))
        if method in self.errors:
            return {"ok": False, "error": self.errors[method]}
        right = {"auth.test": BOT_TOKEN, "apps.connections.open": APP_TOKEN}
        if right.get(method) != token:
            return {"ok": False, "error": "invalid_auth"}
        ids = {"team_id": "T1", "user_id": "UBOT", "bot_id": "B1"}
        return {"ok": True, "team": "Acme", "user": "heard", "url": "wss://acme.invalid/"} | ids


@pytest.fixture
def slack() -> Iterator[LittleSlack]:
    little = LittleSlack()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
            body = json.dumps(little.answer(self.path.rpartition("/")[2], token)).encode()
            status, content_type = 200, "application/json"
            if little.limited is not None:
                status, content_type, body = 429, "text/plain", b"slow down"
            elif little.page is not None:
                status, content_type, body = little.page, "text/html", b"<h1>Sorry</h1>"
            self.send_response_only(status)
            self.send_header("Date", format_datetime(little.now, usegmt=True))
            if little.limited is not None:
                self.send_header("Retry-After", little.limited)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("x-oauth-scopes", ",".join(little.scopes))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        little.url = f"http://127.0.0.1:{server.server_port}/api/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield little
        server.shutdown()
        thread.join()
