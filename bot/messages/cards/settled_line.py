"""What a leader's card becomes once it is answered: one line, without buttons.

It is made from what the leader may know: their own acts and the state. An answer the raiser
keeps private changes none of it.
"""

from bot.domain.concern import State
from bot.messages.cards.card_context import CardContext
from bot.messages.controls import Button


def settled_line(s: CardContext) -> str:
    """How it was settled."""
    concern = s.concern
    if concern.owner != s.reader.id or concern.state is State.HANDED_OVER:
        return s.translate("echo-moved")
    if concern.state is State.WITHDRAWN:
        return s.translate("state-leader-withdrawn")
    if concern.state is State.CONFIRMED:
        return better(s, "echo-better")
    if concern.state in (State.ENDED_BY_RAISER, State.UNCONFIRMED) or concern.quiet:
        return s.translate.state_for_leader(s.record)
    done = _last_done(s)
    return done if done is not None else s.translate.state_for_leader(s.record)


def better(s: CardContext, key: str) -> str:
    """The raiser says it is better, and what helped where they ticked it."""
    text = s.translate(key, person=s.person, topic=s.topic)
    if not s.record.changed:
        return text
    return f"{text} {s.translate('what-helped', list=s.translate.listed(s.record.changed))}"


def _last_done(s: CardContext) -> str | None:
    """The leader's latest act."""
    concern = s.concern
    heard = s.translate("echo-heard")
    if concern.state is State.NO_CHANGE:
        return _done(s, s.label(Button.CLOSE), s.day_of(concern.closed_at))
    if concern.hand_to is not None:
        return _done(s, s.label(Button.HAND), s.day_of(concern.last_at))
    if concern.snoozes and concern.ask is not None:
        return _done(s, s.label(Button.LATER), s.translate.day(concern.ask.on))
    acts = [
        (concern.heard_at, heard),
        (concern.talked_at, s.label(Button.TALKED)),
        *((step.chosen_at, s.translate.label(step.kind)) for step in s.record.steps),
    ]
    known = [(moment, what) for moment, what in acts if moment is not None]
    if not known:
        return None
    moment, what = max(known, key=lambda act: act[0])
    done = _done(s, what, s.day_of(moment))
    if what is heard and concern.said_yes_at is not None:
        return f"{done} {s.translate('echo-yes', person=s.person)}"
    return done


def _done(s: CardContext, what: str, day: str) -> str:
    return s.translate("echo-done", what=what, date=day)
