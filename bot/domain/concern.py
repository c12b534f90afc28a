"""What a concern is and everything that may happen to it.

The life of a concern is the table :data:`TRANSITIONS`: from which states an act is possible,
who may do it, and where it leads. Dates are ``cadence``'s business, words the store's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.ids import ChannelId, ConcernId, PersonId, TeamId, WorkspaceId
from bot.domain.refusals import NotYours, Stale
from bot.domain.taxonomy import CloseReason, Help, HowSoon, Pressure, Signal

MAX_WORDS = 600
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


class Cause(StrEnum):
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


FROM_A_PERSON = frozenset(
    {
        Cause.NEW,
        Cause.AGAIN,
        Cause.WORSE,
        Cause.NOT_QUITE,
        Cause.TWO_VIEWS,
        Cause.CAME_BACK,
        Cause.REOPEN_TALK,
    }
)
"""What a person has just said: never held back by the weekly budget."""
UNANSWERED = frozenset({Cause.NEW, Cause.ACK_1, Cause.ACK_2, Cause.ACK_3, Cause.AGAIN})
"""Items whose only answer is reading: they have no other button."""
FOLLOW_UPS = frozenset(
    {
        Cause.FIRST,
        Cause.SECOND,
        Cause.THIRD,
        Cause.SNOOZED,
        Cause.SNOOZED_TWICE,
        Cause.ONE_ON_ONE,
    }
)
"""Items that a date caused: each opens with "How is that situation now?"."""


class Tail(StrEnum):
    """News that rides along in a leader's message and never causes one."""

    CONFIRMED = "confirmed"
    LEFT = "left"
    WITHDRAWN = "withdrawn"
    ADDED = "added"
    NOTE_REMOVED = "note_removed"


class Told(StrEnum):
    """What the bot tells a raiser, or the person a shared note is about."""

    HEARD = "heard"
    STEP = "step"
    WAITING = "waiting"
    CLOSED = "closed"
    SHARED = "shared"


class Check(StrEnum):
    """Which question the bot asks the raiser next."""

    FIRST = "first"
    SECOND = "second"
    ENDED = "ended"


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
    """Everything that may happen to a concern, after it has begun."""

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
    WITHDRAW = "withdraw"
    LEAVE = "leave"
    EXPIRE = "expire"
    FALL_QUIET = "fall_quiet"
    YES = "yes"
    NO = "no"
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
    COME_BACK = "come_back"
    AGAIN = "again"
    GIVE_TIME = "give_time"


@dataclass(frozen=True)
class Transition:
    """One row of the table: an act, from where, by whom, to where."""

    number: str
    """The row's name, as ``docs/life-of-a-concern.md`` lists it."""
    sources: frozenset[State]
    who: Role
    target: State | None = None
    """``None`` leaves the state as it is."""
    kinds: frozenset[Kind] = frozenset(Kind)
    settles: bool = True
    """Whether what the leader was asked is answered by it: its buttons disappear."""


_RAISED_OR_SHARED = frozenset({Kind.RAISED, Kind.SHARED})
_RAISED = frozenset({Kind.RAISED})
_NOTES = frozenset({Kind.NOTE, Kind.SHARED})

TRANSITIONS: Mapping[Act, Transition] = {
    Act.HEAR: Transition("T4", frozenset({State.RAISED}), Role.OWNER, State.HEARD, _RAISED),
    Act.SAY_YES: Transition("T5", READ, Role.RAISER, None, _RAISED_OR_SHARED, settles=False),
    Act.NOT_QUITE: Transition("T6", READ, Role.RAISER, None, _RAISED_OR_SHARED),
    Act.STEP: Transition("T7", READ, Role.OWNER, State.IN_PROGRESS),
    Act.TALKED_BETTER: Transition("T8", READ, Role.OWNER, State.BETTER),
    Act.TALKED_SAME: Transition("T9", READ, Role.OWNER, State.IN_PROGRESS),
    Act.TALKED_WORSE: Transition("T10", READ, Role.OWNER, State.WORSE),
    Act.BETTER: Transition("T11", READ, Role.RAISER, State.CONFIRMED, _RAISED_OR_SHARED),
    Act.LITTLE: Transition("T12", READ, Role.RAISER, State.IN_PROGRESS, _RAISED_OR_SHARED),
    Act.SAME: Transition("T12", READ, Role.RAISER, State.IN_PROGRESS, _RAISED_OR_SHARED),
    Act.WORSE: Transition("T13", READ, Role.RAISER, State.WORSE, _RAISED_OR_SHARED),
    Act.NOT_TALKED: Transition("T14", READ, Role.RAISER, None, _RAISED_OR_SHARED),
    Act.CLOSE: Transition("T15", READ, Role.OWNER, State.NO_CHANGE, _RAISED_OR_SHARED),
    Act.REOPEN: Transition(
        "T16", frozenset({State.NO_CHANGE}), Role.RAISER, State.HEARD, _RAISED_OR_SHARED
    ),
    Act.WITHDRAW: Transition(
        "T19", frozenset(State) - {State.WITHDRAWN}, Role.RAISER, State.WITHDRAWN, _RAISED
    ),
    Act.LEAVE: Transition("T20", OPEN, Role.RAISER, State.ENDED_BY_RAISER, _RAISED_OR_SHARED),
    Act.EXPIRE: Transition(
        "T21", frozenset({State.BETTER}), Role.CLOCK, State.UNCONFIRMED, _RAISED_OR_SHARED
    ),
    Act.COME_BACK: Transition(
        "T22", CLOSED - {State.HANDED_OVER}, Role.RAISER, State.HEARD, _RAISED_OR_SHARED
    ),
    Act.FALL_QUIET: Transition("T23", OPEN, Role.CLOCK, settles=False),
    Act.YES: Transition("T30", frozenset({State.OFFERED}), Role.RAISER, State.RAISED, _RAISED),
    Act.NO: Transition("T31", frozenset({State.OFFERED}), Role.RAISER, State.WITHDRAWN, _RAISED),
    Act.SHARE: Transition("T32", READ, Role.OWNER, None, frozenset({Kind.NOTE}), settles=False),
    Act.REMOVE: Transition(
        "T33",
        frozenset(State) - {State.WITHDRAWN},
        Role.RAISER,
        State.WITHDRAWN,
        frozenset({Kind.SHARED}),
    ),
    Act.LATER: Transition("T34", READ, Role.OWNER),
    Act.NOT_REACHED: Transition("T35", READ, Role.OWNER),
    Act.KEEP_PRIVATE: Transition("T36", READ, Role.RAISER, None, _RAISED_OR_SHARED, settles=False),
    Act.REST: Transition("T37", READ, Role.RAISER, None, _RAISED_OR_SHARED, settles=False),
    Act.STOP_CHECKS: Transition("T37", READ, Role.RAISER, None, _RAISED_OR_SHARED, settles=False),
    Act.FINE: Transition(
        "T37", frozenset({State.UNCONFIRMED}), Role.RAISER, None, _RAISED_OR_SHARED, settles=False
    ),
    Act.CHANGE: Transition("T38", OPEN, Role.RAISER, None, _RAISED, settles=False),
    Act.TAKE_BACK: Transition(
        "T39", frozenset(State) - {State.WITHDRAWN}, Role.OWNER, State.WITHDRAWN, _NOTES
    ),
    Act.AGAIN: Transition("T40", OPEN, Role.RAISER, None, _RAISED, settles=False),
    Act.GIVE_TIME: Transition("T41", OPEN, Role.RAISER, None, _RAISED, settles=False),
}


