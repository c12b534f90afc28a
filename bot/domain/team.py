"""A team is one channel, its leaders and a list of people; from it follows who gets a concern."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.ids import ChannelId, PersonId, TeamId, WorkspaceId
from bot.domain.person import Person
from bot.domain.refusals import LeaderOff, NoLeader
from bot.domain.settings import TeamSettings

MAX_LEADERS = 5
MAX_MEMBERS = 100
PREFILL_LIMIT = 30
CONTACT_LIMIT = 200
"""Characters of a safety contact that is a line of text."""
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")
"""A person as Slack writes one in text."""


class LeaderState(StrEnum):
    """Where a leader stands with the promise, for one team."""

    INVITED = "invited"
    DECLINED = "declined"
    """Not now; another invitation may come in another month."""
    ACCEPTED = "accepted"
    GONE = "gone"


WAITING = frozenset({LeaderState.INVITED, LeaderState.DECLINED})
"""Named, and nothing is on."""


def contact_person(contact: str | None) -> PersonId | None:
    """Who the safety contact is, where it is a person and no line of text."""
    mention = _MENTION.fullmatch(contact or "")
    return PersonId(mention[1]) if mention else None


@dataclass(frozen=True)
class Leader:
    """One leader of one team; ``accepted_on`` is a date in the team's zone."""

    person: PersonId
    state: LeaderState
    accepted_on: date | None = None
    quiet_told_on: date | None = None
    """When this leader was last told that nobody has told them anything for weeks."""


@dataclass(frozen=True, kw_only=True)
class Team(TeamSettings):
    """A channel whose people can raise concerns with its accepted leaders."""

    workspace: WorkspaceId
    id: TeamId
    channel: ChannelId
    name: str
    """The channel's name, without the hash sign."""
    leaders: tuple[Leader, ...]
    """In the team's order."""
    members: frozenset[PersonId]
    contact: str | None = None
    """The team's own safety contact, where the workspace's is its only leader."""
    created_by: PersonId
    created_at: datetime
    paused: bool = False
    """The channel is archived, deleted or lost to the bot."""
    outsiders: bool = False
    """Guests or another organisation can read the channel, as far as was last seen (D11)."""
    looked_at: datetime | None = None
    """When that was last seen; ``None``: it is to be looked at anew."""

    @property
    def accepted(self) -> tuple[PersonId, ...]:
        """Leaders who have accepted the promise, in the team's order."""
        return tuple(one.person for one in self.leaders if one.state is LeaderState.ACCEPTED)

    @property
    def accepted_on(self) -> date | None:
        """The day the first leader accepted: the team's first week is the week of that day."""
        days = [one.accepted_on for one in self.leaders if one.accepted_on is not None]
        return min(days, default=None)

    @property
    def has_notes(self) -> bool:
        """Whether there is a weekly note at all: switched on, promised, and with a channel."""
        return self.digest_day != 0 and not self.paused and bool(self.accepted)

    @property
    def people(self) -> frozenset[PersonId]:
        """Everyone on the list and everyone among the leaders, gone ones included."""
        return self.members | {one.person for one in self.leaders}

    def leader(self, person: PersonId) -> Leader | None:
        """The entry of ``person`` among the leaders, gone ones included."""
        return next((one for one in self.leaders if one.person == person), None)


def outsiders_read(*, shared: bool, present: Iterable[Person | None]) -> bool:
    """Whether others than full members can read a channel: then the note is not for it (D11).

    ``present`` are those in it, with ``None`` for each whom Slack shows to nobody here.
    """
    return shared or any(
        one is None or ((one.guest or one.outsider) and not (one.deleted or one.bot))
        for one in present
    )


def leaders_of(person: PersonId, teams: Iterable[Team]) -> tuple[PersonId, ...]:
    """Accepted leaders of the teams whose list has ``person``.

    Leaders of one team do not lead each other, and nobody leads themselves.
    """
    found: dict[PersonId, None] = {}
    for team in teams:
        current = [one.person for one in team.leaders if one.state is not LeaderState.GONE]
        if person in team.members and person not in current:
            found.update(dict.fromkeys(team.accepted))
    return tuple(found)


def teammates(one: PersonId, other: PersonId, teams: Iterable[Team]) -> bool:
    """Whether both stand on one team's list (or lead it) and neither leads the other."""
    return any(one in team.people and other in team.people for team in teams)


@dataclass(frozen=True)
class Route:
    """Where a raised concern can go: one leader, or a choice in the team's order."""

    leaders: tuple[PersonId, ...]

    @property
    def only(self) -> PersonId | None:
        """The leader, where there is no choice."""
        return self.leaders[0] if len(self.leaders) == 1 else None


def route(writer: PersonId, teams: Sequence[Team], channel: ChannelId | None) -> Route:
    """Who gets what ``writer`` raises from ``channel`` without naming anyone.

    Raises :class:`NoLeader` for someone on no team and :class:`LeaderOff` where no leader has
    accepted. One's own team does not count.
    """
    mine = [team for team in teams if writer in team.members]
    nearest = [team for team in mine if channel is not None and team.channel == channel] or mine
    leaders = leaders_of(writer, nearest)
    if leaders:
        return Route(leaders)
    waiting = [
        leader.person
        for team in nearest
        for leader in team.leaders
        if leader.state in WAITING and leader.person != writer
    ]
    if waiting:
        raise LeaderOff(person=waiting[0])
    raise NoLeader
