"""Saying something: the form, the command, and what answers them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.calendar import Absence, Calendar
from bot.domain.capture import WhichOption
from bot.domain.concern import Nudge
from bot.domain.concern.states import (
    NudgeReason,
    State,
)
from bot.domain.rhythm import Detail
from bot.domain.taxonomy import Help, HowSoon, Signal
from bot.listeners.commands import SUBCOMMANDS
from bot.messages import cards
from bot.messages.controls import CommandValue
from bot.messages.forms import (
    oneself,
    raising,
)
from docs.samples import (
    DAYS,
    NOW,
    PRIYA,
    TODAY,
    Samples,
    with_fields,
)
from docs.scenes.scene import CALENDAR, Shown, answered_by, tomorrow


def scenes(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """Saying something."""
    mistyped: dict[str, Any] = {
        "reader": samples.maria,
        "as_written": CommandValue(text="hlep", key="1"),
    }
    for name, words, meant, leader in (
        ("help", "hlep", "help", samples.priya),
        ("a subcommand", "pause monday", "pause until monday", None),
    ):
        asked = cards.did_you_mean(
            words, f"/concern {meant}", meant=CommandValue(text=meant), leader=leader, **mistyped
        )
        yield f"Did you mean {name}", asked
    yield "Help", cards.help_text(SUBCOMMANDS, reader=samples.maria)
    form: dict[str, Any] = {
        "contact": samples.contact,
        "leaders": [samples.priya],
        "today": TODAY,
    }
    yield "The form", raising.raise_form(samples.maria, **form)
    more: dict[str, Any] = {
        **form,
        "others": [samples.tom],
        "words": samples.words,
        "away": {PRIYA.id: TODAY + timedelta(days=6)},
    }
    yield "The form, with a choice", raising.raise_form(samples.maria, **more)
    yield "The form, one leader away", raising.raise_form(samples.maria, **{**more, "others": []})
    for name, options, person in (
        ("A teammate is addressed", [WhichOption.WRITE_TO, WhichOption.MINE], samples.sam),
        ("Nobody leads the other", [WhichOption.NOTE, WhichOption.FOR_THEM], samples.sam),
        ("A leader forgot the name", [WhichOption.MINE, WhichOption.NOTE], None),
    ):
        yield (
            f"Who is this for? {name}",
            raising.which_form(
                samples.maria,
                words=samples.words,
                options=options,
                person=person,
                leader=samples.priya,
            ),
        )
    both = [WhichOption.MINE, WhichOption.NOTE]
    yield "Nothing typed yet", raising.which_form(samples.maria, words="", options=both)
    new = samples.record(
        state=State.RAISED,
        heard_at=None,
        nudge=Nudge(NudgeReason.NEW, DAYS[0], tomorrow()),
        promised_on=answered_by(DAYS[0]),
    )
    sent: dict[str, Any] = {"reader": samples.maria, "now": NOW}
    yield "Sent", cards.raise_sent(new, words=samples.words, calendar=CALENDAR, **sent)
    for shows in Detail:
        for signal in (Signal.OVERLOADED, Signal.OTHER):
            made = replace(new, concern=with_fields(new.concern, signal=signal))
            told = cards.raise_sent(made, words=None, calendar=CALENDAR, shows=shows, **sent)
            yield f"Sent, and the leader wants {shows}, {signal}", told
    away = Calendar(zone="Europe/Berlin", away=(Absence(TODAY, DAYS[0]),))
    earlier = samples.record(created_at=NOW - timedelta(days=9)).concern
    yield (
        "Sent, the leader away, and said before",
        cards.raise_sent(new, words=samples.words, calendar=away, earlier=earlier, **sent),
    )
    for name, wait in (
        ("for today", timedelta(hours=2)),
        ("over a day off", timedelta(days=2)),
    ):
        comes = NOW + wait
        later = samples.record(
            state=State.RAISED,
            nudge=Nudge(NudgeReason.NEW, comes.date(), comes),
            promised_on=answered_by(comes.date()),
        )
        yield f"Sent, {name}", cards.raise_sent(later, words=None, calendar=CALENDAR, **sent)
    far = Calendar(zone="America/New_York")
    there = Nudge(NudgeReason.NEW, DAYS[0], tomorrow() + timedelta(hours=5))
    abroad = samples.record(
        state=State.RAISED, heard_at=None, nudge=there, promised_on=answered_by(DAYS[0])
    )
    yield "Sent, to another time zone", cards.raise_sent(abroad, words=None, calendar=far, **sent)
    soon = answered_by(DAYS[0], HowSoon.TODAY)
    wishes = {"help": Help.LISTEN, "how_soon": HowSoon.TODAY, "promised_on": soon}
    asks = replace(new, concern=with_fields(new.concern, **wishes))
    yield "Sent, with wishes", cards.raise_sent(asks, words=None, calendar=CALENDAR, **sent)
    elsewhere = samples.record(state=State.HANDED_OVER)
    yield (
        "Sent, and then to someone else",
        cards.raise_sent(elsewhere, words=None, calendar=CALENDAR, **sent),
    )
    at_once = samples.record(
        state=State.RAISED,
        nudge=Nudge(NudgeReason.NEW, TODAY, NOW),
        promised_on=answered_by(TODAY),
    )
    yield "Sent at once", cards.raise_sent(at_once, words=None, calendar=CALENDAR, **sent)
    yield "Added to the earlier one", cards.added(samples.record(), **sent)
    gone = samples.record(state=State.WITHDRAWN)
    yield "Taken back", cards.raise_sent(gone, words=None, calendar=CALENDAR, **sent)
    yield (
        "After the form",
        oneself.shown(
            samples.maria,
            title_key="sent-title",
            blocks=cards.raise_sent(new, words=None, calendar=CALENDAR, **sent).blocks,
        ),
    )
    unread = samples.record(samples.talk[:1], state=State.RAISED)
    yield (
        "Change it, before it was read",
        raising.change_form(samples.maria, record=unread, contact=samples.contact),
    )
    yield (
        "Change it",
        raising.change_form(
            samples.maria, record=samples.record(samples.talk), contact=samples.contact
        ),
    )
