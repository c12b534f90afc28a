"""Teams, leaders and contacts wait for an admin's yes; who is listed or noted about is told.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.String(length=32)
NO = {"nullable": False, "server_default": sa.text("false")}
COLUMNS: list[tuple[str, str, sa.types.TypeEngine, dict]] = [
    ("workspace", "teams", sa.String(length=32), {"nullable": False, "server_default": "approved"}),
    ("workspace", "contact_named_by", ID, {}),
    ("workspace", "first_version", sa.Boolean(), NO),
    ("team", "proposed_contact", sa.String(length=200), {}),
    ("team", "approvals_asked", sa.Integer(), {"nullable": False, "server_default": "0"}),
    ("team", "approval_by", ID, {}),
    ("team", "approval_admin", ID, {}),
    ("team", "declined_at", sa.DateTime(timezone=True), {}),
    ("team", "unapproved_until", sa.DateTime(timezone=True), {}),
    ("team", "private", sa.Boolean(), NO),
    ("team_leader", "approved", sa.Boolean(), NO),
    ("team_member", "approved", sa.Boolean(), NO),
    ("team_member", "told", sa.Boolean(), NO),
    ("says_leads", "denied", sa.Boolean(), NO),
]
BEFORE = (
    "'day', 'today', 'notice', 'check_in', 'offer', 'invite', 'suggest',"
    " 'digest', 'weekly_list', 'on_channel', 'on_admin', 'back', 'safe_ask'"
)
ADDED = "'on_approve', 'approval', 'team_listed', 'note_kept', 'contact_needed'"
COMMENTS = (
    "Whom a leader said to lead in the form of a note; counts for notes only.",
    "Whom a leader said to lead, for notes only; denied where that person said otherwise.",
)


def upgrade() -> None:
    """Go forward: what there is goes on as it was, until a job with a clock has asked admins.

    Which channels are private is not known until they are read again; till then all count so.
    """
    for table, column, kind, more in COLUMNS:
        op.add_column(table, sa.Column(column, kind, **more))
    for statement in (
        "UPDATE workspace SET first_version = true",
        "UPDATE team SET private = true, looked_at = NULL",
        "UPDATE team_leader SET approved = true",
        "UPDATE team_member SET approved = true",
    ):
        op.execute(statement)
    _kinds(f"{BEFORE}, {ADDED}")
    _comment(*COMMENTS)


def downgrade() -> None:
    """Go back; who waits for an admin's yes is taken off, since nothing would hold them."""
    op.execute(f"DELETE FROM delivery WHERE kind IN ({ADDED})")  # noqa: S608 (our own names)
    _kinds(BEFORE)
    op.execute("DELETE FROM team_leader WHERE NOT approved")
    op.execute("DELETE FROM team_member WHERE NOT approved")
    op.execute("DELETE FROM says_leads WHERE denied")
    for table, column, _, _ in reversed(COLUMNS):
        op.drop_column(table, column)
    _comment(*reversed(COMMENTS))


def _kinds(kinds: str) -> None:
    with op.batch_alter_table("delivery") as batch:
        batch.drop_constraint(op.f("ck_delivery_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_delivery_kind"), sa.text(f"kind IN ({kinds})"))


def _comment(before: str, after: str) -> None:
    if op.get_context().dialect.name == "postgresql":
        op.create_table_comment("says_leads", after, existing_comment=before)
