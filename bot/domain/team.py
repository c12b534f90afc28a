"""A team is one channel, its leaders and a list of people; from it follows who gets a concern."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.ids import ChannelId, ConcernId, PersonId, TeamId, WorkspaceId
from bot.domain.person import Person
from bot.domain.refusals import LeaderOff, NoLeader, TeamWaiting
from bot.domain.settings import TeamSettings

MAX_LEADERS = 5
MAX_MEMBERS = 100
PREFILL_LIMIT = 30
CONTACT_LIMIT = 200
"""Characters of a safety contact that is a line of text."""
ADDED_UNASKED = 5
"""So many people a day join a running team's list without an admin's yes."""
ASKS_AGAIN_AFTER = timedelta(days=30)
"""So long after an admin's *Not now* a team cannot ask again."""
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
    approved: bool = True
    """Whether an admin has said yes to this leader, where the workspace asks for that (R47)."""

    @property
    def active(self) -> bool:
        """Whether concerns can be raised with them: promised, and approved."""
        return self.approved and self.state is LeaderState.ACCEPTED


@dataclass(frozen=True)
class FormerPlace:
    """Where somebody stood on one team when they left it."""

    team: TeamId
    leader: LeaderState | None
    """Where they stood with the promise; ``None``: they did not lead it."""
    member: bool


@dataclass(frozen=True, kw_only=True)
class Departure:
    """How somebody stood when their account was closed, or they became a guest."""

    left_at: datetime
    places: tuple[FormerPlace, ...] = ()
    concerns: tuple[ConcernId, ...] = ()
    """What was with them, or theirs, and open."""


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
    """The list; without those who wait for an admin's yes."""
    proposed: frozenset[PersonId] = frozenset()
    """Who is to come onto the list once an admin has said yes."""
    untold: frozenset[PersonId] = frozenset()
    """Members of whom it is not known that they have learned that they are on the list."""
    contact: str | None = None
    """The team's own safety contact, where the workspace's leads it."""
    proposed_contact: str | None = None
    """A safety contact that whoever set the team up would like, until an admin says yes."""
    approvals_asked: int = 0
    """How often an admin was asked; a button says for which of these times it was drawn."""
    approval_by: PersonId | None = None
    """Who last asked for an admin's yes."""
    approval_admin: PersonId | None = None
    """The admin who was asked."""
    declined_at: datetime | None = None
    """When an admin said *Not now*; ``None`` again once a yes was asked for anew."""
    unapproved_until: datetime | None = None
    """Until when a team of the first version goes on without an admin's yes."""
    private: bool = False
    """Its channel is private: its name and people stand before its own people only."""
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
        """Leaders with whom things can be raised, in the team's order: promised and approved."""
        return tuple(leader.person for leader in self.leaders if leader.active)

    @property
    def leading(self) -> frozenset[PersonId]:
        """Everyone named as a leader who is not gone, approved or not."""
        return frozenset(
            leader.person for leader in self.leaders if leader.state is not LeaderState.GONE
        )

    @property
    def approved_leaders(self) -> frozenset[PersonId]:
        """Those of them to whom an admin has said yes: a safety contact is none of them."""
        return frozenset(
            leader.person
            for leader in self.leaders
            if leader.approved and leader.state is not LeaderState.GONE
        )

    @property
    def approved(self) -> bool:
        """Whether an admin has ever said yes to it, or none had to."""
        return any(leader.approved for leader in self.leaders)

    @property
    def unapproved(self) -> tuple[PersonId, ...]:
        """Leaders who wait for an admin's yes, in the team's order."""
        return tuple(
            leader.person
            for leader in self.leaders
            if not leader.approved and leader.state is not LeaderState.GONE
        )

    @property
    def wants_approval(self) -> bool:
        """Whether anything of it needs an admin's yes."""
        pending = self.unapproved or self.proposed or self.proposed_contact
        return bool(pending) or self.unapproved_until is not None

    @property
    def awaits_admin(self) -> bool:
        """Whether an admin was asked, and has not answered."""
        return self.wants_approval and self.declined_at is None and self.approvals_asked > 0

    @property
    def accepted_on(self) -> date | None:
        """The day the first leader accepted: the team's first week is the week of that day."""
        days = [leader.accepted_on for leader in self.leaders if leader.accepted_on is not None]
        return min(days, default=None)

    @property
    def has_digest(self) -> bool:
        """Whether there is a weekly note at all: switched on, promised, and with a channel."""
        return self.digest_day != 0 and not self.paused and bool(self.accepted)

    @property
    def people(self) -> frozenset[PersonId]:
        """Everyone on the list and everyone approved among the leaders, gone ones included."""
        return self.members | {leader.person for leader in self.leaders if leader.approved}

    def may_know(self, person: PersonId) -> bool:
        """Whether somebody may be told its channel's name: of a private one, its own people.

        The admin who is asked to approve it is one of them.
        """
        insiders = self.people | self.proposed | self.leading | {self.created_by}
        return not self.private or person in insiders or person == self.approval_admin

    def leader(self, person: PersonId) -> Leader | None:
        """The entry of ``person`` among the leaders, gone ones included."""
        return next((leader for leader in self.leaders if leader.person == person), None)


def outsiders_read(*, shared: bool, present: Iterable[Person | None]) -> bool:
    """Whether others than full members can read a channel: then the note is not for it (D11).

    ``present`` are those in it, with ``None`` for each whom Slack shows to nobody here.
    """
    return shared or any(
        person is None or ((person.guest or person.outsider) and not (person.deleted or person.bot))
        for person in present
    )


def leaders_of(person: PersonId, teams: Iterable[Team]) -> tuple[PersonId, ...]:
    """Accepted leaders of the teams whose list has ``person``.

    Leaders of one team do not lead each other, and nobody leads themselves.
    """
    leaders: dict[PersonId, None] = {}
    for team in teams:
        if person in team.members and person not in team.leading:
            leaders.update(dict.fromkeys(team.accepted))
    return tuple(leaders)


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

    Raises :class:`NoLeader` for someone on no team, :class:`TeamWaiting` where an admin has not
    said yes, and :class:`LeaderOff` where no leader has accepted. One's own team does not count.
    """
    mine = [team for team in teams if writer in team.members | team.proposed]
    nearest = [team for team in mine if channel is not None and team.channel == channel] or mine
    leaders = leaders_of(writer, nearest)
    if leaders:
        return Route(leaders)
    held = next((team for team in nearest if writer in team.proposed or team.unapproved), None)
    if held is not None:
        raise TeamWaiting(channel=held.channel)
    waiting = [
        leader.person
        for team in nearest
        for leader in team.leaders
        if leader.state in WAITING and leader.person != writer
    ]
    if waiting:
        raise LeaderOff(person=waiting[0])
    raise NoLeader
