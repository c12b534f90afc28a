"""The HTTP side: size, then signature, then shape, then Bolt; and how the process is doing.

Whoever is not Slack costs little: nothing is unpacked, a body has ten seconds, and when many wait,
the one that has waited longest goes.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl

import structlog
from aiohttp import ClientError, web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from bot.listeners.payload_shapes import is_command, is_event, is_interaction
from bot.manifest import EVENTS_PATH

MAX_BODY = 1024 * 1024
LONGEST_SSL_CHECK = 512
"""Bytes of a question that is answered unsigned: to take a long one apart keeps Slack waiting."""
LONGEST_TIMESTAMP = 12
"""Digits; more would only cost time."""
WINDOW_SECONDS = 300
"""Slack: refuse what was signed more than five minutes ago, or ahead."""
BODY_SECONDS = 10.0
"""So long a request may take to arrive; Slack's own arrive at once."""
MAX_UNSIGNED = 64
"""So many requests are read at once before their signature is known; the oldest makes room."""
MAX_CONNECTIONS = 1024
KEPT_SECONDS = 5.0
"""So long an answer about the process stands, however many ask."""
MOST_FIELDS = 100
"""A command has a dozen."""
SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

log = structlog.get_logger("heard.web")

T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Ready = Callable[[], Awaitable[tuple[bool, str]]]
"""Whether the process does its work, and a line that says why not."""
Look = Callable[[], Awaitable[None]]
"""Brings the figures that are read from the rows up to date."""
Stalled = Callable[[], Sequence[str]]
"""Names the rounds that hang."""


def signed(secret: str, timestamp: str, body: bytes, signature: str, now: float) -> bool:
    """Whether Slack signed ``body``: a whole number within the window, compared evenly."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= LONGEST_TIMESTAMP):
        return False
    if abs(now - int(timestamp)) > WINDOW_SECONDS:
        return False
    base = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    # A header may hold any bytes, which the server keeps as surrogates.
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogateescape"))


def shaped(content_type: str, body: bytes) -> bool:
    """Whether a body is what Slack sends: an event in JSON, a command or a payload in a form."""
    try:
        if "json" in content_type:
            return is_event(json.loads(body))
        pairs = parse_qsl(
            body.decode(), strict_parsing=True, keep_blank_values=True, max_num_fields=MOST_FIELDS
        )
        fields = dict(pairs)
        if len(fields) != len(pairs):
            return False
        if "payload" in fields:
            return is_interaction(json.loads(fields["payload"]))
        return is_command(fields)
    except (ValueError, RecursionError):
        return False


def is_ssl_check(content_type: str, body: bytes) -> bool:
    """Whether Slack only looks at the certificate: a form that says so, and no command."""
    if len(body) > LONGEST_SSL_CHECK or "form" not in content_type:
        return False
    if not body.startswith((b"ssl_check=1", b"token=")):
        return False
    fields = dict(parse_qsl(body.decode(errors="replace")))
    return fields.get("ssl_check") == "1" and not {"command", "payload"} & set(fields)


class _Unsigned:
    """Requests whose body is being read: each for ten seconds at the most, and so many at once."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._waiting: dict[asyncio.Timeout, None] = {}

    async def read(self, request: web.Request) -> bytes:
        """Read a body. Raises ``TimeoutError`` where it takes too long or must make room."""
        async with asyncio.timeout(self._seconds) as limit:
            self._waiting[limit] = None
            if len(self._waiting) > self._most:
                oldest = next(iter(self._waiting))
                del self._waiting[oldest]
                oldest.reschedule(asyncio.get_running_loop().time())
            try:
                return await request.read()
            finally:
                self._waiting.pop(limit, None)


def receiver(
    app: AsyncApp,
    secret: str,
    *,
    seconds: float = BODY_SECONDS,
    most: int = MAX_UNSIGNED,
) -> web.Application:
    """Make the web application that hears Slack."""
    unsigned = _Unsigned(most, seconds)

    async def events(request: web.Request) -> web.Response:
        if "Content-Encoding" in request.headers:
            return _refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        if (request.content_length or 0) > MAX_BODY:
            return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            body = await unsigned.read(request)
        except TimeoutError:
            return _refused(HTTPStatus.REQUEST_TIMEOUT)
        except web.HTTPRequestEntityTooLarge:
            return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except (ClientError, web.RequestPayloadError, ConnectionError):
            # Broken off, or no body at all.
            return _refused(HTTPStatus.BAD_REQUEST)
        if is_ssl_check(request.content_type, body):
            # Slack looks whether the certificate is good, signed or not; it says nothing else.
            return web.Response()
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not signed(secret, timestamp, body, signature, time.time()):
            log.warning("refused", why="signature")
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        if not shaped(request.content_type, body):
            log.warning("refused", why="shape")
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        try:
            bolt_request = await to_bolt_request(request)
        except (AttributeError, LookupError, TypeError, ValueError):
            # Bolt reads more fields than we do to learn where it is from; no listener has run.
            log.warning("refused", why="shape")
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        return await to_aiohttp_response(await app.async_dispatch(bolt_request))

    served = plain_application()
    served.router.add_post(EVENTS_PATH, events)
    return served


