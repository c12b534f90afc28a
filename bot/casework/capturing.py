"""Catching a concern by command and by form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.casework.routing import Choices, Routing
from bot.casework.unit import act, fresh
from bot.domain import cadence
from bot.domain.capture import Note, Raise, Reading, Relation, addressee, day_for_note, read
from bot.domain.concern import Act, Concern, Kind, Meeting, RaiserNotice, State
from bot.domain.delivery import DeliveryKind, WordsKind
from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.refusals import (
    Empty,
    Guest,
    LeaderOff,
    LedElsewhere,
    NotesOff,
    NotYours,
    Oneself,
    Stale,
)
from bot.domain.rhythm import PACE, check_pace
from bot.domain.taxonomy import Help, HowSoon, Pressure, Signal, find_topic
from bot.domain.team import Notes, contact_person, leaders_of
from bot.store import Transaction


@dataclass(frozen=True)
class Receipt:
    """What was kept, for the private answer to the writer."""

    record: Record
    moved_from: date | None = None
    """The day that was asked for, where it is a day off."""
    earlier: Record | None = None
    """Something still open on the same topic with the same leader."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the form of a concern asks for."""

    words: str
    signal: Signal | None = None
    help: Help | None = None
    how_soon: HowSoon = HowSoon.WEEK
    pressures: tuple[Pressure, ...] = ()
    leader: PersonId | None = None
    link: str | None = None


