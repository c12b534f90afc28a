"""Catching a concern: by command, by form, by a mark on a message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.casework.work import Work, act, fresh
from bot.domain import cadence
from bot.domain.capture import (
    Note,
    Raise,
    Reading,
    Relation,
    addressee,
    day_for_note,
    read,
)
from bot.domain.concern import MAX_WORDS, Act, Concern, Kind, Meeting, Role, State, Told
from bot.domain.delivery import DeliveryKind, WordsKind
from bot.domain.ids import ChannelId, PersonId, TeamId, WorkspaceId
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.refusals import (
    Empty,
    Guest,
    LeaderOff,
    LedElsewhere,
    NoContact,
    NoLeader,
    Oneself,
    Refusal,
    Stale,
)
from bot.domain.taxonomy import Help, HowSoon, Pressure, Signal, find_topic
from bot.domain.team import Team, leaders_of, route, teammates
from bot.store import Transaction


class ChoiceNeeded(Refusal):
    """Several leaders could come back to it: the form asks which."""


@dataclass(frozen=True)
class Receipt:
    """What was kept, for the private answer to the writer."""

    record: Record
    moved_from: date | None = None
    """The day that was asked for, where it is a day off."""
    earlier: Record | None = None
    """Something still open on the same topic with the same leader."""


@dataclass(frozen=True)
class Choices:
    """Nothing is stored yet: the form asks who should come back to it."""

    leaders: tuple[Person, ...]
    """The writer's own, in the team's order."""
    others: tuple[Person, ...] = ()
    """Everyone else who has accepted."""
    chosen: PersonId | None = None
    contact: str | None = None


@dataclass(frozen=True)
class Offered:
    """A colleague's mark was caught; nobody has been told."""

    record: Record
    leaders: tuple[Person, ...]
    contact: str | None


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Where a message is, whoever marked it."""

    channel: ChannelId
    ts: str
    author: PersonId


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


class Capturing(Work):
    """Everything that begins a concern."""

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
        self, tx: Transaction, workspace: WorkspaceId, writer: PersonId, channel: ChannelId | None
    ) -> Choices:
        """Whom the form can name. Raises the refusals of routing where there is nobody."""
        me = self._writer(tx, workspace, writer)
        return self._choices(tx, me, channel)

    @act
    def contact_for(self, tx: Transaction, workspace: WorkspaceId, person: PersonId) -> str | None:
        """The safety contact of a person: their team's own, else the workspace's."""
        return self._contact(tx, workspace, tx.teams.of(workspace, [person]))

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
        if known is not None and known.state is not State.OFFERED:
            return Receipt(self.record(tx, known, words=True))
        if known is not None:
            tx.concerns.forget(known)
        return self._raise(tx, self._writer(tx, workspace, writer), wanted, origin, channel)

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
        origin: str | None = None,
    ) -> Receipt:
        """Keep a leader's note after a talk; writing it says that the writer leads the person."""
        origin = origin or f"form:{view}"
        known = tx.concerns.by_origin(workspace, origin)
        if known is not None:
            return Receipt(self.record(tx, known, words=True))
        me = self._writer(tx, workspace, writer)
        receipt = self._note(
            tx, me, about, words, origin, day=day, meeting=meeting, share=share, link=link
        )
        tx.teams.say_leads(workspace, writer, about)
        return receipt

    # Marks

    @act
    def marked(
        self, tx: Transaction, workspace: WorkspaceId, reactor: PersonId, mark: Mark, event: str
    ) -> Receipt | Choices | Offered | None:
        """Somebody marked a message with the team's emoji; ``None`` is silence.

        One person's marks on one message are one concern, whatever Slack repeats.
        """
        if not tx.workspaces.first_time(workspace, event, self.clock()):
            return None
        people = tx.people.some(workspace, [reactor, mark.author])
        me, author = people.get(reactor), people.get(mark.author)
        if me is None or author is None or not me.member or not author.member:
            return None
        try:
            return self._mark(tx, me, author, mark)
        except Refusal:
            return None

    @act
    def offered_by_menu(
        self, tx: Transaction, workspace: WorkspaceId, reactor: PersonId, mark: Mark
    ) -> Offered:
        """A colleague asks, by the message menu, that the author be asked; without the wait."""
        me = self._writer(tx, workspace, reactor)
        author = self._writer(tx, workspace, mark.author)
        return self._offer(tx, me, author, mark, wait=timedelta(0))

    @act
    def menu(
        self, tx: Transaction, workspace: WorkspaceId, writer: PersonId, mark: Mark
    ) -> Choices | Relation:
        """What "Come back to this" opens: one's own form, a note, or the question to the author."""
        me = self._writer(tx, workspace, writer)
        if mark.author == writer:
            return self._choices(tx, me, mark.channel)
        self._writer(tx, workspace, mark.author)
        relation = self._relation(tx, me, mark.author)
        if relation in (Relation.LEADS, Relation.BOTH):
            return Relation.LEADS
        if not leaders_of(mark.author, tx.teams.of(workspace, [mark.author])):
            raise NoLeader
        return Relation.TEAMMATE

    @act
    def unmarked(
        self, tx: Transaction, workspace: WorkspaceId, reactor: PersonId, mark: Mark, event: str
    ) -> bool:
        """The mark was taken away: within ten minutes nothing is left of it."""
        if not tx.workspaces.first_time(workspace, event, self.clock()):
            return False
        for origin in (_mark_origin(mark, reactor), _offer_origin(mark)):
            concern = tx.concerns.by_origin(workspace, origin)
            if concern is None:
                continue
            by = concern.marked_by or concern.raiser
            mine = by == reactor or concern.owner == reactor
            if mine and self.clock() - concern.created_at < cadence.MARK_DELAY:
                self._erase_offer(tx, concern)
                return True
        return False

    @act
    def answer_offer(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        person: PersonId,
        concern: str,
        *,
        yes: bool,
    ) -> Receipt | Choices | None:
        """The author's private yes or no; several leaders open the form and store nothing."""
        found = tx.concerns.get(workspace, concern)
        if found is None or found.state is not State.OFFERED or found.raiser != person:
            if found is not None and found.raiser == person and yes:
                return Receipt(self.record(tx, found))
            raise Stale
        if not yes:
            self._erase_offer(tx, found)
            return None
        me = self._writer(tx, workspace, person)
        teams = tx.teams.of(workspace, [person])
        self._require_contact(tx, workspace, teams)
        if found.owner is None:
            return self._choices(tx, me, found.marked_in)
        after = self.do(tx, found, Act.YES, Role.RAISER, by=person)
        return Receipt(self.record(tx, after))

    @act
    def offer_of(
        self, tx: Transaction, workspace: WorkspaceId, person: PersonId, concern: str
    ) -> Record:
        """An offer as it stands, for its author only."""
        found = tx.concerns.get(workspace, concern)
        if found is None or found.raiser != person or found.state is not State.OFFERED:
            raise Stale
        return self.record(tx, found)

    @act
    def no_offers(self, tx: Transaction, workspace: WorkspaceId, person: PersonId) -> None:
        """Never ask this person about a mark again."""
        me = self._writer(tx, workspace, person)
        tx.people.choose(workspace, person, replace(me.preferences, offers=False))

    @act
    def take_off(
        self, tx: Transaction, workspace: WorkspaceId, person: PersonId, concern: str
    ) -> None:
        """The colleague says "Don't ask" before the author has been asked."""
        found = tx.concerns.get(workspace, concern)
        if found is None or found.marked_by != person or found.state is not State.OFFERED:
            raise Stale
        if self.clock() - found.created_at >= cadence.MARK_DELAY:
            raise Stale
        self._erase_offer(tx, found)

    def _mark(
        self, tx: Transaction, me: Person, author: Person, mark: Mark
    ) -> Receipt | Choices | Offered:
        if me.id == author.id:
            known = tx.concerns.by_origin(me.workspace, _mark_origin(mark, me.id))
            if known is not None:
                return Receipt(self.record(tx, known))
            found = self._choices(tx, me, mark.channel)
            if found.chosen is None and len(found.leaders) != 1:
                return found
            wanted = Wanted(words="", link=self._link(tx, me.workspace, mark))
            origin = _mark_origin(mark, me.id)
            return self._raise(tx, me, wanted, origin, mark.channel, marked=mark)
        if self._relation(tx, me, author.id) in (Relation.LEADS, Relation.BOTH):
            known = tx.concerns.by_origin(me.workspace, _mark_origin(mark, me.id))
            if known is not None:
                return Receipt(self.record(tx, known))
            link = self._link(tx, me.workspace, mark)
            origin = _mark_origin(mark, me.id)
            return self._note(tx, me, author.id, "", origin, link=link, marked=mark)
        return self._offer(tx, me, author, mark, wait=cadence.MARK_DELAY)

    def _offer(
        self, tx: Transaction, me: Person, author: Person, mark: Mark, *, wait: timedelta
    ) -> Offered:
        teams = tx.teams.of(me.workspace, [author.id])
        choice = route(author.id, teams, mark.channel)
        leaders = tx.people.some(me.workspace, choice.leaders)
        contact = self._contact(tx, me.workspace, teams)
        ordered = tuple(leaders[one] for one in choice.leaders if one in leaders)
        known = tx.concerns.by_origin(me.workspace, _offer_origin(mark))
        if known is not None:
            return Offered(self.record(tx, known), ordered, contact)
        now = self.clock()
        concern = replace(
            fresh(
                workspace=me.workspace,
                kind=Kind.RAISED,
                origin=_offer_origin(mark),
                raiser=author.id,
                owner=choice.only,
                state=State.OFFERED,
                now=now,
            ),
            team=self._team_of(teams, author.id, choice.only),
            marked_by=me.id,
            marked_in=mark.channel,
            link=self._link(tx, me.workspace, mark),
            worded=False,
        )
        tx.concerns.add(concern, me.id)
        if author.preferences.offers and not author.preferences.silent:
            days = self.calendar(tx, author)
            self.deliver(
                tx,
                DeliveryKind.OFFER,
                me.workspace,
                f"{mark.channel}:{mark.ts}",
                "1",
                author.id,
                due_at=days.next_open(now + wait),
                days=days,
                letter="mark" if wait else "menu",
                items=[self.item(concern)],
            )
        return Offered(self.record(tx, concern), ordered, contact)

    def _erase_offer(self, tx: Transaction, concern: Concern) -> None:
        """Leave no trace: what was pending is called back, what was asked is redrawn."""
        subject = concern.origin.partition(":")[2]
        asked = tx.deliveries.recent(
            concern.workspace, DeliveryKind.OFFER, subject, concern.created_at
        )
        tx.deliveries.cancel(concern.workspace, [DeliveryKind.OFFER], subject)
        if asked is not None:
            tx.deliveries.mark_behind(asked, "done")
        tx.people.home_behind(concern.workspace, [concern.raiser, concern.owner])
        tx.concerns.forget(concern)

    # What all doors share

    def _raise(
        self,
        tx: Transaction,
        me: Person,
        wanted: Wanted,
        origin: str,
        channel: ChannelId | None,
        *,
        marked: Mark | None = None,
    ) -> Receipt:
        words = self.within(wanted.words, MAX_WORDS, "words")
        if not words and wanted.link is None:
            raise Empty(field="words")
        teams = tx.teams.of(me.workspace, [me.id])
        leader = wanted.leader
        if leader == me.id:
            raise Oneself(field="leader")
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
            marked_in=marked.channel if marked else None,
            worded=bool(words),
        )
        leader_days = self.calendar(tx, owner, concern.team)
        concern = cadence.raised(concern, now, leader_days, marked=marked is not None)
        earlier = [
            one
            for one in tx.concerns.open_with(me.workspace, leader, me.id)
            if one.kind is Kind.RAISED and one.signal is concern.signal
        ]
        tx.concerns.add(concern, me.id)
        if words:
            tx.concerns.say(concern, WordsKind.SAID, me.id, words, now)
        tx.people.home_behind(me.workspace, [me.id, leader])
        return Receipt(
            self.record(tx, concern, words=True),
            earlier=self.record(tx, earlier[-1]) if earlier else None,
        )

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
        marked: Mark | None = None,
    ) -> Receipt:
        if about == me.id:
            raise Oneself(field="person")
        person = tx.people.get(me.workspace, about)
        if person is None or not person.member:
            raise Guest(field="person")
        words = self.within(words, MAX_WORDS, "words")
        if not words and link is None:
            raise Empty(field="words")
        now = self.clock()
        days = self.calendar(tx, me)
        today = days.today(now)
        chosen = day_for_note(day, today=today, calendar=days)
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
            marked_in=marked.channel if marked else None,
            worded=bool(words),
            meeting=meeting,
            come_back_on=chosen.day,
        )
        concern = cadence.noted(concern, chosen.day, days)
        tx.concerns.add(concern, me.id)
        if words:
            tx.concerns.say(concern, WordsKind.SAID, me.id, words, now)
        if share:
            self.share_now(tx, concern)
        tx.people.home_behind(me.workspace, [me.id])
        return Receipt(self.record(tx, concern, words=True), moved_from=chosen.moved_from)

    def share_now(self, tx: Transaction, concern: Concern) -> None:
        """Tell the person a shared note is about that it can be read."""
        person = self.known(tx, concern.workspace, concern.raiser)
        self.tell(tx, concern, Told.SHARED, self.calendar(tx, person))

    def _writer(self, tx: Transaction, workspace: WorkspaceId, person: PersonId) -> Person:
        found = tx.people.get(workspace, person)
        if found is None or not found.member:
            raise Guest
        return found

    def _relation(self, tx: Transaction, me: Person, person: PersonId) -> Relation:
        if person == me.id:
            return Relation.ONESELF
        other = tx.people.get(me.workspace, person)
        if other is None or not other.member:
            return Relation.OUTSIDER
        teams = tx.teams.of(me.workspace, [me.id, person])
        led_by = person in leaders_of(me.id, teams)
        leads = me.id in leaders_of(person, teams) or tx.teams.says_to_lead(
            me.workspace, me.id, person
        )
        if leads and led_by:
            return Relation.BOTH
        if leads:
            return Relation.LEADS
        if led_by:
            return Relation.LED_BY
        return Relation.TEAMMATE if teammates(me.id, person, teams) else Relation.NONE

    @staticmethod
    def _refuse_invited(teams: list[Team], writer: PersonId, person: PersonId) -> None:
        """Say so when the addressed leader has not accepted yet."""
        for team in teams:
            leader = team.leader(person)
            if writer in team.members and leader is not None and person not in team.accepted:
                raise LeaderOff(person=person)

    def _only_leader(
        self, tx: Transaction, me: Person, teams: list[Team], channel: ChannelId | None
    ) -> PersonId:
        choice = route(me.id, teams, channel)
        if choice.only is None:
            raise ChoiceNeeded
        return choice.only

    def _choices(self, tx: Transaction, me: Person, channel: ChannelId | None) -> Choices:
        teams = tx.teams.of(me.workspace, [me.id])
        accepted = tx.teams.accepted_leaders(me.workspace)
        others = [one for one in accepted if one != me.id]
        try:
            choice = route(me.id, teams, channel)
        except (NoLeader, LeaderOff):
            if not others:
                raise
            leaders: tuple[PersonId, ...] = ()
            only = None
        else:
            leaders, only = choice.leaders, choice.only
        self._require_contact(tx, me.workspace, teams)
        people = tx.people.some(me.workspace, [*leaders, *others])
        return Choices(
            leaders=tuple(people[one] for one in leaders),
            others=tuple(people[one] for one in others if one not in leaders and one in people),
            chosen=only,
            contact=self._contact(tx, me.workspace, teams),
        )

    def _contact(self, tx: Transaction, workspace: WorkspaceId, teams: list[Team]) -> str | None:
        own = next((team.contact for team in teams if team.contact), None)
        return own or tx.workspaces.get(workspace).contact

    def _require_contact(self, tx: Transaction, workspace: WorkspaceId, teams: list[Team]) -> None:
        if self._contact(tx, workspace, teams) is None:
            raise NoContact

    @staticmethod
    def _team_of(teams: list[Team], raiser: PersonId, owner: PersonId | None) -> TeamId | None:
        for team in teams:
            if raiser in team.members and owner in team.accepted:
                return team.id
        return None

    @staticmethod
    def _link(tx: Transaction, workspace: WorkspaceId, mark: Mark) -> str:
        domain = tx.workspaces.get(workspace).domain
        return f"https://{domain}.slack.com/archives/{mark.channel}/p{mark.ts.replace('.', '')}"


def _mark_origin(mark: Mark, person: PersonId) -> str:
    return f"mark:{mark.channel}:{mark.ts}:{person}"


def _offer_origin(mark: Mark) -> str:
    return f"offer:{mark.channel}:{mark.ts}"
