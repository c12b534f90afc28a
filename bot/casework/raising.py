"""Catching a concern by command and by form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.casework.contacts import contact_for, require_contact
from bot.casework.directory import save_people
from bot.casework.notes import check_may_note, learns_on, tell_kept, topic_of
from bot.casework.routing import (
    Choices,
    check_led,
    choices_of,
    get_writer,
    only_leader,
    refuse_invited,
    relation_to,
    team_of,
)
from bot.casework.unit import Unit, new_concern
from bot.domain.calendar import Calendar
from bot.domain.capture import (
    Note,
    Raise,
    Reading,
    Relation,
    Subcommand,
    addressee,
    day_for_note,
    read,
)
from bot.domain.concern import Concern, Mark, Promise, cadence
from bot.domain.concern.effects import shared
from bot.domain.concern.notices import AT_ONCE
from bot.domain.concern.states import Act, Kind, Meeting, RaiserNotice, State
from bot.domain.delivery import DeliveryKind, WordsKind
from bot.domain.ids import ChannelId, PersonId
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.refusals import (
    ContactGone,
    Empty,
    Guest,
    LeaderOff,
    NobodyToTurnTo,
    NotYours,
    Oneself,
)
from bot.domain.rhythm import CAUGHT_WITHIN, Detail, check_pace
from bot.domain.taxonomy import Help, HowSoon, Pressure, Signal
from bot.domain.team import contact_person
from bot.payloads import Arrival, SafetyRequest
from bot.store.concerns.ones_own import Written

Takes = Callable[[str, date, Calendar], bool]
FOR_EVERYBODY = frozenset({"data", "help"})
"""What guests may ask for, too: what is kept about them, and what can be typed."""


@dataclass(frozen=True)
class Receipt:
    """What was kept, for the private answer to the writer."""

    record: Record
    calendar: Calendar
    """The working time of whoever comes back to it, for the moments that are named."""
    moved_from: date | None = None
    """The day that was asked for, where it is a day off."""
    timed: bool = False
    """Whether a time was typed behind the day, which is not kept."""
    earlier: Concern | None = None
    """Something still open on the same topic with the same leader."""
    added: bool = False
    """It went to something that was open about the same message already."""
    learns_on: date | None = None
    """The day on which the person of a note learns that notes are kept, if they have not."""
    shows: Detail = Detail.NAME_AND_TOPIC
    """How much the message to its leader says."""


def receipt_of_record(
    unit: Unit,
    record: Record,
    *,
    moved_from: date | None = None,
    earlier: Concern | None = None,
) -> Receipt:
    """Say what was kept, for the private answer to its writer."""
    concern = record.concern
    owner = record.owner or unit.get_person(concern.raiser)
    calendar = unit.calendar(owner, concern.team)
    return Receipt(
        record,
        calendar,
        moved_from=moved_from,
        earlier=earlier,
        learns_on=learns_on(unit, concern),
        shows=unit.as_reader(owner).preferences.detail,
    )


@dataclass(frozen=True, kw_only=True)
class ConcernContent:
    """What somebody says of a concern, at whatever door."""

    words: str
    signal: Signal | None = None
    help: Help | None = None
    how_soon: HowSoon = HowSoon.WEEK
    pressures: tuple[Pressure, ...] = ()
    leader: PersonId | None = None
    mark: Mark | None = None
    """The message it is about."""


@dataclass(frozen=True, kw_only=True)
class NoteContent:
    """What a leader writes down about somebody."""

    words: str
    day: date | None = None
    """On which they come back to it; ``None``: a usual one."""
    meeting: Meeting | None = None
    share: bool = False
    """Whether the person reads it, too."""
    mark: Mark | None = None
    """The message it is about."""


def command(
    unit: Unit,
    writer: PersonId,
    channel: ChannelId,
    text: str,
    trigger: str,
    subcommands: Mapping[str, Takes | None],
    *,
    meant: bool = False,
) -> Reading | Receipt:
    """Read what was typed and keep it, where it says all there is to know.

    ``subcommands``: of each name, whether an argument is one it takes on a writer's date and in
    their working time; ``None`` takes none. ``meant``: the writer was asked whether so few words
    are one, and said yes.

    Raises the refusals of reading and of routing; then nothing is stored.
    """
    concern = unit.tx.concerns.by_origin(unit.workspace, f"command:{trigger}")
    if concern is not None:
        return receipt_of_record(unit, unit.record(concern, words=True))
    typed_text = text.strip().casefold()
    if typed_text in FOR_EVERYBODY:
        return Subcommand(typed_text, "")
    me = get_writer(unit, writer)
    days = unit.calendar(me)
    today = days.today(unit.now)
    person = addressee(text)
    teams = unit.tx.teams.of(unit.workspace, [writer])
    relation = None if person is None else relation_to(unit, me, person)
    reading = read(
        text,
        relation=relation,
        accepted=person in unit.tx.teams.accepted_leaders(unit.workspace) if person else False,
        leads_a_team=any(writer in team.accepted for team in teams),
        keeps_notes=_written_by(unit, me).keeps_notes,
        subcommands={name: _bound(takes, today, days) for name, takes in subcommands.items()},
        today=today,
        calendar=days,
        limit=unit.installation.form_length,
        meant=meant,
    )
    if isinstance(reading, Raise):
        content = ConcernContent(words=reading.words, leader=reading.leader)
        return raise_concern(unit, me, content, f"command:{trigger}", channel)
    if isinstance(reading, Note):
        note_content = NoteContent(words=reading.words, day=reading.day)
        note = keep_note(unit, me, reading.about, note_content, f"command:{trigger}", channel)
        return replace(note, moved_from=reading.moved_from, timed=reading.timed)
    if person is not None and relation in (Relation.NONE, Relation.TEAMMATE):
        refuse_invited(teams, writer, person)
    return reading


def _bound(takes: Takes | None, today: date, days: Calendar) -> Callable[[str], bool] | None:
    return None if takes is None else lambda argument: takes(argument, today, days)


def choices(
    unit: Unit,
    writer: PersonId,
    channel: ChannelId | None,
    *,
    addressed: PersonId | None = None,
) -> Choices:
    """Whom the form can name. Raises the refusals of routing where there is nobody."""
    me = get_writer(unit, writer)
    return choices_of(unit, me, channel, addressed=addressed)


def takes_notes(unit: Unit, writer: PersonId) -> bool:
    """Whether what somebody types without a name may be a note about somebody."""
    teams = unit.tx.teams.of(unit.workspace, [writer])
    leads = any(writer in team.accepted for team in teams)
    return leads or unit.tx.concerns.keeps_notes(unit.workspace, writer)


def ask_contact(unit: Unit, person: PersonId, met: Sequence[Person] = ()) -> Person:
    """Ask the safety contact to get in touch with ``person``; nothing else is stored.

    Each contact is asked once a day. ``met`` is what Slack has just said of them.

    Raises :class:`ContactGone`, with whom to turn to instead, where there is no contact any more
    whom the bot can write to.
    """
    save_people(unit, [person for person in met if person.deleted])
    contact_id = contact_person(contact_for(unit, person))
    somebody = unit.tx.people.get(unit.workspace, contact_id) if contact_id is not None else None
    if somebody is None or somebody.deleted:
        instead = turn_to(unit, person)
        raise ContactGone(person=instead.id) if instead is not None else NobodyToTurnTo()
    me, now = unit.get_person(person), unit.now
    unit.deliver(
        DeliveryKind.SAFE_ASK,
        # Who asked for help rests sealed only, in the payload. Whoever is named in the place of
        # somebody who was asked today is asked as well.
        unit.tx.sealer(unit.workspace).hash(f"{person}:{somebody.id}"),
        unit.calendar(me).today(now).isoformat(),
        somebody.id,
        due_at=now,
        days=unit.calendar(somebody),
        payload=SafetyRequest(person=person),
    )
    return somebody


def turn_to(unit: Unit, person: PersonId) -> Person | None:
    """Whom to turn to where there is no contact: an admin who neither leads nor has anything."""
    teams = unit.tx.teams.of(unit.workspace, [person])
    leaders = {candidate.person for team in teams for candidate in team.leaders}
    theirs = unit.tx.concerns.raised_by(unit.workspace, person)
    leaders |= {concern.owner for concern in theirs if concern.owner is not None}
    for admin in unit.tx.people.admins(unit.workspace):
        if admin.id != person and admin.id not in leaders and not admin.deleted:
            return admin
    return None


def receipt_of(unit: Unit, writer: PersonId, concern_id: str) -> Receipt:
    """What the private answer to a writer says now."""
    concern, _ = unit.authorize(concern_id, writer)
    return _receipt(unit, unit.record(concern, words=True))


def raise_by_form(
    unit: Unit,
    writer: PersonId,
    content: ConcernContent,
    view: str,
    channel: ChannelId | None = None,
) -> Receipt:
    """Keep what the form says."""
    concern = made_by_form(unit, view, writer)
    if concern is not None:
        return concern
    return raise_concern(unit, get_writer(unit, writer), content, f"form:{view}", channel)


def made_by_form(unit: Unit, view: str, writer: PersonId) -> Receipt | None:
    """Say what a form made that Slack delivers again. Raises :class:`NotYours`."""
    concern = unit.tx.concerns.by_origin(unit.workspace, f"form:{view}")
    if concern is None:
        return None
    if writer != (concern.owner if concern.about else concern.raiser):
        raise NotYours
    return receipt_of_record(unit, unit.record(concern, words=True))


def note_by_form(
    unit: Unit,
    writer: PersonId,
    about: PersonId,
    content: NoteContent,
    view: str,
    channel: ChannelId | None = None,
) -> Receipt:
    """Keep a leader's note after a talk; writing it says that the writer leads the person."""
    concern = made_by_form(unit, view, writer)
    if concern is not None:
        return concern
    me = get_writer(unit, writer)
    receipt = keep_note(unit, me, about, content, f"form:{view}", channel)
    unit.tx.leadership.say_leads(unit.workspace, writer, about)
    return receipt


