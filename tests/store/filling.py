"""A hundred thousand rows in a second: one row is kept by the store, then multiplied in SQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Integer,
    String,
    Table,
    case,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    true,
    update,
)

from bot.domain.concern import Clocks, Concern, Nudge, PlannedCheckIn, Timeout
from bot.domain.concern.states import Act, CheckIn, Kind, NudgeReason, State
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.ids import ChannelId, ConcernId, DeliveryId, PersonId, TeamId, WorkspaceId
from bot.domain.person import Person
from bot.domain.team import Team
from bot.store import Transaction
from bot.store.columns import UtcDateTime
from bot.store.tables import concern, delivery, person, rate_limit, team, workspace

FIRST = WorkspaceId("T0")
NUMBER = literal(1).label("number")


def multiply(connection: Connection, table: Table, count: int, **changes: Any) -> None:
    """Copy the only row ``count`` times; ``changes`` are functions of the number, from 1 on."""
    first = select(NUMBER).cte("numbers", recursive=True)
    numbers = first.union_all(select(first.c.number + 1).where(first.c.number < count))
    number = numbers.c.number
    only = select(table).limit(1).subquery("only")
    columns = [
        changes[one.name](number) if one.name in changes else only.c[one.name]
        for one in table.columns
    ]
    chosen = select(*columns).select_from(only.join(numbers, true()))
    connection.execute(insert(table).from_select([one.name for one in table.columns], chosen))


def named(letter: str, number: ColumnElement[int]) -> ColumnElement[str]:
    """An id of a letter and the number."""
    return literal(letter).concat(cast(number, String))


def minutes_after(
    connection: Connection, start: datetime, minutes: ColumnElement[int]
) -> ColumnElement[Any]:
    """The moment so many minutes after ``start``, as each engine keeps moments."""
    if connection.dialect.name == "sqlite":
        text = func.strftime(
            "%Y-%m-%d %H:%M:%f",
            f"{start:%Y-%m-%d %H:%M:%S}",
            cast(minutes, String).concat(" minutes"),
        )
        return text.concat("000")
    begin = literal(start, DateTime(timezone=True))
    return begin + func.make_interval(0, 0, 0, 0, 0, cast(minutes, Integer))


def add_workspaces(tx: Transaction, count: int, now: datetime) -> None:
    """Keep workspaces ``T0`` to ``T{count}``."""
    tx.workspaces.save(FIRST, name="Acme", domain="acme", bot_user="UBOT", installer=None, now=now)
    multiply(tx.connection, workspace, count, id=lambda n: named("T", n))


def add_people(tx: Transaction, count: int, now: datetime) -> None:
    """Keep people ``L0``, ``L1`` … of the first workspace, with something due for each later."""
    tx.people.save(
        Person(
            workspace=FIRST,
            id=PersonId("L0"),
            name="Lee",
            full_name="Lee Chen",
            zone="UTC",
            read_at=now,
        )
    )
    multiply(
        tx.connection,
        person,
        count,
        id=lambda n: named("L", n),
        weekly_at=lambda n: minutes_after(tx.connection, now, n),
        part_due_at=lambda n: minutes_after(tx.connection, now, n),
    )


def add_teams(tx: Transaction, count: int, now: datetime) -> None:
    """Keep teams ``t0``, ``t1`` … of the first workspace, with nobody in them."""
    tx.teams.save(
        Team(
            workspace=FIRST,
            id=TeamId("t0"),
            channel=ChannelId("C0"),
            name="team",
            zone="UTC",
            region=None,
            leaders=(),
            members=frozenset(),
            created_by=PersonId("L0"),
            created_at=now,
        )
    )
    multiply(
        tx.connection,
        team,
        count,
        id=lambda n: named("t", n),
        channel=lambda n: named("C", n),
        digest_due_at=lambda n: minutes_after(tx.connection, now, n),
    )
    tx.connection.execute(update(team).where(team.c.id == "t0").values(digest_due_at=now))


def add_deliveries(
    tx: Transaction, count: int, now: datetime, *, workspaces: int = 1, sent: bool = True
) -> None:
    """Keep messages ``d0``, ``d1`` … due a minute after one another; ``sent``: odd ones left."""
    tx.deliveries.start(
        Delivery(
            workspace=FIRST,
            id=DeliveryId("d0"),
            kind=DeliveryKind.DAY,
            subject="L0",
            occurrence="2026-03-09",
            recipient="L0",
            due_at=now,
            wall="2026-03-09T08:00",
            zone="Europe/Berlin",
            created_at=now,
        )
    )
    pending = literal("pending", String)
    multiply(
        tx.connection,
        delivery,
        count,
        workspace=lambda n: named("T", n % workspaces),
        id=lambda n: named("d", n),
        subject=lambda n: named("L", n),
        recipient=lambda n: named("L", n),
        due_at=lambda n: minutes_after(tx.connection, now, n),
        sent_at=lambda n: literal(now, UtcDateTime()),
        state=lambda n: (
            case((n % 2 == 1, literal("sent", String)), else_=pending) if sent else pending
        ),
    )


def add_concerns(
    tx: Transaction,
    count: int,
    now: datetime,
    *,
    workspaces: int = 1,
    leaders: int = 10,
    teams: int = 0,
) -> None:
    """Keep concerns ``c0``, ``c1`` … shared out among ``leaders``, and ``teams`` if there are any.

    There is something to do for each, a minute after the one before.
    """
    made = Concern(
        workspace=FIRST,
        id=ConcernId("c0"),
        kind=Kind.RAISED,
        origin="command:0",
        raiser=PersonId("U0"),
        owner=PersonId("L0"),
        state=State.RAISED,
        created_at=now,
        clocks=Clocks(
            nudge=Nudge(NudgeReason.NEW, now.date(), now),
            check_in=PlannedCheckIn(CheckIn.FIRST, now),
            timeout=Timeout(Act.ERASE, now),
            stale_review_at=now,
        ),
    )
    tx.concerns.add(made, PersonId("U0"), Act.RAISE)
    multiply(
        tx.connection,
        concern,
        count,
        workspace=lambda n: named("T", n % workspaces),
        id=lambda n: named("c", n),
        origin=lambda n: named("command:", n),
        raiser=lambda n: named("U", n % 50),
        owner=lambda n: named("L", n % leaders),
        team=lambda n: named("t", n % teams) if teams else null(),
        nudge_at=lambda n: minutes_after(tx.connection, now, n),
        check_in_at=lambda n: minutes_after(tx.connection, now, n),
        timeout_at=lambda n: minutes_after(tx.connection, now, n),
        stale_review_at=lambda n: minutes_after(tx.connection, now, n),
    )


def limit_all_but(tx: Transaction, free: WorkspaceId, method: str, until: datetime) -> None:
    """Let Slack limit a method ``until`` then in every workspace but one."""
    ids = tx.connection.scalars(select(workspace.c.id).where(workspace.c.id != free))
    limits = [{"workspace": each, "method": method, "blocked_until": until} for each in ids]
    tx.connection.execute(insert(rate_limit), limits)
