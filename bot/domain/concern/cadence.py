"""When to ask again, and what goes into one message.

All figures are working days in the calendar of whoever is asked, unless a name says otherwise.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.calendar import Calendar
from bot.domain.concern import Concern, Nudge, Timeout
from bot.domain.concern.states import (
    FOLLOW_UPS,
    FROM_A_PERSON,
    UNANSWERED,
    Act,
    Meeting,
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
    first_check_in: int
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
CHECK_IN_AFTER_TALK = 2
SECOND_CHECK_IN = 5
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
HANDOVER_WAITS = 5
"""So long the raiser is asked whether somebody else may read it; no answer is a no."""
STALE_AFTER = 60
STALE_REVIEW_WAITS = 5
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

_REMINDER_REASON = {1: NudgeReason.FIRST, 2: NudgeReason.SECOND}
"""Before the last one, which is always worded as the third."""
OF_NAMED_DAYS = frozenset(
    {NudgeReason.FIRST, NudgeReason.ONE_ON_ONE, NudgeReason.SNOOZED, NudgeReason.SNOOZED_TWICE}
)
"""What is asked on a day that a leader can name."""
_ACKS = (NudgeReason.NEW, NudgeReason.ACK_1, NudgeReason.ACK_2, NudgeReason.ACK_3)


def nudge_on(
    reason: NudgeReason, day: date, calendar: Calendar, *, reminder: int = 1, named: bool = False
) -> Nudge:
    """Ask on ``day`` at the leader's chosen hour; a day off moves to the next working day.

    The morning of a 1:1 is asked about by 9:30 at the latest. Somebody who comes back unasked is
    given some days more before the first question of a follow-up, but where they ``named`` the day.
    """
    planned = _unless_away(calendar).on_or_after(day)
    day = calendar.on_or_after(day)
    gives = reason is NudgeReason.FIRST and reminder == 1 and not named
    at = calendar.hour_on(calendar.add_workdays(day, calendar.grace if gives else 0))
    if reason is NudgeReason.ONE_ON_ONE:
        at = min(at, calendar.instant(day, max(ONE_ON_ONE_BY, calendar.start)))
    return Nudge(reason, day, at, reminder, named, planned if planned < day else None)


def nudge_next_hour(reason: NudgeReason, now: datetime, calendar: Calendar) -> Nudge:
    """Ask at the next chosen hour strictly after ``now``."""
    planned = _unless_away(calendar).next_hour(now)
    return _nudge_at(reason, calendar.next_hour(now), planned, calendar)


def nudge_soon(now: datetime, calendar: Calendar) -> Nudge:
    """Bring something new for today: at once inside working hours, else when they begin."""
    planned = _unless_away(calendar).next_open(now)
    return _nudge_at(NudgeReason.NEW, calendar.next_open(now), planned, calendar)


def _nudge_at(reason: NudgeReason, at: datetime, planned: datetime, calendar: Calendar) -> Nudge:
    on = calendar.today(at)
    return Nudge(reason, on, at, planned_on=calendar.today(planned) if planned < at else None)


def _unless_away(calendar: Calendar) -> Calendar:
    """The same calendar as if no days away had been announced."""
    return replace(calendar, away=()) if calendar.away else calendar


@dataclass(frozen=True, kw_only=True)
class Slots:
    """The messages in which something new can reach a leader."""

    had: Container[DeliveryKind] = ()
    """The messages of the day that the leader has had today."""
    urgent_on: Container[date] = ()
    """Days whose one extra message is meant for something else."""
    morning: datetime | None = None
    """When they are written to on the morning of their next 1:1, where that is before their
    hour: it is that day's message."""

    def next_hour(self, start: datetime, calendar: Calendar) -> Nudge:
        """The day message after ``start`` that can take something new along."""
        nudge = nudge_next_hour(NudgeReason.NEW, start, calendar)
        morning = self.morning
        if morning is None or calendar.today(morning) != nudge.on:
            return nudge
        return replace(nudge, at=morning) if start < morning < nudge.at else nudge