def raise_concern(
    unit: Unit,
    me: Person,
    content: ConcernContent,
    origin: str,
    channel: ChannelId | None,
    *,
    more: int = 0,
) -> Receipt:
    """Keep what somebody raises, with whoever comes back to it."""
    words = unit.check_words(content.words, "words", more=more)
    if not words and content.mark is None:
        raise Empty(field="words")
    teams = unit.tx.teams.of(me.workspace, [me.id])
    leader = content.leader
    if leader == me.id:
        raise Oneself(field="leader")
    check_catching(unit, me)
    if leader is None:
        leader = only_leader(unit, me, teams, channel)
    elif leader not in unit.tx.teams.accepted_leaders(me.workspace):
        raise LeaderOff(field="leader", person=leader)
    require_contact(unit, me.id, teams)
    check_led(unit, content.signal, me.id, leader)
    signal, pressures = topic_of(words)
    now = unit.now
    owner = unit.get_person(leader)
    concern = replace(
        new_concern(
            workspace=me.workspace,
            kind=Kind.RAISED,
            origin=origin,
            raiser=me.id,
            owner=leader,
            state=State.RAISED,
            now=now,
        ),
        team=team_of(
            teams, me.id, leader, channel=content.mark.channel if content.mark else channel
        ),
        signal=content.signal or signal,
        pressures=content.pressures or (pressures if content.signal is None else ()),
        help=content.help,
        how_soon=content.how_soon,
        mark=content.mark,
        worded=bool(words),
    )
    erasable = content.mark is not None and content.mark.erasable_until is not None
    concern = unit.arriving(concern, marked=erasable)
    unit.add(concern, me.id, Act.RAISE)
    sayings = [unit.tx.concerns.say(concern, WordsKind.SAID, me.id, words, now)] if words else []
    unit.tx.people.mark_homes_stale(me.workspace, [me.id, unit.knowing_leader(concern)])
    record = Record(
        concern=concern,
        people={me.id: me, owner.id: owner},
        read_at=now,
        said=tuple(sayings),
        elsewhere=unit.has_somebody_else(concern),
    )
    return _receipt(unit, record)


