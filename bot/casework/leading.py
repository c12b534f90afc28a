"""What a leader does with a concern: read it, say so, choose a step, come back to it."""

from dataclasses import dataclass, replace
from datetime import date

from bot.casework.coaching import talk_line
from bot.casework.routing import check_led
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


def open_words(unit: Unit, person: PersonId, concern_id: str) -> Reading:
    """Open the words for the raiser or the leader; every opening is noted."""
    concern, role = unit.authorize(concern_id, person)
    now = unit.now
    if role is Role.OWNER and concern.state is State.WITHDRAWN:
        raise Stale
    if role is not Role.RAISER:
        unit.tx.concerns.opened(concern, person, role.value, now)
    leader = unit.get_person(concern.owner or person)
    days = unit.calendar(leader, concern.team)
    record = unit.record(concern, words=True)
    if role is Role.RAISER and concern.state is State.RAISED:
        record = replace(record, unsent=unit.tx.deliveries.refused_for(concern))
    line = talk_line(unit, leader, concern, days) if role is Role.OWNER else None
    return Reading(record, role, gap_day_of(unit, concern, days), line)


def check_form(unit: Unit, person: PersonId, concern_id: str, what: Act) -> Reading:
    """Check that ``what`` may be done before its form opens; no words are opened."""
    concern, role = unit.authorize(concern_id, person)
    check_act(concern, what, role)
    leader = unit.get_person(concern.owner or person)
    days = unit.calendar(leader, concern.team)
    record = replace(unit.record(concern), team=unit.team(concern.team) if concern.team else None)
    if what is Act.TALKED_BETTER:  # the form of any talk
        return Reading(record, role, _after_talk(unit, concern, days))
    return Reading(record, role, gap_day_of(unit, concern, days))


def get_record(unit: Unit, person: PersonId, concern_id: str) -> Record:
    """Where a concern stands, for somebody who may know."""
    concern, _ = unit.authorize(concern_id, person)
    return unit.record(concern)


def hear(
    unit: Unit,
    leader: PersonId,
    concern_id: str,
    *,
    say_back: str = "",
    day: date | None = None,
    meeting: Meeting | None = None,
    step: int | None = None,
) -> Record:
    """Say "I've heard this", from the reading view only, with or without words."""
    say_back = unit.within(say_back, LEADERS_WORDS, "say_back")
    concern, role = unit.authorize(concern_id, leader)
    after = unit.apply(concern, Act.HEAR, role, by=leader, day=day, meeting=meeting, step=step)
    if after.version != concern.version and say_back:
        unit.tx.concerns.say(after, WordsKind.SAY_BACK, leader, say_back, unit.now)
    return unit.record(after)


def say_back(
    unit: Unit,
    leader: PersonId,
    concern_id: str,
    text: str,
    view: str,
) -> Record:
    """Say back what was heard once more, after "Not quite".

    ``view`` is the submitted form: the same one delivered again changes nothing.
    """
    text = unit.within(text, LEADERS_WORDS, "say_back")
    if not text:
        raise Empty(field="say_back")
    concern, role = unit.authorize(concern_id, leader)
    if role is not Role.OWNER or concern.kind is Kind.NOTE:
        raise NotYours
    if not concern.open or concern.state is State.RAISED:
        raise Stale
    now = unit.now
    if not unit.tx.workspaces.first_time(unit.workspace, f"form:{view}", now):
        return unit.record(concern)
    context = unit.transition_context(concern)
    after = said_back(concern, context)
    unit.tx.concerns.save(after)
    unit.tx.concerns.add_history(after, SAID_BACK, leader, now)
    unit.tx.concerns.say(after, WordsKind.SAY_BACK, leader, text, now)
    unit.tell(after, RaiserNotice.HEARD, context.raiser)
    unit.mark_stale(after)
    return unit.record(after)


