"""What every table has: names for its constraints, and the workspace its key begins with."""

from sqlalchemy import Column, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(32)


def workspace_column() -> Column[str]:
    """Give the first column of every key."""
    return Column("workspace", ID, nullable=False)
