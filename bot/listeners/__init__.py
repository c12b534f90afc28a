"""HEARS: every trigger and its listener, on one screen."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from prometheus_client import Counter, Histogram
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.ids import PersonId
from bot.listeners import (
    buttons,
    commands,
    forms,
    home,
    lifecycle,
    lookups,
    reactions,
    shortcuts,
)
from bot.listeners.errors import (
    Door,
    Listener,
    command_door,
    event_door,
    form_door,
    lookup_door,
    press_door,
)
from bot.listeners.request import Request, Services
from bot.listeners.slack_payload import is_for
from bot.logs import hold_libraries, silent
from bot.messages.controls import Button, Form, Lookup, Shortcut

ANSWER = Histogram(
    "heard_answer_seconds",
    "From what Slack delivered until it was kept and answered; Slack waits three seconds.",
    ("what",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
)
LIMITED = Counter(
    "heard_events_limited", "Minutes in which Slack held events back, for there were too many."
)
ANSWERS = Counter(
    "heard_answers",
    "What Slack delivered, by how it was answered: kept, refused with a sentence, or not saved.",
    ("what", "outcome"),
)
COMMAND = "/concern"

log = structlog.get_logger("heard.listeners")

EVENT_LISTENERS: Mapping[str, Listener] = {
    "app_home_opened": home.opened,
    "app_mention": lifecycle.mentioned,
    "app_uninstalled": lifecycle.uninstalled,
    "tokens_revoked": lifecycle.revoked,
    "reaction_added": reactions.added,
    "reaction_removed": reactions.removed,
    "user_change": lifecycle.person_changed,
    "channel_archive": lifecycle.channel_lost,
    "channel_unarchive": lifecycle.channel_found,
    "channel_deleted": lifecycle.channel_lost,
    "channel_id_changed": lifecycle.channel_moved,
    "channel_rename": lifecycle.channel_renamed,
    "group_archive": lifecycle.channel_lost,
    "group_unarchive": lifecycle.channel_found,
    "group_deleted": lifecycle.channel_lost,
    "group_rename": lifecycle.channel_renamed,
    "member_joined_channel": lifecycle.member_joined,
    "member_left_channel": lifecycle.member_left,
}
KINDS = {*EVENT_LISTENERS, "block_actions", "view_submission", "shortcut", "command"}
"""What a line may call what came; nothing else that a payload says of itself is repeated."""
SHORTCUTS: Mapping[Shortcut, Listener] = {
    Shortcut.SAY: shortcuts.say,
    Shortcut.NOTE: shortcuts.note,
    Shortcut.MESSAGE: shortcuts.come_back,
}


def make_bolt(client: AsyncWebClient, token: str, services: Services) -> AsyncApp:
    """Make Bolt's app, which calls the listeners; Slack is not asked again who the bot is."""
    installation = services.installation

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=installation.workspace,
            bot_token=token,
            bot_id=installation.bot_id,
            bot_user_id=installation.bot_user,
            bot_scopes=sorted(installation.scopes),
        )

    async def broken(error: Exception) -> None:
        log.error("listener", kind=type(error).__name__, exc_info=error)

    # It finds SLACK_BOT_TOKEN in the environment by itself, and warns that it will not use it.
    with silent():
        app = AsyncApp(
            name="heard",  # else it looks through every module for its caller's
            client=client,
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,
            ignoring_self_events_enabled=True,
            ssl_check_enabled=False,
        )
    # Bolt's own handler prints the exception's text, which may repeat what somebody wrote.
    app.error(broken)
    hold_libraries()
    _register(app, services)
    return app


def _register(app: AsyncApp, services: Services) -> None:
    """Let ``app`` call the listeners, each through its door."""

    @app.use
    async def limited(body: dict[str, Any], next_: Callable[[], Awaitable[Any]]) -> Any:
        services.hearing.heard()
        if body.get("type") != "app_rate_limited":
            return await next_()
        # It stands outside of any event, so that no listener for one hears it.
        LIMITED.inc()
        log.warning("events limited", minute=body.get("minute_rate_limited"))
        return BoltResponse(status=HTTPStatus.OK)

    @app.use
    async def ours(body: dict[str, Any], next_: Callable[[], Awaitable[Any]]) -> Any:
        if is_for(services.installation, body):
            return await next_()
        kind = (body.get("event") or body).get("type", "command")
        log.info("not for us", kind=kind if kind in KINDS else "another")
        return BoltResponse(status=HTTPStatus.OK)

    def hear(listener: Listener, door: Door) -> Callable[..., Awaitable[None]]:
        async def run(ack: Any, body: dict[str, Any]) -> None:
            what, began = door.__name__.removesuffix("_door"), time.monotonic()
            request = _request(services, ack, body)
            try:
                # Tracked, so that an orderly stop waits for it.
                await asyncio.shield(services.tasks.start(door(listener, request)))
            except BaseException as error:
                request.answer.record_error(error)
                raise
            finally:
                seconds, outcome = time.monotonic() - began, request.answer.outcome
                ANSWER.labels(what).observe(seconds)
                ANSWERS.labels(what, outcome).inc()
                log.info("answered", what=what, outcome=outcome, ms=round(1000 * seconds))

        return run

    app.command(COMMAND)(hear(commands.concern, command_door))
    app.action(_any_of(Button))(hear(buttons.pressed, press_door))
    app.view(_any_of(Form))(hear(forms.submitted, form_door))
    app.shortcut(_any_of(SHORTCUTS))(hear(_shortcut, press_door))
    app.options(_any_of(lookups.LOOKUPS))(hear(_lookup, lookup_door))
    app.event(_any_of(EVENT_LISTENERS))(hear(_event, event_door))


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """All names of one kind as one: Bolt tries what it was told one after the other, slowly."""
    return re.compile(rf"\A(?:{'|'.join(map(re.escape, names))})\Z")


async def _shortcut(request: Request) -> None:
    await SHORTCUTS[Shortcut(request.body["callback_id"])](request)


async def _lookup(request: Request) -> None:
    await lookups.LOOKUPS[Lookup(request.body["action_id"])](request)


async def _event(request: Request) -> None:
    await EVENT_LISTENERS[request.body["event"]["type"]](request)


def _request(services: Services, ack: Any, body: dict[str, Any]) -> Request:
    """Read what every payload has: who, and what was pressed."""
    event = body.get("event") or {}
    user = body.get("user") or event.get("user") or {}
    person = user if isinstance(user, str) else str(user.get("id", ""))
    actions = body.get("actions") or [{}]
    return Request(
        services=services,
        body=body,
        ack=ack,
        workspace=services.workspace,
        person=PersonId(str(body.get("user_id") or person)),
        now=services.runner.clock(),
        answer_by=time.monotonic() + services.runner.seconds,
        trigger=str(body.get("trigger_id", "")),
        action=actions[0],
        value=_value(actions[0]),
    )


def _value(action: Mapping[str, Any]) -> str:
    option = action.get("selected_option") or {}
    return str(action.get("value") or option.get("value") or "")
