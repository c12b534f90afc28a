"""Every call of Slack's Web API. None raises: each gives what its answer proves (``answers.py``).

Whoever calls keeps a limit or a dead token.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.person import Person
from bot.slack.answers import (
    Answer,
    Outcome,
    Read,
    asked,
    code_of,
    done,
    http_date,
    proved,
    text_of,
)
from bot.slack.objects import Channel, read_channel, read_person

TIMEOUT_SECONDS = 10
POST = "chat.postMessage"
UPDATE = "chat.update"
DELETE = "chat.delete"
HISTORY = "conversations.history"
OPEN = "conversations.open"
PUBLISH = "views.publish"
USER = "users.info"
CONVERSATION = "conversations.info"
MEMBERS = "conversations.members"
DND = "dnd.info"
FILE_NAME = re.compile(r"heard-([0-9a-f]{32})\.[a-z]+")
NO_SCOPE = "missing_scope"
TOO_LATE = "too_late"
EVENT_TYPE = "heard_delivery"

NOT_FOUND = "message_not_found"
"""The one error that says of a message that it is gone."""
PAGE = 100
Block = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Posted(Answer):
    """The outcome of one POST."""

    channel: str | None = None
    ts: str | None = None


@dataclass(frozen=True)
class Upload:
    """A file to be sent: its title in Slack, how its name ends, and its bytes."""

    title: str
    ending: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Page(Answer):
    """One page of what stands in a direct message: our marks with the ts of each, newest first."""

    copies: tuple[tuple[str, str], ...] = ()
    cursor: str = ""
    """Of the next page; empty: this was the last."""


@dataclass(frozen=True)
class Installation:
    """Who the bot is in a workspace, as ``auth.test`` says."""

    workspace: WorkspaceId
    name: str
    domain: str
    bot_user: PersonId
    bot_name: str
    bot_id: str
    scopes: frozenset[str]
    date: datetime | None
    """Slack's own clock, when its answer says so."""
    organisation: str | None = None
    """The organisation (Enterprise Grid) that it is installed for as a whole."""


def web_client(api_url: str, session: aiohttp.ClientSession, token: str | None) -> AsyncWebClient:
    """Make a client of Slack that calls once and shares the session.

    Without handlers of its own: the SDK's default one posts twice when a connection breaks after
    Slack has done the work.
    """
    return AsyncWebClient(
        token=token, base_url=api_url, timeout=TIMEOUT_SECONDS, session=session, retry_handlers=[]
    )


def answers_at(url: str, api_url: str) -> bool:
    """Whether an address to answer to is Slack's own, or one of whatever stands in for Slack.

    Whoever has the signing secret could name any other, inside the network of the bot.
    """
    try:
        named, api = urlsplit(url), urlsplit(api_url)
    except ValueError:
        return False
    hooks = ("https", f"hooks.{api.netloc.removeprefix('www.')}")
    return (named.scheme, named.netloc) in (hooks, (api.scheme, api.netloc))


