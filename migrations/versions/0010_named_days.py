"""Days that a leader named are kept, and what uses up none of the week's days is told apart.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COLUMNS = [
    ("concern", sa.Column("nudge_named", sa.Boolean)),
    ("concern", sa.Column("nudge_planned_on", sa.Date)),
    (
        "concern",
        sa.Column("resume_named", sa.Boolean, nullable=False, server_default=sa.text("false")),
    ),
    (
        "delivery",
        sa.Column("spends", sa.Boolean, nullable=False, server_default=sa.text("false")),
    ),
]


def upgrade() -> None:
    """Go forward; what is planned for a day that its leader named is known by that day."""
    for table, column in COLUMNS:
        op.add_column(table, column)
    op.execute(
        "UPDATE concern SET nudge_named = nudge_reason IN "
        "('one_on_one', 'snoozed', 'snoozed_twice') "
        "OR (nudge_reason = 'first' AND nudge_on = come_back_on "
        "AND come_back_on IS NOT NULL) WHERE nudge_at IS NOT NULL"
    )
    op.execute("UPDATE concern SET resume_named = true WHERE resume_on = come_back_on")
    # The bot had stopped asking about these; what a message put back is not brought again.
    op.execute(
        "UPDATE concern SET nudge_reason = NULL, nudge_on = NULL, nudge_at = NULL, "
        "nudge_reminder = NULL, nudge_named = NULL WHERE quiet AND nudge_at IS NOT NULL"
    )
    op.execute("UPDATE delivery SET spends = asks WHERE kind = 'day'")


def downgrade() -> None:
    """Go back."""
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column.name)
