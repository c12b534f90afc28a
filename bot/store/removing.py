"""Everything of a workspace is deleted, a little at a time, so that nobody waits for it."""

from sqlalchemy import Connection, delete, literal, select, tuple_

from bot.store import tables
from bot.store.tables import metadata

ERASED_AT_ONCE = 500
"""Rows deleted in one transaction."""
_KEPT_LAST = (tables.workspace, tables.removal)
"""Without these two nobody would know that there is more to delete."""
_TABLES = tuple(
    table
    for table in reversed(metadata.sorted_tables)
    if "workspace" in table.c and table not in _KEPT_LAST
)
"""What hangs on others stands before them, so that no row takes unknown many along."""


def erase_some(connection: Connection, workspace: str, limit: int) -> bool:
    """Delete at most ``limit`` rows of a workspace, itself the last; whether there may be more.

    Those of a table go from the least key on, up to one that is looked up: so the index of its keys
    finds them, however many rows there are.
    """
    for table in _TABLES:
        own = table.c.workspace == workspace
        keys = [column for column in table.primary_key.columns if column is not table.c.workspace]
        ordered = select(*keys).where(own).order_by(*keys).limit(1).offset(limit - 1)
        last = connection.execute(ordered).one_or_none()
        if last is not None:
            end = [literal(key, column.type) for key, column in zip(last, keys, strict=True)]
            own &= tuple_(*keys) <= tuple_(*end)
        limit -= connection.execute(delete(table).where(own)).rowcount
        if limit <= 0:
            return True
    connection.execute(delete(tables.workspace).where(tables.workspace.c.id == workspace))
    return False
