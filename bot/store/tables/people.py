"""Workspaces, people and teams."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.domain.coaching import CoachingLine
from bot.domain.settings import Preferences, TeamSettings, WorkspaceSettings
from bot.domain.team import LeaderState
from bot.store.columns import EnumText, UtcDateTime
from bot.store.tables.base import ID, metadata, one_of, workspace_column
from bot.store.tables.settings import setting_columns

workspace = Table(
    "workspace",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("domain", String(200), nullable=False),
    Column("app", ID),
    Column("bot_user", ID, nullable=False),
    Column("installer", ID),
    Column("contact_person", ID),
    Column("contact_line", String(200)),
    Column("contact_named_by", ID),
    Column("first_version", Boolean, nullable=False, server_default=text("false")),
    *setting_columns(WorkspaceSettings),
    Column("sealing_keys", JSON(none_as_null=True)),
    Column("suspended", String(64)),
    Column("suspended_at", UtcDateTime),
    Column("restored_at", UtcDateTime),
    Column("installed_at", UtcDateTime, nullable=False),
)

removal = Table(
    "removal",
    metadata,
    workspace_column(),
    Column("erase_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
    comment="Workspaces that removed the app, and when everything of them is erased.",
)

person = Table(
    "person",
    metadata,
    workspace_column(),
    Column("id", ID, nullable=False),
    Column("name", String(200), nullable=False),
    Column("full_name", String(200), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("slack_locale", String(16), nullable=False),
    Column("bot", Boolean, nullable=False),
    Column("guest", Boolean, nullable=False),
    Column("outsider", Boolean, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("admin", Boolean, nullable=False),
    Column("status_emoji", String(100), nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
    Column("channel", ID),
    Column("home_opened", Boolean, nullable=False, server_default=text("false")),
    Column("home_stale", Boolean, nullable=False, server_default=text("false")),
    Column("home_fingerprint", String(32)),
    Column("home_changes", Integer, nullable=False, server_default=text("0")),
    *setting_columns(Preferences),
    Column("touched_at", UtcDateTime),
    Column("backing_off", Boolean, nullable=False, server_default=text("false")),
    Column("weekly_at", UtcDateTime),
    Column("part_due_at", UtcDateTime),
    Column("unasked", Integer, nullable=False, server_default="0"),
    Column("fade_offered_on", Date),
    Column("opened", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("workspace", "id"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
    Index(
        "ix_person_home_stale",
        "workspace",
        "id",
        postgresql_where=text("home_stale"),
        sqlite_where=text("home_stale = 1"),
    ),
    Index(
        "ix_person_weekly_at",
        "workspace",
        "weekly_at",
        "id",
        postgresql_where=text("weekly_at IS NOT NULL"),
        sqlite_where=text("weekly_at IS NOT NULL"),
    ),
    Index(
        "ix_person_part_due_at",
        "workspace",
        "part_due_at",
        "id",
        postgresql_where=text("part_due_at IS NOT NULL"),
        sqlite_where=text("part_due_at IS NOT NULL"),
    ),
)

coached = Table(
    "coached",
    metadata,
    workspace_column(),
    Column("leader", ID, nullable=False),
    Column("line", EnumText(CoachingLine), nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
    Column("carried", Boolean, nullable=False),
    PrimaryKeyConstraint("workspace", "leader", "line"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
    comment="When a leader last read each coaching line, and whether a message carried it.",
)

team = Table(
    "team",
    metadata,
    workspace_column(),
    Column("id", ID, nullable=False),
    Column("channel", ID, nullable=False),
    Column("name", String(200), nullable=False),
    *setting_columns(TeamSettings),
    Column("contact", String(200)),
    Column("proposed_contact", String(200)),
    Column("approvals_asked", Integer, nullable=False, server_default="0"),
    Column("approval_by", ID),
    Column("approval_admin", ID),
    Column("declined_at", UtcDateTime),
    Column("unapproved_until", UtcDateTime),
    Column("private", Boolean, nullable=False, server_default=text("false")),
    Column("created_by", ID, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("outsiders", Boolean, nullable=False, server_default=text("false")),
    Column("looked_at", UtcDateTime),
    Column("digest_due_at", UtcDateTime),
    PrimaryKeyConstraint("workspace", "id"),
    UniqueConstraint("workspace", "channel"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
    Index(
        "ix_team_digest_due_at",
        "workspace",
        "digest_due_at",
        "id",
        postgresql_where=text("digest_due_at IS NOT NULL"),
        sqlite_where=text("digest_due_at IS NOT NULL"),
    ),
)

team_leader = Table(
    "team_leader",
    metadata,
    workspace_column(),
    Column("team", ID, nullable=False),
    Column("person", ID, nullable=False),
    Column("place", Integer, nullable=False),
    Column("state", EnumText(LeaderState), nullable=False),
    Column("accepted_on", Date),
    Column("quiet_told_on", Date),
    Column("approved", Boolean, nullable=False, server_default=text("false")),
    PrimaryKeyConstraint("workspace", "team", "person"),
    ForeignKeyConstraint(["workspace", "team"], ["team.workspace", "team.id"], ondelete="CASCADE"),
    one_of("state", LeaderState),
    Index("ix_team_leader_person", "workspace", "person"),
)

team_member = Table(
    "team_member",
    metadata,
    workspace_column(),
    Column("team", ID, nullable=False),
    Column("person", ID, nullable=False),
    Column("approved", Boolean, nullable=False, server_default=text("false")),
    Column("told", Boolean, nullable=False, server_default=text("false")),
    PrimaryKeyConstraint("workspace", "team", "person"),
    ForeignKeyConstraint(["workspace", "team"], ["team.workspace", "team.id"], ondelete="CASCADE"),
    Index("ix_team_member_person", "workspace", "person"),
)

says_leads = Table(
    "says_leads",
    metadata,
    workspace_column(),
    Column("leader", ID, nullable=False),
    Column("person", ID, nullable=False),
    Column("denied", Boolean, nullable=False, server_default=text("false")),
    PrimaryKeyConstraint("workspace", "leader", "person"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
    comment="Whom a leader said to lead, for notes only; denied where that person said otherwise.",
)

newcomer = Table(
    "newcomer",
    metadata,
    workspace_column(),
    Column("team", ID, nullable=False),
    Column("person", ID, nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
    PrimaryKeyConstraint("workspace", "team", "person"),
    ForeignKeyConstraint(["workspace", "team"], ["team.workspace", "team.id"], ondelete="CASCADE"),
    comment="Who joined a team's channel; gone once a leader has said whether they are on it.",
)

departure = Table(
    "departure",
    metadata,
    workspace_column(),
    Column("person", ID, nullable=False),
    Column("left_at", UtcDateTime, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("workspace", "person"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
    comment="How people stood whose account was closed: ids only.",
)