def choose_step(
    unit: Unit,
    leader: PersonId,
    concern_id: str,
    next_step: NextStep,
    *,
    step: int | None = None,
) -> Record:
    """Pick a next step and its day."""
    concern, role = unit.authorize(concern_id, leader)
    detail = _detail(unit, next_step)
    next_step = _on_a_workday(unit, concern, leader, next_step)
    after = unit.apply(concern, Act.STEP, role, by=leader, day=next_step.due_on, step=step)
    if after.version != concern.version:
        keep_step(unit, after, leader, next_step, detail)
    return unit.record(after)


def report_talk(
    unit: Unit,
    leader: PersonId,
    concern_id: str,
    answer: Act,
    next_step: NextStep | None = None,
    *,
    day: date | None = None,
    step: int | None = None,
) -> Record:
    """Report a talk: better, about the same, worse, or "we didn't get to it"."""
    concern, role = unit.authorize(concern_id, leader)
    detail = _detail(unit, next_step) if next_step is not None else ""
    next_step = _on_a_workday(unit, concern, leader, next_step) if next_step is not None else None
    day = next_step.due_on if next_step is not None and next_step.due_on is not None else day
    asks_again = answer in (Act.TALKED_SAME, Act.TALKED_WORSE)
    if next_step is None and answer is Act.TALKED_WORSE:
        leader_days = unit.calendar(unit.get_person(leader), concern.team)
        # What the form was filled in with is no choice; worse is come back to sooner.
        day = None if day == _after_talk(unit, concern, leader_days) else day
    after = unit.apply(concern, answer, role, by=leader, day=day if asks_again else None, step=step)
    if next_step is not None and after.version != concern.version:
        keep_step(unit, after, leader, next_step, detail)
    return unit.record(after)


def gap_day_of(unit: Unit, concern: Concern, days: Calendar, *, talks: int = 0) -> date:
    """The day of the next follow-up where none is named, after so many ``talks`` more."""
    gaps = unit.installation.gaps
    return gap_day(concern, unit.now, days, gaps, talks=talks)


def _after_talk(unit: Unit, concern: Concern, days: Calendar) -> date:
    """The day of the follow-up after the one this talk ends."""
    return gap_day_of(unit, concern, days, talks=1)


def later(
    unit: Unit,
    leader: PersonId,
    concern_id: str,
    day: date | None,
    *,
    because: str = "",
    step: int | None = None,
) -> Record:
    """Not yet: ask again on a day; without one, on the leader's next working day.

    ``because`` is for the leader alone, and is shown to them when it comes back.
    """
    because = unit.within(because, DETAIL_LIMIT, "because")
    concern, role = unit.authorize(concern_id, leader)
    return unit.record(_later(unit, concern, role, leader, day, step, because))


def all_tomorrow(unit: Unit, leader: PersonId, channel: str, ts: str) -> int:
    """Move every open line of one message to tomorrow; gives how many moved."""
    delivery = unit.tx.deliveries.by_message(unit.workspace, channel, ts)
    if delivery is None or delivery.recipient != leader:
        raise NotYours
    items = unit.tx.deliveries.items(delivery)
    concerns = unit.tx.concerns.some(unit.workspace, [item.concern for item in items])
    moved = 0
    for item in items:
        concern = concerns.get(item.concern)
        if concern is None or concern.step_no != item.step_no or item.tail is not None:
            continue
        try:
            check_act(concern, Act.LATER, concern.role(leader))
        except Stale:
            continue
        _later(unit, concern, Role.OWNER, leader, None, item.step_no)
        moved += 1
    return moved


def close(
    unit: Unit,
    leader: PersonId,
    concern_id: str,
    reason: CloseReason,
    words: str,
    *,
    step: int | None = None,
) -> Record:
    """Close without change: a reason and the leader's own words (R7)."""
    words = unit.within(words, LEADERS_WORDS, "words")
    if len(words) < MIN_CLOSING_WORDS:
        raise CloseShort(field="words")
    concern, role = unit.authorize(concern_id, leader)
    after = unit.apply(replace(concern, reason=reason), Act.CLOSE, role, by=leader, step=step)
    if after.version != concern.version:
        unit.tx.concerns.say(after, WordsKind.CLOSING, leader, words, unit.now)
    return unit.record(after)


