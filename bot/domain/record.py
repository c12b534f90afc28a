"""What there is to draw: a concern with its opened words, steps and people, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.coaching import HomeLine
from bot.domain.concern import Concern
from bot.domain.concern.states import Act, Kind, State
from bot.domain.concern.transitions import TRANSITIONS
from bot.domain.delivery import Delivery, Item, WordsKind
from bot.domain.digest import WeeklyDigest
from bot.domain.due import DueFailure
from bot.domain.ids import ChannelId, PersonId, TeamId
from bot.domain.person import Person
from bot.domain.rhythm import FadeAnswer
from bot.domain.taxonomy import Change, StepKind
from bot.domain.team import Team

SAID_BACK = "say_back"
"""How the history calls a leader's reply after a correction, which is no act of the table."""

_SETTLING = frozenset(act.value for act, row in TRANSITIONS.items() if row.sources and row.settles)


OPERATOR = PersonId("operator")
"""Stands for whoever opened words with a command, where the bot runs: they have no account here."""


def settles(act: str) -> bool:
    """Whether something in the history may have settled what a leader was asked."""
    return act == SAID_BACK or act in _SETTLING


@dataclass(frozen=True, kw_only=True)
class Said:
    """One opened text. For a step, ``id`` is the step's."""

    id: str
    kind: WordsKind
    author: PersonId
    text: str
    said_at: datetime


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step a leader chose; what exactly is the :class:`Said` with the same id, if any."""

    id: str
    kind: StepKind
    due_on: date
    shown: bool
    """Whether the raiser may read what exactly."""
    team_may_read: bool
    chosen_at: datetime


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Somebody opened the words."""

    person: PersonId
    opened_at: datetime
    owners: bool = False
    """Whether it was its leader's part that was opened, by whoever operates the bot."""


@dataclass(frozen=True)
class Answered:
    """What the raiser answered to one question, and when."""

    act: Act
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One line of a concern's history: what happened, when, and where it left the step."""

    act: str
    """An :class:`Act`'s value, or ``say_back``."""
    by: PersonId | None
    at: datetime
    step: int | None
    """The step it left behind; ``None`` for what was written down before steps were."""
    day: date | None = None
    """The day that was named with it."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One concern as it stands, with whatever the drawing needs.

    Cards of messages are drawn from records without ``said`` (no words in messages); modals and
    the private answer to the writer's own command have them.
    """

    concern: Concern
    people: Mapping[PersonId, Person]
    """The raiser, the owner, whoever else is named."""
    said: tuple[Said, ...] = ()
    steps: tuple[Step, ...] = ()
    """Oldest first."""
    openings: tuple[Opening, ...] = ()
    history: tuple[Happening, ...] = ()
    """What happened, oldest first, where a drawing tells what came of something."""
    changed: tuple[Change, ...] = ()
    away_until: date | None = None
    """The leader's first day back, while they are away for days that are known."""
    team: Team | None = None
    """The team in whose digest a step could be read, where a form names it."""
    elsewhere: bool = False
    """Whether another person has accepted, to whom it could go."""
    read_at: datetime
    """When it was read."""
    late: frozenset[Act] = frozenset()
    """What its raiser cannot do any more, because too much time has passed."""
    unsent: bool = False
    """Whether Slack refused the message in which the leader is to read of it."""

    def today(self, reader: Person) -> date:
        """The date it was read on, where its reader is: days of other years have their year."""
        return self.read_at.astimezone(ZoneInfo(reader.zone)).date()

    @property
    def can_hand(self) -> bool:
        """Whether its leader can ask to hand it over."""
        concern = self.concern
        plain = concern.kind is Kind.RAISED and concern.open and not concern.ending
        return plain and self.elsewhere and concern.proposed_to is None

    @property
    def can_send_on(self) -> bool:
        """Whether its raiser can take it to somebody else."""
        concern = self.concern
        movable = concern.open or concern.state is State.NO_CHANGE
        return concern.kind is Kind.RAISED and movable and self.elsewhere

    @property
    def raiser(self) -> Person:
        """Who it affects."""
        return self.people[self.concern.raiser]

    @property
    def owner(self) -> Person | None:
        """The leader it is with."""
        return self.people.get(self.concern.owner) if self.concern.owner else None

    @property
    def leader(self) -> Person | None:
        """Whom it is or was with: the one it went on with, or who left it behind."""
        concern = self.concern
        handed_to = concern.handover.to if concern.handover and concern.handover.agreed else None
        with_whom = handed_to or concern.owner or concern.left_by
        return self.people.get(with_whom) if with_whom else None

    @property
    def step(self) -> Step | None:
        """The latest step."""
        return self.steps[-1] if self.steps else None

    def settled(self, step: int) -> Happening | None:
        """What settled what was asked at ``step``; ``None`` where nothing did, or nobody knows."""
        settling = (
            entry for entry in self.history if entry.step == step + 1 and settles(entry.act)
        )
        return next(settling, None)

    def since(self, moment: datetime) -> tuple[Happening, ...]:
        """What happened from ``moment`` on."""
        return tuple(entry for entry in self.history if entry.at >= moment)

    def texts(self, kind: WordsKind) -> tuple[Said, ...]:
        """The opened texts of one kind, oldest first."""
        return tuple(saying for saying in self.said if saying.kind is kind)

    @property
    def words(self) -> str:
        """The words of the concern itself; empty for a mark without words."""
        texts = self.texts(WordsKind.SAID)
        return texts[-1].text if texts else ""


