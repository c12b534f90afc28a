"""When to ask again, and what goes into one message.

All figures are working days in the calendar of whoever is asked, unless a name says otherwise.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.calendar import Calendar
from bot.domain.concern import (
    FOLLOW_UPS,
    FROM_A_PERSON,
    UNANSWERED,
    Act,
    Concern,
    Meeting,
    Nudge,
    NudgeReason,
    State,
)
from bot.domain.delivery import DeliveryKind
from bot.domain.person import ONE_ON_ONE_BY
from bot.domain.refusals import FarDate, PastDate
from bot.domain.settings import GAPS, ITEMS, MESSAGE_DAYS, Gaps
from bot.domain.taxonomy import HowSoon


@dataclass(frozen=True)
class Pace:
    """One row of the cadence: how often to come back, by how soon the raiser wanted it."""

    reminders: Mapping[NudgeReason, int]
    """Not answered yet: days after delivery, each with its own wording."""
    promise: int
    """Days after delivery on which the raiser is asked where it should go."""
    after_worse: int
    first_check: int
    """Days after *heard* until the raiser is asked, where no talk was reported."""
    own_latest: int
    """The latest day a leader may name."""


PACE: Mapping[HowSoon, Pace] = {
    HowSoon.TODAY: Pace({NudgeReason.ACK_1: 1, NudgeReason.ACK_3: 2}, 3, 2, 5, 10),
    HowSoon.WEEK: Pace(
        {NudgeReason.ACK_1: 1, NudgeReason.ACK_2: 2, NudgeReason.ACK_3: 4}, 5, 3, 10, 15
    ),
    HowSoon.NEXT: Pace(
        {NudgeReason.ACK_1: 2, NudgeReason.ACK_2: 4, NudgeReason.ACK_3: 7}, 8, 3, 15, 30
    ),
}
CHECK_AFTER_TALK = 2
SECOND_CHECK = 5
AFTER_SAME = 5
AFTER_TWO_VIEWS = 2
AFTER_NOT_REACHED = 2
AFTER_REOPENING = 3
ENDS_AFTER = 20
"""A leader's *better* that stays unanswered so long ends as not confirmed."""
NEXT_REMINDER = {1: 2, 2: 3}
"""From the first to the second reminder, and from the second to the third."""
QUIET_AFTER = 2
AGAIN_WAITS = 5
TIME_GIVEN = 10
HAND_WAITS = 5
"""So long the raiser is asked whether somebody else may read it; no answer is a no."""
LONG_AFTER = 60
LONG_WAITS = 5
"""What is read when it is that old is given so many days first."""
STILL_BETTER_AFTER = timedelta(days=30)
ERASED_AFTER = timedelta(days=30)
"""What one of its two sides has left for good is erased then."""
MARK_DELAY = timedelta(minutes=10)
"""Nothing reaches anybody before, so that a mark can be taken away."""
OFFERS_LAST = timedelta(days=7)
"""An offer that nobody answered is erased then."""
SORT_FROM = 9
"""So many due things make one "sort these" message instead of a list."""
SORTED_AT_ONCE = 20
"""So many lines the form for sorting has."""
MAX_REMINDERS = 3

_REMINDER_CAUSE = {1: NudgeReason.FIRST, 2: NudgeReason.SECOND, 3: NudgeReason.THIRD}
_HAVE_THEIR_DAY = frozenset(
    {NudgeReason.FIRST, NudgeReason.ONE_ON_ONE, NudgeReason.SNOOZED, NudgeReason.SNOOZED_TWICE}
)
_ACKS = (NudgeReason.NEW, NudgeReason.ACK_1, NudgeReason.ACK_2, NudgeReason.ACK_3)


