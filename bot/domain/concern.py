"""What a concern is and everything that may happen to it.

What may happen when, by whom and to what end is the table in ``transitions``; dates are
``cadence``'s business, words the store's.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.ids import ChannelId, ConcernId, PersonId, TeamId, WorkspaceId
from bot.domain.taxonomy import CloseReason, Help, HowSoon, Pressure, Signal

LEADERS_WORDS = 600
"""Characters: what a leader writes when saying back, and when closing without change."""
CORRECTION_LIMIT = 300
"""Characters of what a raiser writes behind *Not quite*."""
DETAIL_LIMIT = 200
"""Characters of a step's detail."""
MIN_CLOSING_WORDS = 20


class Kind(StrEnum):
    """Who wrote it, and for whose eyes."""

    RAISED = "raised"
    NOTE = "note"
    """A leader's note after a talk, private to that leader."""
    SHARED = "shared"
    """A leader's note that the person it is about may read and correct."""


class State(StrEnum):
    """Where a concern stands; the words for each are in the locale."""

    OFFERED = "offered"
    RAISED = "raised"
    HEARD = "heard"
    IN_PROGRESS = "in_progress"
    BETTER = "better"
    WORSE = "worse"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    NO_CHANGE = "no_change"
    ENDED_BY_RAISER = "ended_by_raiser"
    HANDED_OVER = "handed_over"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.RAISED, State.HEARD, State.IN_PROGRESS, State.BETTER, State.WORSE})
READ = OPEN - {State.RAISED}
CLOSED = frozenset(
    {State.CONFIRMED, State.UNCONFIRMED, State.NO_CHANGE, State.ENDED_BY_RAISER, State.HANDED_OVER}
)


class NudgeReason(StrEnum):
    """Why an item stands in a leader's message; each has its own wording."""

    NEW = "new"
    ACK_1 = "ack_1"
    ACK_2 = "ack_2"
    ACK_3 = "ack_3"
    AGAIN = "again"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    SNOOZED = "snoozed"
    SNOOZED_TWICE = "snoozed_twice"
    ONE_ON_ONE = "one_on_one"
    SAME = "same"
    WORSE = "worse"
    NOT_QUITE = "not_quite"
    TWO_VIEWS = "two_views"
    CAME_BACK = "came_back"
    REOPEN_TALK = "reopen_talk"
    DECIDE = "decide"
    """Open for three months: an honest no is better than a quiet maybe."""


FROM_A_PERSON = frozenset(
    {
        NudgeReason.NEW,
        NudgeReason.AGAIN,
        NudgeReason.WORSE,
        NudgeReason.NOT_QUITE,
        NudgeReason.TWO_VIEWS,
        NudgeReason.CAME_BACK,
        NudgeReason.REOPEN_TALK,
    }
)
"""What a person has just said: never held back by the weekly budget."""
UNANSWERED = frozenset(
    {NudgeReason.NEW, NudgeReason.ACK_1, NudgeReason.ACK_2, NudgeReason.ACK_3, NudgeReason.AGAIN}
)
"""Items whose only answer is reading: they have no other button."""
FOLLOW_UPS = frozenset(
    {
        NudgeReason.FIRST,
        NudgeReason.SECOND,
        NudgeReason.THIRD,
        NudgeReason.SNOOZED,
        NudgeReason.SNOOZED_TWICE,
        NudgeReason.ONE_ON_ONE,
    }
)
"""Items that a date caused: each opens with "How is that situation now?"."""


class LeaderNews(StrEnum):
    """News that rides along in a leader's message and never causes one."""

    CONFIRMED = "confirmed"
    LEFT = "left"
    WITHDRAWN = "withdrawn"
    ADDED = "added"
    HAND_NO = "hand_no"
    NOTE_REMOVED = "note_removed"


