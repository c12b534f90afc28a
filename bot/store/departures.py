"""How people stood whose account was closed, for as long as it may open again."""

import json
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, delete, select

from bot.domain.ids import ConcernId, PersonId, TeamId, WorkspaceId
from bot.domain.team import Departure, FormerPlace, LeaderState
from bot.store.tables import departure as table
from bot.store.workspaces import upsert

_FORGET = delete(table).where(
    table.c.workspace == bindparam("of"),
    table.c.person.in_(
        select(table.c.person)
        .where(table.c.workspace == bindparam("of"), table.c.left_at < bindparam("before"))
        .limit(bindparam("most"))
    ),
)


class Departures:
    """Queries about who left."""

    def __init__(self, connection: Connection) -> None:
        """Ask through ``connection``."""
        self._connection = connection

    def keep(self, workspace: WorkspaceId, person: PersonId, departure: Departure) -> None:
        """Remember how somebody stood; what was remembered of them before stays with it."""
        before = self._get(workspace, person)
        if before is not None:
            departure = Departure(
                left_at=departure.left_at,
                places=(*before.places, *departure.places),
                concerns=tuple(dict.fromkeys((*before.concerns, *departure.concerns))),
            )
        values = {"left_at": departure.left_at, "body": _body(departure)}
        query = upsert(self._connection, table).values(workspace=workspace, person=person, **values)
        self._connection.execute(
            query.on_conflict_do_update(index_elements=["workspace", "person"], set_=values)
        )

    def take(self, workspace: WorkspaceId, person: PersonId) -> Departure | None:
        """Give how somebody stood, and forget it: they are back."""
        departure = self._get(workspace, person)
        self._connection.execute(delete(table).where(*_of(workspace, person)))
        return departure

    def forget(self, workspace: WorkspaceId, before: datetime, limit: int) -> int:
        """Forget who left before a moment; gives how many were forgotten."""
        parameters = {"of": workspace, "before": before, "most": limit}
        return self._connection.execute(_FORGET, parameters).rowcount

    def _get(self, workspace: WorkspaceId, person: PersonId) -> Departure | None:
        query = select(table.c.left_at, table.c.body).where(*_of(workspace, person))
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _departure(row.left_at, row.body)


def _of(workspace: WorkspaceId, person: PersonId) -> tuple[ColumnElement[bool], ...]:
    return table.c.workspace == workspace, table.c.person == person


def _body(departure: Departure) -> str:
    places = [[place.team, place.leader, place.member] for place in departure.places]
    return json.dumps({"places": places, "concerns": departure.concerns})


def _departure(left_at: datetime, body: str) -> Departure:
    content = json.loads(body)
    return Departure(
        left_at=left_at,
        places=tuple(
            FormerPlace(TeamId(team), LeaderState(leader) if leader else None, member)
            for team, leader, member in content["places"]
        ),
        concerns=tuple(ConcernId(value) for value in content["concerns"]),
    )
