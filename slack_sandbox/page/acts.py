"""What a person does, as one table: the page and tests send an act by its name."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from slack_sandbox.answers import Answer
from slack_sandbox.errors import NotPossible
from slack_sandbox.modals import View
from slack_sandbox.page import drawn
from slack_sandbox.schema import Json
from slack_sandbox.world import App, Channel, Message

if TYPE_CHECKING:
    from slack_sandbox.person import Person


class BadRequest(Exception):  # noqa: N818  # a fact about the request
    """What was sent is no act: something is missing, or of the wrong kind."""


class Asked:
    """The JSON of one act, read piece by piece."""

    def __init__(self, who: "Person", body: Mapping[str, Any]) -> None:
        self.who = who
        self.body = body

    def text(self, name: str) -> str:
        """A string that has to be there."""
        value = self.body.get(name)
        if not isinstance(value, str):
            raise BadRequest(f"{name} must be a string")
        return value

    def maybe(self, name: str) -> str | None:
        """A string, or nothing."""
        return None if self.body.get(name) is None else self.text(name)

    def number(self, name: str) -> int | None:
        """A whole number, or nothing."""
        value = self.body.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise BadRequest(f"{name} must be a number")
        return value

    def channel(self) -> Channel | None:
        """The conversation that was named, by id or by name."""
        name = self.maybe("channel")
        if name is None:
            return None
        team = self.who.user.team
        channel = team.channels.get(name) or team.channel_by_name(name.removeprefix("#"))
        if channel is None or not drawn.sees(channel, self.who.user):
            raise NotPossible(f"there is no {name} here")
        return channel

    def app(self) -> App | None:
        """The app that was named by its user id; None: the only one."""
        name = self.maybe("app")
        if name is None:
            return None
        for app in self.who.user.team.apps:
            if app.user.id == name:
                return app
        raise NotPossible("there is no such app here")

    def message(self, named: Any = None) -> Message:
        """The message named by its channel and moment."""
        named = named or self.body.get("message")
        if not isinstance(named, Mapping):
            raise BadRequest("message must be an object with channel and ts")
        inner = Asked(self.who, named)
        channel, ts = inner.channel(), inner.text("ts")
        if channel is None:
            raise BadRequest("message must name its channel")
        for message in drawn.all_in(channel, self.who.user):
            if message.ts == ts:
                return message
        raise NotPossible("this message is gone")

    def where(self) -> Message | View | str:
        """Where to press: "home", "modal", ``{"home": app}``, or a message."""
        named = self.body.get("where")
        if named in ("home", "modal"):
            return str(named)
        if isinstance(named, Mapping) and "home" in named:
            home = self.who.home_of(Asked(self.who, {"app": named["home"]}).app())
            return home or "home"
        return self.message(named)

    async def enter(self) -> None:
        """Put what was typed into the open form, before anything is sent."""
        entries = self.body.get("entries") or []
        if not isinstance(entries, list):
            raise BadRequest("entries must be a list")
        for given in entries:
            if not isinstance(given, Mapping):
                raise BadRequest("an entry has block_id, action_id and value")
            entry = Asked(self.who, given)
            await self.who.choose(
                "modal",
                entry.text("action_id"),
                given.get("value"),
                block_id=entry.text("block_id"),
            )


def _answered(answer: Answer) -> Json:
    return {
        "error": answer.error,
        "text": answer.text,
        "problems": answer.problems,
        "message": drawn.message(answer.message) if answer.message else None,
    }


async def _say(who: "Person", asked: Asked) -> Json:
    return {"message": drawn.message(await who.say(asked.text("text"), asked.channel()))}


async def _delete(who: "Person", asked: Asked) -> Json:
    await who.delete(asked.message())
    return {}


async def _command(who: "Person", asked: Asked) -> Json:
    name = asked.text("command")
    app = asked.app() or _whose(who, name)
    return _answered(
        await who.command(name, asked.maybe("text") or "", channel=asked.channel(), app=app)
    )


def _whose(who: "Person", command: str) -> App | None:
    """The app that has this command. Where no app lists any, the only app may have it."""
    apps = [app for app in who.user.team.apps if app.state == "installed"]
    for app in reversed(apps):
        if any(each["command"] == command for each in app.commands):
            return app
    if not apps or any(app.commands for app in apps):
        raise NotPossible(f"{command} is not a valid command here")
    return None


async def _react(who: "Person", asked: Asked) -> Json:
    await who.react(asked.text("emoji"), asked.message())
    return {}


async def _unreact(who: "Person", asked: Asked) -> Json:
    await who.unreact(asked.text("emoji"), asked.message())
    return {}


async def _press(who: "Person", asked: Asked) -> Json:
    await asked.enter()
    answer = await who.press(
        asked.where(),
        asked.maybe("label"),
        action_id=asked.maybe("action_id"),
        value=asked.maybe("value"),
        near=asked.maybe("near"),
        nth=asked.number("nth"),
        block_id=asked.maybe("block_id"),
        confirm=asked.body.get("confirm", True) is True,
    )
    return _answered(answer)


async def _choose(who: "Person", asked: Asked) -> Json:
    await asked.enter()
    answer = await who.choose(
        asked.where(),
        asked.maybe("name") or asked.text("action_id"),
        asked.body.get("value"),
        block_id=asked.maybe("block_id"),
    )
    return _answered(answer)


async def _look_up(who: "Person", asked: Asked) -> Json:
    name, query = asked.text("action_id"), asked.maybe("query") or ""
    return {"options": await who.look_up(asked.where(), name, query)}


async def _fill(who: "Person", asked: Asked) -> Json:
    await asked.enter()
    named = asked.body.get("fields") or {}
    if not isinstance(named, Mapping):
        raise BadRequest("fields must be an object: what to enter, by label")
    if named:
        await who.fill(named)
    return {}


async def _submit(who: "Person", asked: Asked) -> Json:
    await _fill(who, asked)
    sent = await who.submit()
    return {
        "sent": sent.sent,
        "action": sent.action,
        "errors": sent.errors,
        "error": sent.error,
        "problems": sent.problems,
    }


async def _close(who: "Person", asked: Asked) -> Json:
    await who.close_modal(all=asked.body.get("all") is True)
    return {}


async def _shortcut(who: "Person", asked: Asked) -> Json:
    return _answered(await who.shortcut(asked.text("callback_id"), app=asked.app()))


async def _message_shortcut(who: "Person", asked: Asked) -> Json:
    return _answered(
        await who.message_shortcut(asked.text("callback_id"), asked.message(), app=asked.app())
    )


async def _open_home(who: "Person", asked: Asked) -> Json:
    home = await who.open_home(app=asked.app())
    return {"home": drawn.view(home) if home else None}


async def _open_messages(who: "Person", asked: Asked) -> Json:
    app = asked.app() or who.workspace.app
    await who.open_messages(app=app)
    return {"channel": who.user.team.im(app.user, who.user).id}


async def _open_direct(who: "Person", asked: Asked) -> Json:
    other = who.user.team.users.get(asked.text("user"))
    if other is None or other is who.user:
        raise NotPossible("there is nobody else of that id")
    return {"channel": who.user.team.im(who.user, other).id}


async def _reload(who: "Person", asked: Asked) -> Json:
    who.reload()
    return {}


ACTS: Mapping[str, Callable[["Person", Asked], Awaitable[Json]]] = {
    "say": _say,
    "delete": _delete,
    "command": _command,
    "react": _react,
    "unreact": _unreact,
    "press": _press,
    "choose": _choose,
    "look_up": _look_up,
    "fill": _fill,
    "submit": _submit,
    "close": _close,
    "shortcut": _shortcut,
    "message_shortcut": _message_shortcut,
    "open_home": _open_home,
    "open_messages": _open_messages,
    "open_direct": _open_direct,
    "reload": _reload,
}
"""Every act by its name."""
