"""Catching a concern by a mark on a message: one's own, a leader's, a colleague's offer."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.casework.raising import Receipt, Wanted, keep_note, raise_concern, receipt_of_record
from bot.casework.routing import (
    Choices,
    choices_of,
    contact_of,
    get_writer,
    relation_to,
    require_contact,
    team_of,
)
from bot.casework.unit import Unit, new_concern
from bot.domain.calendar import Calendar
from bot.domain.capture import Relation
from bot.domain.concern import Clocks, Concern, Mark, Timeout, cadence
from bot.domain.concern.states import Act, Kind, Role, State
from bot.domain.concern.transitions import check_act
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import ChannelId, PersonId, mark_origin, permalink
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.refusals import AskedAlready, AuthorHasNoLeader, NoLeader, Refusal, Stale, TooFast
from bot.domain.team import leaders_of, route
from bot.payloads import OfferOutcome, OfferQuestion

MOST_MARKS = 5
"""So many colleagues beside the first are remembered, in case they take their marks away."""


@dataclass(frozen=True)
class Offered:
    """A colleague's mark was caught; nobody has been told."""

    record: Record
    leaders: tuple[Person, ...]
    contact: str | None


@dataclass(frozen=True)
class Offerable:
    """The author may be asked; nobody has been."""

    leaders: tuple[Person, ...]
    contact: str | None


@dataclass(frozen=True, kw_only=True)
class MarkedMessage:
    """Where a message is, whoever marked it."""

    channel: ChannelId
    ts: str
    author: PersonId


def is_mark(unit: Unit, channel: ChannelId, emoji: str) -> bool:
    """Whether an emoji means "worth coming back to" in a channel: the team's, else all's."""
    return emoji in unit.marks_in(channel)


def add_mark(
    unit: Unit,
    reactor: PersonId,
    mark: MarkedMessage,
    event: str,
    at: datetime | None = None,
) -> Receipt | Choices | Offered | None:
    """Somebody marked a message with the team's emoji; ``None`` is silence.

    Raises :class:`TooFast`: a mark that is not taken must not look like one that is.
    One person's marks on one message are one concern, whatever Slack repeats. ``at`` is Slack's
    moment: a mark that was taken away later is none, even where Slack says so earlier.
    """
    if not unit.tx.workspaces.first_time(unit.workspace, event, unit.now):
        return None
    gone = _taken_away(mark, reactor)
    if at is not None and unit.tx.workspaces.noted_after(unit.workspace, gone, at):
        return None
    people = unit.tx.people.some(unit.workspace, [reactor, mark.author])
    me, author = people.get(reactor), people.get(mark.author)
    if me is None or author is None or not me.member or not author.member:
        return None
    try:
        return _mark(unit, me, author, mark)
    except TooFast:
        raise
    except Refusal:
        return None


def offered_by_menu(unit: Unit, reactor: PersonId, mark: MarkedMessage) -> Offered:
    """A colleague asks, by the message menu, that the author be asked; without the wait."""
    me = get_writer(unit, reactor)
    author = get_writer(unit, mark.author)
    return _offer(unit, me, author, mark, wait=timedelta(0))


def open_menu(unit: Unit, writer: PersonId, mark: MarkedMessage) -> Choices | Relation | Offerable:
    """What "Come back to this" opens: one's own form, a note, or the question to the author."""
    me = get_writer(unit, writer)
    if mark.author == writer:
        found = choices_of(unit, me, mark.channel)
        if not found.leaders:
            raise NoLeader
        return found
    get_writer(unit, mark.author)
    relation = relation_to(unit, me, mark.author)
    if relation in (Relation.LEADS, Relation.BOTH):
        return Relation.LEADS
    teams = unit.tx.teams.of(unit.workspace, [mark.author])
    leaders = leaders_of(mark.author, teams)
    if not leaders:
        raise AuthorHasNoLeader(person=mark.author)
    people = unit.tx.people.some(unit.workspace, leaders)
    return Offerable(
        tuple(people[one] for one in leaders if one in people),
        contact_of(unit, unit.tx.teams.of(unit.workspace, [writer])),
    )


