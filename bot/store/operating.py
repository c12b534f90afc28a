"""What whoever runs the bot may see and mend by hand: ids, states and ages, never a word."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from bot.domain.delivery import DeliveryState
from bot.domain.team import LeaderState
from bot.store.engine import engine_for
from bot.store.tables import (
    concern,
    delivery,
    person,
    removal,
    team,
    team_leader,
    team_member,
    workspace,
)

STUCK = (DeliveryState.PENDING, DeliveryState.UNCERTAIN, DeliveryState.DEAD)


@dataclass(frozen=True, kw_only=True)
class WorkspaceLine:
    """One workspace."""

    id: str
    installed_at: datetime
    installer: str | None
    suspended: str | None
    """Slack's error, where nothing is sent."""
    erased_at: datetime | None
    """When everything of it is erased, where the app was removed; UTC."""
    teams: int
    open: int
    """Concerns that are not closed."""


@dataclass(frozen=True, kw_only=True)
class TeamOverview:
    """One team, with its people by id."""

    workspace: str
    id: str
    channel: str
    leaders: tuple[str, ...]
    """Those who accepted the promise."""
    invited: tuple[str, ...]
    members: int


@dataclass(frozen=True, kw_only=True)
class MessageLine:
    """One message that has not arrived, or not surely."""

    workspace: str
    id: str
    kind: str
    state: str
    error: str | None
    recipient: str
    attempts: int
    due_at: datetime


@contextmanager
def operating(url: str) -> Iterator["Operating"]:
    """Open a database for an operator; safe beside a running bot."""
    engine = engine_for(url, threads=1)
    try:
        with engine.begin() as connection:
            yield Operating(connection)
    finally:
        engine.dispose()


class Operating:
    """Queries and changes of an operator."""

    def __init__(self, connection: Connection) -> None:
        """Ask through ``connection``."""
        self._connection = connection

    def workspaces(self) -> list[WorkspaceLine]:
        """Give every workspace."""
        of = workspace.c.id
        teams = select(func.count()).select_from(team).where(team.c.workspace == of)
        unfinished = (
            select(func.count())
            .select_from(concern)
            .where(concern.c.workspace == of, concern.c.closed_at.is_(None))
        )
        query = select(
            of,
            workspace.c.installed_at,
            workspace.c.installer,
            workspace.c.suspended,
            removal.c.erase_at.label("erased_at"),
            teams.scalar_subquery().label("teams"),
            unfinished.scalar_subquery().label("open"),
        )
        query = query.outerjoin_from(workspace, removal).order_by(of)
        return [WorkspaceLine(**row._mapping) for row in self._connection.execute(query)]

    def teams(self) -> list[TeamOverview]:
        """Give every team."""
        people: dict[tuple[str, str], list[tuple[str, LeaderState]]] = {}
        leaders = select(team_leader).order_by(team_leader.c.place)
        for row in self._connection.execute(leaders):
            people.setdefault((row.workspace, row.team), []).append((row.person, row.state))
        counted = select(
            team_member.c.workspace, team_member.c.team, func.count().label("members")
        ).group_by(team_member.c.workspace, team_member.c.team)
        members = {
            (row.workspace, row.team): row.members for row in self._connection.execute(counted)
        }
        query = select(team).order_by(team.c.workspace, team.c.id)
        return [
            TeamOverview(
                workspace=row.workspace,
                id=row.id,
                channel=row.channel,
                leaders=_in_state(people.get((row.workspace, row.id), ()), LeaderState.ACCEPTED),
                invited=_in_state(people.get((row.workspace, row.id), ()), LeaderState.INVITED),
                members=members.get((row.workspace, row.id), 0),
            )
            for row in self._connection.execute(query)
        ]

    def messages(self, now: datetime, limit: int) -> list[MessageLine]:
        """Give what is overdue, refused or uncertain, the oldest first."""
        c = delivery.c
        overdue = (c.state == DeliveryState.PENDING) & c.error.is_(None) & (c.due_at <= now)
        query = (
            select(delivery)
            .where((c.error.is_not(None) & c.state.in_(STUCK)) | overdue)
            .order_by(c.due_at, c.id)
            .limit(limit)
        )
        return [
            MessageLine(
                workspace=row.workspace,
                id=row.id,
                kind=row.kind.value,
                state=row.state.value,
                error=row.error,
                recipient=row.recipient,
                attempts=row.attempts,
                due_at=row.due_at,
            )
            for row in self._connection.execute(query)
        ]

    def retry(self, message: str, now: datetime) -> bool:
        """Send one that was refused or given up again, now; says whether there was one.

        Not one that is uncertain: it may stand there already. Somebody who looks decides in Home.
        """
        return self._change(
            message,
            (DeliveryState.PENDING, DeliveryState.DEAD),
            {"state": DeliveryState.PENDING, "error": None, "due_at": now, "attempts": 0},
        )

    def drop(self, message: str) -> bool:
        """Give one up that has not arrived; says whether there was one."""
        return self._change(message, STUCK, {"state": DeliveryState.CANCELLED, "error": None})

    def set_installer(self, workspace_id: str, member: str | None) -> bool:
        """Say who answers for the app; ``None``: the first who opens Home or types a command.

        False where there is no such workspace, or nobody of that id is known in it.
        """
        query = update(workspace).where(workspace.c.id == workspace_id).values(installer=member)
        if member is not None:
            known = (
                (person.c.workspace == workspace_id) & (person.c.id == member) & ~person.c.deleted
            )
            query = query.where(select(person.c.id).where(known).exists())
        return self._connection.execute(query).rowcount == 1

    def _change(
        self, message: str, states: tuple[DeliveryState, ...], values: dict[str, object]
    ) -> bool:
        query = (
            update(delivery)
            .where(delivery.c.id == message, delivery.c.state.in_(states))
            .values(lease_until=None, reconcile_at=None, **values)
        )
        return self._connection.execute(query).rowcount == 1


def _in_state(people: Iterable[tuple[str, LeaderState]], state: LeaderState) -> tuple[str, ...]:
    return tuple(person for person, found in people if found is state)
