"""The HTTP side: size, then signature, then shape, then Bolt; and how the process is doing."""

import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import parse_qs

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

EVENTS_PATH = "/slack/events"
MAX_BODY = 1024 * 1024
LONGEST_TIMESTAMP = 12
"""Digits; more would only cost time."""
WINDOW_SECONDS = 300
"""Slack: refuse what was signed more than five minutes ago, or ahead."""

log = structlog.get_logger("heard.web")

Ready = Callable[[], Awaitable[bool]]
Look = Callable[[], Awaitable[None]]
"""Brings the figures that are read from the rows up to date."""


def signed(secret: str, timestamp: str, body: bytes, signature: str, now: float) -> bool:
    """Whether Slack signed ``body``: a whole number within the window, compared evenly."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= LONGEST_TIMESTAMP):
        return False
    if abs(now - int(timestamp)) > WINDOW_SECONDS:
        return False
    base = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode())


def shaped(content_type: str, body: bytes) -> bool:
    """Whether a body is what Slack sends: JSON, or a form whose payload is JSON."""
    try:
        if "json" in content_type:
            return isinstance(json.loads(body), dict)
        fields = parse_qs(body.decode(), strict_parsing=True, keep_blank_values=True)
        if "payload" in fields:
            return isinstance(json.loads(fields["payload"][0]), dict)
        return "command" in fields or "ssl_check" in fields
    except (ValueError, UnicodeDecodeError):
        return False


def receiver(app: AsyncApp, secret: str, ready: Ready, look: Look) -> web.Application:
    """Make the web application that hears Slack; ``ready`` says whether the database answers."""

    async def events(request: web.Request) -> web.Response:
        if (request.content_length or 0) > MAX_BODY:
            return web.Response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not signed(secret, timestamp, body, signature, time.time()):
            log.warning("refused", why="signature")
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        if not shaped(request.content_type, body):
            log.warning("refused", why="shape")
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    served = web.Application(client_max_size=MAX_BODY)
    served.router.add_post(EVENTS_PATH, events)
    add_health(served, ready, look)
    return served


def add_health(served: web.Application, ready: Ready, look: Look) -> None:
    """Add the pages by which an operator sees how the process is doing."""

    async def healthz(request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(request: web.Request) -> web.Response:
        if await ready():
            return web.Response(text="ready\n")
        return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, text="no database\n")

    async def metrics(request: web.Request) -> web.Response:
        await look()
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    served.router.add_get("/healthz", healthz)
    served.router.add_get("/readyz", readyz)
    served.router.add_get("/metrics", metrics)
