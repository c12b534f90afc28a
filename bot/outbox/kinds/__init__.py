"""Each kind of message the bot starts, and what holds for all of them before they leave.

::

    day            a leader's message of the day, its extra one, the private part of a digest
    weekly_list    how much is open with a leader
    notice         news for the one who raised a concern
    check_in       the question whether anything changed
    digest         a team's digest
    offer          the question to the author of a marked message, or that the message is gone
    invitation     a leader is invited, or the bot suggested to them
    setup          a channel, an installer
    safety         a call for help
    approval       admins are asked about teams and contacts; what they said, to who asked
    kept           somebody is on a team's list, or a leader keeps notes about them
    retention      something will be erased, or comes from a back-up
    data_file      everything by or about somebody, as files

A new kind is its payload (``bot/payloads.py``), its module here, its words and a scene
(``docs/scenes/``); ``tests/outbox/test_kinds.py`` names every kind that lacks one of them.
"""

from collections.abc import Mapping
from typing import Any

from bot.casework import Unit
from bot.domain.delivery import ABOUT_A_CONCERN, Delivery, DeliveryKind
from bot.domain.person import Person
from bot.outbox.kinds import (
    approval,
    check_in,
    data_file,
    day,
    digest,
    invitation,
    kept,
    notice,
    offer,
    retention,
    safety,
    setup,
    weekly_list,
)
from bot.outbox.kinds.kind import Draft, Drop, InHomes, MessageKind, Wait

KINDS: Mapping[DeliveryKind, MessageKind[Any]] = {
    DeliveryKind.DAY: day.DAY,
    DeliveryKind.TODAY: day.TODAY,
    DeliveryKind.WEEKLY_LIST: weekly_list.WEEKLY_LIST,
    DeliveryKind.NOTICE: notice.NOTICE,
    DeliveryKind.CHECK_IN: check_in.CHECK_IN,
    DeliveryKind.DIGEST: digest.DIGEST,
    DeliveryKind.OFFER: offer.OFFER,
    DeliveryKind.INVITE: invitation.INVITE,
    DeliveryKind.SUGGEST: invitation.SUGGEST,
    DeliveryKind.ON_CHANNEL: setup.ON_CHANNEL,
    DeliveryKind.STRUCK_OFF: setup.STRUCK_OFF,
    DeliveryKind.ON_ADMIN: setup.ON_ADMIN,
    DeliveryKind.BACK: setup.BACK,
    DeliveryKind.MESSAGE_GONE: offer.MESSAGE_GONE,
    DeliveryKind.UNHEARD: setup.UNHEARD,
    DeliveryKind.SAFE_ASK: safety.SAFE_ASK,
    DeliveryKind.ON_APPROVE: approval.ON_APPROVE,
    DeliveryKind.APPROVAL: approval.APPROVAL,
    DeliveryKind.LISTED: kept.LISTED,
    DeliveryKind.NOTE_KEPT: kept.NOTE_KEPT,
    DeliveryKind.CONTACT_NEEDED: approval.CONTACT_NEEDED,
    DeliveryKind.DATA_SOON: retention.DATA_SOON,
    DeliveryKind.RESTORE_ASK: retention.RESTORE_ASK,
    DeliveryKind.DATA_FILE: data_file.DATA_FILE,
}


def prepare(unit: Unit, delivery: Delivery) -> Draft | Wait | Drop | InHomes:
    """Decide, just before sending, whether a message still holds and may leave now."""
    kind = KINDS[delivery.kind]
    reader = _reader(unit, delivery)
    if reader is not None and reader.preferences.silent:
        if kind.put_back is not None:
            kind.put_back(unit, delivery)
        if not kind.despite_silence:
            return Drop()
    if reader is not None and not kind.any_hour:
        days = unit.calendar(reader)
        if not days.is_open(unit.now):
            if kind.put_back is None:
                return Wait(days.next_open(unit.now))
            kind.put_back(unit, delivery)
            return Drop()
    content = kind.load(unit, delivery)
    if content is None or not kind.still_true(content):
        return Drop()
    return kind.held(content, unit.now) or Draft(kind, content, reader)


def draft(unit: Unit, delivery: Delivery) -> Draft | None:
    """Read a message that has left, to draw it anew; ``None`` where nothing is left of it."""
    kind = KINDS[delivery.kind]
    content = kind.load(unit, delivery)
    reader = _reader(unit, delivery)
    if content is None and delivery.kind in ABOUT_A_CONCERN and reader is not None:
        return Draft(retention.DELETED, None, reader)
    return None if content is None else Draft(kind, content, reader)


def _reader(unit: Unit, delivery: Delivery) -> Person | None:
    """Give who reads a message; ``None`` for a channel."""
    person = unit.tx.people.get(delivery.workspace, delivery.recipient)
    return None if person is None else unit.as_reader(person)


__all__ = ["KINDS", "Draft", "Drop", "InHomes", "MessageKind", "Wait", "draft", "prepare"]
