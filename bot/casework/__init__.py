"""DOES: each thing that can happen, once: load, decide, save; one method, one transaction."""

from bot.casework.answering import Answering
from bot.casework.capturing import Capturing
from bot.casework.desks import Desks
from bot.casework.leading import Leading
from bot.casework.rounds import Rounds
from bot.casework.teams import Teams


class Casework(Capturing, Leading, Answering, Teams, Desks, Rounds):
    """Everything that can happen, by name."""


__all__ = ["Casework"]
