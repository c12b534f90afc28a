"""A colleague's mark: the question to the author of a message whether a leader should follow up."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.casework.contacts import contact_of, require_contact
from bot.casework.raising import Receipt, check_catching, receipt_of_record
from bot.casework.routing import (
    Choices,
    choices_of,
    get_writer,
    team_of,
)
from bot.casework.unit import Unit, new_concern
from bot.domain.calendar import Calendar
from bot.domain.concern import Clocks, Concern, Mark, Timeout, cadence
from bot.domain.concern.states import Act, Kind, Role, State
from bot.domain.concern.transitions import check_act
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.ids import ConcernId, PersonId, mark_key, offer_key
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.refusals import AskedAlready, OffersUsed, Stale
from bot.domain.rhythm import OFFERS_A_DAY
from bot.domain.team import route
from bot.payloads import OfferOutcome, OfferQuestion
from bot.store.workspaces import ASKED

MOST_MARKS = 5
"""So many colleagues beside the first are remembered, in case they take their marks away."""

ASKED_KEPT = timedelta(days=90)
"""So long nobody is asked again about a message."""


@dataclass(frozen=True)
class Offered:
    """A colleague's mark was caught; nobody has been told."""

    record: Record
    leaders: tuple[Person, ...]
    contact: str | None
    asks_at: datetime | None
    """When the author will be asked; ``None``: they have been."""


@dataclass(frozen=True)
class LeaderNeeded:
    """The author said yes, and several leaders could come back to it: nothing is stored."""

    record: Record
    choices: Choices


def offer(
    unit: Unit, me: Person, author: Person, message: Mark, press: str, *, wait: timedelta
) -> Offered:
    """Let the author of a message be asked, once, whoever marks it."""
    teams = unit.tx.teams.of(me.workspace, [author.id])
    choice = route(author.id, teams, message.channel)
    leaders = unit.tx.people.some(me.workspace, choice.leaders)
    contact = contact_of(unit, author.id, teams)
    ordered = tuple(leaders[leader] for leader in choice.leaders if leader in leaders)
    open_offer = find_offer(unit, message)
    marked = (open_offer.mark if open_offer is not None else None) or Mark()
    subject = _subject(open_offer) if open_offer is not None else ""
    question = unit.tx.deliveries.pending(me.workspace, DeliveryKind.OFFER, subject)
    asks_at = question.due_at if question is not None else None
    if open_offer is not None and me.id in colleagues(marked):
        return Offered(unit.record(open_offer), ordered, contact, asks_at)
    _check_may_ask(unit, author, message, open_offer)
    _check_offers(unit, me, author, message)
    if open_offer is not None:
        also = (*marked.marked_also, me.id)[:MOST_MARKS]
        open_offer = replace(open_offer, mark=replace(marked, marked_also=also))
        unit.tx.concerns.save(open_offer)
        return Offered(unit.record(open_offer), ordered, contact, asks_at)
    now = unit.now
    concern = replace(
        new_concern(
            workspace=me.workspace,
            kind=Kind.RAISED,
            origin=press,
            raiser=author.id,
            owner=choice.only,
            state=State.OFFERED,
            now=now,
        ),
        team=team_of(teams, author.id, choice.only, channel=message.channel),
        mark=replace(message, marked_by=me.id),
        worded=False,
        clocks=Clocks(timeout=Timeout(Act.OFFER_LAPSE, now + cadence.OFFERS_LAST)),
    )
    unit.add(concern, me.id, Act.OFFER)
    days = unit.calendar(author)
    asks_at = _free_day(unit, author, days, now + wait)
    unit.deliver(
        DeliveryKind.OFFER,
        _subject(concern),
        "1",
        author.id,
        due_at=asks_at,
        days=days,
        payload=OfferQuestion(by_menu=not wait),
        items=[unit.item(concern)],
    )
    return Offered(unit.record(concern), ordered, contact, asks_at)


def find_offer(unit: Unit, message: Mark) -> Concern | None:
    """The offer about a message that waits for its author."""
    place = message.place
    return None if place is None else unit.tx.concerns.about(unit.workspace, offer_key(*place))


def asked_about(unit: Unit, subject: str) -> str:
    """What stands for a message about which its author was asked, once that is over."""
    return f"{ASKED}{unit.tx.sealer(unit.workspace).hash(subject)}"


def _check_may_ask(unit: Unit, author: Person, message: Mark, concern: Concern | None) -> None:
    """The author is asked once about a message, whatever came of it, and not about their own."""
    place = message.place
    subject = ":".join(place) if place is not None else ""
    asked = unit.tx.deliveries.exists(
        unit.workspace, DeliveryKind.OFFER, subject, "1"
    ) or unit.tx.workspaces.noted_after(
        unit.workspace, asked_about(unit, subject), unit.now - ASKED_KEPT
    )
    waits = concern is not None and unit.tx.deliveries.waits(
        unit.workspace, DeliveryKind.OFFER, subject
    )
    wants = author.preferences.offers and not author.preferences.silent
    own = place is not None and unit.tx.concerns.about(unit.workspace, mark_key(*place, author.id))
    if own or not wants or (asked and not waits):
        raise AskedAlready(person=author.id)


def _check_offers(unit: Unit, me: Person, author: Person, message: Mark) -> None:
    """Hold back who marks more than anybody reads, or one person again and again."""
    check_catching(unit, me)
    offers = f"offered:{me.id}:{author.id}:"
    since = unit.now - timedelta(days=1)
    if unit.tx.workspaces.noted_since(unit.workspace, offers, since) >= OFFERS_A_DAY:
        raise OffersUsed(person=author.id)
    unit.tx.workspaces.first_time(unit.workspace, f"{offers}{message.key}", unit.now)


