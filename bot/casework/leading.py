"""What a leader does with a concern: read it, say so, choose a step, come back to it."""

from dataclasses import dataclass, replace
from datetime import date

from bot.casework.coaching import talk_line
from bot.casework.unit import Unit
from bot.domain.calendar import Calendar
from bot.domain.coaching import CoachingLine
from bot.domain.concern import DETAIL_LIMIT, LEADERS_WORDS, MIN_CLOSING_WORDS, Concern
from bot.domain.concern.cadence import gap_day, own_date
from bot.domain.concern.effects import said_back
from bot.domain.concern.states import Act, Kind, Meeting, RaiserNotice, Role, State
from bot.domain.concern.transitions import check_act
from bot.domain.delivery import WordsKind
from bot.domain.ids import PersonId
from bot.domain.record import SAID_BACK, Record
from bot.domain.refusals import CloseShort, Empty, Guest, NoDirectMessage, NotYours, Stale
from bot.domain.taxonomy import CloseReason, Signal, StepKind


@dataclass(frozen=True)
class Reading:
    """The words, opened for somebody who may read them."""

    record: Record
    role: Role
    default_day: date
    """The day of the next follow-up where none is named."""
    line: CoachingLine | None = None
    """A line for a leader's talk about it."""


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """A step as the form says it."""

    kind: StepKind
    detail: str = ""
    due_on: date | None = None
    shown: bool = True
    team_may_read: bool = False


def open_words(unit: Unit, person: PersonId, concern: str) -> Reading:
    """Open the words for the raiser or the leader; every opening is noted."""
    found, role = unit.authorize(concern, person)
    now = unit.now
    if role is Role.OWNER and found.state is State.WITHDRAWN:
        raise Stale
    if role is not Role.RAISER:
        unit.tx.concerns.opened(found, person, role.value, now)
    leader = unit.get_person(found.owner or person)
    days = unit.calendar(leader, found.team)
    record = unit.record(found, words=True)
    if role is Role.RAISER and found.state is State.RAISED:
        record = replace(record, unsent=unit.tx.deliveries.refused_for(found))
    line = talk_line(unit, leader, found, days) if role is Role.OWNER else None
    return Reading(record, role, gap_day_of(unit, found, days), line)


def check_form(unit: Unit, person: PersonId, concern: str, what: Act) -> Reading:
    """Check that ``what`` may be done before its form opens; no words are opened."""
    found, role = unit.authorize(concern, person)
    check_act(found, what, role)
    leader = unit.get_person(found.owner or person)
    days = unit.calendar(leader, found.team)
    record = replace(unit.record(found), team=unit.team(found.team) if found.team else None)
    if what is Act.TALKED_BETTER:  # the form of any talk
        return Reading(record, role, _after_talk(unit, found, days))
    return Reading(record, role, gap_day_of(unit, found, days))


def get_record(unit: Unit, person: PersonId, concern: str) -> Record:
    """Where a concern stands, for somebody who may know."""
    found, _ = unit.authorize(concern, person)
    return unit.record(found)


def hear(
    unit: Unit,
    leader: PersonId,
    concern: str,
    *,
    say_back: str = "",
    day: date | None = None,
    meeting: Meeting | None = None,
    step: int | None = None,
) -> Record:
    """Say "I've heard this", from the reading view only, with or without words."""
    say_back = unit.within(say_back, LEADERS_WORDS, "say_back")
    found, role = unit.authorize(concern, leader)
    after = unit.apply(found, Act.HEAR, role, by=leader, day=day, meeting=meeting, step=step)
    if after.version != found.version and say_back:
        unit.tx.concerns.say(after, WordsKind.SAY_BACK, leader, say_back, unit.now)
    return unit.record(after)


