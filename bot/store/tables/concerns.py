"""Concerns, what was said about them, and what happened."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from bot.domain.concern.states import Act, CheckIn, Kind, Meeting, NudgeReason, State
from bot.domain.delivery import WordsKind
from bot.domain.taxonomy import CloseReason, HowSoon, StepKind
from bot.store.columns import EnumText, Names, UtcDateTime
from bot.store.tables.base import ID, metadata, one_of, workspace_column

WAITING = "state IN ('offered', 'raised', 'heard', 'in_progress', 'better', 'worse')"
"""Of these there is one about one message and one person."""

concern = Table(
    "concern",
    metadata,
    workspace_column(),
    Column("id", ID, nullable=False),
    Column("kind", EnumText(Kind), nullable=False),
    Column("origin", String(200), nullable=False),
    Column("raiser", ID, nullable=False),
    Column("owner", ID),
    Column("team", ID),
    # Its topic, and what its raiser answered.
    Column("sealed", LargeBinary, nullable=False, server_default=text("''")),
    Column("how_soon", EnumText(HowSoon), nullable=False),
    Column("link", String(500)),
    Column("marked_in", ID),
    Column("worded", Boolean, nullable=False),
    Column("marked_by", ID),
    Column("marked_also", Names, nullable=False),
    Column("mark_key", String(200)),
    Column("erasable_until", UtcDateTime),
    Column("state", EnumText(State), nullable=False),
    Column("quiet", Boolean, nullable=False),
    Column("two_views", Boolean, nullable=False),
    Column("no_check_ins", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("step_no", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_from", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    Column("heard_at", UtcDateTime),
    Column("first_talk_at", UtcDateTime),
    Column("talked_at", UtcDateTime),
    Column("promised_on", Date),
    Column("come_back_on", Date),
    Column("told_on", Date),
    Column("meeting", EnumText(Meeting)),
    Column("due_on", Date),
    Column("follow_up", Integer, nullable=False),
    Column("snoozes", Integer, nullable=False),
    Column("nudge_reason", EnumText(NudgeReason)),
    Column("nudge_on", Date),
    Column("nudge_at", UtcDateTime),
    Column("nudge_reminder", Integer),
    Column("nudge_named", Boolean),
    Column("nudge_planned_on", Date),
    Column("resume_on", Date),
    Column("resume_named", Boolean, nullable=False, server_default=text("false")),
    Column("check_in", EnumText(CheckIn)),
    Column("check_in_at", UtcDateTime),
    Column("check_ins", Integer, nullable=False),
    Column("timeout_act", EnumText(Act)),
    Column("timeout_at", UtcDateTime),
    Column("stale_review_at", UtcDateTime),
    Column("proposed_to", ID),
    Column("moved_to", ID),
    Column("left_by", ID),
    Column("reminded_again", Boolean, nullable=False),
    Column("given_time", Boolean, nullable=False),
    Column("said_yes_at", UtcDateTime),
    Column("settled_by", EnumText(Act)),
    Column("last_at", UtcDateTime),
    Column("reason", EnumText(CloseReason)),
    Column("closed_at", UtcDateTime),
    Column("away_told", Date),
    Column("erase_at", UtcDateTime),
    Column("active_at", UtcDateTime),
    Column("warned_at", UtcDateTime),
    Column("kept_at", UtcDateTime),
    Column("words_erased_at", UtcDateTime),
    Column("held_at", UtcDateTime),
    PrimaryKeyConstraint("workspace", "id"),
    UniqueConstraint("workspace", "origin"),
    one_of("kind", Kind),
    one_of("state", State),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
    Index(
        "ux_concern_mark_key",
        "workspace",
        "mark_key",
        unique=True,
        postgresql_where=text(WAITING),
        sqlite_where=text(WAITING),
    ),
    Index("ix_concern_owner", "workspace", "owner", "state"),
    Index("ix_concern_raiser", "workspace", "raiser", "state"),
    Index("ix_concern_team", "workspace", "team", "created_at"),
    Index(
        "ix_concern_nudge_at",
        "workspace",
        "nudge_at",
        "owner",
        postgresql_where=text("nudge_at IS NOT NULL"),
        sqlite_where=text("nudge_at IS NOT NULL"),
    ),
    Index(
        "ix_concern_check_in_at",
        "workspace",
        "check_in_at",
        "id",
        postgresql_where=text("check_in_at IS NOT NULL"),
        sqlite_where=text("check_in_at IS NOT NULL"),
    ),
    Index(
        "ix_concern_timeout_at",
        "workspace",
        "timeout_at",
        "id",
        postgresql_where=text("timeout_at IS NOT NULL"),
        sqlite_where=text("timeout_at IS NOT NULL"),
    ),
    Index(
        "ix_concern_stale_review_at",
        "workspace",
        "stale_review_at",
        "id",
        postgresql_where=text("stale_review_at IS NOT NULL"),
        sqlite_where=text("stale_review_at IS NOT NULL"),
    ),
    Index(
        "ix_concern_erase_at",
        "workspace",
        "erase_at",
        "id",
        postgresql_where=text("erase_at IS NOT NULL"),
        sqlite_where=text("erase_at IS NOT NULL"),
    ),
)

words = Table(
    "words",
    metadata,
    workspace_column(),
    Column("id", ID, nullable=False),
    Column("concern", ID, nullable=False),
    Column("kind", EnumText(WordsKind), nullable=False),
    Column("author", ID, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("said_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
    ForeignKeyConstraint(
        ["workspace", "concern"], ["concern.workspace", "concern.id"], ondelete="CASCADE"
    ),
    one_of("kind", WordsKind),
    Index("ix_words_concern", "workspace", "concern", "said_at"),
)

step = Table(
    "step",
    metadata,
    workspace_column(),
    Column("id", ID, nullable=False),
    Column("concern", ID, nullable=False),
    Column("kind", EnumText(StepKind), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("team_may_read", Boolean, nullable=False),
    Column("chosen_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
    ForeignKeyConstraint(
        ["workspace", "concern"], ["concern.workspace", "concern.id"], ondelete="CASCADE"
    ),
    one_of("kind", StepKind),
    Index("ix_step_concern", "workspace", "concern", "chosen_at"),
    comment="What exactly rests in words, under the step's id.",
)

changed = Table(
    "changed",
    metadata,
    workspace_column(),
    Column("concern", ID, nullable=False),
    Column("tick", String(32), nullable=False),
    PrimaryKeyConstraint("workspace", "concern", "tick"),
    ForeignKeyConstraint(
        ["workspace", "concern"], ["concern.workspace", "concern.id"], ondelete="CASCADE"
    ),
    comment="What helped, ticked by the raiser.",
)

history = Table(
    "history",
    metadata,
    workspace_column(),
    Column("id", ID, nullable=False),
    Column("concern", ID, nullable=False),
    Column("act", String(32), nullable=False),
    # An act that is kept from the leader: the row calls it "answered".
    Column("sealed", LargeBinary),
    Column("actor", ID),
    Column("state", EnumText(State), nullable=False),
    Column("step", Integer),
    Column("day", Date),
    Column("happened_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
    ForeignKeyConstraint(
        ["workspace", "concern"], ["concern.workspace", "concern.id"], ondelete="CASCADE"
    ),
    one_of("state", State),
    Index("ix_history_concern", "workspace", "concern", "happened_at"),
)

opening = Table(
    "opening",
    metadata,
    workspace_column(),
    Column("id", ID, nullable=False),
    Column("concern", ID, nullable=False),
    Column("person", ID, nullable=False),
    Column("role", String(16), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
    ForeignKeyConstraint(
        ["workspace", "concern"], ["concern.workspace", "concern.id"], ondelete="CASCADE"
    ),
    Index("ix_opening_concern", "workspace", "concern"),
)
