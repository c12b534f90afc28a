"""What only an event tells is asked again: events get lost, and rules of privacy rest on them.

Who closed their account or became a guest, whether the safety contact is there, what a channel is
called and who reads it, whether a marked message still stands.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from bot.casework.installation import is_served
from bot.casework.notes import forget_kept
from bot.casework.offering import colleagues, erase_offer
from bot.casework.unit import Unit
from bot.domain.concern import Concern
from bot.domain.concern.states import State
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import ChannelId, ConcernId, PersonId
from bot.domain.team import Team, contact_person
from bot.payloads import MessageGone

ASKED_EVERY = timedelta(days=1)
"""What is older is asked again where a rule rests on it."""
BEFORE_DIGESTS = timedelta(days=1)
"""So long before its digest a team's list begins to be read, spread over that time."""
PEOPLE_AT_ONCE = 10
"""People read in one round; Slack answers some hundred such questions a minute."""
TEAMS_AT_ONCE = 3


def people_to_read(unit: Unit) -> list[PersonId] | None:
    """Give some people to read anew, whoever was read longest ago first.

    ``None`` where Slack does not take the workspace's token: then it is asked nothing at all.

    That is every leader and every safety contact once a day, everybody on the list of a team in
    the day before its digest, and whoever waits to be erased because their account was closed.
    """
    if not is_served(unit):
        return None
    contacts = [unit.installation.contact_person]
    contacts += [contact_person(contact) for contact in unit.tx.teams.contacts(unit.workspace)]
    return unit.tx.people.unread_since(
        unit.workspace,
        unit.now - ASKED_EVERY,
        digests_until=unit.now + BEFORE_DIGESTS,
        also=[contact for contact in contacts if contact],
        limit=PEOPLE_AT_ONCE,
    )


def channels_to_read(unit: Unit) -> list[Team]:
    """Give some teams whose channel is to be read anew."""
    return unit.tx.teams.unread_since(unit.workspace, unit.now - ASKED_EVERY, TEAMS_AT_ONCE)


@dataclass(frozen=True)
class Linked:
    """A concern that leads to a message."""

    concern: ConcernId
    channel: ChannelId
    ts: str


def linked_to_be_asked(unit: Unit, leaders: Collection[PersonId]) -> list[Linked]:
    """Give what is due for some leaders and leads to a message."""
    concerns = unit.tx.concerns.linked_due(unit.workspace, leaders, unit.now)
    return [linked for concern in concerns if (linked := _linked(concern)) is not None]


def linked_to_be_offered(unit: Unit, channel: str, ts: str) -> list[Linked]:
    """Give the offer about a message, before its author is asked."""
    concern = unit.tx.concerns.about(unit.workspace, f"offer:{channel}:{ts}")
    linked = _linked(concern) if concern is not None else None
    return [] if linked is None else [linked]


def _linked(concern: Concern) -> Linked | None:
    place = concern.message
    return None if place is None or not concern.link else Linked(concern.id, *place)


def message_stands(unit: Unit, concern_id: str, link: str) -> None:
    """The message is there, at this address: with its thread, where it stands in one."""
    concern = unit.tx.concerns.get(unit.workspace, concern_id)
    if concern is not None and concern.mark is not None and concern.link not in (None, link):
        unit.tx.concerns.save(concern.with_link(link))


def message_gone(unit: Unit, concern_id: str) -> None:
    """The message was deleted. Nothing is left of what was only that, and has reached nobody.

    Where words were written, or somebody has read of it, just the link is dropped. Whoever marked
    it is told once.
    """
    concern = unit.tx.concerns.get(unit.workspace, concern_id)
    place = concern.message if concern is not None else None
    if concern is None or concern.mark is None or place is None:
        return
    if concern.worded or concern.milestones.delivered_at is not None:
        unit.tx.concerns.save(concern.without_link())
        unit.mark_stale(concern)
        return
    if concern.state is State.OFFERED:
        people = [person for person in colleagues(concern.mark) if person is not None]
        erase_offer(unit, concern)
    else:
        people = [concern.owner if concern.about and concern.owner else concern.raiser]
        unit.tx.people.mark_homes_stale(unit.workspace, [concern.raiser, concern.owner])
        unit.tx.concerns.forget(concern)
        forget_kept(unit, concern)
    for person in people:
        _tell_gone(unit, person, *place)


def _tell_gone(unit: Unit, person: PersonId, channel: ChannelId, ts: str) -> None:
    unit.deliver(
        DeliveryKind.MESSAGE_GONE,
        f"{channel}:{ts}",
        person,
        person,
        days=unit.calendar(unit.get_person(person)),
        payload=MessageGone(channel=channel),
    )
