"""The page and the control API over HTTP."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from aiohttp import web

from slack_sandbox.errors import NotPossible
from slack_sandbox.page import drawn, setting
from slack_sandbox.page.acts import ACTS, Asked, BadRequest
from slack_sandbox.page.inside import FAULTS, inside
from slack_sandbox.schema import Json

if TYPE_CHECKING:
    from slack_sandbox.page.page import Page
    from slack_sandbox.person import Person

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
HEADERS = {
    # Nothing from outside, nothing inline; and no string ever becomes markup (Trusted Types).
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Routes:
    """Every address of the page and of the control API."""

    def __init__(self, page: "Page") -> None:
        self.page = page

    def application(self) -> web.Application:
        """A fresh application, to be put under the page's prefix."""
        app = web.Application(middlewares=[_headers, _sentences])
        app.router.add_get("/", self._index)
        app.router.add_get("/static/{name}", self._static)
        app.router.add_get("/api/state", self._state)
        app.router.add_get("/api/events", self._events)
        app.router.add_post("/api/people", self._add_person)
        app.router.add_post("/api/channels", self._add_channel)
        app.router.add_get("/api/people/{who}", self._person)
        app.router.add_get("/api/people/{who}/views", self._views)
        app.router.add_get("/api/people/{who}/messages", self._messages)
        app.router.add_get("/api/people/{who}/files/{file}", self._file)
        app.router.add_post("/api/people/{who}/read", self._read)
        app.router.add_post("/api/people/{who}/acts/{act}", self._act)
        app.router.add_post("/api/time", self._time)
        app.router.add_get("/api/hint", self._hint)
        app.router.add_get("/api/inside", self._inside)
        app.router.add_get("/api/panels/{number}", self._panel)
        app.router.add_post("/api/faults", self._fault)
        app.router.add_delete("/api/faults", self._no_faults)
        app.router.add_post("/api/redeliver", self._redeliver)
        return app

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return _file(STATIC / "index.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        path = STATIC / request.match_info["name"]
        if path.parent != STATIC or path.suffix not in TYPES or not path.is_file():
            raise web.HTTPNotFound
        return _file(path)

    async def _state(self, request: web.Request) -> web.StreamResponse:
        state = drawn.state(self.page.slack, [panel.title for panel in self.page.panels])
        hints = self.page.hints is not None
        return _json(state | {"busy": self.page.shut, "hints": hints})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        name = request.query.get("as")
        return await self.page.feed.serve(request, self.page.person(name).user if name else None)

    async def _add_person(self, request: web.Request) -> web.StreamResponse:
        return _json({"ok": True} | setting.add_person(self.page, await _body(request)))

    async def _add_channel(self, request: web.Request) -> web.StreamResponse:
        return _json({"ok": True} | setting.add_channel(self.page, await _body(request)))

    async def _person(self, request: web.Request) -> web.StreamResponse:
        who = self._who(request)
        places = drawn.places(who.user.team, who.user, self.page.marks)
        return _json({"person": drawn.person(who.user), "places": places} | self._open(who))

    async def _views(self, request: web.Request) -> web.StreamResponse:
        return _json(self._open(self._who(request)))

    def _open(self, who: "Person") -> Json:
        return drawn.views(self.page.slack, who)

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        who = self._who(request)
        channel = Asked(who, request.query).channel()
        if channel is None:
            raise BadRequest("channel must be given")
        most = request.query.get("most", str(drawn.MOST_MESSAGES))
        if not most.isdecimal() or not 1 <= int(most) <= 1000:
            raise BadRequest("most must be a number up to 1000")
        messages = drawn.messages(
            channel, who.user, before=request.query.get("before"), most=int(most)
        )
        return _json(messages | {"read": self.page.marks.until(who.user, channel)})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        """A file of a message somebody sees, to be kept."""
        who, name = self._who(request), request.match_info["file"]
        seen = any(
            each.get("id") == name
            for channel in who.user.team.channels.values()
            if drawn.sees(channel, who.user)
            for message in drawn.all_in(channel, who.user)
            for each in message.files
        )
        content = self.page.slack.files.get(name)
        if not seen or content is None:
            raise web.HTTPNotFound
        return web.Response(
            body=content,
            content_type="application/octet-stream",
            headers={"Content-Disposition": "attachment"},
        )

    async def _read(self, request: web.Request) -> web.StreamResponse:
        who = self._who(request)
        asked = Asked(who, await _body(request))
        channel = asked.channel()
        if channel is None:
            raise BadRequest("channel must be given")
        self.page.marks.read(who.user, channel, asked.text("ts"))
        return _json({"ok": True})

    async def _act(self, request: web.Request) -> web.StreamResponse:
        who, name = self._who(request), request.match_info["act"]
        act = ACTS.get(name)
        if act is None:
            raise BadRequest(f"an act is one of {', '.join(ACTS)}")
        asked = Asked(who, await _body(request))
        self.page.ready()

        async def act_and_settle() -> Json:
            done = await act(who, asked)
            await self.page.settle()
            return done

        return _json({"ok": True, **await self.page.whole(act_and_settle)})

    async def _time(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        name = body.get("as")
        zone = self.page.person(str(name)).user.zone if name else ZoneInfo("UTC")
        if "to" in body:
            try:
                goal = datetime.fromisoformat(str(body["to"]))
            except ValueError:
                raise BadRequest("to must be a moment like 2026-03-12T10:00:00+01:00") from None
            if goal.tzinfo is None:
                goal = goal.replace(tzinfo=zone)
        else:
            goal = self.page.goal(body.get("step"), body.get("date"), zone)
        seen = await self.page.whole(lambda: self.page.move(goal))
        return _json({"ok": True, "now": drawn.moment(self.page.slack.world.now()), "seen": seen})

    async def _hint(self, request: web.Request) -> web.StreamResponse:
        hints = self.page.hints
        return _json({"hint": hints.hint() if hints is not None else None})

    async def _inside(self, request: web.Request) -> web.StreamResponse:
        return _json(inside(self.page.slack))

    async def _panel(self, request: web.Request) -> web.StreamResponse:
        number = request.match_info["number"]
        if not number.isdecimal() or int(number) >= len(self.page.panels):
            raise web.HTTPNotFound
        panel = self.page.panels[int(number)]
        table = await self.page.whole(panel.table)
        return _json(
            {
                "title": panel.title,
                "columns": list(table.columns),
                "rows": [list(row) for row in table.rows],
                "note": table.note,
            }
        )

    async def _fault(self, request: web.Request) -> web.StreamResponse:
        """Let something go wrong: ``{"kind", "method", "times", ...}`` or ``{"history_lag"}``."""
        body = await _body(request)
        faults = self.page.slack.faults
        if "history_lag" in body:
            faults.history_lag = float(_number(body, "history_lag", 0.0))
        else:
            kind = str(body.get("kind"))
            if kind not in FAULTS:
                raise BadRequest(f"kind must be one of {', '.join(FAULTS)}")
            faults.add(
                str(body.get("method", "*")),
                kind,
                times=int(_number(body, "times", 1)),
                seconds=float(_number(body, "seconds", 1.0)),
                retry_after=int(_number(body, "retry_after", 5)),
            )
        return _json({"ok": True})

    async def _no_faults(self, request: web.Request) -> web.StreamResponse:
        self.page.slack.faults.clear()
        return _json({"ok": True})

    async def _redeliver(self, request: web.Request) -> web.StreamResponse:
        """Repeat every event the app has not accepted, as Slack does after a while."""

        async def redeliver_and_settle() -> int:
            again = await self.page.slack.redeliver()
            await self.page.settle()
            return len(again)

        return _json({"ok": True, "repeated": await self.page.whole(redeliver_and_settle)})

    def _who(self, request: web.Request) -> "Person":
        return self.page.person(request.match_info["who"])


def _number(body: Json, name: str, otherwise: float) -> float:
    value = body.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1e6:
        raise BadRequest(f"{name} must be a number")
    return value


def _json(body: Json, status: int = 200) -> web.Response:
    return web.json_response(body, status=status, headers={"Cache-Control": "no-store"})


def _file(path: Path) -> web.StreamResponse:
    return web.FileResponse(path, headers={"Content-Type": f"{TYPES[path.suffix]}; charset=utf-8"})


async def _body(request: web.Request) -> Json:
    """The JSON object of a request. Only JSON: a form from elsewhere cannot send that unasked."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="send application/json")
    try:
        body: Any = await request.json()
    except ValueError:
        raise BadRequest("this is no JSON") from None
    if not isinstance(body, dict):
        raise BadRequest("send a JSON object")
    return body


@web.middleware
async def _headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every answer says what a browser may do with it."""
    try:
        response = await handler(request)
    except web.HTTPException as refused:
        refused.headers.update(HEADERS)
        raise
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response


@web.middleware
async def _sentences(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A refusal is a sentence."""
    try:
        return await handler(request)
    except NotPossible as no:
        return _json({"ok": False, "error": str(no)}, status=409)
    except BadRequest as no:
        return _json({"ok": False, "error": str(no)}, status=400)