def raised(
    concern: Concern,
    now: datetime,
    calendar: Calendar,
    *,
    marked: bool = False,
    slots: Slots = Slots(),
) -> Concern:
    """Start the answer clock of a concern just raised (T1, T30).

    A mark reaches nobody within its first ten minutes, and until the moment its raiser is told of
    its leader sees nothing of it, by no path. What has no place in a message of today waits, and
    its raiser is told so.
    The promised day is counted in the leader's calendar from the day the first message is due,
    days off included in the count.
    """
    start = now + MARK_DELAY if marked else now
    today = calendar.today(now)
    nudge = slots.next_hour(start, calendar)
    if DeliveryKind.DAY in slots.had and nudge.on == today:
        nudge = slots.next_hour(calendar.hour_on(today), calendar)
    if concern.how_soon is HowSoon.TODAY:
        soon = nudge_soon(start, calendar)
        taken = DeliveryKind.TODAY in slots.had and soon.on == today
        nudge = nudge if taken or soon.on in slots.urgent_on else soon
    promised = calendar.add_workdays(nudge.on, PACE[concern.how_soon].promise)
    quiet = Timeout(Act.FALL_QUIET, calendar.hour_on(promised))
    return replace(
        concern,
        clocks=replace(concern.clocks, nudge=nudge, timeout=quiet),
        promise=replace(concern.promise, promised_on=promised),
        milestones=replace(concern.milestones, seen_from=nudge.at),
    )


def noted(concern: Concern, day: date, calendar: Calendar) -> Concern:
    """Ask about a note on its day (T2, T3)."""
    one_on_one = concern.promise.meeting is Meeting.ONE_ON_ONE
    reason = NudgeReason.ONE_ON_ONE if one_on_one else NudgeReason.FIRST
    return concern.with_nudge(nudge_on(reason, day, calendar, named=True))


def own_date(
    concern: Concern, day: date, now: datetime, calendar: Calendar, gaps: Gaps = GAPS
) -> date:
    """A date a leader named, moved off their days off.

    Raises :class:`PastDate` for today or before, :class:`FarDate` past the pace's latest day; the
    day that a form offers is never too far.
    """
    today = calendar.today(now)
    offered = (_gap(concern, gaps), _gap(concern, gaps, talks=1))
    latest = calendar.add_workdays(today, max(PACE[concern.how_soon].own_latest, *offered))
    if day <= today:
        raise PastDate(field="day")
    if day > latest:
        raise FarDate(field="day", date=latest.isoformat())
    return calendar.on_or_after(day)


def gap_day(
    concern: Concern, now: datetime, calendar: Calendar, gaps: Gaps = GAPS, *, talks: int = 0
) -> date:
    """The day of the next follow-up where the leader names none, after so many ``talks`` more."""
    return calendar.add_workdays(calendar.today(now), _gap(concern, gaps, talks))


def _gap(concern: Concern, gaps: Gaps, talks: int = 0) -> int:
    return gaps[concern.how_soon][min(concern.promise.follow_up + talks, 2)]


def asked(
    concern: Concern, calendar: Calendar, now: datetime, *, reminders: int = MAX_REMINDERS
) -> Concern:
    """The leader has just been asked at ``now``: what comes next for this concern.

    Unanswered things are reminded up to three times, follow-ups too, each worded differently; an
    item that a person caused is followed by the ordinary follow-up. After the last, nothing comes
    but the clock's turn to quiet. ``reminders`` is how many a workspace wants: with two, the last
    wording follows the first.
    """
    if concern.clocks.nudge is None:
        return concern
    today = calendar.today(now)
    nudge, after = concern.clocks.nudge, concern.with_nudge(None)
    if concern.quiet:
        # It reaches its leader only now; its raiser was asked on the promised day all the same.
        after = _begun_anew(after, today, calendar)
    promise = after.promise
    if nudge.reason in UNANSWERED:
        return _reminded(after, nudge, today, calendar, now, reminders)
    if nudge.reason in FOLLOW_UPS:
        after = replace(after, promise=replace(promise, due_on=promise.due_on or today))
        timeout = after.clocks.timeout
        if timeout is not None and timeout.act is Act.EXPIRE:
            # A *better* waits for its raiser: the leader wished to be asked this once.
            return after
        ahead = named_ahead(after, today)
        if ahead is not None:
            # Asked sooner because of what the raiser said: the day that was named stays (R43).
            reason = first_reason(after, ahead)
            return after.with_nudge(nudge_on(reason, ahead, calendar, named=True))
        if nudge.reminder >= reminders:
            quiet_on = calendar.add_workdays(today, QUIET_AFTER)
            quiet = Timeout(Act.FALL_QUIET, calendar.hour_on(quiet_on))
            return replace(after, clocks=replace(after.clocks, timeout=quiet))
        day = calendar.add_workdays(today, NEXT_REMINDER[nudge.reminder])
        number = nudge.reminder + 1
        reason = NudgeReason.THIRD if number == reminders else _REMINDER_REASON[number]
        return after.with_nudge(nudge_on(reason, day, calendar, reminder=number))
    if promise.resume_on is None:
        return after
    day = max(promise.resume_on, calendar.add_workdays(today, 1))
    third = nudge.reminder >= reminders
    reason = NudgeReason.THIRD if third else _REMINDER_REASON[nudge.reminder]
    if promise.resume_named and reason is NudgeReason.FIRST:
        reason = first_reason(after, day)
    after = replace(after, promise=replace(promise, resume_on=None, resume_named=False))
    resumed = nudge_on(reason, day, calendar, reminder=nudge.reminder, named=promise.resume_named)
    return after.with_nudge(resumed)


