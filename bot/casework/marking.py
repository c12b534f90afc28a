"""Catching a concern by a mark on a message: one's own, a leader's, a colleague's offer.

Two keys keep it whole. The key of a *press* (an event, a form) lets Slack deliver it twice; the key
of the *message* and of whoever marks it says what is the same concern: while that is open, whatever
they say at another door is added to it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.casework import answering, handover
from bot.casework.contacts import contact_for
from bot.casework.leading import share_note
from bot.casework.notes import forget_kept
from bot.casework.offering import (
    Offered,
    colleagues,
    erase_offer,
    find_offer,
    forget_colleague,
    offer,
)
from bot.casework.raising import (
    ConcernContent,
    NoteContent,
    Receipt,
    check_noted,
    keep_note,
    made_by_form,
    note_by_form,
    raise_concern,
    receipt_of_record,
)
from bot.casework.routing import (
    ChoiceNeeded,
    Choices,
    choices_of,
    get_writer,
    only_leader,
    relation_to,
)
from bot.casework.unit import Unit
from bot.domain.capture import Relation
from bot.domain.concern import Concern, Mark, cadence
from bot.domain.concern.handover import handed_over_from
from bot.domain.concern.states import Act, Kind, Role
from bot.domain.ids import ChannelId, ConcernId, PersonId, mark_key, offer_key, permalink
from bot.domain.person import Person
from bot.domain.refusals import (
    AuthorHasNoLeader,
    LeaderOff,
    NoLeader,
    Stale,
    TeamWaiting,
    WithAnother,
)
from bot.domain.team import leaders_of


@dataclass(frozen=True)
class Notable:
    """The author is led by whoever opens the menu: a note may be kept."""

    day: date | None
    """The day that the leader named for the open note about the message, if there is one."""


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
    link: str | None = None
    """Its address as Slack gave it."""


def is_mark(unit: Unit, channel: ChannelId, emoji: str) -> bool:
    """Whether an emoji means "worth coming back to" in a channel: the team's, else all's."""
    return emoji in unit.tx.teams.marks_in(unit.workspace, channel)


def add_mark(
    unit: Unit,
    reactor: PersonId,
    message: MarkedMessage,
    event: str,
    at: datetime | None = None,
) -> Receipt | Choices | Offered | None:
    """Somebody marked a message with the team's emoji; ``None`` is silence.

    Raises why a mark is not taken; nothing is kept then. ``at`` is Slack's moment: a mark that was
    taken away later is none, even where Slack says so earlier.
    """
    if not unit.tx.workspaces.first_time(unit.workspace, event, unit.now):
        return None
    gone = _taken_away(message, reactor)
    if at is not None and unit.tx.workspaces.noted_after(unit.workspace, gone, at):
        return None
    people = unit.tx.people.some(unit.workspace, [reactor, message.author])
    me, author = people.get(reactor), people.get(message.author)
    if me is None or author is None or not me.member or not author.member:
        return None
    return _mark(unit, me, author, message, f"event:{event}")


def _mark(
    unit: Unit, me: Person, author: Person, message: MarkedMessage, press: str
) -> Receipt | Choices | Offered:
    mark = replace(_mark_of(unit, message, me.id), erasable_until=unit.now + cadence.MARK_DELAY)
    if me.id == author.id:
        concern = _open(unit, message, me.id)
        if concern is not None:
            return receipt_of_record(unit, unit.record(concern))
        choices = choices_of(unit, me, message.channel)
        if not choices.leaders:
            raise NoLeader
        if choices.chosen is None and len(choices.leaders) != 1:
            return choices
        return _raise(
            unit, me, ConcernContent(words="", mark=mark), message, press, message.channel
        )
    if relation_to(unit, me, author.id) in (Relation.LEADS, Relation.BOTH):
        concern = _open(unit, message, me.id)
        if concern is not None:
            return receipt_of_record(unit, unit.record(concern))
        return keep_note(unit, me, author.id, NoteContent(words="", mark=mark), press)
    return offer(unit, me, author, _offered(unit, message), press, wait=cadence.MARK_DELAY)


def offered_by_menu(unit: Unit, reactor: PersonId, message: MarkedMessage, view: str) -> Offered:
    """A colleague asks, by the message menu, that the author be asked; without the wait."""
    me = get_writer(unit, reactor)
    author = get_writer(unit, message.author)
    about = _offered(unit, message)
    return offer(unit, me, author, about, f"form:{view}", wait=timedelta(0))


def open_menu(
    unit: Unit, writer: PersonId, message: MarkedMessage
) -> Choices | Notable | Offerable:
    """What "Follow up on this" opens: one's own form, a note, or the question to the author."""
    me = get_writer(unit, writer)
    if message.author == writer:
        choices = choices_of(unit, me, message.channel)
        if not choices.leaders:
            raise NoLeader
        concern = _open(unit, message, writer)
        # What is said is added where it is now: the form says so from the start.
        return choices if concern is None else choices.adding_to(concern)
    get_writer(unit, message.author)
    relation = relation_to(unit, me, message.author)
    if relation in (Relation.LEADS, Relation.BOTH):
        note = _open(unit, message, writer)
        today = unit.calendar(me, note.team if note is not None else None).today(unit.now)
        return Notable(note.named_day(today + timedelta(days=1)) if note is not None else None)
    teams = unit.tx.teams.of(unit.workspace, [message.author])
    leaders = leaders_of(message.author, teams)
    if not leaders:
        raise AuthorHasNoLeader(person=message.author)
    people = unit.tx.people.some(unit.workspace, leaders)
    return Offerable(
        tuple(people[leader] for leader in leaders if leader in people),
        contact_for(unit, writer),
    )


