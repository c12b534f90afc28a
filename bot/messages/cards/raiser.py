"""What the bot tells and asks the person it affects."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.domain.concern import READ, Act, CheckIn, Meeting, RaiserNotice, State
from bot.domain.delivery import WordsKind
from bot.domain.person import Person
from bot.domain.record import Answered, Record
from bot.messages.blocks import Block, actions, context, paragraphs
from bot.messages.cards.card_context import CardContext
from bot.messages.cards.message import Message, message
from bot.messages.controls import Button

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
    waits_since: datetime | None = None,
    quiet: bool = False,
) -> Message:
    """News for the person it affects; ``said_back``: the leader wrote what they heard.

    Buttons are there as long as they can be used; ``waits_since`` the reader let it wait;
    ``quiet``: nobody asked the leader, when this was said.
    """
    s = CardContext(record, reader, now, detail=reader.preferences.detail)
    blocks = _gone(s) or [
        *paragraphs(_news(s, which, said_back, quiet=quiet)),
        *_below(s, which, waits_since),
    ]
    notice = s.translate(_TOLD_NOTICES[which])
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
    s = CardContext(record, reader, now, detail=reader.preferences.detail)
    blocks = _gone(s) or _answered(s, answer) or _question(s, which, telling)
    notice = s.translate(
        "notice-raiser" if which in (CheckIn.ENDED, CheckIn.LATE) else "notice-check"
    )
    return message(notice, blocks, full_text=reader.preferences.full_text)


def _gone(s: CardContext) -> list[Block]:
    """What is left of a message about something withdrawn: neither name nor topic."""
    if s.concern.state is not State.WITHDRAWN:
        return []
    leaders_act = s.concern.last_act is Act.TAKE_BACK
    return paragraphs(s.translate(f"state-{'leader' if leaders_act else 'raiser'}-withdrawn"))


def _news(s: CardContext, which: RaiserNotice, said_back: bool, *, quiet: bool) -> str:
    if which is RaiserNotice.HEARD:
        return " ".join(_heard(s, said_back))
    if which is RaiserNotice.STEP:
        shown = [one for one in s.record.steps if one.shown]
        step = shown[-1] if shown else None
        action = (
            s.translate.label(step.kind)
            if step is not None
            else s.translate("state-raiser-in_progress")
        )
        day = step.due_on if step is not None else (s.concern.come_back_on or s.today)
        return s.translate(
            "told-step", leader=s.leader, topic=s.topic, action=action, date=s.translate.day(day)
        )
    if which is RaiserNotice.WAITING:
        key = "told-waiting-heard" if s.concern.heard_at is not None else "told-waiting"
        if s.concern.first_talk_at is not None and not s.concern.two_views:
            key = "told-waiting-again"
        return s.translate(key, leader=s.leader)
    if which is RaiserNotice.CLOSED:
        return s.translate("told-closed", leader=s.leader, topic=s.topic)
    if which is RaiserNotice.LONG:
        key = "told-long-quiet" if quiet else "told-long"
        return s.translate(key, leader=s.leader, date=s.day_of(s.concern.created_at))
    if which is RaiserNotice.HAND:
        return _hand(s)
    if which is RaiserNotice.AWAY:
        back = s.translate.day(s.concern.away_told or s.today)
        return s.translate("told-away", leader=s.leader, date=back, topic=s.topic)
    if which is RaiserNotice.OWNER_GONE:
        return s.translate("told-owner_gone", leader=s.leader, topic=s.topic)
    return s.translate("told-shared", leader=s.leader, date=s.translate.day(_comes_back(s)))


def _hand(s: CardContext) -> str:
    """To whom the leader would hand it; once that is decided, nobody is named any more."""
    new = s.concern.hand_to
    if new is None:
        return s.translate.state_for_raiser(s.record)
    return s.translate("told-hand", leader=s.leader, new=s.called[new], topic=s.topic)


def _heard(s: CardContext, said_back: bool) -> list[str]:
    written = said_back or bool(s.record.texts(WordsKind.SAY_BACK))
    meeting: Meeting | None = s.concern.meeting
    plan = "told-heard-plan" if meeting is None else f"told-heard-plan-{meeting.value}"
    return [
        s.translate("told-heard" if written else "told-heard-read", leader=s.leader),
        s.translate(plan, leader=s.leader, date=s.translate.day(_comes_back(s))),
    ]


def _comes_back(s: CardContext) -> date:
    """The day the leader means to come back to it, as far as is known."""
    asked = s.concern.ask.on if s.concern.ask is not None else s.today
    return s.concern.come_back_on or asked


def _below(s: CardContext, which: RaiserNotice, waits_since: datetime | None) -> list[Block]:
    """The controls, as far as they still do something; else where it stands."""
    concern = s.concern
    elsewhere = (Button.SEND_ON,) if s.record.can_send_on else ()
    row: list[Button]
    if which is RaiserNotice.HAND:
        row = [Button.HAND_YES, Button.HAND_NO]
        if concern.hand_to is None or not concern.open:
            return []
    elif which is RaiserNotice.OWNER_GONE:
        row = [*elsewhere, Button.WITHDRAW]
        if concern.owner is not None or not concern.open:
            return [context(s.translate.state_for_raiser(s.record))]
    elif which is RaiserNotice.AWAY:
        if waits_since is not None or not concern.open:
            done = s.translate(
                "echo-done", what=s.label(Button.LET_WAIT), date=s.day_of(waits_since)
            )
            return [context(done if waits_since else s.translate.state_for_raiser(s.record))]
        row = [Button.LET_WAIT, *elsewhere]
    elif which is RaiserNotice.LONG:
        leave = (Button.LEAVE,) if concern.open else ()
        row = [Button.READ, *elsewhere, *leave]
    elif which is RaiserNotice.WAITING:
        if not (concern.quiet and concern.open):
            return [context(s.translate.state_for_raiser(s.record))]
        row = [
            *(() if concern.given_time else (Button.GIVE_TIME,)),
            *(() if concern.reminded_again else (Button.AGAIN,)),
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
    return [actions(s.buttons(row), name=f"{concern.id}-{which.value}")]


def _answered(s: CardContext, answer: Answered | None) -> list[Block]:
    """What the raiser answered; nothing if they have not."""
    if answer is None:
        return []
    if answer.act in _KEPT:
        kept = paragraphs(s.translate(_KEPT[answer.act], leader=s.leader))
        if answer.act is Act.KEEP_PRIVATE and s.record.can_send_on:
            kept.append(actions([s.button(Button.SEND_ON)], name=f"{s.concern.id}-kept"))
        return kept
    what = s.label(_ANSWERS[answer.act])
    return paragraphs(s.translate("echo-done", what=what, date=s.day_of(answer.at)))


def _question(s: CardContext, which: CheckIn, telling: Act | None) -> list[Block]:
    concern = s.concern
    name = f"{concern.id}-{which.value}"
    if which is CheckIn.ENDED:
        text = paragraphs(s.translate("check-ended", leader=s.leader, topic=s.topic))
        if concern.state is not State.UNCONFIRMED:
            return [*text, context(s.translate.state_for_raiser(s.record))]
        return [*text, actions(s.buttons([Button.CAME_BACK, Button.FINE]), name=name)]
    if which is CheckIn.LATE:
        text = paragraphs(s.translate("check-late", topic=s.topic))
        if concern.state is not State.CONFIRMED:
            return [*text, context(s.translate.state_for_raiser(s.record))]
        return [*text, actions(s.buttons([Button.STILL_BETTER, Button.CAME_BACK]), name=name)]
    date = s.day_of(concern.created_at)
    text = paragraphs(s.translate(f"check-{which.value}", topic=s.topic, date=date))
    if concern.state not in READ:
        return [*text, context(s.translate.state_for_raiser(s.record))]
    if telling is not None:
        tell = paragraphs(s.translate("check-tell", leader=s.leader))
        choice = s.buttons((_TELL[telling], Button.KEEP_PRIVATE, Button.BACK))
        return [*tell, actions(choice, name=f"{name}-tell")]
    row = (Button.BETTER, Button.LITTLE, Button.SAME, Button.WORSE)
    talked = concern.talked_at is not None
    more = [*((Button.NOT_TALKED,) if talked else ()), Button.REST, Button.STOP_CHECKS]
    return [*text, actions(s.buttons(row, more), name=name)]
