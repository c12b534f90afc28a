"""What a leader's card becomes once it is answered: one line, without buttons.

It says what settled what was asked there, and no later act. It is made from what the leader may
know: an answer the raiser keeps private settles nothing.
"""

from itertools import takewhile

from bot.domain.concern.states import Act, State
from bot.domain.record import SAID_BACK, settles
from bot.messages.cards.card_context import CardContext

_REPLIES = frozenset({Act.HEAR.value, SAID_BACK})


def settled_line(card: CardContext, step: int) -> str:
    """How what was asked at ``step`` was settled; whom a leader leads no more is not named."""
    concern = card.concern
    if concern.owner != card.reader.id or concern.state is State.HANDED_OVER:
        return card.translate("settled-moved")
    if concern.state is State.WITHDRAWN:
        return card.translate("settled-withdrawn", person=card.person)
    what = card.who_and_what
    done = card.record.settled(step)
    if done is None:
        state = card.translate.state_for_leader(card.record)
        return card.translate("settled", what=what, state=state)
    key, date = f"settled-{done.act}", card.day_of(done.at)
    if done.act == Act.LATER and done.day is not None:
        return card.translate("settled-later", what=what, date=date, day=card.day(done.day))
    if done.act == Act.LATER:
        key = "settled-not_reached"
    line = card.translate(key, what=what, date=date, person=card.person)
    if done.act == Act.BETTER:
        return with_what_helped(card, line)
    if done.act in _REPLIES and _agreed(card, step):
        return f"{line} {card.translate('echo-yes', person=card.person)}"
    return line


def _agreed(card: CardContext, step: int) -> bool:
    """Whether its raiser agreed with the reply that settled it, before anything else did."""
    after = [entry for entry in card.record.history if entry.step is not None and entry.step > step]
    quiet = takewhile(lambda happening: not settles(happening.act), after[1:])
    return any(entry.act == Act.SAY_YES for entry in quiet)


def with_what_helped(card: CardContext, line: str) -> str:
    """A line that says it is better, and what helped where its raiser ticked it."""
    if not card.record.changed:
        return line
    helped = card.translate("what-helped", list=card.translate.listed(card.record.changed))
    return f"{line} {helped}"
