"""What the bot sends by itself: the kinds of messages, and the states of each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid5

from bot.domain.concern.states import LeaderNews, NudgeReason
from bot.domain.ids import ConcernId, DeliveryId, WorkspaceId

NOT_DRAWN = "not_drawn"
"""The error of a message that never came to be sent: the bot itself broke over it."""

_NAMESPACE = UUID("6c0c2b1e-53d2-5f6e-9b0a-6f2c1f0f7a11")


class WordsKind(StrEnum):
    """What a sealed text is."""

    SAID = "said"
    """The words of the concern or note."""
    ADDED = "added"
    SAY_BACK = "say_back"
    NOT_QUITE = "not_quite"
    STEP = "step"
    CLOSING = "closing"


class DeliveryKind(StrEnum):
    """Kinds of messages the bot starts; subject and occurrence make each happen once."""

    DAY = "day"
    """Subject: the leader; occurrence: their local date."""
    TODAY = "today"
    """The day's one extra message, for a new "today or tomorrow" concern."""
    NOTICE = "notice"
    """Subject: the concern; occurrence: its version."""
    CHECK_IN = "check_in"
    """Subject: the concern; occurrence: ``<the check>:<the concern's version>``."""
    OFFER = "offer"
    """Subject: channel and message; occurrence: 1."""
    INVITE = "invite"
    """Subject: team and leader; occurrence: the month."""
    SUGGEST = "suggest"
    """Subject: who suggests and to whom; occurrence: the month."""
    DIGEST = "digest"
    """Subject: the team; occurrence: ISO week of the posting day in the team's zone."""
    WEEKLY_LIST = "weekly_list"
    """How much is open with a leader. Subject: the leader; occurrence: their ISO week."""
    ON_CHANNEL = "on_channel"
    """Subject: team and leader; occurrence: 1."""
    STRUCK_OFF = "struck_off"
    """To a leader whom somebody took off a team. Subject: team and leader; occurrence: when."""
    ON_ADMIN = "on_admin"
    """Subject: the workspace; occurrence: 1."""
    BACK = "back"
    """To the installer, when the bot may write again. Subject: the workspace; occurrence: since
    when it could not."""
    SAFE_ASK = "safe_ask"
    """Subject: a keyed hash of the person; occurrence: their local date."""
    ON_APPROVE = "on_approve"
    """An admin is asked for a yes. Subject: the team; occurrence: ``<time asked>:<the admin>``."""
    APPROVAL = "approval"
    """What the admin said, to who asked. Subject: the team; occurrence: the time asked."""
    LISTED = "team_listed"
    """Subject: team and person; occurrence: the person's local date."""
    NOTE_KEPT = "note_kept"
    """Subject: who writes and about whom; occurrence: how often it was called back before."""
    CONTACT_NEEDED = "contact_needed"
    """Subject: the team or the workspace; occurrence: ``<the admin>:<UTC date>``."""
    MESSAGE_GONE = "message_gone"
    """Subject: channel and message; occurrence: whoever marked it."""
    UNHEARD = "unheard"
    """To the installer, when Slack cannot be heard. Subject: the workspace; occurrence: the day."""
    DATA_SOON = "data_soon"
    """Something open will be erased. Subject: the concern; occurrence: its version."""
    RESTORE_ASK = "restore_ask"
    """Whether its leader may have something that comes from a back-up. Subject: the concern;
    occurrence: since when it is held."""

    DATA_FILE = "data_file"
    """A file with everything by or about somebody. Subject: the person; occurrence: when they
    asked for it."""


LEADER_MESSAGES = frozenset({DeliveryKind.DAY, DeliveryKind.TODAY, DeliveryKind.WEEKLY_LIST})
"""What a leader is brought about concerns; a press on one shows that they are heard."""

ABOUT_A_CONCERN = (
    DeliveryKind.NOTICE,
    DeliveryKind.CHECK_IN,
    DeliveryKind.DATA_SOON,
    DeliveryKind.RESTORE_ASK,
)
"""Messages whose subject is a concern: kept as long as it is, to be redrawn with it."""

_NAMED_IN_IDS = {
    DeliveryKind.NOTICE: "told",
    DeliveryKind.CHECK_IN: "check",
    DeliveryKind.DIGEST: "note",
    DeliveryKind.WEEKLY_LIST: "weekly",
}
"""What ids are made of never changes: messages that stand in Slack bear them."""


class DeliveryState(StrEnum):
    """Where a delivery stands; *sending* is committed just before the POST."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    DEAD = "dead"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing inside a leader's message."""

    id: str
    concern: ConcernId
    reason: NudgeReason | None = None
    tail: LeaderNews | None = None
    reminder: int = 1
    step_no: int = 1
    """The concern's step the item was drawn for."""
    day: date | None = None
    """The day its sentence names, as it was when it was made."""
    made_at: datetime | None = None
    """When it was made; its words are those of that day."""


DeliveryKey = tuple[WorkspaceId, DeliveryId]


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One message the bot starts; the row holds ids, moments and keys, never text."""

    workspace: WorkspaceId
    id: DeliveryId
    kind: DeliveryKind
    subject: str
    occurrence: str
    recipient: str
    """A person's or a channel's id."""
    payload: str | None = None
    """What its kind keeps, as JSON (``bot/payloads.py``); ``None``: nothing of its own."""
    asks: bool = True
    """Whether it counts among the messages a leader was sent: the private part of a digest that
    goes alone asks for nothing, and does not."""
    spends: bool = False
    """Whether it uses up one of a leader's days of the week for reminders."""
    due_at: datetime
    wall: str
    """The due moment on the recipient's wall, ``YYYY-MM-DDTHH:MM``."""
    zone: str
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    """Times it was begun to be sent and may have been, or was refused."""
    sweeps: int = 0
    """Times a second copy was looked for."""
    changes: int = 0
    """Times the record changed while it was on its way or stood there."""
    lease_token: str | None = None
    channel: str | None = None
    ts: str | None = None
    error: str | None = None
    fingerprint: str | None = None
    """A keyed hash of what Slack shows; ``None`` where that is not known."""
    sent_at: datetime | None = None
    created_at: datetime

    @property
    def key(self) -> DeliveryKey:
        """What names it among the messages of all workspaces."""
        return self.workspace, self.id


def delivery_id(
    hashed: Callable[[str], str], kind: DeliveryKind, subject: str, occurrence: str
) -> DeliveryId:
    """The id of an occurrence's message: the same for whoever makes the row, and says nothing.

    A database restored from a backup makes a lost row anew with the id its message bears.
    ``hashed`` knows a secret of the workspace: logs hold these ids, and some subjects are people.
    """
    kind_name = _NAMED_IN_IDS.get(kind, kind.value)
    return DeliveryId(uuid5(_NAMESPACE, hashed(f"{kind_name} {subject} {occurrence}")).hex)


def to_a_person(recipient: str) -> bool:
    """Whether a message goes to one person, not to a channel."""
    return recipient.startswith(("U", "W"))
