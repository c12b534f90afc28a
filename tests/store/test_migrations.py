"""The migrations make exactly the tables the code knows, up and down, on both engines."""

import hashlib
import json
import re
from collections import Counter
from datetime import UTC, datetime, time
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import make_url

from bot.domain.concern.states import Act, Kind, State
from bot.domain.due import AT_ONCE
from bot.domain.settings import ChannelFigures
from bot.domain.taxonomy import HowSoon, Signal
from bot.domain.team import LeaderState
from bot.store import tables
from bot.store.engine import engine_for
from bot.store.migrate import (
    NewerError,
    current,
    downgrade,
    head,
    is_current,
    script_directory,
    scripts,
    upgrade,
    upgrade_alone,
)
from bot.store.report import report
from bot.store.sealing import NUMBER_BYTES
from bot.store.tables import metadata

FIRST = "f85cb76eefefc88fec37ff78a205bd6c3e37563f7895193fdc8d7f2f496c5cdc"
"""The first migration as it was when the first version was given away."""


def differences(url: str) -> list[object]:
    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return [each for each in compare_metadata(context, metadata) if not is_retired(each)]
    finally:
        engine.dispose()


RETIRED = {
    column
    for script in script_directory().walk_revisions()
    for column in getattr(script.module, "retires", ())
}
"""Columns that these sources do not name any more, and the next migration drops."""


def is_retired(difference: Any) -> bool:
    return difference[0] == "remove_column" and f"{difference[2]}.{difference[3].name}" in RETIRED


