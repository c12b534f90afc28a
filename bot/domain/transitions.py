"""The life of a concern as one table: from which states an act is possible, by whom, to what end.

Each row names who is told by the keys of the locale: ``told-…`` and ``check-…`` for whom it
affects, ``card-…`` and ``tail-…`` for the leader. ``life`` takes from here what each act tells;
``docs/life-of-a-concern.md`` is made from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.concern import (
    CLOSED,
    OPEN,
    READ,
    Act,
    CheckIn,
    Concern,
    Kind,
    LeaderNews,
    NudgeReason,
    RaiserNotice,
    Role,
    State,
)
from bot.domain.refusals import NotYours, Stale


class Clock(StrEnum):
    """What an act does to the time at which something is asked next."""

    GOES_ON = "goes on as it was"
    ANSWER = "the answer clock begins"
    DATE = "the date chosen"
    OWN_DATE = "the leader's own date, or the first gap"
    GAP = "the next gap"
    CHECK = "the raiser is asked after 2 working days; it ends 20 working days after the claim"
    WORSE = "3 working days, for today or tomorrow 2"
    TWO = "2 working days"
    THREE = "3 working days"
    FIVE = "5 working days"
    LATE = "stops; the raiser is asked once more after 30 days"
    START_KEPT = "begins anew with the new leader, and keeps its start"
    PAUSED_FIVE = "pauses for 5 working days"
    RAISER_DECIDES = "stops; the raiser decides"
    ONCE = "once, after 60 working days"
    PAUSED = "pauses; notes are erased after 30 days"
    ERASED_MONTH = "stops; erased after 30 days"
    ERASED_WEEK = "erased after 7 days"
    ERASED = "erased now"
    AGAIN = "the raiser is asked again after 5 working days"
    TIME_GIVEN = "the raiser is asked once more after 10 working days"
    STOPS = "stops"


@dataclass(frozen=True)
class Transition:
    """One row of the table: an act, from where, by whom, to where."""

    number: str
    """The row's name; several acts may share one."""
    sources: frozenset[State]
    """Empty for what begins a concern."""
    who: Role
    target: State | None = None
    """``None`` leaves the state as it is."""
    kinds: frozenset[Kind] = frozenset(Kind)
    settles: bool = True
    """Whether what the leader was asked is answered by it: its buttons disappear."""
    told: RaiserNotice | None = None
    """To whom it affects; nothing of a private note is."""
    check: CheckIn | None = None
    """What whom it affects is asked because of it, at once or later."""
    asks: NudgeReason | None = None
    """What the leader is brought because of it, at their next chosen hour."""
    tail: LeaderNews | None = None
    """News for the leader's next message; of what was never read, none."""
    shows: tuple[str, ...] = ()
    """Keys of what is answered in place, and of what a card already sent becomes."""
    clock: Clock = Clock.GOES_ON


_NOTHING: frozenset[State] = frozenset()
_BUT_WITHDRAWN = frozenset(State) - {State.WITHDRAWN}
_RAISED_OR_SHARED = frozenset({Kind.RAISED, Kind.SHARED})
_RAISED = frozenset({Kind.RAISED})
_NOTES = frozenset({Kind.NOTE, Kind.SHARED})
_PRIVATE = frozenset({Kind.NOTE})
_SHARED = frozenset({Kind.SHARED})
_OFFERED = frozenset({State.OFFERED})
_MOVABLE = OPEN | {State.NO_CHANGE}