def first_reason(concern: Concern, day: date) -> NudgeReason:
    """How a follow-up begins on ``day``: by the 1:1, where its leader named that day for one."""
    promise = concern.promise
    one_on_one = promise.meeting is Meeting.ONE_ON_ONE and promise.come_back_on == day
    return NudgeReason.ONE_ON_ONE if one_on_one else NudgeReason.FIRST


def named_ahead(concern: Concern, day: date) -> date | None:
    """The day after ``day`` that the leader named and on which they are still to be asked."""
    named_day, nudge = concern.promise.come_back_on, concern.clocks.nudge
    if named_day is None or named_day <= day:
        return None
    asked_then = concern.promise.resume_on if nudge is None else nudge.on
    return named_day if asked_then is None or asked_then <= named_day else None


def _begun_anew(concern: Concern, today: date, calendar: Calendar) -> Concern:
    """Count the answer clock of something new from today, where nothing else was agreed on."""
    clocks, promise = concern.clocks, concern.promise
    if clocks.timeout is None:
        promised = calendar.add_workdays(today, PACE[concern.how_soon].promise)
        promise = replace(promise, promised_on=promised)
        clocks = replace(clocks, timeout=Timeout(Act.FALL_QUIET, calendar.hour_on(promised)))
    return replace(concern, quiet=False, clocks=clocks, promise=promise)


def _reminded(
    concern: Concern, nudge: Nudge, today: date, calendar: Calendar, now: datetime, reminders: int
) -> Concern:
    """A new concern was brought, or reminded of: the next reminder counts from the delivery."""
    first = concern.milestones.delivered_at or now
    delivered = calendar.today(first)
    concern = replace(concern, milestones=replace(concern.milestones, delivered_at=first))
    rest = _ACKS[_ACKS.index(nudge.reason) + 1 :] if nudge.reason in _ACKS else ()
    for reason in rest:
        if reason is NudgeReason.ACK_2 and reminders < MAX_REMINDERS:
            continue
        days = PACE[concern.how_soon].reminders.get(reason)
        if days is not None:
            day = calendar.add_workdays(delivered, days)
            if day <= today:
                day = calendar.add_workdays(today, 1)
            return concern.with_nudge(nudge_on(reason, day, calendar))
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
    chosen: bool = False
    """The leader chose that: then days they named wait for the moment of the week, too."""
    backs_off: bool = False
    """The last messages were not touched: the private part causes none of its own."""
    weekly_now: bool = False
    """This is the moment of the week for them."""


@dataclass(frozen=True)
class Selection:
    """What goes into a leader's message now, and what waits."""

    items: tuple[Concern, ...]
    waiting: tuple[Concern, ...] = ()
    """For the next chosen hour."""
    held: tuple[Concern, ...] = ()
    """For the moment of the week."""
    sort: bool = False
    """So much is due that the message only offers to sort it."""
    free: bool = False
    """Something in it waits for no budget, so that the message uses up none of the week's days."""


