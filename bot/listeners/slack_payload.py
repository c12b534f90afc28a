"""What a payload of Slack says: where something was done, on what, and what was filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.ids import ChannelId
from bot.messages.forms.submitted import Elements, values_of
from bot.messages.forms.view_state import Behind, Listing, ViewState


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
            listed = ViewState.from_json(metadata).listing is Listing.WAITING
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
