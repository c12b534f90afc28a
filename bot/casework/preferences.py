"""How people want to be written to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.casework.contacts import contact_of
from bot.casework.departures import stop_all_messages
from bot.casework.unit import Unit
from bot.domain.calendar import Calendar, NoWorkingTimeError
from bot.domain.concern import Concern, changed_hours
from bot.domain.concern.states import Kind, RaiserNotice
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import PersonId
from bot.domain.person import Person, pause_day
from bot.domain.refusals import (
    Empty,
    HourOutside,
    HoursTurned,
    NeverOpen,
    TalkHoursUnread,
)
from bot.domain.settings import Preferences
from bot.domain.team import Team
from bot.public_holidays import check_region, holiday_check

ABSENCE = 3
"""So many working days away are told to those who wait."""


@dataclass(frozen=True)
class CurrentSettings:
    """What the form of somebody's settings begins with."""

    person: Person
    leads: bool
    """Whether they lead a team or have kept a note."""
    said_to_lead: tuple[Person, ...]
    paused_until: date | None
    """The day of a pause that is not over."""
    contact: str | None


def pause(unit: Unit, person: PersonId, until: date | None) -> Person:
    """Write nothing to a person before ``until``; ``None`` ends a pause."""
    me = unit.get_person(person, for_update=True)
    days = unit.calendar(me)
    if until is not None:
        pause_day(until, today=days.today(unit.now), field="day")
    unit.tx.people.choose(me, replace(me.preferences, paused_until=until))
    tell_absence(unit, me, days)
    unit.tx.people.mark_homes_stale(unit.workspace, [person])
    return move_clocks(unit, unit.get_person(person))


def move_clocks(unit: Unit, person: Person) -> Person:
    """Move what is due to a leader to their hours as they are now.

    What has not reached them is moved by :func:`move_on_its_way` a moment later: an answer to the
    leader must not take longer, nor redraw anything, because somebody has spoken (R41).
    """
    days = unit.calendar(person)
    unit.tx.people.look_anew(person.workspace, person.id)
    for concern in unit.tx.concerns.to_ask(person.workspace, person.id, unit.now):
        moved = changed_hours.moved_clock(concern, days, unit.now)
        if moved != concern:
            unit.tx.concerns.save(moved)
    return person


def move_on_its_way(unit: Unit, leader: PersonId) -> None:
    """Move what has not reached a leader to their hours as they are now, and tell who waits."""
    person = unit.tx.people.get(unit.workspace, leader, for_update=True)
    if person is None:
        return
    days = unit.calendar(person)
    absence = _absence(unit, person)
    for concern in unit.tx.concerns.on_its_way(unit.workspace, leader, unit.now):
        moved = changed_hours.on_its_way_moved(concern, days, unit.now)
        _keep_moved(unit, concern, moved, absence)


def tell_absence(unit: Unit, before: Person, days: Calendar) -> None:
    """Somebody announced days away: no clock counts them, and who waits is told once."""
    now = unit.now
    person = unit.get_person(before.id)
    after = unit.calendar(person)
    absence = _absence(unit, person)
    for concern in unit.tx.concerns.owned(person.workspace, person.id, now, now):
        if concern.open:
            moved = changed_hours.silence_moved(concern, days, after, now)
            _keep_moved(unit, concern, moved, absence)


@dataclass(frozen=True)
class _Absence:
    """Days away that a leader has announced."""

    today: date
    back: date | None
    """``None``: they are here."""
    days: Calendar
    """Their working time as if they had announced none."""

    @property
    def is_told(self) -> bool:
        """Whether it is long enough for those who wait to be told."""
        if self.back is None:
            return False
        return self._missed(self.today, self.back) >= ABSENCE

    def is_told_again(self, told: date) -> bool:
        """Whether it has become so much longer than who waits was ``told``."""
        return self.back is not None and self._missed(told, self.back) >= ABSENCE

    def _missed(self, first: date, back: date) -> int:
        missed = self.days.workdays_between(first, back - timedelta(days=1))
        return missed + self.days.is_workday(first)


def _absence(unit: Unit, leader: Person) -> _Absence:
    days = replace(unit.calendar(leader), away=())
    return _Absence(days.today(unit.now), leader.back_on(unit.now), days)


def _keep_moved(unit: Unit, concern: Concern, moved: Concern, absence: _Absence) -> None:
    """Keep something whose leader has other days now; a long absence is told to its raiser once.

    Where it ends sooner than they were told, what they were asked then is over; where it becomes
    as much longer as would be told by itself, they are told again.
    """
    back, told = absence.back, concern.promise.away_told
    due = back is not None and changed_hours.would_fall_due(concern, back, absence.days)
    still_away = told is not None and told >= absence.today
    sooner = told is not None and still_away and (back is None or back < told)
    told_already = told is not None and still_away and not absence.is_told_again(told)
    waits = due and not (told_already or concern.quiet or concern.kind is Kind.NOTE)
    tells = absence.is_told and waits and not sooner
    changed = told_already and told != back
    if tells or sooner or (changed and _not_left(unit, concern)):
        moved = replace(moved, promise=replace(moved.promise, away_told=back))
    if tells:
        moved = replace(moved, version=concern.version + 1)
    if moved != concern:
        unit.tx.concerns.save(moved)
    if told is not None and (tells or sooner):
        unit.tx.deliveries.mark_concern_stale(moved, concern.raiser)
    if tells:
        raiser = unit.get_person(concern.raiser)
        unit.tell(moved, RaiserNotice.AWAY, unit.calendar(raiser, concern.team))
    if concern.kind is not Kind.NOTE:
        unit.tx.people.mark_homes_stale(concern.workspace, [concern.raiser])