def _receipt(unit: Unit, record: Record) -> Receipt:
    """What was kept, and what it could be added to as long as nobody has seen it."""
    concern = record.concern
    unseen = concern.state is State.RAISED and concern.milestones.delivered_at is None
    earlier = unit.tx.concerns.same_topic(concern) if unseen and concern.worded else None
    return receipt_of_record(unit, record, earlier=earlier)


def keep_note(
    unit: Unit,
    me: Person,
    about: PersonId,
    content: NoteContent,
    origin: str,
    channel: ChannelId | None = None,
) -> Receipt:
    """Keep a leader's note about somebody, from a ``channel`` or one's own view."""
    check_noted(unit, me, about)
    check_catching(unit, me)
    words, mark, share = unit.check_words(content.words, "words"), content.mark, content.share
    if not words and mark is None:
        raise Empty(field="words")
    now = unit.now
    days = unit.calendar(me)
    today = days.today(now)
    choice = day_for_note(content.day, today=today, calendar=days, field="day")
    signal, pressures = topic_of(words)
    concern = replace(
        new_concern(
            workspace=me.workspace,
            kind=Kind.SHARED if share else Kind.NOTE,
            origin=origin,
            raiser=about,
            owner=me.id,
            state=State.HEARD,
            now=now,
        ),
        team=team_of(
            unit.tx.teams.of(me.workspace, [about]),
            about,
            me.id,
            channel=mark.channel if mark is not None else channel,
        ),
        signal=signal,
        pressures=pressures,
        mark=mark,
        worded=bool(words),
        promise=Promise(meeting=content.meeting, come_back_on=choice.day),
    )
    concern = cadence.noted(concern, choice.day, days)
    if share:
        unit.check_shares(concern)
        concern = shared(concern, unit.transition_context(concern))
    unit.add(concern, me.id, Act.NOTE_SHARED if share else Act.NOTE)
    if words:
        unit.tx.concerns.say(concern, WordsKind.SAID, me.id, words, now)
    if share:
        unit.tell(concern, RaiserNotice.SHARED, unit.calendar(unit.get_person(about)))
    tell_kept(unit, concern)
    unit.tx.people.mark_homes_stale(me.workspace, [me.id])
    return receipt_of_record(unit, unit.record(concern, words=True), moved_from=choice.moved_from)


def check_noted(unit: Unit, me: Person, about: PersonId) -> None:
    """Refuse a note about oneself or a guest, and one that ``me`` may not keep about ``about``."""
    if about == me.id:
        raise Oneself(field="person")
    person = unit.tx.people.get(me.workspace, about)
    if person is None or not person.member:
        raise Guest(field="person")
    check_may_note(unit, me, about)


def check_catching(unit: Unit, me: Person) -> None:
    """Refuse who catches more than anybody types; what they wrote stays with them."""
    check_pace(_written_by(unit, me).caught)


def _written_by(unit: Unit, me: Person) -> Written:
    return unit.tx.concerns.written_by(me.workspace, me.id, unit.now - CAUGHT_WITHIN)


def arrival_of(concern: Concern, now: datetime) -> Arrival:
    """When something just raised reaches its leader, as its raiser is told."""
    if concern.owner is None:
        raise ValueError("what nobody comes back to reaches nobody")
    nudge = concern.clocks.nudge
    waits = nudge is not None and nudge.at > now + AT_ONCE
    return Arrival(
        leader=concern.owner,
        at=nudge.at if nudge is not None and waits else None,
        promised_on=concern.promise.promised_on,
    )