def plain_application() -> web.Application:
    """Make an application that says nothing of what it is made of."""
    served = web.Application(client_max_size=MAX_BODY)

    async def dress(request: web.Request, response: web.StreamResponse) -> None:
        response.headers.popall("Server", None)
        response.headers.update(SECURITY_HEADERS)

    served.on_response_prepare.append(dress)
    return served


def _refused(status: HTTPStatus) -> web.Response:
    """A no to what was not read to its end: the connection ends with it."""
    answer = web.Response(status=status)
    answer.force_close()
    return answer


class _Kept(Generic[T]):
    """An answer that stands for some seconds; whoever asks meanwhile waits for the same one."""

    def __init__(self, ask: Callable[[], Awaitable[T]], seconds: float) -> None:
        self._ask, self._seconds = ask, seconds
        self._lock = asyncio.Lock()
        self._answer: tuple[float, T] | None = None

    async def __call__(self) -> T:
        async with self._lock:
            now = asyncio.get_running_loop().time()
            if self._answer is None or now - self._answer[0] >= self._seconds:
                self._answer = (now, await self._ask())
            return self._answer[1]


def add_health(
    served: web.Application,
    ready: Ready,
    look: Look,
    *,
    token: str | None = None,
    public: bool = False,
    seconds: float = KEPT_SECONDS,
) -> None:
    """Add the pages by which an operator sees how the process is doing.

    With a ``token`` the figures are for whoever brings it (``Authorization: Bearer …``); where
    the port is ``public``, since Slack speaks to it, they are there with a token only.
    """
    is_ready = _Kept(ready, seconds)

    async def figures() -> bytes:
        await look()
        return generate_latest()

    kept_figures = _Kept(figures, seconds)

    async def healthz(request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(request: web.Request) -> web.Response:
        well, line = await is_ready()
        status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
        return web.Response(status=status, text=f"{line}\n")

    async def metrics(request: web.Request) -> web.Response:
        brought = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        if token is not None and not hmac.compare_digest(brought, b"Bearer " + token.encode()):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        body = await kept_figures()
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    served.router.add_get("/healthz", healthz)
    served.router.add_get("/readyz", readyz)
    if token is not None or not public:
        served.router.add_get("/metrics", metrics)


def add_livez(served: web.Application, stalled: Stalled) -> None:
    """Add ``/livez``, by which a supervisor restarts the process: 503 where a round hangs.

    A database or a Slack that is away does not make it fail: a new process would find the same.
    """

    async def livez(request: web.Request) -> web.Response:
        hanging = stalled()
        if hanging:
            text = f"no turn for too long: {', '.join(hanging)}\n"
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, text=text)
        return web.Response(text="alive\n")

    served.router.add_get("/livez", livez)


class Connections:
    """Watches the connections of a server: one that asks nothing for ten seconds is closed."""

    def __init__(
        self, served: web.Application, *, seconds: float = BODY_SECONDS, most: int = MAX_CONNECTIONS
    ) -> None:
        """Note each connection of ``served`` that has asked something."""
        self._seconds, self._most = seconds, most
        self._asked: set[Any] = set()
        self._since: dict[Any, float] = {}

        @web.middleware
        async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
            self._asked.add(request.protocol)
            return await handler(request)

        async def stop(application: web.Application) -> None:
            if self._watching is not None:
                self._watching.cancel()

        self._watching: asyncio.Task[None] | None = None
        served.middlewares.append(note)
        served.on_shutdown.append(stop)

    def watch(self, runner: web.AppRunner) -> None:
        """Close what only waits, as long as the server stands."""
        self._watching = asyncio.create_task(self._watch(runner))

    async def _watch(self, runner: web.AppRunner) -> None:
        while runner.server is not None:
            now = asyncio.get_running_loop().time()
            self.close_idle(runner.server.connections, now)
            await asyncio.sleep(min(1.0, self._seconds / 4))

    def close_idle(self, connections: list[Any], now: float) -> None:
        """Close those that have asked nothing for long, and the oldest of too many."""
        self._asked.intersection_update(connections)
        self._since = {connection: self._since.get(connection, now) for connection in connections}
        idle = [connection for connection in connections if connection not in self._asked]
        surplus = max(0, len(connections) - self._most)
        idle.sort(key=lambda connection: self._since[connection])
        for number, connection in enumerate(idle):
            if number < surplus or now - self._since[connection] >= self._seconds:
                connection.force_close()