class Sender:
    """Calls Slack for one workspace's token, each call once: no handler retries behind our back."""

    def __init__(self, client: AsyncWebClient) -> None:
        """Send through ``client``, which has a shared session and no retry handlers."""
        if client.retry_handlers:
            raise ValueError("a client that retries by itself posts twice; take its handlers away")
        if client.session is None:
            raise ValueError("the client needs the shared session")
        self._client = client
        self._session = client.session

    async def who_am_i(self) -> Read[Installation]:
        """Ask Slack whom the token belongs to."""

        def read(answer: AsyncSlackResponse) -> Read[Installation]:
            headers = answer.headers
            scopes = str(headers.get("x-oauth-scopes") or "")
            installation = Installation(
                workspace=WorkspaceId(text_of(answer["team_id"])),
                name=str(answer.get("team") or ""),
                domain=str(answer.get("url") or "").removeprefix("https://").partition(".")[0],
                bot_user=PersonId(text_of(answer["user_id"])),
                bot_name=str(answer.get("user") or ""),
                bot_id=str(answer.get("bot_id") or ""),
                scopes=frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()),
                date=http_date(headers.get("Date")),
                organisation=text_of(answer["enterprise_id"])
                if answer.get("is_enterprise_install")
                else None,
            )
            return Read(value=installation)

        return await asked(self._client.auth_test(), Read[Installation], read)

    async def is_welcome(self) -> bool:
        """Whether Slack takes the token at this moment."""
        return (await self.who_am_i()).error is None

    async def open_socket(self, app_token: str) -> Read[str]:
        """Ask for an address to hear Slack at, which can be connected to once."""
        return await asked(
            self._client.apps_connections_open(app_token=app_token),
            Read[str],
            lambda answer: Read(value=text_of(answer["url"])),
        )

    # What the bot starts

    async def post(
        self, channel: str, text: str, blocks: Sequence[Block], *, delivery: str
    ) -> Posted:
        """Post one message, marked with its delivery's id."""
        marked = [dict(block) for block in blocks]
        if marked:
            marked[0]["block_id"] = marker(delivery)
        return await asked(
            self._client.chat_postMessage(
                channel=channel,
                text=text,
                blocks=marked,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"id": delivery}},
                unfurl_links=False,
                unfurl_media=False,
            ),
            Posted,
            lambda answer: Posted(channel=text_of(answer["channel"]), ts=text_of(answer["ts"])),
        )

    async def post_files(
        self,
        person: str,
        files: Sequence[Upload],
        blocks: Sequence[Block],
        *,
        delivery: str,
        in_time: Callable[[], bool],
    ) -> Posted:
        """Send somebody one message with files, marked with its delivery's id.

        Nothing stands anywhere before the last call, so whatever goes wrong before it did nothing;
        that call does not begin where it is not ``in_time``. Slack does not say the message's ts.
        """
        channel = await self.direct_message(person)
        if channel.value is None:
            return _nothing_done(channel)
        completed: list[dict[str, str | None]] = []
        for file in files:
            uploaded = await self._upload(file, f"heard-{delivery}.{file.ending}")
            if uploaded.value is None:
                return _nothing_done(uploaded)
            completed.append({"id": uploaded.value, "title": file.title})
        if not in_time():
            return Posted(outcome=Outcome.REFUSED, error=TOO_LATE)
        marked = [dict(block) for block in blocks]
        marked[0]["block_id"] = marker(delivery)
        answer = await done(
            self._client.files_completeUploadExternal(
                files=completed, channel_id=channel.value, blocks=json.dumps(marked)
            )
        )
        if answer.outcome is Outcome.LIMITED:
            return _nothing_done(answer)
        return Posted(outcome=answer.outcome, error=answer.error, channel=channel.value)

    async def _upload(self, file: Upload, name: str) -> Read[str]:
        """Give Slack the bytes of one file; gives its id, by which nobody can see it yet."""
        place = await asked(
            self._client.files_getUploadURLExternal(filename=name, length=len(file.content)),
            Read[tuple[str, str]],
            lambda answer: Read(value=(text_of(answer["upload_url"]), text_of(answer["file_id"]))),
        )
        if place.value is None:
            return Read(outcome=place.outcome, error=place.error)
        address, named = place.value
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        try:
            async with self._session.post(address, data=file.content, timeout=timeout) as answer:
                if answer.status != HTTPStatus.OK:
                    return Read(outcome=Outcome.REFUSED, error=f"http_{answer.status}")
        except Exception as error:  # noqa: BLE001 (whatever came back, it proves no more than this)
            return Read(**proved(error))
        return Read(value=named)

    # Finding out what arrived; each may be repeated.

    async def direct_message(self, person: str) -> Read[str]:
        """Give the channel of the direct message with a person."""
        return await asked(
            self._client.conversations_open(users=person),
            Read[str],
            lambda answer: Read(value=text_of(answer["channel"]["id"])),
        )

    async def history(self, channel: str, person: str, oldest: datetime, cursor: str = "") -> Page:
        """Read which deliveries stand in a direct message since ``oldest``, one page of it.

        What ``person`` wrote there is none, whatever marks an app of theirs put on it.
        """

        def read(answer: AsyncSlackResponse) -> Page:
            copies = tuple(
                (mark, text_of(message["ts"]))
                for message in answer["messages"]
                if message.get("user") != person and (mark := delivery_of(message)) is not None
            )
            if not isinstance(answer["has_more"], bool):
                raise TypeError("nothing says whether this was all")
            # More without the way to it is no whole answer: a copy may stand there.
            return Page(
                copies=copies, cursor=text_of(_cursor(answer)) if answer["has_more"] else ""
            )

        return await asked(
            self._client.conversations_history(
                channel=channel,
                oldest=f"{oldest.timestamp():.6f}",
                inclusive=True,
                limit=PAGE,
                include_all_metadata=True,
                cursor=cursor,
            ),
            Page,
            read,
        )

    async def delete(self, channel: str, ts: str) -> Answer:
        """Take a message back; one that is gone already is taken back."""
        answer = await done(self._client.chat_delete(channel=channel, ts=ts))
        return Answer() if answer.error == "message_not_found" else answer

    # Redrawing and answering; each may be repeated.

    async def update(self, channel: str, ts: str, text: str, blocks: Sequence[Block]) -> Answer:
        """Draw a message anew."""
        return await done(
            self._client.chat_update(channel=channel, ts=ts, text=text, blocks=_plain(blocks))
        )

    async def post_ephemeral(
        self,
        channel: str,
        person: str,
        text: str,
        blocks: Sequence[Block],
        thread: str | None = None,
    ) -> Answer:
        """Show something to one person in a channel, at most once and perhaps never.

        ``thread`` is the ``ts`` of the message under which it stands.
        """
        return await done(
            self._client.chat_postEphemeral(
                channel=channel,
                user=person,
                text=text,
                blocks=_plain(blocks),
                thread_ts=thread,
            )
        )

    async def open_form(self, trigger: str, view: Mapping[str, Any]) -> Read[str]:
        """Open a modal; gives its id."""
        return await asked(
            self._client.views_open(trigger_id=trigger, view=dict(view)),
            Read[str],
            lambda answer: Read(value=text_of(answer["view"]["id"])),
        )

    async def push_form(self, trigger: str, view: Mapping[str, Any]) -> Answer:
        """Lay a modal upon the open one."""
        return await done(self._client.views_push(trigger_id=trigger, view=dict(view)))

    async def update_form(
        self, view_id: str, view: Mapping[str, Any], hash_: str | None = None
    ) -> Answer:
        """Draw an open modal anew; ``hash_conflict`` where it is not as ``hash_`` says any more."""
        return await done(self._client.views_update(view_id=view_id, view=dict(view), hash=hash_))

    async def publish_home(self, person: str, view: Mapping[str, Any]) -> Answer:
        """Publish somebody's Home."""
        return await done(self._client.views_publish(user_id=person, view=dict(view)))

    async def respond(self, url: str, body: Mapping[str, Any]) -> Answer:
        """Use a ``response_url`` of a press; Slack answers ``ok``, or JSON.

        Nothing is asked at an address that is not Slack's, whoever signed it.
        """
        if not answers_at(url, self._client.base_url):
            return Answer(outcome=Outcome.REFUSED, error="not_slack")
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        try:
            async with self._session.post(
                url, json=dict(body), timeout=timeout, allow_redirects=False
            ) as answer:
                if answer.status != HTTPStatus.OK:
                    return Answer(outcome=Outcome.REFUSED, error=f"http_{answer.status}")
                said = await answer.text()
                if said.strip() == "ok":
                    return Answer()
                body = json.loads(said)
                if body["ok"] is True:
                    return Answer()
                return Answer(outcome=Outcome.REFUSED, error=code_of(body) or "refused")
        except Exception as error:  # noqa: BLE001 (whatever came back, it proves no more than this)
            return Answer(**proved(error))

    # Asking Slack

    async def person(
        self, workspace: WorkspaceId, person: str, now: datetime, zone: str = "UTC"
    ) -> Read[Person]:
        """Read who somebody is; one of the errors ``UNSEEN`` for somebody Slack does not show.

        ``zone`` is the one they were last known in, for whom Slack names none.
        """
        return await asked(
            self._client.users_info(user=person, include_locale=True),
            Read[Person],
            lambda answer: Read(value=read_person(workspace, answer["user"], now, zone)),
        )

    async def channel(self, channel: str) -> Read[Channel]:
        """Read what a channel is."""
        return await asked(
            self._client.conversations_info(channel=channel, include_num_members=True),
            Read[Channel],
            lambda answer: Read(value=read_channel(answer["channel"])),
        )

    async def permalink(self, channel: str, ts: str) -> Read[str]:
        """Read the address of a message, with its thread; ``message_not_found`` once it is gone."""
        return await asked(
            self._client.chat_getPermalink(channel=channel, message_ts=ts),
            Read[str],
            lambda answer: Read(value=text_of(answer["permalink"])),
        )

    async def members(self, channel: str, most: int | None = None) -> Read[tuple[PersonId, ...]]:
        """Read who is in a channel, ``most`` people at the most."""
        present: list[PersonId] = []
        cursor = ""
        while most is None or len(present) < most:
            page = await asked(
                self._client.conversations_members(channel=channel, limit=200, cursor=cursor),
                Read[tuple[list[PersonId], str]],
                lambda answer: Read(
                    value=([PersonId(text_of(each)) for each in answer["members"]], _cursor(answer))
                ),
            )
            if page.value is None:
                return Read(outcome=page.outcome, error=page.error, retry_after=page.retry_after)
            people, cursor = page.value
            present += people
            if not cursor:
                break
        return Read(value=tuple(present[:most]))

    async def undisturbed_until(self, person: str, now: datetime) -> Read[datetime]:
        """Read the end of a person's scheduled Do Not Disturb; no value while there is none."""

        def read(answer: AsyncSlackResponse) -> Read[datetime]:
            start, end = answer.get("next_dnd_start_ts"), answer.get("next_dnd_end_ts")
            if not answer.get("dnd_enabled") or not start or not end:
                return Read()
            lasts = start <= now.timestamp() < end
            return Read(value=datetime.fromtimestamp(end, UTC) if lasts else None)

        return await asked(self._client.dnd_info(user=person), Read[datetime], read)


