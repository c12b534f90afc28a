"""What Slack hands to an app for one moment: trigger ids, and addresses to answer to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sandbox import blocks as kit
from slack_sandbox import fields
from slack_sandbox.errors import SlackError, invalid_blocks
from slack_sandbox.modals import View
from slack_sandbox.schema import Json
from slack_sandbox.world import App, Channel, Message, User, World, new_secret

TRIGGER_SECONDS = 3.0
RESPONSE_USES = 5
RESPONSE_LIFE = timedelta(minutes=30)


@dataclass
class Trigger:
    """The right to open one modal before one person, for three seconds of machine time."""

    app: App
    user: User
    born: float
    used: bool = False


@dataclass
class ResponseUrl:
    """An address that answers to one command or press: five times, within thirty minutes."""

    app: App
    user: User
    channel: Channel
    source: Message | None
    until: datetime
    left: int = RESPONSE_USES


class Hooks:
    """Every trigger and response address that was handed out."""

    def __init__(self, world: World, trigger_seconds: float = TRIGGER_SECONDS) -> None:
        self.world = world
        self.base = ""  # the server's address, known once it listens
        self.trigger_seconds = trigger_seconds
        self.triggers: dict[str, Trigger] = {}
        self.urls: dict[str, ResponseUrl] = {}

    def trigger(self, app: App, user: User) -> str:
        """A fresh trigger id."""
        name = f"{len(self.triggers) + 1}.{int(self.world.machine() * 1000)}.{new_secret()}"
        self.triggers[name] = Trigger(app, user, self.world.machine())
        return name

    def check_trigger(self, app: App, name: str) -> Trigger:
        """The trigger, if the app may still use it."""
        trigger = self.triggers.get(name)
        if trigger is None or trigger.app.app_id != app.app_id or trigger.user.team is not app.team:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.world.machine() - trigger.born > self.trigger_seconds:
            raise SlackError("expired_trigger_id")
        return trigger

    def url(
        self, kind: str, app: App, user: User, channel: Channel, source: Message | None = None
    ) -> str:
        """A fresh response_url; ``source`` is the message that was pressed."""
        token = new_secret()
        self.urls[token] = ResponseUrl(app, user, channel, source, self.world.now() + RESPONSE_LIFE)
        return f"{self.base}/{kind}/{app.team.id}/{token}"

    def of_form(self, view: View) -> list[Json]:
        """A fresh response_url for each conversation that the form asked one for."""
        hooks: list[Json] = []
        for field in fields.fields_of(view.blocks, view.values):
            channel = view.user.team.channels.get(str(field.value))
            if field.element.get("response_url_enabled") and channel is not None:
                hooks.append(
                    {
                        "block_id": field.block_id,
                        "action_id": field.action_id,
                        "channel_id": channel.id,
                        "response_url": self.url("app", view.app, view.user, channel),
                    }
                )
        return hooks

    def answer(self, token: str, body: Any) -> Message | None:
        """Do what was posted to a response_url; raises ``SlackError``."""
        url = self.urls.get(token)
        if url is None:
            raise SlackError("invalid_url", status=404)
        if self.world.now() > url.until:
            raise SlackError("expired_url", status=404)
        if url.left <= 0:
            raise SlackError("used_url", status=404)
        if not isinstance(body, dict):
            raise SlackError("invalid_payload", status=400)
        message = respond(self.world, url.app, url.user, url.channel, body, url.source)
        url.left -= 1
        return message


def respond(
    world: World,
    app: App,
    user: User,
    channel: Channel,
    body: Mapping[str, Any],
    source: Message | None = None,
) -> Message | None:
    """Say what an app answers to a command or a press: for one person unless ``in_channel``.

    ``replace_original`` and ``delete_original`` act on ``source``, where there is one.
    """
    if body.get("delete_original"):
        if source is not None and not source.deleted:
            world.remove(source)
        return None
    text, blocks = body.get("text", ""), body.get("blocks") or []
    if not isinstance(text, str) or not (text or blocks):
        raise SlackError("no_text", status=400)
    problems = kit.check_message(blocks)
    if problems:
        refused = invalid_blocks(problems)
        refused.status = 400
        raise refused
    kit.settle(blocks)
    if body.get("replace_original") and source is not None:
        if source.deleted:
            raise SlackError("message_not_found", status=404)
        world.edit(source, text, blocks)
        return source
    private = body.get("response_type", "ephemeral") != "in_channel"
    return world.post(
        Message(
            channel=channel,
            ts=world.new_ts(),
            text=text,
            author=app.user,
            blocks=blocks,
            metadata=body.get("metadata"),
            thread_ts=body.get("thread_ts"),
            viewer=user if private else None,
        )
    )
