"""The card of one thing a leader is asked about, for each cause."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.coaching import CARRYING, CoachingLine
from bot.domain.concern import FOLLOW_UPS, UNANSWERED, Act, Cause, Kind, State
from bot.domain.delivery import Item
from bot.domain.taxonomy import HowSoon
from bot.messages.blocks import Block, actions, context, paragraphs
from bot.messages.cards.card_context import Sketch
from bot.messages.controls import Button

OPENERS = 2
"""How many first questions take turns."""

_ROW: Mapping[Cause, tuple[Button, ...]] = {
    Cause.THIRD: (Button.READ, Button.TALKED, Button.LATER, Button.OBSTACLE, Button.HAND),
    Cause.ONE_ON_ONE: (Button.READ, Button.TALKED, Button.LATER),
    Cause.SNOOZED_TWICE: (
        Button.READ,
        Button.ASK,
        Button.TALKED,
        Button.LATER,
        Button.OBSTACLE,
        Button.HAND,
    ),
    Cause.SAME: (Button.READ, Button.ASK, Button.STEP, Button.CLOSE),
    Cause.WORSE: (Button.READ, Button.ASK, Button.GUESS, Button.STEP),
    Cause.NOT_QUITE: (Button.READ, Button.ASK),
    Cause.TWO_VIEWS: (Button.READ, Button.ASK, Button.LATER),
    Cause.CAME_BACK: (Button.READ, Button.ASK, Button.LATER),
    Cause.REOPEN_TALK: (Button.READ, Button.ASK, Button.LATER),
    Cause.DECIDE: (Button.READ, Button.STEP, Button.CLOSE, Button.HAND),
}
_USUAL = (Button.READ, Button.ASK, Button.TALKED, Button.LATER)
_WITH_MORE = frozenset({Cause.FIRST, Cause.SECOND, Cause.SNOOZED})
_MORE = (Button.STEP, Button.HAND, Button.CLOSE, Button.BIGGER, Button.LESS)
_MORE_OF_A_NOTE = (Button.SHARE, Button.STEP, Button.TAKE_BACK, Button.LESS)
_NOTICES: Mapping[Cause, str] = {
    Cause.NEW: "notice-new",
    Cause.ACK_1: "notice-ack",
    Cause.ACK_2: "notice-ack",
    Cause.ACK_3: "notice-ack",
    Cause.AGAIN: "notice-ack",
    **dict.fromkeys(FOLLOW_UPS | {Cause.DECIDE}, "notice-leader"),
}


@dataclass(frozen=True)
class Card:
    """One thing a leader is asked about, as a whole message or as a line of one."""

    sketch: Sketch
    item: Item
    cause: Cause
    openers: int = 0
    """How many first questions this leader was shown before."""
    coaching: CoachingLine | None = None
    """Stands in the opener's place."""

    @property
    def notice(self) -> str:
        """The neutral sentence; the question for everything that a date caused."""
        return self.sketch.w(_NOTICES.get(self.cause, "notice-answered"))

    def blocks(self) -> list[Block]:
        """The card, without its neutral sentence."""
        small = self._small_line()
        return [
            *paragraphs(self._text(), name=self.item.id),
            *([context(small)] if small else []),
            actions(self.sketch.buttons(*self._controls()), name=f"{self.item.id}-do"),
        ]

    def why(self) -> str:
        """Why it stands in a message of several."""
        s = self.sketch
        if self.cause is Cause.FIRST and not s.concern.about and self._step_is_due():
            return self._promise()
        return s.w(f"why-{self.cause.value}", person=s.person, answer=self._answer())

    def _text(self) -> str:
        s = self.sketch
        promised = s.concern.promised_on or s.today
        text = s.w(
            f"card-{self.cause.value}",
            person=s.person,
            topic=s.topic,
            date=s.day_of(s.concern.created_at),
            weekday=s.w.weekday(promised),
            promise=self._promise(),
            answer=self._answer(),
        )
        return " ".join([text, *self._wishes()]) if self.cause is Cause.NEW else text

    def _wishes(self) -> list[str]:
        """What the raiser would like, where they said so."""
        s = self.sketch
        found = []
        if s.concern.help is not None and s.w.has(f"card-new-help-{s.concern.help.value}"):
            found.append(s.w(f"card-new-help-{s.concern.help.value}"))
        if s.concern.how_soon is HowSoon.TODAY:
            found.append(s.w("card-new-today"))
        return found

    def _step_is_due(self) -> bool:
        step = self.sketch.record.step
        return step is not None and step.due_on == self.sketch.concern.come_back_on

    def _promise(self) -> str:
        """What the leader last said about it."""
        s, step = self.sketch, self.sketch.record.step
        if step is not None and self._step_is_due():
            key = "promise-step-today" if step.due_on == s.today else "promise-step"
            return s.w(key, action=s.w.label(step.kind), date=s.w.day(step.due_on))
        if s.concern.about:
            return s.w("promise-note", person=s.person, date=s.day_of(s.concern.created_at))
        own = s.concern.state is State.HEARD and s.concern.come_back_on == s.today
        key = "promise-own" if own else "promise-heard"
        return s.w(key, person=s.person, date=s.day_of(s.concern.heard_at))

    def _answer(self) -> str:
        little = self.sketch.concern.answer is Act.LITTLE
        return self.sketch.w("answer-little" if little else "answer-same")

    def _small_line(self) -> str | None:
        s = self.sketch
        if self.coaching is not None and self.cause in CARRYING:
            return s.w(f"coaching-{self.coaching.value}")
        if self.cause not in _WITH_MORE:
            return None
        if s.concern.kind is Kind.NOTE and s.concern.follow_up >= 1:
            return s.w("card-note-share", person=s.person)
        if self.cause is Cause.FIRST:
            return s.w(f"opener-{self.openers % OPENERS + 1}")
        return None

    def _controls(self) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
        if self.cause in UNANSWERED:
            return (Button.READ,), (Button.LESS,)
        private = self.sketch.concern.kind is Kind.NOTE
        row = _ROW.get(self.cause, _USUAL)
        if private:
            row = tuple(of for of in row if of is not Button.CLOSE)
        more: tuple[Button, ...] = ()
        if self.cause in _WITH_MORE:
            more = _MORE_OF_A_NOTE if private else _MORE
        return self._without_hand(row), self._without_hand(more)

    def _without_hand(self, row: tuple[Button, ...]) -> tuple[Button, ...]:
        """Leave *Hand it over* out where nobody else has accepted."""
        if self.sketch.record.can_hand:
            return row
        return tuple(of for of in row if of is not Button.HAND)