def choose(due: Iterable[Concern], budget: Budget, *, goes: bool = False) -> Selection:
    """Choose the items of one day message from what is due.

    What goes before what: once a week where the leader chose it, then what a person has just
    said and the days the leader named, then the weekly budget and the back-off. What waits for no
    budget takes along what is due, and so does a message that ``goes`` anyway; where reminders come
    once a week, they stay for their moment. Order inside: today or tomorrow, then this morning's
    1:1, then days the leader named, then what a person said, then reminders, then oldest.
    """
    free = said_by_a_person if budget.chosen else waits_for_no_budget
    ordered = sorted(due, key=_rank)
    held: tuple[Concern, ...] = ()
    if budget.weekly and not budget.weekly_now:
        held = tuple(item for item in ordered if not free(item))
        ordered = [item for item in ordered if free(item)]
    is_free = any(free(item) for item in ordered)
    spent = budget.used >= budget.message_days and not budget.weekly
    if not ordered or (spent and not (goes or is_free)):
        return Selection((), tuple(ordered), held)
    most = SORTED_AT_ONCE if len(ordered) >= SORT_FROM else budget.items
    return Selection(
        tuple(ordered[:most]),
        tuple(ordered[most:]),
        held,
        sort=len(ordered) >= SORT_FROM,
        free=is_free,
    )


def waits_for_no_budget(concern: Concern) -> bool:
    """Whether what is due was just said by a person, or is for a day that its leader named."""
    nudge = concern.clocks.nudge
    return nudge is not None and (nudge.named or nudge.reason in FROM_A_PERSON)


def said_by_a_person(concern: Concern) -> bool:
    """Whether what is due was caused by what somebody has just said."""
    nudge = concern.clocks.nudge
    return nudge is not None and nudge.reason in FROM_A_PERSON


def _rank(concern: Concern) -> tuple[int, datetime, datetime, str]:
    nudge = concern.clocks.nudge
    if nudge is None:
        raise ValueError("only a concern with something to ask can be chosen")
    if concern.how_soon is HowSoon.TODAY and nudge.reason in UNANSWERED:
        place = 0
    elif nudge.reason is NudgeReason.ONE_ON_ONE:
        place = 1
    elif nudge.named:
        place = 2
    elif nudge.reason in FROM_A_PERSON:
        place = 3
    else:
        place = 4
    return place, nudge.at, concern.created_at, concern.id


def postponed(concern: Concern, calendar: Calendar, now: datetime) -> Concern:
    """Move what is due to the leader's next chosen hour; the nudge is not used up.

    Something new for today or tomorrow goes out as soon as work begins.
    """
    nudge = concern.clocks.nudge
    if nudge is None:
        return concern
    if nudge.reason is NudgeReason.NEW and concern.how_soon is HowSoon.TODAY:
        at = calendar.next_open(now)
        at = at if at > now else calendar.next_hour(now)
    else:
        at = calendar.next_hour(now)
    plain = _unless_away(calendar).next_hour(now)
    planned = nudge.planned_on or (calendar.today(plain) if plain < at else None)
    return concern.with_nudge(replace(nudge, on=calendar.today(at), at=at, planned_on=planned))


def held_until(concern: Concern, moment: datetime, calendar: Calendar) -> Concern:
    """Keep what is due for ``moment``; the nudge is not used up."""
    nudge = concern.clocks.nudge
    if nudge is None:
        return concern
    on = calendar.today(moment)
    return concern.with_nudge(replace(nudge, on=on, at=moment, planned_on=None))


def not_asked_yet(concern: Concern) -> bool:
    """Whether the current follow-up has its day still before it."""
    nudge = concern.clocks.nudge
    return nudge is not None and nudge.reason in (NudgeReason.FIRST, NudgeReason.ONE_ON_ONE)


def waits_for_leader(concern: Concern, today: date) -> bool:
    """Whether a leader has something to do about it now: what the form for sorting lists.

    What they were asked about stays until it is answered; what has its day in the future does not
    wait yet, and neither does what waits for its raiser.
    """
    if not concern.open or concern.state is State.BETTER:
        return False
    nudge = concern.clocks.nudge
    if concern.quiet or concern.state is State.RAISED or nudge is None:
        return True
    return nudge.on <= today or nudge.reason not in OF_NAMED_DAYS