class RaiserNotice(StrEnum):
    """What the bot tells a raiser, or the person a shared note is about."""

    HEARD = "heard"
    STEP = "step"
    WAITING = "waiting"
    CLOSED = "closed"
    SHARED = "shared"
    LONG = "long"
    """Still open after three months."""
    HAND = "hand"
    """The leader asks whether somebody else may read it."""
    AWAY = "away"
    """The leader is away for some days, and something of theirs would have fallen due."""
    OWNER_GONE = "owner_gone"


class CheckIn(StrEnum):
    """Which question the bot asks the raiser next."""

    FIRST = "first"
    SECOND = "second"
    ENDED = "ended"
    LATE = "late"
    """A month after it was said to be better."""


class Meeting(StrEnum):
    """How the leader means to come back to it."""

    ONE_ON_ONE = "one_on_one"
    SEPARATE = "separate"
    MESSAGE = "message"


class Role(StrEnum):
    """What somebody is to one concern."""

    RAISER = "raiser"
    """The person it affects: who raised it, or whom a note is about."""
    OWNER = "owner"
    CLOCK = "clock"
    COLLEAGUE = "colleague"


class Act(StrEnum):
    """Everything that may happen to a concern."""

    RAISE = "raise"
    NOTE_SHARED = "note_shared"
    NOTE = "note"
    OFFER = "offer"
    """A colleague's mark: the author is asked."""
    HEAR = "hear"
    SAY_YES = "say_yes"
    NOT_QUITE = "not_quite"
    STEP = "step"
    TALKED_BETTER = "talked_better"
    TALKED_SAME = "talked_same"
    TALKED_WORSE = "talked_worse"
    BETTER = "better"
    LITTLE = "little"
    SAME = "same"
    WORSE = "worse"
    NOT_TALKED = "not_talked"
    CLOSE = "close"
    REOPEN = "reopen"
    SEND_ON = "send_on"
    """The raiser takes it to somebody else."""
    ASK_HAND = "ask_hand"
    """The leader asks whether somebody else may read it."""
    HAND_YES = "hand_yes"
    HAND_NO = "hand_no"
    HAND_LAPSE = "hand_lapse"
    """No answer is a no."""
    WITHDRAW = "withdraw"
    LEAVE = "leave"
    EXPIRE = "expire"
    FALL_QUIET = "fall_quiet"
    GROW_OLD = "grow_old"
    """Three months of work have passed, and it is still open."""
    LEADER_GONE = "leader_gone"
    RAISER_GONE = "raiser_gone"
    ERASE = "erase"
    BIGGER = "bigger"
    """This is bigger than me; nothing is sent on."""
    YES = "yes"
    NO = "no"
    OFFER_LAPSE = "offer_lapse"
    UNMARK = "unmark"
    """The mark is taken away before anybody was asked."""
    SHARE = "share"
    REMOVE = "remove"
    LATER = "later"
    NOT_REACHED = "not_reached"
    CHANGE = "change"
    TAKE_BACK = "take_back"
    KEEP_PRIVATE = "keep_private"
    REST = "rest"
    STOP_CHECKS = "stop_checks"
    FINE = "fine"
    """It ended unconfirmed, and that is fine."""
    STILL_BETTER = "still_better"
    COME_BACK = "come_back"
    AGAIN = "again"
    GIVE_TIME = "give_time"


@dataclass(frozen=True)
class Nudge:
    """What the leader is asked next, and when."""

    cause: NudgeReason
    on: date
    """A day in the leader's calendar."""
    at: datetime
    """That day's moment, UTC; made anew when the leader's zone or hour changes."""
    reminder: int = 1
    """First, second or third time of this step; the number survives *Not yet*."""


