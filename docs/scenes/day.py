"""A leader's messages: the day's, the week's, and what extras along."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.domain.concern import Timeout
from bot.domain.concern.states import (
    FOLLOW_UPS,
    Act,
    LeaderNews,
    NudgeReason,
    State,
)
from bot.domain.digest import (
    LeaderWeekly,
    Spoken,
    TeamPreview,
    Window,
    Word,
)
from bot.domain.record import (
    SAID_BACK,
    DayExtras,
    Happening,
    Joined,
    Line,
    Record,
    settles,
)
from bot.domain.rhythm import Detail, FadeAnswer
from bot.domain.settings import ChannelFigures
from bot.domain.taxonomy import Help, HowSoon, Pressure, Signal
from bot.messages import cards
from bot.messages.cards import Message
from bot.messages.cards.leader import LATEST
from docs.samples import (
    DAYS,
    NOW,
    PRIYA,
    STEP,
    TODAY,
    TOM,
    Samples,
    happened,
    line,
    with_fields,
)
from docs.scenes.scene import WEEK, Shown

THURSDAY = NOW + timedelta(days=2)
"""When a lead is asked about Friday's digest."""


def scenes(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """A leader's messages."""
    new: dict[str, Any] = {"state": State.RAISED, "heard_at": None}
    for wish in Help:
        how_soon = HowSoon.TODAY if wish is Help.ACT else HowSoon.WEEK
        made = samples.record(**new, help=wish, how_soon=how_soon)
        yield f"new, {wish}", _day(samples, made, NudgeReason.NEW)
    for reason in (NudgeReason.ACK_1, NudgeReason.ACK_2, NudgeReason.ACK_3, NudgeReason.AGAIN):
        yield reason.value, _day(samples, samples.record(**new), reason)
    yield "first, with the leader's own date", _day(samples, samples.record(), NudgeReason.FIRST)
    gap = samples.record(come_back_on=None)
    yield "first, without one", _day(samples, gap, NudgeReason.FIRST, openers=1)
    for act in sorted(LATEST):
        since = replace(gap, history=(happened(act),))
        yield f"first, after {act}", _day(samples, since, NudgeReason.FIRST)
    paused = samples.record(come_back_on=date(2026, 3, 16))
    told = happened(Act.HEAR.value, at=NOW - timedelta(days=5), day=date(2026, 3, 16), by=PRIYA.id)
    paused = replace(paused, history=(told,))
    yield "first, of a day before a pause", _day(samples, paused, NudgeReason.FIRST)
    step = samples.record(step=True, state=State.IN_PROGRESS)
    yield "first, after a step", _day(samples, step, NudgeReason.FIRST)
    late = replace(step, concern=with_fields(step.concern, come_back_on=date(2026, 3, 16)))
    late = replace(late, steps=(replace(STEP, due_on=date(2026, 3, 16)),))
    yield "first, a day after the step", _day(samples, late, NudgeReason.FIRST)
    yield "first, of a note", _day(samples, samples.note(), NudgeReason.FIRST)
    yield (
        "first, of a note asked about before",
        _day(samples, samples.note(follow_up=1), NudgeReason.FIRST),
    )
    for reason in (
        one for one in NudgeReason if one in FOLLOW_UPS and one is not NudgeReason.FIRST
    ):
        yield reason.value, _day(samples, samples.record(), reason)
    for reason in (NudgeReason.SNOOZED, NudgeReason.ONE_ON_ONE):
        was = date(2026, 3, 16)
        yield f"{reason}, a day later", _day(samples, samples.record(), reason, day=was)
    put_off = samples.record(not_yet_because="The rota is not out yet")
    yield "put off, with a reason", _day(samples, put_off, NudgeReason.SNOOZED)
    quiet = Timeout(Act.FALL_QUIET, NOW + timedelta(days=2))
    for made in (samples.record(timeout=quiet), samples.note()):
        yield "third, and if nothing is pressed", _day(samples, made, NudgeReason.THIRD)
    for act in (Act.SAME, Act.LITTLE):
        yield f"same, {act}", _day(samples, samples.record(answer=act), NudgeReason.SAME)
    answered = [one for one in NudgeReason if one not in FOLLOW_UPS and _from_a_person(one)]
    for reason in answered:
        yield reason.value, _day(samples, samples.record(), reason)
    lines = [
        line(
            samples.record(answer=Act.SAME, created_at=NOW - timedelta(days=n + 2)),
            one,
            key=f"i{n}",
        )
        for n, one in enumerate(NudgeReason)
    ]
    bundle: dict[str, Any] = {"reader": samples.priya, "now": NOW}
    for n, start in enumerate(range(0, len(lines), 5)):
        some = lines[start : start + 5]
        yield f"several, {n + 1}", cards.day_message(some, more=3, **bundle)
    was = date(2026, 3, 16)
    passed = [
        line(samples.record(), one, key=f"l{n}", day=was)
        for n, one in enumerate((NudgeReason.SNOOZED, NudgeReason.ONE_ON_ONE))
    ]
    yield "several, a day later", cards.day_message(passed, **bundle)
    alike = [line(samples.record(), NudgeReason.FIRST, key=f"a{n}") for n in range(2)]
    little = samples.record(answer=Act.LITTLE)
    alike.append(line(little, NudgeReason.SAME, key="little"))
    marked = samples.record(signal=Signal.OTHER, pressures=(), worded=False)
    alike.append(line(marked, NudgeReason.NEW, key="marked"))
    noted = [line(samples.note(), NudgeReason.FIRST, key=f"b{n}") for n in range(2)]
    unnamed = [
        line(made(signal=Signal.OTHER, pressures=()), NudgeReason.FIRST, key=f"c{n}")
        for n, made in enumerate((samples.record, samples.note))
    ]
    yield "several alike", cards.day_message([*alike, *noted, *unnamed], **bundle)
    fresh = [line(samples.record(**new), NudgeReason.NEW, key=f"n{n}") for n in range(2)]
    yield "several new ones", cards.day_message(fresh, **bundle)
    helped = samples.record(state=State.CONFIRMED)
    news = [line(samples.record(), tail=one, key=f"t{one}") for one in LeaderNews]
    news += [line(helped, tail=LeaderNews.CONFIRMED, key="helped")]
    yield "news that ride along", cards.day_message([lines[5], *news], **bundle)
    yield "news before a digest", cards.day_message(news[:1], **bundle)
    yield "so many that they are sorted", cards.day_message(lines, sort=True, **bundle)
    yield from _riding(samples, lines[5], bundle)
    for signal in Signal:
        yield (
            f"topic: {signal}",
            _day(samples, samples.record(signal=signal, pressures=()), NudgeReason.SECOND),
        )
    for pressure in Pressure:
        behind = samples.record(signal=Signal.STUCK, pressures=(pressure,))
        yield f"behind it: {pressure}", _day(samples, behind, NudgeReason.SECOND)
    for signal, pressure in (
        (Signal.OVERLOADED, Pressure.INCIDENT),
        (Signal.OVERLOADED, Pressure.MEETINGS),
        (Signal.DEADLINE, Pressure.DATE),
    ):
        load = samples.record(signal=signal, pressures=(pressure,))
        yield f"behind it: {signal}, {pressure}", _day(samples, load, NudgeReason.SECOND)
    for detail in (Detail.TOPIC, Detail.NOTHING):
        reader = replace(
            samples.priya, preferences=replace(samples.priya.preferences, detail=detail)
        )
        hidden = [line(samples.record(), NudgeReason.FIRST)]
        yield (
            f"detail in messages: {detail}",
            cards.day_message(hidden, reader=reader, now=NOW),
        )
    for name, part in _parts(samples):
        asked: dict[str, Any] = {"reader": samples.priya, "now": THURSDAY}
        own = cards.private_parts([part], **asked)
        notice = cards.parts_notice([part], **asked)
        yield name, cards.message(notice, own, reader=samples.priya)
    for name, done in (
        ("before steps were counted", samples.record()),
        ("with somebody else", samples.record(owner=TOM.id)),
        ("taken back", samples.record(state=State.WITHDRAWN)),
    ):
        yield f"redrawn: {name}", cards.day_message([_redrawn(samples, done)], **bundle)
    replied = replace(samples.record(), history=(happened(Act.HEAR),))
    both = [_redrawn(samples, replied), _redrawn(samples, samples.record(owner=TOM.id))]
    yield (
        "redrawn: several, all settled",
        cards.day_message(
            [both[0], replace(both[1], item=replace(both[1].item, id="9"))], **bundle
        ),
    )
    nameless = samples.record(signal=Signal.OTHER, pressures=())
    for act in sorted(act for act in (*Act, SAID_BACK) if settles(act)):
        for kept in (helped, nameless) if act == Act.BETTER else (samples.record(),):
            if act in GONE:
                continue
            settled = replace(kept, history=(happened(act, day=DAYS[1]), *_agreed(act)))
            yield f"settled: {act}", cards.day_message([_redrawn(samples, settled)], **bundle)


GONE = frozenset(
    {"yes", "no", "offer_lapse", "unmark", "send_on", "hand_yes", "withdraw"}
    | {"remove", "take_back", "erase", "not_led"}
)
"""What is drawn without saying what settled it: it is somebody else's, or taken back."""


def _agreed(act: str) -> tuple[Happening, ...]:
    """A reply with which its raiser agreed."""
    return (happened(Act.SAY_YES),) if act == Act.HEAR else ()


def _redrawn(samples: Samples, record: Record) -> Line:
    """A card of the step before, drawn anew."""
    asked = line(samples.record(), NudgeReason.FIRST)
    return replace(asked, record=replace(record, concern=replace(record.concern, step_no=2)))


def _day(
    samples: Samples, of: Record, reason: NudgeReason, day: date | None = None, **given: Any
) -> Message:
    return cards.day_message([line(of, reason, day=day)], reader=samples.priya, now=NOW, **given)


def _riding(samples: Samples, one: Line, bundle: dict[str, Any]) -> Iterator[tuple[str, Shown]]:
    joined = (
        Joined(samples.team, samples.sam, True, False),
        Joined(samples.team, samples.tom, False, True),
        Joined(samples.team, samples.maria, False, False),
    )
    extras = DayExtras(
        still_open=7,
        oldest=NOW - timedelta(days=30),
        backoff=TODAY,
        fade=True,
        joined=joined,
        quiet_teams=(samples.team,),
    )
    yield "lines that ride along", cards.day_message([one], extras=extras, **bundle)
    extras = replace(
        extras,
        kept_weekly_at=NOW,
        fade_answer=FadeAnswer(only_slips=True, at=NOW),
        joined=(),
        quiet_teams=(),
        list_only=True,
    )
    yield "the weekly list, its lines answered", cards.day_message([], extras=extras, **bundle)
    kept = FadeAnswer(only_slips=False, at=NOW)
    extras = DayExtras(list_only=True, still_open=1, oldest=NOW, fade=True, fade_answer=kept)
    yield "the weekly list, still asking", cards.day_message([], extras=extras, **bundle)
    extras = DayExtras(list_only=True, still_open=0)
    yield "the weekly list, all settled", cards.day_message([], extras=extras, **bundle)


def _from_a_person(reason: NudgeReason) -> bool:
    return reason not in (
        NudgeReason.NEW,
        NudgeReason.ACK_1,
        NudgeReason.ACK_2,
        NudgeReason.ACK_3,
        NudgeReason.AGAIN,
        NudgeReason.SAME,
    )


def _weekly() -> LeaderWeekly:
    return LeaderWeekly(raised=6, waiting=1, come_back=4, before_asked=2, confirmed=3)


def _parts(samples: Samples) -> Iterator[tuple[str, TeamPreview]]:
    base = TeamPreview(
        team=samples.team,
        week=WEEK,
        day=DAYS[2],
        weekly=_weekly(),
        window=Window(date(2026, 2, 16), date(2026, 3, 15), 4),
        word=None,
        open=True,
    )
    yield "the leader's own weeks", base
    yield "the leader's own weeks, before a weekend", replace(base, day=DAYS[3], weekly=None)
    never = replace(samples.team, figures=ChannelFigures.NEVER)
    yield "the leader's own weeks, in a team without numbers", replace(base, team=never)
    shared = replace(samples.team, outsiders=True)
    yield "the leader's own weeks, where outsiders read the channel", replace(base, team=shared)
    for word in Word:
        spoken = Spoken(PRIYA.id, word, THURSDAY)
        yield f"the leader's own weeks, {word}", replace(base, word=spoken)