def ask_on(cause: NudgeReason, day: date, calendar: Calendar, *, reminder: int = 1) -> Nudge:
    """Ask on ``day`` at the leader's chosen hour; a day off moves to the next working day.

    The morning of a 1:1 is asked about by 9:30 at the latest. Somebody who comes back unasked is
    given some days more before the first question of a follow-up.
    """
    day = calendar.on_or_after(day)
    given = calendar.grace if cause is NudgeReason.FIRST and reminder == 1 else 0
    at = calendar.hour_on(calendar.add_workdays(day, given))
    if cause is NudgeReason.ONE_ON_ONE:
        at = min(at, calendar.instant(day, max(ONE_ON_ONE_BY, calendar.start)))
    return Nudge(cause, day, at, reminder)


def ask_next_hour(cause: NudgeReason, now: datetime, calendar: Calendar) -> Nudge:
    """Ask at the next chosen hour strictly after ``now``."""
    at = calendar.next_hour(now)
    return Nudge(cause, calendar.local(at).date(), at)


def ask_soon(now: datetime, calendar: Calendar) -> Nudge:
    """Bring something new for today: at once inside working hours, else when they begin."""
    at = calendar.next_open(now)
    return Nudge(NudgeReason.NEW, calendar.local(at).date(), at)


def raised(
    concern: Concern,
    now: datetime,
    calendar: Calendar,
    *,
    marked: bool = False,
    had: Container[DeliveryKind] = (),
) -> Concern:
    """Start the answer clock of a concern just raised (T1, T30).

    A mark reaches nobody within its first ten minutes, and until the moment its raiser is told of
    its leader sees nothing of it, in no list either. ``had`` are the messages of the day that the
    leader has had today: what has no place in another waits, and its raiser is told so.
    The promised day is counted in the leader's calendar from the day the first message is due,
    days off included in the count.
    """
    start = now + MARK_DELAY if marked else now
    today = calendar.today(now)
    ask = ask_next_hour(NudgeReason.NEW, start, calendar)
    if DeliveryKind.DAY in had and ask.on == today:
        ask = ask_next_hour(NudgeReason.NEW, ask.at, calendar)
    if concern.how_soon is HowSoon.TODAY:
        soon = ask_soon(start, calendar)
        ask = ask if DeliveryKind.TODAY in had and soon.on == today else soon
    promised = calendar.add_workdays(ask.on, PACE[concern.how_soon].promise)
    return replace(
        concern,
        ask=ask,
        seen_from=ask.at,
        promised_on=promised,
        turn=Act.FALL_QUIET,
        turn_at=calendar.hour_on(promised),
    )


def noted(concern: Concern, day: date, calendar: Calendar) -> Concern:
    """Ask about a note on its day (T2, T3)."""
    cause = NudgeReason.ONE_ON_ONE if concern.meeting is Meeting.ONE_ON_ONE else NudgeReason.FIRST
    return replace(concern, ask=ask_on(cause, day, calendar))


def own_date(
    concern: Concern, day: date, now: datetime, calendar: Calendar, gaps: Gaps = GAPS
) -> date:
    """A date a leader named, moved off their days off.

    Raises :class:`PastDate` for today or before, :class:`FarDate` past the pace's latest day; the
    day that a form offers is never too far.
    """
    today = calendar.today(now)
    offered = (_gap(concern, gaps), _gap(replace(concern, follow_up=concern.follow_up + 1), gaps))
    latest = calendar.add_workdays(today, max(PACE[concern.how_soon].own_latest, *offered))
    if day <= today:
        raise PastDate(field="day")
    if day > latest:
        raise FarDate(field="day", date=latest.isoformat())
    return calendar.on_or_after(day)


def gap_day(concern: Concern, now: datetime, calendar: Calendar, gaps: Gaps = GAPS) -> date:
    """The day of the next follow-up where the leader names none."""
    return calendar.add_workdays(calendar.today(now), _gap(concern, gaps))


def _gap(concern: Concern, gaps: Gaps) -> int:
    return gaps[concern.how_soon][min(concern.follow_up, 2)]


