"""What a person sees after an act: the app's answer, or what Slack shows instead."""

from dataclasses import dataclass, field

from slack_sandbox.schema import Json
from slack_sandbox.world import Message


@dataclass(frozen=True)
class Answer:
    """How the app answered at once, as the person sees it."""

    status: int | None = None
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    message: Message | None = None  # what appeared; for others, too, if ``in_channel``
    error: str | None = None  # what Slack shows instead: "operation_timeout", "http 500", ...
    problems: list[str] = field(default_factory=list)  # why Slack could not show the answer

    @property
    def ok(self) -> bool:
        """Whether the app accepted it in time."""
        return self.error is None


@dataclass(frozen=True)
class Submitted:
    """What became of a form."""

    sent: bool  # False when Slack's client refused first
    status: int | None = None
    action: str | None = None  # close, errors, update, push, clear
    errors: dict[str, str] = field(default_factory=dict)  # by label
    error: str | None = None  # what Slack shows on top: timeout, "http 500", "invalid_response"
    problems: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the app took it."""
        return self.sent and self.error is None and not self.errors
