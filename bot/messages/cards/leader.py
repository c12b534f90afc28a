"""The card of one thing a leader is asked about, for each reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.coaching import CARRYING, CoachingLine
from bot.domain.concern.handover import handed_over_from
from bot.domain.concern.states import FOLLOW_UPS, UNANSWERED, Act, Kind, NudgeReason, State
from bot.domain.delivery import Item
from bot.domain.taxonomy import HowSoon
from bot.messages.blocks import Block, actions, context, paragraphs
from bot.messages.cards.card_context import CardContext
from bot.messages.controls import Button

OPENERS = 2
"""How many first questions take turns."""

_ROW: Mapping[NudgeReason, tuple[Button, ...]] = {
    NudgeReason.THIRD: (Button.READ, Button.TALKED, Button.LATER, Button.OBSTACLE, Button.HAND),
    NudgeReason.ONE_ON_ONE: (Button.READ, Button.TALKED, Button.LATER),
    NudgeReason.SNOOZED_TWICE: (
        Button.READ,
        Button.ASK,
        Button.TALKED,
        Button.LATER,
        Button.OBSTACLE,
        Button.HAND,
    ),
    NudgeReason.SAME: (Button.READ, Button.ASK, Button.STEP, Button.CLOSE),
    NudgeReason.WORSE: (Button.READ, Button.ASK, Button.GUESS, Button.STEP),
    NudgeReason.NOT_QUITE: (Button.READ, Button.ASK),
    NudgeReason.TWO_VIEWS: (Button.READ, Button.ASK, Button.LATER),
    NudgeReason.CAME_BACK: (Button.READ, Button.ASK, Button.LATER),
    NudgeReason.REOPEN_TALK: (Button.READ, Button.ASK, Button.LATER),
    NudgeReason.DECIDE: (Button.READ, Button.STEP, Button.CLOSE, Button.HAND),
}
_USUAL = (Button.READ, Button.ASK, Button.TALKED, Button.LATER)
_WITH_MORE = frozenset({NudgeReason.FIRST, NudgeReason.SECOND, NudgeReason.SNOOZED})
_MORE = (Button.STEP, Button.HAND, Button.CLOSE, Button.BIGGER, Button.LESS)
_MORE_OF_A_NOTE = (Button.SHARE, Button.STEP, Button.TAKE_BACK, Button.LESS)
_NOTICES: Mapping[NudgeReason, str] = {
    NudgeReason.NEW: "notice-new",
    NudgeReason.ACK_1: "notice-ack",
    NudgeReason.ACK_2: "notice-ack",
    NudgeReason.ACK_3: "notice-ack",
    NudgeReason.AGAIN: "notice-ack",
    **dict.fromkeys(FOLLOW_UPS | {NudgeReason.DECIDE}, "notice-leader"),
}


LATEST: Mapping[str, str] = {
    Act.HEAR: "promise-heard",
    Act.TALKED_BETTER: "promise-talked",
    Act.TALKED_SAME: "promise-talked",
    Act.TALKED_WORSE: "promise-talked",
    Act.LITTLE: "promise-answered",
    Act.SAME: "promise-answered",
    Act.WORSE: "promise-answered",
    Act.NOT_TALKED: "promise-answered",
    Act.NOT_QUITE: "promise-corrected",
    Act.REOPEN: "promise-reopened",
    Act.COME_BACK: "promise-reopened",
}
"""What a leader is reminded of, of all that may have happened."""


@dataclass(frozen=True)
class LeaderCard:
    """One thing a leader is asked about, as a whole message or as a line of one."""

    card: CardContext
    item: Item
    reason: NudgeReason
    openers: int = 0
    """How many first questions this leader was shown before."""
    coaching: CoachingLine | None = None
    """Stands in the opener's place."""

    @property
    def notice(self) -> str:
        """The neutral sentence; the question for everything that a date caused."""
        return self.card.translate(_NOTICES.get(self.reason, "notice-answered"))

    def blocks(self) -> list[Block]:
        """The card, without its neutral sentence."""
        small = self._small_line()
        return [
            *paragraphs(self._text(), name=self.item.id),
            *([context(small)] if small else []),
            actions(self.card.buttons(*self._controls()), name=f"{self.item.id}-do"),
        ]

    def why(self) -> str:
        """Why it stands in a message of several."""
        card = self.card
        if self.reason is NudgeReason.FIRST and not card.concern.about and self._step_is_due():
            return self._promise()
        return card.translate(f"why-{self.reason.value}", person=card.person, answer=self._answer())

    def _text(self) -> str:
        card = self.card
        promised = self.item.day or card.concern.promise.promised_on or card.today
        text = card.translate(
            f"card-{self.reason.value}",
            person=card.person,
            topic=card.topic,
            date=card.day_of(self._with_them_since()),
            weekday=card.translate.weekday(promised),
            promise=self._promise(),
            answer=self._answer(),
        )
        return " ".join([text, *self._wishes()]) if self.reason is NudgeReason.NEW else text

    def _wishes(self) -> list[str]:
        """What the raiser would like, where they said so."""
        card = self.card
        found = []
        if card.concern.help is not None and card.translate.has(
            f"card-new-help-{card.concern.help.value}"
        ):
            found.append(card.translate(f"card-new-help-{card.concern.help.value}"))
        if card.concern.how_soon is HowSoon.TODAY:
            found.append(card.translate("card-new-today"))
        return found

    def _step_is_due(self) -> bool:
        step = self.card.record.step
        return step is not None and step.due_on == self.card.concern.promise.come_back_on

    def _promise(self) -> str:
        """What the leader last said about it."""
        card, step = self.card, self.card.record.step
        if step is not None and self._step_is_due():
            key = "promise-step-today" if step.due_on == card.today else "promise-step"
            return card.translate(
                key, action=card.translate.label(step.kind), date=card.day(step.due_on)
            )
        if card.concern.about:
            return card.translate(
                "promise-note", person=card.person, date=card.day_of(card.concern.created_at)
            )
        own = card.concern.state is State.HEARD and card.concern.promise.come_back_on == card.today
        if own:
            heard = card.day_of(card.concern.milestones.heard_at)
            return card.translate("promise-own", person=card.person, date=heard)
        return self._latest()

    def _latest(self) -> str:
        """The latest that happened before it was asked, where nobody named this day."""
        card = self.card
        happened = [one for one in card.record.history if one.at <= card.now]
        for one in reversed(happened):
            if one.act in LATEST:
                date = card.day_of(one.at)
                return card.translate(LATEST[one.act], person=card.person, date=date)
        heard = card.day_of(card.concern.milestones.heard_at)
        return card.translate("promise-heard", person=card.person, date=heard)

    def _with_them_since(self) -> datetime:
        """When it was said, or where it moved to this leader, when it reached them."""
        concern = self.card.concern
        reached = concern.milestones.delivered_at if handed_over_from(concern) else None
        return reached or concern.created_at

    def _answer(self) -> str:
        little = self.card.concern.replies.answer is Act.LITTLE
        return self.card.translate("answer-little" if little else "answer-same")

    def _small_line(self) -> str | None:
        card = self.card
        if self.coaching is not None and self.reason in CARRYING:
            return card.translate(f"coaching-{self.coaching.value}")
        if self.reason not in _WITH_MORE:
            return None
        if card.concern.kind is Kind.NOTE and card.concern.promise.follow_up >= 1:
            return card.translate("card-note-share", person=card.person)
        if self.reason is NudgeReason.FIRST:
            return card.translate(f"opener-{self.openers % OPENERS + 1}")
        return None

    def _controls(self) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
        if self.reason in UNANSWERED:
            return (Button.READ,), (Button.LESS,)
        private = self.card.concern.kind is Kind.NOTE
        row = _ROW.get(self.reason, _USUAL)
        if private:
            row = tuple(of for of in row if of is not Button.CLOSE)
        more: tuple[Button, ...] = ()
        if self.reason in _WITH_MORE:
            more = _MORE_OF_A_NOTE if private else _MORE
        return self._without_hand(row), self._without_hand(more)

    def _without_hand(self, row: tuple[Button, ...]) -> tuple[Button, ...]:
        """Leave *Hand it over* out where nobody else has accepted."""
        if self.card.record.can_hand:
            return row
        return tuple(of for of in row if of is not Button.HAND)
