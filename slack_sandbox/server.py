"""The sandbox as an HTTP server: ``/api/{method}``, response addresses, uploads, Socket Mode.

Faults strike here, between the wire and the world, so that the world itself stays true.
"""

import asyncio
import base64
import contextlib
import json
import socket
import struct
from collections.abc import Callable
from typing import Any

from aiohttp import web

from slack_sandbox import webapi
from slack_sandbox.deliver import Busy
from slack_sandbox.errors import SlackError
from slack_sandbox.faults import DONE_ALL_THE_SAME, Call, Fault
from slack_sandbox.limits import RateLimitedError
from slack_sandbox.loopback import local
from slack_sandbox.schema import Json

_SECRET = ("token", "client_secret", "refresh_token", "code")
_MOST_BYTES = 32 * 1024 * 1024


class Server:
    """Listens on 127.0.0.1 and nowhere else; port 0 is any free one."""

    def __init__(
        self, services: webapi.Services, busy: Busy, calls: list[Call], port: int = 0
    ) -> None:
        self.services = services
        self.busy = busy
        self.calls = calls
        self.port = port
        self.guests: list[Callable[[web.Application], None]] = []  # who adds routes of their own
        self._runner: web.AppRunner | None = None
        self._stopping = asyncio.Event()
        self._slow: set[asyncio.Task[dict[str, str]]] = set()

    async def start(self) -> None:
        """Listen; ``services.hooks.base`` then is the address. ``OSError``: the port is taken."""
        self._stopping.clear()
        app = web.Application(client_max_size=_MOST_BYTES, middlewares=[local])
        app.on_response_prepare.append(_without_type)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_route("*", "/upload/v1/{token}", self._upload)
        app.router.add_get("/link/", self.services.sockets.serve)
        app.router.add_get("/oauth/v2/authorize", self._authorize)
        app.router.add_post("/oauth/v2/authorize", self._authorized)
        for kind in ("commands", "actions", "app"):
            app.router.add_post(f"/{kind}/{{team}}/{{token}}", self._response_url)
        for guest in self.guests:
            guest(app)
        self._runner = web.AppRunner(
            app, handler_cancellation=True, access_log=None, shutdown_timeout=1.0
        )
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        except OSError:
            await self._runner.cleanup()
            self._runner = None
            raise
        host, port = self._runner.addresses[0][:2]
        self.services.hooks.base = f"http://{host}:{port}"

    async def stop(self) -> None:
        """Let go of every hanging call and close."""
        self._stopping.set()
        for task in list(self._slow):
            task.cancel()
        await asyncio.gather(*self._slow, return_exceptions=True)
        await self.services.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        with self.busy:
            try:
                args = await _arguments(request)
            except SlackError as refused:
                return web.json_response(refused.answer())
            token = _token(request, args)
            shown = {name: value for name, value in args.items() if name not in _SECRET}
            call = self._record(method, shown, token)
            return await self._answer(
                request, call, lambda: webapi.perform(self.services, method, token, args)
            )

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        """The page that asks somebody whether to install an app."""
        try:
            page = self.services.oauth.page(request.query)
        except SlackError as refused:
            return web.Response(status=refused.status, text=f"{refused.code}\n")
        policy = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
        return web.Response(text=page, content_type="text/html", headers=policy)

    async def _authorized(self, request: web.Request) -> web.StreamResponse:
        """Allow or Deny was pressed there; the browser goes on to the app."""
        form = await request.post()
        given = {name: value for name, value in form.items() if isinstance(value, str)}
        try:
            address = self.services.oauth.choose(given)
        except SlackError as refused:
            return web.Response(status=refused.status, text=f"{refused.code}\n")
        return web.Response(status=302, headers={"Location": address})

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        with self.busy:
            try:
                body = json.loads(await request.read())
            except ValueError:
                return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
            token = request.match_info["token"]
            url = self.services.hooks.urls.get(token)
            call = self._record("response_url", body, url.app.bot_token if url else None)

            def act() -> Json:
                self.services.hooks.answer(token, body)
                return {"ok": True}

            return await self._answer(request, call, act)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        with self.busy:
            upload = self.services.uploads.get(request.match_info["token"])
            if upload is None or request.method not in ("POST", "PUT"):
                return web.Response(status=404, text="not found")
            content = await request.read()
            if request.content_type == "multipart/form-data":
                return web.Response(status=400, text="send the bytes as they are")
            if len(content) != upload.length:
                return web.Response(status=400, text="length does not match")
            upload.content = content
            return web.Response(text=f"OK - {len(content)}")

    def _record(self, method: str, args: Any, token: str | None) -> Call:
        world = self.services.world
        app = world.bot_tokens.get(token or "")
        call = Call(
            method=method,
            args=args if isinstance(args, dict) else {"body": args},
            workspace=app.team.id if app else None,
            app=app,
            at=world.now(),
            machine=world.machine(),
        )
        self.calls.append(call)
        self.busy.changed()
        return call

    async def _answer(self, request: web.Request, call: Call, act: Any) -> web.StreamResponse:
        """Let the call have its effect and answer it, unless a fault comes between."""
        fault = self.services.faults.draw(call)
        kind = fault.kind if fault else ""
        if fault is not None:
            before = await self._before(request, call, fault)
            if before is not None:
                return before
        if fault is not None and kind == "slow":
            # What was read is done, whether or not the app still listens when it is.
            work = asyncio.ensure_future(self._slowly(fault.seconds, call, act))
            self._slow.add(work)
            work.add_done_callback(self._slow.discard)
            headers = await asyncio.shield(work)
        else:
            headers = _effect(call, act)
        if kind in DONE_ALL_THE_SAME:
            call.answer = {"ok": False, "error": kind}
        if kind and kind != "slow":
            call.outcome = kind
        if kind == "500_after":
            call.status = 500
            return _broken()
        if fault is not None and kind == "answer_after":
            return _free(call, fault)
        if kind == "reset_after":
            return _reset(request)
        if kind == "hang_after":
            return await self._hang(request)
        headers |= self._scopes(call)
        if kind == "half_body":
            return await _half(request, json.dumps(call.answer).encode())
        return web.json_response(call.answer, status=call.status or 200, headers=headers)

    async def _before(
        self, request: web.Request, call: Call, fault: Fault
    ) -> web.StreamResponse | None:
        """What a fault does before the effect; None lets the call go on."""
        kind = fault.kind
        if kind in DONE_ALL_THE_SAME or kind.endswith("_after") or kind in ("half_body", "slow"):
            return None
        call.outcome = kind
        if kind == "429":
            call.status = 429
            call.answer = {"ok": False, "error": "ratelimited"}
            return web.json_response(
                call.answer, status=429, headers={"Retry-After": str(fault.retry_after)}
            )
        if kind == "500_before":
            call.status = 500
            return _broken()
        if kind == "answer_before":
            return _free(call, fault)
        if kind == "reset_before":
            return _reset(request)
        if kind == "hang_before":
            return await self._hang(request)
        call.status, call.answer = 200, {"ok": False, "error": kind}
        return web.json_response(call.answer, headers=self._scopes(call))

    async def _slowly(self, seconds: float, call: Call, act: Any) -> dict[str, str]:
        with self.busy:
            await asyncio.sleep(seconds)
            return _effect(call, act)

    def _scopes(self, call: Call) -> dict[str, str]:
        return {"x-oauth-scopes": ",".join(call.app.scopes)} if call.app is not None else {}

    async def _hang(self, request: web.Request) -> web.StreamResponse:
        """Say nothing until the app gives up (which cancels this) or the sandbox stops."""
        await self._stopping.wait()
        return _reset(request)


