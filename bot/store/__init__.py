"""REMEMBERS: the transaction, every query by name, the tables, the sealing of words."""

from bot.store.database import Store, Transaction

__all__ = ["Store", "Transaction"]