def asked(
    concern: Concern, calendar: Calendar, now: datetime, *, reminders: int = MAX_REMINDERS
) -> Concern:
    """The leader has just been asked at ``now``: what comes next for this concern.

    Unanswered things are reminded up to three times, follow-ups too, each worded differently; an
    item that a person caused is followed by the ordinary follow-up. After the last, nothing comes
    but the clock's turn to quiet. ``reminders`` is how many a workspace wants: with two, the last
    wording follows the first.
    """
    if concern.ask is None:
        return concern
    today = calendar.today(now)
    ask = concern.ask
    after = replace(concern, ask=None)
    if ask.cause in UNANSWERED:
        return _reminded(after, ask, today, calendar, now, reminders)
    if ask.cause in FOLLOW_UPS:
        after = replace(after, due_on=after.due_on or today)
        if concern.turn is Act.EXPIRE:
            # A *better* waits for its raiser: the leader wished to be asked this once.
            return after
        if ask.reminder >= reminders:
            quiet_on = calendar.add_workdays(today, QUIET_AFTER)
            return replace(after, turn=Act.FALL_QUIET, turn_at=calendar.hour_on(quiet_on))
        day = calendar.add_workdays(today, NEXT_REMINDER[ask.reminder])
        number = ask.reminder + 1
        cause = NudgeReason.THIRD if number == reminders else _REMINDER_CAUSE[number]
        return replace(after, ask=ask_on(cause, day, calendar, reminder=number))
    if after.resume_on is None:
        return after
    day = max(after.resume_on, calendar.add_workdays(today, 1))
    cause = NudgeReason.THIRD if ask.reminder >= reminders else _REMINDER_CAUSE[ask.reminder]
    going_on = ask_on(cause, day, calendar, reminder=ask.reminder)
    return replace(after, ask=going_on, resume_on=None)


def _reminded(
    concern: Concern, ask: Nudge, today: date, calendar: Calendar, now: datetime, reminders: int
) -> Concern:
    """A new concern was brought, or reminded of: the next reminder counts from the delivery."""
    first = concern.delivered_at or now
    delivered = calendar.today(first)
    concern = replace(concern, delivered_at=first)
    rest = _ACKS[_ACKS.index(ask.cause) + 1 :] if ask.cause in _ACKS else ()
    for cause in rest:
        if cause is NudgeReason.ACK_2 and reminders < MAX_REMINDERS:
            continue
        days = PACE[concern.how_soon].reminders.get(cause)
        if days is not None:
            day = calendar.add_workdays(delivered, days)
            if day <= today:
                day = calendar.add_workdays(today, 1)
            return replace(concern, ask=ask_on(cause, day, calendar))
    return concern


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What one leader may be sent in a message and in a week."""

    items: int = ITEMS
    message_days: int = MESSAGE_DAYS
    used: int = 0
    """This week's messages already sent."""
    weekly: bool = False
    """Reminders and follow-ups come once a week: chosen, or backed off."""
    weekly_now: bool = False
    """This is the moment of the week for them."""


@dataclass(frozen=True)
class Chosen:
    """What goes into a leader's message now, and what waits."""

    items: tuple[Concern, ...]
    waiting: tuple[Concern, ...] = ()
    """For the next chosen hour."""
    held: tuple[Concern, ...] = ()
    """For the moment of the week."""
    sort: bool = False
    """So much is due that the message only offers to sort it."""

    @property
    def from_a_person(self) -> bool:
        """Whether somebody has just said one of them."""
        return any(said_by_a_person(one) for one in self.items)


def choose(due: Iterable[Concern], budget: Budget) -> Chosen:
    """Choose the items of one day message from what is due.

    Order inside: today or tomorrow, then this morning's 1:1, then what a person said, then
    reminders, then oldest. Nothing a person has just said is held back by the weekly budget, and
    it takes along what is due; what only the calendar says is. Where that comes once a week, what
    a person said goes alone.
    """
    ordered = sorted(due, key=_rank)
    held: tuple[Concern, ...] = ()
    if budget.weekly and not budget.weekly_now:
        held = tuple(one for one in ordered if not said_by_a_person(one))
        ordered = [one for one in ordered if said_by_a_person(one)]
    spent = budget.used >= budget.message_days and not budget.weekly
    if not ordered or (spent and not any(said_by_a_person(one) for one in ordered)):
        return Chosen((), tuple(ordered), held)
    if len(ordered) >= SORT_FROM:
        shown = SORTED_AT_ONCE
        return Chosen(tuple(ordered[:shown]), tuple(ordered[shown:]), held, sort=True)
    return Chosen(tuple(ordered[: budget.items]), tuple(ordered[budget.items :]), held)


