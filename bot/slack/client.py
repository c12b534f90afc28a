"""Every call of Slack's Web API, and what each answer means for trying again."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.person import NAME_LIMIT, Person
from bot.messages.blocks import Block

TIMEOUT_SECONDS = 10
POST = "chat.postMessage"
UPDATE = "chat.update"
DELETE = "chat.delete"
HISTORY = "conversations.history"
OPEN = "conversations.open"
PUBLISH = "views.publish"
EVENT_TYPE = "heard_delivery"

TOKEN_DEAD = frozenset(
    {
        "invalid_auth",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
    }
)
"""The workspace's sending stops until it is installed anew."""
GONE = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "channel_is_archived",
        "is_archived",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    }
)
"""Nobody can be reached there; a human is told what to do."""
UNCERTAIN = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Slack: some aspect of the operation may have succeeded before the error was raised."""


PAGE = 100
BROKEN = (
    SlackClientError,
    aiohttp.ClientError,
    TimeoutError,
    OSError,
    ValueError,
    KeyError,
    TypeError,
)
"""What a call may end with that had no whole answer, and Slack's refusals."""


class Outcome(StrEnum):
    """What is known after a POST."""

    SENT = "sent"
    LIMITED = "limited"
    """429: nothing was posted; try again after ``retry_after`` seconds."""
    TOKEN_DEAD = "token_dead"  # noqa: S105 (no password)
    REFUSED = "refused"
    """Nothing was done; later it may be."""
    GONE = "gone"
    """Nothing was done, and nobody can be reached there any more."""
    UNCERTAIN = "uncertain"
    """It may have been posted: never blindly again."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of one call."""

    outcome: Outcome = Outcome.SENT
    error: str | None = None
    """Slack's error code, or the kind of break."""
    retry_after: float = 0.0

    @property
    def passing(self) -> bool:
        """Whether the same call may go well later."""
        return self.outcome in (Outcome.LIMITED, Outcome.TOKEN_DEAD, Outcome.UNCERTAIN)


@dataclass(frozen=True, kw_only=True)
class Posted(Answer):
    """The outcome of one POST."""

    channel: str | None = None
    ts: str | None = None


@dataclass(frozen=True, kw_only=True)
class Page(Answer):
    """One page of what stands in a direct message: our marks with the ts of each, newest first."""

    copies: tuple[tuple[str, str], ...] = ()
    cursor: str = ""
    """Of the next page; empty: this was the last."""


@dataclass(frozen=True, kw_only=True)
class Company(Answer):
    """Who can read a channel."""

    shared: bool = False
    """With another organisation, or another workspace of the same."""
    present: tuple[PersonId, ...] = ()
    """Everybody in it, where it is not shared."""


@dataclass(frozen=True)
class Installation:
    """Who the bot is in a workspace, as ``auth.test`` says."""

    workspace: WorkspaceId
    name: str
    domain: str
    bot_user: PersonId
    bot_id: str
    scopes: frozenset[str]


