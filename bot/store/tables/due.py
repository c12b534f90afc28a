"""Due rows that could not be handled."""

from sqlalchemy import Column, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, String, Table

from bot.domain.due import DueKind
from bot.store.columns import EnumText, UtcDateTime
from bot.store.tables.base import ID, metadata, one_of, workspace_column

due_failure = Table(
    "due_failure",
    metadata,
    workspace_column(),
    Column("kind", EnumText(DueKind), nullable=False),
    Column("id", ID, nullable=False),
    Column("error", String(100), nullable=False),
    Column("failed_at", UtcDateTime, nullable=False),
    Column("times", Integer, nullable=False),
    PrimaryKeyConstraint("workspace", "kind", "id"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
    one_of("kind", DueKind),
    comment="A due row that raised, by the kind of the error; gone once it has been handled.",
)
