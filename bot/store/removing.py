"""Everything of a workspace is deleted, a little at a time, so that nobody waits for it."""

from sqlalchemy import Connection, delete, select, tuple_

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
    """Delete at most ``limit`` rows of a workspace, itself the last; whether there may be more."""
    for table in _TABLES:
        keys = table.primary_key.columns
        some = select(*keys).where(table.c.workspace == workspace).limit(limit)
        limit -= connection.execute(delete(table).where(tuple_(*keys).in_(some))).rowcount
        if limit <= 0:
            return True
    connection.execute(delete(tables.workspace).where(tables.workspace.c.id == workspace))
    return False
