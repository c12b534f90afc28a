"""What a listener works with: who asked for what, read once at the door, and the one reply."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog

from bot.casework import Runner, Unit
from bot.casework.directory import get_people, save_people
from bot.casework.requests import Entry, NotYet, Pressed, Visitor, enter
from bot.domain.calendar import Calendar
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.person import Person
from bot.domain.refusals import MaybeSaved, NotOpened, NotSaved, Refusal
from bot.listeners.hearing import Hearing
from bot.listeners.slack_payload import SlackPayload
from bot.messages import cards
from bot.messages.cards import Message
from bot.messages.controls import MalformedError
from bot.messages.translate import translator
from bot.outbox import OutboxWorker
from bot.slack.client import Installation, Sender, delivery_of
from bot.slack.directory import FRESH_FOR, Directory

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
Ack = Callable[..., Awaitable[Any]]
View = dict[str, Any]

PEOPLE_SECONDS = 1.5
"""So long people not met before are read before a reply; who is unread then is read after it."""
REDRAW_SECONDS = 1.5
"""So long Slack's acknowledgement waits for the redraw of what was pressed."""
LEAST_SECONDS = 1.0
"""What any act is given, such as one that comes after the reply."""
SLACK_SECONDS = 3.0
"""Slack gives up on a request after so long (docs.slack.dev, "Handling user interaction")."""

log = structlog.get_logger("heard.listeners")


class NobodyKnownError(LookupError):
    """Whoever asks is nobody the bot knows: a webhook, another app, or not read in time."""


class Tasks:
    """What listeners have begun and nobody waits for: tracked, so that an orderly stop does."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Begin ``work``; what it breaks over is logged by its kind."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    async def idle(self) -> None:
        """Wait until nothing is under way, also not what was begun meanwhile."""
        while self._running:
            await asyncio.wait(set(self._running))

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            log.error("after the reply", kind=type(error).__name__, exc_info=error)


@dataclass(frozen=True)
class Services:
    """Whom a request may ask, and where it came from."""

    installation: Installation
    runner: Runner
    directory: Directory
    outbox: OutboxWorker
    slack: Sender
    tasks: Tasks
    hearing: Hearing

    @property
    def workspace(self) -> WorkspaceId:
        """The process's own."""
        return self.installation.workspace

    @property
    def domain(self) -> str:
        """The workspace's name in the addresses of its messages."""
        return self.installation.domain


class AnswerOutcome:
    """How a request was answered: never which act of whom."""

    def __init__(self) -> None:
        """Well, unless something is noted."""
        self.outcome = "ok"
        self.kept = False
        """Whether an act of whoever asks has changed something, and is committed."""

    def record_error(self, error: BaseException) -> None:
        """Note what came instead."""
        if isinstance(error, MaybeSaved):
            self.outcome = "unknown"
        elif isinstance(error, NotSaved):
            self.outcome = "not_saved"
        elif isinstance(error, Refusal):
            self.outcome = "refused"
        else:
            self.outcome = "broken"