def _not_left(unit: Unit, concern: Concern) -> bool:
    """Whether the message about days away waits to leave: it will say the day of then."""
    return unit.tx.deliveries.waits(concern.workspace, DeliveryKind.NOTICE, concern.id)


def get_preferences(unit: Unit, person: PersonId) -> CurrentSettings:
    """What somebody chose so far."""
    me = unit.get_person(person)
    teams = unit.tx.teams.of(unit.workspace, [person])
    people = unit.tx.people.some(
        unit.workspace, unit.tx.leadership.said_to_lead(unit.workspace, person)
    )
    until = me.preferences.paused_until
    today = unit.calendar(me).today(unit.now)
    leads = any(team.leader(person) for team in teams)
    return CurrentSettings(
        person=me,
        leads=leads or unit.tx.concerns.keeps_notes(unit.workspace, person),
        said_to_lead=tuple(sorted(people.values(), key=lambda leader: leader.name)),
        paused_until=until if until is not None and until > today else None,
        contact=contact_of(unit, person, teams),
    )


@dataclass(frozen=True)
class SteppingDown:
    """What it costs a leader to want no messages at all: nothing of that is done yet."""

    person: Person
    teams: tuple[Team, ...]
    """The teams they lead."""
    left: int
    """How many open things that they know of would go back to the people who raised them."""


def step_down(unit: Unit, person: PersonId) -> Person:
    """A leader wants no messages at all: they lead nothing any more, and their notes stay."""
    me = unit.get_person(person, for_update=True)
    unit.tx.people.choose(me, replace(me.preferences, silent=True))
    stop_all_messages(unit, person)
    unit.tx.people.mark_homes_stale(unit.workspace, [person])
    return move_clocks(unit, unit.get_person(person))


def _stepping_down(unit: Unit, me: Person) -> SteppingDown | None:
    """What switching messages off costs; ``None`` for somebody who leads nothing."""
    teams = unit.tx.teams.of(unit.workspace, [me.id])
    led = tuple(team for team in teams if me.id in team.accepted)
    if not led:
        return None
    concerns = unit.tx.concerns.owned(unit.workspace, me.id, unit.now, unit.now)
    return SteppingDown(me, led, sum(each.open and each.kind is Kind.RAISED for each in concerns))


def save_preferences(
    unit: Unit,
    person: PersonId,
    choose: Callable[[Preferences], Preferences],
    said_to_lead: Sequence[PersonId] | None = None,
) -> Person | SteppingDown:
    """Keep how somebody wants to be written to; what is due moves with it.

    ``choose`` puts what the form says over what was chosen so far; what it does not ask stays.
    ``said_to_lead`` are those of the named people who are still led; ``None`` leaves them. To
    somebody who leads, switching all messages off is said first what it costs; the rest is kept.
    """
    me = unit.get_person(person, for_update=True)
    preferences = choose(me.preferences)
    asked = None
    if preferences.silent and not me.preferences.silent:
        asked = _stepping_down(unit, me)
    if asked is not None:
        preferences = replace(preferences, silent=False)
    _check(unit, me, preferences)
    today = unit.calendar(me).today(unit.now)
    paused = preferences.paused_until
    if paused is not None and paused != me.preferences.paused_until:
        pause_day(paused, today=today, field="paused_until")
    days = unit.calendar(me)
    unit.tx.people.choose(me, preferences)
    if preferences.paused_until != me.preferences.paused_until:
        tell_absence(unit, me, days)
    if said_to_lead is not None:
        before = unit.tx.leadership.said_to_lead(unit.workspace, person)
        gone = [leader for leader in before if leader not in set(said_to_lead)]
        unit.tx.leadership.unsay_leads(unit.workspace, person, gone)
    if preferences.silent and not me.preferences.silent:
        stop_all_messages(unit, person)
    unit.tx.people.mark_homes_stale(unit.workspace, [person])
    after = move_clocks(unit, unit.get_person(person))
    return asked or after


def _check(unit: Unit, me: Person, preferences: Preferences) -> None:
    """Refuse what leaves no moment to write in, or cannot be read."""
    if not preferences.days:
        raise Empty(field="days")
    if preferences.work_begins >= preferences.work_ends:
        raise HoursTurned(field="work_ends")
    if (
        preferences.hour is not None
        and not preferences.work_begins <= preferences.hour < preferences.work_ends
    ):
        begins, ends = (
            f"{at.hour}:{at:%M}" for at in (preferences.work_begins, preferences.work_ends)
        )
        raise HourOutside(field="hour", begins=begins, ends=ends)
    check_region(preferences.region)
    most = Preferences.row("talk_hours").limit
    if most is not None and len(preferences.talk_hours) > most:
        raise TalkHoursUnread(field="talk_hours", part=f"{len(preferences.talk_hours)}")
    preferences.check()
    ever = replace(me, preferences=replace(preferences, paused_until=None))
    try:
        ever.calendar(holiday_check).next_open(unit.now)
    except NoWorkingTimeError:
        raise NeverOpen(field="talk_hours") from None
