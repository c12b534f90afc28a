"""What Slack shows has a fingerprint, so that nothing is drawn anew that would look the same.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = [("delivery", "fingerprint"), ("person", "home_fingerprint")]


def upgrade() -> None:
    """Go forward; of what was drawn before, nothing is known, so it is drawn once more."""
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, sa.String(length=32)))


def downgrade() -> None:
    """Go back."""
    for table, column in COLUMNS:
        op.drop_column(table, column)