def accept_offer(unit: Unit, person: PersonId, concern_id: str) -> Receipt | LeaderNeeded:
    """The author's private yes; where several could come back to it, the form asks which."""
    concern = unit.tx.concerns.get(unit.workspace, concern_id)
    if concern is None or concern.raiser != person:
        raise Stale
    if concern.state is not State.OFFERED:
        return receipt_of_record(unit, unit.record(concern))
    place = concern.message
    own = unit.tx.concerns.about(unit.workspace, mark_key(*place, person)) if place else None
    if own is not None:
        # Said at another door meanwhile: it is one concern, and the question is over.
        erase_offer(unit, concern, raised=own.id)
        return receipt_of_record(unit, unit.record(own))
    me = get_writer(unit, person)
    require_contact(unit, person, unit.tx.teams.of(unit.workspace, [person]))
    if concern.owner not in unit.tx.teams.accepted_leaders(unit.workspace):
        # Several could come back to it, or the one who could leads no more (R26).
        return LeaderNeeded(unit.record(concern), choices_of(unit, me, concern.marked_in))
    mark = concern.mark
    if mark is not None and place is not None:
        # From now on it is the author's own: what they say about the message goes to it.
        concern = replace(concern, mark=replace(mark, key=mark_key(*place, person)))
    after = unit.arriving(unit.apply(concern, Act.YES, Role.RAISER, by=person))
    unit.tx.concerns.save(after)
    return receipt_of_record(unit, unit.record(after))


def decline_offer(
    unit: Unit, person: PersonId, concern_id: str, *, themselves: bool = False
) -> None:
    """The author's private no; ``themselves``: they say it to a leader without the bot."""
    concern = unit.tx.concerns.get(unit.workspace, concern_id)
    if concern is None or concern.state is not State.OFFERED or concern.raiser != person:
        raise Stale
    check_act(concern, Act.NO, Role.RAISER)
    erase_offer(unit, concern, OfferOutcome.SAID_THEMSELVES if themselves else OfferOutcome.OVER)


def refuse_offers(unit: Unit, person: PersonId, concern: str) -> None:
    """A no, and never ask this person about a mark again."""
    decline_offer(unit, person, concern)
    me = get_writer(unit, person)
    unit.tx.people.choose(me, replace(me.preferences, offers=False))


def take_off(unit: Unit, person: PersonId, concern_id: str) -> None:
    """The colleague says "Don't ask" before the author has been asked."""
    concern = unit.tx.concerns.get(unit.workspace, concern_id)
    marked = concern.mark if concern is not None else None
    if concern is None or marked is None or person not in colleagues(marked):
        raise Stale
    check_act(concern, Act.UNMARK, Role.COLLEAGUE)
    waits = unit.tx.deliveries.waits(unit.workspace, DeliveryKind.OFFER, _subject(concern))
    if person not in marked.marked_also and not waits:
        raise Stale
    forget_colleague(unit, concern, marked, person)


def forget_colleague(unit: Unit, concern: Concern, marked: Mark, person: PersonId) -> None:
    """One mark less: where somebody else marked it, too, the question stays theirs."""
    first, *rest = [each for each in colleagues(marked) if each != person] or [None]
    if first is None:
        erase_offer(unit, concern)
        return
    also = tuple(each for each in rest if each is not None)
    unit.tx.concerns.save(replace(concern, mark=replace(marked, marked_by=first, marked_also=also)))


def colleagues(marked: Mark) -> tuple[PersonId | None, ...]:
    """Those who marked a message of somebody else."""
    return (marked.marked_by, *marked.marked_also)


def offers_got(unit: Unit, author: PersonId) -> list[Concern]:
    """The messages of somebody's about which they have been asked.

    Before, nobody is told of a mark, also not by a number (R21).
    """
    return [
        offered
        for offered in unit.tx.concerns.offered_to(unit.workspace, author)
        if DeliveryState.SENT
        in unit.tx.deliveries.states(unit.workspace, DeliveryKind.OFFER, _subject(offered))
    ]


def erase_offer(
    unit: Unit,
    concern: Concern,
    outcome: OfferOutcome = OfferOutcome.OVER,
    *,
    raised: ConcernId | None = None,
) -> None:
    """Leave no trace: what was pending is called back, what was asked is settled.

    ``raised`` is what its author said about the message themselves.
    """
    subject = _subject(concern)
    question = unit.tx.deliveries.recent(
        concern.workspace, DeliveryKind.OFFER, subject, concern.created_at
    )
    unit.tx.deliveries.forget(concern.workspace, DeliveryKind.OFFER, subject)
    if question is not None:
        settled = OfferQuestion(outcome=None if raised else outcome, raised=raised)
        unit.tx.deliveries.replace_payload(question, settled.to_json())
    unit.tx.people.mark_homes_stale(concern.workspace, [concern.raiser])
    unit.tx.concerns.forget(concern)


def _free_day(unit: Unit, author: Person, days: Calendar, earliest: datetime) -> datetime:
    """The first open moment on a day without another such question: one a day."""
    due = days.next_open(earliest)
    last = unit.tx.deliveries.last_due(author.workspace, DeliveryKind.OFFER, author.id)
    if last is not None and days.local(last).date() >= days.local(due).date():
        due = days.hour_on(days.next_workday(days.local(last).date()))
    return due


def _subject(concern: Concern) -> str:
    """Whose question it is: of one message."""
    return ":".join(concern.message or ())
