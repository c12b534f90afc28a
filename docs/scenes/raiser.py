"""Messages to whoever said something, and what they open."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.concern import PlannedCheckIn
from bot.domain.concern.states import (
    Act,
    CheckIn,
    Kind,
    Meeting,
    RaiserNotice,
    State,
)
from bot.domain.concern.transitions import ANSWERS_TO
from bot.domain.record import (
    Answered,
)
from bot.domain.rhythm import Detail
from bot.messages import cards
from bot.messages.forms import (
    mine,
    raising,
)
from bot.payloads import Notice
from docs.samples import (
    DAYS,
    LINK,
    NOW,
    PRIYA,
    Samples,
)
from docs.scenes.scene import Shown, reason_of


def raiser(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """Messages to whoever said something."""
    told: dict[str, Any] = {"reader": samples.maria, "now": NOW}
    for meeting in (None, *Meeting):
        heard = cards.told(
            samples.record(meeting=meeting), RaiserNotice.HEARD, said_back=True, **told
        )
        yield f"heard, {meeting or 'no place named'}", heard
    yield "heard, without words", cards.told(samples.record(), RaiserNotice.HEARD, **told)
    yield (
        "step",
        cards.told(samples.record(step=True, state=State.IN_PROGRESS), RaiserNotice.STEP, **told),
    )
    for name, quiet in (
        ("not answered", samples.record(state=State.RAISED, heard_at=None, quiet=True)),
        ("not come back to", samples.record(quiet=True)),
        ("not again", samples.record(quiet=True, first_talk_at=NOW)),
        ("meanwhile answered", samples.record()),
    ):
        yield f"waiting, {name}", cards.told(quiet, RaiserNotice.WAITING, **told)
    detail = replace(samples.maria.preferences, detail=Detail.NOTHING)
    hidden = {**told, "reader": replace(samples.maria, preferences=detail)}
    yield "heard, no detail in messages", cards.told(samples.record(), RaiserNotice.HEARD, **hidden)
    nobody = samples.record(owner=None)
    yield "heard, by somebody who left", cards.told(nobody, RaiserNotice.HEARD, **told)
    closed = samples.record(state=State.NO_CHANGE)
    away = samples.record(away_told=DAYS[3])
    waits = Notice(notice=RaiserNotice.AWAY, waits_since=NOW)
    yield "the leader is away", cards.told(away, RaiserNotice.AWAY, **told)
    yield (
        "the leader is away, fine",
        cards.told(away, RaiserNotice.AWAY, sent=waits, **told),
    )
    yield "closed", cards.told(closed, RaiserNotice.CLOSED, **told)
    yield (
        "a note is shared",
        cards.told(samples.note(kind=Kind.SHARED), RaiserNotice.SHARED, **told),
    )
    gone = samples.record(state=State.WITHDRAWN, last_act=Act.TAKE_BACK)
    yield "taken back", cards.told(gone, RaiserNotice.SHARED, **told)
    for check in CheckIn:
        state = State.UNCONFIRMED if check is CheckIn.ENDED else State.BETTER
        asked = samples.record(state=state, talked_at=NOW)
        yield f"question: {check}", cards.check(asked, check, **told)
    for act in (Act.SAME, Act.WORSE):
        yield (
            f"shall they know: {act}",
            cards.check(samples.record(), CheckIn.FIRST, telling=act, **told),
        )
    for check, acts in ANSWERS_TO.items():
        for act in sorted(acts):
            done = cards.check(samples.record(), check, answer=Answered(act, NOW), **told)
            yield f"answered {check}: {act}", done


def own(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """What they open."""
    first = PlannedCheckIn(CheckIn.FIRST, NOW + timedelta(days=2))
    for state in State:
        one = samples.record(
            () if state is State.WITHDRAWN else samples.talk,
            state=state,
            step=state is State.IN_PROGRESS,
            openings=state is State.BETTER,
            check_in=first if state is State.BETTER else None,
            said_yes_at=NOW if state is State.CONFIRMED else None,
            quiet=state is State.WORSE,
            reason=reason_of(state),
            link=LINK if state is State.RAISED else None,
        )
        if state is State.NO_CHANGE:
            one = replace(one, said=(*one.said, samples.closing))
        yield f"What you said, {state}", mine.own_view(samples.maria, record=one)
    for name, one in (
        ("not answered", samples.record(samples.talk[:1], state=State.RAISED, quiet=True)),
        ("not again", samples.record(samples.talk, quiet=True, first_talk_at=NOW)),
        ("asked about", samples.record(samples.talk, come_back_on=None)),
        ("with nobody", samples.record(samples.talk, owner=None, state=State.BETTER)),
        ("no words left", samples.record()),
        ("a mark", samples.record(link=LINK, worded=False)),
        ("to agree to", samples.record(samples.talk[:3])),
    ):
        yield f"What you said, {name}", mine.own_view(samples.maria, record=one)
    shared = samples.note(texts=samples.talk[:1], kind=Kind.SHARED)
    yield "A note about you", mine.own_view(samples.maria, record=shared)
    long = replace(
        shared, people={**shared.people, PRIYA.id: replace(samples.priya, name="P" * 30)}
    )
    yield "A note by a long name", mine.own_view(samples.maria, record=long)
    form: dict[str, Any] = {"record": samples.record(samples.talk), "contact": samples.contact}
    yield "Not quite", raising.not_quite_form(samples.maria, **form)
    yield "What changed?", raising.changed_form(samples.maria, **form)
