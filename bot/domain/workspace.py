"""One installation of the bot: who installed it, its safety contact and its settings."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.settings import WorkspaceSettings

APP_REMOVED = "app_uninstalled"
"""Slack said that the app was removed: nothing is heard either."""
ERASING = "erasing"
"""No word of Slack's: everything is being erased, and nothing brings it back."""
REMOVED = frozenset({APP_REMOVED, "account_inactive", "token_revoked"})
"""What Slack says where the app is installed no more, by an event or in answer to a call."""


@dataclass(frozen=True, kw_only=True)
class Workspace(WorkspaceSettings):
    """One installation of the bot."""

    id: WorkspaceId
    name: str
    domain: str
    bot_user: PersonId
    installer: PersonId | None
    contact_person: PersonId | None
    contact_line: str | None
    contact_named_by: PersonId | None = None
    """The admin who named the contact; ``None``: none has, or it is not known who did."""
    first_version: bool = False
    """It comes from the first version, and what that asks of it is not all begun yet."""
    suspended: str | None
    """Why nothing is sent at present: Slack's error code, such as ``token_revoked``, or
    :data:`ERASING`."""
    suspended_at: datetime | None = None

    @property
    def removed(self) -> bool:
        """Whether the app was removed, so that nothing is heard or sent any more."""
        return self.suspended == APP_REMOVED or self.erasing

    @property
    def erasing(self) -> bool:
        """Whether its time is over and a part of it may be gone already."""
        return self.suspended == ERASING

    @property
    def contact(self) -> str | None:
        """The safety contact as a mention or a line of text."""
        return f"<@{self.contact_person}>" if self.contact_person else self.contact_line
