"""How long something is kept: it is about to be deleted, or comes from a back-up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.concern import Milestones, Retention
from bot.domain.concern.states import Kind, State
from bot.domain.record import Record
from bot.messages import cards
from bot.messages.forms import mine
from bot.payloads import PlannedDeletion
from docs.samples import NOW, TODAY, Samples
from docs.scenes.scene import Shown

LONG_AGO = NOW - timedelta(days=180)
RAISED = LONG_AGO - timedelta(days=21)
"""Three weeks before the last that happened with it."""
SENT = PlannedDeletion(day=TODAY + timedelta(days=14), since=LONG_AGO.date())


def scenes(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """What a raiser is told and asked about it."""
    told: dict[str, Any] = {"reader": samples.maria, "now": NOW}
    soon: dict[str, Any] = {**told, "sent": SENT}
    warned = _kept(samples.record(created_at=RAISED), warned_at=NOW)
    yield "about to be deleted", cards.data_soon(warned, waits=True, **soon)
    older = samples.record(created_at=LONG_AGO - timedelta(days=180))
    again = _kept(older, warned_at=NOW, kept_at=LONG_AGO)
    yield "about to be deleted, a second time", cards.data_soon(again, waits=True, **soon)
    old = samples.record(created_at=RAISED)
    longer = _kept(old, warned_at=NOW - timedelta(days=1), kept_at=NOW)
    yield "kept longer", cards.data_soon(longer, waits=False, **soon)
    yield "about to be deleted, then heard", cards.data_soon(old, waits=False, **soon)
    note = _kept(samples.note(kind=Kind.SHARED, created_at=RAISED), warned_at=NOW)
    yield "a shared note, about to be deleted", cards.data_soon(note, waits=True, **soon)
    kept = _kept(samples.note(kind=Kind.SHARED, created_at=RAISED), kept_at=LONG_AGO)
    yield (
        "a shared note, about to be deleted, a second time",
        cards.data_soon(kept, waits=True, **soon),
    )
    gone = samples.record(state=State.WITHDRAWN)
    yield "about to be deleted, taken back", cards.data_soon(gone, waits=False, **soon)
    unread = replace(samples.record(state=State.RAISED).concern, milestones=Milestones())
    unread_record = _kept(replace(samples.record(), concern=unread), held_at=NOW)
    yield "from a back-up, not read before", cards.restore_ask(unread_record, **told)
    yield (
        "from a back-up, read before",
        cards.restore_ask(_kept(samples.record(), held_at=NOW), **told),
    )
    between = _kept(samples.note(kind=Kind.SHARED), held_at=NOW)
    yield "from a back-up, a shared note", cards.restore_ask(between, **told)
    noted = _kept(samples.record(kind=Kind.NOTE), held_at=NOW)
    yield "from a back-up, a note", cards.restore_ask(noted, **told)
    yield (
        "from a back-up, a note, answered",
        cards.restore_ask(samples.record(kind=Kind.NOTE), **told),
    )
    yield "from a back-up, answered", cards.restore_ask(samples.record(), **told)
    yield "from a back-up, taken back", cards.restore_ask(gone, **told)
    yield "deleted", cards.deleted(reader=samples.maria)
    over = samples.record(samples.talk, state=State.CONFIRMED, closed_at=NOW)
    ending = _kept(over, erase_at=NOW + timedelta(days=30))
    yield "What you raised, and when its words go", mine.own_view(samples.maria, record=ending)


def _kept(record: Record, **moments: Any) -> Record:
    return replace(record, concern=replace(record.concern, retention=Retention(**moments)))