def _nothing_done(answer: Answer) -> Posted:
    """What came of a call before the one that counts: it may be tried again.

    A limit of theirs is none of messages: what waits for it waits like what is refused.
    """
    lasting = (Outcome.TOKEN_DEAD, Outcome.GONE)
    outcome = answer.outcome if answer.outcome in lasting else Outcome.REFUSED
    return Posted(outcome=outcome, error=answer.error)


def thread_of(link: str | None) -> str | None:
    """The ``ts`` of the message that the one at this address replies to, if it does."""
    threads = parse_qs(urlsplit(link or "").query).get("thread_ts")
    return threads[0] if threads else None


def marker(delivery: str) -> str:
    """The ``block_id`` that says which delivery a message is."""
    return f"heard:{delivery}"


def delivery_of(message: Mapping[str, Any]) -> str | None:
    """Which delivery a message is, by its marks: any of them will do."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") == EVENT_TYPE:
        payload = metadata.get("event_payload") or {}
        if payload.get("id"):
            return str(payload["id"])
    for block in message.get("blocks") or ():
        block_id = str(block.get("block_id", ""))
        if block_id.startswith("heard:"):
            return block_id.removeprefix("heard:")
    for file in message.get("files") or ():
        match = FILE_NAME.fullmatch(str(file.get("name", "")))
        if match is not None:
            return match[1]
    return None


def _cursor(answer: AsyncSlackResponse) -> str:
    return str((answer.get("response_metadata") or {}).get("next_cursor") or "")


def _plain(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    return [dict(block) for block in blocks]
