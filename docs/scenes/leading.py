"""What a leader opens: reading, answering, sorting."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.domain.coaching import CoachingLine
from bot.domain.concern.states import (
    Kind,
    State,
)
from bot.domain.ids import ConcernId
from bot.domain.taxonomy import Help, Signal
from bot.messages.forms import (
    guessing,
    leader_reading,
    leading,
    mine,
    oneself,
    sorting,
)
from docs.samples import (
    DAYS,
    LINK,
    NOW,
    Samples,
)
from docs.scenes.scene import Shown, reason_of


def scenes(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """What a leader opens."""
    form: dict[str, Any] = {"contact": samples.contact}
    new = samples.record(samples.talk[:2], state=State.RAISED, help=Help.THINK, link=LINK)
    yield (
        "Something new",
        leader_reading.read_form(samples.priya, record=new, default_day=DAYS[1], **form),
    )
    for wish in (Help.LISTEN, Help.ACT, Help.UNSURE):
        read = samples.record(samples.talk, help=wish, step=True, state=State.IN_PROGRESS)
        yield f"Read again, {wish}", leader_reading.read_form(samples.priya, record=read, **form)
    for line in CoachingLine:
        read = samples.record(samples.talk[:1])
        shown = leader_reading.read_form(samples.priya, record=read, line=line, **form)
        yield f"Read again, for your talk: {line.value}", shown
    corrected = samples.record(samples.talk[:4])
    yield "After a correction", leader_reading.read_form(samples.priya, record=corrected, **form)
    empty = samples.record(link=LINK, worded=False, quiet=True)
    yield "A mark without words", leader_reading.read_form(samples.priya, record=empty, **form)
    put_off = samples.record(samples.talk[:1], not_yet_because="The rota is not out yet")
    yield "Put off, with a reason", leader_reading.read_form(samples.priya, record=put_off, **form)
    yield "Words erased", leader_reading.read_form(samples.priya, record=samples.record(), **form)
    for state in (State.NO_CHANGE, State.HEARD):
        closed = samples.record(
            _closed(samples), state=state, reason=reason_of(state), closed_at=NOW
        )
        yield (
            f"Closed, then {state}",
            leader_reading.read_form(samples.priya, record=closed, **form),
        )
    for kind in (Kind.NOTE, Kind.SHARED):
        read = samples.note(texts=samples.noted, kind=kind)
        yield f"Your note, {kind}", leader_reading.read_form(samples.priya, record=read, **form)
    about: dict[str, Any] = {**form, "record": samples.record(), "default_day": DAYS[1]}
    yield "You've talked", leading.talked_form(samples.priya, **about)
    told = {**about, "record": samples.record(told_on=DAYS[2])}
    yield "You've talked, and a day was told", leading.talked_form(samples.priya, **told)
    yield "Your next step", leading.step_form(samples.priya, **about)
    about["record"] = samples.note()
    yield "A step for a note", leading.step_form(samples.priya, **about)
    about = {**form, "record": samples.record()}
    yield (
        "Not yet",
        leading.later_form(samples.priya, tomorrow=DAYS[0], next_week=DAYS[3], **about),
    )
    promised = {**about, "record": samples.record(told_on=DAYS[2])}
    yield (
        "Not yet, of a day that was told",
        leading.later_form(samples.priya, tomorrow=DAYS[0], next_week=DAYS[3], **promised),
    )
    yield "Give an honest no", leading.close_form(samples.priya, **about)
    yield "Find a question", guessing.guess_form(samples.priya, **about)
    for guess in guessing.Guess:
        shown = guessing.question_view(samples.priya, record=samples.record(), guess=guess)
        yield f"Then ask: {guess}", shown
    for contact in (samples.contact, None):
        yield (
            "Danger or harassment" + ("" if contact else ", without a contact"),
            leading.bigger_view(samples.priya, record=samples.record(), contact=contact),
        )
    for name, one in (("concern", samples.record()), ("note", samples.note()), ("new", new)):
        yield f"What you can do: a {name}", leading.more_card(samples.priya, record=one)
    step = samples.record(step=True, state=State.IN_PROGRESS)
    unnamed = samples.record(samples.talk[:1], signal=Signal.OTHER, pressures=())
    bare = samples.record(signal=Signal.OTHER, pressures=())
    yield (
        "Before you meet",
        mine.meet_view(samples.priya, person=samples.maria, records=[new, step, unnamed, bare]),
    )
    yield (
        "Before you meet, nothing open",
        mine.meet_view(samples.priya, person=samples.maria, records=[]),
    )
    for key in ("heard-done", "said-back-done"):
        yield (
            f"After it: {key}",
            oneself.said(samples.priya, title_key="saved-title", text_key=key, person="Maria"),
        )
    marked = replace(step.concern, id=ConcernId("3" * 26), signal=Signal.OTHER, worded=False)
    waiting = (
        new,
        replace(step, concern=replace(step.concern, id=ConcernId("2" * 26))),
        replace(step, concern=marked),
    )
    yield "Sort them", sorting.sort_form(samples.priya, records=waiting, contact=samples.contact)
    yield (
        "Sort them, nothing",
        sorting.sort_form(samples.priya, records=(), contact=samples.contact),
    )
    done = {"title_key": "saved-title", "text_key": "form-sort-done"}
    yield "After sorting", oneself.said(samples.priya, **done)  # type: ignore[arg-type]
    yield (
        "After sorting, in two views",
        oneself.said(samples.priya, title_key="saved-title", text_key="form-sort-moved_on", n="2"),
    )
    yield "After other forms", oneself.kept(samples.priya, record=step)


def _closed(samples: Samples) -> tuple[Any, ...]:
    return (*samples.talk[:1], samples.closing)
