"""Whether a process is worth keeping: what a supervisor asks before it restarts one."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from aiohttp import web

Stalled = Callable[[], Sequence[str]]
"""Names the rounds that hang."""


def add_livez(served: web.Application, stalled: Stalled) -> None:
    """Add ``/livez``: 503 where a round hangs, which a new process mends.

    A database or a Slack that is away does not make it fail: a new process would find the same.
    """

    async def livez(request: web.Request) -> web.Response:
        hanging = stalled()
        if hanging:
            text = f"no turn for too long: {', '.join(hanging)}\n"
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, text=text)
        return web.Response(text="alive\n")

    served.router.add_get("/livez", livez)
