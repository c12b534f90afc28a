"""``views.*``: opening, stacking, changing modals; publishing Home."""

from typing import Any

from slack_sandbox.errors import SlackError, invalid_arguments
from slack_sandbox.hooks import Trigger
from slack_sandbox.schema import Json
from slack_sandbox.webapi.call import Context


def _body(call: Context) -> Any:
    if "view" not in call.args:
        raise invalid_arguments(["missing required field: view [json-pointer:/view]"])
    return call.args.parsed("view", "invalid_arguments")


def _trigger(call: Context) -> Trigger:
    return call.services.hooks.check_trigger(call.app, call.args.need("trigger_id"))


def open_(call: Context) -> Json:
    """``views.open``."""
    body, trigger = _body(call), _trigger(call)
    view = call.services.views.open(call.app, trigger.user, body)
    trigger.used = True
    return {"view": view.json()}


def push(call: Context) -> Json:
    """``views.push``: on top of the open one, three at the most."""
    body, trigger = _body(call), _trigger(call)
    view = call.services.views.push(call.app, trigger.user, body)
    trigger.used = True
    return {"view": view.json()}


def update(call: Context) -> Json:
    """``views.update`` by ``view_id`` or ``external_id``, guarded by ``hash`` where given."""
    body = _body(call)
    view_id, external_id = call.args.text("view_id"), call.args.text("external_id")
    if bool(view_id) == bool(external_id):
        raise invalid_arguments(["must provide exactly one of: view_id, external_id"])
    view = call.services.views.find(call.app, view_id or None, external_id or None)
    call.services.views.update(view, body, call.args.text("hash") or None)
    return {"view": view.json()}


def publish(call: Context) -> Json:
    """``views.publish``: one person's Home, guarded by ``hash`` where given."""
    body = _body(call)
    if not call.app.home_tab:
        raise SlackError("not_enabled")
    user = call.app.team.users.get(call.args.need("user_id"))
    if user is None or user.bot or user.deleted:
        raise invalid_arguments(["invalid user_id [json-pointer:/user_id]"])
    view = call.services.views.publish(call.app, user, body, call.args.text("hash") or None)
    return {"view": view.json()}
