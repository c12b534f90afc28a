"""Alembic's entry: the address comes from the command, or from the settings."""

from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, DateTime, String, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator

from bot.store.engine import engine_for
from bot.store.tables import metadata

NO_SUCH_LOCK = ("0A000", "42883")
"""What engines say that know no advisory locks: there, start one migration at a time."""


def address() -> str:
    """The address handed in by ``heard migrate``, else the one in the settings."""
    given = context.config.attributes.get("url")
    if given is not None:
        return str(given)
    from bot.settings import read_settings

    return read_settings().database_url


def plain(kind: str, thing: object, autogen: AutogenContext) -> str | bool:
    """Write column types as the database knows them: a migration outlives our own types."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        if isinstance(thing.impl, DateTime):
            return "sa.DateTime(timezone=True)"
        if isinstance(thing.impl, String):
            return f"sa.String(length={thing.impl.length})"
    return False


def migrate() -> None:
    """Run the migrations in one transaction; on Postgres under an advisory lock."""
    engine = engine_for(address())
    sqlite = engine.dialect.name == "sqlite"
    if sqlite:
        # A table that is made anew takes the place of one that others refer to.
        event.listen(engine, "connect", _suspend_references)
    with engine.begin() as connection:
        if not sqlite:
            _wait_for_others(connection)
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=plain,
        )
        with context.begin_transaction():
            context.run_migrations()
        if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("a migration left rows that refer to nothing")
    engine.dispose()


def _suspend_references(connection: Any, record: object) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")


def _wait_for_others(connection: Connection) -> None:
    """Let one migration run at a time, on engines that have such a lock."""
    try:
        with connection.begin_nested():
            connection.execute(text("SELECT pg_advisory_xact_lock(4842473)"))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in NO_SUCH_LOCK:
            raise


migrate()
