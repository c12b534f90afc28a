"""A concern and its parts, as frozen values.

What may happen when, by whom and to what end is the table in ``transitions``, what each act leaves
behind is ``effects``, when a nudge or a reminder is due is ``cadence``. Words are sealed in the
store.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.domain.concern.states import (
    FOLLOW_UPS,
    OPEN,
    Act,
    CheckIn,
    Kind,
    Meeting,
    NudgeReason,
    Role,
    State,
)
from bot.domain.ids import ChannelId, ConcernId, PersonId, TeamId, WorkspaceId, message_of
from bot.domain.taxonomy import CloseReason, Help, HowSoon, Pressure, Signal

LEADERS_WORDS = 600
"""Characters: what a leader writes when saying back, and when closing without change."""
CORRECTION_LIMIT = 300
"""Characters of what a raiser writes behind *Not quite*."""
DETAIL_LIMIT = 200
"""Characters of a step's detail."""
MIN_CLOSING_WORDS = 20
ORIGINS_OF_MESSAGES = ("mark:", "offer:")
"""How an origin begins that names the message something began with."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """The message that a concern began with."""

    key: str | None = None
    """Which message, and whose concern it is: unique among what is open."""
    link: str | None = None
    """Its permalink."""
    channel: ChannelId | None = None
    marked_by: PersonId | None = None
    """The colleague whose mark led to an offer."""
    marked_also: tuple[PersonId, ...] = ()
    """Others who marked it while nobody had been asked."""
    erasable_until: datetime | None = None
    """Until when taking the emoji away erases it; ``None``: what a form said is undone by no
    emoji."""

    @property
    def place(self) -> tuple[ChannelId, str] | None:
        """Channel and ``ts`` of the message."""
        return message_of(self.key)


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What its raiser was told about when they hear more, and how far the follow-ups are."""

    promised_on: date | None = None
    """The day by which the raiser hears from the bot either way."""
    come_back_on: date | None = None
    """The day the leader chose, or left standing in a form; ``None``: they named none."""
    told_on: date | None = None
    """The day the raiser was last told, or is being told; moved, they are told again."""
    meeting: Meeting | None = None
    """How the leader means to come back to it."""
    due_on: date | None = None
    """The day a first follow-up fell due; ``None`` until it did."""
    resume_on: date | None = None
    """When the ordinary follow-up goes on after an item that a person caused."""
    resume_named: bool = False
    """Whether the leader named that day."""
    follow_up: int = 0
    """Which of the gaps comes next."""
    snoozes: int = 0
    """How often the leader said *Not yet* to this follow-up."""
    away_told: date | None = None
    """Until when the leader was away, as the raiser was last told."""


@dataclass(frozen=True)
class Nudge:
    """What the leader is asked next, and when."""

    reason: NudgeReason
    on: date
    """A day in the leader's calendar."""
    at: datetime
    """That day's moment, UTC; made anew when the leader's zone or hour changes."""
    reminder: int = 1
    """First, second or third time of this step; the number survives *Not yet*."""
    named: bool = False
    """The leader named this day, or left it standing in a form: it is kept (R43)."""
    planned_on: date | None = None
    """The day it was for, where days away that the leader announced have moved it."""


@dataclass(frozen=True)
class PlannedCheckIn:
    """What the raiser is asked next, and when (UTC)."""

    question: CheckIn
    at: datetime


@dataclass(frozen=True)
class Timeout:
    """What happens by itself at a moment (UTC) if nobody acts before."""

    act: Act
    """Fall quiet, end unconfirmed, take a silence for a no, or erase."""
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """Everything that a moment will bring about; ``None``: that clock stands still."""

    nudge: Nudge | None = None
    check_in: PlannedCheckIn | None = None
    timeout: Timeout | None = None
    stale_review_at: datetime | None = None
    """When it will have been open for three months of work; ``None`` once that was said."""


@dataclass(frozen=True)
class Handover:
    """Somebody else who may come back to it, or does."""

    to: PersonId
    agreed: bool = False
    """Whether it goes on with them; until then its raiser is asked."""


