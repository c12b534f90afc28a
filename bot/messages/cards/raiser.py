"""What the bot tells and asks the person it affects."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.domain.concern.states import READ, Act, CheckIn, Meeting, RaiserNotice, State
from bot.domain.delivery import WordsKind
from bot.domain.person import Person
from bot.domain.record import Answered, Record
from bot.domain.taxonomy import StepKind
from bot.messages.blocks import Block, actions, context, paragraphs
from bot.messages.cards.card_context import CardContext
from bot.messages.cards.message import Message, message
from bot.messages.controls import Button
from bot.payloads import Notice

_TOLD_NOTICES: Mapping[RaiserNotice, str] = {
    RaiserNotice.HEARD: "notice-heard",
    RaiserNotice.STEP: "notice-step",
    RaiserNotice.WAITING: "notice-raiser",
    RaiserNotice.CLOSED: "notice-closed",
    RaiserNotice.SHARED: "notice-shared",
    RaiserNotice.LONG: "notice-raiser",
    RaiserNotice.HAND: "notice-raiser",
    RaiserNotice.OWNER_GONE: "notice-raiser",
    RaiserNotice.AWAY: "notice-raiser",
}
_TELL: Mapping[Act, Button] = {Act.SAME: Button.TELL_SAME, Act.WORSE: Button.TELL_WORSE}
_ANSWERS: Mapping[Act, Button] = {
    Act.BETTER: Button.BETTER,
    Act.LITTLE: Button.LITTLE,
    Act.SAME: Button.SAME,
    Act.WORSE: Button.WORSE,
    Act.NOT_TALKED: Button.NOT_TALKED,
    Act.COME_BACK: Button.CAME_BACK,
}
_KEPT: Mapping[Act, str] = {
    Act.KEEP_PRIVATE: "check-private_done",
    Act.REST: "check-off",
    Act.STOP_CHECKS: "check-off-stop",
    Act.FINE: "check-off",
    Act.STILL_BETTER: "check-off",
}


def told(
    record: Record,
    which: RaiserNotice,
    *,
    reader: Person,
    now: datetime,
    said_back: bool = False,
    sent: Notice | None = None,
) -> Message:
    """News for the person it affects; ``said_back``: the leader wrote what they heard.

    ``sent`` is what it was sent with: the days it names stay as they were said, and so does
    whether the leader was asked for a clear answer. Buttons are there as long as they can be used.
    """
    card = CardContext(record, reader, now, detail=reader.preferences.detail)
    kept = sent or Notice(notice=which)
    blocks = _gone(card) or [
        *paragraphs(_news(card, which, said_back, kept)),
        *_below(card, which, kept.waits_since),
    ]
    notice = card.translate(_TOLD_NOTICES[which])
    return message(notice, blocks, full_text=reader.preferences.full_text)


def check(
    record: Record,
    which: CheckIn,
    *,
    reader: Person,
    now: datetime,
    answer: Answered | None = None,
    telling: Act | None = None,
) -> Message:
    """The question whether anything changed, or what became of it: the ``answer`` to it.

    ``telling`` is the answer of which the leader may or may not hear: nothing is stored yet.
    """
    card = CardContext(record, reader, now, detail=reader.preferences.detail)
    blocks = _gone(card) or _answered(card, answer) or _question(card, which, telling)
    notice = card.translate(
        "notice-raiser" if which in (CheckIn.ENDED, CheckIn.LATE) else "notice-check"
    )
    return message(notice, blocks, full_text=reader.preferences.full_text)


def _gone(card: CardContext) -> list[Block]:
    """What is left of a message about something withdrawn: neither name nor topic."""
    if card.concern.state is not State.WITHDRAWN:
        return []
    leaders_act = card.concern.last_act is Act.TAKE_BACK
    return paragraphs(card.translate(f"state-{'leader' if leaders_act else 'raiser'}-withdrawn"))


def _news(card: CardContext, which: RaiserNotice, said_back: bool, sent: Notice) -> str:
    if which is RaiserNotice.HEARD:
        return " ".join(_heard(card, said_back, sent))
    if which is RaiserNotice.STEP:
        kind, day = (sent.step, sent.day) if sent.day is not None else _step(card)
        action = card.translate.label(kind) if kind else card.translate("state-raiser-in_progress")
        return card.translate(
            "told-step",
            leader=card.leader,
            topic=card.topic,
            action=action,
            date=card.day(day),
        )
    if which is RaiserNotice.WAITING:
        key = (
            "told-waiting-heard" if card.concern.milestones.heard_at is not None else "told-waiting"
        )
        if card.concern.milestones.first_talk_at is not None and not card.concern.replies.two_views:
            key = "told-waiting-again"
        return card.translate(key, leader=card.leader)
    if which is RaiserNotice.CLOSED:
        return card.translate("told-closed", leader=card.leader, topic=card.topic)
    if which is RaiserNotice.LONG:
        quiet = card.concern.quiet if sent.quiet is None else sent.quiet
        key = "told-long-quiet" if quiet else "told-long"
        return card.translate(key, leader=card.leader, date=card.day_of(card.concern.created_at))
    if which is RaiserNotice.HAND:
        return _hand(card)
    if which is RaiserNotice.AWAY:
        back = card.day(sent.day or card.concern.promise.away_told or card.today)
        return card.translate("told-away", leader=card.leader, date=back, topic=card.topic)
    if which is RaiserNotice.OWNER_GONE:
        return card.translate("told-owner_gone", leader=card.leader, topic=card.topic)
    back = card.day(sent.day or _comes_back(card))
    return card.translate("told-shared", leader=card.leader, date=back)


def _hand(card: CardContext) -> str:
    """To whom the leader would hand it; once that is decided, nobody is named any more."""
    new = card.concern.proposed_to
    if new is None:
        return card.translate.state_for_raiser(card.record)
    return card.translate("told-hand", leader=card.leader, new=card.called[new], topic=card.topic)


def _heard(card: CardContext, said_back: bool, sent: Notice) -> list[str]:
    written = said_back or bool(card.record.texts(WordsKind.SAY_BACK))
    promise = card.concern.promise
    meeting: Meeting | None = promise.meeting if sent.day is None else sent.meeting
    plan = "told-heard-plan" if meeting is None else f"told-heard-plan-{meeting.value}"
    return [
        card.translate("told-heard" if written else "told-heard-read", leader=card.leader),
        card.translate(plan, leader=card.leader, date=card.day(sent.day or _comes_back(card))),
    ]


def _step(card: CardContext) -> tuple[StepKind | None, date]:
    """The latest step that the raiser may read, and its day, as the record says."""
    shown = [step for step in card.record.steps if step.shown]
    if shown:
        return shown[-1].kind, shown[-1].due_on
    return None, card.concern.promise.come_back_on or card.today


def _comes_back(card: CardContext) -> date:
    """The day the leader means to come back to it, as far as is known."""
    nudge = card.concern.clocks.nudge
    return card.concern.promise.come_back_on or (nudge.on if nudge is not None else card.today)


def _below(card: CardContext, which: RaiserNotice, waits_since: datetime | None) -> list[Block]:
    """The controls, as far as they still do something; else where it stands."""
    concern = card.concern
    elsewhere = (Button.SEND_ON,) if card.record.can_send_on else ()
    row: list[Button]
    if which is RaiserNotice.HAND:
        row = [Button.HAND_YES, Button.HAND_NO]
        if concern.proposed_to is None or not concern.open:
            return []
    elif which is RaiserNotice.OWNER_GONE:
        row = [*elsewhere, Button.WITHDRAW]
        if concern.owner is not None or not concern.open:
            return [context(card.translate.state_for_raiser(card.record))]
    elif which is RaiserNotice.AWAY:
        if waits_since is not None or not concern.open:
            done = card.translate(
                "echo-done", what=card.label(Button.LET_WAIT), date=card.day_of(waits_since)
            )
            return [context(done if waits_since else card.translate.state_for_raiser(card.record))]
        row = [Button.LET_WAIT, *elsewhere]
    elif which is RaiserNotice.LONG:
        leave = (Button.LEAVE,) if concern.open else ()
        row = [Button.READ, *elsewhere, *leave]
    elif which is RaiserNotice.WAITING:
        if not (concern.quiet and concern.open):
            return [context(card.translate.state_for_raiser(card.record))]
        row = [
            *(() if concern.replies.given_time else (Button.GIVE_TIME,)),
            *(() if concern.replies.reminded_again else (Button.AGAIN,)),
            *elsewhere,
            Button.WITHDRAW,
        ]
    elif which is RaiserNotice.CLOSED:
        answers = (Button.REOPEN,) if concern.state is State.NO_CHANGE else ()
        row = [Button.READ, *answers, *elsewhere]
    elif which is RaiserNotice.STEP:
        row = [Button.READ, *((Button.NOT_QUITE,) if concern.state in READ else ())]
    else:
        row = [Button.READ]
    return [actions(card.buttons(row), name=f"{concern.id}-{which.value}")]


def _answered(card: CardContext, answer: Answered | None) -> list[Block]:
    """What the raiser answered; nothing if they have not."""
    if answer is None:
        return []
    if answer.act in _KEPT:
        kept = paragraphs(card.translate(_KEPT[answer.act], leader=card.leader))
        if answer.act is Act.KEEP_PRIVATE and card.record.can_send_on:
            kept.append(actions([card.button(Button.SEND_ON)], name=f"{card.concern.id}-kept"))
        return kept
    what = card.label(_ANSWERS[answer.act])
    return paragraphs(card.translate("echo-done", what=what, date=card.day_of(answer.at)))


def _question(card: CardContext, which: CheckIn, telling: Act | None) -> list[Block]:
    concern = card.concern
    name = f"{concern.id}-{which.value}"
    if which is CheckIn.ENDED:
        text = paragraphs(card.translate("check-ended", leader=card.leader, topic=card.topic))
        if concern.state is not State.UNCONFIRMED:
            return [*text, context(card.translate.state_for_raiser(card.record))]
        return [*text, actions(card.buttons([Button.CAME_BACK, Button.FINE]), name=name)]
    if which is CheckIn.LATE:
        text = paragraphs(card.translate("check-late", topic=card.topic))
        if concern.state is not State.CONFIRMED:
            return [*text, context(card.translate.state_for_raiser(card.record))]
        return [*text, actions(card.buttons([Button.STILL_BETTER, Button.CAME_BACK]), name=name)]
    date = card.day_of(concern.created_at)
    text = paragraphs(card.translate(f"check-{which.value}", topic=card.topic, date=date))
    if concern.state not in READ:
        return [*text, context(card.translate.state_for_raiser(card.record))]
    if telling is not None:
        tell = paragraphs(card.translate("check-tell", leader=card.leader))
        choice = card.buttons((_TELL[telling], Button.KEEP_PRIVATE, Button.BACK))
        return [*tell, actions(choice, name=f"{name}-tell")]
    row = (Button.BETTER, Button.LITTLE, Button.SAME, Button.WORSE)
    talked = concern.milestones.talked_at is not None
    more = [*((Button.NOT_TALKED,) if talked else ()), Button.REST, Button.STOP_CHECKS]
    return [*text, actions(card.buttons(row, more), name=name)]
