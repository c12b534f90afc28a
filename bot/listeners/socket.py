"""Slack over a socket: nothing comes in by it that has another shape than over HTTP."""

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.listeners.payload_shapes import is_delivered

log = structlog.get_logger("heard.socket")


class SocketHandler(AsyncSocketModeHandler):
    """Bolt's handler, behind the same door as a request over HTTP."""

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """Let one delivery in; another shape is acknowledged, since it would only come again."""
        if is_delivered(req.payload):
            await super().handle(client, req)  # type: ignore[arg-type]  # it is the one it made
            return
        log.warning("refused", why="shape")
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=req.envelope_id))