def remove_mark(
    unit: Unit,
    reactor: PersonId,
    mark: MarkedMessage,
    event: str,
    at: datetime | None = None,
) -> bool:
    """The mark was taken away: within ten minutes nothing is left of it."""
    if not unit.tx.workspaces.first_time(unit.workspace, event, unit.now):
        return False
    if at is not None:
        unit.tx.workspaces.note_latest(unit.workspace, _taken_away(mark, reactor), at)
    for origin in (_mark_origin(mark, reactor), _offer_origin(mark)):
        concern = unit.tx.concerns.by_origin(unit.workspace, origin)
        if concern is None:
            continue
        marked = concern.mark or Mark()
        if marked.marked_by and concern.state is not State.OFFERED:
            continue
        if reactor in marked.marked_also:
            _forget_mark(unit, concern, marked, reactor)
            return False
        # An offer is its colleague's to take back; a mark of one's own, or a leader's, theirs.
        own = marked.marked_by == reactor
        if marked.marked_by is None:
            own = reactor in (concern.raiser, concern.owner)
        if own and unit.now - concern.created_at < cadence.MARK_DELAY:
            _take_mark_away(unit, concern)
            return True
    return False


@dataclass(frozen=True)
class LeaderNeeded:
    """The author said yes, and several leaders could come back to it: nothing is stored."""

    record: Record
    choices: Choices


def accept_offer(unit: Unit, person: PersonId, concern: str) -> Receipt | LeaderNeeded:
    """The author's private yes; where several could come back to it, the form asks which."""
    found = unit.tx.concerns.get(unit.workspace, concern)
    if found is None or found.raiser != person:
        raise Stale
    if found.state is not State.OFFERED:
        return receipt_of_record(unit, unit.record(found))
    me = get_writer(unit, person)
    require_contact(unit, unit.tx.teams.of(unit.workspace, [person]))
    if found.owner not in unit.tx.teams.accepted_leaders(unit.workspace):
        # Several could come back to it, or the one who could leads no more (R26).
        return LeaderNeeded(unit.record(found), choices_of(unit, me, found.marked_in))
    after = unit.apply(found, Act.YES, Role.RAISER, by=person)
    return receipt_of_record(unit, unit.record(after))


def decline_offer(unit: Unit, person: PersonId, concern: str, *, themselves: bool = False) -> None:
    """The author's private no; ``themselves``: they say it to a leader without the bot."""
    found = unit.tx.concerns.get(unit.workspace, concern)
    if found is None or found.state is not State.OFFERED or found.raiser != person:
        raise Stale
    check_act(found, Act.NO, Role.RAISER)
    _erase_offer(unit, found, OfferOutcome.SAID_THEMSELVES if themselves else OfferOutcome.OVER)


def refuse_offers(unit: Unit, person: PersonId, concern: str) -> None:
    """A no, and never ask this person about a mark again."""
    decline_offer(unit, person, concern)
    me = get_writer(unit, person)
    unit.tx.people.choose(me, replace(me.preferences, offers=False))


def take_off(unit: Unit, person: PersonId, concern: str) -> None:
    """The colleague says "Don't ask" before the author has been asked."""
    found = unit.tx.concerns.get(unit.workspace, concern)
    marked = found.mark if found is not None else None
    if found is None or marked is None or person not in _colleagues(marked):
        raise Stale
    check_act(found, Act.UNMARK, Role.COLLEAGUE)
    if person in marked.marked_also:
        _forget_mark(unit, found, marked, person)
        return
    if unit.now - found.created_at >= cadence.MARK_DELAY:
        raise Stale
    _take_mark_away(unit, found)


def _take_mark_away(unit: Unit, concern: Concern) -> None:
    """One mark less: where somebody else marked it, too, the question stays theirs."""
    if concern.mark is None or not concern.mark.marked_also:
        _erase_offer(unit, concern)
        return
    first, *rest = concern.mark.marked_also
    marked = replace(concern.mark, marked_by=first, marked_also=tuple(rest))
    unit.tx.concerns.save(replace(concern, mark=marked))


def _forget_mark(unit: Unit, concern: Concern, marked: Mark, colleague: PersonId) -> None:
    others = tuple(person for person in marked.marked_also if person != colleague)
    unit.tx.concerns.save(replace(concern, mark=replace(marked, marked_also=others)))


def _colleagues(marked: Mark) -> tuple[PersonId | None, ...]:
    return (marked.marked_by, *marked.marked_also)


def _mark(
    unit: Unit, me: Person, author: Person, mark: MarkedMessage
) -> Receipt | Choices | Offered:
    if me.id == author.id:
        known = unit.tx.concerns.by_origin(me.workspace, _mark_origin(mark, me.id))
        if known is not None:
            return receipt_of_record(unit, unit.record(known))
        found = choices_of(unit, me, mark.channel)
        if not found.leaders:
            raise NoLeader
        if found.chosen is None and len(found.leaders) != 1:
            return found
        wanted = Wanted(words="", link=_link(unit, mark))
        origin = _mark_origin(mark, me.id)
        return raise_concern(unit, me, wanted, origin, mark.channel, marked_in=mark.channel)
    if relation_to(unit, me, author.id) in (Relation.LEADS, Relation.BOTH):
        known = unit.tx.concerns.by_origin(me.workspace, _mark_origin(mark, me.id))
        if known is not None:
            return receipt_of_record(unit, unit.record(known))
        link = _link(unit, mark)
        origin = _mark_origin(mark, me.id)
        return keep_note(unit, me, author.id, "", origin, link=link, marked_in=mark.channel)
    return _offer(unit, me, author, mark, wait=cadence.MARK_DELAY)


