"""The life of a concern as one table: from which states an act is possible, by whom, to what end.

``effects`` does what a row says; ``docs/life-of-a-concern.md`` is made from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.concern import Concern
from bot.domain.concern.states import (
    CLOSED,
    OPEN,
    READ,
    Act,
    CheckIn,
    Kind,
    LeaderNews,
    RaiserNotice,
    Role,
    State,
)
from bot.domain.refusals import NotYours, Stale

_RAISED_OR_SHARED = frozenset({Kind.RAISED, Kind.SHARED})
_RAISED = frozenset({Kind.RAISED})
_NOTES = frozenset({Kind.NOTE, Kind.SHARED})
_PRIVATE = frozenset({Kind.NOTE})
_SHARED = frozenset({Kind.SHARED})
_NOTHING: frozenset[State] = frozenset()
_BUT_WITHDRAWN = frozenset(State) - {State.WITHDRAWN}
_OFFERED = frozenset({State.OFFERED})
_MOVABLE = OPEN | {State.NO_CHANGE}


@dataclass(frozen=True)
class Transition:
    """One row of the table: an act, from where, by whom, to where."""

    sources: frozenset[State]
    """Empty for what begins a concern."""
    who: Role
    target: State | None = None
    """``None`` leaves the state as it is."""
    kinds: frozenset[Kind] = frozenset(Kind)
    settles: bool = True
    """Whether what the leader was asked is answered by it: its buttons disappear."""
    notice: RaiserNotice | None = None
    """What the raiser is told at once."""
    notice_for: frozenset[Kind] = _RAISED_OR_SHARED
    """The kinds whose raiser is told; a private note has nobody to tell."""
    news: LeaderNews | None = None
    """What the leader's next message says of it."""


