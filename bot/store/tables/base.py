"""What every table has: names for its constraints, and the workspace its key begins with."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

ID = String(32)


def workspace_column() -> Column[str]:
    """Give the first column of every key."""
    return Column("workspace", ID, nullable=False)


def one_of(column: str, enum: type[StrEnum]) -> CheckConstraint:
    """Let ``column`` hold members of ``enum`` only. A new member needs a migration."""
    values = ", ".join(f"'{member.value}'" for member in enum)
    return CheckConstraint(f"{column} IN ({values})", name=column)
