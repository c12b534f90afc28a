"""The key of a marked message is its own: the press that caught it is another.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WAITING = sa.text("state IN ('offered', 'raised', 'heard', 'in_progress', 'better', 'worse')")
HANDED_ON = 3
"""So often something that was handed over is followed to where it is now."""


def upgrade() -> None:
    """Go forward; an offer whose author said yes is theirs, unless they have one of their own."""
    op.add_column("concern", sa.Column("mark_key", sa.String(length=200)))
    op.add_column("concern", sa.Column("erasable_until", sa.DateTime(timezone=True)))
    op.execute(
        "UPDATE concern SET mark_key = origin WHERE state <> 'withdrawn'"
        " AND (origin LIKE 'mark:%' OR (origin LIKE 'offer:%' AND state = 'offered'))"
    )
    op.execute(
        "UPDATE concern SET mark_key = 'mark:' || substr(origin, 7) || ':' || raiser"
        " WHERE origin LIKE 'offer:%' AND state NOT IN ('offered', 'withdrawn') AND NOT EXISTS ("
        "SELECT 1 FROM concern AS own WHERE own.workspace = concern.workspace"
        " AND own.origin = 'mark:' || substr(concern.origin, 7) || ':' || concern.raiser)"
    )
    for _ in range(HANDED_ON):
        op.execute(
            "UPDATE concern SET mark_key = (SELECT before.mark_key FROM concern AS before"
            " WHERE before.workspace = concern.workspace AND before.state = 'handed_over'"
            " AND concern.origin = 'moved:' || before.id)"
            " WHERE origin LIKE 'moved:%' AND mark_key IS NULL AND state <> 'withdrawn'"
        )
    op.create_index(
        "ux_concern_mark_key",
        "concern",
        ["workspace", "mark_key"],
        unique=True,
        postgresql_where=WAITING,
        sqlite_where=WAITING,
    )


def downgrade() -> None:
    """Go back; a new mark on a message is then a new concern."""
    op.drop_index("ux_concern_mark_key", "concern")
    op.drop_column("concern", "erasable_until")
    op.drop_column("concern", "mark_key")
