"""The page of one sandbox: what is handed to it, and what it remembers itself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from aiohttp import web

from slack_sandbox.errors import NotPossible
from slack_sandbox.page import drawn
from slack_sandbox.page.feed import Feed
from slack_sandbox.page.seams import Ahead, Hints, Panel, Time
from slack_sandbox.page.web import Routes
from slack_sandbox.schema import Json
from slack_sandbox.world import Message, Seen

if TYPE_CHECKING:
    from slack_sandbox.person import Person
    from slack_sandbox.sandbox import Sandbox

PREFIX = "/_sandbox"
MORNING = time(10, 0)
"""The working morning that one button goes to: whoever is asked at nine or half past, was."""
FURTHEST = timedelta(days=366)
MOST_LISTED = 100
ENDED = "This sandbox has been stopped."

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """One button that moves time."""

    name: str
    words: str


STEPS = (
    Step("hour", "+ 1 hour"),
    Step("morning", "Next working morning"),
    Step("week", "+ 1 week"),
)


class Page:
    """A page in the browser, and the control API, on the sandbox's own address.

    ``time`` moves time on; by default only the sandbox's clock goes forward. ``panels`` are
    further tables for whoever looks inside, ``hints`` a line that says what to try. Make it before
    the sandbox starts.
    """

    def __init__(
        self,
        slack: "Sandbox",
        *,
        time: Time | None = None,
        panels: Sequence[Panel] = (),
        hints: Hints | None = None,
    ) -> None:
        self.slack = slack
        self.time: Time = time or Ahead(slack.world)
        self.panels = list(panels)
        self.hints = hints
        self.marks = drawn.Marks()
        self.feed = Feed(slack)
        self.shut: str | None = None  # why nobody can do anything just now
        self._turn = asyncio.Lock()
        self._under_way: set[asyncio.Future[Any]] = set()
        self.routes = Routes(self)
        slack.server.guests.append(self._enter)

    @property
    def url(self) -> str:
        """Where the page is, once the sandbox has started."""
        return f"{self.slack.hooks.base}{PREFIX}/"

    def all_read(self) -> None:
        """Everybody has read everything so far: from here on, what comes is new."""
        self.marks.all_read(self.slack.world.new_ts())

    @contextmanager
    def busy(self, why: str) -> Iterator[None]:
        """Refuse whatever somebody wants to do inside the block, with this sentence.

        It stays refused where the block breaks off: then nobody knows what state all is in.
        """
        self.shut = why
        self.feed.tell({"kind": "busy", "why": why})
        yield
        self.shut = None
        self.feed.tell({"kind": "busy", "why": None})

    def ready(self) -> None:
        """Raise ``NotPossible`` while nobody can do anything."""
        if self.shut is not None:
            raise NotPossible(self.shut)

    async def whole(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do something to its end, even if whoever asked for it leaves the page before.

        Raises ``NotPossible`` where the page is ended before, or while, it is done.
        """
        if self.shut == ENDED:
            raise NotPossible(ENDED)
        task = asyncio.ensure_future(work())
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if self.shut == ENDED and task.cancelled():
                raise NotPossible(ENDED) from None
            raise

    async def end(self) -> None:
        """Begin nothing any more, and break off what is under way.

        Called before whatever ``time`` and the panels need is stopped.
        """
        self.shut = ENDED
        under_way = list(self._under_way)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def person(self, name: str) -> "Person":
        """Somebody by id, or by handle where it is clear who is meant."""
        people = [
            person
            for workspace in self.slack.workspaces.values()
            for person in workspace.people.values()
            if name in (person.id, person.handle, f"{workspace.domain}/{person.handle}")
        ]
        if len(people) != 1:
            raise NotPossible(f"there is no {name!r} here" if not people else f"which {name!r}?")
        return people[0]

    async def settle(self) -> None:
        """Let happen what is due now, after somebody did something."""
        async with self._turn:
            await self.time.settle()

    async def move(self, to: datetime) -> list[Json]:
        """Let time pass until ``to``; gives what came before people's eyes on the way."""
        self.ready()
        now = self.slack.world.now()
        if to < now:
            raise NotPossible("time goes forward only")
        if to - now > FURTHEST:
            raise NotPossible("a year at once is the most")
        async with self._turn:
            before = len(self.slack.seen)
            await self.time.move(to)
            await self.slack.quiet()
        self.feed.tell({"kind": "now", "now": drawn.moment(self.slack.world.now())})
        return _listed(self.slack.seen[before:])

    def goal(self, step: str | None, day: str | None, zone: ZoneInfo) -> datetime:
        """The moment a step goes to, or a day's morning in ``zone``."""
        now = self.slack.world.now()
        if day is not None:
            try:
                return datetime.combine(date.fromisoformat(day), MORNING, zone)
            except ValueError:
                raise NotPossible("a date looks like 2026-03-12") from None
        if step == "hour":
            return now + timedelta(hours=1)
        if step == "week":
            here = now.astimezone(zone).replace(tzinfo=None) + timedelta(weeks=1)
            return here.replace(tzinfo=zone)
        if step == "morning":
            morning = datetime.combine(now.astimezone(zone).date(), MORNING, zone)
            while morning <= now or morning.weekday() >= 5:
                morning += timedelta(days=1)
            return morning
        raise NotPossible(f"a step is one of {', '.join(step.name for step in STEPS)}")

    def _enter(self, app: web.Application) -> None:
        inner = self.routes.application()

        async def close(_: web.Application) -> None:
            self.feed.close()

        self.feed.closing = False
        app.on_shutdown.append(close)
        app.add_subapp(f"{PREFIX}/", inner)
        app.router.add_get("/", _lead)


async def _lead(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound(f"{PREFIX}/")


def _listed(seen: list[Seen]) -> list[Json]:
    """What apps brought before people's eyes, in order; only what is new, not redrawn.

    A message in a channel is one thing however many people read it: the first of them stands for
    all.
    """
    rows: list[Json] = []
    told: set[Message] = set()
    for sight in seen:
        thing = sight.object
        if not isinstance(thing, Message) or sight.kind not in ("message", "ephemeral"):
            continue
        if not thing.author.bot or thing.live in told:
            continue
        told.add(thing.live)
        rows.append(
            {
                "at": drawn.moment(sight.when),
                "who": sight.who.id,
                "channel": sight.where,
                "from": thing.author.id,
                "text": next(iter(thing.plain(sight.who).splitlines()), ""),
            }
        )
    return rows[-MOST_LISTED:]