class Sender:
    """Calls Slack for one workspace's token, each call once: no handler retries behind our back."""

    def __init__(self, client: AsyncWebClient) -> None:
        """Send through ``client``, which must have no retry handlers."""
        if client.retry_handlers:
            raise ValueError("a client that retries by itself posts twice; take its handlers away")
        self._client = client

    async def who_am_i(self) -> Installation:
        """Ask Slack whom the token belongs to. Raises ``SlackApiError`` for a dead token."""
        answer = await self._client.auth_test()
        scopes = str(answer.headers.get("x-oauth-scopes") or "")
        url = str(answer.get("url", ""))
        return Installation(
            workspace=WorkspaceId(answer["team_id"]),
            name=str(answer.get("team", "")),
            domain=url.removeprefix("https://").partition(".")[0],
            bot_user=PersonId(answer["user_id"]),
            bot_id=str(answer.get("bot_id", "")),
            scopes=frozenset(one.strip() for one in scopes.split(",") if one.strip()),
        )

    async def is_welcome(self) -> bool:
        """Whether Slack takes the token at this moment."""
        return (await _answer_of(self._client.auth_test())).error is None

    # What the bot starts

    async def post(
        self, channel: str, text: str, blocks: Sequence[Block], *, delivery: str, message_id: str
    ) -> Posted:
        """Post one message, marked with its delivery's id.

        ``message_id`` (a UUID) goes along as ``client_msg_id``; nothing relies on it.
        """
        marked = [dict(block) for block in blocks]
        if marked:
            marked[0]["block_id"] = marker(delivery)
        try:
            answer = await self._client.chat_postMessage(
                channel=channel,
                text=text,
                blocks=marked,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"id": delivery}},
                unfurl_links=False,
                unfurl_media=False,
                client_msg_id=message_id,
            )
        except BROKEN as error:
            return Posted(**_meaning(error))
        place, ts = answer.get("channel"), answer.get("ts")
        if not place or not ts:
            return Posted(outcome=Outcome.UNCERTAIN, error="half_an_answer")
        return Posted(channel=str(place), ts=str(ts))

    # Finding out what arrived; each may be repeated.

    async def direct_message(self, person: str) -> tuple[str | None, Answer]:
        """Give the channel of the direct message with a person."""
        try:
            answer = await self._client.conversations_open(users=person)
            return str(answer["channel"]["id"]), Answer()
        except BROKEN as error:
            return None, Answer(**_meaning(error))

    async def history(self, channel: str, person: str, oldest: datetime, cursor: str = "") -> Page:
        """Read which deliveries stand in a direct message since ``oldest``, one page of it.

        What ``person`` wrote there is none, whatever marks an app of theirs put on it.
        """
        try:
            answer = await self._client.conversations_history(
                channel=channel,
                oldest=f"{oldest.timestamp():.6f}",
                inclusive=True,
                limit=PAGE,
                include_all_metadata=True,
                cursor=cursor,
            )
            copies = tuple(
                (mark, str(one["ts"]))
                for one in answer["messages"]
                if one.get("user") != person and (mark := delivery_of(one)) is not None
            )
            following = (answer.get("response_metadata") or {}).get("next_cursor")
        except BROKEN as error:
            return Page(**_meaning(error))
        return Page(copies=copies, cursor=str(following or "") if answer["has_more"] else "")

    async def delete(self, channel: str, ts: str) -> Answer:
        """Take a message back; one that is gone already is taken back."""
        answer = await _answer_of(self._client.chat_delete(channel=channel, ts=ts))
        return Answer() if answer.error == "message_not_found" else answer

    # Redrawing and answering; each may be repeated, so a failure is only an error code.

    async def update(self, channel: str, ts: str, text: str, blocks: Sequence[Block]) -> Answer:
        """Draw a message anew."""
        return await _answer_of(
            self._client.chat_update(channel=channel, ts=ts, text=text, blocks=list(blocks))
        )

    async def whisper(
        self, channel: str, person: str, text: str, blocks: Sequence[Block]
    ) -> str | None:
        """Show something to one person in a channel, at most once and perhaps never."""
        return await _error_of(
            self._client.chat_postEphemeral(
                channel=channel, user=person, text=text, blocks=list(blocks)
            )
        )

    async def open_form(self, trigger: str, view: Mapping[str, Any]) -> str | None:
        """Open a modal; gives its id, or ``None`` where Slack would not."""
        try:
            answer = await self._client.views_open(trigger_id=trigger, view=dict(view))
        except (SlackClientError, aiohttp.ClientError, TimeoutError):
            return None
        return str(answer["view"]["id"])

    async def push_form(self, trigger: str, view: Mapping[str, Any]) -> str | None:
        """Lay a modal upon the open one; gives Slack's error code, or ``None``."""
        return await _error_of(self._client.views_push(trigger_id=trigger, view=dict(view)))

    async def update_form(
        self, view_id: str, view: Mapping[str, Any], hash_: str | None = None
    ) -> str | None:
        """Draw an open modal anew; gives Slack's error code, or ``None``."""
        return await _error_of(
            self._client.views_update(view_id=view_id, view=dict(view), hash=hash_)
        )

    async def publish_home(self, person: str, view: Mapping[str, Any]) -> Answer:
        """Publish somebody's Home."""
        return await _answer_of(self._client.views_publish(user_id=person, view=dict(view)))

    async def respond(self, url: str, body: Mapping[str, Any]) -> str | None:
        """Use a ``response_url`` of a press; gives an error code, or ``None``."""
        session = self._client.session
        if session is None:
            raise ValueError("the client needs the shared session")
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        try:
            async with session.post(url, json=dict(body), timeout=timeout) as answer:
                return None if answer.status == HTTPStatus.OK else str(answer.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            return type(error).__name__

    # Asking Slack

    async def person(self, workspace: WorkspaceId, person: str, now: datetime) -> Person | None:
        """Read who somebody is; ``None`` for one Slack does not show."""
        try:
            answer = await self._client.users_info(user=person, include_locale=True)
        except SlackApiError as error:
            if error.response.get("error") in ("user_not_found", "user_not_visible"):
                return None
            raise
        return read_person(workspace, answer["user"], now)

    async def channel(self, channel: str) -> Mapping[str, Any] | None:
        """Read what a channel is; ``None`` for one the bot cannot see."""
        try:
            answer = await self._client.conversations_info(channel=channel)
        except SlackApiError:
            return None
        found: Mapping[str, Any] = answer["channel"]
        return found

    async def members(self, channel: str, most: int) -> list[PersonId]:
        """Read who is in a channel, ``most`` people at the most; nobody where Slack refuses."""
        try:
            return await self._present(channel, most)
        except SlackApiError:
            return []

    async def company(self, channel: str) -> Company:
        """Read whether a channel is shared, and if it is not, who is in it."""
        try:
            answer = await self._client.conversations_info(channel=channel)
            if is_shared(answer["channel"]):
                return Company(shared=True)
            return Company(present=tuple(await self._present(channel)))
        except BROKEN as error:
            return Company(**_meaning(error))

    async def _present(self, channel: str, most: int | None = None) -> list[PersonId]:
        found: list[PersonId] = []
        cursor: str = ""
        while most is None or len(found) < most:
            answer = await self._client.conversations_members(
                channel=channel, limit=200, cursor=cursor
            )
            found += [PersonId(one) for one in answer["members"]]
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return found[:most]

    async def undisturbed_until(self, person: str, now: datetime) -> datetime | None:
        """Read the end of a person's scheduled Do Not Disturb, while it lasts."""
        try:
            answer = await self._client.dnd_info(user=person)
        except (SlackClientError, aiohttp.ClientError, TimeoutError):
            return None
        start, end = answer.get("next_dnd_start_ts"), answer.get("next_dnd_end_ts")
        if not answer.get("dnd_enabled") or not start or not end:
            return None
        if start <= now.timestamp() < end:
            return datetime.fromtimestamp(end, UTC)
        return None


def marker(delivery: str) -> str:
    """The ``block_id`` that says which delivery a message is."""
    return f"heard:{delivery}"


def delivery_of(message: Mapping[str, Any]) -> str | None:
    """Which delivery a message is, by its marks: either of them will do."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") == EVENT_TYPE:
        payload = metadata.get("event_payload") or {}
        if payload.get("id"):
            return str(payload["id"])
    for block in message.get("blocks") or ():
        block_id = str(block.get("block_id", ""))
        if block_id.startswith("heard:"):
            return block_id.removeprefix("heard:")
    return None


def is_shared(channel: Mapping[str, Any]) -> bool:
    """Whether a channel is shared outside its workspace, or about to be."""
    flags = ("is_shared", "is_ext_shared", "is_org_shared", "is_pending_ext_shared")
    return any(channel.get(flag) for flag in flags)


def read_person(workspace: WorkspaceId, user: Mapping[str, Any], now: datetime) -> Person:
    """Read Slack's user object, as it is at ``now``."""
    profile = user.get("profile") or {}
    real = str(user.get("real_name") or profile.get("real_name") or user.get("name") or "")
    name = str(profile.get("display_name") or "") or (real.split() or [str(user["id"])])[0]
    foreign = bool(user.get("is_stranger")) or user.get("team_id") not in (None, workspace)
    return Person(
        workspace=workspace,
        id=PersonId(user["id"]),
        name=name[:NAME_LIMIT],
        full_name=(real or name)[:NAME_LIMIT],
        zone=str(user.get("tz") or "UTC"),
        slack_locale=str(user.get("locale") or "en-US"),
        bot=bool(user.get("is_bot") or user.get("is_workflow_bot")) or user["id"] == "USLACKBOT",
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        outsider=foreign,
        deleted=bool(user.get("deleted")),
        admin=bool(user.get("is_admin") or user.get("is_owner")),
        status_emoji=str(profile.get("status_emoji") or ""),
        read_at=now,
    )


def _meaning(error: Exception) -> dict[str, Any]:
    """What a failed call means for trying again, as the fields of an :class:`Answer`."""
    if not isinstance(error, SlackApiError):
        return {"outcome": Outcome.UNCERTAIN, "error": type(error).__name__}
    response: Any = error.response
    code, status = str(response.get("error") or ""), response.status_code
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in ("ratelimited", "rate_limited"):
        seconds = float(response.headers.get("Retry-After", 1) or 1)
        return {"outcome": Outcome.LIMITED, "error": "ratelimited", "retry_after": seconds}
    if code in TOKEN_DEAD:
        return {"outcome": Outcome.TOKEN_DEAD, "error": code}
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in UNCERTAIN or not code:
        return {"outcome": Outcome.UNCERTAIN, "error": code or f"http_{status}"}
    return {"outcome": Outcome.GONE if code in GONE else Outcome.REFUSED, "error": code[:64]}


async def _answer_of(call: Awaitable[object]) -> Answer:
    try:
        await call
    except BROKEN as error:
        return Answer(**_meaning(error))
    return Answer()


async def _error_of(call: Awaitable[object]) -> str | None:
    return (await _answer_of(call)).error