def say_back(
    unit: Unit,
    leader: PersonId,
    concern: str,
    text: str,
    view: str,
) -> Record:
    """Say back what was heard once more, after "Not quite".

    ``view`` is the submitted form: the same one delivered again changes nothing.
    """
    text = unit.within(text, LEADERS_WORDS, "say_back")
    if not text:
        raise Empty(field="say_back")
    found, role = unit.authorize(concern, leader)
    if role is not Role.OWNER or found.kind is Kind.NOTE:
        raise NotYours
    if not found.open or found.state is State.RAISED:
        raise Stale
    now = unit.now
    if not unit.tx.workspaces.first_time(unit.workspace, f"form:{view}", now):
        return unit.record(found)
    given = unit.transition_context(found, now)
    after = said_back(found, given)
    unit.tx.concerns.save(after)
    unit.tx.concerns.add_history(after, SAID_BACK, leader, now)
    unit.tx.concerns.say(after, WordsKind.SAY_BACK, leader, text, now)
    unit.tell(after, RaiserNotice.HEARD, given.raiser)
    unit.mark_stale(after)
    return unit.record(after)


def choose_step(
    unit: Unit,
    leader: PersonId,
    concern: str,
    chosen: NextStep,
    *,
    step: int | None = None,
) -> Record:
    """Pick a next step and its day."""
    found, role = unit.authorize(concern, leader)
    detail = _detail(unit, chosen)
    after = unit.apply(found, Act.STEP, role, by=leader, day=chosen.due_on, step=step)
    if after.version != found.version:
        keep_step(unit, after, leader, chosen, detail)
    return unit.record(after)


def report_talk(
    unit: Unit,
    leader: PersonId,
    concern: str,
    answer: Act,
    chosen: NextStep | None = None,
    *,
    day: date | None = None,
    step: int | None = None,
) -> Record:
    """Report a talk: better, about the same, worse, or "we didn't get to it"."""
    found, role = unit.authorize(concern, leader)
    detail = _detail(unit, chosen) if chosen is not None else ""
    day = chosen.due_on if chosen is not None and chosen.due_on is not None else day
    asks_again = answer in (Act.TALKED_SAME, Act.TALKED_WORSE)
    if chosen is None and answer is Act.TALKED_WORSE:
        leader_days = unit.calendar(unit.get_person(leader), found.team)
        # What the form was filled in with is no choice; worse is come back to sooner.
        day = None if day == _after_talk(unit, found, leader_days) else day
    after = unit.apply(found, answer, role, by=leader, day=day if asks_again else None, step=step)
    if chosen is not None and after.version != found.version:
        keep_step(unit, after, leader, chosen, detail)
    return unit.record(after)


def gap_day_of(unit: Unit, found: Concern, days: Calendar, *, talks: int = 0) -> date:
    """The day of the next follow-up where none is named, after so many ``talks`` more."""
    gaps = unit.tx.workspaces.get(found.workspace).gaps
    return gap_day(found, unit.now, days, gaps, talks=talks)


def _after_talk(unit: Unit, found: Concern, days: Calendar) -> date:
    """The day of the follow-up after the one this talk ends."""
    return gap_day_of(unit, found, days, talks=1)


def later(
    unit: Unit,
    leader: PersonId,
    concern: str,
    day: date | None,
    *,
    step: int | None = None,
) -> Record:
    """Not yet: ask again on a day; without one, on the leader's next working day."""
    found, role = unit.authorize(concern, leader)
    return unit.record(_later(unit, found, role, leader, day, step))


def all_tomorrow(unit: Unit, leader: PersonId, channel: str, ts: str) -> int:
    """Move every open line of one message to tomorrow; gives how many moved."""
    delivery = unit.tx.deliveries.by_message(unit.workspace, channel, ts)
    if delivery is None or delivery.recipient != leader:
        raise NotYours
    items = unit.tx.deliveries.items(delivery)
    concerns = unit.tx.concerns.some(unit.workspace, [item.concern for item in items])
    moved = 0
    for item in items:
        found = concerns.get(item.concern)
        if found is None or found.step_no != item.step_no or item.tail is not None:
            continue
        try:
            check_act(found, Act.LATER, found.role(leader))
        except Stale:
            continue
        _later(unit, found, Role.OWNER, leader, None, item.step_no)
        moved += 1
    return moved