TRANSITIONS: Mapping[Act, Transition] = {
    Act.RAISE: Transition(_NOTHING, Role.RAISER, State.RAISED, _RAISED),
    Act.NOTE_SHARED: Transition(_NOTHING, Role.OWNER, State.HEARD, _SHARED),
    Act.NOTE: Transition(_NOTHING, Role.OWNER, State.HEARD, _PRIVATE),
    Act.HEAR: Transition(
        frozenset({State.RAISED}), Role.OWNER, State.HEARD, _RAISED, notice=RaiserNotice.HEARD
    ),
    Act.SAY_YES: Transition(READ, Role.RAISER, kinds=_RAISED_OR_SHARED, settles=False),
    Act.NOT_QUITE: Transition(READ, Role.RAISER, kinds=_RAISED_OR_SHARED),
    Act.STEP: Transition(READ, Role.OWNER, State.IN_PROGRESS),
    Act.TALKED_BETTER: Transition(READ, Role.OWNER, State.BETTER),
    Act.TALKED_SAME: Transition(READ, Role.OWNER, State.IN_PROGRESS),
    Act.TALKED_WORSE: Transition(READ, Role.OWNER, State.WORSE),
    Act.BETTER: Transition(
        READ, Role.RAISER, State.CONFIRMED, _RAISED_OR_SHARED, news=LeaderNews.CONFIRMED
    ),
    Act.LITTLE: Transition(READ, Role.RAISER, State.IN_PROGRESS, _RAISED_OR_SHARED),
    Act.SAME: Transition(READ, Role.RAISER, State.IN_PROGRESS, _RAISED_OR_SHARED),
    Act.WORSE: Transition(READ, Role.RAISER, State.WORSE, _RAISED_OR_SHARED),
    Act.NOT_TALKED: Transition(READ, Role.RAISER, kinds=_RAISED_OR_SHARED),
    Act.CLOSE: Transition(
        READ, Role.OWNER, State.NO_CHANGE, _RAISED_OR_SHARED, notice=RaiserNotice.CLOSED
    ),
    Act.REOPEN: Transition(
        frozenset({State.NO_CHANGE}), Role.RAISER, State.HEARD, _RAISED_OR_SHARED
    ),
    Act.SEND_ON: Transition(_MOVABLE, Role.RAISER, State.HANDED_OVER, _RAISED),
    Act.ASK_HAND: Transition(OPEN, Role.OWNER, kinds=_RAISED, notice=RaiserNotice.HAND),
    Act.HAND_YES: Transition(OPEN, Role.RAISER, State.HANDED_OVER, _RAISED),
    Act.HAND_NO: Transition(
        OPEN,
        Role.RAISER,
        kinds=_RAISED,
        settles=False,
        notice=RaiserNotice.MOVED,
        news=LeaderNews.HAND_NO,
    ),
    Act.HAND_LAPSE: Transition(
        OPEN,
        Role.CLOCK,
        kinds=_RAISED,
        settles=False,
        notice=RaiserNotice.MOVED,
        news=LeaderNews.HAND_LAPSED,
    ),
    Act.WITHDRAW: Transition(
        _BUT_WITHDRAWN, Role.RAISER, State.WITHDRAWN, _RAISED, news=LeaderNews.WITHDRAWN
    ),
    Act.LEAVE: Transition(
        OPEN, Role.RAISER, State.ENDED_BY_RAISER, _RAISED_OR_SHARED, news=LeaderNews.LEFT
    ),
    Act.EXPIRE: Transition(
        frozenset({State.BETTER}), Role.CLOCK, State.UNCONFIRMED, _RAISED_OR_SHARED
    ),
    Act.COME_BACK: Transition(
        CLOSED - {State.HANDED_OVER}, Role.RAISER, State.HEARD, _RAISED_OR_SHARED
    ),
    Act.FALL_QUIET: Transition(OPEN, Role.CLOCK, settles=False, notice=RaiserNotice.WAITING),
    Act.STALE_REVIEW: Transition(
        READ, Role.CLOCK, kinds=_RAISED_OR_SHARED, settles=False, notice=RaiserNotice.LONG
    ),
    Act.LEADER_GONE: Transition(
        OPEN, Role.CLOCK, notice=RaiserNotice.OWNER_GONE, notice_for=_RAISED
    ),
    Act.LEADER_BACK: Transition(OPEN, Role.CLOCK, settles=False),
    Act.RAISER_BACK: Transition(OPEN, Role.CLOCK, settles=False),
    Act.ERASE: Transition(_BUT_WITHDRAWN, Role.CLOCK),
    Act.BIGGER: Transition(OPEN, Role.OWNER, settles=False),
    Act.RAISER_GONE: Transition(OPEN, Role.CLOCK),
    Act.OFFER: Transition(_NOTHING, Role.COLLEAGUE, State.OFFERED, _RAISED),
    Act.YES: Transition(_OFFERED, Role.RAISER, State.RAISED, _RAISED),
    Act.NO: Transition(_OFFERED, Role.RAISER, State.WITHDRAWN, _RAISED),
    Act.OFFER_LAPSE: Transition(_OFFERED, Role.CLOCK, State.WITHDRAWN, _RAISED),
    Act.UNMARK: Transition(_OFFERED, Role.COLLEAGUE, State.WITHDRAWN, _RAISED),
    Act.SHARE: Transition(
        READ, Role.OWNER, kinds=_PRIVATE, settles=False, notice=RaiserNotice.SHARED
    ),
    Act.REMOVE: Transition(
        _BUT_WITHDRAWN, Role.RAISER, State.WITHDRAWN, _NOTES, news=LeaderNews.NOTE_REMOVED
    ),
    Act.NOT_LED: Transition(
        _BUT_WITHDRAWN, Role.RAISER, State.WITHDRAWN, _NOTES, news=LeaderNews.NOT_LED
    ),
    Act.LATER: Transition(READ, Role.OWNER, notice=RaiserNotice.MOVED),
    Act.NOT_REACHED: Transition(READ, Role.OWNER, notice=RaiserNotice.MOVED),
    Act.KEEP_PRIVATE: Transition(READ, Role.RAISER, kinds=_RAISED_OR_SHARED, settles=False),
    Act.REST: Transition(READ, Role.RAISER, kinds=_RAISED_OR_SHARED, settles=False),
    Act.STOP_CHECKS: Transition(READ, Role.RAISER, kinds=_RAISED_OR_SHARED, settles=False),
    Act.FINE: Transition(
        frozenset({State.UNCONFIRMED}), Role.RAISER, kinds=_RAISED_OR_SHARED, settles=False
    ),
    Act.STILL_BETTER: Transition(
        frozenset({State.CONFIRMED}), Role.RAISER, kinds=_RAISED_OR_SHARED, settles=False
    ),
    Act.CHANGE: Transition(OPEN, Role.RAISER, kinds=_RAISED, settles=False),
    Act.TAKE_BACK: Transition(_BUT_WITHDRAWN, Role.OWNER, State.WITHDRAWN, _NOTES),
    Act.AGAIN: Transition(OPEN, Role.RAISER, kinds=_RAISED_OR_SHARED, settles=False),
    Act.GIVE_TIME: Transition(OPEN, Role.RAISER, kinds=_RAISED_OR_SHARED, settles=False),
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
ALWAYS_POSSIBLE = frozenset({Act.WITHDRAW, Act.REMOVE, Act.NOT_LED, Act.TAKE_BACK})
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
    if concern.ending and role in (Role.OWNER, Role.RAISER) and act not in ALWAYS_POSSIBLE:
        raise Stale
    if act in (Act.HAND_YES, Act.HAND_NO, Act.HAND_LAPSE) and concern.proposed_to is None:
        raise Stale
    if act is Act.ASK_HAND and concern.proposed_to is not None:
        raise Stale


def repeats(concern: Concern, act: Act, step: int | None) -> bool:
    """Whether a press of ``step`` is the same one again: its act is done already."""
    if act in ALWAYS_POSSIBLE:
        return concern.settled_by is act
    if TRANSITIONS[act].settles:
        return concern.settled_by is act and step == concern.step_no - 1
    return concern.last_act is act and step == concern.step_no