@dataclass(frozen=True, kw_only=True)
class Concern:
    """One concern or note; its words are sealed in the store and not part of it."""

    workspace: WorkspaceId
    id: ConcernId
    kind: Kind
    origin: str
    """Where it was caught; unique in the workspace, so that a repeat finds its row."""
    raiser: PersonId
    """The person it affects: who raised it, or whom a note is about."""
    owner: PersonId | None
    team: TeamId | None = None
    """The raiser's team led by the owner at the start; ``None``: sent elsewhere, or a note."""
    signal: Signal = Signal.OTHER
    pressures: tuple[Pressure, ...] = ()
    help: Help | None = None
    how_soon: HowSoon = HowSoon.WEEK
    link: str | None = None
    """Permalink of the message it was marked on."""
    marked_in: ChannelId | None = None
    worded: bool = True
    """Whether there are words; a mark has only the link until some are added."""
    marked_by: PersonId | None = None
    """The colleague whose mark led to an offer."""
    marked_also: tuple[PersonId, ...] = ()
    """Others who marked it while nobody had been asked."""
    state: State
    quiet: bool = False
    two_views: bool = False
    no_checks: bool = False
    version: int = 1
    """Grows with every change; what is drawn from an older version is drawn anew."""
    step_no: int = 1
    """Grows when what the leader was asked is settled; a button of an older step is stale."""
    created_at: datetime
    seen_from: datetime | None = None
    """When its leader may see it anywhere, as its raiser was told; ``None``: at once."""
    delivered_at: datetime | None = None
    """When its first message reached the leader."""
    heard_at: datetime | None = None
    first_talk_at: datetime | None = None
    talked_at: datetime | None = None
    """The last talk the leader reported."""
    promised_on: date | None = None
    """The day by which the raiser hears from the bot either way."""
    come_back_on: date | None = None
    """The day the leader named to the raiser."""
    meeting: Meeting | None = None
    due_on: date | None = None
    """The day a first follow-up fell due; ``None`` until it did."""
    follow_up: int = 0
    """Which of the gaps comes next."""
    snoozes: int = 0
    ask: Nudge | None = None
    resume_on: date | None = None
    """When the ordinary follow-up goes on after an item that a person caused."""
    check: CheckIn | None = None
    check_at: datetime | None = None
    checks: int = 0
    """Check-backs sent since the last talk or step."""
    turn: Act | None = None
    """What the clock will do next: fall quiet, end unconfirmed, take a silence for a no, erase."""
    turn_at: datetime | None = None
    long_at: datetime | None = None
    """When it will have been open for three months of work; ``None`` once that was said."""
    hand_to: PersonId | None = None
    """Whom the leader would hand it to, while the raiser is asked."""
    moved_to: PersonId | None = None
    """With whom it goes on, once it is handed over."""
    left_by: PersonId | None = None
    """The leader it was with, who leads no more."""
    reminded_again: bool = False
    """The raiser has had the leader reminded once more; it happens once."""
    given_time: bool = False
    """The raiser has given it time once."""
    said_yes_at: datetime | None = None
    """When the raiser agreed with what was said back; a correction takes it away."""
    answer: Act | None = None
    """What the raiser last answered and lets the leader know."""
    settled_by: Act | None = None
    """The last act that settled a step; what is kept from the leader never does."""
    last_act: Act | None = None
    last_at: datetime | None = None
    reason: CloseReason | None = None
    closed_at: datetime | None = None
    away_told: date | None = None
    """Until when the leader was away, as its raiser was last told."""

    @property
    def open(self) -> bool:
        """Whether it still waits for something."""
        return self.state in OPEN

    @property
    def ending(self) -> bool:
        """Whether one of its two sides is gone for good: it waits to be erased."""
        return self.turn is Act.ERASE

    @property
    def about(self) -> bool:
        """Whether it is a leader's note about somebody."""
        return self.kind is not Kind.RAISED

    @property
    def sides(self) -> frozenset[PersonId | None]:
        """Its raiser and the leader they chose, also once that one leads no more.

        That they opened the words is shown to nobody (R24).
        """
        return frozenset({self.raiser, self.owner, self.left_by})

    def role(self, person: PersonId) -> Role | None:
        """What ``person`` is to this concern now; a private note has no raiser's side."""
        if person == self.owner:
            return Role.OWNER
        if person == self.raiser and self.kind is not Kind.NOTE:
            return Role.RAISER
        return None
