"""What a person does in Slack: commands, words, emoji, buttons, menus, forms, Home."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from slack_sandbox import fields as forms
from slack_sandbox import hooks, payloads
from slack_sandbox.answers import Answer, Submitted
from slack_sandbox.controls import Control, controls, pick
from slack_sandbox.deliver import Reply
from slack_sandbox.elements import OPTIONS, options_of
from slack_sandbox.errors import NotPossible, SlackError
from slack_sandbox.mentions import as_typed
from slack_sandbox.modals import View
from slack_sandbox.schema import Json
from slack_sandbox.world import App, Channel, Message, User

if TYPE_CHECKING:
    from slack_sandbox.sandbox import Sandbox
    from slack_sandbox.workspace import Workspace


class Person:
    """Somebody at a screen. Every act waits until the app has answered it."""

    def __init__(self, sandbox: "Sandbox", workspace: "Workspace", user: User) -> None:
        self.sandbox = sandbox
        self.workspace = workspace
        self.user = user
        self.opened_urls: list[str] = []

    @property
    def id(self) -> str:
        """``U…``."""
        return self.user.id

    @property
    def handle(self) -> str:
        """The name after the @."""
        return self.user.handle

    @property
    def name(self) -> str:
        """The real name."""
        return self.user.name

    @property
    def display_name(self) -> str:
        """The name others see; the real name where none was chosen."""
        return self.user.shown

    @property
    def tz(self) -> str:
        """The time zone's name."""
        return self.user.tz

    @property
    def mention(self) -> str:
        """How a message names the person."""
        return f"<@{self.id}>"

    @property
    def modal(self) -> View | None:
        """The form the person looks at."""
        return self.sandbox.views.top(self.user)

    @property
    def home(self) -> View | None:
        """The app's Home as it stands."""
        return self.home_of(None)

    def home_of(self, app: App | None) -> View | None:
        """The Home of one app, None while it has published none."""
        return self.sandbox.views.homes.get(((app or self._app()).bot_id, self.id))

    def direct_messages(self, app: App | None = None) -> list[Message]:
        """The conversation with the app as it stands now, oldest first."""
        return self._im(app).messages

    def ephemerals(self, channel: Channel | None = None) -> list[Message]:
        """The messages only this person sees."""
        return [
            ephemeral
            for ephemeral in self.user.team.ephemerals
            if ephemeral.viewer is self.user and channel in (None, ephemeral.channel)
        ]

    def reload(self) -> None:
        """Start the client anew: private messages vanish, open forms close without a word."""
        for ephemeral in self.ephemerals():
            ephemeral.deleted = True
            self.user.team.ephemerals.remove(ephemeral)
        self.sandbox.views.close(self.user, everything=True)

    async def say(
        self, text: str, channel: Channel | None = None, *, thread: Message | None = None
    ) -> Message:
        """Write an ordinary message; without a channel, to the app."""
        place = channel or self._im(None)
        self._in(place)
        world = self.sandbox.world
        message = world.post(
            Message(
                channel=place,
                ts=world.new_ts(),
                text=as_typed(self.user.team, text, named=False),
                author=self.user,
                thread_ts=(thread.thread_ts or thread.ts) if thread else None,
                client_msg_id=world.new_id("M"),
            )
        )
        await self.sandbox.courier.finished(self.sandbox.events.message(message))
        return message

    async def delete(self, message: Message) -> None:
        """Take back an own message."""
        if message.live.author is not self.user:
            raise NotPossible("only one's own messages can be deleted")
        self.sandbox.world.remove(message.live)

    async def react(self, emoji: str, message: Message) -> None:
        """Set an emoji; an app hears of it where it is a member."""
        target, name = self._reachable(message), emoji.strip(":")
        if target.ephemeral:
            raise NotPossible("a private message takes no emoji")
        self._in(target.channel)
        users = target.reactions.setdefault(name, [])
        if self.user in users:
            raise NotPossible(f":{name}: is there already")
        users.append(self.user)
        await self._reacted(target, name, added=True)

    async def unreact(self, emoji: str, message: Message) -> None:
        """Take an emoji back."""
        target, name = self._reachable(message), emoji.strip(":")
        if self.user not in target.reactions.get(name, []):
            raise NotPossible(f"there is no :{name}: of {self.handle}")
        target.reactions[name].remove(self.user)
        if not target.reactions[name]:
            del target.reactions[name]
        await self._reacted(target, name, added=False)

    async def _reacted(self, message: Message, name: str, *, added: bool) -> None:
        self.sandbox.world.paint(message)
        told = self.sandbox.events.reaction(self.user, message, name, added=added)
        await self.sandbox.courier.finished(told)

    async def command(
        self,
        name: str,
        text: str = "",
        *,
        channel: Channel | None = None,
        app: App | None = None,
    ) -> Answer:
        """Type a slash command; without a channel, in the conversation with the app.

        ``@handle`` and ``#channel`` in the text become mentions as Slack sends them.
        """
        app = app or self._app()
        place = channel or self._im(app)
        self._in(place)
        if self.user.stranger:
            raise NotPossible("people from outside cannot use this workspace's commands")
        payload = payloads.command(
            app,
            self.user,
            place,
            name,
            as_typed(self.user.team, text, named=True).strip(),
            self.sandbox.hooks.url("commands", app, self.user, place),
            self.sandbox.hooks.trigger(app, self.user),
        )
        sent = await self.sandbox.courier.send(app, "command", payload)
        return self._answered(app, place, sent.replies[-1])

    def _answered(self, app: App, channel: Channel, reply: Reply) -> Answer:
        """Show what came back for a command."""
        if not reply.ok:
            return Answer(reply.status, error=reply.error)
        body = {"text": reply.body} if isinstance(reply.body, str) else reply.body
        if not body:
            return Answer(reply.status)
        if not isinstance(body, dict):
            return Answer(reply.status, error="invalid_command_response")
        try:
            message = hooks.respond(self.sandbox.world, app, self.user, channel, body)
        except SlackError as refused:
            problems = refused.fields.get("errors", [refused.code])
            return Answer(reply.status, error="invalid_command_response", problems=problems)
        if message is None:
            return Answer(reply.status)
        return Answer(reply.status, message.text, message.blocks, message)

    async def shortcut(self, callback_id: str, *, app: App | None = None) -> Answer:
        """Choose a global shortcut."""
        app = self._insider(app)
        payload = payloads.shortcut(
            app,
            self.user,
            callback_id,
            self.sandbox.hooks.trigger(app, self.user),
            self.sandbox.world.new_ts(),
        )
        return await self._interact(app, payload)

    async def message_shortcut(
        self, callback_id: str, message: Message, *, app: App | None = None
    ) -> Answer:
        """Choose the app in a message's menu; it need not be a member there."""
        app = self._insider(app)
        target = self._reachable(message)
        if target.ephemeral:
            raise NotPossible("a private message has no such menu")
        payload = payloads.message_action(
            app,
            self.user,
            target,
            callback_id,
            self.sandbox.hooks.trigger(app, self.user),
            self.sandbox.hooks.url("app", app, self.user, target.channel),
            self.sandbox.world.new_ts(),
        )
        return await self._interact(app, payload)

    async def open_home(self, *, app: App | None = None) -> View | None:
        """Open the app's Home tab; gives it as it stands once the app has heard."""
        self._alive()
        app = app or self._app()
        before = self.home_of(app)
        told = self.sandbox.events.home_opened(
            app, self.user, "home", before.json() if before else None
        )
        await self.sandbox.courier.finished(told)
        return self.home_of(app)

    async def open_messages(self, *, app: App | None = None) -> list[Message]:
        """Open the app's Messages tab."""
        self._alive()
        app = app or self._app()
        told = self.sandbox.events.home_opened(app, self.user, "messages", None)
        await self.sandbox.courier.finished(told)
        return self.direct_messages(app)

    async def press(
        self,
        where: Message | View | str,
        label: str | None = None,
        *,
        action_id: str | None = None,
        value: str | None = None,
        near: str | None = None,
        nth: int | None = None,
        block_id: str | None = None,
        confirm: bool = True,
    ) -> Answer:
        """Press a button, or choose a line of an overflow menu.

        ``where`` is a message, a view, or "home" or "modal". The control is named by its
        ``label`` or ``action_id``; if several answer to that, ``value`` (of the button or
        line), ``block_id``, ``near`` (words in or right above its block) or ``nth`` (from 0)
        picks one.
        An old picture of a message shows its old buttons, as a slow client would.
        ``confirm=False`` says no to the confirmation dialog: nothing is sent.
        """
        source = self._source(where)
        control = pick(source.blocks, label, action_id, value, near, nth, block_id)
        if control.kind not in ("button", "overflow"):
            raise NotPossible(f"{control.label!r} is a {control.kind}: choose, do not press")
        if "confirm" in control.element and not confirm:
            return Answer()
        url = (control.option or control.element).get("url")
        if url:
            self.opened_urls.append(url)
        return await self._act(source, control, None)

    async def choose(
        self, where: Message | View | str, name: str, wanted: Any, *, block_id: str | None = None
    ) -> Answer:
        """Choose in a menu or date picker of a message, Home or form; the app hears at once.

        Inside a form only elements outside inputs, and inputs that dispatch, tell the app.
        ``block_id`` says which one where several go by that name.
        """
        source = self._source(where)
        for control in controls(source.blocks):
            named = name in (control.action_id, control.block["block_id"])
            named = named and block_id in (None, control.block["block_id"])
            if control.kind == "overflow" and named and control.label == wanted:
                return await self._act(source, control, None)
        live = source.live
        live.values = forms.initial_values(live.blocks, live.values)
        offered = [
            field
            for field in forms.fields_of(source.blocks, live.values)
            if block_id in (None, field.block_id)
        ]
        return await self._enter(source, forms.find(offered, name), wanted)

    async def look_up(self, where: Message | View | str, name: str, query: str = "") -> list[Json]:
        """Type in a menu that the app fills; gives the options it offers, to choose one of."""
        source = self._source(where)
        control = pick(source.blocks, None, name, None, None, None)
        if not control.kind.endswith("external_select"):
            raise NotPossible(f"{name!r} is a {control.kind}: its options are there already")
        if len(query) < control.element.get("min_query_length", 3):
            return []
        live = source.live
        app = live.app if isinstance(live, View) else live.author.app
        if app is None:
            raise NotPossible("only an app's message has working controls")
        payload = payloads.block_suggestion(app, self.user, live, control, query)
        sent = await self.sandbox.courier.send(app, "interactive", payload)
        answer = sent.replies[-1].body
        problems: list[str] = []
        OPTIONS(answer, "", problems)
        if problems or not sent.replies[-1].ok:
            raise NotPossible(f"the app's options could not be loaded: {problems or 'no answer'}")
        return options_of(answer)

    async def fill(self, entries: Mapping[str, Any]) -> View:
        """Fill in the open form, field by field, by label, block_id or action_id.

        Texts, numbers, option labels, people, channels, dates; a list where several may be
        chosen; None empties a field; True or False for a tick box by its own label.
        """
        for name, wanted in entries.items():
            view = self._form()
            fields = forms.fields_of(view.blocks, view.values)
            tick = forms.find_tick(fields, name) if isinstance(wanted, bool) else None
            if tick is None:
                await self._enter(view, forms.find(fields, name), wanted)
                continue
            box, option = tick
            chosen = [label for label in box.value if label != option["text"]["text"]]
            await self._enter(view, box, chosen + [option["text"]["text"]] * wanted)
        return self._form()

    async def _enter(self, source: Message | View, field: forms.Field, wanted: Any) -> Answer:
        state = forms.entered(field, wanted)
        live = source.live
        live.values.setdefault(field.block_id, {})[field.action_id] = state
        if isinstance(live, View):
            live.problems.pop(field.block_id, None)
        if not field.dispatches:
            return Answer()
        return await self._act(source, Control(field.label, field.block, field.element), state)

    async def submit(self) -> Submitted:
        """Send the open form. Slack's client refuses first what is missing or too short."""
        view = self._form()
        if view.submit_label is None:
            raise NotPossible("this form has no button to send it")
        view.error, view.problems = None, forms.missing(
            forms.fields_of(view.blocks, view.values)
        )  # fmt: skip
        if view.problems:
            return Submitted(sent=False, errors=view.errors)
        hooks = self.sandbox.hooks
        payload = payloads.view_submission(
            view, hooks.trigger(view.app, self.user), hooks.of_form(view)
        )
        sent = await self.sandbox.courier.send(view.app, "interactive", payload)
        reply = sent.replies[-1]
        if not reply.ok:
            view.error = reply.error
            return Submitted(sent=True, status=reply.status, error=reply.error)
        try:
            action = self._response_action(view, reply.body)
        except SlackError as refused:
            view.error = "invalid_response"
            problems = refused.fields.get("response_metadata", {}).get("messages", [refused.code])
            return Submitted(True, reply.status, error="invalid_response", problems=problems)
        return Submitted(True, reply.status, action, view.errors)

    def _response_action(self, view: View, body: Any) -> str:
        """Do what the app answered to a form."""
        views, stack = self.sandbox.views, self.sandbox.views.stack(self.user)
        if not body:
            if view in stack:
                stack.remove(view)
                view.open = False
                self.sandbox.world.paint(view)
            return "close"
        action = body.get("response_action") if isinstance(body, dict) else None
        if action == "clear":
            views.close(self.user, everything=True)
        elif action == "errors":
            errors = body.get("errors")
            inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
            if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
                raise SlackError("errors must name input blocks of this view")
            view.problems = {name: str(text) for name, text in errors.items()}
        elif action == "update":
            views.update(view, body.get("view"))
        elif action == "push":
            views.push(view.app, self.user, body.get("view"))
        else:
            raise SlackError("unknown response_action")
        return str(action)

    async def close_modal(self, *, all: bool = False) -> None:  # noqa: A002  # the ✕ on top
        """Close the open form; the app hears where it asked to.

        ``all`` closes the whole stack, and nothing where the app has closed it already.
        """
        if all and self.modal is None:
            return
        top = self._form()
        everything = all or bool(top.body.get("clear_on_close"))
        closed = self.sandbox.views.close(self.user, everything=everything)
        if any(view.body.get("notify_on_close") for view in closed):
            payload = payloads.view_closed(closed[0], cleared=everything)
            await self.sandbox.courier.send(closed[0].app, "interactive", payload)

    async def _act(self, source: Message | View, control: Control, state: Json | None) -> Answer:
        """Send a press or a choice to the app."""
        live = source.live
        if isinstance(live, View):
            app, url = live.app, None
        else:
            if live.author.app is None:
                raise NotPossible("only an app's message has working controls")
            app = live.author.app
            live.values = forms.initial_values(live.blocks, live.values)
            url = self.sandbox.hooks.url("actions", app, self.user, live.channel, live)
        action = payloads.action_of(control, state, self.sandbox.world.new_ts())
        trigger = self.sandbox.hooks.trigger(app, self.user)
        return await self._interact(
            app, payloads.block_actions(app, self.user, live, action, trigger, url)
        )

    async def _interact(self, app: App, payload: Json) -> Answer:
        sent = await self.sandbox.courier.send(app, "interactive", payload)
        reply = sent.replies[-1]
        return Answer(reply.status, error=reply.error)

    def _app(self) -> App:
        return self.workspace.app

    def _im(self, app: App | None) -> Channel:
        return self.user.team.im((app or self._app()).user, self.user)

    def _insider(self, app: App | None) -> App:
        self._alive()
        if self.user.stranger:
            raise NotPossible("people from outside cannot use this workspace's shortcuts")
        return app or self._app()

    def _alive(self) -> None:
        if self.user.deleted:
            raise NotPossible(f"{self.handle}'s account is closed")

    def _in(self, channel: Channel) -> None:
        self._alive()
        if not channel.has(self.user):
            raise NotPossible(f"{self.handle} is not in #{channel.name}")
        if channel.archived or channel.deleted:
            raise NotPossible(f"#{channel.name} is closed")

    def _reachable(self, message: Message) -> Message:
        self._alive()
        live = message.live
        if live.deleted:
            raise NotPossible("this message is gone")
        if live.viewer not in (None, self.user):
            raise NotPossible("this message is for somebody else")
        public = live.channel.kind == "public" and not self.user.stranger and not self.user.guest
        if not public and not live.channel.has(self.user):
            raise NotPossible(f"{self.handle} is not in #{live.channel.name}")
        return live

    def _source(self, where: Message | View | str) -> Message | View:
        self._alive()
        if where == "home":
            where = self.home or "nothing"
        if where == "modal":
            where = self.modal or "nothing"
        if isinstance(where, str):
            raise NotPossible(f"{self.handle} has no such thing open")
        if isinstance(where, View):
            if where.user is not self.user or not where.live.open:
                raise NotPossible("this view is not open")
            return where
        self._reachable(where)
        return where

    def _form(self) -> View:
        self._alive()
        if self.modal is None:
            raise NotPossible(f"{self.handle} has no form open")
        return self.modal

    def __repr__(self) -> str:
        return f"<{self.handle} {self.id}>"
