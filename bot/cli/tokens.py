"""Whether Slack takes the two tokens, and what it lets the bot do with them."""

import asyncio
import math
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.manifest import SCOPES
from bot.slack.answers import Outcome, Read, T, open_session
from bot.slack.client import TIMEOUT_SECONDS, Sender, web_client

_SENTENCES: Mapping[str, str] = {
    "invalid_auth": "Slack does not know this {token}. Copy it once more, from {place}.",
    "not_allowed_token_type": "This is another kind of token than the {token}; see {place}.",
    "account_inactive": "The app was taken out of the workspace. Install it again, in {place}.",
    "token_revoked": "This {token} was revoked. Install the app again, in {place}.",
    "token_expired": "This {token} has run out. Make a new one, in {place}.",
    "missing_scope": "This {token} lacks connections:write. Make one with it, in {place}.",
}
BOT_PLACE = "OAuth & Permissions → Bot User OAuth Token"
"""Where Slack shows the bot token."""
APP_PLACE = "Basic Information → App-Level Tokens"
"""Where Slack shows app-level tokens."""
SECRET_PLACE = "Basic Information → App Credentials → Signing Secret"  # noqa: S105 (no password)
"""Where Slack shows the signing secret."""
_SECRET = re.compile(r"[0-9a-f]{32}")


class TokenError(Exception):
    """Slack does not take a token, or could not be asked. The text is one sentence for people."""

    def __init__(self, sentence: str, *, date: datetime | None = None, away: bool = False) -> None:
        """Say why; ``away`` when Slack itself did not say: that is no fault of the token."""
        super().__init__(sentence)
        self.date = date
        self.away = away


@dataclass(frozen=True)
class BotToken:
    """What ``auth.test`` says about a bot token."""

    team: str
    user: str
    scopes: frozenset[str]
    date: datetime | None
    """Slack's own clock, when its answer says so."""

    @property
    def missing_scopes(self) -> tuple[str, ...]:
        """Scopes of the manifest that this installation was not granted."""
        return tuple(scope for scope in SCOPES if scope not in self.scopes)


def check_bot_token(token: str, api_url: str) -> BotToken:
    """Ask Slack who the token is. Raises :class:`TokenError`."""
    if not token.startswith(("xoxb-", "xoxe.xoxb-")):
        raise TokenError(f"A bot token begins with xoxb-; it is in {BOT_PLACE}.")
    answer = _ask(Sender.who_am_i, token, api_url, "bot token", BOT_PLACE)
    return BotToken(answer.name, answer.bot_name, answer.scopes, answer.date)


def check_app_token(token: str, api_url: str) -> None:
    """Ask Slack for a socket, without opening it. Raises :class:`TokenError`."""
    if not token.startswith("xapp-"):
        raise TokenError(f"An app-level token begins with xapp-; it is in {APP_PLACE}.")
    _ask(lambda sender: sender.open_socket(token), token, api_url, "app-level token", APP_PLACE)


def check_signing_secret(secret: str) -> None:
    """Look whether it can be one. Raises :class:`TokenError`."""
    if not _SECRET.fullmatch(secret):
        raise TokenError(f"A signing secret has 32 figures and letters; it is in {SECRET_PLACE}.")


def _ask(
    ask: Callable[[Sender], Awaitable[Read[T]]], token: str, api_url: str, kind: str, place: str
) -> T:
    async def asked() -> Read[T]:
        async with open_session(timedelta(seconds=TIMEOUT_SECONDS)) as session:
            return await ask(Sender(web_client(api_url, session, token)))

    answer = asyncio.run(asked())
    if answer.value is not None:
        return answer.value
    if answer.outcome is Outcome.LIMITED:
        raise TokenError(
            f"Slack lets nobody ask at {api_url} just now: it limits how often. Try again in "
            f"{math.ceil(answer.retry_after)} seconds.",
            date=answer.date,
            away=True,
        )
    if answer.outcome is Outcome.UNCERTAIN:
        raise TokenError(
            f"Slack could not be reached at {api_url} ({answer.error}). "
            "Check the network, and SLACK_API_URL if you set it.",
            date=answer.date,
            away=True,
        )
    code = answer.error or "refused"
    sentence = _SENTENCES.get(code, f"Slack refused the {{token}}: {code}. See {{place}}.")
    raise TokenError(sentence.format(token=kind, place=place), date=answer.date)
