"""A hundred thousand rows in a second: one row is written by the store, then multiplied in SQL."""

from collections.abc import Mapping
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
    select,
    true,
)

from bot.domain.concern import Cause, Kind, State
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.taxonomy import HowSoon, Signal
from bot.store.tables import concern, delivery, person, workspace

NUMBER = literal(1).label("number")


def multiply(
    connection: Connection, table: Table, row: Mapping[str, Any], count: int, **changes: Any
) -> None:
    """Write ``row`` ``count`` times; ``changes`` are functions of the number, from 1 on."""
    connection.execute(insert(table).values(**row))
    first = select(NUMBER).cte("numbers", recursive=True)
    numbers = first.union_all(select(first.c.number + 1).where(first.c.number < count))
    number = numbers.c.number
    columns = [changes[one.name](number) if one.name in changes else one for one in table.columns]
    key = [one == row[one.name] for one in table.primary_key.columns]
    chosen = select(*columns).select_from(table.join(numbers, true())).where(*key)
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


def alternately(number: ColumnElement[int], even: Any, odd: Any) -> ColumnElement[Any]:
    """One value for even numbers, another for odd ones."""
    return case((number % 2 == 0, literal(even, String)), else_=literal(odd, String))


def add_workspaces(connection: Connection, count: int, now: datetime) -> None:
    """Write workspaces ``T1`` to ``T{count}``."""
    row = {"id": "T0", "name": "Acme", "domain": "acme", "bot_user": "UBOT", "installed_at": now}
    multiply(connection, workspace, row, count, id=lambda n: named("T", n))


def add_deliveries(
    connection: Connection,
    count: int,
    now: datetime,
    *,
    workspaces: int = 1,
    every_minutes: int = 1,
    sent: bool = True,
) -> None:
    """Write messages ``d1``, ``d2`` … due one after the other; with ``sent`` every odd one left."""
    row = {
        "workspace": "T1",
        "id": "d0",
        "kind": DeliveryKind.DAY,
        "subject": "L0",
        "occurrence": "2026-03-09",
        "recipient": "L0",
        "letter": "day",
        "due_at": now,
        "wall": "2026-03-09T08:00",
        "zone": "Europe/Berlin",
        "state": DeliveryState.PENDING,
        "attempts": 0,
        "created_at": now,
        "behind": False,
    }
    multiply(
        connection,
        delivery,
        row,
        count,
        workspace=lambda n: named("T", n % workspaces + 1),
        id=lambda n: named("d", n),
        subject=lambda n: named("L", n),
        recipient=lambda n: named("L", n),
        due_at=lambda n: minutes_after(connection, now, n * every_minutes),
        state=lambda n: alternately(n, "pending", "sent") if sent else literal("pending", String),
    )


def add_concerns(connection: Connection, count: int, now: datetime) -> None:
    """Write concerns ``c1``, ``c2`` … of ten leaders, with something to ask later each."""
    row = {
        "workspace": "T1",
        "id": "c0",
        "kind": Kind.RAISED,
        "origin": "command:0",
        "raiser": "U0",
        "owner": "L0",
        "signal": Signal.STUCK,
        "pressures": (),
        "how_soon": HowSoon.WEEK,
        "worded": True,
        "state": State.RAISED,
        "quiet": False,
        "two_views": False,
        "no_checks": False,
        "version": 1,
        "step_no": 1,
        "created_at": now,
        "follow_up": 0,
        "snoozes": 0,
        "checks": 0,
        "reminded_again": False,
        "given_time": False,
        "ask_cause": Cause.NEW,
        "ask_on": now.date(),
        "ask_at": now,
        "ask_reminder": 1,
        "check_at": now,
        "turn_at": now,
    }
    multiply(
        connection,
        concern,
        row,
        count,
        id=lambda n: named("c", n),
        origin=lambda n: named("command:", n),
        raiser=lambda n: named("U", n % 50),
        owner=lambda n: named("L", n % 10),
        ask_at=lambda n: minutes_after(connection, now, n),
        check_at=lambda n: minutes_after(connection, now, n),
        turn_at=lambda n: minutes_after(connection, now, n),
    )


def add_people(connection: Connection, count: int, now: datetime) -> None:
    """Write people ``L1``, ``L2`` …"""
    row = {
        "workspace": "T1",
        "id": "L0",
        "name": "Lee",
        "full_name": "Lee Chen",
        "zone": "UTC",
        "slack_locale": "en-US",
        "bot": False,
        "guest": False,
        "outsider": False,
        "deleted": False,
        "admin": False,
        "status_emoji": "",
        "read_at": now,
    }
    multiply(connection, person, row, count, id=lambda n: named("L", n))
