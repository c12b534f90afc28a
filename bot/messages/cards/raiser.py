"""What the bot tells and asks the person it affects.

What was said stays said: a message speaks of the people and days it was sent with, and gains a line
about what came of it. Only its controls follow the record.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.concern.cadence import TIME_GIVEN
from bot.domain.concern.states import READ, Act, CheckIn, Kind, RaiserNotice, State, Waiting
from bot.domain.concern.transitions import LET_KNOW
from bot.domain.delivery import WordsKind
from bot.domain.person import Person
from bot.domain.record import Answered, Happening, Record
from bot.messages.blocks import Block, actions, context, paragraphs
from bot.messages.cards.card_context import CardContext, taken_back_key
from bot.messages.cards.message import Message, message
from bot.messages.cards.what_came import CAME, CLOSES, what_came
from bot.messages.controls import Button
from bot.payloads import CheckInQuestion, Notice

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
    left_at: datetime | None = None,
) -> Message:
    """News for the person it affects, with the people and days it was ``sent`` with.

    ``since`` is when it was made: what happened from then on is what came of it; ``left_at`` when
    it was sent, which may be the morning after. Buttons are there as long as they can be used.
    """
    card = CardContext(record, reader, now, speaks_of=sent.leader, detail=reader.preferences.detail)
    if card.concern.state is State.WITHDRAWN:
        return taken_back(card)
    happened = _after(sent, record.since(since or now))
    if _is_over(card, sent, happened):
        then = card.day_of(left_at or since or now)
        return settled(
            card, _outcome(card, sent, happened), _then(card, sent, then), _more(card, sent)
        )
    blocks = [
        *(block for piece in sent.pieces for block in paragraphs(_news(card, piece, sent))),
        context(card.about),
        *_below(card, sent),
    ]
    return message(_notice(card, sent), blocks, reader=reader)


def taken_back(card: CardContext) -> Message:
    """What is left of a message about something withdrawn: neither name nor topic."""
    text = card.translate("note-gone" if card.concern.about else taken_back_key(card.concern))
    return message(text, paragraphs(text), reader=card.reader)


def settled(card: CardContext, outcome: str, then: str, more: Sequence[Block] = ()) -> Message:
    """A question that is over: what came of it first, then what was asked, without its buttons."""
    blocks = [*paragraphs(outcome), context(then), context(card.about), *more]
    return message(card.translate("notice-settled"), blocks, reader=card.reader)


def _after(sent: Notice, since: Sequence[Happening]) -> Sequence[Happening]:
    """What came after the news itself: its own act is no answer to it."""
    own = _OWN.get(sent.notice)
    acts = [entry.act for entry in since]
    return since[acts.index(own) + 1 :] if own in acts else since


def _notice(card: CardContext, sent: Notice) -> str:
    """The neutral sentence; a step in the message of a reply is part of that reply."""
    first, which = sent.pieces[0], sent.notice
    if first.notice is RaiserNotice.HEARD and which in (RaiserNotice.STEP, RaiserNotice.MOVED):
        which = RaiserNotice.HEARD
    if which is RaiserNotice.HEARD and not _said_back(card, first):
        return card.translate("notice-read")
    return card.translate(_NOTICES[which])


def check(
    record: Record,
    question: CheckInQuestion,
    *,
    reader: Person,
    now: datetime,
    answer: Answered | None = None,
    since: datetime | None = None,
    left_at: datetime | None = None,
    telling: Act | None = None,
) -> Message:
    """The question whether anything changed, and what became of it: the ``answer`` to it.

    ``since`` is when it was made, ``left_at`` when it was sent. ``telling`` is the answer of which
    the leader may or may not hear: nothing is stored yet.
    """
    detail = reader.preferences.detail
    card = CardContext(record, reader, now, speaks_of=question.leader, detail=detail)
    if card.concern.state is State.WITHDRAWN:
        return taken_back(card)
    asked = card.day_of(left_at or since or now)
    then = card.translate(f"then-check-{question.check.value}", asked=asked)
    if answer is not None:
        return settled(card, _answered(card, answer), then, _elsewhere(card, answer))
    closes = question.check in (CheckIn.FIRST, CheckIn.SECOND)
    ends = CLOSES if closes else frozenset(CAME) - {Act.EXPIRE}
    happened = record.since(since or now)
    # A leader who is gone leaves the question as it is: the answer is the raiser's alone.
    came = what_came(card, happened, ends=ends - {Act.LEADER_GONE})
    if came is not None or not _can_answer(card, question):
        # What was over once is asked no more, though it may be open again: a new question comes.
        came = came or what_came(card, happened, ends=ends)
        return settled(card, came or card.translate("notice-settled"), then)
    blocks = [
        *paragraphs(_question(card, question)),
        context(card.about),
        *_choice(card, question, telling),
    ]
    notice = card.translate(_CHECK_NOTICES[question.check])
    return message(notice, blocks, reader=reader)


def _news(card: CardContext, piece: Notice, whole: Notice) -> str:
    """One piece of news, as a whole sentence or two."""
    leader, raised = card.leader, card.day_of(card.concern.created_at)
    day = card.day(piece.day) if piece.day is not None else ""
    match piece.notice:
        case RaiserNotice.HEARD:
            return " ".join(_heard(card, piece, alone=piece.day is not None))
        case RaiserNotice.STEP:
            if piece.step is None:
                return card.translate("told-step-any", leader=leader, date=day)
            step = card.translate.label(piece.step)
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
            if piece.day is None:
                return card.translate("told-closed-plain", leader=leader)
            key = "told-closed" if card.today <= piece.day else "told-closed-late"
            return card.translate(key, leader=leader, date=day)
        case RaiserNotice.LONG:
            key = "told-long-quiet" if piece.quiet else "told-long"
            return card.translate(key, leader=leader, date=raised)
        case RaiserNotice.HAND:
            new = card.called_by_id(piece.to)
            key = "told-hand" if piece.day is not None else "told-hand-plain"
            asked = card.translate(key, leader=leader, new=new, date=day)
            if piece.before is None:
                return asked
            waits = card.translate("told-hand-waits", leader=leader, date=card.day(piece.before))
            return f"{asked} {waits}"
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
            key = "told-shared" if piece.day is not None else "told-shared-plain"
            return card.translate(key, leader=leader, date=day)


def _said_back(card: CardContext, piece: Notice) -> bool:
    """Whether the leader wrote something back, too."""
    if piece.said_back is None:
        return bool(card.record.texts(WordsKind.SAY_BACK))
    return piece.said_back


def _heard(card: CardContext, piece: Notice, *, alone: bool) -> list[str]:
    said_back = _said_back(card, piece)
    if piece.leader is None and card.concern.owner is None:
        return [card.translate("told-heard-gone")]
    sentence = card.translate("told-heard" if said_back else "told-heard-read", leader=card.leader)
    if not alone or piece.day is None:
        return [sentence]
    plan = "told-heard-ask" if piece.before is None else "told-heard-next"
    if piece.named:
        meeting = piece.meeting
        plan = "told-heard-plan" if meeting is None else f"told-heard-plan-{meeting.value}"
    return [sentence, card.translate(plan, leader=card.leader, date=card.day(piece.day))]


def _is_over(card: CardContext, sent: Notice, since: Sequence[Happening]) -> bool:
    """Whether what was asked here is asked no more; news that asks nothing is never over."""
    concern = card.concern
    match sent.notice:
        case RaiserNotice.HAND:
            asked_anew = any(entry.act == Act.ASK_HAND for entry in since)
            return concern.proposed_to is None or not concern.open or asked_anew
        case RaiserNotice.OWNER_GONE:
            return concern.owner is not None or not concern.open
        case RaiserNotice.AWAY:
            came = what_came(card, since) is not None
            waits = sent.waits_since is not None
            return waits or not concern.open or came or not _still_away(card, sent)
        case RaiserNotice.WAITING:
            return not (concern.quiet and concern.open) or what_came(card, since) is not None
        case RaiserNotice.CLOSED:
            return concern.state is not State.NO_CHANGE
        case _:
            return False


def _still_away(card: CardContext, sent: Notice) -> bool:
    """Whether the leader is away for as long as was told then, and not here again."""
    if card.record.away_until is None:
        return False
    return sent.day is None or card.today < sent.day == card.concern.promise.away_told


def _outcome(card: CardContext, sent: Notice, since: Sequence[Happening]) -> str:
    """What came of it, which stays; where nothing did that is told, that it is settled."""
    if sent.notice is RaiserNotice.AWAY and sent.waits_since is not None:
        return card.translate("came-let_wait", date=card.day_of(sent.waits_since))
    arrival = sent.arrival if sent.notice is RaiserNotice.HAND else None
    came = what_came(card, since, arrival=arrival)
    return came or card.translate("notice-settled")


def _then(card: CardContext, sent: Notice, then: str) -> str:
    """What it had said on that day, so that it keeps its people and days."""
    key, new = f"then-{sent.notice.value}", ""
    if sent.notice is RaiserNotice.WAITING:
        read = card.concern.milestones.heard_at is not None
        waiting = sent.waiting or (Waiting.TALK if read else Waiting.REPLY)
        key = f"then-waiting-{waiting.value}"
    if sent.notice is RaiserNotice.HAND:
        new = card.called_by_id(sent.to)
    day = card.day(sent.day) if sent.day is not None else ""
    if sent.notice is RaiserNotice.AWAY and not day:
        day = then
    return card.translate(key, leader=card.leader, asked=then, date=day, new=new)


def _more(card: CardContext, sent: Notice) -> list[Block]:
    """What can still be read once it is over."""
    if sent.notice is not RaiserNotice.CLOSED:
        return []
    return _row(card, [Button.READ], sent.notice)


def _below(card: CardContext, sent: Notice) -> list[Block]:
    """The controls, with what follows where nothing is pressed."""
    concern, notice = card.concern, sent.notice
    elsewhere = (Button.SEND_ON,) if card.record.can_send_on else ()
    row: list[Button] = []
    small: list[str] = []
    if notice is RaiserNotice.HAND:
        row = [Button.HAND_YES, Button.HAND_NO]
    elif notice is RaiserNotice.OWNER_GONE:
        row = [*elsewhere, Button.WITHDRAW]
    elif notice is RaiserNotice.AWAY:
        # Where nothing else can be chosen, there is nothing to let wait.
        row = [Button.LET_WAIT, *elsewhere] if elsewhere else [Button.READ]
    elif notice is RaiserNotice.WAITING:
        remove = Button.REMOVE if concern.kind is Kind.SHARED else Button.WITHDRAW
        row = [
            *(() if concern.replies.given_time else (Button.GIVE_TIME,)),
            *(() if concern.replies.reminded_again else (Button.AGAIN,)),
            *elsewhere,
            remove,
        ]
        keys = ["nothing"]
        keys += [] if concern.replies.given_time else ["if_time"]
        keys += [] if concern.replies.reminded_again else ["if_again"]
        small = [
            card.translate(f"told-waiting-{way}", leader=card.leader, n=TIME_GIVEN) for way in keys
        ]
    elif notice is RaiserNotice.LONG:
        row = [Button.READ, *elsewhere, *((Button.LEAVE,) if concern.open else ())]
    elif notice is RaiserNotice.CLOSED:
        reopens = sent.day is None or card.today <= sent.day
        row = [Button.READ, *((Button.REOPEN,) if reopens else ()), *elsewhere]
    elif notice is RaiserNotice.STEP:
        corrects = concern.state in READ
        row = [Button.READ, *((Button.NOT_QUITE,) if corrects else ())]
        small = [card.translate("told-step-correct", leader=card.leader)] if corrects else []
    else:
        row = [Button.READ]
    return [*([context(*small)] if small else []), *_row(card, row, notice)]


def _row(card: CardContext, row: Sequence[Button], notice: RaiserNotice) -> list[Block]:
    return [actions(card.buttons(row), name=f"{card.concern.id}-{notice.value}")]


def _answered(card: CardContext, answer: Answered) -> str:
    """What the raiser answered, and who learns of it."""
    day = card.day_of(answer.at)
    if answer.act in _KEPT:
        return card.translate(_KEPT[answer.act], leader=card.leader, date=day)
    pressed, key = _ANSWERS[answer.act]
    if answer.act in LET_KNOW and _nobody_leads(card, answer.at):
        key = "check-fine"
    return card.translate(key, leader=card.leader, answer=card.label(pressed), date=day)


def _elsewhere(card: CardContext, answer: Answered) -> list[Block]:
    """A way on for whoever kept an answer from their leader."""
    if answer.act is not Act.KEEP_PRIVATE or not card.record.can_send_on:
        return []
    return [actions([card.button(Button.SEND_ON)], name=f"{card.concern.id}-kept")]


def _nobody_leads(card: CardContext, at: datetime) -> bool:
    """Whether its leader was gone at that moment: then nobody is let know."""
    moved = (Act.LEADER_GONE, Act.LEADER_BACK)
    then = [entry.act for entry in card.record.history if entry.act in moved and entry.at <= at]
    return then[-1:] == [Act.LEADER_GONE]


def _question(card: CardContext, question: CheckInQuestion) -> str:
    """The question itself, with the day it is about."""
    day = card.day(question.day) if question.day is not None else ""
    raised = card.day_of(card.concern.created_at)
    key = f"check-{question.check.value}"
    if question.check is CheckIn.ENDED:
        key += "-private" if question.private else ""
    elif question.day is None:
        key += "-plain"
    return card.translate(key, leader=card.leader, date=day, raised=raised)


def _can_answer(card: CardContext, question: CheckInQuestion) -> bool:
    """Whether the question still stands."""
    state = card.concern.state
    if question.check is CheckIn.ENDED:
        return state is State.UNCONFIRMED
    if question.check is CheckIn.LATE:
        return state is State.CONFIRMED
    return state in READ and not card.concern.ending


def _closes(card: CardContext) -> list[Block]:
    """When it is closed if the leader, who says it's better, learns of no other answer."""
    timeout = card.concern.clocks.timeout
    if timeout is None or timeout.act is not Act.EXPIRE:
        return []
    return [context(card.translate("check-tell-ends", date=card.day_of(timeout.at)))]


