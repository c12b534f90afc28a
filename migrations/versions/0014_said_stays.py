"""What raisers were told stays: the day they were told, and what came of each thing asked.

Revision ID: 0014
Revises: 0013
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SETTLED = (
    "hear",
    "not_quite",
    "step",
    "talked_better",
    "talked_same",
    "talked_worse",
    "better",
    "little",
    "same",
    "worse",
    "not_talked",
    "close",
    "reopen",
    "send_on",
    "hand_yes",
    "ask_hand",
    "withdraw",
    "leave",
    "expire",
    "come_back",
    "leader_gone",
    "raiser_gone",
    "yes",
    "no",
    "offer_lapse",
    "unmark",
    "remove",
    "later",
    "not_reached",
    "take_back",
)
"""What grew a concern's step until now."""
KINDS = (
    "day",
    "today",
    "notice",
    "check_in",
    "offer",
    "invite",
    "suggest",
    "digest",
    "weekly_list",
    "on_channel",
    "on_admin",
    "back",
    "safe_ask",
    "on_approve",
    "approval",
    "team_listed",
    "note_kept",
    "contact_needed",
)
"""The kinds of messages until now."""
UNNAMED = ("come_back", "reopen", "not_reached")
"""After these no leader had named the day that the row holds."""


def upgrade() -> None:
    """Go forward: count the steps in each history, and take back days that nobody named."""
    op.add_column("history", sa.Column("step", sa.Integer()))
    op.add_column("history", sa.Column("day", sa.Date()))
    op.add_column("concern", sa.Column("told_on", sa.Date()))
    op.add_column("item", sa.Column("day", sa.Date()))
    op.create_table(
        "departure",
        sa.Column("workspace", sa.String(32), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "person", name="pk_departure"),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name="fk_departure_workspace", ondelete="CASCADE"
        ),
        comment="How people stood whose account was closed: ids only.",
    )
    acts = ", ".join(f"'{act}'" for act in SETTLED)
    unnamed = ", ".join(f"'{act}'" for act in UNNAMED)
    op.execute(
        f"""
        WITH turning AS (
            SELECT workspace, id, lag(act) OVER (
                PARTITION BY workspace, concern ORDER BY happened_at, id
            ) AS before
            FROM history WHERE act IN ({acts}, 'say_back')
        ), counted AS (
            SELECT history.workspace, history.id, 1 + sum(
                CASE WHEN act IN ({acts}) THEN 1
                WHEN act = 'say_back' AND before = 'not_quite' THEN 1 ELSE 0 END
            ) OVER (
                PARTITION BY history.workspace, concern ORDER BY happened_at, history.id
            ) AS step
            FROM history LEFT JOIN turning
            ON turning.workspace = history.workspace AND turning.id = history.id
        )
        UPDATE history SET step = counted.step FROM counted
        WHERE counted.workspace = history.workspace AND counted.id = history.id
        """  # noqa: S608 (the names stand above)
    )
    op.execute(
        f"UPDATE concern SET come_back_on = NULL WHERE settled_by IN ({unnamed})"  # noqa: S608
    )
    op.execute("UPDATE concern SET told_on = come_back_on WHERE kind <> 'note'")
    _allow((*KINDS, "struck_off"))


def _allow(kinds: Sequence[str]) -> None:
    """Let the database take messages of these kinds."""
    named = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("delivery") as batch:
        batch.drop_constraint(op.f("ck_delivery_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_delivery_kind"), sa.text(f"kind IN ({named})"))


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM delivery WHERE kind = 'struck_off'")
    _allow(KINDS)
    op.drop_table("departure")
    op.drop_column("item", "day")
    op.drop_column("concern", "told_on")
    op.drop_column("history", "day")
    op.drop_column("history", "step")
