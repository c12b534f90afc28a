"""What came of a message to a raiser: the first thing that ended its question, no later one."""

from collections.abc import Container, Mapping, Sequence

from bot.domain.concern.states import Act
from bot.domain.record import SAID_BACK, Happening
from bot.messages.cards.card_context import CardContext
from bot.payloads import Arrival

CAME: Mapping[str, str] = {
    Act.HEAR: "came-replied",
    SAID_BACK: "came-replied",
    Act.STEP: "came-step",
    Act.TALKED_BETTER: "came-talked",
    Act.TALKED_SAME: "came-talked",
    Act.TALKED_WORSE: "came-talked",
    Act.LATER: "came-moved",
    Act.NOT_REACHED: "came-moved",
    Act.CLOSE: "came-closed",
    Act.ASK_HAND: "came-asked",
    Act.GIVE_TIME: "came-given_time",
    Act.AGAIN: "came-again",
    Act.SEND_ON: "came-sent_on",
    Act.HAND_YES: "came-hand_yes",
    Act.HAND_NO: "came-hand_no",
    Act.HAND_LAPSE: "came-hand_lapse",
    Act.LEAVE: "came-left",
    Act.EXPIRE: "came-expired",
    Act.BETTER: "came-better",
    Act.LITTLE: "came-answered",
    Act.SAME: "came-answered",
    Act.WORSE: "came-answered",
    Act.NOT_TALKED: "came-answered",
    Act.NOT_QUITE: "came-corrected",
    Act.REOPEN: "came-reopened",
    Act.COME_BACK: "came-reopened",
    Act.LEADER_GONE: "came-leader_gone",
}
"""What is said of each thing that can end a question; the rest ends none."""


CLOSES = frozenset(
    {Act.CLOSE, Act.LEAVE, Act.EXPIRE, Act.BETTER, Act.SEND_ON, Act.HAND_YES, Act.LEADER_GONE}
)
"""What leaves nothing to be asked about."""


def what_came(
    card: CardContext,
    since: Sequence[Happening],
    *,
    arrival: Arrival | None = None,
    ends: Container[str] = CAME,
) -> str | None:
    """The line about it; ``arrival`` is when it reaches the one it was handed to.

    ``ends`` is what ends the question; ``None`` where nothing did yet.
    """
    back = [number for number, entry in enumerate(since) if entry.act == Act.LEADER_BACK]
    for number, entry in enumerate(since):
        if entry.act == Act.LEADER_GONE and any(number < later for later in back):
            # An account that was closed and opened again: it is as it was.
            continue
        key = CAME.get(entry.act) if entry.act in ends else None
        if key is None:
            continue
        line = card.translate(
            key, leader=card.leader, team=card.led_team, date=card.day_of(entry.at)
        )
        if entry.act == Act.HAND_YES and arrival is not None:
            return f"{line} {arrives(card, arrival)}"
        return line
    return None


def arrives(card: CardContext, arrival: Arrival) -> str:
    """When it reaches its leader, in words that stay true: whole days, as they were said."""
    leader = card.called_by_id(arrival.leader)
    promised = card.day(arrival.promised_on) if arrival.promised_on is not None else ""
    if arrival.at is None:
        return card.translate("arrives-at_once", leader=leader, date=promised)
    when = card.translate.moment_on(arrival.at, card.reader.zone, card.now)
    return card.translate("arrives", leader=leader, when=when, date=promised)
