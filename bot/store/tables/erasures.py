"""Which journal of erasures a database was written with."""

from sqlalchemy import Column, Table

from bot.store.tables.base import ID, metadata

erasure_journal = Table(
    "erasure_journal",
    metadata,
    Column("id", ID, primary_key=True),
    comment="The journal outside the database that holds what was erased; one row at the most.",
)
