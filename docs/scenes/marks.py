"""Notes after a talk and colleagues' marks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.calendar import Calendar
from bot.domain.concern import Nudge
from bot.domain.concern.cadence import MARK_DELAY
from bot.domain.concern.states import (
    Act,
    NudgeReason,
    State,
)
from bot.domain.ids import ChannelId
from bot.domain.rhythm import Detail
from bot.domain.taxonomy import Signal
from bot.messages import cards
from bot.messages.controls import MessageValue
from bot.messages.forms import (
    noting,
    offering,
    oneself,
)
from bot.messages.forms.view_state import ViewState
from docs.samples import (
    DAYS,
    LINK,
    NOW,
    TODAY,
    Samples,
    happened,
)
from docs.scenes.scene import CALENDAR, Shown, answered_by, tomorrow


def notes(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """Notes after a talk."""
    form: dict[str, Any] = {
        "offered_days": DAYS[:4],
        "in_a_week": DAYS[4],
        "contact": None,
        "today": TODAY,
    }
    yield "The form", noting.note_form(samples.priya, person=samples.maria, **form)
    yield "The form, for anybody", noting.note_form(samples.priya, person=None, **form)
    kept: dict[str, Any] = {"reader": samples.priya, "now": NOW}
    asked = Nudge(NudgeReason.FIRST, DAYS[0], tomorrow())
    saved = cards.note_saved(
        samples.note(nudge=asked), words=samples.words, moved_from=TODAY, **kept
    )
    yield "Kept", saved
    marked = samples.note(signal=Signal.OTHER, pressures=(), worded=False, nudge=asked)
    yield "Kept from a mark", cards.react_leader(marked, **kept)
    timed = cards.note_saved(samples.note(nudge=asked), words=samples.words, timed=True, **kept)
    yield "Kept, where a time was typed, too", timed
    yield "Taken back", cards.note_saved(samples.note(state=State.WITHDRAWN), **kept)
    shown = oneself.shown(samples.priya, title_key="note-title", blocks=saved.blocks[:1])
    yield "After the form", shown


def offers(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """A colleague's mark."""
    own: dict[str, Any] = {"reader": samples.maria, "now": NOW, "calendar": CALENDAR}
    for name, ask in (("", Nudge(NudgeReason.NEW, DAYS[0], tomorrow())), (", at once", None)):
        mark = samples.record(state=State.RAISED, worded=False, nudge=ask)
        yield f"One's own message{name}", cards.react_own(mark, **own)
    there = Nudge(NudgeReason.NEW, DAYS[0], tomorrow() + timedelta(hours=5))
    later = samples.record(state=State.RAISED, worded=False, nudge=there)
    far = {**own, "calendar": Calendar(zone="America/New_York")}
    yield "One's own message, to another time zone", cards.react_own(later, **far)
    yield (
        "Several leaders",
        cards.react_choose(reader=samples.maria, marked=MessageValue(channel="C1", ts="1.2")),
    )
    offered = samples.record(state=State.OFFERED, owner=None)
    sam = samples.sam
    for name, asks_at in (
        ("", NOW + MARK_DELAY),
        (", outside the author's hours", NOW + timedelta(days=1)),
        (", where the author has been asked", None),
    ):
        answer = cards.offer_reactor(
            offered, reader=sam, contact=samples.contact, emoji="ear", asks_at=asks_at, now=NOW
        )
        yield f"To the colleague{name}", answer
    for emoji in ("ear", None):
        name = "an emoji" if emoji else "the message menu"
        asked: dict[str, Any] = {"reader": samples.maria, "now": NOW, "emoji": emoji}
        yield (
            f"To the author, by {name}",
            cards.offer_ask(offered, leaders=[samples.priya], **asked),
        )
    asked["emoji"] = "ear"
    discreet = replace(samples.maria.preferences, detail=Detail.NOTHING)
    nameless = {**asked, "reader": replace(samples.maria, preferences=discreet)}
    yield (
        "To the author, with nobody's name in messages",
        cards.offer_ask(offered, leaders=[samples.priya], **nameless),
    )
    yield (
        "To the author, several leaders",
        cards.offer_ask(offered, leaders=[samples.priya, samples.tom], **asked),
    )
    yes = (happened(Act.YES),)
    for state, history in (
        (State.RAISED, yes),
        (State.HEARD, (*yes, happened(Act.HEAR))),
        (State.WITHDRAWN, yes),
    ):
        for waits in (timedelta(), timedelta(days=1)):
            made = samples.record(
                state=state,
                created_at=NOW,
                seen_from=NOW + waits,
                promised_on=answered_by((NOW + waits).date()),
                worded=False,
                link=LINK,
            )
            accepted = cards.offer_accepted(
                replace(made, history=history), reader=samples.maria, now=NOW, since=NOW
            )
            yield f"To the author, after a yes, {state}, {waits.days=}", accepted
    gone = cards.message_gone(reader=samples.sam, channel=ChannelId("C0PAY"))
    yield "Whose message was deleted", gone
    yield "Over", cards.offer_done(reader=samples.maria, leaders=[samples.priya])
    menu: dict[str, Any] = {
        "author": samples.maria,
        "contact": samples.contact,
        "view_state": ViewState(),
    }
    yield "The message menu", offering.offer_form(sam, leaders=[samples.priya], **menu)
    yield (
        "After it",
        oneself.said(sam, title_key="form-offer-title", text_key="offered-done", person="Maria"),
    )
