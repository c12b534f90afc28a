"""Everything kept by or about one person, for their own eyes: as values, words and all."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.domain.concern import Concern
from bot.domain.concern.states import Act, Kind, State
from bot.domain.concern.transitions import LET_KNOW
from bot.domain.delivery import DeliveryKind
from bot.domain.digest import Word
from bot.domain.ids import ChannelId, PersonId
from bot.domain.person import Person
from bot.domain.record import SAID_BACK, Happening, Record, Step
from bot.domain.team import LeaderState

RAISER_LEARNS = frozenset(
    act.value
    for act in (
        Act.OFFER,
        Act.HEAR,
        Act.STEP,
        Act.TALKED_BETTER,
        Act.TALKED_SAME,
        Act.TALKED_WORSE,
        Act.CLOSE,
        Act.ASK_HAND,
        Act.HAND_LAPSE,
        Act.EXPIRE,
        Act.FALL_QUIET,
        Act.STALE_REVIEW,
        Act.LEADER_GONE,
        Act.LEADER_BACK,
        Act.NOTE_SHARED,
        Act.SHARE,
    )
) | {SAID_BACK}
"""What others did with a concern of which its raiser is told in any case; a step if it is shown."""
LEADER_LEARNS = LET_KNOW | {
    Act.RAISE,
    Act.SAY_YES,
    Act.NOT_QUITE,
    Act.REOPEN,
    Act.HAND_NO,
    Act.LEAVE,
    Act.COME_BACK,
    Act.AGAIN,
}
"""What a raiser did of which the leader is told; what was answered privately is not in it."""


@dataclass(frozen=True, kw_only=True)
class DigestLines:
    """What a leader said before one digest of a team, with the lines they wrote for it."""

    team: str
    """The channel's name."""
    at: datetime
    word: Word = Word.CHOSEN
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TeamPlace:
    """What somebody is to one team."""

    name: str | None
    """The channel's name; ``None`` where they may not know it."""
    on_list: bool = False
    proposed: bool = False
    """They are to come onto the list once an admin has said yes."""
    leads: LeaderState | None = None
    """Where they stand with the promise; ``None``: they are not among its leaders."""
    accepted_on: date | None = None
    """A day in the team's zone."""
    set_up: bool = False
    """They set it up."""
    asked_admin: bool = False
    """They asked for an admin's yes last."""
    asked_as_admin: bool = False
    """They are the admin who was asked for a yes."""


@dataclass(frozen=True)
class SaidToLead:
    """Somebody said to lead somebody else, for their notes."""

    leader: PersonId
    person: PersonId
    denied: bool
    """That person says otherwise."""


@dataclass(frozen=True)
class SentMessage:
    """A message that left: to them, or to somebody else because of them."""

    kind: DeliveryKind
    at: datetime
    to_them: bool = True


@dataclass(frozen=True, kw_only=True)
class OfferMade:
    """A message of somebody else that they marked within the last day."""

    author: PersonId
    channel: ChannelId
    ts: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PersonalData:
    """Everything by or about a person that is kept, as far as it is nobody else's secret."""

    person: Person
    made_at: datetime
    """When it was read."""
    records: tuple[Record, ...] = ()
    """What they raised, notes about them, what is with them as a leader; oldest first."""
    offers: tuple[Record, ...] = ()
    """Messages of theirs that colleagues marked, once they have been asked about them."""
    offers_made: tuple[OfferMade, ...] = ()
    lines: tuple[DigestLines, ...] = ()
    teams: tuple[TeamPlace, ...] = ()
    led_by: tuple[SaidToLead, ...] = ()
    """Who says to lead them."""
    leads: tuple[SaidToLead, ...] = ()
    """Whom they said to lead."""
    messages: tuple[SentMessage, ...] = ()
    """Oldest first."""
    people: Mapping[PersonId, Person] = field(default_factory=dict)
    """Everybody who is named."""


@dataclass(frozen=True, kw_only=True)
class ErasedData:
    """How much of somebody's own is erased, or would be."""

    raised: int = 0
    """What they raised, and messages of theirs that were marked."""
    about: int = 0
    """Notes about them."""
    notes: int = 0
    """Their own notes about others."""
    digests: int = 0
    """Digests for which they wrote lines."""


def may_have(concern: Concern, person: Person) -> bool:
    """Whether a concern that touches ``person`` is theirs to read, in part or whole.

    A leader has nothing of what was taken back or handed over; a guest is no leader.
    """
    if concern.owner == person.id:
        return person.member and concern.state not in (State.WITHDRAWN, State.HANDED_OVER)
    return not (concern.about and concern.state is State.WITHDRAWN)


def own_part(record: Record, person: PersonId, happened: tuple[Happening, ...]) -> Record:
    """What of a record is ``person``'s to read: nobody else's unread words, no private answer.

    ``happened`` is its history, opened.
    """
    concern = record.concern
    if concern.owner != person:
        # What its leader wrote down for themselves is theirs alone.
        record = replace(record, concern=replace(concern, not_yet_because=""))
    if concern.owner == person:
        texts = tuple(text for text in record.said if concern.about or text.author == person)
        acts = {act.value for act in LEADER_LEARNS}
        history = tuple(entry for entry in happened if entry.by == person or entry.act in acts)
        # That somebody else's part was opened is theirs; of the own part it is the leader's, too.
        openings = tuple(each for each in record.openings if each.owners)
        return replace(record, said=texts, openings=openings, history=history)
    if concern.kind is Kind.NOTE:
        return replace(record, history=happened)
    steps = tuple(step for step in record.steps if step.shown)
    hidden = {step.id for step in record.steps} - {step.id for step in steps}
    return replace(
        record,
        said=tuple(text for text in record.said if text.id not in hidden),
        steps=steps,
        history=tuple(entry for entry in happened if entry.by == person or _told(entry, steps)),
    )


def _told(happening: Happening, steps: tuple[Step, ...]) -> bool:
    """Whether the raiser was told of what another did."""
    if happening.act == Act.STEP.value:
        return any(step.chosen_at == happening.at for step in steps)
    return happening.act in RAISER_LEARNS