def raise_marked(
    unit: Unit,
    writer: PersonId,
    content: ConcernContent,
    message: MarkedMessage,
    view: str,
    channel: ChannelId | None = None,
) -> Receipt:
    """Keep what the form of one's own message says: with what is open about it, else anew."""
    me = get_writer(unit, writer)
    concern = _open(unit, message, writer)
    content = replace(content, mark=_mark_of(unit, message, writer))
    if not unit.tx.workspaces.first_time(unit.workspace, f"form:{view}", unit.now):
        receipt = made_by_form(unit, view, writer)
        if receipt is None and concern is None:
            raise Stale
        return receipt or _added(unit, concern)
    if concern is None:
        return _raise(unit, me, content, message, f"form:{view}", channel)
    if content.leader is not None and not _was_with(unit, concern, content.leader):
        raise WithAnother(field="leader", person=concern.owner or "")
    after = answering.add(unit, writer, concern, content)
    if after.owner is None:
        to = content.leader or _leader_now(unit, me, channel)
        if to is not None:
            return replace(handover.go_on_with(unit, after, to), added=True)
    return _added(unit, after)


def note_marked(
    unit: Unit, writer: PersonId, content: NoteContent, message: MarkedMessage, view: str
) -> Receipt:
    """Keep what the form of a note about a message says: with the open note, else anew."""
    concern = _open(unit, message, writer)
    first = unit.tx.workspaces.first_time(unit.workspace, f"form:{view}", unit.now)
    if concern is None or not concern.about:
        content = replace(content, mark=_mark_of(unit, message, writer))
        return note_by_form(unit, writer, message.author, content, view)
    if first:
        concern = _add_to_note(unit, writer, concern.id, content)
    return _added(unit, concern)


def remove_mark(
    unit: Unit,
    reactor: PersonId,
    message: MarkedMessage,
    event: str,
    at: datetime | None = None,
) -> None:
    """The mark was taken away: within ten minutes nothing is left of it.

    Whoever sent a form about the message meanwhile takes away only the emoji.
    """
    if not unit.tx.workspaces.first_time(unit.workspace, event, unit.now):
        return
    if at is not None:
        unit.tx.workspaces.note_latest(unit.workspace, _taken_away(message, reactor), at)
    own = _open(unit, message, reactor)
    until = own.mark.erasable_until if own is not None and own.mark is not None else None
    if own is not None and until is not None and unit.now < until:
        unit.tx.people.mark_homes_stale(unit.workspace, [own.raiser, unit.knowing_leader(own)])
        unit.tx.concerns.forget(own)
        forget_kept(unit, own)
        return
    about = find_offer(unit, _offered(unit, message))
    marked = about.mark if about is not None else None
    if about is None or marked is None or reactor not in colleagues(marked):
        return
    first = marked.marked_by == reactor
    if first and unit.now - about.created_at >= cadence.MARK_DELAY:
        return
    forget_colleague(unit, about, marked, reactor)


