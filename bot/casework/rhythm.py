"""A leader's rhythm: their budget, back-off, fade-out, the weekly list, and what rides along."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.casework.onboarding import tell_listed
from bot.casework.telling import Had
from bot.casework.unit import Unit
from bot.domain.calendar import Calendar
from bot.domain.concern import Concern
from bot.domain.concern.cadence import SORTED_AT_ONCE, Budget, waits_for_leader
from bot.domain.concern.changed_hours import moved_clock
from bot.domain.concern.states import Act, Kind, Role
from bot.domain.concern.transitions import check_act
from bot.domain.delivery import LEADER_MESSAGES, Delivery, DeliveryKind
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.refusals import NotYours, Stale
from bot.domain.rhythm import ONCE_A_WEEK, UNTOUCHED, FadeAnswer, Sorted, weekly_moment
from bot.domain.team import Team
from bot.payloads import DayMessage, Extras, Newcomer, WeeklyList

MOST_JOINED = 5
SILENT_FOR = timedelta(weeks=6)
SPOKE_WITHIN = timedelta(weeks=18)
"""A team that said something so long ago used to speak."""
SILENCE_TOLD_EVERY = timedelta(days=30)
_TALKED = {
    "better": Act.TALKED_BETTER,
    "same": Act.TALKED_SAME,
    "worse": Act.TALKED_WORSE,
}


def budget_of(unit: Unit, person: Person, days: Calendar, had: Had) -> Budget:
    """What a leader may be sent now, who ``had`` this today."""
    today = days.today(unit.now)
    monday = today - timedelta(days=today.weekday())
    used = unit.tx.deliveries.message_days(
        person.workspace,
        person.id,
        monday.isoformat(),
        (monday + timedelta(days=6)).isoformat(),
    )
    preferences = person.preferences
    by_choice = preferences.message_days == ONCE_A_WEEK
    backing_off = backs_off(unit, person)
    at = person.rhythm.weekly_at
    return Budget(
        items=preferences.items,
        message_days=preferences.message_days,
        used=used + had.listed,
        weekly=by_choice or backing_off,
        chosen=by_choice,
        backs_off=backing_off,
        weekly_now=at is not None and at <= unit.now,
    )


def backs_off(unit: Unit, person: Person) -> bool:
    """Whether three messages in a row were not touched."""
    since = person.rhythm.touched_at
    return unit.tx.rhythms.untouched(person.workspace, person.id, since) >= UNTOUCHED


def set_weekly_list(unit: Unit, person: Person, moment: datetime | None) -> None:
    """Let the weekly list be due at ``moment``."""
    if person.rhythm.weekly_at != moment:
        unit.tx.people.keep_rhythm(person, replace(person.rhythm, weekly_at=moment))


def fell_quiet(unit: Unit, concern: Concern) -> None:
    """See to it that what the bot stopped asking about stands in the weekly list."""
    owner = concern.owner
    leader = unit.tx.people.get(concern.workspace, owner, for_update=True) if owner else None
    if leader is not None and leader.rhythm.weekly_at is None:
        days = unit.calendar(leader)
        set_weekly_list(unit, leader, weekly_moment(unit.now, days))


def take_extras(
    unit: Unit,
    person: Person,
    days: Calendar,
    brought: Sequence[Concern],
    *,
    backs_off: bool,
) -> Extras:
    """Take along what waits for a leader's next message, beside the concerns it brings.

    ``backs_off``: the last three messages were not touched.
    """
    now, rhythm = unit.now, person.rhythm
    today = days.today(now)
    backoff = None
    if not rhythm.backing_off and backs_off:
        backoff = days.today(weekly_moment(now, days))
        rhythm = replace(rhythm, backing_off=True)
    fade = rhythm.fades(today) and not person.preferences.only_slips
    if fade:
        rhythm = replace(rhythm, fade_offered_on=today, unasked=0)
    if rhythm != person.rhythm:
        unit.tx.people.keep_rhythm(person, rhythm)
    teams = [
        team for team in unit.tx.teams.of(person.workspace, [person.id]) if _leads(team, person)
    ]
    placed = {(team.id, somebody) for team in teams for somebody in team.people | team.proposed}
    joined = [
        Newcomer(team=team, person=newcomer)
        for team, newcomer, told in unit.tx.newcomers.of(
            person.workspace, [team.id for team in teams]
        )
        if not told and (team, newcomer) not in placed
    ][:MOST_JOINED]
    for newcomer in joined:
        unit.tx.newcomers.told_of(person.workspace, newcomer.team, [newcomer.person], now)
    silent = [
        team
        for team in teams
        if not _just_told(team, brought, now) and _fell_silent(unit, team, person.id, today)
    ]
    for team in silent:
        unit.tx.teams.set_quiet_told(team, person.id, today)
    return Extras(
        backoff=backoff,
        fade=fade,
        joined=tuple(joined),
        quiet_teams=tuple(team.id for team in silent),
    )


def _just_told(team: Team, brought: Sequence[Concern], now: datetime) -> bool:
    """Whether what a message brings was lately raised in a team, with who is written to."""
    return any(
        concern.team == team.id
        and concern.kind is Kind.RAISED
        and now - concern.created_at < SILENT_FOR
        for concern in brought
    )


def _fell_silent(unit: Unit, team: Team, leader: PersonId, today: date) -> bool:
    """Whether nobody has told *this* leader anything.

    Counted over all leaders it would say whether somebody speaks to another one.
    """
    entry = team.leader(leader)
    told = entry.quiet_told_on if entry else None
    if told is not None and today - told < SILENCE_TOLD_EVERY:
        return False
    last = unit.tx.rhythms.last_raised(team.workspace, team.id, leader, unit.now)
    return last is not None and SILENT_FOR <= unit.now - last < SPOKE_WITHIN


def keep_weekly(unit: Unit, person: PersonId, channel: str, ts: str) -> None:
    """Keep reminders weekly, by choice."""
    me = _answer_extra(unit, person, (channel, ts), kept_weekly_at=unit.now)
    unit.tx.people.choose(me, replace(me.preferences, message_days=ONCE_A_WEEK))


def answer_fade(
    unit: Unit,
    person: PersonId,
    channel: str,
    ts: str,
    *,
    only_slips: bool,
) -> None:
    """Answer whether to be asked only if something slips."""
    answer = FadeAnswer(only_slips, unit.now)
    me = _answer_extra(unit, person, (channel, ts), fade_answer=answer)
    unit.tx.people.choose(me, replace(me.preferences, only_slips=only_slips))
    days = unit.calendar(unit.get_person(person))
    for concern in unit.tx.concerns.to_ask(unit.workspace, person, unit.now):
        moved, nudge = moved_clock(concern, days, unit.now), concern.clocks.nudge
        if moved != concern and nudge is not None and nudge.at > unit.now:
            unit.tx.concerns.save(moved)


def _answer_extra(
    unit: Unit,
    person: PersonId,
    message: tuple[str, str],
    *,
    kept_weekly_at: datetime | None = None,
    fade_answer: FadeAnswer | None = None,
) -> Person:
    """Let the message remember what its leader answered to a line of it."""
    delivery = unit.tx.deliveries.by_message(unit.workspace, *message, for_update=True)
    if delivery is None or delivery.recipient != person or delivery.kind not in LEADER_MESSAGES:
        raise NotYours
    payload = leader_message(delivery)
    before = payload.extras
    extras = before.model_copy(
        update={
            "kept_weekly_at": kept_weekly_at or before.kept_weekly_at,
            "fade_answer": fade_answer or before.fade_answer,
        }
    )
    after = payload.model_copy(update={"extras": extras})
    unit.tx.deliveries.replace_payload(delivery, after.to_json())
    return unit.get_person(person)


def leader_message(delivery: Delivery) -> DayMessage | WeeklyList:
    """Give what one of a leader's messages keeps."""
    if delivery.kind is DeliveryKind.WEEKLY_LIST:
        return WeeklyList.of(delivery)
    return DayMessage.of(delivery)


