"""Where a concern goes on: its raiser sends it on, or its leader hands it over.

Nothing moves without the raiser. What moves begins anew with the new leader and keeps the day it
was first said; its words go along and rest nowhere twice.
"""

from dataclasses import dataclass, replace

from bot.casework.contacts import contact_of
from bot.casework.leading import NextStep, gap_day_of, keep_step
from bot.casework.raising import (
    ConcernContent,
    Receipt,
    arrival_of,
    made_by_form,
    raise_concern,
    receipt_of_record,
)
from bot.casework.routing import check_led, get_writer, team_of
from bot.casework.unit import Unit, new_concern
from bot.domain.concern import Concern, Mark, Replies
from bot.domain.concern.handover import handover_origin
from bot.domain.concern.states import Act, Kind, RaiserNotice, Role, State
from bot.domain.concern.transitions import check_act
from bot.domain.delivery import DeliveryKind, WordsKind
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.record import Record, Said
from bot.domain.refusals import (
    Empty,
    Guest,
    LeaderOff,
    Oneself,
    Stale,
    WithThem,
)
from bot.domain.taxonomy import Signal, StepKind
from bot.domain.team import leaders_of
from bot.payloads import Arrival, Notice

NEED_LIMIT = 80
"""So much may stand before the ask: what it is for."""
RAISERS_OWN = (WordsKind.SAID, WordsKind.ADDED, WordsKind.NOT_QUITE)
"""Texts that leave with their raiser; what the leader wrote stays theirs to read."""


@dataclass(frozen=True)
class Elsewhere:
    """Who else could come back to it."""

    record: Record
    leaders: tuple[Person, ...]
    """The raiser's own, in their teams' order."""
    others: tuple[Person, ...]
    contact: str | None
    limit: int
    """How many characters it may have."""


@dataclass(frozen=True)
class NotAccepted:
    """Whoever could give it has not accepted: the leader may write to them in person."""

    person: Person
    text: str


def other_leaders(unit: Unit, raiser: PersonId, concern_id: str) -> Elsewhere:
    """Who else could come back to it, for its raiser; the words are opened."""
    concern, role = unit.authorize(concern_id, raiser)
    check_act(concern, Act.SEND_ON, role)
    return _other_leaders(unit, concern, unit.record(concern, words=True))


def leaders_to_hand_to(unit: Unit, leader: PersonId, concern_id: str) -> Elsewhere:
    """To whom its leader could hand it."""
    concern, role = unit.authorize(concern_id, leader)
    check_act(concern, Act.ASK_HAND, role)
    return _other_leaders(unit, concern, unit.record(concern))


def send_on(
    unit: Unit,
    raiser: PersonId,
    concern_id: str,
    to: PersonId,
    words: str,
) -> Receipt:
    """Send it to somebody else; whoever it was with is not told where it went (T18)."""
    concern, role = unit.authorize(concern_id, raiser)
    successor = unit.tx.concerns.by_origin(unit.workspace, handover_origin(concern))
    if role is Role.RAISER and successor is not None:
        return receipt_of_record(unit, unit.record(successor, words=True))
    check_act(concern, Act.SEND_ON, role)
    words = unit.check_words(words, "words")
    if not words and concern.link is None:
        raise Empty(field="words")
    _may_get(unit, concern, to)
    texts = [_line(unit, raiser, words)] if words else []
    return _go_on(unit, concern, Act.SEND_ON, to, texts)


def go_on_with(unit: Unit, concern: Concern, to: PersonId) -> Receipt:
    """Let what waits for a leader go on with one, whole: its raiser said where it should go."""
    check_act(concern, Act.SEND_ON, Role.RAISER)
    _may_get(unit, concern, to)
    sayings = unit.record(concern, words=True).said
    return _go_on(
        unit, concern, Act.SEND_ON, to, [saying for saying in sayings if saying.kind in RAISERS_OWN]
    )


def ask_hand(
    unit: Unit,
    leader: PersonId,
    concern_id: str,
    to: PersonId,
    *,
    step: int | None = None,
) -> Record:
    """Ask the raiser whether somebody else may read their words; it pauses meanwhile."""
    concern, role = unit.authorize(concern_id, leader)
    if role is Role.OWNER:
        _may_get(unit, concern, to)
    after = unit.apply(concern, Act.ASK_HAND, role, by=leader, person=to, step=step)
    return unit.record(after)


def answer_hand(unit: Unit, raiser: PersonId, concern_id: str, *, yes: bool) -> Receipt:
    """The raiser's yes lets it go on with the other, words and all; a no leaves it."""
    concern, role = unit.authorize(concern_id, raiser)
    successor = unit.tx.concerns.by_origin(unit.workspace, handover_origin(concern))
    if role is Role.RAISER and successor is not None:
        return receipt_of_record(unit, unit.record(successor, words=True))
    if not yes:
        if concern.last_act is not Act.HAND_NO:
            concern = unit.apply(concern, Act.HAND_NO, role, by=raiser)
        return receipt_of_record(unit, unit.record(concern))
    check_act(concern, Act.HAND_YES, role)
    if concern.proposed_to is None:
        raise Stale
    _may_get(unit, concern, concern.proposed_to)
    texts = [
        saying
        for saying in unit.record(concern, words=True).said
        if saying.kind in (WordsKind.SAID, WordsKind.ADDED)
    ]
    return _go_on(unit, concern, Act.HAND_YES, concern.proposed_to, texts)


