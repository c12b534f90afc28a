"""Plain names: tables, columns and kinds are called what the field calls them.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = [
    ("gate", "rate_limit"),
    ("pace", "channel_slot"),
]
"""The name in the first version, the name from now on."""

COLUMNS = [
    ("team", "note_day", "digest_day"),
    ("team", "note_at", "digest_at"),
    ("team", "note_every", "digest_every"),
    ("delivery", "behind", "stale"),
    ("delivery", "look_at", "reconcile_at"),
    ("delivery", "looks", "sweeps"),
    ("person", "home_behind", "home_stale"),
    ("workspace", "parked", "suspended"),
    ("workspace", "parked_at", "suspended_at"),
    ("rate_limit", "not_before", "blocked_until"),
    ("channel_slot", "next_at", "free_at"),
]
"""Table (by its name from now on), the column in the first version, the column from now on."""

INDEXES = [
    ("ix_delivery_behind", "ix_delivery_stale", "delivery (workspace, id)", "stale"),
    (
        "ix_delivery_look",
        "ix_delivery_reconcile_at",
        "delivery (reconcile_at, workspace, id)",
        "reconcile_at IS NOT NULL",
    ),
    ("ix_person_home_behind", "ix_person_home_stale", "person (workspace, id)", "home_stale"),
]
"""The name in the first version, the name from now on, what it orders, which rows are in it."""

CONSTRAINTS = [
    ("rate_limit", "pk_gate", "pk_rate_limit"),
    ("channel_slot", "pk_pace", "pk_channel_slot"),
]
"""Table (by its name from now on), the name in the first version, the name from now on."""

KINDS = [
    ("told", "notice"),
    ("check", "check_in"),
    ("note", "digest"),
    ("weekly", "weekly_list"),
]
"""The kind of a message in the first version, and from now on."""


def upgrade() -> None:
    """Go forward."""
    for before, after in TABLES:
        op.execute(f"ALTER TABLE {before} RENAME TO {after}")
    for table, before, after in COLUMNS:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {before} TO {after}")
    for before, after, order, rows in INDEXES:
        _rename_index(before, after, order, rows)
    for table, before, after in CONSTRAINTS:
        _rename_constraint(table, before, after)
    for before, after in KINDS:
        _rename_kind(before, after)


def downgrade() -> None:
    """Go back."""
    for before, after in KINDS:
        _rename_kind(after, before)
    for table, before, after in CONSTRAINTS:
        _rename_constraint(table, after, before)
    for before, after, order, rows in INDEXES:
        _rename_index(after, before, order, rows)
    for table, before, after in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {after} TO {before}")
    for before, after in TABLES:
        op.execute(f"ALTER TABLE {after} RENAME TO {before}")


def _rename_index(before: str, after: str, order: str, rows: str) -> None:
    """SQLite knows no renaming of an index; it is made anew there."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER INDEX {before} RENAME TO {after}")
        return
    flag = rows if " " in rows else f"{rows} = 1"
    op.execute(f"DROP INDEX {before}")
    op.execute(f"CREATE INDEX {after} ON {order} WHERE {flag}")


def _rename_constraint(table: str, before: str, after: str) -> None:
    """SQLite keeps a key's first name; nothing asks for it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {before} TO {after}")


def _rename_kind(before: str, after: str) -> None:
    kind = sa.column("kind", sa.String)
    op.execute(sa.update(sa.table("delivery", kind)).where(kind == before).values(kind=after))
