"""What the bot tells and asks the person it affects.

What was said stays said: a message speaks of the people and days it was sent with, and gains a line
about what came of it. Only its controls follow the record.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.concern.states import READ, Act, CheckIn, Kind, RaiserNotice, State, Waiting
from bot.domain.concern.transitions import LET_KNOW
from bot.domain.delivery import WordsKind
from bot.domain.person import Person
from bot.domain.record import Answered, Happening, Record
from bot.messages.blocks import Block, actions, context, paragraphs
from bot.messages.cards.card_context import CardContext
from bot.messages.cards.message import Message, message
from bot.messages.cards.what_came import CLOSES, what_came
from bot.messages.controls import Button
from bot.payloads import Arrival, CheckInQuestion, Notice

_NOTICES: Mapping[RaiserNotice, str] = {
    RaiserNotice.HEARD: "notice-heard",
    RaiserNotice.STEP: "notice-step",
    RaiserNotice.WAITING: "notice-waiting",
    RaiserNotice.CLOSED: "notice-closed",
    RaiserNotice.SHARED: "notice-shared",
    RaiserNotice.LONG: "notice-long",
    RaiserNotice.HAND: "notice-hand",
    RaiserNotice.OWNER_GONE: "notice-owner_gone",
    RaiserNotice.AWAY: "notice-away",
    RaiserNotice.MOVED: "notice-moved",
}
_OWN: Mapping[RaiserNotice, str] = {
    RaiserNotice.HAND: Act.ASK_HAND,
    RaiserNotice.OWNER_GONE: Act.LEADER_GONE,
    RaiserNotice.CLOSED: Act.CLOSE,
}
"""The acts that are such news; what is news by the clock alone has none."""
_CHECK_NOTICES: Mapping[CheckIn, str] = {
    CheckIn.FIRST: "notice-check",
    CheckIn.SECOND: "notice-check",
    CheckIn.LATE: "notice-check-late",
    CheckIn.ENDED: "notice-check-ended",
}
_WAITING: Mapping[Waiting, str] = {
    Waiting.REPLY: "told-waiting",
    Waiting.TALK: "told-waiting-heard",
    Waiting.ANOTHER: "told-waiting-again",
}
_TELL: Mapping[Act, Button] = {
    Act.SAME: Button.TELL_SAME,
    Act.WORSE: Button.TELL_WORSE,
    Act.NOT_TALKED: Button.TELL_NOT_TALKED,
}
_ANSWERS: Mapping[Act, tuple[Button, str]] = {
    Act.BETTER: (Button.BETTER, "check-thanks"),
    Act.LITTLE: (Button.LITTLE, "check-thanks"),
    Act.SAME: (Button.SAME, "check-told"),
    Act.WORSE: (Button.WORSE, "check-told"),
    Act.NOT_TALKED: (Button.NOT_TALKED, "check-told-talk"),
    Act.COME_BACK: (Button.CAME_BACK, "check-reopened"),
    Act.FINE: (Button.FINE, "check-fine"),
    Act.STILL_BETTER: (Button.STILL_BETTER, "check-fine"),
}
_KEPT: Mapping[Act, str] = {
    Act.KEEP_PRIVATE: "check-private_done",
    Act.REST: "check-off",
    Act.STOP_CHECKS: "check-off-stop",
}


def told(
    record: Record,
    sent: Notice,
    *,
    reader: Person,
    now: datetime,
    since: datetime | None = None,
) -> Message:
    """News for the person it affects, with the people and days it was ``sent`` with.

    ``since`` is when it was made: what happened from then on is what came of it. Buttons are
    there as long as they can be used.
    """
    card = CardContext(record, reader, now, speaks_of=sent.leader, detail=reader.preferences.detail)
    blocks = _gone(card) or [
        *(block for piece in sent.pieces for block in paragraphs(_news(card, piece, sent))),
        context(card.about),
        *_below(card, sent, _after(sent, record.since(since or now))),
    ]
    return message(_notice(card, sent), blocks, reader=reader)


def _after(sent: Notice, since: Sequence[Happening]) -> Sequence[Happening]:
    """What came after the news itself: its own act is no answer to it."""
    own = _OWN.get(sent.notice)
    acts = [entry.act for entry in since]
    return since[acts.index(own) + 1 :] if own in acts else since


def _notice(card: CardContext, sent: Notice) -> str:
    """The neutral sentence; a step in the message of a reply is part of that reply."""
    first = sent.pieces[0].notice
    reply = first is RaiserNotice.HEARD and sent.notice in (RaiserNotice.STEP, RaiserNotice.MOVED)
    return card.translate(_NOTICES[first if reply else sent.notice])


def check(
    record: Record,
    asked: CheckInQuestion,
    *,
    reader: Person,
    now: datetime,
    answer: Answered | None = None,
    since: datetime | None = None,
    telling: Act | None = None,
) -> Message:
    """The question whether anything changed, and what became of it: the ``answer`` to it.

    ``telling`` is the answer of which the leader may or may not hear: nothing is stored yet.
    """
    detail = reader.preferences.detail
    card = CardContext(record, reader, now, speaks_of=asked.leader, detail=detail)
    blocks = _gone(card) or [
        *paragraphs(_question(card, asked)),
        context(card.about),
        *(_answered(card, answer) or _choice(card, asked, telling, record.since(since or now))),
    ]
    notice = card.translate(_CHECK_NOTICES[asked.check])
    return message(notice, blocks, reader=reader)


def _gone(card: CardContext) -> list[Block]:
    """What is left of a message about something withdrawn: neither name nor topic."""
    if card.concern.state is not State.WITHDRAWN:
        return []
    leaders_act = card.concern.last_act is Act.TAKE_BACK
    return paragraphs(card.translate(f"state-{'leader' if leaders_act else 'raiser'}-withdrawn"))


def _news(card: CardContext, piece: Notice, whole: Notice) -> str:
    """One piece of news, as a whole sentence or two."""
    leader, raised = card.leader, card.day_of(card.concern.created_at)
    day = card.day(piece.day) if piece.day is not None else ""
    match piece.notice:
        case RaiserNotice.HEARD:
            return " ".join(_heard(card, piece, alone=piece.day is not None))
        case RaiserNotice.STEP:
            kind = piece.step
            step = card.translate.label(kind) if kind else card.translate("told-step-any")
            return card.translate("told-step", leader=leader, step=step, date=day)
        case RaiserNotice.MOVED:
            before = card.day(piece.before or piece.day or card.today)
            key = "told-moved" if piece.named else "told-moved-ask"
            return card.translate(key, leader=leader, before=before, date=day)
        case RaiserNotice.WAITING:
            read = card.concern.milestones.heard_at is not None
            waiting = piece.waiting or (Waiting.TALK if read else Waiting.REPLY)
            return card.translate(_WAITING[waiting], leader=leader)
        case RaiserNotice.CLOSED:
            key = "told-closed" if piece.day is not None else "told-closed-plain"
            return card.translate(key, leader=leader, date=day)
        case RaiserNotice.LONG:
            key = "told-long-quiet" if piece.quiet else "told-long"
            return card.translate(key, leader=leader, date=raised)
        case RaiserNotice.HAND:
            new = card.called_by_id(piece.to)
            key = "told-hand" if piece.day is not None else "told-hand-plain"
            return card.translate(key, leader=leader, new=new, date=day)
        case RaiserNotice.AWAY:
            key = "told-away" if piece.elsewhere else "told-away-plain"
            return card.translate(key, leader=leader, date=day)
        case RaiserNotice.OWNER_GONE:
            if piece.elsewhere:
                return card.translate("told-owner_gone", leader=leader, team=card.led_team)
            if piece.day is None:
                return card.translate("told-owner_gone-nobody", leader=leader, team=card.led_team)
            return card.translate(
                "told-owner_gone-kept", leader=leader, team=card.led_team, date=day
            )
        case RaiserNotice.SHARED:
            return card.translate("told-shared", leader=leader, date=day)


def _heard(card: CardContext, piece: Notice, *, alone: bool) -> list[str]:
    said_back = piece.said_back
    if said_back is None:
        said_back = bool(card.record.texts(WordsKind.SAY_BACK))
    said = card.translate("told-heard" if said_back else "told-heard-read", leader=card.leader)
    if not alone or piece.day is None:
        return [said]
    plan = "told-heard-ask"
    if piece.named:
        meeting = piece.meeting
        plan = "told-heard-plan" if meeting is None else f"told-heard-plan-{meeting.value}"
    return [said, card.translate(plan, leader=card.leader, date=card.day(piece.day))]


def _below(card: CardContext, sent: Notice, since: Sequence[Happening]) -> list[Block]:
    """The controls, as far as they still do something; else what came of it here."""
    concern, notice = card.concern, sent.notice
    elsewhere = (Button.SEND_ON,) if card.record.can_send_on else ()
    row: list[Button] = []
    small: list[str] = []
    if notice is RaiserNotice.HAND:
        if concern.proposed_to is None or not concern.open:
            return _came(card, since, sent.arrival)
        row = [Button.HAND_YES, Button.HAND_NO]
    elif notice is RaiserNotice.OWNER_GONE:
        if concern.owner is not None or not concern.open:
            return _came(card, since)
        row = [*elsewhere, Button.WITHDRAW]
    elif notice is RaiserNotice.AWAY:
        if sent.waits_since is not None:
            waits = card.translate("came-let_wait", date=card.day_of(sent.waits_since))
            return [context(waits)]
        if not concern.open or _came(card, since):
            return _came(card, since)
        row = [Button.LET_WAIT, *elsewhere]
    elif notice is RaiserNotice.WAITING:
        if not (concern.quiet and concern.open) or _came(card, since):
            return _came(card, since)
        remove = Button.REMOVE if concern.kind is Kind.SHARED else Button.WITHDRAW
        row = [
            *(() if concern.replies.given_time else (Button.GIVE_TIME,)),
            *(() if concern.replies.reminded_again else (Button.AGAIN,)),
            *elsewhere,
            remove,
        ]
        small = [card.translate("told-waiting-nothing", leader=card.leader)]
    elif notice is RaiserNotice.LONG:
        row = [Button.READ, *elsewhere, *((Button.LEAVE,) if concern.open else ())]
    elif notice is RaiserNotice.CLOSED:
        if concern.state is not State.NO_CHANGE:
            return [*_came(card, since), *_row(card, [Button.READ], notice)]
        reopens = sent.day is None or card.today <= sent.day
        row = [Button.READ, *((Button.REOPEN,) if reopens else ()), *elsewhere]
    elif notice is RaiserNotice.STEP:
        row = [Button.READ, *((Button.NOT_QUITE,) if concern.state in READ else ())]
    else:
        row = [Button.READ]
    return [*([context(*small)] if small else []), *_row(card, row, notice)]


def _row(card: CardContext, row: Sequence[Button], notice: RaiserNotice) -> list[Block]:
    return [actions(card.buttons(row), name=f"{card.concern.id}-{notice.value}")]


def _came(
    card: CardContext,
    since: Sequence[Happening],
    arrival: Arrival | None = None,
    *,
    closes: bool = False,
) -> list[Block]:
    """What came of it here, as a small line; nothing where nothing did, or nobody knows.

    ``closes``: only what leaves nothing to be asked about.
    """
    if closes:
        line = what_came(card, since, ends=CLOSES)
    else:
        line = what_came(card, since, arrival=arrival)
    return [context(line)] if line else []


def _answered(card: CardContext, answer: Answered | None) -> list[Block]:
    """What the raiser answered; nothing if they have not."""
    if answer is None:
        return []
    day = card.day_of(answer.at)
    if answer.act in _KEPT:
        kept: list[Block] = [
            context(card.translate(_KEPT[answer.act], leader=card.leader, date=day))
        ]
        if answer.act is Act.KEEP_PRIVATE and card.record.can_send_on:
            kept.append(actions([card.button(Button.SEND_ON)], name=f"{card.concern.id}-kept"))
        return kept
    pressed, key = _ANSWERS[answer.act]
    if answer.act in LET_KNOW and _nobody_leads(card, answer.at):
        key = "check-fine"
    said = card.translate(key, leader=card.leader, answer=card.label(pressed), date=day)
    return [context(said)]


def _nobody_leads(card: CardContext, at: datetime) -> bool:
    """Whether its leader was gone at that moment: then nobody is let know."""
    moved = (Act.LEADER_GONE, Act.LEADER_BACK)
    then = [one.act for one in card.record.history if one.act in moved and one.at <= at]
    return then[-1:] == [Act.LEADER_GONE]


def _question(card: CardContext, asked: CheckInQuestion) -> str:
    """The question itself, with the day it is about."""
    day = card.day(asked.day) if asked.day is not None else ""
    raised = card.day_of(card.concern.created_at)
    key = f"check-{asked.check.value}"
    if asked.check is CheckIn.ENDED:
        key += "-private" if asked.private else ""
    elif asked.day is None:
        key += "-plain"
    return card.translate(key, leader=card.leader, date=day, raised=raised)


def _choice(
    card: CardContext, asked: CheckInQuestion, telling: Act | None, since: Sequence[Happening]
) -> list[Block]:
    """The answers to choose from; once there is nothing to answer, what came of it."""
    concern = card.concern
    name = f"{concern.id}-{asked.check.value}"
    if asked.check is CheckIn.ENDED:
        if concern.state is not State.UNCONFIRMED:
            return _came(card, since)
        row = [Button.CAME_BACK, *(() if asked.private else (Button.FINE,))]
        return [actions(card.buttons(row), name=name)]
    if asked.check is CheckIn.LATE:
        if concern.state is not State.CONFIRMED:
            return _came(card, since)
        return [actions(card.buttons([Button.STILL_BETTER, Button.CAME_BACK]), name=name)]
    if concern.state not in READ or concern.ending:
        return _came(card, since, closes=True)
    if telling is not None:
        tell = paragraphs(card.translate("check-tell", leader=card.leader))
        choice = card.buttons((_TELL[telling], Button.KEEP_PRIVATE, Button.BACK))
        return [*tell, actions(choice, name=f"{name}-tell")]
    answers = [Button.BETTER, Button.LITTLE, Button.SAME, Button.WORSE]
    talked = asked.day is not None and concern.milestones.talked_at is not None
    more = [*((Button.NOT_TALKED,) if talked else ()), Button.REST, Button.STOP_CHECKS]
    small = context(card.translate("check-who", leader=card.leader))
    return [small, actions(card.buttons(answers, more), name=name)]
