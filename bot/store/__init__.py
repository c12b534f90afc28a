"""REMEMBERS: the transaction, every query by name, the tables, the sealing of words."""

from bot.store.database import WORK_SECONDS, Store, Transaction

__all__ = ["WORK_SECONDS", "Store", "Transaction"]
