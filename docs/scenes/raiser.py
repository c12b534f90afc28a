"""Messages to whoever said something, and what they open."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.concern import Clocks, PlannedCheckIn, Timeout
from bot.domain.concern.states import (
    Act,
    CheckIn,
    Kind,
    Meeting,
    RaiserNotice,
    State,
    Waiting,
)
from bot.domain.concern.transitions import ANSWERS_TO
from bot.domain.record import (
    Answered,
)
from bot.domain.rhythm import Detail
from bot.domain.taxonomy import Signal
from bot.messages import cards
from bot.messages.cards.what_came import CAME
from bot.messages.forms import (
    mine,
    raising,
)
from bot.payloads import CheckInQuestion
from docs.samples import (
    DAYS,
    LINK,
    NOW,
    PRIYA,
    TODAY,
    Samples,
    happened,
    sent,
)
from docs.scenes.scene import Shown, reason_of


def raiser(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """Messages to whoever said something."""
    told: dict[str, Any] = {"reader": samples.maria, "now": NOW, "since": NOW}
    plain = samples.record()
    for meeting in (None, *Meeting):
        news = sent(RaiserNotice.HEARD, said_back=True, meeting=meeting)
        yield f"heard, {meeting or 'no place named'}", cards.told(plain, news, **told)
    yield "heard, without words", cards.told(plain, sent(RaiserNotice.HEARD), **told)
    unnamed = sent(RaiserNotice.HEARD, named=False)
    yield "heard, and no day was named", cards.told(plain, unnamed, **told)
    other = samples.record(signal=Signal.OTHER, pressures=())
    yield "heard, without a topic", cards.told(other, sent(RaiserNotice.HEARD), **told)
    step = samples.record(step=True, state=State.IN_PROGRESS)
    yield "step", cards.told(step, sent(RaiserNotice.STEP), **told)
    both = sent(RaiserNotice.STEP, earlier=(sent(RaiserNotice.HEARD, said_back=True, day=None),))
    yield "heard and a step, in one message", cards.told(step, both, **told)
    yield "a step without a name", cards.told(step, sent(RaiserNotice.STEP, step=None), **told)
    yield "moved", cards.told(plain, sent(RaiserNotice.MOVED), **told)
    over = sent(RaiserNotice.HEARD, day=DAYS[2], before=TODAY - timedelta(days=1), named=False)
    yield "heard, and the day is over", cards.told(plain, over, **told)
    talked = sent(RaiserNotice.SHARED, day=None)
    shared = samples.note(kind=Kind.SHARED)
    yield "shared, with nothing planned", cards.told(shared, talked, **told)
    unreached = sent(RaiserNotice.MOVED, named=False)
    yield "moved, and no day was named", cards.told(plain, unreached, **told)
    waits = samples.record(state=State.RAISED, heard_at=None, quiet=True)
    for waiting in Waiting:
        news = sent(RaiserNotice.WAITING, waiting=waiting)
        yield f"waiting for {waiting}", cards.told(waits, news, **told)
        replied = replace(waits, history=(happened(Act.HEAR),))
        yield f"waiting for {waiting}, and then replied", cards.told(replied, news, **told)
    note = samples.note(kind=Kind.SHARED, quiet=True)
    news = sent(RaiserNotice.WAITING, waiting=Waiting.TALK)
    yield "waiting, about a note", cards.told(note, news, **told)
    yield from _what_came(samples, told)
    detail = replace(samples.maria.preferences, detail=Detail.NOTHING)
    hidden = {**told, "reader": replace(samples.maria, preferences=detail)}
    yield "heard, no detail in messages", cards.told(plain, sent(RaiserNotice.HEARD), **hidden)
    nobody = samples.record(owner=None)
    somebody = sent(RaiserNotice.HEARD, leader=None)
    yield "heard, by somebody who left", cards.told(nobody, somebody, **told)
    away = replace(samples.record(away_told=DAYS[3]), away_until=DAYS[3])
    for elsewhere in (True, False):
        news = sent(RaiserNotice.AWAY, elsewhere=elsewhere)
        other = replace(away, elsewhere=elsewhere)
        yield f"the leader is away, {elsewhere=}", cards.told(other, news, **told)
    news = sent(RaiserNotice.AWAY)
    waits_on = news.model_copy(update={"waits_since": NOW})
    yield "the leader is away, fine", cards.told(away, waits_on, **told)
    yield "the leader was away, and is back", cards.told(plain, news, **told)
    sooner = replace(samples.record(away_told=DAYS[2]), away_until=DAYS[2])
    yield "the leader is away, for fewer days", cards.told(sooner, news, **told)
    closed = samples.record(state=State.NO_CHANGE)
    yield "closed", cards.told(closed, sent(RaiserNotice.CLOSED), **told)
    late = sent(RaiserNotice.CLOSED, day=TODAY - timedelta(days=1))
    yield "closed, and it is too late to talk", cards.told(closed, late, **told)
    gone_lead = sent(RaiserNotice.CLOSED, leader=None)
    yield (
        "closed, by somebody who left",
        cards.told(samples.record(state=State.NO_CHANGE, owner=None), gone_lead, **told),
    )
    talks = replace(samples.record(), history=(happened(Act.CLOSE), happened(Act.REOPEN)))
    yield "closed, and then reopened", cards.told(talks, sent(RaiserNotice.CLOSED), **told)
    yield (
        "closed, before days were kept",
        cards.told(closed, sent(RaiserNotice.CLOSED, day=None), **told),
    )
    shared = samples.note(kind=Kind.SHARED)
    yield "a note is shared", cards.told(shared, sent(RaiserNotice.SHARED), **told)
    plainly = samples.note(kind=Kind.SHARED, signal=Signal.OTHER, pressures=())
    yield "a note without a topic", cards.told(plainly, sent(RaiserNotice.SHARED), **told)
    gone = samples.record(state=State.WITHDRAWN, last_act=Act.TAKE_BACK)
    yield "taken back", cards.told(gone, sent(RaiserNotice.SHARED), **told)
    yield from _checks(samples, told)


def _what_came(samples: Samples, told: dict[str, Any]) -> Iterator[tuple[str, Shown]]:
    """Lines about what came of a question."""
    for act in sorted(CAME):
        record = replace(samples.record(), history=(happened(act),))
        news = sent(RaiserNotice.WAITING)
        yield f"waiting, and then {act}", cards.told(record, news, **told)


def _checks(samples: Samples, told: dict[str, Any]) -> Iterator[tuple[str, Shown]]:
    """Questions to whoever said something, and answers to them."""
    for check in CheckIn:
        state = {CheckIn.ENDED: State.UNCONFIRMED, CheckIn.LATE: State.CONFIRMED}.get(check)
        record = samples.record(state=state or State.BETTER, talked_at=NOW)
        for day in (TODAY, None):
            asked = CheckInQuestion(check=check, leader=PRIYA.id, day=day)
            what = "of a talk" if day else "of no talk"
            yield f"question: {check}, {what}", cards.check(record, asked, **told)
    ended = samples.record(state=State.UNCONFIRMED)
    private = CheckInQuestion(check=CheckIn.ENDED, leader=PRIYA.id, private=True)
    yield "question: ended, after a private answer", cards.check(ended, private, **told)
    first = CheckInQuestion(check=CheckIn.FIRST, leader=PRIYA.id, day=TODAY)
    for act in (Act.SAME, Act.WORSE, Act.NOT_TALKED):
        shown = cards.check(samples.record(), first, telling=act, **told)
        yield f"shall they know: {act}", shown
    claimed = Clocks(timeout=Timeout(Act.EXPIRE, NOW + timedelta(days=21)))
    better = samples.record(state=State.BETTER, clocks=claimed)
    shown = cards.check(better, first, telling=Act.WORSE, **told)
    yield "shall they know, after the leader said it's better", shown
    for check, acts in ANSWERS_TO.items():
        for act in sorted(acts):
            asked = CheckInQuestion(check=check, leader=PRIYA.id, day=TODAY)
            done = cards.check(samples.record(), asked, answer=Answered(act, NOW), **told)
            yield f"answered {check}: {act}", done


def own(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """What they open."""
    first = PlannedCheckIn(CheckIn.FIRST, NOW + timedelta(days=2))
    said = {State.OFFERED: (), State.RAISED: samples.talk[:2], State.WITHDRAWN: ()}
    # What is read stands first, and so stands whole.
    for state in sorted(State, key=lambda state: state is not State.HEARD):
        one = samples.record(
            said.get(state, samples.talk),
            worded=state is not State.OFFERED,
            state=state,
            step=state is State.IN_PROGRESS,
            openings=state is State.BETTER,
            check_in=first if state is State.BETTER else None,
            said_yes_at=NOW if state is State.CONFIRMED else None,
            quiet=state is State.WORSE,
            reason=reason_of(state),
            link=LINK if state in (State.OFFERED, State.RAISED) else None,
        )
        if state is State.NO_CHANGE:
            one = replace(one, said=(*one.said, samples.closing))
        yield f"What you raised, {state}", mine.own_view(samples.maria, record=one)
    for name, one in (
        ("not answered", samples.record(samples.talk[:1], state=State.RAISED, quiet=True)),
        ("not again", samples.record(samples.talk, quiet=True, first_talk_at=NOW)),
        ("asked about", samples.record(samples.talk, come_back_on=None)),
        ("in progress", samples.record(samples.talk, state=State.IN_PROGRESS)),
        ("talked", samples.record(samples.talk, state=State.IN_PROGRESS, talked_at=NOW)),
        ("two views", samples.record(samples.talk, state=State.BETTER, two_views=True)),
        ("with nobody", samples.record(samples.talk, owner=None, state=State.BETTER)),
        ("no words left", samples.record()),
        ("a mark", samples.record(link=LINK, worded=False)),
        ("to agree to", samples.record(samples.talk[:3])),
        (
            "a step and no reply",
            samples.record(samples.talk[:1], state=State.IN_PROGRESS, step=True),
        ),
    ):
        yield f"What you raised, {name}", mine.own_view(samples.maria, record=one)
    shared = samples.note(texts=samples.noted, kind=Kind.SHARED)
    yield "A note about you", mine.own_view(samples.maria, record=shared)
    erased = Timeout(Act.ERASE, NOW + timedelta(days=30))
    left = samples.note(texts=samples.talk[:1], kind=Kind.SHARED, timeout=erased)
    yield "A note about you, whose leader is gone", mine.own_view(samples.maria, record=left)
    long = replace(
        shared, people={**shared.people, PRIYA.id: replace(samples.priya, name="P" * 30)}
    )
    yield "A note by a long name", mine.own_view(samples.maria, record=long)
    form: dict[str, Any] = {"record": samples.record(samples.talk), "contact": samples.contact}
    yield "Not quite", raising.not_quite_form(samples.maria, **form)
    yield "What got better?", raising.changed_form(samples.maria, **form)
