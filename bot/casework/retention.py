"""How long what is kept is kept: what is due to be erased, and the wish to keep it longer (T26)."""

from dataclasses import replace
from datetime import timedelta

from bot.casework.unit import Unit
from bot.domain.concern import Concern
from bot.domain.concern.retention import (
    WARNED_BEFORE,
    Erasing,
    planned_erasure,
    scheduled,
    words_erased,
)
from bot.domain.concern.states import Act, Role
from bot.domain.concern.transitions import check_act
from bot.domain.delivery import ABOUT_A_CONCERN, Delivery, DeliveryKind, DeliveryState
from bot.domain.ids import PersonId
from bot.domain.record import Record
from bot.domain.refusals import NotYours, Stale
from bot.payloads import PlannedDeletion

LOOKED_AT_AGAIN = timedelta(days=1)
"""What cannot be erased yet, because its raiser could not be told, is looked at again then."""


def wake_retention(unit: Unit, concern: Concern) -> None:
    """Erase what is due of a concern, or tell its raiser that it will be."""
    held = concern.retention.held_at
    if held is not None and concern.open and not _asked_after_restore(unit, concern):
        _ask_after_restore(unit, concern)
        return
    limits = unit.installation
    planned = planned_erasure(concern, limits)
    if planned is None or planned.at > unit.now:
        # Something happened since, or the workspace keeps things longer now.
        unit.tx.concerns.save(scheduled(concern, limits))
    elif planned.what is Erasing.WARN:
        _warn(unit, concern)
    elif planned.what is Erasing.WORDS:
        erase_words(unit, concern)
    else:
        _erase_in_time(unit, concern)


def _warn(unit: Unit, concern: Concern) -> None:
    """Tell the raiser of something open that it will be erased; also who wants no messages."""
    erase_at = unit.now + WARNED_BEFORE
    retention = replace(concern.retention, warned_at=unit.now, erase_at=erase_at)
    warned = unit.revise(replace(concern, retention=retention), privately=True)
    unit.deliver(
        DeliveryKind.DATA_SOON,
        concern.id,
        str(warned.version),
        concern.raiser,
        days=unit.calendar(unit.get_person(concern.raiser), concern.team),
        payload=PlannedDeletion(),
        items=[unit.item(warned)],
    )


def _erase_in_time(unit: Unit, concern: Concern) -> None:
    """Erase a concern whose time is over; something open not before its raiser could answer."""
    warned = concern.retention.warned_at
    if concern.open and warned is not None:
        delivery = unit.tx.deliveries.recent(
            concern.workspace, DeliveryKind.DATA_SOON, concern.id, warned
        )
        if delivery is not None and (waits := _told_late(unit, delivery)) is not None:
            retention = replace(concern.retention, erase_at=unit.now + waits)
            unit.tx.concerns.save(replace(concern, retention=retention))
            return
    erase(unit, concern)


def _told_late(unit: Unit, delivery: Delivery) -> timedelta | None:
    """How long to wait because the message came late, or has not left; ``None``: no longer."""
    if delivery.state is not DeliveryState.SENT or delivery.sent_at is None:
        return LOOKED_AT_AGAIN
    waits = delivery.sent_at + WARNED_BEFORE - unit.now
    return waits if waits > timedelta() else None


def erase_words(unit: Unit, concern: Concern) -> None:
    """Erase the words of something that is over: dates, states and its topic stay for a while."""
    unit.tx.concerns.erase_words(concern)
    unit.tx.concerns.erase_private_answers(concern)
    unit.tx.concerns.save(scheduled(words_erased(concern, unit.now), unit.installation))
    unit.mark_stale(concern, privately=True)


def erase(unit: Unit, concern: Concern) -> None:
    """Erase a concern, words and all; what stands in Slack of it says that it was deleted."""
    unit.tx.deliveries.cancel(concern.workspace, ABOUT_A_CONCERN, concern.id)
    unit.mark_stale(concern)
    unit.tx.concerns.forget(concern)


# What its raiser wishes


def keep_longer(unit: Unit, raiser: PersonId, concern_id: str) -> Record:
    """Keep something open for as long again; once."""
    concern, role = unit.authorize(concern_id, raiser)
    if role is not Role.RAISER:
        raise NotYours
    if concern.retention.kept_at is not None or not concern.open:
        return unit.record(concern)
    after = replace(concern, retention=replace(concern.retention, kept_at=unit.now))
    return unit.record(unit.revise(scheduled(after, unit.installation), privately=True))


# After a restore


def _asked_after_restore(unit: Unit, concern: Concern) -> bool:
    held = concern.retention.held_at
    return held is not None and unit.tx.deliveries.exists(
        concern.workspace, DeliveryKind.RESTORE_ASK, concern.id, held.isoformat()
    )


def _ask_after_restore(unit: Unit, concern: Concern) -> None:
    """Ask the raiser whether their leader may still have it: a back-up knows too little."""
    held = concern.retention.held_at or unit.now
    unit.deliver(
        DeliveryKind.RESTORE_ASK,
        concern.id,
        held.isoformat(),
        concern.raiser,
        days=unit.calendar(unit.get_person(concern.raiser), concern.team),
        items=[unit.item(concern)],
    )
    unit.tx.concerns.save(scheduled(concern, unit.installation))


def release(unit: Unit, raiser: PersonId, concern_id: str) -> Record:
    """Say yes once more: the leader has it again, as it was in the back-up."""
    concern = unit.tx.concerns.get(unit.workspace, concern_id)
    # Not through the gate: whom a private note is about has no other way to it.
    if concern is None or concern.raiser != raiser:
        raise NotYours
    if concern.retention.held_at is None:
        return unit.record(concern)
    check_act(concern, Act.REMOVE if concern.about else Act.WITHDRAW, Role.RAISER)
    if not concern.open:
        raise Stale
    retention = replace(concern.retention, held_at=None, active_at=unit.now)
    after = scheduled(replace(concern, retention=retention), unit.installation)
    return unit.record(unit.revise(after))