@dataclass(frozen=True)
class Line:
    """One item of a leader's message, drawn from its record."""

    item: Item
    record: Record

    @property
    def live(self) -> bool:
        """Whether the item still waits for an answer; else it is drawn as its echo."""
        concern = self.record.concern
        return concern.open and self.item.step_no == concern.step_no


@dataclass(frozen=True)
class Joined:
    """Somebody joined a team's channel; ``asked``: nobody has said yet whether they are on it."""

    team: Team
    person: Person
    asked: bool
    on_team: bool


@dataclass(frozen=True, kw_only=True)
class DayExtras:
    """What a leader's message says beside its items; it rides along and causes none."""

    list_only: bool = False
    """The message is the weekly list and shows no items of its own."""
    still_open: int | None = None
    """How much is open with the leader, where the weekly list is part of the message."""
    oldest: datetime | None = None
    sort: bool = False
    backoff: date | None = None
    """A day of the week on which reminders come from now on."""
    kept_weekly_at: datetime | None = None
    """When the leader chose to keep reminders weekly."""
    fade: bool = False
    fade_answer: FadeAnswer | None = None
    joined: tuple[Joined, ...] = ()
    quiet_teams: tuple[Team, ...] = ()


class TeamStanding(StrEnum):
    """What a team waits for, as its people see it in Home."""

    ON = "on"
    """Things can be raised on it."""
    WAITING = "waiting"
    """An admin has not said yes."""
    DECLINED = "declined"
    """An admin said *Not now*."""
    ASKED = "asked"
    """Its leaders have not promised."""
    NO_CONTACT = "no_contact"
    """Its safety contact leads it, or there is none."""


@dataclass(frozen=True)
class TeamLine:
    """A team in the Home of one of its people."""

    channel: ChannelId
    standing: TeamStanding
    leaders: tuple[Person, ...]
    """Those with whom things can be raised, or who are asked."""
    team: TeamId | None = None
    """The team, where it waits for the reader's promise."""


@dataclass(frozen=True, kw_only=True)
class FirstSteps:
    """What an admin does first, and which of it is done."""

    contact: bool = False
    """Whether a safety contact is named."""
    team: bool = False
    """Whether a team is set up."""

    @property
    def done(self) -> bool:
        """Whether nothing is left of it."""
        return self.contact and self.team


@dataclass(frozen=True)
class Undelivered:
    """A message that did not arrive."""

    code: str
    """Slack's error code."""
    recipient: str
    """The person or channel it was for."""


@dataclass(frozen=True, kw_only=True)
class HomeData:
    """What somebody's Home and lists show."""

    person: Person
    mine: tuple[Record, ...] = ()
    """What the person raised, and shared notes about them."""
    waiting: tuple[Record, ...] = ()
    """Open things the person comes back to."""
    finished: tuple[Record, ...] = ()
    """Closed in the last 30 days, theirs to have come back to."""
    news: tuple[Line, ...] = ()
    """News for a leader that no message of theirs took along in time."""
    notes: tuple[WeeklyDigest, ...] = ()
    """Weekly notes of the person's teams that are in Homes and in no channel (D11)."""
    contact: str | None = None
    """The safety contact: a mention or a line."""
    leads: bool = False
    """Whether the person leads a team or keeps notes."""
    notes_off: bool = False
    """Whether nobody may keep notes here."""
    coaching: HomeLine | None = None
    """One line for a leader's next talk."""
    admin: bool = False
    first_steps: FirstSteps | None = None
    """What is left to do first; for admins, until it is done."""
    led: bool = False
    """Whether there is somebody with whom the person can raise something."""
    declined: tuple[tuple[Person, ChannelId], ...] = ()
    """Leaders who said *Not now*, for whoever set the team up."""
    teams: tuple[TeamLine, ...] = ()
    """The teams the person leads, is on or set up, and what each waits for."""
    approvals: int = 0
    """How many teams wait for an admin's yes; for admins."""
    contact_unconfirmed: bool = False
    """Whether it is not known that an admin named the contact; for admins."""
    undelivered: tuple[Undelivered, ...] = ()
    """What could not be delivered, for whom it concerns."""
    given_up: tuple[Undelivered, ...] = ()
    """The same for what is not tried again."""
    failures: tuple[DueFailure, ...] = ()
    """Due rows that raised when they were last handled; for the installer alone."""
    channels: Mapping[str, Team] = field(default_factory=dict)
    """The teams in whose channels something did not arrive, or perhaps did not."""
    uncertain: tuple[Delivery, ...] = ()
    """What may have arrived, and nobody but a human can tell; for admins."""
