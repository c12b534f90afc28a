"""What went over the wire, in plain words, for whoever wants to look inside."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from slack_sandbox.deliver import Delivery
from slack_sandbox.faults import Call, Fault
from slack_sandbox.page.drawn import moment
from slack_sandbox.schema import Json
from slack_sandbox.world import Team

if TYPE_CHECKING:
    from slack_sandbox.sandbox import Sandbox

MOST_ROWS = 200

_OUTCOMES: Mapping[str, str] = {
    "ok": "done",
    "pending": "not answered yet",
    "429": "refused: too fast",
    "ratelimited": "refused: too fast",
    "500_before": "nothing done, answered with error 500",
    "500_after": "done, and yet answered with error 500",
    "reset_before": "nothing done, connection cut",
    "reset_after": "done, and the connection cut before the answer",
    "hang_before": "nothing done, no answer",
    "hang_after": "done, and no answer",
    "half_body": "done, half an answer",
    "internal_error": "done, and yet answered with internal_error",
    "fatal_error": "done, and yet answered with fatal_error",
}
FAULTS: Mapping[str, str] = {
    "429": "Refuse: too fast (429)",
    "500_before": "Error 500, nothing done",
    "500_after": "Error 500, although it was done",
    "reset_before": "Cut the connection, nothing done",
    "reset_after": "Cut the connection after it was done",
    "hang_after": "Never answer, although it was done",
    "half_body": "Do it, and answer by half",
    "slow": "Answer slowly",
    "internal_error": "Do it, and say internal_error",
}
"""What can be switched on, in words."""


def inside(slack: "Sandbox") -> Json:
    """The newest calls and deliveries, newest first, and what is set to go wrong."""
    calls = [_call(slack, call) for call in slack.calls[-MOST_ROWS:]]
    sent = [_delivery(delivery) for delivery in slack.deliveries[-MOST_ROWS:]]
    rows = sorted([*calls, *sent], key=lambda row: row["order"], reverse=True)
    return {
        "rows": rows[:MOST_ROWS],
        "calls": len(slack.calls),
        "deliveries": len(slack.deliveries),
        "faults": [_fault(fault) for fault in slack.faults.planned],
        "kinds": [{"kind": kind, "words": words} for kind, words in FAULTS.items()],
        "history_lag": slack.faults.history_lag,
        "undelivered": sum(
            delivery.form == "event" and bool(delivery.replies) and not delivery.accepted
            for delivery in slack.deliveries
        ),
    }


def _call(slack: "Sandbox", call: Call) -> Json:
    team = slack.world.teams.get(call.workspace or "")
    app = team.apps[-1].name if team and team.apps else "somebody without a token"
    how = _CALLS.get(call.method)
    what = how(team, call.args) if how and team else call.method
    return {
        "order": call.machine,
        "at": moment(call.at),
        "way": "in",
        "who": app,
        "what": what,
        "name": call.method,
        "outcome": _OUTCOMES.get(call.outcome, f"refused: {call.outcome}"),
        "well": call.outcome == "ok",
        "workspace": call.workspace,
    }


def _place(team: Team, args: Json) -> str:
    channel = team.channels.get(str(args.get("channel", "")))
    if channel is None:
        user = team.users.get(str(args.get("channel", "")))
        return user.shown if user else str(args.get("channel", ""))
    if channel.kind == "im":
        person = next((member for member in channel.members if not member.bot), None)
        return person.shown if person else "a direct message"
    return f"#{channel.name}"


def _person(team: Team, args: Json, name: str = "user") -> str:
    user = team.users.get(str(args.get(name) or args.get("user_id") or ""))
    return user.shown if user else "somebody"


def _title(args: Json) -> str:
    view = args.get("view")
    if isinstance(view, str):
        try:
            view = json.loads(view)
        except ValueError:
            view = {}
    title = view.get("title") if isinstance(view, dict) else None
    return str(title.get("text", "")) if isinstance(title, dict) else ""


_CALLS: Mapping[str, Callable[[Team, Json], str]] = {
    "chat.postMessage": lambda team, args: f"writes to {_place(team, args)}",
    "chat.postEphemeral": lambda team, args: (
        f"writes to {_person(team, args)} alone, in {_place(team, args)}"
    ),
    "chat.update": lambda team, args: f"redraws a message for {_place(team, args)}",
    "chat.delete": lambda team, args: f"deletes a message for {_place(team, args)}",
    "chat.getPermalink": lambda team, args: "asks for the address of a message",
    "views.open": lambda team, args: f"opens the form “{_title(args)}”",
    "views.push": lambda team, args: f"puts the form “{_title(args)}” on top",
    "views.update": lambda team, args: f"redraws the form “{_title(args)}”",
    "views.publish": lambda team, args: f"draws Home for {_person(team, args)}",
    "users.info": lambda team, args: f"asks who {_person(team, args)} is",
    "users.list": lambda team, args: "asks who is in the workspace",
    "conversations.open": lambda team, args: "opens a direct message",
    "conversations.info": lambda team, args: f"asks what {_place(team, args)} is",
    "conversations.members": lambda team, args: f"asks who is in {_place(team, args)}",
    "conversations.history": lambda team, args: f"looks what stands in {_place(team, args)}",
    "dnd.info": lambda team, args: f"asks when {_person(team, args)} is not to be disturbed",
    "auth.test": lambda team, args: "asks who it is itself",
    "response_url": lambda team, args: "answers the command or press",
}
"""A call in words; a method that is not here goes by its name."""


def _delivery(delivery: Delivery) -> Json:
    last = delivery.replies[-1] if delivery.replies else None
    if last is None:
        outcome = "on its way"
    elif last.ok:
        outcome = "accepted"
    else:
        outcome = f"not accepted: {last.error}"
    if len(delivery.replies) > 1:
        outcome += f", attempt {len(delivery.replies)}"
    who, what = _told(delivery)
    return {
        "order": delivery.machine,
        "at": moment(delivery.at),
        "way": "out",
        "who": who,
        "what": what,
        "name": delivery.event_type or delivery.form,
        "outcome": outcome,
        "well": last is not None and last.ok,
        "workspace": delivery.app.team.id,
    }


_EVENTS: Mapping[str, str] = {
    "app_home_opened": "opens the app",
    "app_mention": "mentions the app",
    "reaction_added": "sets an emoji",
    "reaction_removed": "takes an emoji back",
    "user_change": "changes their profile",
    "member_joined_channel": "joins a channel",
    "member_left_channel": "leaves a channel",
}


def _told(delivery: Delivery) -> tuple[str, str]:
    payload, team = delivery.payload, delivery.app.team
    if delivery.form == "command":
        return _person(team, payload), f"types {payload['command']} {payload['text']}".rstrip()
    if delivery.form == "interactive":
        return _person(team, payload["user"], "id"), _touched(payload)
    event = payload.get("event", {})
    user = event.get("user")
    name = user.get("id") if isinstance(user, dict) else user
    what = _EVENTS.get(delivery.event_type, delivery.event_type.replace("_", " "))
    return _person(team, {"user": name}) if name else "Slack", what


def _touched(payload: Json) -> str:
    kind: Any = payload["type"]
    if kind == "block_actions":
        action = payload["actions"][0]
        label = action.get("text") or (action.get("selected_option") or {}).get("text") or {}
        return f"presses “{label['text']}”" if "text" in label else f"chooses {action['action_id']}"
    if kind == "view_submission":
        return f"sends the form “{(payload['view'].get('title') or {}).get('text', '')}”"
    if kind == "view_closed":
        return "closes a form"
    return f"chooses {payload.get('callback_id', kind)}"


def _fault(fault: Fault) -> Json:
    return {
        "kind": fault.kind,
        "words": FAULTS.get(fault.kind, fault.kind),
        "method": fault.method,
        "times": fault.times,
        "struck": fault.struck,
    }
