"""Parts of a concern: what its clocks are called, in columns, indexes and the history.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = [
    ("concern", "ask_cause", "nudge_reason"),
    ("concern", "ask_on", "nudge_on"),
    ("concern", "ask_at", "nudge_at"),
    ("concern", "ask_reminder", "nudge_reminder"),
    ("concern", "check", "check_in"),
    ("concern", "check_at", "check_in_at"),
    ("concern", "checks", "check_ins"),
    ("concern", "no_checks", "no_check_ins"),
    ("concern", "turn", "timeout_act"),
    ("concern", "turn_at", "timeout_at"),
    ("concern", "long_at", "stale_review_at"),
    ("concern", "hand_to", "proposed_to"),
    ("item", "cause", "reason"),
]
"""Table, the name before, the name from now on."""

VALUES = [
    ("history", "act", "grow_old", "stale_review"),
    ("concern", "last_act", "grow_old", "stale_review"),
]
"""Table, column, the value before, the value from now on."""

INDEXES = [
    ("ix_concern_ask_at", "ix_concern_nudge_at", "nudge_at", "owner"),
    ("ix_concern_check_at", "ix_concern_check_in_at", "check_in_at", "id"),
    ("ix_concern_turn_at", "ix_concern_timeout_at", "timeout_at", "id"),
    ("ix_concern_long_at", "ix_concern_stale_review_at", "stale_review_at", "id"),
]
"""The name before, the name from now on, and what it orders behind the workspace."""


def upgrade() -> None:
    """Go forward."""
    for table, before, after in COLUMNS:
        op.execute(f'ALTER TABLE {table} RENAME COLUMN "{before}" TO "{after}"')
    for table, column, before, after in VALUES:
        _replace_value(table, column, before, after)
    for before, after, moment, key in INDEXES:
        _rename_index(before, after, moment, key)


def downgrade() -> None:
    """Go back."""
    for before, after, moment, key in INDEXES:
        _rename_index(after, before, moment, key)
    for table, column, before, after in VALUES:
        _replace_value(table, column, after, before)
    for table, before, after in reversed(COLUMNS):
        op.execute(f'ALTER TABLE {table} RENAME COLUMN "{after}" TO "{before}"')


def _replace_value(table: str, column: str, before: str, after: str) -> None:
    values = sa.table(table, sa.column(column, sa.String))
    cell = values.c[column]
    op.execute(values.update().where(cell == before).values({column: after}))


def _rename_index(before: str, after: str, moment: str, key: str) -> None:
    """SQLite knows no renaming of an index; it is made anew."""
    filled = sa.text(f"{moment} IS NOT NULL")
    op.drop_index(before, table_name="concern")
    op.create_index(
        after, "concern", ["workspace", moment, key], sqlite_where=filled, postgresql_where=filled
    )
