"""The card of one thing a leader is asked about, for each reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.concern.states import FOLLOW_UPS, UNANSWERED, Act, Kind, NudgeReason, State
from bot.domain.delivery import Item
from bot.domain.record import Happening
from bot.domain.rhythm import Detail
from bot.domain.taxonomy import HowSoon
from bot.messages.blocks import Block, actions, context, paragraphs, section
from bot.messages.cards.card_context import CardContext
from bot.messages.controls import Button

_SAY_TODAY = frozenset({NudgeReason.ONE_ON_ONE, NudgeReason.SNOOZED})
"""What says "today" only on the day that the leader named."""
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
_NEWS_TO_PUT_OFF = frozenset(
    {NudgeReason.TWO_VIEWS, NudgeReason.CAME_BACK, NudgeReason.REOPEN_TALK}
)
"""They ask nothing that "Not yet" would answer, so it is said what it does."""
_USUAL = (Button.READ, Button.ASK, Button.TALKED, Button.LATER)
_WITH_MORE = frozenset({NudgeReason.FIRST, NudgeReason.SECOND, NudgeReason.SNOOZED})
_MORE = (Button.STEP, Button.HAND, Button.CLOSE, Button.BIGGER, Button.LESS)
_MORE_OF_A_NOTE = (Button.SHARE, Button.STEP, Button.TAKE_BACK, Button.LESS)
ASKED_BY_DATE = FOLLOW_UPS | {NudgeReason.DECIDE}
"""They open with the question."""
_NAME_THEM = frozenset({NudgeReason.ONE_ON_ONE, NudgeReason.DECIDE})
"""Of these, those whose sentence names whom it affects already."""
_SAY_SINCE_WHEN = UNANSWERED - {NudgeReason.AGAIN} | {NudgeReason.CAME_BACK}
"""What is new needs no day; the sentence of the others names it."""
_NOTICES: Mapping[NudgeReason, str] = {
    NudgeReason.NEW: "notice-new",
    NudgeReason.ACK_1: "notice-ack",
    NudgeReason.ACK_2: "notice-ack",
    NudgeReason.ACK_3: "notice-ack",
    NudgeReason.AGAIN: "notice-ack",
    **dict.fromkeys(ASKED_BY_DATE, "notice-leader"),
}


LATEST: Mapping[str, str] = {
    Act.HEAR: "promise-heard",
    Act.TALKED_BETTER: "promise-talked",
    Act.TALKED_SAME: "promise-talked",
    Act.TALKED_WORSE: "promise-talked",
    Act.LITTLE: "promise-answered-little",
    Act.SAME: "promise-answered-same",
    Act.WORSE: "promise-answered-worse",
    Act.NOT_TALKED: "promise-answered-not_talked",
    Act.NOT_QUITE: "promise-corrected",
    Act.REOPEN: "promise-reopened",
    Act.COME_BACK: "promise-reopened",
}
"""What a leader is reminded of, of all that may have happened."""
_BEGAN = frozenset({Act.REOPEN.value, Act.COME_BACK.value})


@dataclass(frozen=True)
class LeaderCard:
    """One thing a leader is asked about, as a whole message or as a line of one."""

    card: CardContext
    item: Item
    reason: NudgeReason
    openers: int = 0
    """How many first questions this leader was shown before."""

    @property
    def notice(self) -> str:
        """The neutral sentence; the question for everything that a date caused."""
        return self.card.translate(_NOTICES.get(self.reason, "notice-answered"))

    def blocks(self) -> list[Block]:
        """The card: a question first where a date caused it, else who did what."""
        small = self._small_lines()
        return [
            *self._sentence(),
            *([context(*small)] if small else []),
            actions(self.card.buttons(*self._controls()), name=f"{self.item.id}-do"),
        ]

    def why(self) -> str:
        """Why it stands in a message of several."""
        return self.card.translate(f"why-{self._key()}")

    def _key(self) -> str:
        """The reason, as the keys of its words end."""
        little = self.card.concern.replies.answer is Act.LITTLE
        if self.reason is NudgeReason.SAME and little:
            return "little"
        late = self.reason in _SAY_TODAY and not self._is_of_today()
        return f"{self.reason.value}-late" if late else self.reason.value

    def _is_of_today(self) -> bool:
        """Whether the leader named the day it is asked on; of a note's 1:1 no day is kept."""
        if self.item.day is None:
            return not self.card.concern.about
        return self.item.day == self.card.today

    def _sentence(self) -> list[Block]:
        card, name = self.card, self.item.id
        if self.reason in ASKED_BY_DATE:
            question = self._text()
            if self.reason not in _NAME_THEM:
                question = f"{card.who_and_what}\n{question}"
            return [section(self.notice), *paragraphs(question, name=name)]
        if self.reason is NudgeReason.NEW and card.detail is not Detail.NAME_AND_TOPIC:
            return [section(self.notice, name=name)]
        return paragraphs(self._text(), name=name)

    def _text(self) -> str:
        card = self.card
        if self.reason is NudgeReason.FIRST:
            return self._promise()
        promised = self.item.day or card.concern.promise.promised_on or card.today
        return card.translate(
            f"card-{self._key()}",
            person=card.person,
            date=card.day_of(self._since()),
            day=card.day(promised),
        )

    def _wishes(self) -> list[str]:
        """What the raiser would like, where they said so."""
        card = self.card
        wishes = []
        if card.concern.help is not None and card.translate.has(
            f"card-new-help-{card.concern.help.value}"
        ):
            wishes.append(card.translate(f"card-new-help-{card.concern.help.value}"))
        if card.concern.how_soon is HowSoon.TODAY:
            wishes.append(card.translate("card-new-today"))
        return wishes

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
        day = card.concern.promise.come_back_on
        if card.concern.state is State.HEARD and day is not None and day <= card.today:
            named = self._named_at(day)
            if named is not None or day == card.today:
                key = "promise-own" if day == card.today else "promise-own-before"
                if key == "promise-own" and card.detail is not Detail.NAME_AND_TOPIC:
                    key = "promise-own-hidden"
                date = card.day_of(named or card.concern.milestones.heard_at)
                return card.translate(key, person=card.person, date=date, day=card.day(day))
        return self._latest()

    def _named_at(self, day: date) -> datetime | None:
        """When the leader last named ``day``; ``None`` where it began anew since."""
        for happening in self._happened():
            if happening.day == day or happening.act in _BEGAN:
                return happening.at if happening.day == day else None
        return None

    def _latest(self) -> str:
        """The latest that happened before it was asked, where nobody named this day."""
        card = self.card
        for happening in self._happened():
            if happening.act in LATEST:
                date = card.day_of(happening.at)
                return card.translate(LATEST[happening.act], person=card.person, date=date)
        heard = card.day_of(card.concern.milestones.heard_at)
        return card.translate("promise-heard", person=card.person, date=heard)

    def _happened(self) -> Iterable[Happening]:
        """What happened before it was asked, the latest first."""
        return (entry for entry in reversed(self.card.record.history) if entry.at <= self.card.now)

    def _since(self) -> datetime:
        """When it was raised; of what waits for an answer, when it reached this leader."""
        concern = self.card.concern
        reached = concern.milestones.delivered_at if self.reason in UNANSWERED else None
        return reached or concern.created_at

    def _small_lines(self) -> list[str]:
        """What it is about where that is not said yet; what follows from silence; an opener."""
        card = self.card
        lines = []
        if self.reason in _SAY_SINCE_WHEN:
            lines += [card.about_topic] if card.about_topic else []
        elif self.reason not in ASKED_BY_DATE or self.reason in _NAME_THEM:
            lines.append(card.about)
        if self.reason is NudgeReason.NEW:
            lines += [*self._wishes(), card.translate("card-new-opened")]
        if self.reason is NudgeReason.THIRD:
            lines += self._if_nothing_is_pressed()
        if self.reason in _NEWS_TO_PUT_OFF:
            lines.append(card.translate("card-later"))
        if self.reason in ASKED_BY_DATE and card.concern.not_yet_because:
            lines.append(card.translate("card-because"))
        asked_before = card.concern.kind is Kind.NOTE and card.concern.promise.follow_up >= 1
        if self.reason in _WITH_MORE and asked_before:
            lines.append(card.translate("card-note-share", person=card.person))
        elif self.reason is NudgeReason.FIRST:
            lines.append(card.translate(f"opener-{self.openers % OPENERS + 1}"))
        return lines

    def _if_nothing_is_pressed(self) -> list[str]:
        """What the clock does next, as long as it is known."""
        card, timeout = self.card, self.card.concern.clocks.timeout
        if card.concern.kind is Kind.NOTE:
            return [card.translate("card-third-nothing-note")]
        if timeout is None or timeout.act is not Act.FALL_QUIET:
            return []
        date = card.day_of(timeout.at)
        return [card.translate("card-third-nothing", person=card.person, date=date)]

    def _controls(self) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
        if self.reason in UNANSWERED:
            return (Button.READ, Button.LESS), ()
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
