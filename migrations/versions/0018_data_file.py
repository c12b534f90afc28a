"""One more kind of message: a file with everything by or about somebody.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BEFORE = (
    "'day', 'today', 'notice', 'check_in', 'offer', 'invite', 'suggest', 'digest', "
    "'weekly_list', 'on_channel', 'struck_off', 'on_admin', 'back', 'safe_ask', "
    "'on_approve', 'approval', 'team_listed', 'note_kept', 'contact_needed', "
    "'message_gone', 'unheard', 'data_soon', 'restore_ask'"
)
ADDED = "'data_file'"


def upgrade() -> None:
    """Go forward."""
    _kinds(f"{BEFORE}, {ADDED}")


def downgrade() -> None:
    """Go back; of messages that are not known there, nothing is kept."""
    op.execute(f"DELETE FROM delivery WHERE kind IN ({ADDED})")  # noqa: S608 (our own names)
    _kinds(BEFORE)


def _kinds(kinds: str) -> None:
    with op.batch_alter_table("delivery") as delivery:
        delivery.drop_constraint(op.f("ck_delivery_kind"), type_="check")
        delivery.create_check_constraint(op.f("ck_delivery_kind"), sa.text(f"kind IN ({kinds})"))
