"""Who may ask: programs on this machine and the sandbox's own pages, never a page of elsewhere.

Listening on loopback keeps other machines out. It does not keep out what a browser on this one has
open: any page can send a form here, and a name of its own that points here can even read the
answers. The secrets of a sandbox are known to everybody, so no token stands in the way.
"""

from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
NAMES = ("127.0.0.1", "localhost")


@web.middleware
async def local(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse other names for this machine (DNS rebinding) and requests from other pages."""
    host = request.headers.get("Host", "")
    name, _, port = host.partition(":")
    listening = request.transport.get_extra_info("sockname") if request.transport else None
    # Some libraries leave the port out; a browser never does.
    if name not in NAMES or listening is None or port not in ("", str(listening[1])):
        raise _refused("This answers to 127.0.0.1 and localhost only.")
    site = request.headers.get("Sec-Fetch-Site", "none")
    strange = site not in ("none", "same-origin")
    origin = request.headers.get("Origin")
    if (strange and not _looking(request)) or origin not in (None, f"http://{host}"):
        raise _refused("Only this machine's programs and the sandbox's pages may ask this.")
    return await handler(request)


def _looking(request: web.Request) -> bool:
    """Whether a link of elsewhere leads somebody to a page, in a window of its own."""
    headers = request.headers
    return (
        request.method == "GET"
        and headers.get("Sec-Fetch-Mode") == "navigate"
        and headers.get("Sec-Fetch-Dest") == "document"
        and "/api/" not in request.path
    )


def _refused(why: str) -> web.HTTPForbidden:
    policy = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
    return web.HTTPForbidden(text=why, headers=policy)