KEPT_FROM_LEADER = frozenset({Act.KEEP_PRIVATE, Act.REST, Act.STOP_CHECKS, Act.FINE})
"""Acts that change nothing the leader can see (R23)."""
LET_KNOW = frozenset({Act.BETTER, Act.LITTLE, Act.SAME, Act.WORSE, Act.NOT_TALKED})
"""Answers to a question that the leader hears of."""
ANSWERS_TO: Mapping[Check, frozenset[Act]] = {
    Check.FIRST: LET_KNOW | {Act.KEEP_PRIVATE, Act.REST, Act.STOP_CHECKS},
    Check.SECOND: LET_KNOW | {Act.KEEP_PRIVATE, Act.REST, Act.STOP_CHECKS},
    Check.ENDED: frozenset({Act.COME_BACK, Act.FINE}),
}
"""What settles each question."""
ALWAYS_POSSIBLE = frozenset({Act.WITHDRAW, Act.REMOVE, Act.TAKE_BACK})
"""Acts for which a button of an older step is as good as a new one."""


@dataclass(frozen=True)
class Ask:
    """What the leader is asked next, and when."""

    cause: Cause
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
    state: State
    quiet: bool = False
    two_views: bool = False
    no_checks: bool = False
    version: int = 1
    """Grows with every change; what is drawn from an older version is drawn anew."""
    step_no: int = 1
    """Grows when what the leader was asked is settled; a button of an older step is stale."""
    created_at: datetime
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
    ask: Ask | None = None
    resume_on: date | None = None
    """When the ordinary follow-up goes on after an item that a person caused."""
    check: Check | None = None
    check_at: datetime | None = None
    checks: int = 0
    """Check-backs sent since the last talk or step."""
    turn: Act | None = None
    """What the clock will do: :attr:`Act.FALL_QUIET` or :attr:`Act.EXPIRE`."""
    turn_at: datetime | None = None
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
    def about(self) -> bool:
        """Whether it is a leader's note about somebody."""
        return self.kind is not Kind.RAISED

    def role(self, person: PersonId) -> Role | None:
        """What ``person`` is to this concern now; a private note has no raiser's side."""
        if person == self.owner:
            return Role.OWNER
        if person == self.raiser and self.kind is not Kind.NOTE:
            return Role.RAISER
        return None


def check_act(concern: Concern, act: Act, role: Role | None, *, step: int | None = None) -> None:
    """Refuse ``act`` unless the table allows it to ``role`` in the concern's state.

    ``step`` is the step a button was drawn for. Raises :class:`NotYours` for the wrong person and
    :class:`Stale` where the concern has moved on.
    """
    transition = TRANSITIONS[act]
    if role is not transition.who:
        raise NotYours
    if concern.kind not in transition.kinds or concern.state not in transition.sources:
        raise Stale
    timely = act in ALWAYS_POSSIBLE or not transition.settles
    if step is not None and step != concern.step_no and not timely:
        raise Stale


def repeats(concern: Concern, act: Act, step: int | None) -> bool:
    """Whether a press of ``step`` is the same one again: its act is done already."""
    if TRANSITIONS[act].settles:
        return concern.settled_by is act and step == concern.step_no - 1
    return concern.last_act is act and step == concern.step_no