def said_by_a_person(concern: Concern) -> bool:
    """Whether what is due was caused by what somebody has just said."""
    return concern.ask is not None and concern.ask.cause in FROM_A_PERSON


def _rank(concern: Concern) -> tuple[int, datetime, datetime, str]:
    ask = concern.ask
    if ask is None:
        raise ValueError("only a concern with something to ask can be chosen")
    if concern.how_soon is HowSoon.TODAY and ask.cause in UNANSWERED:
        place = 0
    elif ask.cause is NudgeReason.ONE_ON_ONE:
        place = 1
    elif ask.cause in FROM_A_PERSON:
        place = 2
    else:
        place = 3
    return place, ask.at, concern.created_at, concern.id


def postponed(concern: Concern, calendar: Calendar, now: datetime) -> Concern:
    """Move what is due to the leader's next chosen hour; the nudge is not used up.

    Something new for today or tomorrow goes out as soon as work begins.
    """
    if concern.ask is None:
        return concern
    if concern.ask.cause is NudgeReason.NEW and concern.how_soon is HowSoon.TODAY:
        at = calendar.next_open(now)
        at = at if at > now else calendar.next_hour(now)
    else:
        at = calendar.next_hour(now)
    return replace(concern, ask=replace(concern.ask, on=calendar.local(at).date(), at=at))


def held_until(concern: Concern, moment: datetime, calendar: Calendar) -> Concern:
    """Keep what is due for ``moment``; the nudge is not used up."""
    if concern.ask is None:
        return concern
    on = calendar.local(moment).date()
    return replace(concern, ask=replace(concern.ask, on=on, at=moment))


def not_asked_yet(concern: Concern) -> bool:
    """Whether the current follow-up has its day still before it."""
    ask = concern.ask
    return ask is not None and ask.cause in (NudgeReason.FIRST, NudgeReason.ONE_ON_ONE)


def waits_for_leader(concern: Concern, today: date) -> bool:
    """Whether a leader has something to do about it now: what the form for sorting lists.

    What they were asked about stays until it is answered; what has its day in the future does not
    wait yet, and neither does what waits for its raiser.
    """
    if not concern.open or concern.state is State.BETTER:
        return False
    if concern.quiet or concern.state is State.RAISED or concern.ask is None:
        return True
    return concern.ask.on <= today or concern.ask.cause not in _HAVE_THEIR_DAY


def would_fall_due(concern: Concern, until: date, calendar: Calendar) -> bool:
    """Whether its leader would be asked, or its raiser, before ``until``."""
    turn = concern.turn_at if concern.turn is Act.FALL_QUIET else None
    asked = concern.ask is not None and concern.ask.on < until
    return asked or (turn is not None and calendar.today(turn) < until)


def silence_moved(concern: Concern, before: Calendar, after: Calendar, now: datetime) -> Concern:
    """Count a leader's silence in working days anew: announced days away are none."""
    if concern.turn is not Act.FALL_QUIET or concern.turn_at is None or concern.turn_at <= now:
        return concern
    today = before.today(now)
    left = before.workdays_between(today, before.today(concern.turn_at))
    day = after.add_workdays(today, left)
    promised = day if concern.promised_on == before.today(concern.turn_at) else None
    return replace(concern, turn_at=after.hour_on(day), promised_on=promised or concern.promised_on)


def moved_clock(concern: Concern, calendar: Calendar) -> Concern:
    """Keep the chosen local hour after the leader moved to another zone, hour or week (R32)."""
    if concern.ask is None:
        return concern
    ask = ask_on(concern.ask.cause, concern.ask.on, calendar, reminder=concern.ask.reminder)
    return replace(concern, ask=ask)
