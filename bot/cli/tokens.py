"""Whether Slack takes the two tokens, and what it lets the bot do with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.manifest import SCOPES

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


class TokenError(Exception):
    """Slack does not take a token, or could not be asked. The text is one sentence for people."""

    def __init__(self, sentence: str, *, date: datetime | None = None, away: bool = False) -> None:
        """Say why; ``away`` when Slack itself could not be reached."""
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
    data, headers = _ask("auth.test", token, api_url, "bot token", BOT_PLACE)
    granted = headers.get("x-oauth-scopes", "")
    return BotToken(
        team=str(data.get("team", "")),
        user=str(data.get("user", "")),
        scopes=frozenset(scope.strip() for scope in granted.split(",") if scope.strip()),
        date=_date(headers),
    )


def check_app_token(token: str, api_url: str) -> None:
    """Ask Slack for a socket, without opening it. Raises :class:`TokenError`."""
    if not token.startswith("xapp-"):
        raise TokenError(f"An app-level token begins with xapp-; it is in {APP_PLACE}.")
    _ask("apps.connections.open", token, api_url, "app-level token", APP_PLACE)


def _ask(
    method: str, token: str, api_url: str, kind: str, place: str
) -> tuple[Mapping[str, object], Mapping[str, str]]:
    client = WebClient(token=token, base_url=api_url, timeout=10, retry_handlers=[])
    try:
        response = client.api_call(method)
    except SlackApiError as error:
        code = str(error.response.get("error", "unknown_error"))
        sentence = _SENTENCES.get(code, f"Slack refused the {{token}}: {code}. See {{place}}.")
        raise TokenError(
            sentence.format(token=kind, place=place), date=_date(_lower(error.response.headers))
        ) from None
    except (SlackRequestError, HTTPException, OSError, ValueError) as error:
        raise TokenError(
            f"Slack could not be reached at {api_url} ({type(error).__name__}). "
            "Check the network, and SLACK_API_URL if you set it.",
            away=True,
        ) from None
    data = response.data
    return (data if isinstance(data, dict) else {}), _lower(response.headers)


def _lower(headers: Mapping[str, object]) -> dict[str, str]:
    return {
        name.lower(): ",".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in headers.items()
    }


def _date(headers: Mapping[str, str]) -> datetime | None:
    try:
        return parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        return None
