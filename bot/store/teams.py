"""Queries about teams, their leaders and lists."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    bindparam,
    delete,
    or_,
    select,
    tuple_,
    update,
)

from bot.domain.ids import PersonId, TeamId, WorkspaceId
from bot.domain.team import Leader, LeaderState, Team
from bot.store.tables import newcomer, says_leads, team_leader, team_member
from bot.store.tables import team as table
from bot.store.workspaces import upsert

_OWN = tuple(field.name for field in fields(Team) if field.name not in ("leaders", "members"))

_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_LEADERS = (
    select(team_leader)
    .where(tuple_(team_leader.c.workspace, team_leader.c.team).in_(_KEYS))
    .order_by(team_leader.c.place)
)
_MEMBERS = select(team_member).where(tuple_(team_member.c.workspace, team_member.c.team).in_(_KEYS))


def _teams_with(part: Any) -> Any:
    return select(part.c.team).where(
        part.c.workspace == bindparam("of"), part.c.person.in_(bindparam("people", expanding=True))
    )


_OF = (
    select(table)
    .where(
        table.c.workspace == bindparam("of"),
        or_(table.c.id.in_(_teams_with(team_member)), table.c.id.in_(_teams_with(team_leader))),
    )
    .order_by(table.c.workspace, table.c.created_at)
)

_FEW = (
    select(team_leader.c.person)
    .distinct()
    .where(team_leader.c.workspace == bindparam("of"), team_leader.c.state == LeaderState.ACCEPTED)
    .limit(3)
)


class Teams:
    """Queries about teams."""

    def __init__(self, connection: Connection) -> None:
        """Ask through ``connection``."""
        self._connection = connection
        self._read: dict[tuple[str, ...], list[Team]] = {}
        self._known: dict[tuple[str, str], Team] = {}
        self._few: dict[str, frozenset[str]] = {}

    def save(self, team: Team) -> None:
        """Keep a team as it is now, with its leaders and list."""
        self._read.clear()
        self._known.clear()
        self._few.clear()
        values = {name: getattr(team, name) for name in _OWN}
        query = upsert(self._connection, table).values(**values)
        self._connection.execute(
            query.on_conflict_do_update(index_elements=["workspace", "id"], set_=values)
        )
        for part in (team_leader, team_member):
            self._connection.execute(
                delete(part).where(part.c.workspace == team.workspace, part.c.team == team.id)
            )
        key: dict[str, Any] = {"workspace": team.workspace, "team": team.id}
        if team.leaders:
            self._connection.execute(
                team_leader.insert(),
                [
                    key
                    | {
                        "person": one.person,
                        "place": place,
                        "state": one.state,
                        "accepted_on": one.accepted_on,
                        "quiet_told_on": one.quiet_told_on,
                    }
                    for place, one in enumerate(team.leaders)
                ],
            )
        if team.members:
            self._connection.execute(
                team_member.insert(), [key | {"person": one} for one in sorted(team.members)]
            )

    def get(self, workspace: WorkspaceId, team: str) -> Team | None:
        """Give one team; read once in a transaction."""
        known = self._known.get((workspace, team))
        if known is not None:
            return known
        return next(iter(self._where(table.c.workspace == workspace, table.c.id == team)), None)

    def in_channel(self, workspace: WorkspaceId, channel: str) -> Team | None:
        """Give the team of a channel."""
        found = self._where(table.c.workspace == workspace, table.c.channel == channel)
        return next(iter(found), None)

    def of(self, workspace: WorkspaceId, people: Sequence[str]) -> list[Team]:
        """Give the teams that any of ``people`` is on or leads, oldest first.

        Read once in a transaction: routing, relation and holidays all ask for the same ones.
        """
        asked = (workspace, *sorted(people))
        if asked not in self._read:
            rows = self._connection.execute(_OF, {"of": workspace, "people": sorted(people)})
            self._read[asked] = self._whole(rows.all())
        return self._read[asked]

    def all(self) -> list[Team]:
        """Give every team that has a channel to write to, workspace by workspace."""
        return self._where(~table.c.paused)

    def accepted_leaders(self, workspace: WorkspaceId) -> list[PersonId]:
        """Give everyone in the workspace who has accepted the promise for some team."""
        query = (
            select(team_leader.c.person)
            .distinct()
            .where(
                team_leader.c.workspace == workspace,
                team_leader.c.state == LeaderState.ACCEPTED,
            )
            .order_by(team_leader.c.person)
        )
        return [PersonId(one) for one in self._connection.scalars(query)]

    def set_up_by(self, workspace: WorkspaceId, person: str) -> list[Team]:
        """Give the teams somebody set up, whether they are on them or not."""
        return self._where(table.c.workspace == workspace, table.c.created_by == person)

    def anybody_but(self, workspace: WorkspaceId, one: str, other: str | None) -> bool:
        """Whether another than these two has accepted; three are read, and once."""
        if workspace not in self._few:
            few = self._connection.scalars(_FEW, {"of": workspace}).all()
            self._few[workspace] = frozenset(few)
        return bool(self._few[workspace] - {one, other})

    def say_leads(self, workspace: WorkspaceId, leader: PersonId, person: PersonId) -> None:
        """Remember that ``leader`` said in a note's form that they lead ``person``."""
        query = upsert(self._connection, says_leads).values(
            workspace=workspace, leader=leader, person=person
        )
        self._connection.execute(query.on_conflict_do_nothing())

    def says_to_lead(self, workspace: WorkspaceId, leader: str, person: str) -> bool:
        """Whether ``leader`` once said to lead ``person``."""
        query = select(says_leads.c.leader).where(
            says_leads.c.workspace == workspace,
            says_leads.c.leader == leader,
            says_leads.c.person == person,
        )
        return self._connection.execute(query).first() is not None

    def said_to_lead(self, workspace: WorkspaceId, leader: str) -> list[PersonId]:
        """Give those whom ``leader`` said to lead in the form of a note."""
        query = select(says_leads.c.person).where(
            says_leads.c.workspace == workspace, says_leads.c.leader == leader
        )
        return [PersonId(one) for one in self._connection.scalars(query.order_by("person"))]

    def unsay_leads(self, workspace: WorkspaceId, leader: str, people: Sequence[str]) -> None:
        """Forget that ``leader`` said to lead ``people``; their notes stay."""
        self._connection.execute(
            delete(says_leads).where(
                says_leads.c.workspace == workspace,
                says_leads.c.leader == leader,
                says_leads.c.person.in_(people),
            )
        )

    # Newcomers wait for a leader's next message, and then for the answer.

    def joined(self, team: Team, person: PersonId, now: datetime) -> None:
        """Remember that somebody joined a team's channel."""
        query = upsert(self._connection, newcomer).values(
            workspace=team.workspace, team=team.id, person=person, joined_at=now
        )
        self._connection.execute(query.on_conflict_do_nothing())

    def newcomers(
        self, workspace: WorkspaceId, teams: Sequence[str]
    ) -> list[tuple[TeamId, PersonId, bool]]:
        """Give who joined some teams' channels, and whether a leader was told already."""
        query = (
            select(newcomer)
            .where(newcomer.c.workspace == workspace, newcomer.c.team.in_(teams))
            .order_by(newcomer.c.joined_at, newcomer.c.person)
        )
        return [
            (TeamId(row.team), PersonId(row.person), row.told_at is not None)
            for row in self._connection.execute(query)
        ]

    def told_of(
        self, workspace: WorkspaceId, team: str, people: Sequence[str], now: datetime
    ) -> None:
        """Remember that a leader's message names these newcomers."""
        self._connection.execute(
            update(newcomer)
            .where(
                newcomer.c.workspace == workspace,
                newcomer.c.team == team,
                newcomer.c.person.in_(people),
            )
            .values(told_at=now)
        )

    def settled(self, workspace: WorkspaceId, team: str, person: str) -> bool:
        """Forget a newcomer whom a leader has placed; says whether there was one."""
        query = delete(newcomer).where(
            newcomer.c.workspace == workspace,
            newcomer.c.team == team,
            newcomer.c.person == person,
        )
        return self._connection.execute(query).rowcount == 1

    def _where(self, *conditions: ColumnElement[bool]) -> list[Team]:
        query = select(table).where(*conditions).order_by(table.c.workspace, table.c.created_at)
        return self._whole(self._connection.execute(query).all())

    def _whole(self, rows: Sequence[Row[Any]]) -> list[Team]:
        """Give teams with their leaders and lists."""
        keys = [(row.workspace, row.id) for row in rows]
        leaders = defaultdict(list)
        members = defaultdict(set)
        if keys:
            for one in self._connection.execute(_LEADERS, {"keys": keys}):
                leader = Leader(PersonId(one.person), one.state, one.accepted_on, one.quiet_told_on)
                leaders[one.workspace, one.team].append(leader)
            for one in self._connection.execute(_MEMBERS, {"keys": keys}):
                members[one.workspace, one.team].add(PersonId(one.person))
        teams = [
            Team(
                leaders=tuple(leaders[row.workspace, row.id]),
                members=frozenset(members[row.workspace, row.id]),
                **_values(row),
            )
            for row in rows
        ]
        self._known |= {(one.workspace, one.id): one for one in teams}
        return teams


def _values(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _OWN}
