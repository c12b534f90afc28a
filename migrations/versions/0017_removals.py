"""Workspaces that removed the app have a day on which they are erased, and a say in which.

Whose token is dead already has ten days from the upgrade, or until it is installed anew.

Revision ID: 0017
Revises: 0016
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KINDS = (
    "'digest', 'private_part', 'leader', 'timeout', 'stale_review', 'retention', 'check_in',"
    " 'nudge', 'clean_up'"
)
REMOVED = ("app_uninstalled", "account_inactive", "token_revoked")
KEPT_DAYS = 10


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "workspace",
        sa.Column("removed_kept", sa.Integer(), nullable=False, server_default=str(KEPT_DAYS)),
    )
    removal = op.create_table(
        "removal",
        sa.Column("workspace", sa.String(32), nullable=False),
        sa.Column("erase_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name="pk_removal"),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name="fk_removal_workspace", ondelete="CASCADE"
        ),
        comment="Workspaces that removed the app, and when everything of them is erased.",
    )
    workspace = sa.table("workspace", sa.column("id"), sa.column("suspended"))
    gone = sa.select(workspace.c.id, _moment(datetime.now(UTC) + timedelta(days=KEPT_DAYS)))
    op.execute(
        sa.insert(removal).from_select(
            ["workspace", "erase_at"], gone.where(workspace.c.suspended.in_(REMOVED))
        )
    )
    _check(f"{KINDS}, 'removal'")


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM due_failure WHERE kind = 'removal'")
    _check(KINDS)
    op.drop_table("removal")
    op.drop_column("workspace", "removed_kept")


def _moment(moment: datetime) -> sa.ColumnElement[datetime]:
    stored = moment.replace(tzinfo=None) if op.get_bind().dialect.name == "sqlite" else moment
    return sa.literal(stored, sa.DateTime(timezone=True))


def _check(kinds: str) -> None:
    with op.batch_alter_table("due_failure") as batch:
        batch.drop_constraint(op.f("ck_due_failure_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_due_failure_kind"), sa.text(f"kind IN ({kinds})"))
