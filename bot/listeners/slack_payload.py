"""What a payload of Slack says: for whom it is, where something was done, on what, and with what.

An app that is installed in several workspaces hears of all of them by one secret.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.ids import ChannelId
from bot.messages.forms.submitted import Elements, values_of
from bot.messages.forms.view_state import Behind, PagedList, ViewState
from bot.slack.client import Installation


@dataclass(frozen=True, kw_only=True)
class SlackPayload:
    """A command, a press, a form or an event, as Slack delivered it."""

    body: Mapping[str, Any]

    @property
    def channel(self) -> ChannelId | None:
        """Where it happened, if anywhere."""
        channel = self.body.get("channel_id") or (self.body.get("channel") or {}).get("id")
        return ChannelId(channel) if channel else None

    @property
    def place(self) -> ChannelId | None:
        """The channel it happened in, as far as it was one: no direct message, no Home."""
        within = self.body.get("channel") or {}
        called = str(self.body.get("channel_name") or within.get("name") or "")
        direct = called == "directmessage" or called.startswith("mpdm-")
        return None if direct else self.channel

    @property
    def public_place(self) -> ChannelId | None:
        """The same, if everybody here may know of it: Slack calls every private channel alike."""
        within = self.body.get("channel") or {}
        called = str(self.body.get("channel_name") or within.get("name") or "")
        return None if called == "privategroup" else self.place

    @property
    def in_modal(self) -> bool:
        """Whether a control inside an open modal was pressed."""
        return bool((self.body.get("view") or {}).get("type") == "modal")

    @property
    def in_home(self) -> bool:
        """Whether a control in Home was pressed."""
        return bool((self.body.get("view") or {}).get("type") == "home")

    @property
    def message(self) -> tuple[str, str] | None:
        """Channel and ts of the message that was pressed, unless it is an ephemeral one."""
        container = self.body.get("container") or {}
        if container.get("type") != "message" or container.get("is_ephemeral"):
            return None
        return str(container.get("channel_id", "")), str(container.get("message_ts", ""))

    @property
    def response_url(self) -> str | None:
        """The address for redrawing an ephemeral that was pressed."""
        address = self.body.get("response_url")
        return str(address) if address else None

    @property
    def on_ephemeral(self) -> bool:
        """Whether an ephemeral was pressed."""
        return bool((self.body.get("container") or {}).get("is_ephemeral"))

    @property
    def behind(self) -> Behind | None:
        """What a form that is opened now stands before, where that shows what comes of it.

        A private answer is drawn anew by nobody.
        """
        if self.in_modal:
            metadata = str(self.body["view"].get("private_metadata") or "")
            listed = ViewState.from_json(metadata).listing is PagedList.WAITING
            return Behind.LIST if listed else Behind.VIEW
        if self.message is not None or self.in_home:
            return Behind.MESSAGE
        return None

    @property
    def view(self) -> Mapping[str, Any]:
        """The submitted form."""
        view: Mapping[str, Any] = self.body["view"]
        return view

    @property
    def values(self) -> Elements:
        """What was filled in. Raises :class:`MalformedError` for another shape."""
        return values_of(self.view)


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
