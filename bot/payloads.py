"""What each kind of message keeps beside its row: ids, dates and keys, never words or names.

Casework makes a payload when it decides to send something; the message's module in
``bot/outbox/kinds`` reads it back, whenever the message is drawn. What a message says of the record
is read anew each time; what stays as it was sent is in here.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from bot.domain.coaching import CoachingLine
from bot.domain.concern.notices import STILL_SAID
from bot.domain.concern.states import CheckIn, Meeting, RaiserNotice, Waiting
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.digest import (
    AbsenceReason,
    Bands,
    Digest,
    Figures,
    LastDigest,
    LeaderWeekly,
    Window,
)
from bot.domain.digest.figures import Tier
from bot.domain.ids import ChannelId, ConcernId, PersonId, TeamId
from bot.domain.rhythm import FadeAnswer
from bot.domain.taxonomy import StepKind


class Payload(BaseModel):
    """What one kind of message keeps; :data:`PAYLOADS` says which kind keeps which."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_json(self) -> str | None:
        """As the row keeps it; ``None`` where all of it is as it is without a word."""
        text = self.model_dump_json(exclude_defaults=True)
        return None if text == "{}" else text

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        """Read what a message keeps. Raises ``ValueError`` where it is no such payload."""
        return cls.model_validate_json(delivery.payload or "{}")


class PrivatePart(Payload):
    """A leader's private part before a team's digest."""

    team: TeamId
    day: date
    """The day of the digest, in the team's zone."""
    weekly: LeaderWeekly | None = None
    """The leader's own weeks; ``None``: there is nothing to count, only something to ask."""
    window: Window | None = None
    """The days that were counted."""


class Newcomer(Payload):
    """Somebody who joined a team's channel."""

    team: TeamId
    person: PersonId


class Extras(Payload):
    """What rides along in a leader's message, and what the leader answered to it there."""

    backoff: date | None = None
    """A day of the week on which reminders come from now on."""
    kept_weekly_at: datetime | None = None
    """When the leader chose to keep reminders weekly."""
    fade: bool = False
    """Whether the leader is asked to be written to only if something slips."""
    fade_answer: FadeAnswer | None = None
    joined: tuple[Newcomer, ...] = ()
    quiet_teams: tuple[TeamId, ...] = ()
    """Teams of which nobody has told this leader anything for long."""


class LeaderMessage(Payload):
    """What a leader's message of the day and their weekly list have in common."""

    parts: tuple[PrivatePart, ...] = ()
    extras: Extras = Extras()


class DayMessage(LeaderMessage):
    """A leader's message of the day; its items are rows of their own."""

    more: int = 0
    """How many due things are in Home only."""
    sort: bool = False
    """Whether sorting them is offered instead of a list."""
    listed: bool = False
    """Whether the weekly list is part of the message."""
    line: CoachingLine | None = None
    """What a message of the first version carried; a line for a talk stands beside the words."""
    opener: int = 0
    """How many openers the leader was given before."""


class WeeklyList(LeaderMessage):
    """How much is open with a leader, once a week; counted anew whenever it is drawn."""


class Arrival(Payload):
    """When something reaches its leader, as its raiser was told."""

    leader: PersonId
    at: datetime | None = None
    """``None``: it is on its way already."""
    promised_on: date | None = None
    """By when the raiser hears either way."""


