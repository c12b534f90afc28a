"""Socket Mode: envelopes down the wire, acknowledgements up, and what happens to the rest."""

import asyncio
import itertools
import json
import uuid
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from slack_sandbox.schema import Json
from slack_sandbox.world import World, new_secret

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_CONNECTIONS = 10


class ConnectionLost(Exception):  # noqa: N818  # what happened to an envelope, told to the courier
    """The connection closed before the envelope was acknowledged."""


class Connection:
    """One WebSocket of an app."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self.pending: dict[str, asyncio.Future[Json]] = {}
        self.closing = False  # told to go: takes no new envelopes

    def lose(self) -> None:
        """Nothing more will come up this wire."""
        self.closing = True
        for waiting in self.pending.values():
            if not waiting.done():
                waiting.set_exception(ConnectionLost())
        self.pending.clear()


class Sockets:
    """The open connections of every app-level token."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.connections: dict[str, list[Connection]] = {}
        self.tickets: dict[str, str] = {}
        self.arrived: Callable[[str], None] = lambda token: None
        self._turn = itertools.count()

    def ticket(self, app_token: str) -> str:
        """The right to connect once, as ``apps.connections.open`` gives it."""
        name = new_secret()
        self.tickets[name] = app_token
        return name

    def live(self, app_token: str | None) -> list[Connection]:
        """The connections that take envelopes."""
        if app_token is None:
            return []
        return [
            connection
            for connection in self.connections.get(app_token, [])
            if not connection.closing
        ]

    async def send(
        self,
        app_token: str,
        kind: str,
        payload: Any,
        *,
        seconds: float,
        attempt: int = 0,
        reason: str = "",
    ) -> Json:
        """Send one envelope on any connection and wait for its acknowledgement.

        Gives back the acknowledgement. Raises ``TimeoutError`` after ``seconds`` without one,
        ``ConnectionLost`` when the wire breaks first.
        """
        live = self.live(app_token)
        if not live:
            raise ConnectionLost
        connection = live[next(self._turn) % len(live)]
        envelope_id = str(uuid.uuid4())
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        connection.pending[envelope_id] = waiting
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": payload,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        try:
            await connection.socket.send_json(envelope)
            return await asyncio.wait_for(waiting, seconds)
        except ConnectionError as broken:
            raise ConnectionLost from broken
        finally:
            connection.pending.pop(envelope_id, None)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket endpoint."""
        app_token = self.tickets.pop(request.query.get("ticket", ""), None)
        if app_token is None:
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=401)
        here = self.connections.setdefault(app_token, [])
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(socket)
        if len(here) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        here.append(connection)
        app_id = self.world.app_tokens[app_token][0].app_id
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(here),
                "connection_info": {"app_id": app_id},
                "debug_info": {
                    "host": "sandbox",
                    "build_number": 1,
                    "approximate_connection_time": 18060,
                },
            }
        )
        self.arrived(app_token)
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._acknowledge(connection, message.data)
        finally:
            here.remove(connection)
            connection.lose()
        return socket

    def _acknowledge(self, connection: Connection, data: str) -> None:
        try:
            answer = json.loads(data)
            envelope_id = answer["envelope_id"]
        except (ValueError, KeyError, TypeError):
            return
        waiting = connection.pending.get(envelope_id)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    async def disconnect(self, app_token: str, reason: str, *, close: bool) -> None:
        """Tell every connection to go (``warning``, ``refresh_requested``, ``link_disabled``).

        With ``close`` the wire is cut at once, as Slack does after a refresh; what was not
        acknowledged is lost on this wire.
        """
        for connection in list(self.connections.get(app_token, [])):
            connection.closing = reason != "warning"
            await connection.socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
            )
            if close:
                connection.lose()
                await connection.socket.close()

    async def close(self) -> None:
        """Cut every wire."""
        for connections in self.connections.values():
            for connection in list(connections):
                connection.lose()
                await connection.socket.close()
