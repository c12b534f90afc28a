"""Messages the bot starts, and what Slack has delivered already."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
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

from bot.domain.concern.states import LeaderNews, NudgeReason
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.store.columns import EnumText, UtcDateTime
from bot.store.tables.base import ID, metadata, one_of, workspace_column

delivery = Table(
    "delivery",
    metadata,
    workspace_column(),
    Column("id", ID, nullable=False),
    Column("kind", EnumText(DeliveryKind), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("occurrence", String(64), nullable=False),
    Column("recipient", ID, nullable=False),
    Column("payload", LargeBinary),
    Column("asks", Boolean, nullable=False, server_default=text("true")),
    Column("spends", Boolean, nullable=False, server_default=text("false")),
    Column("due_at", UtcDateTime, nullable=False),
    Column("wall", String(16), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("state", EnumText(DeliveryState), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_token", ID),
    Column("lease_until", UtcDateTime),
    Column("sending_at", UtcDateTime),
    Column("reconcile_at", UtcDateTime),
    Column("sweeps", Integer, nullable=False, server_default=text("0")),
    Column("sent_at", UtcDateTime),
    Column("channel", ID),
    Column("ts", String(32)),
    Column("error", String(64)),
    Column("stale", Boolean, nullable=False),
    Column("fingerprint", String(32)),
    Column("changes", Integer, nullable=False, server_default=text("0")),
    Column("created_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
    UniqueConstraint("workspace", "kind", "subject", "occurrence"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
    one_of("kind", DeliveryKind),
    one_of("state", DeliveryState),
    # A human may have said that it arrived: then nobody knows its ts.
    CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent"),
    CheckConstraint(
        "state NOT IN ('claimed', 'sending')"
        " OR (lease_token IS NOT NULL AND lease_until IS NOT NULL)",
        name="leased",
    ),
    CheckConstraint("state <> 'sending' OR sending_at IS NOT NULL", name="sending"),
    CheckConstraint("ts IS NULL OR channel IS NOT NULL", name="message"),
    Index(
        "ix_delivery_due",
        "workspace",
        "due_at",
        "id",
        postgresql_where=text("state = 'pending'"),
        sqlite_where=text("state = 'pending'"),
    ),
    Index(
        "ix_delivery_leased",
        "workspace",
        "lease_until",
        "id",
        postgresql_where=text("lease_until IS NOT NULL"),
        sqlite_where=text("lease_until IS NOT NULL"),
    ),
    Index(
        "ix_delivery_stale",
        "workspace",
        "id",
        postgresql_where=text("stale"),
        sqlite_where=text("stale = 1"),
    ),
    Index(
        "ix_delivery_reconcile_at",
        "workspace",
        "reconcile_at",
        "id",
        postgresql_where=text("reconcile_at IS NOT NULL"),
        sqlite_where=text("reconcile_at IS NOT NULL"),
    ),
    Index(
        "ix_delivery_error",
        "workspace",
        "state",
        postgresql_where=text("error IS NOT NULL"),
        sqlite_where=text("error IS NOT NULL"),
    ),
    Index("ix_delivery_message", "workspace", "channel", "ts"),
    Index("ix_delivery_recipient", "workspace", "recipient", "kind", "sent_at"),
)

item = Table(
    "item",
    metadata,
    workspace_column(),
    Column("id", ID, nullable=False),
    Column("delivery", ID),
    Column("place", Integer, nullable=False),
    Column("concern", ID, nullable=False),
    Column("recipient", ID, nullable=False),
    Column("reason", EnumText(NudgeReason)),
    Column("tail", EnumText(LeaderNews)),
    Column("reminder", Integer, nullable=False),
    Column("day", Date),
    Column("step_no", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
    ForeignKeyConstraint(
        ["workspace", "concern"], ["concern.workspace", "concern.id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(
        ["workspace", "delivery"], ["delivery.workspace", "delivery.id"], ondelete="CASCADE"
    ),
    Index("ix_item_delivery", "workspace", "delivery", "place"),
    Index("ix_item_concern", "workspace", "concern"),
    Index(
        "ix_item_waiting",
        "workspace",
        "recipient",
        postgresql_where=text("delivery IS NULL"),
        sqlite_where=text("delivery IS NULL"),
    ),
    comment="One thing inside a message; a tail waits here until a message takes it along.",
)

attempt = Table(
    "attempt",
    metadata,
    workspace_column(),
    Column("delivery", ID, nullable=False),
    Column("number", Integer, nullable=False),
    Column("lease_token", ID, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("outcome", String(32)),
    Column("error", String(64)),
    Column("ts", String(32)),
    PrimaryKeyConstraint("workspace", "delivery", "number"),
    ForeignKeyConstraint(
        ["workspace", "delivery"], ["delivery.workspace", "delivery.id"], ondelete="CASCADE"
    ),
    Index("ix_attempt_started_at", "workspace", "started_at"),
)

rate_limit = Table(
    "rate_limit",
    metadata,
    workspace_column(),
    Column("method", String(64), nullable=False),
    Column("blocked_until", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "method"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
)

channel_slot = Table(
    "channel_slot",
    metadata,
    workspace_column(),
    Column("place", ID, nullable=False),
    Column("free_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "place"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
    comment="When a channel may be written to again; an empty place stands for the workspace.",
)

inbox = Table(
    "inbox",
    metadata,
    workspace_column(),
    Column("key", String(200), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "key"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
    Index("ix_inbox_received_at", "workspace", "received_at"),
)
