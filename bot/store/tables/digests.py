"""What leaders said about a week's digest, and the figures a team last read."""

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.domain.digest import Word
from bot.store.columns import EnumText, UtcDateTime
from bot.store.tables.base import ID, metadata, one_of, workspace_column

spoken = Table(
    "spoken",
    metadata,
    workspace_column(),
    Column("id", ID, nullable=False),
    Column("team", ID, nullable=False),
    Column("week", String(8), nullable=False),
    Column("leader", ID, nullable=False),
    Column("word", EnumText(Word), nullable=False),
    Column("spoken_at", UtcDateTime, nullable=False),
    Column("sealed", LargeBinary),
    PrimaryKeyConstraint("workspace", "id"),
    UniqueConstraint("workspace", "team", "week", "leader"),
    ForeignKeyConstraint(["workspace", "team"], ["team.workspace", "team.id"], ondelete="CASCADE"),
    one_of("word", Word),
    Index("ix_spoken_at", "workspace", "spoken_at"),
    comment="A leader's word about one week's note, with their own lines, sealed.",
)

published = Table(
    "published",
    metadata,
    workspace_column(),
    Column("team", ID, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("workspace", "team"),
    ForeignKeyConstraint(["workspace", "team"], ["team.workspace", "team.id"], ondelete="CASCADE"),
    comment="The figures a team last read, with keyed hashes for names; only the latest.",
)
