"""What a leader's card becomes once it is answered: one line, without buttons.

It is made from what the leader may know: their own acts and the state. An answer the raiser
keeps private changes none of it.
"""

from bot.domain.concern.states import State
from bot.messages.cards.card_context import CardContext
from bot.messages.controls import Button


def settled_line(card: CardContext) -> str:
    """How it was settled."""
    concern = card.concern
    if concern.owner != card.reader.id or concern.state is State.HANDED_OVER:
        return card.translate("echo-moved")
    if concern.state is State.WITHDRAWN:
        return card.translate("state-leader-withdrawn")
    if concern.state is State.CONFIRMED:
        return better(card, "echo-better")
    if concern.state in (State.ENDED_BY_RAISER, State.UNCONFIRMED) or concern.quiet:
        return card.translate.state_for_leader(card.record)
    done = _last_done(card)
    return done if done is not None else card.translate.state_for_leader(card.record)


def better(card: CardContext, key: str) -> str:
    """The raiser says it is better, and what helped where they ticked it."""
    text = card.translate(key, person=card.person, topic=card.topic)
    if not card.record.changed:
        return text
    return (
        f"{text} {card.translate('what-helped', list=card.translate.listed(card.record.changed))}"
    )


def _last_done(card: CardContext) -> str | None:
    """The leader's latest act."""
    concern = card.concern
    heard = card.translate("echo-heard")
    if concern.state is State.NO_CHANGE:
        return _done(card, card.label(Button.CLOSE), card.day_of(concern.milestones.closed_at))
    if concern.proposed_to is not None:
        return _done(card, card.label(Button.HAND), card.day_of(concern.last_at))
    if concern.promise.snoozes and concern.clocks.nudge is not None:
        return _done(card, card.label(Button.LATER), card.day(concern.clocks.nudge.on))
    acts = [
        (concern.milestones.heard_at, heard),
        (concern.milestones.talked_at, card.label(Button.TALKED)),
        *((step.chosen_at, card.translate.label(step.kind)) for step in card.record.steps),
    ]
    known = [(moment, what) for moment, what in acts if moment is not None]
    if not known:
        return None
    moment, what = max(known, key=lambda act: act[0])
    done = _done(card, what, card.day_of(moment))
    if what is heard and concern.replies.said_yes_at is not None:
        return f"{done} {card.translate('echo-yes', person=card.person)}"
    return done


def _done(card: CardContext, what: str, day: str) -> str:
    return card.translate("echo-done", what=what, date=day)
