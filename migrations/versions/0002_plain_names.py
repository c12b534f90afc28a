"""Plain names: columns and kinds are called what the field calls them.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COLUMNS = [
    ("team", "note_day", "digest_day"),
    ("team", "note_at", "digest_at"),
    ("team", "note_every", "digest_every"),
]
"""Table, the name in the first version, the name from now on."""


def upgrade() -> None:
    """Go forward."""
    for table, before, after in COLUMNS:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {before} TO {after}")


def downgrade() -> None:
    """Go back."""
    for table, before, after in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {after} TO {before}")