def share(unit: Unit, leader: PersonId, concern_id: str) -> Record:
    """Let the person a note is about read it."""
    concern, role = unit.authorize(concern_id, leader)
    if concern.kind is Kind.SHARED and role is Role.OWNER:
        return unit.record(concern)
    check_act(concern, Act.SHARE, role)
    return unit.record(share_note(unit, leader, concern))


def share_note(unit: Unit, leader: PersonId, note: Concern) -> Concern:
    """Share a private note of ``leader`` with the person it is about, who can be written to."""
    person = unit.get_person(note.raiser)
    if person.deleted:
        raise NoDirectMessage(person=person.id)
    if not person.member:
        raise Guest
    unit.check_shares(note)
    return unit.apply(note, Act.SHARE, Role.OWNER, by=leader)


def take_back(unit: Unit, leader: PersonId, concern_id: str) -> Record:
    """Take a note back; its words are gone at once."""
    concern, role = unit.authorize(concern_id, leader)
    return unit.record(unit.apply(concern, Act.TAKE_BACK, role, by=leader))


def name_topic(unit: Unit, person: PersonId, concern_id: str, to: Signal) -> Record:
    """Correct the topic that was found by words; only the writer may."""
    concern, role = unit.authorize(concern_id, person)
    writer = concern.owner if concern.about else concern.raiser
    if person != writer or role is None:
        raise NotYours
    if not concern.open:
        raise Stale
    if concern.signal is to:
        return unit.record(concern)
    check_led(unit, to, concern.raiser, concern.owner)
    return unit.record(unit.revise(replace(concern, signal=to)), words=True)


def _later(
    unit: Unit,
    concern: Concern,
    role: Role,
    leader: PersonId,
    day: date | None,
    step: int | None,
    because: str = "",
) -> Concern:
    if day is None:
        person = unit.get_person(leader)
        days = unit.calendar(person, concern.team)
        now = unit.now
        day = own_date(concern, days.add_workdays(days.today(now), 1), now, days)
    return unit.apply(concern, Act.LATER, role, by=leader, day=day, because=because, step=step)


def _detail(unit: Unit, next_step: NextStep) -> str:
    detail = unit.within(next_step.detail, DETAIL_LIMIT, "detail")
    if not detail and next_step.kind is not StepKind.LISTENED:
        raise Empty(field="detail")
    return detail


def _on_a_workday(unit: Unit, concern: Concern, leader: PersonId, next_step: NextStep) -> NextStep:
    """The step on a day to come on which its leader works, whatever else is said of the talk."""
    if next_step.due_on is None:
        return next_step
    days = unit.calendar(unit.get_person(leader), concern.team)
    gaps = unit.tx.workspaces.get(concern.workspace).gaps
    return replace(next_step, due_on=own_date(concern, next_step.due_on, unit.now, days, gaps))


def keep_step(
    unit: Unit, concern: Concern, leader: PersonId, next_step: NextStep, detail: str
) -> None:
    """Keep a chosen step, and tell of it where it is shown to them."""
    now = unit.now
    days = unit.calendar(unit.get_person(leader), concern.team)
    due_on = next_step.due_on or concern.asked_day()
    row = unit.tx.concerns.add_step(
        concern,
        next_step.kind,
        due_on or days.today(now),
        shown=next_step.shown,
        team_may_read=next_step.team_may_read,
        now=now,
    )
    if detail:
        unit.tx.concerns.say(concern, WordsKind.STEP, leader, detail, now, row=row)
    if next_step.shown and concern.kind is not Kind.NOTE:
        promise = replace(concern.promise, told_on=due_on)
        concern = replace(concern, promise=promise)
        unit.tx.concerns.save(concern)
        unit.tell(concern, RaiserNotice.STEP, unit.transition_context(concern).raiser)