def close(
    unit: Unit,
    leader: PersonId,
    concern: str,
    reason: CloseReason,
    words: str,
    *,
    step: int | None = None,
) -> Record:
    """Close without change: a reason and the leader's own words (R7)."""
    words = unit.within(words, LEADERS_WORDS, "words")
    if len(words) < MIN_CLOSING_WORDS:
        raise CloseShort(field="words")
    found, role = unit.authorize(concern, leader)
    check_act(found, Act.CLOSE, role)
    after = unit.apply(replace(found, reason=reason), Act.CLOSE, role, by=leader, step=step)
    if after.version != found.version:
        unit.tx.concerns.say(after, WordsKind.CLOSING, leader, words, unit.now)
    return unit.record(after)


def share(unit: Unit, leader: PersonId, concern: str) -> Record:
    """Let the person a note is about read it."""
    found, role = unit.authorize(concern, leader)
    if found.kind is Kind.SHARED and role is Role.OWNER:
        return unit.record(found)
    check_act(found, Act.SHARE, role)
    person = unit.get_person(found.raiser)
    if person.deleted:
        raise NoDirectMessage(person=person.id)
    if not person.member:
        raise Guest
    unit.check_shares(found)
    return unit.record(unit.apply(found, Act.SHARE, role, by=leader))


def take_back(unit: Unit, leader: PersonId, concern: str) -> Record:
    """Take a note back; its words are gone at once."""
    found, role = unit.authorize(concern, leader)
    if found.state is State.WITHDRAWN:
        return unit.record(found)
    return unit.record(unit.apply(found, Act.TAKE_BACK, role, by=leader))


def name_topic(unit: Unit, person: PersonId, concern: str, to: Signal) -> Record:
    """Correct the topic that was found by words; only the writer may."""
    found, role = unit.authorize(concern, person)
    writer = found.owner if found.about else found.raiser
    if person != writer or role is None:
        raise NotYours
    if not found.open:
        raise Stale
    if found.signal is to:
        return unit.record(found)
    after = replace(found, signal=to, version=found.version + 1)
    unit.tx.concerns.save(after)
    unit.mark_stale(after)
    return unit.record(after, words=True)


def _later(
    unit: Unit,
    found: Concern,
    role: Role,
    leader: PersonId,
    day: date | None,
    step: int | None,
) -> Concern:
    if day is None:
        person = unit.get_person(leader)
        days = unit.calendar(person, found.team)
        now = unit.now
        day = own_date(found, days.add_workdays(days.today(now), 1), now, days)
    return unit.apply(found, Act.LATER, role, by=leader, day=day, step=step)


def _detail(unit: Unit, chosen: NextStep) -> str:
    detail = unit.within(chosen.detail, DETAIL_LIMIT, "detail")
    if not detail and chosen.kind is not StepKind.LISTENED:
        raise Empty(field="detail")
    return detail


def keep_step(
    unit: Unit, concern: Concern, leader: PersonId, chosen: NextStep, detail: str
) -> None:
    """Keep a chosen step, and tell of it where it is shown to them."""
    now = unit.now
    due_on = chosen.due_on or concern.asked_day()
    row = unit.tx.concerns.add_step(
        concern,
        chosen.kind,
        due_on or now.date(),
        shown=chosen.shown,
        team_may_read=chosen.team_may_read,
        now=now,
    )
    if detail:
        unit.tx.concerns.say(concern, WordsKind.STEP, leader, detail, now, row=row)
    if chosen.shown and concern.kind is not Kind.NOTE:
        promise = replace(concern.promise, told_on=due_on)
        concern = replace(concern, promise=promise)
        unit.tx.concerns.save(concern)
        unit.tell(concern, RaiserNotice.STEP, unit.transition_context(concern, now).raiser)
