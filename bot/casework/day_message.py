"""A leader's message of the day: whether it may go, what is in it, and what waits."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from bot.casework.coaching import openers_given
from bot.casework.digest import parts_for
from bot.casework.rhythm import budget_of, set_weekly_list, take_extras
from bot.casework.unit import Unit
from bot.domain.calendar import Calendar, iso_week
from bot.domain.concern import Concern, cadence
from bot.domain.concern.states import NudgeReason
from bot.domain.delivery import DeliveryKind, Item
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.rhythm import news_since, weekly_moment
from bot.domain.taxonomy import HowSoon
from bot.payloads import DayMessage, Extras, PrivatePart, WeeklyList


def make_day_message(
    unit: Unit,
    leader: PersonId,
    *,
    undisturbed_until: datetime | None = None,
    leave_out: Collection[str] = (),
) -> bool:
    """Make a leader's message of the day, if one is due and may go.

    ``undisturbed_until`` is the end of their scheduled Do Not Disturb, while it lasts: what is
    due goes then, if they still work. What else may not go now is moved to the next chosen
    hour. Neither is used up. ``leave_out`` are concerns, and teams with their private part, that
    cannot be brought now.

    The leader's row is held from the beginning: two processes make one message after the other.
    """
    now = unit.now
    person = unit.tx.people.get(unit.workspace, leader, for_update=True)
    due = unit.tx.concerns.due(unit.workspace, leader, now, leave_out)
    if person is None or person.deleted:
        _unreachable(unit, due)
        if person is not None:
            set_weekly_list(unit, person, None)
        return False
    days = unit.calendar(person)
    if undisturbed_until is not None and undisturbed_until > now:
        _keep_for(unit, person, due, days, _after_quiet(undisturbed_until, now, days))
        return False
    held = person.preferences.silent or person.says_away
    if held or not days.is_open(now):
        _postpone(unit, due, days)
        if person.rhythm.weekly_at is not None and person.rhythm.weekly_at <= now:
            set_weekly_list(unit, person, weekly_moment(now, days))
        return False
    nudges = [concern.clocks.nudge for concern in due]
    if any(nudge and nudge.reason is NudgeReason.ONE_ON_ONE for nudge in nudges):
        # The morning of a 1:1 is the day's message: what has its hour later rides along, but for
        # what its raiser was told nobody has seen by then.
        hour = max(now, days.hour_on(days.today(now)))
        due = unit.tx.concerns.due(unit.workspace, leader, hour, leave_out)
        due = [concern for concern in due if concern.has_reached(now)]
    return _bring(unit, person, days, due, leave_out)


def _bring(
    unit: Unit,
    person: Person,
    days: Calendar,
    due: list[Concern],
    leave_out: Collection[str],
) -> bool:
    workspace, leader, now = person.workspace, person.id, unit.now
    had = unit.had(person, days)
    had_one = DeliveryKind.DAY in had.kinds
    urgent = [
        (concern, nudge)
        for concern in due
        if (nudge := concern.clocks.nudge) is not None
        and nudge.reason is NudgeReason.NEW
        and concern.how_soon is HowSoon.TODAY
    ]
    early = [nudge for _, nudge in urgent if nudge.at != days.hour_on(nudge.on)]
    if urgent and (had_one or len(early) == len(due)):
        # The day's one extra message; a second concern of this kind waits for the hour.
        first = urgent[0][0]
        brought = _send(unit, DeliveryKind.TODAY, person, days, [first])
        _postpone(unit, [concern for concern in due if not brought or concern != first], days)
        return brought
    budget = budget_of(unit, person, days, had)
    if had_one:
        _postpone(unit, due, days)
        if budget.weekly_now:
            set_weekly_list(unit, person, weekly_moment(now, days))
        return False
    parts = parts_for(unit, person, days.today(now), leave_out)
    part_goes = bool(parts) and not budget.backs_off
    choice = cadence.choose(due, budget, goes=part_goes)
    quiet = budget.weekly_now and unit.tx.rhythms.has_quiet(workspace, leader, now)
    # The list stands for what only the calendar says; what waits for no budget has its own place.
    alone = (quiet and not choice.items) or (
        budget.weekly_now and budget.weekly and bool(choice.items) and not choice.free
    )
    if choice.items or alone or part_goes:
        _send(
            unit,
            DeliveryKind.WEEKLY_LIST if alone else DeliveryKind.DAY,
            person,
            days,
            choice.items,
            more=len(choice.waiting),
            parts=parts,
            sort=choice.sort,
            listed=quiet and not alone,
            spends=not choice.free and not parts,
            backs_off=budget.backs_off,
        )
    _postpone(unit, choice.waiting, days)
    _week_goes_on(unit, person, choice.held, days)
    return bool(choice.items) or alone


def _week_goes_on(unit: Unit, person: Person, held: Sequence[Concern], days: Calendar) -> None:
    """Keep what waits for the weekly moment, and that moment, as long as anything does."""
    at, now = person.rhythm.weekly_at, unit.now
    if held or (at is not None and at <= now):
        moment = weekly_moment(now, days)
        for concern in held:
            unit.tx.concerns.save(cadence.held_until(concern, moment, days))
        wanted = held or unit.tx.rhythms.has_quiet(person.workspace, person.id, now)
        fresh = unit.get_person(person.id)
        set_weekly_list(unit, fresh, moment if wanted else None)


def _keep_for(
    unit: Unit,
    person: Person,
    due: Sequence[Concern],
    days: Calendar,
    moment: datetime,
) -> None:
    """Keep what is due, the weekly list among it, for a moment of today or another day."""
    for concern in due:
        unit.tx.concerns.save(cadence.held_until(concern, moment, days))
    at = person.rhythm.weekly_at
    if at is not None and at <= unit.now:
        set_weekly_list(unit, person, moment)


def _send(
    unit: Unit,
    kind: DeliveryKind,
    person: Person,
    days: Calendar,
    concerns: Sequence[Concern],
    *,
    more: int = 0,
    parts: Sequence[PrivatePart] = (),
    sort: bool = False,
    listed: bool = False,
    spends: bool = False,
    backs_off: bool = False,
) -> bool:
    """Keep the message and go on with each concern's cadence, in one transaction.

    It ``spends`` one of the week's days for reminders, where nothing else would have caused it;
    ``backs_off``: the last three were not touched.
    """
    now = unit.now
    items: list[Item] = [unit.item(concern, day=_named(concern, days, now)) for concern in concerns]
    as_list = kind is DeliveryKind.WEEKLY_LIST
    plain = bool(more) or as_list
    opener = 0 if plain else openers_given(unit, person, concerns)
    today = days.today(now)
    extras = Extras()
    if kind is not DeliveryKind.TODAY:
        extras = take_extras(unit, person, days, concerns, backs_off=backs_off)
    payload: DayMessage | WeeklyList
    if as_list:
        payload = WeeklyList(parts=tuple(parts), extras=extras)
    else:
        payload = DayMessage(
            more=more,
            parts=tuple(parts),
            sort=sort,
            listed=listed,
            opener=opener,
            extras=extras,
        )
    started = unit.deliver(
        kind,
        person.id,
        str(iso_week(today)) if as_list else today.isoformat(),
        person.id,
        due_at=now,
        days=days,
        payload=payload,
        asks=bool(concerns) or as_list,
        spends=spends and bool(concerns),
        items=items,
        tails_since=news_since(days, now),
    )
    if started:
        unit.tx.people.mark_homes_stale(person.workspace, [person.id])
        reminders = unit.installation.reminders
        for concern in concerns:
            unit.tx.concerns.save(cadence.asked(concern, days, now, reminders=reminders))
            if concern.promise.away_told is not None:
                # What its raiser was asked while the leader was away is over.
                unit.tx.deliveries.mark_concern_stale(concern, concern.raiser)
    return started


def _named(concern: Concern, days: Calendar, now: datetime) -> date | None:
    """The day that its words name: of a last reminder, when the raiser is asked what now.

    Of what is asked on a day that the leader named, that day: it may come later.
    """
    nudge = concern.clocks.nudge
    if nudge is not None and nudge.named and nudge.reason in cadence.OF_NAMED_DAYS:
        return concern.promise.come_back_on
    if nudge is not None and nudge.reason is NudgeReason.ACK_3:
        return concern.promise.promised_on
    if nudge is not None and nudge.reason is NudgeReason.THIRD:
        return days.add_workdays(days.today(now), cadence.QUIET_AFTER)
    return None


def _postpone(unit: Unit, concerns: Sequence[Concern], days: Calendar) -> None:
    for concern in concerns:
        unit.tx.concerns.save(cadence.postponed(concern, days, unit.now))


def _unreachable(unit: Unit, concerns: Sequence[Concern]) -> None:
    """Stop asking an account that is closed; the raiser's own clock goes on."""
    for concern in concerns:
        unit.tx.concerns.save(concern.with_nudge(None))


def _after_quiet(until: datetime, now: datetime, days: Calendar) -> datetime:
    """The end of a scheduled Do Not Disturb, if it is today and work is not over by then."""
    if days.is_open(until) and days.today(until) == days.today(now):
        return until
    return days.next_hour(until)
