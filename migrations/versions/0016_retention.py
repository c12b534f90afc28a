"""What is kept has an end: when something of a concern is erased, and the journal of erasures.

Revision ID: 0016
Revises: 0015
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENTS = ("erase_at", "active_at", "warned_at", "kept_at", "words_erased_at", "held_at")
LIMITS = (("words_kept", 30), ("open_kept", 180), ("notes_kept", 60), ("records_kept", 12))
NOTHING_BEFORE = timedelta(days=14)
"""What is older than it may be is erased this long after the upgrade at the earliest."""
MESSAGES = (
    "'day', 'today', 'notice', 'check_in', 'offer', 'invite', 'suggest', 'digest', 'weekly_list',"
    " 'on_channel', 'on_admin', 'back', 'safe_ask', 'on_approve', 'approval', 'team_listed',"
    " 'note_kept', 'contact_needed', 'struck_off', 'message_gone', 'unheard'"
)
DUE = (
    "'digest', 'private_part', 'leader', 'timeout', 'stale_review', 'check_in', 'nudge', 'clean_up'"
)
CHECKS = {
    "delivery": (MESSAGES, "'data_soon', 'restore_ask'"),
    "due_failure": (DUE, "'retention'"),
}
"""Table, the kinds there were, and what comes to them."""
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    """Go forward: raisers of what is open for long are told at once, all else has two weeks."""
    for table, (before, more) in CHECKS.items():
        _check(table, f"{before}, {more}")
    for moment in MOMENTS:
        op.add_column("concern", sa.Column(moment, sa.DateTime(timezone=True)))
    for name, default in LIMITS:
        column = sa.Column(name, sa.Integer(), nullable=False, server_default=str(default))
        op.add_column("workspace", column)
    op.create_table(
        "erasure_journal",
        sa.Column("id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasure_journal"),
        comment="The journal outside the database that holds what was erased; one row at the most.",
    )
    concern = sa.table(
        "concern",
        sa.column("state", sa.String),
        sa.column("kind", sa.String),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("last_at", sa.DateTime(timezone=True)),
        sa.column("active_at", sa.DateTime(timezone=True)),
        sa.column("erase_at", sa.DateTime(timezone=True)),
    )
    c = concern.c
    warned = sa.and_(
        c.kind != "note", c.state.in_(("raised", "heard", "in_progress", "better", "worse"))
    )
    # SQLite keeps moments as text, with microseconds; a bound value is written as the store does.
    later = datetime.now(UTC) + NOTHING_BEFORE
    op.execute(
        sa.update(concern)
        .where(c.state != "offered")
        .values(
            active_at=sa.func.coalesce(c.last_at, c.created_at),
            erase_at=sa.case((warned, _moment(AT_ONCE)), else_=_moment(later)),
        )
    )
    _index()


def downgrade() -> None:
    """Go back."""
    for table, (before, more) in CHECKS.items():
        op.execute(f"DELETE FROM {table} WHERE kind IN ({more})")  # noqa: S608
        _check(table, before)
    op.drop_index("ix_concern_erase_at", "concern")
    op.drop_table("erasure_journal")
    for name, _ in reversed(LIMITS):
        op.drop_column("workspace", name)
    for moment in reversed(MOMENTS):
        op.drop_column("concern", moment)


def _moment(moment: datetime) -> sa.ColumnElement[datetime]:
    stored = moment.replace(tzinfo=None) if op.get_bind().dialect.name == "sqlite" else moment
    return sa.literal(stored, sa.DateTime(timezone=True))


def _check(table: str, kinds: str) -> None:
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_kind"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_kind"), sa.text(f"kind IN ({kinds})"))


def _index() -> None:
    condition = sa.text("erase_at IS NOT NULL")
    op.create_index(
        "ix_concern_erase_at",
        "concern",
        ["workspace", "erase_at", "id"],
        postgresql_where=condition,
        sqlite_where=condition,
    )
