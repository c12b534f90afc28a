"""What an answer of Slack proves, whatever came: its JSON, a proxy's page, half a body, nothing.

:func:`proved` is the one place where a failed call is read.
"""

import math
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

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
UNCERTAIN = frozenset(
    {
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
    }
)
"""Slack: some aspect of the operation may have succeeded before the error was raised.

``team_added_to_org``: Slack is away now and then while a workspace moves to an organisation.
"""
UNSEEN = frozenset({"user_not_found", "user_not_visible"})
"""There is nobody of this id, as far as the bot may know."""
LIMIT_UNSAID = 30.0
"""Seconds a limit lasts whose end nobody can read; Slack's own SDK takes the same."""
LONGEST_LIMIT = 3600.0
"""Seconds: no answer, whoever gave it, keeps the bot from asking for longer."""
_CODE = re.compile(r"\w{1,64}")

T = TypeVar("T")
A = TypeVar("A", bound="Answer")

log = structlog.get_logger("heard.slack")


class Outcome(StrEnum):
    """What is known after a call."""

    SENT = "sent"
    """It was done, and what it gave could be read."""
    LIMITED = "limited"
    """429: nothing was done; try again after ``retry_after`` seconds."""
    TOKEN_DEAD = "token_dead"  # noqa: S105 (no password)
    """Nothing was done, nor will be until the app is installed anew."""
    REFUSED = "refused"
    """Nothing was done; later it may be."""
    GONE = "gone"
    """Nothing was done, and nobody can be reached there any more."""
    UNCERTAIN = "uncertain"
    """It may have been done: never post blindly again."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of one call."""

    outcome: Outcome = Outcome.SENT
    error: str | None = None
    """Slack's error code, or the kind of break."""
    retry_after: float = 0.0
    """Seconds until the same method may be called again."""
    date: datetime | None = None
    """Slack's own clock, where a failed answer says so."""

    @property
    def passing(self) -> bool:
        """Whether the same call may go well later."""
        return self.outcome in (Outcome.LIMITED, Outcome.TOKEN_DEAD, Outcome.UNCERTAIN)


@dataclass(frozen=True, kw_only=True)
class Read(Answer, Generic[T]):
    """What a question brought."""

    value: T | None = None
    """What was asked for; none where ``error`` says why."""


def open_session(timeout: timedelta) -> aiohttp.ClientSession:
    """Open the session that all calls share; its timeout is the one that counts.

    A limit or a server's error is known by its status, before anything of the body is read: the
    body may be anybody's, of any type, and may never end.
    """
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=timeout.total_seconds()),
        raise_for_status=_by_status,
        # Where a command has not said how lines are written, none is.
        trace_configs=[_said_of_calls()] if structlog.is_configured() else [],
    )


def _said_of_calls() -> aiohttp.TraceConfig:
    """Let each call leave a line at debug: which method, what came, and how long it took."""
    trace = aiohttp.TraceConfig()

    async def begun(session: object, call: SimpleNamespace, _: object) -> None:
        call.began = time.monotonic()

    async def answered(
        session: object, call: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        log.debug(
            "called", method=_method(params.url.path), status=params.response.status, ms=_ms(call)
        )

    async def failed(
        session: object, call: SimpleNamespace, params: aiohttp.TraceRequestExceptionParams
    ) -> None:
        kind = type(params.exception).__name__
        log.debug("called", method=_method(params.url.path), kind=kind, ms=_ms(call))

    trace.on_request_start.append(begun)
    trace.on_request_end.append(answered)
    trace.on_request_exception.append(failed)
    return trace


def _method(path: str) -> str:
    """The method's name; any other address may hold a secret."""
    before, _, name = path.rpartition("/")
    return name if before.endswith("/api") else "response_url"


def _ms(call: SimpleNamespace) -> int:
    began: float = call.began
    return round(1000 * (time.monotonic() - began))


async def _by_status(response: aiohttp.ClientResponse) -> None:
    limited = response.status == HTTPStatus.TOO_MANY_REQUESTS
    if limited or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        response.raise_for_status()


async def asked(
    call: Awaitable[AsyncSlackResponse],
    answered: Callable[..., A],
    read: Callable[[AsyncSlackResponse], A],
) -> A:
    """Make one call and read its answer; what it cannot be read as is the outcome."""
    try:
        response = await call
        if not isinstance(response.data, dict):
            raise TypeError("no JSON object")
        return read(response)
    except Exception as error:  # noqa: BLE001 (whatever came back, it proves no more than this)
        return answered(**proved(error))


async def done(call: Awaitable[AsyncSlackResponse]) -> Answer:
    """Make one call whose answer holds nothing to be read."""
    return await asked(call, Answer, lambda _: Answer())


def proved(error: Exception) -> dict[str, Any]:
    """What a failed call proves, as the fields of an :class:`Answer`.

    The SDK raises :class:`SlackApiError` with its own response, whose data may be text, bytes or a
    list, or with aiohttp's response; where text came as a success, it fails at reading it.
    """
    if isinstance(error, SlackApiError):
        response: Any = error.response
        sdk = not isinstance(response, aiohttp.ClientResponse)
        status: int = response.status_code if sdk else response.status
        headers: Mapping[str, str] = response.headers
        code = code_of(response.data) if sdk else ""
    elif isinstance(error, aiohttp.ClientResponseError):
        status, headers, code = error.status, error.headers or {}, ""
    elif isinstance(error, aiohttp.ClientError | OSError):
        return {"outcome": Outcome.UNCERTAIN, "error": type(error).__name__}
    else:
        log.warning("half an answer", kind=type(error).__name__)
        return {"outcome": Outcome.UNCERTAIN, "error": "half_an_answer"}
    date = http_date(headers.get("Date"))
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in ("ratelimited", "rate_limited"):
        seconds = _limit(headers.get("Retry-After"), date)
        return {
            "outcome": Outcome.LIMITED,
            "error": "ratelimited",
            "retry_after": seconds,
            "date": date,
        }
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in UNCERTAIN or not code:
        outcome = Outcome.UNCERTAIN
    elif code in TOKEN_DEAD:
        outcome = Outcome.TOKEN_DEAD
    else:
        outcome = Outcome.GONE if code in GONE else Outcome.REFUSED
    return {"outcome": outcome, "error": code or f"http_{status}", "date": date}


def code_of(data: object) -> str:
    """Slack's error code, where an answer has one."""
    code = data.get("error") if isinstance(data, dict) else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _limit(header: str | None, now: datetime | None) -> float:
    """How many seconds a limit lasts by its ``Retry-After``: seconds, or an HTTP date."""
    try:
        seconds = float(header or "")
    except ValueError:
        until = http_date(header)
        if until is None or now is None:
            return LIMIT_UNSAID
        seconds = max(0.0, (until - now).total_seconds())
    if math.isnan(seconds) or seconds < 0:
        return LIMIT_UNSAID
    return min(max(seconds, 1.0), LONGEST_LIMIT)


def http_date(header: str | None) -> datetime | None:
    """Read an HTTP date; ``None`` for anything else."""
    try:
        date = parsedate_to_datetime(header or "")
    except (ValueError, TypeError, OverflowError):
        return None
    return date if date.tzinfo is not None else date.replace(tzinfo=UTC)


def text_of(value: object) -> str:
    """Give what must be a text that is not empty."""
    if not isinstance(value, str) or not value:
        raise TypeError("no text where Slack has one")
    return value