TRANSITIONS: Mapping[Act, Transition] = {
    Act.RAISE: Transition(
        "T1",
        _NOTHING,
        Role.RAISER,
        State.RAISED,
        _RAISED,
        asks=NudgeReason.NEW,
        shows=("sent", "react-own"),
        clock=Clock.ANSWER,
    ),
    Act.NOTE_SHARED: Transition(
        "T2",
        _NOTHING,
        Role.OWNER,
        State.HEARD,
        _SHARED,
        told=RaiserNotice.SHARED,
        shows=("note-saved",),
        clock=Clock.DATE,
    ),
    Act.NOTE: Transition(
        "T3",
        _NOTHING,
        Role.OWNER,
        State.HEARD,
        _PRIVATE,
        shows=("note-saved", "react-leader"),
        clock=Clock.DATE,
    ),
    Act.HEAR: Transition(
        "T4",
        frozenset({State.RAISED}),
        Role.OWNER,
        State.HEARD,
        _RAISED,
        told=RaiserNotice.HEARD,
        check=CheckIn.FIRST,
        clock=Clock.OWN_DATE,
    ),
    Act.SAY_YES: Transition(
        "T5", READ, Role.RAISER, None, _RAISED_OR_SHARED, settles=False, shows=("echo-yes",)
    ),
    Act.NOT_QUITE: Transition(
        "T6", READ, Role.RAISER, None, _RAISED_OR_SHARED, asks=NudgeReason.NOT_QUITE
    ),
    Act.STEP: Transition(
        "T7", READ, Role.OWNER, State.IN_PROGRESS, told=RaiserNotice.STEP, clock=Clock.DATE
    ),
    Act.TALKED_BETTER: Transition(
        "T8", READ, Role.OWNER, State.BETTER, check=CheckIn.FIRST, clock=Clock.CHECK
    ),
    Act.TALKED_SAME: Transition(
        "T9", READ, Role.OWNER, State.IN_PROGRESS, check=CheckIn.FIRST, clock=Clock.GAP
    ),
    Act.TALKED_WORSE: Transition(
        "T10", READ, Role.OWNER, State.WORSE, check=CheckIn.FIRST, clock=Clock.WORSE
    ),
    Act.BETTER: Transition(
        "T11",
        READ,
        Role.RAISER,
        State.CONFIRMED,
        _RAISED_OR_SHARED,
        check=CheckIn.LATE,
        tail=LeaderNews.CONFIRMED,
        shows=("echo-better",),
        clock=Clock.LATE,
    ),
    Act.LITTLE: Transition(
        "T12",
        READ,
        Role.RAISER,
        State.IN_PROGRESS,
        _RAISED_OR_SHARED,
        asks=NudgeReason.SAME,
        clock=Clock.FIVE,
    ),
    Act.SAME: Transition(
        "T12",
        READ,
        Role.RAISER,
        State.IN_PROGRESS,
        _RAISED_OR_SHARED,
        asks=NudgeReason.SAME,
        clock=Clock.FIVE,
    ),
    Act.WORSE: Transition(
        "T13",
        READ,
        Role.RAISER,
        State.WORSE,
        _RAISED_OR_SHARED,
        asks=NudgeReason.WORSE,
        clock=Clock.WORSE,
    ),
    Act.NOT_TALKED: Transition(
        "T14",
        READ,
        Role.RAISER,
        None,
        _RAISED_OR_SHARED,
        asks=NudgeReason.TWO_VIEWS,
        clock=Clock.TWO,
    ),
    Act.CLOSE: Transition(
        "T15",
        READ,
        Role.OWNER,
        State.NO_CHANGE,
        _RAISED_OR_SHARED,
        told=RaiserNotice.CLOSED,
        clock=Clock.STOPS,
    ),
    Act.REOPEN: Transition(
        "T16",
        frozenset({State.NO_CHANGE}),
        Role.RAISER,
        State.HEARD,
        _RAISED_OR_SHARED,
        asks=NudgeReason.REOPEN_TALK,
        clock=Clock.THREE,
    ),
    Act.SEND_ON: Transition(
        "T18",
        _MOVABLE,
        Role.RAISER,
        State.HANDED_OVER,
        _RAISED,
        shows=("sent", "echo-moved"),
        clock=Clock.START_KEPT,
    ),
    Act.ASK_HAND: Transition(
        "T18", OPEN, Role.OWNER, None, _RAISED, told=RaiserNotice.HAND, clock=Clock.PAUSED_FIVE
    ),
    Act.HAND_YES: Transition(
        "T18",
        OPEN,
        Role.RAISER,
        State.HANDED_OVER,
        _RAISED,
        shows=("sent", "echo-moved"),
        clock=Clock.START_KEPT,
    ),
    Act.HAND_NO: Transition(
        "T18", OPEN, Role.RAISER, None, _RAISED, settles=False, tail=LeaderNews.HAND_NO
    ),
    Act.HAND_LAPSE: Transition(
        "T18", OPEN, Role.CLOCK, None, _RAISED, settles=False, tail=LeaderNews.HAND_NO
    ),
    Act.WITHDRAW: Transition(
        "T19",
        _BUT_WITHDRAWN,
        Role.RAISER,
        State.WITHDRAWN,
        _RAISED,
        tail=LeaderNews.WITHDRAWN,
        shows=("state-leader-withdrawn",),
        clock=Clock.ERASED,
    ),
    Act.LEAVE: Transition(
        "T20",
        OPEN,
        Role.RAISER,
        State.ENDED_BY_RAISER,
        _RAISED_OR_SHARED,
        tail=LeaderNews.LEFT,
        clock=Clock.STOPS,
    ),
    Act.EXPIRE: Transition(
        "T21",
        frozenset({State.BETTER}),
        Role.CLOCK,
        State.UNCONFIRMED,
        _RAISED_OR_SHARED,
        check=CheckIn.ENDED,
        clock=Clock.STOPS,
    ),
    Act.COME_BACK: Transition(
        "T22",
        CLOSED - {State.HANDED_OVER},
        Role.RAISER,
        State.HEARD,
        _RAISED_OR_SHARED,
        asks=NudgeReason.CAME_BACK,
        clock=Clock.THREE,
    ),
    Act.FALL_QUIET: Transition(
        "T23",
        OPEN,
        Role.CLOCK,
        settles=False,
        told=RaiserNotice.WAITING,
        clock=Clock.RAISER_DECIDES,
    ),
    Act.GROW_OLD: Transition(
        "T24",
        READ,
        Role.CLOCK,
        None,
        _RAISED_OR_SHARED,
        settles=False,
        told=RaiserNotice.LONG,
        asks=NudgeReason.DECIDE,
        clock=Clock.ONCE,
    ),
    Act.LEADER_GONE: Transition(
        "T25", OPEN, Role.CLOCK, told=RaiserNotice.OWNER_GONE, clock=Clock.PAUSED
    ),
    Act.ERASE: Transition("T26", _BUT_WITHDRAWN, Role.CLOCK, clock=Clock.ERASED),
    Act.BIGGER: Transition(
        "T27", OPEN, Role.OWNER, settles=False, shows=("form-bigger-danger", "form-bigger-pass")
    ),
    Act.RAISER_GONE: Transition(
        "T28", OPEN, Role.CLOCK, shows=("state-leader-gone",), clock=Clock.ERASED_MONTH
    ),
    Act.OFFER: Transition(
        "T29",
        _NOTHING,
        Role.COLLEAGUE,
        State.OFFERED,
        _RAISED,
        shows=("offer-reactor", "offer-ask"),
        clock=Clock.ERASED_WEEK,
    ),
    Act.YES: Transition(
        "T30",
        _OFFERED,
        Role.RAISER,
        State.RAISED,
        _RAISED,
        asks=NudgeReason.NEW,
        shows=("sent",),
        clock=Clock.ANSWER,
    ),
    Act.NO: Transition(
        "T31",
        _OFFERED,
        Role.RAISER,
        State.WITHDRAWN,
        _RAISED,
        shows=("offer-done",),
        clock=Clock.ERASED,
    ),
    Act.OFFER_LAPSE: Transition(
        "T31",
        _OFFERED,
        Role.CLOCK,
        State.WITHDRAWN,
        _RAISED,
        shows=("offer-done",),
        clock=Clock.ERASED,
    ),
    Act.UNMARK: Transition(
        "T31",
        _OFFERED,
        Role.COLLEAGUE,
        State.WITHDRAWN,
        _RAISED,
        shows=("offer-done",),
        clock=Clock.ERASED,
    ),
    Act.SHARE: Transition(
        "T32",
        READ,
        Role.OWNER,
        None,
        _PRIVATE,
        settles=False,
        told=RaiserNotice.SHARED,
        shows=("note-saved",),
    ),
    Act.REMOVE: Transition(
        "T33",
        _BUT_WITHDRAWN,
        Role.RAISER,
        State.WITHDRAWN,
        _SHARED,
        tail=LeaderNews.NOTE_REMOVED,
        clock=Clock.ERASED,
    ),
    Act.LATER: Transition("T34", READ, Role.OWNER, clock=Clock.DATE),
    Act.NOT_REACHED: Transition("T35", READ, Role.OWNER, clock=Clock.TWO),
    Act.KEEP_PRIVATE: Transition(
        "T36",
        READ,
        Role.RAISER,
        None,
        _RAISED_OR_SHARED,
        settles=False,
        shows=("check-private_done",),
    ),
    Act.REST: Transition(
        "T37", READ, Role.RAISER, None, _RAISED_OR_SHARED, settles=False, shows=("check-off",)
    ),
    Act.STOP_CHECKS: Transition(
        "T37",
        READ,
        Role.RAISER,
        None,
        _RAISED_OR_SHARED,
        settles=False,
        shows=("check-off-stop",),
    ),
    Act.FINE: Transition(
        "T37",
        frozenset({State.UNCONFIRMED}),
        Role.RAISER,
        None,
        _RAISED_OR_SHARED,
        settles=False,
        shows=("check-off",),
    ),
    Act.STILL_BETTER: Transition(
        "T37",
        frozenset({State.CONFIRMED}),
        Role.RAISER,
        None,
        _RAISED_OR_SHARED,
        settles=False,
        shows=("check-off",),
    ),
    Act.CHANGE: Transition(
        "T38", OPEN, Role.RAISER, None, _RAISED, settles=False, tail=LeaderNews.ADDED
    ),
    Act.TAKE_BACK: Transition(
        "T39",
        _BUT_WITHDRAWN,
        Role.OWNER,
        State.WITHDRAWN,
        _NOTES,
        shows=("state-leader-withdrawn",),
        clock=Clock.ERASED,
    ),
    Act.AGAIN: Transition(
        "T40",
        OPEN,
        Role.RAISER,
        None,
        _RAISED,
        settles=False,
        asks=NudgeReason.AGAIN,
        clock=Clock.AGAIN,
    ),
    Act.GIVE_TIME: Transition(
        "T41", OPEN, Role.RAISER, None, _RAISED, settles=False, clock=Clock.TIME_GIVEN
    ),
}

