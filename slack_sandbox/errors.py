"""How the sandbox says no: to the app with Slack's codes, to a person with a plain sentence."""

from typing import Any


class SlackError(Exception):
    """A refused Web API call: ``{"ok": false, "error": code, ...}``."""

    def __init__(self, code: str, *, status: int = 200, **fields: Any) -> None:
        """Refuse with Slack's ``code``; ``fields`` stand beside it in the answer."""
        super().__init__(code)
        self.code = code
        self.status = status
        self.fields = fields

    def answer(self) -> dict[str, Any]:
        """The body Slack sends."""
        return {"ok": False, "error": self.code, **self.fields}


class NotPossible(Exception):  # noqa: N818  # a fact about the client, not a fault of the code
    """A person tried what Slack's own client does not offer: no such button, no open form, ..."""


def invalid_blocks(problems: list[str]) -> SlackError:
    """``invalid_blocks`` as ``chat.*`` words it: the pointers twice, once as response metadata."""
    return SlackError(
        "invalid_blocks",
        errors=problems,
        response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]},
    )


def invalid_arguments(problems: list[str]) -> SlackError:
    """``invalid_arguments`` as ``views.*`` and malformed calls get it."""
    return SlackError(
        "invalid_arguments",
        response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]},
    )
