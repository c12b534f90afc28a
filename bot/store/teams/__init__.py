"""Queries about teams, their leaders and lists."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    delete,
    or_,
    select,
    update,
)

from bot.domain.due import AT_ONCE
from bot.domain.ids import PersonId, TeamId, WorkspaceId
from bot.domain.team import Leader, LeaderState, Team
from bot.store.tables import person as person_table
from bot.store.tables import team as table
from bot.store.tables import team_leader, team_member
from bot.store.teams.questions import (
    A_FEW,
    ACCEPTED,
    ACTIVE,
    FEW,
    GOING_ON,
    HOLD,
    LED_BY_CONTACT,
    MARKS,
    OF,
    OF_ONE,
    ONE,
    ONE_HELD,
    PEOPLE_OF,
    PEOPLE_OF_ONE,
)
from bot.store.workspaces import upsert

_PEOPLE = ("leaders", "members", "proposed", "untold")
_OWN = tuple(field.name for field in fields(Team) if field.name not in _PEOPLE)
_CHOSEN = frozenset(_OWN) - {
    "workspace",
    "id",
    "created_by",
    "created_at",
    "paused",
    "outsiders",
    "looked_at",
    "unapproved_until",
}
"""What the form of a team asks for; the rest changes one column at a time."""


class Teams:
    """Queries about teams."""

    def __init__(self, connection: Connection) -> None:
        """Ask through ``connection``."""
        self._connection = connection
        self._read: dict[tuple[str, ...], list[Team]] = {}
        self._known: dict[tuple[str, str], Team] = {}
        self._few: dict[str, frozenset[str]] = {}
        self._held: set[tuple[str, str]] = set()

    def forget_read(self) -> None:
        """Read anew what is asked next."""
        self._changed()
        self._held.clear()

    def save(self, team: Team) -> None:
        """Keep what the form of a team says: its choices, its leaders and its list.

        A team that is changed is read ``for_update`` before: leaders and list are written anew.
        """
        self._changed()
        values = {name: getattr(team, name) for name in _OWN}
        chosen = {name: value for name, value in values.items() if name in _CHOSEN}
        query = upsert(self._connection, table).values(**values, digest_due_at=AT_ONCE)
        self._connection.execute(
            query.on_conflict_do_update(
                index_elements=["workspace", "id"], set_=chosen | {"digest_due_at": AT_ONCE}
            )
        )
        # Whoever has promised before may have a private part at another moment from now on.
        self._recompute_parts(team)
        self._connection.execute(
            delete(team_leader).where(
                team_leader.c.workspace == team.workspace, team_leader.c.team == team.id
            )
        )
        key: dict[str, Any] = {"workspace": team.workspace, "team": team.id}
        if team.leaders:
            self._connection.execute(
                team_leader.insert(),
                [
                    key
                    | {
                        "person": leader.person,
                        "place": place,
                        "state": leader.state,
                        "accepted_on": leader.accepted_on,
                        "quiet_told_on": leader.quiet_told_on,
                        "approved": leader.approved,
                    }
                    for place, leader in enumerate(team.leaders)
                ],
            )
        self._save_list(team)

    def _save_list(self, team: Team) -> None:
        """Write the list; who has learned that they are on it stays so."""
        listed = dict.fromkeys(team.members, True) | dict.fromkeys(team.proposed, False)
        here = (team_member.c.workspace == team.workspace, team_member.c.team == team.id)
        self._connection.execute(
            delete(team_member).where(*here, team_member.c.person.not_in(listed))
        )
        if listed:
            query = upsert(self._connection, team_member)
            self._connection.execute(
                query.on_conflict_do_update(
                    index_elements=["workspace", "team", "person"],
                    set_={"approved": query.excluded.approved},
                ),
                [
                    {
                        "workspace": team.workspace,
                        "team": team.id,
                        "person": person,
                        "approved": approved,
                    }
                    for person, approved in sorted(listed.items())
                ],
            )

    # What changes by itself is one UPDATE, so that nobody writes back what they read long before.

    def set_leader_state(
        self, team: Team, person: str, state: LeaderState, accepted_on: date | None = None
    ) -> None:
        """Keep where a leader stands with the promise; a date they promised on stays."""
        values: dict[str, Any] = {"state": state}
        if accepted_on is not None:
            values["accepted_on"] = accepted_on
        self._change(team, {"digest_due_at": AT_ONCE})
        self._change_leader(team, person, values)
        self._recompute_parts(team)

    def set_quiet_told(self, team: Team, person: PersonId, day: date) -> None:
        """Keep the day on which a leader was told that nobody has told them anything for weeks."""
        self._change_leader(team, person, {"quiet_told_on": day})

    def set_paused(self, team: Team, *, paused: bool) -> None:
        """Keep whether the channel is lost to the bot."""
        self._change(team, {"paused": paused, "digest_due_at": AT_ONCE})
        self._recompute_parts(team)

    def set_contact(self, team: Team, contact: str | None) -> None:
        """Keep the team's own safety contact."""
        self._change(team, {"contact": contact})

    def with_contact(self, workspace: WorkspaceId, contact: str) -> list[Team]:
        """Give the teams that have a safety contact of their own, by its mention or line."""
        return self._where(table.c.workspace == workspace, table.c.contact == contact)

    def set_channel(self, team: Team, channel: str) -> None:
        """Keep the channel's new id; who reads it is looked at anew."""
        self._change(team, {"channel": channel, "looked_at": None, "digest_due_at": AT_ONCE})

    def set_name(self, team: Team, name: str) -> None:
        """The team's channel is called so from now on."""
        self._change(team, {"name": name})

    def set_readers(self, team: Team, now: datetime, *, outsiders: bool, private: bool) -> None:
        """Keep who can read the channel, as was seen ``now``."""
        self._change(team, {"outsiders": outsiders, "private": private, "looked_at": now})

    def set_looked_at(self, team: Team, now: datetime) -> None:
        """Slack was asked about the team's channel at ``now``."""
        self._change(team, {"looked_at": now})

    def look_anew(self, team: Team) -> None:
        """Let it be looked at anew who reads the channel."""
        self._change(team, {"looked_at": None, "digest_due_at": AT_ONCE})

    def set_digest_due(self, team: Team, moment: datetime) -> None:
        """Let a team's digest be looked at at ``moment``."""
        self._change(team, {"digest_due_at": moment})

    def add_member(self, team: Team, person: PersonId) -> None:
        """Put somebody on a team's list."""
        self._hold(team.workspace, team.id)
        self._changed()
        query = upsert(self._connection, team_member).values(
            workspace=team.workspace, team=team.id, person=person, approved=True
        )
        self._connection.execute(
            query.on_conflict_do_update(
                index_elements=["workspace", "team", "person"], set_={"approved": True}
            )
        )

    def set_told(self, team: Team, people: Collection[PersonId]) -> None:
        """Keep that some people have learned that they are on a team's list."""
        self._changed()
        self._connection.execute(
            update(team_member)
            .where(
                team_member.c.workspace == team.workspace,
                team_member.c.team == team.id,
                team_member.c.person.in_(people),
            )
            .values(told=True)
        )

    def go_on_until(self, team: Team, moment: datetime | None) -> None:
        """Keep until when a team of the first version goes on without an admin's yes."""
        self._change(team, {"unapproved_until": moment, "digest_due_at": AT_ONCE})

    def unapproved(self, workspace: WorkspaceId) -> list[Team]:
        """Give the teams of a workspace of which anything waits for an admin's yes."""
        here = table.c.workspace == workspace
        leaders = select(team_leader.c.team).where(
            team_leader.c.workspace == workspace, ~team_leader.c.approved
        )
        members = select(team_member.c.team).where(
            team_member.c.workspace == workspace, ~team_member.c.approved
        )
        waits = or_(
            table.c.id.in_(leaders),
            table.c.id.in_(members),
            table.c.proposed_contact.is_not(None),
            table.c.unapproved_until.is_not(None),
        )
        return [team for team in self._where(here, waits) if team.wants_approval]

    def going_on(self, workspace: WorkspaceId) -> list[Team]:
        """Give the teams of the first version that go on without an admin's yes."""
        return self._whole(self._connection.execute(GOING_ON, {"of": workspace}).all())

    def ask_for_the_first_time(self, team: Team, admin: PersonId) -> None:
        """Keep that an admin is asked about a team of the first version."""
        self._change(
            team,
            {"approvals_asked": 1, "approval_by": team.created_by, "approval_admin": admin},
        )

    def led_by_contact(self, workspace: WorkspaceId, contact: PersonId | None) -> list[Team]:
        """Give the teams whose safety contact leads them: the workspace's, or their own."""
        parameters = {"of": workspace, "contact": contact}
        return self._whole(self._connection.execute(LED_BY_CONTACT, parameters).all())

    def in_workspace(self, workspace: WorkspaceId) -> list[Team]:
        """Give every team of a workspace, for what is asked once about each."""
        return self._where(table.c.workspace == workspace)

    def remove_member(self, team: Team, person: PersonId) -> None:
        """Take somebody off a team's list."""
        self._hold(team.workspace, team.id)
        self._changed()
        self._connection.execute(
            delete(team_member).where(
                team_member.c.workspace == team.workspace,
                team_member.c.team == team.id,
                team_member.c.person == person,
            )
        )

    def get(self, workspace: WorkspaceId, team: str, *, for_update: bool = False) -> Team | None:
        """Give one team, read once in a transaction.

        ``for_update`` holds its row until the transaction ends: the row stands for the team as a
        whole, with its leaders, its list and the ledger of its digests.
        """
        key, question = (workspace, team), ONE
        if for_update and key not in self._held:
            self._held.add(key)
            self._known.pop(key, None)
            question = ONE_HELD
        if key in self._known:
            return self._known[key]
        row = self._connection.execute(question, {"of": workspace, "team": team}).all()
        return next(iter(self._whole(row)), None)

    def in_channel(
        self, workspace: WorkspaceId, channel: str, *, for_update: bool = False
    ) -> Team | None:
        """Give the team of a channel; ``for_update`` holds it as :meth:`get` does."""
        here = (table.c.workspace == workspace, table.c.channel == channel)
        if not for_update:
            return next(iter(self._where(*here)), None)
        query = select(table.c.id).where(*here).with_for_update(key_share=True)
        team = self._connection.scalar(query)
        if team is None:
            return None
        self._held.add((workspace, team))
        self._known.pop((workspace, team), None)
        return self.get(workspace, team)

    def unread_since(self, workspace: WorkspaceId, before: datetime, limit: int) -> list[Team]:
        """Give teams whose channel was last read ``before`` that, the oldest first."""
        query = (
            select(table)
            .where(
                table.c.workspace == workspace,
                or_(table.c.looked_at.is_(None), table.c.looked_at < before),
            )
            .order_by(table.c.looked_at, table.c.id)
            .limit(limit)
        )
        return self._whole(self._connection.execute(query).all())

    def contacts(self, workspace: WorkspaceId) -> list[str]:
        """Give the safety contacts that teams have of their own."""
        query = select(table.c.contact).where(
            table.c.workspace == workspace, table.c.contact.is_not(None)
        )
        return [contact for contact in self._connection.scalars(query.distinct()) if contact]

    def of(self, workspace: WorkspaceId, people: Sequence[str]) -> list[Team]:
        """Give the teams that any of ``people`` is on or leads, oldest first.

        Read once in a transaction: routing, relation and holidays all ask for the same ones.
        """
        key = (workspace, *sorted(people))
        if key not in self._read:
            if len(people) == 1:
                rows = self._connection.execute(OF_ONE, {"of": workspace, "person": people[0]})
            else:
                rows = self._connection.execute(OF, {"of": workspace, "people": sorted(people)})
            self._read[key] = self._whole(rows.all())
        return self._read[key]

    def read_of(self, workspace: WorkspaceId, people: Collection[str]) -> None:
        """Read the teams of each of ``people``, in two questions for all of them."""
        teams = self.of(workspace, sorted(people)) if people else []
        for person in people:
            own_teams = [team for team in teams if _names(team, person)]
            self._read.setdefault((workspace, person), own_teams)

    def all(self, workspace: WorkspaceId) -> list[Team]:
        """Give every team of a workspace that has a channel to write to, with all its people.

        For whoever moves time and looks ahead; nothing that runs by itself reads all teams.
        """
        return self._where(table.c.workspace == workspace, ~table.c.paused)

    def led_by(self, workspace: WorkspaceId, leader: str) -> list[TeamId]:
        """Give the ids of the teams that somebody leads, without reading the teams."""
        query = select(team_leader.c.team).where(
            team_leader.c.workspace == workspace,
            team_leader.c.person == leader,
            *ACTIVE,
        )
        return [TeamId(key) for key in self._connection.scalars(query.order_by("team"))]

    def accepted_leaders(self, workspace: WorkspaceId) -> list[PersonId]:
        """Give everyone in the workspace who has accepted the promise for some team."""
        return [
            PersonId(value) for value in self._connection.scalars(ACCEPTED, {"of": workspace}).all()
        ]

    def marks_in(self, workspace: WorkspaceId, channel: str | None) -> tuple[str, ...]:
        """Give the emoji that count as a mark in a channel: its team's own, else the workspace's.

        Asked of every emoji that anybody sets anywhere, so it reads nothing else.
        """
        row = self._connection.execute(MARKS, {"of": workspace, "channel": channel}).first()
        return () if row is None else row[0] or row[1]

    def set_up_by(self, workspace: WorkspaceId, person: str) -> list[Team]:
        """Give the teams somebody set up, whether they are on them or not."""
        return self._where(table.c.workspace == workspace, table.c.created_by == person)

    def anybody_but(self, workspace: WorkspaceId, barred: Collection[str | None]) -> bool:
        """Whether another than these has accepted; a few are read, and once."""
        if workspace not in self._few:
            few = self._connection.scalars(A_FEW, {"of": workspace}).all()
            self._few[workspace] = frozenset(few)
        few_of_them = self._few[workspace]
        if few_of_them - set(barred) or len(few_of_them) < FEW:
            return bool(few_of_them - set(barred))
        others = select(team_leader.c.person).where(
            team_leader.c.workspace == workspace,
            *ACTIVE,
            team_leader.c.person.not_in([person for person in barred if person]),
        )
        return self._connection.execute(others.limit(1)).first() is not None

    def _hold(self, workspace: WorkspaceId, team: str) -> None:
        """Wait for whoever changes a team, and let others wait until this transaction ends."""
        if (workspace, team) not in self._held:
            self._held.add((workspace, team))
            self._known.pop((workspace, team), None)
            self._connection.execute(HOLD, {"of": workspace, "team": team})

    def _changed(self) -> None:
        self._read.clear()
        self._known.clear()
        self._few.clear()

    def _change(self, team: Team, values: dict[str, Any]) -> None:
        self._changed()
        self._connection.execute(
            update(table)
            .where(table.c.workspace == team.workspace, table.c.id == team.id)
            .values(values)
        )

    def _change_leader(self, team: Team, person: str, values: dict[str, Any]) -> None:
        self._hold(team.workspace, team.id)
        self._changed()
        self._connection.execute(
            update(team_leader)
            .where(
                team_leader.c.workspace == team.workspace,
                team_leader.c.team == team.id,
                team_leader.c.person == person,
            )
            .values(values)
        )

    def _recompute_parts(self, team: Team) -> None:
        """Let the moment of the private part of a team's leaders be found anew."""
        people = [leader.person for leader in team.leaders]
        self._connection.execute(
            update(person_table)
            .where(person_table.c.workspace == team.workspace, person_table.c.id.in_(people))
            .values(part_due_at=AT_ONCE)
        )

    def _where(self, *conditions: ColumnElement[bool]) -> list[Team]:
        query = select(table).where(*conditions).order_by(table.c.workspace, table.c.created_at)
        return self._whole(self._connection.execute(query).all())

    def _whole(self, rows: Sequence[Row[Any]]) -> list[Team]:
        """Give teams with their leaders and lists; each is read once in a transaction."""
        unread = [row for row in rows if (row.workspace, row.id) not in self._known]
        keys = [(row.workspace, row.id) for row in unread]
        leaders = defaultdict(list)
        members: dict[tuple[str, str], set[PersonId]] = defaultdict(set)
        proposed: dict[tuple[str, str], set[PersonId]] = defaultdict(set)
        untold: dict[tuple[str, str], set[PersonId]] = defaultdict(set)
        if keys:
            if len(keys) == 1:
                only = {"of": keys[0][0], "team": keys[0][1]}
                people = self._connection.execute(PEOPLE_OF_ONE, only)
            else:
                workspaces = sorted({of for of, _ in keys})
                several = {
                    "keys": keys,
                    "workspaces": workspaces,
                    "teams": [team for _, team in keys],
                }
                people = self._connection.execute(PEOPLE_OF, several)
            for of, team, person, approved, state, accepted_on, quiet, _, told in people.all():
                key = (of, team)
                if state is not None:
                    leader = Leader(PersonId(person), state, accepted_on, quiet, approved)
                    leaders[key].append(leader)
                    continue
                (members if approved else proposed)[key].add(PersonId(person))
                if approved and not told:
                    untold[key].add(PersonId(person))
        self._known |= {
            (row.workspace, row.id): Team(
                leaders=tuple(leaders[row.workspace, row.id]),
                members=frozenset(members[row.workspace, row.id]),
                proposed=frozenset(proposed[row.workspace, row.id]),
                untold=frozenset(untold[row.workspace, row.id]),
                **_values(row),
            )
            for row in unread
        }
        return [self._known[row.workspace, row.id] for row in rows]


def _names(team: Team, person: str) -> bool:
    """Whether somebody stands on a team's list, or among its leaders, in whatever way."""
    listed = person in team.members or person in team.proposed
    return listed or any(leader.person == person for leader in team.leaders)


def _values(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _OWN}
