"""DOES: each thing that can happen, once: load, decide, save; one method, one transaction."""

from bot.casework.answering import Answering
from bot.casework.due import Rounds
from bot.casework.handover import Moving
from bot.casework.leading import Leading
from bot.casework.marking import Marks
from bot.casework.preferences import Settings
from bot.casework.teams import Teams


class Casework(Marks, Moving, Leading, Answering, Teams, Settings, Rounds):
    """Everything that can happen, by name."""


__all__ = ["Casework"]
