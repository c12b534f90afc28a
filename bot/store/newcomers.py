"""Queries about who joined a team's channel and waits to be placed by one of its leaders."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.domain.ids import PersonId, TeamId, WorkspaceId
from bot.domain.team import Team
from bot.store.tables import newcomer
from bot.store.workspaces import upsert

_OF = (
    select(newcomer)
    .where(
        newcomer.c.workspace == bindparam("of"),
        newcomer.c.team.in_(bindparam("teams", expanding=True)),
    )
    .order_by(newcomer.c.joined_at, newcomer.c.person)
)


class Newcomers:
    """They wait for a leader's next message, and then for the answer."""

    def __init__(self, connection: Connection) -> None:
        """Ask through ``connection``."""
        self._connection = connection

    def joined(self, team: Team, person: PersonId, now: datetime) -> None:
        """Remember that somebody joined a team's channel."""
        query = upsert(self._connection, newcomer).values(
            workspace=team.workspace, team=team.id, person=person, joined_at=now
        )
        self._connection.execute(query.on_conflict_do_nothing())

    def of(
        self, workspace: WorkspaceId, teams: Sequence[str]
    ) -> list[tuple[TeamId, PersonId, bool]]:
        """Give who joined some teams' channels, and whether a leader was told already."""
        rows = self._connection.execute(_OF, {"of": workspace, "teams": list(teams)})
        return [(TeamId(row.team), PersonId(row.person), row.told_at is not None) for row in rows]

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

    def placed(self, team: Team, people: Collection[PersonId]) -> None:
        """Forget newcomers who stand on a team's list by now: nobody is asked about them."""
        self._connection.execute(
            delete(newcomer).where(
                newcomer.c.workspace == team.workspace,
                newcomer.c.team == team.id,
                newcomer.c.person.in_(sorted(people)),
            )
        )

    def settled(self, workspace: WorkspaceId, team: str, person: str) -> bool:
        """Forget a newcomer whom a leader has placed; says whether there was one."""
        query = delete(newcomer).where(
            newcomer.c.workspace == workspace,
            newcomer.c.team == team,
            newcomer.c.person == person,
        )
        return self._connection.execute(query).rowcount == 1
