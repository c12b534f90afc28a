"""For whom Slack delivers something: the workspace that its payload names, or its organisation.

An app that is installed in several workspaces hears of all of them by one secret.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.slack.client import Installation


def is_for(installation: Installation, body: Mapping[str, Any]) -> bool:
    """Whether something is for this installation.

    An app installed for a whole organisation hears each of its workspaces by one token.
    """
    if installation.organisation is not None:
        return installation.organisation in _organisations(body)
    return next(_workspaces(body), None) == installation.workspace


def _workspaces(body: Mapping[str, Any]) -> Iterator[str]:
    """Name the workspace, the surest first.

    In a channel shared with a partner the outermost id of an event may be the partner's. A form
    says where the app is installed that opened it; a press names the workspace of the app that
    posted the message, beside the one of whoever pressed. Where an organisation stands in its
    place (``team`` is null), only the person's own is left.
    """
    view, user = body.get("view") or {}, body.get("user")
    yield from _texts(*(authorization.get("team_id") for authorization in _authorized(body)))
    yield from _texts(view.get("app_installed_team_id"))
    yield from _texts((body.get("team") or {}).get("id"), body.get("team_id"))
    if isinstance(user, Mapping):
        yield from _texts(user.get("team_id"))


def _organisations(body: Mapping[str, Any]) -> list[str]:
    ids = [part.get("enterprise_id") for part in _authorized(body)][:1]
    return list(_texts(*ids, (body.get("enterprise") or {}).get("id"), body.get("enterprise_id")))


def _authorized(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The installations for which an event is delivered; Slack names one."""
    return list(body.get("authorizations") or ())[:1]


def _texts(*values: Any) -> Iterator[str]:
    return (value for value in values if isinstance(value, str) and value)
