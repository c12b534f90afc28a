"""What reaches somebody who could lead with the bot: an invitation, or a suggestion."""

from dataclasses import dataclass
from datetime import datetime

from bot.casework import Unit
from bot.domain.delivery import Delivery
from bot.domain.ids import ChannelId, PersonId, TeamId
from bot.domain.person import Person
from bot.domain.team import WAITING, LeaderState, Team
from bot.messages import cards
from bot.messages.cards import Message
from bot.outbox.kinds.kind import MessageKind, to_person
from bot.payloads import Invitation, Suggestion


@dataclass(frozen=True, kw_only=True)
class InvitationContent:
    """A leader is asked whether a team may turn to them."""

    team: Team
    by: Person
    state: LeaderState | None
    """Where the leader stands with it by now; ``None``: named no more."""


def load_invitation(unit: Unit, delivery: Delivery) -> InvitationContent | None:
    """Read which team it is, and what the leader answered."""
    team = unit.tx.teams.get(delivery.workspace, delivery.subject.partition(":")[0])
    by = unit.tx.people.get(delivery.workspace, Invitation.of(delivery).by)
    if team is None or by is None:
        return None
    entry = team.leader(PersonId(delivery.recipient))
    return InvitationContent(team=team, by=by, state=entry.state if entry is not None else None)


def draw_invitation(content: InvitationContent, reader: Person, now: datetime) -> Message:
    """The invitation, or what became of it."""
    return cards.invite(content.team, content.by, reader=reader, state=content.state)


@dataclass(frozen=True, kw_only=True)
class SuggestionContent:
    """A colleague suggests the bot."""

    by: Person
    channel: ChannelId | None
    team: TeamId | None = None
    """The channel's team, where it waits for this reader's promise."""


def load_suggestion(unit: Unit, delivery: Delivery) -> SuggestionContent | None:
    """Read it; nothing where the channel's team has this leader's promise by now."""
    by = unit.tx.people.get(delivery.workspace, delivery.subject.partition(":")[0])
    if by is None:
        return None
    channel = Suggestion.of(delivery).channel
    team = unit.tx.teams.in_channel(delivery.workspace, channel) if channel else None
    entry = team.leader(PersonId(delivery.recipient)) if team is not None else None
    if team is None or entry is None:
        return SuggestionContent(by=by, channel=channel)
    if entry.state is LeaderState.ACCEPTED:
        return None
    waits = entry.state in WAITING
    return SuggestionContent(by=by, channel=channel, team=team.id if waits else None)


def draw_suggestion(content: SuggestionContent, reader: Person, now: datetime) -> Message:
    """The suggestion."""
    return cards.suggestion(content.by, reader=reader, channel=content.channel, team=content.team)


INVITE = MessageKind(label="kind-invite", load=load_invitation, draw=to_person(draw_invitation))
SUGGEST = MessageKind(label="kind-suggest", load=load_suggestion, draw=to_person(draw_suggestion))