def place_newcomer(
    unit: Unit,
    leader: PersonId,
    team_id: str,
    person: str,
    *,
    add: bool,
) -> None:
    """Say whether somebody who joined a team's channel is on the team."""
    team = unit.team(team_id, for_update=True)
    me = unit.get_person(leader)
    if team is None or not _leads(team, me):
        raise NotYours
    if not unit.tx.newcomers.settled(unit.workspace, team_id, person):
        raise Stale
    newcomer = unit.get_person(person)
    if add and newcomer.member:
        unit.tx.teams.add_member(team, newcomer.id)
        tell_listed(unit, team, [newcomer.id])
        unit.tx.people.mark_homes_stale(unit.workspace, [newcomer.id])


def note_newcomer(unit: Unit, channel: str, person: PersonId) -> None:
    """Somebody joined a channel: a line in its leader's next message, if it is a team's."""
    team = unit.tx.teams.in_channel(unit.workspace, channel)
    newcomer = unit.tx.people.get(unit.workspace, person)
    if team is None or newcomer is None:
        return
    if not newcomer.member:
        # Perhaps a guest: who reads along is looked at anew (D11).
        unit.tx.teams.look_anew(team)
        return
    if person not in team.members | team.proposed and team.leader(person) is None:
        unit.tx.newcomers.joined(team, person, unit.now)


def to_sort(unit: Unit, leader: PersonId) -> tuple[Record, ...]:
    """What waits for a leader, oldest first: the lines of the form for sorting."""
    me = unit.get_person(leader)
    now = unit.now
    today = unit.calendar(me).today(now)
    concerns = [
        concern
        for concern in unit.tx.concerns.owned(unit.workspace, leader, now, now)
        if waits_for_leader(concern, today)
    ]
    return tuple(unit.records(concerns[:SORTED_AT_ONCE], titles=True))


def sort(
    unit: Unit,
    leader: PersonId,
    lines: Sequence[tuple[str, int, Sorted]],
) -> int:
    """Settle many at once; gives how many had moved on meanwhile and stay as they are.

    Each line names the step it was drawn for: what somebody settled in between, in another
    view or by a card, keeps that.
    """
    me = unit.get_person(leader)
    days = unit.calendar(me)
    today = days.today(unit.now)
    next_monday = days.on_or_after(today + timedelta(days=7 - today.weekday()))
    days_of = {
        Sorted.TOMORROW: days.add_workdays(today, 1),
        Sorted.NEXT_WEEK: next_monday,
    }
    moved_on = 0
    for key, step, what in lines:
        if what is Sorted.LEAVE:
            continue
        concern, role = unit.authorize(key, leader)
        doing = Act.LATER if what in days_of else _TALKED[what.value]
        try:
            if role is not Role.OWNER:
                raise NotYours
            check_act(concern, doing, role, step=step)
        except Stale:
            moved_on += 1
            continue
        unit.apply(concern, doing, role, by=leader, day=days_of.get(what), step=step)
    return moved_on


def _leads(team: Team, person: Person) -> bool:
    return person.id in team.accepted