def _choice(card: CardContext, question: CheckInQuestion, telling: Act | None) -> list[Block]:
    """The answers to choose from, and before them who learns of which."""
    concern = card.concern
    name = f"{concern.id}-{question.check.value}"
    if question.check is CheckIn.ENDED:
        row = [Button.CAME_BACK, *(() if question.private else (Button.FINE,))]
        return [actions(card.buttons(row), name=name)]
    if question.check is CheckIn.LATE:
        return [actions(card.buttons([Button.STILL_BETTER, Button.CAME_BACK]), name=name)]
    if telling is not None:
        chosen = card.label(_ANSWERS[telling][0])
        tell = paragraphs(card.translate("check-tell", leader=card.leader, answer=chosen))
        choice = card.buttons((_TELL[telling], Button.KEEP_PRIVATE, Button.BACK))
        return [*tell, *_closes(card), actions(choice, name=f"{name}-tell")]
    answers = [Button.BETTER, Button.LITTLE, Button.SAME, Button.WORSE]
    talked = question.day is not None and concern.milestones.talked_at is not None
    more = [*((Button.NOT_TALKED,) if talked else ()), Button.REST, Button.STOP_CHECKS]
    small = [card.translate("check-who", leader=card.leader)]
    if question.check is CheckIn.SECOND and concern.state is State.BETTER:
        small.append(card.translate("check-second-ends"))
    return [context(*small), actions(card.buttons(answers, more), name=name)]
