"""Alembic's entry: the address comes from the command, or from the settings."""

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import DateTime, String, text
from sqlalchemy.types import TypeDecorator

from bot.store.database import engine_for
from bot.store.tables import metadata


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
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(4842473)"))
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=plain,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


migrate()
