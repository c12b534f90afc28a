"""CARRIES: claim, intent, post, settle; redrawing what fell behind."""

from bot.delivery.carrier import Carrier
from bot.delivery.points import Hook, Point, passing

__all__ = ["Carrier", "Hook", "Point", "passing"]
