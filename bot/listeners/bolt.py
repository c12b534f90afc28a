"""Bolt's app: it hears what Slack sends, answered for by what Slack said at the start."""

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.logs import hold_libraries, silent
from bot.slack.client import Installation

log = structlog.get_logger("heard")


def make_bolt(client: AsyncWebClient, token: str, installation: Installation) -> AsyncApp:
    """Make Bolt's app; authorization is answered from what Slack said at the start."""

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
        made = AsyncApp(
            name="heard",  # else it looks through every module for its caller's
            client=client,
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,
            ignoring_self_events_enabled=True,
            ssl_check_enabled=False,
        )
    # Bolt's own handler prints the exception's text, which may repeat what somebody wrote.
    made.error(broken)
    hold_libraries()
    return made