def tables_of(url: str) -> set[str]:
    engine = engine_for(url)
    try:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_the_tables_and_the_migrations_do_not_drift_apart(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    assert differences(empty_database_url) == []
    assert tables_of(empty_database_url) == set(metadata.tables)


def test_the_indexes_of_both_are_the_same(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    engine = engine_for(empty_database_url)
    found = {
        (table, index["name"])
        for table in metadata.tables
        for index in inspect(engine).get_indexes(table)
        if not index.get("duplicates_constraint") and not str(index["name"]).startswith("uq_")
    }
    engine.dispose()
    wanted = {
        (name, str(index.name))
        for name, table in metadata.tables.items()
        for index in table.indexes
    }
    assert found == wanted


def test_the_indexes_of_both_lead_the_same_way_and_leave_out_the_same_rows(
    empty_database_url: str,
) -> None:
    """What a migration that makes a table anew could lose in silence."""
    upgrade(empty_database_url)
    engine = engine_for(empty_database_url)
    migrated = index_definitions(engine)
    with engine.begin() as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
    assert migrated == index_definitions(engine)
    engine.dispose()


def index_definitions(engine: Engine) -> set[str]:
    query = (
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        if engine.dialect.name == "sqlite"
        else "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
        " AND tablename <> 'alembic_version'"
    )
    with engine.connect() as connection:
        found = connection.execute(text(query)).scalars()
        return {re.sub(r"\s+", " ", one.replace('"', "")) for one in found}


def test_both_check_the_same_states_and_kinds(empty_database_url: str) -> None:
    """A new member of an enum that a column holds needs a migration: else its rows are refused."""
    upgrade(empty_database_url)
    engine = engine_for(empty_database_url)
    found = {
        (name, str(check["name"])): words_of(check["sqltext"])
        for name in metadata.tables
        for check in inspect(engine).get_check_constraints(name)
    }
    engine.dispose()
    wanted = {
        (name, str(check.name)): words_of(str(check.sqltext))
        for name, table in metadata.tables.items()
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }
    assert found == wanted
    assert len(wanted) > 10


def words_of(condition: str) -> frozenset[str]:
    """The words in quotes, and the columns: each engine writes the rest in its own way."""
    return frozenset(re.findall(r"'(\w+)'", condition)) | frozenset(
        re.findall(r"\w+_(?:at|token|until)\b|\b(?:ts|channel|state|kind|word)\b", condition)
    )


def test_rows_that_change_often_have_room_on_their_page(empty_database_url: str) -> None:
    if empty_database_url.startswith("sqlite"):
        pytest.skip("SQLite changes rows in place")
    upgrade(empty_database_url)
    engine = engine_for(empty_database_url)
    with engine.connect() as connection:
        query = text("SELECT relname, reloptions FROM pg_class WHERE reloptions IS NOT NULL")
        found = {row.relname: set(row.reloptions) for row in connection.execute(query)}
    engine.dispose()
    assert {"delivery", "concern", "person", "attempt", "rate_limit", "channel_slot"} <= set(found)
    assert {"fillfactor=80", "autovacuum_vacuum_scale_factor=0.02"} <= found["delivery"]


def test_they_go_up_down_and_up_again(empty_database_url: str) -> None:
    assert not is_current(empty_database_url)
    upgrade(empty_database_url)
    assert is_current(empty_database_url)
    downgrade(empty_database_url)
    assert tables_of(empty_database_url) == set()
    engine = engine_for(empty_database_url)
    assert current(engine) is None
    engine.dispose()
    upgrade(empty_database_url)
    upgrade(empty_database_url)
    assert differences(empty_database_url) == []


def test_doctor_tells_an_empty_database_from_an_up_to_date_one(empty_database_url: str) -> None:
    engine = engine_for(empty_database_url)
    with engine.connect():
        pass
    engine.dispose()
    before = report(empty_database_url)
    assert before.revision is None
    assert before.head == head()
    upgrade(empty_database_url)
    assert report(empty_database_url).revision == head()


def test_0004_makes_everything_be_looked_at_at_once_and_keeps_the_rows(
    empty_database_url: str,
) -> None:
    """A team with one leader who has promised and one who has not, and an offer of two days ago."""
    workspace, now = "T1", datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
    upgrade(empty_database_url, "0002")
    engine = engine_for(empty_database_url)
    with engine.begin() as connection:
        connection.execute(
            insert(tables.workspace).values(
                id=workspace, name="Acme", domain="acme", bot_user="UBOT", installed_at=now
            )
        )
        people = dict.fromkeys(("bot", "guest", "outsider", "deleted", "admin"), False)
        texts = {"zone": "UTC", "slack_locale": "en-US", "status_emoji": ""}
        connection.execute(
            insert(tables.person),
            [
                people
                | texts
                | {"workspace": workspace, "id": name, "name": name, "full_name": name}
                | {"read_at": now}
                for name in ("PRIYA", "TOM")
            ],
        )
        connection.execute(
            insert(tables.team).values(
                workspace=workspace,
                id="t1",
                channel="C1",
                name="payments",
                zone="UTC",
                created_by="PRIYA",
                created_at=now,
                digest_day=5,
                digest_at=time(10, 0),
                figures=ChannelFigures.AFTER_FOUR_WEEKS,
                paused=False,
            )
        )
        states = (LeaderState.ACCEPTED, LeaderState.INVITED)
        for place, (name, state) in enumerate(zip(("PRIYA", "TOM"), states, strict=True)):
            connection.execute(
                insert(tables.team_leader).values(
                    workspace=workspace, team="t1", person=name, place=place, state=state
                )
            )
        # As it was then: later migrations rename some of its columns.
        concern = Table("concern", MetaData(), autoload_with=connection)
        counts = dict.fromkeys(("version", "step_no", "follow_up", "snoozes", "checks"), 0)
        marks = ("worded", "quiet", "two_views", "no_checks", "reminded_again", "given_time")
        connection.execute(
            insert(concern).values(
                workspace=workspace,
                id="c1",
                kind=Kind.RAISED,
                origin="offer:C1:1.1",
                raiser="TOM",
                signal=Signal.STUCK,
                pressures="",
                marked_also="",
                last_act="grow_old",
                how_soon=HowSoon.WEEK,
                state=State.OFFERED,
                created_at=now,
                **counts,
                **dict.fromkeys(marks, False),
            )
        )
    upgrade(empty_database_url)
    with engine.begin() as connection:
        team = connection.execute(select(tables.team)).one()
        assert (team.name, team.digest_due_at) == ("payments", AT_ONCE)
        query = select(tables.person.c.id, tables.person.c.part_due_at)
        parts = {row.id: row.part_due_at for row in connection.execute(query)}
        assert parts == {"PRIYA": AT_ONCE, "TOM": None}
        offer = connection.execute(select(tables.concern)).one()
        assert (offer.timeout_act, offer.timeout_at) == (Act.OFFER_LAPSE, now)
        assert json.loads(offer.sealed[NUMBER_BYTES:])["last_act"] == Act.STALE_REVIEW
    downgrade(empty_database_url, "0002")
    with engine.begin() as connection:
        assert connection.scalar(select(tables.team.c.name)) == "payments"
        assert connection.scalar(select(concern.c.turn)) is None
        assert connection.scalar(select(concern.c.last_act)) == "grow_old"
    engine.dispose()


def test_the_first_migration_is_never_changed_again() -> None:
    first = (scripts() / "versions" / "0001_the_first_tables.py").read_bytes()
    assert hashlib.sha256(first).hexdigest() == FIRST, "a change of the tables is a new migration"


def test_a_database_of_a_newer_version_is_named_as_such(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    engine = engine_for(empty_database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    for use in (is_current, upgrade, upgrade_alone):
        with pytest.raises(NewerError, match="newer than this version"):
            use(empty_database_url)


@pytest.mark.parametrize("empty_database_url", ["postgres"], indirect=True)
def test_an_engine_without_advisory_locks_is_migrated_all_the_same(empty_database_url: str) -> None:
    """As those answer that have none: a function of that name that only refuses comes first."""
    engine = engine_for(empty_database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA without")
        connection.exec_driver_sql(
            "CREATE FUNCTION without.pg_advisory_xact_lock(integer) RETURNS void LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE EXCEPTION 'none here' USING ERRCODE = '0A000'; END $$"
        )
    engine.dispose()
    first = make_url(empty_database_url).update_query_dict(
        {"options": "-c search_path=without,pg_catalog"}
    )
    url = first.render_as_string(hide_password=False)
    upgrade(url)
    assert is_current(url)


FORMER = [each.revision for each in reversed(list(script_directory().walk_revisions()))][:-1]
ONE_OF_EACH = {"kind": "note", "state": "raised", "role": "raiser", "figures": "never"}
"""Values of text columns that a migration may read; any other text will do elsewhere."""
OF_A_TABLE = {
    "delivery": {"state": "cancelled", "kind": "invite"},
    "words": {"kind": "said"},
    "step": {"kind": "scope"},
    "team_leader": {"state": "accepted"},
    "spoken": {"word": "skip"},
    "due_failure": {"kind": "leader"},
}
"""The same, where a column of that name holds something else."""


def test_rows_of_each_former_version_come_to_the_newest(empty_database_url: str) -> None:
    kept = Counter[str]()
    for revision in FORMER:
        upgrade(empty_database_url, revision)
        engine = engine_for(empty_database_url)
        former = MetaData()
        former.reflect(engine)
        with engine.begin() as connection:
            for table in former.sorted_tables:
                if table.name != "alembic_version":
                    connection.execute(insert(table).values(filled(table, revision)))
                    kept[RENAMED.get(table.name, table.name)] += 1
        engine.dispose()
    upgrade(empty_database_url)
    assert differences(empty_database_url) == []
    engine = engine_for(empty_database_url)
    newest = MetaData()
    newest.reflect(engine)
    with engine.begin() as connection:
        counts = {
            name: connection.scalar(select(func.count()).select_from(newest.tables[name]))
            for name in kept
        }
    engine.dispose()
    assert counts == kept
    assert max(counts.values()) == len(FORMER)


RENAMED = {"gate": "rate_limit", "pace": "channel_slot"}


def filled(table: Table, revision: str) -> dict[str, object]:
    """One row of a table as it was at a revision, with something in each column."""
    own = OF_A_TABLE.get(table.name, {})
    return {
        column.name: own.get(column.name, something(column, revision)) for column in table.columns
    }


def something(column: Column[Any], revision: str) -> object:
    kind = column.type
    if isinstance(kind, DateTime):
        return datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer):
        return 1
    if isinstance(kind, Date):
        return datetime(2026, 3, 9, tzinfo=UTC).date()
    if isinstance(kind, LargeBinary):
        return b"sealed"
    if isinstance(kind, JSON):
        return {}
    if column.nullable and column.name in ("body", "payload"):
        return None
    return ONE_OF_EACH.get(
        column.name, "10:00" if column.name.endswith("_at") else f"T{revision[:4]}"
    )