class Notice(Payload):
    """News for the one who raised a concern, with the people and dates it was sent with."""

    notice: RaiserNotice
    leader: PersonId | None = None
    """The leader it speaks of; ``None``: as the record says."""
    day: date | None = None
    """The day its sentence names, by the raiser's wall; ``None``: it names none."""
    named: bool = True
    """Whether the leader chose ``day``, or left it standing; else the bot asks them then."""
    before: date | None = None
    """The day that was told before, and has moved to ``day``."""
    meeting: Meeting | None = None
    """The meeting in which the leader meant to come back to it on ``day``."""
    step: StepKind | None = None
    """The step the leader had chosen for ``day``, where the raiser may read it."""
    said_back: bool | None = None
    """Whether the leader wrote what they understood; ``None``: as the record says."""
    waiting: Waiting | None = None
    """What the raiser has waited for; ``None``: as the record says."""
    quiet: bool | None = None
    """Whether its leader was asked no more when this was said; ``None``: as the record says."""
    to: PersonId | None = None
    """To whom the leader would hand it; ``None``: as the record says."""
    elsewhere: bool = False
    """Whether there was somebody else to whom it could go."""
    waits_since: datetime | None = None
    """When the raiser let it wait for a leader who is away."""
    arrival: Arrival | None = None
    """When it reaches the one it was handed to, once its raiser said yes."""
    earlier: tuple["Notice", ...] = ()
    """News that had not left when this came, said before it in the same message."""

    @property
    def pieces(self) -> tuple["Notice", ...]:
        """All that the message says, in its order."""
        return (*self.earlier, self)

    @property
    def tells_a_move(self) -> bool:
        """Whether it says that a day has moved."""
        return any(piece.notice is RaiserNotice.MOVED for piece in self.pieces)

    def joined(self, later: "Notice") -> "Notice":
        """Give the message, which has not left, with ``later`` news in it."""
        if later.notice is RaiserNotice.MOVED and self.notice is RaiserNotice.MOVED:
            # The day that was told is the one before the first move.
            return later.model_copy(update={"before": self.before, "earlier": self.earlier})
        still = STILL_SAID.get(later.notice, frozenset())
        pieces = tuple(piece.alone() for piece in self.pieces if piece.notice in still)
        return later.model_copy(update={"earlier": pieces})

    def alone(self) -> "Notice":
        """One piece of it, without what was said before."""
        return self.model_copy(update={"earlier": ()})


class CheckInQuestion(Payload):
    """The question to a raiser whether anything changed, with what it was asked about."""

    check: CheckIn
    leader: PersonId | None = None
    """The leader it speaks of; ``None``: as the record says."""
    day: date | None = None
    """The day it asks about: of the talk, or of the raiser's *better*; ``None``: neither."""
    private: bool = False
    """Whether the raiser had answered for themselves alone, or wanted no more questions."""


class DecidedDigest(Payload):
    """The figures of a team's digest as they were decided; its lines rest sealed elsewhere."""

    tier: Tier
    figures: Figures | Bands | None = None
    unchanged_since: date | None = None
    steps: tuple[str, ...] = ()
    """Ids of the steps that leaders let the team read."""
    window: Window | None = None
    """The days that the figures count."""
    first: bool = False
    absence: AbsenceReason | None = None
    in_homes: bool = False
    """It went to no channel: the team reads it in their Homes (D11)."""

    @classmethod
    def decided(cls, digest: Digest) -> Self:
        """Keep what a digest shows."""
        return cls(
            tier=digest.tier,
            figures=digest.figures,
            unchanged_since=digest.unchanged_since,
            steps=digest.steps,
            window=digest.window,
            first=digest.first,
            absence=digest.absence,
        )

    def digest(self, lines: tuple[str, ...]) -> Digest:
        """Give the digest back, with its leaders' lines as they are by now."""
        return Digest(
            tier=self.tier,
            figures=self.figures,
            unchanged_since=self.unchanged_since,
            steps=self.steps,
            lines=lines,
            first=self.first,
            absence=self.absence,
            published=None,
            posted=LastDigest("", frozenset()),
            window=self.window,
        )


class OfferOutcome(StrEnum):
    """What became of the question about a marked message once its offer is erased."""

    OVER = "over"
    """Nothing is kept, and nothing more is said."""
    SAID_THEMSELVES = "said_themselves"
    """Its author says it to a leader without the bot, and reads who leads."""


class OfferQuestion(Payload):
    """The private question to the author of a message that a colleague marked."""

    by_menu: bool = False
    """Marked through the message's menu, not with an emoji."""
    outcome: OfferOutcome | None = None
    raised: ConcernId | None = None
    """What its author raised about the message by another door."""


class Invitation(Payload):
    """A leader is asked whether a team may turn to them; the subject names both."""

    by: PersonId


class Suggestion(Payload):
    """A colleague suggests the bot to somebody who could lead with it."""

    channel: ChannelId | None = None