@dataclass(frozen=True, kw_only=True)
class Milestones:
    """When it got where (UTC); ``None``: not yet."""

    seen_from: datetime | None = None
    """When it may reach its leader by any path, as its raiser was told; ``None``: at once."""
    delivered_at: datetime | None = None
    """Its first message reached the leader."""
    heard_at: datetime | None = None
    first_talk_at: datetime | None = None
    """The first talk the leader reported."""
    talked_at: datetime | None = None
    """The last talk the leader reported."""
    closed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Replies:
    """What its raiser has answered and wished."""

    answer: Act | None = None
    """Their last answer that the leader is told of."""
    said_yes_at: datetime | None = None
    """When they agreed with what was said back (UTC); a correction takes it away."""
    two_views: bool = False
    """They say that there was no talk, though the leader reported one."""
    no_check_ins: bool = False
    """They want to be asked no more questions about it."""
    reminded_again: bool = False
    """They had the leader reminded once more; it happens once."""
    given_time: bool = False
    """They have given it time once."""


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long it is kept (moments in UTC); ``retention`` says what follows from it."""

    erase_at: datetime | None = None
    """When something of it may be erased, and it is looked at; ``None``: it has another end."""
    active_at: datetime | None = None
    """When one of its sides last did something that the other may know of."""
    warned_at: datetime | None = None
    """When its raiser was last told that it will be erased."""
    kept_at: datetime | None = None
    """When they wished it to be kept; that is possible once."""
    words_erased_at: datetime | None = None
    held_at: datetime | None = None
    """Since when its leader has nothing of it: it comes from a back-up, and its raiser is asked
    first. ``None``: nothing holds it."""


@dataclass(frozen=True, kw_only=True)
class Concern:
    """One concern or note; its words are sealed in the store and not part of it."""

    workspace: WorkspaceId
    id: ConcernId
    kind: Kind
    origin: str
    """The press that made it; unique in the workspace, so that a repeat finds its row."""
    raiser: PersonId
    """The person it affects: who raised it, or whom a note is about."""
    owner: PersonId | None
    team: TeamId | None = None
    """The team of the channel it came from, else the only one both sides are on; there it counts,
    and there a step of it may be read. ``None``: in no team (R46)."""
    left_by: PersonId | None = None
    """The leader it was with, who leads no more."""
    signal: Signal = Signal.OTHER
    pressures: tuple[Pressure, ...] = ()
    help: Help | None = None
    how_soon: HowSoon = HowSoon.WEEK
    worded: bool = True
    """Whether there are words; a mark has only the link until some are added."""
    state: State
    quiet: bool = False
    """The leader is asked no more; its raiser decides what now."""
    reason: CloseReason | None = None
    """Why it was closed without change."""
    not_yet_because: str = field(default="", repr=False)
    """What its leader wrote down with *Not yet*, for themselves alone; until they act again."""
    version: int = 1
    """Grows with every change; what is drawn from an older version is drawn anew."""
    step_no: int = 1
    """Grows when what the leader was asked is settled; a button of an older step is stale."""
    settled_by: Act | None = None
    """The last act that settled a step; what is kept from the leader never does."""
    last_act: Act | None = None
    last_at: datetime | None = None
    created_at: datetime
    mark: Mark | None = None
    """``None``: it did not begin with a message."""
    promise: Promise = field(default_factory=Promise)
    clocks: Clocks = field(default_factory=Clocks)
    handover: Handover | None = None
    """``None``: nobody asked to hand it over."""
    milestones: Milestones = field(default_factory=Milestones)
    replies: Replies = field(default_factory=Replies)
    retention: Retention = field(default_factory=Retention)

    @property
    def open(self) -> bool:
        """Whether it still waits for something."""
        return self.state in OPEN

    def has_reached(self, now: datetime) -> bool:
        """Whether its leader may know of it at ``now`` (UTC), by whatever path (R41).

        Its hour, which its raiser was told, has come, and it was not over before. What comes from a
        back-up reaches nobody before its raiser says yes once more.
        """
        if self.state is State.OFFERED or self.retention.held_at is not None:
            return False
        hour, over = self.milestones.seen_from, self.milestones.closed_at
        return hour is None or (hour <= now and (over is None or over >= hour))

    @property
    def ending(self) -> bool:
        """Whether one of its two sides is gone for good: it waits to be erased."""
        return self.clocks.timeout is not None and self.clocks.timeout.act is Act.ERASE

    @property
    def about(self) -> bool:
        """Whether it is a leader's note about somebody."""
        return self.kind is not Kind.RAISED

    def named_day(self, today: date = date.min) -> date | None:
        """The day its leader named that still stands: nobody's promise is invented (R45)."""
        nudge, day = self.clocks.nudge, self.promise.come_back_on
        if day is None or day < today or not self.open:
            return None
        follows_up = nudge is not None and nudge.reason in FOLLOW_UPS
        planned = nudge.on if nudge is not None and follows_up else self.promise.resume_on
        return day if planned is not None and planned <= day else None

    def asked_day(self) -> date | None:
        """The day on which its leader is asked about it next, as far as one is planned."""
        nudge = self.clocks.nudge
        return nudge.on if nudge is not None else self.promise.resume_on

    @property
    def link(self) -> str | None:
        """Permalink of the message it began with."""
        return self.mark.link if self.mark is not None else None

    @property
    def marked_in(self) -> ChannelId | None:
        """The channel of the message it began with."""
        return self.mark.channel if self.mark is not None else None

    @property
    def message(self) -> tuple[ChannelId, str] | None:
        """Channel and ``ts`` of the message it began with."""
        return self.mark.place if self.mark is not None else None

    @property
    def proposed_to(self) -> PersonId | None:
        """Whom its leader would hand it to, while the raiser is asked."""
        return self.handover.to if self.handover and not self.handover.agreed else None

    @property
    def sides(self) -> frozenset[PersonId | None]:
        """Its raiser and the leader they chose, also once that one leads no more.

        That they opened the words is shown to nobody (R24).
        """
        return frozenset({self.raiser, self.owner, self.left_by})

    def with_nudge(self, nudge: Nudge | None) -> "Concern":
        """The same concern with something else, or nothing, asked of its leader."""
        return replace(self, clocks=replace(self.clocks, nudge=nudge))

    def without_message(self) -> "Concern":
        """The same concern, with nothing left that leads to the message it began with."""
        mark = self.mark
        if mark is not None:
            mark = replace(mark, key=None, link=None, channel=None)
        named = self.origin.startswith(ORIGINS_OF_MESSAGES)
        return replace(self, mark=mark, origin=f"erased:{self.id}" if named else self.origin)

    def with_link(self, link: str) -> "Concern":
        """The same concern, at the address that Slack gives."""
        return replace(self, mark=replace(self.mark, link=link) if self.mark is not None else None)

    def without_link(self) -> "Concern":
        """The same concern, which leads to its message no more."""
        return replace(self, mark=replace(self.mark, link=None) if self.mark is not None else None)

    def beyond_emoji(self) -> "Concern":
        """The same concern, which taking an emoji away does not erase."""
        mark = self.mark
        return replace(self, mark=replace(mark, erasable_until=None) if mark is not None else None)

    def role(self, person: PersonId) -> Role | None:
        """What ``person`` is to this concern now; a private note has no raiser's side."""
        if person == self.owner:
            return Role.OWNER
        if person == self.raiser and self.kind is not Kind.NOTE:
            return Role.RAISER
        return None