def _open(unit: Unit, message: MarkedMessage, person: PersonId) -> Concern | None:
    """What somebody made of a message and is open."""
    return unit.tx.concerns.about(unit.workspace, mark_key(message.channel, message.ts, person))


def _raise(
    unit: Unit,
    me: Person,
    content: ConcernContent,
    message: MarkedMessage,
    press: str,
    channel: ChannelId | None,
) -> Receipt:
    """Raise it; nobody needs to ask its author any more whether it should be."""
    open_offer = find_offer(unit, _offered(unit, message))
    receipt = raise_concern(unit, me, content, press, channel)
    if open_offer is not None:
        erase_offer(unit, open_offer, raised=receipt.record.concern.id)
    return receipt


def _added(unit: Unit, concern: Concern | None) -> Receipt:
    if concern is None:
        raise Stale
    return replace(receipt_of_record(unit, unit.record(concern, words=True)), added=True)


def _was_with(unit: Unit, concern: Concern, leader: PersonId) -> bool:
    """Whether somebody has it or had it before it moved: no new reader gets what is added."""
    if concern.owner is None:
        return True
    before: Concern | None = concern
    while before is not None:
        if leader in (before.owner, before.left_by):
            return True
        earlier = handed_over_from(before)
        before = unit.tx.concerns.get(unit.workspace, earlier) if earlier else None
    return False


def _leader_now(unit: Unit, me: Person, channel: ChannelId | None) -> PersonId | None:
    """Who would get it, were it raised now; nobody where the form has to ask."""
    try:
        return only_leader(unit, me, unit.tx.teams.of(unit.workspace, [me.id]), channel)
    except (ChoiceNeeded, NoLeader, LeaderOff, TeamWaiting):
        return None


def _add_to_note(unit: Unit, leader: PersonId, note_id: ConcernId, content: NoteContent) -> Concern:
    """Add what the form says to a note that is open: words, the day, whether it is shared.

    The form begins with the day that stands: left standing, nothing is put off.
    """
    words = unit.check_words(content.words, "words")
    note, _ = unit.authorize(note_id, leader)
    me = unit.get_person(leader)
    check_noted(unit, me, note.raiser)
    note = unit.revise(replace(note.beyond_emoji(), worded=note.worded or bool(words)))
    if words:
        answering.say_more(unit, note, leader, words, unit.now)
    named_day = note.named_day(unit.calendar(me, note.team).today(unit.now))
    day, meeting = content.day, content.meeting
    if day != named_day or meeting not in (None, note.promise.meeting):
        note = unit.apply(note, Act.LATER, Role.OWNER, by=leader, day=day, meeting=meeting)
    return share_note(unit, leader, note) if content.share and note.kind is Kind.NOTE else note


def _mark_of(unit: Unit, message: MarkedMessage, person: PersonId) -> Mark:
    """The message, as the thing that ``person`` makes one concern of."""
    domain = unit.installation.domain
    return Mark(
        key=mark_key(message.channel, message.ts, person),
        link=message.link or permalink(domain, message.channel, message.ts),
        channel=message.channel,
    )


def _offered(unit: Unit, message: MarkedMessage) -> Mark:
    """The message, as the thing that its author is asked about once."""
    mark = _mark_of(unit, message, message.author)
    return replace(mark, key=offer_key(message.channel, message.ts))


def _taken_away(message: MarkedMessage, person: PersonId) -> str:
    return f"unmarked:{message.channel}:{message.ts}:{person}"