class ChannelHello(Payload):
    """A team's channel learns that a leader has promised; the subject names both."""

    leader: PersonId


class ApprovalRequest(Payload):
    """An admin is asked whether a team, or what is new in it, may begin."""

    by: PersonId
    number: int
    """The how manieth time it is asked; its buttons say so."""
    leaders: tuple[PersonId, ...] = ()
    members: tuple[PersonId, ...] = ()
    until: datetime | None = None
    """Until when a team of the first version goes on without a yes."""
    changes: bool = False
    """It runs already: only what is new is asked about."""


class ApprovalAnswer(Payload):
    """Who asked learns what an admin said, as things stood then."""

    admin: PersonId
    approved: bool
    on: bool = False
    """Whether anything can be raised on the team."""
    waits_for: tuple[PersonId, ...] = ()
    """Leaders who had not promised yet."""


class Listing(Payload):
    """Somebody learns that they are on a team's list; the subject names both."""


class NoteKept(Payload):
    """Somebody learns, once, that a leader keeps notes after talks with them."""

    leader: PersonId


class ContactNeeded(Payload):
    """Admins are asked for a safety contact: the one there was cannot be it."""

    contact: PersonId | None = None
    """Who was it; ``None``: nobody, or a line of text."""
    team: TeamId | None = None
    """The team which they lead; ``None``: their account is closed."""


class StruckOff(Payload):
    """A leader was taken off a team by somebody else."""

    by: PersonId
    team: TeamId
    left: int = 0
    """How many open things go back to the people who raised them."""


class AdminWelcome(Payload):
    """The installer learns the one next step."""


class WritingAgain(Payload):
    """The installer learns that the bot may write again."""

    since: datetime
    """Since when it could not."""


class MessageGone(Payload):
    """A marked message was deleted before a lead was asked about it."""

    channel: ChannelId


class Unheard(Payload):
    """The installer learns that nothing of what people do arrives."""

    since: datetime


class SafetyRequest(Payload):
    """Somebody would like the safety contact to get in touch today."""

    person: PersonId


class PlannedDeletion(Payload):
    """A raiser learns that something open will be erased."""

    day: date | None = None
    """The day, by the raiser's wall; ``None``: it has not left, and counts from when it does."""
    since: date | None = None
    """Since when nothing had happened, by the same wall."""


class RestoreQuestion(Payload):
    """A raiser is asked whether their leader may have what comes from a back-up."""


class PersonalFile(Payload):
    """Somebody is sent everything by or about them; what that is, is read when it leaves."""


PAYLOADS: Mapping[DeliveryKind, type[Payload]] = {
    DeliveryKind.DAY: DayMessage,
    DeliveryKind.TODAY: DayMessage,
    DeliveryKind.WEEKLY_LIST: WeeklyList,
    DeliveryKind.NOTICE: Notice,
    DeliveryKind.CHECK_IN: CheckInQuestion,
    DeliveryKind.DIGEST: DecidedDigest,
    DeliveryKind.OFFER: OfferQuestion,
    DeliveryKind.INVITE: Invitation,
    DeliveryKind.SUGGEST: Suggestion,
    DeliveryKind.ON_CHANNEL: ChannelHello,
    DeliveryKind.STRUCK_OFF: StruckOff,
    DeliveryKind.ON_ADMIN: AdminWelcome,
    DeliveryKind.BACK: WritingAgain,
    DeliveryKind.MESSAGE_GONE: MessageGone,
    DeliveryKind.UNHEARD: Unheard,
    DeliveryKind.SAFE_ASK: SafetyRequest,
    DeliveryKind.ON_APPROVE: ApprovalRequest,
    DeliveryKind.APPROVAL: ApprovalAnswer,
    DeliveryKind.LISTED: Listing,
    DeliveryKind.NOTE_KEPT: NoteKept,
    DeliveryKind.CONTACT_NEEDED: ContactNeeded,
    DeliveryKind.DATA_SOON: PlannedDeletion,
    DeliveryKind.RESTORE_ASK: RestoreQuestion,
    DeliveryKind.DATA_FILE: PersonalFile,
}
"""Which kind of message keeps which payload."""
