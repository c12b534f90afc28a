"""``blocks.validate``: what would be refused, without sending it. Needs no token."""

import re
from typing import Any

from slack_sandbox import blocks as kit
from slack_sandbox.errors import SlackError, invalid_arguments
from slack_sandbox.schema import Json
from slack_sandbox.webapi.call import Context

_PROBLEM = re.compile(r"(.*) \[json-pointer:(.*)\]", re.DOTALL)
_MISSING = "missing required field: "


def validate(call: Context) -> Json:
    """``blocks.validate`` of exactly one of ``blocks``, ``view`` and ``message``."""
    given = [name for name in ("blocks", "view", "message") if name in call.args]
    if len(given) != 1:
        raise invalid_arguments(["must provide exactly one of: blocks, view, message"])
    name = given[0]
    body: Any = call.args.parsed(name, f"invalid_{name}")
    if name == "blocks":
        problems, root = kit.check_blocks(body, "message"), "/blocks"
    elif name == "message":
        inner = body.get("blocks", []) if isinstance(body, dict) else body
        problems, root = kit.check_blocks(inner, "message"), ""
    else:
        kind = body.get("type") if isinstance(body, dict) else None
        problems, root = kit.check_view(body, "home" if kind == "home" else "modal"), "/view"
    if problems:
        raise SlackError(f"invalid_{name}", errors=[_error(problem, root) for problem in problems])
    return {}


def _error(problem: str, root: str) -> Json:
    match = _PROBLEM.fullmatch(problem)
    message, pointer = (match[1], match[2]) if match else (problem, root)
    body: Json = {
        "code": "missing_field" if message.startswith(_MISSING) else "failed_constraint",
        "message": message,
        "pointer": pointer.removeprefix(root),
    }
    if message.startswith(_MISSING):
        body["field"] = message.removeprefix(_MISSING)
    return body
