"""Sound names, indexes in the order they are asked in, and room for rows that change often.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COLUMNS = [
    ("history", "by", "actor"),
    ("coached", "at", "read_at"),
    ("person", "start", "work_begins"),
    ("person", "end", "work_ends"),
]
"""Table, the name before (a word of SQL, which has to be quoted), the name from now on."""

INDEXES = [
    ("delivery", "ix_delivery_due", ["due_at", "workspace", "id"], "state = 'pending'"),
    ("delivery", "ix_delivery_leased", ["lease_until", "workspace", "id"], "lease_until"),
    ("delivery", "ix_delivery_reconcile_at", ["reconcile_at", "workspace", "id"], "reconcile_at"),
    ("inbox", "ix_inbox_received_at", ["received_at"], None),
    ("spoken", "ix_spoken_at", ["spoken_at"], None),
]
"""Table, name, columns before; from now on the workspace comes first: each is asked for alone."""

OFTEN_CHANGED = {
    "delivery": 80,
    "concern": 85,
    "person": 85,
    "attempt": 90,
    "rate_limit": 50,
    "channel_slot": 50,
}
"""Tables whose rows are changed again and again, and how full their pages are made."""

STORAGE = (
    "autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500,"
    " autovacuum_analyze_scale_factor = 0.02"
)
"""Vacuumed after a fiftieth has changed: what is due is read over the dead rows otherwise."""


def upgrade() -> None:
    """Go forward."""
    for table, before, after in COLUMNS:
        op.execute(f'ALTER TABLE {table} RENAME COLUMN "{before}" TO "{after}"')
    for table, name, before_columns, condition in INDEXES:
        rest = [column for column in before_columns if column != "workspace"]
        _replace(table, name, ["workspace", *rest], condition)
    if op.get_bind().dialect.name == "postgresql":
        for table, fill in OFTEN_CHANGED.items():
            op.execute(f"ALTER TABLE {table} SET (fillfactor = {fill}, {STORAGE})")


def downgrade() -> None:
    """Go back."""
    if op.get_bind().dialect.name == "postgresql":
        names = ", ".join(part.partition(" =")[0].strip() for part in STORAGE.split(","))
        for table in OFTEN_CHANGED:
            op.execute(f"ALTER TABLE {table} RESET (fillfactor, {names})")
    for table, name, columns, condition in INDEXES:
        _replace(table, name, columns, condition)
    for table, before, after in COLUMNS:
        op.execute(f'ALTER TABLE {table} RENAME COLUMN "{after}" TO "{before}"')


def _replace(table: str, name: str, columns: list[str], condition: str | None) -> None:
    where = None
    if condition is not None:
        where = sa.text(condition if " " in condition else f"{condition} IS NOT NULL")
    op.drop_index(name, table_name=table)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