@dataclass(frozen=True, kw_only=True)
class Request(SlackPayload):
    """One thing Slack delivered, whoever asked for it, and the way to reply."""

    services: Services
    ack: Ack
    workspace: WorkspaceId
    person: PersonId
    now: datetime
    """When it was heard; UTC."""
    answer_by: float
    """Until when the database may take over the reply, by the monotonic clock."""
    trigger: str = ""
    value: str = ""
    """Of a pressed control."""
    action: Mapping[str, Any] = field(default_factory=dict)
    named: tuple[PersonId, ...] = ()
    """Whom they name: they are read at the door, too."""
    entry: Entry = field(default_factory=Entry)
    """What is known of whoever asks; the first act reads it."""
    answer: "AnswerOutcome" = field(default_factory=lambda: AnswerOutcome())
    """How it was answered, for whoever watches."""

    # Acts: each in one transaction.

    async def run(
        self, act: Callable[Concatenate[Unit, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Do an act in the workspace this came from."""
        return await self._runner.run(self.workspace, act, *args, **kwargs)

    async def do(
        self, act: Callable[Concatenate[Unit, PersonId, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Do an act of whoever asks; the first one reads who that is, in the same transaction.

        What comes after it can't say that nothing was changed. Raises :class:`NobodyKnownError`
        where Slack does not show whoever asks.
        """

        def done(unit: Unit, person: PersonId) -> tuple[R, bool]:
            return act(unit, person, *args, **kwargs), unit.tx.changed

        if self.visitor is None:
            result, changed = await self._enter(done)
        else:
            result, changed = await self._runner.run(self.workspace, done, self.person)
        self.answer.kept |= changed
        return result

    @property
    def _runner(self) -> Runner:
        """Acts have what is left of the time in which somebody is answered."""
        left = self.answer_by - time.monotonic()
        return self.services.runner.within(max(LEAST_SECONDS, left))

    # At the door

    def naming(self, *people: str | None) -> "Request":
        """The same by somebody who names some ``people``."""
        mentions = dict.fromkeys(PersonId(person) for person in people if person)
        return replace(self, named=tuple(mentions))

    async def admit(self) -> None:
        """Read whoever asks before they do anything, where that depends on who they are."""
        if self.entry.visitor is None:
            await self._enter(_nothing)

    async def _enter(self, act: Callable[[Unit, PersonId], R]) -> R:
        """Read whoever asks, and whom they name, and do their first act: in one transaction.

        Where somebody was not met before, Slack is asked first: side by side, for
        :data:`PEOPLE_SECONDS` at the most. Who was read long ago is read anew after the reply.
        """
        if not self.person:
            raise NobodyKnownError("a webhook, or whatever else has no account")
        try:
            return await self._do_first(act, asks=True)
        except NotYet:
            await self._meet_unmet()
            await self._prove()
        try:
            return await self._do_first(act, asks=False)
        except NotYet as nobody:
            raise NobodyKnownError("somebody asks whom Slack does not show") from nobody

    async def _do_first(self, act: Callable[[Unit, PersonId], R], *, asks: bool) -> R:
        """Do a first act. Where it is refused, a leader who pressed is heard all the same."""
        door = self.person, self.entry, self.named, self._pressed
        try:
            return await self._runner.run(
                self.workspace, lambda unit: enter(unit, *door, act, asks=asks)
            )
        except (NotYet, NotSaved):
            raise
        except Exception:
            # Whatever refused the act, the leader has pressed: the bot backs off no more.
            if self.visitor is not None and self.visitor.heard:
                with contextlib.suppress(NotSaved):
                    await self.run(lambda unit: enter(unit, *door, _nothing, asks=False))
            raise

    async def _meet_unmet(self) -> None:
        """Read from Slack who was not met before, and keep them."""
        known = self.visitor.people if self.visitor is not None else {}
        unmet = [each for each in dict.fromkeys([self.person, *self.named]) if each not in known]
        met = await self.services.directory.read(self.workspace, unmet, PEOPLE_SECONDS)
        if met:
            await self.run(save_people, met)

    @property
    def _pressed(self) -> Pressed | None:
        if self.message is None:
            return None
        return Pressed(*self.message, delivery_of(self.body.get("message") or {}))

    async def _prove(self) -> None:
        """A press proves that its message arrived, where Slack's answer to it was lost."""
        pressed = self._pressed
        stands = self.visitor is not None and self.visitor.stands
        if pressed is not None and pressed.delivery is not None and not stands:
            await self.services.outbox.proved(
                self.workspace, pressed.delivery, pressed.channel, pressed.ts
            )

    @property
    def visitor(self) -> Visitor | None:
        """Whoever asks, once they were read."""
        return self.entry.visitor

    @property
    def admitted(self) -> Visitor:
        """What the door read of whoever asks. Raises ``LookupError`` before anything was done."""
        if self.visitor is None:
            raise LookupError("nobody was read yet: do something, or admit them first")
        return self.visitor

    @property
    def reader(self) -> Person:
        """Whoever asks, as the reader of the reply."""
        return self.admitted.person

    @property
    def stranger(self) -> bool:
        """Whether whoever asks is an app, or of another organisation: they are answered nothing."""
        return self.reader.bot or self.reader.outsider

    @property
    def message_reader(self) -> Person:
        """Whoever asks, as the reader of messages: the workspace may want less said in them."""
        return self.admitted.reader

    @property
    def calendar(self) -> Calendar:
        """Their working time, with the public holidays of their region or their team's."""
        return self.admitted.calendar

    @property
    def contact(self) -> str | None:
        """Whom they turn to in danger."""
        return self.admitted.contact

    @property
    def people(self) -> Mapping[PersonId, Person]:
        """Whom they named, as far as they are known."""
        return self.admitted.people

    async def meet(self, *people: str | None) -> dict[PersonId, Person]:
        """Give some people, reading those not met before as :meth:`admit` does."""
        ids = [person for person in dict.fromkeys(people) if person]
        met = await self.run(get_people, ids)
        unmet = [each for each in ids if PersonId(each) not in met]
        if unmet:
            await self.services.directory.get_people_within(self.workspace, unmet, PEOPLE_SECONDS)
            met = await self.run(get_people, ids)
        return met

    async def read_now(self, person: PersonId) -> list[Person]:
        """What Slack says of somebody now, for an act to keep; nothing where it is slow to say."""
        return await self.services.directory.read(self.workspace, [person], PEOPLE_SECONDS)

    async def may(self, scope: str) -> bool:
        """Whether the app may do something that installations of before were not asked for.

        Where it could not at the start, Slack is asked: it may have been installed again since.
        """
        if scope in self.services.installation.scopes:
            return True
        identity = await self.services.slack.who_am_i()
        return identity.value is None or scope in identity.value.scopes

    # What is not the reply comes after it.

    def later(self, work: Any) -> None:
        """Do ``work`` (a coroutine) after the reply; nobody waits for it."""
        self.services.tasks.start(work)

    def refresh_others(self) -> None:
        """Redraw after the reply whatever shows something older than the record.

        Only where this process marked anything since it last drew: the rest is drawn by the rounds.
        Who of those that were named was read long ago is read anew.
        """
        if self.services.runner.store.marked_stale:
            self.later(self.services.outbox.refresh())
        people = self.people.values() if self.visitor is not None else ()
        old = [each.id for each in people if self.now - each.read_at > FRESH_FOR]
        if old:
            self.later(self.services.directory.refresh(self.workspace, old))

    async def redraw_pressed(self, *, always: bool = False) -> None:
        """Redraw the message or the Home that was pressed, if what it shows has changed.

        It belongs to the reply and comes before everybody else's. A Slack that is slow to take it
        holds up no acknowledgement; after three seconds a private line says that it was done.
        """
        outbox = self.services.outbox
        if self.message is not None:
            work = outbox.refresh_message(self.workspace, *self.message, always=always)
        elif self.in_home:
            work = outbox.refresh_home(self.workspace, self.person)
        else:
            return
        await self._in_time(self.services.tasks.start(work))

    async def publish_home(self, *, opened: bool = False, page: int = 0) -> None:
        """Publish the Home of whoever asks: the reply to what they did there."""
        work = self.services.outbox.publish_home(
            self.workspace, self.person, opened=opened, page=page
        )
        await self._in_time(self.services.tasks.start(work))

    async def _in_time(self, drawing: "asyncio.Task[bool]") -> None:
        done, _ = await asyncio.wait({drawing}, timeout=REDRAW_SECONDS)
        if not done and self.message is not None:
            self.later(self._say_done(drawing))

    async def _say_done(self, drawing: "asyncio.Task[bool]") -> None:
        await asyncio.wait({drawing}, timeout=SLACK_SECONDS - REDRAW_SECONDS)
        if not drawing.done():
            translate = translator(self.reader.locale)
            await self.send_ephemeral(cards.sentence(translate("done-late")))

    # A command is answered in its acknowledgement.

    async def reply(self, message: Message) -> None:
        """Answer a command privately, in place; also one that was chosen in such an answer."""
        if self.action:
            await self.ack()
            await self.send_ephemeral(message, replace=True)
            return
        await self.ack(text=message.text, blocks=message.blocks, response_type="ephemeral")

    # A press is answered by a form, or by redrawing what was pressed.

    async def open_form(self, view: View) -> None:
        """Open a form over what was typed or pressed, or lay it upon an open one.

        Raises :class:`NotOpened` where Slack would not.
        """
        if not await self.try_form(view):
            raise NotOpened
        await self.ack()

    async def try_form(self, view: View) -> bool:
        """Open a form as :meth:`open_form` does, without acknowledging; says whether it is open."""
        if self.in_modal:
            return (await self.services.slack.push_form(self.trigger, view)).error is None
        return (await self.services.slack.open_form(self.trigger, view)).error is None

    async def update_form(self, view: View) -> None:
        """Turn the open modal that was pressed into another view.

        Where it changed meanwhile, this press came later than what is shown, so what only shows
        says the newer. A form never takes the place of another: somebody may be writing in it.
        Raises :class:`MalformedError` for a press that was in no view.
        """
        pressed = self.body.get("view")
        if pressed is None:
            raise MalformedError("view")
        await self.ack()
        update = self.services.slack.update_form
        refused = await update(pressed["id"], view, pressed.get("hash"))
        if refused.error == "hash_conflict" and "submit" not in view:
            await update(pressed["id"], view)

    async def send_ephemeral(self, message: Message, *, replace: bool = False) -> None:
        """Say something privately where a message was pressed."""
        if self.response_url is not None:
            await self.services.slack.respond(
                self.response_url,
                {
                    "text": message.text,
                    "blocks": message.blocks,
                    "response_type": "ephemeral",
                    "replace_original": replace,
                },
            )

    # A form is answered by errors beside its fields, or by its own last view.

    async def close_form(self, view: View | None = None) -> None:
        """Close the form, or let it show its last view."""
        if view is None:
            await self.ack()
        else:
            await self.ack(response_action="update", view=view)

    async def close_forms(self) -> None:
        """Close the form and every view below it."""
        await self.ack(response_action="clear")


def _nothing(unit: Unit, person: PersonId) -> None:
    """The act of somebody who is only read."""
