"""What the bot tells and asks the person it affects."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.domain.concern import READ, Act, Check, Meeting, State, Told
from bot.domain.delivery import WordsKind
from bot.domain.person import Person
from bot.domain.record import Answered, Record
from bot.messages.blocks import Block, actions, context, paragraphs
from bot.messages.cards.card_context import Sketch
from bot.messages.cards.message import Letter, message
from bot.messages.controls import Button

_TOLD_NOTICES: Mapping[Told, str] = {
    Told.HEARD: "notice-heard",
    Told.STEP: "notice-step",
    Told.WAITING: "notice-raiser",
    Told.CLOSED: "notice-closed",
    Told.SHARED: "notice-shared",
    Told.LONG: "notice-raiser",
    Told.HAND: "notice-raiser",
    Told.OWNER_GONE: "notice-raiser",
    Told.AWAY: "notice-raiser",
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
    which: Told,
    *,
    reader: Person,
    now: datetime,
    said_back: bool = False,
    waits_since: datetime | None = None,
    quiet: bool = False,
) -> Letter:
    """News for the person it affects; ``said_back``: the leader wrote what they heard.

    Buttons are there as long as they can be used; ``waits_since`` the reader let it wait;
    ``quiet``: nobody asked the leader, when this was said.
    """
    s = Sketch(record, reader, now, detail=reader.preferences.detail)
    blocks = _gone(s) or [
        *paragraphs(_news(s, which, said_back, quiet=quiet)),
        *_below(s, which, waits_since),
    ]
    notice = s.w(_TOLD_NOTICES[which])
    return message(notice, blocks, full_text=reader.preferences.full_text)


def check(
    record: Record,
    which: Check,
    *,
    reader: Person,
    now: datetime,
    answer: Answered | None = None,
    telling: Act | None = None,
) -> Letter:
    """The question whether anything changed, or what became of it: the ``answer`` to it.

    ``telling`` is the answer of which the leader may or may not hear: nothing is stored yet.
    """
    s = Sketch(record, reader, now, detail=reader.preferences.detail)
    blocks = _gone(s) or _answered(s, answer) or _question(s, which, telling)
    notice = s.w("notice-raiser" if which in (Check.ENDED, Check.LATE) else "notice-check")
    return message(notice, blocks, full_text=reader.preferences.full_text)


def _gone(s: Sketch) -> list[Block]:
    """What is left of a message about something withdrawn: neither name nor topic."""
    if s.concern.state is not State.WITHDRAWN:
        return []
    leaders_act = s.concern.last_act is Act.TAKE_BACK
    return paragraphs(s.w(f"state-{'leader' if leaders_act else 'raiser'}-withdrawn"))


def _news(s: Sketch, which: Told, said_back: bool, *, quiet: bool) -> str:
    if which is Told.HEARD:
        return " ".join(_heard(s, said_back))
    if which is Told.STEP:
        shown = [one for one in s.record.steps if one.shown]
        step = shown[-1] if shown else None
        action = s.w.label(step.kind) if step is not None else s.w("state-raiser-in_progress")
        day = step.due_on if step is not None else (s.concern.come_back_on or s.today)
        return s.w("told-step", leader=s.leader, topic=s.topic, action=action, date=s.w.day(day))
    if which is Told.WAITING:
        key = "told-waiting-heard" if s.concern.heard_at is not None else "told-waiting"
        if s.concern.first_talk_at is not None and not s.concern.two_views:
            key = "told-waiting-again"
        return s.w(key, leader=s.leader)
    if which is Told.CLOSED:
        return s.w("told-closed", leader=s.leader, topic=s.topic)
    if which is Told.LONG:
        key = "told-long-quiet" if quiet else "told-long"
        return s.w(key, leader=s.leader, date=s.day_of(s.concern.created_at))
    if which is Told.HAND:
        return _hand(s)
    if which is Told.AWAY:
        back = s.w.day(s.concern.away_told or s.today)
        return s.w("told-away", leader=s.leader, date=back, topic=s.topic)
    if which is Told.OWNER_GONE:
        return s.w("told-owner_gone", leader=s.leader, topic=s.topic)
    return s.w("told-shared", leader=s.leader, date=s.w.day(_comes_back(s)))


def _hand(s: Sketch) -> str:
    """To whom the leader would hand it; once that is decided, nobody is named any more."""
    new = s.concern.hand_to
    if new is None:
        return s.w.state_for_raiser(s.record)
    return s.w("told-hand", leader=s.leader, new=s.called[new], topic=s.topic)


def _heard(s: Sketch, said_back: bool) -> list[str]:
    written = said_back or bool(s.record.texts(WordsKind.SAY_BACK))
    meeting: Meeting | None = s.concern.meeting
    plan = "told-heard-plan" if meeting is None else f"told-heard-plan-{meeting.value}"
    return [
        s.w("told-heard" if written else "told-heard-read", leader=s.leader),
        s.w(plan, leader=s.leader, date=s.w.day(_comes_back(s))),
    ]


def _comes_back(s: Sketch) -> date:
    """The day the leader means to come back to it, as far as is known."""
    asked = s.concern.ask.on if s.concern.ask is not None else s.today
    return s.concern.come_back_on or asked


def _below(s: Sketch, which: Told, waits_since: datetime | None) -> list[Block]:
    """The controls, as far as they still do something; else where it stands."""
    concern = s.concern
    elsewhere = (Button.SEND_ON,) if s.record.can_send_on else ()
    row: list[Button]
    if which is Told.HAND:
        row = [Button.HAND_YES, Button.HAND_NO]
        if concern.hand_to is None or not concern.open:
            return []
    elif which is Told.OWNER_GONE:
        row = [*elsewhere, Button.WITHDRAW]
        if concern.owner is not None or not concern.open:
            return [context(s.w.state_for_raiser(s.record))]
    elif which is Told.AWAY:
        if waits_since is not None or not concern.open:
            done = s.w("echo-done", what=s.label(Button.LET_WAIT), date=s.day_of(waits_since))
            return [context(done if waits_since else s.w.state_for_raiser(s.record))]
        row = [Button.LET_WAIT, *elsewhere]
    elif which is Told.LONG:
        leave = (Button.LEAVE,) if concern.open else ()
        row = [Button.READ, *elsewhere, *leave]
    elif which is Told.WAITING:
        if not (concern.quiet and concern.open):
            return [context(s.w.state_for_raiser(s.record))]
        row = [
            *(() if concern.given_time else (Button.GIVE_TIME,)),
            *(() if concern.reminded_again else (Button.AGAIN,)),
            *elsewhere,
            Button.WITHDRAW,
        ]
    elif which is Told.CLOSED:
        answers = (Button.REOPEN,) if concern.state is State.NO_CHANGE else ()
        row = [Button.READ, *answers, *elsewhere]
    elif which is Told.STEP:
        row = [Button.READ, *((Button.NOT_QUITE,) if concern.state in READ else ())]
    else:
        row = [Button.READ]
    return [actions(s.buttons(row), name=f"{concern.id}-{which.value}")]


def _answered(s: Sketch, answer: Answered | None) -> list[Block]:
    """What the raiser answered; nothing if they have not."""
    if answer is None:
        return []
    if answer.act in _KEPT:
        kept = paragraphs(s.w(_KEPT[answer.act], leader=s.leader))
        if answer.act is Act.KEEP_PRIVATE and s.record.can_send_on:
            kept.append(actions([s.button(Button.SEND_ON)], name=f"{s.concern.id}-kept"))
        return kept
    what = s.label(_ANSWERS[answer.act])
    return paragraphs(s.w("echo-done", what=what, date=s.day_of(answer.at)))


def _question(s: Sketch, which: Check, telling: Act | None) -> list[Block]:
    concern = s.concern
    name = f"{concern.id}-{which.value}"
    if which is Check.ENDED:
        text = paragraphs(s.w("check-ended", leader=s.leader, topic=s.topic))
        if concern.state is not State.UNCONFIRMED:
            return [*text, context(s.w.state_for_raiser(s.record))]
        return [*text, actions(s.buttons([Button.CAME_BACK, Button.FINE]), name=name)]
    if which is Check.LATE:
        text = paragraphs(s.w("check-late", topic=s.topic))
        if concern.state is not State.CONFIRMED:
            return [*text, context(s.w.state_for_raiser(s.record))]
        return [*text, actions(s.buttons([Button.STILL_BETTER, Button.CAME_BACK]), name=name)]
    date = s.day_of(concern.created_at)
    text = paragraphs(s.w(f"check-{which.value}", topic=s.topic, date=date))
    if concern.state not in READ:
        return [*text, context(s.w.state_for_raiser(s.record))]
    if telling is not None:
        tell = paragraphs(s.w("check-tell", leader=s.leader))
        choice = s.buttons((_TELL[telling], Button.KEEP_PRIVATE, Button.BACK))
        return [*tell, actions(choice, name=f"{name}-tell")]
    row = (Button.BETTER, Button.LITTLE, Button.SAME, Button.WORSE)
    talked = concern.talked_at is not None
    more = [*((Button.NOT_TALKED,) if talked else ()), Button.REST, Button.STOP_CHECKS]
    return [*text, actions(s.buttons(row, more), name=name)]