def pass_ask(
    unit: Unit,
    leader: PersonId,
    concern_id: str,
    to: PersonId,
    ask: str,
    view: str,
    *,
    whole: str | None = None,
    step: int | None = None,
) -> Receipt | NotAccepted:
    """Raise upward what the leader cannot change alone: their own concern, linked to nobody's.

    ``whole`` is the ask with what it is for in front. On the first one a step says that they
    are finding someone who can. Where the other has not accepted nothing is stored.
    """
    ask = unit.check_words(ask, "words")
    if not ask:
        raise Empty(field="words")
    receipt = made_by_form(unit, view, leader)
    if receipt is not None:
        return receipt
    concern, role = unit.authorize(concern_id, leader)
    check_act(concern, Act.STEP, role, step=step)
    me, person = get_writer(unit, leader), unit.tx.people.get(unit.workspace, to)
    if person is None or not person.member:
        raise Guest(field="person")
    if to == leader:
        raise Oneself(field="person")
    if to not in unit.tx.teams.accepted_leaders(unit.workspace):
        return NotAccepted(person, whole or ask)
    day = gap_day_of(unit, concern, unit.calendar(me, concern.team))
    after = unit.apply(concern, Act.STEP, role, by=leader, day=day, step=step)
    keep_step(unit, after, leader, NextStep(kind=StepKind.PASS_ON, due_on=day), "")
    content = ConcernContent(words=whole or ask, signal=Signal.HELP, leader=to)
    return raise_concern(unit, me, content, f"form:{view}", None, more=NEED_LIMIT)


def _same_message(mark: Mark | None) -> Mark | None:
    """The message goes along: whatever is said about it later is said to the new leader."""
    if mark is None:
        return None
    return replace(mark, marked_by=None, marked_also=(), erasable_until=None)


def _keep_arrival(unit: Unit, request: Concern, arrival: Arrival) -> None:
    """Let the message that asked say when it arrives, as its raiser is told now."""
    notices = unit.tx.deliveries.of_subject(
        request.workspace, DeliveryKind.NOTICE, request.id, request.created_at
    )
    for delivery in reversed(notices):
        notice = Notice.of(delivery)
        if notice.notice is RaiserNotice.HAND:
            answered = notice.model_copy(update={"arrival": arrival})
            unit.tx.deliveries.replace_payload(delivery, answered.to_json())
            return


def _line(unit: Unit, raiser: PersonId, words: str) -> Said:
    now = unit.now
    return Said(id="", kind=WordsKind.SAID, author=raiser, text=words, said_at=now)


def _other_leaders(unit: Unit, concern: Concern, record: Record) -> Elsewhere:
    teams = unit.tx.teams.of(concern.workspace, [concern.raiser])
    own = () if concern.signal is Signal.LED else leaders_of(concern.raiser, teams)
    barred = set(leaders_of(concern.raiser, teams)) if concern.signal is Signal.LED else set()
    barred |= {concern.raiser, concern.owner or concern.raiser}
    accepted = unit.tx.teams.accepted_leaders(concern.workspace)
    people = unit.tx.people.some(concern.workspace, accepted)
    mine = tuple(people[person] for person in own if person in people and person not in barred)
    rest = (leader for leader in accepted if leader in people and leader not in (*own, *barred))
    contact = contact_of(unit, concern.raiser, teams)
    limit = unit.installation.form_length
    return Elsewhere(record, mine, tuple(people[person] for person in rest), contact, limit)


def _may_get(unit: Unit, concern: Concern, to: PersonId) -> None:
    """Refuse whoever cannot come back to it."""
    if to == concern.raiser:
        raise Oneself(field="leader")
    if to == concern.owner:
        raise WithThem(field="leader", person=to)
    accepted = unit.tx.teams.accepted_leaders(concern.workspace)
    if to not in accepted or not unit.get_person(to).member:
        raise LeaderOff(field="leader", person=to)
    check_led(unit, concern.signal, concern.raiser, to)


def _go_on(unit: Unit, concern: Concern, what: Act, to: PersonId, texts: list[Said]) -> Receipt:
    """End it here and begin it there."""
    teams = unit.tx.teams.of(concern.workspace, [concern.raiser])
    after = unit.apply(concern, what, Role.RAISER, by=concern.raiser, person=to)
    for kind in RAISERS_OWN:
        unit.tx.concerns.erase_words(after, kind)
    begun = new_concern(
        workspace=concern.workspace,
        kind=Kind.RAISED,
        origin=handover_origin(concern),
        raiser=concern.raiser,
        owner=to,
        state=State.RAISED,
        now=concern.created_at,
    )
    new = replace(
        begun,
        team=team_of(teams, concern.raiser, to, before=concern.team),
        signal=concern.signal,
        pressures=concern.pressures,
        help=concern.help,
        how_soon=concern.how_soon,
        mark=_same_message(concern.mark),
        replies=Replies(no_check_ins=concern.replies.no_check_ins),
        worded=bool(texts),
    )
    new = unit.arriving(new)
    if what is Act.HAND_YES:
        _keep_arrival(unit, concern, arrival_of(new, unit.now))
    unit.add(new, concern.raiser, Act.RAISE)
    for text in texts:
        unit.tx.concerns.say(new, text.kind, concern.raiser, text.text, text.said_at)
    unit.tx.people.mark_homes_stale(concern.workspace, [concern.raiser, unit.knowing_leader(new)])
    return receipt_of_record(unit, unit.record(new, words=True))
