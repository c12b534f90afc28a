"""Due rows: the digest and the private part have a moment, and what fails is kept.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = [
    ("concern", "ask_at", "owner"),
    ("concern", "check_at", "id"),
    ("concern", "turn_at", "id"),
    ("concern", "long_at", "id"),
    ("person", "weekly_at", "id"),
]
"""Table, moment, and what is read by it; the workspace comes first from now on."""
MOMENTS = [("team", "digest_due_at"), ("person", "part_due_at")]


def upgrade() -> None:
    """Go forward; what has no moment yet is looked at at once."""
    for table, moment, key in INDEXES:
        op.drop_index(f"ix_{table}_{moment}", table)
        _index(table, "workspace", moment, key)
    for table, moment in MOMENTS:
        op.add_column(table, sa.Column(moment, sa.DateTime(timezone=True)))
        _index(table, "workspace", moment, "id")
    op.execute("UPDATE team SET digest_due_at = '2000-01-01 00:00:00.000000'")
    op.execute(
        "UPDATE person SET part_due_at = '2000-01-01 00:00:00.000000'"
        " WHERE EXISTS (SELECT 1 FROM team_leader WHERE team_leader.workspace = person.workspace"
        " AND team_leader.person = person.id AND team_leader.state = 'accepted')"
    )
    # An offer has a timeout like everything else; when it is over is found out when it is read.
    op.execute(
        "UPDATE concern SET turn = 'offer_lapse', turn_at = created_at WHERE state = 'offered'"
    )
    op.create_table(
        "due_failure",
        sa.Column("workspace", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("error", sa.String(100), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "kind", "id", name="pk_due_failure"),
        sa.ForeignKeyConstraint(
            ["workspace"],
            ["workspace.id"],
            name="fk_due_failure_workspace",
            ondelete="CASCADE",
        ),
        comment="A due row that raised, by the kind of the error; gone once it has been handled.",
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("due_failure")
    op.execute("UPDATE concern SET turn = NULL, turn_at = NULL WHERE state = 'offered'")
    for table, moment in MOMENTS:
        op.drop_index(f"ix_{table}_{moment}", table)
        op.drop_column(table, moment)
    for table, moment, key in INDEXES:
        op.drop_index(f"ix_{table}_{moment}", table)
        _index(table, moment, "workspace", key)


def _index(table: str, *columns: str) -> None:
    moment = next(name for name in columns if name.endswith("_at"))
    condition = sa.text(f"{moment} IS NOT NULL")
    op.create_index(
        f"ix_{table}_{moment}",
        table,
        list(columns),
        postgresql_where=condition,
        sqlite_where=condition,
    )
