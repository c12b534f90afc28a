"""What every listener works with, and what it heard."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.casework import Runner, Unit
from bot.clock import Clock
from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.person import Person
from bot.domain.refusals import NotOpened
from bot.messages.cards import Message
from bot.outbox import Carrier
from bot.slack.answers import Answer
from bot.slack.client import Sender
from bot.slack.directory import Directory

P = ParamSpec("P")
R = TypeVar("R")
Ack = Callable[..., Awaitable[Any]]
View = dict[str, Any]


@dataclass(frozen=True)
class Office:
    """The rooms a listener may call."""

    runner: Runner
    people: Directory
    carrier: Carrier
    sender: Sender
    clock: Clock


@dataclass(frozen=True, kw_only=True)
class Request:
    """One thing Slack delivered, and the way to answer it."""

    office: Office
    body: Mapping[str, Any]
    ack: Ack
    workspace: WorkspaceId
    person: PersonId
    trigger: str = ""
    value: str = ""
    """Of a pressed control."""
    action: Mapping[str, Any] = field(default_factory=dict)

    async def run(
        self, act: Callable[Concatenate[Unit, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Do an act in the workspace this came from, in one transaction."""
        return await self.office.runner.run(self.workspace, act, *args, **kwargs)

    async def do(
        self, act: Callable[Concatenate[Unit, PersonId, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Do an act of whoever spoke, in one transaction."""
        return await self.office.runner.run(self.workspace, act, self.person, *args, **kwargs)

    async def reader(self, *named: str) -> Person:
        """Who spoke, after meeting those they ``named`` too.

        Raises ``LookupError`` for somebody Slack does not show.
        """
        known = await self.office.people.get_people(self.workspace, [self.person, *named])
        if self.person not in known:
            raise LookupError("somebody spoke whom Slack does not show")
        return known[self.person]

    # A command is answered in its acknowledgement.

    @property
    def channel(self) -> ChannelId | None:
        """Where it happened, if anywhere."""
        found = self.body.get("channel_id") or (self.body.get("channel") or {}).get("id")
        return ChannelId(found) if found else None

    @property
    def place(self) -> ChannelId | None:
        """The channel it happened in, as far as it was one: no direct message, no Home."""
        within = self.body.get("channel") or {}
        called = str(self.body.get("channel_name") or within.get("name") or "")
        private = called == "directmessage" or called.startswith("mpdm-")
        return None if private else self.channel

    async def reply(self, letter: Message) -> None:
        """Answer a command privately, in place."""
        await self.ack(text=letter.text, blocks=letter.blocks, response_type="ephemeral")

    # A press is answered by a form, or by redrawing what was pressed.

    @property
    def in_modal(self) -> bool:
        """Whether a control inside an open modal was pressed."""
        return bool((self.body.get("view") or {}).get("type") == "modal")

    @property
    def message(self) -> tuple[str, str] | None:
        """Channel and ts of the message that was pressed, unless it is an ephemeral one."""
        container = self.body.get("container") or {}
        if container.get("type") != "message" or container.get("is_ephemeral"):
            return None
        return str(container.get("channel_id", "")), str(container.get("message_ts", ""))

    @property
    def response_url(self) -> str | None:
        """The address for redrawing an ephemeral that was pressed."""
        found = self.body.get("response_url")
        return str(found) if found else None

    @property
    def on_ephemeral(self) -> bool:
        """Whether an ephemeral was pressed."""
        return bool((self.body.get("container") or {}).get("is_ephemeral"))

    async def open_form(self, view: View) -> None:
        """Open a form over what was typed or pressed, or lay it upon an open one.

        Raises :class:`NotOpened` where Slack would not.
        """
        if self.in_modal:
            opened: Answer = await self.office.sender.push_form(self.trigger, view)
        else:
            opened = await self.office.sender.open_form(self.trigger, view)
        if opened.error is not None:
            raise NotOpened
        await self.ack()

    async def update_form(self, view: View) -> None:
        """Turn the open modal that was pressed into another view.

        Where it changed meanwhile, this press came later than what is shown, so what only shows
        says the newer. A form never takes the place of another: somebody may be writing in it.
        """
        await self.ack()
        pressed = self.body["view"]
        update = self.office.sender.update_form
        refused = await update(pressed["id"], view, pressed.get("hash"))
        if refused.error == "hash_conflict" and "submit" not in view:
            await update(pressed["id"], view)

    async def send_ephemeral(self, letter: Message, *, replace: bool = False) -> None:
        """Say something privately where a message was pressed."""
        if self.response_url is not None:
            await self.office.sender.respond(
                self.response_url,
                {
                    "text": letter.text,
                    "blocks": letter.blocks,
                    "response_type": "ephemeral",
                    "replace_original": replace,
                },
            )

    async def redraw(self) -> None:
        """Redraw the message that was pressed and whatever else has fallen behind."""
        if self.message is not None:
            await self.office.carrier.redraw_message(self.workspace, *self.message)
        await self.office.carrier.redraw()

    # A form is answered by errors beside its fields, or by its own last view.

    @property
    def view(self) -> Mapping[str, Any]:
        """The submitted form."""
        found: Mapping[str, Any] = self.body["view"]
        return found

    @property
    def values(self) -> Mapping[str, Any]:
        """What was filled in."""
        found: Mapping[str, Any] = self.view["state"]["values"]
        return found

    async def close_form(self, view: View | None = None) -> None:
        """Close the form, or let it show its last view."""
        if view is None:
            await self.ack()
        else:
            await self.ack(response_action="update", view=view)