def _offer(
    unit: Unit, me: Person, author: Person, mark: MarkedMessage, *, wait: timedelta
) -> Offered:
    teams = unit.tx.teams.of(me.workspace, [author.id])
    choice = route(author.id, teams, mark.channel)
    leaders = unit.tx.people.some(me.workspace, choice.leaders)
    contact = contact_of(unit, teams)
    ordered = tuple(leaders[one] for one in choice.leaders if one in leaders)
    known = unit.tx.concerns.by_origin(me.workspace, _offer_origin(mark))
    asked = unit.tx.deliveries.exists(me.workspace, DeliveryKind.OFFER, _subject(mark), "1")
    marked = (known.mark if known is not None else None) or Mark()
    if known is not None and me.id in _colleagues(marked):
        return Offered(unit.record(known), ordered, contact)
    waits = known is not None and unit.tx.deliveries.waits(
        me.workspace, DeliveryKind.OFFER, _subject(mark)
    )
    wants = author.preferences.offers and not author.preferences.silent
    if not wants or (asked and not waits):
        # The author is asked once about a message, whatever came of it.
        raise AskedAlready(person=author.id)
    if known is not None:
        also = (*marked.marked_also, me.id)[:MOST_MARKS]
        known = replace(known, mark=replace(marked, marked_also=also))
        unit.tx.concerns.save(known)
        return Offered(unit.record(known), ordered, contact)
    now = unit.now
    concern = replace(
        new_concern(
            workspace=me.workspace,
            kind=Kind.RAISED,
            origin=_offer_origin(mark),
            raiser=author.id,
            owner=choice.only,
            state=State.OFFERED,
            now=now,
        ),
        team=team_of(teams, author.id, choice.only),
        mark=Mark(link=_link(unit, mark), channel=mark.channel, marked_by=me.id),
        worded=False,
        clocks=Clocks(timeout=Timeout(Act.OFFER_LAPSE, now + cadence.OFFERS_LAST)),
    )
    unit.tx.concerns.add(concern, me.id, Act.OFFER)
    days = unit.calendar(author)
    unit.deliver(
        DeliveryKind.OFFER,
        me.workspace,
        _subject(mark),
        "1",
        author.id,
        due_at=_free_day(unit, author, days, now + wait),
        days=days,
        payload=OfferQuestion(by_menu=not wait),
        items=[unit.item(concern)],
    )
    return Offered(unit.record(concern), ordered, contact)


def _free_day(unit: Unit, author: Person, days: Calendar, earliest: datetime) -> datetime:
    """The first open moment on a day without another such question: one a day."""
    due = days.next_open(earliest)
    last = unit.tx.deliveries.last_due(author.workspace, DeliveryKind.OFFER, author.id)
    if last is not None and days.local(last).date() >= days.local(due).date():
        due = days.hour_on(days.next_workday(days.local(last).date()))
    return due


def _erase_offer(unit: Unit, concern: Concern, outcome: OfferOutcome = OfferOutcome.OVER) -> None:
    """Leave no trace: what was pending is called back, what was asked is redrawn."""
    subject = concern.origin.partition(":")[2]
    asked = unit.tx.deliveries.recent(
        concern.workspace, DeliveryKind.OFFER, subject, concern.created_at
    )
    unit.tx.deliveries.forget(concern.workspace, DeliveryKind.OFFER, subject)
    if asked is not None:
        unit.tx.deliveries.replace_payload(asked, OfferQuestion(outcome=outcome).to_json())
    unit.tx.people.mark_homes_stale(concern.workspace, [concern.raiser, concern.owner])
    unit.tx.concerns.forget(concern)


def _link(unit: Unit, mark: MarkedMessage) -> str:
    domain = unit.tx.workspaces.get(unit.workspace).domain
    return permalink(domain, mark.channel, mark.ts)


def _taken_away(mark: MarkedMessage, person: PersonId) -> str:
    return f"unmarked:{mark.channel}:{mark.ts}:{person}"


def _mark_origin(mark: MarkedMessage, person: PersonId) -> str:
    return mark_origin(mark.channel, mark.ts, person)


def _subject(mark: MarkedMessage) -> str:
    return f"{mark.channel}:{mark.ts}"


def _offer_origin(mark: MarkedMessage) -> str:
    return f"offer:{_subject(mark)}"
