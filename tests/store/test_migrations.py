"""The migrations make exactly the tables the code knows, up and down, on both engines."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from bot.store.database import engine_for
from bot.store.migrate import current, downgrade, head, is_current, upgrade
from bot.store.report import report
from bot.store.tables import metadata


def differences(url: str) -> list[object]:
    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return list(compare_metadata(context, metadata))
    finally:
        engine.dispose()


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
