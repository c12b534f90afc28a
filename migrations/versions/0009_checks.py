"""What a row may hold is checked by the database, and nothing outlives its workspace.

Revision ID: 0009
Revises: 0008
"""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATES = (
    "state IN ('raised', 'offered', 'heard', 'in_progress', 'better', 'worse', 'confirmed',"
    " 'unconfirmed', 'no_change', 'ended_by_raiser', 'handed_over', 'withdrawn')"
)
CHECKS: Mapping[str, Mapping[str, str]] = {
    "concern": {"kind": "kind IN ('raised', 'note', 'shared')", "state": STATES},
    "history": {"state": STATES},
    "words": {
        "kind": "kind IN ('said', 'added', 'say_back', 'not_quite', 'step', 'closing')",
    },
    "step": {
        "kind": (
            "kind IN ('remove', 'priorities', 'meetings', 'cross_team', 'scope', 'listened',"
            " 'pass_on')"
        ),
    },
    "delivery": {
        "kind": (
            "kind IN ('day', 'today', 'notice', 'check_in', 'offer', 'invite', 'suggest',"
            " 'digest', 'weekly_list', 'on_channel', 'on_admin', 'back', 'safe_ask')"
        ),
        "state": (
            "state IN ('pending', 'claimed', 'sending', 'sent', 'uncertain', 'dead', 'cancelled')"
        ),
        "sent": "state <> 'sent' OR sent_at IS NOT NULL",
        "leased": (
            "state NOT IN ('claimed', 'sending')"
            " OR (lease_token IS NOT NULL AND lease_until IS NOT NULL)"
        ),
        "sending": "state <> 'sending' OR sending_at IS NOT NULL",
        "message": "ts IS NULL OR channel IS NOT NULL",
    },
    "team_leader": {"state": "state IN ('invited', 'declined', 'accepted', 'gone')"},
    "spoken": {"word": "word IN ('post', 'chosen', 'skip')"},
    "due_failure": {
        "kind": (
            "kind IN ('digest', 'private_part', 'leader', 'timeout', 'stale_review', 'check_in',"
            " 'nudge', 'clean_up')"
        ),
    },
}
"""Table, and what is checked: the name of each constraint behind ``ck_<table>_``."""

OF_A_WORKSPACE = ("rate_limit", "channel_slot", "inbox")
"""Tables whose rows stayed when their workspace was deleted."""

REPAIRS = (
    "UPDATE delivery SET sent_at = created_at WHERE state = 'sent' AND sent_at IS NULL",
    (
        "UPDATE delivery SET state = 'pending', lease_until = NULL"
        " WHERE state = 'claimed' AND (lease_token IS NULL OR lease_until IS NULL)"
    ),
    (
        "UPDATE delivery SET state = 'uncertain', lease_until = NULL WHERE state = 'sending'"
        " AND (lease_token IS NULL OR lease_until IS NULL OR sending_at IS NULL)"
    ),
    "UPDATE delivery SET channel = '' WHERE ts IS NOT NULL AND channel IS NULL",
    *(
        f"DELETE FROM {table} WHERE workspace NOT IN (SELECT id FROM workspace)"  # noqa: S608
        for table in OF_A_WORKSPACE
    ),
)
"""What no version has written, as far as is known; else the checks would refuse to begin."""


def upgrade() -> None:
    """Go forward."""
    for repair in REPAIRS:
        op.execute(repair)
    for table, checks in CHECKS.items():
        _alter(table, checks=checks)
    for table in OF_A_WORKSPACE:
        _alter(table, of_a_workspace=True)


def _alter(
    table: str, *, checks: Mapping[str, str] | None = None, of_a_workspace: bool = False
) -> None:
    with op.batch_alter_table(table) as batch:
        for name, condition in (checks or {}).items():
            batch.create_check_constraint(op.f(f"ck_{table}_{name}"), sa.text(condition))
        if of_a_workspace:
            batch.create_foreign_key(
                op.f(f"fk_{table}_workspace"),
                "workspace",
                ["workspace"],
                ["id"],
                ondelete="CASCADE",
            )


def downgrade() -> None:
    """Go back."""
    for table in OF_A_WORKSPACE:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"fk_{table}_workspace"), type_="foreignkey")
    for table, checks in CHECKS.items():
        with op.batch_alter_table(table) as batch:
            for name in checks:
                batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
