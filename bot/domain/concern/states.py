"""The states, kinds, roles and acts of a concern, and what may be said and asked about it.

The values are stored, and part of locale keys: a new name needs a migration.
"""

from enum import StrEnum


class Kind(StrEnum):
    """Who wrote it, and for whose eyes."""

    RAISED = "raised"
    """Raised by the person it affects, for the leader they chose."""
    NOTE = "note"
    """A leader's note after a talk, private to that leader."""
    SHARED = "shared"
    """A leader's note that the person it is about may read and correct."""


class State(StrEnum):
    """Where a concern stands; the words for each are in the locale."""

    OFFERED = "offered"
    """A colleague marked a message; its author has not said yes or no."""
    RAISED = "raised"
    """With its leader, who has not said that they heard it."""
    HEARD = "heard"
    """Its leader has read it and said so; every note begins here."""
    IN_PROGRESS = "in_progress"
    """A step was chosen, or a talk changed little."""
    BETTER = "better"
    """Its leader reports it as better; only the raiser can confirm that."""
    WORSE = "worse"
    """One of the two sides reports it as worse."""
    CONFIRMED = "confirmed"
    """Closed: the raiser said that it is better."""
    UNCONFIRMED = "unconfirmed"
    """Closed: it was reported as better, and nobody confirmed it."""
    NO_CHANGE = "no_change"
    """Closed by the leader with a reason: nothing will change."""
    ENDED_BY_RAISER = "ended_by_raiser"
    """Closed: the raiser leaves it there."""
    HANDED_OVER = "handed_over"
    """Closed here; it goes on as a concern with somebody else."""
    WITHDRAWN = "withdrawn"
    """Taken back; its words are erased."""


OPEN = frozenset({State.RAISED, State.HEARD, State.IN_PROGRESS, State.BETTER, State.WORSE})
READ = OPEN - {State.RAISED}
CLOSED = frozenset(
    {State.CONFIRMED, State.UNCONFIRMED, State.NO_CHANGE, State.ENDED_BY_RAISER, State.HANDED_OVER}
)


class NudgeReason(StrEnum):
    """Why an item stands in a leader's message; each has its own wording."""

    NEW = "new"
    """It was just raised."""
    ACK_1 = "ack_1"
    """First reminder of something not heard yet."""
    ACK_2 = "ack_2"
    """Second reminder of it."""
    ACK_3 = "ack_3"
    """Last reminder of it, before its raiser is asked what now."""
    AGAIN = "again"
    """Its raiser asked for one reminder more."""
    FIRST = "first"
    """The day of a follow-up has come."""
    SECOND = "second"
    """First reminder of a follow-up."""
    THIRD = "third"
    """Last reminder of a follow-up."""
    SNOOZED = "snoozed"
    """The day that the leader chose with *Not yet*."""
    SNOOZED_TWICE = "snoozed_twice"
    """The day of a second or later *Not yet*."""
    ONE_ON_ONE = "one_on_one"
    """The leader meets the person today."""
    SAME = "same"
    """The raiser says that little or nothing changed."""
    WORSE = "worse"
    """The raiser says that it is worse."""
    NOT_QUITE = "not_quite"
    """The raiser corrects what was said back."""
    TWO_VIEWS = "two_views"
    """The leader reported a talk, and the raiser says that there was none."""
    CAME_BACK = "came_back"
    """The raiser says that something closed came back."""
    REOPEN_TALK = "reopen_talk"
    """The raiser wants to talk about something closed without change."""
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
    """News that a leader's next message takes along; it never causes a message."""

    CONFIRMED = "confirmed"
    """The raiser said that it is better."""
    LEFT = "left"
    """The raiser leaves it there."""
    WITHDRAWN = "withdrawn"
    """The raiser took it back."""
    ADDED = "added"
    """The raiser changed or added words."""
    HAND_NO = "hand_no"
    """The raiser said no to a handover."""
    HAND_LAPSED = "hand_lapsed"
    """The raiser said nothing to a handover in time."""
    NOTE_REMOVED = "note_removed"
    """The person a note is about had it removed."""
    NOT_LED = "not_led"
    """The person a note is about said that its writer does not lead them; it is erased."""


class RaiserNotice(StrEnum):
    """What the bot tells a raiser, or the person a shared note is about."""

    HEARD = "heard"
    """The leader has read it, with what they said back."""
    STEP = "step"
    """The leader chose a step that the raiser may read."""
    WAITING = "waiting"
    """The leader did not answer the last reminder; the raiser decides what now."""
    CLOSED = "closed"
    """The leader closed it without change, with a reason."""
    SHARED = "shared"
    """A leader's note about them can be read."""
    LONG = "long"
    """Still open after three months."""
    HAND = "hand"
    """The leader asks whether somebody else may read it."""
    AWAY = "away"
    """The leader is away for some days, and something of theirs would have fallen due."""
    OWNER_GONE = "owner_gone"
    """The leader it was with leads no more."""
    MOVED = "moved"
    """A day the raiser was told has moved."""


class Waiting(StrEnum):
    """What a raiser has waited for in vain."""

    REPLY = "reply"
    """Nobody said that they read it."""
    TALK = "talk"
    """It was read, and the leader has not come back to it."""
    ANOTHER = "another"
    """There was a talk, and nothing after it."""