def _effect(call: Call, act: Any) -> dict[str, str]:
    """Let the call have its effect; gives the headers its answer needs."""
    try:
        call.answer, call.status, call.outcome = act(), 200, "ok"
        call.done = True
    except RateLimitedError as limited:
        call.answer, call.status, call.outcome = limited.answer(), 429, limited.code
        return {"Retry-After": str(limited.retry_after)}
    except SlackError as refused:
        call.answer, call.status, call.outcome = refused.answer(), refused.status, refused.code
    return {}


async def _arguments(request: web.Request) -> Json:
    """The call's arguments as JSON, form or query; a JSON body must be an object."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        raw = await request.read()
        if raw.strip():
            try:
                body = json.loads(raw)
            except ValueError:
                raise SlackError("invalid_json") from None
            if not isinstance(body, dict):
                raise SlackError("json_not_object")
            args |= body
    elif request.can_read_body:
        form = await request.post()
        args |= {name: value for name, value in form.items() if isinstance(value, str)}
    header = request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        with contextlib.suppress(ValueError):
            pair = base64.b64decode(header.removeprefix("Basic "), validate=True).decode()
            args["client_id"], _, args["client_secret"] = pair.partition(":")
    return args


def _token(request: web.Request, args: Json) -> str | None:
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ").strip()
    token = args.get("token")
    return token if isinstance(token, str) else None


class _Untyped(web.Response):
    """An answer without a Content-Type."""


async def _without_type(request: web.Request, response: web.StreamResponse) -> None:
    """Take away the type that the server gives to what has none."""
    if isinstance(response, _Untyped):
        response.headers.pop("Content-Type", None)


def _free(call: Call, fault: Fault) -> web.Response:
    """Whatever a fault says, to the letter."""
    call.status = fault.status
    body = fault.body.encode() if isinstance(fault.body, str) else fault.body
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    if fault.content_type is None:
        return _Untyped(status=fault.status, body=body, headers=headers)
    headers["Content-Type"] = fault.content_type
    return web.Response(status=fault.status, body=body, headers=headers)


def _broken() -> web.Response:
    return web.Response(status=500, text="<h1>Server Error</h1>", content_type="text/html")


def _reset(request: web.Request) -> web.Response:
    """Cut the connection so that the other side sees a reset."""
    transport = request.transport
    if transport is not None:
        wire = transport.get_extra_info("socket")
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response(status=500)


async def _half(request: web.Request, body: bytes) -> web.StreamResponse:
    """Promise the whole body and send half of it."""
    response = web.StreamResponse(
        headers={"Content-Length": str(len(body)), "Content-Type": "application/json"}
    )
    with contextlib.suppress(ConnectionResetError):  # whoever asked was killed meanwhile
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response
