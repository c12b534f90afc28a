"""DOES: each thing that can happen, once: load, decide, save; one function, one transaction."""

from bot.casework.unit import Runner, Unit

__all__ = ["Runner", "Unit"]