class CheckIn(StrEnum):
    """Which question the bot asks the raiser next."""

    FIRST = "first"
    """Whether anything changed."""
    SECOND = "second"
    """The same once more, gentler, after a talk or a step that they did not answer about."""
    ENDED = "ended"
    """Whether it is fine that it ended unconfirmed, or came back."""
    LATE = "late"
    """A month after it was said to be better: whether it still is."""


class Meeting(StrEnum):
    """How the leader means to come back to it."""

    ONE_ON_ONE = "one_on_one"
    """In their next 1:1."""
    SEPARATE = "separate"
    """In a talk of its own."""
    MESSAGE = "message"
    """In writing."""


class Role(StrEnum):
    """What somebody is to one concern."""

    RAISER = "raiser"
    """The person it affects: who raised it, or whom a note is about."""
    OWNER = "owner"
    """The leader who comes back to it."""
    CLOCK = "clock"
    """Nobody: what happens because a moment has come."""
    COLLEAGUE = "colleague"
    """Whoever marked somebody else's message."""


class Act(StrEnum):
    """Everything that may happen to a concern."""

    RAISE = "raise"
    """Somebody raises it."""
    NOTE_SHARED = "note_shared"
    """A leader writes a note and shares it at once."""
    NOTE = "note"
    """A leader writes a private note."""
    OFFER = "offer"
    """A colleague's mark: the author is asked."""
    HEAR = "hear"
    """The leader has read it and says so."""
    SAY_YES = "say_yes"
    """The raiser agrees with what was said back."""
    NOT_QUITE = "not_quite"
    """The raiser corrects what was said back."""
    STEP = "step"
    """The leader chooses a step and its day."""
    TALKED_BETTER = "talked_better"
    """The leader reports a talk, and that it is better."""
    TALKED_SAME = "talked_same"
    """The leader reports a talk, and that it is about the same."""
    TALKED_WORSE = "talked_worse"
    """The leader reports a talk, and that it is worse."""
    BETTER = "better"
    """The raiser says that it is better: confirmed."""
    LITTLE = "little"
    """The raiser says that a little changed."""
    SAME = "same"
    """The raiser says that nothing changed."""
    WORSE = "worse"
    """The raiser says that it is worse."""
    NOT_TALKED = "not_talked"
    """The raiser says that the reported talk did not happen."""
    CLOSE = "close"
    """The leader closes it without change, with a reason."""
    REOPEN = "reopen"
    """The raiser wants to talk about what was closed without change."""
    SEND_ON = "send_on"
    """The raiser takes it to somebody else."""
    ASK_HAND = "ask_hand"
    """The leader asks whether somebody else may read it."""
    HAND_YES = "hand_yes"
    """The raiser agrees to the handover."""
    HAND_NO = "hand_no"
    """The raiser does not agree to the handover."""
    HAND_LAPSE = "hand_lapse"
    """No answer is a no."""
    WITHDRAW = "withdraw"
    """The raiser takes it back; its words are erased."""
    LEAVE = "leave"
    """The raiser leaves it there."""
    EXPIRE = "expire"
    """Nobody confirmed a *better* in time."""
    FALL_QUIET = "fall_quiet"
    """The last reminder stayed unanswered: the raiser decides what now."""
    STALE_REVIEW = "stale_review"
    """Three months of work have passed, and it is still open."""
    LEADER_GONE = "leader_gone"
    """Its leader leads no more."""
    RAISER_GONE = "raiser_gone"
    """Its raiser's account is closed."""
    LEADER_BACK = "leader_back"
    """The account of the leader it was with is open again, or they are a full member again."""
    RAISER_BACK = "raiser_back"
    """Its raiser's account is open again."""
    ERASE = "erase"
    """Nobody can come back to it any more: the row is deleted."""
    BIGGER = "bigger"
    """This is bigger than me; nothing is sent on."""
    YES = "yes"
    """The author of a marked message wants it raised."""
    NO = "no"
    """The author of a marked message does not."""
    OFFER_LAPSE = "offer_lapse"
    """The author did not answer within a week."""
    UNMARK = "unmark"
    """The mark is taken away before anybody was asked."""
    SHARE = "share"
    """The leader lets the person a note is about read it."""
    REMOVE = "remove"
    """The person a note is about has it removed."""
    NOT_LED = "not_led"
    """The person a note is about says that its writer does not lead them."""
    LATER = "later"
    """Not yet: the leader names another day."""
    NOT_REACHED = "not_reached"
    """The leader did not get to it."""
    CHANGE = "change"
    """The raiser changes or adds words."""
    TAKE_BACK = "take_back"
    """The leader takes a note back; its words are erased."""
    KEEP_PRIVATE = "keep_private"
    """The raiser answered, and keeps it from the leader."""
    REST = "rest"
    """The raiser would rather not say."""
    STOP_CHECKS = "stop_checks"
    """The raiser wants no more check-ins about it."""
    FINE = "fine"
    """It ended unconfirmed, and that is fine."""
    STILL_BETTER = "still_better"
    """A month later it is still better."""
    COME_BACK = "come_back"
    """Something closed came back."""
    AGAIN = "again"
    """The raiser has the leader reminded once more."""
    GIVE_TIME = "give_time"
    """The raiser gives the leader more time, once."""
