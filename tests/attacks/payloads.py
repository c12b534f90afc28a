"""Payloads as Slack sends them, one of each kind, and what hypothesis makes of them."""

import copy
import json
import time
from typing import Any
from urllib.parse import urlencode

from hypothesis import strategies as st

from bot.listeners import EVENT_LISTENERS, SHORTCUTS
from bot.messages.controls import Button, Form
from slack_sandbox.deliver import sign
from tests.conftest import Cast

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
Body = dict[str, Any]


def everything(cast: Cast, workspace: str) -> list[tuple[str, Body]]:
    """One payload for each trigger there is, of somebody who may send it."""
    team = {"id": workspace, "domain": "acme"}
    user = {"id": cast.maria.id, "team_id": workspace, "name": "maria"}
    place = {"id": cast.payments.id, "name": "payments"}
    ts = "1773047400.000100"
    view = {
        "id": "V1",
        "type": "modal",
        "hash": "1.abc",
        "private_metadata": "{}",
        "blocks": [{"type": "input", "block_id": "words"}],
        "state": {"values": {"words": {"words": {"type": "plain_text_input", "value": "x"}}}},
    }
    said = {"ts": ts, "user": cast.sam.id, "text": "a message"}
    common = {"team": team, "user": user, "trigger_id": "1.2.abc", "is_enterprise_install": False}
    made: list[tuple[str, Body]] = [
        (
            "command",
            {
                "command": "/concern",
                "text": "list",
                "team_id": workspace,
                "user_id": cast.maria.id,
                "channel_id": cast.payments.id,
                "channel_name": "payments",
                "trigger_id": "1.2.abc",
            },
        )
    ]
    for button in Button:
        action = {
            "action_id": button.value,
            "block_id": "b1",
            "type": "button",
            "value": "c1:1",
            "action_ts": ts,
        }
        container = {
            "type": "message",
            "message_ts": ts,
            "channel_id": cast.payments.id,
            "is_ephemeral": False,
        }
        pressed = {"channel": place, "container": container, "message": said, "actions": [action]}
        made.append(("interaction", {"type": "block_actions", **common, **pressed}))
    for form in Form:
        submitted = {"view": {**view, "callback_id": form.value}}
        made.append(("interaction", {"type": "view_submission", **common, **submitted}))
    for shortcut in SHORTCUTS:
        chosen: Body = {"type": "shortcut", "callback_id": shortcut.value}
        if shortcut.name == "MESSAGE":
            chosen |= {"type": "message_action", "channel": place, "message": said}
        made.append(("interaction", {**common, **chosen}))
    for name in EVENT_LISTENERS:
        happened: Body = {"type": name, "user": cast.maria.id, "channel": "C0000000009"}
        happened |= {"event_ts": ts, "tab": "home", "reaction": "wave", "item_user": cast.sam.id}
        happened |= {"item": {"type": "message", "channel": cast.payments.id, "ts": ts}}
        happened |= {"old_channel_id": "C0000000000", "new_channel_id": "C0000000001"}
        if name.endswith("_rename"):
            happened["channel"] = {"id": "C0000000009", "name": "renamed"}
        if name == "user_change":
            profile = {"display_name": "Maria", "real_name": "Maria Silva", "status_emoji": ""}
            happened["user"] = {"id": cast.maria.id, "team_id": workspace, "profile": profile}
        if name in ("app_uninstalled", "tokens_revoked"):
            happened = {"type": name, "tokens": {"oauth": ["U1"]}}
        authorized = [{"team_id": workspace, "user_id": "UBOT", "is_bot": True}]
        event: Body = {"type": "event_callback", "team_id": workspace, "event_id": f"Ev{name}"}
        made.append(("event", {**event, "event": happened, "authorizations": authorized}))
    return made


def request_of(kind: str, body: Any, secret: str) -> tuple[bytes, dict[str, str]]:
    """The bytes and the headers of a request, signed as Slack signs."""
    if kind == "command" and isinstance(body, dict):
        fields = {name: value for name, value in body.items() if isinstance(value, str)}
        sent, content = urlencode(fields, errors="replace").encode(), FORM
    elif kind == "interaction":
        sent, content = urlencode({"payload": json.dumps(body)}).encode(), FORM
    else:
        sent, content = json.dumps(body).encode(), JSON
    stamp = str(int(time.time()))
    return sent, {
        "Content-Type": content,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": sign(secret, stamp, sent),
    }


def _leaves(body: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(body, dict):
        for key, value in body.items():
            found += _leaves(value, (*path, key))
    elif isinstance(body, list):
        for number, value in enumerate(body):
            found += _leaves(value, (*path, number))
    return found


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=40),
    st.sampled_from(
        ["", "\0", "\u202e\u200b", "\ud800", "U" * 5000, "T0; DROP", "<!channel>", "-1", "1e9"]
    ),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.none(), max_size=3),
)
_GONE = object()


@st.composite
def mutations(draw: st.DrawFn, bodies: list[tuple[str, Body]]) -> tuple[str, Any]:
    """A payload with one to three of its parts replaced, taken out, or of another shape."""
    kind, body = draw(st.sampled_from(bodies))
    body = copy.deepcopy(body)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(_leaves(body) or [()]))
        if not path:
            continue
        holder = body
        for key in path[:-1]:
            holder = holder[key]
        odd = draw(st.one_of(st.just(_GONE), ODD))
        if odd is not _GONE:
            holder[path[-1]] = odd
        elif isinstance(holder, dict):
            del holder[path[-1]]
        else:
            holder.pop(path[-1])
    return kind, body
