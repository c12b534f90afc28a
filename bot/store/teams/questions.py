"""What is asked of teams all day, put together once."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    Table,
    and_,
    bindparam,
    cast,
    exists,
    literal,
    null,
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from bot.domain.team import LeaderState
from bot.store.tables import team as table
from bot.store.tables import team_leader, team_member, workspace


def _people_of(leads: ColumnElement[bool], listed: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Ask for leaders in their order, and with no state for members, in one question."""
    leaders = select(
        team_leader.c.workspace,
        team_leader.c.team,
        team_leader.c.person,
        team_leader.c.approved,
        team_leader.c.state,
        team_leader.c.accepted_on,
        team_leader.c.quiet_told_on,
        team_leader.c.place.label("place"),
        true().label("told"),
    ).where(leads)
    members = select(
        team_member.c.workspace,
        team_member.c.team,
        team_member.c.person,
        team_member.c.approved,
        cast(null(), String(32)),
        cast(null(), Date),
        cast(null(), Date),
        cast(null(), Integer),
        team_member.c.told,
    ).where(listed)
    return leaders.union_all(members).order_by("place")


def _of_one(part: Table) -> ColumnElement[bool]:
    return and_(part.c.workspace == bindparam("of"), part.c.team == bindparam("team"))


def _of_several(part: Table) -> ColumnElement[bool]:
    # SQLite finds no index for pairs: the columns one by one lead to the rows, the pairs choose.
    return and_(
        part.c.workspace.in_(bindparam("workspaces", expanding=True)),
        part.c.team.in_(bindparam("teams", expanding=True)),
        tuple_(part.c.workspace, part.c.team).in_(bindparam("keys", expanding=True)),
    )


PEOPLE_OF = _people_of(_of_several(team_leader), _of_several(team_member))
PEOPLE_OF_ONE = _people_of(_of_one(team_leader), _of_one(team_member))


MARKS = (
    select(table.c.emoji, workspace.c.emoji)
    .select_from(
        workspace.outerjoin(
            table,
            and_(table.c.workspace == workspace.c.id, table.c.channel == bindparam("channel")),
        )
    )
    .where(workspace.c.id == bindparam("of"))
)
ONE = select(table).where(table.c.workspace == bindparam("of"), table.c.id == bindparam("team"))
_IN_ORDER = (table.c.workspace, table.c.created_at)
GOING_ON = (
    select(table)
    .where(table.c.workspace == bindparam("of"), table.c.unapproved_until.is_not(None))
    .order_by(*_IN_ORDER)
)
LED_BY_CONTACT = (
    select(table)
    .where(
        table.c.workspace == bindparam("of"),
        exists().where(
            team_leader.c.workspace == bindparam("of"),
            team_leader.c.team == table.c.id,
            team_leader.c.approved,
            team_leader.c.state != LeaderState.GONE,
            or_(
                table.c.contact == literal("<@") + team_leader.c.person + literal(">"),
                and_(table.c.contact.is_(None), team_leader.c.person == bindparam("contact")),
            ),
        ),
    )
    .order_by(*_IN_ORDER)
)
# Whoever inserts a row that refers to this one need not wait: its key does not change.
ONE_HELD = ONE.with_for_update(key_share=True)
HOLD = (
    select(table.c.id)
    .where(table.c.workspace == bindparam("of"), table.c.id == bindparam("team"))
    .with_for_update(key_share=True)
)


def _teams_with(condition: Callable[[ColumnElement[str]], ColumnElement[bool]]) -> Select[Any]:
    """Ask for the teams on which, or among whose leaders, somebody is whom ``named`` finds."""
    # One list of both: of two that are joined by OR, Postgres goes through all teams.
    theirs = union_all(
        *(
            select(part.c.team).where(part.c.workspace == bindparam("of"), condition(part.c.person))
            for part in (team_member, team_leader)
        )
    )
    return (
        select(table)
        .where(table.c.workspace == bindparam("of"), table.c.id.in_(theirs))
        .order_by(table.c.workspace, table.c.created_at)
    )


OF = _teams_with(lambda person: person.in_(bindparam("people", expanding=True)))
OF_ONE = _teams_with(lambda person: person == bindparam("person"))

ACTIVE = (team_leader.c.state == LeaderState.ACCEPTED, team_leader.c.approved)
ACCEPTED = (
    select(team_leader.c.person)
    .distinct()
    .where(team_leader.c.workspace == bindparam("of"), *ACTIVE)
    .order_by(team_leader.c.person)
)
FEW = 3
"""So many leaders tell whether there is another than the two sides of a concern."""
A_FEW = (
    select(team_leader.c.person)
    .distinct()
    .where(team_leader.c.workspace == bindparam("of"), *ACTIVE)
    .limit(FEW)
)