class Capturing(Routing):
    """Everything that begins a concern with words."""

    @act
    def command(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        writer: PersonId,
        channel: ChannelId,
        text: str,
        trigger: str,
        subcommands: Mapping[str, Callable[[str], bool] | None],
    ) -> Reading | Receipt:
        """Read what was typed and keep it, where it says all there is to know.

        Raises the refusals of reading and of routing; then nothing is stored.
        """
        known = tx.concerns.by_origin(workspace, f"command:{trigger}")
        if known is not None:
            return Receipt(self.record(tx, known, words=True))
        me = self._writer(tx, workspace, writer)
        days = self.calendar(tx, me)
        person = addressee(text)
        teams = tx.teams.of(workspace, [writer])
        relation = None if person is None else self._relation(tx, me, person)
        reading = read(
            text,
            relation=relation,
            accepted=person in tx.teams.accepted_leaders(workspace) if person else False,
            leads_a_team=any(writer in team.accepted for team in teams),
            keeps_notes=tx.concerns.keeps_notes(workspace, writer),
            subcommands=subcommands,
            today=days.today(self.clock()),
            calendar=days,
            limit=tx.workspaces.get(workspace).form_length,
        )
        if isinstance(reading, Raise):
            wanted = Wanted(words=reading.words, leader=reading.leader)
            return self._raise(tx, me, wanted, f"command:{trigger}", channel)
        if isinstance(reading, Note):
            note = self._note(
                tx,
                me,
                reading.about,
                reading.words,
                f"command:{trigger}",
                day=reading.day,
            )
            return replace(note, moved_from=reading.moved_from)
        if person is not None and relation in (Relation.NONE, Relation.TEAMMATE):
            self._refuse_invited(teams, writer, person)
        return reading

    @act
    def choices(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        writer: PersonId,
        channel: ChannelId | None,
        *,
        addressed: PersonId | None = None,
    ) -> Choices:
        """Whom the form can name. Raises the refusals of routing where there is nobody."""
        me = self._writer(tx, workspace, writer)
        return self._choices(tx, me, channel, addressed=addressed)

    @act
    def form_length(self, tx: Transaction, workspace: WorkspaceId) -> int:
        """How many characters a concern or a note may have."""
        return tx.workspaces.get(workspace).form_length

    @act
    def contact_for(self, tx: Transaction, workspace: WorkspaceId, person: PersonId) -> str | None:
        """The safety contact of a person: their team's own, else the workspace's."""
        return self._contact(tx, workspace, tx.teams.of(workspace, [person]))

    @act
    def ask_contact(self, tx: Transaction, workspace: WorkspaceId, person: PersonId) -> Person:
        """Ask the safety contact to get in touch with ``person``; nothing else is stored.

        Raises :class:`Stale` where the contact is no person any more.
        """
        contact = self._contact(tx, workspace, tx.teams.of(workspace, [person]))
        found = contact_person(contact)
        if found is None:
            raise Stale
        somebody = self.known(tx, workspace, found)
        me, now = self.known(tx, workspace, person), self.clock()
        self.deliver(
            tx,
            DeliveryKind.SAFE_ASK,
            workspace,
            person,
            self.calendar(tx, me).today(now).isoformat(),
            somebody.id,
            due_at=now,
            days=self.calendar(tx, somebody),
        )
        return somebody

    @act
    def receipt_of(
        self, tx: Transaction, workspace: WorkspaceId, writer: PersonId, concern: str
    ) -> Receipt:
        """What the private answer to a writer says now."""
        found, _ = self.reach(tx, workspace, concern, writer)
        return self._receipt(tx, self.record(tx, found, words=True))

    @act
    def raise_by_form(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        writer: PersonId,
        wanted: Wanted,
        view: str,
        channel: ChannelId | None = None,
        origin: str | None = None,
    ) -> Receipt:
        """Keep what the form says. ``origin`` is set where the form came from a mark."""
        origin = origin or f"form:{view}"
        known = tx.concerns.by_origin(workspace, origin)
        if known is not None and known.raiser != writer:
            raise NotYours
        if known is not None and known.state is not State.OFFERED:
            return Receipt(self.record(tx, known, words=True))
        if known is not None:
            tx.concerns.forget(known)
            self._question_answered(tx, known)
        return self._raise(tx, self._writer(tx, workspace, writer), wanted, origin, channel)

    @staticmethod
    def _question_answered(tx: Transaction, offer: Concern) -> None:
        """Let the question about an offer say what became of it."""
        subject = offer.origin.partition(":")[2]
        asked = tx.deliveries.recent(offer.workspace, DeliveryKind.OFFER, subject, offer.created_at)
        if asked is not None:
            tx.deliveries.mark_behind(asked, asked.letter)

    @act
    def note_by_form(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        writer: PersonId,
        about: PersonId,
        words: str,
        day: date | None,
        view: str,
        *,
        meeting: Meeting | None = None,
        share: bool = False,
        link: str | None = None,
        marked_in: ChannelId | None = None,
        origin: str | None = None,
    ) -> Receipt:
        """Keep a leader's note after a talk; writing it says that the writer leads the person."""
        origin = origin or f"form:{view}"
        known = tx.concerns.by_origin(workspace, origin)
        if known is not None and known.owner != writer:
            raise NotYours
        if known is not None:
            return Receipt(self.record(tx, known, words=True))
        me = self._writer(tx, workspace, writer)
        receipt = self._note(
            tx,
            me,
            about,
            words,
            origin,
            day=day,
            meeting=meeting,
            share=share,
            link=link,
            marked_in=marked_in,
        )
        tx.teams.say_leads(workspace, writer, about)
        return receipt

    # What all doors share

    def _raise(
        self,
        tx: Transaction,
        me: Person,
        wanted: Wanted,
        origin: str,
        channel: ChannelId | None,
        *,
        marked_in: ChannelId | None = None,
        more: int = 0,
    ) -> Receipt:
        words = self.worded(tx, me.workspace, wanted.words, "words", more=more)
        if not words and wanted.link is None:
            raise Empty(field="words")
        teams = tx.teams.of(me.workspace, [me.id])
        leader = wanted.leader
        if leader == me.id:
            raise Oneself(field="leader")
        self._check_pace(tx, me)
        if leader is None:
            leader = self._only_leader(tx, me, teams, channel)
        elif leader not in tx.teams.accepted_leaders(me.workspace):
            raise LeaderOff(field="leader", person=leader)
        self._require_contact(tx, me.workspace, teams)
        if wanted.signal is Signal.LED and leader in leaders_of(me.id, teams):
            raise LedElsewhere(field="leader")
        signal, pressure = find_topic(words)
        found_pressures = (pressure,) if pressure is not None else ()
        now = self.clock()
        owner = self.known(tx, me.workspace, leader)
        concern = replace(
            fresh(
                workspace=me.workspace,
                kind=Kind.RAISED,
                origin=origin,
                raiser=me.id,
                owner=leader,
                state=State.RAISED,
                now=now,
            ),
            team=self._team_of(teams, me.id, leader),
            signal=wanted.signal or signal,
            pressures=wanted.pressures or (found_pressures if wanted.signal is None else ()),
            help=wanted.help,
            how_soon=wanted.how_soon,
            link=wanted.link,
            marked_in=marked_in,
            worded=bool(words),
        )
        leader_days = self.calendar(tx, owner, concern.team)
        concern = cadence.raised(
            concern,
            now,
            leader_days,
            marked=marked_in is not None,
            had=self.had_today(tx, owner, leader_days, now),
        )
        tx.concerns.add(concern, me.id, Act.RAISE)
        said = [tx.concerns.say(concern, WordsKind.SAID, me.id, words, now)] if words else []
        tx.people.home_behind(me.workspace, [me.id, leader])
        kept = Record(
            concern=concern,
            people={me.id: me, owner.id: owner},
            said=tuple(said),
            elsewhere=self.elsewhere_than(tx, concern),
        )
        return self._receipt(tx, kept)

    def _receipt(self, tx: Transaction, kept: Record) -> Receipt:
        """What was kept, and what it could be added to as long as nobody has seen it."""
        concern = kept.concern
        unseen = concern.state is State.RAISED and concern.delivered_at is None
        earlier = tx.concerns.same_topic(concern) if unseen and concern.worded else None
        return Receipt(kept, earlier=self.record(tx, earlier) if earlier else None)

    def _note(
        self,
        tx: Transaction,
        me: Person,
        about: PersonId,
        words: str,
        origin: str,
        *,
        day: date | None = None,
        meeting: Meeting | None = None,
        share: bool = False,
        link: str | None = None,
        marked_in: ChannelId | None = None,
    ) -> Receipt:
        if about == me.id:
            raise Oneself(field="person")
        person = tx.people.get(me.workspace, about)
        if person is None or not person.member:
            raise Guest(field="person")
        self._check_notes(tx, me, about)
        self._check_pace(tx, me)
        words = self.worded(tx, me.workspace, words, "words")
        if not words and link is None:
            raise Empty(field="words")
        now = self.clock()
        days = self.calendar(tx, me)
        today = days.today(now)
        chosen = day_for_note(day, today=today, calendar=days, field="day")
        signal, pressure = find_topic(words)
        concern = replace(
            fresh(
                workspace=me.workspace,
                kind=Kind.SHARED if share else Kind.NOTE,
                origin=origin,
                raiser=about,
                owner=me.id,
                state=State.HEARD,
                now=now,
            ),
            signal=signal,
            pressures=(pressure,) if pressure is not None else (),
            link=link,
            marked_in=marked_in,
            worded=bool(words),
            meeting=meeting,
            come_back_on=chosen.day,
        )
        concern = cadence.noted(concern, chosen.day, days)
        if share:
            self.may_share(tx, concern)
        tx.concerns.add(concern, me.id, Act.NOTE_SHARED if share else Act.NOTE)
        if words:
            tx.concerns.say(concern, WordsKind.SAID, me.id, words, now)
        if share:
            self.share_now(tx, concern)
        tx.people.home_behind(me.workspace, [me.id])
        return Receipt(self.record(tx, concern, words=True), moved_from=chosen.moved_from)

    def _check_pace(self, tx: Transaction, me: Person) -> None:
        """Refuse who catches more than anybody types; what they wrote stays with them."""
        check_pace(tx.rhythms.caught(me.workspace, me.id, self.clock() - PACE))

    @staticmethod
    def _check_notes(tx: Transaction, me: Person, about: PersonId) -> None:
        """Refuse a note where the workspace keeps none, or none about this person."""
        allowed = tx.workspaces.get(me.workspace).notes
        led = me.id in leaders_of(about, tx.teams.of(me.workspace, [about]))
        if allowed is Notes.OFF or (allowed is Notes.WITH_TEAM and not led):
            raise NotesOff(field="words")

    def share_now(self, tx: Transaction, concern: Concern) -> None:
        """Tell the person a shared note is about that it can be read."""
        person = self.known(tx, concern.workspace, concern.raiser)
        self.tell(tx, concern, RaiserNotice.SHARED, self.calendar(tx, person))