KEPT_FROM_LEADER = frozenset(
    {Act.KEEP_PRIVATE, Act.REST, Act.STOP_CHECKS, Act.FINE, Act.STILL_BETTER}
)
"""Acts that change nothing the leader can see (R23)."""
LET_KNOW = frozenset({Act.BETTER, Act.LITTLE, Act.SAME, Act.WORSE, Act.NOT_TALKED})
"""Answers to a question that the leader hears of."""
ANSWERS_TO: Mapping[CheckIn, frozenset[Act]] = {
    CheckIn.FIRST: LET_KNOW | {Act.KEEP_PRIVATE, Act.REST, Act.STOP_CHECKS},
    CheckIn.SECOND: LET_KNOW | {Act.KEEP_PRIVATE, Act.REST, Act.STOP_CHECKS},
    CheckIn.ENDED: frozenset({Act.COME_BACK, Act.FINE}),
    CheckIn.LATE: frozenset({Act.COME_BACK, Act.STILL_BETTER}),
}
"""What settles each question."""
ALWAYS_POSSIBLE = frozenset({Act.WITHDRAW, Act.REMOVE, Act.TAKE_BACK})
"""Acts for which a button of an older step is as good as a new one."""


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
    if concern.ending and role is Role.OWNER and act not in ALWAYS_POSSIBLE:
        raise Stale
    if act in (Act.HAND_YES, Act.HAND_NO, Act.HAND_LAPSE) and concern.hand_to is None:
        raise Stale
    if act is Act.ASK_HAND and concern.hand_to is not None:
        raise Stale


def repeats(concern: Concern, act: Act, step: int | None) -> bool:
    """Whether a press of ``step`` is the same one again: its act is done already."""
    if TRANSITIONS[act].settles:
        return concern.settled_by is act and step == concern.step_no - 1
    return concern.last_act is act and step == concern.step_no
