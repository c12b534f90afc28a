"""DOES: each thing that can happen, once: load, decide, save; one function, one transaction."""

from bot.casework.runner import Runner
from bot.casework.unit import Unit

__all__ = ["Runner", "Unit"]
