"""The question to a raiser whether anything changed, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.casework import Unit
from bot.domain.concern.states import Act, CheckIn, State
from bot.domain.concern.transitions import ANSWERS_TO, KEPT_FROM_LEADER, LET_KNOW
from bot.domain.delivery import Delivery
from bot.domain.person import Person
from bot.domain.record import Answered, Record
from bot.messages import cards
from bot.messages.cards import Message
from bot.outbox.kinds.kind import MessageKind, concern_of, to_person
from bot.payloads import CheckInQuestion


@dataclass(frozen=True, kw_only=True)
class CheckInContent:
    """A check-in, and its answer."""

    record: Record
    asked: CheckInQuestion
    answer: Answered | None
    made_at: datetime
    left_at: datetime
    """When it was sent, or is to be."""


def load(unit: Unit, delivery: Delivery) -> CheckInContent | None:
    """Read it; it is answered by what was said before the next one was asked."""
    concern = concern_of(unit, delivery)
    if concern is None:
        return None
    question = CheckInQuestion.of(delivery)
    after = unit.tx.deliveries.following(delivery)
    before = after.created_at if after is not None else None
    acts = ANSWERS_TO[question.check]
    record = unit.record(concern, history=True)
    if question.leader is not None and question.leader not in record.people:
        led = unit.tx.people.some(unit.workspace, [question.leader])
        record = replace(record, people={**record.people, **led})
    return CheckInContent(
        record=record,
        asked=question,
        answer=_answer(unit.tx.concerns.answers(concern, acts, delivery.created_at, before)),
        made_at=delivery.created_at,
        left_at=delivery.sent_at or delivery.due_at,
    )


def _answer(answers: Sequence[Answered]) -> Answered | None:
    """What was answered there: what the leader was told, else what was said before anything else.

    What was done later at another door, such as reopening it, is no answer to this question. Only
    who kept one to themselves may still have said another.
    """
    told = [answer for answer in answers if answer.act in LET_KNOW]
    kept = [
        answer
        for answer in answers
        if answer.act in KEPT_FROM_LEADER - {Act.FINE, Act.STILL_BETTER}
    ]
    return next(iter(told), None) or next(reversed(kept), None) or next(iter(answers), None)


def still_true(content: CheckInContent) -> bool:
    """Whether there is still something to ask."""
    concern, check = content.record.concern, content.asked.check
    late = check is CheckIn.LATE and concern.state is State.CONFIRMED
    return concern.open or check is CheckIn.ENDED or late


def draw(content: CheckInContent, reader: Person, now: datetime) -> Message:
    """The question, or its answer."""
    return cards.check(
        content.record,
        content.asked,
        reader=reader,
        now=now,
        answer=content.answer,
        since=content.made_at,
        left_at=content.left_at,
    )


CHECK_IN = MessageKind(
    label="kind-check_in",
    load=load,
    still_true=still_true,
    draw=to_person(draw),
)
